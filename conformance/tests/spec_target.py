"""A target made of a second copy of the spec's state, whose rules can have a planted defect.

It stands in for contracts with a defect of one line, runs many times faster than them, and needs no EVM.
"""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType
from typing import Any

from livepeer_conformance.adapters import error_map, manifest
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends.base import Capability, Receipt
from livepeer_conformance.compare.step import encode_logs
from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.spec_only import BlockClock
from livepeer_conformance.model.actors import REFUSAL_DATA, REFUSERS
from livepeer_spec import parameters
from livepeer_spec.primitives.abi import AbiError, unpack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason
from livepeer_spec.transactions import Call, Outcome, TransactionType
from livepeer_spec.upgrades import apply, apply_calldata, read, upgrade
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket


def rule_of(upgrade_name: str, name: str) -> Callable[..., Any]:
    """The function that an upgrade's modules know by this name."""
    modules = upgrade(upgrade_name).modules
    return next(value for module in modules if inspect.isfunction(value := vars(module).get(name)))


@dataclass(frozen=True)
class Defect:
    """One line of a rule that says something else: ``old`` becomes ``new`` in the text of ``rule``."""

    rule: Callable[..., Any]
    old: str
    new: str

    def code(self) -> CodeType:
        """The compiled rule with the defect."""
        source = textwrap.dedent(inspect.getsource(self.rule))
        source = source[source.index("def ") :]
        if source.count(self.old) != 1:
            raise LookupError(f"{self.rule.__name__} has {self.old!r} {source.count(self.old)} times")
        namespace = dict(self.rule.__globals__)
        exec(compile(source.replace(self.old, self.new), f"<{self.rule.__name__} with a defect>", "exec"), namespace)
        code: CodeType = namespace[self.rule.__name__].__code__
        return code


