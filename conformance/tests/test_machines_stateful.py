"""The readable state machine finds nothing on the reference, and something where there is something."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.stateful import make_machine
from livepeer_conformance.model.action import Action
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.suites.scenario import NonConformance
from livepeer_spec.parameters import load
from livepeer_spec.versions import RULE_SETS

QUICK = settings(
    max_examples=80, stateful_step_count=30, derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), print_blob=False,
)  # fmt: skip


def _world(upgrade: str) -> World:
    return World(Target.reference(upgrade), load("minimal", upgrade))


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_state_machine_agrees_with_reference(upgrade: str) -> None:
    """Given the reference contracts, when the machine tries what it can, then spec and target agree."""
    world = _world(upgrade)
    done: list[str] = []
    step = world.step

    def count(action: Action) -> Step:
        done.append(action.name)
        return step(action)

    world.step = count  # type: ignore[method-assign]
    run_state_machine_as_test(make_machine(upgrade, lambda name: world), settings=QUICK)
    assert len(done) > 400
    tickets, jobs = (
        {"bond_with_hint", "unbond_with_hint", "redeem_winning_ticket"},
        {"bond", "unbond", "job", "claim_work"},
    )
    assert (jobs if "job" in world.upgrade.catalogue.transactions else tickets) <= set(done)


def test_state_machine_stops_at_the_step_that_differs() -> None:
    """Given a target that answers cancelUnlock wrongly, when the machine runs, then the trace ends with that step."""
    world = _world("confluence")
    step = world.step

    def lie(action: Action) -> Step:
        result = step(action)
        if action.name == "cancel_unlock" and action.caller != "alice":
            result.differences = [Difference("status", "", "rejected", "accepted")]
        return result

    world.step = lie  # type: ignore[method-assign]
    with pytest.raises(NonConformance) as caught:
        run_state_machine_as_test(
            make_machine("confluence", lambda name: world), settings=settings(QUICK, phases=(Phase.generate,))
        )
    steps = caught.value.trace.steps
    assert (steps[-1].name, caught.value.step_index) == ("cancel_unlock", len(steps) - 1)
    assert steps[0].name == "initialize_round"
