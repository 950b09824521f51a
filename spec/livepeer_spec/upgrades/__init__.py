"""The protocol's upgrades, each a complete set of rules.

``upgrade("confluence")`` gives one; :func:`apply` runs a transaction on its state and :func:`read` a view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from livepeer_spec.events import EventType
from livepeer_spec.primitives.types import Address
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.transactions import Call, Catalogue, Outcome, TransactionType, ViewType, collect
from livepeer_spec.upgrades.dispatch import Dispatcher, look, run
from livepeer_spec.upgrades.streamflow.genesis import Genesis
from livepeer_spec.upgrades.streamflow.state import BaseState

NAMES: Final = ("streamflow", "confluence")
"""The upgrades in the order in which they came."""


@dataclass(frozen=True)
class Upgrade:
    """One version of the protocol.

    Attributes:
        name: the upgrade's slug.
        modules: its rules, one module a contract or concern.
        catalogue: its transactions and views.
        events: its events by topic.
        new_state: an empty state for contracts at given addresses (by name) and a chain id.
        construct: brings an empty state to where the constructors leave it.
    """

    name: str
    modules: tuple[ModuleType, ...]
    catalogue: Catalogue
    events: dict[bytes, EventType]
    new_state: Callable[[dict[str, Address], int], BaseState]
    construct: Callable[[Any, Genesis], None]


@cache
def upgrade(name: str) -> Upgrade:
    """The upgrade called ``name``. Raises ``KeyError`` with the known names when there is none."""
    if name not in NAMES:
        raise KeyError(f"unknown upgrade {name!r}; known are {', '.join(NAMES)}")
    package = import_module(f"livepeer_spec.upgrades.{name}")
    modules: tuple[ModuleType, ...] = package.MODULES
    events = {
        value.event_type.topic: value.event_type
        for module in modules
        for value in vars(module).values()
        if hasattr(value, "event_type")
    }
    catalogue = collect(modules)
    dispatcher = Dispatcher(catalogue)

    def new_state(deployed: dict[str, Address], chain_id: int) -> BaseState:
        state: BaseState = package.State(deployed, chain_id)
        state.dispatch = dispatcher
        return state

    return Upgrade(name, modules, catalogue, events, new_state, package.construct)


def apply(state: BaseState, kind: TransactionType, call: Call, arguments: Sequence[Any]) -> Outcome:
    """Apply a transaction to ``state``, atomically: a rejected one leaves no effect and no event."""
    mark = state.journal.mark()
    try:
        output = run(state, kind, call, arguments)
    except SpecRejection as rejection:
        state.journal.rewind(mark)
        return Outcome(rejection.reason, rejection.data, [], rejection.detail)
    return Outcome(None, output, call.logs)


def apply_calldata(state: BaseState, call: Call, data: bytes) -> Outcome:
    """Apply a message whose calldata may be malformed, atomically as :func:`apply`; it returns no data."""
    mark = state.journal.mark()
    try:
        state.dispatch(state, call, data)
    except SpecRejection as rejection:
        state.journal.rewind(mark)
        return Outcome(rejection.reason, rejection.data, [], rejection.detail)
    return Outcome(None, b"", call.logs)


def read(state: BaseState, kind: ViewType, call: Call, arguments: Sequence[Any]) -> Outcome:
    """The value of a view: its return data, or the reason for which it gives none."""
    try:
        return Outcome(None, look(state, kind, call, arguments), [])
    except SpecRejection as rejection:
        return Outcome(rejection.reason, rejection.data, [], rejection.detail)
