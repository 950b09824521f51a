"""Two plots of a report: how many different results, and how fast. Needs the extra ``plots``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from matplotlib import rc_context, style
from matplotlib.figure import Figure

from livepeer_conformance.transcoding.measuring import Record
from livepeer_conformance.transcoding.summary import Group, groups

_STYLE: Final[dict[Any, Any]] = {
    "svg.hashsalt": "livepeer-conformance",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
}


def draw(records: list[Record], folder: Path) -> list[Path]:
    """Draw into ``transcode-determinism.png`` and ``transcode-throughput.png``; gives the files."""
    found = [group for group in groups(records) if not group.failed and not group["mask"]]
    usual = [group for group in found if group["threads"] is None]
    determinism = [group for group in usual if group.distinct("sha256_pictures") and group["setting"] != "decode"]
    return [
        _bars(
            folder / "transcode-determinism.png",
            "How many repeats of a run show pictures that no run before showed",
            determinism,
            [(group.distinct("sha256_pictures") - 1) / max(len(group.runs) - 1, 1) for group in determinism],
            [f"{group.distinct('sha256_pictures') - 1} of {len(group.runs) - 1}" for group in determinism],
        ),
        _bars(
            folder / "transcode-throughput.png",
            "Segments of 2 s a second",
            usual,
            [group.runs[0]["segments_per_s"] for group in usual],
            [f"{group.runs[0]['segments_per_s']:.2f}" for group in usual],
        ),
    ]


def _bars(file: Path, title: str, found: Sequence[Group], values: Sequence[float], texts: Sequence[str]) -> Path:
    """A bar for each batch, in the order of the report."""
    with style.context("default"), rc_context(_STYLE):
        figure = Figure(figsize=(9, 1.4 + 0.22 * len(found)), layout="constrained")
        axes = figure.add_subplot()
        colours = ["tab:blue" if group["workers"] == 1 else "tab:orange" for group in found]
        names = [
            f"{group['lane']} {group['setting']}, {group['clip']}, {group.build}, {group.condition}" for group in found
        ]
        bars = axes.barh(range(len(found)), values, color=colours)
        axes.bar_label(bars, texts, padding=3, fontsize=7)
        axes.set_yticks(range(len(found)), names, fontsize=7)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set_title(title, fontsize=9)
        figure.savefig(file, dpi=120, metadata={"Software": None})
    return file
