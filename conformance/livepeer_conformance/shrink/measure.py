"""How simple a trace is. Every accepted change makes this smaller, so shrinking ends, and equal defects meet."""

from typing import Any, Final

from livepeer_conformance.model.action import Action, Trace
from livepeer_conformance.model.actors import ACTORS
from livepeer_conformance.shrink.places import default, is_hint, is_text, oddities, values

_LESS_SIMPLE: Final = {
    "advance_blocks": 1,
    "advance_to_lock": 1,
    "batch_redeem_winning_tickets": 2,
    "bond_for_with_hint": 2,
    "fund_deposit_and_reserve": 2,
    "fund_deposit_and_reserve_for": 3,
    "fund_reserve": 1,
    "increase_allowance": 1,
    "permit": 1,
    "transfer_bond": 1,
    "transfer_from": 1,
}
"""Steps for which there is a simpler one, which maybe does as well."""

_RANKS: Final = {name: rank for rank, name in enumerate(ACTORS, start=1)}
_OTHER_NAME: Final = len(ACTORS) + 1

WORDS: Final = (
    "id:",
    "role:",
    "proof:",
    "snapshot:",
    "recipients:",
    "commit:",
    "receipts",
    "challenged:",
    "unchallenged:",
)
"""How texts begin that are no account's name."""

Measure = tuple[Any, ...]


def measure(trace: Trace) -> Measure:
    """Smaller is simpler: steps, options, kinds of steps, oddities, actors, digits, sizes, names, order."""
    digits = size = names = 0
    actors = set()
    for action in trace.steps:
        for path, value in values(action):
            if isinstance(value, str):
                rank = name_rank(action, path, value)
                names += rank
                if rank and not value.startswith(WORDS):
                    actors.add(value)
            elif value != default(path):
                digits += max(significant(value), 1)
                size += abs(value)
    return (
        len(trace.steps),
        len(trace.options),
        sum(complexity(action) for action in trace.steps),
        sum(oddities(action) for action in trace.steps),
        len(actors),
        digits,
        size,
        names,
        tuple(_order(action) for action in trace.steps),
    )


def complexity(action: Action) -> int:
    """How far an action is from the plainest one of its sort."""
    return _LESS_SIMPLE.get(action.name, 0) + action.name.endswith("_with_hint")


def significant(value: int) -> int:
    """Digits of a number up to its trailing zeros."""
    return len(str(abs(value)).rstrip("0"))


def name_rank(action: Action, path: tuple[str | int, ...], name: str) -> int:
    """How simple a name is at a place: nobody, the first actor, ..., the last one, anything else."""
    if not name and is_text(action, path):
        return 0
    if name in _RANKS:
        return _RANKS[name]
    if name.startswith(WORDS):
        return 0
    if name == "null":
        return 0 if is_hint(action, path) else _OTHER_NAME
    if path == ("caller",):
        return 0 if not name or (name == "owner" and action.name == "initialize_round") else _OTHER_NAME
    return _OTHER_NAME


def _order(action: Action) -> tuple[bool, str, str]:
    """In which order steps stand that can stand in any."""
    return action.name != "initialize_round", action.caller, action.name