class SpecBackend(BlockClock):
    """A chain on which the spec's rules run, with a defect in them or without."""

    name = "spec with a defect"
    capabilities = frozenset(
        {
            Capability.IMPERSONATE,
            Capability.SNAPSHOT,
            Capability.BLOCK_HASHES,
            Capability.SET_BALANCE,
            Capability.SET_CODE,
            Capability.FREE_GAS,
            Capability.RETURN_DATA,
            Capability.REVERT_DATA,
        }
    )

    def __init__(self, upgrade_name: str, addresses: dict[str, bytes], defect: Defect | None) -> None:
        super().__init__()
        self._upgrade = upgrade(upgrade_name)
        self._state: Any = self._upgrade.new_state(addresses, self.chain_id)
        self._rule = defect.rule if defect else None
        self._code = defect.code() if defect else None
        catalogue = self._upgrade.catalogue
        self._transactions = {(kind.contract, kind.selector): kind for kind in catalogue.transactions.values()}
        self._views = {kind.selector: kind for kind in catalogue.views.values()}
        self._marks: list[tuple[int, int]] = []
        values = parameters.load("minimal", upgrade_name)
        owner = Naming(addresses).address("owner")
        self._upgrade.construct(self._state, owner, values)

    @contextmanager
    def _defective(self) -> Iterator[None]:
        if self._rule is None or self._code is None:
            yield
            return
        sound = self._rule.__code__
        self._rule.__code__ = self._code
        try:
            yield
        finally:
            self._rule.__code__ = sound

    def _call(self, sender: bytes, to: bytes, value: int) -> Call:
        return Call(sender, to, value, self.block_number, self.timestamp, self.block_hash, [])

    def transact(self, sender: bytes, to: bytes, data: bytes, value: int = 0) -> Receipt:
        """Run a transaction on the copy of the state."""
        with self._defective():
            outcome = self._apply(self._call(sender, to, value), data)
        self.advance_blocks(1)
        if outcome.reason is Reason.CALLEE_REVERTED:
            return Receipt(False, outcome.output, [], 0)
        if outcome.reason is not None:
            return Receipt(False, outcome.reason.name.encode(), [], 0)
        return Receipt(True, outcome.output, encode_logs(outcome), 0)

    def _apply(self, call: Call, data: bytes) -> Outcome:
        names = self._state.contracts_at(call.to)
        kind = next((found for name in names if (found := self._transactions.get((name, data[:4])))), None)
        if kind is None:
            return apply_calldata(self._state, call, data)
        try:
            arguments = _arguments(kind, data)
        except AbiError:
            return apply_calldata(self._state, call, data)
        return apply(self._state, kind, call, arguments)

    def call(self, to: bytes, data: bytes, sender: bytes = bytes(20)) -> Receipt:
        """Read a view of the copy of the state."""
        kind = self._views[data[:4]]
        for name in self._state.contracts_at(to):
            for view in self._upgrade.catalogue.views.values():
                if view.selector == data[:4] and view.contract == name:
                    kind = view
        with self._defective():
            outcome = read(self._state, kind, self._call(sender, to, 0), unpack(kind.types, data[4:]))
        return Receipt(outcome.reason is None, outcome.output, [], 0)

    def balance(self, address: bytes) -> int:
        """ETH of an account."""
        amount: int = self._state.eth[address]
        return amount

    def set_balance(self, address: bytes, wei: int) -> None:
        """Give an account ETH."""
        self._state.eth[address] = wei

    def set_code(self, address: bytes, code: bytes) -> None:
        """Know the accounts that refuse ETH, and the supply that L2LPTDataCache reports, by their code."""
        for name, known in REFUSERS.items():
            if known == code:
                self._state.refusals[address] = REFUSAL_DATA[name]
                return
        self._state.l2_data.l1_circulating_supply = int.from_bytes(code[1:33], "big")

    def snapshot(self) -> int:
        """Remember state and block."""
        self._marks.append((self._state.journal.mark(), self.block_number))
        return len(self._marks) - 1

    def restore(self, snapshot: int) -> None:
        """Go back to a snapshot."""
        mark, block = self._marks[snapshot]
        self._state.journal.rewind(mark)
        self.advance_blocks(block - self.block_number)


def _arguments(kind: TransactionType, data: bytes) -> list[Any]:
    arguments = list(unpack(kind.types, data[4:]))
    if kind.name == "redeem_winning_ticket":
        arguments[0] = Ticket(*arguments[0])
    elif kind.name == "batch_redeem_winning_tickets":
        arguments[0] = [Ticket(*ticket) for ticket in arguments[0]]
    return arguments


class _Reasons:
    """The spec's reasons as they are."""

    def __init__(self, upgrade_name: str) -> None:
        self.table = error_map.built_in(upgrade_name)

    def reasons(self, receipt: Receipt) -> frozenset[Reason] | None:
        name = receipt.output.decode("ascii", "replace")
        return frozenset({Reason[name]}) if name in Reason.__members__ else frozenset()

    def note(self, receipt: Receipt, reason: Reason) -> None:
        """Nothing is unknown here."""

    def describe(self, receipt: Receipt) -> str:
        return f"rejected, {receipt.output.decode('ascii', 'replace')}"


def spec_world(upgrade_name: str, defect: Defect | None = None, options: tuple[str, ...] = ()) -> World:
    """A world whose target is the spec itself, with a defect or without, deployed with some options."""
    deployment = manifest.built_in(upgrade_name)
    addresses = {contract.name: keccak(contract.name.encode())[:20] for contract in deployment.contracts}
    values = parameters.load("minimal", upgrade_name)
    target = Target(
        name="spec",
        upgrade=upgrade_name,
        backend=SpecBackend(upgrade_name, addresses, defect),  # type: ignore[arg-type]
        addresses=addresses,
        steps=deployment.actions(values, options),
        error_map=_Reasons(upgrade_name),  # type: ignore[arg-type]
        provenance={},
    )
    return World(target, values)
