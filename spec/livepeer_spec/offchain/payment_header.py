"""The payment that goes with a segment, as bytes and as an HTTP header.

Source: the client's protobuf package ``net``, messages Payment, TicketParams, TicketExpirationParams,
TicketSenderParams and PriceInfo.
"""

import base64
from collections.abc import Sequence
from typing import Final, NamedTuple

from livepeer_spec.offchain.numbers import minimal_bytes
from livepeer_spec.offchain.protobuf import message
from livepeer_spec.offchain.tickets import TicketParams
from livepeer_spec.primitives.types import Address
from livepeer_spec.requirements import implements

HEADER: Final = "Livepeer-Payment"


class SignedNonce(NamedTuple):
    """What the tickets of a batch do not have in common."""

    sender_nonce: int
    signature: bytes


def price_info(price_per_unit: int, pixels_per_unit: int) -> bytes:
    """A price on the wire."""
    return message([(1, price_per_unit), (2, pixels_per_unit)])


def expiration_params(params: TicketParams) -> bytes:
    """Round and block hash of an offer on the wire."""
    return message([(1, params.creation_round), (2, params.creation_block_hash)])


def ticket_params(params: TicketParams) -> bytes:
    """An offer on the wire, without its round: numbers in their shortest form, address and hash at full length."""
    return message(
        [
            (1, params.recipient),
            (2, minimal_bytes(params.face_value)),
            (3, minimal_bytes(params.win_prob)),
            (4, params.recipient_rand_hash),
            (5, minimal_bytes(params.seed)),
            (6, minimal_bytes(params.expiration_block)),
        ]
    )


@implements("LP-PAY-093", "LP-PAY-094")
def payment(
    sender: Address, price: tuple[int, int], params: TicketParams | None, tickets: Sequence[SignedNonce]
) -> bytes:
    """A payment on the wire: the sender and the expected price always, the offer only where there are tickets."""
    fields: list[tuple[int, bytes | list[bytes]]] = [(2, sender), (5, [price_info(*price)])]
    if params is not None and tickets:
        signed = [message([(1, ticket.sender_nonce), (2, ticket.signature)]) for ticket in tickets]
        fields += [(1, [ticket_params(params)]), (3, [expiration_params(params)]), (4, signed)]
    return message(fields)


@implements("LP-PAY-095")
def header(content: bytes) -> str:
    """What an HTTP header has of a message: its base64, with padding, in the standard alphabet."""
    return base64.b64encode(content).decode("ascii")
