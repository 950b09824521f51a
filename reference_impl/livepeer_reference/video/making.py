"""Making the corpus: ffmpeg runs recipes in one thread, so that what comes out is the same each time, bit for bit."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from livepeer_reference.nodes.ffmpeg import BIT_EXACT
from livepeer_reference.video import running
from livepeer_reference.video.corpus import EXACT, HEIGHT, SECONDS, WIDTH, Clip, real_files
from livepeer_reference.video.renditions import Recipe

#: One thread everywhere, so that encoders give the same bytes each time.
ONE_THREAD: Final = ("-y", "-filter_threads", "1", "-filter_complex_threads", "1", "-threads", "1")
_OUTPUT: Final = ("-threads", "1", *BIT_EXACT, "-fps_mode", "passthrough")
_SOURCE: Final = (
    "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-g", "50", "-bf", "0", "-c:a", "aac", "-b:a", "96k",
)  # fmt: skip
_READ_FAST: Final = (
    "-c:v", "utvideo", "-pred", "left", "-c:a", "copy",
    "-enc_time_base", "1:90000", "-video_track_timescale", "90000", "-movie_timescale", "90000",
)  # fmt: skip
"""How a clip is kept for all that is made of it: the same pictures, sound and times, decoded four times as fast."""
_UNMARKED: Final = "setparams=colorspace=unknown"
"""A clip does not say which colours it means; its decoded form would."""
_FLIPPED: Final = 200
"""Bits that are flipped in a damaged file."""


def source_arguments(clip: Clip) -> list[str]:
    """How ffmpeg makes a clip, but for the file."""
    pictures = f"fps={clip.rate},trim=end_frame={clip.frames},scale={WIDTH}:{HEIGHT}:{EXACT},format=yuv420p,setsar=1"
    if clip.file:
        folder = real_files()
        assert folder is not None
        inputs = ["-ss", str(clip.start), "-i", str(folder / clip.file), "-f", "lavfi", "-i", clip.audio]
    else:
        inputs = ["-f", "lavfi", "-i", clip.video, "-f", "lavfi", "-i", clip.audio]
    return [*inputs, "-map", "0:v:0", "-map", "1:a", "-t", str(SECONDS), "-vf", pictures, *_SOURCE, *_OUTPUT]


def make_source(clip: Clip, file: Path) -> Path:
    """Make the file of a clip. Raises ``FfmpegMissing`` and ``FfmpegFailed``."""
    return _made([*ONE_THREAD, *source_arguments(clip)], file)


def rendition_arguments(recipe: Recipe, clip: Clip) -> list[str]:
    """How ffmpeg makes a rendition from the file of the clip and that of another one, but for the files."""
    filters = "".join(_filters(recipe, clip))
    arguments = ["-filter_complex", filters, "-map", "[out]"]
    if recipe.audio:
        arguments += ["-map", "1:a" if recipe.sounds_of_other else "0:a", *recipe.audio]
    return [*arguments, *recipe.encoder, *_OUTPUT]


def make_rendition(recipe: Recipe, clip: Clip, source: Path, other: Path | None, folder: Path) -> bytes:
    """A rendition of a clip, from its file and that of the clip of which something gets into it.

    Raises ``FfmpegMissing`` and ``FfmpegFailed``.
    """
    # Two clips keep the times that they have to each other only as they are.
    files = [_decoded(source)] if other is None else [source, other]
    inputs = [word for file in files for word in ("-i", str(file))]
    arguments = [*ONE_THREAD, *inputs, *rendition_arguments(recipe, clip)]
    file = _made(arguments, folder / f"rendition.{recipe.suffix}")
    return damaged(file.read_bytes(), recipe.damage)


def _decoded(source: Path) -> Path:
    """A clip with its pictures decoded, in a file beside its own; made when it is not there."""
    file = source.with_suffix(".mov")
    arguments = [*ONE_THREAD, "-i", str(source), "-map", "0", "-fps_mode", "passthrough", *_READ_FAST]
    return file if file.is_file() else _made(arguments, file)


def _made(arguments: list[str], file: Path) -> Path:
    """Let ffmpeg make a file, which is there as a whole or not at all."""
    begun = file.with_name(f"begun-{file.name}")
    running.run([*arguments, str(begun)])
    return begun.replace(file)


def uses_other(recipe: Recipe) -> bool:
    """Whether a rendition has something of another clip."""
    return recipe.sounds_of_other or "[other]" in recipe.video


def damaged(content: bytes, how: str) -> bytes:
    """A file as it is, or of which the last third is missing, or with bits flipped all over."""
    if not how:
        return content
    if how == "truncated":
        return content[: len(content) * 2 // 3]
    found = bytearray(content)
    for number in range(_FLIPPED):
        place = len(found) * (2 * number + 1) // (2 * _FLIPPED)
        found[place] ^= 1 << number % 8
    return bytes(found)


def _filters(recipe: Recipe, clip: Clip) -> Iterator[str]:
    """The graph from the source's pictures to those that are encoded."""
    values = {"r": clip.rate, "n": clip.frames, "h": clip.frames // 2, "f": clip.rate // 5}
    video = recipe.video.format_map(values)
    # Filters compute no numbers of frames.
    video = re.sub(r"=(\d+)-(\d+)", lambda found: f"={int(found[1]) - int(found[2])}", video)
    if "[other]" in video:
        yield f"[1:v]{_UNMARKED},fps={clip.rate}[other];"
    width, height = recipe.size
    yield f"[0:v]{_UNMARKED},{video},scale={width}:{height}:{EXACT},setsar=1,format=yuv420p[out]"
