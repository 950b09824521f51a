"""The smaller Streamflow reference contracts: registry, clock, minter, token, governor, polls, bridge minter."""

import pytest
from streamflow_world import ETHER, LPT, NULL, UPGRADE, World, account

from livepeer_reference.artifacts import load
from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import contract_id, keccak

UPDATE = "(address[],uint256[],bytes[],uint256)"
SET_CONTRACT = "Controller.setContractInfo(bytes32,address,bytes20)"
SAFE_SUB = "SafeMath: subtraction overflow"

STORAGE = {
    "BondingManager": {
        2: "unbondingPeriod",
        3: "numActiveTranscodersDEPRECATED",
        4: "maxEarningsClaimsRounds",
        5: "delegators",
        6: "transcoders",
        7: "totalBondedDEPRECATED",
        8: "transcoderPoolDEPRECATED",
        13: "activeTranscoderSetDEPRECATED",
        14: "currentRoundTotalActiveStake",
        15: "nextRoundTotalActiveStake",
        16: "transcoderPoolV2",
        21: "lip77Executed",
    },
    "RoundsManager": {
        2: "roundLength",
        3: "roundLockAmount",
        4: "lastInitializedRound",
        5: "lastRoundLengthUpdateRound",
        6: "lastRoundLengthUpdateStartBlock",
        8: "lipUpgradeRound",
    },
    "TicketBroker": {2: "reserves", 3: "senders", 4: "unlockPeriod", 5: "usedTickets", 6: "ticketValidityPeriod"},
    "Minter": {
        1: "inflation",
        2: "inflationChange",
        3: "targetBondingRate",
        4: "currentMintableTokens",
        5: "currentMintedTokens",
    },
    "AdjustableRoundsManager": {9: "num", 10: "hash"},
    "Governor": {0: "owner", 1: "updates"},
    "ServiceRegistry": {1: "targetContractId", 2: "records"},
    "MerkleSnapshot": {0: "controller", 1: "snapshot"},
}
MEMBERS = {
    "Delegator": {
        0: "bondedAmount",
        1: "fees",
        2: "delegateAddress",
        3: "delegatedAmount",
        4: "startRound",
        5: "withdrawRoundDEPRECATED",
        6: "lastClaimRound",
        7: "nextUnbondingLockId",
        8: "unbondingLocks",
    },
    "Transcoder": {
        0: "lastRewardRound",
        1: "rewardCut",
        2: "feeShare",
        7: "earningsPoolPerRound",
        8: "lastActiveStakeUpdateRound",
        9: "activationRound",
        10: "deactivationRound",
        11: "activeCumulativeRewards",
        12: "cumulativeRewards",
        13: "cumulativeFees",
        14: "lastFeeRound",
    },
}


@pytest.fixture
def world() -> World:
    """Round 11, nobody bonded."""
    world = World()
    world.go_to_round(11)
    return world


@pytest.mark.parametrize("name", STORAGE)
def test_storage_is_laid_out_as_deployed(name: str) -> None:
    """Each variable has the slot that an upgrade must find it in."""
    layout = load(UPGRADE, name).storage_layout["storage"]
    found = {int(entry["slot"]): entry["label"] for entry in layout}
    assert STORAGE[name].items() <= found.items()


@pytest.mark.parametrize("struct", MEMBERS)
def test_records_are_laid_out_as_deployed(struct: str) -> None:
    """Each member of a delegator's and a transcoder's record has its offset."""
    types = load(UPGRADE, "BondingManager").storage_layout["types"]
    found = next(kind["members"] for name, kind in types.items() if name.startswith(f"t_struct(BondingState.{struct})"))
    assert MEMBERS[struct].items() <= {int(entry["slot"]): entry["label"] for entry in found}.items()


