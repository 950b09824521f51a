"""Amounts that the state holds, by what they are: whose tokens, whose bond, which lock.

A trace that fails only for exactly such an amount goes on failing when something before it is left out, if the amount
follows the state.
"""

from collections.abc import Iterator
from typing import Any

from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action
from livepeer_conformance.shrink.places import Path, put, values

Quantities = dict[tuple[Any, ...], int]
"""Amounts by what they are."""
Relations = dict[Path, list[tuple[Any, ...]]]
"""For places in an action, which amounts of the state they equal."""

_TRIVIAL = 2
"""Amounts below this equal each other by chance."""


def quantities(world: World) -> Quantities:
    """The amounts that the spec's state of a world holds now."""
    return {label: amount for label, amount in _all(world) if amount >= _TRIVIAL}


def _all(world: World) -> Iterator[tuple[tuple[Any, ...], int]]:
    state = world.state
    name = world.naming.name
    for account, balance in state.token.balances.items():
        yield ("LPT", name(account)), balance
    for (owner, spender), allowed in state.token.allowances.items():
        yield ("allowance", name(owner), name(spender)), allowed
    pending_stake, pending_fees = (
        world.upgrade.catalogue.views[view].rule for view in ("pending_stake", "pending_fees")
    )
    call = world.call(bytes(20), world.naming.address("BondingManager"))
    for account, delegator in list(state.bonding.delegators.items()):
        yield ("bond", name(account)), delegator.bonded_amount
        yield ("fees", name(account)), delegator.fees
        yield ("delegated", name(account)), delegator.delegated_amount
        if delegator.bonded_amount:
            yield ("stake", name(account)), pending_stake(state, call, account, 0)
            yield ("earned", name(account)), pending_fees(state, call, account, 0)
    for (account, lock_id), lock in state.bonding.unbonding_locks.items():
        yield ("lock", name(account), lock_id), lock.amount
    for account, sender in state.broker.senders.items():
        yield ("deposit", name(account)), sender.deposit
    for account, reserve in state.broker.reserves.items():
        yield ("reserve", name(account)), reserve.funds
        yield ("funds", name(account)), reserve.funds + state.broker.senders[account].deposit
    for account, balance in state.eth.items():
        yield ("ETH", name(account)), balance
    for account, record in state.minters.items():
        yield ("mintable", name(account)), record.current_mintable_tokens - record.current_minted_tokens


def relations(action: Action, state: Quantities) -> Relations:
    """Where an action has amounts that the state has before it."""
    found: Relations = {}
    for path, value in values(action):
        if isinstance(value, int) and (labels := [label for label, amount in state.items() if amount == value]):
            found[path] = labels
    return found


def followers(action: Action, relations: Relations, state: Quantities) -> list[Action]:
    """The action with its amounts as another state has them; one for each amount that they may be."""
    result = []
    for path, labels in relations.items():
        amounts = dict.fromkeys(state[label] for label in labels if label in state)
        result += [put(action, path, amount) for amount in amounts]
    together = action
    for path, labels in relations.items():
        amount = next((state[label] for label in labels if label in state), None)
        together = together if amount is None else put(together, path, amount)
    return [other for other in dict.fromkeys([together, *result]) if other != action]
