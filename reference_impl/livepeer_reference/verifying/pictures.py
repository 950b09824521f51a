"""Pictures of a source and of its rendition, at the moments at which they differ most, and what differs.

Both are brought to the same size and the same few moments. What ffmpeg gives is raw; the PNG files are written here.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livepeer_reference.nodes import ffmpeg
from livepeer_reference.verifying.judging import LIMITS
from livepeer_reference.video.examining import Facts, examine
from livepeer_reference.video.verdicts import FfmpegFailed

Picture = NDArray[np.uint8]
WIDTH: Final = 320
MOMENTS_A_SECOND: Final = 8
MAX_MOMENTS: Final = 400
SHOWN: Final = 4
_AMPLIFIED: Final = 4


@dataclass(frozen=True)
class Moment:
    """A moment of both videos: seconds from the begin, PNG files, and the mean difference of their pixels, 0 to 255."""

    seconds: float
    source: bytes
    rendition: bytes
    difference: bytes
    distance: float


@dataclass(frozen=True)
class Look:
    """What a look at both videos gives.

    Attributes:
        source, rendition: each in words, such as its size, or why it cannot be shown.
        moments: those at which they differ most, in the order of time; none where one cannot be shown.
        distance: the mean difference over all moments.
    """

    source: str
    rendition: str
    moments: tuple[Moment, ...] = ()
    distance: float | None = None


def look(source: bytes, rendition: bytes) -> Look:
    """A look at both. Raises ``FfmpegMissing``."""
    said: list[str] = []
    shapes: list[Facts] = []
    for content in (source, rendition):
        try:
            facts = examine(content, limits=LIMITS)
        except FfmpegFailed as error:
            said.append(f"{len(content)} bytes, cannot be shown: {error}")
            continue
        shapes.append(facts)
        said.append(
            f"{facts.width}x{facts.height}, {facts.frames} frames in {facts.seconds:.3f} s, {len(content)} bytes"
        )
    ours_said, theirs_said = said
    if len(shapes) < 2:
        return Look(ours_said, theirs_said)
    height = max(2, WIDTH * shapes[1].height // shapes[1].width // 2 * 2)
    try:
        ours, theirs = (frames(content, height) for content in (source, rendition))
    except FfmpegFailed as error:
        return Look(ours_said, f"{theirs_said}, cannot be shown: {error}")
    count = min(len(ours), len(theirs))
    apart = np.abs(ours[:count].astype(np.int16) - theirs[:count])
    distances = apart.mean(axis=(1, 2, 3))
    places = sorted(np.argsort(-distances, kind="stable")[:SHOWN].tolist())
    moments = [
        Moment(
            place / MOMENTS_A_SECOND, png(ours[place]), png(theirs[place]),
            png(np.minimum(apart[place] * _AMPLIFIED, 255).astype(np.uint8)), float(distances[place]),
        )
        for place in places
    ]  # fmt: skip
    return Look(ours_said, theirs_said, tuple(moments), float(distances.mean()) if count else None)


def frames(content: bytes, height: int) -> Picture:
    """n x height x 320 x 3: a video's pictures at its moments. Raises ``FfmpegFailed``."""
    filters = f"setpts=PTS-STARTPTS,fps={MOMENTS_A_SECOND},scale={WIDTH}:{height}:flags=area,format=rgb24"
    arguments = ("-i", "-", "-map", "0:v:0", "-vf", filters, "-frames:v", str(MAX_MOMENTS), "-f", "rawvideo", "-")
    raw = ffmpeg.run(arguments, content, limits=LIMITS)
    size = WIDTH * height * 3
    return np.frombuffer(raw[: len(raw) // size * size], np.uint8).reshape(-1, height, WIDTH, 3)


def png(picture: Picture) -> bytes:
    """A picture of height x width x 3 as a PNG file."""
    height, width, _ = picture.shape
    # Each row begins with the filter that it went through: none.
    rows = np.hstack([np.zeros((height, 1), np.uint8), picture.reshape(height, width * 3)])
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
