"""Which ffmpeg there is: the one that FFMPEG names, else that on PATH, else that of the package ``imageio-ffmpeg``."""

import os
import shutil
from functools import cache


class FfmpegMissing(Exception):
    """There is no ffmpeg here; the message says where it was looked for and what brings one."""


@cache
def find() -> str:
    """The path of the program. Raises ``FfmpegMissing``."""
    found = os.environ.get("FFMPEG") or shutil.which("ffmpeg")
    return found if found is not None else packaged()


def packaged() -> str:
    """The path of the program that the package ``imageio-ffmpeg`` brings. Raises ``FfmpegMissing``."""
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
