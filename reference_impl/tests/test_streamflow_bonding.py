"""Bonding and election on the Streamflow reference contracts."""

import pytest
from streamflow_world import ETHER, LPT, NULL, World, account

from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.primitives.hashing import contract_id

BOND = "BondingManager.bond(uint256,address)"
UNBOND = "BondingManager.unbond(uint256)"
ACTIVE = "BondingManager.isActiveTranscoder(address)"
STATUS = "BondingManager.delegatorStatus(address)"
PENDING, BONDED, UNBONDED = range(3)
SAFE_SUB = "SafeMath: subtraction overflow"


@pytest.fixture
def world() -> World:
    """Round 11, room for two transcoders, nobody bonded."""
    world = World()
    world.go_to_round(11)
    return world


def member(world: World, name: str, stake: int) -> bytes:
    """A named account bonded to itself."""
    address = world.give(name, 10 * stake)
    world.bond(address, stake, address)
    return address


def ranking(world: World) -> list[bytes]:
    """The pool's members, most stake first."""
    found, address = [], world.view("BondingManager.getFirstTranscoderInPool()")
    while address != NULL:
        found.append(address)
        address = world.view("BondingManager.getNextTranscoderInPool(address)", address)
    return found


def test_equal_stake_does_not_evict_and_more_does(world: World) -> None:
    """Given a full pool, a newcomer with the last member's stake stays outside, registered and never active."""
    a, b = member(world, "a", 5 * LPT), member(world, "b", 3 * LPT)
    c = world.give("c", 10 * LPT)
    assert "TranscoderActivated" not in world.names(world.bond(c, 3 * LPT, c))
    assert world.view("BondingManager.isRegisteredTranscoder(address)", c) is True
    assert world.transcoder(c)["activationRound"] == 0
    logs = world.bond(c, 1, c)
    assert world.names(logs) == [
        "TranscoderDeactivated",
        "TranscoderActivated",
        "Transfer",
        "Approval",
        "Bond",
    ]
    assert ranking(world) == [a, c]
    assert world.transcoder(b)["deactivationRound"] == 12
    assert world.view("BondingManager.nextRoundTotalActiveStake()") == 8 * LPT + 1


def test_the_newest_of_equal_stakes_stands_first(world: World) -> None:
    """Without hints a stake goes in front of all equal ones; wrong hints change nothing else."""
    a, b = member(world, "a", LPT), member(world, "b", LPT)
    assert ranking(world) == [b, a]
    hinted = "BondingManager.bondWithHint(uint256,address,address,address,address,address)"
    stranger = account("stranger")
    world.send(hinted, LPT, a, stranger, a, a, stranger, sender=a)
    assert ranking(world) == [a, b]


def test_election_takes_effect_at_the_round_boundary(world: World) -> None:
    """A new member is active from the next round on, before that round is initialized."""
    a = member(world, "a", LPT)
    assert world.view(ACTIVE, a) is False
    world.go_to_round(12, initialize=False)
    assert world.view(ACTIVE, a) is True
    assert world.view("BondingManager.getTotalBonded()") == 0
    assert world.rejected(UNBOND, 1, sender=a) == "current round is not initialized"
    world.send("RoundsManager.initializeRound()")
    assert world.view("BondingManager.getTotalBonded()") == LPT


def test_a_pending_delegator_may_rebond_and_move_but_not_unbond(world: World) -> None:
    """Bonded stake counts from the next round on."""
    a, b = member(world, "a", 5 * LPT), member(world, "b", 5 * LPT)
    d = world.give("d", 10 * LPT)
    world.bond(d, 4 * LPT, a)
    assert world.view(STATUS, d) == PENDING
    assert world.rejected(UNBOND, 1, sender=d) == "caller must be bonded"
    allowance = world.view("LivepeerToken.allowance(address,address)", d, world.at["BondingManager"])
    assert world.names(world.bond(d, 0, b)) == ["Bond"]
    assert world.view("LivepeerToken.allowance(address,address)", d, world.at["BondingManager"]) == allowance
    assert world.rejected(BOND, 0, b, sender=d) == "delegation amount must be greater than 0"
    world.next_round()
    assert world.view(STATUS, d) == BONDED
    world.send(UNBOND, LPT, sender=d)
    world.send("BondingManager.rebond(uint256)", 0, sender=d)
    assert world.delegator(d)["bondedAmount"] == 4 * LPT