def test_proxy_needs_registered_logic_and_keeps_its_state(world: World) -> None:
    """Without logic every call is rejected, with an account without code every call succeeds for nothing."""
    target = world.at["ServiceRegistryTarget"]
    set_uri = "ServiceRegistry.setServiceURI(string)"
    world.send(set_uri, "https://one.example")
    world.send(SET_CONTRACT, contract_id("ServiceRegistryTarget"), NULL, bytes(20))
    assert world.rejected(set_uri, "") == "target contract must be registered"
    world.send(SET_CONTRACT, contract_id("ServiceRegistryTarget"), account("no code"), bytes(20))
    world.send(set_uri, "lost")
    world.send(SET_CONTRACT, contract_id("ServiceRegistryTarget"), target, bytes(20))
    assert world.view("ServiceRegistry.getServiceURI(address)", world.owner) == "https://one.example"
    proxied = world.evm.transact(world.owner, world.at["ServiceRegistry"], b"", 1)
    assert (proxied.success, proxied.output) == (False, b"")


def test_controller_hands_contracts_over_and_pauses(world: World) -> None:
    """Only the owner may; checks without a text answer nothing."""
    stranger = account("stranger")
    call = "Controller.updateController(bytes32,address)"
    assert world.rejected("Minter.setController(address)", stranger) == "caller must be Controller"
    assert world.rejected(call, keccak(b"unknown"), stranger) == ""
    assert world.rejected("Controller.pause()", sender=stranger) == ""
    assert world.rejected("Controller.unpause()") == ""
    assert world.rejected("Controller.transferOwnership(address)", NULL) == ""
    world.send(call, contract_id("Minter"), stranger)
    assert world.view("Minter.controller()") == stranger


def test_round_length_changes_in_the_middle_of_a_round(world: World) -> None:
    """The round keeps its start; once shorter than what has passed, the round number jumps."""
    start = world.view("RoundsManager.currentRoundStartBlock()")
    world.evm.advance_blocks(start + 30 - world.evm.block_number)
    snapshot = world.evm.snapshot()
    call = "RoundsManager.setRoundLength(uint256)"
    assert world.rejected(call, 0) == "round length cannot be 0"
    world.send(call, 40)
    assert (world.round, world.view("RoundsManager.currentRoundStartBlock()")) == (11, start)
    world.evm.restore(snapshot)
    world.send(call, 10)
    assert (world.round, world.view("RoundsManager.currentRoundStartBlock()")) == (14, start + 30)
    assert world.view("RoundsManager.currentRoundInitialized()") is False


def test_rounds_are_initialized_once_and_hashes_last_256_blocks(world: World) -> None:
    """The hash of a round is that of the block before its initialization."""
    assert world.rejected("RoundsManager.initializeRound()") == "round already initialized"
    block = world.evm.block_number
    get_hash = "RoundsManager.blockHash(uint256)"
    assert world.view(get_hash, block - 256) == world.evm.block_hash(block - 256)
    assert world.view_rejected(get_hash, block - 257) == "can only retrieve hashes for last 256 blocks"
    assert world.view_rejected(get_hash, block) == "can only retrieve past block hashes"
    assert world.view("RoundsManager.blockHashForRound(uint256)", 10) == bytes(32)
    world.go_to_round(13)
    initialized_in = world.evm.block_number - 1
    assert world.view("RoundsManager.blockHashForRound(uint256)", 13) == world.evm.block_hash(initialized_in - 1)
    assert world.view("RoundsManager.blockHashForRound(uint256)", 12) == bytes(32)


def test_adjustable_clock_starts_at_block_256() -> None:
    """Below it the oldest block wraps, so no round can be initialized."""
    world = World(rounds_manager="AdjustableRoundsManager")
    world.send("RoundsManager.setBlockNum(uint256)", 255)
    assert world.rejected("RoundsManager.initializeRound()") == ""
    world.send("RoundsManager.mineBlocks(uint256)", 1)
    assert world.names(world.send("RoundsManager.initializeRound()")) == ["SetCurrentRewardTokens", "NewRound"]


