"""``livepeer-conformance fill``, ``validate`` and ``cross-check``: the fixtures as files."""

import time
from pathlib import Path

from rich.console import Console

from livepeer_conformance import fixtures
from livepeer_conformance.commands.usage import UsageError
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.progress import SECONDS_BETWEEN_LINES
from livepeer_conformance.reports.results import ExitCode

_SHOWN = 50
"""Lines about the same thing that are shown at most."""


def fill(console: Console, folder: Path, upgrades: tuple[str, ...], *, check: bool) -> ExitCode:
    """Write the fixtures, or compare two fillings with what is there; tell what changed or is wrong."""
    if check:
        _must_be_folder(folder)
    filled = fixtures.fill(folder, upgrades, check)
    _show(console, filled.problems)
    if not check:
        _show(console, [f"changed: {name}" for name in filled.changed])
        _show(console, [f"removed: {name}" for name in filled.removed])
    plain(console, f"{filled.written} fixtures, {len(filled.changed)} {'differ' if check else 'changed'}")
    if not filled.problems:
        return ExitCode.CONFORMANT
    return ExitCode.NON_CONFORMANT if check else ExitCode.ERROR


def validate(console: Console, folder: Path, *, replay: bool, backend: str | None) -> ExitCode:
    """Tell what is wrong with a folder of fixtures."""
    _must_be_folder(folder)
    problems = fixtures.validate(folder, replay, backend)
    _show(console, [str(problem) for problem in problems])
    plain(console, f"{len(problems)} problems" if problems else "valid")
    return ExitCode.NON_CONFORMANT if problems else ExitCode.CONFORMANT


def cross_check(
    console: Console, folder: Path, upgrades: tuple[str, ...], backends: tuple[str, ...], url: str | None, every: int
) -> ExitCode:
    """Tell on which fixtures backends disagree, and what they cannot run; now and then, how far it is."""
    _must_be_folder(folder)
    told = time.monotonic()

    def progress(so_far: fixtures.Crossed, done: int, files: int) -> None:
        nonlocal told
        if time.monotonic() - told >= SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            state = f"{so_far.agreed} agree, {len(so_far.not_run)} not run, {len(so_far.problems)} problems"
            plain(console, f"{so_far.backend}: {done} of {files} files, {state}")

    results = fixtures.cross_check(folder, backends or None, url=url, upgrades=upgrades, every=every, progress=progress)
    for result in results:
        _show(console, result.problems)
        reasons = list(result.not_run.values())
        for reason in dict.fromkeys(reasons):
            plain(console, f"{result.backend}: {reasons.count(reason)} not run: {reason}")
        plain(console, f"{result.backend}: {result.agreed} fixtures agree, {len(result.problems)} problems")
    return ExitCode.NON_CONFORMANT if any(result.problems for result in results) else ExitCode.CONFORMANT


def _must_be_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")


def _show(console: Console, lines: list[str]) -> None:
    for line in lines[:_SHOWN]:
        plain(console, line)
    if len(lines) > _SHOWN:
        plain(console, f"and {len(lines) - _SHOWN} more")
