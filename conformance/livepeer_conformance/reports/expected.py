"""The file of expected failures: what an implementation is known not to do, with the reason and a link.

It is strict: an expected failure that passes makes the run fail, so that the file never outlives the defect::

    [[expected]]
    id = "bonding/unbond_part_creates_lock"   # a check, or a requirement such as "LP-BOND-025"
    upgrade = "confluence"                    # optional; all upgrades without it
    reason = "the lock's round is off by one"
    link = "https://example.org/issues/17"
"""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.verdict import Outcome, Verdict

_MAX_BYTES: Final = 1 << 20
_KEYS: Final = frozenset(("id", "upgrade", "reason", "link"))


class ExpectedFailuresError(ValueError):
    """The file of expected failures makes no sense; the message names file and entry."""


@dataclass(frozen=True)
class ExpectedFailure:
    """One entry: ``id`` is a check's or a requirement's, ``upgrade`` None stands for all."""

    id: str
    upgrade: str | None
    reason: str
    link: str

    @property
    def is_requirement(self) -> bool:
        """Whether the entry names a requirement rather than a check."""
        return self.id.startswith("LP-")

    def covers(self, id_: str, upgrade: str) -> bool:
        """Whether this entry speaks about a check or requirement in an upgrade."""
        return self.id == id_ and self.upgrade in (None, upgrade)


def load(path: Path, upgrades: Collection[str], requirements: Collection[str]) -> list[ExpectedFailure]:
    """The entries of a file; upgrades and requirements must be among the known ones.

    Raises ``ExpectedFailuresError``.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ExpectedFailuresError(f"{path}: more than {_MAX_BYTES} bytes are not read")
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ExpectedFailuresError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ExpectedFailuresError(f"{path}: not valid TOML: {error}") from error
    tables = document.get("expected", [])
    if set(document) - {"expected"} or not isinstance(tables, list):
        raise ExpectedFailuresError(f"{path}: must consist of [[expected]] tables")
    entries = [_entry(f"{path}: expected[{index}]", table) for index, table in enumerate(tables)]
    for entry in entries:
        if entry.upgrade is not None and entry.upgrade not in upgrades:
            raise ExpectedFailuresError(f"{path}: {entry.id}: unknown upgrade {entry.upgrade!r}")
        if entry.is_requirement and entry.id not in requirements:
            raise ExpectedFailuresError(f"{path}: {entry.id}: there is no such requirement")
        if sum(entry.id == other.id and entry.upgrade == other.upgrade for other in entries) > 1:
            raise ExpectedFailuresError(f"{path}: {entry.id}: listed twice")
    return entries


def check_ids(entries: Iterable[ExpectedFailure], checks: Collection[str], path: Path) -> None:
    """Raise ``ExpectedFailuresError`` for an entry that names a check which does not exist."""
    for entry in entries:
        if not entry.is_requirement and entry.id not in checks:
            raise ExpectedFailuresError(f"{path}: {entry.id}: there is no such check or requirement")


def _entry(where: str, table: Any) -> ExpectedFailure:
    if not isinstance(table, dict):
        raise ExpectedFailuresError(f"{where}: expected a table")
    if unknown := set(table) - _KEYS:
        raise ExpectedFailuresError(f"{where}: unknown keys: {', '.join(sorted(unknown))}")
    for key in _KEYS - {"upgrade"}:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise ExpectedFailuresError(f"{where}: {key} must be a text that is not empty")
    upgrade = table.get("upgrade")
    if not isinstance(upgrade, str | None):
        raise ExpectedFailuresError(f"{where}: upgrade must be a text")
    return ExpectedFailure(table["id"], upgrade, table["reason"], table["link"])


def is_expected(verdict: Verdict, entries: Iterable[ExpectedFailure]) -> bool:
    """Whether a failure is expected: by its check, or because all requirements that it concerns are."""
    if verdict.outcome is not Outcome.FAILED:
        return False
    listed = [entry for entry in entries if entry.upgrade in (None, verdict.upgrade)]
    if any(entry.id == verdict.check for entry in listed):
        return True
    ids = {entry.id for entry in listed}
    return bool(verdict.concerns) and ids.issuperset(verdict.concerns)
