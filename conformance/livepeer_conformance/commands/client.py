"""``livepeer-conformance client``: a client program's answers to the vectors of functions."""

import json
import re
import shlex
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from livepeer_conformance.adapters.client import REASONS, Client, Examination, Lost
from livepeer_conformance.adapters.client_process import ClientError
from livepeer_conformance.commands import reporting
from livepeer_conformance.commands.usage import Impossible, UsageError
from livepeer_conformance.compare.citing import requirement_lines
from livepeer_conformance.reports import document, progress
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode, Results
from livepeer_conformance.settings import ClientSettings
from livepeer_conformance.vectors import VectorCase, VectorFileError, load, mismatch, save, vectors
from livepeer_conformance.verdict import Outcome, Verdict
from livepeer_spec import requirements as registry

_SHOWN: Final = 600
"""Characters of an argument or a result that are shown."""


@dataclass(frozen=True)
class Selection:
    """Which vectors: those of some functions and of some requirements, all where none is named."""

    functions: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


def run(
    console: Console,
    settings: ClientSettings,
    selection: Selection,
    *,
    json_file: Path | None = None,
    junit_file: Path | None = None,
) -> ExitCode:
    """Ask a client program for the vectors, show and write the results. Raises ``UsageError`` and ``Impossible``."""
    cases = _selected(settings, selection)
    reporting.make_folder(settings.report)
    started, start = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    try:
        examination = Examination(lambda: Client(settings.command, settings.timeout))
    except ClientError as error:
        raise Impossible(f"the client did not begin: {error}") from error
    client = examination.client
    wanted = tuple(dict.fromkeys(case.upgrade for case in cases))
    _tell_client(console, client, wanted)
    upgrades = tuple(upgrade for upgrade in wanted if client.functions.get(upgrade))
    results = Results(upgrades, registry.load(), problems=examination.problems, only_covered=True)
    _examine(console, settings, results, examination, [case for case in cases if case.upgrade in upgrades])
    circumstances = document.Circumstances(
        started, time.monotonic() - start, settings, " or ".join(selection.functions), selection.requirements
    )
    return reporting.conclude(
        console, results, circumstances, partial=False, json_file=json_file, junit_file=junit_file
    )


def _selected(settings: ClientSettings, selection: Selection) -> list[VectorCase]:
    try:
        cases = load(settings.vector) if settings.vector else vectors(settings.upgrades)
    except VectorFileError as error:
        raise UsageError(f"--vector: {error}") from error
    for name in selection.functions:
        if all(case.function != name for case in cases):
            raise UsageError(f"--function: there is no {name} in {', '.join(settings.upgrades)}")
    cases = [
        case
        for case in cases
        if (not selection.functions or case.function in selection.functions)
        and (not selection.requirements or set(selection.requirements) & set(case.requirements))
    ]
    if not cases:
        raise UsageError("no vector selected")
    return cases


def _tell_client(console: Console, client: Client, wanted: Sequence[str]) -> None:
    """Show what the client says of itself. Raises ``Impossible`` where it has nothing of the wanted upgrades."""
    count = sum(len(client.functions.get(upgrade, ())) for upgrade in wanted)
    plain(console, f"client {client.name} · functions {count} · {', '.join(sorted(client.capabilities)) or 'plain'}")
    if not count:
        client.close()
        raise Impossible(f"the client has no function of {', '.join(wanted)}")
    if others := [upgrade for upgrade in wanted if not client.functions.get(upgrade)]:
        plain(console, f"The client has no function of {', '.join(others)}: nothing is checked there.")
    if REASONS not in client.capabilities:
        plain(console, "The client tells no reasons: that it rejects for the right one is not checked.")


def _examine(
    console: Console,
    settings: ClientSettings,
    results: Results,
    examination: Examination,
    cases: Sequence[VectorCase],
) -> None:
    """Ask for all vectors; what is judged so far stays when the user interrupts."""
    client = examination.client
    judge = _Judge(settings, REASONS in client.capabilities)
    with progress.display(console) as display:

        def take(verdict: Verdict) -> None:
            results.add(verdict)
            display.show(verdict)

        display.total(len(cases))
        for case in cases:
            if not client.has(case):
                take(judge.not_run(case, "unsupported: the client does not have the function"))
        try:
            for case, answer in examination.ask(case for case in cases if client.has(case)):
                take(judge.judge(case, answer))
        except KeyboardInterrupt:
            results.interrupted = True


class _Judge:
    """Makes verdicts of answers; times are those since the last verdict."""

    def __init__(self, settings: ClientSettings, tells_reasons: bool) -> None:
        self._settings = settings
        self._tells_reasons = tells_reasons
        self._last = time.monotonic()

    def judge(self, case: VectorCase, answer: dict[str, Any] | Lost) -> Verdict:
        """The verdict on an answer, or on none."""
        if isinstance(answer, Lost):
            if not answer.by_client:
                return self.not_run(case, answer.why)
            explanation = f"the client failed when it was asked for this vector: {answer.why}"
            return self._verdict(case, Outcome.ERROR, explanation, explanation.split("\n")[0], defect=answer.why)
        if answer["status"] == "unsupported":
            return self.not_run(case, "unsupported: the client has the function, and does not answer this vector")
        kind = mismatch(case.case["expect"], answer, self._tells_reasons)
        if not kind:
            return self._verdict(case, Outcome.PASSED)
        path = self._settings.report / "vectors" / f"{_file_name(case)}.json"
        save(case, path)
        return self._verdict(
            case,
            Outcome.FAILED,
            _explain(case, answer, kind, ["--vector", str(path), "--", *self._settings.command]),
            f"{kind}: by the spec {_outcome(case.case['expect'])}, by the client {_outcome(answer)}",
            defect=f"{case.function} {kind}",
            trace=str(path),
        )

    def not_run(self, case: VectorCase, why: str) -> Verdict:
        """The verdict on a vector that could not be asked for."""
        return self._verdict(case, Outcome.NOT_RUN, why, why)

    def _verdict(
        self, case: VectorCase, outcome: Outcome, explanation: str = "", headline: str = "", **more: Any
    ) -> Verdict:
        now = time.monotonic()
        seconds, self._last = now - self._last, now
        return Verdict(
            case.check,
            case.upgrade,
            case.requirements,
            outcome,
            round(seconds, 4),
            behaviour=case.case["note"],
            explanation=explanation,
            headline=headline,
            **more,
        )


def _file_name(case: VectorCase) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", f"{case.upgrade} {case.check}").strip("_")


def _explain(case: VectorCase, answer: dict[str, Any], kind: str, replay: Sequence[str]) -> str:
    """A failure for people."""
    lines = [
        f"{case.upgrade}: {case.function} does not give what the spec says: {kind}",
        *(f"    {name}  {_short(value)}" for name, value in case.case["args"].items()),
        "",
        f"  by the spec      {_outcome(case.case['expect'])}",
        f"  by the client    {_outcome(answer)}",
        f"  the vector hunts {case.case['note']}",
        "",
        *requirement_lines(case.requirements),
        "",
        "Show it again",
        f"  {shlex.join(['livepeer-conformance', 'client', *replay])}",
    ]
    return "\n".join(lines)


def _outcome(answer: dict[str, Any]) -> str:
    """An answer, or what must come, in a few words."""
    if answer["status"] == "ok":
        return _short(answer["value"])
    return " ".join(["rejected", *filter(None, [_short(answer.get("reason", ""))])])


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]} ... {text[-_SHOWN // 2 :]}"
