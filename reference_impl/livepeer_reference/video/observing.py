"""What a verifier sees and hears of a video: ffmpeg decodes it, and what is kept of it is small.

Whatever ffmpeg complains about is a failure: a damaged file is never a video with some frames less.
"""

from pathlib import Path
from typing import Final

import numpy as np

from livepeer_reference.video import examining, running
from livepeer_reference.video.running import LIMITS, Limits
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict
from livepeer_spec.verification.content.observation import (
    SAMPLED,
    SAMPLES_A_SECOND,
    Observation,
    details_of,
    grids_of,
    sound_of,
)

_AS_THEY_COME: Final = ("-fps_mode", "passthrough")
_SAMPLED: Final = f"scale={SAMPLED}:{SAMPLED}:flags=area+accurate_rnd+bitexact,format=yuv420p"
_LUMA: Final = SAMPLED * SAMPLED
_FRAME: Final = _LUMA * 3 // 2
"""Bytes of a sampled picture: its brightness, and two colours at half the size."""


def observe(
    content: bytes, frames: int | None = None, limits: Limits = LIMITS, program: str | None = None
) -> Observation:
    """What a video shows and sounds like; ``frames`` is how many pictures it must have.

    Raises ``FfmpegMissing``, and ``FfmpegFailed`` with any verdict.
    """
    facts = examining.look(content, limits=limits)
    examining.demand_frames(facts, frames)
    return _observation(content, facts.frames, limits, program)


def observe_own(content: bytes) -> Observation:
    """The same of a video that was made here, of which nothing needs to be known before it is decoded.

    Raises ``FfmpegMissing``, and ``FfmpegFailed`` with any verdict.
    """
    return _observation(content, None, LIMITS, None)


def _observation(content: bytes, frames: int | None, limits: Limits, program: str | None) -> Observation:
    """What a video of so many pictures, if that is known, shows and sounds like."""
    with running.workplace() as folder:
        # Most videos have sound; where there is none, ffmpeg says so before it decodes anything.
        try:
            pictures = _decode(content, folder, limits, program, with_sound=True)
        except FfmpegFailed as error:
            if error.verdict is not Verdict.NO_VIDEO:
                raise
            pictures = _decode(content, folder, limits, program, with_sound=False)
        frames = len(pictures) // _FRAME if frames is None else frames
        fingerprint = examining.fingerprint_in(folder / "fingerprint", frames)
        if len(pictures) != frames * _FRAME:
            raise FfmpegFailed(Verdict.GARBAGE, f"{len(pictures) // _FRAME} of {frames} pictures were sampled")
        samples = folder / "samples"
        sound = sound_of(samples.read_bytes()) if samples.is_file() else None
    sampled = np.frombuffer(pictures, np.uint8).reshape(-1, _FRAME)
    luma = sampled[:, :_LUMA].reshape(-1, SAMPLED, SAMPLED)
    blue, red = sampled[:, _LUMA:].reshape(-1, 2, SAMPLED // 2, SAMPLED // 2).swapaxes(0, 1)
    grids, details = grids_of(luma, blue, red), details_of(luma)
    # In the order of what is read from a file, so that sums of fractions round alike.
    return Observation(fingerprint, np.ascontiguousarray(grids), np.ascontiguousarray(details), sound)


def _decode(content: bytes, folder: Path, limits: Limits, program: str | None, *, with_sound: bool) -> bytes:
    """The sampled pictures of a video; its fingerprint and its samples of sound are left in a folder."""
    graph = f"[0:v:0]split[a][b];[a]signature=filename=fingerprint[seen];[b]{_SAMPLED}[sampled]"
    arguments = [
        *examining.STRICT, "-filter_threads", "1", "-filter_complex_threads", "1", "-threads", "1", "-i", "-",
        "-filter_complex", graph,
        "-map", "[seen]", *_AS_THEY_COME, "-f", "null", "-",
        "-map", "[sampled]", *_AS_THEY_COME, "-f", "rawvideo", "-",
    ]  # fmt: skip
    if with_sound:
        arguments += ["-map", "0:a:0", "-ac", "1", "-ar", str(SAMPLES_A_SECOND), "-f", "s16le", "samples"]
    try:
        return running.run(arguments, content, limits, folder, program).output
    except FfmpegFailed as error:
        raise examining.named(error) from error
