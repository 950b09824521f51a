"""The collision rule ``livepeer``: what broadcasters run today, FFmpeg's own search with another threshold.

The rule looks for a stretch that both fingerprints have. Windows of 90 frames of the first are laid beside windows of
the second. Within a pair of windows each frame of the first is paired with the frames of the second that are nearest to
it, all of them where several are equally near. Two such pairs vote for a line: so many frames of the second for one of
the first (one or two), and an offset. Along the lines with most votes the rule walks forward, then backward, until
frames differ or a file ends. What it counts on the way is not cleared from one line to the next.

The trusted fingerprint comes first. The rule is not symmetric: it sees a second that is up to twice as fast, not one
that is slower; it looks at offsets below zero only, which an aligned pair meets in its odd rows; and nearest are frames
of the second.

What it does not see, beside what the fingerprints do not show (docs/verification.md):

- a stretch is enough: half of a video may be missing, and a partial match counts like a whole one;
- frames may differ along a line as long as no three do so in a row, and frames without confidence never count as such;
- a flat video collides with nothing, not even with itself, and so does one of seven frames or fewer that all differ.

Source: FFmpeg's filter ``signature``, mode full; the client's package ``lpms``, comparison of signatures by buffer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice, product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.requirements import implements
from livepeer_spec.verification.fingerprint.frames import MAX_DISTANCE, Fingerprint, distances
from livepeer_spec.verification.fingerprint.layout import SEGMENT_FRAMES, SEGMENT_STEP, segments_of

SLOPES: Final = (1, 2)
"""Frames of the second for one of the first, as far as the rule looks."""
MAX_OFFSET: Final = SEGMENT_FRAMES - 1
_LEAST_OFFSET: Final = SLOPES[-1] * SEGMENT_FRAMES
"""No offset is farther below zero."""
_RISES: Final = (1, 2, 3)
"""Between two neighbours of these lie the votes for a slope."""
_MANY_PAIRS: Final = 2 * SEGMENT_FRAMES
"""From here on votes are counted in the quicker one of two ways; what comes out is the same."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Match(Enum):
    """What the rule says; the value is the client's number for it, where it has one."""

    NONE = 0
    PARTIAL = 1
    WHOLE = 2
    UNDECIDED = None
    """It would take too long to tell."""


class Parameters(NamedTuple):
    """What the rule is run with.

    Attributes:
        distance: frames that are farther apart are other frames; nearest ones are nearer.
        windows: of each file, that are looked at, at most.
        walks: lines that are walked along, at most.
        steps: pairs of frames on these lines, at most.
    """

    distance: int = 150
    windows: int = 3
    walks: int = 16
    steps: int = 20_000


DEPLOYED: Final = Parameters()
"""The distance is the clients'. Measured with it, before this was written, on 566 renditions of 8 sources: none of 134
honest ones refused, 12 of 216 of other content accepted (neighbouring scenes of one film), 64 of 432 tampered ones
refused.

The limits are ours, so that no pair takes longer than 20 milliseconds: clients have none, and a still picture can take
them more than a second. Three windows are 135 frames, more than two seconds at 60 frames a second. Of the 65 pairs with
known verdicts none takes more than 6 lines. How many frames are equally near costs nothing, because votes are counted
without going through them."""


class Pairing(NamedTuple):
    """What a pair of windows has in common.

    Attributes:
        least: rows, the distance of each frame of the first window to the nearest ones of the second.
        kept: rows x columns, whether a frame of the second is one of the nearest, and near enough.
        left: rows x (columns + 1), how many of a row are kept to the left of a column.
    """

    least: Ints
    kept: Bools
    left: Ints


class Line(NamedTuple):
    """Where to look: ``slope`` frames of the second for one of the first, and the cell's offset."""

    slope: int
    offset: int


class Way(NamedTuple):
    """A walk: from the frames ``x`` and ``y`` so many steps back and so many on, ``slope`` wide."""

    x: int
    y: int
    slope: int
    before: int
    after: int


@dataclass
class Walker:
    """What is counted along the lines of a pair of windows."""

    forward: bool = True
    good: int = 0
    flat: list[int] = field(default_factory=lambda: [0, 0])
    bad: int = 0
    saw_end: bool = False
    saw_begin: bool = False


@implements("LP-FPR-029")
def collide(trusted: Fingerprint, other: Fingerprint) -> bool:
    """Whether the client takes them for fingerprints of the same video: a partial match counts like a whole one."""
    return compare(trusted, other) in (Match.PARTIAL, Match.WHOLE)


