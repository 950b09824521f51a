"""Known protocol defects: situations in which a deployed rule breaks an invariant of its own protocol.

The spec follows the deployed rule and the invariant stays; what is recorded here is the exact condition, so that
everything else is still checked, and the shortest trace (``defects/*.json``).
"""

from livepeer_conformance.invariants.alpha_defects import ALPHA_DEFECTS
from livepeer_conformance.invariants.defect import Defect
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action, TicketPlan
from livepeer_spec.primitives.fractions import PRECISE
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Round
from livepeer_spec.upgrades.arbitration.earnings import slash_factor_at_begin
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.streamflow import clock
from livepeer_spec.upgrades.streamflow.earnings import latest_factors
from livepeer_spec.upgrades.streamflow.state import Delegator, Transcoder

__all__ = ["DEFECTS", "Defect"]


def _current(world: World) -> Round:
    return clock.round_at(world.state.rounds, world.backend.block_number)


def _factors_not_stored(world: World, action: Action) -> bool:
    """The new delegate has factors, and the current round's pool, from which the delegator will start, does not."""
    bonding, current = world.state.bonding, _current(world)
    delegate = world.naming.address(action.args[0])
    pool = bonding.earnings_pools[delegate, current]
    stored = pool.cumulative_reward_factor, pool.cumulative_fee_factor
    return tuple(latest_factors(bonding, delegate, current)) != stored


def _recipients(action: Action) -> set[str]:
    plans = action.args[0] if action.name == "batch_redeem_winning_tickets" else action.args[:1]
    return {plan.recipient for plan in plans if isinstance(plan, TicketPlan)}


def _fees_over_too_little_stake(world: World, action: Action) -> bool:
    """Delegators of a recipient had more stake at the start of the round than the fees are divided by."""
    return any(_divides_by_too_little(world, world.naming.address(name)) for name in _recipients(action))


def _divides_by_too_little(world: World, recipient: Address) -> bool:
    bonding, current = world.state.bonding, _current(world)
    transcoder: Transcoder = bonding.transcoders[recipient]
    is_stale = transcoder.last_active_stake_update_round < current
    last = transcoder.last_active_stake_update_round if is_stale and transcoder.last_reward_round < current else current
    divisor: int = bonding.earnings_pools[recipient, last].total_stake
    factor = latest_factors(bonding, recipient, max(current - 1, 0)).rewards or PRECISE
    stake = transcoder.cumulative_rewards
    for delegator in list(bonding.delegators.values()):
        if delegator.delegate_address == recipient and delegator.last_claim_round < current:
            start = bonding.earnings_pools[recipient, delegator.last_claim_round].cumulative_reward_factor or PRECISE
            stake += _left(world, delegator, current) * factor // start
    return stake > divisor


def _left(world: World, delegator: Delegator, current: Round) -> int:
    """What slashing had left of a stored bond when the round began."""
    state, bonded = world.state, delegator.bonded_amount
    if not isinstance(state, State):
        return bonded
    at_begin = slash_factor_at_begin(state, delegator.delegate_address, current)
    return bonded * at_begin // (state.noted_slash_factors[delegator.key] or PRECISE)


def _slashes_plain_delegator(world: World, action: Action) -> bool:
    """Whoever is slashed has a bond that counts and is not its own delegate."""
    account = world.naming.address(action.args[0])
    delegator: Delegator = world.state.bonding.delegators[account]
    return delegator.bonded_amount > 0 and delegator.delegate_address != account


def _leaves_null_delegate(world: World, action: Action) -> bool:
    """The caller has stake with the null address and bonds to another one."""
    delegator: Delegator = world.state.bonding.delegators[world.naming.address(action.caller)]
    return delegator.bonded_amount > 0 and delegator.delegate_address == NULL_ADDRESS


SOLVENCY = frozenset(("LP-INV-004", "LP-INV-005", "LP-INV-007"))
"""What is delegated, staked and owed in ETH is covered."""

DEFECTS: tuple[Defect, ...] = (
    *ALPHA_DEFECTS,
    Defect(
        id="rebond-starts-from-no-factor",
        upgrades=frozenset(("confluence", "arbitration")),
        title="A delegator that rebonds from unbonded before its new delegate's factors are stored for the round "
        "starts from factor one, and is credited all the rewards and fees that the delegate ever earned.",
        requirements=SOLVENCY | {"LP-PEN-027"},
        transactions=frozenset(("rebond_from_unbonded", "rebond_from_unbonded_with_hint")),
        condition=_factors_not_stored,
    ),
    Defect(
        id="fees-over-stale-stake",
        upgrades=frozenset(("streamflow", "confluence", "arbitration")),
        title="Fees of an orchestrator whose stake grew while it was outside the pool are divided by the stake from "
        "before, so that its delegators are credited more than was paid.",
        requirements=frozenset(("LP-INV-007",)),
        transactions=frozenset(("redeem_winning_ticket", "batch_redeem_winning_tickets")),
        condition=_fees_over_too_little_stake,
    ),
    Defect(
        id="slashed-delegator-stays-in-pool",
        upgrades=frozenset(("streamflow", "confluence", "arbitration")),
        title="Slashing a delegator lowers what is delegated to its orchestrator, but not the orchestrator's stake in "
        "the pool nor the next round's active stake.",
        requirements=frozenset(("LP-INV-001", "LP-INV-002")),
        transactions=frozenset(("slash_transcoder",)),
        condition=_slashes_plain_delegator,
        options=("verifier", "burner_role"),
    ),
    Defect(
        id="stake-left-at-null-address",
        upgrades=frozenset(("streamflow",)),
        title="A delegator that leaves the null address as delegate takes its stake along in its own books only, so "
        "that its new delegate is delegated less than its delegators have.",
        requirements=SOLVENCY,
        transactions=frozenset(("bond", "bond_with_hint")),
        condition=_leaves_null_delegate,
        families={"staking": 10},
    ),
)
