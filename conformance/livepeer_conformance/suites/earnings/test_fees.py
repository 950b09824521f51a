"""Fees: how what tickets pay is split."""

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.earnings.given import PPM, PRECISE, share, staked
from livepeer_conformance.suites.earnings.test_claim import factors
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, presets, requirement
from livepeer_spec.rejection import Reason

CREDIT = ("TicketBroker", "update_transcoder_with_fees")


@requirement("LP-EARN-020", "LP-EARN-021", "LP-EARN-022")
def test_fees_come_from_broker(scenario: Scenario) -> None:
    """Given another caller than the broker, a pause or a recipient that is no orchestrator, then it is rejected."""
    s = scenario
    staked(s)
    for caller in ("owner", "alice", "Minter"):
        s.rejects(Reason.NOT_TICKET_BROKER, caller, "update_transcoder_with_fees", "alice", ETH, 0)
    s.rejects(Reason.NOT_REGISTERED, *CREDIT, "bob", ETH, 0)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "alice", "update_transcoder_with_fees", "alice", ETH, 0)


@requirement("LP-EARN-023")
@presets("minimal")
def test_fees_need_round_stake(scenario: Scenario) -> None:
    """Given orchestrators without total stake in this round, when fees come, even nothing, then nothing divides."""
    s = scenario
    staked(s)
    s.orchestrator("dave", 10 * LPT)
    s.rejects(Reason.DIVISION_BY_ZERO, *CREDIT, "dave", ETH, 0)
    s.rejects(Reason.DIVISION_BY_ZERO, *CREDIT, "dave", 0, 0)
    s.next_round()
    s.bonded("erin", LPT, to="erin")
    s.next_round()
    s.rejects(Reason.DIVISION_BY_ZERO, *CREDIT, "erin", ETH, 0)
    s.tx(*CREDIT, "dave", ETH, 0)


@requirement("LP-EARN-025", "LP-EARN-026", "LP-EARN-027", "LP-EARN-028", "LP-EARN-029", "LP-EARN-031")
def test_fees_before_reward(scenario: Scenario) -> None:
    """Given alice has not minted in this round, when fees come, then her terms are copied and the fees split."""
    s = scenario
    staked(s)
    s.tx(*CREDIT, "alice", 3 * ETH + 1, 0)
    assert s.events == []
    theirs = (3 * ETH + 1) * 654_321 // PPM
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert (pool["totalStake"], pool["transcoderRewardCut"], pool["transcoderFeeShare"]) == (
        1000 * LPT,
        123_456,
        654_321,
    )
    assert pool["cumulativeFeeFactor"] == share(PRECISE, theirs, 1000 * LPT)
    alice = s.view("get_transcoder", "alice")
    assert (alice["cumulativeFees"], alice["lastFeeRound"]) == (3 * ETH + 1 - theirs, s.round)


@requirement("LP-EARN-028", "LP-EARN-029")
def test_fees_accumulate_over_rounds(scenario: Scenario) -> None:
    """Given rewards and fees in three rounds, when fees come, then factors build on the round before."""
    s = scenario
    staked(s)
    s.tx("alice", "reward")
    s.tx(*CREDIT, "alice", ETH, 0)
    s.next_round()
    rewards, fees = factors(s, "alice", s.round - 1)
    own = s.view("get_transcoder", "alice")
    stake = s.view("transcoder_total_stake", "alice")
    s.tx(*CREDIT, "alice", 2 * ETH, 0)
    theirs = 2 * ETH * 654_321 // PPM
    assert factors(s, "alice", s.round)[1] == fees + share(rewards, theirs, stake)
    alice = s.view("get_transcoder", "alice")
    part = share(theirs, own["cumulativeRewards"], stake)
    assert alice["cumulativeFees"] == own["cumulativeFees"] + part + 2 * ETH - theirs
    s.tx("alice", "reward")
    s.tx(*CREDIT, "alice", 2 * ETH, 0)
    assert factors(s, "alice", s.round)[1] == fees + 2 * share(rewards, theirs, stake)
    after = s.view("get_transcoder", "alice")
    assert after["activeCumulativeRewards"] == own["cumulativeRewards"]
    assert after["cumulativeFees"] == alice["cumulativeFees"] + part + 2 * ETH - theirs


@requirement("LP-EARN-026")
def test_fees_after_reward_keep_terms(scenario: Scenario) -> None:
    """Given alice minted and then changed her terms, when fees come, then the terms of the reward hold."""
    s = scenario
    staked(s)
    s.tx("alice", "reward")
    s.tx("alice", "transcoder", 0, 0)
    s.tx(*CREDIT, "alice", 3 * ETH, 0)
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    assert (pool["transcoderRewardCut"], pool["transcoderFeeShare"]) == (123_456, 654_321)


@requirement("LP-EARN-030", "LP-EARN-063")
def test_fees_after_reward_estimate_missing_factor(scenario: Scenario) -> None:
    """Given no factor of the round before, when fees come after the reward, then the earlier factor is estimated."""
    s = scenario
    staked(s)
    s.tx("alice", "reward")
    s.next_round()
    s.next_round()
    stake = s.view("transcoder_total_stake", "alice")
    s.tx("alice", "reward")
    fees = factors(s, "alice", s.round - 2)[1]
    s.tx(*CREDIT, "alice", 2 * ETH, 0)
    tokens = s.view("current_mintable_tokens") + s.view("current_minted_tokens")
    reward = share(tokens, stake, s.view("current_round_total_active_stake"))
    rest = reward - reward * 123_456 // PPM
    before = share(factors(s, "alice", s.round)[0], stake, rest + stake)
    theirs = 2 * ETH * 654_321 // PPM
    assert factors(s, "alice", s.round)[1] == fees + share(before, theirs, stake)


@requirement("LP-EARN-025")
def test_fees_count_in_current_round(scenario: Scenario) -> None:
    """Given a ticket of the round before, when it is redeemed, then its fees belong to this round."""
    s = scenario
    staked(s)
    s.funded("erin", 10 * ETH)
    s.next_round()
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, age=1))
    assert factors(s, "alice", s.round - 1)[1] == 0
    assert factors(s, "alice", s.round)[1] == share(PRECISE, ETH * 654_321 // PPM, 1000 * LPT)


@requirement("LP-EARN-032")
def test_fees_after_reentry(scenario: Scenario) -> None:
    """Given orchestrators left and came back, when fees come, then a stake of the round before still divides."""
    s = scenario
    staked(s)
    s.next_round()
    s.tx("carol", "unbond", 500 * LPT)
    s.tx("carol", "rebond_from_unbonded", "carol", 0)
    s.rejects(Reason.DIVISION_BY_ZERO, *CREDIT, "carol", ETH, 0)
    s.tx("alice", "bond", LPT, "alice")
    s.next_round()
    stake = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["totalStake"]
    assert stake == 1001 * LPT
    s.tx("alice", "unbond", 701 * LPT)
    s.tx("alice", "bond", LPT, "alice")
    s.tx(*CREDIT, "alice", ETH, 0)
    assert factors(s, "alice", s.round)[1] == share(PRECISE, ETH * 654_321 // PPM, stake)
