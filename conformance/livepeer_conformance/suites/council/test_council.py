"""The council: who is in it, and how it comes to a ruling."""

import pytest

from livepeer_conformance.suites.disputes.given import LOST, OPEN, WON, accused, outcome, raised
from livepeer_conformance.suites.scenario import PPM, Scenario, options, requirement
from livepeer_spec.rejection import Reason

MEMBERS = ("frank", "grace", "heidi")


@requirement("LP-COUN-004", "LP-COUN-006", "LP-COUN-008", "LP-COUN-009")
@pytest.mark.parametrize("for_accuser", [True, False])
def test_council_decides_by_enough_votes(scenario: Scenario, for_accuser: bool) -> None:
    """Given a council of three of whom two decide, when one votes either way and a second one makes a majority, then
    the dispute is ruled on with that vote, and the last vote comes too late."""
    s = scenario
    id = accused(s, judge="Council")
    s.rejects(Reason.NOT_MEMBER, "bob", "council_vote", id, for_accuser)
    s.tx("frank", "council_vote", id, for_accuser)
    assert s.events == [("CouncilVote", id, "frank", for_accuser)]
    s.tx("grace", "council_vote", id, not for_accuser)
    assert outcome(s, id) == OPEN
    s.tx("heidi", "council_vote", id, for_accuser)
    assert s.events[0] == ("CouncilVote", id, "heidi", for_accuser)
    assert s.events[-1][:3] == ("DisputeRuled", id, for_accuser)
    assert outcome(s, id) == (WON if for_accuser else LOST)
    assert s.view("get_ballot", id) == {
        "isAsked": True, "isDecided": True, "forAccuser": 1 + for_accuser, "forOrchestrator": 2 - for_accuser,
    }  # fmt: skip
    s.tx("owner", "set_member", "carol", True)
    s.rejects(Reason.COUNCIL_DECIDED, "carol", "council_vote", id, for_accuser)


@requirement("LP-COUN-007", "LP-COUN-009")
def test_member_votes_once(scenario: Scenario) -> None:
    """Given a member that has voted, when it votes again, the same or otherwise, or after it left and came back, then
    it is rejected; on another dispute it votes again."""
    s = scenario
    first = accused(s, judge="Council")
    second = raised(s, "bob", judge="Council", segment=1)
    s.tx("frank", "council_vote", first, True)
    assert s.view("has_member_voted", first, "frank") is True
    assert s.view("has_member_voted", second, "frank") is False
    for vote in (True, False):
        s.rejects(Reason.MEMBER_VOTED, "frank", "council_vote", first, vote)
    s.tx("owner", "set_member", "frank", False)
    s.tx("owner", "set_member", "frank", True)
    s.rejects(Reason.MEMBER_VOTED, "frank", "council_vote", first, True)
    s.tx("frank", "council_vote", second, True)


@requirement("LP-COUN-001", "LP-COUN-004", "LP-COUN-008")
def test_votes_count_by_membership_at_their_time(scenario: Scenario) -> None:
    """Given a member that voted and is dismissed, when another one votes, then both votes count; the dismissed one
    cannot vote any more."""
    s = scenario
    first = accused(s, judge="Council")
    second = raised(s, "bob", judge="Council", segment=1)
    s.tx("frank", "council_vote", first, True)
    s.tx("owner", "set_member", "frank", False)
    assert s.events == [("MemberSet", "frank", False)]
    assert s.view("is_member", "frank") is False
    s.rejects(Reason.NOT_MEMBER, "frank", "council_vote", second, True)
    s.tx("grace", "council_vote", first, True)
    assert outcome(s, first) == WON


@requirement("LP-COUN-002", "LP-COUN-008")
def test_threshold_counts_with_the_next_vote(scenario: Scenario) -> None:
    """Given two votes of three needed, when governance lowers the threshold to two, then nothing happens before the
    next vote, which decides for its own side only."""
    s = scenario
    s.tx("owner", "set_threshold", 3)
    assert s.events == [("ParameterUpdate", "threshold")]
    id = accused(s, judge="Council")
    for member in ("frank", "grace"):
        s.tx(member, "council_vote", id, True)
    s.tx("owner", "set_threshold", 2)
    assert outcome(s, id) == OPEN
    s.tx("heidi", "council_vote", id, False)
    assert outcome(s, id) == OPEN
    s.tx("owner", "set_member", "carol", True)
    s.tx("carol", "council_vote", id, True)
    assert outcome(s, id) == WON


@requirement("LP-COUN-003", "LP-COUN-005")
def test_council_is_asked_by_disputes_only(scenario: Scenario) -> None:
    """Given nobody raised a dispute, or raised it elsewhere, when a member votes, then it is rejected, and nobody but
    the Disputes contract can ask the council."""
    s = scenario
    elsewhere = accused(s)
    for id in (elsewhere, elsewhere + 1):
        s.rejects(Reason.COUNCIL_NOT_ASKED, "frank", "council_vote", id, True)
    for caller in ("frank", "owner", "Council"):
        s.rejects(Reason.NOT_DISPUTES, caller, "ask_council", elsewhere)


@requirement("LP-COUN-008")
def test_vote_is_rejected_with_its_ruling(scenario: Scenario) -> None:
    """Given a vote that would decide, when the ruling period is over, then the vote is rejected too; the dispute
    lapses."""
    s = scenario
    id = accused(s, judge="Council")
    s.tx("frank", "council_vote", id, True)
    s.next_round(s.parameters.ruling_period + 1)
    s.rejects(Reason.RULING_PERIOD_OVER, "grace", "council_vote", id, True)
    s.tx("grace", "council_vote", id, False)
    s.tx("bob", "lapse_dispute", id)
    s.rejects(Reason.DISPUTE_NOT_OPEN, "heidi", "council_vote", id, True)


@requirement("LP-COUN-001", "LP-COUN-002")
@options("unconfigured")
def test_new_council_has_a_threshold_of_one_and_no_members(scenario: Scenario) -> None:
    """Given a council as it was constructed, then one vote would decide, but nobody is a member."""
    s = scenario
    assert s.view("council_threshold") == 1
    assert [s.view("is_member", member) for member in MEMBERS] == [False] * 3


@requirement("LP-COUN-001", "LP-COUN-002")
def test_council_is_governances(scenario: Scenario) -> None:
    """Given others than the Controller's owner, when they set members or threshold, then it is rejected; the owner
    cannot set a threshold of zero."""
    s = scenario
    for caller in ("frank", "alice"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, "set_member", caller, True)
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, "set_threshold", 1)
    s.rejects(Reason.ZERO_THRESHOLD, "owner", "set_threshold", 0)
    s.tx("owner", "set_threshold", PPM)
    assert s.view("council_threshold") == PPM
