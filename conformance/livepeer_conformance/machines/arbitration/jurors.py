"""The court: its jurors and their cases."""

from typing import Any

from livepeer_conformance.machines.arbitration.books import open_disputes
from livepeer_conformance.machines.arbitration.disputes import accusing, judged
from livepeer_conformance.machines.arbitration.panels import (
    TIME,
    accusing_before,
    before,
    provoke_rulings,
    waiting,
)
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.provocation import ordinary
from livepeer_conformance.machines.scene import LPT, MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.court import DRAW_DELAY, commitment

JUDGE = "Court"
SALT = bytes(31) + b"\x05"
_SALT = "0x" + SALT.hex()
_WITH_ID = ("draw_jurors", "settle_case")


def _juror(scene: Scene, name: str) -> Any:
    return scene.state.court.jurors[scene.address(name)]


def _members(scene: Scene) -> list[str]:
    """Actors that are jurors, and do not leave."""
    return [name for name in scene.actors if _juror(scene, name).from_round and not _juror(scene, name).until_round]


def _strangers(scene: Scene) -> list[str]:
    """Actors that are no jurors."""
    return [name for name in scene.actors if not _juror(scene, name).from_round]


def _cases(scene: Scene) -> list[tuple[int, Any]]:
    """Cases by the dispute's id."""
    return [(id, case) for id, case in scene.state.court.cases.items() if case.is_asked]


def _panel(scene: Scene, id: int) -> list[tuple[str, Any]]:
    """Actors with seats in a case."""
    panelists = scene.state.court.panelists
    found = [(name, panelists[id, scene.address(name)]) for name in scene.actors]
    return [(name, panelist) for name, panelist in found if panelist.seats]


def _committed(scene: Scene, id: int, name: str, for_accuser: bool) -> str:
    return "0x" + commitment(id, scene.address(name), for_accuser, SALT).hex()


def _vote(scene: Scene, id: int, name: str) -> bool | None:
    """What a juror committed to; None when it is not among what it would reveal."""
    found = scene.state.court.panelists[id, scene.address(name)].commitment
    for vote in (False, True):
        if found == commitment(id, scene.address(name), vote, SALT):
            return vote
    return None


def _passing(scene: Scene, id: int) -> Recipe:
    """Let the block of a case's draw go by."""
    blocks = scene.state.court.cases[id].draw_block + 1 - scene.block
    if 0 < blocks <= 2 * DRAW_DELAY:
        yield Action("advance_blocks", "", (blocks,))
    yield from waiting(scene, 0)


def _accusing(scene: Scene) -> Recipe:
    """Bring about that jurors can be drawn for the last dispute before the court, with a round for each step."""
    court = scene.state.court
    for id in before(scene, JUDGE)[-1:]:
        if not court.cases[id].is_drawn and scene.current <= court.cases[id].commit_end and _members(scene):
            return
    for name, value, now in (
        ("set_commit_period", 1, court.commit_period), ("set_reveal_period", 1, court.reveal_period),
        ("set_seats", 3, court.seats),
    ):  # fmt: skip
        if now != value:
            yield Action(name, scene.owner, (value,))
    yield from _joining(scene)
    yield from accusing_before(scene, JUDGE)


def _joining(scene: Scene) -> Recipe:
    """Bring about that the court has two jurors."""
    court = scene.state.court
    if court.max_jurors < 4:
        yield Action("set_max_jurors", scene.owner, (4,))
    if court.seat_deposit > 100 * LPT:
        yield Action("set_seat_deposit", scene.owner, (10 * LPT,))
    yield from waiting(scene, 0)
    for name in _strangers(scene)[: 2 - len(_members(scene))]:
        yield Action("approve", name, (JUDGE, MAX))
        yield Action("join_court", name, (max(court.seat_deposit, 1),))


def _drawing(scene: Scene) -> Recipe:
    """Bring about that the last case is one whose jurors are drawn and can commit."""
    for id in before(scene, JUDGE)[-1:]:
        case = scene.state.court.cases[id]
        if case.is_drawn and scene.current <= case.commit_end and _panel(scene, id):
            return
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        yield from _passing(scene, id)
        yield Action("draw_jurors", scene.actor(), (id,))


