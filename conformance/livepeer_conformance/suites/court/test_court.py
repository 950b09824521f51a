"""The court: jurors with stake, drawn by a hash to come, who vote in secret and pay each other."""

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.disputes.given import LOST, OPEN, WON, approving, liable, outcome, raised
from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, options, requirement
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

DELAY = 5
MANY = 61
"""So many seats that each juror has some."""
SALT = "0x" + "5a" * 32
UNITS = {"carol": 400 * LPT, "dave": 400 * LPT, "erin": 200 * LPT}
"""Jurors of whom the last one is certain to be drawn for some of many seats, and as certain not for most."""


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def committed(s: Scenario, id: int, juror: str, for_accuser: bool, salt: str = SALT) -> str:
    """The commitment to a vote, by hand: hash of dispute, juror, vote and salt, a word each."""
    address = s.world.naming.address(juror)
    packed = word(id) + bytes(12) + address + word(for_accuser) + bytes.fromhex(salt[2:])
    return "0x" + keccak(packed).hex()


def sitting(s: Scenario, **stakes: int) -> None:
    """Given jurors that can be drawn from this round on, in slots of this order."""
    if s.state.rounds.last_initialized_round < s.round:
        s.initialized()
    for name, amount in (stakes or UNITS).items():
        s.tx(name, "approve", "Court", UNLIMITED)
        s.tx(name, "join_court", amount)
    liable(s, "alice", "Court")
    approving(s, "bob")


def many_seats(s: Scenario, deposit: int = 7) -> None:
    """Given so many seats, each with a small deposit, that each of the jurors has some."""
    s.tx("owner", "set_seats", MANY)
    s.tx("owner", "set_seat_deposit", deposit)


def drawn(s: Scenario) -> int:
    """Given a dispute whose jurors are drawn; gives its id."""
    id = raised(s, "bob", judge="Court")
    s.advance_blocks(DELAY)
    s.tx("frank", "draw_jurors", id)
    return id


def seats(s: Scenario, id: int) -> list[str]:
    """Who has the seats of a case."""
    return [s.view("seat_of", id, seat) for seat in range(s.view("get_case", id)["seats"])]


def committing(s: Scenario, id: int, **votes: bool) -> None:
    """Given jurors that committed, and it is time to reveal."""
    for name, side in votes.items():
        s.tx(name, "commit_vote", id, committed(s, id, name, side))
    s.next_round(s.parameters.commit_period + 1)


def to_last_reveal(s: Scenario) -> None:
    """Given the last round to reveal, after the first one."""
    if s.parameters.reveal_period > 1:
        s.next_round(s.parameters.reveal_period - 1)


def revealing(s: Scenario, id: int, **votes: bool) -> None:
    """Given jurors that committed and revealed, and the last round to reveal."""
    committing(s, id, **votes)
    for name, side in votes.items():
        s.tx(name, "reveal_vote", id, side, SALT)
    to_last_reveal(s)


def stake(s: Scenario, name: str) -> int:
    """A juror's stake, none of which may be locked."""
    juror = s.view("get_juror", name)
    assert (juror["locked"], juror["openSeats"]) == (0, 0)
    amount: int = juror["stake"]
    return amount


@requirement("LP-COURT-003", "LP-COURT-004", "LP-COURT-005", "LP-COURT-006", "LP-COURT-033")
def test_join_takes_the_first_free_slot(scenario: Scenario) -> None:
    """Given carol, dave and erin join, when carol leaves and frank joins, then frank has carol's slot; who is a
    juror cannot join, nor anybody with less than a deposit, or when the court is full."""
    s = scenario
    least = s.parameters.seat_deposit
    s.initialized()
    for name in ("carol", "dave", "erin", "frank"):
        s.tx(name, "approve", "Court", UNLIMITED)
    for amount in (0, least - 1):
        s.rejects(Reason.JUROR_STAKE_TOO_SMALL, "carol", "join_court", amount)
    s.tx("owner", "set_seat_deposit", 0)
    s.rejects(Reason.JUROR_STAKE_TOO_SMALL, "carol", "join_court", 0)
    s.tx("owner", "set_seat_deposit", least)
    before = s.balance("carol")
    s.tx("carol", "join_court", least)
    assert s.events[-1] == ("JurorJoined", "carol", least, s.round + 1)
    assert (s.balance("carol"), s.balance("Court")) == (before - least, least)
    s.tx("dave", "join_court", 2 * least)
    s.tx("owner", "set_max_jurors", 3)
    s.tx("erin", "join_court", 3 * least)
    s.rejects(Reason.COURT_FULL, "frank", "join_court", least)
    s.tx("carol", "leave_court")
    s.rejects(Reason.JUROR_JOINED, "carol", "join_court", least)
    s.next_round(s.parameters.commit_period + 1)
    s.tx("carol", "withdraw_from_court")
    s.tx("frank", "join_court", least)
    assert [s.view("juror_in_slot", slot) for slot in range(4)] == ["frank", "dave", "erin", "null"]
    assert s.view("slot_count") == 3
    assert s.view("get_juror", "frank") == {
        "stake": least, "locked": 0, "openSeats": 0, "weight": least, "slot": 0, "fromRound": s.round + 1,
        "untilRound": 0, "withdrawRound": 0,
    }  # fmt: skip


