"""Escalation games from the first answer to the last bond: uncontradicted, doubled, escalated, and lapsed."""

import pytest

from livepeer_conformance.suites.court.test_court import DELAY, revealing
from livepeer_conformance.suites.disputes.given import LAPSED, LOST, OPEN, WON, judged_by, outcome, raised
from livepeer_conformance.suites.escalation.given import collected, escalating, game, playing
from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason


def decided(s: Scenario, id: int) -> None:
    """Given the time to contradict the last answer is over, and a stranger executed it."""
    s.next_round(s.parameters.answer_period + 1)
    s.tx("frank", "execute_answer", id)


@requirement("LP-ESC-006", "LP-ESC-013", "LP-ESC-016", "LP-ESC-017", "LP-ESC-022", "LP-ESC-024")
@pytest.mark.parametrize("for_accuser", [True, False])
def test_answer_that_nobody_contradicts_is_the_ruling(scenario: Scenario, for_accuser: bool) -> None:
    """Given carol answers, when her last round is over and nobody contradicted her, then a stranger makes her answer
    the ruling, and she has her bond again."""
    s = scenario
    id, bond = game(s), s.parameters.min_bond
    end = s.round + s.parameters.ruling_period
    start = {
        "isAsked": True, "isEscalated": False, "endRound": end, "lastRound": 0,
        "answerPeriod": s.parameters.answer_period, "minBond": bond, "finalBond": s.parameters.final_bond,
        "answerCount": 0,
    }  # fmt: skip
    assert s.view("get_game", id) == start
    before, last = s.balance("carol"), s.round + s.parameters.answer_period
    s.tx("carol", "answer_dispute", id, for_accuser, bond)
    assert s.events[-1] == ("Answered", id, 0, "carol", for_accuser, bond, last)
    assert (s.balance("carol"), s.balance("Escalation")) == (before - bond, bond)
    assert s.view("get_game", id) == start | {"lastRound": last, "answerCount": 1}
    answer = {"answerer": "carol", "forAccuser": for_accuser, "isCollected": False, "bond": bond}
    assert s.view("get_answer", id, 0) == answer
    assert s.view("get_answer", id, 1) == dict.fromkeys(answer, 0) | {"answerer": "null", "forAccuser": False}
    s.next_round(s.parameters.answer_period)
    s.rejects(Reason.ANSWER_PERIOD_NOT_OVER, "frank", "execute_answer", id)
    s.next_round()
    s.tx("frank", "execute_answer", id)
    assert s.events[0] == ("AnswerExecuted", id, for_accuser)
    assert s.events[-1][:3] == ("DisputeRuled", id, for_accuser)
    assert outcome(s, id) == (WON if for_accuser else LOST)
    s.rejects(Reason.DISPUTE_NOT_OPEN, "frank", "execute_answer", id)
    s.tx("heidi", "collect_bond", id, 0)
    assert s.events[-1:] == [("BondCollected", id, 0, "carol", bond)]
    assert s.view("get_answer", id, 0) == answer | {"isCollected": True}
    assert (s.balance("carol"), s.balance("Escalation")) == (before, 0)


@requirement("LP-ESC-011", "LP-ESC-017", "LP-ESC-021", "LP-ESC-022", "LP-ESC-026", "LP-ESC-027")
@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_right_answers_get_what_they_contradicted(scenario: Scenario, count: int) -> None:
    """Given answers that at least double, when nobody contradicts the last one, then each that says the same gets its
    bond and that of the answer before it, to the last LPTU; the others get nothing."""
    s = scenario
    id, least = game(s), s.parameters.min_bond
    bonds = playing(s, id, *(least + 3, 2 * least + 7, 0, 8 * least + 50, 0)[:count])
    assert s.balance("Escalation") == sum(bonds)
    decided(s, id)
    assert outcome(s, id) == (WON if count % 2 else LOST)
    right = range(1 - count % 2, count, 2)
    for wrong in set(range(count)) - set(right):
        s.rejects(Reason.ANSWER_WRONG, "carol", "collect_bond", id, wrong)
    for index in right:
        winner = ("carol", "dave")[index % 2]
        pay = bonds[index] + (bonds[index - 1] if index else 0)
        assert collected(s, id, index)[winner] == pay
        assert s.events[-1] == ("BondCollected", id, index, winner, pay)
    assert s.balance("Escalation") == 0