def _committing(scene: Scene, id: int, wait: bool = True) -> Recipe:
    """Let all jurors of a case commit for the accuser, and mostly wait until they can reveal."""
    for name, _ in _panel(scene, id):
        yield Action("commit_vote", name, (id, _committed(scene, id, name, True)))
    if wait:
        yield from waiting(scene, scene.state.court.cases[id].commit_end + 1 - scene.current)


def _ready(scene: Scene, id: int) -> Recipe:
    """Let all jurors of a case vote for the accuser, and wait until it can be settled."""
    yield from _committing(scene, id)
    for name, _ in _panel(scene, id):
        yield Action("reveal_vote", name, (id, True, _SALT))
    yield from waiting(scene, scene.state.court.cases[id].reveal_end + 1 - scene.current)


provoke_rulings("settle_case", JUDGE, _drawing, _ready)


@provokes("settle_case", Reason.DISPUTE_NOT_OPEN)
def settle_what_another_decided(scene: Scene, name: str) -> Recipe:
    """Settle a case about another arbitrator's dispute, of which the court was told, after that one ruled."""
    if not scene.can_impersonate:
        return
    yield from _accusing(scene)
    yield from accusing(scene, by_council=False)
    for id, judge in judged(scene, by_council=False)[-1:]:
        yield Action("ask_court", "Disputes", (id,))
        yield from _passing(scene, id)
        yield Action("draw_jurors", scene.actor(), (id,))
        yield Action("rule_dispute", judge, (id, True))
        yield from _ready(scene, id)
        yield scene.act(name, scene.actor(), id)


def _latest(scene: Scene) -> list[int]:
    return [id for id in before(scene, JUDGE)[-1:] if scene.state.court.cases[id].is_drawn]


@proposes("join_court", family="disputes", weight=4)
def join(scene: Scene, name: str) -> Proposal:
    """Become a juror, mostly with a few deposits."""
    court, token = scene.state.court, scene.state.token
    full = sum(1 for slot in range(court.slot_count) if any(court.slots[slot])) >= court.max_jurors
    amount = max(court.seat_deposit, 1) * (1 + scene.below(6)) + scene.below(3)
    contract = scene.state.deployed[JUDGE]
    names = [
        caller
        for caller in _strangers(scene)
        if amount <= min(scene.lpt(caller), token.allowances[scene.address(caller), contract])
    ]
    return scene.act(name, scene.pick(names), amount) if names and not full else None


@provokes("join_court", Reason.JUROR_JOINED)
def join_twice(scene: Scene, name: str) -> Recipe:
    """Join as a juror."""
    yield from _joining(scene)
    for caller in _members(scene)[:1]:
        yield scene.act(name, caller, scene.state.court.seat_deposit + 1)


@provokes("join_court", Reason.JUROR_STAKE_TOO_SMALL)
def join_with_too_little(scene: Scene, name: str) -> Proposal:
    """Join with one LPTU less than a deposit, or nothing."""
    names = _strangers(scene)
    return scene.act(name, scene.pick(names), max(scene.state.court.seat_deposit - 1, 0)) if names else None


@provokes("join_court", Reason.COURT_FULL)
def join_a_full_court(scene: Scene, name: str) -> Recipe:
    """Join when there is no slot left."""
    yield from _joining(scene)
    count = scene.state.court.max_jurors
    for caller in _strangers(scene)[:1]:
        yield Action("set_max_jurors", scene.owner, (0,))
        yield scene.act(name, caller, scene.state.court.seat_deposit + 1)
        yield Action("set_max_jurors", scene.owner, (count,))


@provokes("join_court", Reason.TRANSFER_EXCEEDS_ALLOWANCE, Reason.TRANSFER_EXCEEDS_BALANCE)
def join_without_tokens(scene: Scene, name: str) -> Recipe:
    """Join without the approval, or without the tokens."""
    yield Action("set_max_jurors", scene.owner, (8,))
    for caller in _strangers(scene)[:1]:
        amount = max(scene.state.court.seat_deposit, scene.lpt(caller) + 1)
        rich = scene.lpt(caller) > scene.state.court.seat_deposit
        if rich and scene.chance(0.5):
            yield Action("approve", caller, (JUDGE, scene.lpt(caller) - 1))
            yield scene.act(name, caller, scene.lpt(caller))
        yield Action("approve", caller, (JUDGE, MAX))
        yield scene.act(name, caller, amount)


