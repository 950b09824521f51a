"""What a report says of each lane: how many different results, and how fast."""

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from livepeer_conformance.transcoding.measuring import Record


@dataclass(frozen=True)
class Group:
    """The runs of a batch, all with the same arguments on the same clip."""

    runs: tuple[Record, ...]

    def __getitem__(self, name: str) -> object:
        """What all of them have in common."""
        return self.runs[0][name]

    @property
    def build(self) -> str:
        """The version of ffmpeg, short."""
        return short_version(self.runs[0])

    @property
    def condition(self) -> str:
        """What was other than usual."""
        first = self.runs[0]
        threads, mask = first["threads"], first["mask"]
        parts = [f"{threads} thread{'s' if threads != 1 else ''}"] if threads is not None else []
        parts += [f"{first['workers']} at once"] if first["workers"] > 1 else []
        return ", ".join([*parts, *([mask] if mask else [])]) or "alone"

    @property
    def failed(self) -> int:
        """How many gave no right result."""
        return sum(run["status"] != "ok" for run in self.runs)

    def distinct(self, name: str) -> int:
        """How many different values a field has, nulls left out."""
        return len({run[name] for run in self.runs} - {None})

    def largest(self, name: str) -> float | None:
        """The largest value of a field."""
        return max((run[name] for run in self.runs if run[name] is not None), default=None)

    def least(self, name: str) -> float | None:
        """The smallest value of a field."""
        return min((run[name] for run in self.runs if run[name] is not None), default=None)

    @property
    def processor_seconds(self) -> float:
        """CPU seconds of a run, the median."""
        return float(statistics.median(run["cpu_user_s"] + run["cpu_sys_s"] for run in self.runs))


def groups(records: Iterable[Record]) -> Iterator[Group]:
    """The batches of a report, in its order."""
    found = (record for record in records if record["record"] == "run")
    for _, runs in groupby(found, key=lambda run: run["batch"]):
        yield Group(tuple(runs))


def short_version(record: Record) -> str:
    """The version of a record's ffmpeg, short."""
    return str(record["ffmpeg"]["version"] or "?").removeprefix("n").split("-")[0]
