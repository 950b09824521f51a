"""What nodes need of the chain with the contracts since Streamflow."""

from typing import Protocol

from livepeer_spec.offchain.sender_monitor import Sender
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Round, Wei
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket


class ChainError(Exception):
    """A transaction that failed; the text says why."""


class Chain(Protocol):
    """A chain as nodes see it. Everything is of the last block that was seen."""

    @property
    def block(self) -> BlockNumber:
        """Number of the last L1 block."""
        ...

    @property
    def round(self) -> Round:
        """The last initialized round."""
        ...

    @property
    def gas_price(self) -> Wei:
        """What a unit of gas costs."""
        ...

    @property
    def pool_size(self) -> int:
        """How many orchestrators share a reserve."""
        ...

    def round_block_hash(self, round: Round) -> Hash32:
        """The L1 block hash that the chain keeps of a round; zeros where it keeps none."""
        ...

    def is_active(self, orchestrator: Address) -> bool:
        """Whether somebody is an active orchestrator in the current round."""
        ...

    def sender(self, address: Address, claimant: Address) -> Sender:
        """Funds of a sender, and what ``claimant`` took of its reserve in this round."""
        ...

    def is_used(self, ticket_hash: Hash32) -> bool:
        """Whether a ticket was redeemed."""
        ...

    def redeem(self, caller: Address, ticket: Ticket, signature: bytes, rand: int) -> Wei:
        """Redeem a winning ticket; what it paid. Raises ``ChainError``."""
        ...
