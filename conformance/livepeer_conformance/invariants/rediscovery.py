"""Finding a known defect again: generation with one defect no longer excused must come upon it by itself."""

from dataclasses import replace
from random import Random

from livepeer_conformance.invariants.defects import DEFECTS, Defect
from livepeer_conformance.invariants.monitor import Monitor, Violation
from livepeer_conformance.invariants.violating import violating_on
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.driver import Observer, run_sequence
from livepeer_conformance.machines.swarm import SwarmConfig, draw_config
from livepeer_conformance.model.action import Action, Trace
from livepeer_conformance.shrink.shrinker import Budget, shrink


class _Watch(Observer):
    def __init__(self, defects: tuple[Defect, ...]) -> None:
        self.monitor = Monitor(every=10, defects=defects)
        self.violation: Violation | None = None

    def before(self, world: World) -> None:
        self.violation = None
        self.monitor.start(world)

    def expect(self, world: World, action: Action) -> None:
        self.monitor.expect(world, action)

    def after(self, world: World, step: Step) -> bool:
        self.violation = self.monitor.note(world, step)
        return self.violation is not None


def _config(rules: str, defect: Defect, number: int) -> SwarmConfig:
    """An ordinary sequence; for a defect that takes a deployment option, with what contracts and offices do."""
    config = draw_config(rules, Random(number), defect.length, disruptive=False)
    if defect.families:
        return replace(config, families=tuple(defect.families.items()))
    return replace(config, families=(*config.families, ("contracts", 4))) if defect.options else config


def rediscover(
    world: World, defect: Defect, sequences: int, seed: int = 0, budget: Budget | None = None
) -> Trace | None:
    """The shortest trace that shows ``defect``, found by generation in at most so many sequences; None without one.

    ``world`` has the defect's deployment options; one that runs the spec alone is enough. All other known defects are
    excused, so that what is found is this one or a new one.
    """
    others = tuple(other for other in DEFECTS if other is not defect)
    watch = _Watch(others)
    for number in range(seed, seed + sequences):
        result = run_sequence(world, _config(world.upgrade.name, defect, number), number, watch)
        violation = watch.violation
        if violation is not None and violation.requirement in defect.requirements:
            fails = violating_on(world, violation.requirement, others)
            trace = Trace(world.upgrade.name, result.trace.steps, options=defect.options)
            return shrink(trace, fails, budget or Budget(tries=6_000, seconds=40))
    return None
