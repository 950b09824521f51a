"""Earnings: how rewards, fees and slashing of an orchestrator reach its delegators.

Each round's earnings pool carries two cumulative factors. A delegator's stake grows with the ratio of the reward
factor at the end to that at the start, its fees with the difference of the fee factors. The orchestrator's own
commission collects apart until it claims.

Changed in arbitration: delegators cannot be counted off, so that slashing all stake delegated to an account lowers one
number of it, its *slash factor*: what is left of a unit delegated to it since ever. A delegator notes the factor of its
delegate whenever its stake is settled or goes to another delegate, and has the ratio of the factor now to the noted one
left. Its fees were earned by stake as it was: each increase of a fee factor is lowered by the slash factor that held
when its round began, since a round's fees are shared by the stake that it began with, and a claim divides by the noted
factor.

Source: LIP-36; "Verification Roadmap", Dispute Resolution (slashing of delegated stake). How is our design.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from livepeer_spec.primitives.fractions import PPM, PRECISE, part, ratio, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Precise, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.arbitration.state import State

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.earnings import (  # noqa: F401
    Factors,
    add_rewards,
    factor_before_reward,
    latest_factors,
    set_round_terms,
    store_latest_factors,
)
from livepeer_spec.upgrades.streamflow.state import Delegator, Minter, Transcoder

LEAST_SLASH_FACTOR: Final[Precise] = 10**9
"""No slash takes more than to here, where 10^-18 is left of a unit: a factor of fewer digits would round too much."""


class Pending(NamedTuple):
    """Stake and fees of a delegator with its earnings, and what slashing took of that stake."""

    stake: Lptu
    fees: Wei
    slashed: Lptu


class Gains(NamedTuple):
    """What a delegator gained and lost since it claimed last."""

    rewards: Lptu
    fees: Wei
    slashed: Lptu


@implements("LP-PEN-014")
def slash_factor(state: State, delegate: Address) -> Precise:
    """What slashing left of a unit delegated to an account since ever."""
    return state.slash_factors[delegate].current or PRECISE


@implements("LP-PEN-016")
def slash_factor_at_begin(state: State, delegate: Address, current: Round) -> Precise:
    """What slashing had left of it when the current round began."""
    factors = state.slash_factors[delegate]
    return (factors.before if factors.last_round == current else factors.current) or PRECISE


@implements("LP-PEN-014")
def lowered_factor(state: State, delegate: Address, fraction: Ppm) -> Precise:
    """A slash factor after a slash, rounded down so that no delegator keeps more than is left.

    Raises ``SUBTRACTION_UNDERFLOW`` for a fraction of more than one.
    """
    return part(slash_factor(state, delegate), sub(PPM, fraction), PPM)


@implements("LP-PEN-013")
def note_slash_factor(state: State, account: Address, delegate: Address) -> None:
    """Begin to count what slashing takes from an account's stake: its delegate is another one, or it is settled."""
    state.noted_slash_factors[account] = state.slash_factors[delegate].current


@implements("LP-PEN-013", "LP-PEN-015")
def left_of_stake(state: State, delegator: Delegator, stake: Lptu) -> Lptu:
    """What slashing left of a stake since the delegator noted its delegate's factor."""
    if delegator.delegate_address == NULL_ADDRESS:
        return stake
    factor = slash_factor(state, delegator.delegate_address)
    noted = state.noted_slash_factors[delegator.key] or PRECISE
    return stake if factor == noted else share(stake, factor, noted, PRECISE)


@implements(
    "LP-EARN-034", "LP-EARN-035", "LP-EARN-036", "LP-EARN-037", "LP-EARN-038", "LP-EARN-062", "LP-PEN-013",
    "LP-PEN-015", "LP-PEN-016",
)  # fmt: skip
def pending(state: State, account: Address, end: Round) -> Pending:
    """Stake and fees of a delegator through round ``end``.

    Nothing but stored stake and fees without a delegate. Raises ``SUBTRACTION_UNDERFLOW`` when a fee factor fell.
    Changed in arbitration: slashing of its delegate lowers its stake, now and not only through ``end``. The commission
    is not lowered here, the slash did that.
    """
    bonding = state.bonding
    delegator = bonding.delegators[account]
    delegate = delegator.delegate_address
    stake, fees = delegator.bonded_amount, delegator.fees
    if delegate == NULL_ADDRESS:
        return Pending(stake, fees, 0)
    if delegator.last_claim_round < end:
        start_pool = bonding.earnings_pools[delegate, delegator.last_claim_round]
        start_rewards = start_pool.cumulative_reward_factor or PRECISE
        latest = latest_factors(bonding, delegate, end)
        noted = state.noted_slash_factors[account] or PRECISE
        earned = ratio(sub(latest.fees, start_pool.cumulative_fee_factor), noted, PRECISE)
        fees = add(fees, share(stake, earned, start_rewards, PRECISE))
        stake = share(stake, latest.rewards or PRECISE, start_rewards, PRECISE)
    left = left_of_stake(state, delegator, stake)
    slashed = sub(stake, left)
    if delegate == account:
        transcoder = bonding.transcoders[account]
        left = add(left, transcoder.cumulative_rewards)
        fees = add(fees, transcoder.cumulative_fees)
    return Pending(left, fees, slashed)