@implements("LP-FPR-029", "LP-FPR-030")
def compare(trusted: Fingerprint, other: Fingerprint, parameters: Parameters = DEPLOYED) -> Match:
    """What the rule says to two fingerprints: the first whole match, else whether there was a partial one."""
    # All like frames would be flat ones: no match, wherever it was looked for.
    if not trusted.confidences.any() or not other.confidences.any():
        return Match.NONE
    firsts, seconds = (list(islice(windows(one), parameters.windows + 1)) for one in (trusted, other))
    is_cut = max(len(firsts), len(seconds)) > parameters.windows
    firsts, seconds = firsts[: parameters.windows], seconds[: parameters.windows]
    apart = distances(trusted.planes[: _reach(firsts), None], other.planes[None, : _reach(seconds)])
    found, walks, steps = Match.NONE, 0, 0
    for first, second in product(firsts, seconds):
        pairing = nearest(apart[first, second], parameters.distance)
        walker = Walker()
        for line in candidates(count_votes(pairing.kept)):
            row, column = start_of(pairing, line)
            way = way_of(walker, len(trusted), len(other), (first.start + row, second.start + column), line.slope)
            walks, steps = walks + 1, steps + way.before + 1 + way.after
            # There is an end to the lines, and to the frames along them.
            if walks > parameters.walks or steps > parameters.steps:
                return _cut(found)
            walk(walker, way, trusted, other, parameters.distance)
            if is_match(walker):
                if walker.saw_end and walker.saw_begin:
                    return Match.WHOLE
                found = Match.PARTIAL
    # There is an end to the windows.
    return _cut(found) if is_cut else found


def _reach(windows: list[slice]) -> int:
    return max((window.stop for window in windows), default=0)


def _cut(found: Match) -> Match:
    """What a search says that was not finished: what it found, if anything."""
    return Match.UNDECIDED if found is Match.NONE else found


@implements("LP-FPR-020")
def windows(fingerprint: Fingerprint) -> Iterator[slice]:
    """Up to 90 frames from each segment on, never the file's last; those with a frame at all.

    A window begins with the first frame that is not shown before the segment begins, or ends if that is earlier.
    """
    last = len(fingerprint) - 1
    for number in range(segments_of(len(fingerprint))):
        first = number * SEGMENT_STEP
        ends = fingerprint.times[[first, min(first + SEGMENT_FRAMES - 1, last)]]
        start = int(np.argmax(fingerprint.times[: first + 1] >= ends.min()))
        if start < last:
            yield slice(start, min(start + SEGMENT_FRAMES, last))


@implements("LP-FPR-021")
def nearest(apart: Ints, distance: int) -> Pairing:
    """The frames of the second window that are nearest to each of the first, nearer than ``distance``; all ties.

    From the distances of frames, rows x columns.
    """
    least = apart.min(axis=1)
    kept = (apart == least[:, None]) & (least < distance)[:, None]
    return Pairing(least, kept, columns_left(kept, kept.shape[1]))


@implements("LP-FPR-022", "LP-FPR-023")
def count_votes(kept: Bools) -> dict[Line, int]:
    """The votes for each line.

    A nearest pair votes with each one of a later row: for the slope that is the quotient of their columns' and rows'
    differences, rounded down, and the offset of the earlier one, rounded to even. So it is enough to know how many
    pairs of later rows there are between two lines.
    """
    rows, columns = kept.nonzero()
    below = pairs_below(kept) if len(rows) > _MANY_PAIRS else few_pairs_below(rows, columns)
    votes: dict[Line, int] = {}
    for slope in SLOPES:
        cells = np.bincount(columns - origin(rows, slope) + _LEAST_OFFSET, below[slope + 1] - below[slope])
        for cell in cells.nonzero()[0].tolist():
            if abs(cell - _LEAST_OFFSET) <= MAX_OFFSET:
                votes[Line(slope, cell - _LEAST_OFFSET)] = int(cells[cell])
    return votes


def origin(rows: Ints, slope: int) -> Ints:
    """The column of a line of offset 0 in some rows: half a frame on, rounded to even."""
    exact = slope * rows
    return exact + exact % 2


def few_pairs_below(rows: Ints, columns: Ints) -> dict[int, Ints]:
    """By rise: how many nearest pairs of later rows lie left of a line from each that rises so many columns a row.

    From the rows and columns of all nearest pairs; takes each with each.
    """
    ahead, across = rows - rows[:, None], columns - columns[:, None]
    return {rise: ((ahead > 0) & (across < rise * ahead)).sum(axis=1) for rise in _RISES}


