"""The catalogue of mutants: which spot of which reference contract each changes, and what it violates by that."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from livepeer_spec import requirements
from livepeer_spec.versions import RULE_SETS

KINDS: Final = MappingProxyType(
    {
        "check": "a check is missing",
        "added": "a check too many",
        "formula": "another formula or rounding",
        "event": "an event, its values or its place",
        "bookkeeping": "what is kept about rounds, pools, locks and claims",
        "bound": "a comparison that is off at its edge",
        "caller": "the wrong account is let in or acted for",
        "order": "steps or checks in another order",
        "encoding": "another packing or hash",
        "view": "a view tells something else",
    }
)
"""What a mutant is, by the word for it in the catalogue."""

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MANDATORY: Final = frozenset(("id", "contract", "file", "find", "replace", "about", "kind", "requirements"))
_OPTIONAL: Final = frozenset(("after", "deep"))


class CatalogueError(ValueError):
    """An entry of the catalogue, or what is compiled from it, cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference contract with one spot changed.

    Attributes:
        id: a slug, never used again.
        upgrade: whose contract it is; ``offchain`` for a rule between nodes.
        contract: the contract that is compiled with the change; empty for a rule between nodes.
        file: the source file with the spot, relative to the folder of the contracts, or of the spec.
        after: text in the file behind which the spot is, or empty.
        find: the text of the spot, which occurs once; with ``after``, the first occurrence behind that.
        replace: what stands there instead.
        about: what is wrong, in a sentence.
        kind: one of ``KINDS``.
        deep: whether it takes four or more transactions over two or more rounds to show.
        requirements: ids of requirements that it violates; a check finds it only by naming one of them.
    """

    id: str
    upgrade: str
    contract: str
    file: str
    after: str
    find: str
    replace: str
    about: str
    kind: str
    deep: bool
    requirements: tuple[str, ...]

    def apply(self, source: str) -> str:
        """The text of the file with the spot changed. Raises ``CatalogueError`` unless the spot is found for sure."""
        start = 0
        if self.after:
            found = source.count(self.after)
            if found != 1:
                raise CatalogueError(f"{self.id}: {self.after!r} occurs {found} times in {self.file}")
            start = source.index(self.after) + len(self.after)
        found = source.count(self.find, start)
        if found == 0 or (found > 1 and not self.after):
            raise CatalogueError(f"{self.id}: the text of the spot occurs {found} times in {self.file}")
        position = source.index(self.find, start)
        return source[:position] + self.replace + source[position + len(self.find) :]


@cache
def load() -> Mapping[str, Mutant]:
    """Every mutant by id, upgrade by upgrade. Raises ``CatalogueError``."""
    mutants: dict[str, Mutant] = {}
    for upgrade in RULE_SETS:
        text = (files(__package__) / f"{upgrade}.toml").read_text(encoding="utf-8")
        for mutant in parse(upgrade, text):
            if mutant.id in mutants:
                raise CatalogueError(f"{mutant.id} is used twice")
            mutants[mutant.id] = mutant
    return MappingProxyType(mutants)


@cache
def between_nodes() -> Mapping[str, Mutant]:
    """Every mutant of a rule between nodes, by id. Raises ``CatalogueError``."""
    text = (files(__package__) / f"{requirements.OFFCHAIN}.toml").read_text(encoding="utf-8")
    return MappingProxyType({mutant.id: mutant for mutant in parse(requirements.OFFCHAIN, text)})


def every() -> Mapping[str, Mutant]:
    """Every mutant by id: those of contracts, then those of rules between nodes. Raises ``CatalogueError``."""
    if twice := load().keys() & between_nodes().keys():
        raise CatalogueError(f"{', '.join(sorted(twice))} is used twice")
    return MappingProxyType({**load(), **between_nodes()})


def parse(upgrade: str, text: str) -> list[Mutant]:
    """The mutants in the text of one upgrade's catalogue. Raises ``CatalogueError``."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{upgrade}: {error}") from error
    if set(document) != {"mutant"}:
        raise CatalogueError(f"{upgrade}: must consist of [[mutant]] tables")
    return [_mutant(upgrade, table) for table in document["mutant"]]


def _mutant(upgrade: str, table: dict[str, Any]) -> Mutant:
    name = f"{upgrade}: {table.get('id', 'an entry without id')}"
    mandatory = _MANDATORY - {"contract"} if upgrade == requirements.OFFCHAIN else _MANDATORY
    missing, unknown = mandatory - table.keys(), table.keys() - mandatory - _OPTIONAL
    if missing or unknown:
        raise CatalogueError(f"{name}: lacks {sorted(missing)}, has unknown keys {sorted(unknown)}")
    if not _SLUG.fullmatch(table["id"]):
        raise CatalogueError(f"{name}: the id is no slug")
    if table["kind"] not in KINDS:
        raise CatalogueError(f"{name}: unknown kind {table['kind']!r}")
    if not table["requirements"] or not table["find"].strip() or not table["about"].strip():
        raise CatalogueError(f"{name}: requirements, find and about must not be empty")
    return Mutant(
        id=table["id"],
        upgrade=upgrade,
        contract=table.get("contract", ""),
        file=table["file"],
        after=table.get("after", ""),
        find=table["find"],
        replace=table["replace"],
        about=table["about"],
        kind=table["kind"],
        deep=table.get("deep", False),
        requirements=tuple(table["requirements"]),
    )
