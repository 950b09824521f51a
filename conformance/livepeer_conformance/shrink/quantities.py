"""Amounts that follow the state.

A step that unbonds exactly a whole stake stops doing so when something before it is left out, unless its amount
follows. So amounts that equal one of the state's are known by what they are: whose stake, whose deposit, which lock.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.action import TIME_ACTIONS, Action, ModelError, Trace
from livepeer_conformance.shrink.places import Path, put, values
from livepeer_spec.primitives.types import Address
from livepeer_spec.upgrades import read

Label = tuple[Any, ...]
Relations = dict[Action, dict[Path, list[Label]]]
"""For places in actions, which amounts of the state they equal."""


class Follower:
    """Lets the amounts of a trace follow the spec's state."""

    def __init__(self, world: World) -> None:
        self._world = SpecOnlyWorld(world.target, world.parameters)

    def relations(self, trace: Trace) -> Relations:
        """Where the actions of a trace have amounts that the state has before them."""
        found: Relations = {}
        self._world.restore()
        for action in trace.steps:
            amounts = [] if action.name in TIME_ACTIONS else _amounts(action)
            if amounts and action not in found:
                state = list(_quantities(self._world))
                related = {path: [label for label, amount in state if amount == value] for path, value in amounts}
                found[action] = {path: labels for path, labels in related.items() if labels}
            self._world.step(action)
        return {action: related for action, related in found.items() if related}

    def follow(self, trace: Trace, relations: Relations) -> Trace:
        """The trace with the related amounts as the state has them now; itself where that makes no sense."""
        self._world.restore()
        steps = []
        try:
            for action in trace.steps:
                steps.append(self._followed(action, relations[action]) if action in relations else action)
                self._world.step(steps[-1])
        except ModelError:
            return trace
        return replace(trace, steps=tuple(steps))

    def _followed(self, action: Action, related: dict[Path, list[Label]]) -> Action:
        state = dict(_quantities(self._world))
        for path, labels in related.items():
            amount = next((state[label] for label in labels if label in state), None)
            if amount is not None:
                action = put(action, path, amount)
        return action


def _amounts(action: Action) -> list[tuple[Path, int]]:
    return [(path, value) for path, value in values(action) if isinstance(value, int) and value]


def _quantities(world: World) -> Iterator[tuple[Label, int]]:
    """The amounts of the state that are not zero, those first that a step most likely means."""
    return ((label, amount) for label, amount in _all_quantities(world) if amount)


def _all_quantities(world: World) -> Iterator[tuple[Label, int]]:
    state, name = world.state, world.naming.name
    delegators = list(state.bonding.delegators.items())
    call = world.call(bytes(20), world.naming.address("BondingManager"))
    known = world.upgrade.catalogue.views
    for view in (known[name] for name in ("pending_stake", "pending_fees") if name in known):
        for account, delegator in delegators:
            outcome = read(state, view, call, (account, 0)) if delegator.bonded_amount else None
            if outcome is not None and outcome.reason is None:
                yield (view.name, name(account)), int.from_bytes(outcome.output, "big")
    for account, delegator in delegators:
        yield ("bond", name(account)), delegator.bonded_amount
        yield ("fees", name(account)), delegator.fees
        yield ("delegated", name(account)), delegator.delegated_amount
    for (account, lock_id), lock in state.bonding.unbonding_locks.items():
        yield ("lock", name(account), lock_id), lock.amount
    yield from _deposits(state, name)
    for account, minter in getattr(state, "minters", {}).items():
        yield ("mintable", name(account)), minter.current_mintable_tokens - minter.current_minted_tokens
    for account, balance in state.token.balances.items():
        yield ("LPT", name(account)), balance
    for account, balance in state.eth.items():
        yield ("ETH", name(account)), balance
    for (owner, spender), allowed in state.token.allowances.items():
        yield ("allowance", name(owner), name(spender)), allowed


def _deposits(state: Any, name: Callable[[Address], str]) -> Iterator[tuple[Label, int]]:
    """What broadcasters have paid in: deposits and reserves for tickets, or deposits and escrows for jobs."""
    if hasattr(state, "broker"):
        for account, sender in state.broker.senders.items():
            yield ("deposit", name(account)), sender.deposit
            yield ("funds", name(account)), sender.deposit + state.broker.reserves[account].funds
        for account, reserve in state.broker.reserves.items():
            yield ("reserve", name(account)), reserve.funds
        return
    for account, broadcaster in getattr(state.jobs, "broadcasters", {}).items():
        yield ("deposit", name(account)), broadcaster.deposit
    for number, job in state.jobs.jobs.items():
        yield ("escrow", number), job.escrow
        yield ("end", number), job.end_block