@implements("LP-EARN-036", "LP-EARN-041", "LP-EARN-043", "LP-EARN-061", "LP-PEN-013")
def settle(state: State, delegator: Delegator, current: Round) -> Gains:
    """Claim a delegator's earnings through the current round; gives what it gained and lost.

    Changed in arbitration: what slashing took is settled, and the slash factor is noted.
    """
    account, delegate, bonding = delegator.key, delegator.delegate_address, state.bonding
    stake, fees, slashed = pending(state, account, current)
    if delegate != NULL_ADDRESS:
        store_latest_factors(bonding, delegate, current)
        note_slash_factor(state, account, delegate)
        if delegate == account:
            transcoder = bonding.transcoders[account]
            transcoder.cumulative_rewards = 0
            transcoder.cumulative_fees = 0
    rewards = sub(add(stake, slashed), delegator.bonded_amount)
    gains = Gains(rewards, sub(fees, delegator.fees), slashed)
    delegator.last_claim_round = current
    delegator.bonded_amount = stake
    delegator.fees = fees
    return gains


@implements("LP-PEN-013")
def settle_slash(state: State, delegator: Delegator) -> Lptu:
    """Take what slashing took from a stored bond, whose earnings are another matter; gives the amount."""
    left = left_of_stake(state, delegator, delegator.bonded_amount)
    slashed = sub(delegator.bonded_amount, left)
    if delegator.delegate_address != NULL_ADDRESS:
        note_slash_factor(state, delegator.key, delegator.delegate_address)
    delegator.bonded_amount = left
    return slashed


@implements(
    "LP-EARN-023", "LP-EARN-024", "LP-EARN-025", "LP-EARN-026", "LP-EARN-027", "LP-EARN-028", "LP-EARN-029",
    "LP-EARN-031", "LP-EARN-032", "LP-EARN-063", "LP-PEN-016",
)  # fmt: skip
def add_fees(
    state: State, find_minter: Callable[[], Minter], transcoder: Transcoder, amount: Wei, current: Round
) -> None:
    """Split fees between the orchestrator and the stake of all, its own included.

    The Minter is looked for only when its figures are needed.
    Changed in arbitration: the increase of the fee factor is lowered by the slash factor that the round began with.

    Raises ``SUBTRACTION_UNDERFLOW`` in round 0 and ``DIVISION_BY_ZERO`` when the round's stake is not known.
    """
    key, bonding = transcoder.key, state.bonding
    previous = latest_factors(bonding, key, sub(current, 1))
    pool = bonding.earnings_pools[key, current]
    active_rewards = transcoder.active_cumulative_rewards
    if current > transcoder.last_reward_round:
        set_round_terms(bonding, transcoder, pool, current)
        active_rewards = transcoder.cumulative_rewards
    previous_rewards = previous.rewards
    if previous_rewards == 0 and transcoder.last_reward_round == current:
        previous_rewards = factor_before_reward(bonding, find_minter(), pool)
    delegators_fees = part(amount, pool.transcoder_fee_share, PPM)
    own_share = share(delegators_fees, active_rewards, pool.total_stake, PRECISE)
    transcoder.cumulative_fees = add(transcoder.cumulative_fees, add(own_share, sub(amount, delegators_fees)))
    increase = share(previous_rewards or PRECISE, delegators_fees, pool.total_stake, PRECISE)
    lowered = part(increase, slash_factor_at_begin(state, key, current), PRECISE)
    pool.cumulative_fee_factor = add(pool.cumulative_fee_factor or previous.fees, lowered)
    transcoder.last_fee_round = current
