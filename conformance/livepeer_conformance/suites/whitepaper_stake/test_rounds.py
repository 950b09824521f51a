"""The whitepaper's rounds and new tokens."""

from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, options, requirement
from livepeer_conformance.suites.whitepaper_stake.given import candidate, vote
from livepeer_spec.rejection import Reason

ALL = 8_000_000 * LPT
"""The supply at the start."""


@requirement("LP-WROUND-001", "LP-WROUND-005", "LP-WROUND-007", "LP-WROUND-009", "LP-WMINT-011", "LP-WMINT-012")
def test_initialize_round_once(scenario: Scenario) -> None:
    """Given nothing bonded, when alice initializes a round, then 0.15 % of the supply can be minted; once is enough."""
    s = scenario
    assert s.view("round_now") == 40
    assert s.view("current_round_start_block") == 2000
    s.tx("alice", "initialize_round")
    assert s.events == [("SetCurrentRewardTokens", ALL * 1500 // PPM, 1500), ("NewRound", 40)]
    assert s.view("current_round_initialized") is True
    s.rejects(Reason.ROUND_ALREADY_INITIALIZED, "bob", "initialize_round")
    s.pass_rounds(2)
    assert s.view("current_round_initialized") is False
    s.tx("bob", "initialize_round")
    assert s.events[-1] == ("NewRound", 42)
    assert (s.view("previous_round"), s.view("last_initialized_round")) == (40, 42)


@options("unconfigured")
@requirement("LP-WROUND-010")
def test_nothing_runs_before_the_founding(scenario: Scenario) -> None:
    """Given the protocol is not founded, when a round is initialized, then that is rejected."""
    s = scenario
    s.tx("owner", "set_parameter", "roundLength", 50)
    s.rejects(Reason.NOT_FOUNDED, "alice", "initialize_round")
    s.rejects(Reason.NOT_FOUNDED, "alice", "withdraw")
    s.rejects(Reason.NOT_FOUNDED, "alice", "vote_for", 0)
    s.rejects(Reason.NOT_FOUNDED, "alice", "bond", 1, "alice")
    s.rejects(Reason.NOT_FOUNDED, "alice", "job", "stream", "a7ac137a", 1)


@requirement("LP-WROUND-003")
def test_round_length_counts_from_the_current_round(scenario: Scenario) -> None:
    """Given round 41 of 50 blocks, when 45 of them are over and rounds get 20 blocks, then round 43 has begun."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.next_round()
    s.advance_blocks(2050 + 45 - s.block - 1)
    s.tx("alice", "propose_parameter", "roundLength", 20)
    s.tx("alice", "vote_for", 0)
    assert s.view("last_round_length_update_round") == 41
    assert s.view("last_round_length_update_start_block") == 2050
    assert s.view("round_now") == 43
    assert s.view("current_round_start_block") == 2090


@requirement("LP-WMINT-001", "LP-WMINT-002", "LP-WMINT-003", "LP-WMINT-004", "LP-WMINT-006", "LP-WMINT-007")
def test_reward_mints_by_locked_stake(scenario: Scenario) -> None:
    """Given 2 of 3 parts of the stake, when alice calls reward, then she mints 666,666 of 1,000,000 of 16,000 LPT."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 200 * LPT, reward_cut=100_000)
    candidate(s, "bob", 100 * LPT)
    s.rejects(Reason.NOT_ACTIVE, "alice", "reward")
    now = s.next_round()
    assert s.view("current_mintable_tokens") == 16_000 * LPT
    s.rejects(Reason.NOT_ACTIVE, "carol", "reward")
    s.tx("alice", "reward")
    amount = 16_000 * LPT * 666_666 // PPM
    assert s.events == [
        ("Mint", "BondingManager", amount),
        ("Transfer", "null", "BondingManager", amount),
        ("Reward", "alice", amount),
    ]
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", now)
    assert (pool["transcoderRewardPool"], pool["rewardPool"]) == (amount // 10, amount - amount // 10)
    assert s.view("get_delegator", "alice")["delegatedAmount"] == 200 * LPT + amount
    assert s.view("total_bonded") == 300 * LPT + amount
    s.rejects(Reason.ALREADY_REWARDED, "alice", "reward")


@requirement("LP-WMINT-010", "LP-WMINT-009")
def test_inflation_follows_the_bonding_rate(scenario: Scenario) -> None:
    """Given half of all LPT is bonded, when rounds begin, then inflation stays; with more it falls to 0, else rises."""
    s = scenario
    s.initialized()
    for name in ("alice", "bob", "carol", "dave"):
        s.bonded(name, 1_000_000 * LPT, to="erin")
    s.next_round()
    assert s.view("inflation") == 1500
    s.bonded("erin", 8 * LPT, to="erin")
    for expected in (1000, 500, 0, 0):
        s.next_round()
        assert s.view("inflation") == expected
    s.tx("alice", "unbond")
    s.next_round()
    assert s.view("inflation") == 500


@requirement("LP-WEARN-001", "LP-WEARN-002", "LP-WEARN-003", "LP-WEARN-007", "LP-WEARN-008", "LP-WEARN-004")
def test_delegators_claim_round_by_round(scenario: Scenario) -> None:
    """Given alice with 100 and bob with 300 LPT behind her, when she rewards twice, then the claims compound."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT, reward_cut=250_000)
    s.bonded("bob", 300 * LPT, to="alice")
    s.next_round()
    s.tx("alice", "reward")
    assert s.events[-1] == ("Reward", "alice", 16_000 * LPT)
    s.next_round()
    # 0.25 % of 8,016,000 LPT.
    s.tx("alice", "reward")
    assert s.events[-1] == ("Reward", "alice", 20_040 * LPT)
    s.tx("bob", "update_delegator_stake")
    assert s.events == [("UpdateDelegatorStake", "bob")]
    # 75 % of 16,000 for the delegators, of which bob has 75 %: 9,000. Then 9,300 of 16,400, which is 567,073 ppm.
    second = 15_030 * LPT * 567_073 // PPM
    assert s.view("get_delegator", "bob")["bondedAmount"] == 9_300 * LPT + second
    assert s.view("get_delegator", "bob")["lastClaimRound"] == s.round
    # Alice: her cut of 4,000, then 25 % of the rest, all of it: bob's part has left pool and claimable stake.
    s.tx("alice", "update_delegator_stake")
    first = 4_000 * LPT + 3_000 * LPT
    stake = 100 * LPT + first
    rest = 15_030 * LPT - second
    assert s.view("get_delegator", "alice")["bondedAmount"] == stake + 5_010 * LPT + rest


@requirement("LP-WEARN-006", "LP-WEARN-005")
def test_claims_are_made_once_and_by_bonding(scenario: Scenario) -> None:
    """Given a reward, when bob bonds more, then he has claimed, and claiming again is rejected."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.bonded("bob", 100 * LPT, to="alice")
    s.rejects(Reason.ALREADY_CLAIMED, "bob", "update_delegator_stake")
    s.next_round()
    s.tx("alice", "reward")
    s.tx("bob", "bond", LPT, "alice")
    assert s.events[-1] == ("Bond", "alice", "alice", "bob", LPT, 8_101 * LPT)
    s.rejects(Reason.ALREADY_CLAIMED, "bob", "update_delegator_stake")
    s.tx("alice", "unbond")
    assert s.events[-1][4] == 8_100 * LPT


@requirement(
    "LP-WSLSH-008", "LP-WSLSH-009", "LP-WSLSH-002", "LP-WSLSH-004", "LP-WSLSH-006", "LP-WSLSH-007", "LP-WROUND-006"
)
def test_missed_reward_is_slashed(scenario: Scenario) -> None:
    """Given alice and bob behind her, when she misses her reward, then both lose 3 % to the common pool."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.bonded("bob", 300 * LPT + 1, to="alice")
    s.next_round()
    now = s.next_round()
    assert [event[0] for event in s.events] == ["TranscoderSlashed", "SetCurrentRewardTokens", "NewRound"]
    # 3 LPT of alice, 9 LPT of bob.
    assert s.events[0] == ("TranscoderSlashed", "alice", "null", 12 * LPT, 0)
    assert s.view("common_pool") == 12 * LPT
    assert s.view("get_delegator", "alice")["bondedAmount"] == 97 * LPT
    assert s.view("get_delegator", "bob")["bondedAmount"] == 291 * LPT + 1
    assert s.view("locked_stake", "alice", now) == 388 * LPT + 1
    assert s.view("total_bonded") == 388 * LPT + 1


@requirement("LP-WSLSH-008", "LP-WSLSH-009", "LP-WSLSH-010")
def test_missed_rewards_are_slashed_in_a_row(scenario: Scenario) -> None:
    """Given a threshold of 2, when a reward lies between two misses, then nobody is slashed; after two, alice is."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.next_round()
    vote(s, "alice", "slashingThreshold", 2)
    s.next_round(2)
    assert s.view("get_transcoder", "alice")["missedRewards"] == 1
    s.tx("alice", "reward")
    assert s.view("get_transcoder", "alice")["missedRewards"] == 0
    s.next_round()
    s.next_round()
    assert s.view("get_transcoder", "alice")["missedRewards"] == 1
    assert s.view("common_pool") == 0
    s.next_round()
    assert s.events[0][:2] == ("TranscoderSlashed", "alice")
    assert s.view("get_transcoder", "alice")["missedRewards"] == 0


@requirement("LP-WSLSH-003")
def test_slashed_delegators_claim_first(scenario: Scenario) -> None:
    """Given a reward that bob has not claimed, when alice misses the next one, then he loses of what he then has."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.bonded("bob", 100 * LPT, to="alice")
    s.next_round()
    s.tx("alice", "reward")
    s.next_round()
    now = s.next_round()
    assert s.events[0] == ("TranscoderSlashed", "alice", "null", 486 * LPT, 0)
    bob = s.view("get_delegator", "bob")
    assert (bob["bondedAmount"], bob["lastClaimRound"]) == (8_100 * LPT * 97 // 100, now - 1)
    s.tx("alice", "reward")
    s.tx("bob", "update_delegator_stake")
    assert s.view("get_delegator", "bob")["bondedAmount"] > 8_100 * LPT


@requirement("LP-WROUND-008")
def test_availability_ends_with_activity(scenario: Scenario) -> None:
    """Given three candidates for two places, when the first two change, then who is not active is not available."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.next_round()
    s.tx("alice", "reward")
    s.tx("alice", "transcode_availability")
    s.tx("alice", "unbond")
    assert s.view("is_available", "alice") is False
    candidate(s, "bob", 100 * LPT)
    now = s.next_round()
    s.tx("bob", "transcode_availability")
    vote(s, "bob", "numActiveTranscoders", 0)
    s.tx("bob", "reward")
    candidate(s, "carol", 100 * LPT)
    s.next_round()
    elected = {s.name(account) for account in s.view("get_active_transcoders", s.round)}
    assert len(elected) == 1
    assert s.view("is_available", "bob") is ("bob" in elected)
    assert now + 1 == s.round
