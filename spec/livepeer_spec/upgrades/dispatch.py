"""Running a function of a contract, and finding the one that calldata asks for."""

from typing import Any, Final

from livepeer_spec.primitives.abi import AbiError, unpack
from livepeer_spec.primitives.types import Address
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.transactions import Call, Catalogue, TransactionType, ViewType
from livepeer_spec.upgrades.alpha.controller import forward, move_eth
from livepeer_spec.upgrades.alpha.state import System

SELECTOR_LENGTH: Final = 4


def run(state: System, kind: TransactionType, call: Call, arguments: Any) -> bytes:
    """Run a transaction, whose return data is the result. Raises ``SpecRejection``, then with effects to be undone.

    ETH that is sent along moves first; a contract behind a proxy runs only when the proxy finds its logic.
    """
    runs = _runs(state, kind, call.to)
    if call.value:
        # Only payable functions take ETH.
        require(kind.payable or not runs, Reason.NO_DATA, "the function takes no ETH")
        move_eth(state, call.sender, call.to, call.value)
    return kind.encode_result(kind.rule(state, call, *arguments)) if runs else b""


def look(state: System, kind: ViewType, call: Call, arguments: Any) -> bytes:
    """The return data of a view. Raises ``SpecRejection``."""
    return kind.encode_result(kind.rule(state, call, *arguments)) if _runs(state, kind, call.to) else b""


def _runs(state: System, kind: TransactionType | ViewType, to: Address) -> bool:
    """Whether code answers a call; not where a proxy's target has none, or a poll was destroyed or never created."""
    if state.is_proxied(kind.contract):
        return forward(state, to, kind.contract)
    return state.answers(kind.contract, to)


class Dispatcher:
    """Lets the contract at ``call.to`` handle calldata, as it does when another contract calls it.

    It knows the functions of a catalogue; a contract rejects any other, and an account without code takes everything.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        kinds: list[TransactionType | ViewType] = [*catalogue.transactions.values(), *catalogue.views.values()]
        self._functions = {(kind.contract, kind.selector): kind for kind in kinds}

    def __call__(self, state: System, call: Call, data: bytes) -> bytes:
        """Apply the call, whose return data is the result. Raises ``SpecRejection``, then with effects to be undone."""
        # The caller has the ETH that it sends.
        require(state.eth[call.sender] >= call.value, Reason.NO_DATA, "not enough ETH")
        names = state.contracts_at(call.to)
        if not names and call.to not in state.refusals:
            move_eth(state, call.sender, call.to, call.value)
            return b""
        kind = self._find(names, data)
        if kind is None:
            self._fall_back(state, call, names)
            return b""
        try:
            arguments = unpack(kind.types, data[SELECTOR_LENGTH:])
        except AbiError as error:
            raise SpecRejection(Reason.NO_DATA, f"malformed calldata: {error}") from error
        if isinstance(kind, TransactionType):
            return run(state, kind, call, arguments)
        # Views take no ETH.
        require(call.value == 0, Reason.NO_DATA, "the function takes no ETH")
        return look(state, kind, call, arguments)

    def _find(self, names: list[str], data: bytes) -> TransactionType | ViewType | None:
        kinds = (self._functions.get((name, data[:SELECTOR_LENGTH])) for name in names)
        return next((kind for kind in kinds if kind is not None), None)

    @staticmethod
    def _fall_back(state: System, call: Call, names: list[str]) -> None:
        """A proxy whose target has no code takes every call; any other contract knows its functions only."""
        swallows = any(state.is_proxied(name) and not forward(state, call.to, name) for name in names)
        # The contract has such a function.
        require(swallows, Reason.NO_DATA, "no such function")
        move_eth(state, call.sender, call.to, call.value)
