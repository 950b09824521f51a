"""The remote backend: a node over JSON-RPC, either a development node that can impersonate (anvil, Hardhat) or one that
takes transactions signed by keys it is given here.

A chain with real value is refused by its chain id, and a node on another machine unless it is asked for. The node must
mine a block for each transaction as it comes and none on its own.
"""

import time
from collections.abc import Iterable
from typing import Any

from livepeer_conformance.backends.base import (
    DEFAULT_GAS_LIMIT,
    HALT_INSUFFICIENT_FUNDS,
    HALT_INVALID_JUMP,
    HALT_INVALID_OPCODE,
    HALT_OTHER,
    HALT_OUT_OF_GAS,
    HALT_STACK,
    HALT_WRITE_PROTECTION,
    SECONDS_PER_BLOCK,
    ZERO_ADDRESS,
    ZERO_HASH,
    Capability,
    Log,
    NodeError,
    Receipt,
    Unsupported,
)
from livepeer_conformance.backends.jsonrpc import JsonRpc, NodeRejection
from livepeer_conformance.backends.keys import address_of, signed_transaction
from livepeer_conformance.backends.snapshots import SnapshotStack

#: Ethereum mainnet and Arbitrum One.
REFUSED_CHAINS = frozenset({1, 42161})

_DEFAULT_URL = "http://127.0.0.1:8545"
#: Blocks mined in one request, so that a long advance does not run into the time-out.
_MINE_STEP = 1_000
_POLL_SECONDS = 0.005

#: Methods that set block times: once for all blocks, or before each block.
_CLOCKS = ("anvil_setBlockTimestampInterval", "evm_setNextBlockTimestamp")

#: Words in a node's message that tell a halt, lower case, first match wins.
_HALT_WORDS = (
    ("outofgas", HALT_OUT_OF_GAS),
    ("out of gas", HALT_OUT_OF_GAS),
    ("opcode", HALT_INVALID_OPCODE),
    ("notactivated", HALT_INVALID_OPCODE),
    ("invalidjump", HALT_INVALID_JUMP),
    ("invalid jump", HALT_INVALID_JUMP),
    ("stack", HALT_STACK),
    ("staticcall", HALT_WRITE_PROTECTION),
    ("write protection", HALT_WRITE_PROTECTION),
    ("evm error", HALT_OTHER),
    ("vm exception", HALT_OTHER),
)


