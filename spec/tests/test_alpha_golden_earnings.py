"""Alpha's earnings pools against figures seen on the deployed contracts."""

import pytest

from livepeer_spec.primitives.fractions import PPM
from livepeer_spec.primitives.journal import Journal
from livepeer_spec.upgrades.alpha import earnings
from livepeer_spec.upgrades.alpha.earnings import Earnings
from livepeer_spec.upgrades.alpha.state import Bonding, EarningsPool

STAKES = {b"t": 1000, b"d": 1000, b"e": 2000}


def pool(apart: bool) -> EarningsPool:
    """A pool of 1000 LPTU, of a transcoder that keeps half of rewards and fees."""
    found = EarningsPool(Journal(), "pool")
    earnings.open_pool(found, 1000, PPM // 2, PPM // 2, apart=apart)
    return found


@pytest.mark.parametrize(
    ("apart", "is_transcoder", "claimed", "left", "own"),
    [
        (True, False, 250, 250, 500),
        (True, True, 750, 250, 0),
        (False, False, 250, 750, 0),
        (False, True, 750, 250, 0),
    ],
    ids=["delegator", "transcoder", "delegator_at_launch", "transcoder_at_launch"],
)
def test_claim_of_half_the_stake(apart: bool, is_transcoder: bool, claimed: int, left: int, own: int) -> None:
    """Given 1000 of rewards and of fees, when half of the stake claims, then it takes a quarter, or three."""
    found = pool(apart)
    earnings.add_rewards(found, 1000)
    earnings.add_fees(found, 1000)
    assert earnings.claim_share(found, 500, is_transcoder) == Earnings(claimed, claimed)
    assert (found.reward_pool, found.fee_pool, found.claimable_stake) == (left, left, 500)
    assert (found.transcoder_reward_pool, found.transcoder_fee_pool) == (own, own)


@pytest.mark.parametrize(
    ("apart", "order", "gains", "left"),
    [
        (True, "tde", (8_937_500_000_000, 1_787_498_212_500, 3_575_001_787_500), 0),
        (True, "det", (8_937_503_575_000, 1_787_500_000_000, 3_574_996_425_000), 0),
        (False, "tde", (8_937_500_000_000, 893_749_106_250, 2_234_375_446_875), 2_234_375_446_875),
        (False, "det", (8_341_670_837_500, 1_787_500_000_000, 4_170_829_162_500), 0),
    ],
    ids=["transcoder_first", "transcoder_last", "transcoder_first_at_launch", "transcoder_last_at_launch"],
)
def test_order_of_claims(apart: bool, order: str, gains: tuple[int, ...], left: int) -> None:
    """Given one reward of 1430 LPT, when it is claimed in two orders, then it matters at the launch only.

    The transcoder has 1000 LPTU, its delegators 1000 and 2000; amounts are in 10^-10 LPT.
    """
    bonding = Bonding(Journal(), "BondingManager")
    bonding.max_earnings_claims_rounds = 1
    found = bonding.earnings_pools[b"t", 1]
    earnings.open_pool(found, 4000, PPM // 2, PPM // 2, apart=apart)
    earnings.add_rewards(found, 1430 * 10**18)
    for account, stake in STAKES.items():
        delegator = bonding.delegators[account]
        delegator.bonded_amount = stake
        delegator.delegate_address = b"t"
    for name in order:
        earnings.claim_through(bonding, name.encode(), 1)
    gained = tuple(bonding.delegators[account].bonded_amount - stake for account, stake in STAKES.items())
    assert gained == tuple(amount * 10**8 for amount in gains)
    assert found.reward_pool + found.transcoder_reward_pool == left * 10**8
