"""Known protocol defects: each is shown by its trace, excused by its condition, and found again without it."""

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.invariants.defects import DEFECTS, Defect
from livepeer_conformance.invariants.records import demonstrate, recorded_trace
from livepeer_conformance.invariants.rediscovery import rediscover
from livepeer_conformance.invariants.violating import violating_on
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.shrink.shrinker import Budget
from livepeer_spec import parameters

CASES = [
    pytest.param(defect, upgrade, id=f"{upgrade}-{defect.id}")
    for defect in DEFECTS
    for upgrade in sorted(defect.upgrades)
]


def target(defect: Defect, upgrade: str) -> Target:
    """The reference with the options that the defect needs."""
    return Target.reference(upgrade, options=defect.options)


@pytest.mark.parametrize(("defect", "upgrade"), CASES)
def test_recorded_trace_breaks_the_invariant_on_the_reference_too(defect: Defect, upgrade: str) -> None:
    world = World(target(defect, upgrade), parameters.load("minimal", upgrade))
    failure = demonstrate(world, defect)
    assert failure is not None
    assert failure.kind.removeprefix("invariant ") in defect.requirements


@pytest.mark.parametrize(("defect", "upgrade"), CASES)
def test_condition_excuses_the_trace(defect: Defect, upgrade: str) -> None:
    world = SpecOnlyWorld(target(defect, upgrade), parameters.load("minimal", upgrade))
    trace = recorded_trace(defect, upgrade)
    for requirement in defect.requirements:
        assert violating_on(world, requirement)(trace) is None


@pytest.mark.parametrize(("defect", "upgrade"), CASES)
def test_generation_finds_it_again_when_it_is_not_excused(defect: Defect, upgrade: str) -> None:
    world = SpecOnlyWorld(target(defect, upgrade), parameters.load("minimal", upgrade))
    assert rediscover(world, defect, sequences=6_000, budget=Budget(tries=1, seconds=1)) is not None
