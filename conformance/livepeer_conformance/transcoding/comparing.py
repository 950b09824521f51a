"""The reports of several machines or builds beside each other: which cells agree bit for bit, and why others cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from livepeer_conformance.transcoding.lanes import LANES
from livepeer_conformance.transcoding.measuring import Record
from livepeer_conformance.transcoding.summary import short_version


class Agreement(StrEnum):
    """What two reports say of a cell."""

    BITS = "bits agree"
    """One and the same stream in all runs of both."""
    PICTURES = "pictures agree"
    """Other streams, or streams that are not told, and the same decoded pictures in all runs of both."""
    OVERLAP = "some agree"
    """At least one of them gives several results, and some of these are those of the other."""
    DIFFERENT = "different"
    """No result of one is a result of the other."""
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Side:
    """A machine and a build that one report is of.

    Attributes:
        label: how it is called: file, device or CPU, and ffmpeg.
        records: all of it.
    """

    label: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Comparison:
    """A cell of two sides.

    Attributes:
        cell: clip, lane and setting, with threads and mask where these are not the usual ones.
        why: what keeps them from being compared, or how they differ.
    """

    cell: str
    one: str
    other: str
    agreement: Agreement
    why: str

    def to_json(self) -> dict[str, str]:
        """As JSON."""
        return {
            "cell": self.cell, "one": self.one, "other": self.other, "agreement": str(self.agreement), "why": self.why,
        }  # fmt: skip


def sides(name: str, records: Iterable[Record]) -> list[Side]:
    """The machines and builds of a report."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        device = record["device"] or {}
        key = (record["host"]["cpu"], str(record["host"]["cores"]), device.get("uuid_sha256", ""),
               device.get("driver", ""), record["ffmpeg"]["program_sha256"])  # fmt: skip
        found.setdefault(key, []).append(record)
    return [Side(_label(name, records[0]), tuple(records)) for records in found.values()]


def compare(one: Side, other: Side) -> list[Comparison]:
    """All cells that at least one of two sides has measured."""
    first, second = _cells(one), _cells(other)
    result = []
    for key in dict.fromkeys([*first, *second]):
        agreement, why = _agreement(key, first.get(key), second.get(key), one, other)
        result.append(Comparison(_name(key), one.label, other.label, agreement, why))
    return result


_Key = tuple[str, str, str, int | None, str | None]


def _cells(side: Side) -> dict[_Key, list[Record]]:
    """The runs of a side that gave a right result, by cell; how many ran at once makes no other cell."""
    found: dict[_Key, list[Record]] = {}
    for record in side.records:
        if record["record"] == "run" and record["status"] == "ok":
            key = (record["clip"], record["lane"], record["setting"], record["threads"], record["mask"])
            found.setdefault(key, []).append(record)
    return found


def _agreement(
    key: _Key, one: list[Record] | None, other: list[Record] | None, first: Side, second: Side
) -> tuple[Agreement, str]:
    if one is None or other is None:
        missing = first if one is None else second
        return Agreement.NOT_COMPARABLE, f"{missing.label}: {_absence(missing, key)}"
    for name, what in (
        ("clip_sha256", "other source clips"),
        ("argv", "other arguments"),
        ("env", "other environments"),
    ):
        if _values(one, name) != _values(other, name):
            return Agreement.NOT_COMPARABLE, what
    return _results(one, other)


def _results(one: list[Record], other: list[Record]) -> tuple[Agreement, str]:
    for name, agreement in (("sha256_es_nosei", Agreement.BITS), ("sha256_pictures", Agreement.PICTURES)):
        left, right = _values(one, name), _values(other, name)
        if len(left) == 1 and left == right and "None" not in left:
            return agreement, ""
    left, right = _values(one, "sha256_pictures"), _values(other, "sha256_pictures")
    counts = f"{len(left)} and {len(right)} different results in {len(one)} and {len(other)} runs"
    return (Agreement.OVERLAP if left & right else Agreement.DIFFERENT), counts


def _values(records: Sequence[Record], name: str) -> set[str]:
    return {str(record[name]) for record in records}


def _absence(side: Side, key: _Key) -> str:
    """Why a side has no right result of a cell."""
    for record in side.records:
        if record["lane"] == key[1] and record["status"] != "ok":
            return f"{record['status']}: {record['why']}" if record["why"] else str(record["status"])
    return "not measured"


def _name(key: _Key) -> str:
    clip, lane, setting, threads, mask = key
    more = [f"{threads} thread{'s' if threads != 1 else ''}"] if threads is not None else []
    return ", ".join([f"{lane} {setting}", f"clip {clip}", *more, *([mask] if mask else [])])


def _label(name: str, record: dict[str, Any]) -> str:
    device = record["device"]
    lane = LANES.get(record["lane"])
    machine = device["name"] if device and (lane is None or lane.is_device) else record["host"]["cpu"]
    return f"{name}: {machine}, ffmpeg {short_version(record)}"
