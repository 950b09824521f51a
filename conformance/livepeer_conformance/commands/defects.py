"""``livepeer-conformance defects``: situations in which a deployed rule breaks an invariant of its own protocol."""

import json

from rich.console import Console

from livepeer_conformance.compare.explain import describe_action
from livepeer_conformance.invariants.defects import DEFECTS
from livepeer_conformance.invariants.records import demonstrate, recorded_trace
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings


def show(console: Console, settings: Settings, *, as_json: bool) -> ExitCode:
    """Run each known defect's trace on the target and tell which invariant it breaks there."""
    session = Session(settings)
    rows = []
    try:
        for defect in DEFECTS:
            for upgrade in (name for name in settings.upgrades if name in defect.upgrades):
                trace = recorded_trace(defect, upgrade)
                world = session.world(upgrade, defect.options)
                failure = demonstrate(world, defect)
                broken = failure.kind.removeprefix("invariant ") if failure else ""
                message = str(failure.differences[0].observed) if failure else "the invariants hold"
                steps = [describe_action(action, world.naming) for action in trace.steps]
                rows.append(
                    {
                        "id": defect.id, "upgrade": upgrade, "title": defect.title, "breaks": broken,
                        "message": message, "invariants": sorted(defect.requirements), "steps": steps,
                    }
                )  # fmt: skip
    finally:
        session.close()
    if as_json:
        console.file.write(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
        return ExitCode.CONFORMANT
    for row in rows:
        plain(console, f"{row['id']} ({row['upgrade']})\n  {row['title']}")
        for number, text in enumerate(row["steps"], start=1):
            plain(console, f"  {number:>3}  {text}")
        plain(console, f"  {row['breaks'] or 'none of ' + ', '.join(row['invariants'])}: {row['message']}\n")
    return ExitCode.CONFORMANT
