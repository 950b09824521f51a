"""Rewards: minting a round's tokens, and their split."""

from livepeer_conformance.suites.earnings.given import PPM, PRECISE, minted, share, staked
from livepeer_conformance.suites.scenario import LPT, Scenario, options, presets, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-EARN-001", "LP-EARN-002")
def test_reward_rejections(scenario: Scenario) -> None:
    """Given accounts that are not active, or have minted in this round, when they call reward, then it is rejected."""
    s = scenario
    staked(s)
    s.orchestrator("dave", 10 * LPT)
    s.rejects(Reason.NOT_ACTIVE, "heidi", "reward")
    s.rejects(Reason.NOT_ACTIVE, "bob", "reward")
    s.rejects(Reason.NOT_ACTIVE, "dave", "reward")
    s.tx("alice", "reward")
    s.rejects(Reason.ALREADY_REWARDED, "alice", "reward")
    s.next_round()
    s.tx("alice", "reward")
    s.tx("carol", "unbond", 500 * LPT)
    s.next_round()
    s.rejects(Reason.NOT_ACTIVE, "carol", "reward")


@requirement(
    "LP-EARN-004", "LP-EARN-006", "LP-EARN-007", "LP-EARN-008", "LP-EARN-009", "LP-EARN-010", "LP-EARN-011",
    "LP-EARN-012", "LP-EARN-013", "LP-EARN-014", "LP-EARN-060",
)  # fmt: skip
def test_reward_splits_first_reward(scenario: Scenario) -> None:
    """Given 1,000 of 1,500 LPT, when alice mints, then the commission is hers and the rest raises the factor."""
    s = scenario
    staked(s)
    supply, total = s.view("total_supply"), s.view("next_round_total_active_stake")
    reward = minted(s, 1000 * LPT, 1500 * LPT)

    s.tx("alice", "reward")

    assert s.events == [
        ("Transfer", "null", "Minter", reward),
        ("Mint", "Minter", reward),
        ("Reward", "alice", reward),
    ]
    assert s.view("total_supply") == supply + reward
    assert s.view("current_minted_tokens") == reward
    commission = reward * 123_456 // PPM
    rest = reward - commission
    alice = s.view("get_transcoder", "alice")
    assert (alice["lastRewardRound"], alice["activeCumulativeRewards"]) == (s.round, 0)
    assert alice["cumulativeRewards"] == commission
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert (pool["totalStake"], pool["transcoderRewardCut"], pool["transcoderFeeShare"]) == (
        1000 * LPT,
        123_456,
        654_321,
    )
    assert pool["cumulativeRewardFactor"] == PRECISE + share(PRECISE, rest, 1000 * LPT)
    assert s.view("transcoder_total_stake", "alice") == 1000 * LPT + reward
    assert s.view("next_round_total_active_stake") == total + reward
    following = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round + 1)
    assert following["totalStake"] == 1000 * LPT + reward


@requirement("LP-EARN-006", "LP-EARN-011")
def test_reward_counts_stake_of_the_round(scenario: Scenario) -> None:
    """Given stake comes to alice and to a newcomer in this round, when she mints, then none of it counts yet."""
    s = scenario
    staked(s)
    s.bonded("erin", 400 * LPT, to="alice")
    s.orchestrator("dave", 600 * LPT)
    reward = minted(s, 1000 * LPT, 1500 * LPT)
    s.tx("alice", "reward")
    assert s.events[-1] == ("Reward", "alice", reward)
    following = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round + 1)
    assert following["totalStake"] == 1400 * LPT + reward


@requirement("LP-EARN-005", "LP-EARN-008", "LP-EARN-009", "LP-EARN-010")
def test_reward_compounds(scenario: Scenario) -> None:
    """Given a reward of an earlier round, when alice mints again, then her collected commission earns its part."""
    s = scenario
    staked(s)
    s.tx("alice", "reward")
    first = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["cumulativeRewardFactor"]
    collected = s.view("get_transcoder", "alice")["cumulativeRewards"]
    stake = s.view("transcoder_total_stake", "alice")
    s.next_round()
    s.next_round()
    reward = minted(s, stake, stake + 500 * LPT)
    s.tx("alice", "reward")
    commission = reward * 123_456 // PPM
    rest = reward - commission
    alice = s.view("get_transcoder", "alice")
    assert alice["activeCumulativeRewards"] == collected
    assert alice["cumulativeRewards"] == collected + share(rest, collected, stake) + commission
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert pool["totalStake"] == stake
    assert pool["cumulativeRewardFactor"] == first + share(first, rest, stake)


