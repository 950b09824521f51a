"""Reading the books: through the spec's views, or through a target's."""

from collections.abc import Callable
from typing import Any

from livepeer_conformance.lockstep.world import World
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Wei
from livepeer_spec.rejection import SpecRejection
from livepeer_spec.transactions import ViewType
from livepeer_spec.upgrades import read

Ask = Callable[..., tuple[Any, ...]]
"""Takes a view's name and its arguments, and gives its values."""
Reader = Callable[[World, Ask, Callable[[Address], Wei]], Any]
"""Reads books with a way to ask and one to learn an account's ETH."""


def of_spec(world: World, reader: Reader) -> Any:
    """The books by the spec. Raises ``SpecRejection`` when a view has no value, as without a RoundsManager."""
    state, views = world.state, world.upgrade.catalogue.views
    context = world.call(NULL_ADDRESS, NULL_ADDRESS)

    def ask(name: str, *arguments: Any) -> tuple[Any, ...]:
        kind = views[name]
        context.to = state.deployed[kind.contract]
        value = kind.rule(state, context, *arguments)
        return tuple(value) if len(kind.returns) > 1 else (value,)

    return reader(world, ask, lambda address: state.eth[address])


def of_target(world: World, reader: Reader) -> Any:
    """The books by the target's views. Raises ``SpecRejection`` when a view reverts that the spec says reverts."""
    state, views, backend = world.state, world.upgrade.catalogue.views, world.backend

    def ask(name: str, *arguments: Any) -> tuple[Any, ...]:
        kind: ViewType = views[name]
        to = state.deployed[kind.contract]
        receipt = backend.call(to, kind.encode(arguments))
        if not receipt.success:
            expected = read(state, kind, world.call(NULL_ADDRESS, to), arguments)
            if expected.reason is not None:
                raise SpecRejection(expected.reason, expected.detail)
        return kind.decode_result(receipt.output)

    return reader(world, ask, backend.balance)
