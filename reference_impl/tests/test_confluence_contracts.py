"""Tickets, token, Minter, rounds, proxies, governance and polls on the Confluence reference contracts."""

import pytest
from coincurve import PrivateKey
from world import BATCH_REDEEM, ETHER, LPT, NULL, REDEEM, TICKET, Ticket, World, account, changed

from livepeer_reference.artifacts import load
from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import keccak

CALL = f"TicketBroker.{REDEEM}"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
UPDATE = "(address[],uint256[],bytes[],uint256)"


@pytest.fixture
def funded() -> tuple[World, bytes, bytes, bytes]:
    """Round 12: T and U are active with 100 LPT each, S has 1 ETH of deposit and 10 of reserve."""
    world = World("confluence", active=3)
    t, u, s = world.give("T", 1000 * LPT), world.give("U", 1000 * LPT), world.give("S", 0)
    world.go_to_round(11)
    world.bond(t, 100 * LPT, t)
    world.bond(u, 100 * LPT, u)
    world.go_to_round(12)
    fund = "TicketBroker.fundDepositAndReserve(uint256,uint256)"
    world.send(fund, ETHER, 10 * ETHER, sender=s, value=11 * ETHER)
    return world, t, u, s


def test_known_ticket_has_the_known_hash() -> None:
    """The hash of a ticket whose fields are all known."""
    ticket = Ticket(
        recipient=b"\x11" * 20,
        sender=bytes.fromhex("7e5f4552091a69125d5dfcb7b8c2659029395bdf"),
        face_value=10**18,
        win_prob=2**255,
        sender_nonce=1,
        recipient_rand_hash=keccak((5).to_bytes(32, "big")),
        aux_data=(100).to_bytes(32, "big") + b"\x22" * 32,
    )
    found = World("confluence").view(f"TicketBroker.getTicketHash({TICKET})", ticket.fields())
    assert found.hex() == "e090f82e110eb2ee9e724077f6dd5b57b209fc4c10ba041a8c805e2e9b5ad7a6"


