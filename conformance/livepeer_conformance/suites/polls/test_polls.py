"""Polls: who may create one, and when it takes votes."""

import pytest

from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason

PERIOD = 57_600
COST = 100 * LPT
PROPOSAL = "0x" + "ab" * 33


def creator(s: Scenario) -> str:
    """Given somebody who may create polls: in Streamflow by tokens, from Confluence on by stake; gives the name."""
    s.initialized()
    if s.upgrade == "streamflow":
        s.tx("alice", "approve", "PollCreator", UNLIMITED)
    else:
        s.bonded("alice", COST, to="alice")
    return "alice"


def polled(s: Scenario) -> int:
    """Given poll-1 runs; gives its end block."""
    s.tx(creator(s), "create_poll", PROPOSAL)
    end_block: int = s.view("end_block", at="poll-1")
    return end_block


def go_to(s: Scenario, block: int) -> None:
    """Let the next transaction be in ``block``."""
    s.advance_blocks(block - s.block)


@requirement("LP-POLL-001")
def test_poll_constants(scenario: Scenario) -> None:
    """Given PollCreator, when its constants are read, then they are those of LIP-16."""
    s = scenario
    assert s.view("quorum") == 333_300
    assert s.view("quota") == 500_000
    assert s.view("poll_period") == PERIOD
    assert s.view("poll_creation_cost") == COST


@requirement("LP-POLL-002", "LP-POLL-011")
@pytest.mark.parametrize("proposal", [PROPOSAL, "0x"], ids=["text", "empty"])
def test_create_poll_announces_it_last(scenario: Scenario, proposal: str) -> None:
    """Given somebody who may, when polls are created, then each is a contract of its own with its end block."""
    s = scenario
    alice = creator(s)
    for poll in ("poll-1", "poll-2"):
        end_block = s.block + PERIOD
        s.tx(alice, "create_poll", proposal)
        announced = bytes.fromhex(proposal[2:])
        assert s.events[-1] == ("PollCreated", poll, announced, end_block, 333_300, 500_000)
        assert s.emitters[-1] == "PollCreator"
        assert s.view("end_block", at=poll) == end_block


@requirement("LP-POLL-003")
def test_create_poll_streamflow_burns_tokens(scenario: Scenario) -> None:
    """Given Streamflow and an allowance, when bob creates a poll, then 100 LPT of his are burned."""
    s = scenario
    before, supply = s.balance("bob"), s.view("total_supply")
    s.tx("bob", "approve", "PollCreator", COST)
    s.tx("bob", "create_poll", PROPOSAL)
    assert s.events[:-1] == [
        ("Transfer", "bob", "PollCreator", COST),
        ("Approval", "bob", "PollCreator", 0),
        ("Transfer", "PollCreator", "null", COST),
        ("Burn", "PollCreator", COST),
    ]
    assert s.events[-1][0] == "PollCreated"
    assert s.balance("bob") == before - COST
    assert s.balance("PollCreator") == 0
    assert s.view("total_supply") == supply - COST


@requirement("LP-POLL-004")
def test_create_poll_streamflow_rejects_missing_tokens(scenario: Scenario) -> None:
    """Given Streamflow, when the allowance or the balance is 1 LPTU short, then a subtraction goes below zero."""
    s = scenario
    s.tx("bob", "approve", "PollCreator", COST - 1)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "create_poll", PROPOSAL)
    s.tx("bob", "approve", "PollCreator", COST)
    s.tx("bob", "transfer", "carol", s.balance("bob") - COST + 1)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "create_poll", PROPOSAL)
    s.tx("carol", "transfer", "bob", 1)
    s.tx("bob", "create_poll", PROPOSAL)


@requirement("LP-POLL-005", "LP-POLL-006")
def test_create_poll_needs_own_stake(scenario: Scenario) -> None:
    """Given a bond of bob to alice, when it lacks 1 LPTU, then he is rejected; with exactly 100 LPT he is not."""
    s = scenario
    s.initialized()
    s.bonded("bob", COST - 1, to="alice")
    s.rejects(Reason.INSUFFICIENT_STAKE_FOR_POLL, "bob", "create_poll", PROPOSAL)
    s.rejects(Reason.INSUFFICIENT_STAKE_FOR_POLL, "heidi", "create_poll", PROPOSAL)
    s.tx("bob", "bond", 1, "alice")
    before = s.balance("bob"), s.view("total_supply")
    s.tx("bob", "create_poll", PROPOSAL)
    assert [event[0] for event in s.events] == ["PollCreated"]
    assert (s.balance("bob"), s.view("total_supply")) == before