@pytest.mark.parametrize(
    ("rates", "bonded", "inflation"),
    [
        ((1000, 600, 500_000_000), 5_000_000 * LPT, 1600),
        ((1000, 600, 499_999_999), 5_000_000 * LPT, 1000),
        ((500, 600, 0), 5_000_000 * LPT, 500),
    ],
)
def test_inflation_rests_at_the_target_and_stops_at_zero(
    rates: tuple[int, int, int], bonded: int, inflation: int
) -> None:
    """Round 11 raises it with nothing bonded, round 12 keeps it at the target exactly or lowers it above."""
    world = World(rates=rates)
    a = world.give("a", bonded)
    world.go_to_round(11)
    world.bond(a, bonded, a)
    world.go_to_round(12)
    expected = {1600: 1600, 1000: 1000, 500: 0}[inflation]
    assert world.view("Minter.inflation()") == expected


def test_minter_validates_rates_and_callers(world: World) -> None:
    """Each rate has a text of its own, and each trusted function its callers."""
    stranger = account("stranger")
    assert world.rejected("Minter.setInflationChange(uint256)", 10**9 + 1) == "_inflationChange is invalid percentage"
    reason = "_targetBondingRate is invalid percentage"
    assert world.rejected("Minter.setTargetBondingRate(uint256)", 10**9 + 1) == reason
    create = "Minter.createReward(uint256,uint256)"
    assert world.rejected(create, 1, 1, sender=stranger) == "msg.sender not BondingManager"
    withdraw = "Minter.trustedWithdrawETH(address,uint256)"
    assert world.rejected(withdraw, stranger, 1) == "msg.sender not BondingManager or JobsManager"
    assert world.rejected("Minter.setCurrentRewardTokens()") == "msg.sender not RoundsManager"

    manager = world.at["BondingManager"]
    assert world.rejected(create, 1, 0, sender=manager) == "SafeMath: division by zero"
    assert world.rejected(create, 2, 1, sender=manager) == "minted tokens cannot exceed mintable tokens"
    assert world.names(world.send(create, 0, 1, sender=manager)) == ["Transfer", "Mint"]
    assert world.rejected(withdraw, stranger, 1, sender=manager) == ""
    world.send(withdraw, stranger, 0, sender=manager)


def test_a_new_minter_takes_tokens_ether_and_ownership(world: World) -> None:
    """Only while paused, with the old Minter registered and the new one under the same Controller."""
    old = world.at["Minter"]
    a = world.give("a", 5 * LPT)
    world.bond(a, 5 * LPT, a)
    world.send("TicketBroker.fundDeposit()", sender=a, value=ETHER)
    new = world.deploy("Minter", world.at["Controller"], 1, 1, 1)
    other = world.deploy("Minter", account("other controller"), 1, 1, 1)
    world.at["Minter"] = old
    call = "Minter.migrateToNewMinter(address)"
    assert world.rejected(call, new) == "system is not paused"
    world.send("Controller.pause()")
    assert world.rejected(call, old) == "new Minter cannot be current Minter"
    assert world.rejected(call, NULL) == "new Minter cannot be null address"
    assert world.rejected(call, other) == "new Minter Controller must be current Controller"
    world.send(call, new)
    assert world.view("LivepeerToken.balanceOf(address)", new) == 5 * LPT
    assert world.view("LivepeerToken.owner()") == new
    assert world.evm.balance(new) == ETHER
    world.register("Minter", new)
    world.at["Minter"] = old
    assert world.rejected(call, new) == "new Minter must be registered"


def test_token_answers_as_its_arithmetic_does(world: World) -> None:
    """Balances and allowances underflow by SafeMath; the largest allowance is spent like any other."""
    a, b = world.give("a", LPT), account("b")
    transfer_from = "LivepeerToken.transferFrom(address,address,uint256)"
    assert world.rejected("LivepeerToken.transfer(address,uint256)", b, LPT + 1, sender=a) == SAFE_SUB
    assert world.rejected("LivepeerToken.transfer(address,uint256)", NULL, 1, sender=a) == (
        "ERC20: transfer to the zero address"
    )
    assert world.rejected(transfer_from, a, b, 1, sender=b) == SAFE_SUB
    assert world.rejected("LivepeerToken.mint(address,uint256)", b, 1, sender=b) == ""
    world.send("LivepeerToken.approve(address,uint256)", b, 2**256 - 1, sender=a)
    assert world.names(world.send(transfer_from, a, b, 1, sender=b)) == ["Transfer", "Approval"]
    assert world.view("LivepeerToken.allowance(address,address)", a, b) == 2**256 - 2
    overflow = world.rejected("LivepeerToken.increaseAllowance(address,uint256)", b, 2, sender=a)
    assert overflow == "SafeMath: addition overflow"
    assert world.names(world.send("LivepeerToken.burn(uint256)", 1, sender=b)) == ["Transfer", "Burn"]
    minter = world.at["Minter"]
    world.send("LivepeerToken.finishMinting()", sender=minter)
    assert world.rejected("LivepeerToken.mint(address,uint256)", b, 1, sender=minter) == ""


