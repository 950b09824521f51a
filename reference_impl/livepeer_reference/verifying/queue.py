"""The queue of flagged renditions: evidence that waits for a person, and what was decided about it.

It is the folder of the evidence. A decision is a file beside the evidence that it is about; it is never replaced.

Source: "Verification Roadmap", Dispute Resolution (manual review).
"""

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.checking import check
from livepeer_reference.verifying.folder import EvidenceFolder, create_file
from livepeer_reference.verifying.reading import MAX_EVIDENCE_BYTES, EvidenceError, contents, document, read
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.verification.review import Decision, Item, Trial, counted, decide, may_raise

DECISION: Final = "decision.json"
_SALT: Final = ".salt"


@dataclass(frozen=True)
class Entry:
    """One piece of evidence in the queue.

    Attributes:
        name: of its folder.
        accused: the evidence; none where it cannot be read.
        item: what the rules of review know of it.
        by: who decided.
        problem: why it cannot be read; empty where it can.
    """

    name: str
    accused: Accused | None
    item: Item | None
    by: str = ""
    problem: str = ""

    @property
    def broken(self) -> list[str]:
        """What of the evidence does not hold, without a look at the pictures; all of it where it cannot be read."""
        if self.accused is None:
            return [self.problem]
        return [
            f"{finding.field}: it is not so that it {finding.text}"
            for finding in check(self.accused, None)
            if finding.is_needed and not finding.holds
        ]


class UnknownEntry(Exception):
    """No evidence, or more than one piece, is called so."""


class Queue:
    """The queue in a folder of evidence."""

    def __init__(self, folder: EvidenceFolder, trial: Trial = Trial()) -> None:  # noqa: B008
        self.folder = folder
        self.trial = trial

    def entries(self) -> list[Entry]:
        """All of them; the first transcoded first, and what cannot be read at the end."""
        found = [self.entry(name) for name in self.folder.names()]
        return sorted(found, key=lambda one: (one.item is None, one.item.transcoded_at if one.item else 0, one.name))

    def find(self, start: str) -> Entry:
        """The one whose name begins so. Raises ``UnknownEntry``."""
        names = [name for name in self.folder.names() if name.startswith(start)]
        if len(names) != 1:
            raise UnknownEntry(f"{len(names)} pieces of evidence in {self.folder.path} begin with {start!r}")
        return self.entry(names[0])

    def entry(self, name: str) -> Entry:
        """One of them, read."""
        path = self.folder.path / name
        try:
            accused = read(path)
            item = Item(accused.rule, accused.verdict, accused.transcoded_at)
            if not (path / DECISION).exists():
                return Entry(name, accused, item)
            told = document(path / DECISION, "decision-v1")
        except EvidenceError as error:
            return Entry(name, None, None, problem=str(error))
        item.decision, item.decided_at = Decision[told["decision"]], int(told["at"])
        return Entry(name, accused, item, told["by"])

    def decide(self, entry: Entry, decision: Decision, by: str, now: Timestamp) -> None:
        """Write down a decision. Raises ``OffchainRejection``, ``OSError``, and ``EvidenceError`` for evidence that
        would lose a dispute."""
        if entry.item is None or (decision is Decision.TAMPERED and entry.broken):
            raise EvidenceError("; ".join(entry.broken))
        decide(entry.item, decision, now)
        told = {"format": "decision-v1", "decision": decision.name, "by": by, "at": str(now)}
        try:
            create_file(self.folder.path / entry.name / DECISION, (json.dumps(told, indent=1) + "\n").encode("utf-8"))
        except FileExistsError as error:
            # Somebody else was quicker.
            raise OffchainRejection(Fault.REVIEW_DECIDED) from error

    def agreements(self, entries: Sequence[Entry], rule: str) -> list[bool]:
        """Whether the decisions that count agree with a rule."""
        return counted([entry.item for entry in entries if entry.item is not None], rule, self.trial)

    def may_raise(self, entry: Entry, automatic: bool, now: Timestamp) -> bool:
        """Whether a dispute may be raised about one of them: never where its evidence would lose it.

        ``automatic`` is whether the trial of its rule lets disputes be raised without a person.
        """
        if entry.item is None or entry.broken:
            return False
        draw = self._draw(entry.name) if automatic else 0
        return may_raise(entry.item, automatic, draw, self.trial, now)

    def _draw(self, name: str) -> int:
        """The draw that is a rendition's for good; nobody outside can tell it."""
        path = self.folder.path / _SALT
        with suppress(FileExistsError):
            if not path.exists():
                create_file(path, secrets.token_bytes(32))
        return int.from_bytes(keccak(contents(path, MAX_EVIDENCE_BYTES) + name.encode("ascii"))) % self.trial.shown
