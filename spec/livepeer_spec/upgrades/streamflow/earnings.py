"""Earnings: how rewards and fees of an orchestrator reach its delegators.

Each round's earnings pool carries two cumulative factors. A delegator's stake grows with the ratio of the reward
factor at the end to that at the start, its fees with the difference of the fee factors. The orchestrator's own
commission collects apart until it claims.

Source: LIP-36; deployed BondingManager and EarningsPoolLIP36; LIP-71 (precision, in code only).
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from livepeer_spec.primitives.fractions import PPM, PRECISE, part, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Precise, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.streamflow.state import Bonding, Delegator, EarningsPool, Minter, Transcoder

MAX_LOOKBACK_ROUNDS: Final = 100
"""How many rounds before a claim's start are searched for a factor."""


class Factors(NamedTuple):
    """Cumulative factors of an earnings pool, in parts of 10^27; 0 where none is stored."""

    rewards: Precise
    fees: Precise


@implements("LP-EARN-033")
def latest_factors(bonding: Bonding, delegate: Address, end: Round) -> Factors:
    """The factors at the end of round ``end``: its own, else those of the last earlier reward and fee."""
    transcoder = bonding.transcoders[delegate]
    pool = bonding.earnings_pools[delegate, end]
    rewards, fees = pool.cumulative_reward_factor, pool.cumulative_fee_factor
    if rewards == 0 and transcoder.last_reward_round < end:
        rewards = bonding.earnings_pools[delegate, transcoder.last_reward_round].cumulative_reward_factor
    if fees == 0 and transcoder.last_fee_round < end:
        fees = bonding.earnings_pools[delegate, transcoder.last_fee_round].cumulative_fee_factor
    return Factors(rewards, fees)


@implements("LP-EARN-018")
def store_latest_factors(bonding: Bonding, delegate: Address, current: Round) -> None:
    """Write the latest factors into the current round's pool, so that a claim made now starts from them."""
    factors = latest_factors(bonding, delegate, current)
    pool = bonding.earnings_pools[delegate, current]
    if pool.cumulative_reward_factor != factors.rewards:
        pool.cumulative_reward_factor = factors.rewards
    if pool.cumulative_fee_factor != factors.fees:
        pool.cumulative_fee_factor = factors.fees


@implements("LP-EARN-053")
def start_factors(bonding: Bonding, delegate: Address, start: Round) -> Factors:
    """The factors at the end of round ``start``, from which a claim earns.

    Where the round stores none although the orchestrator has earned, that of the nearest earlier round counts.
    """
    transcoder = bonding.transcoders[delegate]
    pool = bonding.earnings_pools[delegate, start]
    rewards, fees = pool.cumulative_reward_factor, pool.cumulative_fee_factor
    if rewards == 0 and bonding.earnings_pools[delegate, transcoder.last_reward_round].cumulative_reward_factor > 0:
        earlier = [pool.cumulative_reward_factor for pool in _pools_before(bonding, delegate, start)]
        rewards = next((factor for factor in earlier if factor > 0), 0)
    if fees == 0 and bonding.earnings_pools[delegate, transcoder.last_fee_round].cumulative_fee_factor > 0:
        earlier = [pool.cumulative_fee_factor for pool in _pools_before(bonding, delegate, start)]
        fees = next((factor for factor in earlier if factor > 0), 0)
    return Factors(rewards, fees)


def _pools_before(bonding: Bonding, delegate: Address, start: Round) -> list[EarningsPool]:
    """The pools of up to ``MAX_LOOKBACK_ROUNDS`` rounds before ``start``, the latest first."""
    pools = bonding.earnings_pools
    rounds = range(start - 1, max(start - MAX_LOOKBACK_ROUNDS, 0) - 1, -1)
    return [pools[delegate, round] for round in rounds if (delegate, round) in pools]


@implements("LP-EARN-036", "LP-EARN-037", "LP-EARN-038", "LP-EARN-052", "LP-EARN-057", "LP-EARN-062")
def pending(bonding: Bonding, account: Address, end: Round) -> tuple[Lptu, Wei]:
    """Stake and fees of a delegator through round ``end``.

    Nothing but stored stake and fees without a delegate. Raises ``SUBTRACTION_UNDERFLOW`` when a fee factor fell.
    """
    delegator = bonding.delegators[account]
    delegate = delegator.delegate_address
    stake, fees = delegator.bonded_amount, delegator.fees
    if delegate == NULL_ADDRESS:
        return stake, fees
    if delegator.last_claim_round < end:
        start = start_factors(bonding, delegate, delegator.last_claim_round)
        start_rewards = start.rewards or PRECISE
        latest = latest_factors(bonding, delegate, end)
        earned = sub(latest.fees, start.fees)
        fees = add(fees, share(stake, earned, start_rewards, PRECISE))
        stake = share(stake, latest.rewards or PRECISE, start_rewards, PRECISE)
    if delegate == account:
        transcoder = bonding.transcoders[account]
        stake = add(stake, transcoder.cumulative_rewards)
        fees = add(fees, transcoder.cumulative_fees)
    return stake, fees


