"""Bonding for others, handing over bonds and paying out fees on the Confluence reference contracts."""

import pytest
from world import ETHER, LPT, NULL, World, account

from livepeer_conformance.backends.base import Log
from livepeer_reference.artifacts import load

BOND_FOR = "BondingManager.bondForWithHint(uint256,address,address,address,address,address,address)"
TRANSFER = "BondingManager.transferBond(address,uint256,address,address,address,address)"
NO_HINTS = (NULL, NULL, NULL, NULL)


@pytest.fixture
def staked() -> tuple[World, bytes, bytes, bytes]:
    """Round 12: T and U are active with 100 LPT each, D has 50 LPT with T."""
    world = World("confluence", active=3)
    t, u, d = (world.give(name, 1000 * LPT) for name in ("T", "U", "D"))
    world.go_to_round(11)
    world.bond(t, 100 * LPT, t)
    world.bond(u, 100 * LPT, u)
    world.bond(d, 50 * LPT, t)
    world.go_to_round(12)
    return world, t, u, d


def address_topics(log: Log) -> list[bytes]:
    """The indexed addresses of an event."""
    return [topic[12:] for topic in log[1][1:]]


def words(log: Log) -> list[int]:
    """The data of an event, word by word."""
    return [int.from_bytes(log[2][at : at + 32], "big") for at in range(0, len(log[2]), 32)]


