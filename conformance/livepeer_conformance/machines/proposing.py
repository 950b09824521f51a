"""How proposals are registered and found.

A proposer makes a meaningful action of a transaction for the state at hand, or None when there is none now. One that
needs several steps is a generator: each action is applied before the next one is asked for, so that it sees the state
that it brought about, and it undoes what would freeze the rest of the sequence.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

Recipe = Iterator[Action]
Proposal = Action | Recipe | None
Proposer = Callable[[Any, str], Proposal]
"""Takes the scene, of the repertoire's own kind, and the name of the transaction."""

MEANWHILE: Final = Action("meanwhile")
"""A recipe yields this to let an ordinary step happen."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposer with the transaction that it makes, its family and its weight within the family."""

    transaction: str
    family: str
    weight: int
    make: Proposer


class Proposals:
    """The proposers of a repertoire."""

    def __init__(self) -> None:
        self.offers: list[Offer] = []
        self._provocations: dict[tuple[str, Reason], list[Proposer]] = {}
        self._late: dict[tuple[str, Reason], list[Proposer]] = {}

    def proposes(self, *names: str, family: str, weight: int = 10) -> Callable[[Proposer], Proposer]:
        """Register a proposer of the transactions ``names``, which share its weight."""

        def attach(make: Proposer) -> Proposer:
            self.offers.extend(Offer(name, family, max(1, weight // len(names)), make) for name in names)
            return make

        return attach

    def provokes(
        self, names: str | Iterable[str], *reasons: Reason, late: bool = False
    ) -> Callable[[Proposer], Proposer]:
        """Register a proposer that makes the transactions ``names`` fail for one of ``reasons``.

        A ``late`` one spoils the rest of a sequence, so it waits for the end.
        """
        listed = (names,) if isinstance(names, str) else tuple(names)

        def attach(make: Proposer) -> Proposer:
            for name in listed:
                for reason in reasons:
                    self._table(late).setdefault((name, reason), []).append(make)
            return make

        return attach

    def take(self, other: "Proposals", names: Iterable[str], without: frozenset[Reason] = frozenset()) -> None:
        """Take over the proposers of some transactions, except those that provoke certain reasons."""
        wanted = frozenset(names)
        self.offers.extend(offer for offer in other.offers if offer.transaction in wanted)
        for late in (False, True):
            for (name, reason), makers in other._table(late).items():
                if name in wanted and reason not in without:
                    self._table(late).setdefault((name, reason), []).extend(makers)

    def transactions(self) -> frozenset[str]:
        """The transactions that there are proposers for."""
        offered = {offer.transaction for offer in self.offers}
        return frozenset(offered | {name for name, _ in (*self._provocations, *self._late)})

    def special(self, name: str, reason: Reason, late: bool) -> list[Proposer]:
        """The proposers written to make this transaction fail for this reason; ``late``: those that spoil the rest."""
        return self._table(late).get((name, reason), [])

    def _table(self, late: bool) -> dict[tuple[str, Reason], list[Proposer]]:
        return self._late if late else self._provocations
