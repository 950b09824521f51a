"""The rule ``content`` on made-up videos: what must hold for all of them, and that each check can refuse."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from livepeer_spec.verification.content.observation import Observation, Sound, details_of, grids_of, sound_of
from livepeer_spec.verification.content.rule import Asked, Finding, compare
from livepeer_spec.verification.fingerprint.frames import Fingerprint

DIGITS = np.random.default_rng(7).integers(0, 3, (40, 380)).astype(np.uint8)


def video(seed: int, frames: int, gap: int = 40, windows: int = 20) -> Observation:
    """A video of random pictures and sound."""
    source = np.random.default_rng(seed)
    luma = source.integers(0, 256, (frames, 128, 128)).astype(np.uint8)
    blue, red = source.integers(0, 256, (2, frames, 64, 64)).astype(np.uint8)
    samples = source.integers(-9000, 9000, 1920 * windows).astype("<i2").tobytes()
    fingerprint = Fingerprint(
        64, 48, 1000, gap * np.arange(frames), np.full(frames, 100, np.uint8), DIGITS[source.integers(0, 40, frames)]
    )
    return Observation(fingerprint, grids_of(luma, blue, red), details_of(luma), sound_of(samples) if windows else None)


videos = st.builds(video, st.integers(0, 9999), st.integers(1, 12), st.sampled_from((20, 40)), st.integers(0, 3))


@settings(max_examples=40, deadline=None)
@given(videos)
def test_content_accepts_a_video_as_its_own_rendition(seen: Observation) -> None:
    """Given a video, when it is compared with itself, then nothing is found, and so as well when its size is asked."""
    assert compare(seen, seen).finding is Finding.SAME
    assert compare(seen, seen, Asked(64, 48)).finding is Finding.SAME


@settings(max_examples=40, deadline=None)
@given(videos, videos)
def test_content_says_what_is_too_much(one: Observation, other: Observation) -> None:
    """Given two videos, when a check with a limit refuses one, then it says by how much."""
    found = compare(one, other)
    if found.limit:
        assert (found.amount < found.limit) is (found.finding is Finding.BLURRED)
    else:
        assert found.amount == 0


@settings(max_examples=30, deadline=None)
@given(videos, st.sampled_from((0, 1, 2)), st.integers(30, 120))
def test_content_refuses_other_pictures_behind_the_same_fingerprint(seen: Observation, plane: int, by: int) -> None:
    """Given a video of which a plane is brighter, behind the same fingerprint, then its pictures are refused."""
    grids = np.full_like(seen.grids, 60)
    other = grids.copy()
    other[:, plane] += by
    found = compare(replace(seen, grids=grids), replace(seen, grids=other))
    assert found.finding is (Finding.BRIGHTNESS if plane == 0 else Finding.COLOUR)
    assert found.amount == 100 * by


def test_content_refuses_sound_on_one_side() -> None:
    """Given a video with sound and the same without, then sound is missing, or there is too much."""
    seen = video(1, 5)
    silent = replace(seen, sound=None)
    assert compare(seen, silent).finding is Finding.SOUND_MISSING
    assert compare(silent, seen).finding is Finding.SOUND_ADDED


def test_levels_of_a_full_tone_reach_the_top() -> None:
    """Given a tone of full scale, then its band is within a decibel of the loudest, and no other one is."""
    tone = np.rint(32767 * np.sin(2 * np.pi * 1000 * np.arange(19200) / 48_000)).astype("<i2")
    found: Sound = sound_of(tone.tobytes())
    assert found.levels.shape == (10, 16)
    assert (found.levels[:, 6] >= 89).all()
    assert (np.delete(found.levels, 6, axis=1) < 60).all()
