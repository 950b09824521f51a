"""``livepeer-conformance bench transcode`` and ``bench compare``."""

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from livepeer_conformance.commands.usage import Impossible, UsageError, choice
from livepeer_conformance.reports.printing import plain, printable
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.transcoding import findings, report, tables
from livepeer_conformance.transcoding.comparing import compare, sides
from livepeer_conformance.transcoding.lanes import LANES
from livepeer_conformance.transcoding.measuring import Record
from livepeer_conformance.transcoding.plan import FULL, QUICK

FILE = "transcode.jsonl"


def transcode(
    console: Console, folder: Path, lanes: Sequence[str], programs: Sequence[str], quick: bool, has_plots: bool
) -> ExitCode:
    """Measure, write the report into a folder, and show it. Raises ``UsageError`` and ``Impossible``."""
    from livepeer_conformance.transcoding.benching import bench
    from livepeer_conformance.transcoding.machine import builds_here
    from livepeer_reference.video.builds import FfmpegMissing
    from livepeer_reference.video.verdicts import FfmpegFailed

    for name in lanes:
        choice("--lane", name, tuple(LANES))
    records: list[Record] = []
    try:
        builds = builds_here(programs)
        folder.mkdir(parents=True, exist_ok=True)
        with _termination(), (folder / FILE).open("w", encoding="utf-8") as stream, _progress() as progress:
            writer, task = report.Writer(stream), progress.add_task("starting", total=None)

            def keep(record: Record) -> None:
                writer.write(record)
                records.append(record)

            def tell(what: str, done: int, total: int) -> None:
                progress.update(task, description=what, completed=done, total=total)

            bench(builds, QUICK if quick else FULL, lanes or tuple(LANES), keep, tell)
    except (FfmpegMissing, FfmpegFailed) as error:
        raise Impossible(str(error)) from error
    except OSError as error:
        raise Impossible(f"{folder}: {error}") from error
    tables.show(console, records)
    plain(console, f"report: {folder / FILE}")
    if has_plots:
        _draw(console, records, folder)
    return _judge(console, records)


def compare_files(
    console: Console, files: Sequence[Path], merged: Path | None, has_tables: bool, as_json: bool
) -> ExitCode:
    """Show which cells of several reports agree, and before that the tables of each. Raises ``UsageError``."""
    records: list[Record] = []
    machines = []
    for file in files:
        try:
            found = report.read(file)
        except report.ReportError as error:
            raise UsageError(printable(str(error))) from error
        records += found
        machines += sides(file.name, found)
        if has_tables:
            plain(console, f"{file}:")
            tables.show(console, found)
    if len(machines) < 2 and not has_tables:
        raise UsageError("nothing to compare: one report of one machine and one build of ffmpeg")
    if merged is not None:
        _merge(records, merged)
    pairs = [rows for one, other in combinations(machines, 2) if (rows := compare(one, other))]
    if as_json:
        found = [row.to_json() for rows in pairs for row in rows]
        console.file.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    else:
        for rows in pairs:
            console.print(tables.compared(rows))
    return ExitCode.CONFORMANT


@contextmanager
def _termination() -> Iterator[None]:
    """Take SIGTERM for an interrupt, so that no run and no file is left then either."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _merge(records: Sequence[Record], file: Path) -> None:
    """Write all records into one report, each once."""
    lines = list(dict.fromkeys(report.dumps(record) for record in records))
    try:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise Impossible(f"{file} cannot be written: {error.strerror}") from error


def _judge(console: Console, records: list[Record]) -> ExitCode:
    """Say what does not hold."""
    problems = findings.broken(records)
    for problem in problems:
        plain(console, problem, style="red")
    if not any(record["record"] == "run" for record in records):
        raise Impossible("no lane works here, so that nothing was measured")
    return ExitCode.NON_CONFORMANT if problems else ExitCode.CONFORMANT


def _draw(console: Console, records: list[Record], folder: Path) -> None:
    try:
        from livepeer_conformance.transcoding import plots
    except ImportError as error:
        plain(console, f"no plots: they need the extra 'plots': pip install 'livepeer-conformance[plots]' ({error})")
        return
    for file in plots.draw(records, folder):
        plain(console, f"plot: {file}")


def _progress() -> Progress:
    """A bar on standard error, so that the tables can be piped."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    return Progress(*columns, console=Console(stderr=True), transient=True)
