"""Tickets, reserves and withdrawals on the Streamflow reference contracts."""

import pytest
from streamflow_world import (
    BATCH_REDEEM,
    ETHER,
    LPT,
    NULL,
    REDEEM,
    TICKET,
    Ticket,
    World,
    account,
    changed,
    rand_hash,
)

from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import contract_id, keccak

KEY_ONE = (1).to_bytes(32, "big")
KEY_ONE_ADDRESS = bytes.fromhex("7e5f4552091a69125d5dfcb7b8c2659029395bdf")
GOLDEN = Ticket(
    recipient=b"\x11" * 20,
    sender=KEY_ONE_ADDRESS,
    face_value=10**18,
    win_prob=2**255,
    sender_nonce=1,
    recipient_rand_hash=bytes.fromhex("036b6384b5eca791c62761152d0c79bb0604c104a5fb6f4eb0703f3154bb3db0"),
    aux_data=(100).to_bytes(32, "big") + b"\x22" * 32,
)
GOLDEN_HASH = "e090f82e110eb2ee9e724077f6dd5b57b209fc4c10ba041a8c805e2e9b5ad7a6"
GOLDEN_SIGNATURE = bytes.fromhex(
    "f62bcef0c74cfb3456e380700deaeb00a44a17a2cf42efe6ad1a6742bc3d6f78"
    "178fbcdbe33667ac15003ce2adb2afd442ebc8f863a2f227ef6ec6ee40086ad7"
    "1c"
)
REDEEM_CALL = f"TicketBroker.{REDEEM}"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@pytest.fixture
def funded() -> tuple[World, bytes, bytes, bytes]:
    """Round 12: T and U are active with 100 LPT each, S has 1 ETH of deposit and 10 of reserve."""
    world = World(active=3)
    t, u, s = world.give("T", 1000 * LPT), world.give("U", 1000 * LPT), world.give("S", 0)
    world.go_to_round(11)
    world.bond(t, 100 * LPT, t)
    world.bond(u, 100 * LPT, u)
    world.go_to_round(12)
    fund = "TicketBroker.fundDepositAndReserve(uint256,uint256)"
    logs = world.send(fund, ETHER, 10 * ETHER, sender=s, value=11 * ETHER)
    assert world.names(logs) == ["ReserveFunded", "DepositFunded"]
    return world, t, u, s


def test_known_ticket_has_known_hash_and_signature() -> None:
    """A ticket of key 1: its hash by the contract and the signature that its sender makes."""
    world = World()
    assert rand_hash(5) == GOLDEN.recipient_rand_hash
    assert world.view(f"TicketBroker.getTicketHash({TICKET})", GOLDEN.fields()).hex() == GOLDEN_HASH
    assert GOLDEN.hash().hex() == GOLDEN_HASH
    assert GOLDEN.sign(KEY_ONE) == GOLDEN_SIGNATURE
    lottery = keccak(GOLDEN_SIGNATURE + (5).to_bytes(32, "big"))
    assert lottery.hex() == "f55ee682e6c16e7d688cd84e82b35d39e501a02409add87ec0ef5f81dae1b3c5"
    assert selector(REDEEM).hex() == "ec8b3cb6"
    assert selector(BATCH_REDEEM).hex() == "d01b808e"


def test_dirty_high_bits_in_a_ticket_are_rejected() -> None:
    """The broker's decoder is stricter than that of contracts without structures: an address must have 20 bytes."""
    world = World()
    signature = f"getTicketHash({TICKET})"
    data = bytearray(selector(signature) + pack([TICKET], [GOLDEN.fields()]))
    broker = world.at["TicketBroker"]
    assert world.evm.call(broker, bytes(data)).output.hex() == GOLDEN_HASH
    data[4 + 32] = 1
    dirty = world.evm.call(broker, bytes(data))
    assert (dirty.success, dirty.output) == (False, b"")