@requirement("LP-POLL-005", "LP-POLL-006")
def test_create_poll_accepts_delegated_stake(scenario: Scenario) -> None:
    """Given alice has 1 LPTU of her own, when 100 LPT in all are delegated to her, then she may create a poll."""
    s = scenario
    s.initialized()
    s.bonded("alice", 1, to="alice")
    s.bonded("bob", COST - 2, to="alice")
    s.rejects(Reason.INSUFFICIENT_STAKE_FOR_POLL, "alice", "create_poll", PROPOSAL)
    s.tx("bob", "bond", 1, "alice")
    s.tx("alice", "create_poll", PROPOSAL)
    assert [event[0] for event in s.events] == ["PollCreated"]


@requirement("LP-POLL-005")
def test_create_poll_counts_rewards(scenario: Scenario) -> None:
    """Given bob's bond lacks 1 LPTU, when his pending rewards make up for it, then he may create a poll."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 100 * LPT)
    s.bonded("bob", COST - 1, to="alice")
    s.next_round()
    s.rejects(Reason.INSUFFICIENT_STAKE_FOR_POLL, "bob", "create_poll", PROPOSAL)
    s.tx("alice", "reward")
    assert s.view("get_delegator", "bob")["bondedAmount"] == COST - 1
    s.tx("bob", "create_poll", PROPOSAL)


@requirement("LP-POLL-007")
def test_polls_work_while_paused_and_uninitialized(scenario: Scenario) -> None:
    """Given a pause in an uninitialized round, when a poll is created, voted on and destroyed, then all of it works."""
    s = scenario
    alice = creator(s)
    s.pass_rounds()
    s.tx("owner", "pause")
    s.tx(alice, "create_poll", PROPOSAL)
    s.tx("bob", "vote", 1, at="poll-1")
    go_to(s, s.view("end_block", at="poll-1") + 1)
    s.tx("bob", "destroy_poll", at="poll-1")


@requirement("LP-POLL-008")
@pytest.mark.parametrize("choice", [0, 1, 2, 2**256 - 1], ids=["yes", "no", "unknown", "huge"])
def test_vote_for_any_choice_again_and_again(scenario: Scenario, choice: int) -> None:
    """Given a poll, when an account without stake votes twice, then each vote is logged by the poll."""
    s = scenario
    polled(s)
    for _ in range(2):
        s.tx("heidi", "vote", choice, at="poll-1")
        assert s.events == [("Vote", "heidi", choice)]
        assert s.emitters == ["poll-1"]


@requirement("LP-POLL-009")
def test_vote_rejects_ended_poll(scenario: Scenario) -> None:
    """Given a poll, when bob votes in its end block, then his vote counts; one block later it is rejected."""
    s = scenario
    end_block = polled(s)
    go_to(s, end_block)
    s.tx("bob", "vote", 0, at="poll-1")
    assert s.block == end_block + 1
    s.rejects(Reason.POLL_OVER, "bob", "vote", 0, at="poll-1")


@requirement("LP-POLL-010")
def test_destroy_rejects_active_poll(scenario: Scenario) -> None:
    """Given a poll, when heidi destroys it in its end block, then she is rejected; one block later she is not."""
    s = scenario
    end_block = polled(s)
    s.rejects(Reason.POLL_ACTIVE, "heidi", "destroy_poll", at="poll-1")
    go_to(s, end_block)
    s.rejects(Reason.POLL_ACTIVE, "heidi", "destroy_poll", at="poll-1")
    s.tx("heidi", "destroy_poll", at="poll-1")
    assert s.events == []
    # No code is left: a vote is taken by nobody.
    s.tx("bob", "vote", 0, at="poll-1")
    assert s.events == []
