"""Running a generated sequence on a world."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.generator import Generator
from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.machines.statuses import Statuses, Transition
from livepeer_conformance.machines.swarm import SwarmConfig
from livepeer_conformance.model.action import Action, Trace
from livepeer_conformance.model.difference import Difference

OK = "ok"
"""What a transaction that is accepted counts as, beside the names of the reasons."""


@dataclass
class Reach:
    """What sequences did.

    Attributes:
        outcomes: how often each transaction was accepted (``OK``) or rejected for each reason.
        events: how often each transaction emitted each event.
        transitions: how often delegators, orchestrators and senders went from one status to another.
    """

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: Counter[tuple[str, str]] = field(default_factory=Counter)
    transitions: Counter[Transition] = field(default_factory=Counter)

    def add(self, other: "Reach") -> None:
        """Count what another sequence did as well."""
        self.outcomes.update(other.outcomes)
        self.events.update(other.events)
        self.transitions.update(other.transitions)

    @property
    def transactions(self) -> int:
        """All transactions."""
        return sum(self.outcomes.values())


@dataclass
class SequenceResult:
    """A sequence that was run.

    Attributes:
        trace: what happened, up to the first divergence.
        reach: what that was.
        differences: how spec and target differ; empty when they agree throughout.
        step_index: the step that differs; the number of steps when the final state does.
    """

    trace: Trace
    reach: Reach
    differences: list[Difference]
    step_index: int

    @property
    def diverged(self) -> bool:
        """Whether spec and target differ."""
        return bool(self.differences)


class Observer:
    """Looks at each step of a sequence after it was applied."""

    def before(self, world: World) -> None:
        """A sequence starts on the restored world."""

    def after(self, world: World, step: Step) -> None:
        """A step was applied."""


def run_sequence(
    world: World, config: SwarmConfig, seed: int, observer: Observer | None = None, observe_every: int = 100
) -> SequenceResult:
    """Restore the world and run one sequence, which depends on ``config`` and ``seed`` alone.

    The complete state is compared every ``observe_every`` steps and at the end. It stops at the first difference.
    """
    world.restore()
    scene = Scene(world, config, Random(seed))
    generator = Generator(scene)
    statuses = Statuses(scene)
    reach = Reach()
    actions: list[Action] = []
    if observer is not None:
        observer.before(world)
    differences: list[Difference] = []
    while len(actions) < config.length and not differences:
        action = generator.next()
        actions.append(action)
        step = world.step(action)
        differences = step.differences
        _count(reach, step)
        statuses.note(step, reach.transitions)
        if observer is not None:
            observer.after(world, step)
        if not differences and len(actions) % observe_every == 0:
            differences = world.observe()
    step_index = len(actions) - 1
    if not differences and len(actions) % observe_every:
        differences, step_index = world.observe(), len(actions)
    info: dict[str, Any] = {"seed": str(seed), "config": config.to_json()}
    return SequenceResult(Trace(scene.upgrade, tuple(actions), info=info), reach, differences, step_index)


def _count(reach: Reach, step: Step) -> None:
    outcome, name = step.outcome, step.action.name
    if outcome is None:
        return
    if outcome.reason is not None:
        reach.outcomes[name, outcome.reason.name] += 1
        return
    reach.outcomes[name, OK] += 1
    for _, event in outcome.logs:
        reach.events[name, event.event_type.name] += 1
