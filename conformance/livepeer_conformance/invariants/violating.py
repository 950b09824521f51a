"""Whether a trace breaks an invariant: what the shrinker asks when that is what a sequence was found to do."""

from collections.abc import Iterable

from livepeer_conformance.invariants.defects import DEFECTS, Defect
from livepeer_conformance.invariants.monitor import Monitor, Violation
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import ModelError, Trace
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.shrink.failing import Failure, OnWorld


def difference_of(violation: Violation) -> Difference:
    """A violation as a difference between what must hold and what does."""
    books = "the target's books" if violation.on_target else "the rules' own books"
    return Difference(f"invariant {violation.requirement}", "", "holds", f"broken in {books}: {violation.message}")


def violating_on(world: World, requirement: str, defects: Iterable[Defect] = DEFECTS) -> "InvariantRunner":
    """What runs traces on a world and looks for a violation of the invariant ``requirement``."""
    return InvariantRunner(world, requirement, defects)


class InvariantRunner(OnWorld):
    """Looks at the invariants after each step, of which one counts."""

    def __init__(self, world: World, requirement: str, defects: Iterable[Defect]) -> None:
        super().__init__(world)
        self._requirement = requirement
        self._monitor = Monitor(every=1, defects=defects)

    def __call__(self, trace: Trace) -> Failure | None:
        """Run a trace from the start of the world."""
        world, monitor = self._world, self._monitor
        world.restore()
        monitor.start(world)
        for index, action in enumerate(trace.steps):
            try:
                monitor.expect(world, action)
                step = world.step(action)
            except ModelError:
                return None
            violation = monitor.note(world, step)
            if violation is not None:
                return _failure(violation, index, self._requirement)
        violation = monitor.finish(world)
        return None if violation is None else _failure(violation, len(trace.steps) - 1, self._requirement)


def _failure(violation: Violation, index: int, requirement: str) -> Failure | None:
    if violation.requirement != requirement:
        return None
    return Failure(index, (difference_of(violation),), (f"invariant {requirement}",))
