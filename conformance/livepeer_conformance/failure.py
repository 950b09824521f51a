"""From a failed check to what a person needs: the explanation, the trace file, the command that shows it again."""

import json
import re
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest

from livepeer_conformance.adapters.target import TargetError
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.compare.explain import explain
from livepeer_conformance.session import Session
from livepeer_conformance.suites.scenario import NonConformance, SuiteError


@dataclass(frozen=True)
class Failure:
    """A failure for people.

    Attributes:
        text: steps, first difference, requirements and replay command.
        trace: the file with the steps.
        requirements: ids that the difference concerns.
    """

    text: str
    trace: str
    requirements: tuple[str, ...]


def save_failure(item: pytest.Item, error: NonConformance, requirements: tuple[str, ...]) -> Failure:
    """Write the trace of a failure and explain it; ``requirements`` are those that the check names."""
    session: Session = item.funcargs["livepeer_session"]  # type: ignore[attr-defined]
    world = session.current
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", item.name).strip("_")
    path = session.trace_folder / f"{name}.json"
    command = replay_command(session, path)
    explanation = explain(world, error.trace, error.step_index, error.differences, requirements, command)
    content = error.trace.to_json()
    content["info"] = {**content["info"], "check": item.nodeid, "requirements": list(explanation.requirements)}
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return Failure(explanation.text(), str(path), explanation.requirements)


def replay_command(session: Session, trace: Path) -> str:
    """The command line that shows a trace's failure again on the same target."""
    settings = session.settings
    words = ["livepeer-conformance", "replay", str(trace)]
    if settings.target != "reference":
        words += ["--target", settings.target, str(settings.path)]
    for name, value in (("--manifest", settings.manifest), ("--error-map", settings.error_map), ("--url", settings.url)):
        if value:
            words += [name, str(value)]
    return " ".join([*words, "--backend", settings.backend])


def describe_error(error: BaseException) -> str:
    """An error that is no finding: one message for what users can mend, a traceback for everything else."""
    if isinstance(error, TargetError | BackendError):
        return f"{type(error).__name__}: {error}"
    if isinstance(error, SuiteError):
        return f"the suite contradicts the spec: {error}"
    return "".join(traceback.format_exception(error))