def test_malformed_signatures_are_told_apart(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Length, then high s, then v, then what nobody can have signed, then another signer."""
    world, t, _, s = funded
    ticket = world.ticket(s, t, ETHER)
    fields, signature, rand = world.redeem_arguments(ticket, "S")
    r, low_s, v = signature[:32], int.from_bytes(signature[32:64], "big"), signature[64]
    high_s = (ORDER - low_s).to_bytes(32, "big")
    for malformed, reason in (
        (signature[:64], "INVALID_SIGNATURE_LENGTH"),
        (signature + b"\0", "INVALID_SIGNATURE_LENGTH"),
        (r + high_s + b"\x00", "ECDSA: invalid signature 's' value"),
        (signature[:64] + bytes([v - 27]), "ECDSA: invalid signature 'v' value"),
        (bytes(32) + signature[32:], "ECDSA: invalid signature"),
        (ticket.sign(keccak(b"T")), "invalid signature over ticket hash"),
    ):
        assert world.rejected(CALL, fields, malformed, rand) == reason
    world.send(CALL, fields, signature, rand)
    assert world.rejected(CALL, fields, b"", rand) == "ticket is used"


def test_ticket_expires_with_its_validity_period(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a validity of two rounds, a ticket is redeemed in its round and the next, not later."""
    world, t, _, s = funded
    first, second = world.ticket(s, t, 1), world.ticket(s, t, 1)
    world.go_to_round(13)
    world.send(CALL, *world.redeem_arguments(first, "S"))
    world.go_to_round(14)
    assert world.rejected(CALL, *world.redeem_arguments(second, "S")) == "ticket is expired"


def test_reserve_is_shared_by_the_pool_of_the_next_round(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Given two members, each can claim half; when the pool grows, what was claimed can exceed the share."""
    world, t, u, s = funded
    claimable = "TicketBroker.claimableReserve(address,address)"
    logs = world.pay("S", t, 7 * ETHER)
    assert world.names(logs) == ["ReserveClaimed", "WinningTicketTransfer", "WinningTicketRedeemed"]
    assert int.from_bytes(logs[1][2], "big") == 6 * ETHER
    assert world.view(claimable, s, t) == 0
    assert world.view(claimable, s, u) == 5 * ETHER
    assert world.view(claimable, s, account("stranger")) == 0
    v = world.give("V", LPT)
    world.bond(v, LPT, v)
    assert world.view_rejected(claimable, s, t) == "Panic(0x11)"
    assert world.view("TicketBroker.claimedReserve(address,address)", s, t) == 5 * ETHER


def test_batch_leaves_out_what_cannot_be_redeemed(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Given a duplicate and a ticket of a stranger, the others pay; too few signatures reject the whole."""
    world, t, _, s = funded
    good, other = world.ticket(s, t, 5), world.ticket(s, t, 6)
    bad = changed(other, sender=t)
    calls = [world.redeem_arguments(ticket, "S") for ticket in (good, bad, good, other)]
    tickets, signatures, rands = ([call[at] for call in calls] for at in range(3))
    batch = f"TicketBroker.{BATCH_REDEEM}"
    assert world.rejected(batch, tickets, signatures[:3], rands) == "Panic(0x32)"
    logs = world.send(batch, tickets, signatures, rands)
    assert world.names(logs) == ["WinningTicketTransfer", "WinningTicketRedeemed"] * 2
    assert world.view("TicketBroker.getSenderInfo(address)", s)[0][0] == ETHER - 11


def test_withdrawal_waits_for_the_unlock_period(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """Given an unlock, funds are paid out two rounds later, and new funding cancels what remains of the unlock."""
    world, _, _, s = funded
    assert world.rejected("TicketBroker.withdraw()", sender=s) == "no unlock request in progress"
    assert world.rejected("TicketBroker.unlock()") == "sender deposit and reserve are zero"
    world.send("TicketBroker.unlock()", sender=s)
    assert world.rejected("TicketBroker.unlock()", sender=s) == "unlock already initiated"
    assert world.rejected("TicketBroker.withdraw()", sender=s) == "account is locked"
    world.go_to_round(14, initialize=False)
    before = world.evm.balance(s)
    assert world.names(world.send("TicketBroker.withdraw()", sender=s)) == ["Withdrawal"]
    assert world.evm.balance(s) == before + 11 * ETHER
    assert world.rejected("TicketBroker.withdraw()", sender=s) == "sender deposit and reserve are zero"
    logs = world.send("TicketBroker.fundReserve()", sender=s, value=1)
    assert world.names(logs) == ["ReserveFunded", "UnlockCancelled"]


def test_dirty_addresses_and_bare_eth_are_rejected_without_data() -> None:
    """Malformed calldata and ETH that nobody asked for revert without a text, also behind a proxy."""
    world = World("confluence")
    bond = selector("bond(uint256,address)") + (1).to_bytes(32, "big") + b"\x01" + bytes(31)
    world.evm.set_balance(world.owner, ETHER)
    for data, value in ((bond, 0), (bond[:-1], 0), (b"\xff" * 4, 0), (b"", 0), (b"", 1)):
        receipt = world.evm.transact(world.owner, world.at["BondingManager"], data, value)
        assert (receipt.success, receipt.output, receipt.halt) == (False, b"", "")


def test_proxy_needs_a_registered_target() -> None:
    """Without a target a proxy says so; a target without code answers nothing; its own functions stay."""
    world = World("confluence")
    controller = world.at["Controller"]
    world.send("Controller.setContractInfo(bytes32,address,bytes20)", keccak(b"RoundsManagerTarget"), NULL, bytes(20))
    assert world.view_rejected("RoundsManager.currentRound()") == "target contract must be registered"
    world.register("RoundsManagerTarget", account("no code"))
    assert world.evm.call(world.at["RoundsManager"], selector("currentRound()")).output == b""
    assert world.view("RoundsManager.controller()") == controller
    assert world.rejected("RoundsManager.setController(address)", controller) == "caller must be Controller"
    logs = world.send("Controller.updateController(bytes32,address)", keccak(b"RoundsManager"), account("next"))
    assert world.names(logs) == ["SetController"]
    assert world.view("RoundsManager.controller()") == account("next")


def test_token_rejects_with_its_own_texts() -> None:
    """Balance before allowance, roles before anything else; an unlimited allowance is spent like any other."""
    world = World("confluence")
    a, b = world.give("A", 10), account("B")
    assert world.rejected("LivepeerToken.transfer(address,uint256)", b, 11, sender=a) == (
        "ERC20: transfer amount exceeds balance"
    )
    move = "LivepeerToken.transferFrom(address,address,uint256)"
    assert world.rejected(move, a, b, 11, sender=b) == "ERC20: transfer amount exceeds balance"
    assert world.rejected(move, a, b, 10, sender=b) == "ERC20: transfer amount exceeds allowance"
    assert world.rejected(move, a, NULL, 1, sender=b) == "ERC20: transfer to the zero address"
    world.send("LivepeerToken.approve(address,uint256)", b, 2**256 - 1, sender=a)
    assert world.names(world.send(move, a, b, 10, sender=b)) == ["Transfer", "Approval"]
    assert world.view("LivepeerToken.allowance(address,address)", a, b) == 2**256 - 11
    assert world.rejected("LivepeerToken.increaseAllowance(address,uint256)", b, 11, sender=a) == "Panic(0x11)"
    assert world.rejected("LivepeerToken.decreaseAllowance(address,uint256)", a, 1, sender=b) == (
        "ERC20: decreased allowance below zero"
    )
    assert world.rejected("LivepeerToken.mint(address,uint256)", NULL, 1, sender=a).startswith("AccessControl: ")
    assert world.rejected("LivepeerToken.renounceRole(bytes32,address)", bytes(32), a) == (
        "AccessControl: can only renounce roles for self"
    )
    assert world.view("LivepeerToken.supportsInterface(bytes4)", bytes.fromhex("7965db0b"))
    assert not world.view("LivepeerToken.supportsInterface(bytes4)", b"\xff" * 4)


def test_permit_approves_once() -> None:
    """A permit in time and signed by its owner approves; used again, or late, it is rejected."""
    world = World("confluence")
    owner, spender = account("A"), account("B")
    token = world.at["LivepeerToken"]
    types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    kind = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    domain = keccak(pack(types, [kind, keccak(b"Livepeer Token"), keccak(b"1"), world.evm.chain_id, token]))
    assert world.view("LivepeerToken.DOMAIN_SEPARATOR()") == domain

    def signed(deadline: int) -> tuple[object, ...]:
        permit = keccak(b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
        values = [permit, owner, spender, 7, 0, deadline]
        message = keccak(pack(["bytes32", "address", "address", "uint256", "uint256", "uint256"], values))
        signature = PrivateKey(keccak(b"A")).sign_recoverable(keccak(b"\x19\x01" + domain + message), hasher=None)
        return owner, spender, 7, deadline, signature[64] + 27, signature[:32], signature[32:64]

    call = "LivepeerToken.permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
    assert world.rejected(call, *signed(1)) == "ERC20Permit: expired deadline"
    assert world.names(world.send(call, *signed(2**255))) == ["Approval"]
    assert world.view("LivepeerToken.nonces(address)", owner) == 1
    assert world.rejected(call, *signed(2**255)) == "ERC20Permit: invalid signature"


def test_minter_counts_the_supply_of_both_chains() -> None:
    """Given a supply on L1, the mintable tokens of a round are a part of both supplies."""
    world = World("confluence")
    world.send("L2LPTDataCache.setL1CirculatingSupply(uint256)", 10**7 * LPT)
    world.go_to_round(11)
    assert world.view("Minter.getGlobalTotalSupply()") == 2 * 10**7 * LPT
    assert world.view("Minter.inflation()") == 221_000
    assert world.view("Minter.currentMintableTokens()") == 2 * 10**7 * LPT * 221_000 // 10**9
    assert world.rejected("Minter.createReward(uint256,uint256)", 1, 1) == "msg.sender not BondingManager"
    assert world.rejected("Minter.depositETH()") == "msg.sender not Minter or JobsManager"
    world.register("L2LPTDataCache", NULL)
    assert world.view_rejected("Minter.getGlobalTotalSupply()") == ""


def test_minter_migrates_to_a_new_one(funded: tuple[World, bytes, bytes, bytes]) -> None:
    """All LPT and ETH go to the new Minter while the old one is registered, paused or not."""
    world, _, _, _ = funded
    old = world.at["Minter"]
    new = world.deploy("Minter", world.at["Controller"], 1, 2, 3)
    world.at["Minter"] = old
    migrate = "Minter.migrateToNewMinter(address)"
    assert world.rejected(migrate, old) == "new Minter cannot be current Minter"
    assert world.rejected(migrate, NULL) == "new Minter cannot be null address"
    assert world.names(world.send(migrate, new)) == ["Transfer"]
    assert (world.evm.balance(old), world.evm.balance(new)) == (0, 11 * ETHER)
    assert world.view("LivepeerToken.balanceOf(address)", new) == 200 * LPT


def test_first_round_length_numbers_rounds_from_block_zero() -> None:
    """Given block b, the first length n makes it round b // n; a shorter one later lets rounds jump."""
    world = World("confluence", round_length=50)
    assert world.round == world.evm.block_number // 50
    world.go_to_round(11)
    world.evm.advance_blocks(29 - (world.evm.block_number - 550))
    world.send("RoundsManager.setRoundLength(uint256)", 10)
    assert (world.round, world.view("RoundsManager.currentRoundStartBlock()")) == (14, 580)
    assert not world.view("RoundsManager.currentRoundInitialized()")
    assert world.rejected("RoundsManager.setRoundLength(uint256)", 0) == "round length cannot be 0"


def test_adjustable_rounds_need_a_block_past_256() -> None:
    """Below block 256 the subtraction panics; from there on the set hash is every block's."""
    world = World("confluence", rounds_manager="AdjustableRoundsManager")
    world.send("RoundsManager.setBlockNum(uint256)", 255)
    assert world.rejected("RoundsManager.initializeRound()") == "Panic(0x11)"
    world.send("RoundsManager.mineBlocks(uint256)", 1)
    world.send("RoundsManager.setBlockHash(bytes32)", b"\x22" * 32)
    world.send("RoundsManager.initializeRound()")
    assert world.view("RoundsManager.blockHashForRound(uint256)", 5) == b"\x22" * 32


def test_governor_passes_a_failure_on_as_text() -> None:
    """Given a failing call, its raw revert data is the text; the owner changes by an update alone."""
    world = World("confluence")
    governor = world.deploy("Governor")
    stage, execute = f"Governor.stage({UPDATE},uint256)", f"Governor.execute({UPDATE})"
    pause = ([world.at["Controller"]], [0], [selector("pause()")], 0)
    assert world.names(world.send(stage, pause, 0)) == ["UpdateStaged"]
    assert world.rejected(stage, pause, 0) == "update already staged"
    assert world.rejected(execute, pause) == 'Error("")'
    world.send("Controller.transferOwnership(address)", governor)
    assert world.names(world.send(execute, pause)) == ["Pause", "UpdateExecuted"]
    assert world.rejected(execute, pause) == "update is not staged"

    assert world.rejected(stage, pause, 0, sender=account("A")) == "unauthorized: msg.sender not owner"
    assert world.rejected(stage, pause, 2**256 - 1) == "Panic(0x11)"
    handover = selector("transferOwnership(address)") + pack(["address"], [account("A")])
    update = ([governor], [0], [handover], 1)
    world.send(stage, update, 2)
    assert world.rejected(execute, update) == "delay for update not expired"
    assert world.names(world.send(execute, update)) == ["OwnershipTransferred", "UpdateExecuted"]
    assert world.view("Governor.owner()") == account("A")


def test_known_update_has_the_known_hash() -> None:
    """The key under which a known update is staged."""
    world = World("confluence")
    world.deploy("Governor")
    world.send(f"Governor.stage({UPDATE},uint256)", ([b"\x33" * 20], [0], [bytes.fromhex("8456cb59")], 0), 5)
    key = bytes.fromhex("eac34fabf9fe8e89962e4b8d414fd0c070068d2ca3db9dcde52a785c76e3587c")
    assert world.view("Governor.updates(bytes32)", key) == world.evm.block_number - 1 + 5


def test_poll_needs_a_stake_and_ends() -> None:
    """Given 100 LPT of stake, a poll is created; it takes votes through its last block, then it can go."""
    world = World("confluence")
    a = world.give("A", 1000 * LPT)
    world.deploy("PollCreator", world.at["BondingManager"])
    create = "PollCreator.createPoll(bytes)"
    world.go_to_round(11)
    world.bond(a, 100 * LPT - 1, a)
    assert world.rejected(create, b"idea", sender=a) == "PollCreator#createPoll: INSUFFICIENT_STAKE"
    world.bond(a, 1, a)
    logs = world.send(create, b"idea", sender=a)
    assert world.names(logs) == ["PollCreated"]
    end_block = world.evm.block_number - 1 + 57_600
    assert logs[0][2] == pack(["bytes", "uint256", "uint256", "uint256"], [b"idea", end_block, 333_300, 500_000])

    world.at["Poll"] = logs[0][1][1][12:]
    world.evm.advance_blocks(end_block - world.evm.block_number)
    snapshot = world.evm.snapshot()
    assert world.rejected("Poll.destroy()") == "poll is active"
    world.evm.restore(snapshot)
    assert world.names(world.send("Poll.vote(uint256)", 7)) == ["Vote"]
    assert world.rejected("Poll.vote(uint256)", 7) == "poll is over"
    world.send("Poll.destroy()")


def test_faucet_makes_strangers_wait() -> None:
    """One request an hour, but for whom the owner lists."""
    world = World("confluence")
    faucet = world.deploy("LivepeerTokenFaucet", world.at["LivepeerToken"], 10, 1)
    world.send("LivepeerToken.transfer(address,uint256)", faucet, 100)
    request = "LivepeerTokenFaucet.request()"
    assert world.names(world.send(request)) == ["Transfer", "Request"]
    assert world.rejected(request) == ""
    world.send("LivepeerTokenFaucet.addToWhitelist(address)", world.owner)
    world.send(request)
    world.send("LivepeerTokenFaucet.removeFromWhitelist(address)", world.owner)
    world.evm.advance_blocks(301)
    world.send(request)


def test_service_registry_and_snapshot_answer_from_what_was_set() -> None:
    """A service URI works while paused; a snapshot's proof hashes the smaller of two nodes first."""
    world = World("confluence")
    world.send("Controller.pause()")
    world.send("ServiceRegistry.setServiceURI(string)", "https://127.0.0.1:8935", sender=account("A"))
    assert world.view("ServiceRegistry.getServiceURI(address)", account("A")) == "https://127.0.0.1:8935"
    assert world.view("ServiceRegistry.getServiceURI(address)", account("B")) == ""

    snapshot, one, two = keccak(b"LIP-73"), b"\x01" * 32, b"\x02" * 32
    verify = "MerkleSnapshot.verify(bytes32,bytes32[],bytes32)"
    assert world.view(verify, snapshot, [], bytes(32))
    world.send("MerkleSnapshot.setSnapshot(bytes32,bytes32)", snapshot, keccak(one + two))
    assert world.view(verify, snapshot, [two], one)
    assert world.view(verify, snapshot, [one], two)
    assert not world.view(verify, snapshot, [], one)


def test_actor_with_code_makes_calls() -> None:
    """An account with code calls as itself and passes failures on."""
    world = World("confluence")
    actor, _ = world.evm.deploy(load("common", "RejectingReceiver").link({}), world.owner)
    world.at["Actor"] = actor
    act = "Actor.act(address,bytes)"
    world.send(act, world.at["ServiceRegistry"], selector("setServiceURI(string)") + pack(["string"], ["here"]))
    assert world.view("ServiceRegistry.getServiceURI(address)", actor) == "here"
    assert world.rejected(act, world.at["Minter"], selector("depositETH()")) == "msg.sender not Minter or JobsManager"
