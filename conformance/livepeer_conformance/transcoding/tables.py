"""The tables that a terminal shows of a report."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from livepeer_conformance.reports.printing import printable
from livepeer_conformance.transcoding.clips import RATE
from livepeer_conformance.transcoding.comparing import Comparison
from livepeer_conformance.transcoding.measuring import Record
from livepeer_conformance.transcoding.summary import Group, groups, short_version

_DETERMINISM = (
    "streams and pictures: different ones of all; sample: how far two pictures are apart in one at most, of 255; "
    "prints: two fingerprints, of 760; PSNR (luma, dB) and VMAF: the least; source: how far 90 % of the frames are "
    "from the source's fingerprint at most"
)
_THROUGHPUT = (
    "segments of 2 s and frames a second, and times real time, of all runs together; p50 and p95: seconds of a run; "
    "CPU: seconds of a run; MiB: resident at most; J: joules of a run"
)


def show(console: Console, records: list[Record]) -> None:
    """All tables of a report: what is not there, how many different results, how fast."""
    empty = [record for record in records if record["record"] == "empty"]
    if empty:
        console.print(_absent(empty))
    found = sorted(groups(records), key=_section)
    for (clip, build), section in groupby(found, key=_section):
        rows = list(section)
        console.print(_determinism(f"Determinism: clip {clip}, ffmpeg {build}", rows))
        console.print(_throughput(f"Throughput: clip {clip}, ffmpeg {build}", rows))


def compared(comparisons: Sequence[Comparison]) -> Table:
    """What two machines or builds agree on."""
    title = f"{comparisons[0].one}\n{comparisons[0].other}"
    table = Table(title=_text(title), title_justify="left", box=SIMPLE_HEAD, padding=0, collapse_padding=True)
    table.add_column("cell", overflow="fold")
    table.add_column("results", no_wrap=True)
    table.add_column("why", overflow="fold")
    for row in comparisons:
        table.add_row(*map(_text, (row.cell, str(row.agreement), row.why)))
    return table


def _absent(records: Iterable[Record]) -> Table:
    """Each cell without measurements; those with the same reason in one row."""
    lanes: dict[tuple[str, str, str], list[str]] = {}
    for record in records:
        lanes.setdefault((record["status"], short_version(record), record["why"]), []).append(record["lane"])
    table = Table(title="Not measured", title_justify="left")
    table.add_column("word", no_wrap=True)
    for name in ("ffmpeg", "lanes", "first error"):
        table.add_column(name, overflow="fold")
    for (word, build, why), names in lanes.items():
        table.add_row(*map(_text, (word, build, ", ".join(names), why)))
    return table


def _determinism(title: str, rows: Sequence[Group]) -> Table:
    names = ("streams", "pictures", "sample", "prints", "PSNR", "VMAF", "source")
    table = _table(title, _DETERMINISM, names)
    for group in rows:
        table.add_row(
            *_run(group), _count(group, "sha256_es_nosei"), _count(group, "sha256_pictures"),
            _figure(group.largest("max_difference")), _figure(group.largest("sig_max_to_first")),
            _figure(group.least("psnr_y"), 1), _figure(group.least("vmaf"), 1), _figure(group.largest("sig_p90")),
        )  # fmt: skip
    return table


def _throughput(title: str, rows: Sequence[Group]) -> Table:
    names = ("seg/s", "frames/s", "x real", "p50", "p95", "CPU", "MiB", "J")
    sources = {str(group["joules_source"]) for group in rows if group["joules"] is None}
    table = _table(title, "; ".join([_THROUGHPUT, *(f"no J: {why}" for why in sorted(sources))]), names)
    for group in rows:
        if group.failed or group["mask"]:
            continue
        first = group.runs[0]
        rate = first["segments_per_s"]
        table.add_row(
            *_run(group), _figure(rate, 2), _figure(rate * first["frames_in"]),
            _figure(rate * first["frames_in"] / RATE, 2), _figure(first["latency_p50_s"], 2),
            _figure(first["latency_p95_s"], 2), _figure(group.processor_seconds, 2),
            _figure((group.largest("max_rss") or 0) / 2**20), _figure(first["joules"], 1),
        )  # fmt: skip
    return table


def _table(title: str, caption: str, names: Sequence[str]) -> Table:
    """A table that is no wider than 80 columns as long as no mask is named."""
    table = Table(
        title=title, title_justify="left", caption=caption, caption_justify="left", box=SIMPLE_HEAD, padding=0,
        pad_edge=False, collapse_padding=True,
    )  # fmt: skip
    table.add_column("run", no_wrap=True)
    table.add_column("how", overflow="fold")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _section(group: Group) -> tuple[str, str]:
    return str(group["clip"]), group.build


def _run(group: Group) -> tuple[str, str]:
    return _text(f"{group['lane']} {group['setting']}"), _text(group.condition)


def _count(group: Group, name: str) -> str:
    """How many different values, of how many runs; those that failed are told beside."""
    found = group.distinct(name)
    failed = f" ({group.failed} failed)" if group.failed else ""
    return f"{found} of {len(group.runs)}{failed}" if found or failed else ""


def _figure(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _text(value: object) -> str:
    return escape(printable(str(value)))
