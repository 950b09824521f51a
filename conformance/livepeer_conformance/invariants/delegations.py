"""Who bears a slash of delegated stake, and who earns: invariants of each transaction under arbitration.

They compare delegators of one orchestrator with each other, so that a slash factor that is forgotten in stake or fees
shows even where the sums stay covered. Whoever claims in a round forfeits what comes later in it, and is left out.
"""

from typing import Final, NamedTuple

from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.lockstep.world import Step
from livepeer_spec.primitives.fractions import PPM, PRECISE
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Round, Wei
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.upgrades.arbitration import earnings
from livepeer_spec.upgrades.arbitration.penalties import DelegationsSlashed
from livepeer_spec.upgrades.arbitration.state import State


class Share(NamedTuple):
    """A delegator of somebody else, with its earnings through the round that was initialized last."""

    delegate: Address
    stake: Lptu
    fees: Wei
    bonded: Lptu
    last_claim_round: Round


def _shares(state: State) -> dict[Address, Share]:
    """Whoever has stake with somebody else; not those whose figures have no word."""
    current, found = state.rounds.last_initialized_round, {}
    for account, delegator in list(state.bonding.delegators.items()):
        if delegator.delegate_address not in (NULL_ADDRESS, account) and delegator.bonded_amount > 0:
            try:
                stake, fees, _ = earnings.pending(state, account, current)
            except SpecRejection:
                continue
            bonded, claimed = delegator.bonded_amount, delegator.last_claim_round
            found[account] = Share(delegator.delegate_address, stake, fees, bonded, claimed)
    return found


INVARIANTS: Final = Invariants(lambda world, ask, eth: None)


@INVARIANTS.each("LP-PEN-026", _shares)
def slash_takes_the_same_part_of_all(state: State, step: Step, before: dict[Address, Share]) -> str | None:
    """A slash of delegated stake leaves all delegators the same part of their stake, and their fees.

    Two LPTU for the stake before and after, which are rounded down, and a unit of the slash factor.
    """
    after, kept = _shares(state), PPM - state.disputes.delegation_slash_amount
    for log in [] if step.outcome is None else [log for _, log in step.outcome.logs]:
        if isinstance(log, DelegationsSlashed):
            for account, share in before.items():
                if share.delegate == log.orchestrator and account in after:
                    slack = 2 + share.stake // log.factor
                    if abs(after[account].stake - share.stake * kept // PPM) > slack:
                        return (
                            f"0x{account.hex()} had {share.stake} LPTU with a slashed orchestrator, of which"
                            f" {after[account].stake} are left instead of {share.stake * kept // PPM}"
                        )
                    if after[account].fees != share.fees:
                        return f"a slash took 0x{account.hex()} from {share.fees} wei to {after[account].fees}"
    return None


@INVARIANTS.each("LP-PEN-027", _shares)
def fees_follow_stake(state: State, step: Step, before: dict[Address, Share]) -> str | None:
    """What a ticket adds to the fees of an orchestrator's delegators that have not claimed in the round follows their
    stakes.

    Two units for each figure, which are rounded down, and what a unit of a factor makes of the stored bond.
    """
    if step.action.name not in ("redeem_winning_ticket", "batch_redeem_winning_tickets"):
        return None
    after, current = _shares(state), state.rounds.last_initialized_round
    largest: dict[Address, tuple[Address, Share, Wei]] = {}
    earned = {
        account: (share, after[account].fees - share.fees)
        for account, share in before.items()
        if account in after and share.last_claim_round < current
    }
    for account, (share, fees) in earned.items():
        if share.delegate not in largest or share.stake > largest[share.delegate][1].stake:
            largest[share.delegate] = account, share, fees
    for account, (share, fees) in earned.items():
        other, most, most_fees = largest[share.delegate]
        slack = _slack(share) * (most.stake + most_fees) + _slack(most) * (share.stake + fees)
        if abs(fees * most.stake - most_fees * share.stake) > slack:
            return (
                f"0x{account.hex()} earned {fees} wei with {share.stake} LPTU, 0x{other.hex()} {most_fees} wei with"
                f" {most.stake} LPTU"
            )
    return None


def _slack(share: Share) -> int:
    return 3 + 3 * share.bonded // PRECISE
