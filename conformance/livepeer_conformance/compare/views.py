"""Comparing what the views of a contract say."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from livepeer_conformance.backends.base import Backend
from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.model.difference import Difference
from livepeer_spec.primitives.abi import AbiError, unpack
from livepeer_spec.primitives.types import Address
from livepeer_spec.transactions import Call, ViewType
from livepeer_spec.upgrades import read


class Observable(Protocol):
    """Spec state and target of one run."""

    state: Any
    backend: Backend
    naming: Naming

    def call(self, sender: Address, to: Address, value: int = 0) -> Call:
        """A message in the pending block."""
        ...


class ViewCall(NamedTuple):
    """A view with its contract and arguments, and the calldata of both."""

    kind: ViewType
    to: Address
    arguments: tuple[Any, ...]
    data: bytes


def view_call(kind: ViewType, to: Address, arguments: tuple[Any, ...]) -> ViewCall:
    """A call of ``kind`` at ``to``."""
    return ViewCall(kind, to, arguments, kind.encode(arguments))


def compare_views(world: Observable, calls: Iterable[ViewCall]) -> list[Difference]:
    """Differences between spec and target in the values of views; a view that reverts must revert on both."""
    state, call_target = world.state, world.backend.call
    context = world.call(bytes(20), bytes(20))
    differences = []
    for view in calls:
        context.to = view.to
        expected = read(state, view.kind, context, view.arguments)
        receipt = call_target(view.to, view.data)
        if expected.reason is None:
            if not receipt.success or receipt.output != expected.output:
                differences.extend(_explain(world, view, expected.output, receipt.output if receipt.success else None))
        elif receipt.success:
            differences.append(
                Difference(view_title(world, view), "", f"reverts, {expected.reason.name}", receipt.output)
            )
    return differences


def view_title(world: Observable, view: ViewCall) -> str:
    """A view call in the words of a difference: ``BondingManager.getDelegator(alice)``."""
    names = [
        world.naming.name(value) if isinstance(value, bytes) and len(value) == 20 else value for value in view.arguments
    ]
    arguments = ", ".join("0x" + name.hex() if isinstance(name, bytes) else str(name) for name in names)
    return f"{view.kind.contract}.{view.kind.signature.split('(')[0]}({arguments})"


def _explain(world: Observable, view: ViewCall, expected: bytes, observed: bytes | None) -> list[Difference]:
    title = view_title(world, view)
    if observed is None:
        return [Difference(title, "", _decode(view, expected), "reverts")]
    left, right = _decode(view, expected), _decode(view, observed)
    if right is None or left is None:
        return [Difference(title, "", expected, observed)]
    return [
        Difference(title, field, value, other)
        for field, value, other in zip(view.kind.fields, left, right, strict=True)
        if value != other
    ] or [Difference(title, "encoding", expected, observed)]


def _decode(view: ViewCall, data: bytes) -> tuple[Any, ...] | None:
    try:
        return unpack(view.kind.returns, data)
    except AbiError:
        return None
