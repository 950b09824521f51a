"""Dispute stakes of orchestrators: locked, unlocked, withdrawn; and what governance sets."""

from typing import Any

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.disputes.given import accused, approving, liable, locked, raised
from livepeer_conformance.suites.scenario import LPT, PPM, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-DISP-003", "LP-DISP-023", "LP-DISP-024", "LP-DISP-025", "LP-DISP-039")
def test_lock_at_least_the_orchestrator_stake(scenario: Scenario) -> None:
    """Given alice locks less than she must, then it is rejected; what she must, then more, and she is liable from the
    round after the first time on."""
    s = scenario
    s.initialized()
    approving(s, "alice")
    start, least = s.balance("alice"), s.parameters.orchestrator_stake
    s.rejects(Reason.DISPUTE_STAKE_TOO_SMALL, "alice", "lock_dispute_stake", least - 1)
    s.tx("alice", "lock_dispute_stake", least)
    first = s.round + 1
    assert s.events[-1] == ("DisputeStakeLocked", "alice", least, first)
    s.next_round()
    s.tx("alice", "lock_dispute_stake", 1)
    assert s.events[-1] == ("DisputeStakeLocked", "alice", 1, first)
    assert s.view("get_dispute_stake", "alice") == {
        "amount": least + 1, "liableFrom": first, "unlockRound": 0, "withdrawRound": 0, "openDisputes": 0,
    }  # fmt: skip
    assert s.balance("alice") == start - least - 1
    assert s.balance("Disputes") == least + 1
    s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "bob", "lock_dispute_stake", least)


@requirement("LP-DISP-026", "LP-DISP-027", "LP-DISP-028", "LP-DISP-029")
def test_withdraw_when_no_dispute_can_be_raised_any_more(scenario: Scenario) -> None:
    """Given alice unlocks her stake, when the last round has come in which her last work can be disputed, then she
    cannot withdraw; one round later she can, and answers for nothing any more."""
    s = scenario
    s.initialized()
    start = s.balance("alice")
    for reason, name in (
        (Reason.NO_DISPUTE_STAKE, "unlock_dispute_stake"),
        (Reason.DISPUTE_STAKE_NOT_UNLOCKED, "withdraw_dispute_stake"),
    ):
        s.rejects(reason, "alice", name)
    liable(s)
    s.rejects(Reason.DISPUTE_STAKE_NOT_UNLOCKED, "alice", "withdraw_dispute_stake")
    s.tx("alice", "unlock_dispute_stake")
    period = s.parameters.eligibility_period
    assert s.events[-1] == ("DisputeStakeUnlocked", "alice", s.round + period + 1)
    s.rejects(Reason.DISPUTE_STAKE_UNLOCKING, "alice", "unlock_dispute_stake")
    s.next_round(period)
    s.rejects(Reason.DISPUTE_STAKE_LOCKED, "alice", "withdraw_dispute_stake")
    s.next_round()
    s.tx("alice", "withdraw_dispute_stake")
    assert s.events[-1] == ("DisputeStakeWithdrawn", "alice", s.parameters.orchestrator_stake)
    assert s.balance("alice") == start
    assert s.balance("Disputes") == 0
    approving(s, "bob")
    s.rejects(Reason.NOT_LIABLE, "bob", "raise_dispute", EvidencePlan("alice", "Council"))
    s.rejects(Reason.NO_DISPUTE_STAKE, "alice", "unlock_dispute_stake")