def test_unbonded_stake_is_paid_from_its_withdraw_round_on(world: World) -> None:
    """A change of the unbonding period leaves locks alone, and a lock pays once."""
    a = member(world, "a", 5 * LPT)
    world.next_round()
    logs = world.send(UNBOND, 5 * LPT, sender=a)
    assert world.names(logs) == ["EarningsClaimed", "TranscoderDeactivated", "Unbond"]
    assert world.view(STATUS, a) == UNBONDED
    assert world.view("BondingManager.getDelegatorUnbondingLock(address,uint256)", a, 0) == (5 * LPT, 14)
    world.send("BondingManager.setUnbondingPeriod(uint64)", 9)
    withdraw = "BondingManager.withdrawStake(uint256)"
    world.go_to_round(13)
    reason = "withdraw round must be before or equal to the current round"
    assert world.rejected(withdraw, 0, sender=a) == reason
    world.go_to_round(14)
    assert world.names(world.send(withdraw, 0, sender=a)) == ["Transfer", "WithdrawStake"]
    assert world.rejected(withdraw, 0, sender=a) == "invalid unbonding lock ID"
    assert world.rejected("BondingManager.rebond(uint256)", 0, sender=a) == "caller must be bonded"
    rebond = "BondingManager.rebondFromUnbonded(address,uint256)"
    assert world.rejected(rebond, a, 0, sender=a) == "invalid unbonding lock ID"


def test_moving_stake_that_was_bonded_to_the_null_address_loses_it(world: World) -> None:
    """The null delegate does not count as one: the old stake is not delegated on, and the last to unbond underflows."""
    a, d = member(world, "a", 5 * LPT), world.give("d", 10 * LPT)
    world.bond(d, 4 * LPT, NULL)
    assert world.delegator(NULL)["delegatedAmount"] == 4 * LPT
    world.next_round()
    assert world.rejected(BOND, 0, a, sender=d) == "delegation amount must be greater than 0"
    world.bond(d, 1, a)
    assert world.delegator(a)["delegatedAmount"] == 5 * LPT + 1
    assert world.delegator(d)["bondedAmount"] == 4 * LPT + 1
    assert world.delegator(d)["startRound"] == 12
    world.send(UNBOND, 4 * LPT, sender=d)
    assert world.rejected(UNBOND, 5 * LPT, sender=a) == SAFE_SUB


def test_a_registered_transcoder_cannot_move_its_stake(world: World) -> None:
    """It must unbond everything first; then it may bond elsewhere at once."""
    a, b = member(world, "a", 5 * LPT), member(world, "b", 5 * LPT)
    reason = "registered transcoders can't delegate towards other addresses"
    assert world.rejected(BOND, LPT, b, sender=a) == reason
    world.next_round()
    world.send(UNBOND, 5 * LPT, sender=a)
    world.bond(a, LPT, b)
    assert world.delegator(a)["delegateAddress"] == b


def test_commission_rates_are_locked_at_the_end_of_the_round(world: World) -> None:
    """In the last tenth of a round nobody sets rates, but bonding still registers and elects."""
    a = world.give("a", 10 * LPT)
    call = "BondingManager.transcoder(uint256,uint256)"
    assert world.rejected(call, 0, 0, sender=a) == "transcoder must be registered"
    start = world.view("RoundsManager.currentRoundStartBlock()")
    world.evm.advance_blocks(start + 45 - world.evm.block_number)
    assert "TranscoderActivated" in world.names(world.bond(a, LPT, a))
    assert world.rejected(call, 0, 0, sender=a) == "can't update transcoder params, current round is locked"
    world.next_round()
    reason = "caller can't be active or must have already called reward for the current round"
    assert world.rejected(call, 0, 0, sender=a) == reason
    world.send("BondingManager.reward()", sender=a)
    assert world.rejected(call, 10**6 + 1, 0, sender=a) == "invalid rewardCut percentage"
    assert world.rejected(call, 0, 10**6 + 1, sender=a) == "invalid feeShare percentage"
    assert world.names(world.send(call, 10**6, 10**6, sender=a)) == ["TranscoderUpdate"]
    assert (
        world.rejected("BondingManager.reward()", sender=a) == "caller has already called reward for the current round"
    )


