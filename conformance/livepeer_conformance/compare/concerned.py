"""Which requirements a difference speaks against."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from livepeer_conformance.model.difference import Difference
from livepeer_spec.rejection import Reason
from livepeer_spec.requirements import Requirement, applies, load
from livepeer_spec.upgrades import upgrade

_STATE_KINDS = ("effect", "rounding", "transition", "corner", "view", "order")
_TABLE_WORDS = {
    "LPT of": "balanceOf",
    "allowance of": "allowance",
    "block hash of round": "blockHashForRound",
    "controller of": "controller",
    "permit nonce of": "nonces",
    "reserve claimed": "claimableReserve",
    "role of": "role",
    "service URI of": "URI",
    "used ticket": "usedTickets",
}
"""For each table of the spec's state, the word that requirements use for it."""
_REASON = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_TOLD = 4
"""So many differences are looked at: later ones follow from the first as a rule."""


@dataclass(frozen=True)
class Concern:
    """What a failure speaks against.

    Attributes:
        named: ids of the requirements that speak about what differs.
        at_stake: the others of those that the failed check covers, and that can be behind the difference as well.
    """

    named: tuple[str, ...]
    at_stake: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Both, the named ones first."""
        return (*self.named, *self.at_stake)


def concern(
    upgrade_name: str, transactions: Sequence[str], differences: Sequence[Difference], covered: Sequence[str] = ()
) -> Concern:
    """What ``differences`` after the last of ``transactions`` speak against.

    ``transactions`` are those up to the one that differs, which is empty when the final state or a view does.
    ``covered`` are the requirements that a check names: of these come the named ones where some speak about what
    differs; at stake are those of any transaction that has been made.
    """
    registry, last = load(), transactions[-1] if transactions else ""
    known = [registry[id_] for id_ in covered if id_ in registry]
    if known and all(requirement.kind == "invariant" for requirement in known):
        return Concern(tuple(covered))
    views = _of_views(upgrade_name, differences)
    candidates = _unique([*_of_transaction(upgrade_name, last), *views])
    narrowed = _unique(entry for one in differences[:_TOLD] for entry in _narrow(candidates, one)) or candidates
    at_stake = _at_stake(known, transactions, differences)
    named = [entry for entry in known if entry in narrowed]
    if any(type(one.expected) is type(one.observed) is int for one in differences):
        named += [entry for entry in known if entry.kind == "rounding" and entry in candidates and entry not in named]
    if not last:
        # Any transaction may be the cause, or the view that tells it.
        field = differences[0].field if differences else ""
        named = _unique([*named, *(_mentioning(at_stake, field) or at_stake), *views])
    named = named or [entry for entry in known if entry in candidates] or narrowed or known
    return Concern(_ids(named), _ids(entry for entry in at_stake if entry not in named))


def _ids(requirements: Iterable[Requirement]) -> tuple[str, ...]:
    return tuple(requirement.id for requirement in requirements)


def _unique(requirements: Iterable[Requirement]) -> list[Requirement]:
    return list({entry.id: entry for entry in requirements}.values())


def _at_stake(
    covered: list[Requirement], transactions: Sequence[str], differences: Sequence[Difference]
) -> list[Requirement]:
    """Those that a check covers whose transactions have been made; a reason only where a rejection differs."""
    made = {plain_name(name) for name in transactions}
    rejections = any(difference.where in ("status", "reason") for difference in differences)
    return [
        entry
        for entry in covered
        if (rejections or entry.kind != "reason")
        and (not entry.transactions or made.intersection(map(plain_name, entry.transactions)))
    ]


def _of_transaction(upgrade_name: str, transaction: str) -> list[Requirement]:
    """The requirements of a transaction; none for the final state."""
    registry, transactions = load(), upgrade(upgrade_name).catalogue.transactions
    if transaction not in transactions:
        return []
    own = (registry[id_] for id_ in transactions[transaction].requirements if id_ in registry)
    naming = (entry for entry in registry.values() if transaction in entry.transactions)
    return [entry for entry in _unique([*own, *naming]) if applies(entry, upgrade_name)]


def _of_views(upgrade_name: str, differences: Sequence[Difference]) -> list[Requirement]:
    """The requirements of the views that differ."""
    registry, catalogue = load(), upgrade(upgrade_name).catalogue
    functions = {difference.where.split("(")[0] for difference in differences}
    ids = (
        id_
        for view in catalogue.views.values()
        if f"{view.contract}.{view.signature.split('(')[0]}" in functions
        for id_ in view.requirements
    )
    return [entry for entry in _unique(registry[id_] for id_ in ids if id_ in registry) if applies(entry, upgrade_name)]


def _narrow(candidates: list[Requirement], difference: Difference) -> list[Requirement]:
    """Those that speak about what differs; all of them when none does."""
    where = difference.where.split(" ")
    if difference.where in ("status", "reason"):
        return _about_rejections(candidates, difference)
    if where[0] == "event" and len(where) == 3:
        events = {where[2], *_events(difference)}
        return _first(
            [
                entry
                for entry in candidates
                if entry.event in events
                or (entry.kind == "order" and not difference.field and any(_mentions(entry, one) for one in events))
            ],
            _mentioning(candidates, where[2]),
            [entry for entry in candidates if entry.kind in ("event", "effect", "rounding")],
            candidates,
        )
    state = [entry for entry in candidates if entry.kind in _STATE_KINDS]
    word = next((word for table, word in _TABLE_WORDS.items() if difference.where.startswith(table)), "")
    function = difference.where.split("(")[0].split(".")[-1]
    changes = [entry for entry in state if entry.kind != "view" and entry.transactions]
    return _first(
        _mentioning(changes, difference.field),
        _mentioning(changes, word or function),
        _mentioning(state, difference.field),
        _mentioning(state, word or function),
        _of_one_transaction(state),
        state,
        candidates,
    )


def _events(difference: Difference) -> list[str]:
    """The names of the events that are told by the spec and by the target in the same place."""
    return [
        value[0]
        for value in (difference.expected, difference.observed)
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)
    ]


def _of_one_transaction(requirements: list[Requirement]) -> list[Requirement]:
    """Those that speak about a transaction alone, with or without hints."""
    return [entry for entry in requirements if len({plain_name(name) for name in entry.transactions}) == 1]


def plain_name(transaction: str) -> str:
    """A transaction's name without ``_with_hint``."""
    return transaction.removesuffix("_with_hint")


