"""Reading a file of fingerprints. It comes from somebody who may want to cheat, so every field is checked.

Nothing is allocated by a number that the file claims: the frames are counted by the file's length, and each claimed
number must be the one that follows from that. Existing clients check less: they leave out the header, what is behind
the last frame, and whether words and sets are those of the digits (docs/verification.md).

Source: FFmpeg's filter ``signature``, binary export; the client's package ``lpms``, comparison of signatures.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.requirements import implements
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.fingerprint.layout import (
    BYTE_VALUES,
    DIGITS,
    DIGITS_A_BYTE,
    FRAME_BITS,
    HEADER,
    HEADER_BITS,
    MAX_FRAMES,
    MIN_SIDE,
    SEGMENT,
    SEGMENT_BITS,
    SEGMENT_FIELD_BITS,
    WORDS,
    segments_of,
    size_of,
    words_of,
)
from livepeer_spec.verification.fingerprint.writing import Bits, segment_bits, sets_of_words

_DIGITS_OF: Final = np.array(
    [[value // 3**place % 3 for place in range(DIGITS_A_BYTE - 1, -1, -1)] for value in range(BYTE_VALUES)], np.uint8
)
"""The digits of each value of a byte, 243 x 5."""


@implements("LP-FPR-007")
def read(content: bytes) -> Fingerprint:
    """The fingerprint in a file.

    Raises ``FINGERPRINT_SIZE``, ``FINGERPRINT_HEADER``, ``FINGERPRINT_SEGMENT``, ``FINGERPRINT_FRAME`` and
    ``FINGERPRINT_PADDING``; the detail names the field.
    """
    frames = counted_frames(len(content))
    bits = np.unpackbits(np.frombuffer(content, np.uint8))
    header = read_header(bits[:HEADER_BITS], frames)
    segments_end = HEADER_BITS + SEGMENT_BITS * segments_of(frames)
    # The frames are not compressed.
    demand(not bits[segments_end], Fault.FINGERPRINT_HEADER, "compressed")
    frames_end = segments_end + 1 + FRAME_BITS * frames
    found = read_frames(bits[segments_end + 1 : frames_end].reshape(frames, FRAME_BITS), header)
    # It ends when the last frame is shown.
    demand(header["end time"] == found.times[-1], Fault.FINGERPRINT_HEADER, "end time")
    require_segments(bits[HEADER_BITS:segments_end].reshape(-1, SEGMENT_BITS), found)
    # What fills the last byte is zero.
    demand(not bits[frames_end:].any(), Fault.FINGERPRINT_PADDING)
    return found


@implements("LP-FPR-002")
def counted_frames(size: int) -> int:
    """How many frames a file of so many bytes has: at least one, at most 18,000. Raises ``FINGERPRINT_SIZE``."""
    # It is not endless.
    demand(size <= size_of(MAX_FRAMES), Fault.FINGERPRINT_SIZE, f"{size} bytes")
    low, high = 1, MAX_FRAMES
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if size_of(middle) >= size else (middle + 1, high)
    # It is as long as the file of a number of frames.
    demand(size == size_of(low), Fault.FINGERPRINT_SIZE, f"{size} bytes")
    return low


@implements("LP-FPR-001")
def read_header(bits: Bits, frames: int) -> dict[str, int]:
    """The header of a file of so many frames, by field. Raises ``FINGERPRINT_HEADER``."""
    header = _fields(HEADER, bits)
    fixed = {
        "regions": 1, "whole picture": 1, "left": 0, "top": 0, "first frame": 0, "frames": frames, "timed": 1,
        "start time": 0, "segments": segments_of(frames),
    }  # fmt: skip
    for name, value in fixed.items():
        # What cannot be other is not other, and numbers are those that are there.
        demand(header[name] == value, Fault.FINGERPRINT_HEADER, f"{name} {header[name]}")
    for name in ("right", "bottom"):
        # The picture is large enough to be averaged.
        demand(header[name] >= MIN_SIDE - 1, Fault.FINGERPRINT_HEADER, f"{name} {header[name]}")
    # Time passes.
    demand(header["time unit"] > 0, Fault.FINGERPRINT_HEADER, "time unit 0")
    return header


@implements("LP-FPR-005", "LP-FPR-006")
def read_frames(bits: Bits, header: dict[str, int]) -> Fingerprint:
    """The frames, from n x 689 bits. Raises ``FINGERPRINT_FRAME``."""
    # Each has its mark.
    demand(bool(bits[:, 0].all()), Fault.FINGERPRINT_FRAME, "mark")
    content = np.packbits(bits[:, 1:], axis=1)
    times = np.ascontiguousarray(content[:, :4]).view(">u4").ravel().astype(np.int64)
    confidences, words, packed = content[:, 4], content[:, 5 : 5 + WORDS], content[:, 5 + WORDS :]
    # Each byte is five digits.
    demand(bool((packed < BYTE_VALUES).all()), Fault.FINGERPRINT_FRAME, "digits")
    digits = _DIGITS_OF[packed].reshape(len(bits), DIGITS)
    # The words are made of the digits.
    demand(np.array_equal(words, words_of(digits)), Fault.FINGERPRINT_FRAME, "words")
    return Fingerprint(header["right"] + 1, header["bottom"] + 1, header["time unit"], times, confidences, digits)


@implements("LP-FPR-003", "LP-FPR-004")
def require_segments(bits: Bits, fingerprint: Fingerprint) -> None:
    """Accept the segments of a file, s x 1344 bits: each says what its frames say. Raises ``FINGERPRINT_SEGMENT``."""
    words = words_of(fingerprint.digits)
    for number, segment in enumerate(bits):
        fields, due = segment[:SEGMENT_FIELD_BITS], segment_bits(fingerprint, number)
        # It begins and ends where it must.
        demand(np.array_equal(fields, due), Fault.FINGERPRINT_SEGMENT, f"{number}: {_difference(fields, due)}")
        # Its sets have the words of its frames and no other.
        is_due = np.array_equal(segment[SEGMENT_FIELD_BITS:], sets_of_words(words, number).ravel())
        demand(is_due, Fault.FINGERPRINT_SEGMENT, f"{number}: words")


def _fields(fields: tuple[tuple[str, int], ...], bits: Bits) -> dict[str, int]:
    """The numbers in some fields, by name."""
    number, values = int.from_bytes(np.packbits(bits).tobytes(), "big") >> -len(bits) % 8, {}
    for name, width in reversed(fields):
        values[name] = number & ((1 << width) - 1)
        number >>= width
    return values


def _difference(found: NDArray[np.uint8], due: NDArray[np.uint8]) -> str:
    """The first field of a segment that is other than it must be."""
    one, other = _fields(SEGMENT, found), _fields(SEGMENT, due)
    return next((f"{name} {one[name]}" for name in (field for field, _ in SEGMENT) if one[name] != other[name]), "")
