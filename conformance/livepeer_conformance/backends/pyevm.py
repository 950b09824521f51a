"""The portable backend: py-evm's London interpreter in this process, without blocks, transactions and tries."""

from collections.abc import Iterable
from dataclasses import replace

from livepeer_conformance.backends.base import (
    BLOCK_HASH_WINDOW,
    DEFAULT_BLOCK_NUMBER,
    DEFAULT_CHAIN_ID,
    DEFAULT_GAS_LIMIT,
    DEFAULT_TIMESTAMP,
    HALT_INSUFFICIENT_FUNDS,
    HALT_OTHER,
    SECONDS_PER_BLOCK,
    ZERO_ADDRESS,
    ZERO_HASH,
    BackendUnavailable,
    Capability,
    Receipt,
)
from livepeer_conformance.backends.keys import address_of
from livepeer_conformance.backends.snapshots import SnapshotStack
from livepeer_spec.primitives.hashing import created_address, keccak

try:
    from eth.abc import ComputationAPI
    from eth.constants import CREATE_CONTRACT_ADDRESS
    from eth.vm.execution_context import ExecutionContext
    from eth.vm.forks.frontier.transaction_context import FrontierTransactionContext
    from eth.vm.message import Message
    from eth_typing import Address, BlockNumber, Hash32

    from livepeer_conformance.backends.pyevm_answers import Answers
    from livepeer_conformance.backends.pyevm_outcome import outcome
    from livepeer_conformance.backends.pyevm_state import WorldState
except ImportError as error:
    raise BackendUnavailable("pyevm", "py-evm") from error

_GAS_TRANSACTION = 21_000
_GAS_CREATION = 32_000
_GAS_ZERO_BYTE = 4
_GAS_OTHER_BYTE = 16
#: At most this part of the gas used is given back, EIP-3529.
_REFUND_QUOTIENT = 5


