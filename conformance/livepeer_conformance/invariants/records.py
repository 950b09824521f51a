"""The recorded traces of known defects."""

from importlib import resources
from typing import Final

from livepeer_conformance.invariants.defects import DEFECTS, Defect
from livepeer_conformance.invariants.violating import violating_on
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Trace
from livepeer_conformance.shrink.failing import Failure
from livepeer_conformance.trace_file import parse

_FOLDER: Final = resources.files("livepeer_conformance.invariants") / "traces"


def recorded_trace(defect: Defect, upgrade: str) -> Trace:
    """The trace that shows ``defect`` under an upgrade. Raises ``ModelError`` when the file is damaged."""
    return parse((_FOLDER / f"{upgrade}-{defect.id}.json").read_bytes())


def demonstrate(world: World, defect: Defect) -> Failure | None:
    """Run the recorded trace with the defect no longer excused; gives the invariant that it breaks."""
    others = [other for other in DEFECTS if other is not defect]
    trace = recorded_trace(defect, world.upgrade.name)
    for requirement in sorted(defect.requirements):
        failure = violating_on(world, requirement, others)(trace)
        if failure is not None:
            return failure
    return None