@proposes("leave_court", family="disputes", weight=2)
def leave(scene: Scene, name: str) -> Proposal:
    """Leave the court while somebody stays."""
    names = _members(scene)
    return scene.act(name, scene.pick(names)) if len(names) > 1 else None


@provokes("leave_court", Reason.NOT_JUROR)
def leave_as_a_stranger(scene: Scene, name: str) -> Proposal:
    """Leave without being a juror."""
    return scene.act(name, scene.pick(_strangers(scene) or ["owner"]))


@provokes("leave_court", Reason.JUROR_LEAVING)
def leave_twice(scene: Scene, name: str) -> Recipe:
    """Leave twice."""
    yield from _joining(scene)
    for caller in _members(scene)[:1]:
        for _ in range(2):
            yield scene.act(name, caller)


@provokes("leave_court", Reason.ADDITION_OVERFLOW)
def leave_for_ever(scene: Scene, name: str) -> Recipe:
    """Leave while commitments have no end."""
    yield from _joining(scene)
    period = scene.state.court.commit_period
    yield Action("set_commit_period", scene.owner, (MAX - scene.below(2),))
    for caller in _members(scene)[:1]:
        yield scene.act(name, caller)
    yield Action("set_commit_period", scene.owner, (period,))


@proposes("withdraw_from_court", family="disputes", weight=5)
def withdraw(scene: Scene, name: str) -> Proposal:
    """Withdraw from the court, or wait until that is possible."""
    gone = [caller for caller in scene.actors if _juror(scene, caller).until_round]
    gone = [caller for caller in gone if not _juror(scene, caller).open_seats]
    ready = [caller for caller in gone if _juror(scene, caller).withdraw_round <= scene.current]
    if ready:
        return scene.act(name, scene.pick(ready))
    return _wait_and_withdraw(scene, name, scene.pick(gone)) if gone else None


def _wait_and_withdraw(scene: Scene, name: str, caller: str) -> Recipe:
    yield from waiting(scene, _juror(scene, caller).withdraw_round - scene.current)
    yield scene.act(name, caller)


@provokes("withdraw_from_court", Reason.JUROR_NOT_LEAVING)
def withdraw_without_leaving(scene: Scene, name: str) -> Proposal:
    """Withdraw as a juror that stays, or as none."""
    names = [caller for caller in scene.actors if not _juror(scene, caller).until_round]
    return scene.act(name, scene.pick(names)) if names else None


@provokes("withdraw_from_court", Reason.JUROR_STAKE_LOCKED)
def withdraw_too_early(scene: Scene, name: str) -> Recipe:
    """Withdraw right after leaving."""
    yield from _joining(scene)
    for caller in _members(scene)[:1]:
        yield Action("leave_court", caller)
        yield scene.act(name, caller)


@provokes("withdraw_from_court", Reason.JUROR_SEATED)
def withdraw_with_a_seat(scene: Scene, name: str) -> Recipe:
    """Withdraw before a case is settled."""
    yield from _drawing(scene)
    for id in _latest(scene):
        for caller, _ in _panel(scene, id)[:1]:
            if not _juror(scene, caller).until_round:
                yield Action("leave_court", caller)
            yield from waiting(scene, _juror(scene, caller).withdraw_round - scene.current)
            yield scene.act(name, caller)


# Cases.


@proposes("draw_jurors", family="disputes", weight=6)
def draw(scene: Scene, name: str) -> Proposal:
    """Draw jurors, at times for a case brought about for that."""
    due = [
        id for id, case in _cases(scene)
        if not case.is_drawn and scene.current <= case.commit_end and scene.block > case.draw_block
    ]  # fmt: skip
    if due and _members(scene):
        return scene.act(name, scene.actor(), scene.pick(due))
    return _drawing(scene) if scene.chance(0.05) else None


