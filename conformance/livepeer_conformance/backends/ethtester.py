"""The cross-check backend: signed transactions in real blocks, on eth-tester's chain over py-evm.

Every transaction has a nonce and a signature, pays for its gas (at price zero: blocks are large enough for the base fee
to stay zero), is mined, and leaves a receipt; block hashes are those of the headers. Slow, so meant for short runs.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from livepeer_conformance.backends.base import (
    BLOCK_HASH_WINDOW,
    DEFAULT_BLOCK_NUMBER,
    DEFAULT_CHAIN_ID,
    DEFAULT_GAS_LIMIT,
    DEFAULT_TIMESTAMP,
    HALT_INSUFFICIENT_FUNDS,
    SECONDS_PER_BLOCK,
    ZERO_ADDRESS,
    ZERO_HASH,
    BackendError,
    BackendUnavailable,
    Capability,
    Receipt,
    Unsupported,
)
from livepeer_conformance.backends.snapshots import SnapshotStack

try:
    from eth.db.schema import SchemaV1
    from eth.rlp.sedes import chain_gaps
    from eth.vm.forks.london import LondonVM
    from eth.vm.spoof import SpoofTransaction
    from eth_keys.datatypes import PrivateKey
    from eth_tester import PyEVMBackend

    from livepeer_conformance.backends.pyevm_outcome import outcome

    encode_rlp: Any = import_module("rlp").encode
except ImportError as error:
    raise BackendUnavailable("ethtester", "eth-tester", "ethtester") from error


class _UnrewardedLondonVM(LondonVM):
    """London without the miner's reward, so that balances change by transfers alone."""

    @staticmethod
    def get_block_reward() -> int:
        return 0