def test_known_ticket_loses_and_malformed_signatures_recover_nobody() -> None:
    """Given round 100 with the ticket's block hash, the signature is checked before the lottery."""
    world = World(rounds_manager="AdjustableRoundsManager")
    world.send("RoundsManager.setBlockHash(bytes32)", b"\x22" * 32)
    world.send("RoundsManager.mineBlocks(uint256)", 5000)
    assert world.round == 100
    world.send("RoundsManager.initializeRound()")
    world.evm.set_balance(KEY_ONE_ADDRESS, 2 * ETHER)
    world.send("TicketBroker.fundDeposit()", sender=KEY_ONE_ADDRESS, value=ETHER)

    assert world.rejected(REDEEM_CALL, GOLDEN.fields(), GOLDEN_SIGNATURE, 5) == "ticket did not win"
    r, s, v = GOLDEN_SIGNATURE[:32], int.from_bytes(GOLDEN_SIGNATURE[32:64], "big"), GOLDEN_SIGNATURE[64:]
    malformed = (
        GOLDEN_SIGNATURE[:64],
        GOLDEN_SIGNATURE + b"\0",
        GOLDEN_SIGNATURE[:64] + b"\x01",
        r + (ORDER - s).to_bytes(32, "big") + b"\x1b",
        bytes(32) + GOLDEN_SIGNATURE[32:],
        r + s.to_bytes(32, "big") + bytes([55 - v[0]]),
    )
    for signature in malformed:
        assert world.rejected(REDEEM_CALL, GOLDEN.fields(), signature, 5) == "invalid signature over ticket hash"


