"""Real video: a source made of ffmpeg's test pictures, its segments of two seconds, and their renditions.

Everything is encoded by one thread at a constant quality and scaled exactly, so that whoever transcodes a segment again
with the same build gets the same bytes.
Source: Livepeer whitepaper, "Livepeer Protocol Parameters" (T, the length of a segment).
"""

from dataclasses import dataclass
from typing import Final

from livepeer_reference.nodes import ffmpeg
from livepeer_reference.video.examining import STRICT, written
from livepeer_reference.video.running import Limits, workplace
from livepeer_spec.primitives.receipts import PROFILE_LENGTH, profile_id

SECONDS: Final = 2
"""How long a segment is."""
_FRAMES_PER_SECOND: Final = 25
_EXACT_SCALING: Final = "bicubic+accurate_rnd+bitexact"
_ENCODER: Final = (
    "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-threads", "1", "-bf", "0",
    "-bsf:v", "filter_units=remove_types=6",
)  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """Two seconds of a stream: its number and the video, an MPEG transport stream."""

    number: int
    data: bytes


@dataclass(frozen=True)
class Profile:
    """What a rendition looks like: its size in pixels and its frames per second."""

    name: str
    width: int
    height: int
    frames_per_second: int

    @property
    def id(self) -> str:
        """How a job's options name it."""
        return profile_id(self.name)


PROFILES: Final = {
    profile.id: profile
    for profile in (
        Profile("P144p30fps16x9", 256, 144, 30),
        Profile("P240p30fps16x9", 426, 240, 30),
        Profile("P360p30fps16x9", 640, 360, 30),
        Profile("P720p30fps16x9", 1280, 720, 30),
        Profile("P720p60fps16x9", 1280, 720, 60),
    )
}
"""Profiles by the id that stands for them in the options of a job."""


def profiles_of(options: str) -> list[Profile]:
    """The profiles that a job's options name, in their order. Raises ``KeyError`` for one that nobody knows."""
    return [PROFILES[options[at : at + PROFILE_LENGTH]] for at in range(0, len(options), PROFILE_LENGTH)]


def make_source(segments: int, size: str = "320x180") -> bytes:
    """A transport stream of that many segments of test pictures, with a key frame where each of them begins."""
    frames = str(SECONDS * _FRAMES_PER_SECOND)
    pictures = f"testsrc2=size={size}:rate={_FRAMES_PER_SECOND}:duration={SECONDS * segments}"
    key_frames = ("-g", frames, "-keyint_min", frames, "-sc_threshold", "0")
    arguments = ("-f", "lavfi", "-i", pictures, *_ENCODER, *key_frames, *ffmpeg.BIT_EXACT, "-f", "mpegts", "-")
    return ffmpeg.run(arguments, limits=Limits(wall=60 + SECONDS * segments, processor=240 + 4 * SECONDS * segments))


def cut(source: bytes) -> list[Segment]:
    """The segments of a transport stream, without encoding anything anew. Raises ``FfmpegFailed``."""
    arguments = (
        "-i", "-", "-c", "copy", *ffmpeg.BIT_EXACT, "-f", "segment", "-segment_time", str(SECONDS),
        "-segment_format", "mpegts", "%06d.ts",
    )  # fmt: skip
    with workplace() as folder:
        ffmpeg.run(arguments, source, folder=folder)
        return [Segment(number, path.read_bytes()) for number, path in enumerate(sorted(folder.iterdir()))]


def transcode(data: bytes, profile: Profile, painted_over: bool = False) -> bytes:
    """The rendition of a segment in a profile; ``painted_over`` with a box that the source does not show.

    A segment that cannot be decoded as a whole has none. Raises ``FfmpegFailed``.
    """
    filters = [
        f"scale={profile.width}:{profile.height}:flags={_EXACT_SCALING}",
        f"fps={profile.frames_per_second}",
    ]
    if painted_over:
        filters.append("drawbox=w=32:h=32:t=fill")
    arguments = (
        *STRICT, "-threads", "1", "-i", "-", "-an", "-vf", ",".join(filters), *_ENCODER, *ffmpeg.BIT_EXACT,
        "-f", "mpegts", "-",
    )  # fmt: skip
    return written(ffmpeg.run(arguments, data), "mpegts")
