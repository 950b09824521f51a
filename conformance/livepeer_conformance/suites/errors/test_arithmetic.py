"""Fractions: rounded twice, and every product checked."""

import pytest

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import ETH, LPT, PPM, Scenario, requirement
from livepeer_spec.rejection import Reason

PPB = 10**9
PRECISE = 10**27
MAX = 2**256 - 1


@requirement("LP-ERR-004")
@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [(MAX // PPB + 1, MAX), (MAX, MAX), (MAX // PPB, 1)],
    ids=["numerator", "whole", "amount"],
)
def test_parts_per_billion_reject_overflow(scenario: Scenario, numerator: int, denominator: int) -> None:
    """Given a share of the mintable tokens, when one of its two products is too large, then it is rejected."""
    s = scenario
    s.initialized()
    s.rejects(Reason.MULTIPLICATION_OVERFLOW, "BondingManager", "create_reward", numerator, denominator)
    s.tx("BondingManager", "create_reward", MAX // PPB, MAX)
    assert s.returned == s.view("current_mintable_tokens") * ((MAX // PPB) * PPB // MAX) // PPB


@requirement("LP-ERR-004")
@pytest.mark.parametrize("fees", [MAX, MAX // 500_000 + 1], ids=["most", "least"])
def test_parts_per_million_reject_overflow(scenario: Scenario, fees: int) -> None:
    """Given alice leaves half of the fees to delegators, when fees times that is too large, then it is rejected."""
    s = scenario
    streaming(s)
    s.rejects(Reason.MULTIPLICATION_OVERFLOW, "TicketBroker", "update_transcoder_with_fees", "alice", fees, s.round)


@requirement("LP-ERR-004")
def test_precise_parts_reject_overflow(scenario: Scenario) -> None:
    """Given fees that a fraction of a million can take, when their precise part cannot be, then it is rejected."""
    s = scenario
    streaming(s)
    s.rejects(Reason.MULTIPLICATION_OVERFLOW, "TicketBroker", "update_transcoder_with_fees", "alice", 2**230, s.round)
    s.tx("TicketBroker", "update_transcoder_with_fees", "alice", 2**120, s.round)


@requirement("LP-ERR-005")
def test_reward_rounds_twice(scenario: Scenario) -> None:
    """Given alice has 2 of 7 LPT, when she calls reward, then her part is cut to nine digits first."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 2 * LPT)
    s.orchestrator("bob", 5 * LPT)
    s.next_round()
    mintable = s.view("current_mintable_tokens")
    s.tx("alice", "reward")
    assert s.view("current_minted_tokens") == mintable * 285_714_285 // PPB
    assert s.view("current_minted_tokens") != mintable * 2 // 7


@requirement("LP-ERR-005")
def test_claim_rounds_twice(scenario: Scenario) -> None:
    """Given an immense stake and odd factors, when a round's rewards are claimed, then their ratio is rounded first."""
    s = scenario
    s.initialized()
    s.tx("Minter", "mint", "bob", 10**40)
    s.orchestrator("alice", 3 * LPT)
    s.bonded("bob", 10**40 + 1, to="alice")
    s.next_round()
    s.tx("alice", "reward")
    s.tx("bob", "claim_earnings", s.round)
    start = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["cumulativeRewardFactor"]
    stake = s.view("get_delegator", "bob")["bondedAmount"]
    s.next_round()
    s.tx("alice", "reward")
    end = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)["cumulativeRewardFactor"]
    assert PRECISE < start < end
    s.tx("bob", "claim_earnings", s.round)
    claimed = s.view("get_delegator", "bob")["bondedAmount"]
    assert claimed == stake * (end * PRECISE // start) // PRECISE
    assert claimed != stake * end // start


@requirement("LP-ERR-005")
def test_fees_round_twice(scenario: Scenario) -> None:
    """Given 200 of alice's LPT and odd fees, when they are shared, then each factor is rounded before it is used."""
    s = scenario
    streaming(s)
    s.tx("alice", "reward")
    s.next_round()
    before = s.view("get_transcoder", "alice")
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH // 3))
    after = s.view("get_transcoder", "alice")
    pool = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round)
    delegators = ETH // 3 * 500_000 // PPM
    stake = pool["totalStake"]
    rewards = before["cumulativeRewards"]
    assert rewards > 0
    own = delegators * (rewards * PRECISE // stake) // PRECISE
    assert after["cumulativeFees"] == own + (ETH // 3 - delegators)
    previous = s.view("get_transcoder_earnings_pool_for_round", "alice", s.round - 1)["cumulativeRewardFactor"]
    assert pool["cumulativeFeeFactor"] == previous * (delegators * PRECISE // stake) // PRECISE
    assert pool["cumulativeFeeFactor"] != previous * delegators // stake