class PyEvmBackend:
    """py-evm with every capability; as in the revm backend, a sender's nonce counts only its creations."""

    name = "pyevm"
    capabilities = frozenset(Capability)

    def __init__(
        self,
        *,
        chain_id: int = DEFAULT_CHAIN_ID,
        block_number: int = DEFAULT_BLOCK_NUMBER,
        timestamp: int = DEFAULT_TIMESTAMP,
        gas_limit: int = DEFAULT_GAS_LIMIT,
    ) -> None:
        self._chain_id = chain_id
        self._number = block_number
        self._timestamp = timestamp
        self._gas_limit = gas_limit
        self._state = WorldState(
            ExecutionContext(
                coinbase=Address(ZERO_ADDRESS),
                timestamp=timestamp,
                block_number=BlockNumber(block_number),
                difficulty=0,
                mix_hash=Hash32(ZERO_HASH),
                gas_limit=gas_limit,
                prev_hashes=(),
                chain_id=chain_id,
                base_fee_per_gas=0,
            )
        )
        self._answers = Answers()
        self._snapshots: SnapshotStack[tuple[int, int, int]] = SnapshotStack(self.name)

    @property
    def chain_id(self) -> int:
        return self._chain_id

    @property
    def block_number(self) -> int:
        return self._number

    @property
    def timestamp(self) -> int:
        return self._timestamp

    def deploy(self, initcode: bytes, sender: bytes, value: int = 0) -> tuple[bytes, Receipt]:
        """Create a contract; the receipt's output is empty on success."""
        state = self._state
        created = ZERO_ADDRESS
        if state.get_balance(sender) < value:
            receipt = Receipt(False, b"", [], 0, HALT_INSUFFICIENT_FUNDS)
        else:
            created = created_address(sender, state.get_nonce(sender))
            state.increment_nonce(sender)
            state.begin_transaction(sender, created)
            if state.has_code_or_nonce(created):
                receipt = Receipt(False, b"", [], self._gas_limit, HALT_OTHER)
            else:
                intrinsic = _GAS_CREATION + _intrinsic_gas(initcode)
                message = Message(
                    gas=self._gas_limit - intrinsic,
                    to=CREATE_CONTRACT_ADDRESS,
                    sender=Address(sender),
                    value=value,
                    data=b"",
                    code=initcode,
                    create_address=Address(created),
                )
                context = FrontierTransactionContext(gas_price=0, origin=Address(sender))
                receipt = self._settle(state.computation_class.apply_create_message(state, message, context))
                if receipt.success:
                    receipt.output = b""
        self._next_block()
        return created, receipt

    def transact(self, sender: bytes, to: bytes, data: bytes, value: int = 0) -> Receipt:
        receipt = self._message(sender, to, data, value)
        self._next_block()
        return receipt

    def call(self, to: bytes, data: bytes, sender: bytes = ZERO_ADDRESS) -> Receipt:
        """Run a message and drop its effects, or tell the answer from before where all that it read is the same."""
        question = (to, data, sender)
        known = self._answers.find(question, self._state)
        if known is not None:
            return replace(known, logs=[])
        checkpoint = self._state.snapshot()
        self._state.watch()
        receipt = self._message(sender, to, data, 0)
        reads = self._state.watched()
        self._state.revert(checkpoint)
        receipt.logs = []
        if reads is not None:
            self._answers.add(question, reads, replace(receipt))
        return receipt

    def advance_blocks(self, count: int) -> None:
        if count < 0:
            raise ValueError(f"cannot advance by {count} blocks")
        self._set_block(self._number + count, self._timestamp + count * SECONDS_PER_BLOCK)

    def block_hash(self, number: int) -> bytes:
        if self._number - BLOCK_HASH_WINDOW <= number < self._number and number >= 0:
            return keccak(b"%d" % number)
        return ZERO_HASH

    def balance(self, address: bytes) -> int:
        return self._state.get_balance(address)

    def set_balance(self, address: bytes, wei: int) -> None:
        self._state.set_balance(address, wei)

    def storage(self, address: bytes, slot: int) -> int:
        return self._state.get_storage(address, slot)

    def storage_many(self, address: bytes, slots: Iterable[int]) -> list[int]:
        read = self._state.get_storage
        return [read(address, slot) for slot in slots]

    def code(self, address: bytes) -> bytes:
        return self._state.get_code(address)

    def set_code(self, address: bytes, code: bytes) -> None:
        self._state.set_code(address, code)
        if not self._state.get_nonce(address):
            self._state.set_nonce(address, 1)

    def snapshot(self) -> int:
        return self._snapshots.push((self._state.snapshot(), self._number, self._timestamp))

    def restore(self, snapshot: int) -> None:
        checkpoint, number, timestamp = self._snapshots.rewind(snapshot)
        self._state.revert(checkpoint)
        self._set_block(number, timestamp)

    def discard(self, snapshot: int) -> None:
        self._snapshots.drop(snapshot)

    def add_account(self, private_key: bytes) -> bytes:
        return address_of(private_key)

    def close(self) -> None:
        """Nothing is held outside this object."""

    def _message(self, sender: bytes, to: bytes, data: bytes, value: int) -> Receipt:
        state = self._state
        if value and state.get_balance(sender) < value:
            return Receipt(False, b"", [], 0, HALT_INSUFFICIENT_FUNDS)
        state.begin_transaction(sender, to)
        message = Message(
            gas=self._gas_limit - _intrinsic_gas(data),
            to=Address(to),
            sender=Address(sender),
            value=value,
            data=data,
            code=state.get_code(to),
        )
        context = FrontierTransactionContext(gas_price=0, origin=Address(sender))
        return self._settle(state.computation_class.apply_message(state, message, context))

    def _settle(self, computation: ComputationAPI) -> Receipt:
        """Give back gas as the protocol does, and remove the contracts that destroyed themselves."""
        gas_used = self._gas_limit - computation.get_gas_remaining()
        if computation.is_success:
            gas_used -= min(computation.get_gas_refund(), gas_used // _REFUND_QUOTIENT)
            for address in computation.get_accounts_for_deletion():
                self._state.delete_account(address)
        return outcome(computation, gas_used)

    def _next_block(self) -> None:
        if not self._snapshots:
            self._state.journal.clear()
        self._set_block(self._number + 1, self._timestamp + SECONDS_PER_BLOCK)

    def _set_block(self, number: int, timestamp: int) -> None:
        self._number = number
        self._timestamp = timestamp
        self._state.set_block(number, timestamp)


def _intrinsic_gas(data: bytes) -> int:
    zeros = data.count(0)
    return _GAS_TRANSACTION + zeros * _GAS_ZERO_BYTE + (len(data) - zeros) * _GAS_OTHER_BYTE
