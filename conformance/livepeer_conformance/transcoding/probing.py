"""Whether a lane works with a build: five pictures go through it, and must come out as they went in."""

import threading
from pathlib import Path
from typing import NamedTuple

from livepeer_conformance.transcoding import machine, quality
from livepeer_conformance.transcoding.clips import Clip
from livepeer_conformance.transcoding.lanes import Lane
from livepeer_conformance.transcoding.machine import Build
from livepeer_conformance.transcoding.vocabulary import Word, first_error, word_for
from livepeer_reference.video import running
from livepeer_reference.video.running import Limits, Run
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict


class Cell(NamedTuple):
    """A lane with a build: whether it works, and if not, why not.

    Attributes:
        word: ``OK``, or the word for what is missing or wrong.
        why: the first error, with the exit code where no word fits.
    """

    lane: Lane
    build: Build
    word: Word
    why: str


def limits_of(lane: Lane) -> Limits:
    """What a run of a lane may take; drivers of devices reserve more addresses than there is memory."""
    return Limits(memory=None) if lane.is_device else Limits()


def probe(lane: Lane, build: Build, clip: Clip, judge: str) -> Cell:
    """Try a lane on a clip of few pictures; ``judge`` is the ffmpeg that looks at the result."""
    if missing := _not_compiled(lane, build):
        return Cell(lane, build, Word.ENCODER_NOT_COMPILED, missing)
    if lane.encoder is None and lane.codec not in clip.sha256:
        return Cell(
            lane, build, Word.ENCODER_NOT_COMPILED, f"there is no clip in {lane.codec}: no build here encodes it"
        )
    with running.workplace() as folder:
        done, is_used = _watched(lane, build, clip, folder)
        if done.verdict is not None:
            word, why = word_for(done), first_error(done)
            return Cell(lane, build, word, f"rc {done.code}: {why}" if word is Word.PROBE_FAILED else why)
        wrong = wrong_picture(lane, clip, folder / "out", judge)
    if wrong:
        return Cell(lane, build, Word.WRONG_PICTURE, wrong)
    if lane.kind == "auto" and not is_used:
        return Cell(lane, build, Word.SILENT_CPU_FALLBACK, "exit code 0, and no engine of a device was seen at work")
    return Cell(lane, build, Word.OK, "")


def wrong_picture(lane: Lane, clip: Clip, result: Path, judge: str) -> str:
    """What is wrong with the pictures of a run that ended with 0; nothing if they are right."""
    if not result.is_file():
        return "no file was written"
    try:
        if lane.encoder is None:
            listing = result.read_text(encoding="utf-8", errors="replace")
            due = decoded(clip, lane.codec, judge)
            return "" if quality.packets_hash(listing) == due else "the pictures are not those of the CPU's decoder"
        found = quality.examine(result.read_bytes(), lane.codec, clip, judge)
    except FfmpegFailed as error:
        return str(error)
    return "" if found.psnr[0] > quality.RIGHT_DB else f"PSNR of luma {found.psnr[0]:.1f} dB"


def decoded(clip: Clip, codec: str, program: str) -> str:
    """The hash of a clip's pictures, as the CPU decodes them. Raises ``FfmpegFailed``."""
    arguments = ("-i", str(clip.source(codec)), "-an", "-fps_mode", "passthrough", "-f", "framemd5", "-")
    return quality.packets_hash(running.run(arguments, program=program).output.decode())


def _not_compiled(lane: Lane, build: Build) -> str:
    if lane.encoder is not None and lane.encoder not in build.encoders:
        return "this build does not have the encoder"
    if lane.hwaccel is not None and lane.hwaccel not in build.hwaccels:
        return f"this build does not have the hwaccel {lane.hwaccel}"
    return ""


def _watched(lane: Lane, build: Build, clip: Clip, folder: Path) -> tuple[Run, bool]:
    """A run of the lane's first setting, and whether an engine was seen at work meanwhile, where that matters."""
    source = clip.source("h264" if lane.encoder else lane.codec)
    arguments = lane.command(next(iter(lane.settings)), str(source), "out", clip.size, clip.bit_rate)
    seen, ended = [False], threading.Event()

    def watch() -> None:
        while not ended.is_set() and not seen[0]:
            seen[0] = machine.engines_used()
            ended.wait(0.02)

    watcher = threading.Thread(target=watch)
    if lane.kind == "auto":
        watcher.start()
    try:
        command = [build.program, *running.QUIET, *running.guarded(arguments)]
        done = running.attempt(command, limits=limits_of(lane), folder=folder)
    except FfmpegFailed as error:
        done = Run(Verdict.FAILED, b"", (error.said,), 127, 0.0, 0.0, 0.0, 0)
    finally:
        ended.set()
        if lane.kind == "auto":
            watcher.join()
    return done, seen[0]
