"""``livepeer-conformance replay``: a trace once more, in protocol words."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from livepeer_conformance import replay as replaying
from livepeer_conformance import trace_file
from livepeer_conformance.adapters.errors import TargetError
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.commands.usage import Impossible, UsageError, check_files
from livepeer_conformance.compare.explain import Explanation, describe_action, explain
from livepeer_conformance.lockstep.world import Step
from livepeer_conformance.model.action import ModelError, Trace
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import NotRun


def show(console: Console, path: Path, settings: Settings, *, as_json: bool) -> ExitCode:
    """Run the trace of a file and show what happens. Raises ``UsageError`` and ``Impossible``."""
    try:
        trace = trace_file.load(path)
        settings = replace(settings, upgrades=(trace.upgrade,), preset=trace.preset)
        check_files(settings)
        return _replay(console, trace, settings, as_json)
    except ModelError as error:
        raise UsageError(str(error)) from error
    except (TargetError, BackendError, NotRun) as error:
        raise Impossible(str(error)) from error


def _replay(console: Console, trace: Trace, settings: Settings, as_json: bool) -> ExitCode:
    session = Session(settings)
    steps: list[dict[str, Any]] = []
    try:
        world = session.world(trace.upgrade, trace.options)

        def watch(index: int, step: Step) -> None:
            text, outcome = describe_action(step.action, world.naming), _outcome(step)
            steps.append({"step": index + 1, "text": text, "outcome": outcome})
            if not as_json:
                plain(console, f"{index + 1:>3}  {text}" + (f"  [{outcome}]" if outcome else ""))

        result = replaying.replay(world, trace, watch)
        explanation = None
        if result.diverged:
            explanation = explain(world, trace, result.step_index, result.differences, _named(trace))
    finally:
        session.close()
    if as_json:
        console.file.write(json.dumps(_plain(steps, explanation), indent=1, ensure_ascii=False) + "\n")
    elif explanation is None:
        plain(console, "no divergence")
    else:
        plain(console, "\n" + explanation.text(with_steps=False))
    return ExitCode.CONFORMANT if explanation is None else ExitCode.NON_CONFORMANT


def _outcome(step: Step) -> str:
    """What the target made of a step; empty for time."""
    if step.receipt is None:
        return ""
    if step.receipt.success:
        return "accepted"
    agreed = step.outcome is not None and step.outcome.reason is not None and not step.differences
    return f"rejected, {step.outcome.reason.name}" if agreed else "rejected"  # type: ignore[union-attr]


def _named(trace: Trace) -> list[str]:
    """The requirements that the trace's notes name, if they do."""
    named = trace.info.get("requirements", [])
    return [id_ for id_ in named if isinstance(id_, str)] if isinstance(named, list) else []


def _plain(steps: list[dict[str, Any]], explanation: Explanation | None) -> dict[str, Any]:
    divergence = None
    if explanation is not None:
        divergence = {
            "step": explanation.failing,
            "requirements": list(explanation.concern.named),
            "at_stake": list(explanation.concern.at_stake),
            "explanation": explanation.text(with_steps=False),
        }
    return {"steps": steps, "divergence": divergence}
