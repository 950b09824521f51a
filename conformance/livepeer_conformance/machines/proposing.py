"""How proposals are registered and found.

A proposer makes a meaningful action of a transaction for the state at hand, or None when there is none now. One that
needs several steps is a generator: each action is applied before the next one is asked for, so that it sees the state
that it brought about, and it undoes what would freeze the rest of the sequence.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.model.action import L1_SUPPLY_ACTION, Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades import upgrade

Recipe = Iterator[Action]
Proposal = Action | Recipe | None
Proposer = Callable[[Scene, str], Proposal]

MEANWHILE: Final = Action("meanwhile")
"""A recipe yields this to let an ordinary step happen."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposer with the transaction that it makes, its family and its weight within the family."""

    transaction: str
    family: str
    weight: int
    make: Proposer


_OFFERS: list[Offer] = []
_PROVOCATIONS: dict[tuple[str, Reason], list[Proposer]] = {}
_LATE: dict[tuple[str, Reason], list[Proposer]] = {}


def proposes(*names: str, family: str, weight: int = 10) -> Callable[[Proposer], Proposer]:
    """Register a proposer of the transactions ``names``, which share its weight."""

    def attach(make: Proposer) -> Proposer:
        _OFFERS.extend(Offer(name, family, max(1, weight // len(names)), make) for name in names)
        return make

    return attach


def provokes(names: str | Iterable[str], *reasons: Reason, late: bool = False) -> Callable[[Proposer], Proposer]:
    """Register a proposer that makes the transactions ``names`` fail for one of ``reasons``.

    A ``late`` one spoils the rest of a sequence, so it waits for the end.
    """
    listed = (names,) if isinstance(names, str) else tuple(names)

    def attach(make: Proposer) -> Proposer:
        for name in listed:
            for reason in reasons:
                (_LATE if late else _PROVOCATIONS).setdefault((name, reason), []).append(make)
        return make

    return attach


@cache
def offers(upgrade_name: str) -> tuple[Offer, ...]:
    """The offers for an upgrade's transactions."""
    known = set(upgrade(upgrade_name).catalogue.transactions)
    if upgrade_name != "streamflow":
        known.add(L1_SUPPLY_ACTION)
    return tuple(offer for offer in _OFFERS if offer.transaction in known)


@cache
def offers_of(upgrade_name: str, transaction: str) -> tuple[Offer, ...]:
    """The offers for one transaction."""
    return tuple(offer for offer in offers(upgrade_name) if offer.transaction == transaction)


def special_provocations(name: str, reason: Reason, late: bool) -> list[Proposer]:
    """The proposers written to make this transaction fail for this reason; ``late``: those that spoil the rest."""
    return (_LATE if late else _PROVOCATIONS).get((name, reason), [])