def test_governor_executes_staged_updates_after_their_delay(world: World) -> None:
    """A failing call reverts the batch with its revert data as text; an executed update can be staged again."""
    governor = world.deploy("Governor")
    known = ([b"\x33" * 20], [0], [bytes.fromhex("8456cb59")], 0)
    stage, execute = f"Governor.stage({UPDATE},uint256)", f"Governor.execute({UPDATE})"
    world.send(stage, known, 5)
    known_hash = bytes.fromhex("eac34fabf9fe8e89962e4b8d414fd0c070068d2ca3db9dcde52a785c76e3587c")
    staged_in = world.evm.block_number - 1
    assert world.view("Governor.updates(bytes32)", known_hash) == staged_in + 5
    assert world.rejected(stage, known, 0) == "update already staged"
    assert world.rejected(stage, known, 0, sender=account("x")) == "unauthorized: msg.sender not owner"
    assert world.rejected(execute, known) == "delay for update not expired"
    world.evm.advance_blocks(5)
    assert world.names(world.send(execute, known)) == ["UpdateExecuted"]
    assert world.rejected(execute, known) == "update is not staged"

    world.send("Controller.transferOwnership(address)", governor)
    pause = ([world.at["Controller"]], [0], [selector("pause()")], 0)
    world.send(stage, pause, 0)
    world.send(execute, pause)
    assert world.view("Controller.paused()") is True
    world.send(stage, pause, 0)
    assert world.rejected(execute, pause) == 'Error("")'
    assert world.rejected(f"Governor.stage({UPDATE},uint256)", known, 2**256 - 1) == "SafeMath: addition overflow"

    short = ([world.at["Controller"]], [], [selector("unpause()")], 0)
    world.send(stage, short, 0)
    assert world.rejected(execute, short) == "InvalidOpcode"
    assert world.names(world.send(f"Governor.cancel({UPDATE})", short)) == ["UpdateCancelled"]
    take = "Governor.transferOwnership(address)"
    assert world.rejected(take, account("x")) == "unauthorized: msg.sender not Governor"
    assert world.rejected(take, NULL, sender=governor) == "newOwner is a null address"


def test_a_poll_costs_a_hundred_tokens_and_ends(world: World) -> None:
    """The price is burned; votes are taken up to and in the end block."""
    a = world.give("a", 150 * LPT)
    creator = world.deploy("PollCreator", world.at["LivepeerToken"])
    create = "PollCreator.createPoll(bytes)"
    assert world.rejected(create, b"proposal", sender=a) == SAFE_SUB
    world.send("LivepeerToken.approve(address,uint256)", creator, 200 * LPT, sender=a)
    supply = world.view("LivepeerToken.totalSupply()")
    created_in = world.evm.block_number
    logs = world.send(create, b"proposal", sender=a)
    assert world.names(logs[:4]) == ["Transfer", "Approval", "Transfer", "Burn"]
    assert world.view("LivepeerToken.totalSupply()") == supply - 100 * LPT
    assert world.rejected(create, b"proposal", sender=a) == SAFE_SUB

    world.at["Poll"] = logs[4][1][1][12:]
    end = world.view("Poll.endBlock()")
    assert end == created_in + 57_600
    assert world.rejected("Poll.destroy()") == "poll is active"
    world.evm.advance_blocks(end - world.evm.block_number)
    world.send("Poll.vote(uint256)", 7, sender=a)
    assert world.rejected("Poll.vote(uint256)", 0, sender=a) == "poll is over"
    world.send("Poll.destroy()")


