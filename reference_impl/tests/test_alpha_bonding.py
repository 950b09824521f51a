"""Bonding, election, earnings and slashing on the alpha reference contracts, final and as launched."""

import pytest
from alpha_world import LPT, NULL, World, account

from livepeer_spec.primitives.hashing import contract_id

BOND = "BondingManager.bond(uint256,address)"
UNBOND = "BondingManager.unbond(uint256)"
TRANSCODER = "BondingManager.transcoder(uint256,uint256,uint256)"
STATUS = "BondingManager.delegatorStatus(address)"
REWARD = "BondingManager.reward()"
ELECT = "BondingManager.electActiveTranscoder(uint256,bytes32,uint256)"
SLASH = "BondingManager.slashTranscoder(address,address,uint256,uint256)"
TOTAL_ACTIVE = "BondingManager.getTotalActiveStake(uint256)"
SAFE_SUB = "SafeMath: subtraction overflow"


@pytest.fixture
def world() -> World:
    """The final contracts in round 11."""
    world = World()
    world.go_to_round(11)
    return world


def slash_as_jobs_manager(world: World, transcoder: bytes, finder: bytes, amount: int) -> None:
    """Slash while an account of the test stands in for the JobsManager."""
    jobs_manager = world.at["JobsManager"]
    world.register("JobsManager", world.owner)
    world.send(SLASH, transcoder, finder, amount, 50_000)
    world.register("JobsManager", jobs_manager)


def test_the_newest_of_equal_keys_stands_first() -> None:
    """Given nine candidates with equal stakes among them, then each stands in front of its equals."""
    world = World(pool=9)
    world.go_to_round(11)
    stakes = (1000, 1000, 1000, 500, 500, 1000, 700, 700, 500)
    members = [world.join(f"t{i}", stake) for i, stake in enumerate(stakes, start=1)]
    assert [members.index(address) + 1 for address in world.ranking()] == [6, 3, 2, 1, 8, 7, 9, 5, 4]
    assert world.rejected("BondingManager.setNumTranscoders(uint256)", 9).startswith("new max size")


def test_the_active_set_is_drawn_by_stake_among_those_cheap_enough(world: World) -> None:
    """Given stakes 3000 and 1000, then the block hash modulo their sum picks; prices are the present ones."""
    a, b = world.join("a", 3000), world.join("b", 1000)
    world.go_to_round(12)
    for draw, winner in ((2999, a), (3000, b), (4000, a)):
        assert world.view(ELECT, 1, draw.to_bytes(32, "big"), 12) == winner
    assert world.view(ELECT, 0, bytes(32), 12) == NULL
    assert world.view(ELECT, 1, bytes(32), 99) == NULL
    world.send(TRANSCODER, 100_000, 500_000, 2, sender=a)
    assert world.view(ELECT, 1, bytes(32), 12) == a
    world.go_to_round(13)
    assert world.view(ELECT, 1, bytes(32), 12) == b


@pytest.mark.parametrize(
    ("rules", "order", "expected"),
    [
        ("alpha", "t23", (89375 * 10**16, 17874982125 * 10**10, 35750017875 * 10**10, 0)),
        ("alpha", "23t", (8937503575 * 10**11, 17875 * 10**16, 3574996425 * 10**11, 0)),
        ("alpha-launch", "t23", (89375 * 10**16, 89374910625 * 10**9, 2234375446875 * 10**8, 2234375446875 * 10**8)),
        ("alpha-launch", "23t", (83416708375 * 10**10, 17875 * 10**16, 41708291625 * 10**10, 0)),
    ],
)
def test_order_of_claims(rules: str, order: str, expected: tuple[int, ...]) -> None:
    """Given one reward, then the order of claims matters at launch, and but for dust not in the end."""
    world = World(rules, inflation=(140, 0, 0))
    world.go_to_round(11)
    members = {"t": world.join("t", 1000, cut=500_000)}
    for name, stake in (("2", 1000), ("3", 2000)):
        members[name] = world.give(name, 10 * LPT)
        world.bond(members[name], stake, members["t"])
    world.send("Minter.setInflationChange(uint256)", 3)
    world.send("Minter.setTargetBondingRate(uint256)", 500_000)
    world.go_to_round(12)
    world.send(REWARD, sender=members["t"])
    gained = {name: world.claim_earnings(members[name])["bondedAmount"] for name in order}
    pool = world.pool(members["t"], 12)
    got = (gained["t"] - 1000, gained["2"] - 1000, gained["3"] - 2000, pool["rewardPool"])
    assert got == expected
    assert pool["claimableStake"] == 0


