"""How far the pictures of a rendition are from those of its source.

Pictures are compared box by box. An encoder errs most where much moves and along edges, so a part of motion and
contrast is free. What is left is measured in hundredths of a level, of which there are 256.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.requirements import implements
from livepeer_spec.verification.content.observation import GRID, Observation
from livepeer_spec.verification.fingerprint.aligned import Pace, neighbours

Ints = NDArray[np.int64]
Levels = NDArray[np.int32]

FREE_MOTION: Final = 25
"""Hundredths of a box's movement in the source that an encoder may be off by."""
FREE_CONTRAST: Final = 10
"""Hundredths of a box's difference from the boxes beside it that an encoder may be off by."""


LEAST_DETAIL: Final = 24
"""Quarters of a level from which on a box has detail."""


class Pairing(NamedTuple):
    """Which frames show the same: m frames of the source, and as many of the rendition, by number."""

    source: Ints
    rendition: Ints


class Differences(NamedTuple):
    """How far boxes are apart, but for what is free, in hundredths of a level.

    Attributes:
        luma: m x 32 x 32, the brightness.
        chroma: m x 2 x 32 x 32, each of the colours.
    """

    luma: Levels
    chroma: Levels


@implements("LP-CNT-013")
def paired(source: Observation, rendition: Observation, pace: Pace, is_same_rate: bool) -> Pairing:
    """Each frame of the rendition with the one of the source that it shows, and the other way round.

    Of the frames that are shown when it is, it is the one whose brightness is nearest, the first one of equals. Frames
    of the source are looked for unless the rendition has a lower frame rate: then some are left out.
    """
    ours = source.fingerprint.clock.ticks * rendition.fingerprint.clock.second
    theirs = rendition.fingerprint.clock.ticks * source.fingerprint.clock.second
    every = np.arange(len(theirs))
    shown = Pairing(_shown(rendition, source, theirs, ours, is_same_rate), every)
    if not is_same_rate and pace.other > pace.one:
        return shown
    wanted = Pairing(np.arange(len(ours)), _shown(source, rendition, ours, theirs, is_same_rate))
    return Pairing(*(np.concatenate(parts) for parts in zip(shown, wanted, strict=True)))


def _shown(frames: Observation, others: Observation, times: Ints, other_times: Ints, is_same_rate: bool) -> Ints:
    near = neighbours(times, other_times, is_same_rate)
    luma, other_luma = frames.grids[:, 0].astype(np.int16), others.grids[:, 0].astype(np.int16)
    apart = np.stack([abs(other_luma[row] - luma).sum(axis=(1, 2), dtype=np.int64) for row in near])
    which: Ints = near[apart.argmin(axis=0), np.arange(len(times))]
    return which


@implements("LP-CNT-014")
def differences(source: Observation, rendition: Observation, pairing: Pairing) -> Differences:
    """How far the boxes of paired frames are apart, but for what is free."""
    grids = source.grids.astype(np.int32)
    free = FREE_MOTION * motion(grids) + FREE_CONTRAST * contrast(grids)
    shown = rendition.grids[pairing.rendition].astype(np.int32)
    apart = np.maximum(100 * abs(shown - grids[pairing.source]) - free[pairing.source], 0)
    return Differences(apart[:, 0], apart[:, 1:])


def motion(grids: Levels) -> Levels:
    """How far each box is from itself in the frame before or after, whichever is nearer; 0 in a single frame."""
    steps = abs(np.diff(grids, axis=0))
    if not len(steps):
        return np.zeros_like(grids)
    return np.minimum(np.concatenate((steps[:1], steps)), np.concatenate((steps, steps[-1:])))


def contrast(grids: Levels) -> Levels:
    """How far each box is from those to the left and right, above and below, whichever is farthest."""
    farthest = np.zeros_like(grids)
    for axis in (2, 3):
        steps = abs(np.diff(grids, axis=axis))
        before, after = [slice(None)] * 4, [slice(None)] * 4
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        for side in (tuple(before), tuple(after)):
            farthest[side] = np.maximum(farthest[side], steps)
    return farthest


@implements("LP-CNT-015")
def everywhere(apart: Levels) -> int:
    """The mean of all boxes in all frames; of the worse colour where there are two."""
    frames = _frames(apart)
    return int(frames.sum(axis=0).max()) // (len(frames) * GRID * GRID)


@implements("LP-CNT-016")
def in_one_frame(apart: Levels) -> int:
    """The mean of all boxes in the worst frame; of the worse colour where there are two."""
    return int(_frames(apart).max()) // (GRID * GRID)


def _frames(apart: Levels) -> Ints:
    """Sums of boxes: m, or m x 2."""
    sums: Ints = apart.sum(axis=(-2, -1), dtype=np.int64)
    return sums


@implements("LP-CNT-017")
def in_one_place(apart: Levels, eighths: int) -> int:
    """What the fourth farthest box is off by in so many eighths of the frames, rounded up; of the worse colour."""
    rank = -(-len(apart) * eighths // 8) - 1
    boxes = np.partition(apart, rank, axis=0)[rank].reshape(-1, GRID * GRID)
    return int(np.partition(boxes, -4, axis=1)[:, -4].max())


@implements("LP-CNT-018")
def repeated(source: Observation, rendition: Observation, pairing: Pairing, least: int) -> int:
    """Of a hundred frames, how many show what the one before does, though in the source something moves.

    A frame does where its brightness is less than a quarter as far from the one before as in the source, and the source
    moves by ``least`` hundredths of a level on average. Counted are pairs of the rendition's frames in order.
    """
    frames = len(rendition.grids)
    shown = _steps(rendition.grids[:, 0])
    moved = _steps(source.grids[pairing.source[:frames], 0])
    is_repeated = (100 * moved >= least * GRID * GRID) & (4 * shown < moved)
    return 100 * int(np.count_nonzero(is_repeated)) // max(len(shown), 1)


def _steps(luma: NDArray[np.uint8]) -> Ints:
    """How far each frame is from the one before it, summed up over the boxes: n - 1."""
    sums: Ints = abs(np.diff(luma.astype(np.int16), axis=0)).sum(axis=(1, 2), dtype=np.int64)
    return sums


@implements("LP-CNT-019")
def detail(source: Observation, rendition: Observation, pairing: Pairing) -> int:
    """How much detail the rendition has for a hundred of the source's, at most 1,000.

    It is that of the middle box, of those whose source has some; 100 where none has.
    """
    due = source.details[pairing.source].sum(axis=0, dtype=np.int64)
    found = rendition.details[pairing.rendition].sum(axis=0, dtype=np.int64)
    has_detail = due >= LEAST_DETAIL * len(pairing.source)
    if not has_detail.any():
        return 100
    shares = np.minimum(100 * found[has_detail] // due[has_detail], 1000)
    return int(np.sort(shares)[len(shares) // 2])
