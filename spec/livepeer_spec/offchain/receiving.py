"""The orchestrator receives a ticket.

Source: the client's package ``pm``, recipient and validator.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, OffchainRejection, demand
from livepeer_spec.offchain.signatures import is_signed_by
from livepeer_spec.offchain.tickets import has_won
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, BlockNumber
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, recipient_rand_hash, ticket_hash

MAX_NONCES: Final = 600
"""Tickets that are accepted under one offer."""


@dataclass(slots=True)
class Nonces:
    """Numbers of the tickets received under one offer, and the L1 block in which the offer expires."""

    expiration_block: BlockNumber
    seen: set[int] = field(default_factory=set)


class Received(NamedTuple):
    """What came of a ticket: whether it won, which an error does not change, and the error.

    A fatal error ends the payment; after another one further tickets of it are still looked at, but not credited.
    """

    won: bool
    fault: Fault | None = None
    is_fatal: bool = False


@implements("LP-PAY-050", "LP-PAY-051", "LP-PAY-052", "LP-PAY-053")
def validate_ticket(ticket: Ticket, signature: bytes, rand: int, own_address: Address) -> None:
    """Accept a ticket's recipient, sender, commitment and signature.

    Raises ``INVALID_TICKET_RECIPIENT``, ``INVALID_TICKET_SENDER``, ``INVALID_RECIPIENT_RAND`` and
    ``INVALID_TICKET_SIGNATURE``, in this order.
    """
    # It pays this orchestrator.
    demand(ticket.recipient == own_address, Fault.INVALID_TICKET_RECIPIENT)
    # Somebody sends it.
    demand(ticket.sender != NULL_ADDRESS, Fault.INVALID_TICKET_SENDER)
    # It belongs to an offer of this orchestrator.
    demand(recipient_rand_hash(rand) == ticket.recipient_rand_hash, Fault.INVALID_RECIPIENT_RAND)
    # The sender signed it.
    demand(is_signed_by(ticket.sender, ticket_hash(ticket), signature), Fault.INVALID_TICKET_SIGNATURE)


@implements("LP-PAY-054", "LP-PAY-055")
def accept_nonce(nonces: Nonces, nonce: int) -> None:
    """Use a ticket's number up; their order does not matter, and 0 is one of them.

    Raises ``NONCE_SEEN`` and ``TOO_MANY_NONCES``.
    """
    # It is new.
    demand(nonce not in nonces.seen, Fault.NONCE_SEEN)
    # There are not too many.
    demand(len(nonces.seen) < MAX_NONCES, Fault.TOO_MANY_NONCES)
    nonces.seen.add(nonce)


@implements("LP-PAY-056")
def forget_expired(nonces: dict[int, Nonces], block: BlockNumber) -> None:
    """Forget, at a new L1 block, the numbers under offers that have expired."""
    for rand in [rand for rand, entry in nonces.items() if entry.expiration_block <= block]:
        del nonces[rand]


@implements("LP-PAY-049", "LP-PAY-057", "LP-PAY-058", "LP-PAY-059")
def receive_ticket(
    nonces: dict[int, Nonces],
    ticket: Ticket,
    signature: bytes,
    rand: int,
    expiration_block: BlockNumber,
    own_address: Address,
    last_seen: BlockNumber,
) -> Received:
    """Receive a ticket under an offer that expires in a block. The sender was accepted before.

    A ticket that is not valid does not use its number up. One that is has won or not, whatever follows.
    """
    try:
        validate_ticket(ticket, signature, rand, own_address)
    except OffchainRejection as rejection:
        return Received(False, rejection.reason, rejection.reason is not Fault.INVALID_TICKET_SIGNATURE)
    won = has_won(signature, rand, ticket.win_prob)
    try:
        accept_nonce(nonces.setdefault(rand, Nonces(expiration_block)), ticket.sender_nonce)
        # The offer holds; the number stays used up where it does not.
        demand(expiration_block > last_seen, Fault.TICKET_PARAMS_EXPIRED)
    except OffchainRejection as rejection:
        return Received(won, rejection.reason)
    return Received(won)
