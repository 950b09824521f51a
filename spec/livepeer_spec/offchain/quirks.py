"""Quirks: where existing clients are known to do something other than the rule.

A name here says what the client does; the docstring names the rule that it departs from, and when it shows. Nodes that
follow the rule get along with such a client but for these cases.

Other deviations have no value to compute; a node that follows the rules does otherwise:

- Ticket seeds, session ids and the secret of auth tokens come from generators that are not meant for secrets.
- Numbers of tickets are never forgotten (``receiving.forget_expired`` is not called), and an offer that is repeated
  begins to count anew, so that its tickets are refused as duplicates.
- A claim of a reserve that was not looked up before counts alone (``sender_monitor.take_winning_transfer``), and a
  round that the chain took back leaves what was known of senders as it was.
- Payments without a segment are booked under the stream, those with one under the session; the first payment of a
  sender does not fix its price; one without round and block hash ends the orchestrator's answer.
- Live payments that were not sent, or not accepted, count as paid.
- Renditions that could not be stored are missing from a result whose signature covers them; a result is not bound to
  its source (``results.bound_result_message``), and not checked at all where nothing is verified locally.
- A fingerprint that cannot be loaded ends an attempt, whoever is at fault; those whose fingerprint differs are
  suspended only where another one passes; an empty fingerprint, or a result with too few renditions, ends the program.
- An orchestrator without a price ends the program where no maximum price is set; a price from the payment webhook
  holds only for requests without capabilities.

Source: the client's packages ``pm``, ``core`` and ``server``.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from livepeer_spec.offchain.accounting import price
from livepeer_spec.offchain.numbers import MAX_UINT256
from livepeer_spec.offchain.redemption import VALIDITY_ROUNDS, Queued
from livepeer_spec.offchain.sessions import Suspensions
from livepeer_spec.offchain.tickets import TicketParams
from livepeer_spec.primitives.types import NULL_HASH, BlockNumber, Hash32, Round, Wei
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket

_LOW_64: Final = 2**64 - 1


def _magnitude(number: int) -> bytes:
    """The shortest form without the sign, padded to 32 bytes; longer ones stay as they are."""
    size = (abs(number).bit_length() + 7) // 8
    return abs(number).to_bytes(max(size, 32), "big")


def _signed_64(number: int) -> int:
    """The low 64 bits as a signed number."""
    low = number & _LOW_64
    return low - 2**64 if low >= 2**63 else low


# Tickets.


def signless_aux_data(creation_round: Round, block_hash: Hash32) -> bytes:
    """``tickets.aux_data`` for a negative round: its sign is lost, where the rule refuses it."""
    if creation_round == 0 and block_hash == NULL_HASH:
        return b""
    return _magnitude(creation_round) + block_hash


def shifted_ticket_message(ticket: Ticket) -> bytes:
    """``tickets.ticket_message`` for numbers above 32 bytes: what follows is shifted, and the end cut off."""
    length = 168 + len(ticket.aux_data)
    numbers = b"".join(map(_magnitude, (ticket.face_value, ticket.win_prob, ticket.sender_nonce)))
    whole = ticket.recipient + ticket.sender + numbers + ticket.recipient_rand_hash + ticket.aux_data
    return whole[:length]


def low_bits_win_prob(face_value: Wei, expected_value: Wei) -> int:
    """``ticket_params.win_prob`` with only the low 64 bits of the remainder looked at.

    It rounds down where these are zero and the remainder is not: the ticket is then worth a little less than wanted.
    """
    if face_value == 0:
        return 0
    if face_value == expected_value:
        return MAX_UINT256
    quotient, remainder = divmod(MAX_UINT256, face_value)
    return expected_value * (quotient + 1 if remainder & _LOW_64 else quotient)


def is_fresh_by_low_bits(expiration_block: BlockNumber, last_seen: BlockNumber) -> bool:
    """``sending.require_fresh`` with 64-bit numbers: a block above 2^63 wraps around."""
    return _signed_64(expiration_block) != 0 and _signed_64(expiration_block - last_seen) > 1


def unlocks_soon_by_low_bits(withdraw_round: Round, last_round: Round) -> bool:
    """``sending.unlocks_soon`` with the low 64 bits of the round asked for zero: 2^64 counts as no unlock."""
    return withdraw_round & _LOW_64 != 0 and withdraw_round <= last_round + 1


# Redeeming.


def head_of_line_due(queue: Sequence[Queued], block: BlockNumber, last_round: Round) -> list[int]:
    """``redemption.due`` as the queue is worked off when nothing succeeds: the earliest ticket only, again and again.

    A ticket that cannot be redeemed yet, or whose recipient is not active, keeps all behind it from being tried. And
    tickets are kept for one round longer than the chain accepts them.
    """
    living = [item for item in enumerate(queue) if item[1].creation_round >= last_round - VALIDITY_ROUNDS]
    if not living:
        return []
    index, first = min(living, key=lambda item: item[1].created_at)
    return [index] * len(living) if first.expiration_block <= block and first.recipient_is_active else []


def transmitted_max_float(max_float: Wei) -> Wei:
    """What a separate redeemer tells of ``sender_monitor.max_float``: a negative one comes out positive."""
    return abs(max_float)


# Payments.


def ticketless_charge(pixels: int, price_per_unit: int, pixels_per_unit: int) -> Fraction:
    """What a payment without tickets is charged at a price that nobody agreed to: it may be nothing, or negative.

    By the rule (``accounting.require_balance``) such a payment is refused. Raises ``ZERO_PIXELS_PER_UNIT``, where the
    client fails in the middle of its answer.
    """
    return pixels * min(price(price_per_unit, pixels_per_unit), Fraction(0))


def advertised_capability_price(price: Fraction) -> int:
    """A model's price in the list of prices: cut off to a whole number of wei, so that small ones are zero."""
    return price.numerator // price.denominator