def test_inflation_of_the_first_rounds(world: World) -> None:
    """Inflation rises with each initialized round below the target, rests at it, and falls to nothing above it."""
    found = [(world.view("Minter.inflation()"), world.view("Minter.currentMintableTokens()"))]
    for number in (12, 15):
        world.go_to_round(number)
        found.append((world.view("Minter.inflation()"), world.view("Minter.currentMintableTokens()")))
    assert found == [(140, 1400 * LPT), (143, 1430 * LPT), (146, 1460 * LPT)]
    world.send("Minter.setInflationChange(uint256)", 500)
    world.send("Minter.setTargetBondingRate(uint256)", 0)
    world.go_to_round(16)
    assert world.view("Minter.inflation()") == 146
    world.join("t", 10 * LPT)
    world.go_to_round(17)
    assert world.view("Minter.inflation()") == 0


def test_a_slash_burns_own_stake_only(world: World) -> None:
    """Given an odd stake, then every part is floored, the finder is paid, and the rest burned."""
    t, d = world.join("t", 999_999), world.give("d", 1000)
    world.bond(d, 1000, t)
    world.go_to_round(12)
    supply = world.view("LivepeerToken.totalSupply()")
    slash_as_jobs_manager(world, t, account("finder"), 5000)
    assert world.view("LivepeerToken.balanceOf(address)", account("finder")) == 249
    assert supply - world.view("LivepeerToken.totalSupply()") == 4750
    assert world.delegator(t)["bondedAmount"] == 999_999 - 4999
    assert world.delegator(t)["delegatedAmount"] == 1_000_999 - 4999
    assert world.delegator(d)["bondedAmount"] == 1000
    assert world.ranking() == []
    assert world.view(TOTAL_ACTIVE, 12) == 0


@pytest.mark.parametrize(("rules", "delegated"), [("alpha", 1000), ("alpha-launch", 0)])
def test_a_slash_of_everything(rules: str, delegated: int) -> None:
    """Given a slash of the whole stake, then in the end the delegated amount stays, as does the unclaimed cut."""
    world = World(rules)
    world.go_to_round(11)
    t = world.join("t", 1000, cut=1_000_000)
    world.go_to_round(12)
    world.send(REWARD, sender=t)
    minted = world.delegator(t)["delegatedAmount"] - 1000
    slash_as_jobs_manager(world, t, account("finder"), 1_000_000)
    assert world.view("LivepeerToken.balanceOf(address)", account("finder")) == 50
    assert world.delegator(t)["bondedAmount"] == 0
    assert world.delegator(t)["delegatedAmount"] == delegated + minted
    assert world.claim_earnings(t)["bondedAmount"] == minted > 0


def test_a_slash_while_pending_leaves_the_delegated_amount(world: World) -> None:
    """Given stake that does not count yet, then its slash does not lower what is delegated."""
    t = world.join("t", 1000)
    slash_as_jobs_manager(world, t, NULL, 500_000)
    assert world.delegator(t)["bondedAmount"] == 500
    assert world.delegator(t)["delegatedAmount"] == 1000


def test_stake_moved_from_the_null_address_cannot_claim_more_than_is_delegated(world: World) -> None:
    """Given stake that was at the null address, only what was added is delegated, and a claim of all underflows."""
    t, x = world.join("t", 1000), world.give("x", 10_000)
    world.bond(x, 4000, NULL)
    world.bond(x, 1, t)
    assert world.delegator(x)["bondedAmount"] == 4001
    assert world.delegator(t)["delegatedAmount"] == 1001
    world.go_to_round(12)
    assert world.rejected(UNBOND, 4001, sender=x) == SAFE_SUB


def test_stake_moved_from_the_null_address_takes_that_of_others_along(world: World) -> None:
    """Given more stake at the transcoder, unbonding all drops it from the pool silently, and locks the others out."""
    t, x, y = world.join("t", 1000), world.give("x", 10_000), world.give("y", 10_000)
    world.bond(x, 4000, NULL)
    world.bond(x, 1, t)
    world.bond(y, 3000, t)
    world.go_to_round(12)
    assert world.names(world.send(UNBOND, 4001, sender=x)) == ["Unbond"]
    assert world.ranking() == []
    assert world.view("BondingManager.isActiveTranscoder(address,uint256)", t, 12) is True
    assert world.rejected(TRANSCODER, 0, 0, 0, sender=t) == "key is zero"
    assert world.rejected(UNBOND, 1000, sender=t) == SAFE_SUB


