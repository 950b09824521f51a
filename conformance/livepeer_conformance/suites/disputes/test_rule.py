"""Rulings: who rules, when, and what they do to the stakes."""

import pytest

from livepeer_conformance.suites.disputes.given import (
    LAPSED,
    LOST,
    WON,
    accused,
    approving,
    judged_by,
    liable,
    locked,
    outcome,
    raised,
)
from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-DISP-016", "LP-DISP-018", "LP-DISP-020")
def test_won_dispute_slashes_the_stake(scenario: Scenario) -> None:
    """Given evidence of tampering, when the arbitrator rules for bob, then part of alice's stake is gone, bob has a
    part of that with his own stake, and the rest is burned."""
    s = scenario
    start, supply = s.balance("bob"), s.view("total_supply")
    stake = s.parameters.orchestrator_stake + 1
    judged_by(s, "erin")
    liable(s, "alice", "erin", stake)
    approving(s, "bob")
    id = raised(s, "bob")
    s.tx("erin", "rule_dispute", id, True)
    penalty = stake * s.parameters.slash_amount // PPM
    reward = penalty * s.parameters.accuser_reward // PPM
    assert (penalty, reward) == (500 * LPT, 25 * LPT)
    assert s.events[-1] == ("DisputeRuled", id, True, penalty, reward)
    assert s.balance("bob") == start + reward
    assert locked(s) == s.balance("Disputes") == stake - penalty
    assert s.view("total_supply") == supply - (penalty - reward)
    assert outcome(s, id) == WON
    assert s.view("get_dispute_stake", "alice")["openDisputes"] == 0


@requirement("LP-DISP-016", "LP-DISP-019", "LP-DISP-020")
def test_false_accusation_loses_the_accusers_stake(scenario: Scenario) -> None:
    """Given honest work, when the arbitrator rules for alice, then bob's stake is burned, and alice loses nothing."""
    s = scenario
    start, supply, stake = s.balance("bob"), s.view("total_supply"), s.parameters.dispute_stake
    id = accused(s)
    s.tx("erin", "rule_dispute", id, False)
    assert s.events[-1] == ("DisputeRuled", id, False, stake, 0)
    assert s.balance("bob") == start - stake
    assert locked(s) == s.balance("Disputes") == s.parameters.orchestrator_stake
    assert s.view("total_supply") == supply - stake
    assert outcome(s, id) == LOST
    assert s.view("get_dispute_stake", "alice")["openDisputes"] == 0


@requirement("LP-DISP-020", "LP-DISP-035")
@pytest.mark.parametrize("for_accuser", [True, False])
def test_treasury_gets_what_the_loser_lost(scenario: Scenario, for_accuser: bool) -> None:
    """Given a treasury, when a dispute is ruled on, then it gets what would be burned otherwise."""
    s = scenario
    id = accused(s)
    s.tx("owner", "set_treasury", "carol")
    assert s.view("treasury") == "carol"
    before, supply = s.balance("carol"), s.view("total_supply")
    s.tx("erin", "rule_dispute", id, for_accuser)
    assert s.balance("carol") == before + (475 * LPT if for_accuser else s.parameters.dispute_stake)
    assert s.view("total_supply") == supply


@requirement("LP-DISP-014")
@pytest.mark.parametrize("first", [True, False])
def test_a_ruling_happens_once(scenario: Scenario, first: bool) -> None:
    """Given a dispute that was ruled on, when the arbitrator rules again, or rules on none, then it is rejected."""
    s = scenario
    id = accused(s)
    s.tx("erin", "rule_dispute", id, first)
    for again in (True, False):
        s.rejects(Reason.DISPUTE_NOT_OPEN, "erin", "rule_dispute", id, again)
        s.rejects(Reason.DISPUTE_NOT_OPEN, "erin", "rule_dispute", id + 1, again)
    s.rejects(Reason.DISPUTE_NOT_OPEN, "erin", "rule_dispute", 0, True)
    s.next_round(s.parameters.ruling_period + 1)
    s.rejects(Reason.DISPUTE_NOT_OPEN, "carol", "lapse_dispute", id)


@requirement("LP-DISP-015")
def test_rule_rejects_others_than_the_arbitrator(scenario: Scenario) -> None:
    """Given a dispute, when somebody else rules, another arbitrator, or one that is forbidden meanwhile, then that is
    the reason."""
    s = scenario
    id = accused(s)
    judged_by(s, "frank")
    for caller in ("alice", "bob", "owner", "frank", "Council"):
        s.rejects(Reason.NOT_ARBITRATOR, caller, "rule_dispute", id, True)
    s.tx("owner", "set_arbitrator", "erin", False)
    s.rejects(Reason.NOT_ARBITRATOR, "erin", "rule_dispute", id, True)
    judged_by(s, "erin")
    s.tx("erin", "rule_dispute", id, True)


