"""How far the sound of a rendition is from that of its source."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.requirements import implements
from livepeer_spec.verification.content.observation import Sound

REACH: Final = 1
"""Windows by which a sound may be earlier or later."""
FAINT: Final = 20
"""Decibels below the loudest band of a window from which on a band is not heard beside it."""
FLOOR: Final = 30
"""Decibels above 90 below full scale from which on a band is heard at all."""


@implements("LP-CNT-021")
def sound_apart(source: Sound, rendition: Sound, tolerance: int) -> int:
    """Of a hundred windows of either, how many sound other than every one of the other that is near in time.

    A window sounds other where a band that is heard is more than ``tolerance`` decibels louder or softer.
    """
    if source.digest == rendition.digest:
        return 0
    wrong = _strange(source.levels, rendition.levels, tolerance) + _strange(rendition.levels, source.levels, tolerance)
    return 100 * wrong // max(len(source.levels) + len(rendition.levels), 1)


def _strange(levels: NDArray[np.uint8], others: NDArray[np.uint8], tolerance: int) -> int:
    """How many windows have no like one in the other."""
    found = np.zeros(len(levels), np.bool_)
    every = np.arange(len(levels))
    for late in range(-REACH, REACH + 1):
        at = every + late
        is_there = (at >= 0) & (at < len(others))
        if not len(others):
            break
        one, other = levels.astype(np.int16), others[at.clip(0, len(others) - 1)].astype(np.int16)
        louder = np.maximum(one, other)
        heard = louder >= np.maximum(louder.max(axis=1, keepdims=True) - FAINT, FLOOR)
        found |= is_there & ~(heard & (abs(one - other) > tolerance)).any(axis=1)
    return int(len(levels) - np.count_nonzero(found))
