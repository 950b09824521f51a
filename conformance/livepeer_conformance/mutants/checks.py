"""The checks that are run on mutants: the scenarios of the suites, each called directly on a world."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from livepeer_conformance import plugin
from livepeer_conformance.adapters.artifacts import Artifact
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.commands.running import Selection, collect
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Trace
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.suites.scenario import NonConformance, Scenario, SuiteError
from livepeer_conformance.verdict import NotRun
from livepeer_spec import parameters


@dataclass(frozen=True)
class Divergence:
    """Where a target left the spec: the first differing step of a trace, or its end; ``covered`` are a check's ids."""

    trace: Trace
    step_index: int
    differences: list[Difference]
    covered: tuple[str, ...] = ()

    @property
    def made(self) -> list[str]:
        """The names of the transactions up to the one that differs, empty for the final state."""
        steps = self.trace.steps[: self.step_index + 1]
        return [*(step.name for step in steps), *([] if self.step_index < len(self.trace.steps) else [""])]

    @property
    def transaction(self) -> str:
        """The name of the transaction that differs, empty where the final state does."""
        return self.made[-1]


@dataclass(frozen=True)
class ScenarioCheck:
    """A test of the suites under one upgrade, with the arguments of its case."""

    id: str
    requirements: tuple[str, ...]
    options: tuple[str, ...]
    function: Callable[..., None]
    arguments: Mapping[str, Any]

    def run(self, world: World) -> Divergence | None:
        """Run the check on a world from its start; None when the target conforms, or the check cannot be made there.

        Whatever else goes wrong is raised: it says nothing about the target.
        """
        world.restore()
        scenario = Scenario(world, self.options)
        try:
            self.function(scenario=scenario, **self.arguments)
            scenario.finish()
        except NonConformance as found:
            ids = found.requirements or self.requirements
            return Divergence(found.trace, found.step_index, found.differences, ids)
        except NotRun:
            return None
        return None


@cache
def scenario_checks(upgrade: str) -> tuple[ScenarioCheck, ...]:
    """The scenarios of an upgrade, in the order in which the suites are run.

    Raises ``SuiteError`` when some cannot be collected.
    """
    collection = collect((upgrade,), Selection())
    if collection.problems:
        raise SuiteError("\n".join(collection.problems))
    found = (_check(item, upgrade) for item in collection.items)
    return tuple(check for check in found if check is not None)


def _check(item: pytest.Item, upgrade: str) -> ScenarioCheck | None:
    """The scenario that a test is; None for one that needs more than a scenario."""
    identity = plugin.identify(item)
    if identity is None or not isinstance(item, pytest.Function):
        return None
    assert identity[1] == upgrade
    cases = item.callspec.params
    names = set(inspect.signature(item.function).parameters)
    if "scenario" not in names or names - cases.keys() - {"scenario"}:
        return None
    return ScenarioCheck(
        id=identity[0],
        requirements=plugin.requirements_of(item),
        options=getattr(item.function, "options", ()),
        function=item.function,
        arguments={name: cases[name] for name in names - {"scenario"}},
    )


class Worlds:
    """The worlds of one target, one for each set of deployment options, built when first needed."""

    def __init__(self, upgrade: str, artifacts: Mapping[str, Artifact], name: str) -> None:
        self.upgrade = upgrade
        self._artifacts = artifacts
        self._name = name
        self._worlds: dict[tuple[str, ...], World] = {}

    def get(self, options: tuple[str, ...] = ()) -> World:
        """A world. Raises ``TargetError`` when the target cannot be deployed."""
        if options not in self._worlds:
            target = Target.from_artifacts(self._artifacts, self.upgrade, options=options, name=self._name)
            self._worlds[options] = World(target, parameters.load("minimal", self.upgrade))
        return self._worlds[options]

    def close(self) -> None:
        """Release the backends."""
        for world in self._worlds.values():
            world.backend.close()
        self._worlds.clear()
