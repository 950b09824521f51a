"""The report as JSON, in the form that ``fixtures/schema/report-v1.json`` describes."""

import json
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from livepeer_conformance.reports.expected import is_expected
from livepeer_conformance.reports.results import Finding, Results, Status
from livepeer_conformance.settings import ClientSettings, Settings
from livepeer_conformance.verdict import Outcome, Verdict

_PACKAGES = ("py-evm", "pyrevm", "hypothesis", "pytest")


@dataclass(frozen=True)
class Circumstances:
    """When and how a run was made: start as ISO 8601 text, duration, settings, and the selection of checks.

    ``silent`` are the rule sets for which the target tells no reasons, so that its status alone counted.
    """

    started: str
    seconds: float
    settings: Settings | ClientSettings
    keyword: str
    requirements: tuple[str, ...]
    silent: tuple[str, ...] = ()


def package_version(name: str) -> str | None:
    """The version of an installed package, None where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def build(results: Results, run: Circumstances) -> dict[str, Any]:
    """The content of a report."""
    return {
        "schema": "report-v1",
        "tool": {"name": "livepeer-conformance", "version": package_version("livepeer-conformance")},
        "run": {
            "started": run.started,
            "seconds": round(run.seconds, 2),
            "settings": run.settings.to_json(),
            "selection": {"keyword": run.keyword, "requirements": list(run.requirements)},
            "without_reasons": list(run.silent),
            "environment": {
                "python": platform.python_version(),
                "platform": sys.platform,
                "packages": {name: package_version(name) for name in _PACKAGES},
            },
        },
        "conclusion": results.conclusion,
        "exit_code": int(results.exit_code),
        "summary": {upgrade: _summary(results, upgrade) for upgrade in results.upgrades},
        "requirements": [
            {
                "id": result.requirement.id,
                "upgrade": result.upgrade,
                "status": str(result.status),
                "text": result.requirement.text,
                "source": result.requirement.source,
                "checks": list(result.checks),
            }
            for result in results.requirement_results
        ],
        "checks": [_check(results, verdict) for verdict in results.verdicts],
        "failures": _findings(results.failures),
        "expected_failures": {
            "entries": [
                {"id": entry.id, "upgrade": entry.upgrade, "reason": entry.reason, "link": entry.link}
                for entry in results.expected
            ],
            "failed": [{"check": verdict.check, "upgrade": verdict.upgrade} for verdict in results.expected_failures],
            "passed": [{"id": entry.id, "upgrade": upgrade} for entry, upgrade in results.unexpected_passes],
        },
        "errors": _findings(results.errors),
        "problems": list(results.problems),
    }


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a report, making the folder that it is to stand in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _summary(results: Results, upgrade: str) -> dict[str, Any]:
    return {
        "checks": {str(outcome): results.count(outcome, upgrade) for outcome in Outcome},
        "requirements": {str(status): results.count_requirements(status, upgrade) for status in Status},
    }


def _check(results: Results, verdict: Verdict) -> dict[str, Any]:
    entry = {
        "check": verdict.check,
        "upgrade": verdict.upgrade,
        "requirements": list(verdict.requirements),
        "behaviour": verdict.behaviour,
        "outcome": str(verdict.outcome),
        "seconds": verdict.seconds,
    }
    if verdict.outcome is Outcome.FAILED:
        entry |= {"violated": list(verdict.concerns), "at_stake": list(verdict.at_stake)}
        entry |= {"expected": is_expected(verdict, results.expected)}
    if verdict.headline:
        entry["headline"] = verdict.headline
    if verdict.trace:
        entry["trace"] = verdict.trace
    if verdict.figures is not None:
        entry["figures"] = verdict.figures
    return entry


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "explanation": finding.explanation,
            "violated": sorted({id_ for verdict in finding.verdicts for id_ in verdict.concerns}),
            "at_stake": sorted({id_ for verdict in finding.verdicts for id_ in verdict.at_stake}),
            "checks": [{"check": verdict.check, "upgrade": verdict.upgrade} for verdict in finding.verdicts],
            "trace": finding.verdicts[0].trace or None,
        }
        for finding in findings
    ]
