"""The two rules that compare fingerprints: known verdicts, and what must hold for all fingerprints."""

import numpy as np
import pytest
from fingerprint_data import Pair, fingerprints, pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.verification.fingerprint import aligned, livepeer
from livepeer_spec.verification.fingerprint.aligned import Finding
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.fingerprint.livepeer import Line, Match

PICTURES = np.random.default_rng(7).integers(0, 3, (40, 380)).astype(np.uint8)


def clip(numbers: list[int], flat: int = 0, unit: int = 25) -> Fingerprint:
    """A clip of pictures by number, a tick a frame; the first ones are flat."""
    count = len(numbers)
    confidences = np.where(np.arange(count) < flat, 0, 100).astype(np.uint8)
    return Fingerprint(64, 48, unit, np.arange(count), confidences, PICTURES[numbers])


clips = st.builds(
    clip, st.lists(st.integers(0, 7) | st.integers(0, 39), min_size=1, max_size=60), st.integers(0, 30),
    st.sampled_from((25, 30, 50)),
)  # fmt: skip


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.name)
def test_livepeer_says_what_the_deployed_comparison_says(pair: Pair) -> None:
    """Given two known fingerprints, when they are compared, then the verdict is that of the deployed code."""
    found = livepeer.compare(fingerprints()[pair.trusted], fingerprints()[pair.other])
    assert found.value == pair.verdict


def test_known_verdicts_are_of_all_kinds() -> None:
    """Given the known pairs, then many have each verdict, and some another one when they are swapped."""
    verdicts = [pair.verdict for pair in pairs()]
    assert len(verdicts) == 65
    assert min(verdicts.count(verdict) for verdict in (0, 1, 2)) > 15
    known = {(pair.trusted, pair.other): pair.verdict for pair in pairs()}
    assert any(known.get((other, trusted), verdict) != verdict for (trusted, other), verdict in known.items())


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 2**32 - 1), st.floats(0.05, 1))
def test_votes_are_those_of_counting_one_by_one(rows: int, columns: int, seed: int, share: float) -> None:
    """Given nearest pairs, few or many, when votes are counted in either way, then they are those of a plain count."""
    kept = np.random.default_rng(seed).random((rows, columns)) < share
    due: dict[Line, int] = {}
    places = [(int(row), int(column)) for row, column in zip(*kept.nonzero(), strict=True)]
    for row, column in places:
        for later, right in places:
            if later > row and right > column and (slope := (right - column) // (later - row)) in (1, 2):
                line = Line(slope, column - round(slope * row + 0.5))
                due[line] = due.get(line, 0) + 1
    assert livepeer.count_votes(kept) == due
    few, many = livepeer.few_pairs_below(*kept.nonzero()), livepeer.pairs_below(kept)
    assert all(np.array_equal(few[rise], many[rise]) for rise in few)


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(40)), st.integers(8, 40))
def test_livepeer_finds_a_clip_of_eight_or_more_pictures_in_itself(order: list[int], count: int) -> None:
    """Given a clip of different pictures, none flat, when it is compared with itself, then the match is whole."""
    fingerprint = clip(order[:count])
    assert livepeer.compare(fingerprint, fingerprint) is Match.WHOLE


@settings(max_examples=100, deadline=None)
@given(clips, clips)
def test_livepeer_without_its_limits_only_decides_more(one: Fingerprint, other: Fingerprint) -> None:
    """Given two clips, when the limits are lifted, then only what was undecided or partial may be something else."""
    limited = livepeer.compare(one, other)
    unlimited = livepeer.compare(one, other, livepeer.Parameters(windows=1000, walks=100_000, steps=10**9))
    assert unlimited is not Match.UNDECIDED
    assert limited in (unlimited, Match.UNDECIDED) or (limited, unlimited) == (Match.PARTIAL, Match.WHOLE)


def test_livepeer_ends_before_too_many_steps() -> None:
    """Given a clip of 20 frames and itself, when 19 steps are allowed, then it is undecided; with 20 it is whole."""
    fingerprint = clip(list(range(20)))
    for steps, verdict in ((19, Match.UNDECIDED), (20, Match.WHOLE)):
        assert livepeer.compare(fingerprint, fingerprint, livepeer.Parameters(steps=steps)) is verdict


@settings(max_examples=100, deadline=None)
@given(clips, clips)
def test_aligned_is_symmetric(one: Fingerprint, other: Fingerprint) -> None:
    """Given two clips, when they are swapped, then the finding is the same."""
    assert aligned.compare(one, other) is aligned.compare(other, one)


@settings(max_examples=60, deadline=None)
@given(clips, st.integers(0, 2**32 - 1))
def test_aligned_accepts_a_clip_beside_itself_from_any_time_on(fingerprint: Fingerprint, start: int) -> None:
    """Given a clip, when it begins at another time, also over the end of the clock, then it is aligned with itself.

    Unless more than a tenth of its frames are flat: then nobody can tell.
    """
    times = (fingerprint.times + start) % 2**32
    later = Fingerprint(64, 48, fingerprint.time_unit, times, fingerprint.confidences, fingerprint.digits)
    flat = int((fingerprint.confidences == 0).sum())
    due = Finding.UNDECIDED if 10 * flat > len(fingerprint) else Finding.ALIGNED
    assert aligned.compare(fingerprint, later) is due


def test_aligned_refuses_more_time_than_a_clock_has() -> None:
    """Given 18,000 frames at almost half a clock's round each, when they are compared, then the times are refused."""
    times = np.arange(18_000) * (2**31 - 1) % 2**32
    digits = np.zeros((18_000, 380), np.uint8)
    fingerprint = Fingerprint(64, 48, 16960, times, np.zeros(18_000, np.uint8), digits)
    with pytest.raises(OffchainRejection) as caught:
        aligned.compare(fingerprint, fingerprint)
    assert caught.value.reason is Fault.FINGERPRINT_TIMES


def test_blind_spots_of_livepeer_are_seen_by_aligned() -> None:
    """Given known tampers that the deployed comparison takes for the same video, then ``aligned`` refuses them."""
    named = {pair.about: pair for pair in pairs()}
    for about, finding in {
        "testsrc2/ref240 vs testsrc2/reverse": Finding.FAR,
        "gradients/ref240 vs gradients/half_second": Finding.DURATION,
        "life/ref240 vs life/fast2x": Finding.DURATION,
        "grain/ref240 vs grain/black1": Finding.FAR,
        "mandelbrot/ref240 vs mandelbrot/adjacent": Finding.FAR,
        "life/ref240 vs life/shuffle": Finding.FAR,
    }.items():
        one, other = fingerprints()[named[about].trusted], fingerprints()[named[about].other]
        assert livepeer.collide(one, other)
        assert aligned.compare(one, other) is finding


def test_brightness_is_seen_by_aligned_where_it_changes_coarse_digits() -> None:
    """Given a brighter rendition, then ``aligned`` refuses it for its coarse digits, and the deployed rule does not."""
    named = {pair.about: pair for pair in pairs()}
    pair = named["panA/ref240 vs panA/bright"]
    one, other = fingerprints()[pair.trusted], fingerprints()[pair.other]
    assert livepeer.collide(one, other)
    assert aligned.compare(one, other) is Finding.COARSE


def test_blind_spot_of_both_is_known() -> None:
    """Given a rendition without colours, then both rules take it for the same video."""
    named = {pair.about: pair for pair in pairs()}
    pair = named["grain/ref240 vs grain/grey"]
    one, other = fingerprints()[pair.trusted], fingerprints()[pair.other]
    assert livepeer.collide(one, other)
    assert aligned.collide(one, other)
