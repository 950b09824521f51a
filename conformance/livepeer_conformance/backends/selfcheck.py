"""Start-up check: a backend does what it claims, shown with a few bytes of bytecode.

A wrong fork setting is the reason for this module: some EVMs take an unknown fork's name for the latest fork, silently.
"""

from livepeer_conformance.backends.base import (
    BLOCK_HASH_WINDOW,
    Backend,
    BackendError,
    Capability,
    Receipt,
)
from livepeer_conformance.backends.bytecode import constructor_returning
from livepeer_spec.primitives.hashing import keccak

#: Key of the account that checks a backend which cannot impersonate.
_KEY = keccak(b"self-check of a backend")
_WEI = 10**18

#: PUSH0, STOP: PUSH0 came with Shanghai.
_PUSH0 = bytes.fromhex("5f00")
#: BASEFEE, STOP: BASEFEE came with London.
_BASEFEE = bytes.fromhex("4800")
#: Returns NUMBER, TIMESTAMP, CALLER, CHAINID and BLOCKHASH of 1, 256 and 257 blocks before, a word each.
_REPORT = bytes.fromhex(
    "43600052426020523360405246606052600143034060805261010043034060a05261010143034060c05260e06000f3"
)
#: Stores the first word at slot 0; then reverts with it if the second word is not zero, else logs and returns it.
_STORE = bytes.fromhex(
    "600035600055"  # SSTORE(0, first word)
    "600035600052"  # MSTORE(0, first word)
    "602035601e57"  # JUMPI(revert, second word)
    "600760206000a1"  # LOG1(0, 32, 7)
    "60206000f3"  # RETURN(0, 32)
    "5b60206000fd"  # revert: REVERT(0, 32)
)


def selfcheck(backend: Backend) -> None:
    """Check the backend and leave it as it was where it can take snapshots; else a few blocks and contracts stay.

    Raises ``BackendError`` that names the failed check.
    """
    start = backend.snapshot() if Capability.SNAPSHOT in backend.capabilities else None
    _Check(backend).run()
    if start is not None:
        backend.restore(start)
        backend.discard(start)


class _Check:
    """The checks of one backend, in order; each relies on those before it."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.claims = backend.capabilities
        self.sender = backend.add_account(_KEY)

    def run(self) -> None:
        if Capability.SET_BALANCE in self.claims:
            self.backend.set_balance(self.sender, _WEI)
            self.expect("set_balance", self.backend.balance(self.sender), _WEI)
        self.fork()
        self.block()
        self.failure()
        if Capability.SNAPSHOT in self.claims:
            self.snapshot()
        if Capability.IMPERSONATE in self.claims:
            self.impersonation()

    def fork(self) -> None:
        """PUSH0 fails and BASEFEE works: London or Paris."""
        early, late = self.deploy(_BASEFEE), self.deploy(_PUSH0)
        self.expect("fork: BASEFEE runs", self.backend.call(early, b"").success, True)
        self.expect("fork: PUSH0 fails under London", self.backend.call(late, b"").success, False)
        self.expect("fork: PUSH0 fails in a transaction", self.transact(late, b"").success, False)

    def block(self) -> None:
        """A contract sees the block, the sender and the block hashes that the backend tells of."""
        backend = self.backend
        report = self.deploy(_REPORT)
        backend.advance_blocks(3)
        number, time = backend.block_number, backend.timestamp
        seen = backend.call(report, b"", self.sender).output
        words = [seen[offset : offset + 32] for offset in range(0, len(seen), 32)]
        self.expect("length of the probe's answer", len(words), 7)
        self.expect("NUMBER", int.from_bytes(words[0], "big"), number)
        self.expect("TIMESTAMP", int.from_bytes(words[1], "big"), time)
        self.expect("CALLER", words[2], self.sender.rjust(32, b"\0"))
        self.expect("CHAINID", int.from_bytes(words[3], "big"), backend.chain_id)
        for word, depth in zip(words[4:], (1, BLOCK_HASH_WINDOW, BLOCK_HASH_WINDOW + 1), strict=True):
            if number >= depth:
                self.expect(f"BLOCKHASH of {depth} before", word, backend.block_hash(number - depth))
        if Capability.BLOCK_HASHES in self.claims:
            self.expect("canonical block hash", words[4], keccak(b"%d" % (number - 1)))
        self.expect("call mines nothing", backend.block_number, number)
        receipt = self.transact(report, b"")
        self.expect("transaction mines one block", backend.block_number, number + 1)
        if Capability.RETURN_DATA in self.claims:
            self.expect("transaction runs in the pending block", receipt.output[:32], words[0])

    def failure(self) -> None:
        """A failed transaction mines its block and leaves nothing; a call leaves nothing either."""
        backend = self.backend
        store = self.deploy(_STORE)
        kept, lost = (5).to_bytes(32, "big"), (6).to_bytes(32, "big")
        receipt = self.transact(store, kept)
        self.expect("success", receipt.success, True)
        self.expect("log", receipt.logs, [(store, ((7).to_bytes(32, "big"),), kept)])
        if Capability.RETURN_DATA in self.claims:
            self.expect("return data", receipt.output, kept)
        number = backend.block_number
        receipt = self.transact(store, lost + kept)
        self.expect("revert", (receipt.success, receipt.logs), (False, []))
        self.expect("failed transaction mines one block", backend.block_number, number + 1)
        if Capability.REVERT_DATA in self.claims:
            self.expect("revert data", (receipt.output, receipt.halt), (lost, ""))
        self.expect("call", backend.call(store, lost).output, lost)
        if Capability.STORAGE in self.claims:
            self.expect("storage after a failed transaction", backend.storage(store, 0), 5)

    def snapshot(self) -> None:
        """Restoring twice brings back state and block both times."""
        backend = self.backend
        store = self.deploy(_STORE)
        number, time = backend.block_number, backend.timestamp
        snapshot = backend.snapshot()
        for _ in range(2):
            self.transact(store, (9).to_bytes(32, "big"))
            backend.advance_blocks(2)
            backend.restore(snapshot)
            self.expect("block after restore", (backend.block_number, backend.timestamp), (number, time))
            if Capability.STORAGE in self.claims:
                self.expect("storage after restore", backend.storage(store, 0), 0)
        backend.discard(snapshot)

    def impersonation(self) -> None:
        """A contract can send, to another one and to itself, and keeps its code."""
        backend = self.backend
        contract, other = self.deploy(_REPORT), self.deploy(_REPORT)
        for target in (other, contract):
            receipt = backend.call(target, b"", contract)
            self.expect("contract as sender", receipt.output[64:96], contract.rjust(32, b"\0"))
            self.expect("contract as sender of a transaction", backend.transact(contract, target, b"").success, True)
        self.expect("sending contract keeps its code", backend.code(contract), _REPORT)

    def deploy(self, code: bytes) -> bytes:
        address, receipt = self.backend.deploy(constructor_returning(code), self.sender)
        self.expect("deployment", receipt.success, True)
        self.expect("deployed code", self.backend.code(address), code)
        return address

    def transact(self, to: bytes, data: bytes) -> Receipt:
        return self.backend.transact(self.sender, to, data)

    def expect(self, check: str, seen: object, wanted: object) -> None:
        if seen != wanted:
            raise BackendError(self.backend.name, f"self-check failed: {check}: {seen!r} instead of {wanted!r}")