def test_bonding_for_another_spends_the_callers_tokens(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """Given D with T, anyone can add to its stake with tokens of its own."""
    world, t, u, d = staked
    balance = "LivepeerToken.balanceOf(address)"
    before = world.view(balance, u)
    logs = world.send(BOND_FOR, 5 * LPT, d, t, *NO_HINTS, sender=u)
    assert world.names(logs) == ["EarningsClaimed", "Transfer", "Approval", "Bond"]
    assert address_topics(logs[-1]) == [t, t, d]
    assert words(logs[-1]) == [5 * LPT, 55 * LPT]
    assert world.view(balance, u) == before - 5 * LPT


def test_bonding_for_another_cannot_choose_its_delegate(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """A bonded owner keeps its delegate, and an unbonded one is not made its own delegate."""
    world, t, u, d = staked
    assert world.rejected(BOND_FOR, LPT, d, u, *NO_HINTS, sender=u) == "INVALID_DELEGATE_CHANGE"
    stranger = account("stranger")
    assert world.rejected(BOND_FOR, LPT, stranger, stranger, *NO_HINTS, sender=u) == "INVALID_DELEGATE"
    world.send(BOND_FOR, LPT, stranger, t, *NO_HINTS, sender=u)
    world.send(BOND_FOR, LPT, NULL, t, *NO_HINTS, sender=u)
    assert world.delegator(NULL)["bondedAmount"] == LPT


def test_migrator_can_choose_any_delegate(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """The registered L2Migrator bonds as if it were the owner, and funds a sender without cancelling its unlock."""
    world, t, u, d = staked
    world.register("L2Migrator", world.deploy("L2Migrator", world.at["Controller"]))
    world.send("LivepeerToken.transfer(address,uint256)", world.at["L2Migrator"], 10 * LPT)
    bond_for = "L2Migrator.bondFor(uint256,address,address)"
    stranger = account("stranger")
    world.send(bond_for, LPT, stranger, stranger)
    world.send(bond_for, LPT, d, u)
    assert world.delegator(stranger)["delegateAddress"] == stranger
    assert world.delegator(d)["delegateAddress"] == u
    assert world.rejected(bond_for, LPT, t, u) == "registered transcoders can't delegate towards other addresses"

    assert world.rejected(bond_for, 2 * LPT, NULL, NULL) == "node id is null"

    world.evm.set_balance(world.owner, ETHER)
    world.send("TicketBroker.fundDeposit()", sender=d, value=1)
    world.send("TicketBroker.unlock()", sender=d)
    logs = world.send("L2Migrator.fundFor(address,uint256,uint256)", d, 2, 3, value=5)
    assert world.names(logs) == ["ReserveFunded", "DepositFunded"]
    assert world.view("TicketBroker.getSenderInfo(address)", d) == ((3, 14), (3, 0))


def test_moving_away_from_the_null_delegate_moves_the_whole_stake(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """Given stake with the null address, bonding elsewhere takes it along."""
    world, t, _, d = staked
    world.bond(d, 0, NULL)
    assert world.delegator(NULL)["delegatedAmount"] == 50 * LPT
    world.bond(d, 0, t)
    assert world.delegator(NULL)["delegatedAmount"] == 0
    assert world.delegator(t)["delegatedAmount"] == 150 * LPT


def test_transferred_bond_keeps_the_delegate(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a receiver without stake, it gets part of D's and D's delegate, and is pending."""
    world, t, _, d = staked
    receiver = account("receiver")
    logs = world.send(TRANSFER, receiver, 20 * LPT, *NO_HINTS, sender=d)
    assert world.names(logs) == ["EarningsClaimed", "Unbond", "TransferBond", "EarningsClaimed", "Rebond"]
    assert address_topics(logs[2]) == [d, receiver]
    assert words(logs[2]) == [0, 0, 20 * LPT]
    assert (world.delegator(d)["bondedAmount"], world.delegator(d)["nextUnbondingLockId"]) == (30 * LPT, 1)
    record = world.delegator(receiver)
    assert (record["bondedAmount"], record["delegateAddress"], record["startRound"]) == (20 * LPT, t, 13)
    assert not world.view("BondingManager.isValidUnbondingLock(address,uint256)", d, 0)
    assert not world.view("BondingManager.isValidUnbondingLock(address,uint256)", receiver, 0)
    assert world.rejected(TRANSFER, d, LPT, *NO_HINTS, sender=receiver) == "caller must be bonded"


def test_bond_transferred_to_a_bonded_receiver_goes_to_its_delegate(
    staked: tuple[World, bytes, bytes, bytes],
) -> None:
    """Given a receiver with a delegate of its own, the stake goes there."""
    world, t, u, d = staked
    world.send(TRANSFER, u, 20 * LPT, *NO_HINTS, sender=d)
    assert world.delegator(t)["delegatedAmount"] == 130 * LPT
    assert world.delegator(u)["delegatedAmount"] == 120 * LPT
    assert world.view("BondingManager.getFirstTranscoderInPool()") == t


def test_transferring_a_bond_to_oneself(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """A delegator's stake stays and two lock ids are used; a transcoder with all of its stake is rejected."""
    world, t, _, d = staked
    world.send(TRANSFER, d, 20 * LPT, *NO_HINTS, sender=d)
    assert (world.delegator(d)["bondedAmount"], world.delegator(d)["nextUnbondingLockId"]) == (50 * LPT, 2)
    assert world.delegator(d)["startRound"] == 12
    world.send(TRANSFER, d, 50 * LPT, *NO_HINTS, sender=d)
    assert (world.delegator(d)["delegateAddress"], world.delegator(d)["startRound"]) == (t, 13)
    assert world.rejected(TRANSFER, t, 100 * LPT, *NO_HINTS, sender=t) == "INVALID_DELEGATOR"


def test_transferring_checks_the_amount(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """The checks of unbonding hold for the sender."""
    world, _, u, d = staked
    assert world.rejected(TRANSFER, u, 0, *NO_HINTS, sender=d) == "unbond amount must be greater than 0"
    assert world.rejected(TRANSFER, u, 51 * LPT, *NO_HINTS, sender=d) == "amount is greater than bonded amount"
    assert world.rejected(TRANSFER, u, 1, *NO_HINTS, sender=account("nobody")) == "caller must be bonded"


def test_claiming_again_in_a_round_does_nothing(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """The end round is not looked at, and the second claim is silent."""
    world, _, _, d = staked
    assert world.names(world.send("BondingManager.claimEarnings(uint256)", 999, sender=d)) == ["EarningsClaimed"]
    assert world.send("BondingManager.claimEarnings(uint256)", 0, sender=d) == []


def test_fees_are_withdrawn_in_part_and_to_any_recipient(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """Given fees, any part of them goes to the recipient, which may refuse with a text or need too much gas."""
    world, t, _, d = staked
    withdraw = "BondingManager.withdrawFees(address,uint256)"
    world.give("S", 0)
    world.send("TicketBroker.fundDeposit()", sender=account("S"), value=10 * ETHER)
    world.pay("S", t, 6 * ETHER)
    world.go_to_round(13)
    assert world.pending(t)[1] == 6 * ETHER

    recipient = account("recipient")
    assert world.rejected(withdraw, NULL, ETHER, sender=t) == "invalid recipient"
    assert world.rejected(withdraw, recipient, 6 * ETHER + 1, sender=t) == "insufficient fees to withdraw"
    logs = world.send(withdraw, recipient, ETHER, sender=t)
    assert world.names(logs) == ["EarningsClaimed", "WithdrawFees"]
    assert words(logs[1]) == [int.from_bytes(recipient, "big"), ETHER]
    assert world.evm.balance(recipient) == ETHER
    assert world.names(world.send(withdraw, recipient, 0, sender=d)) == ["EarningsClaimed", "WithdrawFees"]

    for name, reason in (
        ("RejectingReceiver", "no ETH accepted"),
        ("SilentRejectingReceiver", ""),
        ("GasHungryReceiver", ""),
    ):
        address, receipt = world.evm.deploy(load("common", name).link({}), world.owner)
        assert receipt.success
        assert world.rejected(withdraw, address, ETHER, sender=t) == reason


def test_slashing_needs_the_burner_role(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """Given the Verifier, a slash is rejected until the Minter may burn; then part goes to the finder."""
    world, t, u, _ = staked
    world.register("Verifier", account("verifier"))
    slash = "BondingManager.slashTranscoder(address,address,uint256,uint256)"
    minter = world.at["Minter"].hex()
    role = "3c11d16cbaffd01df69ce1c404f6340ee057498f5f00246190ea54220576a848"
    assert (
        world.rejected(slash, t, u, 500_000, 100_000, sender=account("verifier"))
        == f"AccessControl: account 0x{minter} is missing role 0x{role}"
    )
    world.send("LivepeerToken.grantRole(bytes32,address)", bytes.fromhex(role), world.at["Minter"])
    logs = world.send(slash, t, u, 500_000, 100_000, sender=account("verifier"))
    assert world.names(logs) == ["TranscoderDeactivated", "Transfer", "Transfer", "Burn", "TranscoderSlashed"]
    assert words(logs[-1]) == [int.from_bytes(u, "big"), 50 * LPT, 5 * LPT]
    assert world.delegator(t)["delegatedAmount"] == 100 * LPT
    assert world.view("BondingManager.nextRoundTotalActiveStake()") == 100 * LPT


def test_full_pool_turns_an_equal_stake_away(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a full pool, a newcomer needs more than the last member, who then leaves."""
    world, _, u, _ = staked
    v, w = world.give("V", 1000 * LPT), world.give("W", 1000 * LPT)
    world.bond(v, 100 * LPT, v)
    assert world.view("BondingManager.getNextTranscoderInPool(address)", v) == u
    names = world.names(world.bond(w, 100 * LPT, w))
    assert names == ["EarningsClaimed", "Transfer", "Approval", "Bond"]
    assert world.transcoder(w)["activationRound"] == 0
    logs = world.bond(w, 1, w)
    assert world.names(logs)[:2] == ["TranscoderDeactivated", "TranscoderActivated"]
    assert address_topics(logs[0]) == [u]
    assert world.view("BondingManager.isActiveTranscoder(address)", u)
    world.go_to_round(13)
    assert not world.view("BondingManager.isActiveTranscoder(address)", u)


def test_guards_come_in_order(staked: tuple[World, bytes, bytes, bytes]) -> None:
    """A transaction is first rejected while paused, then in a round that is not initialized."""
    world, t, _, _ = staked
    world.go_to_round(13, initialize=False)
    world.send("Controller.pause()")
    assert world.rejected("BondingManager.reward()", sender=t) == "system is paused"
    assert world.rejected("RoundsManager.initializeRound()") == "system is paused"
    world.send("Controller.unpause()")
    assert world.rejected("BondingManager.reward()", sender=t) == "current round is not initialized"
    world.send("RoundsManager.initializeRound()")
    assert world.rejected("RoundsManager.initializeRound()") == "round already initialized"
    world.send("BondingManager.reward()", sender=t)
