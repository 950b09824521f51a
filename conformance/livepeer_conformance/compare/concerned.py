"""Which requirements a difference speaks against."""

import re
from collections.abc import Iterable, Sequence

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


def concerned(
    upgrade_name: str, transaction: str, differences: Sequence[Difference], covered: Sequence[str] = ()
) -> tuple[str, ...]:
    """The ids of the requirements that ``differences`` after ``transaction`` speak against.

    ``transaction`` is empty when the final state differs. ``covered`` are those that a check names: the result is a
    part of them where they speak about this difference, and all of them where no transaction can be blamed.
    """
    registry = load()
    known = [registry[id_] for id_ in covered if id_ in registry]
    if known and all(requirement.kind == "invariant" for requirement in known):
        return tuple(covered)
    candidates = _candidates(upgrade_name, transaction, differences)
    narrowed = _narrow(candidates, differences[0]) if differences else candidates
    for choice in (_ids(narrowed), _ids(candidates)):
        if both := tuple(id_ for id_ in covered if id_ in choice):
            return both
    return tuple(_ids(narrowed)) or tuple(covered)


def _ids(requirements: Iterable[Requirement]) -> list[str]:
    return [requirement.id for requirement in requirements]


def _candidates(upgrade_name: str, transaction: str, differences: Sequence[Difference]) -> list[Requirement]:
    """The requirements of the transaction, and those of the views that differ."""
    registry, catalogue = load(), upgrade(upgrade_name).catalogue
    ids: dict[str, None] = {}
    if transaction in catalogue.transactions:
        ids.update(dict.fromkeys(catalogue.transactions[transaction].requirements))
        ids.update((id_, None) for id_, entry in registry.items() if transaction in entry.transactions)
    functions = {difference.where.split("(")[0] for difference in differences}
    for view in catalogue.views.values():
        if f"{view.contract}.{view.signature.split('(')[0]}" in functions:
            ids.update(dict.fromkeys(view.requirements))
    return [registry[id_] for id_ in ids if id_ in registry and applies(registry[id_], upgrade_name)]


def _narrow(candidates: list[Requirement], difference: Difference) -> list[Requirement]:
    """Those that speak about what differs; all of them when none does."""
    where = difference.where.split(" ")
    if difference.where in ("status", "reason"):
        return _about_rejections(candidates, difference)
    if where[0] == "event" and len(where) == 3:
        return _first(
            [entry for entry in candidates if entry.event == where[2]],
            _mentioning(candidates, where[2]),
            [entry for entry in candidates if entry.kind in ("event", "effect", "rounding")],
            candidates,
        )
    state = [entry for entry in candidates if entry.kind in _STATE_KINDS]
    word = next((word for table, word in _TABLE_WORDS.items() if difference.where.startswith(table)), "")
    function = difference.where.split("(")[0].split(".")[-1]
    return _first(
        _mentioning(state, difference.field),
        _mentioning(state, word or function),
        _of_one_transaction(state),
        state,
        candidates,
    )


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
            [entry for entry in candidates if entry.reason in expected],
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
    plain = name.replace("_", "").lower()
    if not plain:
        return []
    return [entry for entry in requirements if plain in re.sub(r"[^a-z0-9 ]", "", entry.text.lower()).split()]


def _first(*choices: list[Requirement]) -> list[Requirement]:
    """The first choice that is not empty."""
    return next((choice for choice in choices if choice), [])