@proposes("draw_jurors", family="disputes", weight=1)
def draw_after_the_hash_is_forgotten(scene: Scene, name: str) -> Recipe:
    """Draw jurors when the chain does not know the block's hash any more; only where rounds are short."""
    rounds = 2 + 256 // max(scene.state.rounds.round_length, 1)
    if rounds > 12 or scene.chance(0.7):
        return
    court, ruling = scene.state.court, scene.state.disputes.ruling_period
    periods = court.commit_period, court.reveal_period
    yield Action("set_ruling_period", scene.owner, (rounds + 4,))
    yield Action("set_commit_period", scene.owner, (rounds + 1,))
    yield Action("set_reveal_period", scene.owner, (1,))
    yield from accusing_before(scene, JUDGE)
    yield Action("set_ruling_period", scene.owner, (ruling,))
    yield Action("set_commit_period", scene.owner, (periods[0],))
    yield Action("set_reveal_period", scene.owner, (periods[1],))
    for id in before(scene, JUDGE)[-1:]:
        yield from waiting(scene, rounds)
        yield scene.act(name, scene.actor(), id)


@provokes("draw_jurors", Reason.CASE_DRAWN)
def draw_twice(scene: Scene, name: str) -> Recipe:
    """Draw jurors twice."""
    yield from _drawing(scene)
    for id in _latest(scene):
        yield scene.act(name, scene.actor(), id)