@implements("LP-EARN-036", "LP-EARN-041", "LP-EARN-043", "LP-EARN-061")
def settle(bonding: Bonding, delegator: Delegator, current: Round) -> tuple[Lptu, Wei]:
    """Claim a delegator's earnings through the current round; gives the rewards and fees that it gained."""
    account, delegate = delegator.key, delegator.delegate_address
    stake, fees = pending(bonding, account, current)
    if delegate != NULL_ADDRESS:
        store_latest_factors(bonding, delegate, current)
        if delegate == account:
            transcoder = bonding.transcoders[account]
            transcoder.cumulative_rewards = 0
            transcoder.cumulative_fees = 0
    gained = sub(stake, delegator.bonded_amount), sub(fees, delegator.fees)
    delegator.last_claim_round = current
    delegator.bonded_amount = stake
    delegator.fees = fees
    return gained


@implements("LP-EARN-007", "LP-EARN-008", "LP-EARN-009", "LP-EARN-010")
def add_rewards(bonding: Bonding, transcoder: Transcoder, amount: Lptu, current: Round) -> None:
    """Split a reward between the orchestrator's commission and the stake of all, its own included.

    The commission earns from the next reward on.
    """
    pool = bonding.earnings_pools[transcoder.key, current]
    previous_pool = bonding.earnings_pools[transcoder.key, transcoder.last_reward_round]
    previous_factor = previous_pool.cumulative_reward_factor or PRECISE
    transcoder.active_cumulative_rewards = transcoder.cumulative_rewards
    commission = part(amount, pool.transcoder_reward_cut, PPM)
    delegators_rewards = sub(amount, commission)
    own_share = share(delegators_rewards, transcoder.active_cumulative_rewards, pool.total_stake, PRECISE)
    transcoder.cumulative_rewards = add(transcoder.cumulative_rewards, add(own_share, commission))
    pool.cumulative_reward_factor = add(
        previous_factor, share(previous_factor, delegators_rewards, pool.total_stake, PRECISE)
    )


@implements(
    "LP-EARN-023", "LP-EARN-024", "LP-EARN-025", "LP-EARN-026", "LP-EARN-027", "LP-EARN-028", "LP-EARN-029",
    "LP-EARN-031", "LP-EARN-032", "LP-EARN-063",
)  # fmt: skip
def add_fees(
    bonding: Bonding, find_minter: Callable[[], Minter], transcoder: Transcoder, amount: Wei, current: Round
) -> None:
    """Split fees between the orchestrator and the stake of all, its own included.

    The Minter is looked for only when its figures are needed.

    Raises ``SUBTRACTION_UNDERFLOW`` in round 0 and ``DIVISION_BY_ZERO`` when the round's stake is not known.
    """
    key = transcoder.key
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
    pool.cumulative_fee_factor = add(pool.cumulative_fee_factor or previous.fees, increase)
    transcoder.last_fee_round = current


@implements("LP-EARN-004", "LP-EARN-005", "LP-EARN-026", "LP-EARN-064")
def set_round_terms(bonding: Bonding, transcoder: Transcoder, pool: EarningsPool, current: Round) -> None:
    """Copy the orchestrator's terms, and its stake where it is not yet known, into the round's pool."""
    pool.transcoder_reward_cut = transcoder.reward_cut
    pool.transcoder_fee_share = transcoder.fee_share
    if transcoder.last_active_stake_update_round < current:
        last_pool = bonding.earnings_pools[transcoder.key, transcoder.last_active_stake_update_round]
        pool.total_stake = last_pool.total_stake


@implements("LP-EARN-030")
def factor_before_reward(bonding: Bonding, minter: Minter, pool: EarningsPool) -> Precise:
    """An estimate of the reward factor before this round's reward, when the round before stored none.

    It reads the mintable and minted tokens of the round, which only approximates the reward that was paid.
    """
    minted = add(minter.current_mintable_tokens, minter.current_minted_tokens)
    rewards = share(minted, pool.total_stake, bonding.current_round_total_active_stake, PRECISE)
    delegators_rewards = sub(rewards, part(rewards, pool.transcoder_reward_cut, PPM))
    stake_after = add(delegators_rewards, pool.total_stake)
    return share(pool.cumulative_reward_factor, pool.total_stake, stake_after, PRECISE)
