"""Running ffmpeg on segments: under limits, and with the word for what is wrong (:mod:`livepeer_reference.video`)."""

from collections.abc import Sequence
from pathlib import Path

from livepeer_reference.video import examining, running
from livepeer_reference.video.builds import FfmpegMissing, find
from livepeer_reference.video.verdicts import FfmpegFailed

__all__ = ["BIT_EXACT", "FfmpegFailed", "FfmpegMissing", "find", "run"]

#: Nothing that depends on the build or the day gets into a file.
BIT_EXACT = ("-flags", "+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1")


def run(
    arguments: Sequence[str],
    source: bytes | None = None,
    folder: Path | None = None,
    limits: running.Limits = running.LIMITS,
) -> bytes:
    """What ffmpeg writes to its standard output when it reads ``source`` from its standard input.

    Raises ``FfmpegMissing`` and ``FfmpegFailed``.
    """
    if source is None:
        return running.run(arguments, b"", limits, folder).output
    examining.container_of(source)
    try:
        return running.run(arguments, source, limits, folder).output
    except FfmpegFailed as error:
        raise examining.blame(error, source) from error
