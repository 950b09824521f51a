"""The smaller alpha reference contracts: token, minter, clock, proxies, faucet, genesis; and everybody's storage."""

import pytest
from alpha_world import LPT, NULL, World, account, merkle_levels, merkle_proof

from livepeer_reference.artifacts import load, names
from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import keccak

GRANT = "GenesisManager.addTeamGrant(address,uint256,uint256,uint256)"
INVESTOR_GRANT = "GenesisManager.addInvestorGrant(address,uint256,uint256,uint256)"
COMMUNITY_GRANT = "GenesisManager.addCommunityGrant(address,uint256)"
ALLOCATE = "GenesisManager.setAllocations(uint256,uint256,uint256,uint256,uint256,uint256)"
GENERATE = "MerkleMine.generate(address,bytes)"
WRONG_STAGE = "not in this stage of the genesis"
YEAR = 365 * 24 * 3600

STORAGE = {
    "BondingManager": {
        2: "unbondingPeriod",
        3: "numActiveTranscoders",
        4: "maxEarningsClaimsRounds",
        5: "delegators",
        6: "transcoders",
        7: "totalBonded",
        8: "transcoderPool",
        13: "activeTranscoderSet",
    },
    "JobsManager": {
        2: "verificationRate",
        3: "verificationPeriod",
        4: "verificationSlashingPeriod",
        5: "failedVerificationSlashAmount",
        6: "missedVerificationSlashAmount",
        7: "doubleClaimSegmentSlashAmount",
        8: "finderFee",
        9: "broadcasters",
        10: "jobs",
        11: "numJobs",
    },
    "AdjustableRoundsManager": {
        2: "roundLength",
        3: "roundLockAmount",
        4: "lastInitializedRound",
        5: "lastRoundLengthUpdateRound",
        6: "lastRoundLengthUpdateStartBlock",
        7: "num",
        8: "hash",
    },
    "Minter": {
        1: "inflation",
        2: "inflationChange",
        3: "targetBondingRate",
        4: "currentMintableTokens",
        5: "currentMintedTokens",
    },
    "LivepeerToken": {
        0: "totalSupply",
        1: "balances",
        2: "allowed",
        3: ("owner", "mintingFinished"),
        4: "name",
        5: "decimals",
        6: "symbol",
        7: "version",
    },
    "Controller": {0: ("owner", "paused"), 1: "registry"},
}
MEMBERS = {
    "BondingState.Delegator": "bondedAmount fees delegateAddress delegatedAmount startRound withdrawRound "
    "lastClaimRound nextUnbondingLockId unbondingLocks",
    "BondingState.Transcoder": "lastRewardRound rewardCut feeShare pricePerSegment pendingRewardCut pendingFeeShare "
    "pendingPricePerSegment earningsPoolPerRound",
    "EarningsPool.Data": "rewardPool feePool totalStake claimableStake transcoderRewardCut transcoderFeeShare "
    "transcoderRewardPool transcoderFeePool hasTranscoderRewardFeePool",
    "SortedDoublyLL.Data": "head tail maxSize size nodes",
    "SortedDoublyLL.Node": "key next prev",
    "BondingState.ActiveTranscoderSet": "transcoders isActive totalStake",
}
POOL_FUNCTIONS = (
    "contains(SortedDoublyLL.Data storage,address)",
    "getFirst(SortedDoublyLL.Data storage)",
    "getKey(SortedDoublyLL.Data storage,address)",
    "getLast(SortedDoublyLL.Data storage)",
    "getMaxSize(SortedDoublyLL.Data storage)",
    "getNext(SortedDoublyLL.Data storage,address)",
    "getPrev(SortedDoublyLL.Data storage,address)",
    "getSize(SortedDoublyLL.Data storage)",
    "insert(SortedDoublyLL.Data storage,address,uint256,address,address)",
    "isEmpty(SortedDoublyLL.Data storage)",
    "isFull(SortedDoublyLL.Data storage)",
    "remove(SortedDoublyLL.Data storage,address)",
    "setMaxSize(SortedDoublyLL.Data storage,uint256)",
    "updateKey(SortedDoublyLL.Data storage,address,uint256,address,address)",
    "validInsertPosition(SortedDoublyLL.Data storage,uint256,address,address)",
)


