"""The verdict on one check: what a run reports, and what its exit code follows from."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest


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
        check: the test's id, without the upgrade.
        upgrade: slug.
        requirements: ids that the check covers.
        outcome: see :class:`Outcome`.
        seconds: wall time.
        behaviour: the first line of the test's docstring.
        explanation: of a failure or error, for people.
        trace: file with the steps that show a failure, if there is one.
        violated: requirement ids that a failure concerns; a part of ``requirements`` or, in generated checks, any.
        data: figures of a generated check: sequences, steps, what was reached.
    """

    check: str
    upgrade: str
    requirements: tuple[str, ...]
    outcome: Outcome
    seconds: float
    behaviour: str = ""
    explanation: str = ""
    trace: str = ""
    violated: tuple[str, ...] = ()
    data: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """A plain form."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Verdict":
        """The verdict of a plain form."""
        lists = {name: tuple(data[name]) for name in ("requirements", "violated")}
        return cls(**{**data, **lists, "outcome": Outcome(data["outcome"])})


class NotRun(Exception):
    """A check that cannot be made here; the message says exactly why."""


def judge(item: pytest.Item, error: BaseException | None, seconds: float) -> Verdict:
    """The verdict on a test that ended with ``error`` or without one.

    Only a :class:`NonConformance` is a failure of the target; whatever else goes wrong is an error.
    """
    from livepeer_conformance.failure import Failure, describe_error, save_failure
    from livepeer_conformance.suites.scenario import NonConformance

    function = getattr(item, "function", None)
    upgrade = item.callspec.params["livepeer_upgrade"]  # type: ignore[attr-defined]
    requirements = tuple(getattr(function, "requirements", ()))
    check = item.nodeid.split("::", 1)[-1].split("[")[0]
    module = Path(item.nodeid.split("::")[0]).with_suffix("").name
    common: dict[str, Any] = {
        "check": f"{module}::{check}",
        "upgrade": upgrade,
        "requirements": requirements,
        "seconds": round(seconds, 4),
        "behaviour": (getattr(function, "__doc__", "") or "").strip().split("\n")[0],
        "data": item.user_properties_data if hasattr(item, "user_properties_data") else None,
    }
    if error is None:
        return Verdict(outcome=Outcome.PASSED, **common)
    if isinstance(error, NonConformance):
        failure: Failure = save_failure(item, error, requirements)
        return Verdict(
            outcome=Outcome.FAILED, explanation=failure.text, trace=failure.trace, violated=failure.requirements, **common
        )
    if isinstance(error, NotRun):
        return Verdict(outcome=Outcome.NOT_RUN, explanation=str(error), **common)
    return Verdict(outcome=Outcome.ERROR, explanation=describe_error(error), **common)
