"""The protocol's upgrades, each a complete set of rules, or several where it has variants.

``upgrade("confluence")`` gives one; :func:`apply` runs a transaction on its state and :func:`read` a view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from livepeer_spec.events import EventType
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.transactions import Call, Catalogue, Outcome, TransactionType, ViewType, collect
from livepeer_spec.upgrades.alpha.state import Chain
from livepeer_spec.upgrades.dispatch import Dispatcher, look, run
from livepeer_spec.versions import RULE_SETS


@dataclass(frozen=True)
class Upgrade:
    """One version of the protocol, in one variant.

    Attributes:
        name: the rule set's, which is the upgrade's slug where no other variant than the first is meant.
        modules: its rules, one module a contract or concern.
        catalogue: its transactions and views.
        events: its events by topic.
        new_state: an empty state for contracts at given addresses (by name) and a chain id.
        construct: brings an empty state to where the constructors leave it, for a deployer and parameters.
        require_minter: what a Minter's constructor demands of inflation, its change and the target; None where the
            rules have no Minter of its own.
        appoint: tells a state who answers the Verifier's requests and the root of the accounts at the genesis; None
            where the rules have neither.
    """

    name: str
    modules: tuple[ModuleType, ...]
    catalogue: Catalogue
    events: dict[bytes, EventType]
    new_state: Callable[[dict[str, Address], int], Chain]
    construct: Callable[[Any, Address, Any], None]
    require_minter: Callable[[int, int, int], None] | None
    appoint: Callable[[Any, Address, Hash32], None] | None


@cache
def upgrade(name: str) -> Upgrade:
    """The rule set called ``name``. Raises ``KeyError`` with the known names when there is none."""
    if name not in RULE_SETS:
        raise KeyError(f"unknown upgrade {name!r}; known are {', '.join(RULE_SETS)}")
    package = import_module(f"livepeer_spec.upgrades.{name.replace('-', '.')}")
    modules: tuple[ModuleType, ...] = package.MODULES
    events = {
        value.event_type.topic: value.event_type
        for module in modules
        for value in vars(module).values()
        if hasattr(value, "event_type")
    }
    catalogue = collect(modules)
    dispatcher = Dispatcher(catalogue)

    def new_state(deployed: dict[str, Address], chain_id: int) -> Chain:
        state: Chain = package.State(deployed, chain_id)
        state.dispatch = dispatcher
        return state

    require_minter, appoint = getattr(package, "require_minter", None), getattr(package, "appoint", None)
    return Upgrade(name, modules, catalogue, events, new_state, package.construct, require_minter, appoint)


def apply(state: Any, kind: TransactionType, call: Call, arguments: Sequence[Any]) -> Outcome:
    """Apply a transaction to ``state``, atomically: a rejected one leaves no effect and no event."""
    mark = state.journal.mark()
    try:
        output = run(state, kind, call, arguments)
    except SpecRejection as rejection:
        state.journal.rewind(mark)
        return Outcome(rejection.reason, rejection.data, [], rejection.detail)
    return Outcome(None, output, call.logs)


def apply_calldata(state: Any, call: Call, data: bytes) -> Outcome:
    """Apply a message whose calldata may be malformed, atomically as :func:`apply`."""
    mark = state.journal.mark()
    try:
        output = state.dispatch(state, call, data)
    except SpecRejection as rejection:
        state.journal.rewind(mark)
        return Outcome(rejection.reason, rejection.data, [], rejection.detail)
    return Outcome(None, output, call.logs)


def read(state: Any, kind: ViewType, call: Call, arguments: Sequence[Any]) -> Outcome:
    """The value of a view: its return data, or the reason for which it gives none."""
    try:
        return Outcome(None, look(state, kind, call, arguments), [])
    except SpecRejection as rejection:
        return Outcome(rejection.reason, rejection.data, [], rejection.detail)
