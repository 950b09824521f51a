"""One deployment, and the spec's state of it; both go through a trace side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from livepeer_conformance.adapters.reverts import describe
from livepeer_conformance.adapters.target import Target, TargetError
from livepeer_conformance.backends.base import Capability, Receipt
from livepeer_conformance.compare.projection import Projection
from livepeer_conformance.compare.step import compare_outcome
from livepeer_conformance.compare.touched import compare_touched
from livepeer_conformance.compare.views import compare_views
from livepeer_conformance.lockstep import recipients
from livepeer_conformance.lockstep.concretise import Concretiser, Message
from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.model.action import L1_SUPPLY_ACTION, TIME_ACTIONS, Action, ModelError
from livepeer_conformance.model.actors import ACTOR_ETH, ACTORS, OFFICES, REFUSAL_DATA, REFUSERS
from livepeer_conformance.model.difference import Difference
from livepeer_spec.parameters import AnyParameters
from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.types import Address, Lptu, Ppb, Wei
from livepeer_spec.rejection import Reason, SpecRejection
from livepeer_spec.transactions import Call, Outcome
from livepeer_spec.upgrades import Upgrade, apply, apply_calldata, upgrade
from livepeer_spec.upgrades.streamflow import clock

_LENIENT_RULES = ("alpha", "alpha-launch", "streamflow")
"""Rule sets whose contracts ignore surplus high bits of arguments."""
_STRICT_DECODERS = ("TicketBrokerTarget", "Governor")
"""Contracts that already in Streamflow refuse arguments with surplus high bits, as all do from Confluence on."""
_FIRST_ROUND = 40
"""Traces start at the first block of this round."""


@dataclass(slots=True)
class Step:
    """What one action did on both sides; ``message`` and what follows are None for time."""

    action: Action
    differences: list[Difference] = field(default_factory=list)
    message: Message | None = None
    outcome: Outcome | None = None
    receipt: Receipt | None = None


class ConstructionStep(NamedTuple):
    """What constructing a contract did: the reason of the spec's rejection, and how the target differs."""

    reason: Reason | None
    differences: list[Difference]


