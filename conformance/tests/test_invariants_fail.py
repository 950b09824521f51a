"""Invariants of disputes: with a rule of the spec broken, the traces of scenarios violate them, and not without."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.fixtures.reading import trace_of
from livepeer_conformance.invariants.monitor import Monitor, Violation
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.json_text import parse_json
from livepeer_spec import parameters
from livepeer_spec.rejection import Reason, require
from livepeer_spec.transactions import Call
from livepeer_spec.upgrades.arbitration import disputes, penalties
from livepeer_spec.upgrades.arbitration.state import Dispute, Outcome, State

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
Break = Callable[[pytest.MonkeyPatch], None]


def _violation(scenario: str) -> Violation | None:
    """The first violation in the trace of a scenario, by the spec alone."""
    document = parse_json((FIXTURES / "arbitration" / f"{scenario}.json").read_bytes())
    world = SpecOnlyWorld(Target.reference("arbitration"), parameters.load("minimal", "arbitration"))
    monitor = Monitor(every=1)
    monitor.start(world)
    for action in trace_of(document).steps:
        monitor.expect(world, action)
        violation = monitor.note(world, world.step(action))
        if violation is not None:
            return violation
    return None


def _without(reason: Reason) -> Break:
    """The rules of disputes without one check."""

    def check(condition: bool, why: Reason, *rest: Any) -> None:
        require(condition or why is reason, why, *rest)

    return lambda patch: patch.setattr(disputes, "require", check)


def _every(state: State) -> list[Dispute]:
    """All disputes in their order."""
    table = state.disputes.disputes
    return [table[id] for id in table]


def _loser_gets_its_stake_back(patch: pytest.MonkeyPatch) -> None:
    def dispose(state: State, call: Call, amount: int) -> None:
        disputes._pay(state, call, next(one.accuser for one in _every(state) if one.outcome == Outcome.LOST), amount)

    patch.setattr(disputes, "_dispose", dispose)


def _accuser_gets_everything(patch: pytest.MonkeyPatch) -> None:
    def dispose(state: State, call: Call, amount: int) -> None:
        disputes._pay(state, call, _every(state)[-1].accuser, amount)

    patch.setattr(disputes, "_dispose", dispose)


def _silence_costs_the_orchestrator(patch: pytest.MonkeyPatch) -> None:
    close = disputes._close

    def punishing(state: State, dispute: Dispute, outcome: Outcome) -> None:
        close(state, dispute, outcome)
        if outcome is Outcome.LAPSED:
            state.disputes.stakes[dispute.orchestrator].amount //= 2

    patch.setattr(disputes, "_close", punishing)


def _loser_is_jailed_whoever_that_is(patch: pytest.MonkeyPatch) -> None:
    dispose = disputes._dispose

    def jailing(state: State, call: Call, amount: int) -> None:
        dispose(state, call, amount)
        staking = state.deployed["BondingManager"]
        for one in _every(state):
            if one.outcome == Outcome.LOST:
                penalties.jail(state, call.inner(staking), one.accuser, 1)

    patch.setattr(disputes, "_dispose", jailing)


@pytest.mark.parametrize(
    ("broken", "scenario", "requirement"),
    [
        pytest.param(
            _loser_gets_its_stake_back, "disputes/false_accusation_loses_the_accusers_stake", "LP-DISP-060",
            id="loser gets its stake back",
        ),
        pytest.param(
            _accuser_gets_everything, "disputes/won_dispute_slashes_the_stake", "LP-DISP-060",
            id="accuser gets everything",
        ),
        pytest.param(
            _without(Reason.RULING_PERIOD_OVER), "disputes/rule_within_ruling_period", "LP-DISP-061",
            id="rulings at any time",
        ),
        pytest.param(
            _without(Reason.EVIDENCE_TOO_OLD), "disputes/raise_within_eligibility_period", "LP-DISP-061", id="old work"
        ),
        pytest.param(
            _without(Reason.NOT_LIABLE), "disputes/raise_rejects_work_after_the_unlock", "LP-DISP-061",
            id="work that nobody is liable for",
        ),
        pytest.param(
            _without(Reason.DISPUTES_OPEN), "disputes/withdraw_waits_for_open_disputes", "LP-DISP-061",
            id="stake leaves during a dispute",
        ),
        pytest.param(
            _silence_costs_the_orchestrator, "disputes/rule_within_ruling_period", "LP-DISP-061",
            id="silence costs the orchestrator",
        ),
        pytest.param(
            _loser_is_jailed_whoever_that_is, "disputes/false_accusation_loses_the_accusers_stake", "LP-DISP-061",
            id="accuser is jailed",
        ),
    ],
)  # fmt: skip
def test_broken_rule_violates(broken: Break, scenario: str, requirement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _violation(scenario) is None
    broken(monkeypatch)
    violation = _violation(scenario)
    assert violation is not None
    assert violation.requirement == requirement, violation.message
