"""Running a trace on a world, as far as spec and target agree."""

from collections.abc import Callable
from dataclasses import dataclass

from livepeer_conformance.backends.base import Capability
from livepeer_conformance.lockstep.abilities import obstacle
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.model.action import ModelError, Trace
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.verdict import NotRun


@dataclass
class ReplayResult:
    """A trace that was run.

    Attributes:
        trace: what was asked for.
        steps: what happened; the last one is the one that differs, if one does.
        differences: how spec and target differ; empty when they agree throughout.
        step_index: the step that differs; the number of steps when the final state does, and when nothing does.
    """

    trace: Trace
    steps: list[Step]
    differences: list[Difference]
    step_index: int

    @property
    def diverged(self) -> bool:
        """Whether spec and target differ."""
        return bool(self.differences)


def replay(world: World, trace: Trace, watch: Callable[[int, Step], None] | None = None) -> ReplayResult:
    """Restore the world and run a trace up to the first difference; at the end compare the complete state.

    A world that cannot be restored must be a fresh one. ``watch`` is told each step that was applied.

    Raises:
        ModelError: when the trace belongs to other rules, or a step makes no sense; the message names the step.
        NotRun: when the backend cannot do what a step needs.
    """
    if trace.upgrade != world.upgrade.name:
        raise ModelError(f"upgrade: the trace is about {trace.upgrade}, the target about {world.upgrade.name}")
    if Capability.SNAPSHOT in world.backend.capabilities:
        world.restore()
    steps: list[Step] = []
    for index, action in enumerate(trace.steps):
        if reason := obstacle(world.backend, action):
            raise NotRun(f"step {index + 1}: {reason}")
        try:
            step = world.step(action)
        except ModelError as error:
            raise ModelError(f"steps[{index}]: {error}") from error
        steps.append(step)
        if watch is not None:
            watch(index, step)
        if step.differences:
            return ReplayResult(trace, steps, step.differences, index)
    return ReplayResult(trace, steps, world.observe(), len(trace.steps))
