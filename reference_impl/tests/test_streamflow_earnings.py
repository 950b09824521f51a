"""Earnings on the Streamflow reference contracts: a trace with the deployed contracts' figures, and corner cases."""

import pytest
from streamflow_world import ETHER, LPT, World, account

from livepeer_spec.primitives.hashing import keccak

PRECISE = 10**27
LEGACY_SCALE = 10**21


@pytest.fixture
def traced() -> tuple[World, bytes, bytes, bytes]:
    """Round 11: A with 700 LPT of its own and 300 of D, C with 500; S has 5 ETH of deposit and 4 of reserve."""
    world = World()
    a, d, c = world.give("A", 1000 * LPT), world.give("D", 1000 * LPT), world.give("C", 1000 * LPT)
    s = world.give("S", 0)
    world.go_to_round(11)
    world.bond(a, 700 * LPT, a)
    world.bond(d, 300 * LPT, a)
    world.bond(c, 500 * LPT, c)
    world.send("BondingManager.transcoder(uint256,uint256)", 123_456, 654_321, sender=a)
    funding = "TicketBroker.fundDepositAndReserve(uint256,uint256)"
    world.send(funding, 5 * ETHER, 4 * ETHER, sender=s, value=9 * ETHER)
    return world, a, d, c


def reward(world: World, transcoder: bytes) -> int:
    """Let a transcoder call reward; return the amount of the Reward event."""
    logs = world.send("BondingManager.reward()", sender=transcoder)
    assert world.names(logs) == ["Transfer", "Mint", "Reward"]
    return int.from_bytes(logs[-1][2], "big")


def claim(world: World, delegator: bytes) -> tuple[int, int]:
    """Let a delegator claim; return rewards and fees of the EarningsClaimed event."""
    logs = world.send("BondingManager.claimEarnings(uint256)", world.round, sender=delegator)
    assert world.names(logs) == ["EarningsClaimed"]
    data = logs[0][2]
    return int.from_bytes(data[:32], "big"), int.from_bytes(data[32:64], "big")


def factors(world: World, transcoder: bytes, number: int) -> tuple[int, int, int]:
    """Stake, reward factor and fee factor of a transcoder's round."""
    pool = world.pool(transcoder, number)
    return pool["totalStake"], pool["cumulativeRewardFactor"], pool["cumulativeFeeFactor"]


def test_earnings_of_five_rounds_match_the_deployed_figures(traced: tuple[World, bytes, bytes, bytes]) -> None:
    """Rewards and fees before, after and without each other, a missed round, then both claims."""
    world, a, d, _ = traced

    world.go_to_round(12)
    assert world.view("Minter.inflation()") == 221_500
    assert world.view("Minter.currentMintableTokens()") == 2_215_000_000_000_000_000_000
    assert reward(world, a) == 1_476_666_665_190_000_000_000
    assert world.names(world.pay("S", a, ETHER)) == ["WinningTicketTransfer", "WinningTicketRedeemed"]
    record = world.transcoder(a)
    assert record["cumulativeRewards"] == 182_303_359_817_696_640_000
    assert record["cumulativeFees"] == 345_679_000_000_000_000
    assert factors(world, a, 12) == (
        1000 * LPT,
        2_294_363_305_372_303_360_000_000_000,
        475_489_602_483_831_046_836_758,
    )
    assert world.pending(a) == (1_788_357_673_578_308_992_000, 678_521_721_738_681_732)
    assert world.pending(d) == (688_308_991_611_691_008_000, 142_646_880_745_149_314)

    world.go_to_round(13)
    assert world.view("Minter.currentMintableTokens()") == 2_220_327_819_999_672_180_000
    world.pay("S", a, ETHER)
    assert reward(world, a) == 1_847_372_417_549_889_744_949
    record = world.transcoder(a)
    assert record["activeCumulativeRewards"] == 182_303_359_817_696_640_000
    assert record["cumulativeRewards"] == 529_566_814_877_024_117_641
    assert record["cumulativeFees"] == 739_521_492_639_460_231
    assert factors(world, a, 13) == (
        2_476_666_665_190_000_000_000,
        3_794_472_267_862_865_627_307_085_840,
        1_081_647_109_844_370_815_082_096,
    )
    assert world.pending(d) == (1_138_341_680_358_859_688_192, 324_494_132_953_311_244)

    world.go_to_round(14)
    assert factors(world, a, 14) == (4_324_039_082_739_889_744_949, 0, 0)

    world.go_to_round(15)
    assert reward(world, a) == 1_999_530_316_282_439_127_552
    logs = world.pay("S", a, 7 * ETHER)
    assert world.names(logs) == ["ReserveClaimed", "WinningTicketTransfer", "WinningTicketRedeemed"]
    assert int.from_bytes(logs[1][2], "big") == 5 * ETHER
    record = world.transcoder(a)
    assert record["cumulativeRewards"] == 991_071_804_945_556_640_801
    assert record["cumulativeFees"] == 2_868_591_279_854_367_120
    assert factors(world, a, 15)[1:] == (
        5_332_497_594_076_772_231_698_505_830,
        3_362_823_807_132_473_494_716_561,
    )
    assert claim(world, d) == (1_299_749_278_223_031_669_509, 1_008_847_142_139_742_048)
    assert claim(world, a) == (4_023_820_120_799_297_202_989, 5_222_567_944_847_098_566)
    assert world.delegator(a)["delegatedAmount"] == 6_323_569_399_022_328_872_501
    assert world.view("TicketBroker.getSenderInfo(address)", account("S")) == ((0, 0), (2 * ETHER, 2 * ETHER))