@provokes("draw_jurors", Reason.COMMIT_OVER)
def draw_too_late(scene: Scene, name: str) -> Recipe:
    """Draw jurors after the commit period."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        yield from waiting(scene, scene.state.court.cases[id].commit_end + 1 - scene.current)
        yield scene.act(name, scene.actor(), id)


@provokes("draw_jurors", Reason.DRAW_TOO_EARLY)
def draw_too_early(scene: Scene, name: str) -> Recipe:
    """Draw jurors at once."""
    yield from _accusing(scene)
    for id in before(scene, JUDGE)[-1:]:
        yield scene.act(name, scene.actor(), id)


@provokes("draw_jurors", Reason.NO_JURORS)
def draw_from_nobody(scene: Scene, name: str) -> Recipe:
    """Draw from a court without jurors."""
    for caller in _members(scene):
        yield Action("leave_court", caller)
    yield from accusing_before(scene, JUDGE)
    for id in before(scene, JUDGE)[-1:]:
        yield from _passing(scene, id)
        yield scene.act(name, scene.actor(), id)


@proposes("commit_vote", family="disputes", weight=8)
def commit(scene: Scene, name: str) -> Proposal:
    """Commit to a vote."""
    choices = [
        (id, caller)
        for id, case in _cases(scene)
        if case.is_drawn and scene.current <= case.commit_end
        for caller, _ in _panel(scene, id)
    ]
    if not choices:
        return None
    id, caller = scene.pick(choices)
    return scene.act(name, caller, id, _committed(scene, id, caller, scene.chance(0.6)))


@provokes("commit_vote", Reason.NOT_SEATED)
def commit_without_a_seat(scene: Scene, name: str) -> Proposal:
    """Commit without a seat."""
    return scene.act(name, "owner", scene.below(5), _SALT)


@provokes("commit_vote", Reason.COMMIT_OVER)
def commit_too_late(scene: Scene, name: str) -> Recipe:
    """Commit when it is time to reveal."""
    yield from _drawing(scene)
    for id in _latest(scene):
        yield from waiting(scene, scene.state.court.cases[id].commit_end + 1 - scene.current)
        for caller, _ in _panel(scene, id)[:1]:
            yield scene.act(name, caller, id, _SALT)


@proposes("reveal_vote", family="disputes", weight=8)
def reveal(scene: Scene, name: str) -> Proposal:
    """Reveal what was committed to, or go on to when that is possible."""
    choices = [
        (id, case, caller, vote)
        for id, case in _cases(scene)
        if case.is_drawn and scene.current <= case.reveal_end
        for caller, panelist in _panel(scene, id)
        if not panelist.is_revealed and (vote := _vote(scene, id, caller)) is not None
    ]
    if not choices:
        return None
    id, case, caller, vote = scene.pick(choices)
    if scene.current > case.commit_end:
        return scene.act(name, caller, id, vote, _SALT)
    return _wait_and_reveal(scene, name, id, case) if scene.chance(0.4) else None


def _wait_and_reveal(scene: Scene, name: str, id: int, case: Any) -> Recipe:
    yield from waiting(scene, case.commit_end + 1 - scene.current)
    for caller, panelist in _panel(scene, id):
        vote = _vote(scene, id, caller)
        if vote is not None and not panelist.is_revealed and scene.chance(0.8):
            yield scene.act(name, caller, id, vote, _SALT)


@provokes("reveal_vote", Reason.COMMIT_NOT_OVER)
def reveal_too_early(scene: Scene, name: str) -> Recipe:
    """Reveal in the last round to commit."""
    yield from _drawing(scene)
    for id in _latest(scene):
        yield from _committing(scene, id, wait=False)
        for caller, _ in _panel(scene, id)[:1]:
            yield scene.act(name, caller, id, True, _SALT)


@provokes("reveal_vote", Reason.REVEAL_OVER)
def reveal_too_late(scene: Scene, name: str) -> Recipe:
    """Reveal when it is time to settle."""
    yield from _drawing(scene)
    for id in _latest(scene):
        yield from _committing(scene, id)
        yield from waiting(scene, scene.state.court.cases[id].reveal_end + 1 - scene.current)
        for caller, _ in _panel(scene, id)[:1]:
            yield scene.act(name, caller, id, True, _SALT)


@provokes("reveal_vote", Reason.VOTE_REVEALED)
def reveal_twice(scene: Scene, name: str) -> Recipe:
    """Reveal twice."""
    yield from _drawing(scene)
    for id in _latest(scene):
        yield from _committing(scene, id)
        for caller, _ in _panel(scene, id)[:1]:
            for _ in range(2):
                yield scene.act(name, caller, id, True, _SALT)


@provokes("reveal_vote", Reason.WRONG_REVEAL)
def reveal_something_else(scene: Scene, name: str) -> Recipe:
    """Reveal another vote, or with another salt."""
    yield from _drawing(scene)
    for id in _latest(scene):
        yield from _committing(scene, id)
        for caller, _ in _panel(scene, id)[:1]:
            vote, salt = scene.pick(((False, _SALT), (True, "0x" + "11" * 32)))
            yield scene.act(name, caller, id, vote, salt)


@proposes("settle_case", family="disputes", weight=6)
def settle(scene: Scene, name: str) -> Proposal:
    """Settle a case, or wait until one can be."""
    open_cases = [(id, case) for id, case in _cases(scene) if case.is_drawn and not case.is_settled]
    due = [id for id, case in open_cases if scene.current > case.reveal_end]
    if due:
        return scene.act(name, scene.actor(), scene.pick(due))
    return _wait_and_settle(scene, name, *scene.pick(open_cases)) if open_cases and scene.chance(0.2) else None


def _wait_and_settle(scene: Scene, name: str, id: int, case: Any) -> Recipe:
    yield from waiting(scene, case.reveal_end + 1 - scene.current)
    yield scene.act(name, scene.actor(), id)


@provokes("settle_case", Reason.CASE_SETTLED)
def settle_twice(scene: Scene, name: str) -> Recipe:
    """Settle a case twice."""
    yield from _drawing(scene)
    for id in _latest(scene):
        yield from _ready(scene, id)
        for _ in range(2):
            yield scene.act(name, scene.actor(), id)


@provokes("settle_case", Reason.REVEAL_NOT_OVER)
def settle_too_early(scene: Scene, name: str) -> Recipe:
    """Settle a case in the last round to reveal."""
    yield from _drawing(scene)
    for id in _latest(scene):
        if scene.chance(0.5):
            yield from waiting(scene, scene.state.court.cases[id].reveal_end - scene.current)
        yield scene.act(name, scene.actor(), id)


@provokes("settle_case", Reason.ADDITION_OVERFLOW)
def settle_with_a_leaver_for_ever(scene: Scene, name: str) -> Recipe:
    """Settle a case that makes a juror leave, while commitments have no end."""
    yield from _drawing(scene)
    for id in _latest(scene):
        for caller, _ in _panel(scene, id)[:1]:
            yield Action("commit_vote", caller, (id, _committed(scene, id, caller, True)))
        yield from waiting(scene, scene.state.court.cases[id].commit_end + 1 - scene.current)
        for caller, _ in _panel(scene, id)[:1]:
            yield Action("reveal_vote", caller, (id, True, _SALT))
        yield from waiting(scene, scene.state.court.cases[id].reveal_end + 1 - scene.current)
        period, deposit = scene.state.court.commit_period, scene.state.court.seat_deposit
        yield Action("set_commit_period", scene.owner, (MAX - scene.below(2),))
        yield Action("set_seat_deposit", scene.owner, (MAX,))
        yield scene.act(name, scene.actor(), id)
        yield Action("set_commit_period", scene.owner, (period,))
        yield Action("set_seat_deposit", scene.owner, (deposit,))


@provokes(_WITH_ID, Reason.COURT_NOT_ASKED, Reason.CASE_NOT_DRAWN)
def ask_about_another(scene: Scene, name: str) -> Proposal:
    """Draw or settle for a dispute that is another's, or that does not exist."""
    cases = scene.state.court.cases
    others = [id for id in range(scene.state.disputes.dispute_count + 2) if not cases[id].is_asked]
    return scene.act(name, scene.actor(), scene.pick(others))


