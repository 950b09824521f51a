"""The reserve: each active orchestrator's part of it, a round."""

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import two_orchestrators
from livepeer_conformance.suites.scenario import ETH, LPT, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-RSRV-001", "LP-RSRV-009")
def test_claimable_is_equal_part_less_claims(scenario: Scenario) -> None:
    """Given a reserve of 7 wei for two orchestrators, when one claims, then parts are floored and claims deducted."""
    s = scenario
    two_orchestrators(s, reserve=7)
    assert s.view("claimable_reserve", "erin", "alice") == 3
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 2))
    assert s.view("claimable_reserve", "erin", "alice") == 1
    assert s.view("claimable_reserve", "erin", "carol") == 3
    assert s.view("get_reserve_info", "erin") == (5, 2)
    assert s.view("claimed_reserve", "erin", "alice") == 2
    assert s.view("claimed_reserve", "erin", "carol") == 0
    assert s.view("get_reserve_info", "heidi") == (0, 0)


@requirement("LP-RSRV-002")
def test_claimable_is_zero_for_inactive(scenario: Scenario) -> None:
    """Given accounts that are not active, or a pool that all have left, when asked, then nothing is claimable."""
    s = scenario
    two_orchestrators(s)
    assert s.view("claimable_reserve", "erin", "heidi") == 0
    s.tx("alice", "unbond", 100 * LPT)
    s.tx("carol", "unbond", 50 * LPT)
    assert s.view("is_active_transcoder", "alice") is True
    assert s.view("claimable_reserve", "erin", "alice") == 0


@requirement("LP-RSRV-003", "LP-RSRV-005")
def test_claimable_counts_next_pool(scenario: Scenario) -> None:
    """Given the pool changes in a round, when asked, then the parts follow the pool of the next round at once."""
    s = scenario
    two_orchestrators(s)
    assert s.view("claimable_reserve", "erin", "alice") == 3 * ETH
    s.orchestrator("dave", 10 * LPT)
    assert s.view("claimable_reserve", "erin", "alice") == 2 * ETH
    assert s.view("claimable_reserve", "erin", "dave") == 0
    s.tx("carol", "unbond", 50 * LPT)
    assert s.view("claimable_reserve", "erin", "alice") == 3 * ETH
    s.tx("erin", "fund_reserve", value=2 * ETH)
    assert s.view("claimable_reserve", "erin", "alice") == 4 * ETH


@requirement("LP-RSRV-004")
def test_claimable_reverts_after_growth(scenario: Scenario) -> None:
    """Given alice took her half, when a third orchestrator joins, then that was more than her part; asking fails."""
    s = scenario
    two_orchestrators(s)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))
    s.orchestrator("dave", 10 * LPT)
    assert s.view("claimable_reserve", "erin", "alice") is Reason.SUBTRACTION_UNDERFLOW
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH, nonce=1))


@requirement("LP-RSRV-008")
def test_claims_count_for_their_round(scenario: Scenario) -> None:
    """Given alice claimed her part, when the next round comes, then what is left is split anew."""
    s = scenario
    two_orchestrators(s)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))
    assert s.view("claimable_reserve", "erin", "alice") == 0
    s.next_round()
    assert s.view("get_reserve_info", "erin") == (3 * ETH, 0)
    assert s.view("claimable_reserve", "erin", "alice") == 3 * ETH // 2
