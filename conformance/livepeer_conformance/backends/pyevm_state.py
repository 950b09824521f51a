"""World state for py-evm kept in plain dicts under an undo journal.

py-evm's own account database encodes every change into tries, at a cost comparable to the execution itself. Nothing
here needs a state root, so accounts, code and storage are dicts, a checkpoint is a length of the journal, and going
back is putting old values back, the newest first.
"""

from collections.abc import Callable, Iterator
from typing import Any

from eth.abc import MessageAPI, StateAPI, TransactionContextAPI
from eth.constants import EMPTY_SHA3
from eth.exceptions import InsufficientStack
from eth.vm.code_stream import CodeStream
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.london.computation import LondonComputation
from eth.vm.forks.london.state import LondonState
from eth.vm.opcode_values import STOP
from eth.vm.stack import Stack

from livepeer_conformance.backends.base import BLOCK_HASH_WINDOW
from livepeer_conformance.backends.pyevm_answers import Read
from livepeer_conformance.backends.pyevm_translation import Program, run
from livepeer_spec.primitives.hashing import keccak

_ABSENT: Any = object()
#: Codes that are translated at a time.
_KNOWN_CODES = 256


def _pending_number(state: Any) -> Any:
    return state.execution_context.block_number


def _pending_timestamp(state: Any) -> Any:
    return state.execution_context.timestamp


class WordStack(Stack):
    """A stack on which every word is an int, as translated code has it."""

    __slots__ = ()

    def push_bytes(self, value: bytes) -> None:
        self.push_int(int.from_bytes(value, "big"))

    def pop_ints(self, num_items: int) -> tuple[int, ...]:
        words: Any = self.values
        if num_items > len(words):
            raise InsufficientStack(f"{num_items} words wanted of {len(words)}")
        popped = tuple(words[: -num_items - 1 : -1])
        del words[-num_items:]
        return popped


class TranslatedCode(CodeStream):
    """A code that runs its translated stretches itself whenever py-evm asks for the next instruction."""

    __slots__ = ("_machine", "_program")

    def __init__(self, program: Program, machine: tuple[list[int], Any, Any, Any]) -> None:
        super().__init__(program.code)
        self._program = program
        self._machine = machine
        self.valid_positions, self.invalid_positions = program.positions

    def __iter__(self) -> Iterator[int]:
        program, machine, code = self._program, self._machine, self._program.code
        while True:
            place = run(program, *machine, self.program_counter)
            self.program_counter = place + 1
            yield code[place] if place < len(code) else STOP


class Computation(LondonComputation):
    """py-evm's London interpreter, which has the simple instructions of deployed code run in translation."""

    _programs: dict[bytes, Program] = {}  # noqa: RUF012 - shared by all computations on purpose

    def __init__(self, state: StateAPI, message: MessageAPI, transaction_context: TransactionContextAPI) -> None:
        super().__init__(state, message, transaction_context)
        stack = self._stack = WordStack()
        # py-evm looks these up anew in every message, slowly.
        self.stack_pop_ints, self.stack_pop1_int, self.stack_push_int = stack.pop_ints, stack.pop1_int, stack.push_int
        self.stack_pop1_bytes, self.stack_push_bytes = stack.pop1_bytes, stack.push_bytes
        if not message.is_create:
            machine: Any = stack.values, self._memory, message, self._gas_meter
            self.code = TranslatedCode(self._program(message.code), machine)

    @classmethod
    def _program(cls, code: bytes) -> Program:
        known = cls._programs.get(code)
        if known is None:
            if len(cls._programs) >= _KNOWN_CODES:
                cls._programs.clear()
            known = cls._programs[code] = Program(code)
        return known

    def consume_gas(self, amount: int, reason: str) -> None:
        meter = self._gas_meter
        if 0 <= amount <= meter.gas_remaining:
            meter.gas_remaining -= amount
        else:
            meter.consume_gas(amount, reason)

    def extend_memory(self, start_position: int, size: int) -> None:
        memory: Any = self._memory
        if size and start_position + size > len(memory._bytes):
            super().extend_memory(start_position, size)


