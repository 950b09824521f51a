"""``livepeer-conformance list``: which checks there are."""

import json

from rich.console import Console
from rich.markup import escape

from livepeer_conformance.commands import running
from livepeer_conformance.commands.running import Check, Selection
from livepeer_conformance.commands.usage import UsageError
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode


def show(console: Console, upgrades: tuple[str, ...], selection: Selection, *, as_json: bool) -> ExitCode:
    """Show the selected checks with what they check. Raises ``UsageError`` when there is none."""
    try:
        collection = running.collect(upgrades, selection)
    except running.RunError as error:
        raise UsageError("pytest refused to collect, see above") from error
    checks = _merge(collection.selected)
    if not checks and not collection.problems:
        raise UsageError("no check selected")
    if as_json:
        console.file.write(json.dumps(_plain(checks), indent=1, ensure_ascii=False) + "\n")
    else:
        for id_, group in checks.items():
            names = ", ".join(check.upgrade for check in group)
            console.print(f"[bold]{escape(id_)}[/bold] ({names})", highlight=False, soft_wrap=True)
            for text in (group[0].behaviour, ", ".join(group[0].requirements)):
                if text:
                    plain(console, f"    {text}")
        console.print(f"{len(checks)} checks, {len(collection.selected)} with all upgrades", highlight=False)
    for problem in collection.problems:
        plain(console, f"cannot be collected: {problem}")
    return ExitCode.ERROR if collection.problems else ExitCode.CONFORMANT


def _merge(checks: list[Check]) -> dict[str, list[Check]]:
    merged: dict[str, list[Check]] = {}
    for check in checks:
        merged.setdefault(check.id, []).append(check)
    return merged


def _plain(checks: dict[str, list[Check]]) -> list[dict[str, object]]:
    return [
        {
            "check": id_,
            "upgrades": [check.upgrade for check in group],
            "requirements": list(group[0].requirements),
            "behaviour": group[0].behaviour,
        }
        for id_, group in checks.items()
    ]