@pytest.fixture
def world() -> World:
    """The final contracts."""
    return World()


# --- Storage and interfaces ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", ["alpha", "alpha-launch"])
@pytest.mark.parametrize("name", sorted(STORAGE))
def test_storage_is_laid_out_as_deployed(rules: str, name: str) -> None:
    """Variables are in the deployed slots, at launch in those that later versions keep."""
    found: dict[int, tuple[str, ...]] = {}
    for entry in load(rules, name).storage_layout["storage"]:
        found[int(entry["slot"])] = (*found.get(int(entry["slot"]), ()), entry["label"])
    expected = {slot: (label,) if isinstance(label, str) else label for slot, label in STORAGE[name].items()}
    assert {slot: labels for slot, labels in found.items() if slot in expected} == expected


@pytest.mark.parametrize("record", sorted(MEMBERS))
def test_records_are_laid_out_as_deployed(record: str) -> None:
    """Members are in the deployed order, a word each."""
    members = load("alpha", "BondingManager").storage_layout["types"][f"t_struct({record})_storage"]["members"]
    assert [(int(member["slot"]), member["label"]) for member in members] == list(enumerate(MEMBERS[record].split()))


def test_jobs_are_laid_out_as_deployed() -> None:
    """A job takes eleven words, a claim nine."""
    types = load("alpha", "JobsManager").storage_layout["types"]
    assert types["t_struct(Jobs.Claim)_storage"]["numberOfBytes"] == str(9 * 32)
    assert [member["label"] for member in types["t_struct(Jobs.Job)_storage"]["members"]][-2:] == ["claims", "escrow"]
    assert types["t_struct(Jobs.Job)_storage"]["numberOfBytes"] == str(11 * 32)


def test_launch_has_its_own_contracts_and_those_that_stayed() -> None:
    """What did not change is loaded from the final contracts; the ServiceRegistry came later."""
    assert set(names("alpha")) - set(names("alpha-launch")) == {"ServiceRegistry"}
    assert load("alpha-launch", "Minter") == load("alpha", "Minter")
    assert load("alpha-launch", "JobsManager") != load("alpha", "JobsManager")


@pytest.mark.parametrize("signature", POOL_FUNCTIONS)
def test_the_pools_library_has_the_deployed_functions(signature: str) -> None:
    """The compiler leaves functions of storage out of the ABI, so that their selectors are looked for in the code."""
    assert f"63{selector(signature).hex()}" in load("alpha", "SortedDoublyLL").deployed_bytecode


# --- Token, minter, clock, proxies ----------------------------------------------------------------------------------


def test_token_transfers_are_checked_in_order(world: World) -> None:
    """Recipient, balance, allowance; an allowance is used up, however large."""
    d = world.give("d", 100)
    spend = "LivepeerToken.transferFrom(address,address,uint256)"
    assert world.rejected(spend, d, NULL, 101) == "recipient is the null address"
    assert world.rejected(spend, d, d, 101) == "transfer exceeds balance"
    assert world.rejected(spend, d, d, 100) == "transfer exceeds allowance"
    world.send("LivepeerToken.approve(address,uint256)", world.owner, 2**256 - 1, sender=d)
    assert world.names(world.send(spend, d, world.owner, 1)) == ["Transfer"]
    assert world.view("LivepeerToken.allowance(address,address)", d, world.owner) == 2**256 - 2
    increase = "LivepeerToken.increaseApproval(address,uint256)"
    assert world.rejected(increase, world.owner, 2, sender=d) == "SafeMath: addition overflow"
    world.send("LivepeerToken.decreaseApproval(address,uint256)", world.owner, 2**256 - 1, sender=d)
    assert world.view("LivepeerToken.allowance(address,address)", d, world.owner) == 0
    assert world.rejected("LivepeerToken.burn(uint256)", 100, sender=d) == "burn exceeds balance"
    assert world.names(world.send("LivepeerToken.burn(uint256)", 99, sender=d)) == ["Burn"]


