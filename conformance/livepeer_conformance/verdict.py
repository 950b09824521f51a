"""The verdict on one check: what a run reports, and what its exit code follows from."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

_SUITES: Final = "livepeer_conformance.suites."


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    """The target does not conform."""
    ERROR = "error"
    """The check could not be made: target, backend or suite failed. Says nothing about conformance."""
    NOT_RUN = "not run"
    """The check cannot be made here, for a reason that is told. Never counts as passed."""


@dataclass(frozen=True)
class Verdict:
    """One check under one upgrade.

    Attributes:
        check: the check's id, without the upgrade; see :func:`check_id`.
        upgrade: slug.
        requirements: ids that the check covers.
        outcome: see :class:`Outcome`.
        seconds: wall time.
        behaviour: the first paragraph of the test's docstring.
        explanation: of a failure or error, for people; why the check was not run.
        headline: the explanation in one line.
        defect: the same for failures that look alike, so that each is told once.
        trace: file with the steps that show a failure, if there is one.
        violated: requirement ids that a failure speaks against; a part of ``requirements``, or any that speak about
            what differs.
        at_stake: those of ``requirements`` that can be behind a failure as well.
        sightings: what answers that the error map does not list were seen for, each with its kind, the answer, the name
            of the reason, and how often; see :class:`~livepeer_conformance.adapters.suggestion.Sighting`.
        figures: what the check recorded with pytest's ``record_property``, such as a campaign's seed and extent.
    """

    check: str
    upgrade: str
    requirements: tuple[str, ...]
    outcome: Outcome
    seconds: float
    behaviour: str = ""
    explanation: str = ""
    headline: str = ""
    defect: str = ""
    trace: str = ""
    violated: tuple[str, ...] = ()
    at_stake: tuple[str, ...] = ()
    sightings: tuple[tuple[str, str | int, str, int], ...] = ()
    figures: dict[str, Any] | None = None

    @property
    def concerns(self) -> tuple[str, ...]:
        """The requirements that a failure speaks against: those found violated, else all that the check covers."""
        return self.violated or self.requirements

    def to_json(self) -> dict[str, Any]:
        """A plain form."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Verdict":
        """The verdict of a plain form."""
        lists: dict[str, Any] = {name: tuple(data[name]) for name in ("requirements", "violated", "at_stake")}
        lists["sightings"] = tuple(tuple(sighting) for sighting in data["sightings"])
        return cls(**{**data, **lists, "outcome": Outcome(data["outcome"])})


class NotRun(Exception):
    """A check that cannot be made here; the message says exactly why."""


def check_id(module: str, function: str, case: str = "") -> str:
    """The id of a check: its area and its name, ``bonding/unbond_part_creates_lock``, and ``[case]`` if it has cases.

    The area is the folder of the suites, or the name of a module that stands in none.
    """
    names = module.removeprefix(_SUITES).split(".")
    area = names[0] if module.startswith(_SUITES) and len(names) > 1 else names[-1].removeprefix("test_")
    return f"{area}/{function.removeprefix('test_')}" + (f"[{case}]" if case else "")


def first_paragraph(docstring: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((docstring or "").strip().split("\n\n")[0].split())