def test_faucet_gives_once_in_a_while(world: World) -> None:
    """An account waits, one on the whitelist does not."""
    a = account("a")
    faucet = world.deploy("LivepeerTokenFaucet", world.at["LivepeerToken"], 10 * LPT, 1)
    assert world.rejected("LivepeerTokenFaucet.request()", sender=a) == SAFE_SUB
    world.send("LivepeerToken.transfer(address,uint256)", faucet, 100 * LPT)
    world.send("LivepeerTokenFaucet.request()", sender=a)
    assert world.rejected("LivepeerTokenFaucet.request()", sender=a) == ""
    assert world.rejected("LivepeerTokenFaucet.addToWhitelist(address)", a, sender=a) == ""
    world.send("LivepeerTokenFaucet.addToWhitelist(address)", a)
    world.send("LivepeerTokenFaucet.request()", sender=a)
    world.send("LivepeerTokenFaucet.removeFromWhitelist(address)", a)
    world.evm.advance_blocks(300)
    world.send("LivepeerTokenFaucet.request()", sender=a)
    assert world.view("LivepeerToken.balanceOf(address)", a) == 30 * LPT


def test_bridge_minter_moves_what_is_left_to_the_migrator(world: World) -> None:
    """It replaces the Minter, pays all to the migrator only, and mints for the gateway only."""
    migrator, gateway = account("migrator"), account("gateway")
    bridge = world.deploy("BridgeMinter", world.at["Controller"], migrator, gateway)
    a = world.give("a", 5 * LPT)
    world.bond(a, 5 * LPT, a)
    world.send("TicketBroker.fundDeposit()", sender=a, value=ETHER)
    world.send("Controller.pause()")
    world.send("Minter.migrateToNewMinter(address)", bridge)
    world.register("Minter", bridge)

    withdraw_eth, withdraw_lpt = "BridgeMinter.withdrawETHToL1Migrator()", "BridgeMinter.withdrawLPTToL1Migrator()"
    assert world.rejected(withdraw_eth) == "NOT_L1_MIGRATOR"
    assert world.transact(withdraw_eth, sender=migrator).output == pack(["uint256"], [ETHER])
    assert world.transact(withdraw_lpt, sender=migrator).output == pack(["uint256"], [5 * LPT])
    assert world.evm.balance(migrator) == ETHER
    assert world.view("LivepeerToken.balanceOf(address)", migrator) == 5 * LPT
    mint = "BridgeMinter.bridgeMint(address,uint256)"
    assert world.rejected(mint, a, 1) == "NOT_L1_LPT_GATEWAY"
    assert world.names(world.send(mint, a, 1, sender=gateway)) == ["Transfer", "Mint"]
    migrate = "BridgeMinter.migrateToNewMinter(address)"
    assert world.rejected(migrate, bridge) == "BridgeMinter#migrateToNewMinter: INVALID_MINTER"
    world.send(migrate, account("next minter"))
    assert world.view("LivepeerToken.owner()") == account("next minter")


def test_refunder_pays_an_alpha_deposit_once(world: World) -> None:
    """The deposit is the first of two words that the alpha's JobsManager answers."""
    jobs_manager, a = account("jobs manager"), account("a")
    refunder = world.deploy("Refunder", jobs_manager)
    # Answers every call with 42 and 7
    world.evm.set_code(jobs_manager, bytes.fromhex("602a60005260076020526040" + "6000f3"))
    world.evm.set_balance(world.owner, ETHER)
    received = world.evm.transact(world.owner, refunder, b"any", 100)
    assert received.success
    assert received.logs[0][2] == pack(["address", "uint256"], [world.owner, 100])
    withdraw = "Refunder.withdraw(address)"
    world.send(withdraw, a)
    assert world.evm.balance(a) == 42
    assert world.view("Refunder.withdrawn(address)", a) is True
    assert world.rejected(withdraw, a) == "address has already withdrawn alpha JobsManager refund"
    world.evm.set_code(jobs_manager, bytes.fromhex("60406000f3"))
    reason = "address does not have a deposit with alpha JobsManager"
    assert world.rejected(withdraw, account("b")) == reason
