"""Running a generated sequence on a world."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.generator import Generator
from livepeer_conformance.machines.repertoire import repertoire
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
        config, seed, upgrade: what it depends on.
        steps: what happened.
        reach: what that was.
        differences: how spec and target differ; empty when they agree throughout.
        step_index: the step that differs; the number of steps when the final state does.
        stopped: whether the observer ended it.
    """

    config: SwarmConfig
    seed: int
    upgrade: str
    steps: list[Action] = field(default_factory=list)
    reach: Reach = field(default_factory=Reach)
    differences: list[Difference] = field(default_factory=list)
    step_index: int = 0
    stopped: bool = False

    @property
    def diverged(self) -> bool:
        """Whether spec and target differ."""
        return bool(self.differences)

    @property
    def ended(self) -> bool:
        """Whether there is a reason to stop."""
        return bool(self.differences) or self.stopped

    @property
    def trace(self) -> Trace:
        """The steps as a trace that can be replayed without generation."""
        info: dict[str, Any] = {"seed": str(self.seed), "config": self.config.to_json()}
        return Trace(self.upgrade, tuple(self.steps), info=info)


class Observer:
    """Looks at a sequence from the side."""

    def before(self, world: World) -> None:
        """A sequence starts on the restored world."""

    def expect(self, world: World, action: Action) -> None:
        """An action is about to be applied."""

    def after(self, world: World, step: Step) -> bool:
        """A step was applied; True ends the sequence."""
        return False


def run_sequence(
    world: World, config: SwarmConfig, seed: int, observer: Observer | None = None, observe_every: int = 100
) -> SequenceResult:
    """Restore the world and run one sequence, which depends on ``config`` and ``seed`` alone.

    The complete state is compared every ``observe_every`` steps and at the end. The sequence stops at the first
    difference, and when the ``observer`` says so.
    """
    world.restore()
    scene = repertoire(world.upgrade.name).scene(world, config, Random(seed))
    generator = Generator(scene)
    statuses = Statuses(scene)
    result = SequenceResult(config, seed, scene.upgrade)
    if observer is not None:
        observer.before(world)
    while len(result.steps) < config.length and not result.ended:
        action = generator.next()
        result.steps.append(action)
        if observer is not None:
            observer.expect(world, action)
        step = world.step(action)
        result.differences = step.differences
        _count(result.reach, step)
        statuses.note(step, result.reach.transitions)
        if observer is not None:
            result.stopped = observer.after(world, step)
        if len(result.steps) % observe_every == 0 and not result.ended:
            result.differences = world.observe()
    result.step_index = len(result.steps) - 1
    if len(result.steps) % observe_every and not result.ended:
        result.differences, result.step_index = world.observe(), len(result.steps)
    return result


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
