"""Repertoires: what generated sequences of a rule set are made of.

The upgrades from Streamflow on share one; alpha as it was deployed, and the whitepaper's variant, have their own, since
who takes part and what is worth trying differ there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from livepeer_conformance.machines.proposing import Proposals
from livepeer_conformance.model.action import Action
from livepeer_spec.primitives.journal import Record
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.rejection import Reason

if TYPE_CHECKING:
    from livepeer_conformance.machines.scene import Scene

_PACKAGES: Final = {
    "streamflow": "proposals",
    "confluence": "proposals",
    "arbitration": "arbitration",
    "alpha": "alpha",
    "alpha-launch": "alpha",
    "alpha-whitepaper": "whitepaper",
}


@dataclass(frozen=True)
class Status:
    """A kind of status that accounts have.

    Attributes:
        of: what has it, such as ``delegator``.
        values: the statuses.
        read: an account's status in a state and a round.
        records: kinds of records whose change can change it.
    """

    of: str
    values: tuple[str, ...]
    read: Callable[[Any, Address, Round], str]
    records: tuple[type[Record], ...]


@dataclass(frozen=True)
class Repertoire:
    """What generated sequences are made of.

    Attributes:
        proposals: the proposers.
        families: families of transactions and their usual weight.
        staple: the family that no sequence leaves out.
        disruptive: families that re-register contracts or speak in a contract's name: no invariant holds with them.
        scene: how proposers see a world.
        prelude: what most sequences begin with.
        arbitrary: any action of a transaction; None for those whose arguments only a directed proposal makes.
        statuses: of accounts, whose changes are counted.
        proxied: contracts that run behind a proxy.
        speakers: who may send what only contracts say, by transaction.
        registered: names under which contracts are registered that others look up.
        followers: those among them that follow the Controller.
        asked: reasons with which one contract rejects another: the name under which the caller is registered no more.
        wrong_caller: reasons that a transaction of the right shape from an ordinary account has.
        damages: ways to damage calldata of which the rules say what follows.
        agenda_step: how much further down the list of rejections each numbered sequence starts than the one before it,
            so that all of a long list have their turn equally often; 0 where each starts anywhere.
        breadth: how many times a profile's number of sequences it takes, for more transactions than others have.
    """

    proposals: Proposals
    families: Mapping[str, int]
    staple: str
    disruptive: tuple[str, ...]
    scene: "type[Scene]"
    prelude: "Callable[[Any], Iterator[Action]]"
    arbitrary: "Callable[[Any, str], Action | None]"
    statuses: tuple[Status, ...]
    proxied: tuple[str, ...]
    speakers: Mapping[str, str]
    registered: tuple[str, ...]
    followers: tuple[str, ...]
    asked: Mapping[Reason, str]
    wrong_caller: frozenset[Reason]
    damages: tuple[str, ...] = ("unknown_selector", "empty", "truncated", "dirty_bits")
    agenda_step: int = 0
    breadth: float = 1.0


@cache
def repertoire(rules: str) -> Repertoire:
    """The repertoire of a rule set. Raises ``KeyError`` for an unknown one."""
    package = import_module(f"livepeer_conformance.machines.{_PACKAGES[rules]}")
    found: Repertoire = package.REPERTOIRE
    return found