@requirement("LP-ESC-015", "LP-ESC-021", "LP-ESC-022", "LP-ESC-027")
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("escalation_is_right", [True, False])
def test_council_decides_an_escalated_game(scenario: Scenario, count: int, escalation_is_right: bool) -> None:
    """Given erin contradicts the last answer before the council, when it decides, then a right erin has that answer's
    bond, and a wrong one's bond goes to it besides; all bonds go to right answers, to the last LPTU."""
    s = scenario
    id = game(s)
    before = s.balance("erin")
    s.tx("owner", "set_final_arbitrator", "Council")
    s.tx("owner", "set_threshold", 2)
    bonds = playing(s, id, *(s.parameters.min_bond + 1, 0, 0)[:count])
    bonds.append(max(2 * bonds[-1], s.parameters.final_bond))
    side = count % 2 == 0
    s.tx("erin", "escalate_dispute", id, side, bonds[-1])
    end = s.round + s.parameters.ruling_period
    assert ("Escalated", id, count, "erin", side, bonds[-1]) in s.events
    assert s.events[-1] == ("DisputeReferred", id, "Council", end)
    assert s.balance("erin") == before - bonds[-1]
    assert s.view("get_game", id)["isEscalated"] is True
    assert s.view("get_answer", id, count)["answerer"] == "erin"
    for member in ("frank", "grace"):
        s.tx(member, "council_vote", id, side == escalation_is_right)
    assert outcome(s, id) == (WON if side == escalation_is_right else LOST)
    right = range(count % 2 if escalation_is_right else 1 - count % 2, count + 1, 2)
    paid = {index: sum(collected(s, id, index).values()) for index in right}
    expected = {index: bonds[index] + (bonds[index - 1] if index else 0) for index in right}
    if not escalation_is_right:
        expected[count - 1] += bonds[count]
    assert paid == expected
    assert s.balance("Escalation") == 0
    for wrong in set(range(count + 1)) - set(right):
        s.rejects(Reason.ANSWER_WRONG, "erin", "collect_bond", id, wrong)


@requirement("LP-ESC-015", "LP-ESC-022")
@pytest.mark.parametrize("for_accuser", [True, False])
def test_court_decides_an_escalated_game(scenario: Scenario, for_accuser: bool) -> None:
    """Given a court with a juror, when erin escalates a game to it, then it draws, votes and settles as ever, and the
    bonds follow its ruling."""
    s = scenario
    s.initialized()
    s.tx("grace", "approve", "Court", UNLIMITED)
    s.tx("grace", "join_court", 500 * LPT)
    id = game(s)
    bonds = escalating(s, id, "Court", 0, 0)
    s.advance_blocks(DELAY)
    s.tx("frank", "draw_jurors", id)
    revealing(s, id, grace=for_accuser)
    s.next_round()
    s.tx("frank", "settle_case", id)
    assert outcome(s, id) == (WON if for_accuser else LOST)
    # Carol said yes, dave no, and erin yes.
    if for_accuser:
        assert collected(s, id, 0, 2) == {"carol": bonds[0], "dave": 0, "erin": bonds[2] + bonds[1]}
    else:
        assert collected(s, id, 1) == {"carol": 0, "dave": sum(bonds), "erin": 0}
    assert s.balance("Escalation") == 0


@requirement("LP-ESC-018", "LP-ESC-023")
@pytest.mark.parametrize("is_escalated", [True, False])
def test_lapsed_game_gives_each_bond_back(scenario: Scenario, is_escalated: bool) -> None:
    """Given a game that nobody carries out, or whose final arbitrator is silent, when the dispute lapses, then each
    answer gets its own bond, right or wrong."""
    s = scenario
    judged_by(s, "grace")
    id = game(s)
    bonds = escalating(s, id, "grace", 0, 0) if is_escalated else playing(s, id, 0, 0, 0)
    s.next_round(s.parameters.ruling_period + 1)
    if not is_escalated:
        s.rejects(Reason.RULING_PERIOD_OVER, "frank", "execute_answer", id)
    s.rejects(Reason.DISPUTE_NOT_OVER, "carol", "collect_bond", id, 0)
    s.tx("frank", "lapse_dispute", id)
    assert outcome(s, id) == LAPSED
    third = "erin" if is_escalated else "carol"
    expected = {"carol": bonds[0], "dave": bonds[1], "erin": 0}
    expected[third] += bonds[2]
    assert collected(s, id, 2, 0, 1) == expected
    assert s.balance("Escalation") == 0


