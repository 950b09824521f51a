"""What every execution backend offers, and the errors all of them raise.

A backend runs EVM bytecode under the London rules and keeps one chain model: every transaction is mined in a block of
its own, so ``block_number`` (the block that the next transaction runs in) goes up by one after each transaction, also
after a failed one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

ZERO_ADDRESS = bytes(20)
ZERO_HASH = bytes(32)

#: The only instruction set in use; every backend is checked for it at start-up.
FORK = "London"

DEFAULT_CHAIN_ID = 1337
#: Number of a fresh backend's first pending block; above 256, so that the whole BLOCKHASH window exists at once.
DEFAULT_BLOCK_NUMBER = 1_000
#: Seconds since the epoch at the first pending block of a fresh backend.
DEFAULT_TIMESTAMP = 1_600_000_000
SECONDS_PER_BLOCK = 12
#: Gas that every transaction and call may use.
DEFAULT_GAS_LIMIT = 30_000_000
#: BLOCKHASH answers for this many blocks before the pending one.
BLOCK_HASH_WINDOW = 256

#: Address (20 bytes), topics (32 bytes each), data.
Log = tuple[bytes, tuple[bytes, ...], bytes]


class Capability(StrEnum):
    """What a backend can do beyond deploying, transacting, calling and advancing blocks."""

    IMPERSONATE = "any address can send, contracts too"
    SET_BALANCE = "balances can be set"
    SET_CODE = "code can be put at any address"
    REVERT_DATA = "a failed transaction's receipt holds the revert data"
    RETURN_DATA = "a successful transaction's receipt holds the return data"
    FREE_GAS = "a sender pays nothing for gas, so balances change by value transfers alone"
    EXACT_GAS = "gas_used is what a London chain would charge for the transaction"
    BLOCK_HASHES = "BLOCKHASH(n) is keccak256 of n in decimal digits"
    SKIP_BLOCKS = "advance_blocks takes the same short time for any number of blocks"
    SNAPSHOT = "snapshot and restore work"
    STORAGE = "storage slots can be read"


@dataclass(slots=True)
class Receipt:
    """Outcome of one transaction or call.

    ``output`` is the return data (empty after a creation), or the revert data when ``success`` is false. ``halt`` is
    empty unless execution ended exceptionally; then it is one of the ``HALT_*`` constants, and output is empty.
    A failed transaction has no logs, nor has a call. ``gas_used`` is exact only with ``Capability.EXACT_GAS``.
    """

    success: bool
    output: bytes
    logs: list[Log]
    gas_used: int
    halt: str = ""


HALT_OUT_OF_GAS = "OutOfGas"
HALT_INVALID_OPCODE = "InvalidOpcode"
HALT_INVALID_JUMP = "InvalidJump"
HALT_STACK = "StackError"
HALT_WRITE_PROTECTION = "WriteProtection"
#: The sender's balance does not cover the value; a real node would not have mined the transaction at all.
HALT_INSUFFICIENT_FUNDS = "InsufficientFunds"
#: Any other exceptional halt (a node that does not tell the cause, for one).
HALT_OTHER = "Halt"


class BackendError(Exception):
    """A backend could not do what it was asked; never raised for a transaction that merely failed."""

    def __init__(self, backend: str, message: str) -> None:
        super().__init__(f"{backend}: {message}")
        self.backend = backend
        self.message = message


class BackendUnavailable(BackendError):
    """The package behind a backend is missing; the message names the extra that brings it, if one does."""

    def __init__(self, backend: str, package: str, extra: str = "") -> None:
        remedy = f"livepeer-conformance[{extra}]" if extra else package
        super().__init__(backend, f"package {package} is not importable; pip install '{remedy}'")
        self.package = package
        self.extra = extra


class Unsupported(BackendError):
    """The operation needs a capability that this backend does not have."""

    def __init__(self, backend: str, capability: Capability) -> None:
        super().__init__(backend, f"no {capability.name}: {capability.value}")
        self.capability = capability


class SnapshotError(BackendError):
    """A snapshot id that was never given out, or that an earlier restore or discard ended."""


class NodeError(BackendError):
    """A JSON-RPC node is unreachable, answered late, answered with an error, or answered nonsense."""


class Backend(Protocol):
    """One EVM world. Addresses are 20 bytes, amounts wei, slots and numbers plain ints.

    Operations that need a missing capability raise ``Unsupported``.
    """

    name: str
    capabilities: frozenset[Capability]

    @property
    def chain_id(self) -> int:
        """What CHAINID yields."""
        ...

    @property
    def block_number(self) -> int:
        """Number of the pending block, the one that the next transaction or call runs in."""
        ...

    @property
    def timestamp(self) -> int:
        """Timestamp of the pending block, in seconds."""
        ...

    def deploy(self, initcode: bytes, sender: bytes, value: int = 0) -> tuple[bytes, Receipt]:
        """Create a contract in a transaction; the address is meaningless when the receipt tells of a failure."""
        ...

    def transact(self, sender: bytes, to: bytes, data: bytes, value: int = 0) -> Receipt:
        """Run a transaction in the pending block and move on to the next block, ``SECONDS_PER_BLOCK`` later."""
        ...

    def call(self, to: bytes, data: bytes, sender: bytes = ZERO_ADDRESS) -> Receipt:
        """Run a message in the pending block and drop its effects; it has neither logs nor a block of its own."""
        ...

    def advance_blocks(self, count: int) -> None:
        """Mine ``count`` empty blocks. Raises ``ValueError`` when negative."""
        ...

    def block_hash(self, number: int) -> bytes:
        """What BLOCKHASH(number) yields in the pending block: 32 zero bytes outside the window of the last 256."""
        ...

    def balance(self, address: bytes) -> int: ...

    def set_balance(self, address: bytes, wei: int) -> None: ...

    def storage(self, address: bytes, slot: int) -> int:
        """Value of one storage slot, 0 when never written."""
        ...

    def storage_many(self, address: bytes, slots: Iterable[int]) -> list[int]:
        """Values of several slots of one account, in the order asked."""
        ...

    def code(self, address: bytes) -> bytes: ...

    def set_code(self, address: bytes, code: bytes) -> None: ...

    def snapshot(self) -> int:
        """Remember the whole world (state, block number, timestamp) under a fresh id."""
        ...

    def restore(self, snapshot: int) -> None:
        """Go back to a snapshot. It stays valid, for any number of restores; every later snapshot ends.

        Raises ``SnapshotError`` for an unknown or ended id, and then changes nothing.
        """
        ...

    def discard(self, snapshot: int) -> None:
        """Keep the world as it is and end this snapshot and every later one. Raises as ``restore`` does."""
        ...

    def add_account(self, private_key: bytes) -> bytes:
        """Make the key's address able to send, and return it; where any address can send, the key is not kept."""
        ...

    def close(self) -> None:
        """Release what the backend holds; it is unusable afterwards."""
        ...
