"""``livepeer-conformance run``: the suites on a target."""

import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from livepeer_conformance.adapters.target import TargetError, is_silent
from livepeer_conformance.commands import reporting, running
from livepeer_conformance.commands.running import Selection
from livepeer_conformance.commands.usage import UsageError, check_files
from livepeer_conformance.machines.profiles import PROFILES
from livepeer_conformance.reports import document, expected, progress
from livepeer_conformance.reports.expected import ExpectedFailure, ExpectedFailuresError
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode, Results
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import Verdict
from livepeer_spec import requirements as registry
from livepeer_spec.versions import RULE_SETS


class _Listener:
    """Hands what happens to the results and to the display."""

    def __init__(self, results: Results, display: progress.Display) -> None:
        self._results = results
        self._display = display

    def collected(self, checks: int) -> None:
        self._display.total(checks)

    def checked(self, verdict: Verdict) -> None:
        self._results.add(verdict)
        self._display.show(verdict)

    def problem(self, text: str) -> None:
        self._results.problems.append(text)


def run(
    console: Console,
    settings: Settings,
    selection: Selection,
    *,
    workers: int = 1,
    expected_failures: Path | None = None,
    json_file: Path | None = None,
    junit_file: Path | None = None,
    durations: bool = False,
    suggest_errors: bool = False,
) -> ExitCode:
    """Run the checks, show and write the results. Raises ``UsageError`` and ``Impossible``."""
    check_files(settings)
    if settings.seed is None and not PROFILES[settings.profile].derandomized:
        # One for all processes, so that it repeats the whole run.
        settings = replace(settings, seed=secrets.randbits(32))
    if workers > 1 and settings.backend == "rpc":
        raise UsageError("-n does not go with the backend rpc: a node holds one deployment at a time")
    entries = _load_expected(expected_failures, selection, settings.profile) if expected_failures else []
    reporting.make_folder(settings.report)
    results = Results(settings.upgrades, registry.load(), entries)
    _tell_settings(console, settings)
    silent = _silent(settings)
    if silent:
        plain(console, f"The contracts tell no reasons: of {', '.join(silent)} the status alone is checked.")
    started, start = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    with progress.display(console) as display:
        try:
            results.interrupted = running.execute(settings, selection, workers, _Listener(results, display))
        except running.RunError as error:
            raise UsageError("pytest refused to run, see above") from error
    seconds = time.monotonic() - start
    if results.exit_code is ExitCode.USAGE:
        raise UsageError("no check selected; `livepeer-conformance list` shows what there is")
    circumstances = document.Circumstances(
        started, seconds, settings, selection.keyword, selection.requirements, silent
    )
    code = reporting.conclude(
        console,
        results,
        circumstances,
        partial=selection.is_partial,
        durations=durations,
        json_file=json_file,
        junit_file=junit_file,
    )
    if suggest_errors:
        reporting.suggest_errors(console, results, settings)
    return code


def _load_expected(path: Path, selection: Selection, profile: str) -> list[ExpectedFailure]:
    try:
        entries = expected.load(path, RULE_SETS, registry.load())
        if any(not entry.is_requirement for entry in entries):
            known = running.collect(RULE_SETS, Selection(suites=selection.suites), profile).every
            expected.check_ids(entries, {check.id for check in known}, path)
    except ExpectedFailuresError as error:
        raise UsageError(str(error)) from error
    return entries


def _silent(settings: Settings) -> tuple[str, ...]:
    """The rule sets for which the target tells no reasons."""
    try:
        return tuple(rules for rules in settings.upgrades if is_silent(settings, rules))
    except TargetError:
        # Each check says so.
        return ()


def _tell_settings(console: Console, settings: Settings) -> None:
    seed = "of the profile" if settings.seed is None else str(settings.seed)
    words = [
        f"target {settings.target}{f' {settings.path}' if settings.path else ''}",
        f"backend {settings.backend}",
        f"upgrades {', '.join(settings.upgrades)}",
        f"preset {settings.preset}",
        f"profile {settings.profile}",
        f"seed {seed}",
    ]
    plain(console, " · ".join(words))