def test_minting_ends_once() -> None:
    """Only the owner mints, to anybody, until it ends that."""
    world = World()
    world.deploy("LivepeerToken")
    mint = "LivepeerToken.mint(address,uint256)"
    assert world.names(world.send(mint, NULL, 5)) == ["Mint", "Transfer"]
    assert world.rejected(mint, NULL, 5, sender=account("d")) == ""
    assert world.names(world.send("LivepeerToken.finishMinting()")) == ["MintFinished"]
    assert world.rejected("LivepeerToken.finishMinting()") == "minting is finished"
    assert world.rejected(mint, NULL, 5) == "minting is finished"


def test_a_minter_cannot_migrate_to_a_genuine_one(world: World) -> None:
    """The new Minter takes no ETH while the system is paused, and nothing migrates while it is not."""
    migrate = "Minter.migrateToNewMinter(address)"
    old = world.at["Minter"]
    new = world.deploy("Minter", world.at["Controller"], 0, 0, 0)
    world.at["Minter"] = old
    assert world.rejected(migrate, new) == "system is not paused"
    world.send("Controller.pause()")
    assert world.rejected(migrate, old) == "new Minter cannot be current Minter"
    assert world.rejected(migrate, NULL) == "new Minter cannot be null address"
    assert world.rejected(migrate, new) == "system is paused"
    assert world.rejected("Minter.depositETH()") == "msg.sender not Minter or JobsManager"


def test_shortening_rounds_can_skip_some(world: World) -> None:
    """Given a round that is nearly over, then under the new length it is several rounds ago."""
    world.send("RoundsManager.setRoundLength(uint256)", 5760)
    start = world.view("RoundsManager.currentRoundStartBlock()")
    before = world.round
    world.mine(5183)
    assert world.view("RoundsManager.currentRoundLocked()") is False
    world.mine(1)
    assert world.view("RoundsManager.currentRoundLocked()") is True
    world.send("RoundsManager.setRoundLength(uint256)", 2000)
    assert world.round == before + 2
    assert world.view("RoundsManager.currentRoundStartBlock()") == start + 4000
    assert world.view("RoundsManager.currentRoundInitialized()") is False


def test_round_zero_needs_no_initialization(world: World) -> None:
    """It counts as initialized and cannot be."""
    assert world.round == 0
    assert world.view("RoundsManager.currentRoundInitialized()") is True
    assert world.rejected("RoundsManager.initializeRound()") == "round already initialized"
    world.join("t", 1000)


def test_a_proxy_whose_logic_has_no_code_accepts_everything(world: World) -> None:
    """Any call succeeds without an answer, and ETH stays."""
    world.register("JobsManagerTarget", account("nobody"))
    world.evm.set_balance(world.owner, 10)
    proxy = world.at["JobsManager"]
    receipt = world.evm.transact(world.owner, proxy, b"\x12\x34\x56\x78", 7)
    assert (receipt.success, receipt.output, receipt.logs) == (True, b"", [])
    assert world.evm.balance(proxy) == 7


def test_calldata_is_read_as_by_the_compiler_of_streamflow(world: World) -> None:
    """Missing bytes are rejected, surplus high bits dropped."""
    proxy, call = world.at["BondingManager"], selector("setUnbondingPeriod(uint64)")
    assert not world.evm.transact(world.owner, proxy, call + bytes(31)).success
    assert world.evm.transact(world.owner, proxy, call + pack(["uint256"], [2**64 + 5])).success
    assert world.view("BondingManager.unbondingPeriod()") == 5


