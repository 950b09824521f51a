"""Tickets: what binds a ticket to what the orchestrator offered, what is signed, and what a ticket is worth.

The orchestrator commits to a random number before it sees a ticket, and the broadcaster signs before it knows the
number; so neither can choose who wins. The number follows from the offer itself and a secret, so that the orchestrator
recognizes its own offers without remembering them.

Source: Livepeer Streamflow Paper, "Appendix A: Probabilistic Micropayments Workflow"; the client's package ``pm``.
"""

import hmac
from fractions import Fraction
from typing import NamedTuple

from livepeer_spec.offchain.numbers import MAX_UINT256, fixed_bytes, minimal_bytes, word
from livepeer_spec.primitives.types import NULL_HASH, Address, BlockNumber, Hash32, Round, Wei
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, lottery_value, packed_ticket, recipient_rand_hash


class TicketParams(NamedTuple):
    """What an orchestrator offers, and each ticket under it has in common.

    Attributes:
        recipient: who is paid.
        face_value: what a winning ticket pays.
        win_prob: the probability in parts of 2^256 - 1.
        recipient_rand_hash: the commitment to the random number.
        seed: chosen by the orchestrator for each offer, from which it finds the random number again.
        expiration_block: the first L1 block in which no ticket under this offer is accepted any more.
        price: wei per pixel.
        creation_round, creation_block_hash: a round and the L1 hash of its first block; they become auxData.
    """

    recipient: Address
    face_value: Wei
    win_prob: int
    recipient_rand_hash: Hash32
    seed: int
    expiration_block: BlockNumber
    price: Fraction
    creation_round: Round
    creation_block_hash: Hash32


@implements("LP-PAY-010")
def expected_value(face_value: Wei, win_prob: int) -> Fraction:
    """What a ticket is worth in wei, exactly: the face value times the probability."""
    return face_value * win_probability(win_prob)


@implements("LP-PAY-010")
def win_probability(win_prob: int) -> Fraction:
    """The probability that ``win_prob`` stands for, exactly; 2^256 - 1 counts as certainty."""
    return Fraction(win_prob, MAX_UINT256)


@implements("LP-PAY-011", "LP-PAY-012")
def aux_data(creation_round: Round, block_hash: Hash32) -> bytes:
    """The 64 bytes that say when a ticket was created; no bytes where both round and hash are zero.

    A ticket without them is valid between nodes, and can never be redeemed. Raises ``NEGATIVE_NUMBER``,
    ``NUMBER_TOO_LARGE`` and ``WRONG_LENGTH``.
    """
    if creation_round == 0 and block_hash == NULL_HASH:
        return b""
    return word(creation_round) + fixed_bytes(block_hash, 32)


@implements("LP-PAY-013")
def ticket_message(ticket: Ticket) -> bytes:
    """The bytes whose hash identifies a ticket: 168, and auxData. Raises ``NUMBER_TOO_LARGE`` and ``WRONG_LENGTH``."""
    for number in (ticket.face_value, ticket.win_prob, ticket.sender_nonce):
        word(number)
    for value, length in ((ticket.recipient, 20), (ticket.sender, 20), (ticket.recipient_rand_hash, 32)):
        fixed_bytes(value, length)
    return packed_ticket(ticket)


@implements("LP-PAY-014", "LP-PAY-015")
def recipient_rand(
    secret: bytes,
    seed: int,
    sender: Address,
    face_value: Wei,
    win_prob: int,
    expiration_block: BlockNumber,
    price: Fraction,
    aux_data: bytes,
) -> int:
    """The orchestrator's random number for an offer to ``sender``.

    It is the HMAC-SHA256, under the orchestrator's secret of 32 bytes, of all that the broadcaster must not change.
    Numbers stand there in their shortest form, one after another; price is in lowest terms.
    """
    numbers = (face_value, win_prob, expiration_block, price.numerator, price.denominator)
    message = minimal_bytes(seed) + sender + b"".join(map(minimal_bytes, numbers)) + aux_data
    return int.from_bytes(hmac.digest(fixed_bytes(secret, 32), message, "sha256"), "big")


@implements("LP-PAY-016")
def offered_rand(secret: bytes, params: TicketParams, sender: Address) -> int:
    """The random number of an offer, found again from what a payment echoes of it."""
    return recipient_rand(
        secret,
        params.seed,
        sender,
        params.face_value,
        params.win_prob,
        params.expiration_block,
        params.price,
        aux_data(params.creation_round, params.creation_block_hash),
    )


@implements("LP-PAY-016")
def is_own_offer(secret: bytes, params: TicketParams, sender: Address) -> bool:
    """Whether the orchestrator made this offer to ``sender``, unchanged in every field."""
    return recipient_rand_hash(offered_rand(secret, params, sender)) == params.recipient_rand_hash


@implements("LP-PAY-017")
def has_won(signature: bytes, rand: int, win_prob: int) -> bool:
    """Whether a ticket wins: its draw is strictly below the probability."""
    return lottery_value(signature, rand) < win_prob


@implements("LP-PAY-018")
def expand_batch(params: TicketParams, sender: Address, nonces: list[int]) -> list[Ticket]:
    """The tickets of a batch: equal but for the nonce."""
    aux = aux_data(params.creation_round, params.creation_block_hash)
    return [
        Ticket(
            params.recipient, sender, params.face_value, params.win_prob, nonce, params.recipient_rand_hash, aux
        )
        for nonce in nonces
    ]  # fmt: skip