_EVERY = (
    "join_court", "leave_court", "withdraw_from_court", "draw_jurors", "commit_vote", "reveal_vote", "settle_case",
    "ask_court",
)  # fmt: skip


@provokes(_EVERY, Reason.TARGET_NOT_REGISTERED)
def try_without_logic(scene: Scene, name: str) -> Recipe:
    """Do it while the RoundsManager has no logic."""
    action = ordinary(scene, name)
    if action is not None:
        logic = scene.name(scene.registered("RoundsManagerTarget"))
        yield scene.register("RoundsManagerTarget", "null")
        yield action
        yield scene.register("RoundsManagerTarget", logic)


@provokes("raise_dispute", Reason.COURT_OUTLASTS_RULING)
def raise_with_too_little_time(scene: Scene, name: str) -> Recipe:
    """Raise a dispute for which the court would need the whole ruling period."""
    period = scene.state.court.reveal_period
    rounds = max(TIME, scene.state.disputes.ruling_period) - scene.state.court.commit_period
    yield Action("set_reveal_period", scene.owner, (max(rounds, 0) + scene.below(2),))
    yield from accusing_before(scene, JUDGE)
    yield Action("set_reveal_period", scene.owner, (period,))


_VALUES = {
    "set_seats": (1, 3, 3, 5, 7),
    "set_seat_deposit": (0, 1, 7, 10 * LPT, 10 * LPT),
    "set_commit_period": (0, 1, 1),
    "set_reveal_period": (0, 1, 1),
    "set_max_jurors": (2, 4, 4, 6),
}


@proposes(*_VALUES, family="disputes", weight=2)
def set_parameter(scene: Scene, name: str) -> Proposal:
    """Set a parameter to a value that a sequence can live with."""
    return scene.act(name, scene.owner, scene.pick(_VALUES[name]))


@provokes("set_seats", Reason.INVALID_SEATS)
def set_even_seats(scene: Scene, name: str) -> Proposal:
    """Set an even number of seats, or too many."""
    return scene.act(name, scene.owner, scene.pick((0, 2, 100, 101, MAX)))


@proposes("ask_court", family="contracts", weight=1)
def ask_court(scene: Scene, name: str) -> Proposal:
    """Tell the court of a dispute as the Disputes contract would."""
    caller = "Disputes" if scene.can_impersonate else scene.actor()
    known = [id for id, _ in open_disputes(scene) if not scene.state.court.cases[id].is_drawn]
    return scene.act(name, caller, scene.pick(known) if known else 10**6 + scene.below(3))


@provokes("ask_court", Reason.NOT_DISPUTES)
def ask_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Tell the court of a dispute as somebody else."""
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.below(5))


@provokes("ask_court", Reason.COURT_OUTLASTS_RULING, Reason.ADDITION_OVERFLOW)
def ask_with_too_little_time(scene: Scene, name: str) -> Recipe:
    """Tell the court of a dispute that does not exist, at times while its periods have no end."""
    if not scene.can_impersonate:
        return
    yield from waiting(scene, 0)
    period = scene.state.court.reveal_period
    if scene.chance(0.5):
        yield Action("set_reveal_period", scene.owner, (MAX - scene.below(2),))
    yield scene.act(name, "Disputes", scene.state.disputes.dispute_count + 1)
    yield Action("set_reveal_period", scene.owner, (period,))