def unchecked_wire_price(price: Fraction) -> tuple[int, int]:
    """``price.wire_price`` without looking at the size of the parts: the low 64 bits of each."""
    return _signed_64(price.numerator), _signed_64(price.denominator)


# Segments and sessions.


def sent_profile_name(name: str, width: int, height: int, bitrate: int) -> str:
    """The name that goes on the wire for a profile; the signature still covers the empty one."""
    return name or f"ffmpeg_{width}x{height}_{bitrate}"


def received_profile_name(name: str, width: int, height: int, bitrate: int) -> str:
    """The name that an orchestrator gives a profile without one, and verifies the signature with."""
    return name or f"net_{width}x{height}_{bitrate}"


def transmitted_duration(seconds: float) -> int:
    """The milliseconds of a segment, cut off twice on the way from floating point: 1.001 s is sent as 1000."""
    return int(int(seconds * 1e9) / 1e6)


def suspended_against_count(suspensions: Suspensions, orchestrator: str) -> int:
    """``sessions.suspended_for`` of a penalty that is compared with the count of all refreshes.

    A suspension late in a stream is shorter than meant, or none at all.
    """
    penalty = suspensions.until.get(orchestrator, 0)
    return 0 if penalty < suspensions.refreshes else penalty


def includes_by_words(offered: Sequence[int], wanted: Sequence[int]) -> bool:
    """``capabilities.includes`` where more words than the other side has are never included, also words of zeros."""
    if len(wanted) > len(offered):
        return False
    return all(want & ~offer == 0 for offer, want in zip(offered, wanted, strict=False))


def is_verdict_erased(verdict: str | None, listed_pixels: int, segments: int, recount_agrees: bool) -> bool:
    """Whether a verdict of tampering is lost: the verifier's list of pixels has the wrong length, a recount agrees."""
    return verdict == "Tampered" and listed_pixels != segments and recount_agrees


def ambiguous_offer(params: TicketParams) -> TicketParams:
    """Another offer with the same random number: the message of ``tickets.recipient_rand`` does not tell them apart.

    The lowest byte of the face value moves to the front of the probability; it must not be zero. No sender gains by it:
    it cannot have its own numbers in the ticket and the orchestrator's in the commitment at once.
    """
    face_value, moved = divmod(params.face_value, 256)
    size = (params.win_prob.bit_length() + 7) // 8
    return params._replace(face_value=face_value, win_prob=moved << 8 * size | params.win_prob)
