"""The plot: how the fee ratios of all random starts come together. Needs the extra ``plots``."""

from pathlib import Path
from typing import Any, Final

from matplotlib import rc_context, style
from matplotlib.figure import Figure

from livepeer_conformance.economics.tables import Courses
from livepeer_spec.economics.fee_ratio import CONVERGED, converged_after

FORMATS: Final = (".svg", ".png")
"""What a plot can be written as, by the file's suffix."""
_STYLE: Final[dict[Any, Any]] = {
    "svg.hashsalt": "livepeer-conformance",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
}
"""Ids in the file do not depend on the run, and text stays text."""
_ROUNDS_AFTER: Final = 3
"""How many rounds are shown behind that in which the last start is in equilibrium."""


def draw(courses: Courses, file: Path) -> None:
    """Draw the largest fee ratio to the smallest by round, a line a start.

    The file is the same each time with one version of matplotlib, and its lines are the same with any.
    """
    with style.context("default"), rc_context(_STYLE):
        figure = Figure(figsize=(8, 4.5))
        axes = figure.add_axes((0.09, 0.13, 0.88, 0.77))
        shown = max(converged_after(spreads) or 0 for spreads in courses) + _ROUNDS_AFTER
        for seed, spreads in enumerate(courses):
            axes.plot(range(shown + 1), spreads[: shown + 1], linewidth=1, alpha=0.7, gid=f"start-{seed}")
        axes.axhline(CONVERGED, color="black", linestyle="--", linewidth=1, gid="equilibrium")
        axes.annotate(f"{CONVERGED}: equilibrium", (shown, CONVERGED), (0, 4), textcoords="offset points", ha="right")
        axes.set_yscale("log")
        axes.set_yticks([1, 2, 5, 10], ["1", "2", "5", "10"])
        axes.set_yticks([], minor=True)
        axes.set_ylim(0.97, 13)
        axes.set_xlim(0, shown)
        axes.set_xlabel("round")
        axes.set_ylabel("largest fee ratio to the smallest")
        axes.set_title(f"Fee ratios from {len(courses)} random starts, one delegator in five looking around")
        nothing = {"Date": None, "Creator": None} if file.suffix == ".svg" else {"Software": None}
        figure.savefig(file, metadata=nothing)
