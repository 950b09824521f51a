"""What the rules are measured on: observations of all clips and renditions, made once and kept in a folder on request.

A work folder holds a small file for each of them, by a hash of all that makes it: recipes, and the build of ffmpeg. So
a run that was broken off goes on where it was, and another build starts anew. Clips and renditions themselves are made
in a folder that lasts as long as the work on one clip.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any, Final

import numpy as np

from livepeer_reference.video import making, running
from livepeer_reference.video.corpus import DRAWN, REAL, Clip, known_signatures, real_files
from livepeer_reference.video.observing import observe, observe_own
from livepeer_reference.video.renditions import RECIPES, Recipe
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict
from livepeer_spec.verification.content.observation import Observation, Sound
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.fingerprint.writing import write

_FORMAT: Final = 1
"""Of the files in a work folder."""
_NOBODYS_FAULT: Final = (Verdict.TIMEOUT, Verdict.KILLED, Verdict.FAILED)
"""Verdicts that say nothing about the video that was to be observed."""

Told = Callable[[], None]


@dataclass(frozen=True, eq=False)
class Sample:
    """A rendition of a clip, or the clip itself.

    Attributes:
        clip: the source.
        recipe: none for the clip itself.
        seen: what it shows; the word for what is wrong with it where nothing can be seen.
    """

    clip: Clip
    recipe: Recipe | None
    seen: Observation | str


def clips() -> tuple[Clip, ...]:
    """The clips that can be made here: those that are drawn, and with the extra ``clips`` the real ones."""
    return (*DRAWN, *(REAL if real_files() is not None else ()))


def recipes_for(clip: Clip) -> list[Recipe | None]:
    """What is made of a clip: itself, and what each recipe makes of it. In a still one time cannot be tampered with."""
    return [None, *(recipe for recipe in RECIPES if recipe.suits(clip))]


def another(clip: Clip) -> Clip:
    """The clip of which something gets into another one: the next one that moves, of the same half."""
    half = [other for other in DRAWN if other.half == clip.half and not other.is_still]
    return half[(half.index(clip) + 1) % len(half)] if clip in half else half[0]


def gather(chosen: tuple[Clip, ...], work: Path | None, workers: int, told: Told) -> list[Sample]:
    """All samples of some clips; those that a work folder does not have are made. ``told`` is called for each.

    Raises ``FfmpegMissing``, and ``FfmpegFailed`` when ffmpeg cannot make or look at one.
    """
    broken_off = Event()
    with ThreadPoolExecutor(workers) as pool:
        made = [pool.submit(_samples, clip, work, told, broken_off) for clip in chosen]
        try:
            return [sample for done in made for sample in done.result()]
        except BaseException:
            # Nothing more is begun, also of the clips that are under way.
            broken_off.set()
            pool.shutdown(cancel_futures=True)
            raise


def as_known(samples: list[Sample]) -> int:
    """How many of the drawn clips have the fingerprints that the figures in docs/verification.md were measured with."""
    known = known_signatures()
    found = 0
    for sample in samples:
        if sample.recipe is None and isinstance(sample.seen, Observation):
            digest = hashlib.sha256(write(sample.seen.fingerprint)).hexdigest()
            found += digest == known.get(sample.clip.name)
    return found


def _samples(clip: Clip, work: Path | None, told: Told, broken_off: Event) -> list[Sample]:
    """All samples of a clip, or those up to where it was broken off."""
    found = []
    with running.workplace() as folder:
        for recipe in recipes_for(clip):
            if broken_off.is_set():
                break
            found.append(Sample(clip, recipe, _seen_or_kept(clip, recipe, folder, work)))
            told()
    return found


def _seen_or_kept(clip: Clip, recipe: Recipe | None, folder: Path, work: Path | None) -> Observation | str:
    """What a rendition shows, from the work folder if that has it."""
    if work is None:
        return _seen(clip, recipe, folder)
    file = work / f"{_key(clip, recipe)}.npz"
    if not file.is_file():
        _keep(file, _seen(clip, recipe, folder))
    return _kept(file)


def _seen(clip: Clip, recipe: Recipe | None, folder: Path) -> Observation | str:
    """What a rendition shows, which is made for it; of its clip the file is left in the folder."""
    source = _source(clip, folder)
    if recipe is None:
        return observe(source.read_bytes())
    other = _source(another(clip), folder) if making.uses_other(recipe) else None
    content = making.make_rendition(recipe, clip, source, other, folder)
    if not recipe.damage:
        return observe_own(content)
    try:
        return observe(content)
    except FfmpegFailed as failure:
        if failure.verdict in _NOBODYS_FAULT:
            raise
        return str(failure.verdict)


def _source(clip: Clip, folder: Path) -> Path:
    file = folder / f"{clip.name}.ts"
    return file if file.is_file() else making.make_source(clip, file)


@cache
def build() -> str:
    """What ffmpeg says of itself. Raises ``FfmpegMissing`` and ``FfmpegFailed``."""
    return running.run(["-version"]).output.decode("utf-8", "replace").splitlines()[0]


def _key(clip: Clip, recipe: Recipe | None) -> str:
    """A hash of all that makes a sample."""
    parts: list[Any] = [_FORMAT, build(), making.source_arguments(clip)]
    if recipe is not None:
        parts += [making.rendition_arguments(recipe, clip), recipe.damage]
        if making.uses_other(recipe):
            parts.append(making.source_arguments(another(clip)))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _keep(file: Path, seen: Observation | str) -> None:
    """Write what was seen into a file, which is there as a whole or not at all."""
    parts: dict[str, Any] = {"refused": np.array(seen)} if isinstance(seen, str) else dict(_parts(seen))
    begun = file.with_suffix(f".{os.getpid()}.part.npz")
    np.savez_compressed(begun, allow_pickle=False, **parts)
    begun.replace(file)


def _parts(seen: Observation) -> Iterator[tuple[str, Any]]:
    print_ = seen.fingerprint
    yield "form", np.array([print_.width, print_.height, print_.time_unit])
    yield from (("times", print_.times), ("confidences", print_.confidences), ("digits", print_.digits))
    yield from (("grids", seen.grids), ("details", seen.details))
    if seen.sound is not None:
        yield from (("digest", np.frombuffer(seen.sound.digest, np.uint8)), ("levels", seen.sound.levels))


def _kept(file: Path) -> Observation | str:
    """What was seen, from a file."""
    with np.load(file, allow_pickle=False) as parts:
        if "refused" in parts:
            return str(parts["refused"])
        form = [int(value) for value in parts["form"]]
        fingerprint = Fingerprint(form[0], form[1], form[2], parts["times"], parts["confidences"], parts["digits"])
        sound = Sound(parts["digest"].tobytes(), parts["levels"]) if "digest" in parts else None
        return Observation(fingerprint, parts["grids"], parts["details"], sound)
