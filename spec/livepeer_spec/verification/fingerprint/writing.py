"""Writing a fingerprint as the file that FFmpeg's filter would write: for tests, and to tell what a file must be.

Nobody makes fingerprints with it: they are computed from pictures, by FFmpeg.
"""

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.requirements import implements
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.fingerprint.layout import (
    BYTE_VALUES,
    DIGITS_A_BYTE,
    FRAME_BYTES,
    HEADER,
    PLACES,
    SEGMENT,
    SEGMENT_FRAMES,
    SEGMENT_STEP,
    WORDS,
    segments_of,
    words_of,
)

Bits = NDArray[np.uint8]
"""One bit each, the most significant first."""


def write(fingerprint: Fingerprint) -> bytes:
    """The file of a fingerprint of at least one frame."""
    words = words_of(fingerprint.digits)
    parts = [header_bits(fingerprint)]
    for number in range(segments_of(len(fingerprint))):
        parts += [segment_bits(fingerprint, number), sets_of_words(words, number).ravel()]
    parts += [np.zeros(1, np.uint8), frame_bits(fingerprint, words).ravel()]
    return np.packbits(np.concatenate(parts)).tobytes()


@implements("LP-FPR-001")
def header_bits(fingerprint: Fingerprint) -> Bits:
    """The header: one region, the whole picture, and all frames."""
    frames = len(fingerprint)
    values = (1, 1, 0, 0, fingerprint.width - 1, fingerprint.height - 1, 0, frames, fingerprint.time_unit, 1, 0)
    return _bits(HEADER, (*values, int(fingerprint.times[-1]), segments_of(frames)))


@implements("LP-FPR-003")
def segment_bits(fingerprint: Fingerprint, number: int) -> Bits:
    """The fields of a segment: its first and last frame, and when they are shown."""
    first = number * SEGMENT_STEP
    last = min(first + SEGMENT_FRAMES, len(fingerprint)) - 1
    times = fingerprint.times
    return _bits(SEGMENT, (first, last, 1, int(times[first]), int(times[last])))


@implements("LP-FPR-004")
def sets_of_words(words: NDArray[np.uint8], number: int) -> Bits:
    """The sets of words of a segment: 5 x 243, a bit for each value that the word has in one of its frames.

    From the words of all frames, n x 5.
    """
    first = number * SEGMENT_STEP
    sets = np.zeros((WORDS, BYTE_VALUES), np.uint8)
    sets[np.arange(WORDS), words[first : first + SEGMENT_FRAMES]] = 1
    return sets


def frame_bits(fingerprint: Fingerprint, words: NDArray[np.uint8]) -> Bits:
    """The frames, n x 689."""
    frames = len(fingerprint)
    flags = np.ones((frames, 1), np.uint8)
    times = fingerprint.times.astype(">u4").view(np.uint8).reshape(frames, 4)
    digits = (fingerprint.digits.reshape(frames, FRAME_BYTES, DIGITS_A_BYTE) @ PLACES).astype(np.uint8)
    content = np.hstack([times, fingerprint.confidences[:, None], words, digits])
    return np.hstack([flags, np.unpackbits(content, axis=1)])


def _bits(fields: tuple[tuple[str, int], ...], values: tuple[int, ...]) -> Bits:
    """Numbers as fields of so many bits."""
    text = "".join(format(value, f"0{width}b") for (_, width), value in zip(fields, values, strict=True))
    return np.array([int(bit) for bit in text], np.uint8)
