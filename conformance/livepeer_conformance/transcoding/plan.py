"""Which runs are made of a lane that works: batches of the same run, one at a time, together, and under conditions."""

from collections.abc import Iterator
from dataclasses import dataclass

from livepeer_conformance.transcoding.clips import Clip
from livepeer_conformance.transcoding.probing import Cell


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        source: size of the source clips.
        rendition: size of the renditions, in pixels.
        bit_rate: of a rendition in production, bits a second.
        clips: names of the clips.
        repeats: runs of a batch.
        threads: numbers of threads to try in production.
        has_masks: whether encoders are kept from using parts of the CPU too.
    """

    source: str
    rendition: tuple[int, int]
    bit_rate: int
    clips: tuple[str, ...]
    repeats: int
    threads: tuple[int, ...]
    has_masks: bool


MOST_WORKERS = 16
"""Runs at once at most, however many cores there are."""

QUICK = Size("640x360", (426, 240), 400_000, ("pictures",), 3, (1,), False)
FULL = Size("1280x720", (640, 360), 1_000_000, ("pictures", "grain"), 5, (1, 2), True)


@dataclass(frozen=True)
class Batch:
    """The same run some times.

    Attributes:
        setting: of the lane.
        repeats: how many runs.
        workers: how many at once.
        threads: of the encoder; 0 for as many as it likes, none for those of the setting.
        mask: which parts of the CPU are not used; none for all that there are.
    """

    cell: Cell
    clip: Clip
    setting: str
    repeats: int
    workers: int = 1
    threads: int | None = None
    mask: str | None = None


def batches(cell: Cell, clip: Clip, size: Size, cores: int) -> Iterator[Batch]:
    """All batches of a cell with a clip."""
    lane, workers = cell.lane, min(cores, MOST_WORKERS)
    for setting in lane.settings:
        yield Batch(cell, clip, setting, size.repeats)
        if setting == "threads":
            yield from (Batch(cell, clip, setting, 1, threads=threads) for threads in size.threads)
            continue
        yield Batch(cell, clip, setting, max(size.repeats, 2 * workers), workers=workers)
        if setting == "production" and not lane.is_device:
            yield from (Batch(cell, clip, setting, size.repeats, threads=threads) for threads in size.threads)
        if setting == "exact" and size.has_masks:
            yield from (Batch(cell, clip, setting, 1, mask=mask) for mask in lane.masks)
