"""The holders' vote: who votes with how much, for how long, and what becomes of it."""

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.disputes.given import LOST, OPEN, WON, approving, liable, outcome, raised
from livepeer_conformance.suites.scenario import LPT, PPM, UNLIMITED, Scenario, options, requirement
from livepeer_spec.rejection import Reason

HOLDERS = {"carol": 500 * LPT, "dave": 300 * LPT, "erin": 200 * LPT}


def holding(s: Scenario, **bonds: int) -> None:
    """Given holders with bonds to themselves that count from the next round on, the only active stake."""
    s.initialized()
    for name, amount in (bonds or HOLDERS).items():
        s.bonded(name, amount, name)
    s.next_round()


def disputed(s: Scenario, **bonds: int) -> int:
    """Given holders, and a dispute of bob with alice on which they vote; gives its id."""
    holding(s, **bonds)
    liable(s, "alice", "TokenVote")
    approving(s, "bob")
    return raised(s, "bob", judge="TokenVote")


def voted(s: Scenario) -> None:
    """Given the vote is over."""
    s.next_round(s.parameters.voting_period + 1)


@requirement("LP-VOTE-005", "LP-VOTE-012", "LP-VOTE-016", "LP-VOTE-017")
def test_holders_find_for_the_accuser(scenario: Scenario) -> None:
    """Given half of the active stake votes for bob and three tenths for alice, when a stranger executes the vote, then
    the ruling is bob's."""
    s = scenario
    id = disputed(s)
    assert s.view("get_poll", id) == {
        "isAsked": True, "isExecuted": False, "disputeRound": s.round,
        "lastRound": s.round + s.parameters.voting_period,
        "leastStake": 1000 * LPT * s.parameters.vote_quorum // PPM, "accuser": "bob", "orchestrator": "alice",
        "forAccuser": 0, "forOrchestrator": 0,
    }  # fmt: skip
    s.tx("carol", "vote_with_stake", id, True)
    assert s.events == [("HolderVote", id, "carol", True, 500 * LPT)]
    s.tx("dave", "vote_with_stake", id, False)
    assert s.events == [("HolderVote", id, "dave", False, 300 * LPT)]
    assert s.view("voted_with", id, "carol") == 500 * LPT
    assert s.view("voted_with", id, "erin") == 0
    voted(s)
    s.tx("frank", "execute_vote", id)
    assert s.events[0] == ("VoteExecuted", id, True)
    assert s.events[-1][:3] == ("DisputeRuled", id, True)
    assert outcome(s, id) == WON
    found = s.view("get_poll", id)
    assert (found["isExecuted"], found["forAccuser"], found["forOrchestrator"]) == (True, 500 * LPT, 300 * LPT)


@requirement("LP-VOTE-016")
@pytest.mark.parametrize(("extra", "expected"), [(-1, LOST), (0, LOST), (1, WON)], ids=["less", "equal", "more"])
def test_equal_sides_rule_for_the_orchestrator(scenario: Scenario, extra: int, expected: int) -> None:
    """Given bob's side has one LPTU less than alice's, as much, or one more, then only the last makes him win."""
    s = scenario
    id = disputed(s, carol=400 * LPT + extra, dave=400 * LPT)
    s.tx("carol", "vote_with_stake", id, True)
    s.tx("dave", "vote_with_stake", id, False)
    voted(s)
    s.tx("grace", "execute_vote", id)
    assert outcome(s, id) == expected


@requirement("LP-VOTE-012", "LP-VOTE-016")
def test_votes_of_a_side_add_up(scenario: Scenario) -> None:
    """Given two holders for bob that have more together than carol, who is for alice, then bob wins."""
    s = scenario
    id = disputed(s, carol=500 * LPT, dave=300 * LPT, erin=201 * LPT, frank=1, grace=2)
    for name, side in (("dave", True), ("carol", False), ("erin", True), ("frank", False), ("grace", False)):
        s.tx(name, "vote_with_stake", id, side)
    found = s.view("get_poll", id)
    assert (found["forAccuser"], found["forOrchestrator"]) == (501 * LPT, 500 * LPT + 3)
    voted(s)
    s.tx("heidi", "execute_vote", id)
    assert outcome(s, id) == WON


