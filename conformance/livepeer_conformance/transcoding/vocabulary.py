"""One word for why a cell of the bench is empty, told from how its probe ended."""

import re
from enum import StrEnum
from typing import Final

from livepeer_reference.video.running import Run
from livepeer_reference.video.verdicts import Verdict


class Word(StrEnum):
    """Why a lane has no measurements with a build; ``OK`` when it has."""

    OK = "ok"
    ENCODER_NOT_COMPILED = "encoder-not-compiled"
    """The build does not have the encoder, or the way to the hardware."""
    DRIVER_LIBRARY_MISSING = "driver-library-missing"
    """A library that comes with a driver is not on this machine."""
    NO_DEVICE = "no-device"
    """The libraries are there, and no device answers them."""
    ENGINE_ABSENT = "engine-absent"
    """The device has no engine for this: some cards cannot encode."""
    CODEC_UNSUPPORTED = "codec-unsupported-by-engine"
    """The engine is there and does not know this codec."""
    SESSION_LIMIT = "session-limit"
    """The driver allows no further session at a time."""
    PROBE_FAILED = "probe-failed"
    """Anything else; the exit code and the first error are shown."""
    WRONG_PICTURE = "wrong-picture"
    """Exit code 0, and not the picture that was to be made: a failure."""
    SILENT_CPU_FALLBACK = "silent-cpu-fallback"
    """Exit code 0 and the right picture, and nothing shows that the device made it."""
    TIMEOUT = "timeout"
    SKIPPED = "skipped-by-user"


_PHRASES: Final = (
    (Word.SESSION_LIMIT, ("incompatible client key", "OpenEncodeSessionEx failed: out of memory")),
    (Word.ENGINE_ABSENT, ("No capable devices found", "unsupported device", "video_encode_queue")),
    (
        Word.CODEC_UNSUPPORTED,
        ("Codec not supported", "codec not supported", "No support for codec", "Encoding entrypoint not",
         "profile is not supported", "hwaccel does not support", "Device does not support"),
    ),
    (Word.DRIVER_LIBRARY_MISSING, ("Cannot load lib", "cannot open shared object", "Unable to open the lib",
                                  "failed to open")),
    (
        Word.NO_DEVICE,
        ("Device creation failed", "Failed to set value", "No device available", "CUDA_ERROR_NO_DEVICE",
         "No VA display", "No devices found", "Error creating a MFX session", "no CUDA-capable device",
         "Failed to initialise VAAPI"),
    ),
)  # fmt: skip
"""What ffmpeg and drivers say, the most telling first."""
_SPEAKERS: Final = re.compile(r"^(\[[^]]*\] ?)+")
"""Who says it: a lane's filter, encoder or device."""
_CONSEQUENCES: Final = ("src: ", "dst: ", "Pixel formats:", "Link ")
"""How lines begin that only list what does not fit together."""


def first_error(done: Run) -> str:
    """The first line of a run that tells a cause, shortened."""
    lines = [line for line in done.said if not line.startswith(_CONSEQUENCES)]
    return _SPEAKERS.sub("", lines[0] if lines else done.why)[:200]


def word_for(done: Run) -> Word:
    """The word for a run that did not end well."""
    if done.verdict is Verdict.TIMEOUT:
        return Word.TIMEOUT
    said = "\n".join(done.said)
    for word, phrases in _PHRASES:
        if any(phrase in said for phrase in phrases):
            return word
    return Word.PROBE_FAILED