class WorldState(LondonState):
    """The London state with every access to accounts answered from dicts.

    ``journal`` holds one ``(dict, key, old value)`` a change. ``begin_transaction`` forgets what a transaction had
    touched, which is what makes storage gas right. Between ``watch`` and ``watched`` the state notes what is read.
    """

    computation_class = Computation

    def __init__(self, execution_context: ExecutionContext) -> None:
        self.execution_context: Any = execution_context
        self.journal: list[tuple[dict[Any, Any], Any, Any]] = []
        self._balances: dict[bytes, int] = {}
        self._nonces: dict[bytes, int] = {}
        self._codes: dict[bytes, bytes] = {}
        self._storages: dict[bytes, dict[int, int]] = {}
        #: Values that this transaction's first write to a slot found, and the addresses and slots it has touched.
        self._originals: dict[tuple[bytes, int], int] = {}
        self._warm: dict[Any, bool] = {}
        self._reads: dict[Read, Any] | None = None
        self._changed = False

    def begin_transaction(self, *warm: bytes) -> None:
        """Start with these addresses as the only warm ones."""
        self._originals = {}
        self._warm = dict.fromkeys(warm, True)

    def set_block(self, number: int, timestamp: int) -> None:
        """Move the block that messages run in."""
        self.execution_context._block_number = number
        self.execution_context._timestamp = timestamp

    @property
    def block_number(self) -> Any:
        return self._noted(_pending_number, (), _pending_number(self))

    @property
    def timestamp(self) -> Any:
        return self._noted(_pending_timestamp, (), _pending_timestamp(self))

    # What a message depends on

    def watch(self) -> None:
        """Note from now on what is read and whether something changes."""
        self._reads = {}
        self._changed = False

    def watched(self) -> dict[Read, Any] | None:
        """Stop noting; gives what was read, each with the value at first, in order, or None if something changed."""
        reads, self._reads = self._reads, None
        return None if self._changed else reads

    def _noted(self, reader: Callable[..., Any], arguments: tuple[Any, ...], value: Any) -> Any:
        if self._reads is not None:
            self._reads.setdefault((reader, arguments), value)
        return value

    def _put(self, mapping: dict[Any, Any], key: Any, value: Any) -> None:
        self._changed = True
        self.journal.append((mapping, key, mapping.get(key, _ABSENT)))
        mapping[key] = value

    # Checkpoints

    def snapshot(self) -> Any:
        return len(self.journal)

    def revert(self, snapshot: Any) -> None:
        journal = self.journal
        for index in range(len(journal) - 1, snapshot - 1, -1):
            mapping, key, old = journal[index]
            if old is _ABSENT:
                del mapping[key]
            else:
                mapping[key] = old
        del journal[snapshot:]

    def commit(self, snapshot: Any) -> None:
        """Nothing to do: the changes stay in the journal for an earlier checkpoint."""

    # Accounts

    def get_balance(self, address: bytes) -> int:
        return int(self._noted(WorldState.get_balance, (address,), self._balances.get(address, 0)))

    def set_balance(self, address: bytes, balance: int) -> None:
        self._put(self._balances, address, balance)

    def delta_balance(self, address: bytes, delta: int) -> None:
        self._put(self._balances, address, self._balances.get(address, 0) + delta)

    def get_nonce(self, address: bytes) -> int:
        return int(self._noted(WorldState.get_nonce, (address,), self._nonces.get(address, 0)))

    def set_nonce(self, address: bytes, nonce: int) -> None:
        self._put(self._nonces, address, nonce)

    def increment_nonce(self, address: bytes) -> None:
        self._put(self._nonces, address, self._nonces.get(address, 0) + 1)

    def get_code(self, address: bytes) -> bytes:
        return bytes(self._noted(WorldState.get_code, (address,), self._codes.get(address, b"")))

    def set_code(self, address: bytes, code: bytes) -> None:
        self._put(self._codes, address, code)

    def delete_code(self, address: bytes) -> None:
        self._put(self._codes, address, b"")

    def get_code_hash(self, address: bytes) -> Any:
        code = self.get_code(address)
        return keccak(code) if code else EMPTY_SHA3

    def has_code_or_nonce(self, address: bytes) -> bool:
        return bool(self.get_code(address) or self.get_nonce(address))

    def account_is_empty(self, address: bytes) -> bool:
        return not (self.get_code(address) or self.get_nonce(address) or self.get_balance(address))

    def account_exists(self, address: bytes) -> bool:
        """Whether the account is not empty; since Spurious Dragon no other account exists."""
        return not self.account_is_empty(address)

    def touch_account(self, address: bytes) -> None:
        """Nothing to do: an account that a message touches and leaves empty does not exist."""

    def delete_account(self, address: bytes) -> None:
        self._put(self._balances, address, 0)
        self._put(self._nonces, address, 0)
        self._put(self._codes, address, b"")
        self.delete_storage(address)

    # Storage

    def get_storage(self, address: bytes, slot: int, from_journal: bool = True) -> int:
        storage = self._storages.get(address)
        value: int = storage.get(slot, 0) if storage is not None else 0
        self._noted(WorldState.get_storage, (address, slot), value)
        return value if from_journal else self._originals.get((address, slot), value)

    def set_storage(self, address: bytes, slot: int, value: int) -> None:
        storage = self._storages.get(address)
        if storage is None:
            storage = {}
            self._put(self._storages, address, storage)
        old = storage.get(slot, 0)
        self._originals.setdefault((address, slot), old)
        if value != old:
            self._put(storage, slot, value)

    def delete_storage(self, address: bytes) -> None:
        self._put(self._storages, address, {})

    # What this transaction has touched

    def is_storage_warm(self, address: bytes, slot: int) -> bool:
        return (address, slot) in self._warm

    def mark_storage_warm(self, address: bytes, slot: int) -> None:
        self._warm_up((address, slot))

    def is_address_warm(self, address: bytes) -> bool:
        return address in self._warm or address in self.computation_class.get_precompiles()

    def mark_address_warm(self, address: bytes) -> None:
        self._warm_up(address)

    def _warm_up(self, key: Any) -> None:
        """Mark as touched; this is no change, since the next transaction does not know of it."""
        if key not in self._warm:
            self.journal.append((self._warm, key, _ABSENT))
            self._warm[key] = True

    # Block hashes

    def get_ancestor_hash(self, block_number: int) -> Any:
        pending = self.block_number
        if pending - BLOCK_HASH_WINDOW <= block_number < pending and block_number >= 0:
            return keccak(b"%d" % block_number)
        return b""