def test_redemption_checks_the_ticket_in_order(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Each check rejects a ticket that also fails every later one."""
    world, t, _, s = funded
    good = world.ticket(s, t, ETHER)
    rand = good.sender_nonce
    bad = changed(good, win_prob=0, recipient_rand_hash=bytes(32))
    steps = [
        (changed(bad, recipient=NULL, sender=NULL, aux_data=b""), "ticket recipient is null address"),
        (changed(bad, sender=NULL, aux_data=b""), "ticket sender is null address"),
        (changed(bad, aux_data=bytes(63)), "invalid length for ticket auxData: must be 64 bytes"),
        (changed(bad, aux_data=bytes(64)), "ticket creationRound does not have a block hash"),
        (
            changed(bad, aux_data=good.aux_data[:32] + bytes(32)),
            "ticket creationRoundBlockHash invalid for creationRound",
        ),
        (bad, "recipientRand does not match recipientRandHash"),
        (changed(good, win_prob=0), "invalid signature over ticket hash"),
    ]
    for ticket, reason in steps:
        assert world.rejected(REDEEM_CALL, ticket.fields(), b"", rand) == reason
    lost = changed(good, win_prob=0)
    assert world.rejected(REDEEM_CALL, *world.redeem_arguments(lost, "S")) == "ticket did not win"

    world.send(REDEEM_CALL, *world.redeem_arguments(good, "S"))
    assert world.rejected(REDEEM_CALL, good.fields(), b"", rand) == "ticket is used"


def test_a_ticket_is_valid_in_its_round_and_the_next(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """With a validity of 2 rounds it expires in the second round after the one that it was created in."""
    world, t, _, s = funded
    first, second = world.ticket(s, t, ETHER // 4), world.ticket(s, t, ETHER // 4)
    world.next_round()
    world.send(REDEEM_CALL, *world.redeem_arguments(first, "S"))
    world.next_round()
    assert world.rejected(REDEEM_CALL, *world.redeem_arguments(second, "S")) == "ticket is expired"


def test_a_ticket_without_face_value_is_consumed(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Nothing is paid, so the recipient need not be registered; the sender must still have funds."""
    world, _, _, _ = funded
    assert world.names(world.pay("S", account("nobody"), 0)) == ["WinningTicketRedeemed"]
    ticket = world.ticket(account("poor"), account("nobody"), 0)
    assert world.rejected(REDEEM_CALL, *world.redeem_arguments(ticket, "poor")) == "sender deposit and reserve are zero"


def test_an_unregistered_recipient_is_paid_from_no_reserve(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """With a deposit the redemption is rejected; with a reserve alone the ticket is consumed for nothing."""
    world, t, _, s = funded
    ticket = world.ticket(s, account("nobody"), 2 * ETHER)
    assert world.rejected(REDEEM_CALL, *world.redeem_arguments(ticket, "S")) == "transcoder must be registered"
    world.pay("S", t, ETHER)
    assert world.names(world.send(REDEEM_CALL, *world.redeem_arguments(ticket, "S"))) == ["WinningTicketRedeemed"]


def test_reserve_share_after_the_pool_grew_is_an_underflow(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a claim of half of the reserve, when a third transcoder joins, the share is less than what was claimed."""
    world, t, u, s = funded
    world.pay("S", t, 6 * ETHER)
    claimable = "TicketBroker.claimableReserve(address,address)"
    assert world.view("TicketBroker.claimedReserve(address,address)", s, t) == 5 * ETHER
    assert world.view(claimable, s, t) == 0
    assert world.view(claimable, s, u) == 5 * ETHER
    assert world.view(claimable, s, account("nobody")) == 0
    third = world.give("third", LPT)
    world.bond(third, LPT, third)
    assert world.view_rejected(claimable, s, t) == "SafeMath: subtraction overflow"


def test_a_batch_goes_on_after_a_rejected_ticket(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Used and invalid tickets leave no event; missing signatures end the batch without revert data."""
    world, t, _, s = funded
    tickets = [world.ticket(s, t, ETHER // 10) for _ in range(2)]
    batch = [tickets[0], tickets[0], changed(tickets[1], win_prob=0), tickets[1]]
    arguments = [world.redeem_arguments(ticket, "S") for ticket in batch]
    columns = [list(column) for column in zip(*arguments, strict=True)]
    call = f"TicketBroker.{BATCH_REDEEM}"
    assert world.rejected(call, columns[0], columns[1][:3], columns[2]) == ""
    logs = world.send(call, *columns)
    assert world.names(logs) == ["WinningTicketTransfer", "WinningTicketRedeemed"] * 2


def test_withdrawal_leaves_the_sender_unlocked(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Given an unlock and its period, deposit and reserve are paid; the next funding cancels the unlock."""
    world, t, _, s = funded
    assert world.rejected("TicketBroker.withdraw()", sender=s) == "no unlock request in progress"
    assert world.rejected("TicketBroker.cancelUnlock()", sender=s) == "no unlock request in progress"
    world.send("TicketBroker.unlock()", sender=s)
    assert world.rejected("TicketBroker.unlock()", sender=s) == "unlock already initiated"
    assert world.rejected("TicketBroker.withdraw()", sender=s) == "account is locked"
    world.go_to_round(14)
    ticket = world.ticket(s, t, ETHER)
    assert world.rejected(REDEEM_CALL, *world.redeem_arguments(ticket, "S")) == "sender is unlocked"

    before = world.evm.balance(s)
    assert world.names(world.send("TicketBroker.withdraw()", sender=s)) == ["Withdrawal"]
    assert world.evm.balance(s) == before + 11 * ETHER
    assert world.rejected("TicketBroker.withdraw()", sender=s) == "sender deposit and reserve are zero"
    assert world.view("TicketBroker.getSenderInfo(address)", s) == ((0, 14), (0, 0))
    logs = world.send("TicketBroker.fundDeposit()", sender=s, value=1)
    assert world.names(logs) == ["UnlockCancelled", "DepositFunded"]


def test_funding_needs_the_exact_value_and_the_registered_broker(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """A wrong or overflowing sum is rejected, and the Minter takes ETH from nobody else."""
    world, _, _, s = funded
    call = "TicketBroker.fundDepositAndReserve(uint256,uint256)"
    reason = "msg.value does not equal sum of deposit amount and reserve amount"
    assert world.rejected(call, 1, 1, sender=s, value=3) == reason
    assert world.rejected(call, 2**256 - 1, 1, sender=s) == "SafeMath: addition overflow"
    assert world.rejected("Minter.depositETH()", sender=s, value=1) == "msg.sender not Minter or JobsManager"
    world.send("Controller.setContractInfo(bytes32,address,bytes20)", contract_id("JobsManager"), NULL, bytes(20))
    assert world.rejected("TicketBroker.fundReserve()", sender=s, value=1) == "msg.sender not Minter or JobsManager"
