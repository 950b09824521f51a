"""Running ffmpeg: the one that FFMPEG names, else the one on PATH, else that of the package ``imageio-ffmpeg``."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

#: Nothing that depends on the build or the day gets into a file.
BIT_EXACT = ("-flags", "+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1")


class FfmpegMissing(Exception):
    """There is no ffmpeg here; the message says where it was looked for and what brings one."""


class FfmpegFailed(Exception):
    """ffmpeg ended with an error; the message is the first thing that it said."""


@cache
def find() -> str:
    """The path of the program. Raises ``FfmpegMissing``."""
    found = os.environ.get("FFMPEG") or shutil.which("ffmpeg")
    if found is not None:
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError as error:
        remedy = "pip install 'livepeer-conformance[nodes]'"
        raise FfmpegMissing(f"no ffmpeg on PATH, and package imageio-ffmpeg is not importable; {remedy}") from error
    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as error:
        raise FfmpegMissing(
            f"no ffmpeg on PATH, and package imageio-ffmpeg has none for this machine: {error}"
        ) from error


def run(arguments: Sequence[str], source: bytes = b"") -> bytes:
    """What ffmpeg writes to its standard output when it reads ``source`` from its standard input.

    Raises ``FfmpegMissing`` and ``FfmpegFailed``.
    """
    command = [find(), "-hide_banner", "-nostdin", "-loglevel", "error", *arguments]
    if source:
        command.remove("-nostdin")
    done = subprocess.run(command, input=source, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise FfmpegFailed(said[0] if said else f"ffmpeg exited with {done.returncode}")
    return done.stdout