@requirement("LP-ESC-014", "LP-ESC-017")
def test_dispute_without_an_answer_lapses(scenario: Scenario) -> None:
    """Given nobody answers, then nobody can execute or escalate anything, and the dispute lapses."""
    s = scenario
    id = game(s)
    for unanswered in (id, id + 1):
        s.rejects(Reason.NO_ANSWER, "carol", "escalate_dispute", unanswered, True, s.parameters.final_bond)
        s.rejects(Reason.NO_ANSWER, "carol", "execute_answer", unanswered)
    s.next_round(s.parameters.ruling_period)
    s.rejects(Reason.NO_ANSWER, "carol", "execute_answer", id)
    s.rejects(Reason.ANSWER_TOO_LATE, "carol", "answer_dispute", id, True, s.parameters.min_bond)
    s.next_round()
    s.tx("frank", "lapse_dispute", id)
    assert outcome(s, id) == LAPSED


@requirement("LP-ESC-017", "LP-ESC-023")
def test_forbidden_game_rules_nothing(scenario: Scenario) -> None:
    """Given governance forbids the game in the middle of one, then it is executed only when it is allowed again."""
    s = scenario
    id = game(s)
    playing(s, id, 0)
    s.next_round(s.parameters.answer_period + 1)
    s.tx("owner", "set_arbitrator", "Escalation", False)
    s.rejects(Reason.NOT_ARBITRATOR, "frank", "execute_answer", id)
    assert outcome(s, id) == OPEN
    s.tx("owner", "set_arbitrator", "Escalation", True)
    s.tx("frank", "execute_answer", id)
    assert outcome(s, id) == WON


@requirement("LP-ESC-018", "LP-ESC-019", "LP-ESC-020", "LP-ESC-022")
def test_collect_pays_once_and_who_answered(scenario: Scenario) -> None:
    """Given a game with two answers in a contract that has more LPT, then nothing is paid before the ruling, nor for an
    answer that there is not, and afterwards the right one is paid once, to dave, whoever asks for it."""
    s = scenario
    id = game(s)
    bonds = playing(s, id, 0, 0)
    s.tx("erin", "transfer", "Escalation", 2 * sum(bonds))
    for unknown in ((id, 2), (id, UNLIMITED), (id + 1, 0)):
        s.rejects(Reason.ANSWER_UNKNOWN, "dave", "collect_bond", *unknown)
    for index in range(2):
        s.rejects(Reason.DISPUTE_NOT_OVER, "dave", "collect_bond", id, index)
    decided(s, id)
    assert collected(s, id, 1) == {"carol": 0, "dave": sum(bonds), "erin": 0}
    s.rejects(Reason.BOND_COLLECTED, "dave", "collect_bond", id, 1)
    s.rejects(Reason.ANSWER_UNKNOWN, "dave", "collect_bond", id, 2)


@requirement("LP-ESC-022", "LP-ESC-027")
def test_games_do_not_pay_each_other(scenario: Scenario) -> None:
    """Given two games at once with other bonds, when one is won and the other lost, then each pays its own bonds."""
    s = scenario
    first = game(s)
    second = raised(s, "bob", judge="Escalation", segment=1)
    one, other = playing(s, first, 0, 0), playing(s, second, 5 * s.parameters.min_bond, 0, 0)
    decided(s, first)
    s.tx("frank", "execute_answer", second)
    assert (outcome(s, first), outcome(s, second)) == (LOST, WON)
    assert collected(s, second, 2, 0) == {"carol": sum(other), "dave": 0, "erin": 0}
    assert s.balance("Escalation") == sum(one)
    assert collected(s, first, 1) == {"carol": 0, "dave": sum(one), "erin": 0}
