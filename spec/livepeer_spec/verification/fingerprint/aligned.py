"""The collision rule ``aligned``: both show alike pictures at the same times, from begin to end.

Our design; no client has it. The two must be as long, each frame of either must have a frame of the other that is shown
when it is, and these must be alike. The rule is symmetric.

How alike they must be depends on what a fingerprint can tell. Its digits say which parts of a picture are darker than
which. Where parts hardly differ (a smooth sky, noise in the dark), an encoder turns many digits over: so a distance
counts less the less confidence there is, and nothing without any. Where much moves, an encoder blurs: so a quarter of
the distance to the frame's own neighbours is free. The coarse digits, those of large parts, are compared a second time
on their own: a logo or other brightness changes few digits, but these.

A rendition may have another frame rate, up to two and a half times as many frames or two fifths of them. A frame then
falls between two of the other, and may show what either of them does. A frame that does not, and that is as far from
its own neighbours, may be one that a lower frame rate left out, or one that somebody put in: nobody can tell, and the
rule is undecided. It is also undecided where more than a tenth of the frames have too little confidence to be told from
those of any other video. Undecided is not alike: full verification decides.

What it does not see, beside what the fingerprints do not show: frames that are repeated where little moves, and what
changes few digits, or somewhat more in fewer than a tenth of the frames.

Source: "Verification Roadmap", Fast Verification, which leaves open how fingerprints are compared.
"""

from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from livepeer_spec.requirements import implements
from livepeer_spec.verification.fingerprint.frames import COARSE, COARSE_DIGITS, Clock, Fingerprint, distances, weights
from livepeer_spec.verification.fingerprint.layout import DIGITS

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Finding(Enum):
    """What the rule says: that all is alike, or the first thing that is not."""

    ALIGNED = "all frames are alike"
    FRAME_RATE = "the frame rates are too different"
    DURATION = "one is longer"
    COVERAGE = "a frame has no match"
    FAR = "a frame differs much"
    ALIKE = "too many frames are not alike"
    COARSE = "large parts of too many frames are not alike"
    UNDECIDED = "the fingerprints do not tell"


class Parameters(NamedTuple):
    """What the rule is run with.

    Attributes:
        alike: the counted distance that ``percent`` of the frames must not exceed.
        far: the counted distance that no frame must exceed.
        coarse: the counted distance of coarse digits that ``percent`` of the frames must not exceed.
        coarse_half: the same for half of the frames.
        percent: of the frames of both.
        doubt: the confidence at which a distance counts half.
        other: the distance of frames of other video, which a frame must have the confidence to be told from.
        rate: how many times as many frames a second one may have as the other.
        same_rate: frame rates are the same where one is at most so many times the other.
    """

    alike: int = 52
    far: int = 70
    coarse: int = 10
    coarse_half: int = 5
    percent: int = 90
    doubt: int = 15
    other: int = 224
    rate: Fraction = Fraction(5, 2)
    same_rate: Fraction = Fraction(51, 50)


FITTED: Final = Parameters()
"""Fitted on one half of a corpus, 15 clips that move with 21 honest renditions and 84 tampers each: of 315 honest ones
2 were refused and 42 undecided, of 1255 tampers 747 were refused. On the half that was held back, 13 other clips, of
273 honest ones 2 were refused and 65 undecided, of 1088 tampers 624 were refused, and none of 156 other clips was
accepted. Undecided are the clips without confidence (lines on black, haze), and fast ones at another frame rate.
``livepeer-conformance bench verification`` measures it again; docs/verification.md says what the halves are."""


class Pace(NamedTuple):
    """How fast the frames of two fingerprints follow each other, in a unit that both have.

    Attributes:
        one: from frame to frame of the one, on average.
        other: the same of the other.
        tick: how many of these are a tick of the clock on which ``matches`` lays the times of both.
    """

    one: int
    other: int
    tick: int

    @property
    def longer(self) -> int:
        """The longer frame time."""
        return max(self.one, self.other)

    def within(self, times: Fraction) -> bool:
        """Whether one frame rate is at most so many times the other."""
        return self.longer * times.denominator <= times.numerator * min(self.one, self.other)


class Pairs(NamedTuple):
    """Frames with their matches, m in all.

    Attributes:
        apart: m, the distances.
        coarse: m, those of the coarse digits alone.
        confidence: m, the higher one of the two.
        motion: m, the lower one of the two: how far a frame is from the nearer one of its own neighbours.
        between: m, how far a frame is from the nearer one of its own neighbours where it may be one that the other has
            no frame for; 0 elsewhere.
    """

    apart: Ints
    coarse: Ints
    confidence: Ints
    motion: Ints
    between: Ints


