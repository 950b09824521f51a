"""What must hold on any machine, and whether a report bears it out."""

from collections.abc import Iterable, Iterator

from livepeer_conformance.transcoding.measuring import Record
from livepeer_conformance.transcoding.report import runs
from livepeer_conformance.transcoding.summary import short_version
from livepeer_conformance.transcoding.vocabulary import Word

UNLIKE_MASKS = ("x264 up to AVX2", "x264 up to SSSE3", "x264 without SIMD")
"""x264 without SIMD always gives another stream; its code for AVX-512 and that for what came before it differ on some
clips, so that a CPU's capabilities are part of what a result depends on."""


def broken(records: list[Record]) -> list[str]:
    """What does not hold, a sentence each."""
    return [*_wrong_pictures(records), *_exact_results(records), *_failed_runs(records)]


def _wrong_pictures(records: Iterable[Record]) -> Iterator[str]:
    """Whatever ends with 0 shows the right picture; what a device decodes equals what the CPU does."""
    wrong = {
        (record["lane"], short_version(record), record["why"])
        for record in records
        if record["status"] == Word.WRONG_PICTURE
    }
    for lane, version, why in sorted(wrong):
        yield f"{Word.WRONG_PICTURE}: {lane} with ffmpeg {version}: {why}"


def _exact_results(records: list[Record]) -> Iterator[str]:
    """The exact setting gives one result: on the CPU for each build, with x264 for all builds."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for record in runs(records):
        if record["setting"] == "exact" and record["mask"] not in UNLIKE_MASKS and record["kind"] == "cpu":
            build = "all builds" if record["lane"] == "x264" else f"ffmpeg {short_version(record)}"
            found.setdefault((record["lane"], record["clip"], build), set()).add(record["sha256_es_nosei"])
    for (lane, clip, build), streams in found.items():
        if len(streams) > 1:
            yield f"not exact: {lane} gives {len(streams)} different streams of the clip {clip} with {build}"


def _failed_runs(records: Iterable[Record]) -> Iterator[str]:
    """A lane that works once works each time."""
    counts: dict[tuple[str, str, str], int] = {}
    for record in records:
        if record["record"] == "run" and record["status"] not in (Word.OK, Word.WRONG_PICTURE):
            key = (record["lane"], record["status"], record["why"])
            counts[key] = counts.get(key, 0) + 1
    for (lane, word, why), count in counts.items():
        yield f"{word}: {lane} failed {count} time{'s' if count > 1 else ''}: {why}"
