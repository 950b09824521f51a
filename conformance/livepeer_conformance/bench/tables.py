"""What came of a bench of verification, counted: by rule, half of the corpus and kind of rendition."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from livepeer_conformance.bench.judging import OTHER_CONTENT, Judgement, Outcome
from livepeer_reference.video.corpus import HALVES, STILL
from livepeer_reference.video.renditions import HONEST, KINDS, STARVED

TAMPERS: Final = "all tampers"
NOT_RUN: Final = "not run"


@dataclass(frozen=True)
class Count:
    """How many of some renditions a rule refused, and to how many it was undecided."""

    refused: int
    undecided: int
    all: int

    @property
    def text(self) -> str:
        """As a cell of a table: share and numbers."""
        if not self.all:
            return "-"
        undecided = f", {self.undecided} undecided" if self.undecided else ""
        return f"{100 * self.refused / self.all:.1f} % ({self.refused} of {self.all}{undecided})"


@dataclass(frozen=True)
class Table:
    """A table of one half, or of the clips that are counted apart."""

    title: str
    rules: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def counted(judgements: Iterable[Judgement], kind: str) -> Count:
    """What a rule did with the renditions of a kind; ``TAMPERS`` means all kinds of them."""
    kinds = KINDS if kind == TAMPERS else (kind,)
    found = [judgement.outcome for judgement in judgements if judgement.case.kind in kinds]
    return Count(found.count(Outcome.REFUSED), found.count(Outcome.UNDECIDED), len(found))


def tables(judgements: Sequence[Judgement], rules: tuple[str, ...]) -> list[Table]:
    """A table for each half, and one of each character that is counted apart."""
    counts = [judgement for judgement in judgements if judgement.case.counts]
    found = [_table(f"half {half}", [one for one in counts if one.case.half == half], rules) for half in HALVES]
    for character in STILL:
        apart = [one for one in judgements if one.case.source.clip.character == character and not one.case.unchanged]
        found.append(_table(f"{character} clips of both halves", apart, rules))
    return found


def _table(title: str, judgements: list[Judgement], rules: tuple[str, ...]) -> Table:
    """Which honest renditions and tampers were refused, which other content was accepted, and how long it took."""
    by_rule = {rule: [one for one in judgements if one.rule == rule] for rule in rules}
    labels = {HONEST: "honest ones rejected", STARVED: "starved ones rejected", TAMPERS: "tampers caught"}
    rows = [
        (labels.get(kind, f"  {kind}"), tuple(_cell(by_rule[rule], kind) for rule in rules))
        for kind in (HONEST, STARVED, TAMPERS, *KINDS)
    ]
    rows.append(("other content accepted", tuple(_accepted(by_rule[rule]) for rule in rules)))
    rows.append(("milliseconds a comparison", tuple(_time(by_rule[rule]) for rule in rules)))
    return Table(title, rules, tuple(rows))


def _cell(judgements: list[Judgement], kind: str) -> str:
    return counted(judgements, kind).text if judgements else NOT_RUN


def _accepted(judgements: list[Judgement]) -> str:
    count = counted(judgements, OTHER_CONTENT)
    if not count.all:
        return NOT_RUN if not judgements else "-"
    return f"{count.all - count.refused - count.undecided} of {count.all}"


def _time(judgements: list[Judgement]) -> str:
    seconds = [one.seconds for one in judgements if one.seconds]
    return f"{1000 * statistics.median(seconds):.2f}" if seconds else NOT_RUN


def logo_sizes(judgements: Iterable[Judgement], rule: str) -> list[tuple[float, float]]:
    """Which share of the logos of each size a rule sees: pairs of percent of the picture and share, by size."""
    found: dict[float, list[bool]] = {}
    for one in judgements:
        if one.rule == rule and one.case.counts and one.case.recipe is not None and one.case.recipe.area:
            found.setdefault(one.case.recipe.area, []).append(one.outcome is Outcome.REFUSED)
    return [(area, sum(seen) / len(seen)) for area, seen in sorted(found.items())]


def to_json(judgements: Sequence[Judgement], rules: tuple[str, ...], about: dict[str, Any]) -> dict[str, Any]:
    """All of it: what it was made with, the tables, and each judgement."""
    return about | {
        "tables": [
            {"title": table.title, "rows": [{"name": name.strip(), **dict(zip(table.rules, cells, strict=True))}
                                            for name, cells in table.rows]}
            for table in tables(judgements, rules)
        ],
        "logoSizes": {rule: logo_sizes(judgements, rule) for rule in rules},
        "unchanged": sorted({(one.case.source.clip.name, one.case.name) for one in judgements if one.case.unchanged}),
        "judgements": [
            {"half": one.case.half, "clip": one.case.source.clip.name, "rendition": one.case.name,
             "kind": one.case.kind, "counted": one.case.counts, "rule": one.rule, "outcome": one.outcome,
             "finding": one.finding}
            for one in judgements
        ],
    }  # fmt: skip