@requirement("LP-VOTE-012", "LP-PEN-015", "LP-PEN-021")
def test_slashed_stake_does_not_vote(scenario: Scenario) -> None:
    """Given heidi and grace delegate 100 LPT each to dave, when all that is delegated to him is slashed by a quarter,
    then heidi's vote weighs 75 LPT; it stays when another fifth is slashed, after which grace's weighs 60."""
    s = scenario
    s.initialized()
    for name in ("dave", "erin"):
        s.orchestrator(name, 300 * LPT)
    s.bonded("heidi", 100 * LPT, "dave")
    s.bonded("grace", 100 * LPT, "dave")
    s.next_round()
    liable(s, "alice", "TokenVote")
    approving(s, "bob")
    id = raised(s, "bob", judge="TokenVote")
    s.tx("Disputes", "slash_delegations", "dave", PPM // 4)
    s.tx("heidi", "vote_with_stake", id, True)
    assert s.events == [("HolderVote", id, "heidi", True, 75 * LPT)]
    assert s.view("get_delegator", "heidi")["bondedAmount"] == 100 * LPT
    s.tx("Disputes", "slash_delegations", "dave", PPM // 5)
    assert s.view("voted_with", id, "heidi") == 75 * LPT
    s.tx("grace", "vote_with_stake", id, False)
    assert s.events == [("HolderVote", id, "grace", False, 60 * LPT)]


@requirement("LP-VOTE-010", "LP-VOTE-012")
def test_stake_bought_after_the_dispute_does_not_vote(scenario: Scenario) -> None:
    """Given a dispute, when dave bonds more, and heidi bonds for the first time, then neither can vote; whoever did
    nothing votes, also after a round."""
    s = scenario
    id = disputed(s)
    s.bonded("dave", 900 * LPT, "dave")
    s.rejects(Reason.BOND_CHANGED, "dave", "vote_with_stake", id, False)
    s.bonded("heidi", 900 * LPT, "carol")
    s.rejects(Reason.BOND_CHANGED, "heidi", "vote_with_stake", id, False)
    s.next_round()
    for name in ("dave", "heidi"):
        s.rejects(Reason.BOND_CHANGED, name, "vote_with_stake", id, False)
    s.tx("erin", "vote_with_stake", id, True)
    assert s.events == [("HolderVote", id, "erin", True, 200 * LPT)]


@requirement("LP-VOTE-010")
def test_stake_bought_in_the_disputes_round_does_not_vote(scenario: Scenario) -> None:
    """Given dave bonds more in the round of the dispute, before it is raised, then he cannot vote; erin, who did so in
    the round before, can, with all of it."""
    s = scenario
    holding(s)
    s.bonded("erin", 50 * LPT, "erin")
    liable(s, "alice", "TokenVote")
    s.bonded("dave", 1, "dave")
    approving(s, "bob")
    id = raised(s, "bob", judge="TokenVote")
    s.rejects(Reason.BOND_CHANGED, "dave", "vote_with_stake", id, False)
    s.tx("erin", "vote_with_stake", id, True)
    assert s.events == [("HolderVote", id, "erin", True, 250 * LPT)]


@requirement("LP-VOTE-009", "LP-VOTE-010")
def test_stake_votes_once_when_it_moves_on(scenario: Scenario) -> None:
    """Given carol votes and gives her whole bond to dave, then dave cannot vote any more, with hers or his own; nor can
    carol vote again."""
    s = scenario
    id = disputed(s)
    s.tx("carol", "vote_with_stake", id, True)
    s.rejects(Reason.HOLDER_VOTED, "carol", "vote_with_stake", id, False)
    s.tx("carol", "transfer_bond", "dave", 500 * LPT, "null", "null", "null", "null")
    s.rejects(Reason.BOND_CHANGED, "dave", "vote_with_stake", id, True)
    s.rejects(Reason.HOLDER_VOTED, "carol", "vote_with_stake", id, True)
    assert s.view("get_poll", id)["forAccuser"] == 500 * LPT


@requirement("LP-VOTE-012")
def test_rewards_after_the_last_claim_do_not_weigh(scenario: Scenario) -> None:
    """Given carol is an orchestrator with a reward that she has not claimed, when she votes, then it does not weigh."""
    s = scenario
    s.initialized()
    s.orchestrator("carol", 500 * LPT)
    s.next_round()
    s.tx("carol", "reward")
    liable(s, "alice", "TokenVote")
    approving(s, "bob")
    id = raised(s, "bob", judge="TokenVote")
    assert s.view("pending_stake", "carol", 0) > 500 * LPT
    s.tx("carol", "vote_with_stake", id, True)
    assert s.events == [("HolderVote", id, "carol", True, 500 * LPT)]


@requirement("LP-VOTE-008", "LP-VOTE-011")
def test_parties_and_strangers_do_not_vote(scenario: Scenario) -> None:
    """Given accuser and accused have bonds, when they vote, then it is rejected, and so is somebody without a bond."""
    s = scenario
    s.initialized()
    for name in ("alice", "bob"):
        s.bonded(name, 10 * LPT, name)
    s.next_round()
    liable(s, "alice", "TokenVote")
    approving(s, "bob")
    id = raised(s, "bob", judge="TokenVote")
    for name in ("alice", "bob"):
        s.rejects(Reason.VOTER_IS_PARTY, name, "vote_with_stake", id, True)
    s.rejects(Reason.NOT_BONDED, "frank", "vote_with_stake", id, True)


@requirement("LP-VOTE-007", "LP-VOTE-013", "LP-VOTE-014")
def test_vote_and_execution_have_their_times(scenario: Scenario) -> None:
    """Given the vote's last round, then holders vote and nobody executes; one round later the other way round, once."""
    s = scenario
    id = disputed(s)
    s.next_round(s.parameters.voting_period)
    s.tx("carol", "vote_with_stake", id, True)
    s.rejects(Reason.VOTING_NOT_OVER, "frank", "execute_vote", id)
    s.next_round()
    s.rejects(Reason.VOTING_OVER, "dave", "vote_with_stake", id, True)
    s.tx("frank", "execute_vote", id)
    s.rejects(Reason.VOTE_EXECUTED, "frank", "execute_vote", id)
    assert outcome(s, id) == WON


@requirement("LP-VOTE-005", "LP-VOTE-015")
@pytest.mark.parametrize(("extra", "enough"), [(-1, False), (0, True)], ids=["one_less", "exactly"])
def test_quorum_counts_both_sides(scenario: Scenario, extra: int, enough: bool) -> None:
    """Given a quorum of one half, when both sides together have exactly that or one LPTU less, then only
    the first can be executed; without a ruling bob has his stake back."""
    s = scenario
    holding(s, carol=100 * LPT, dave=200 * LPT + extra, erin=300 * LPT - extra)
    s.tx("owner", "set_quorum", PPM // 2)
    liable(s, "alice", "TokenVote")
    approving(s, "bob")
    before = s.balance("bob")
    id = raised(s, "bob", judge="TokenVote")
    assert s.view("get_poll", id)["leastStake"] == 300 * LPT
    s.tx("carol", "vote_with_stake", id, False)
    s.tx("dave", "vote_with_stake", id, True)
    s.tx("owner", "set_quorum", 0)
    voted(s)
    if enough:
        s.tx("frank", "execute_vote", id)
        assert outcome(s, id) == WON
        return
    s.rejects(Reason.QUORUM_NOT_REACHED, "frank", "execute_vote", id)
    s.next_round(s.parameters.ruling_period - s.parameters.voting_period)
    s.tx("frank", "lapse_dispute", id)
    assert s.balance("bob") == before


@requirement("LP-VOTE-004", "LP-VOTE-005")
def test_vote_leaves_a_round_to_execute(scenario: Scenario) -> None:
    """Given a vote that would end in the ruling period's last round, when a dispute is raised, then it is refused; one
    round less is enough, and a later change does not matter for it."""
    s = scenario
    holding(s)
    liable(s, "alice", "TokenVote")
    approving(s, "bob")
    for rounds, reason in (
        (s.parameters.ruling_period, Reason.VOTING_OUTLASTS_RULING),
        (UNLIMITED, Reason.ADDITION_OVERFLOW),
    ):
        s.tx("owner", "set_voting_period", rounds)
        assert s.events == [("ParameterUpdate", "votingPeriod")]
        s.rejects(reason, "bob", "raise_dispute", EvidencePlan("alice", "TokenVote"))
    s.tx("owner", "set_voting_period", s.parameters.ruling_period - 1)
    id = raised(s, "bob", judge="TokenVote")
    s.tx("carol", "vote_with_stake", id, True)
    s.tx("owner", "set_voting_period", 0)
    s.next_round(s.parameters.ruling_period - 1)
    s.rejects(Reason.VOTING_NOT_OVER, "bob", "execute_vote", id)
    s.next_round()
    s.tx("bob", "execute_vote", id)
    assert outcome(s, id) == WON


@requirement("LP-VOTE-003", "LP-VOTE-006")
def test_holders_are_asked_by_disputes_only(scenario: Scenario) -> None:
    """Given no dispute, when holders vote or execute, then it is rejected, and only Disputes asks."""
    s = scenario
    id = disputed(s)
    for unknown in (0, id + 1):
        s.rejects(Reason.VOTE_NOT_ASKED, "carol", "vote_with_stake", unknown, True)
        s.rejects(Reason.VOTE_NOT_ASKED, "carol", "execute_vote", unknown)
    for caller in ("carol", "owner", "TokenVote"):
        s.rejects(Reason.NOT_DISPUTES, caller, "ask_holders", id)


@requirement("LP-VOTE-014", "LP-VOTE-016")
def test_execution_is_rejected_with_its_ruling(scenario: Scenario) -> None:
    """Given a vote that nobody executes within the ruling period, when somebody does, then it is rejected, and nothing
    is ruled."""
    s = scenario
    id = disputed(s)
    s.tx("carol", "vote_with_stake", id, True)
    s.next_round(s.parameters.ruling_period + 1)
    s.rejects(Reason.RULING_PERIOD_OVER, "frank", "execute_vote", id)
    assert outcome(s, id) == OPEN
    assert s.view("get_poll", id)["isExecuted"] is False


@requirement("LP-VOTE-001", "LP-VOTE-002")
def test_vote_is_governances(scenario: Scenario) -> None:
    """Given others than the Controller's owner, when they set a parameter, then it is rejected; the owner cannot ask
    for more than all stake."""
    s = scenario
    for caller in ("frank", "TokenVote"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, "set_quorum", 1)
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, "set_voting_period", 1)
    s.rejects(Reason.INVALID_QUORUM, "owner", "set_quorum", PPM + 1)
    s.tx("owner", "set_quorum", PPM)
    assert s.events == [("ParameterUpdate", "quorum")]
    assert s.view("vote_quorum") == PPM
    s.tx("owner", "set_voting_period", 9)
    assert s.view("voting_period") == 9


@requirement("LP-VOTE-001")
@options("unconfigured")
def test_new_vote_has_no_parameters(scenario: Scenario) -> None:
    """Given the contract as it was constructed, then quorum and voting period are zero."""
    assert (scenario.view("vote_quorum"), scenario.view("voting_period")) == (0, 0)