@requirement("LP-DISP-029", "LP-DISP-030")
def test_withdraw_waits_for_open_disputes(scenario: Scenario) -> None:
    """Given disputes raised in the last round in which they can be, when alice may withdraw otherwise, then she cannot
    before all are over; the cheat's stake is slashed."""
    s = scenario
    id = accused(s)
    s.tx("alice", "unlock_dispute_stake")
    period = s.parameters.eligibility_period
    s.next_round(period)
    later = raised(s, "bob", segment=1, age=period)
    s.tx("erin", "rule_dispute", id, False)
    s.next_round()
    s.rejects(Reason.DISPUTES_OPEN, "alice", "withdraw_dispute_stake")
    s.tx("erin", "rule_dispute", later, True)
    s.tx("alice", "withdraw_dispute_stake")
    assert s.events[-1] == ("DisputeStakeWithdrawn", "alice", s.parameters.orchestrator_stake // 2)


@requirement("LP-DISP-024")
def test_lock_ends_an_unlock(scenario: Scenario) -> None:
    """Given alice unlocked her stake, when she locks nothing more, then she is liable as before, for the rounds between
    too."""
    s = scenario
    liable(s)
    approving(s, "bob")
    first = s.round
    s.tx("alice", "unlock_dispute_stake")
    s.next_round(2)
    s.tx("alice", "lock_dispute_stake", 0)
    assert s.events[-1] == ("DisputeStakeLocked", "alice", 0, first)
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council", age=1))
    s.rejects(Reason.DISPUTE_STAKE_NOT_UNLOCKED, "alice", "withdraw_dispute_stake")


@requirement("LP-DISP-009", "LP-DISP-023")
def test_slashed_stake_still_answers(scenario: Scenario) -> None:
    """Given alice has lost all of her stake but for nothing, when there is more evidence, then a dispute is possible;
    she has to lock all again before she can lock more."""
    s = scenario
    s.tx("owner", "set_slash_amount", PPM)
    id = accused(s)
    s.tx("erin", "rule_dispute", id, True)
    assert locked(s) == 0
    s.rejects(Reason.DISPUTE_STAKE_TOO_SMALL, "alice", "lock_dispute_stake", s.parameters.orchestrator_stake - 1)
    start = s.balance("bob")
    id = raised(s, "bob", segment=1)
    s.tx("erin", "rule_dispute", id, True)
    assert s.events[-1] == ("DisputeRuled", id, True, 0, 0)
    assert s.balance("bob") == start


SETTERS: list[tuple[str, str, str, Any]] = [
    ("set_dispute_stake", "dispute_stake", "disputeStake", 5 * LPT),
    ("set_orchestrator_stake", "orchestrator_stake", "orchestratorStake", 6 * LPT),
    ("set_eligibility_period", "eligibility_period", "eligibilityPeriod", 9),
    ("set_ruling_period", "ruling_period", "rulingPeriod", 8),
    ("set_slash_amount", "slash_amount", "slashAmount", PPM),
    ("set_accuser_reward", "accuser_reward", "accuserReward", PPM // 2),
    ("set_treasury", "treasury", "treasury", "dave"),
]


@requirement("LP-DISP-033", "LP-DISP-035")
@pytest.mark.parametrize(("name", "view", "parameter", "value"), SETTERS, ids=[name for name, *_ in SETTERS])
def test_setters_are_governances(scenario: Scenario, name: str, view: str, parameter: str, value: Any) -> None:
    """Given a parameter, when others set it, then it is rejected; the Controller's owner may."""
    s = scenario
    for caller in ("alice", "frank", "Council"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, name, value)
    s.tx("owner", name, value)
    assert s.events == [("ParameterUpdate", parameter)]
    assert s.view(view) == value


@requirement("LP-DISP-033", "LP-DISP-034")
def test_arbitrators_are_governances(scenario: Scenario) -> None:
    """Given others than the Controller's owner, when they allow an arbitrator, then it is rejected."""
    scenario.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_arbitrator", "alice", True)
    scenario.tx("owner", "set_arbitrator", "Council", False)
    assert scenario.events == [("ArbitratorSet", "Council", False)]


@requirement("LP-DISP-036", "LP-DISP-037")
@pytest.mark.parametrize(
    ("name", "reason", "most"),
    [
        ("set_slash_amount", Reason.INVALID_SLASH_AMOUNT, PPM),
        ("set_accuser_reward", Reason.INVALID_ACCUSER_REWARD, PPM // 2),
    ],
)
def test_fractions_have_limits(scenario: Scenario, name: str, reason: Reason, most: int) -> None:
    """Given a fraction, when it is set to more than it may be, then it is rejected."""
    scenario.tx("owner", name, most)
    scenario.rejects(reason, "owner", name, most + 1)
    scenario.rejects(reason, "owner", name, UNLIMITED)


@requirement("LP-DISP-027", "LP-DISP-035")
def test_unlocks_in_progress_keep_their_round(scenario: Scenario) -> None:
    """Given alice unlocked her stake, when governance lengthens the eligibility period, then she waits as long as she
    had to, and who unlocks later waits longer."""
    s = scenario
    liable(s)
    liable(s, "bob")
    s.tx("alice", "unlock_dispute_stake")
    due = s.round + s.parameters.eligibility_period + 1
    s.tx("owner", "set_eligibility_period", s.parameters.eligibility_period + 2)
    s.tx("bob", "unlock_dispute_stake")
    assert s.view("get_dispute_stake", "bob")["withdrawRound"] == due + 2
    s.next_round(s.parameters.eligibility_period + 1)
    s.tx("alice", "withdraw_dispute_stake")
    s.rejects(Reason.DISPUTE_STAKE_LOCKED, "bob", "withdraw_dispute_stake")
