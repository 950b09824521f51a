"""The end of a run: results on the terminal and in files."""

from pathlib import Path

from rich.console import Console

from livepeer_conformance.adapters import error_map, suggestion
from livepeer_conformance.adapters.error_map import Answer
from livepeer_conformance.commands.usage import Impossible, UsageError
from livepeer_conformance.reports import document, junit, markdown, terminal
from livepeer_conformance.reports.document import Circumstances
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode, Results
from livepeer_conformance.settings import Settings
from livepeer_spec.rejection import Reason


def make_folder(folder: Path) -> None:
    """Make the folder of the report. Raises ``UsageError``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--report: {error}") from error


def conclude(
    console: Console,
    results: Results,
    circumstances: Circumstances,
    *,
    partial: bool,
    durations: bool = False,
    json_file: Path | None = None,
    junit_file: Path | None = None,
) -> ExitCode:
    """Show and write the results; see :func:`~livepeer_conformance.reports.terminal.show`. Raises ``Impossible``."""
    folder = circumstances.settings.report
    terminal.show(console, results, partial=partial, durations=durations)
    try:
        content = document.build(results, circumstances)
        document.write(folder / "report.json", content)
        markdown.write(folder / "report.md", results, circumstances)
        if json_file:
            document.write(json_file, content)
        if junit_file:
            junit.write(junit_file, results)
    except OSError as error:
        raise Impossible(f"the report cannot be written: {error}") from error
    terminal.close(console, results, circumstances.seconds, folder / "report.json")
    return results.exit_code


def suggest_errors(console: Console, results: Results, settings: Settings) -> None:
    """Write what error map follows from the run, and tell how much of one. Raises ``Impossible``."""
    found = suggestion.suggest(results.sightings)
    own = error_map.load(settings.error_map) if settings.error_map else None
    listed: dict[Reason, tuple[Answer, ...]] = {}
    for upgrade in settings.upgrades:
        for reason, answers in error_map.built_in(upgrade).answers.items():
            listed[reason] = tuple(dict.fromkeys((*listed.get(reason, ()), *answers)))
    path = settings.report / suggestion.FILE
    try:
        path.write_text(suggestion.document(found, listed, own), encoding="utf-8")
    except OSError as error:
        raise Impossible(f"the suggested error map cannot be written: {error}") from error
    proposed = sum(map(len, found.proposed.values()))
    plain(console, f"Error map: {proposed} answers proposed, {len(found.open)} left open, in {path}")
