"""The reference contracts of an upgrade, deployed as the deploy scripts do, and short words for what tests do."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from coincurve import PrivateKey

from livepeer_conformance.backends.base import Backend, Log, Receipt
from livepeer_conformance.backends.keys import address_of
from livepeer_conformance.backends.registry import create, default_name
from livepeer_reference.artifacts import load, names
from livepeer_spec.primitives.abi import argument_types, pack, selector, unpack
from livepeer_spec.primitives.hashing import contract_id, keccak
from livepeer_spec.primitives.signature import ethereum_message_digest

LPT = 10**18
ETHER = 10**18
ALWAYS_WINS = 2**256 - 1
NULL = bytes(20)
SUPPLY = 10**7 * LPT
MINTER_ROLE = keccak(b"MINTER_ROLE")
TICKET = "(address,address,uint256,uint256,uint256,bytes32,bytes)"
REDEEM = f"redeemWinningTicket({TICKET},bytes,uint256)"
BATCH_REDEEM = f"batchRedeemWinningTickets({TICKET}[],bytes[],uint256[])"
_ERROR = selector("Error(string)")
_PANIC = selector("Panic(uint256)")


def account(name: str) -> bytes:
    """Address of the account that a name stands for."""
    return address_of(keccak(name.encode()))


@dataclass(frozen=True)
class Ticket:
    """A lottery ticket, amounts in wei."""

    recipient: bytes
    sender: bytes
    face_value: int
    win_prob: int
    sender_nonce: int
    recipient_rand_hash: bytes
    aux_data: bytes

    def fields(self) -> tuple[Any, ...]:
        """The ticket as the ABI's tuple."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)

    def hash(self) -> bytes:
        """The ticket's hash."""
        numbers = (self.face_value, self.win_prob, self.sender_nonce)
        packed = b"".join(number.to_bytes(32, "big") for number in numbers)
        return keccak(self.recipient + self.sender + packed + self.recipient_rand_hash + self.aux_data)

    def sign(self, private_key: bytes) -> bytes:
        """The 65-byte signature of a key over the ticket's hash."""
        signature = PrivateKey(private_key).sign_recoverable(ethereum_message_digest(self.hash()), hasher=None)
        return signature[:64] + bytes([signature[64] + 27])


def rand_hash(rand: int) -> bytes:
    """The recipient's commitment to a random number."""
    return keccak(rand.to_bytes(32, "big"))