def test_fees_need_a_recipient_that_takes_the_stipend(world: World) -> None:
    """Fees are paid with 2300 gas; a contract that needs more gets nothing, without revert data."""
    a = member(world, "a", 5 * LPT)
    s = world.give("s", 0)
    world.send("TicketBroker.fundDeposit()", sender=s, value=2 * ETHER)
    world.next_round()
    assert world.rejected("BondingManager.withdrawFees()", sender=a) == "no fees to withdraw"
    world.pay("s", a, ETHER)
    world.next_round()
    # Storing the value received takes more than the stipend
    world.evm.set_code(a, bytes.fromhex("34600055"))
    assert world.rejected("BondingManager.withdrawFees()", sender=a) == ""
    world.evm.set_code(a, b"")
    before = world.evm.balance(a)
    assert world.names(world.send("BondingManager.withdrawFees()", sender=a)) == ["EarningsClaimed", "WithdrawFees"]
    assert world.evm.balance(a) == before + ETHER


def test_slashing_a_member_takes_it_out_of_the_pool(world: World) -> None:
    """Penalty and finder's fee come out of its stake, which stays bonded and delegated."""
    a, verifier = member(world, "a", 10 * LPT), account("verifier")
    finder = account("finder")
    call = "BondingManager.slashTranscoder(address,address,uint256,uint256)"
    assert world.rejected(call, a, finder, 0, 0, sender=verifier) == "caller must be Verifier"
    world.register("Verifier", verifier)
    world.next_round()
    logs = world.send(call, a, finder, 500_000, 100_000, sender=verifier)
    assert world.names(logs) == ["TranscoderDeactivated", "Transfer", "Transfer", "Burn", "TranscoderSlashed"]
    assert world.view("LivepeerToken.balanceOf(address)", finder) == LPT // 2
    record = world.delegator(a)
    assert (record["bondedAmount"], record["delegatedAmount"], record["delegateAddress"]) == (5 * LPT, 5 * LPT, a)
    assert world.view("BondingManager.nextRoundTotalActiveStake()") == 0
    assert world.rejected(call, a, finder, 10**6 + 1, 0, sender=verifier) == SAFE_SUB
    assert world.names(world.send(call, account("x"), finder, 1, 1, sender=verifier)) == ["TranscoderSlashed"]


def test_only_the_other_contracts_may_call_what_is_theirs(world: World) -> None:
    """Round roll-over and fees come from the registered contracts alone, and nothing runs while paused."""
    stranger = account("stranger")
    fees = "BondingManager.updateTranscoderWithFees(address,uint256,uint256)"
    roll = "BondingManager.setCurrentRoundTotalActiveStake()"
    assert world.rejected(fees, stranger, 1, 1, sender=stranger) == "caller must be TicketBroker"
    assert world.rejected(roll, sender=stranger) == "caller must be RoundsManager"
    world.send("Controller.pause()")
    assert world.rejected(fees, stranger, 1, 1, sender=stranger) == "system is paused"
    assert world.rejected(BOND, 1, stranger, sender=stranger) == "system is paused"
    size = "BondingManager.setNumActiveTranscoders(uint256)"
    assert world.rejected(size, 2) == "new max size must be greater than old max size"
    assert world.rejected(size, 3, sender=stranger) == "caller must be Controller owner"
    world.send(size, 3)


def test_dirty_high_bits_of_arguments_are_dropped(world: World) -> None:
    """An address with bits above its 20 bytes is read without them."""
    a = world.give("a", LPT)
    data = selector("bond(uint256,address)") + pack(["uint256"], [LPT]) + b"\xff" * 12 + a
    assert world.evm.transact(a, world.at["BondingManager"], data).success
    assert world.delegator(a)["delegateAddress"] == a
    short = world.evm.transact(a, world.at["BondingManager"], data[:-1])
    assert (short.success, short.output) == (False, b"")


def test_token_rejections_come_through(world: World) -> None:
    """A bond beyond the caller's tokens or allowance is rejected by the token's arithmetic."""
    a = world.give("a", LPT)
    assert world.rejected(BOND, LPT + 1, a, sender=a) == SAFE_SUB
    world.send("LivepeerToken.approve(address,uint256)", world.at["BondingManager"], LPT - 1, sender=a)
    assert world.rejected(BOND, LPT, a, sender=a) == SAFE_SUB
    world.send("Controller.setContractInfo(bytes32,address,bytes20)", contract_id("Minter"), NULL, bytes(20))
    assert world.rejected(BOND, 1, a, sender=a) == "ERC20: transfer to the zero address"
    world.send("Controller.setContractInfo(bytes32,address,bytes20)", contract_id("RoundsManager"), NULL, bytes(20))
    assert world.rejected(BOND, 1, a, sender=a) == ""