def test_an_evicted_transcoder_stays_active_without_rights() -> None:
    """Given an eviction, then the evicted keeps its weight in the round, cannot reward, and may come back."""
    world = World(pool=1, active=1)
    world.go_to_round(11)
    a = world.join("a", 1000)
    world.go_to_round(12)
    b = world.give("b", 10_000)
    world.bond(b, 1000, b)
    logs = world.send(TRANSCODER, 0, 0, 0, sender=b)
    assert world.names(logs) == ["TranscoderUpdate"]
    assert world.ranking() == [a]
    world.bond(b, 1, b)
    assert world.names(world.send(TRANSCODER, 0, 0, 0, sender=b)) == ["TranscoderEvicted", "TranscoderUpdate"]
    assert world.view(TOTAL_ACTIVE, 12) == 1000
    assert world.rejected(REWARD, sender=a) == "node not in list"
    assert world.rejected(REWARD, sender=b) == "caller must be an active transcoder"
    world.bond(a, 2, a)
    world.send(TRANSCODER, 0, 0, 0, sender=a)
    world.send(REWARD, sender=a)
    assert world.rejected(REWARD, sender=a) == "caller has already called reward for the current round"


def test_a_resignation_can_make_the_rewards_of_others_fail(world: World) -> None:
    """Given rewards minted over the old active stake, then over the smaller one there is too much to mint."""
    a, b = world.join("a", 1000), world.join("b", 1000)
    world.go_to_round(12)
    world.send(REWARD, sender=a)
    world.send("BondingManager.claimEarnings(uint256)", 12, sender=a)
    world.send(UNBOND, world.delegator(a)["bondedAmount"], sender=a)
    assert world.view(TOTAL_ACTIVE, 12) == 1000
    assert world.rejected(REWARD, sender=b) == "minted tokens cannot exceed mintable tokens"


def test_a_locked_round_lets_prices_fall_only(world: World) -> None:
    """Given the last tenth of a round, then rates are fixed and prices fall to the lowest in the pool at most."""
    a, b = world.join("a", 1000, price=5), world.join("b", 1000, price=9)
    world.mine(899)
    assert world.view("RoundsManager.currentRoundLocked()") is False
    world.mine(1)
    assert world.view("RoundsManager.currentRoundLocked()") is True
    c = world.give("c", 1000)
    world.bond(c, 1000, c)
    assert world.rejected(TRANSCODER, 0, 0, 5, sender=c) == "transcoder must be registered"
    reason = "commission rates can't change, current round is locked"
    assert world.rejected(TRANSCODER, 100_001, 500_000, 5, sender=b) == reason
    assert world.rejected(TRANSCODER, 100_000, 500_000, 4, sender=b) == "price is below the lowest price in the pool"
    reason = "price can't be raised, current round is locked"
    assert world.rejected(TRANSCODER, 100_000, 500_000, 10, sender=b) == reason
    world.send(TRANSCODER, 100_000, 500_000, 5, sender=b)
    assert world.transcoder(b)["pendingPricePerSegment"] == world.transcoder(a)["pendingPricePerSegment"] == 5


def test_registration_needs_valid_rates_and_own_stake(world: World) -> None:
    """Outside the lock, the checks come in the order of the arguments, then the stake."""
    t = world.give("t", 1000)
    assert world.rejected(TRANSCODER, 1_000_001, 1_000_001, 0, sender=t) == "invalid rewardCut percentage"
    assert world.rejected(TRANSCODER, 1_000_000, 1_000_001, 0, sender=t) == "invalid feeShare percentage"
    assert world.rejected(TRANSCODER, 0, 0, 0, sender=t) == "transcoder must be bonded to itself"


def test_a_pool_without_room_for_anybody_rejects() -> None:
    """Given a pool that was never given a size, then there is nobody to evict."""
    world = World(pool=1, active=0)
    world.register("BondingManagerTarget", world.deploy("BondingManager", world.at["Controller"]))
    proxy = world.deploy("ManagerProxy", world.at["Controller"], contract_id("BondingManagerTarget"))
    world.register("BondingManager", proxy)
    world.go_to_round(11)
    t = world.give("t", 1000)
    world.bond(t, 1000, t)
    assert world.rejected(TRANSCODER, 0, 0, 0, sender=t) == "node not in list"