@requirement("LP-COURT-007", "LP-COURT-008", "LP-COURT-009", "LP-COURT-010")
def test_leave_and_withdraw_when_nothing_can_be_drawn(scenario: Scenario) -> None:
    """Given carol leaves, when the commit period of the last dispute that could draw her is over, then she can
    withdraw, a round before she cannot; and not while a case of hers is not settled."""
    s = scenario
    deposit = 10 * LPT
    s.tx("owner", "set_seat_deposit", deposit)
    sitting(s, carol=40 * LPT, dave=deposit)
    s.rejects(Reason.NOT_JUROR, "heidi", "leave_court")
    s.rejects(Reason.JUROR_NOT_LEAVING, "carol", "withdraw_from_court")
    s.tx("dave", "leave_court")
    start = s.round
    assert s.events == [("JurorLeaves", "dave", start + 1, start + 1 + s.parameters.commit_period)]
    s.rejects(Reason.JUROR_LEAVING, "dave", "leave_court")
    s.next_round(s.parameters.commit_period)
    s.rejects(Reason.JUROR_STAKE_LOCKED, "dave", "withdraw_from_court")
    id = drawn(s)
    assert set(seats(s, id)) == {"carol"}
    s.tx("carol", "leave_court")
    s.next_round()
    before = s.balance("dave")
    s.tx("dave", "withdraw_from_court")
    assert s.events[-1] == ("JurorWithdrew", "dave", deposit)
    assert s.balance("dave") == before + deposit
    assert s.view("get_juror", "dave")["fromRound"] == 0
    assert s.view("juror_in_slot", 1) == "null"
    s.next_round(s.parameters.commit_period + s.parameters.reveal_period)
    s.rejects(Reason.JUROR_SEATED, "carol", "withdraw_from_court")
    s.tx("carol", "settle_case", id)
    s.tx("carol", "withdraw_from_court")
    assert s.balance("Court") == 0


@requirement("LP-COURT-013", "LP-COURT-014", "LP-COURT-015", "LP-COURT-017", "LP-COURT-033")
def test_hash_to_come_draws_by_stake(scenario: Scenario) -> None:
    """Given jurors with 1, 5 and 4 parts of the stake, when the block of the draw is over, then each seat's juror
    follows from its hash by hand, and has a deposit locked for each."""
    s = scenario
    least = 10 * LPT
    s.tx("owner", "set_seat_deposit", least)
    sitting(s, carol=100 * LPT, dave=500 * LPT, erin=400 * LPT)
    s.tx("owner", "set_seats", 9)
    id = raised(s, "bob", judge="Court")
    block = s.block - 1 + DELAY
    case = s.view("get_case", id)
    assert (case["drawBlock"], case["seats"], case["seatDeposit"]) == (block, 9, least)
    assert (case["disputeRound"], case["commitEnd"]) == (s.round, s.round + s.parameters.commit_period)
    assert case["revealEnd"] == s.round + s.parameters.commit_period + s.parameters.reveal_period
    s.advance_blocks(DELAY - 1)
    s.rejects(Reason.DRAW_TOO_EARLY, "frank", "draw_jurors", id)
    s.tx("frank", "draw_jurors", id)
    seed = s.world.backend.block_hash(block)
    expected = []
    for seat in range(9):
        point = int.from_bytes(keccak(seed + word(id) + word(seat)), "big") % (1000 * LPT)
        expected.append("carol" if point < 100 * LPT else "dave" if point < 600 * LPT else "erin")
    assert seats(s, id) == expected
    assert s.events == [("JurorDrawn", id, name, least) for name in expected]
    for name in ("carol", "dave", "erin"):
        deposit = expected.count(name) * least
        assert s.view("get_juror", name)["locked"] == deposit
        found = s.view("get_panelist", id, name)
        assert (found["seats"], found["deposit"]) == (expected.count(name), deposit)


