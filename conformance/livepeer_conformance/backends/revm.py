"""The fast backend: revm in this process, through pyrevm.

pyrevm keeps one open journal for its whole life, which shapes this module:

- Nothing is ever settled, so gas differs from a chain's and a destroyed contract stays. The latter is repaired here for
  a contract that destroys itself in a transaction sent to it; deeper in the call tree it keeps its code.
- A checkpoint can be used once and must not stay entered, for each entered one takes a level of the EVM's call depth.
  So a snapshot is a checkpoint left at once, and a restore enters a throw-away one before it reverts.
- Setting a balance or an account's code bypasses the journal. Balances are therefore set by transfers from and to a
  vault account, and code with an undo list beside the journal.
- revm rejects a sender that has code. While such a contract sends, it has a forwarder's code, which an operator calls
  (so ORIGIN is the operator); a halt is then told from an empty revert by the gas it ate, and has no closer name.
"""

import importlib
from collections.abc import Iterable
from typing import Any

from livepeer_conformance.backends.base import (
    BLOCK_HASH_WINDOW,
    DEFAULT_BLOCK_NUMBER,
    DEFAULT_CHAIN_ID,
    DEFAULT_GAS_LIMIT,
    DEFAULT_TIMESTAMP,
    FORK,
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
    BackendError,
    BackendUnavailable,
    Capability,
    Log,
    Receipt,
)
from livepeer_conformance.backends.bytecode import can_self_destruct, constructor_returning, forwarder
from livepeer_conformance.backends.keys import address_of
from livepeer_conformance.backends.snapshots import SnapshotStack
from livepeer_spec.primitives.hashing import keccak

try:
    # Loaded by name, because the stub that pyrevm ships contradicts the module in many places.
    pyrevm: Any = importlib.import_module("pyrevm")
except ImportError as error:
    raise BackendUnavailable("revm", "pyrevm", "fast") from error

#: An account as pyrevm hands it out: ``balance``, ``nonce``, ``code_hash``, ``code``; immutable.
_Account = Any

#: revm appends this many zero bytes to code that it has analysed.
_CODE_PADDING = 33
#: Holds the wei that set_balance gives out and takes back; nobody has its key.
_VAULT = "0x" + keccak(b"vault of the revm backend")[12:].hex()
_VAULT_WEI = 2**255
#: Sends what a contract is to send, and keeps the contract's own code in the meantime.
_OPERATOR = "0x" + keccak(b"operator of the revm backend")[12:].hex()
_STAND_IN = "0x" + keccak(b"stand-in of the revm backend")[12:].hex()
_MAX_BALANCE = 2**200

_REVERT = "Revert { gas_used: "
_HALT = "Halt { reason: "
_HALT_NAMES = {
    "OutOfGas": HALT_OUT_OF_GAS,
    "InvalidFEOpcode": HALT_INVALID_OPCODE,
    "OpcodeNotFound": HALT_INVALID_OPCODE,
    "NotActivated": HALT_INVALID_OPCODE,
    "InvalidJump": HALT_INVALID_JUMP,
    "StackUnderflow": HALT_STACK,
    "StackOverflow": HALT_STACK,
    "StateChangeDuringStaticCall": HALT_WRITE_PROTECTION,
}


