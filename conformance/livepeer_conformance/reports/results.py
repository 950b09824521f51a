"""From verdicts to what a run says: the status of each requirement, distinct findings, and the exit code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property

from livepeer_conformance.adapters.suggestion import Sighting
from livepeer_conformance.reports.expected import ExpectedFailure, is_expected
from livepeer_conformance.verdict import Outcome, Verdict
from livepeer_spec.requirements import Requirement, applies


class ExitCode(IntEnum):
    """The exit codes of the console command."""

    CONFORMANT = 0
    NON_CONFORMANT = 1
    USAGE = 2
    ERROR = 3
    """Something could not be checked, so that the run is incomplete; what failed is reported all the same."""
    INTERRUPTED = 130


class Status(StrEnum):
    """What a run shows about a requirement in an upgrade."""

    MET = "met"
    """At least one check that covers it ran, and all that ran passed."""
    FAILED = "failed"
    """A check found it violated."""
    IN_DOUBT = "in doubt"
    """A check that covers it failed, and it may be behind that as well as the requirements that count as failed."""
    NOT_RUN = "not run"
    """No check that covers it came to an end that says anything about it."""


@dataclass(frozen=True)
class RequirementResult:
    """A requirement in an upgrade, with the ids of the checks of this run that cover it."""

    requirement: Requirement
    upgrade: str
    status: Status
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A distinct failure or error; ``verdicts`` are the checks that show it, the one that tells most briefly first."""

    outcome: Outcome
    verdicts: tuple[Verdict, ...]

    @property
    def explanation(self) -> str:
        """What is told about it."""
        return self.verdicts[0].explanation


_GRAVITY = {Outcome.PASSED: 0, Outcome.NOT_RUN: 1, Outcome.FAILED: 2, Outcome.ERROR: 3}