def test_claiming_before_the_reward_call_forfeits_the_rounds_reward(traced: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a claim in a round, when the transcoder rewards later in it, then the claimant gets nothing of it."""
    world, a, d, _ = traced
    world.go_to_round(12)
    assert claim(world, d) == (0, 0)
    reward(world, a)
    assert world.pending(d) == (300 * LPT, 0)
    world.go_to_round(13)
    assert world.pending(d) == (300 * LPT, 0)


def test_claiming_twice_in_a_round_is_rejected(traced: tuple[World, bytes, bytes, bytes]) -> None:
    """The first claim moves the claim round on; a second one has no round left, a future one is not the current."""
    world, _, d, _ = traced
    world.go_to_round(12)
    claim(world, d)
    call = "BondingManager.claimEarnings(uint256)"
    assert world.rejected(call, 12, sender=d) == "end round must be after last claim round"
    assert (
        world.rejected(call, 13, sender=d)
        == "end round must be equal to the current round or before the LIP-36 upgrade round"
    )


def test_a_new_account_claims_nothing_for_the_null_delegate() -> None:
    """The first transaction of an account announces a claim from round 1 on."""
    world = World()
    a = world.give("A", LPT)
    world.go_to_round(11)
    logs = world.bond(a, LPT, a)
    assert world.names(logs) == ["EarningsClaimed", "TranscoderActivated", "Transfer", "Approval", "Bond"]
    claimed = logs[0]
    assert claimed[1][1:] == (bytes(32), bytes(12) + a)
    assert [int.from_bytes(claimed[2][at : at + 32], "big") for at in range(0, 128, 32)] == [0, 0, 1, 11]


def test_reward_after_unbonding_everything_still_counts(traced: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a transcoder that unbonds all of its stake, its reward of the round reaches its delegators."""
    world, a, d, _ = traced
    world.go_to_round(12)
    world.send("BondingManager.unbond(uint256)", 700 * LPT, sender=a)
    before = world.transcoder(a)
    minted = reward(world, a)
    after = world.transcoder(a)
    assert after["lastRewardRound"] == 12
    assert after["lastActiveStakeUpdateRound"] == before["lastActiveStakeUpdateRound"]
    assert world.delegator(a)["delegatedAmount"] == 300 * LPT + minted
    assert world.view("BondingManager.getTranscoderPoolSize()") == 1
    world.go_to_round(13)
    assert world.pending(d)[0] == 688_308_991_611_691_008_000


def test_fees_for_a_transcoder_that_rejoined_in_the_round_divide_by_zero(
    traced: tuple[World, bytes, bytes, bytes],
) -> None:
    """Given stake unchanged since before the last round, leaving and rejoining leaves the round's stake unwritten."""
    world, a, _, _ = traced
    world.go_to_round(14)
    world.send("BondingManager.unbond(uint256)", 700 * LPT, sender=a)
    world.bond(a, 100 * LPT, a)
    assert world.transcoder(a)["activationRound"] == 15
    assert world.rejected("BondingManager.reward()", sender=a) == "caller must be an active transcoder"
    ticket = world.ticket(account("S"), a, ETHER)
    call = "TicketBroker.redeemWinningTicket((address,address,uint256,uint256,uint256,bytes32,bytes),bytes,uint256)"
    assert world.rejected(call, *world.redeem_arguments(ticket, "S")) == "SafeMath: division by zero"


def test_fees_for_a_transcoder_that_rejoined_count_for_a_stake_that_was_written(
    traced: tuple[World, bytes, bytes, bytes],
) -> None:
    """Given stake changed in the round before, the fee is shared over that round's stake."""
    world, a, _, _ = traced
    world.go_to_round(12)
    world.send("BondingManager.unbond(uint256)", 700 * LPT, sender=a)
    world.bond(a, 100 * LPT, a)
    world.pay("S", a, ETHER)
    assert factors(world, a, 12)[0] == 1000 * LPT
    assert factors(world, a, 12)[2] == 654_321 * 10**18


def test_a_claim_finds_a_start_factor_up_to_a_hundred_rounds_back(traced: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a delegator whose claim round has no factor, the last one of at most 100 rounds before is taken."""
    world, a, d, _ = traced
    lock_call = "BondingManager.rebondFromUnbonded(address,uint256)"
    world.go_to_round(12)
    reward(world, a)
    world.send("BondingManager.unbond(uint256)", 100 * LPT, sender=d)
    world.go_to_round(13)
    world.send("BondingManager.unbond(uint256)", world.pending(d)[0], sender=d)

    # The claim pinned a factor in round 13; bonding back to A does not pin A's factor of the round
    for start, found in ((113, True), (114, False)):
        snapshot = world.evm.snapshot()
        world.go_to_round(start)
        world.send(lock_call, a, 0, sender=d)
        assert factors(world, a, start)[1] == 0
        world.go_to_round(start + 1)
        reward(world, a)
        factor = factors(world, a, start + 1)[1] * PRECISE // (factors(world, a, 13)[1] if found else PRECISE)
        assert world.pending(d)[0] == 100 * LPT * factor // PRECISE
        world.evm.restore(snapshot)


def test_factors_of_before_lip_71_are_rescaled(traced: tuple[World, bytes, bytes, bytes]) -> None:
    """Given factors in millionths before the LIP-71 round, claims after it read them in 1e-27ths."""
    world, a, d, _ = traced
    set_round = "RoundsManager.setLIPUpgradeRound(uint256,uint256)"
    world.send(set_round, 71, 13)
    world.go_to_round(12)
    minted = reward(world, a)
    delegators = minted - minted * 123_456 // 10**6
    millionths = 10**6 + 10**6 * (delegators * PRECISE // (1000 * LPT)) // PRECISE
    assert factors(world, a, 12)[1] == millionths
    stake = 300 * LPT * (millionths * PRECISE // 10**6) // PRECISE
    assert world.pending(d)[0] == stake

    world.go_to_round(13)
    assert world.pending(d)[0] == stake
    assert claim(world, d)[0] == stake - 300 * LPT
    assert factors(world, a, 13)[1] == millionths * LEGACY_SCALE
    reward(world, a)
    assert factors(world, a, 13)[1] > PRECISE


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (10**6 - 1, (10**6 - 1) * LEGACY_SCALE),
        (10**6, 10**6),
        (10**32, 10**32),
        (10**32 + LEGACY_SCALE, 10**11 + 1),
    ],
)
def test_fee_factors_up_to_the_lip_78_round_are_corrected(
    traced: tuple[World, bytes, bytes, bytes], stored: int, read: int
) -> None:
    """Given a fee factor of a wrong scale in a round up to LIP-78's, claims read it in the right one."""
    world, a, d, _ = traced
    world.send("RoundsManager.setLIPUpgradeRound(uint256,uint256)", 78, 12)
    world.go_to_round(12)
    world.pay("S", a, ETHER)
    transcoder_slot = int.from_bytes(keccak(_word(a) + (6).to_bytes(32, "big")), "big")
    pool_slot = int.from_bytes(keccak((12).to_bytes(32, "big") + (transcoder_slot + 7).to_bytes(32, "big")), "big")
    world.write_slot(world.at["BondingManager"], pool_slot + 10, stored)
    assert world.pool(a, 12)["cumulativeFeeFactor"] == stored
    assert world.pending(d)[1] == 300 * LPT * (read * PRECISE // PRECISE) // PRECISE


def _word(address: bytes) -> bytes:
    return address.rjust(32, b"\0")