class RevmBackend:
    """revm with every capability but exact gas; see the module's text for the one difference in behaviour.

    ``fork`` exists so that a test can show the self-check at work: an unknown name silently means revm's latest fork.
    """

    name = "revm"
    capabilities = frozenset(Capability) - {Capability.EXACT_GAS}

    def __init__(
        self,
        *,
        chain_id: int = DEFAULT_CHAIN_ID,
        block_number: int = DEFAULT_BLOCK_NUMBER,
        timestamp: int = DEFAULT_TIMESTAMP,
        gas_limit: int = DEFAULT_GAS_LIMIT,
        fork: str = FORK,
    ) -> None:
        self._chain_id = chain_id
        self._gas_limit = gas_limit
        self._number = block_number
        self._timestamp = timestamp
        self._block = pyrevm.BlockEnv(number=block_number, timestamp=timestamp)
        environment = pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=chain_id), block=self._block)
        self._evm = pyrevm.EVM(env=environment, gas_limit=gas_limit, spec_id=fork)
        self._message_call = self._evm.message_call
        self._set_block_env = self._evm.set_block_env
        self._evm.set_balance(_VAULT, _VAULT_WEI)
        self._hex: dict[bytes, str] = {}
        self._raw: dict[str, bytes] = {}
        self._snapshots: SnapshotStack[tuple[Any, int, int, int]] = SnapshotStack(self.name)
        #: Accounts whose code was changed behind the journal, oldest first: address, account before, nonce after.
        self._code_undo: list[tuple[str, _Account, int]] = []
        #: Whether the code hash can destroy its contract; whether the contract at an address can.
        self._destructible_code: dict[bytes, bool] = {}
        self._destructible: dict[str, bool] = {}

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
        caller = self._address(sender)
        blanked = self._blank(caller) if self._evm.get_code(caller) else None
        created = ZERO_ADDRESS
        try:
            created = bytes.fromhex(self._evm.deploy(caller, initcode, value)[2:])
            receipt = self._success(b"")
        except RuntimeError as error:
            receipt = self._failure(error)
        finally:
            if blanked is not None:
                self._give_back(caller, blanked)
        self._next_block()
        return created, receipt

    def transact(self, sender: bytes, to: bytes, data: bytes, value: int = 0) -> Receipt:
        names = self._hex
        caller = names.get(sender) or self._address(sender)
        target = names.get(to) or self._address(to)
        try:
            # Success is the common case and stays inline; everything else takes the longer way below.
            output = self._message_call(caller, target, data, value)
            result = self._evm.result
            receipt = Receipt(True, output, self._decode(result.logs), result.gas_used, "")
        except RuntimeError as error:
            receipt = self._retry_or_fail(error, caller, target, data, value)
        if self._destructible.get(target) is not False and receipt.success:
            self._settle_destruction(target)
        self._number = number = self._number + 1
        self._timestamp = timestamp = self._timestamp + SECONDS_PER_BLOCK
        block = self._block
        block.number = number
        block.timestamp = timestamp
        self._set_block_env(block)
        return receipt

    def call(self, to: bytes, data: bytes, sender: bytes = ZERO_ADDRESS) -> Receipt:
        caller = self._hex.get(sender) or self._address(sender)
        target = self._hex.get(to) or self._address(to)
        evm = self._evm
        checkpoint = evm.snapshot()
        try:
            output = self._message_call(caller, target, data)
            receipt = Receipt(True, output, [], evm.result.gas_used, "")
        except RuntimeError as error:
            receipt = self._retry_or_fail(error, caller, target, data, 0)
            receipt.logs = []
        finally:
            evm.revert(checkpoint)
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
        return int(self._evm.get_balance(self._address(address)))

    def set_balance(self, address: bytes, wei: int) -> None:
        """Set a balance of up to 2**200 wei."""
        if not 0 <= wei <= _MAX_BALANCE:
            raise BackendError(self.name, f"balance {wei} is outside 0..2**200")
        name = self._address(address)
        change = wei - int(self._evm.get_balance(name))
        if change > 0:
            # A contract that destroys itself while it is created hands over its wei and runs no code of the receiver.
            self._evm.deploy(_VAULT, b"\x73" + address + b"\xff", change)
        elif change < 0:
            info = self._blank(name)
            try:
                self._message_call(name, _VAULT, b"", -change)
            finally:
                self._give_back(name, info)

    def storage(self, address: bytes, slot: int) -> int:
        value: int = self._evm.storage(self._hex.get(address) or self._address(address), slot)
        return value

    def storage_many(self, address: bytes, slots: Iterable[int]) -> list[int]:
        name = self._hex.get(address) or self._address(address)
        read = self._evm.storage
        return [read(name, slot) for slot in slots]

    def code(self, address: bytes) -> bytes:
        return _unpadded(self._evm.basic(self._address(address)))

    def set_code(self, address: bytes, code: bytes) -> None:
        """Put code at an address; balance and storage stay. Raises ``BackendError`` for undeployable code."""
        name = self._address(address)
        before = self._evm.basic(name)
        nonce = before.nonce or 1
        self._put(name, self._analysed(code), nonce)
        self._code_undo.append((name, before, nonce))
        self._destructible.pop(name, None)

    def snapshot(self) -> int:
        return self._snapshots.push(self._checkpoint())

    def restore(self, snapshot: int) -> None:
        checkpoint, number, timestamp, changes = self._snapshots.rewind(snapshot)
        evm = self._evm
        evm.snapshot()
        evm.revert(checkpoint)
        while len(self._code_undo) > changes:
            self._undo_code(*self._code_undo.pop())
        self._destructible.clear()
        self._set_block(number, timestamp)
        self._snapshots.replace(self._checkpoint())

    def discard(self, snapshot: int) -> None:
        self._snapshots.drop(snapshot)

    def add_account(self, private_key: bytes) -> bytes:
        return address_of(private_key)

    def close(self) -> None:
        """Nothing is held outside this object."""

    def _checkpoint(self) -> tuple[Any, int, int, int]:
        checkpoint = self._evm.snapshot()
        self._evm.commit()
        return checkpoint, self._number, self._timestamp, len(self._code_undo)

    def _next_block(self) -> None:
        self._set_block(self._number + 1, self._timestamp + SECONDS_PER_BLOCK)

    def _set_block(self, number: int, timestamp: int) -> None:
        self._number = self._block.number = number
        self._timestamp = self._block.timestamp = timestamp
        self._set_block_env(self._block)

    def _address(self, raw: bytes) -> str:
        name = self._hex.get(raw)
        if name is None:
            if len(raw) != 20:
                raise BackendError(self.name, f"an address has 20 bytes, not {len(raw)}")
            name = self._hex[bytes(raw)] = "0x" + raw.hex()
        return name

    def _success(self, output: bytes) -> Receipt:
        result = self._evm.result
        return Receipt(True, output, self._decode(result.logs), result.gas_used, "")

    def _decode(self, logs: list[Any]) -> list[Log]:
        decoded: list[Log] = []
        raw = self._raw
        for log in logs:
            name = log.address
            address = raw.get(name)
            if address is None:
                address = raw[name] = bytes.fromhex(name[2:])
            topics, data = log.data
            decoded.append((address, tuple(topics), data))
        return decoded

    def _failure(self, error: RuntimeError) -> Receipt:
        """Read pyrevm's exception text, the only place where it tells the revert data and the cause of a halt."""
        text = str(error)
        if text.startswith(_REVERT):
            gas, _, output = text[len(_REVERT) : -2].partition(", output: 0x")
            return Receipt(False, bytes.fromhex(output), [], int(gas), "")
        if text.startswith(_HALT):
            reason, _, gas = text[len(_HALT) : -2].partition(", gas_used: ")
            return Receipt(False, b"", [], int(gas), _HALT_NAMES.get(reason.partition("(")[0], HALT_OTHER))
        if text.startswith("Transaction(LackOfFundForMaxFee"):
            return Receipt(False, b"", [], 0, HALT_INSUFFICIENT_FUNDS)
        raise BackendError(self.name, text) from error

    def _retry_or_fail(self, error: RuntimeError, caller: str, target: str, data: bytes, value: int) -> Receipt:
        """Run the message again through a forwarder if the caller's code was the obstacle, else tell of the failure."""
        if "RejectCallerWithCode" not in str(error):
            return self._failure(error)
        before = self._evm.basic(caller)
        if before.balance < value:
            return Receipt(False, b"", [], 0, HALT_INSUFFICIENT_FUNDS)
        # Calls back into the caller run its own code, by delegation to where that code is put meanwhile.
        self._evm.basic(_STAND_IN)
        self._evm.insert_account_info(_STAND_IN, before)
        code = forwarder(bytes.fromhex(_OPERATOR[2:]), bytes.fromhex(target[2:]), value, bytes.fromhex(_STAND_IN[2:]))
        forwarding = pyrevm.AccountInfo(balance=before.balance, nonce=before.nonce, code=code)
        self._evm.insert_account_info(caller, forwarding)
        try:
            return self._success(self._message_call(_OPERATOR, caller, data, 0))
        except RuntimeError as failure:
            receipt = self._failure(failure)
            # A halt eats all the gas it was given (63/64 a level), an empty revert does not.
            if not receipt.output and receipt.gas_used > self._gas_limit // 64 * 62:
                receipt.halt = HALT_OTHER
            return receipt
        finally:
            self._give_back(caller, before)

    def _blank(self, name: str) -> _Account:
        """Take an account's code away for the time of a message, and return the account as it was."""
        info = self._evm.basic(name)
        self._evm.insert_account_info(name, pyrevm.AccountInfo(balance=info.balance, nonce=info.nonce, code=b""))
        return info

    def _give_back(self, name: str, blanked: _Account) -> None:
        self._put(name, blanked, self._evm.basic(name).nonce)

    def _put(self, name: str, source: _Account, nonce: int) -> None:
        """Give an account the code of ``source`` and a nonce; its balance stays.

        Where the nonce allows, ``source`` itself goes in, because only so revm keeps its analysis of the code.
        """
        balance = self._evm.get_balance(name)
        if source.nonce != nonce:
            source = pyrevm.AccountInfo(nonce=nonce, code=_unpadded(source))
        self._evm.insert_account_info(name, source)
        self._evm.set_balance(name, balance)

    def _undo_code(self, name: str, before: _Account, nonce: int) -> None:
        # Nonces are journalled by difference, so what this account's own creations added since is already gone.
        # Nonce 0 means that the account itself came after the snapshot and left with the journal.
        current = self._evm.basic(name).nonce
        if current:
            self._put(name, before, current - nonce + before.nonce)

    def _analysed(self, code: bytes) -> _Account:
        """An account with this code, as revm has it after a deployment."""
        checkpoint = self._evm.snapshot()
        try:
            return self._evm.basic(self._evm.deploy(_VAULT, constructor_returning(code)))
        except RuntimeError as error:
            raise BackendError(self.name, f"code of {len(code)} bytes is not deployable: {error}") from error
        finally:
            self._evm.revert(checkpoint)

    def _settle_destruction(self, name: str) -> None:
        """Remove the code of a contract that destroyed itself in the transaction just sent to it."""
        info = self._evm.basic(name)
        destructible = self._destructible.get(name)
        if destructible is None:
            code = _unpadded(info)
            if not code:
                return
            destructible = self._destructible_code.get(info.code_hash)
            if destructible is None:
                destructible = self._destructible_code[info.code_hash] = can_self_destruct(code)
            self._destructible[name] = destructible
        # The text of the whole world is long; only transactions to the few contracts that can destroy themselves pay.
        if destructible and f"AccountDestroyed {{ address: {name}" in self._evm.journal_str:
            self._code_undo.append((name, info, info.nonce))
            self._blank(name)
            del self._destructible[name]


def _unpadded(info: _Account) -> bytes:
    """The code of an account, without the zero bytes that revm appends to code it has analysed."""
    code = bytes(info.code or b"")
    return code if keccak(code) == info.code_hash else code[:-_CODE_PADDING]