def pairs_below(kept: Bools) -> dict[int, Ints]:
    """The same where there are many, as in a still picture, whose frames are all equally near.

    What lies left of a line in later rows is what lies left of it in the next row, and in those after that.
    """
    rows, columns = kept.shape
    below = {}
    for rise in _RISES:
        left = columns_left(kept, columns + rise * rows)
        found = np.zeros_like(left)
        for row in range(rows - 2, -1, -1):
            found[row, :-rise] = left[row + 1, rise:] + found[row + 1, rise:]
        below[rise] = found[:, :columns][kept]
    return below


def columns_left(kept: Bools, width: int) -> Ints:
    """Rows x (width + 1): how many nearest pairs of each row lie left of a column."""
    rows, columns = kept.shape
    left = np.empty((rows, width + 1), np.int64)
    left[:, 0] = 0
    np.cumsum(kept, axis=1, out=left[:, 1 : columns + 1])
    left[:, columns + 1 :] = left[:, columns : columns + 1]
    return left


@implements("LP-FPR-024")
def candidates(votes: dict[Line, int]) -> list[Line]:
    """The lines to walk along: those with more than seven tenths of the most votes, of offsets below zero.

    Slope by slope, then by offset. The most are those of any offset.
    """
    limit = int(0.7 * max(votes.values(), default=0))
    return sorted(line for line, score in votes.items() if score > limit and line.offset < 0)


@implements("LP-FPR-025")
def start_of(pairing: Pairing, line: Line) -> tuple[int, int]:
    """Where a walk along a line begins: a row and a column.

    Of the votes for the line it is the first, by row, that has the least distance; of its two pairs the nearer one, the
    later where both are as near.
    """
    least, kept, left = pairing
    rows, columns = kept.shape
    every = np.arange(rows)
    places = line.offset + origin(every, line.slope)
    anchors = every[(places >= 0) & (places < columns)]
    anchors = anchors[kept[anchors, places[anchors]]]
    ahead = np.maximum(every - anchors[:, None], 0)
    starts = np.minimum(places[anchors][:, None] + line.slope * ahead, columns)
    ends = np.minimum(starts + ahead, columns)
    row_starts = every * (columns + 1)
    is_vote = left.take(ends + row_starts) > left.take(starts + row_starts)
    apart = np.where(is_vote, np.minimum(least[anchors][:, None], least), MAX_DISTANCE + 1)
    first, later = np.unravel_index(apart.argmin(), apart.shape)
    anchor = int(anchors[first])
    if least[later] <= least[anchor]:
        start = int(starts[first, later])
        return int(later), start + int(kept[later, start:].argmax())
    return anchor, int(places[anchor])


def way_of(walker: Walker, frames: int, others: int, start: tuple[int, int], slope: int) -> Way:
    """How far a walk can go from a pair of frames on, in files of so many frames: forward only if it still walks so."""
    x, y = start
    after = min(frames - 1 - x, (others - 1 - y) // slope) if walker.forward else 0
    return Way(x, y, slope, min(x, y // slope), after)


@implements("LP-FPR-026", "LP-FPR-027")
def walk(walker: Walker, way: Way, first: Fingerprint, second: Fingerprint, distance: int) -> None:
    """Walk along a line through both files from a pair of frames on, and count.

    Forward first, and only on the first line of a pair of windows; then backward from the start.
    """
    before, steps = way.before, way.before + 1 + way.after
    xs = slice(way.x - before, way.x + way.after + 1)
    ys = slice(way.y - way.slope * before, way.y + way.slope * way.after + 1, way.slope)
    is_other = (distances(first.planes[xs], second.planes[ys]) > distance).tolist()
    are_flat = list(zip(first.confidences[xs] == 0, second.confidences[ys] == 0, strict=True))
    here = before
    while True:
        if is_other[here]:
            # Two flat pictures are no evidence.
            walker.bad += not all(are_flat[here])
            # The third in a row turns the walk, or ends it.
            if walker.bad > 2:
                if not walker.forward:
                    return
                walker.forward, here = False, before
        else:
            walker.good, walker.bad = walker.good + 1, 0
            for file in (0, 1):
                walker.flat[file] += bool(are_flat[here][file])
        here += 1 if walker.forward else -1
        if here == steps:
            walker.saw_end, walker.forward, here = True, False, before - 1
        if here < 0:
            walker.saw_begin = True
            return


@implements("LP-FPR-028")
def is_match(walker: Walker) -> bool:
    """Whether what was counted so far is a match: more than twice as many like frames as flat ones of either file."""
    return walker.good > 2 * max(walker.flat)
