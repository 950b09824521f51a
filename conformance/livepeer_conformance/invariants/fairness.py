"""Who may gain and lose by a dispute: invariants of each transaction under arbitration.

They look at the tokens that leave the Disputes contract, whatever made them leave, and at the moments of penalties.
"""

from collections import Counter
from typing import Any, Final, NamedTuple

from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.lockstep.world import Step
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Round
from livepeer_spec.upgrades.alpha.token import Transfer
from livepeer_spec.upgrades.arbitration.disputes import DisputeRaised, DisputeStakeWithdrawn, is_liable
from livepeer_spec.upgrades.arbitration.penalties import BondSlashed, DelegationsSlashed, Jailed
from livepeer_spec.upgrades.arbitration.state import Outcome, State


class OpenDispute(NamedTuple):
    """A dispute that a transaction may decide."""

    accuser: Address
    orchestrator: Address
    stake: Lptu
    end_round: Round


class Before(NamedTuple):
    """What the Disputes contract knew before a transaction.

    Attributes:
        open: the open disputes by id.
        locked: what each orchestrator had locked.
    """

    open: dict[int, OpenDispute]
    locked: dict[Address, Lptu]


def _before(state: State) -> Before:
    disputes = state.disputes
    return Before(
        {
            id: OpenDispute(one.accuser, one.orchestrator, one.stake, one.end_round)
            for id in disputes.disputes
            if (one := disputes.disputes[id]).outcome == Outcome.OPEN
        },
        {account: disputes.stakes[account].amount for account in disputes.stakes},
    )


INVARIANTS: Final = Invariants(lambda world, ask, eth: None)


@INVARIANTS.each("LP-DISP-060", _before)
def nobody_profits_from_a_false_dispute(state: State, step: Step, before: Before) -> str | None:
    """Who loses a dispute is paid nothing; who wins one gets its stake and half of the orchestrator's loss at most."""
    paid, decided = _paid(state, step), _decided(state, before)
    if not decided:
        return _paid_back(state, step, before, paid)
    (id, dispute, outcome), *others = decided
    if others:
        return f"disputes {', '.join(str(one[0]) for one in decided)} were decided in one transaction"
    treasury = state.disputes.treasury
    lost = before.locked.get(dispute.orchestrator, 0) - state.disputes.stakes[dispute.orchestrator].amount
    own = lost + sum(log.penalty for log in _logs(step) if isinstance(log, BondSlashed))
    least, most = {
        Outcome.WON: (dispute.stake, dispute.stake + own // 2),
        Outcome.LOST: (0, 0),
        Outcome.LAPSED: (dispute.stake, dispute.stake),
    }[outcome]
    for recipient, amount in paid.items():
        if recipient not in (dispute.accuser, treasury, NULL_ADDRESS):
            return f"dispute {id} was {outcome.name.lower()}, and 0x{recipient.hex()} got {amount} LPTU"
    if dispute.accuser != treasury and not least <= paid[dispute.accuser] <= most:
        return (
            f"dispute {id} was {outcome.name.lower()} with a stake of {dispute.stake} LPTU and an orchestrator's loss"
            f" of {own}, and the accuser got {paid[dispute.accuser]}"
        )
    return None


def _paid_back(state: State, step: Step, before: Before, paid: Counter[Address]) -> str | None:
    """Without a decision nobody is paid but an orchestrator that takes back what it had locked."""
    owed: Counter[Address] = Counter()
    for log in _logs(step):
        if isinstance(log, DisputeStakeWithdrawn):
            owed[log.orchestrator] += before.locked[log.orchestrator]
    if +paid != +owed:
        return f"no dispute was decided; the Disputes contract owed {dict(owed)} LPTU and paid {dict(paid)}"
    return None


@INVARIANTS.each("LP-DISP-061", _before)
def no_penalty_outside_the_window(state: State, step: Step, before: Before) -> str | None:
    """Only a dispute won in time, about work of a liable time, costs an orchestrator stake or freedom."""
    current = state.rounds.last_initialized_round
    decided = _decided(state, before)
    for id, dispute, outcome in decided:
        if outcome in (Outcome.WON, Outcome.LOST) and current > dispute.end_round:
            return f"dispute {id} ended with round {dispute.end_round}, and was ruled in {current}"
    guilty = {dispute.orchestrator for _, dispute, outcome in decided if outcome is Outcome.WON}
    punished = {log.orchestrator for log in _logs(step) if isinstance(log, BondSlashed | DelegationsSlashed | Jailed)}
    withdrawn = {log.orchestrator for log in _logs(step) if isinstance(log, DisputeStakeWithdrawn)}
    lowered = {account for account, amount in before.locked.items() if state.disputes.stakes[account].amount < amount}
    for account in (punished | lowered - withdrawn) - guilty:
        return f"0x{account.hex()} was punished in a transaction in which no dispute with it was won"
    for account in withdrawn:
        if any(dispute.orchestrator == account for dispute in before.open.values()):
            return f"0x{account.hex()} withdrew its stake while a dispute with it was open"
    return _raised_in_time(state, step, current)


def _raised_in_time(state: State, step: Step, current: Round) -> str | None:
    for log in _logs(step):
        if isinstance(log, DisputeRaised):
            made = log.evidence.round
            if not 0 <= current - made <= state.disputes.eligibility_period:
                return f"dispute {log.id} was raised in round {current} about work of {made}"
            if not is_liable(state.disputes.stakes[log.orchestrator], made):
                return f"dispute {log.id} is about round {made}, in which 0x{log.orchestrator.hex()} was not liable"
    return None


def _decided(state: State, before: Before) -> list[tuple[int, OpenDispute, Outcome]]:
    """The disputes that were open and are no more."""
    found = ((id, one, Outcome(state.disputes.disputes[id].outcome)) for id, one in before.open.items())
    return [entry for entry in found if entry[2] is not Outcome.OPEN]


def _logs(step: Step) -> list[Any]:
    return [] if step.outcome is None else [log for _, log in step.outcome.logs]


def _paid(state: State, step: Step) -> Counter[Address]:
    """What left the Disputes contract, by recipient; the null address stands for what was burned."""
    source, paid = state.deployed["Disputes"], Counter[Address]()
    for log in _logs(step):
        if isinstance(log, Transfer) and log.source == source:
            paid[log.recipient] += log.value
    return paid
