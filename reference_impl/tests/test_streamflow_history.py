"""State that only the layer 1 chain's history left behind: rounds through LIP-36, the LIP-52 snapshot, LIP-77."""

import pytest
from streamflow_world import LPT, World

from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import keccak

PPM = 10**6
CLAIM = "BondingManager.claimEarnings(uint256)"
SNAPSHOT = "BondingManager.claimSnapshotEarnings(uint256,uint256,bytes32[],bytes)"
SET_LIP = "RoundsManager.setLIPUpgradeRound(uint256,uint256)"

#: A round before LIP-36: reward pool, fee pool, -, claimable stake, reward cut, fee share, transcoder's pools, flag.
WITH_TRANSCODER_POOLS = (90 * LPT, 30 * LPT, 0, 900 * LPT, 0, 0, 7 * LPT, 3 * LPT, 1)
WITHOUT_TRANSCODER_POOLS = (90 * LPT, 30 * LPT, 0, 900 * LPT, 250_000, 600_000, 0, 0, 0)


@pytest.fixture
def bonded() -> tuple[World, bytes, bytes]:
    """Round 11: T with 700 LPT of its own and 200 of D."""
    world = World()
    t, d = world.give("T", 1000 * LPT), world.give("D", 1000 * LPT)
    world.go_to_round(11)
    world.bond(t, 700 * LPT, t)
    world.bond(d, 200 * LPT, t)
    return world, t, d


def number_slot(key: int, slot: int) -> int:
    """Slot of a mapping's entry."""
    return int.from_bytes(keccak(key.to_bytes(32, "big") + slot.to_bytes(32, "big")), "big")


def write_pool(world: World, transcoder: bytes, number: int, members: tuple[int, ...]) -> None:
    """Write a transcoder's earnings of a round, members in the getter's order."""
    pools = number_slot(int.from_bytes(transcoder, "big"), 6) + 7
    first = number_slot(number, pools)
    for offset, value in enumerate(members):
        world.write_slot(world.at["BondingManager"], first + offset, value)
    assert tuple(world.pool(transcoder, number).values())[: len(members)] == members


