"""What court and escalation game do with tokens that they hold: invariants of each transaction under arbitration."""

from collections import Counter
from typing import Any, Final, NamedTuple

from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.lockstep.world import Step
from livepeer_spec.primitives.types import Address, Lptu
from livepeer_spec.upgrades.alpha.token import Transfer
from livepeer_spec.upgrades.arbitration.court import JurorJoined, JurorWithdrew
from livepeer_spec.upgrades.arbitration.disputes import DisputeRaised
from livepeer_spec.upgrades.arbitration.escalation import Answered, BondCollected, Escalated
from livepeer_spec.upgrades.arbitration.referral import DisputeReferred
from livepeer_spec.upgrades.arbitration.state import Outcome, State


class Games(NamedTuple):
    """What the escalation contract knew before a transaction: its answers, and those that were paid."""

    answers: frozenset[tuple[int, int]]
    collected: frozenset[tuple[int, int]]


class Referable(NamedTuple):
    """Who was to decide a dispute before a transaction, and until when."""

    arbitrator: Address
    end_round: int
    is_referred: bool


def _stakes(state: State) -> dict[Address, Lptu]:
    jurors = state.court.jurors
    return {account: jurors[account].stake for account in jurors}


def _games(state: State) -> Games:
    answers = state.escalation.answers
    known = [key for key in answers if answers[key].bond]
    return Games(frozenset(known), frozenset(key for key in known if answers[key].is_collected))


def _referable(state: State) -> dict[int, Referable]:
    disputes = state.disputes.disputes
    return {id: Referable(one.arbitrator, one.end_round, one.is_referred) for id in disputes for one in [disputes[id]]}


INVARIANTS: Final = Invariants(lambda world, ask, eth: None)


@INVARIANTS.each("LP-COURT-035", _stakes)
def court_keeps_its_stake(state: State, step: Step, before: dict[Address, Lptu]) -> str | None:
    """The stakes of jurors change, in sum, by what a juror brings or takes away, and by nothing else. Exact."""
    gained = sum(_stakes(state).values()) - sum(before.values())
    logs = _logs(step)
    brought = (
        _moved(state, step, "Court", into=True) if any(isinstance(log, JurorJoined) for log in logs) else Counter()
    )
    taken = _moved(state, step, "Court", into=False)
    if taken and not any(isinstance(log, JurorWithdrew) for log in logs):
        return f"nobody withdrew, and the court paid {dict(taken)} LPTU"
    if gained != brought.total() - taken.total():
        return f"jurors gained {gained} LPTU, brought {brought.total()} and took away {taken.total()}"
    return None


@INVARIANTS.each("LP-DISP-042", _referable)
def only_a_referral_changes_the_arbitrator(state: State, step: Step, before: dict[int, Referable]) -> str | None:
    """A dispute's arbitrator and last round change once at most, with the event, for a whole ruling period. Exact."""
    referred = [log for log in _logs(step) if isinstance(log, DisputeReferred)]
    expected = dict(before)
    for log in _logs(step):
        if isinstance(log, DisputeRaised):
            expected[log.id] = Referable(log.evidence.arbitrator, log.end_round, False)
    for log in referred:
        if expected[log.id].is_referred:
            return f"dispute {log.id} was referred a second time"
        end = state.rounds.last_initialized_round + state.disputes.ruling_period
        expected[log.id] = Referable(log.arbitrator, end, True)
    for id, now in _referable(state).items():
        if now.arbitrator != bytes(20) and now != expected.get(id):
            return f"dispute {id} was {expected.get(id)}, and is {now}"
    return None


@INVARIANTS.each("LP-ESC-027", _games)
def bonds_go_where_they_belong(state: State, step: Step, before: Games) -> str | None:
    """An answer costs its answerer its bond, and who collects gets what follows from the answers; nobody else pays or
    is paid. Exact."""
    now = _games(state)
    answers = state.escalation.answers
    logs = _logs(step)
    told = Counter((log.id, log.answer_index) for log in logs if isinstance(log, BondCollected))
    if told != Counter(now.collected - before.collected):
        return f"answers {sorted(told)} were paid, and {sorted(now.collected - before.collected)} noted as paid"
    owed: Counter[Address] = Counter()
    for key in told:
        owed[answers[key].answerer] += _earnings(state, *key)
    paid = _moved(state, step, "Escalation", into=False)
    if +owed != +paid:
        return f"the escalation contract owed {dict(owed)} LPTU and paid {dict(paid)}"
    bonded: Counter[Address] = Counter()
    for key in now.answers - before.answers:
        bonded[answers[key].answerer] += answers[key].bond
    is_answered = any(isinstance(log, Answered | Escalated) for log in logs)
    taken = _moved(state, step, "Escalation", into=True) if is_answered else Counter[Address]()
    if +bonded != +taken:
        return f"answers bonded {dict(bonded)} LPTU, and the escalation contract took {dict(taken)}"
    return None


def _earnings(state: State, id: int, index: int) -> Lptu:
    """What an answer earns: its bond, and those of wrong answers that are its.

    A wrong answer's bond is that of the answer which contradicted it, or which it contradicted where it is the last.
    """
    count, outcome = state.escalation.games[id].answer_count, state.disputes.disputes[id].outcome
    answers = [state.escalation.answers[id, each] for each in range(count)]
    if outcome == Outcome.LAPSED:
        return answers[index].bond
    is_right = [answer.for_accuser == (outcome == Outcome.WON) for answer in answers]
    earned = Counter({each: answer.bond for each, answer in enumerate(answers) if is_right[each]})
    for each, answer in enumerate(answers):
        if not is_right[each]:
            earned[each + 1 if each + 1 < count else each - 1] += answer.bond
    return earned[index] if is_right[index] else 0


def _logs(step: Step) -> list[Any]:
    return [] if step.outcome is None else [log for _, log in step.outcome.logs]


def _moved(state: State, step: Step, contract: str, into: bool) -> Counter[Address]:
    """LPT that came to a contract, by sender, or that left it, by recipient."""
    here, moved = state.deployed[contract], Counter[Address]()
    for log in _logs(step):
        if isinstance(log, Transfer):
            if into and log.recipient == here:
                moved[log.source] += log.value
            elif not into and log.source == here:
                moved[log.recipient] += log.value
    return moved