@implements("LP-FPR-047")
def collide(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether the rule takes them for fingerprints of the same video. Raises ``FINGERPRINT_TIMES``."""
    return compare(one, other) is Finding.ALIGNED


@implements("LP-FPR-042", "LP-FPR-043", "LP-FPR-044")
def compare(one: Fingerprint, other: Fingerprint, parameters: Parameters = FITTED) -> Finding:
    """What the rule says to two fingerprints. Raises ``FINGERPRINT_TIMES``."""
    pace = pace_of(one.clock, other.clock)
    # One has not too many frames for the other.
    if not pace.within(parameters.rate):
        return Finding.FRAME_RATE
    # They are as long, but for a frame.
    if abs(pace.one * len(one) - pace.other * len(other)) > pace.longer:
        return Finding.DURATION
    pairs = matches(one, other, pace, parameters)
    # Each frame has its match.
    if pairs is None:
        return Finding.COVERAGE
    return likeness(pairs, parameters)


@implements("LP-FPR-045", "LP-FPR-046", "LP-FPR-051", "LP-FPR-052")
def likeness(pairs: Pairs, parameters: Parameters) -> Finding:
    """What the rule says to frames and their matches."""
    few = len(pairs.apart) - -(-len(pairs.apart) * parameters.percent // 100)
    unit = 4 * DIGITS * (pairs.confidence + parameters.doubt)
    apart, coarse = counted(pairs.apart, pairs, DIGITS), counted(pairs.coarse, pairs, COARSE_DIGITS)
    silent = left_out(pairs, apart, unit, parameters)
    if silent is not None:
        apart, coarse = np.where(silent, 0, apart), np.where(silent, 0, coarse)
    # None differs much.
    if (apart > parameters.far * unit).any():
        return Finding.FAR
    # Most frames are alike.
    if np.count_nonzero(apart > parameters.alike * unit) > few:
        return Finding.ALIKE
    for limit, others in ((parameters.coarse, few), (parameters.coarse_half, len(apart) // 2)):
        # Large parts are alike in most frames, and more so in half of them.
        if np.count_nonzero(coarse > limit * unit) > others:
            return Finding.COARSE
    # Most frames could be told from those of another video.
    untold = counted(parameters.other, pairs, DIGITS) <= parameters.alike * unit
    if silent is not None or np.count_nonzero(untold) > few:
        return Finding.UNDECIDED
    return Finding.ALIGNED


@implements("LP-FPR-049", "LP-FPR-050")
def counted(apart: Ints | int, pairs: Pairs, digits: int) -> Ints:
    """What distances of so many of the digits count: m, in parts of which a limit has 4 x 380 x (confidence + doubt).

    A distance counts, less a quarter of the motion, as much as the confidence is of its sum with ``doubt``.
    """
    found: Ints = (4 * DIGITS * apart - digits * pairs.motion) * pairs.confidence
    return found


@implements("LP-FPR-052")
def left_out(pairs: Pairs, apart: Ints, unit: Ints, parameters: Parameters) -> Bools | None:
    """Which frames say nothing: m, or none where all do. They differ, may be missing in the other, and move as much."""
    if not pairs.between.any():
        return None
    beside = counted(pairs.apart - pairs.between, pairs, DIGITS)
    limit = parameters.alike * unit
    silent: Bools = (pairs.between > 0) & (apart > limit) & (beside <= limit)
    return silent if silent.any() else None


def pace_of(one: Clock, other: Clock) -> Pace:
    """How fast the frames of two clocks follow each other. A single frame takes no time."""
    gaps, other_gaps = max(len(one.ticks) - 1, 1), max(len(other.ticks) - 1, 1)
    return Pace(one.span * other.second * other_gaps, other.span * one.second * gaps, gaps * other_gaps)


@implements("LP-FPR-044", "LP-FPR-048")
def matches(one: Fingerprint, other: Fingerprint, pace: Pace, parameters: Parameters) -> Pairs | None:
    """Each frame of either with its match; none where one has no match.

    Its match is the last frame of the other that is not shown after it, or the first that is not shown before it: the
    one with the nearer picture. It must be within half a frame time; the longer frame time is meant. Where the frame
    rates are not the same it is within a whole one, and may also be the last frame before it or the first after it.
    """
    ours, theirs = one.clock.ticks * other.clock.second, other.clock.ticks * one.clock.second
    # Where all times are the same, a frame is not shown before or after its match.
    if one.clock.least_gap > 0 and np.array_equal(ours, theirs):
        return paired(one, other, slice(None), False)
    is_same = pace.within(parameters.same_rate)
    reach = pace.longer // ((2 if is_same else 1) * pace.tick)
    found = []
    for frames, others, times, other_times in ((one, other, ours, theirs), (other, one, theirs, ours)):
        near = neighbours(times, other_times, is_same)
        is_near = abs(other_times.take(near) - times) <= reach
        # A frame of the other is shown when it is.
        if not is_near.any(axis=0).all():
            return None
        apart = distances(frames.planes, others.planes.take(near, axis=0))
        nearest = np.where(is_near, apart, 2 * DIGITS + 1).argmin(axis=0)
        every = np.arange(len(frames))
        is_faster = not is_same and len(frames) > len(others)
        found.append(paired(frames, others, near[nearest, every], is_faster))
    return Pairs(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def neighbours(times: Ints, other_times: Ints, is_same: bool) -> Ints:
    """The frames of the other, m times, that may be the match of each of n frames, by their number.

    2 x n: the last one not after it and the first one not before it; where the frame rates are not the same 3 x n: the
    last one not after it, the last one before it, and the first one after it.
    """
    after, before = other_times.searchsorted(times, "right"), other_times.searchsorted(times)
    rows = (after - 1, before) if is_same else (after - 1, before - 1, after)
    return np.array(rows).clip(0, len(other_times) - 1)


def paired(frames: Fingerprint, others: Fingerprint, which: Ints | slice, is_faster: bool) -> Pairs:
    """n frames with their matches."""
    different = frames.planes ^ others.planes[which]
    apart = weights(different)
    confidence = np.maximum(frames.confidences, others.confidences[which]).astype(np.int64)
    motion = np.minimum(frames.motion, others.motion[which])
    between = frames.motion if is_faster else np.zeros_like(apart)
    return Pairs(apart, weights(different & COARSE), confidence, motion, between)