def test_the_faucet_makes_callers_wait(world: World) -> None:
    """An hour passes between requests, but not for the whitelisted."""
    world.deploy("LivepeerTokenFaucet", world.at["LivepeerToken"], 10, 1)
    world.send("LivepeerToken.transfer(address,uint256)", world.at["LivepeerTokenFaucet"], 100)
    request, d = "LivepeerTokenFaucet.request()", account("d")
    assert world.names(world.send(request, sender=d)) == ["Transfer", "Request"]
    assert world.rejected(request, sender=d) == "caller must wait before the next request"
    world.send("LivepeerTokenFaucet.addToWhitelist(address)", d)
    world.send(request, sender=d)
    world.send("LivepeerTokenFaucet.removeFromWhitelist(address)", d)
    assert world.rejected(request, sender=d) == "caller must wait before the next request"
    world.evm.advance_blocks(400)
    world.send(request, sender=d)


# --- Genesis --------------------------------------------------------------------------------------------------------


def genesis(world: World, delay: int) -> None:
    """A token of its own and a GenesisManager that owns it; grants start after some seconds."""
    token = world.deploy("LivepeerToken")
    people = (account("crowd"), account("bank"), account("minter"))
    world.deploy("GenesisManager", token, *people, world.evm.timestamp + delay)
    world.send("LivepeerToken.transferOwnership(address)", world.at["GenesisManager"])


def test_the_genesis_runs_through_its_stages(world: World) -> None:
    """Allocations that add up, grants within them, each receiver once, and the token goes to the Minter."""
    genesis(world, 4 * 3600)
    amounts = (100, 60, 10, 15, 10, 5)
    assert world.rejected(GRANT, account("a"), 1, 0, YEAR) == WRONG_STAGE
    assert world.rejected("GenesisManager.end()") == WRONG_STAGE
    assert world.rejected(ALLOCATE, 99, *amounts[1:]) == "allocations must add up to the initial supply"
    assert world.rejected(ALLOCATE, *amounts, sender=account("a")) == ""
    world.send(ALLOCATE, *amounts)
    assert world.names(world.send("GenesisManager.start()")) == ["Mint", "Transfer"]
    assert world.rejected("GenesisManager.start()") == WRONG_STAGE
    assert world.rejected(GRANT, account("a"), 16, 0, YEAR) == "grants exceed the supply"
    assert world.rejected(GRANT, NULL, 1, 0, YEAR) == "beneficiary is the null address"
    assert world.rejected(GRANT, account("a"), 1, 2, 1) == "cliff is after the vesting"
    assert world.names(world.send(GRANT, account("a"), 15, 0, YEAR)) == ["OwnershipTransferred", "Transfer"]
    assert world.rejected(INVESTOR_GRANT, account("a"), 1, 0, YEAR) == "receiver already has a grant"
    world.send(INVESTOR_GRANT, account("b"), 10, 0, YEAR)
    assert world.names(world.send(COMMUNITY_GRANT, account("a"), 5)) == ["Transfer"]
    assert world.rejected(COMMUNITY_GRANT, account("a"), 0) == "receiver already has a grant"
    logs = world.send("GenesisManager.end()")
    assert world.names(logs) == ["Transfer", "Transfer", "OwnershipTransferred"]
    assert world.view("GenesisManager.stage()") == 2
    assert world.view("LivepeerToken.owner()") == account("minter")


