"""Where everything stands in a file of fingerprints: bits, the most significant first, fields without any alignment.

====================  =======================================================================
header, 274 bits      what ``HEADER`` lists
segments, 1344 each   what ``SEGMENT`` lists, then five sets of words, 243 bits each
1 bit                 whether the rest is compressed: 0
frames, 689 each      1, time (32), confidence (8), five words (8 each), digits (76 times 8)
padding               zeros up to a whole byte
====================  =======================================================================

A segment is not a segment of a stream: it is a group of 90 frames, and one starts every 45 frames.

Source: FFmpeg's filter ``signature``, binary export.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

DIGITS: Final = 380
"""Digits of a frame; each is 0, 1 or 2."""
DIGITS_A_BYTE: Final = 5
FRAME_BYTES: Final = DIGITS // DIGITS_A_BYTE
BYTE_VALUES: Final = 3**DIGITS_A_BYTE
"""A byte of digits, and a word, is less than this."""
WORDS: Final = 5
"""Words of a frame: five of its digits each, kept apart so that a first look at them may be enough."""
WORD_DIGITS: Final = (
    (210, 217, 219, 274, 334), (44, 175, 233, 270, 273), (57, 70, 103, 237, 269), (100, 285, 295, 337, 354),
    (101, 102, 111, 275, 296),
)  # fmt: skip
"""Which digits make each word, the most significant first."""

CATEGORIES: Final = (
    ("A1", 20), ("A2", 12), ("D1", 116), ("D2", 25), ("D3", 36), ("D4", 30), ("D5", 62), ("D6", 9), ("D7", 50),
    ("D8", 20),
)  # fmt: skip
"""What the digits of a frame are about, in order, and how many each has: A of the brightness of parts, D of differences
between parts."""

SEGMENT_FRAMES: Final = 90
SEGMENT_STEP: Final = 45
MIN_SIDE: Final = 32
"""Pixels: pictures are averaged to 32 times 32 boxes."""

HEADER: Final = (
    ("regions", 32), ("whole picture", 1), ("left", 16), ("top", 16), ("right", 16), ("bottom", 16),
    ("first frame", 32), ("frames", 32), ("time unit", 16), ("timed", 1), ("start time", 32), ("end time", 32),
    ("segments", 32),
)  # fmt: skip
"""Fields of the header with their widths in bits."""
SEGMENT: Final = (("first frame", 32), ("last frame", 32), ("timed", 1), ("start time", 32), ("end time", 32))
"""Fields of a segment before its sets of words."""

HEADER_BITS: Final = sum(width for _, width in HEADER)
SEGMENT_FIELD_BITS: Final = sum(width for _, width in SEGMENT)
SEGMENT_BITS: Final = SEGMENT_FIELD_BITS + WORDS * BYTE_VALUES
FRAME_FIELD_BITS: Final = 1 + 32 + 8
FRAME_BITS: Final = FRAME_FIELD_BITS + 8 * WORDS + 8 * FRAME_BYTES

MAX_FRAMES: Final = 18_000
"""A file of more is not read: the longest segment of a stream, 300 seconds, at 60 frames a second."""

PLACES: Final = 3 ** np.arange(DIGITS_A_BYTE - 1, -1, -1)
"""What each digit of a byte counts."""


def segments_of(frames: int) -> int:
    """How many segments so many frames have: one for each 45 begun."""
    return -(-frames // SEGMENT_STEP)


def size_of(frames: int) -> int:
    """Bytes of a file of so many frames."""
    return -(-(HEADER_BITS + SEGMENT_BITS * segments_of(frames) + 1 + FRAME_BITS * frames) // 8)


def words_of(digits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The words of frames: from frames x 380 digits to frames x 5."""
    return (digits[:, np.array(WORD_DIGITS)] @ PLACES).astype(np.uint8)
