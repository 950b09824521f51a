"""The bench of verification on two clips and four renditions each: tables, what is kept, and what is missing."""

import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from livepeer_conformance.bench import corpus, judging, tables
from livepeer_conformance.bench.judging import Case, Judgement, Outcome
from livepeer_conformance.cli import app
from livepeer_conformance.commands import bench_verification
from livepeer_reference.video import builds, making
from livepeer_reference.video.corpus import DRAWN, FIT, HELD_BACK
from livepeer_reference.video.renditions import RECIPES
from livepeer_spec.verification.content.observation import Observation
from livepeer_spec.verification.fingerprint.frames import Fingerprint

CLIPS = tuple(clip for clip in DRAWN if clip.name in ("boxes", "speaker"))
NAMES = ("x264 240p", "logo of 25 %", "sound of another clip", "file cut off")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus of two clips, one of each half, and four renditions of each."""
    monkeypatch.setattr(corpus, "clips", lambda: CLIPS)
    monkeypatch.setattr(bench_verification, "real_files", lambda: None)
    monkeypatch.setattr(corpus, "RECIPES", [recipe for recipe in RECIPES if recipe.name in NAMES])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder for all tests."""
    return tmp_path_factory.mktemp("work")


def bench(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["bench", "verification", *map(str, arguments)])