@requirement("LP-COURT-014", "LP-COURT-016", "LP-COURT-017")
def test_parties_and_latecomers_are_not_drawn(scenario: Scenario) -> None:
    """Given jurors that are a party, joined in the dispute's round, or left before, when nobody else is one, then
    nobody can be drawn; carol, who leaves in the dispute's round, can."""
    s = scenario
    s.tx("owner", "set_seat_deposit", 10 * LPT)
    s.tx("owner", "set_max_jurors", 9)
    sitting(s, alice=50 * LPT, bob=50 * LPT, dave=50 * LPT)
    s.tx("dave", "leave_court")
    s.next_round()
    s.tx("erin", "approve", "Court", UNLIMITED)
    s.tx("erin", "join_court", 50 * LPT)
    first = raised(s, "bob", judge="Court")
    s.advance_blocks(DELAY)
    s.rejects(Reason.NO_JURORS, "frank", "draw_jurors", first)
    s.tx("carol", "approve", "Court", UNLIMITED)
    s.tx("carol", "join_court", 50 * LPT)
    s.next_round()
    s.tx("erin", "leave_court")
    second = raised(s, "bob", judge="Court", segment=1)
    s.tx("carol", "leave_court")
    s.advance_blocks(DELAY)
    s.tx("frank", "draw_jurors", second)
    assert set(seats(s, second)) <= {"carol", "erin"}
    s.rejects(Reason.CASE_DRAWN, "frank", "draw_jurors", second)
    for unknown in (0, second + 1):
        s.rejects(Reason.COURT_NOT_ASKED, "frank", "draw_jurors", unknown)
    s.next_round(s.parameters.commit_period)
    s.rejects(Reason.COMMIT_OVER, "frank", "draw_jurors", first)


@requirement("LP-COURT-018")
def test_forgotten_hash_puts_the_draw_off(scenario: Scenario) -> None:
    """Given nobody draws while the chain knows the block's hash, when somebody does, then a block to come draws."""
    s = scenario
    s.tx("owner", "set_round_length", 7000)
    s.next_round()
    sitting(s)
    id = raised(s, "bob", judge="Court")
    s.advance_blocks(DELAY + 257)
    s.tx("frank", "draw_jurors", id)
    block = s.block - 1 + DELAY
    assert s.events == [("DrawPostponed", id, block)]
    case = s.view("get_case", id)
    assert (case["drawBlock"], case["isDrawn"]) == (block, False)
    s.rejects(Reason.DRAW_TOO_EARLY, "frank", "draw_jurors", id)
    s.advance_blocks(DELAY)
    s.tx("frank", "draw_jurors", id)
    assert s.view("get_case", id)["isDrawn"] is True


@requirement("LP-COURT-015")
def test_seat_takes_what_a_juror_has_left(scenario: Scenario) -> None:
    """Given carol alone, with two and a half deposits, when she has three seats, then all her stake is locked."""
    s = scenario
    deposit = 10 * LPT
    s.tx("owner", "set_seats", 3)
    s.tx("owner", "set_seat_deposit", deposit)
    sitting(s, carol=25 * LPT)
    id = drawn(s)
    assert s.events == [("JurorDrawn", id, "carol", amount * LPT) for amount in (10, 10, 5)]
    juror = s.view("get_juror", "carol")
    assert (juror["locked"], juror["openSeats"], juror["stake"]) == (25 * LPT, 3, 25 * LPT)


