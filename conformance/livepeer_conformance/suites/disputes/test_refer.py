"""Referrals: who passes a dispute on to whom, once, and how long the other arbitrator has."""

import pytest

from livepeer_conformance.suites.disputes.given import LOST, OPEN, WON, accused, judged_by, outcome
from livepeer_conformance.suites.scenario import UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-DISP-045", "LP-DISP-048", "LP-DISP-049", "LP-DISP-050")
def test_referred_dispute_has_another_arbitrator_and_its_whole_time(scenario: Scenario) -> None:
    """Given erin refers a dispute to dave in its last round, whom alice does not support, then dave can rule for a
    whole ruling period from then on, and erin cannot any more."""
    s = scenario
    judged_by(s, "dave")
    id = accused(s)
    before = s.view("get_dispute", id)
    assert s.view("is_dispute_referred", id) is False
    s.next_round(s.parameters.ruling_period)
    s.tx("erin", "refer_dispute", id, "dave")
    end = s.round + s.parameters.ruling_period
    assert s.events == [("DisputeReferred", id, "dave", end)]
    assert s.view("get_dispute", id) == before | {"arbitrator": "dave", "endRound": end}
    assert s.view("is_dispute_referred", id) is True
    assert s.view("is_dispute_referred", id + 1) is False
    s.rejects(Reason.NOT_ARBITRATOR, "erin", "rule_dispute", id, False)
    s.next_round(s.parameters.ruling_period)
    s.tx("dave", "rule_dispute", id, True)
    assert outcome(s, id) == WON


@requirement("LP-DISP-049")
def test_referred_dispute_lapses_after_its_new_end(scenario: Scenario) -> None:
    """Given erin refers a dispute to dave a round after it was raised, then it lapses a round later than it would have,
    and alice's stake stays until then."""
    s = scenario
    judged_by(s, "dave")
    id = accused(s)
    s.tx("alice", "unlock_dispute_stake")
    s.next_round()
    s.tx("erin", "refer_dispute", id, "dave")
    s.next_round(s.parameters.ruling_period)
    s.rejects(Reason.RULING_PERIOD_NOT_OVER, "frank", "lapse_dispute", id)
    s.rejects(Reason.DISPUTES_OPEN, "alice", "withdraw_dispute_stake")
    s.next_round()
    s.rejects(Reason.RULING_PERIOD_OVER, "dave", "rule_dispute", id, True)
    s.tx("frank", "lapse_dispute", id)
    s.tx("alice", "withdraw_dispute_stake")


@requirement("LP-DISP-043", "LP-DISP-044", "LP-DISP-045")
def test_refer_rejects_who_cannot_rule(scenario: Scenario) -> None:
    """Given a dispute before erin, when another one refers it, or erin while governance forbids her, a round too late,
    or when it is over, then it is rejected."""
    s = scenario
    judged_by(s, "dave")
    id = accused(s)
    for unknown in (0, id + 1):
        s.rejects(Reason.DISPUTE_NOT_OPEN, "erin", "refer_dispute", unknown, "dave")
    for caller in ("dave", "owner", "bob", "alice"):
        s.rejects(Reason.NOT_ARBITRATOR, caller, "refer_dispute", id, "dave")
    s.tx("owner", "set_arbitrator", "erin", False)
    s.rejects(Reason.NOT_ARBITRATOR, "erin", "refer_dispute", id, "dave")
    s.tx("owner", "set_arbitrator", "erin", True)
    s.next_round(s.parameters.ruling_period + 1)
    s.rejects(Reason.RULING_PERIOD_OVER, "erin", "refer_dispute", id, "dave")
    s.tx("frank", "lapse_dispute", id)
    s.rejects(Reason.DISPUTE_NOT_OPEN, "erin", "refer_dispute", id, "dave")


@requirement("LP-DISP-046", "LP-DISP-047", "LP-DISP-048")
def test_refer_rejects_itself_strangers_and_a_second_time(scenario: Scenario) -> None:
    """Given a dispute before erin, then she can refer it neither to herself nor to somebody that governance does not
    allow, and whom she refers it to cannot refer it again, not even back."""
    s = scenario
    judged_by(s, "dave")
    id = accused(s)
    s.rejects(Reason.REFERRED_TO_ITSELF, "erin", "refer_dispute", id, "erin")
    for nobody in ("carol", "null"):
        s.rejects(Reason.ARBITRATOR_NOT_ALLOWED, "erin", "refer_dispute", id, nobody)
    s.tx("erin", "refer_dispute", id, "dave")
    for other in ("erin", "Council"):
        s.rejects(Reason.DISPUTE_REFERRED, "dave", "refer_dispute", id, other)
    s.tx("dave", "rule_dispute", id, False)
    assert outcome(s, id) == LOST


@requirement("LP-DISP-049")
@pytest.mark.parametrize("arbitrator", ["Council", "TokenVote", "Court"])
def test_arbitrator_is_told_of_a_referral(scenario: Scenario, arbitrator: str) -> None:
    """Given a dispute before erin, when she refers it a round later, then the other arbitrator can begin, and counts
    its time from then on."""
    s = scenario
    id = accused(s)
    s.next_round()
    s.tx("erin", "refer_dispute", id, arbitrator)
    assert s.view("get_ballot", id)["isAsked"] is (arbitrator == "Council")
    poll, case = s.view("get_poll", id), s.view("get_case", id)
    assert poll["isAsked"] is (arbitrator == "TokenVote")
    assert case["isAsked"] is (arbitrator == "Court")
    assert poll["disputeRound"] + case["disputeRound"] == (0 if arbitrator == "Council" else s.round)


@requirement("LP-DISP-049")
def test_refusal_to_hear_of_a_referral_is_passed_on(scenario: Scenario) -> None:
    """Given arbitrators that refuse a dispute, with words of their own or without, when erin refers one to them, then
    it is rejected with their answer, and stays hers."""
    s = scenario
    id = accused(s)
    s.tx("owner", "set_voting_period", s.parameters.ruling_period)
    s.rejects(Reason.VOTING_OUTLASTS_RULING, "erin", "refer_dispute", id, "TokenVote")
    s.tx("owner", "set_reveal_period", s.parameters.ruling_period)
    s.rejects(Reason.COURT_OUTLASTS_RULING, "erin", "refer_dispute", id, "Court")
    for refuser, reason in (("loud_refuser", Reason.CALLEE_REVERTED), ("silent_refuser", Reason.NO_DATA)):
        judged_by(s, refuser)
        s.rejects(reason, "erin", "refer_dispute", id, refuser)
    s.tx("owner", "set_ruling_period", UNLIMITED)
    s.rejects(Reason.ADDITION_OVERFLOW, "erin", "refer_dispute", id, "Council")
    found = s.view("get_dispute", id)
    assert (found["arbitrator"], found["outcome"]) == ("erin", OPEN)


@requirement("LP-ESC-003")
def test_escalation_refuses_a_referral(scenario: Scenario) -> None:
    """Given a dispute before erin, when she refers it to the escalation game, then it is refused, as nobody could
    escalate it."""
    s = scenario
    id = accused(s)
    s.rejects(Reason.DISPUTE_REFERRED, "erin", "refer_dispute", id, "Escalation")
    s.tx("erin", "refer_dispute", id, "Council")
