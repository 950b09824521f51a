"""``livepeer-conformance evidence``: whether evidence proves what it says, also by doing the work again."""

import json as json_text
import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from livepeer_conformance.commands.shell import console, exit_codes
from livepeer_conformance.commands.usage import Impossible, UsageError
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode

evidence = typer.Typer(
    no_args_is_help=True, help="Check evidence against an orchestrator, or prove it by re-execution."
)

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of one piece of evidence.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]

_WORDS = {True: "yes", False: "NO", None: "?"}


@evidence.callback()
def about() -> None:
    """Check evidence against an orchestrator, or prove it by re-execution."""


@evidence.command("check")
def check_command(
    folder: Folder,
    video: Annotated[bool, typer.Option(help="Look at both videos again, which needs ffmpeg.")] = True,
    json: Json = False,
) -> None:
    """Check that a folder proves its accusation: hashes, signature, and what the videos show.

    Exit codes: 0 all of it holds; 1 something does not, or cannot be read, with the file and field that say so; 2 the
    command line makes no sense; 3 the videos cannot be judged here, for one because there is no ffmpeg.
    """
    with exit_codes():
        raise typer.Exit(check(console(), folder, video, as_json=json))


@evidence.command("reexecute")
def reexecute_command(
    folder: Folder,
    key: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="File with an executor's private key.")],
    contract: Annotated[str, typer.Option(help="Address of the ReExecution contract that takes the result.")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="File that the signed result is written to.")],
) -> None:
    """Transcode the source of evidence again with the exact settings, and sign what came out.

    Exit codes: 0 signed, whatever came out; 1 the evidence cannot be read, is not about this source, or its profile has
    no exact rendition: file and field are named, and nothing is signed; 2 the command line makes no sense; 3 nothing
    could be transcoded or written here, for one because there is no ffmpeg.
    """
    from livepeer_conformance.commands.node import read_key

    with exit_codes():
        raise typer.Exit(reexecute(console(), folder, read_key(key), _address(contract), out))


@evidence.command("prove")
def prove_command(
    folder: Folder,
    results: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files of signed results.")],
    json: Json = False,
) -> None:
    """Make a proof of executors' signed results, as a judge on the chain takes it.

    Exit codes: 0 made; 1 the evidence or a result cannot be read, or the results do not fit, with what says so; 2 the
    command line makes no sense.
    """
    with exit_codes():
        raise typer.Exit(prove(console(), folder, results, as_json=json))


def _address(text: str) -> bytes:
    """An address. Raises ``UsageError``."""
    if not re.fullmatch("0x[0-9a-fA-F]{40}", text):
        raise UsageError(f"--contract: {text} is not an address of 40 hexadecimal digits behind 0x")
    return bytes.fromhex(text[2:])


def reexecute(console: Console, folder: Path, key: bytes, contract: bytes, out: Path) -> ExitCode:
    """Do the work of a folder of evidence again, and write a signed result. Raises ``Impossible``."""
    from livepeer_reference.verifying import executing, reading
    from livepeer_reference.video.builds import FfmpegMissing
    from livepeer_reference.video.verdicts import FfmpegFailed

    try:
        accused = reading.read(folder)
        signed = executing.execute(accused, key, contract)
        out.write_bytes(executing.written(signed))
    except (reading.EvidenceError, executing.NotExecutable) as error:
        plain(console, f"{folder}: nothing is signed: {error}")
        return ExitCode.NON_CONFORMANT
    except FfmpegFailed as error:
        raise Impossible(f"the source cannot be transcoded here: {error}") from error
    except (FfmpegMissing, OSError) as error:
        raise Impossible(str(error)) from error
    is_same = signed.result.rendition == accused.evidence.rendition
    what = "the orchestrator's rendition" if is_same else "another rendition than the orchestrator's"
    plain(console, f"segment {accused.evidence.segment} of session {accused.session_id}: {what} came out")
    plain(console, f"{out}: signed by 0x{signed.executor.hex()}")
    return ExitCode.CONFORMANT


def prove(console: Console, folder: Path, results: list[Path], *, as_json: bool) -> ExitCode:
    """Make a proof about a folder of evidence, and show it."""
    from livepeer_reference.verifying import executing, reading

    try:
        evidence = reading.read(folder).evidence
        signed = [executing.read(path) for path in results]
        proof = executing.prove(evidence, signed)
    except (reading.EvidenceError, executing.NoProof) as error:
        plain(console, f"no proof: {error}")
        return ExitCode.NON_CONFORMANT
    is_honest = signed[0].result.rendition == evidence.rendition
    executors = sorted({"0x" + one.executor.hex() for one in signed})
    if as_json:
        told = {"honest": is_honest, "executors": executors, "proof": "0x" + proof.hex()}
        console.file.write(json_text.dumps(told, indent=1) + "\n")
        return ExitCode.CONFORMANT
    plain(console, f"{len(executors)} found that the rendition is {'' if is_honest else 'not '}what its source gives:")
    plain(console, f"0x{proof.hex()}")
    return ExitCode.CONFORMANT


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