@dataclass
class Results:
    """What a run found.

    Attributes:
        upgrades: that were asked for.
        requirements: the registry.
        expected: the entries of the file of expected failures.
        problems: errors outside all checks, such as a module of the suites that cannot be imported.
        interrupted: whether the user ended the run early.
        sightings: what answers that the error map does not list were seen for.
        only_covered: whether requirements are left out that no check of this run covers.
    """

    upgrades: Sequence[str]
    requirements: Mapping[str, Requirement]
    expected: Sequence[ExpectedFailure] = ()
    problems: list[str] = field(default_factory=list)
    interrupted: bool = False
    only_covered: bool = False
    sightings: list[Sighting] = field(default_factory=list)
    _verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        """Take a verdict; of several on one check the gravest counts, as when its teardown fails."""
        self.sightings += [Sighting(*sighting) for sighting in verdict.sightings]
        key = verdict.check, verdict.upgrade
        known = self._verdicts.get(key)
        if known is None or _GRAVITY[verdict.outcome] > _GRAVITY[known.outcome]:
            self._verdicts[key] = verdict

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """All verdicts, by upgrade and check; final once it was read."""
        return sorted(
            self._verdicts.values(), key=lambda verdict: (self.upgrades.index(verdict.upgrade), verdict.check)
        )

    def count(self, outcome: Outcome, upgrade: str | None = None) -> int:
        """How many checks ended so, in one upgrade or in all."""
        return sum(v.outcome is outcome and upgrade in (None, v.upgrade) for v in self.verdicts)

    @cached_property
    def requirement_results(self) -> list[RequirementResult]:
        """Every requirement in every upgrade that was asked for and in which it holds; see ``only_covered``."""
        covering: dict[tuple[str, str], list[Verdict]] = {}
        for verdict in self.verdicts:
            for id_ in dict.fromkeys((*verdict.requirements, *verdict.violated)):
                covering.setdefault((id_, verdict.upgrade), []).append(verdict)
        return [
            _judge(requirement, upgrade, covering.get((requirement.id, upgrade), []))
            for upgrade in self.upgrades
            for requirement in self.requirements.values()
            if applies(requirement, upgrade) and (not self.only_covered or (requirement.id, upgrade) in covering)
        ]

    def count_requirements(self, status: Status, upgrade: str, area: str | None = None) -> int:
        """How many requirements have a status in an upgrade, in one area or in all."""
        return sum(
            result.status is status and result.upgrade == upgrade and area in (None, result.requirement.area)
            for result in self.requirement_results
        )

    @cached_property
    def unexpected_failures(self) -> list[Verdict]:
        """Failures that no entry of the file of expected failures covers."""
        return [v for v in self.verdicts if v.outcome is Outcome.FAILED and not is_expected(v, self.expected)]

    @cached_property
    def expected_failures(self) -> list[Verdict]:
        """Failures that an entry of that file covers."""
        return [v for v in self.verdicts if is_expected(v, self.expected)]

    @cached_property
    def unexpected_passes(self) -> list[tuple[ExpectedFailure, str]]:
        """Entries of that file that do not fail, with the upgrade in which they do not."""
        passed = {(v.check, v.upgrade) for v in self.verdicts if v.outcome is Outcome.PASSED}
        met = {(r.requirement.id, r.upgrade) for r in self.requirement_results if r.status is Status.MET}
        return [
            (entry, upgrade)
            for entry in self.expected
            for upgrade in self.upgrades
            if (entry.id, upgrade) in (met if entry.is_requirement else passed) and entry.covers(entry.id, upgrade)
        ]

    @cached_property
    def failures(self) -> list[Finding]:
        """Each distinct failure that was not expected."""
        return _distinct(Outcome.FAILED, self.unexpected_failures)

    @cached_property
    def errors(self) -> list[Finding]:
        """Each distinct error of a check."""
        return _distinct(Outcome.ERROR, (v for v in self.verdicts if v.outcome is Outcome.ERROR))

    @cached_property
    def not_run(self) -> dict[str, int]:
        """Why checks were not run, with how many."""
        reasons: dict[str, int] = {}
        for verdict in self.verdicts:
            if verdict.outcome is Outcome.NOT_RUN:
                reasons[verdict.explanation] = reasons.get(verdict.explanation, 0) + 1
        return reasons

    @property
    def exit_code(self) -> ExitCode:
        """What the run exits with; see :class:`ExitCode`."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        ran = self.count(Outcome.PASSED) + self.count(Outcome.FAILED)
        if self.errors or self.problems or (self.verdicts and not ran):
            return ExitCode.ERROR
        if not self.verdicts:
            return ExitCode.USAGE
        if self.unexpected_failures or self.unexpected_passes:
            return ExitCode.NON_CONFORMANT
        return ExitCode.CONFORMANT

    @property
    def conclusion(self) -> str:
        """The run's result in words."""
        return {
            ExitCode.CONFORMANT: "conformant",
            ExitCode.NON_CONFORMANT: "not conformant",
            ExitCode.USAGE: "no check selected",
            ExitCode.ERROR: "incomplete",
            ExitCode.INTERRUPTED: "interrupted",
        }[self.exit_code]


def _judge(requirement: Requirement, upgrade: str, verdicts: list[Verdict]) -> RequirementResult:
    status = Status.NOT_RUN
    ended = {verdict.outcome for verdict in verdicts} - {Outcome.NOT_RUN}
    if any(verdict.outcome is Outcome.FAILED and requirement.id in verdict.concerns for verdict in verdicts):
        status = Status.FAILED
    elif any(requirement.id in verdict.at_stake for verdict in verdicts):
        status = Status.IN_DOUBT
    elif ended == {Outcome.PASSED}:
        status = Status.MET
    return RequirementResult(requirement, upgrade, status, tuple(verdict.check for verdict in verdicts))


def _distinct(outcome: Outcome, verdicts: Iterable[Verdict]) -> list[Finding]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.defect or verdict.explanation, []).append(verdict)
    return [
        Finding(outcome, tuple(sorted(group, key=lambda verdict: len(verdict.explanation))))
        for group in groups.values()
    ]
