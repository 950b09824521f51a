"""The rules of an upgrade alone: contracts at made-up addresses, a block counter, and short words for what tests do."""

from typing import Any

from coincurve import PrivateKey

from livepeer_spec.parameters import load
from livepeer_spec.primitives.hashing import contract_id, keccak
from livepeer_spec.primitives.signature import ethereum_message_digest
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.rejection import Reason
from livepeer_spec.transactions import Call, Outcome
from livepeer_spec.upgrades import apply, read, upgrade
from livepeer_spec.upgrades.streamflow.controller import PROXIED
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, recipient_rand_hash, ticket_hash

LPT = 10**18
ETHER = 10**18
ALWAYS_WINS = 2**256 - 1
ROUND_LENGTH = 50
SUPPLY = 10**7 * LPT
CONTRACTS = (
    "Controller", "LivepeerToken", "Minter", "NewMinter", "MerkleSnapshot", "PollCreator", "L2LPTDataCache", "Governor",
    *PROXIED, *(name + "Target" for name in PROXIED),
)  # fmt: skip


def account(name: str) -> Address:
    """The address of an account or contract that a name stands for."""
    return keccak(PrivateKey(key(name)).public_key.format(compressed=False)[1:])[12:]


def key(name: str) -> bytes:
    """The private key of an account."""
    return keccak(name.encode())


def block_hash(number: int) -> Hash32:
    """The hash of a block of this chain."""
    return keccak(str(number).encode())


class Chain:
    """All contracts of an upgrade, registered and unpaused, in the spec; each transaction has a block of its own."""

    def __init__(self, name: str) -> None:
        self.upgrade = upgrade(name)
        self.owner = account("owner")
        deployed = {contract: account(contract) for contract in CONTRACTS}
        self.state: Any = self.upgrade.new_state(deployed, 1337)
        self.upgrade.construct(self.state, self.owner, load("mainnet", "confluence"))
        self.block = 1
        self._deploy()

    def call(self, sender: Address, to: Address, value: int = 0) -> Call:
        """A message in the pending block."""
        return Call(sender, to, value, self.block, 1_600_000_000 + self.block, block_hash, [])

    def outcome(self, name: str, *arguments: Any, sender: Address, value: int = 0, at: str = "") -> Outcome:
        """Apply a transaction by the name of its rule, accepted or not."""
        kind = self.upgrade.catalogue.transactions[name]
        outcome = apply(
            self.state, kind, self.call(sender, account(at) if at else self._home(kind.contract), value), arguments
        )
        self.block += 1
        return outcome

    def send(self, name: str, *arguments: Any, sender: Address, value: int = 0, at: str = "") -> list[Any]:
        """Apply a transaction that must be accepted; gives its events."""
        outcome = self.outcome(name, *arguments, sender=sender, value=value, at=at)
        assert outcome.reason is None, (name, outcome)
        return [event for _, event in outcome.logs]

    def rejection(self, name: str, *arguments: Any, sender: Address, value: int = 0, at: str = "") -> Reason | None:
        """Why a transaction is rejected, None when it is not."""
        return self.outcome(name, *arguments, sender=sender, value=value, at=at).reason

    def view(self, name: str, *arguments: Any, at: str = "") -> Any:
        """The value of a view, through its encoding: one value, or a tuple of them."""
        kind = self.upgrade.catalogue.views[name]
        call = self.call(self.owner, account(at) if at else self._home(kind.contract))
        outcome = read(self.state, kind, call, arguments)
        assert outcome.reason is None, (name, outcome)
        values = kind.decode_result(outcome.output)
        return values[0] if len(values) == 1 else values

    def calldata(self, name: str, *arguments: Any) -> bytes:
        """The calldata of a transaction."""
        return self.upgrade.catalogue.transactions[name].encode(arguments)

    # Words.

    def give(self, name: str, amount: int, ether: int = 0) -> Address:
        """Fund an account and let the BondingManager take its tokens."""
        address = account(name)
        self.send("transfer", address, amount, sender=self.owner)
        self.send("approve", account("BondingManager"), amount, sender=address)
        self.state.eth[address] += ether
        return address

    def go_to_round(self, number: int) -> None:
        """Move to the first block of a round and initialize it."""
        self.block = number * ROUND_LENGTH
        self.send("initialize_round", sender=self.owner)

    def ticket(self, sender: str, recipient: Address, face_value: int, nonce: int = 0) -> tuple[Ticket, bytes, int]:
        """A ticket of the current round that wins, its signature and the recipient's number."""
        current = self.state.rounds.last_initialized_round
        aux_data = current.to_bytes(32, "big") + self.state.rounds.block_hashes[current]
        ticket = Ticket(
            recipient, account(sender), face_value, ALWAYS_WINS, nonce, recipient_rand_hash(nonce), aux_data
        )
        return ticket, sign(key(sender), ethereum_message_digest(ticket_hash(ticket))), nonce

    # Deployment.

    def _home(self, contract: str) -> Address:
        return account(contract)

    def _deploy(self) -> None:
        owner = self.owner
        for name in (*PROXIED, *(name + "Target" for name in PROXIED), "LivepeerToken", "Minter", "MerkleSnapshot",
                     "L2LPTDataCache"):  # fmt: skip
            self._register(name, name)
        self._register("JobsManager", "TicketBroker")
        self.send("set_round_length", ROUND_LENGTH, sender=owner)
        self.send("set_round_lock_amount", 100_000, sender=owner)
        self.send("set_unbonding_period", 2, sender=owner)
        self.send("set_num_active_transcoders", 2, sender=owner)
        self.send("set_unlock_period", 2, sender=owner)
        self.send("set_ticket_validity_period", 2, sender=owner)
        if self.upgrade.name == "streamflow":
            self.send("mint", owner, SUPPLY, sender=owner)
            self.send("transfer_token_ownership", account("Minter"), sender=owner)
        else:
            minter_role = keccak(b"MINTER_ROLE")
            self.send("grant_role", minter_role, owner, sender=owner)
            self.send("mint", owner, SUPPLY, sender=owner)
            self.send("grant_role", minter_role, account("Minter"), sender=owner)
        self.send("unpause", sender=owner)

    def _register(self, id: str, name: str) -> None:
        self.send("set_contract_info", contract_id(id), account(name), bytes(20), sender=self.owner)


def sign(private_key: bytes, digest: Hash32) -> bytes:
    """The 65-byte signature r, s, v of a key over a digest."""
    signature = PrivateKey(private_key).sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes([signature[64] + 27])
