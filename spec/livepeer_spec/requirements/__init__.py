"""The registry of requirements: what the protocol demands, in sentences that a check can refute.

The sentences live in one TOML file an area beside this module; rules name the ones they implement with
:func:`implements`, suites the ones they check. An identifier is never reused and never changes its meaning.

Words in the sentences: "the current round" is RoundsManager's; ``//`` is integer division; PPM is 10^6, PPB 10^9 and
PRECISE 10^27; ``part(a, n, P)`` is ``a * n // P`` and ``share(a, n, d, P)``, rounded twice, is
``a * (n * P // d) // P``.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, TypeVar

from livepeer_spec.rejection import Reason
from livepeer_spec.versions import RULE_SETS, UPGRADES, VARIANTS, upgrade_of, variant_of

Function = TypeVar("Function", bound=Callable[..., Any])

KINDS: Final = frozenset(
    ("reason", "event", "effect", "order", "rounding", "view", "invariant", "corner", "transition")
)
"""What a requirement speaks about."""
OFFCHAIN: Final = "offchain"
"""Where rules between nodes hold: beside all upgrades, because no transaction shows them."""
SCOPES: Final = (*RULE_SETS, OFFCHAIN)
"""All that a requirement can hold in."""
OFFCHAIN_AREAS: Final = frozenset(("CNT", "EVID", "FAST", "FPR", "FULL", "NEG", "PAY", "REVIEW", "SEG", "SEL"))
"""Areas of rules between nodes."""

_ID: Final = re.compile(r"LP-([A-Z]+)-\d{3}")
_MANDATORY: Final = frozenset(("id", "text", "kind", "source", "since", "level", "transactions"))
_OPTIONAL: Final = frozenset(("until", "variants", "choice", "reason", "event"))
_LISTS: Final = ("transactions", "variants")


class RegistryError(ValueError):
    """An entry of the registry is malformed; the message names the file and the requirement."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sentence of the protocol.

    Attributes:
        id: ``LP-<AREA>-<NNN>``.
        text: what must hold.
        kind: one of :data:`KINDS`.
        source: where it comes from: LIPs, sections of published documents, deployed contracts and functions.
        since: the first upgrade in which it holds.
        until: the last one; None while it still holds.
        variants: in an upgrade with variants, those in which it holds.
        choice: whether the source leaves it open, and it is what these rules chose.
        level: how binding it is; always ``must`` so far.
        transactions: names of the transactions that it speaks about; none for rules between nodes.
        reason: the rejection that it demands (kind ``reason``).
        event: the event that it demands (kind ``event``).
    """

    id: str
    text: str
    kind: str
    source: str
    since: str
    until: str | None
    variants: tuple[str, ...]
    choice: bool
    level: str
    transactions: tuple[str, ...]
    reason: Reason | None
    event: str | None

    @property
    def area(self) -> str:
        """The part of the protocol that the identifier names, such as ``BOND``."""
        return self.id.split("-")[1]


@cache
def load() -> Mapping[str, Requirement]:
    """Every requirement by identifier, in the order of areas and files.

    Raises:
        RegistryError: when an entry is malformed or an identifier is used twice.
    """
    registry: dict[str, Requirement] = {}
    for entry in sorted(files(__name__).iterdir(), key=lambda path: path.name):
        if not entry.name.endswith(".toml"):
            continue
        for requirement in parse(entry.name, entry.read_text(encoding="utf-8")):
            if requirement.id in registry:
                raise RegistryError(f"{entry.name}: {requirement.id} is used twice")
            registry[requirement.id] = requirement
    return MappingProxyType(registry)


def parse(file: str, content: str) -> list[Requirement]:
    """The requirements in the text of one registry file; ``file`` is its name, which gives the area.

    Raises:
        RegistryError: when the text is no TOML or an entry is malformed.
    """
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(f"{file}: {error}") from error
    if set(document) != {"requirement"}:
        raise RegistryError(f"{file}: must consist of [[requirement]] tables")
    return [_requirement(file, table) for table in document["requirement"]]


def _requirement(file: str, table: dict[str, Any]) -> Requirement:
    id = table.get("id", "an entry without id")

    def check(holds: bool, problem: str) -> None:
        if not holds:
            raise RegistryError(f"{file}: {id}: {problem}")

    missing, unknown = _MANDATORY - table.keys(), table.keys() - _MANDATORY - _OPTIONAL
    check(not missing, f"lacks {', '.join(sorted(missing))}")
    check(not unknown, f"has unknown keys {', '.join(sorted(unknown))}")
    check(isinstance(table.get("choice", False), bool), "choice is neither true nor false")
    for key, value in table.items():
        if key == "choice":
            continue
        check(key not in _LISTS or isinstance(value, list), f"{key} is not a list")
        for text in value if key in _LISTS else [value]:
            check(isinstance(text, str) and text.strip() != "", f"{key} is not a text, or empty")
    match = _ID.fullmatch(id)
    check(match is not None and f"{match[1].lower()}.toml" == file, "the id is not LP-<AREA>-<NNN> of the file's area")
    kind, since, until = table["kind"], table["since"], table.get("until")
    check(kind in KINDS, f"unknown kind {kind!r}")
    check(table["level"] == "must", f"unknown level {table['level']!r}")
    check(since in UPGRADES, f"unknown upgrade {since!r}")
    check(until is None or until in UPGRADES, f"unknown upgrade {until!r}")
    check(until is None or UPGRADES.index(since) <= UPGRADES.index(until), f"ends with {until} before it begins")
    variants = table.get("variants", [])
    check((since in VARIANTS) == ("variants" in table), f"lists variants where {since} has none, or none where it has")
    check(set(variants) <= set(VARIANTS.get(since, ())), f"unknown variants {variants}")
    reason = table.get("reason")
    check((reason is not None) == (kind == "reason"), "a reason belongs to the kind 'reason'")
    check(reason is None or reason in Reason.__members__, f"unknown reason {reason!r}")
    check(("event" in table) == (kind == "event"), "an event belongs to the kind 'event'")
    return Requirement(
        id=id,
        text=table["text"],
        kind=kind,
        source=table["source"],
        since=since,
        until=until,
        variants=tuple(variants),
        choice=table.get("choice", False),
        level=table["level"],
        transactions=tuple(table["transactions"]),
        reason=None if reason is None else Reason[reason],
        event=table.get("event"),
    )


def applies(requirement: Requirement, rules: str) -> bool:
    """Whether the requirement holds in a rule set, or between nodes. Raises ``ValueError`` for an unknown rule set."""
    if rules == OFFCHAIN or requirement.area in OFFCHAIN_AREAS:
        return rules == OFFCHAIN and requirement.area in OFFCHAIN_AREAS
    upgrade = upgrade_of(rules)
    if upgrade in VARIANTS and variant_of(rules) not in requirement.variants:
        return False
    last = UPGRADES[-1] if requirement.until is None else requirement.until
    return UPGRADES.index(requirement.since) <= UPGRADES.index(upgrade) <= UPGRADES.index(last)


def implements(*ids: str) -> Callable[[Function], Function]:
    """Record on a function the requirements that it implements, as its attribute ``requirements``.

    The function itself is returned, so that a call costs nothing more.
    """

    def attach(function: Function) -> Function:
        function.requirements = ids  # type: ignore[attr-defined]
        return function

    return attach
