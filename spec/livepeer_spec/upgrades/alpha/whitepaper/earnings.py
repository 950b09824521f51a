"""What a transcoder's delegators and the transcoder itself earn in a round, and how they claim it.

Source: Livepeer whitepaper, "Token Generation" and "Transcoder() Transaction"; arithmetic as in the deployed
EarningsPool.
"""

from livepeer_spec.primitives.fractions import PPM, part, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Round, Wei
from livepeer_spec.primitives.uint256 import sub
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha.whitepaper.state import EarningsPool, State


@implements("LP-WDIST-006")
def add_fees(pool: EarningsPool, fees: Wei) -> None:
    """Split fees: the delegators' part is shared by all stake, the transcoder's included; the rest is the latter's."""
    shared = part(fees, pool.transcoder_fee_share, PPM)
    pool.fee_pool += shared
    pool.transcoder_fee_pool += fees - shared


@implements("LP-WMINT-004")
def add_reward(pool: EarningsPool, amount: Lptu) -> None:
    """Split a reward: the transcoder takes its cut, all stake shares the rest."""
    cut = part(amount, pool.transcoder_reward_cut, PPM)
    pool.reward_pool += amount - cut
    pool.transcoder_reward_pool += cut


@implements("LP-WEARN-002", "LP-WEARN-003")
def claim_share(pool: EarningsPool, stake: Lptu, is_transcoder: bool) -> tuple[Wei, Lptu]:
    """Take the part of fees and rewards that belongs to ``stake``, and for the transcoder what is its own."""
    fees = share(pool.fee_pool, stake, pool.claimable_stake, PPM)
    rewards = share(pool.reward_pool, stake, pool.claimable_stake, PPM)
    pool.fee_pool -= fees
    pool.reward_pool -= rewards
    pool.claimable_stake = sub(pool.claimable_stake, stake)
    if is_transcoder:
        fees, pool.transcoder_fee_pool = fees + pool.transcoder_fee_pool, 0
        rewards, pool.transcoder_reward_pool = rewards + pool.transcoder_reward_pool, 0
    return fees, rewards


@implements("LP-WEARN-001", "LP-WEARN-004")
def claim_through(state: State, account: Address, end: Round) -> None:
    """Add to stake and fees what the account earned after its last claim up to the round ``end``, one by one."""
    delegator = state.bonding.delegators[account]
    delegate = delegator.delegate_address
    if delegate != NULL_ADDRESS:
        for round_ in range(delegator.last_claim_round + 1, end + 1):
            pool = state.bonding.earnings_pools[delegate, round_]
            if pool.claimable_stake > 0:
                fees, rewards = claim_share(pool, delegator.bonded_amount, account == delegate)
                delegator.fees += fees
                delegator.bonded_amount += rewards
    delegator.last_claim_round = end