def part(amount: int, stake: int, total: int) -> int:
    """A stake's part of an amount, floored twice."""
    return amount * (stake * PPM // total) // PPM


@pytest.mark.parametrize("is_transcoder", [False, True])
def test_rounds_through_lip_36_are_claimed_from_their_pools(
    bonded: tuple[World, bytes, bytes], is_transcoder: bool
) -> None:
    """Given pools with and without parts of the transcoder's own, shares are of the stake that grows round by round."""
    world, t, d = bonded
    world.send(SET_LIP, 36, 13)
    world.send("BondingManager.setMaxEarningsClaimsRounds(uint256)", 2)
    write_pool(world, t, 12, WITH_TRANSCODER_POOLS)
    write_pool(world, t, 13, (*WITH_TRANSCODER_POOLS[:8], 1))
    claimant = t if is_transcoder else d
    own = 1 if is_transcoder else 0

    stake = world.delegator(claimant)["bondedAmount"]
    partial = (
        stake + part(90 * LPT, stake, 900 * LPT) + own * 7 * LPT,
        part(30 * LPT, stake, 900 * LPT) + own * 3 * LPT,
    )
    world.go_to_round(14)
    view = "BondingManager.pendingStake(address,uint256)"
    assert world.view(view, claimant, 12) == partial[0]
    assert world.view("BondingManager.pendingFees(address,uint256)", claimant, 12) == partial[1]

    stake, fees = partial
    fees += part(30 * LPT, stake, 900 * LPT) + own * 3 * LPT
    stake += part(90 * LPT, stake, 900 * LPT) + own * 7 * LPT
    assert world.view(view, claimant, 14) == stake
    world.send(CLAIM, 14, sender=claimant)
    record = world.delegator(claimant)
    assert (record["bondedAmount"], record["fees"], record["lastClaimRound"]) == (stake, fees, 14)


def test_pools_without_the_transcoders_part_are_split_by_its_rates(bonded: tuple[World, bytes, bytes]) -> None:
    """Given a round of before the transcoder's pools were kept apart, its commission is computed from its rates."""
    world, t, d = bonded
    world.send(SET_LIP, 36, 14)
    world.send("BondingManager.setMaxEarningsClaimsRounds(uint256)", 10)
    write_pool(world, t, 12, WITHOUT_TRANSCODER_POOLS)
    world.go_to_round(13)
    world.send(CLAIM, 12, sender=d)
    assert world.delegator(d)["bondedAmount"] == 200 * LPT + part(90 * LPT * 3 // 4, 200 * LPT, 900 * LPT)
    assert world.delegator(d)["fees"] == part(18 * LPT, 200 * LPT, 900 * LPT)
    world.send(CLAIM, 12, sender=t)
    assert (
        world.delegator(t)["bondedAmount"] == 700 * LPT + part(675 * LPT // 10, 700 * LPT, 900 * LPT) + 225 * LPT // 10
    )
    assert world.delegator(t)["fees"] == part(18 * LPT, 700 * LPT, 900 * LPT) + 12 * LPT


def test_the_lip_36_round_without_pools_is_claimed_by_factors(bonded: tuple[World, bytes, bytes]) -> None:
    """Given no transcoder's pool in the LIP-36 round, that round's earnings come from the cumulative factors."""
    world, t, d = bonded
    world.send(SET_LIP, 36, 12)
    world.send("BondingManager.setMaxEarningsClaimsRounds(uint256)", 1)
    world.go_to_round(12)
    write_pool(world, t, 12, (90 * LPT, 30 * LPT, 900 * LPT, 900 * LPT))
    world.send("BondingManager.reward()", sender=t)
    factor = world.pool(t, 12)["cumulativeRewardFactor"]
    call = "BondingManager.pendingStake(address,uint256)"
    assert world.view(call, d, 12) == 200 * LPT * factor // 10**27
    assert world.view(call, d, 11) == 200 * LPT


def test_claims_through_lip_36_span_a_limited_number_of_rounds(bonded: tuple[World, bytes, bytes]) -> None:
    """Given a limit of 2 rounds, a claim over 3 rounds before LIP-36 is rejected, also one that another call makes."""
    world, _, d = bonded
    world.send(SET_LIP, 36, 20)
    world.send("BondingManager.setMaxEarningsClaimsRounds(uint256)", 2)
    world.go_to_round(14)
    assert world.rejected(CLAIM, 14, sender=d) == "too many rounds to claim through"
    assert world.rejected("BondingManager.unbond(uint256)", 1, sender=d) == "too many rounds to claim through"
    world.send(CLAIM, 13, sender=d)
    world.send("BondingManager.unbond(uint256)", 1, sender=d)


def test_snapshot_claim_replaces_stake_and_fees_and_calls_on(bonded: tuple[World, bytes, bytes]) -> None:
    """Given a proof, the account gets what the snapshot says, once, and its other call runs as the account."""
    world, _, d = bonded
    assert world.rejected(SNAPSHOT, 0, 0, [], b"", sender=d) == "Already claimed for LIP-52"
    world.send(SET_LIP, 52, 12)
    leaf = keccak(pack(["address", "uint256", "uint256"], [d, 250 * LPT, 5]))
    sibling = keccak(b"sibling")
    world.send(
        "MerkleSnapshot.setSnapshot(bytes32,bytes32)",
        keccak(b"LIP-52"),
        keccak(min(leaf, sibling) + max(leaf, sibling)),
    )
    world.go_to_round(13)
    assert world.rejected(SNAPSHOT, 251 * LPT, 5, [sibling], b"", sender=d) == "Merkle proof is invalid"
    failing = selector("unbond(uint256)") + pack(["uint256"], [0])
    # The other call's revert data comes back inside a string, so its own encoding is not decoded
    receipt = world.transact(SNAPSHOT, 250 * LPT, 5, [sibling], failing, sender=d)
    assert not receipt.success
    assert b"unbond amount must be greater than 0" in receipt.output

    call = selector("unbond(uint256)") + pack(["uint256"], [50 * LPT])
    logs = world.send(SNAPSHOT, 250 * LPT, 5, [sibling], call, sender=d)
    assert world.names(logs) == ["EarningsClaimed", "EarningsClaimed", "Unbond"]
    record = world.delegator(d)
    assert (record["bondedAmount"], record["fees"], record["lastClaimRound"]) == (200 * LPT, 5, 13)
    assert world.rejected(SNAPSHOT, 250 * LPT, 5, [sibling], b"", sender=d) == "Already claimed for LIP-52"


def test_a_known_snapshot_leaf_is_the_packed_account_stake_and_fees() -> None:
    """The leaf of account 0x44..44 with 5 LPTU and 6 wei."""
    leaf = keccak(pack(["address", "uint256", "uint256"], [b"\x44" * 20, 5, 6]))
    assert leaf.hex() == "5ff3bfc6760920b336e33c56bee58c78470b1ef4e23ec1389e5cbf5fe167114a"


def test_lip_77_sets_one_accounts_bond_once(bonded: tuple[World, bytes, bytes]) -> None:
    """Also while paused, by the Controller's owner."""
    world, t, _ = bonded
    beneficiary = bytes.fromhex("b47d8f87c0113827d44ad0bc32d53823c477a89d")
    call = "BondingManager.executeLIP77(uint256)"
    world.send("Controller.pause()")
    assert world.rejected(call, 7, sender=t) == "caller must be Controller owner"
    assert world.names(world.send(call, 7)) == ["Bond"]
    assert world.delegator(beneficiary)["bondedAmount"] == 7
    assert world.evm.storage(world.at["BondingManager"], 21) == 1
    assert world.rejected(call, 8) == "LIP-77 already executed"


def test_rounds_end_at_the_lip_73_round(bonded: tuple[World, bytes, bytes]) -> None:
    """From the recorded round on no round is initialized, and so nothing that needs one works."""
    world, _, d = bonded
    world.send(SET_LIP, 73, 0)
    world.send(SET_LIP, 73, 13)
    assert world.rejected(SET_LIP, 73, 14) == "LIP upgrade round already set"
    world.go_to_round(12)
    world.go_to_round(13, initialize=False)
    assert world.rejected("RoundsManager.initializeRound()") == "cannot initialize past LIP-73 round"
    assert world.rejected(CLAIM, 13, sender=d) == "current round is not initialized"