class RpcBackend:
    """A node behind a URL; what it can do is asked of it at the start.

    Each transaction is first tried as a call in the pending block, which gives its return or revert data. A call's
    ``gas_used`` is 0, as nodes do not tell it.
    """

    name = "rpc"

    def __init__(
        self,
        url: str = _DEFAULT_URL,
        *,
        allow_remote: bool = False,
        timeout: float = 30.0,
        max_reply: int = 1 << 24,
        gas_limit: int = DEFAULT_GAS_LIMIT,
    ) -> None:
        """Connect. ``timeout`` in seconds, ``max_reply`` in bytes. Raises ``NodeError``, also for a refused chain."""
        self._node = JsonRpc(self.name, url, timeout=timeout, max_reply=max_reply, allow_remote=allow_remote)
        self._timeout = timeout
        self._chain_id = self._quantity(self._node.request("eth_chainId"))
        if self._chain_id in REFUSED_CHAINS:
            self._node.close()
            raise NodeError(self.name, f"chain {self._chain_id} holds real value and is never tested")
        offers = self._node.offers
        self._prefix = next((prefix for prefix in ("anvil", "hardhat") if offers(f"{prefix}_setBalance")), "")
        self._clock = next((method for method in _CLOCKS if offers(method)), "")
        self._impersonates_all = offers("anvil_autoImpersonateAccount")
        self._synchronous = offers("eth_sendTransactionSync")
        self._impersonated: set[bytes] = set()
        self._keys: dict[bytes, bytes] = {}
        self._snapshots: SnapshotStack[tuple[Any, int, int]] = SnapshotStack(self.name)
        self._prepare(gas_limit)
        self.capabilities = self._ask_capabilities()

    def _prepare(self, gas_limit: int) -> None:
        node = self._node
        if self._impersonates_all:
            node.request("anvil_autoImpersonateAccount", True)
        if self._clock == _CLOCKS[0]:
            node.request(self._clock, SECONDS_PER_BLOCK)
        head = self._block("latest")
        # The base fee stays where it is as long as no block uses more than half of its gas.
        self._gas_limit = min(gas_limit, self._field(head, "gasLimit") // 2)
        base_fee = self._field(head, "baseFeePerGas") if "baseFeePerGas" in head else 0
        if base_fee and self._prefix:
            node.request(f"{self._prefix}_setNextBlockBaseFeePerGas", "0x0")
            base_fee = 0
        self._gas_price = 2 * self._quantity(node.request("eth_gasPrice")) if base_fee else 0
        self._number = self._field(head, "number") + 1
        self._timestamp = self._field(head, "timestamp") + SECONDS_PER_BLOCK
        self._set_clock()

    def _ask_capabilities(self) -> frozenset[Capability]:
        found = {Capability.REVERT_DATA, Capability.RETURN_DATA, Capability.EXACT_GAS, Capability.STORAGE}
        if self._prefix:
            found |= {Capability.IMPERSONATE, Capability.SET_BALANCE, Capability.SET_CODE}
        if not self._gas_price:
            found.add(Capability.FREE_GAS)
        if self._node.offers("evm_revert"):
            found.add(Capability.SNAPSHOT)
        return frozenset(found)

    @property
    def chain_id(self) -> int:
        return self._chain_id

    @property
    def block_number(self) -> int:
        return self._number

    @property
    def timestamp(self) -> int:
        """Of the pending block; where the node sets its own clock, only what the node expects at this moment."""
        return self._timestamp if self._clock else self._field(self._block("pending"), "timestamp")

    def deploy(self, initcode: bytes, sender: bytes, value: int = 0) -> tuple[bytes, Receipt]:
        """Create a contract; the receipt's output is empty on success."""
        created, receipt = self._send(sender, b"", initcode, value)
        if receipt.success:
            receipt.output = b""
        return created, receipt

    def transact(self, sender: bytes, to: bytes, data: bytes, value: int = 0) -> Receipt:
        return self._send(sender, to, data, value)[1]

    def call(self, to: bytes, data: bytes, sender: bytes = ZERO_ADDRESS) -> Receipt:
        return self._try(self._request(sender, to, data, 0))

    def advance_blocks(self, count: int) -> None:
        """Mine empty blocks. Raises ``NodeError`` where the node cannot mine on demand."""
        if count < 0:
            raise ValueError(f"cannot advance by {count} blocks")
        if count and not self._prefix:
            raise NodeError(self.name, "the node has no method to mine blocks")
        for done in range(0, count, _MINE_STEP):
            step = min(_MINE_STEP, count - done)
            self._node.request(f"{self._prefix}_mine", hex(step), hex(SECONDS_PER_BLOCK))
            self._set_block(self._number + step, self._timestamp + step * SECONDS_PER_BLOCK)

    def block_hash(self, number: int) -> bytes:
        """As a contract sees it: a node that began at a later block than zero may make up what came before."""
        if number < 0:
            return ZERO_HASH
        # PUSH32 number, BLOCKHASH, MSTORE at 0, REVERT with it; creation code, so that no contract is needed.
        probe = b"\x7f" + number.to_bytes(32, "big") + bytes.fromhex("4060005260206000fd")
        return self._try(self._request(ZERO_ADDRESS, b"", probe, 0)).output

    def balance(self, address: bytes) -> int:
        return self._quantity(self._node.request("eth_getBalance", _hex(address), "latest"))

    def set_balance(self, address: bytes, wei: int) -> None:
        self._require(Capability.SET_BALANCE)
        self._node.request(f"{self._prefix}_setBalance", _hex(address), hex(wei))

    def storage(self, address: bytes, slot: int) -> int:
        return self.storage_many(address, (slot,))[0]

    def storage_many(self, address: bytes, slots: Iterable[int]) -> list[int]:
        calls = [(_hex(address), hex(slot), "latest") for slot in slots]
        return [int.from_bytes(self._bytes(word), "big") for word in self._node.batch("eth_getStorageAt", calls)]

    def code(self, address: bytes) -> bytes:
        return self._bytes(self._node.request("eth_getCode", _hex(address), "latest"))

    def set_code(self, address: bytes, code: bytes) -> None:
        self._require(Capability.SET_CODE)
        self._node.request(f"{self._prefix}_setCode", _hex(address), _hex(code))

    def snapshot(self) -> int:
        self._require(Capability.SNAPSHOT)
        return self._snapshots.push((self._node.request("evm_snapshot"), self._number, self._timestamp))

    def restore(self, snapshot: int) -> None:
        theirs, number, timestamp = self._snapshots.rewind(snapshot)
        if self._node.request("evm_revert", theirs) is not True:
            raise NodeError(self.name, f"the node has lost snapshot {theirs!r}")
        self._impersonated.clear()
        self._set_block(number, timestamp)
        # A node's snapshot is used up by going back to it.
        self._snapshots.replace((self._node.request("evm_snapshot"), number, timestamp))

    def discard(self, snapshot: int) -> None:
        self._snapshots.drop(snapshot)

    def add_account(self, private_key: bytes) -> bytes:
        address = address_of(private_key)
        self._keys[address] = private_key
        return address

    def close(self) -> None:
        self._node.close()

    def _send(self, sender: bytes, to: bytes, data: bytes, value: int) -> tuple[bytes, Receipt]:
        """Mine a transaction; also return the address that it created a contract at, if it did."""
        request = self._request(sender, to, data, value)
        receipt = self._try(request)
        if receipt.halt == HALT_INSUFFICIENT_FUNDS:
            self.advance_blocks(1)
            return ZERO_ADDRESS, receipt
        mined = self._mine(sender, request)
        status = self._field(mined, "status")
        if self._field(mined, "blockNumber") != self._number:
            raise NodeError(self.name, "the node mines blocks on its own; it must mine one for each transaction")
        if bool(status) != receipt.success:
            raise NodeError(self.name, "a transaction ended otherwise than the same call in the pending block")
        receipt.gas_used = self._field(mined, "gasUsed")
        receipt.logs = [self._log(log) for log in mined.get("logs") or ()]
        self._set_block(self._number + 1, self._timestamp + SECONDS_PER_BLOCK)
        created = mined.get("contractAddress")
        return self._bytes(created) if created else ZERO_ADDRESS, receipt

    def _request(self, sender: bytes, to: bytes, data: bytes, value: int) -> dict[str, str]:
        request = {"from": _hex(sender), "data": _hex(data), "gas": hex(self._gas_limit)}
        if to:
            request["to"] = _hex(to)
        if value:
            request["value"] = hex(value)
        return request

    def _try(self, request: dict[str, str]) -> Receipt:
        """Run a message in the pending block without a trace of it."""
        try:
            return Receipt(True, self._bytes(self._node.request("eth_call", request, "pending")), [], 0)
        except NodeRejection as rejection:
            data = rejection.data
            if isinstance(data, dict):
                data = data.get("data")
            text = rejection.text.lower()
            if "insufficient funds" in text or "enough funds" in text:
                return Receipt(False, b"", [], 0, HALT_INSUFFICIENT_FUNDS)
            if "revert" in text:
                return Receipt(False, self._bytes(data) if isinstance(data, str) else b"", [], 0)
            for word, halt in _HALT_WORDS:
                if word in text:
                    return Receipt(False, b"", [], 0, halt)
            raise

    def _mine(self, sender: bytes, request: dict[str, str]) -> dict[str, Any]:
        """Send a transaction and wait for the node's receipt."""
        if Capability.IMPERSONATE in self.capabilities:
            self._impersonate(sender)
            request["gasPrice"] = hex(self._gas_price)
            payload: Any = request
            method = "eth_sendTransaction"
        else:
            payload = self._sign(sender, request)
            method = "eth_sendRawTransaction"
        try:
            answer = self._node.request(method + "Sync" if self._synchronous else method, payload)
        except NodeRejection as rejection:
            # Hardhat mines a failing transaction and tells of it in an error.
            answer = rejection.data.get("txHash") if isinstance(rejection.data, dict) else None
            if answer is None:
                raise
        deadline = time.monotonic() + self._timeout
        transaction = answer
        while not isinstance(answer, dict):
            if time.monotonic() > deadline:
                raise NodeError(self.name, f"transaction {transaction!r:.80} was not mined within {self._timeout:g} s")
            answer = self._node.request("eth_getTransactionReceipt", transaction)
            if answer is None:
                time.sleep(_POLL_SECONDS)
        return answer

    def _impersonate(self, sender: bytes) -> None:
        if not self._impersonates_all and sender not in self._impersonated:
            self._node.request(f"{self._prefix}_impersonateAccount", _hex(sender))
            self._impersonated.add(sender)

    def _sign(self, sender: bytes, request: dict[str, str]) -> str:
        key = self._keys.get(sender)
        if key is None:
            raise Unsupported(self.name, Capability.IMPERSONATE)
        nonce = self._quantity(self._node.request("eth_getTransactionCount", _hex(sender), "latest"))
        return _hex(
            signed_transaction(
                key,
                chain_id=self._chain_id,
                nonce=nonce,
                gas_price=self._gas_price,
                gas=self._gas_limit,
                to=bytes.fromhex(request.get("to", "0x")[2:]),
                value=int(request.get("value", "0x0"), 16),
                data=bytes.fromhex(request["data"][2:]),
            )
        )

    def _set_block(self, number: int, timestamp: int) -> None:
        self._number = number
        self._timestamp = timestamp
        self._set_clock()

    def _set_clock(self) -> None:
        if self._clock == _CLOCKS[1]:
            self._node.request(self._clock, self._timestamp)

    def _require(self, capability: Capability) -> None:
        if capability not in self.capabilities:
            raise Unsupported(self.name, capability)

    def _block(self, which: str) -> dict[str, Any]:
        block = self._node.request("eth_getBlockByNumber", which, False)
        if not isinstance(block, dict):
            raise NodeError(self.name, f"the node has no block {which}")
        return block

    def _field(self, answer: dict[str, Any], field: str) -> int:
        return self._quantity(answer.get(field))

    def _log(self, log: Any) -> Log:
        try:
            address, topics, data = log["address"], log["topics"], log["data"]
            return self._bytes(address), tuple(self._bytes(topic) for topic in topics), self._bytes(data)
        except (TypeError, KeyError) as error:
            raise NodeError(self.name, f"the node answers {log!r:.80} where a log is due") from error

    def _quantity(self, value: Any) -> int:
        try:
            if isinstance(value, str) and value.startswith("0x"):
                return int(value, 16)
        except ValueError:
            pass
        raise NodeError(self.name, f"the node answers {value!r:.80} where a quantity is due")

    def _bytes(self, value: Any) -> bytes:
        try:
            if isinstance(value, str) and value.startswith("0x"):
                return bytes.fromhex(value[2:])
        except ValueError:
            pass
        raise NodeError(self.name, f"the node answers {value!r:.80} where bytes are due")


def _hex(raw: bytes) -> str:
    return "0x" + raw.hex()
