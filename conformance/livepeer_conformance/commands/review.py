"""``livepeer-conformance review``: the queue of flagged renditions, shown to people and decided by them."""

import json as json_text
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from livepeer_conformance.commands.shell import console, exit_codes
from livepeer_conformance.commands.usage import Impossible, UsageError, choice
from livepeer_conformance.reports.printing import plain, printable
from livepeer_conformance.reports.results import ExitCode

if TYPE_CHECKING:
    from livepeer_reference.verifying.queue import Entry, Queue

review = typer.Typer(no_args_is_help=True, help="Review flagged renditions before anybody is accused.")

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of the evidence.")]
Name = Annotated[str, typer.Argument(help="Which piece of evidence: how its name begins.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]

DECISIONS = ("tampered", "honest")


@review.callback()
def about() -> None:
    """Review flagged renditions before anybody is accused."""


@review.command("list")
def list_command(folder: Folder, json: Json = False) -> None:
    """List what is flagged, what was decided, and how often people agree with the verifier.

    Exit codes: 0 listed; 1 some of it cannot be read, and is named; 2 the command line makes no sense.
    """
    with exit_codes():
        raise typer.Exit(listed(console(), _queue(folder), int(time.time()), as_json=json))


@review.command("show")
def show_command(
    folder: Folder,
    html: Annotated[Path, typer.Option(dir_okay=False, help="File that the page is written to.")],
    name: Annotated[str, typer.Argument(help="Only evidence whose name begins so. Default: all of it.")] = "",
) -> None:
    """Write one page, which loads nothing, with frames of source and rendition side by side, figures and signatures.

    Exit codes: 0 written; 2 the command line makes no sense; 3 it cannot be written, for one
    because there is no ffmpeg.
    """
    with exit_codes():
        raise typer.Exit(shown(console(), _queue(folder), name, html, int(time.time())))


@review.command("decide")
def decide_command(
    folder: Folder,
    name: Name,
    decision: Annotated[str, typer.Argument(help="What you see: tampered or honest.")],
    by: Annotated[str, typer.Option(help="Who decides.")],
) -> None:
    """Decide about a flagged rendition, for good.

    Exit codes: 0 decided; 1 refused: somebody has decided, it cannot be disputed any more, or its evidence proves
    nothing; 2 the command line makes no sense; 3 the decision cannot be written.
    """
    with exit_codes():
        choice("DECISION", decision, DECISIONS)
        raise typer.Exit(decided(console(), _queue(folder), name, decision, by, int(time.time())))


def _queue(folder: Path) -> "Queue":
    from livepeer_reference.verifying.folder import EvidenceFolder
    from livepeer_reference.verifying.queue import Queue

    return Queue(EvidenceFolder(folder))


def listed(console: Console, queue: "Queue", now: int, *, as_json: bool) -> ExitCode:
    """Show the queue, and the trial of each rule."""
    entries = queue.entries()
    rules = sorted({entry.item.rule for entry in entries if entry.item is not None})
    trials = {rule: _trial(queue, entries, rule) for rule in rules}
    rows = [_row(queue, entry, trials, now) for entry in entries]
    if as_json:
        console.file.write(
            json_text.dumps({"flagged": rows, "trials": list(trials.values())}, indent=1, ensure_ascii=False) + "\n"
        )
    else:
        if rows:
            console.print(_table(rows))
        else:
            plain(console, "Nothing is flagged.")
        for row in rows:
            if row["problem"]:
                plain(console, f"{row['name']}: {row['problem']}")
        for trial in trials.values():
            plain(console, _told(trial))
    return ExitCode.NON_CONFORMANT if any(entry.problem for entry in entries) else ExitCode.CONFORMANT


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("evidence", "segment", "orchestrator", "verdict", "decision", "may be disputed", box=None)
    for row in rows:
        texts = [row[name] for name in ("segment", "orchestrator", "verdict", "decision")]
        cells = [row["name"][:16], *texts, "yes" if row["mayRaise"] else "no"]
        # As they are: nothing in them is markup.
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def _row(queue: "Queue", entry: "Entry", trials: dict[str, dict[str, Any]], now: int) -> dict[str, Any]:
    accused, item = entry.accused, entry.item
    automatic = item is not None and trials[item.rule]["automatic"]
    return {
        "name": entry.name,
        "segment": str(accused.evidence.segment) if accused else "",
        "orchestrator": "0x" + accused.orchestrator.hex() if accused else "",
        "verdict": item.verdict.name.lower() if item else "",
        "rule": item.rule if item else "",
        "decision": item.decision.name.lower() if item and item.decision else "",
        "by": entry.by,
        "mayRaise": queue.may_raise(entry, automatic, now),
        "problem": entry.problem,
    }


def _trial(queue: "Queue", entries: "list[Entry]", rule: str) -> dict[str, Any]:
    from livepeer_spec.verification.review import is_automatic, lower_bound

    agreements, trial = queue.agreements(entries, rule), queue.trial
    agreed, decided = sum(agreements), len(agreements)
    return {
        "rule": rule,
        "decided": decided,
        "agreed": agreed,
        "wanted": trial.decided,
        "lowerBound": lower_bound(agreed, decided, trial.doubt),
        "wantedAgreement": trial.agreement,
        "automatic": is_automatic(agreements, trial),
    }


def _told(trial: dict[str, Any]) -> str:
    bound, wanted = trial["lowerBound"] / 10_000, trial["wantedAgreement"] / 10_000
    said = "disputes may be raised without a person" if trial["automatic"] else "not yet"
    return (
        f"rule {trial['rule']}: people agreed with {trial['agreed']} of {trial['decided']}; the share is likely at"
        f" least {bound:.2f} %. Automatic from {trial['wanted']} decisions and {wanted:.2f} % on: {said}."
    )


def shown(console: Console, queue: "Queue", name: str, html: Path, now: int) -> ExitCode:
    """Write the page. Raises ``UsageError`` and ``Impossible``."""
    from livepeer_reference.verifying.page import page
    from livepeer_reference.verifying.queue import UnknownEntry
    from livepeer_reference.video.builds import FfmpegMissing

    try:
        entries = [queue.find(name)] if name else queue.entries()
        html.write_text(page(queue, entries, now), encoding="utf-8")
    except UnknownEntry as error:
        raise UsageError(str(error)) from error
    except (FfmpegMissing, OSError) as error:
        raise Impossible(str(error)) from error
    plain(console, f"{html}: {len(entries)} flagged renditions")
    return ExitCode.CONFORMANT


def decided(console: Console, queue: "Queue", name: str, decision: str, by: str, now: int) -> ExitCode:
    """Take a decision. Raises ``UsageError`` and ``Impossible``."""
    from livepeer_reference.verifying.queue import UnknownEntry
    from livepeer_reference.verifying.reading import EvidenceError
    from livepeer_spec.offchain.errors import OffchainRejection
    from livepeer_spec.verification.review import Decision

    if not 0 < len(by) <= 200:
        raise UsageError("--by: a name of 1 to 200 characters is wanted")
    try:
        entry = queue.find(name)
        queue.decide(entry, Decision[decision.upper()], by, now)
    except UnknownEntry as error:
        raise UsageError(str(error)) from error
    except (EvidenceError, OffchainRejection) as error:
        plain(console, f"{name}: refused: {error}")
        return ExitCode.NON_CONFORMANT
    except OSError as error:
        raise Impossible(f"the decision cannot be written: {error}") from error
    may = "may" if queue.may_raise(queue.entry(entry.name), False, now) else "may not"
    plain(console, f"{entry.name[:16]}: {decision}; a dispute {may} be raised")
    return ExitCode.CONFORMANT