@pytest.mark.usefixtures("small")
def test_bench_counts_what_each_rule_says(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given two clips, when they are benched, then each half has one honest rendition and three tampers.

    And what is missing here is told as not run, and nothing but the report is left in its folder.
    """
    only = {"matplotlib": find_spec("matplotlib")}
    monkeypatch.setattr(bench_verification.importlib.util, "find_spec", only.get)
    done = bench("--work", kept, "--report", tmp_path, "--markdown")
    assert done.exit_code == 0, done.output
    assert "| honest ones rejected | 0.0 % (0 of 1) | 0.0 % (0 of 1) | 0.0 % (0 of 1) | not run |" in done.output
    assert "| 100.0 % (3 of 3) | not run |" in done.output
    for extra in ("clips", "bench"):
        assert f"pip install 'livepeer-conformance[{extra}]'" in done.output
    report = json.loads((tmp_path / "verification.json").read_text())
    assert [clip["name"] for clip in report["clips"]] == [clip.name for clip in CLIPS]
    if "n9.0.2" in report["ffmpeg"]:
        assert report["clipsAsKnown"] == len(CLIPS)
    assert set(report["notRun"]) == {"clips", "bench"}
    said = {(row["rule"], row["rendition"], row["clip"]): row for row in report["judgements"]}
    assert said["content", "sound of another clip", "boxes"]["finding"] == "SOUND"
    assert said["livepeer", "sound of another clip", "boxes"]["outcome"] == "accepted"
    assert {row["outcome"] for key, row in said.items() if key[1] == "file cut off"} == {"refused"}
    files = sorted(file.name for file in tmp_path.iterdir())
    assert files == ["distances.png", "logo-sizes.png", "verification.json"]


@pytest.mark.usefixtures("small")
def test_bench_makes_nothing_that_is_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a work folder with some of it, when it is gathered, then only what is missing is made, and all is equal."""
    told: list[None] = []
    first = corpus.gather(CLIPS, kept, 2, lambda: told.append(None))
    files = sorted(kept.iterdir())
    assert len(files) == len(first) == len(told) == 10
    files[3].unlink()
    made: list[Path] = []
    monkeypatch.setattr(corpus, "_keep", spied(corpus._keep, made))
    again = corpus.gather(CLIPS, kept, 1, lambda: None)
    assert made == [files[3]]
    assert sorted(kept.iterdir()) == files
    for one, other in zip(first, again, strict=True):
        assert judging.same(one.seen, other.seen) or one.seen == other.seen


@pytest.mark.usefixtures("small")
def test_bench_that_is_broken_off_begins_nothing_more(tmp_path: Path) -> None:
    """Given a bench that is broken off at its second rendition, then at most what was begun meanwhile is made too."""

    def told() -> None:
        if len(list(tmp_path.iterdir())) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        corpus.gather(CLIPS, tmp_path, 1, told)
    assert len(list(tmp_path.iterdir())) in (2, 3)
    assert not [file for file in tmp_path.iterdir() if "part" in file.name]


def spied(function: Callable[..., None], calls: list[Path]) -> Callable[..., None]:
    def called(file: Path, seen: object) -> None:
        calls.append(file)
        function(file, seen)

    return called


def test_bench_without_ffmpeg_says_what_brings_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Given no ffmpeg, when it is benched, then it ends with 3, says so, and leaves no folder of its own."""

    def missing() -> str:
        raise builds.FfmpegMissing("no ffmpeg on PATH")

    monkeypatch.setattr(making.running, "find", missing)
    corpus.build.cache_clear()
    done = bench("--report", tmp_path / "report")
    corpus.build.cache_clear()
    assert done.exit_code == 3
    assert "no ffmpeg on PATH" in done.output
    assert not (tmp_path / "report").exists()


def test_unchanged_renditions_are_not_counted() -> None:
    """Given judgements, then tampers that change nothing are not counted, and undecided is no catch."""
    clip = CLIPS[0]
    assert (clip.half, CLIPS[1].half) == (FIT, HELD_BACK)
    sample = corpus.Sample(clip, None, "refused")
    logo = next(recipe for recipe in RECIPES if recipe.name == "logo of 4 %")
    cases = [Case(sample, logo.name, logo.kind, sample, logo, unchanged) for unchanged in (False, False, True)]
    outcomes = (Outcome.REFUSED, Outcome.UNDECIDED, Outcome.ACCEPTED)
    judgements = [Judgement(case, "aligned", outcome, "", 0.001) for case, outcome in zip(cases, outcomes, strict=True)]
    table = tables.tables(judgements, ("aligned",))[0]
    assert dict(table.rows)["tampers caught"] == ("50.0 % (1 of 2, 1 undecided)",)
    assert tables.logo_sizes(judgements, "aligned") == [(4, 0.5)]


def test_classifier_is_fitted_on_one_half_and_tells_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given features that tell tampers in both halves, then a forest of the one half tells those of the other.

    A starved rendition is no example of either, and what cannot be decoded is refused.
    """
    from livepeer_conformance.bench import classifier

    seen = video()
    honest, starved = RECIPES[0], next(recipe for recipe in RECIPES if recipe.kind == "starved")
    tamper = next(recipe for recipe in RECIPES if recipe.name == "gray")
    cases = [
        Case(corpus.Sample(clip, None, seen), recipe.name, recipe.kind, corpus.Sample(clip, recipe, seen), recipe)
        for clip in CLIPS
        for recipe in [honest] * 20 + [tamper] * 20 + [starved]
    ]
    refused = corpus.Sample(CLIPS[0], tamper, "undecodable")
    cases.append(Case(cases[0].source, tamper.name, tamper.kind, refused, tamper))
    noise = iter(np.random.default_rng(5).random((len(cases), 3)))
    monkeypatch.setattr(classifier, "features", lambda case: next(noise) + 2 * (case.recipe is tamper))
    judgements = list(classifier.judge(cases))
    assert [one.case for one in judgements] == cases
    wrong = [one for one in judgements if one.case.recipe is not starved
             and (one.outcome is Outcome.REFUSED) is not (one.case.recipe is tamper)]  # fmt: skip
    assert len(wrong) <= 1
    assert judgements[-1].finding == "undecodable"


def video() -> Observation:
    """A video of one frame."""
    print_ = Fingerprint(64, 48, 25, np.zeros(1, np.int64), np.zeros(1, np.uint8), np.zeros((1, 380), np.uint8))
    return Observation(print_, np.zeros((1, 3, 32, 32), np.uint8), np.zeros((1, 32, 32), np.uint8), None)
