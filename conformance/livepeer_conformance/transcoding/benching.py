"""The bench as a whole: clips are made, lanes are probed, those that work are measured."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from livepeer_conformance.transcoding import clips, machine
from livepeer_conformance.transcoding.lanes import LANES, Lane
from livepeer_conformance.transcoding.machine import Build
from livepeer_conformance.transcoding.measuring import Judge, Record, absent, measure
from livepeer_conformance.transcoding.plan import Size, batches
from livepeer_conformance.transcoding.probing import Cell, probe
from livepeer_conformance.transcoding.vocabulary import Word
from livepeer_reference.video import running

Progress = Callable[[str, int, int], None]
"""Told what happens now, how many steps are done, and how many there are."""


def bench(
    builds: Sequence[Build], size: Size, chosen: Sequence[str], report: Callable[[Record], None], tell: Progress
) -> None:
    """Measure the chosen lanes with all builds; each record goes to ``report`` as soon as it is there.

    The first build makes the clips and looks at all results. Raises ``FfmpegFailed`` when it cannot make them.
    """
    judge = Judge(builds[0].program)
    with running.workplace() as folder:
        small = clips.make("pictures", folder / "probe", judge.program, "320x240", (320, 240), 1_000_000, frames=5)
        made = list(_clips(folder, size, judge.program, tell))
        cells = []
        for number, (lane, build) in enumerate(pairs := [(lane, build) for lane in LANES.values() for build in builds]):
            tell(f"probing {lane.name} with ffmpeg {build.name}", number, len(pairs))
            cells.append(_cell(lane, build, chosen, small, judge.program))
        jobs = []
        for cell in cells:
            if cell.word is not Word.OK:
                report(absent(cell))
                continue
            # More clips are for the lane that clients run; the others are measured on the first one.
            for clip in made if cell.lane.name == "x264" else made[:1]:
                jobs += list(batches(cell, clip, size, machine.host()["cores"]))
        total, done = sum(batch.repeats for batch in jobs), 0

        for batch in jobs:
            what = f"{batch.cell.lane.name} {batch.setting} with ffmpeg {batch.cell.build.name}"
            before = done

            def ended(what: str = what) -> None:
                nonlocal done
                done += 1
                tell(what, done, total)

            tell(what, before, total)
            for record in measure(batch, judge, ended):
                report(record)


def _clips(folder: Path, size: Size, program: str, tell: Progress) -> Iterator[clips.Clip]:
    """The source clips; the first one in all codecs, for the lanes that decode."""
    for number, name in enumerate(size.clips):
        tell(f"generating the clip {name}", number, len(size.clips))
        codecs = ("h264", "hevc", "vp9") if number == 0 else ("h264",)
        yield clips.make(name, folder / name, program, size.source, size.rendition, size.bit_rate, codecs=codecs)


def _cell(lane: Lane, build: Build, chosen: Sequence[str], clip: clips.Clip, judge: str) -> Cell:
    if lane.name not in chosen:
        return Cell(lane, build, Word.SKIPPED, "not chosen")
    return probe(lane, build, clip, judge)
