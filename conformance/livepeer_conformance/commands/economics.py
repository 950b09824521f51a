"""``livepeer-conformance economics``: the Streamflow paper's claims about incentives, with numbers and a plot."""

import json
from pathlib import Path

from rich.console import Console

from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.economics import document
from livepeer_conformance.economics.tables import Courses, Table, courses, tables
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode

MISSING = "the plot needs the package of the extra 'plots': pip install 'livepeer-conformance[plots]'"


def show(console: Console, plot: Path | None, form: str) -> ExitCode:
    """Show the tables as ``text``, ``json`` or ``markdown``, and draw the plot into a file where one is named.

    Raises ``Impossible`` where it cannot be drawn.
    """
    starts = courses()
    if plot is not None:
        _draw(starts, plot)
    found = list(tables(starts))
    if form == "json":
        console.file.write(json.dumps([table.to_json() for table in found], indent=1, ensure_ascii=False) + "\n")
    elif form == "markdown":
        console.file.writelines(f"{line}\n" for line in document.write(found))
    else:
        for table in found:
            _tell(console, table)
    return ExitCode.CONFORMANT if all(table.holds for table in found) else ExitCode.NON_CONFORMANT


def _draw(starts: Courses, file: Path) -> None:
    try:
        from livepeer_conformance.economics import plot
    except ImportError as error:
        raise Impossible(f"{MISSING} ({error})") from error
    try:
        plot.draw(starts, file)
    except OSError as error:
        raise Impossible(f"{file} cannot be written: {error}") from error


def _tell(console: Console, table: Table) -> None:
    plain(console, f"\n{table.name} (Streamflow paper, {table.section})\n{table.claim}\n")
    lines = (table.columns, *table.rows)
    widths = [max(len(line[index]) for line in lines) for index in range(len(table.columns))]
    for first, *others in lines:
        cells = [f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True)]
        plain(console, f"  {first:<{widths[0]}}  " + "  ".join(cells))
    plain(console, f"  {'holds' if table.holds else 'DOES NOT HOLD'}")