class Contracts:
    """A chain on which the owner deploys contracts of an upgrade, and short words for calling them."""

    def __init__(self, upgrade: str) -> None:
        self.upgrade = upgrade
        self.evm: Backend = create(default_name(), block_number=1)
        self.owner = account("owner")
        self.at: dict[str, bytes] = {}

    # --- Deploying --------------------------------------------------------------------------------------------------

    def deploy(self, name: str, *arguments: Any) -> bytes:
        """Deploy a contract by the owner and remember its address under its name."""
        artifact = load(self.upgrade, name)
        constructor = next((entry for entry in artifact.abi if entry["type"] == "constructor"), {"inputs": []})
        code = artifact.link(self.at)
        packed = pack([entry["type"] for entry in constructor["inputs"]], arguments)
        address, receipt = self.evm.deploy(code + packed, self.owner)
        assert receipt.success, (name, self.reason(receipt))
        self.at[name] = address
        return address

    def register(self, name: str, address: bytes) -> None:
        """Enter an address in the Controller; the name then stands for it."""
        self.send("Controller.setContractInfo(bytes32,address,bytes20)", contract_id(name), address, b"\x11" * 20)
        self.at[name] = address

    # --- Calling ----------------------------------------------------------------------------------------------------

    def transact(self, call: str, *arguments: Any, sender: bytes | None = None, value: int = 0) -> Receipt:
        """Send a transaction written as ``Contract.function(types)``, by the owner unless told otherwise."""
        contract, _, signature = call.partition(".")
        data = selector(signature) + pack(argument_types(signature), arguments)
        return self.evm.transact(sender or self.owner, self.at[contract], data, value)

    def send(self, call: str, *arguments: Any, sender: bytes | None = None, value: int = 0) -> list[Log]:
        """Send a transaction that must succeed; return its logs."""
        receipt = self.transact(call, *arguments, sender=sender, value=value)
        assert receipt.success, (call, self.reason(receipt))
        return receipt.logs

    def rejected(self, call: str, *arguments: Any, sender: bytes | None = None, value: int = 0) -> str:
        """Send a transaction that must fail; return its reason."""
        receipt = self.transact(call, *arguments, sender=sender, value=value)
        assert not receipt.success, call
        return self.reason(receipt)

    def view(self, call: str, *arguments: Any) -> Any:
        """Call a view whose return types the ABI tells; one value comes alone, more as a tuple."""
        contract, _, signature = call.partition(".")
        receipt = self.evm.call(self.at[contract], selector(signature) + pack(argument_types(signature), arguments))
        assert receipt.success, (call, self.reason(receipt))
        values = unpack(self._outputs(contract, signature), receipt.output)
        return values[0] if len(values) == 1 else values

    def view_rejected(self, call: str, *arguments: Any) -> str:
        """Call a view that must fail; return its reason."""
        contract, _, signature = call.partition(".")
        receipt = self.evm.call(self.at[contract], selector(signature) + pack(argument_types(signature), arguments))
        assert not receipt.success, call
        return self.reason(receipt)

    def _outputs(self, contract: str, signature: str) -> list[str]:
        name, arity = signature.partition("(")[0], len(argument_types(signature))
        for entry in load(self.upgrade, contract).abi:
            if entry["type"] == "function" and entry["name"] == name and len(entry["inputs"]) == arity:
                return [_type(output) for output in entry["outputs"]]
        raise KeyError(f"{contract} has no {signature}")

    @staticmethod
    def reason(receipt: Receipt) -> str:
        """What a failed transaction answered: text, panic, halt, or revert data in hex, and "" for none."""
        if receipt.output[:4] == _ERROR:
            text: str = unpack(["string"], receipt.output[4:])[0]
            return text or 'Error("")'
        if receipt.output[:4] == _PANIC:
            return f"Panic(0x{receipt.output[-1]:02x})"
        return receipt.halt or receipt.output.hex()

    def names(self, logs: list[Log]) -> list[str]:
        """Names of the events in the logs."""
        return [_event_names(self.upgrade)[topics[0]] for _, topics, _ in logs]

    # --- The protocol's words ---------------------------------------------------------------------------------------

    @property
    def round(self) -> int:
        """The current round."""
        number: int = self.view("RoundsManager.currentRound()")
        return number

    def go_to_round(self, number: int, *, initialize: bool = True) -> None:
        """Mine blocks until the first of a round, and initialize it."""
        start = self.view("RoundsManager.currentRoundStartBlock()")
        length = self.view("RoundsManager.roundLength()")
        self.evm.advance_blocks(start + (number - self.round) * length - self.evm.block_number)
        if initialize:
            self.send("RoundsManager.initializeRound()")

    def next_round(self) -> None:
        """Go to the next round and initialize it."""
        self.go_to_round(self.round + 1)

    def give(self, name: str, amount: int) -> bytes:
        """Give an account tokens, which the BondingManager may take, and ETH; return its address."""
        address = account(name)
        self.evm.set_balance(address, 1000 * ETHER)
        self.send("LivepeerToken.transfer(address,uint256)", address, amount)
        self.send("LivepeerToken.approve(address,uint256)", self.at["BondingManager"], 2**255, sender=address)
        return address

    def bond(self, sender: bytes, amount: int, to: bytes) -> list[Log]:
        """Bond tokens of an account to a delegate."""
        return self.send("BondingManager.bond(uint256,address)", amount, to, sender=sender)

    def pool(self, transcoder: bytes, number: int) -> dict[str, int]:
        """Earnings of a transcoder in a round, by the names of the getter."""
        call = "BondingManager.getTranscoderEarningsPoolForRound(address,uint256)"
        return self._record(call, transcoder, number)

    def transcoder(self, address: bytes) -> dict[str, int]:
        """A transcoder's record, by the names of the getter."""
        return self._record("BondingManager.getTranscoder(address)", address)

    def delegator(self, address: bytes) -> dict[str, Any]:
        """A delegator's record, by the names of the getter."""
        return self._record("BondingManager.getDelegator(address)", address)

    def _record(self, call: str, *arguments: Any) -> dict[str, Any]:
        name = call.partition(".")[2].partition("(")[0]
        entry = next(entry for entry in load(self.upgrade, "BondingManager").abi if entry.get("name") == name)
        return dict(zip((output["name"] for output in entry["outputs"]), self.view(call, *arguments), strict=True))

    def write_slot(self, address: bytes, slot: int, value: int) -> None:
        """Write a storage slot of a contract: state that only a longer history could have left."""
        code = self.evm.code(address)
        store = b"\x7f" + value.to_bytes(32, "big") + b"\x7f" + slot.to_bytes(32, "big") + b"\x55\x00"
        self.evm.set_code(address, store)
        assert self.evm.transact(self.owner, address, b"").success
        self.evm.set_code(address, code)


