"""The report as Markdown, for people."""

from collections.abc import Iterator
from pathlib import Path

from livepeer_conformance.reports import areas
from livepeer_conformance.reports.document import Circumstances
from livepeer_conformance.reports.results import Finding, RequirementResult, Results, Status
from livepeer_conformance.verdict import Outcome


def write(path: Path, results: Results, run: Circumstances) -> None:
    """Write the report."""
    path.write_text("\n".join(_lines(results, run)) + "\n", encoding="utf-8")


def _lines(results: Results, run: Circumstances) -> Iterator[str]:
    yield f"# Conformance report: {results.conclusion}"
    yield ""
    yield from run.settings.describe()
    yield f"Started {run.started}, {run.seconds:.0f} s."
    yield ""
    yield "| upgrade | checks passed | failed | errors | not run | requirements met | failed | in doubt | not run |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for upgrade in results.upgrades:
        outcomes = (Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.NOT_RUN)
        counts = [str(results.count(outcome, upgrade)) for outcome in outcomes]
        counts += [str(results.count_requirements(status, upgrade)) for status in Status]
        yield f"| {upgrade} | {' | '.join(counts)} |"
    yield from _findings("Failures", results.failures)
    yield from _findings("Errors", results.errors)
    if results.problems:
        yield from ("", "## Problems of the run")
        for problem in results.problems:
            yield from ("", *_quoted(problem))
    if results.expected_failures or results.unexpected_passes:
        yield from ("", "## Expected failures", "")
        yield from (
            f"- {verdict.check}, {verdict.upgrade}: failed as expected" for verdict in results.expected_failures
        )
        yield from (f"- {entry.id}, {upgrade}: **passed**" for entry, upgrade in results.unexpected_passes)
    if results.not_run:
        yield from ("", "## Checks that were not run", "")
        yield from (f"- {count} because {reason}" for reason, count in results.not_run.items())
    yield from _requirements(results)


def _findings(title: str, findings: list[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield from ("", f"## {title}")
    for number, finding in enumerate(findings, start=1):
        checks = ", ".join(f"{verdict.check} ({verdict.upgrade})" for verdict in finding.verdicts)
        yield from ("", f"### {number}. {finding.verdicts[0].headline}", "", f"Shown by {checks}.", "")
        yield from _quoted(finding.explanation)


def _quoted(text: str) -> Iterator[str]:
    yield from (f"    {line}" for line in text.rstrip().split("\n"))


def _requirements(results: Results) -> Iterator[str]:
    by_area: dict[str, list[RequirementResult]] = {}
    for result in results.requirement_results:
        by_area.setdefault(result.requirement.area, []).append(result)
    yield from ("", "## Requirements")
    for area in areas.in_order(set(by_area)):
        yield from ("", f"### {area}: {areas.title(area)}", "")
        yield from (
            "| id | " + " | ".join(results.upgrades) + " | requirement |",
            "|---|" + "---|" * (len(results.upgrades) + 1),
        )
        rows: dict[str, dict[str, RequirementResult]] = {}
        for result in by_area[area]:
            rows.setdefault(result.requirement.id, {})[result.upgrade] = result
        for id_, row in rows.items():
            statuses = [str(row[upgrade].status) if upgrade in row else "" for upgrade in results.upgrades]
            text = next(iter(row.values())).requirement.text.replace("|", "\\|")
            yield f"| {id_} | {' | '.join(statuses)} | {text} |"
