"""Alpha's earnings pools against figures seen on the deployed contracts."""

import pytest

from livepeer_spec.primitives.fractions import PPM
from livepeer_spec.primitives.journal import Journal
from livepeer_spec.upgrades.alpha import earnings
from livepeer_spec.upgrades.alpha.earnings import Earnings
from livepeer_spec.upgrades.alpha.state import Bonding, EarningsPool

LPT = 10**18
STAKES = {b"t": 1000, b"d": 1000, b"e": 2000}


def pool(apart: bool, stake: int = 1000) -> EarningsPool:
    """A pool of a transcoder that keeps half of rewards and fees."""
    found = EarningsPool(Journal(), "pool")
    earnings.open_pool(found, stake, PPM // 2, PPM // 2, apart=apart)
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
        (True, b"tde", (893_750_000_000, 178_749_821_250, 357_500_178_750), 0),
        (True, b"det", (893_750_357_500, 178_750_000_000, 357_499_642_500), 0),
    ],
    ids=["transcoder_first", "transcoder_last"],
)
def test_rewards_do_not_depend_on_order(apart: bool, order: bytes, gains: tuple[int, ...], left: int) -> None:
    """Given one reward of 1430 LPT and pools apart, when it is claimed in two orders, then only dust differs."""
    check_order(apart, order, gains, left)


@pytest.mark.parametrize(
    ("order", "gains", "left"),
    [
        (b"tde", (893_750_000_000, 89_374_910_625, 223_437_544_687.5), 223_437_544_687.5),
        (b"det", (834_167_083_750, 178_750_000_000, 417_082_916_250), 0),
    ],
    ids=["transcoder_first", "transcoder_last"],
)
def test_rewards_at_launch_depend_on_order(order: bytes, gains: tuple[float, ...], left: float) -> None:
    """Given one reward of 1430 LPT at the launch, when it is claimed in two orders, then the shares differ."""
    check_order(False, order, gains, left)


def check_order(apart: bool, order: bytes, gains: tuple[float, ...], left: float) -> None:
    """A transcoder with 1000 LPTU and delegators with 1000 and 2000 claim; amounts are in 10^-9 LPT."""
    bonding = Bonding(Journal(), "BondingManager")
    bonding.max_earnings_claims_rounds = 1
    found = bonding.earnings_pools[b"t", 1]
    earnings.open_pool(found, 4000, PPM // 2, PPM // 2, apart=apart)
    earnings.add_rewards(found, 1430 * LPT)
    for account, stake in STAKES.items():
        delegator = bonding.delegators[account]
        delegator.bonded_amount, delegator.delegate_address = stake, b"t"
    for number in order:
        earnings.claim_through(bonding, bytes([number]), 1)
    gained = tuple(bonding.delegators[account].bonded_amount - stake for account, stake in STAKES.items())
    assert gained == tuple(int(amount * 10) * 10**8 for amount in gains)
    assert found.reward_pool + found.transcoder_reward_pool == int(left * 10) * 10**8