def test_vested_tokens_are_released_and_the_rest_revoked(world: World) -> None:
    """Nothing before the cliff, then linearly in time; revoking pays the owner and releases what is left."""
    token, start = world.at["LivepeerToken"], world.evm.timestamp
    world.deploy("TokenVesting", account("a"), start, 600, 1200, True)
    vesting = world.at["TokenVesting"]
    world.send("LivepeerToken.transfer(address,uint256)", vesting, 1200)
    release, revoke = "TokenVesting.release(address)", "TokenVesting.revoke(address)"
    assert world.view("TokenVesting.cliff()") == start + 600
    assert world.rejected(release, token) == "no tokens to release"
    world.evm.advance_blocks(55)
    logs = world.send(release, token)
    assert world.names(logs) == ["Transfer", "Released"]
    paid = world.view("LivepeerToken.balanceOf(address)", account("a"))
    assert 600 <= paid < 1200
    assert paid == world.view("TokenVesting.released(address)", token)
    assert world.rejected(revoke, token, sender=account("a")) == ""
    assert world.names(world.send(revoke, token)) == ["Transfer", "Revoked"]
    assert world.rejected(revoke, token) == "vesting is already revoked"
    world.send(release, token)
    assert world.view("LivepeerToken.balanceOf(address)", vesting) == 0
    world.deploy("TokenVesting", account("a"), start, 0, 0, False)
    assert world.rejected(revoke, token) == "vesting is not revocable"


def test_locked_tokens_are_released_at_once(world: World) -> None:
    """Nothing before the release time, everything after it."""
    token = world.at["LivepeerToken"]
    world.deploy("TokenTimelock", token, account("a"), world.evm.timestamp + 600)
    release = "TokenTimelock.release()"
    assert world.rejected(release) == "release time is not reached"
    world.evm.advance_blocks(60)
    assert world.rejected(release) == "no tokens to release"
    for _ in range(2):
        world.send("LivepeerToken.transfer(address,uint256)", world.at["TokenTimelock"], 7)
        assert world.names(world.send(release)) == ["Transfer"]


def test_the_merkle_mine_shares_with_its_callers(world: World) -> None:
    """A recipient gets all it is due; another caller keeps a part that grows with the blocks."""
    people = [account(name) for name in "abcde"]
    leaves = [keccak(address) for address in people]
    token, start = world.at["LivepeerToken"], world.evm.block_number + 50
    root = merkle_levels(leaves)[-1][0]
    world.deploy("MerkleMine", token, root, 5 * LPT + 4, 5, 0, 0, start, start + 100)
    mine = world.at["MerkleMine"]
    proofs = [merkle_proof(leaves, leaf) for leaf in leaves]
    assert world.rejected(GENERATE, people[0], proofs[0]) == "distribution has not started"
    assert world.rejected("MerkleMine.start()") == "balance is less than the genesis tokens"
    world.send("LivepeerToken.transfer(address,uint256)", mine, 5 * LPT + 4)
    assert world.send("MerkleMine.start()") == []
    assert world.rejected("MerkleMine.start()") == "distribution has started"
    assert world.rejected(GENERATE, people[0], proofs[1]) == "recipient is not in the genesis"
    assert world.rejected(GENERATE, people[0], proofs[0]) == "caller allocation has not started"
    assert world.names(world.send(GENERATE, people[0], proofs[0], sender=people[0])) == ["Transfer", "Generate"]
    assert world.rejected(GENERATE, people[0], proofs[0]) == "recipient already has its allocation"
    assert world.view("LivepeerToken.balanceOf(address)", people[0]) == LPT

    world.evm.advance_blocks(start - world.evm.block_number)
    assert world.names(world.send(GENERATE, people[1], proofs[1])) == ["Transfer", "Generate"]
    world.evm.advance_blocks(start + 25 - world.evm.block_number)
    assert world.names(world.send(GENERATE, people[2], proofs[2])) == ["Transfer", "Transfer", "Generate"]
    assert world.view("LivepeerToken.balanceOf(address)", people[2]) == 3 * LPT // 4
    world.evm.advance_blocks(100)
    assert world.names(world.send(GENERATE, people[3], proofs[3])) == ["Transfer", "Generate"]
    assert world.view("LivepeerToken.balanceOf(address)", people[3]) == 0
    amount = "MerkleMine.callerTokenAmountAtBlock(uint256)"
    assert [world.view(amount, start + offset) for offset in (-1, 0, 50, 100)] == [0, 0, LPT // 2, LPT]