@requirement("LP-COURT-024", "LP-COURT-025", "LP-COURT-026", "LP-COURT-027", "LP-COURT-030", "LP-COURT-032")
@pytest.mark.parametrize("for_accuser", [True, False])
def test_majority_takes_the_deposits_of_the_others(scenario: Scenario, for_accuser: bool) -> None:
    """Given carol and dave vote one way and erin the other, then erin's deposits are theirs, by seats, to the last
    LPTU, and the court rules their way."""
    s = scenario
    sitting(s)
    many_seats(s)
    id = drawn(s)
    named = seats(s, id)
    count = {name: named.count(name) for name in UNITS}
    assert 0 < count["erin"] < MANY // 2
    s.rejects(Reason.REVEAL_NOT_OVER, "frank", "settle_case", id)
    revealing(s, id, carol=for_accuser, dave=for_accuser, erin=not for_accuser)
    s.rejects(Reason.REVEAL_NOT_OVER, "frank", "settle_case", id)
    s.next_round()
    s.tx("frank", "settle_case", id)
    pool, right = 7 * count["erin"], count["carol"] + count["dave"]
    rewards = {name: pool * count[name] // right for name in ("carol", "dave")}
    rewards[next(name for name in named if name != "erin")] += pool - sum(rewards.values())
    assert {name: stake(s, name) for name in UNITS} == {
        "carol": UNITS["carol"] + rewards["carol"], "dave": UNITS["dave"] + rewards["dave"],
        "erin": UNITS["erin"] - pool,
    }  # fmt: skip
    paid = [event for event in s.events if event[0] == "JurorPaid"]
    assert [event[2] for event in paid] == list(dict.fromkeys(named))
    assert sum(event[3] for event in paid) == sum(event[4] for event in paid) == pool
    sides = (right, count["erin"]) if for_accuser else (count["erin"], right)
    assert ("CaseSettled", id, *sides) in s.events
    assert outcome(s, id) == (WON if for_accuser else LOST)
    assert s.balance("Court") == sum(UNITS.values())
    s.rejects(Reason.CASE_SETTLED, "frank", "settle_case", id)


@requirement("LP-COURT-027", "LP-COURT-030")
def test_silent_jurors_lose_their_deposits(scenario: Scenario) -> None:
    """Given erin alone reveals a vote, then she has all deposits, and what she says is the ruling."""
    s = scenario
    sitting(s)
    many_seats(s)
    id = drawn(s)
    named = seats(s, id)
    committing(s, id, carol=True, dave=True, erin=False)
    s.tx("erin", "reveal_vote", id, False, SALT)
    s.next_round(s.parameters.reveal_period)
    s.tx("frank", "settle_case", id)
    lost = {name: 7 * named.count(name) for name in ("carol", "dave")}
    assert {name: stake(s, name) for name in UNITS} == {
        "carol": UNITS["carol"] - lost["carol"], "dave": UNITS["dave"] - lost["dave"],
        "erin": UNITS["erin"] + sum(lost.values()),
    }  # fmt: skip
    assert outcome(s, id) == LOST


@requirement("LP-COURT-026", "LP-COURT-029", "LP-COURT-032")
def test_silent_court_keeps_its_deposits(scenario: Scenario) -> None:
    """Given nobody reveals a vote, then all keep their deposits, nothing is ruled, and the dispute lapses."""
    s = scenario
    sitting(s)
    id = drawn(s)
    s.next_round(s.parameters.commit_period + s.parameters.reveal_period + 1)
    s.tx("frank", "settle_case", id)
    assert {name: stake(s, name) for name in UNITS} == UNITS
    assert outcome(s, id) == OPEN
    s.next_round(s.parameters.ruling_period)
    s.tx("frank", "lapse_dispute", id)


@requirement("LP-COURT-028", "LP-COURT-030")
def test_equal_sides_share_what_the_silent_lost(scenario: Scenario) -> None:
    """Given a case whose three seats are three jurors', when two vote differently and one is silent, then its
    deposit is halved between them, and nothing is ruled."""
    s = scenario
    s.tx("owner", "set_max_jurors", 9)
    s.tx("owner", "set_seats", 3)
    s.tx("owner", "set_seat_deposit", 7)
    s.tx("owner", "set_dispute_stake", 0)
    jurors = ("carol", "dave", "erin", "frank", "grace")
    sitting(s, **dict.fromkeys(jurors, 300 * LPT))
    ids = [raised(s, "bob", judge="Court", segment=segment) for segment in range(12)]
    s.advance_blocks(DELAY)
    id = 0
    for id in ids:
        s.tx("heidi", "draw_jurors", id)
        if len(set(seats(s, id))) == 3:
            break
    first, second, silent = seats(s, id)
    revealing(s, id, **{second: True, first: False})
    s.next_round()
    before = {name: s.view("get_juror", name)["stake"] for name in (first, second, silent)}
    s.tx("heidi", "settle_case", id)
    after = {name: s.view("get_juror", name)["stake"] for name in (first, second, silent)}
    assert {name: after[name] - before[name] for name in after} == {first: 4, second: 3, silent: -7}
    assert s.events[-1] == ("CaseSettled", id, 1, 1)
    assert outcome(s, id) == OPEN


@requirement("LP-COURT-031")
def test_juror_without_a_deposit_left_leaves(scenario: Scenario) -> None:
    """Given erin joined with one deposit and loses it, then she leaves the court; carol, who loses one of two, does
    not."""
    s = scenario
    deposit = 10**12
    s.tx("owner", "set_seat_deposit", deposit)
    s.tx("owner", "set_seats", 1)
    sitting(s, erin=deposit)
    first = drawn(s)
    assert seats(s, first) == ["erin"]
    s.tx("carol", "approve", "Court", UNLIMITED)
    s.tx("carol", "join_court", 10**6 * deposit)
    s.next_round(s.parameters.commit_period + s.parameters.reveal_period + 1)
    s.tx("frank", "settle_case", first)
    assert s.view("get_juror", "erin")["untilRound"] == 0
    s.tx("owner", "set_seats", MANY)
    s.tx("owner", "set_seat_deposit", deposit // MANY + 1)
    s.tx("dave", "approve", "Court", UNLIMITED)
    s.tx("dave", "join_court", 10**6 * deposit)
    s.next_round()
    s.tx("owner", "set_seat_deposit", 10**5 * deposit)
    id = raised(s, "bob", judge="Court", segment=2)
    s.advance_blocks(DELAY)
    s.tx("frank", "draw_jurors", id)
    revealing(s, id, carol=True)
    s.next_round()
    s.tx("frank", "settle_case", id)
    assert s.view("get_juror", "dave")["stake"] < 10**5 * deposit
    assert s.view("get_juror", "dave")["untilRound"] == s.round + 1
    assert s.view("get_juror", "carol")["untilRound"] == 0
    assert ("JurorLeaves", "dave", s.round + 1, s.round + 1 + s.parameters.commit_period) in s.events


@requirement("LP-COURT-019", "LP-COURT-020", "LP-COURT-021", "LP-COURT-022", "LP-COURT-023", "LP-COURT-024")
def test_vote_is_secret_and_then_what_was_committed(scenario: Scenario) -> None:
    """Given carol alone has seats, when she commits twice, then the last one counts; she reveals after the commit
    period, only what she committed to, once; a copy of another's commitment is worth nothing."""
    s = scenario
    sitting(s, carol=300 * LPT)
    id = drawn(s)
    s.rejects(Reason.NOT_SEATED, "dave", "commit_vote", id, SALT)
    s.tx("carol", "commit_vote", id, committed(s, id, "carol", False))
    s.tx("carol", "commit_vote", id, committed(s, id, "carol", True))
    assert s.events == [("VoteCommitted", id, "carol", bytes.fromhex(committed(s, id, "carol", True)[2:]))]
    s.rejects(Reason.COMMIT_NOT_OVER, "carol", "reveal_vote", id, True, SALT)
    s.next_round(s.parameters.commit_period)
    s.rejects(Reason.COMMIT_NOT_OVER, "carol", "reveal_vote", id, True, SALT)
    s.next_round()
    s.rejects(Reason.COMMIT_OVER, "carol", "commit_vote", id, SALT)
    s.rejects(Reason.WRONG_REVEAL, "carol", "reveal_vote", id, False, SALT)
    s.rejects(Reason.WRONG_REVEAL, "carol", "reveal_vote", id, True, "0x" + "5b" * 32)
    s.rejects(Reason.WRONG_REVEAL, "dave", "reveal_vote", id, True, SALT)
    to_last_reveal(s)
    s.tx("carol", "reveal_vote", id, True, SALT)
    assert s.events == [("VoteRevealed", id, "carol", True)]
    assert s.view("get_case", id)["forAccuser"] == s.parameters.court_seats
    s.rejects(Reason.VOTE_REVEALED, "carol", "reveal_vote", id, True, SALT)
    s.next_round()
    s.rejects(Reason.REVEAL_OVER, "carol", "reveal_vote", id, True, SALT)


@requirement("LP-COURT-020", "LP-COURT-023")
def test_copied_commitment_is_worth_nothing(scenario: Scenario) -> None:
    """Given dave copies carol's commitment, when she has revealed it, then he cannot reveal the same."""
    s = scenario
    sitting(s)
    many_seats(s)
    id = drawn(s)
    copied = committed(s, id, "carol", True)
    for name in ("carol", "dave"):
        s.tx(name, "commit_vote", id, copied)
    s.next_round(s.parameters.commit_period + 1)
    s.tx("carol", "reveal_vote", id, True, SALT)
    s.rejects(Reason.WRONG_REVEAL, "dave", "reveal_vote", id, True, SALT)


@requirement("LP-COURT-026", "LP-COURT-032")
def test_late_case_settles_deposits_only(scenario: Scenario) -> None:
    """Given a majority, when governance forbids the court, then settling is rejected with the ruling; after the
    ruling period it settles the deposits and rules nothing."""
    s = scenario
    sitting(s)
    many_seats(s)
    id = drawn(s)
    revealing(s, id, carol=True, dave=True)
    s.next_round()
    s.tx("owner", "set_arbitrator", "Court", False)
    s.rejects(Reason.NOT_ARBITRATOR, "frank", "settle_case", id)
    s.next_round(s.parameters.ruling_period)
    s.tx("frank", "settle_case", id)
    assert outcome(s, id) == OPEN
    assert sum(stake(s, name) for name in UNITS) == sum(UNITS.values())
    assert stake(s, "erin") < UNITS["erin"]


@requirement("LP-COURT-011", "LP-COURT-012", "LP-COURT-013", "LP-COURT-025")
def test_court_is_asked_by_disputes_in_time(scenario: Scenario) -> None:
    """Given periods that end with the ruling period, when a dispute is raised, then it is refused; one round less is
    enough, and later changes do not matter for it. Only Disputes asks."""
    s = scenario
    sitting(s)
    period = s.parameters.ruling_period - s.parameters.commit_period
    for rounds, reason in ((period, Reason.COURT_OUTLASTS_RULING), (UNLIMITED, Reason.ADDITION_OVERFLOW)):
        s.tx("owner", "set_reveal_period", rounds)
        s.rejects(reason, "bob", "raise_dispute", EvidencePlan("alice", "Court"))
    s.tx("owner", "set_reveal_period", period - 1)
    id = raised(s, "bob", judge="Court")
    for name, value in (("set_seats", 1), ("set_seat_deposit", 1), ("set_commit_period", 0), ("set_reveal_period", 0)):
        s.tx("owner", name, value)
    case = s.view("get_case", id)
    assert (case["seats"], case["seatDeposit"]) == (s.parameters.court_seats, s.parameters.seat_deposit)
    assert case["commitEnd"] == s.round + s.parameters.commit_period
    assert case["revealEnd"] == s.round + s.parameters.ruling_period - 1
    s.rejects(Reason.CASE_NOT_DRAWN, "frank", "settle_case", id)
    for caller in ("carol", "owner", "Court"):
        s.rejects(Reason.NOT_DISPUTES, caller, "ask_court", id)


@requirement("LP-COURT-001", "LP-COURT-002")
def test_court_is_governances(scenario: Scenario) -> None:
    """Given others than the Controller's owner, when they set a parameter, then it is rejected; no case can have an
    even number of seats, or more than 99."""
    s = scenario
    for name, view, parameter in (
        ("set_seats", "court_seats", "seats"), ("set_seat_deposit", "seat_deposit", "seatDeposit"),
        ("set_commit_period", "commit_period", "commitPeriod"), ("set_reveal_period", "reveal_period", "revealPeriod"),
        ("set_max_jurors", "max_jurors", "maxJurors"),
    ):  # fmt: skip
        s.rejects(Reason.NOT_CONTROLLER_OWNER, "frank", name, 99)
        s.tx("owner", name, 99)
        assert s.events == [("ParameterUpdate", parameter)]
        assert s.view(view) == 99
    for seats_of_a_case in (0, 2, 100, 101):
        s.rejects(Reason.INVALID_SEATS, "owner", "set_seats", seats_of_a_case)


@requirement("LP-COURT-001", "LP-COURT-033")
@options("unconfigured")
def test_new_court_is_empty(scenario: Scenario) -> None:
    """Given the contract as it was constructed, then there are no parameters and no jurors."""
    names = ("court_seats", "seat_deposit", "commit_period", "reveal_period", "max_jurors", "slot_count")
    assert [scenario.view(name) for name in names] == [0] * 6