class World(Contracts):
    """All contracts behind their proxies, unpaused; amounts of stake in LPTU.

    Args:
        upgrade: ``streamflow`` or ``confluence``.
        rounds_manager: ``AdjustableRoundsManager`` puts the clock that tests can set in place of the real one.
    """

    def __init__(
        self,
        upgrade: str,
        *,
        active: int = 2,
        unbonding_period: int = 2,
        round_length: int = 50,
        rounds_manager: str = "RoundsManager",
        rates: tuple[int, int, int] = (220_500, 500, 500_000_000),
    ) -> None:
        super().__init__(upgrade)
        self._nonce = 0

        controller = self.deploy("Controller")
        self.register("LivepeerToken", self.deploy("LivepeerToken"))
        self.register("Minter", self.deploy("Minter", controller, *rates))
        self.deploy("SortedDoublyLL")
        for name in ("TicketBroker", "BondingManager", "RoundsManager", "ServiceRegistry"):
            logic = self.deploy(rounds_manager if name == "RoundsManager" else name, controller)
            self.register(f"{name}Target", logic)
            self.register(name, self.deploy("ManagerProxy", controller, contract_id(f"{name}Target")))
        self.register("JobsManager", self.at["TicketBroker"])
        self.register("MerkleSnapshot", self.deploy("MerkleSnapshot", controller))

        self.send("BondingManager.setUnbondingPeriod(uint64)", unbonding_period)
        self.send("BondingManager.setNumActiveTranscoders(uint256)", active)
        self.send("RoundsManager.setRoundLength(uint256)", round_length)
        self.send("RoundsManager.setRoundLockAmount(uint256)", 100_000)
        self.send("TicketBroker.setUnlockPeriod(uint256)", 2)
        self.send("TicketBroker.setTicketValidityPeriod(uint256)", 2)
        if upgrade == "streamflow":
            self._hand_out_tokens_of_streamflow()
        else:
            self._hand_out_tokens_of_confluence()
        self.send("Controller.unpause()")

    def _hand_out_tokens_of_streamflow(self) -> None:
        self.send("LivepeerToken.mint(address,uint256)", self.owner, SUPPLY)
        self.send("LivepeerToken.transferOwnership(address)", self.at["Minter"])

    def _hand_out_tokens_of_confluence(self) -> None:
        self.register("L2LPTDataCache", self.deploy("L2LPTDataCache"))
        for minter in (self.owner, self.at["Minter"]):
            self.send("LivepeerToken.grantRole(bytes32,address)", MINTER_ROLE, minter)
        self.send("LivepeerToken.mint(address,uint256)", self.owner, SUPPLY)
        self.send("LivepeerToken.revokeRole(bytes32,address)", MINTER_ROLE, self.owner)

    def ticket(self, sender: bytes, recipient: bytes, face_value: int, *, win_prob: int = ALWAYS_WINS) -> Ticket:
        """A ticket of the current round, with a nonce of its own; its recipient's random number is its nonce."""
        self._nonce += 1
        block_hash = self.view("RoundsManager.blockHashForRound(uint256)", self.round)
        aux_data = self.round.to_bytes(32, "big") + block_hash
        return Ticket(recipient, sender, face_value, win_prob, self._nonce, rand_hash(self._nonce), aux_data)

    def redeem_arguments(self, ticket: Ticket, signer: str) -> tuple[Any, ...]:
        """Arguments of a redemption of a ticket that a named account signed."""
        return ticket.fields(), ticket.sign(keccak(signer.encode())), ticket.sender_nonce

    def pay(self, sender: str, recipient: bytes, face_value: int) -> list[Log]:
        """Let a named sender's winning ticket be redeemed."""
        ticket = self.ticket(account(sender), recipient, face_value)
        return self.send(f"TicketBroker.{REDEEM}", *self.redeem_arguments(ticket, sender))

    def pending(self, address: bytes) -> tuple[int, int]:
        """Stake and fees of an account with what it has not claimed."""
        stake = self.view("BondingManager.pendingStake(address,uint256)", address, 0)
        return stake, self.view("BondingManager.pendingFees(address,uint256)", address, 0)


def changed(ticket: Ticket, **fields: Any) -> Ticket:
    """The ticket with other values in some fields."""
    return replace(ticket, **fields)


def _type(entry: dict[str, Any]) -> str:
    kind: str = entry["type"]
    if kind.startswith("tuple"):
        return "(" + ",".join(_type(part) for part in entry["components"]) + ")" + kind[len("tuple") :]
    return kind


@cache
def _event_names(upgrade: str) -> dict[bytes, str]:
    """Names of the events of an upgrade's contracts, by topic."""
    found: dict[bytes, str] = {}
    for contract in names(upgrade):
        for entry in load(upgrade, contract).abi:
            if entry["type"] == "event":
                signature = f"{entry['name']}({','.join(_type(part) for part in entry['inputs'])})"
                found[keccak(signature.encode())] = entry["name"]
    return found
