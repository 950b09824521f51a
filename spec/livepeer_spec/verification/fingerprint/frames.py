"""A fingerprint in memory, and how far two frames are apart.

Digits are kept as two planes of bits, one of the digits from 1 on and one of the 2s, so that the distance of two frames
is the number of bits in which their planes differ.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.requirements import implements
from livepeer_spec.verification.fingerprint.layout import CATEGORIES, DIGITS

MAX_DISTANCE: Final = 2 * DIGITS
"""The distance of two frames that differ most."""
LONG_CLOCKS: Final = {ticks % 2**16: ticks for ticks in (90_000, 1_000_000)}
"""Ticks a second that do not fit into 16 bits, by what is left of them: those of MPEG-TS, and microseconds."""
_PLANE_BYTES: Final = 48
_WRAP: Final = 2**32
_COARSE_ONES: Final = np.concatenate(
    [np.full(count, name in ("A1", "A2", "D3", "D4", "D8")) for name, count in CATEGORIES]
)
COARSE_DIGITS: Final = int(_COARSE_ONES.sum())
"""How many digits are coarse: of the brightness of parts, and of differences between large parts."""


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """A fingerprint of n frames.

    Attributes:
        width: pixels of the picture.
        height: pixels of the picture.
        time_unit: ticks a second, modulo 2^16.
        times: n, when each frame is shown, in ticks, modulo 2^32.
        confidences: n, from 0 for a flat picture to 255.
        digits: n x 380.
    """

    width: int
    height: int
    time_unit: int
    times: NDArray[np.int64]
    confidences: NDArray[np.uint8]
    digits: NDArray[np.uint8]

    def __len__(self) -> int:
        """Its frames."""
        return len(self.times)

    @cached_property
    def planes(self) -> NDArray[np.uint64]:
        """n x 12: the planes of bits of each frame, 380 bits and 4 zeros each."""
        return planes_of(self.digits)

    @cached_property
    def motion(self) -> NDArray[np.int64]:
        """n: how far each frame is from the nearer one of its neighbours; 0 where it has none."""
        steps = distances(self.planes[1:], self.planes[:-1])
        if not len(steps):
            return np.zeros(1, np.int64)
        return np.minimum(np.concatenate((steps[:1], steps)), np.concatenate((steps, steps[-1:])))

    @cached_property
    def clock(self) -> "Clock":
        """When its frames are shown. Raises ``FINGERPRINT_TIMES``."""
        ticks = unwrapped(self.times)
        gaps = np.diff(ticks)
        return Clock(ticks, int(ticks[-1]), int(gaps.min()) if len(gaps) else 0, ticks_a_second(self.time_unit))


class Clock(NamedTuple):
    """When the n frames of a fingerprint are shown.

    Attributes:
        ticks: n, since the first frame.
        span: ticks from the first frame to the last.
        least_gap: ticks between the two neighbours that are nearest in time; 0 for one frame.
        second: ticks a second.
    """

    ticks: NDArray[np.int64]
    span: int
    least_gap: int
    second: int


def planes_of(digits: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """n x 12: the planes of bits of frames of digits, n x 380."""
    packed = np.zeros((len(digits), 2, _PLANE_BYTES), np.uint8)
    for plane in (0, 1):
        bits = np.packbits(digits > plane, axis=1)
        packed[:, plane, : bits.shape[1]] = bits
    return packed.reshape(len(digits), -1).view(np.uint64)


COARSE: Final = planes_of(2 * _COARSE_ONES[None].astype(np.uint8))
"""1 x 12: the coarse digits in the planes of bits."""


@implements("LP-FPR-010")
def distances(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How far frames are apart: the sum of the differences of their digits, from 0 to 760.

    From planes of bits, ``... x 12`` each, of one frame or many; shapes are broadcast.
    """
    return weights(one ^ other)


def weights(planes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many bits are set in planes of bits, ``... x 12``."""
    counted: NDArray[np.int64] = np.einsum("...w->...", np.bitwise_count(planes), dtype=np.int64)
    return counted


@implements("LP-FPR-040")
def unwrapped(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ticks since the first frame, from times modulo 2^32 that may begin anew. Raises ``FINGERPRINT_TIMES``."""
    gaps = np.diff(times) % _WRAP
    # No frame is shown before the one that comes before it; a coarse clock may have the same time for both.
    demand(bool((gaps < _WRAP // 2).all()), Fault.FINGERPRINT_TIMES)
    ticks = np.concatenate(([0], np.cumsum(gaps)))
    # The clock does not come round to where it began.
    demand(int(ticks[-1]) < _WRAP, Fault.FINGERPRINT_TIMES)
    return ticks


@implements("LP-FPR-041")
def ticks_a_second(time_unit: int) -> int:
    """The ticks a second of a file: its time unit, or a usual clock of which that is the remainder modulo 2^16."""
    return LONG_CLOCKS.get(time_unit, time_unit)
