"""The end of a run on the terminal: requirements, findings, where the report is, one line that sums up."""

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from livepeer_conformance.reports import areas
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode, Finding, RequirementResult, Results, Status
from livepeer_conformance.verdict import Outcome

MAX_LISTED: Final = 20
"""Requirements that were not run are listed up to this number; the report has all."""
MAX_CHECKS_NAMED: Final = 5
SLOWEST: Final = 10

_STYLES: Final = {Status.MET: "green", Status.FAILED: "bold red", Status.IN_DOUBT: "red", Status.NOT_RUN: "yellow"}


def show(console: Console, results: Results, *, partial: bool, durations: bool) -> None:
    """Show the results; with ``partial``, requirements without checks are no news and are not listed."""
    if results.count(Outcome.PASSED) or results.count(Outcome.FAILED):
        console.print(requirement_table(results))
        _list_requirements(console, results, partial)
    _show_findings(console, "Failure", results.failures)
    _show_findings(console, "Error", results.errors)
    for problem in results.problems:
        plain(console, "\nProblem of the run", style="bold red")
        plain(console, problem)
    for entry, upgrade in results.unexpected_passes:
        plain(console, f"Expected to fail, but passes: {entry.id} ({upgrade}); expected because: {entry.reason}")
    for reason, count in results.not_run.items():
        plain(console, f"Not run, {_checks(count)}: {reason}")
    if durations:
        console.print(_duration_table(results))


def requirement_table(results: Results) -> Table:
    """How many requirements are met, failed, in doubt and not run, by area and upgrade."""
    table = Table(title="Requirements: met / failed / in doubt / not run", title_justify="left", show_footer=True)
    table.add_column("area", footer="all")
    table.add_column("")
    for upgrade in results.upgrades:
        table.add_column(upgrade, justify="right", footer=_counts(results, upgrade, None))
    for area in areas.in_order({result.requirement.area for result in results.requirement_results}):
        table.add_row(area, areas.title(area), *(_counts(results, upgrade, area) for upgrade in results.upgrades))
    return table


def _counts(results: Results, upgrade: str, area: str | None) -> str:
    parts = []
    for status, style in _STYLES.items():
        count = results.count_requirements(status, upgrade, area)
        parts.append(f"[{style}]{count}[/{style}]" if count else "[dim]0[/dim]")
    return " / ".join(parts)


def _list_requirements(console: Console, results: Results, partial: bool) -> None:
    failed, in_doubt = (
        [result for result in results.requirement_results if result.status is status]
        for status in (Status.FAILED, Status.IN_DOUBT)
    )
    not_run = [
        result
        for result in results.requirement_results
        if result.status is Status.NOT_RUN and (result.checks or not partial)
    ]
    for title, found, limit in (
        ("Failed", failed, len(failed)),
        ("In doubt", in_doubt, MAX_LISTED),
        ("Not run", not_run, MAX_LISTED),
    ):
        merged = _by_requirement(found)
        for id_, group in list(merged.items())[:limit]:
            upgrades = ", ".join(result.upgrade for result in group)
            console.print(
                f"[{_STYLES[group[0].status]}]{title}[/] {id_} ({upgrades}): {escape(group[0].requirement.text)}",
                highlight=False,
                soft_wrap=True,
            )
        if len(merged) > limit:
            plain(console, f"and {len(merged) - limit} more requirements {title.lower()}; the report lists them")


def _by_requirement(found: list[RequirementResult]) -> dict[str, list[RequirementResult]]:
    merged: dict[str, list[RequirementResult]] = {}
    for result in found:
        merged.setdefault(result.requirement.id, []).append(result)
    return merged


def _show_findings(console: Console, title: str, findings: list[Finding]) -> None:
    for number, finding in enumerate(findings, start=1):
        first, *others = finding.verdicts
        plain(console, f"\n{title} {number} of {len(findings)}: {first.check} ({first.upgrade})", style="bold red")
        plain(console, finding.explanation.rstrip())
        if others:
            named = ", ".join(f"{verdict.check} ({verdict.upgrade})" for verdict in others[:MAX_CHECKS_NAMED])
            more = f" and {len(others) - MAX_CHECKS_NAMED} more" if len(others) > MAX_CHECKS_NAMED else ""
            plain(console, f"The same in {named}{more}")


def _duration_table(results: Results) -> Table:
    table = Table(title="Slowest checks", title_justify="left")
    table.add_column("seconds", justify="right")
    table.add_column("check")
    table.add_column("upgrade")
    for verdict in sorted(results.verdicts, key=lambda verdict: -verdict.seconds)[:SLOWEST]:
        table.add_row(f"{verdict.seconds:.2f}", escape(verdict.check), verdict.upgrade)
    return table


def summary_line(results: Results, seconds: float) -> str:
    """The run in one line."""
    if not results.verdicts:
        return f"{results.conclusion}: no check came to an end"
    met = sum(results.count_requirements(Status.MET, upgrade) for upgrade in results.upgrades)
    ended = {outcome: results.count(outcome) for outcome in Outcome}
    ended[Outcome.FAILED] -= len(results.expected_failures)
    parts = [f"{count} {outcome}" for outcome, count in ended.items() if count]
    if results.expected_failures:
        parts.append(f"{len(results.expected_failures)} failed as expected")
    if results.unexpected_passes:
        parts.append(f"{len(results.unexpected_passes)} expected to fail but passed")
    if results.problems:
        parts.append(f"{len(results.problems)} problems")
    requirements = f"{met} of {len(results.requirement_results)} requirements met"
    return (
        f"{results.conclusion}: {_checks(len(results.verdicts))}, {', '.join(parts)}; {requirements}; {seconds:.1f} s"
    )


def close(console: Console, results: Results, seconds: float, report: Path) -> None:
    """Tell where the report is, and sum up."""
    plain(console, f"Report: {report}")
    style = "bold green" if results.exit_code is ExitCode.CONFORMANT else "bold red"
    plain(console, summary_line(results, seconds), style)


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"