class EthTesterBackend:
    """A chain of real blocks; only accounts whose key was added can send."""

    name = "ethtester"
    capabilities = frozenset(Capability) - {Capability.IMPERSONATE, Capability.BLOCK_HASHES}

    def __init__(
        self,
        *,
        chain_id: int = DEFAULT_CHAIN_ID,
        block_number: int = DEFAULT_BLOCK_NUMBER,
        timestamp: int = DEFAULT_TIMESTAMP,
        gas_limit: int = DEFAULT_GAS_LIMIT,
    ) -> None:
        if block_number < 1:
            raise BackendError(self.name, "the first pending block cannot be the genesis block")
        genesis = PyEVMBackend.generate_genesis_params(
            overrides={
                "difficulty": 131_072,
                "nonce": bytes(8),
                "mix_hash": ZERO_HASH,
                "timestamp": timestamp - block_number * SECONDS_PER_BLOCK,
                # The base fee rises above zero only when a block uses more than half of its limit.
                "gas_limit": 2 * gas_limit,
            }
        )
        genesis["base_fee_per_gas"] = 0
        nobody = {ZERO_ADDRESS: {"balance": 0, "nonce": 0, "code": b"", "storage": {}}}
        node = PyEVMBackend(genesis, nobody, vm_configuration=((0, _UnrewardedLondonVM),))
        self._chain: Any = node.chain
        type(self._chain).chain_id = chain_id
        self._gas_limit = gas_limit
        self._keys: dict[bytes, PrivateKey] = {}
        self._records: dict[bytes, bytes] = self._chain.chaindb.db.wrapped_db.kv_store
        self._snapshots: SnapshotStack[tuple[Any, int]] = SnapshotStack(self.name)
        self._pend_after(self._chain.get_canonical_head())
        self.advance_blocks(block_number - 1)

    @property
    def chain_id(self) -> int:
        return int(self._chain.chain_id)

    @property
    def block_number(self) -> int:
        return int(self._chain.header.block_number)

    @property
    def timestamp(self) -> int:
        return int(self._chain.header.timestamp)

    def deploy(self, initcode: bytes, sender: bytes, value: int = 0) -> tuple[bytes, Receipt]:
        """Create a contract; the receipt's output is empty on success."""
        created, receipt = self._send(sender, b"", initcode, value)
        if receipt.success:
            receipt.output = b""
        return created, receipt

    def transact(self, sender: bytes, to: bytes, data: bytes, value: int = 0) -> Receipt:
        return self._send(sender, to, data, value)[1]

    def call(self, to: bytes, data: bytes, sender: bytes = ZERO_ADDRESS) -> Receipt:
        state = self._state
        unsigned = self._unsigned(state.get_nonce(sender), to, data, 0)
        checkpoint = state.snapshot()
        computation = state.apply_transaction(SpoofTransaction(unsigned, from_=sender))
        state.revert(checkpoint)
        receipt = outcome(computation, 0)
        receipt.gas_used = self._gas_limit - computation.get_gas_remaining()
        receipt.logs = []
        return receipt

    def advance_blocks(self, count: int) -> None:
        """Mine empty blocks, leaving out those before the last 256, which nothing can see any more."""
        if count < 0:
            raise ValueError(f"cannot advance by {count} blocks")
        made = min(count, BLOCK_HASH_WINDOW)
        if not made:
            return
        pending = self._chain.header
        skipped = count - made
        header = pending.copy(
            block_number=pending.block_number + skipped, timestamp=pending.timestamp + skipped * SECONDS_PER_BLOCK
        )
        database = self._chain.chaindb
        score = database.get_score(header.parent_hash)
        for index in range(made):
            if index:
                header = header.copy(
                    parent_hash=header.hash,
                    block_number=header.block_number + 1,
                    timestamp=header.timestamp + SECONDS_PER_BLOCK,
                )
            database.db.set(header.hash, encode_rlp(header))
            score = database._set_hash_scores_to_db(database.db, header, score)
        self._pend_after(header)

    def block_hash(self, number: int) -> bytes:
        return bytes(self._state.get_ancestor_hash(number)) or ZERO_HASH

    def balance(self, address: bytes) -> int:
        return int(self._state.get_balance(address))

    def set_balance(self, address: bytes, wei: int) -> None:
        self._state.set_balance(address, wei)
        self._replace_state()

    def storage(self, address: bytes, slot: int) -> int:
        return int(self._state.get_storage(address, slot))

    def storage_many(self, address: bytes, slots: Iterable[int]) -> list[int]:
        read = self._state.get_storage
        return [read(address, slot) for slot in slots]

    def code(self, address: bytes) -> bytes:
        return bytes(self._state.get_code(address))

    def set_code(self, address: bytes, code: bytes) -> None:
        self._state.set_code(address, code)
        if not self._state.get_nonce(address):
            self._state.set_nonce(address, 1)
        self._replace_state()

    def snapshot(self) -> int:
        # The pending header names its parent and its state, so it is the whole world.
        return self._snapshots.push((self._chain.header, len(self._records)))

    def restore(self, snapshot: int) -> None:
        header, size = self._snapshots.rewind(snapshot)
        # Blocks and states are found by their hashes and never deleted, so what came later are the last of the records.
        while len(self._records) > size:
            self._records.popitem()
        self._pend(header)

    def discard(self, snapshot: int) -> None:
        self._snapshots.drop(snapshot)

    def add_account(self, private_key: bytes) -> bytes:
        key = PrivateKey(private_key)
        address: bytes = key.public_key.to_canonical_address()
        self._keys[address] = key
        return address

    def close(self) -> None:
        """Nothing is held outside this object."""

    def _send(self, sender: bytes, to: bytes, data: bytes, value: int) -> tuple[bytes, Receipt]:
        """Mine a block with the one transaction; also return the address that it created a contract at, if it did."""
        key = self._keys.get(sender)
        if key is None:
            raise Unsupported(self.name, Capability.IMPERSONATE)
        if self._state.get_balance(sender) < value:
            self.advance_blocks(1)
            return ZERO_ADDRESS, Receipt(False, b"", [], 0, HALT_INSUFFICIENT_FUNDS)
        unsigned = self._unsigned(self._state.get_nonce(sender), to, data, value)
        _, mined, computation = self._chain.apply_transaction(unsigned.as_signed_transaction(key))
        self._pend_after(self._chain.mine_block().header)
        return bytes(computation.msg.storage_address), outcome(computation, mined.gas_used)

    def _unsigned(self, nonce: int, to: bytes, data: bytes, value: int) -> Any:
        return self._chain.get_transaction_builder().new_unsigned_dynamic_fee_transaction(
            chain_id=self._chain.chain_id,
            nonce=nonce,
            max_priority_fee_per_gas=0,
            max_fee_per_gas=0,
            gas=self._gas_limit,
            to=to,
            value=value,
            data=data,
            access_list=(),
        )

    def _pend_after(self, parent: Any) -> None:
        self._pend(self._chain.create_header_from_parent(parent, timestamp=parent.timestamp + SECONDS_PER_BLOCK))

    def _pend(self, header: Any) -> None:
        """Build on a pending header, and let the database take its parent for the head of a chain without gaps.

        Else the database looks for the blocks between the last mined one and the next: those that were left out it
        never had, and those of a side chain are no ancestors.
        """
        database = self._chain.chaindb.db
        database.set(SchemaV1.make_canonical_head_hash_lookup_key(), header.parent_hash)
        without_gaps = encode_rlp(((), header.block_number), sedes=chain_gaps)
        database.set(SchemaV1.make_header_chain_gaps_lookup_key(), without_gaps)
        database.set(SchemaV1.make_chain_gaps_lookup_key(), without_gaps)
        self._chain.header = header
        # Kept as long as the block is pending: it remembers what it has read.
        self._state = self._chain.get_vm().state

    def _replace_state(self) -> None:
        """Let the pending block start from the changed state."""
        self._state.persist()
        self._pend(self._chain.header.copy(state_root=self._state.state_root))
