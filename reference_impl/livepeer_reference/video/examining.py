"""Whether a video from somebody else is whole, and its fingerprint. Whatever is wrong with it has one word.

FFmpeg alone is no judge. By default half a segment, or one with flipped bits, is decoded as far as it goes, what is
lost is painted over, and the exit code is 0; a filter that saw no picture writes no file and ends with 0 too. So
everything is decoded with each error an end, pictures are counted, and what should be there is looked at.

Two things no decoder sees: that a stream which ends between two pictures should have gone on, unless it is told how
many there must be; and a changed bit that makes another right picture, which only a hash or a fingerprint tells.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from livepeer_reference.video import running
from livepeer_reference.video.running import LIMITS, Limits, Run
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.fingerprint.layout import MAX_FRAMES
from livepeer_spec.verification.fingerprint.reading import read

STRICT: Final = ("-xerror", "-err_detect", "explode")
"""Arguments before an input of which each error is an end."""
TS_PACKET: Final = 188
_TS_MARK: Final = b"\x47"
_MARKS: Final = {"mp4": (4, b"ftyp"), "matroska": (0, b"\x1aE\xdf\xa3")}
_ENDS_EARLY: Final = ("moov atom not found", "PES packet size mismatch", "partial file", "File ended prematurely")
_NO_PICTURE: Final = ("matches no streams", "does not contain any stream", "Output file is empty")


@dataclass(frozen=True)
class Facts:
    """What a video has.

    Attributes:
        container: ``mpegts``, ``mp4`` or ``matroska``.
        width: pixels.
        height: pixels.
        frames: pictures, or packets where nothing was decoded.
        seconds: from the time of its first picture to the end of its last.
    """

    container: str
    width: int
    height: int
    frames: int
    seconds: float


@dataclass(frozen=True)
class Bounds:
    """How large a video may be: pixels of a picture, and pictures."""

    pixels: int = running.MAX_PIXELS
    frames: int = MAX_FRAMES


BOUNDS: Final = Bounds()


def container_of(content: bytes) -> str:
    """The container, by its marks. Raises ``EMPTY``, ``TRUNCATED`` and ``WRONG_CONTAINER``."""
    if not content:
        raise FfmpegFailed(Verdict.EMPTY, "no bytes")
    for name, (at, mark) in _MARKS.items():
        if content[at : at + len(mark)] == mark:
            return name
    # A few of its marks may be damaged: that is for the decoder to find.
    if 2 * content[::TS_PACKET].count(_TS_MARK) <= -(-len(content) // TS_PACKET):
        raise FfmpegFailed(Verdict.WRONG_CONTAINER, "neither MPEG-TS nor MP4 nor Matroska")
    if len(content) % TS_PACKET:
        raise FfmpegFailed(Verdict.TRUNCATED, f"{len(content)} bytes are no whole number of MPEG-TS packets")
    return "mpegts"


def written(content: bytes, container: str) -> bytes:
    """What a run wrote, if that is in the container that it was to write. Raises ``GARBAGE``."""
    try:
        found = container_of(content)
    except FfmpegFailed as error:
        raise FfmpegFailed(Verdict.GARBAGE, f"what was written is {error}") from error
    if found != container:
        raise FfmpegFailed(Verdict.GARBAGE, f"what was written is {found} instead of {container}")
    return content


def look(content: bytes, container: str | None = None, bounds: Bounds = BOUNDS, limits: Limits = LIMITS) -> Facts:
    """What a video says of itself, without decoding it; ``container`` is the one that it must have.

    Raises all verdicts that nothing needs to be decoded for.
    """
    found = container_of(content)
    if container not in (None, found):
        raise FfmpegFailed(Verdict.WRONG_CONTAINER, f"{found} instead of {container}")
    return _counted(content, found, ("-c", "copy"), bounds, limits)


def examine(
    content: bytes,
    container: str | None = None,
    frames: int | None = None,
    bounds: Bounds = BOUNDS,
    limits: Limits = LIMITS,
) -> Facts:
    """What a video has, all of it decoded; ``frames`` is how many it must have.

    Raises any verdict but ``GARBAGE``: ``TRUNCATED`` for too few frames, ``UNDECODABLE`` for an error or too many.
    """
    claimed = look(content, container, bounds, limits)
    demand_frames(claimed, frames)
    found = _counted(content, claimed.container, (), bounds, limits)
    if found.frames != claimed.frames:
        raise FfmpegFailed(Verdict.UNDECODABLE, f"{found.frames} of {claimed.frames} pictures were decoded")
    return found


def fingerprint(
    content: bytes, frames: int | None = None, limits: Limits = LIMITS, program: str | None = None
) -> Fingerprint:
    """The fingerprint of a video's pictures; ``frames`` is how many it must have.

    Raises any verdict; ``GARBAGE`` when ffmpeg leaves no right file of it.
    """
    facts = look(content, limits=limits)
    demand_frames(facts, frames)
    with running.workplace() as folder:
        # Raw pictures would go through this process for nothing.
        arguments = (*STRICT, "-i", "-", "-map", "0:v:0", "-vf", "signature=filename=fingerprint", "-f", "null", "-")
        try:
            running.run(arguments, content, limits, folder, program)
        except FfmpegFailed as error:
            raise named(error) from error
        return fingerprint_in(folder / "fingerprint", facts.frames)


def fingerprint_in(file: Path, frames: int) -> Fingerprint:
    """The fingerprint in a file that a run should have left, of so many frames. Raises ``GARBAGE``."""
    if not file.is_file():
        raise FfmpegFailed(Verdict.GARBAGE, "no fingerprint was written")
    try:
        found = read(file.read_bytes())
    except OffchainRejection as rejection:
        raise FfmpegFailed(Verdict.GARBAGE, f"the fingerprint is refused: {rejection}") from rejection
    if len(found) != frames:
        raise FfmpegFailed(Verdict.GARBAGE, f"the fingerprint has {len(found)} frames instead of {frames}")
    return found


def blame(error: FfmpegFailed, source: bytes, limits: Limits = LIMITS) -> FfmpegFailed:
    """The same error, or the one that is the fault of the video that the run had read."""
    if error.verdict is not Verdict.FAILED:
        return error
    try:
        examine(source, limits=limits)
    except FfmpegFailed as cause:
        return cause
    return error


def demand_frames(facts: Facts, frames: int | None) -> None:
    """Accept a video of so many pictures. Raises ``TRUNCATED`` for fewer and ``UNDECODABLE`` for more."""
    if frames is not None and facts.frames != frames:
        verdict = Verdict.TRUNCATED if facts.frames < frames else Verdict.UNDECODABLE
        raise FfmpegFailed(verdict, f"{facts.frames} pictures instead of {frames}")


def _counted(content: bytes, container: str, codec: tuple[str, ...], bounds: Bounds, limits: Limits) -> Facts:
    """The facts that a list of packets or pictures tells."""
    arguments = (*STRICT, "-i", "-", "-map", "0:v:0", *codec, "-fps_mode", "passthrough", "-f", "framecrc", "-")
    try:
        done = running.run(arguments, content, limits)
    except FfmpegFailed as error:
        raise named(error) from error
    return _facts(done, container, bounds)


def _facts(done: Run, container: str, bounds: Bounds) -> Facts:
    """Facts from ffmpeg's list. Raises ``NO_VIDEO``, ``TOO_LARGE`` and ``GARBAGE``."""
    lines = done.output.decode("ascii", "replace").splitlines()
    named = dict(line[1:].split(" 0: ", 1) for line in lines if line.startswith("#") and " 0: " in line)
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    if not rows:
        raise FfmpegFailed(Verdict.NO_VIDEO, done.why or "no picture")
    try:
        width, height = map(int, named["dimensions"].split("x"))
        ticks, second = map(int, named["tb"].split("/"))
        times = [(int(row[2]), int(row[3])) for row in rows]
    except (KeyError, ValueError, IndexError) as error:
        raise FfmpegFailed(Verdict.GARBAGE, f"ffmpeg's list of pictures cannot be read: {lines[0][:80]}") from error
    if width * height > bounds.pixels:
        raise FfmpegFailed(Verdict.TOO_LARGE, f"pictures of {width}x{height}")
    if len(rows) > bounds.frames:
        raise FfmpegFailed(Verdict.TOO_LARGE, f"{len(rows)} pictures")
    shown = max(start + length for start, length in times) - min(start for start, _ in times)
    return Facts(container, width, height, len(rows), shown * ticks / second)


def named(error: FfmpegFailed) -> FfmpegFailed:
    """An error of a run that only reads a video: the video's fault."""
    if error.verdict is not Verdict.FAILED:
        return error
    for verdict, phrases in ((Verdict.TRUNCATED, _ENDS_EARLY), (Verdict.NO_VIDEO, _NO_PICTURE)):
        if any(phrase in error.said for phrase in phrases):
            return FfmpegFailed(verdict, error.said)
    if "exceeds specified max pixel count" in error.said or "Picture size" in error.said:
        return FfmpegFailed(Verdict.TOO_LARGE, error.said)
    return FfmpegFailed(Verdict.UNDECODABLE, error.said)
