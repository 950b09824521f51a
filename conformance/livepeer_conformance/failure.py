"""From a test that ended to its verdict: the explanation, the trace file, the command that shows a failure again."""

import re
import shlex
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from livepeer_conformance.adapters.target import TargetError
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.compare.concerned import Concern
from livepeer_conformance.compare.explain import explain
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.session import Session
from livepeer_conformance.suites.scenario import NonConformance, SuiteError
from livepeer_conformance.trace_file import save
from livepeer_conformance.verdict import NotRun, Outcome, Verdict, first_paragraph


@dataclass(frozen=True)
class Failure:
    """A failure for people.

    Attributes:
        text: steps, first difference, requirements and replay command.
        headline: the first difference in one line.
        defect: what failures of the same kind have in common.
        trace: the file with the steps.
        concern: the requirements that the difference speaks against, and those at stake.
    """

    text: str
    headline: str
    defect: str
    trace: str
    concern: Concern


def judge(
    check: str,
    upgrade: str,
    requirements: tuple[str, ...],
    item: pytest.Item,
    error: BaseException | None,
    seconds: float,
) -> Verdict:
    """The verdict on a test that ended with ``error`` or without one.

    Only a :class:`NonConformance` is a failure of the target; whatever else goes wrong is an error.
    """
    function = getattr(item, "function", None)
    session: Session | None = getattr(item, "funcargs", {}).get("livepeer_session")
    common: dict[str, Any] = {
        "check": check,
        "upgrade": upgrade,
        "requirements": requirements,
        "seconds": round(seconds, 4),
        "behaviour": first_paragraph(getattr(function, "__doc__", "")),
        "sightings": tuple(map(tuple, session.take_sightings())) if session else (),
        "figures": dict(item.user_properties) or None,
    }
    if error is None:
        return Verdict(outcome=Outcome.PASSED, **common)
    if isinstance(error, NonConformance):
        failure = save_failure(item, f"{check} {upgrade}", error, requirements)
        return Verdict(
            outcome=Outcome.FAILED,
            explanation=failure.text,
            headline=failure.headline,
            defect=failure.defect,
            trace=failure.trace,
            violated=failure.concern.named,
            at_stake=failure.concern.at_stake,
            **common,
        )
    if isinstance(error, NotRun | pytest.skip.Exception):
        return Verdict(outcome=Outcome.NOT_RUN, explanation=str(error), headline=str(error), **common)
    text, headline = describe_error(error), f"{type(error).__name__}: {error}".split("\n")[0]
    return Verdict(outcome=Outcome.ERROR, explanation=text, headline=headline, defect=text, **common)


def save_failure(item: pytest.Item, title: str, error: NonConformance, covered: tuple[str, ...]) -> Failure:
    """Write the trace of a failure and explain it; ``covered`` are the requirements that the check names."""
    session: Session = item.funcargs["livepeer_session"]  # type: ignore[attr-defined]
    path = session.trace_folder / (re.sub(r"[^A-Za-z0-9_.-]+", "_", title).strip("_") + ".json")
    explanation = explain(
        session.current,
        error.trace,
        error.step_index,
        error.differences,
        covered,
        replay_command(session, path),
    )
    if error.requirements:
        explanation = replace(explanation, concern=Concern(error.requirements))
    info = {**error.trace.info, "check": title, "requirements": list(explanation.concern.named)}
    save(replace(error.trace, info=info), path)
    step = explanation.transaction or "final state"
    told = [f"{one.title}: by the spec {one.expected}, on the target {one.observed}" for one in explanation.differences]
    headline = f"{step}: {told[0] if told else error.differences[0].where}"
    return Failure(explanation.text(), headline, _defect(step, error.differences[0]), str(path), explanation.concern)


def _defect(step: str, difference: Difference) -> str:
    """What failures with the same cause most likely share; upgrade, accounts and amounts are left out."""
    where = re.sub(r"\(.*\)", "", difference.where)
    values = "" if difference.field else f" {_kind(difference.expected)} {_kind(difference.observed)}"
    return f"{step} {where} {difference.field}{values}"


def _kind(value: Any) -> str:
    """A text as it is, anything else by its type."""
    return value if isinstance(value, str) else type(value).__name__


def replay_command(session: Session, trace: Path) -> str:
    """The command line that shows a trace's failure again on the same target."""
    return shlex.join(["livepeer-conformance", "replay", str(trace), *session.settings.target_words()])


def describe_error(error: BaseException) -> str:
    """An error that is no finding: one message for what users can mend, a traceback for everything else."""
    if isinstance(error, TargetError | BackendError):
        return f"{type(error).__name__}: {error}"
    if isinstance(error, SuiteError):
        return f"the suite contradicts the spec: {error}"
    return "".join(traceback.format_exception(error))
