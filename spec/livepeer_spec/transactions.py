"""Transactions and views: how a rule is tied to a contract function.

The decorator on the rule is the only place where a transaction is listed: encoders, generators, fixtures, documents
and the coverage matrix all read it from there.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar

from livepeer_spec.primitives.abi import Packer, argument_types, packer, selector, split_types, unpack
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Timestamp, Wei
from livepeer_spec.rejection import Reason

Rule = TypeVar("Rule", bound=Callable[..., Any])
BlockHash = Callable[[BlockNumber], Hash32]


class Call:
    """One message to a contract: who sends what to whom, and the block that it runs in.

    ``to`` is the contract whose address the rule runs under (a proxy for the proxied ones); ``block_hash`` answers as
    the EVM's BLOCKHASH does; ``logs`` collects ``(emitting contract, event)`` in order.
    """

    __slots__ = ("block_hash", "block_number", "logs", "sender", "timestamp", "to", "value")

    def __init__(
        self,
        sender: Address,
        to: Address,
        value: Wei,
        block_number: BlockNumber,
        timestamp: Timestamp,
        block_hash: BlockHash,
        logs: list[tuple[Address, Any]],
    ) -> None:
        self.sender = sender
        self.to = to
        self.value = value
        self.block_number = block_number
        self.timestamp = timestamp
        self.block_hash = block_hash
        self.logs = logs

    def inner(self, to: Address, value: Wei = 0) -> "Call":
        """The message that the running contract sends to ``to`` in turn."""
        return Call(self.to, to, value, self.block_number, self.timestamp, self.block_hash, self.logs)


def emit(call: Call, event: Any) -> None:
    """Let the running contract log ``event``."""
    call.logs.append((call.to, event))


@dataclass(frozen=True, slots=True)
class TransactionType:
    """A state-changing contract function and the rule that says what it does.

    ``name`` is the rule's own name, ``parameters`` are its arguments after state and call; ``encode`` packs them
    behind the selector.
    """

    name: str
    contract: str
    signature: str
    returns: tuple[str, ...]
    payable: bool
    parameters: tuple[str, ...]
    rule: Callable[..., Any]
    rejects: tuple[Reason, ...]
    requirements: tuple[str, ...]
    selector: bytes
    types: tuple[str, ...]
    _pack: Packer
    _pack_result: Packer

    def encode(self, arguments: Sequence[Any]) -> bytes:
        """The calldata of a call with ``arguments`` in the order of ``parameters``."""
        return self.selector + self._pack(arguments)

    def encode_result(self, result: Any) -> bytes:
        """The return data for the rule's result; a function without return values returns nothing."""
        if not self.returns:
            return b""
        return self._pack_result((result,) if len(self.returns) == 1 else result)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a transaction does, by the spec.

    ``reason`` is None when it is accepted; then ``output`` is its return data and ``logs`` are its events in order.
    When it is rejected there are no logs, and ``output`` is revert data only where the rule passes on a callee's.
    """

    reason: Reason | None
    output: bytes
    logs: list[tuple[Address, Any]]
    detail: str = ""


def transaction(
    contract: str, signature: str, *, returns: str = "", payable: bool = False, rejects: Iterable[Reason] = ()
) -> Callable[[Rule], Rule]:
    """Declare that a rule is the contract function ``signature``.

    ``rejects`` lists every reason that the rule can give besides those that every call shares.
    """

    def attach(rule: Rule) -> Rule:
        rule.transaction = (contract, signature, returns, payable, tuple(rejects))  # type: ignore[attr-defined]
        return rule

    return attach


def view(contract: str, signature: str, returns: str) -> Callable[[Rule], Rule]:
    """Declare that a function is the contract view ``signature``.

    ``returns`` lists the return values as ``type`` or ``type name``.
    """

    def attach(rule: Rule) -> Rule:
        rule.view = (contract, signature, returns)  # type: ignore[attr-defined]
        return rule

    return attach


@dataclass(frozen=True, slots=True)
class ViewType:
    """A contract function that only reads, and the function of the spec that gives its value.

    ``returns`` are the types of the values, ``fields`` their names (empty for a single one).
    """

    name: str
    contract: str
    signature: str
    returns: tuple[str, ...]
    fields: tuple[str, ...]
    parameters: tuple[str, ...]
    rule: Callable[..., Any]
    requirements: tuple[str, ...]
    selector: bytes
    types: tuple[str, ...]
    _pack: Packer
    _pack_result: Packer

    def encode(self, arguments: Sequence[Any]) -> bytes:
        """The calldata of a call with ``arguments``."""
        return self.selector + self._pack(arguments)

    def encode_result(self, result: Any) -> bytes:
        """The return data for the function's result: one value, or a tuple with one value a return type."""
        return self._pack_result((result,) if len(self.returns) == 1 else result)

    def decode_result(self, data: bytes) -> tuple[Any, ...]:
        """The values that return data holds, one a return type. Raises ``AbiError``."""
        return unpack(self.returns, data)


@dataclass(frozen=True)
class Catalogue:
    """All transactions and views of an upgrade, by name."""

    transactions: dict[str, TransactionType] = field(default_factory=dict)
    views: dict[str, ViewType] = field(default_factory=dict)


def _parameters(rule: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(rule).parameters)[2:]


def collect(modules: Iterable[ModuleType]) -> Catalogue:
    """The catalogue of the rules in an upgrade's modules, in their order."""
    catalogue = Catalogue()
    for module in modules:
        for rule in vars(module).values():
            if not inspect.isfunction(rule):
                continue
            if hasattr(rule, "transaction"):
                catalogue.transactions.setdefault(rule.__name__, _transaction_type(rule))
            elif hasattr(rule, "view"):
                catalogue.views.setdefault(rule.__name__, _view_type(rule))
    return catalogue


def _transaction_type(rule: Any) -> TransactionType:
    contract, signature, returns, payable, rejects = rule.transaction
    types, results = tuple(argument_types(signature)), tuple(split_types(returns))
    parameters = _parameters(rule)
    if len(parameters) != len(types):
        raise TypeError(f"{rule.__name__} takes {len(parameters)} arguments, {signature} has {len(types)}")
    return TransactionType(
        name=rule.__name__, contract=contract, signature=signature, returns=results, payable=payable,
        parameters=parameters, rule=rule, rejects=rejects, requirements=getattr(rule, "requirements", ()),
        selector=selector(signature), types=types, _pack=packer(*types), _pack_result=packer(*results),
    )  # fmt: skip


def _view_type(rule: Any) -> ViewType:
    contract, signature, returns = rule.view
    types = tuple(argument_types(signature))
    values = [(*value.split(), "")[:2] for value in split_types(returns)]
    results = tuple(type_ for type_, _ in values)
    return ViewType(
        name=rule.__name__, contract=contract, signature=signature, returns=results,
        fields=tuple(name for _, name in values), parameters=_parameters(rule), rule=rule,
        requirements=getattr(rule, "requirements", ()), selector=selector(signature), types=types,
        _pack=packer(*types), _pack_result=packer(*results),
    )  # fmt: skip