def test_claims_span_at_most_the_set_number_of_rounds(world: World) -> None:
    """Given an account 21 rounds behind, then it must claim in parts; one that is up to date has nothing pending."""
    t = world.join("t", 1000)
    assert world.view_rejected("BondingManager.pendingStake(address,uint256)", t, 11).startswith("end round must be")
    world.go_to_round(32)
    claim = "BondingManager.claimEarnings(uint256)"
    assert world.rejected(claim, 32, sender=t) == "too many rounds to claim through"
    assert world.rejected(claim, 33, sender=t) == "end round must not be after the current round"
    world.send(claim, 12, sender=t)
    assert world.rejected(claim, 12, sender=t) == "end round must be after last claim round"
    assert world.view("BondingManager.pendingStake(address,uint256)", t, 32) == 1000
    assert world.view("BondingManager.pendingFees(address,uint256)", account("nobody"), 32) == 0
    world.send(claim, 32, sender=t)


def test_partial_unbonding_and_rebonding(world: World) -> None:
    """Locks are numbered, end when withdrawn or bonded again, and leaving whole resigns."""
    t = world.join("t", 1000)
    assert world.rejected(UNBOND, 1, sender=t) == "caller must be bonded"
    world.go_to_round(12)
    assert world.rejected(UNBOND, 0, sender=t) == "unbond amount must be greater than 0"
    assert world.rejected(UNBOND, 1001, sender=t) == "amount is greater than bonded amount"
    world.send(UNBOND, 400, sender=t)
    assert world.view("BondingManager.getDelegatorUnbondingLock(address,uint256)", t, 0) == (400, 19)
    assert world.names(world.send(UNBOND, 600, sender=t)) == ["TranscoderResigned", "Unbond"]
    assert world.view(STATUS, t) == 2
    assert world.rejected("BondingManager.rebond(uint256)", 0, sender=t) == "caller must be bonded"
    assert world.names(world.send("BondingManager.rebondFromUnbonded(address,uint256)", t, 0, sender=t)) == ["Rebond"]
    reason = "invalid unbonding lock ID"
    assert world.rejected("BondingManager.withdrawStake(uint256)", 0, sender=t) == reason
    reason = "withdraw round must be before or equal to the current round"
    assert world.rejected("BondingManager.withdrawStake(uint256)", 1, sender=t) == reason
    world.go_to_round(19)
    logs = world.send("BondingManager.withdrawStake(uint256)", 1, sender=t)
    assert world.names(logs) == ["Transfer", "WithdrawStake"]


def test_launch_unbonds_all_or_nothing() -> None:
    """At launch unbonding stake can be bonded elsewhere, and a registered transcoder may delegate away."""
    world = World("alpha-launch")
    world.go_to_round(11)
    a, b = world.join("a", 1000), world.join("b", 1000)
    assert world.view("BondingManager.getTotalBonded()") == 2000
    world.bond(b, 0, a)
    assert world.ranking() == [a]
    world.go_to_round(12)
    assert world.names(world.send("BondingManager.unbond()", sender=a)) == ["TranscoderResigned", "Unbond"]
    assert world.view(STATUS, a) == 2
    assert world.view("BondingManager.getTotalBonded()") == 1000
    assert world.rejected("BondingManager.withdrawStake()", sender=a) == "caller must be unbonded"
    world.bond(a, 0, b)
    assert world.delegator(a)["withdrawRound"] == 0
    assert world.delegator(b)["delegatedAmount"] == 1000
    assert world.view(STATUS, a) == 0
    assert world.view(STATUS, account("nobody")) == 3
    world.go_to_round(13)
    world.send("BondingManager.unbond()", sender=b)
    world.go_to_round(20)
    assert world.names(world.send("BondingManager.withdrawStake()", sender=b)) == ["Transfer", "WithdrawStake"]


def test_a_registered_transcoder_cannot_delegate_away(world: World) -> None:
    """In the end a registered transcoder stays bonded to itself."""
    a, b = world.join("a", 1000), world.join("b", 1000)
    reason = "registered transcoders can't delegate towards other addresses"
    assert world.rejected(BOND, 0, b, sender=a) == reason
    assert world.rejected(BOND, 0, a, sender=a) == "delegation amount must be greater than 0"
