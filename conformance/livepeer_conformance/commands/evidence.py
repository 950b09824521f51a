"""``livepeer-conformance evidence``: whether evidence proves what it says."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from livepeer_conformance.commands.shell import console, exit_codes
from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode

evidence = typer.Typer(no_args_is_help=True, help="Check evidence against an orchestrator.")

_WORDS = {True: "yes", False: "NO", None: "?"}


@evidence.callback()
def about() -> None:
    """Check evidence against an orchestrator."""


@evidence.command("check")
def check_command(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of one piece of evidence.")],
    video: Annotated[bool, typer.Option(help="Look at both videos again, which needs ffmpeg.")] = True,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Check that a folder proves its accusation: hashes, signature, and what the videos show.

    Exit codes: 0 all of it holds; 1 something does not, or cannot be read, with the file and field that say so; 2 the
    command line makes no sense; 3 the videos cannot be judged here, for one because there is no ffmpeg.
    """
    with exit_codes():
        raise typer.Exit(check(console(), folder, video, as_json=json))


def check(console: Console, folder: Path, video: bool, *, as_json: bool) -> ExitCode:
    """Tell what a folder of evidence proves. Raises ``Impossible``."""
    from livepeer_reference.verifying import checking, judging
    from livepeer_reference.verifying.reading import EvidenceError, read
    from livepeer_reference.video.builds import FfmpegMissing

    try:
        findings = checking.check(accused := read(folder), judging.verify if video else None)
    except EvidenceError as error:
        if as_json:
            console.file.write(json_text.dumps({"holds": False, "problem": str(error)}) + "\n")
        else:
            plain(console, f"{folder}: proves nothing: {error}")
        return ExitCode.NON_CONFORMANT
    except FfmpegMissing as error:
        raise Impossible(f"{error}; --no-video checks hashes and signatures alone") from error
    needed = [finding.holds for finding in findings if finding.is_needed]
    code = ExitCode.NON_CONFORMANT if False in needed else ExitCode.ERROR if None in needed else ExitCode.CONFORMANT
    if as_json:
        rows = [vars(finding) for finding in findings]
        holds = {ExitCode.CONFORMANT: True, ExitCode.NON_CONFORMANT: False}.get(code)
        document = {"orchestrator": "0x" + accused.orchestrator.hex(), "holds": holds, "findings": rows}
        console.file.write(json_text.dumps(document, indent=1, ensure_ascii=False) + "\n")
        return code
    who = "0x" + accused.orchestrator.hex()
    plain(console, f"segment {accused.evidence.segment} of session {accused.session_id}: against {who}")
    for finding in findings:
        note = "" if finding.is_needed else " (for information)"
        plain(console, f"  {_WORDS[finding.holds]:<4} {finding.field}: {finding.text}{note}")
    plain(console, {
        ExitCode.CONFORMANT: "The evidence holds." if video else "The signature holds; nobody looked at the videos.",
        ExitCode.NON_CONFORMANT: "The evidence does not hold.",
        ExitCode.ERROR: "Nothing can be said here about what the videos show.",
    }[code])  # fmt: skip
    return code