def _about_rejections(candidates: list[Requirement], difference: Difference) -> list[Requirement]:
    expected, observed = _reasons(difference.expected), _reasons(difference.observed)
    if expected:
        return _first(
            [entry for entry in candidates if entry.reason in expected | observed],
            [entry for entry in candidates if entry.kind in ("order", "reason")],
            candidates,
        )
    return _first(
        [entry for entry in candidates if entry.reason in observed],
        [entry for entry in candidates if entry.kind in _STATE_KINDS],
        candidates,
    )


def _reasons(text: object) -> set[Reason]:
    """The reasons that a text names."""
    if not isinstance(text, str):
        return set()
    return {Reason[word] for word in _REASON.findall(text) if word in Reason.__members__}


def _mentioning(requirements: list[Requirement], name: str) -> list[Requirement]:
    """Those whose sentence has a name, in whatever spelling."""
    return [entry for entry in requirements if _mentions(entry, name)]


def _mentions(requirement: Requirement, name: str) -> bool:
    """Whether its sentence has a name as one word or, of ``withdrawRound``, as several: "withdraw round"."""
    plain = name.replace("_", "").lower()
    if not plain:
        return False
    text = " ".join(re.sub(r"[^a-z0-9 ]", "", requirement.text.lower()).split())
    return plain in text.split() or f" {_WORD_ENDS.sub(' ', name).lower()} " in f" {text} "


def _first(*choices: list[Requirement]) -> list[Requirement]:
    """The first choice that is not empty."""
    return next((choice for choice in choices if choice), [])