class World:
    """A deployed target and the spec's state of it, restored to the same start for every trace.

    Attributes:
        target, backend, upgrade: what runs, where, by which rules.
        state: the spec's state.
        naming: addresses by name.
    """

    def __init__(self, target: Target, parameters: AnyParameters) -> None:
        self.target = target
        self.backend = target.backend
        self.upgrade: Upgrade = upgrade(target.upgrade)
        self.parameters: Any = parameters
        self.naming = Naming(target.addresses)
        self.state: Any = self.upgrade.new_state(target.addresses, self.backend.chain_id)
        self.projection = Projection(self.upgrade)
        capabilities = self.backend.capabilities
        self._has_return_data = {Capability.RETURN_DATA, Capability.REVERT_DATA} <= capabilities
        self._has_free_gas = Capability.FREE_GAS in capabilities
        self._concretiser = Concretiser(self.upgrade, self.naming, self.state, self.backend)
        self._set_up()
        if target.records is not None:
            target.records.verify(self.state, self.state.journal.entries)
        self._mark = self.state.journal.mark()
        self._snapshot = self.backend.snapshot() if Capability.SNAPSHOT in capabilities else None

    def call(self, sender: Address, to: Address, value: Wei = 0) -> Call:
        """A message in the pending block, as the spec sees it."""
        backend = self.backend
        return Call(sender, to, value, backend.block_number, backend.timestamp, backend.block_hash, [])

    def argument(self, type_: str, value: Any) -> Any:
        """The value of a symbolic argument of an ABI type."""
        return self._concretiser.argument(type_, value)

    def restore(self) -> None:
        """Go back to the start of every trace. Raises ``BackendError`` where the backend cannot."""
        self.state.journal.rewind(self._mark)
        if self._snapshot is None:
            raise TargetError(f"{self.backend.name} cannot restore a world; make a new one")
        self.backend.restore(self._snapshot)

    def step(self, action: Action) -> Step:
        """Apply an action to both sides and compare. Raises ``ModelError`` when the action makes no sense."""
        if action.name in TIME_ACTIONS:
            self._pass_time(action)
            return Step(action)
        if action.name == L1_SUPPLY_ACTION:
            self._report_l1_supply(action.args[0])
            return Step(action)
        message = self._concretiser.message(action)
        state = self.state
        mark = state.journal.mark()
        outcome = self._expected(action, message)
        receipt = self.backend.transact(message.sender, message.to, message.data, message.value)
        differences = compare_outcome(self.upgrade, outcome, receipt, self.target.error_map, self._has_return_data)
        if outcome.reason is None and receipt.success:
            differences.extend(self._compare_written(state.journal.entries[mark:]))
        return Step(action, differences, message, outcome, receipt)

    def _compare_written(self, entries: list[Any]) -> list[Difference]:
        """Compare what the spec wrote: in storage where that is known, through the views where it differs or is not.

        A layout that contradicts the views is not used any more.
        """
        records = self.target.records
        if records is None:
            return compare_touched(self, entries, self._has_free_gas)
        different, unknown = records.check(self.state, entries)
        if not different:
            return compare_touched(self, unknown, self._has_free_gas) if unknown else []
        differences = compare_touched(self, [*different, *unknown], self._has_free_gas)
        return differences or records.settle(different, self.naming)

    def construct_minter(self, inflation: Ppb, inflation_change: Ppb, target_bonding_rate: Ppb) -> ConstructionStep:
        """Construct one more Minter, of which nobody will know. Raises ``KeyError`` without an artifact of it."""
        artifact = self.target.artifacts["Minter"]
        owner = self.naming.address("owner")
        reason = None
        assert self.upgrade.require_minter is not None
        try:
            self.upgrade.require_minter(inflation, inflation_change, target_bonding_rate)
        except SpecRejection as rejection:
            reason = rejection.reason
        values = [self.naming.address("Controller"), inflation, inflation_change, target_bonding_rate]
        _, receipt = self.backend.deploy(artifact.link({}) + pack(artifact.constructor_types, values), owner)
        outcome = Outcome(reason, receipt.output, [])
        differences = compare_outcome(self.upgrade, outcome, receipt, self.target.error_map, return_data=False)
        return ConstructionStep(reason, differences)

    def observe(self) -> list[Difference]:
        """Compare the complete observable state."""
        return compare_views(self, self.projection.calls(self))

    def _expected(self, action: Action, message: Message) -> Outcome:
        call = self.call(message.sender, message.to, message.value)
        if action.calldata and not (action.calldata == "dirty_bits" and self._ignores_high_bits(message)):
            return apply_calldata(self.state, call, message.data)
        return apply(self.state, message.kind, call, message.arguments)

    def _ignores_high_bits(self, message: Message) -> bool:
        name = self.naming.name(message.to)
        if name == message.kind.contract:
            name = name + "Target" if self.state.is_proxied(name) else name
        return self.upgrade.name in _LENIENT_RULES and name not in _STRICT_DECODERS

    def _report_l1_supply(self, supply: Lptu) -> None:
        """Let code that answers everything with this number stand in for L2LPTDataCache."""
        # PUSH32 supply, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN
        code = b"\x7f" + supply.to_bytes(32, "big") + bytes.fromhex("60005260206000f3")
        self.backend.set_code(self.naming.address("L2LPTDataCache"), code)
        self.state.l2_data.l1_circulating_supply = supply

    def _pass_time(self, action: Action) -> None:
        rounds, block = self.state.rounds, self.backend.block_number
        if action.name == "advance_blocks":
            self.backend.advance_blocks(action.args[0])
            return
        start = clock.start_block_at(rounds, block)
        if action.name == "advance_rounds":
            count, blocks = action.args
            target_block = start + count * rounds.round_length + blocks
        else:
            lock = rounds.round_length * rounds.round_lock_amount // 10**6
            target_block = start + rounds.round_length - lock
        self.backend.advance_blocks(max(0, target_block - block))

    # Setting up.

    def _set_up(self) -> None:
        self._give_eth()
        parameters = self.parameters
        self.upgrade.construct(self.state, self.naming.address("owner"), parameters)
        if self.upgrade.appoint is not None:
            self.upgrade.appoint(self.state, self.naming.address("verifier"), recipients.root())
        self.run_setup(self.target.steps)
        start = _FIRST_ROUND * parameters.round_length
        if self.backend.block_number > start:
            raise TargetError(f"the chain is at block {self.backend.block_number}, traces start at block {start}")
        self.backend.advance_blocks(start - self.backend.block_number)

    def _give_eth(self) -> None:
        backend, state = self.backend, self.state
        for name in (*ACTORS, *OFFICES):
            address = self.naming.address(name)
            if Capability.SET_BALANCE in backend.capabilities:
                backend.set_balance(address, ACTOR_ETH)
            state.eth[address] = backend.balance(address)
        for name, code in REFUSERS.items():
            if Capability.SET_CODE in backend.capabilities:
                backend.set_code(self.naming.address(name), code)
            state.refusals[self.naming.address(name)] = REFUSAL_DATA[name]

    def run_setup(self, steps: Iterable[Action]) -> None:
        """Apply actions that both sides must accept. Raises ``TargetError`` naming the one that fails."""
        for number, action in enumerate(steps, start=1):
            try:
                step = self.step(action)
            except ModelError as error:
                raise TargetError(f"deployment step {number}, {action.name}: {error}") from error
            if step.outcome is not None and step.outcome.reason is not None:
                raise TargetError(
                    f"deployment step {number}, {action.name}: the spec rejects it: {step.outcome.reason}"
                )
            if step.receipt is not None and not step.receipt.success:
                contract = action.at or step.message.kind.contract  # type: ignore[union-attr]
                hint = "" if step.receipt.output else f"; are these contracts of {self.upgrade.name}? (--upgrade)"
                title = f"deployment step {number}, {action.name} on {contract}"
                raise TargetError(f"{title}: {describe(step.receipt)}{hint}")
