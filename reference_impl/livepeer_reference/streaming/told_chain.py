"""A chain that is what it is told, in memory: for nodes that are to run without one."""

from dataclasses import dataclass, field

from livepeer_reference.streaming.chain import ChainError
from livepeer_spec.offchain.sender_monitor import Sender
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Hash32, Round, Wei
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, ticket_hash

ETH = 10**18


@dataclass
class ToldChain:
    """Every sender has ``deposit``, ``reserve`` and ``withdraw_round``, and every orchestrator is active or none.

    A redeemed ticket pays its face value, unless ``failure`` says why redeeming fails.
    """

    block: int = 1_000
    round: Round = 20
    gas_price: Wei = 200
    pool_size: int = 2
    deposit: Wei = ETH
    reserve: Wei = ETH
    withdraw_round: Round = 0
    active: bool = True
    failure: str = ""
    used: set[Hash32] = field(default_factory=set)

    def round_block_hash(self, round: Round) -> Hash32:
        """A hash for each round."""
        return keccak(b"round %d" % round)

    def is_active(self, orchestrator: Address) -> bool:
        """As it was told."""
        return self.active

    def sender(self, address: Address, claimant: Address) -> Sender:
        """The same for everybody."""
        return Sender(self.deposit, self.reserve, withdraw_round=self.withdraw_round)

    def is_used(self, ticket_hash: Hash32) -> bool:
        """Whether a ticket was redeemed."""
        return ticket_hash in self.used

    def redeem(self, caller: Address, ticket: Ticket, signature: bytes, rand: int) -> Wei:
        """Pay the face value."""
        if self.failure:
            raise ChainError(self.failure)
        self.used.add(ticket_hash(ticket))
        return ticket.face_value
