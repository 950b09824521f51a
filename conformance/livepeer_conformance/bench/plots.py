"""Plots of a bench of verification. Needs the extra ``plots``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib import rc_context, style
from matplotlib.figure import Figure

from livepeer_conformance.bench.judging import OTHER_CONTENT, Case, Judgement
from livepeer_conformance.bench.tables import logo_sizes
from livepeer_reference.video.corpus import HALVES
from livepeer_reference.video.renditions import HONEST, STARVED
from livepeer_spec.verification.content.observation import Observation
from livepeer_spec.verification.fingerprint.aligned import FITTED, matches, pace_of

_STYLE: Final[dict[Any, Any]] = {"font.family": "DejaVu Sans"}
_BINS: Final = [5.0 * edge for edge in range(61)]


def draw(cases: Sequence[Case], judgements: Sequence[Judgement], rules: Sequence[str], folder: Path) -> list[Path]:
    """Draw both plots into a folder. The files are the same each time with one version of matplotlib."""
    folder.mkdir(parents=True, exist_ok=True)
    with style.context("default"), rc_context(_STYLE):
        figures = {"distances.png": _distances(cases), "logo-sizes.png": _logos(judgements, rules)}
        for name, figure in figures.items():
            figure.savefig(folder / name, dpi=110, metadata={"Software": None})
    return [folder / name for name in figures]


def _distances(cases: Sequence[Case]) -> Figure:
    """How far renditions are from their sources: the ninth tenth of the frames' counted distances, by half."""
    figure = Figure(figsize=(9, 6))
    for row, half in enumerate(HALVES):
        axes = figure.add_subplot(2, 1, row + 1)
        groups: dict[str, list[float]] = {"honest": [], "starved": [], "tampered": [], "another clip": []}
        for case in cases:
            distance = _distance(case) if case.half == half and case.counts else None
            if distance is not None:
                known = {HONEST: "honest", STARVED: "starved", OTHER_CONTENT: "another clip"}
                groups[known.get(case.kind, "tampered")].append(distance)
        for name, values in groups.items():
            weights = np.full(len(values), 1 / max(len(values), 1))
            axes.hist(values, _BINS, weights=weights, histtype="step", label=f"{name} ({len(values)})")
        axes.axvline(FITTED.alike, color="black", linestyle="--", linewidth=1)
        axes.set_yscale("log")
        axes.set_ylabel("share")
        axes.set_title(f"half {half}", fontsize=10)
        axes.legend(fontsize=8)
    axes.set_xlabel("counted distance of fingerprints that nine tenths of the frames do not exceed")
    figure.tight_layout()
    return figure


def _distance(case: Case) -> float | None:
    """The ninth tenth of the counted distances; none where frames have no match."""
    source, seen = case.source.seen, case.sample.seen
    if isinstance(source, str) or not isinstance(seen, Observation):
        return None
    one, other = source.fingerprint, seen.fingerprint
    pace = pace_of(one.clock, other.clock)
    pairs = matches(one, other, pace, FITTED) if pace.within(FITTED.rate) else None
    if pairs is None:
        return None
    counted = (pairs.apart - pairs.motion / 4) * pairs.confidence / (pairs.confidence + FITTED.doubt)
    return float(np.quantile(np.maximum(counted, 0), FITTED.percent / 100, method="inverted_cdf"))


def _logos(judgements: Sequence[Judgement], rules: Sequence[str]) -> Figure:
    """Which share of logos each rule sees, by their size."""
    figure = Figure(figsize=(7, 4))
    axes = figure.add_subplot()
    for rule in rules:
        sizes = logo_sizes(judgements, rule)
        if sizes:
            areas, shares = zip(*sizes, strict=True)
            axes.plot(areas, [100 * share for share in shares], marker="o", label=rule)
            axes.set_xticks(areas, [f"{area:g}" for area in areas])
    axes.set_xscale("log")
    axes.set_xticks([], minor=True)
    axes.set_xlabel("area of the logo, percent of the picture")
    axes.set_ylabel("percent of clips on which it is seen")
    axes.legend(fontsize=8)
    figure.tight_layout()
    return figure