@requirement("LP-EARN-015", "LP-EARN-061")
def test_reward_after_unbonding_everything(scenario: Scenario) -> None:
    """Given carol unbonded everything, when she mints in the same round, then nobody can collect it for now."""
    s = scenario
    staked(s)
    s.tx("carol", "unbond", 500 * LPT)
    update = s.view("get_transcoder", "carol")["lastActiveStakeUpdateRound"]
    reward = minted(s, 500 * LPT, 1500 * LPT)
    s.tx("carol", "reward")
    assert s.events[-1] == ("Reward", "carol", reward)
    carol = s.view("get_transcoder", "carol")
    assert (carol["lastRewardRound"], carol["lastActiveStakeUpdateRound"]) == (s.round, update)
    assert s.view("transcoder_total_stake", "carol") == reward
    assert s.view("get_transcoder_pool_size") == 1
    assert s.view("pending_stake", "carol", s.round) == 0


@requirement("LP-EARN-061", "LP-EARN-036")
def test_commission_waits_for_registration(scenario: Scenario) -> None:
    """Given alice left with commission uncollected, when she is her own delegate again and claims, then she gets it."""
    s = scenario
    staked(s, reward_cut=PPM)
    s.tx("alice", "unbond", 700 * LPT)
    s.tx("alice", "reward")
    commission = s.view("get_transcoder", "alice")["cumulativeRewards"]
    assert commission > 0
    s.tx("alice", "bond", LPT, "bob")
    s.next_round()
    s.tx("alice", "claim_earnings", s.round)
    assert s.view("get_transcoder", "alice")["cumulativeRewards"] == commission
    s.tx("alice", "unbond", LPT)
    s.tx("alice", "bond", LPT, "alice")
    s.next_round()
    s.tx("alice", "claim_earnings", s.round)
    assert s.view("get_transcoder", "alice")["cumulativeRewards"] == 0
    assert s.view("get_delegator", "alice")["bondedAmount"] >= LPT + commission


@requirement("LP-EARN-016", "LP-EARN-014")
@presets("minimal")
def test_reward_after_eviction_reenters(scenario: Scenario) -> None:
    """Given alice was evicted in this round, when she mints, then the raised stake may bring her back."""
    s = scenario
    s.initialized()
    for name, stake in (("alice", 1000), ("bob", 1001), ("carol", 1002)):
        s.orchestrator(name, stake * LPT)
    s.next_round()
    s.orchestrator("dave", 1000 * LPT + 1)
    assert s.view("get_transcoder_pool_size") == 3
    s.tx("alice", "reward")
    assert [event[0] for event in s.events] == [
        "Transfer", "Mint", "TranscoderDeactivated", "TranscoderActivated", "Reward",
    ]  # fmt: skip
    assert s.events[2:4] == [
        ("TranscoderDeactivated", "dave", s.round + 1),
        ("TranscoderActivated", "alice", s.round + 1),
    ]


@requirement("LP-EARN-017")
def test_reentry_makes_inactive(scenario: Scenario) -> None:
    """Given carol left and came back in one round, when she mints in it, then she is not active."""
    s = scenario
    staked(s)
    s.tx("carol", "unbond", 500 * LPT)
    s.tx("carol", "rebond_from_unbonded", "carol", 0)
    assert s.view("get_transcoder", "carol")["activationRound"] == s.round + 1
    s.rejects(Reason.NOT_ACTIVE, "carol", "reward")
    s.next_round()
    s.tx("carol", "reward")


@requirement("LP-EARN-003")
@options("verifier", "burner_role")
def test_reward_rejects_round_without_stake(scenario: Scenario) -> None:
    """Given the only orchestrator was slashed away before the round, when it still is active, then nothing divides."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 10 * LPT)
    s.next_round()
    s.tx("alice", "unbond", 10 * LPT)
    s.tx("RoundsManager", "set_current_round_total_active_stake")
    s.rejects(Reason.DIVISION_BY_ZERO, "alice", "reward")
