"""Earnings: how rewards and fees of an orchestrator reach its delegators.

Each round's earnings pool carries two cumulative factors. A delegator's stake grows with the ratio of the reward
factor at the end to that at the start, its fees with the difference of the fee factors. The orchestrator's own
commission collects apart until it claims.

Changed in Confluence: a start factor is not looked up in earlier rounds any more. [LIP-73]

Source: LIP-36; deployed BondingManager and EarningsPoolLIP36; LIP-71 (precision, in code only).
"""

from livepeer_spec.primitives.fractions import PRECISE, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.requirements import implements

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.earnings import (  # noqa: F401
    Factors,
    add_fees,
    add_rewards,
    factor_before_reward,
    latest_factors,
    set_round_terms,
    store_latest_factors,
)
from livepeer_spec.upgrades.streamflow.state import Bonding, Delegator


@implements("LP-EARN-034", "LP-EARN-035", "LP-EARN-036", "LP-EARN-037", "LP-EARN-038", "LP-EARN-062")
def pending(bonding: Bonding, account: Address, end: Round) -> tuple[Lptu, Wei]:
    """Stake and fees of a delegator through round ``end``.

    Nothing but stored stake and fees without a delegate. Raises ``SUBTRACTION_UNDERFLOW`` when a fee factor fell.
    Changed in Confluence: a start factor is not looked up in earlier rounds. [LIP-73]
    """
    delegator = bonding.delegators[account]
    delegate = delegator.delegate_address
    stake, fees = delegator.bonded_amount, delegator.fees
    if delegate == NULL_ADDRESS:
        return stake, fees
    if delegator.last_claim_round < end:
        start_pool = bonding.earnings_pools[delegate, delegator.last_claim_round]
        start_rewards = start_pool.cumulative_reward_factor or PRECISE
        latest = latest_factors(bonding, delegate, end)
        earned = sub(latest.fees, start_pool.cumulative_fee_factor)
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
