"""Places of values inside an action, at any depth: arguments, and fields of tickets, receipts and nested calls."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from livepeer_conformance.compare.phrases import type_of
from livepeer_conformance.model.action import (
    ALWAYS,
    Action,
    EvidencePlan,
    PermitPlan,
    Plan,
    ProofPlan,
    ReceiptPlan,
    TicketPlan,
)

Path = tuple[str | int, ...]
"""Fields and indices that lead to a value."""

_UNCHANGED: Final = frozenset(("name", "at", "calldata", "flaw", "wins", "win_prob", "form", "storage"))
"""Fields that other passes care for."""
RECEIPTS: Final = "receipts:"
"""Before the form of the receipts that are claimed."""
STORE: Final = ReceiptPlan(0, 0, 0).storage
"""Where segments are stored, unless it is said."""
HINTS: Final = frozenset(("previous", "next", "old_previous", "old_next", "new_previous", "new_next"))


def values(item: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every integer and text in an action, with its place."""
    if isinstance(item, tuple):
        for index, part in enumerate(item):
            yield from values(part, (*path, index))
    elif is_dataclass(item):
        for entry in fields(item):
            if entry.name not in _UNCHANGED:
                yield from values(getattr(item, entry.name), (*path, entry.name))
    elif isinstance(item, int | str) and not isinstance(item, bool):
        yield path, item


def put(item: Any, path: Path, value: Any) -> Any:
    """The item with another value at a place."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        return (*item[:first], put(item[first], rest, value), *item[first + 1 :])
    return replace(item, **{first: put(getattr(item, first), rest, value)})


def default(path: Path) -> int:
    """The simplest integer at a place."""
    return 1 if path[-1] == "rand" else 0


def is_hint(action: Action, path: Path) -> bool:
    """Whether a place is a position hint."""
    if len(path) != 2 or path[0] != "args" or not isinstance(path[1], int):
        return False
    kind = type_of(action.name, len(action.args))
    return kind is not None and kind.parameters[path[1]] in HINTS


def is_text(action: Action, path: Path) -> bool:
    """Whether a place holds text that is no name, such as a URI."""
    if len(path) != 2 or path[0] != "args" or not isinstance(path[1], int):
        return False
    kind = type_of(action.name, len(action.args))
    return kind is not None and kind.types[path[1]] == "string"


def map_names(item: Any, rename: Callable[[str], str]) -> Any:
    """The item with every text in it renamed, but for names of transactions and flaws."""
    if isinstance(item, str):
        return rename(item)
    if isinstance(item, tuple):
        return tuple(map_names(part, rename) for part in item)
    if isinstance(item, Action | TicketPlan | PermitPlan | EvidencePlan | ProofPlan):
        names = [entry.name for entry in fields(item) if entry.name not in ("name", "calldata", "flaw")]
        return replace(item, **{name: map_names(getattr(item, name), rename) for name in names})
    return item


def plans(item: Any, path: Path = ()) -> Iterator[tuple[Path, Plan]]:
    """Every ticket, permit and receipt in an action, with its place."""
    if isinstance(item, Plan):
        yield path, item
    elif isinstance(item, tuple):
        for index, part in enumerate(item):
            yield from plans(part, (*path, index))
    elif isinstance(item, Action):
        yield from plans(item.args, (*path, "args"))


def claimed_form(action: Action) -> str:
    """In which form the receipts are signed that an action claims; empty for the usual one."""
    last = action.args[-1] if action.args else None
    return last.removeprefix(RECEIPTS) if isinstance(last, str) and last.startswith(RECEIPTS) else ""


def oddities(action: Action) -> int:
    """How much about an action is out of the ordinary, besides its arguments."""
    count = bool(action.calldata) + bool(action.at) + bool(claimed_form(action))
    for _, plan in plans(action):
        count += bool(plan.flaw)
        if isinstance(plan, TicketPlan):
            count += (plan.win_prob != ALWAYS) + (plan.wins is not None)
        elif isinstance(plan, PermitPlan):
            count += plan.seconds_left is not None
        elif isinstance(plan, ReceiptPlan):
            count += bool(plan.form) + (plan.storage != STORE) + isinstance(plan.segment, str)
    return count
