"""The corpus on which rules of verification are measured, and what is seen of a few of its renditions."""

import hashlib
from pathlib import Path

import pytest

from livepeer_reference.video import making, running
from livepeer_reference.video.corpus import DRAWN, FIT, HALVES, REAL, Clip, known_signatures
from livepeer_reference.video.observing import observe
from livepeer_reference.video.renditions import HONEST_RECIPES, KINDS, RECIPES, TAMPERS, TIME, Recipe
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict
from livepeer_spec.verification.content.observation import Observation
from livepeer_spec.verification.content.rule import Asked, Finding, compare
from livepeer_spec.verification.fingerprint.writing import write

CLOCK = next(clip for clip in DRAWN if clip.name == "clock")


def recipe(name: str) -> Recipe:
    return next(recipe for recipe in RECIPES if recipe.name == name)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a clip."""
    return making.make_source(CLOCK, tmp_path_factory.mktemp("clips") / "clock.ts")


@pytest.fixture(scope="module")
def seen(source: Path) -> Observation:
    """What the clip shows."""
    return observe(source.read_bytes(), CLOCK.frames)


def made(name: str, source: Path, folder: Path) -> bytes:
    return making.make_rendition(recipe(name), CLOCK, source, source, folder)


def test_halves_share_no_clip_and_have_each_character() -> None:
    """Given all clips, then names are unique, a film is in one half, and both halves have the same characters."""
    names = [clip.name for clip in (*DRAWN, *REAL)]
    assert len(names) == len(set(names))
    assert sum(not clip.is_still for clip in DRAWN) >= 12
    films = {clip.file: {other.half for other in REAL if other.file == clip.file} for clip in REAL}
    assert all(len(halves) == 1 for halves in films.values())
    characters = [{clip.character for clip in DRAWN if clip.half == half} for half in HALVES]
    assert characters[0] == characters[1]


def test_tampers_are_fifty_or_more_of_all_kinds() -> None:
    """Given the recipes, then names are unique, there are enough tampers, and time is left alone in still pictures."""
    assert len({recipe.name for recipe in RECIPES}) == len(RECIPES)
    assert len(TAMPERS) >= 50
    assert {tamper.kind for tamper in TAMPERS} == set(KINDS)
    assert not any(tamper.is_tamper for tamper in HONEST_RECIPES)
    still = next(clip for clip in DRAWN if clip.is_still and clip.half == FIT)
    assert {recipe.kind for recipe in RECIPES if not recipe.suits(still)} == {TIME}


def test_clip_is_the_same_each_time(source: Path, seen: Observation, tmp_path: Path) -> None:
    """Given a clip, when it is made again, then its bytes are the same, and it has the frames that it must have."""
    again = making.make_source(CLOCK, tmp_path / "again.ts")
    assert again.read_bytes() == source.read_bytes()
    assert len(seen.fingerprint) == CLOCK.frames
    assert seen.grids.shape == (CLOCK.frames, 3, 32, 32)
    assert seen.sound is not None
    assert seen.sound.levels.shape[1] == 16


def test_known_fingerprints_are_of_all_drawn_clips(seen: Observation) -> None:
    """Given the known fingerprints, then each drawn clip has one, and with the same build they are these."""
    known = known_signatures()
    assert set(known) == {clip.name for clip in DRAWN}
    if "n9.0.2" in running.run(["-version"]).output.decode():
        assert hashlib.sha256(write(seen.fingerprint)).hexdigest() == known["clock"]


def test_honest_rendition_is_accepted_by_content(source: Path, seen: Observation, tmp_path: Path) -> None:
    """Given an honest rendition of another size, when it is compared with its source, then nothing is found."""
    rendition = observe(made("x264 144p", source, tmp_path))
    assert (rendition.fingerprint.width, rendition.fingerprint.height) == (256, 144)
    assert compare(seen, rendition, Asked(256, 144)).finding is Finding.SAME
    assert compare(seen, rendition, Asked(426, 240)).finding is Finding.SIZE


@pytest.mark.parametrize(
    ("name", "finding"),
    [("logo of 4 %", Finding.FINGERPRINT), ("gray", Finding.COLOUR), ("no sound", Finding.SOUND_MISSING),
     ("second half missing", Finding.DURATION), ("every second frame missing", Finding.FRAME_RATE),
     ("times unsteady", Finding.COVERAGE)],
)  # fmt: skip
def test_tamper_is_refused_by_name(
    name: str, finding: Finding, source: Path, seen: Observation, tmp_path: Path
) -> None:
    """Given a tampered rendition, when it is compared with its source, then ``content`` says what is wrong."""
    assert compare(seen, observe(made(name, source, tmp_path)), Asked(426, 240)).finding is finding


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [("file cut off", {Verdict.TRUNCATED, Verdict.UNDECODABLE}), ("bits flipped", {Verdict.UNDECODABLE})],
)
def test_damaged_file_is_no_video(name: str, verdicts: set[Verdict], source: Path, tmp_path: Path) -> None:
    """Given a rendition that ends early or has other bits, when somebody looks at it, then it is refused by name."""
    with pytest.raises(FfmpegFailed) as caught:
        observe(made(name, source, tmp_path))
    assert caught.value.verdict in verdicts


def test_sound_of_another_clip_is_that_of_the_other(source: Path, tmp_path: Path) -> None:
    """Given another clip, which is silent, when its sound gets into a rendition, then that is silent too."""
    silent = Clip("other", FIT, "flat", 30, "color=c=gray:s=640x360:r=30", "anullsrc=r=48000:cl=mono")
    other = making.make_source(silent, tmp_path / "other.ts")
    heard = observe(making.make_rendition(recipe("sound of another clip"), CLOCK, source, other, tmp_path)).sound
    assert heard is not None
    assert not heard.levels.any()
