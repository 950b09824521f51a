"""Earnings: how rewards and fees of a transcoder reach its delegators.

Each round of a transcoder has a pool. Whoever had stake in it claims a share of what is there, round by round, and the
rewards of one round count as stake in the next. A transcoder's own part lies in pools apart, so that the order of
claims does not matter; in the first pools it lay together with the delegators' part, and the order mattered.

Source: deployed BondingManager and EarningsPool; Livepeer whitepaper, "Bonding + Delegation".
"""

from typing import NamedTuple

from livepeer_spec.primitives.fractions import PPM, part, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha.state import Bonding, Delegator, EarningsPool


class Earnings(NamedTuple):
    """Rewards and fees."""

    rewards: Lptu
    fees: Wei


@implements("LP-AEARN-001", "LP-AEARN-002")
def open_pool(pool: EarningsPool, stake: Lptu, reward_cut: Ppm, fee_share: Ppm, *, apart: bool) -> None:
    """Let a pool begin with a transcoder's stake and terms; earnings that are there already stay.

    ``apart`` tells whether the transcoder's own part lies in pools apart.
    """
    pool.total_stake = stake
    pool.claimable_stake = stake
    pool.transcoder_reward_cut = reward_cut
    pool.transcoder_fee_share = fee_share
    pool.has_transcoder_reward_fee_pool = apart


@implements("LP-AEARN-006")
def add_rewards(pool: EarningsPool, amount: Lptu) -> None:
    """Add a reward to a pool."""
    own = part(amount, pool.transcoder_reward_cut, PPM) if pool.has_transcoder_reward_fee_pool else 0
    pool.reward_pool = add(pool.reward_pool, sub(amount, own))
    pool.transcoder_reward_pool = add(pool.transcoder_reward_pool, own)


@implements("LP-AEARN-006", "LP-AEARN-025")
def add_fees(pool: EarningsPool, amount: Wei) -> None:
    """Add fees to a pool."""
    delegators = part(amount, pool.transcoder_fee_share, PPM) if pool.has_transcoder_reward_fee_pool else amount
    pool.fee_pool = add(pool.fee_pool, delegators)
    pool.transcoder_fee_pool = add(pool.transcoder_fee_pool, sub(amount, delegators))


@implements("LP-AEARN-007")
def shares(pool: EarningsPool, stake: Lptu) -> tuple[Earnings, Earnings]:
    """What a claim with ``stake`` takes from a pool: first what every delegator gets, then what the transcoder adds.

    Some stake is claimable.
    """
    rewards, fees = pool.reward_pool, pool.fee_pool
    own = Earnings(pool.transcoder_reward_pool, pool.transcoder_fee_pool)
    if not pool.has_transcoder_reward_fee_pool:
        own = Earnings(
            part(rewards, pool.transcoder_reward_cut, PPM), fees - part(fees, pool.transcoder_fee_share, PPM)
        )
        rewards, fees = rewards - own.rewards, fees - own.fees
    claimable = pool.claimable_stake
    return Earnings(share(rewards, stake, claimable, PPM), share(fees, stake, claimable, PPM)), own


@implements("LP-AEARN-012", "LP-AEARN-013")
def claim_share(pool: EarningsPool, stake: Lptu, is_transcoder: bool) -> Earnings:
    """Take a claimant's share out of a pool in which some stake is claimable.

    Raises ``SUBTRACTION_UNDERFLOW`` when less than ``stake`` is claimable.
    """
    common, own = shares(pool, stake)
    rewards, fees = common
    if is_transcoder:
        rewards, fees = add(common.rewards, own.rewards), add(common.fees, own.fees)
    if pool.has_transcoder_reward_fee_pool:
        pool.reward_pool = sub(pool.reward_pool, common.rewards)
        pool.fee_pool = sub(pool.fee_pool, common.fees)
        if is_transcoder:
            pool.transcoder_reward_pool = 0
            pool.transcoder_fee_pool = 0
    else:
        pool.reward_pool = sub(pool.reward_pool, rewards)
        pool.fee_pool = sub(pool.fee_pool, fees)
    pool.claimable_stake = sub(pool.claimable_stake, stake)
    return Earnings(rewards, fees)


@implements("LP-AEARN-014", "LP-AEARN-015", "LP-AEARN-016", "LP-AEARN-017", "LP-AEARN-018", "LP-AEARN-019")
def claim_through(bonding: Bonding, account: Address, end: Round) -> Delegator:
    """Add the earnings of an account, from the round after its last claim through ``end``, to its stake and fees.

    Without a delegate there are none. Raises ``TOO_MANY_CLAIM_ROUNDS``.
    """
    delegator = bonding.delegators[account]
    delegate = delegator.delegate_address
    if delegate != NULL_ADDRESS:
        # The claim spans no more rounds than allowed.
        require(
            sub(end, delegator.last_claim_round) <= bonding.max_earnings_claims_rounds, Reason.TOO_MANY_CLAIM_ROUNDS
        )
        for pool in _claimable_pools(bonding, delegator, end):
            gained = claim_share(pool, delegator.bonded_amount, account == delegate)
            delegator.bonded_amount = add(delegator.bonded_amount, gained.rewards)
            delegator.fees = add(delegator.fees, gained.fees)
    delegator.last_claim_round = end
    return delegator


@implements("LP-AEARN-020", "LP-AEARN-021", "LP-AEARN-022")
def pending(bonding: Bonding, account: Address, end: Round) -> tuple[Lptu, Wei]:
    """Stake and fees of an account with its earnings through ``end``, over however many rounds."""
    delegator = bonding.delegators[account]
    stake, fees = delegator.bonded_amount, delegator.fees
    if delegator.delegate_address != NULL_ADDRESS:
        for pool in _claimable_pools(bonding, delegator, end):
            common, own = shares(pool, stake)
            stake, fees = add(stake, common.rewards), add(fees, common.fees)
            if account == delegator.delegate_address:
                stake, fees = add(stake, own.rewards), add(fees, own.fees)
    return stake, fees


@implements("LP-AEARN-016")
def _claimable_pools(bonding: Bonding, delegator: Delegator, end: Round) -> list[EarningsPool]:
    """The pools of a delegator's unclaimed rounds through ``end`` in which somebody has yet to claim."""
    pools, delegate = bonding.earnings_pools, delegator.delegate_address
    rounds = range(delegator.last_claim_round + 1, end + 1)
    known = [pools[delegate, round] for round in rounds if (delegate, round) in pools]
    return [pool for pool in known if pool.claimable_stake > 0]