@requirement("LP-DISP-007", "LP-DISP-017", "LP-DISP-021", "LP-DISP-022")
def test_rule_within_ruling_period(scenario: Scenario) -> None:
    """Given two disputes, when their last round has come, then the arbitrator can rule and nobody can let them lapse;
    one round later the other way round, and each side has its stake."""
    s = scenario
    start = s.balance("bob")
    first = accused(s)
    second = raised(s, "bob", segment=1)
    s.next_round(s.parameters.ruling_period)
    s.rejects(Reason.RULING_PERIOD_NOT_OVER, "carol", "lapse_dispute", second)
    s.tx("erin", "rule_dispute", first, False)
    s.next_round()
    s.rejects(Reason.RULING_PERIOD_OVER, "erin", "rule_dispute", second, True)
    s.tx("carol", "lapse_dispute", second)
    assert s.events[-1] == ("DisputeLapsed", second)
    assert outcome(s, second) == LAPSED
    assert s.balance("bob") == start - s.parameters.dispute_stake
    assert locked(s) == s.balance("Disputes") == s.parameters.orchestrator_stake
    assert s.view("get_dispute_stake", "alice")["openDisputes"] == 0
    s.rejects(Reason.DISPUTE_NOT_OPEN, "carol", "lapse_dispute", second)
    s.rejects(Reason.DISPUTE_NOT_OPEN, "erin", "rule_dispute", second, True)


@requirement("LP-DISP-018")
def test_several_disputes_take_parts_of_what_is_left(scenario: Scenario) -> None:
    """Given three disputes with alice, when all are won, in whatever order, then each takes its part of what is left,
    and the second and third accuser get their stakes back too."""
    s = scenario
    start = s.balance("bob")
    ids = [accused(s), raised(s, "bob", segment=1), raised(s, "bob", segment=2)]
    for id in reversed(ids):
        s.tx("erin", "rule_dispute", id, True)
    left, rewards = s.parameters.orchestrator_stake, 0
    for _ in ids:
        penalty = left // 2
        left, rewards = left - penalty, rewards + penalty * s.parameters.accuser_reward // PPM
    assert locked(s) == s.balance("Disputes") == left == 125 * LPT
    assert s.balance("bob") == start + rewards


@requirement("LP-DISP-018", "LP-DISP-037")
@pytest.mark.parametrize("kind", ["as deployed", "the most that governance can set"])
def test_accusing_oneself_does_not_pay(scenario: Scenario, kind: str) -> None:
    """Given alice raises a dispute with herself before an arbitrator that is her friend, when it rules for her, either
    way, then she has lost."""
    s = scenario
    if kind != "as deployed":
        s.tx("owner", "set_slash_amount", PPM)
        s.tx("owner", "set_accuser_reward", PPM // 2)
    judged_by(s, "erin")
    liable(s, "alice", "erin")
    for segment, for_accuser in enumerate((True, False)):
        before = s.balance("alice") + locked(s)
        s.tx("erin", "rule_dispute", raised(s, "alice", segment=segment), for_accuser)
        lost = before - s.balance("alice") - locked(s)
        least = s.parameters.orchestrator_stake // 4 if for_accuser else s.parameters.dispute_stake
        assert lost >= least


@requirement("LP-DISP-019", "LP-DISP-022", "LP-DISP-035")
def test_open_disputes_keep_what_was_staked(scenario: Scenario) -> None:
    """Given open disputes, when governance changes the dispute stake and both periods, then they have the stake and the
    end that they had."""
    s = scenario
    start = s.balance("bob")
    first, second = accused(s), raised(s, "bob", segment=1)
    end = s.view("get_dispute", first)["endRound"]
    s.tx("owner", "set_dispute_stake", 7)
    assert s.events == [("ParameterUpdate", "disputeStake")]
    s.tx("owner", "set_ruling_period", 0)
    s.tx("erin", "rule_dispute", first, False)
    assert s.events[-1] == ("DisputeRuled", first, False, 100 * LPT, 0)
    assert s.view("get_dispute", second)["endRound"] == end
    third = raised(s, "bob", segment=2)
    assert s.view("get_dispute", third)["endRound"] == s.round
    s.next_round(s.parameters.ruling_period + 1)
    s.tx("carol", "lapse_dispute", second)
    s.tx("carol", "lapse_dispute", third)
    assert s.balance("bob") == start - 100 * LPT
