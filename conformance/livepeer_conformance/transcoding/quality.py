"""What is in a rendition: its hashes, its pictures, and how near these are to what they should be.

Everything is told by one build of ffmpeg, whichever made the rendition: decoders give the same pictures in all of them.
"""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from livepeer_conformance.transcoding.clips import Clip
from livepeer_reference.video import examining, running
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.verification.fingerprint import aligned, livepeer
from livepeer_spec.verification.fingerprint.frames import Fingerprint, distances

EQUAL_DB: Final = 100.0
"""The PSNR that is told for equal pictures, for which there is none."""
RIGHT_DB: Final = 25.0
"""A rendition whose luma has no higher PSNR than this shows something else."""
_NO_SEI: Final = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
"""Packets that name encoder and options and change no picture are left out of what is compared."""


@dataclass(frozen=True, eq=False)
class Quality:
    """What is in a rendition.

    Attributes:
        stream: sha256 of its packets without SEI.
        pictures: sha256 of its decoded pictures, in yuv420p.
        frames: pictures.
        psnr: decibels of Y, U and V, against the source scaled exactly.
        ssim: of Y.
        vmaf: none where the build cannot tell.
        fingerprint: of the pictures.
        raw: the pictures.
    """

    stream: str
    pictures: str
    frames: int
    psnr: tuple[float, float, float]
    ssim: float
    vmaf: float | None
    fingerprint: Fingerprint
    raw: bytes


def examine(content: bytes, codec: str, clip: Clip, program: str) -> Quality:
    """What is in a rendition of a clip. Raises ``FfmpegFailed`` when it cannot be decoded or something is missing."""
    with running.workplace() as folder:
        (folder / "rendition").write_bytes(content)
        (folder / "reference").symlink_to(clip.folder / "reference")
        try:
            running.run(_arguments(codec, has_vmaf=True), folder=folder, program=program)
        except FfmpegFailed as error:
            if "libvmaf" not in error.said:
                raise
            running.run(_arguments(codec, has_vmaf=False), folder=folder, program=program)
        raw = (folder / "pictures").read_bytes()
        frames = len(raw) // (clip.size[0] * clip.size[1] * 3 // 2)
        if frames != clip.frames:
            raise FfmpegFailed(Verdict.GARBAGE, f"{frames} pictures of the rendition's size instead of {clip.frames}")
        return Quality(
            packets_hash((folder / "packets").read_text()),
            sha256(raw),
            frames,
            _psnr(folder / "psnr", frames),
            _mean(folder / "ssim", "Y", frames),
            _vmaf(folder / "vmaf", frames),
            examining.fingerprint_in(folder / "fingerprint", frames),
            raw,
        )


def sha256(content: bytes) -> str:
    """The hash of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def packets_hash(listing: str) -> str:
    """The sha256 of the hashes in ffmpeg's list of packets or pictures; times and sizes are left out."""
    hashes = [line.split(",")[5].strip() for line in listing.splitlines() if not line.startswith("#")]
    return sha256("\n".join(hashes).encode())


def max_difference(one: Quality, other: Quality) -> int:
    """How far one sample of the pictures is from its like at most, 0 to 255."""
    first, second = (np.frombuffer(quality.raw, np.uint8).astype(np.int16) for quality in (one, other))
    return int(np.abs(first - second).max())


def fingerprint_distances(one: Fingerprint, other: Fingerprint) -> dict[str, int]:
    """How far the frames of two fingerprints of as many frames are apart: median, 90th percentile and largest."""
    apart = np.sort(distances(one.planes, other.planes))
    return {"p50": int(apart[len(apart) // 2]), "p90": int(apart[-(-len(apart) * 9 // 10) - 1]), "max": int(apart[-1])}


def verdicts(source: Fingerprint, rendition: Fingerprint) -> dict[str, str]:
    """What the rules say to a rendition's fingerprint beside its source's."""
    try:
        finding = aligned.compare(source, rendition).name.lower()
    except OffchainRejection as rejection:
        finding = str(rejection.reason)
    return {"livepeer": livepeer.compare(source, rendition).name.lower(), "aligned": finding}


def _arguments(codec: str, has_vmaf: bool) -> tuple[str, ...]:
    clocks = "settb=1/25,setpts=N,format=yuv420p"
    # Each filter passes its pictures on to an output: ffmpeg ends when its outputs do, and what only went nowhere would
    # now and then lose the last pictures.
    last = "[v][w]libvmaf=log_path=vmaf:log_fmt=json:n_threads=1" if has_vmaf else "[w]nullsink;[v]null"
    graph = (
        f"[0:v]{clocks},signature=filename=fingerprint,split=2[out][p];[1:v]{clocks},split=3[q][t][w];"
        f"[p][q]psnr=stats_file=psnr[s];[s][t]ssim=stats_file=ssim[v];{last}[measured]"
    )
    bare = ("-bsf:v", _NO_SEI[codec]) if codec in _NO_SEI else ()
    return (
        *examining.STRICT, "-i", "rendition", "-i", "reference", "-filter_complex", graph,
        "-map", "[out]", "-f", "rawvideo", "pictures", "-map", "[measured]", "-f", "null", "-",
        "-map", "0:v:0", "-c:v", "copy", *bare, "-f", "framemd5", "packets",
    )  # fmt: skip


def _mean(file: Path, name: str, frames: int) -> float:
    """The mean of a value over the pictures, from a filter's log with a line for each."""
    values = []
    for line in file.read_text().splitlines():
        fields = dict(word.split(":", 1) for word in line.split() if ":" in word)
        values.append(float(fields[name]))
    return _checked_mean(values, frames, file.name)


def _psnr(file: Path, frames: int) -> tuple[float, float, float]:
    """From the mean squared error over all frames."""
    errors = [_mean(file, f"mse_{plane}", frames) for plane in "yuv"]
    y, u, v = (round(10 * math.log10(255**2 / error), 3) if error else EQUAL_DB for error in errors)
    return y, u, v


def _vmaf(file: Path, frames: int) -> float | None:
    if not file.is_file():
        return None
    told = json.loads(file.read_text())["frames"]
    return round(_checked_mean([float(frame["metrics"]["vmaf"]) for frame in told], frames, file.name), 3)


def _checked_mean(values: Sequence[float], frames: int, name: str) -> float:
    if len(values) != frames:
        raise FfmpegFailed(Verdict.GARBAGE, f"{len(values)} values of {name} for {frames} pictures")
    return round(sum(values) / frames, 6)
