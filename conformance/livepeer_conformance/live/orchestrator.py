"""Checks of a running orchestrator.

Every check asks for a quote of its own, so that none depends on what another did. Tickets are real: those that win may
be redeemed by the orchestrator.
"""

import time
from base64 import b64decode, b64encode
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any, Final

from livepeer_conformance.live.buyer import Buyer, Quote, read_quote
from livepeer_conformance.live.check import Checks, Undecided, Violation, expect
from livepeer_reference.nodes.segments import SECONDS
from livepeer_reference.streaming import net, video
from livepeer_reference.streaming.client import CallRefused, Reply
from livepeer_spec.offchain.accounting import Rendition, debit, estimated_fee, require_balance
from livepeer_spec.offchain.auth_tokens import VALIDITY
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.numbers import ceiling
from livepeer_spec.offchain.payment_header import SignedNonce
from livepeer_spec.offchain.receiving import MAX_NONCES
from livepeer_spec.offchain.results import result_message
from livepeer_spec.offchain.segments import MAX_DURATION
from livepeer_spec.offchain.signatures import is_signed_by, pong_message
from livepeer_spec.offchain.ticket_params import win_prob
from livepeer_spec.offchain.tickets import expected_value

CHECKS: Final[Checks[Buyer]] = Checks()
covers = CHECKS.covers

_MOST_SEGMENTS: Final = 20
"""So many segments must be worth a ticket at least."""
_CLOCK_SKEW: Final = 60
"""Seconds by which the node's clock may be ahead of this one."""


def expect_refused(reply: Reply, status: int, text: str = "") -> None:
    """The answer has this status, and a body that begins with this text. Raises ``Violation``."""
    expected = f"{status} {text}".strip()
    expect(reply.status == status and reply.text.startswith(text), expected, f"{reply.status} {reply.text[:200]}")


# Ping and quote.


@covers("LP-NEG-003")
async def ping_is_answered_with_a_signature(buyer: Buyer) -> None:
    """A ping is answered by the orchestrator's signature over the hash of its value."""
    quote = await buyer.quote()
    value = b"a value of no particular length"
    answer = await buyer.client.ping(value)
    expect(is_signed_by(quote.info.address, pong_message(value), answer), "a signature of the address that it quotes",
           f"0x{answer.hex()}")  # fmt: skip


@covers("LP-NEG-001", "LP-NEG-002")
async def quote_needs_the_broadcasters_signature(buyer: Buyer) -> None:
    """A request that somebody else signed is refused."""
    try:
        await buyer.quote(signature=bytes(64) + b"\x1b")
    except CallRefused as refusal:
        expect(Fault.INVALID_REQUEST_SIGNATURE.value in str(refusal), Fault.INVALID_REQUEST_SIGNATURE.value, refusal)
        return
    raise Violation("expected a refusal; found a quote")


@covers("LP-NEG-015")
async def quote_has_a_token(buyer: Buyer) -> None:
    """A quote has a token of 32 bytes, a session, and an expiration in half an hour."""
    token = (await buyer.quote()).session_token
    expect(len(token.token) == 32 and token.session_id != "", "a token of 32 bytes and a session", token)
    left = token.expiration - time.time()
    expect(0 < left <= VALIDITY + _CLOCK_SKEW, f"an expiration within {VALIDITY} s", f"{left:.0f} s")


@covers("LP-PAY-025", "LP-PAY-036")
async def offer_is_worth_a_whole_expected_value(buyer: Buyer) -> None:
    """The probability of an offer is the least one that makes tickets worth the expected value."""
    params = (await buyer.quote()).params
    value = expected_value(params.face_value, params.win_prob)
    expect(0 < value < params.face_value, "a face value above what a ticket is worth", params)
    # The expected value is a whole number of wei, and the probability is rounded up: so it is at most this one.
    whole = floor(value)
    expected = win_prob(params.face_value, whole)
    expect(params.win_prob == expected, f"probability {expected} for {whole} wei", params.win_prob)


@covers("LP-PAY-094")
async def offer_has_its_numbers_in_the_shortest_form(buyer: Buyer) -> None:
    """Numbers of an offer have no leading zeros."""
    params = (await buyer.quote()).info.ticket_params
    for name in ("face_value", "win_prob", "seed", "expiration_block"):
        content = getattr(params, name)
        expect(content[:1] != b"\0", f"{name} without leading zeros", content.hex())


# Headers.


@covers("LP-PAY-095")
async def payment_in_wrong_base64_is_refused(buyer: Buyer) -> None:
    """A payment that is no base64 is refused with 402."""
    expect_refused(await buyer.post("***", buyer.description(await buyer.quote())), 402, "base64 decode error")


@covers("LP-PAY-093")
async def malformed_payment_is_refused(buyer: Buyer) -> None:
    """A payment that is no protobuf is refused with 402."""
    reply = await buyer.post("/////w==", buyer.description(await buyer.quote()))
    expect_refused(reply, 402, "protobuf unmarshal error")


@covers("LP-SEG-017")
async def description_in_wrong_base64_is_refused(buyer: Buyer) -> None:
    """A segment whose description is no base64 is refused with 403."""
    quote = await buyer.quote()
    expect_refused(await buyer.post(buyer.payment(quote, []), "***"), 403, "ErrSegEncoding")


@covers("LP-SEG-017")
async def malformed_description_is_refused(buyer: Buyer) -> None:
    """A segment whose description is no protobuf is refused with 403."""
    quote = await buyer.quote()
    expect_refused(await buyer.post(buyer.payment(quote, []), "/////w=="), 403)


@covers("LP-SEG-015")
async def segment_that_is_too_long_is_refused(buyer: Buyer) -> None:
    """A segment of 300,001 milliseconds, and one of fewer than none, are refused with 403; one of 300,000 is not."""
    quote = await buyer.quote()
    for duration in (MAX_DURATION + 1, -1):
        reply = await buyer.post(buyer.payment(quote, []), buyer.description(quote, duration=duration))
        expect_refused(reply, 403, Fault.INVALID_DURATION.value)
    # Without a ticket the segment gets as far as the balance.
    reply = await buyer.post(buyer.payment(quote, []), buyer.description(quote, duration=MAX_DURATION))
    expect_refused(reply, 400, Fault.INSUFFICIENT_BALANCE.value)


@covers("LP-SEG-010", "LP-SEG-011", "LP-SEG-013")
async def segment_with_another_signature_is_refused(buyer: Buyer) -> None:
    """A signature over another stream, number, hash, or other profiles or another order of them is refused with 403."""
    quote = await buyer.quote()
    segment = buyer.segment()
    others = {
        "stream": segment._replace(stream_id="another"),
        "number": segment._replace(sequence_number=1),
        "hash": segment._replace(data_hash=bytes(32)),
        "profiles": segment._replace(profiles=segment.profiles[:1]),
        "order": segment._replace(profiles=segment.profiles[::-1]),
    }
    for name, signed in others.items():
        reply = await buyer.post(buyer.payment(quote, []), buyer.description(quote, signed=signed))
        said = f"{reply.status} {reply.text[:200]}"
        expect(said == f"403 {Fault.INVALID_SEGMENT_SIGNATURE.value}", f"403 ErrSegSig for another {name}", said)


@covers("LP-NEG-010", "LP-NEG-012")
async def segment_without_the_orchestrators_token_is_refused(buyer: Buyer) -> None:
    """A segment without a token, and one with a token that was changed, are refused with 403."""
    quote = await buyer.quote()
    token = quote.session_token
    without = net.parse("SegData", b64decode(buyer.description(quote)))
    without.ClearField("auth_token")
    reply = await buyer.post(buyer.payment(quote, []), b64encode(without.SerializeToString()).decode("ascii"))
    expect_refused(reply, 403, Fault.MISSING_AUTH_TOKEN.value)
    for field, value in (
        ("token", bytes(32)),
        ("session_id", token.session_id + "0"),
        ("expiration", token.expiration + 1),
    ):
        changed = net.message_class("AuthToken")()
        changed.CopyFrom(token)
        setattr(changed, field, value)
        description = buyer.description(quote, auth_token=changed.SerializeToString())
        expect_refused(await buyer.post(buyer.payment(quote, []), description), 403, Fault.INVALID_AUTH_TOKEN.value)


@covers("LP-NEG-010", "LP-NEG-012")
async def session_ends_with_its_token_only(buyer: Buyer) -> None:
    """A session is ended by its token, and by no other."""
    quote = await buyer.quote()
    await buyer.end(quote.session_token)
    other = net.message_class("AuthToken")(
        token=bytes(32), session_id=quote.session_token.session_id, expiration=quote.session_token.expiration
    )
    try:
        await buyer.end(other)
    except CallRefused as refusal:
        return expect("auth token" in str(refusal), "Invalid auth token", refusal)
    raise Violation("expected a refusal of a token that the orchestrator did not make; found none")


# Tickets.


async def _pay(buyer: Buyer, quote: Quote, tickets: Sequence[SignedNonce], **changes: object) -> Reply:
    """The answer to a payment with a segment whose data are wrong: nothing is transcoded."""
    return await buyer.post(buyer.payment(quote, tickets, **changes), buyer.description(quote), b"other data")


@covers("LP-PAY-050")
async def ticket_for_another_recipient_is_refused(buyer: Buyer) -> None:
    """A ticket that pays somebody else is refused with 400."""
    quote = await buyer.quote()
    params = quote.params._replace(recipient=buyer.address)
    reply = await _pay(buyer, quote, buyer.tickets(params, [1]), recipient=buyer.address)
    texts = (Fault.INVALID_TICKET_RECIPIENT.value, "orchestrator ")
    expect(reply.status == 400 and reply.text.startswith(texts), f"400 {texts[0]}, or that it is not active",
           f"{reply.status} {reply.text[:200]}")  # fmt: skip


@covers("LP-PAY-014", "LP-PAY-016", "LP-PAY-052")
async def ticket_under_a_changed_offer_is_refused(buyer: Buyer) -> None:
    """A ticket under an offer with any field changed is refused with 400, though it is signed well."""
    quote = await buyer.quote()
    params = quote.params
    wei, pixels = quote.wire_price
    changes: dict[str, Any] = {
        "face_value": params.face_value + 1,
        "win_prob": params.win_prob - 1,
        "recipient_rand_hash": bytes(32),
        "seed": params.seed ^ 1,
        "expiration_block": params.expiration_block + 1,
        "creation_round": params.creation_round + 1,
        "creation_block_hash": bytes([1]) * 32,
        "price": (wei + 1, pixels),
    }
    for name, value in changes.items():
        changed = params if name == "price" else params._replace(**{name: value})
        reply = await _pay(buyer, quote, buyer.tickets(changed, [1]), **{name: value})
        found = f"{reply.status} {reply.text[:200]}"
        expected = f"400 {Fault.INVALID_RECIPIENT_RAND.value}"
        expect(found.startswith(expected), f"{expected} for another {name}", found)


@covers("LP-PAY-015")
async def price_of_the_same_value_is_the_same(buyer: Buyer) -> None:
    """A price that is told in other terms is the same price."""
    quote = await buyer.quote()
    wei, pixels = quote.wire_price
    reply = await _pay(buyer, quote, buyer.tickets(quote.params, [1, 2]), price=(wei * 2, pixels * 2))
    expect_refused(reply, 403, Fault.SEGMENT_HASH_MISMATCH.value)


@covers("LP-PAY-013", "LP-PAY-053")
async def ticket_with_another_signature_is_refused(buyer: Buyer) -> None:
    """A ticket that is not signed as such, or with a signature of another form, is refused with 400."""
    quote = await buyer.quote()
    (good,) = buyer.tickets(quote.params, [1])
    (other,) = buyer.tickets(quote.params, [2])
    wrong = [other.signature, good.signature[:64], good.signature[:64] + bytes([good.signature[64] - 27]), b""]
    for signature in wrong:
        reply = await _pay(buyer, quote, [SignedNonce(1, signature)])
        expect_refused(reply, 400, Fault.INVALID_TICKET_SIGNATURE.value)


@covers("LP-PAY-054", "LP-PAY-057")
async def ticket_is_accepted_once(buyer: Buyer) -> None:
    """A ticket that was refused for its signature may come again; one that was accepted may not."""
    quote = await buyer.quote()
    tickets = buyer.tickets(quote.params, [1, 2])
    spoiled = [SignedNonce(1, bytes(65)), SignedNonce(2, bytes(65))]
    expect_refused(await _pay(buyer, quote, spoiled), 400, Fault.INVALID_TICKET_SIGNATURE.value)
    expect_refused(await _pay(buyer, quote, tickets), 403, Fault.SEGMENT_HASH_MISMATCH.value)
    expect_refused(await _pay(buyer, quote, tickets[:1]), 400, Fault.NONCE_SEEN.value)


@covers("LP-PAY-055")
async def six_hundred_tickets_are_accepted(buyer: Buyer) -> None:
    """Under one offer 600 tickets are accepted, and no more."""
    quote = await buyer.quote()
    tickets = buyer.tickets(quote.params, range(MAX_NONCES + 1))
    for start in range(0, MAX_NONCES, 100):
        reply = await _pay(buyer, quote, tickets[start : start + 100])
        expect_refused(reply, 403, Fault.SEGMENT_HASH_MISMATCH.value)
    expect_refused(await _pay(buyer, quote, tickets[MAX_NONCES:]), 400, Fault.TOO_MANY_NONCES.value)


@covers("LP-PAY-090", "LP-PAY-097")
async def segment_without_payment_is_refused(buyer: Buyer) -> None:
    """A segment of a session that nothing was paid for is refused with 400."""
    quote = await buyer.quote()
    expect_refused(await _pay(buyer, quote, []), 400, Fault.INSUFFICIENT_BALANCE.value)


@covers("LP-SEG-014")
async def segment_with_other_data_is_refused(buyer: Buyer) -> None:
    """Data that were not signed are refused with 403, also where all is paid."""
    quote = await buyer.quote()
    reply = await _pay(buyer, quote, buyer.tickets(quote.params, [1, 2]))
    expect_refused(reply, 403, Fault.SEGMENT_HASH_MISMATCH.value)


# Results.


async def _transcoded(buyer: Buyer, quote: Quote, nonces: Sequence[int], number: int = 0) -> net.Message:
    """The result of a segment that goes with tickets of these numbers. Raises ``Violation``."""
    tickets = buyer.tickets(quote.params, nonces)
    reply = await buyer.post(buyer.payment(quote, tickets), buyer.description(quote, number))
    expect(reply.status == 200, "200", f"{reply.status} {reply.text[:200]}")
    result = net.parse("TranscodeResult", reply.body)
    expect(result.WhichOneof("result") == "data", "renditions", result.error or "neither renditions nor an error")
    return result


@covers("LP-SEG-020", "LP-SEG-021", "LP-SEG-023", "LP-SEG-024", "LP-SEG-027")
async def result_is_signed_and_counted(buyer: Buyer) -> None:
    """A result has a rendition for each profile in their order, a signature over all, and the pixels of each."""
    quote = await buyer.quote()
    result = await _transcoded(buyer, quote, [1], number=7)
    entries = result.data.segments
    expect(len(entries) == len(buyer.profiles), f"{len(buyer.profiles)} renditions", len(entries))
    renditions = [await buyer.client.download(entry.url) for entry in entries]
    signed = is_signed_by(quote.info.address, result_message(renditions), result.data.sig)
    expect(signed, "the orchestrator's signature over all renditions in order", f"0x{result.data.sig.hex()}")
    for entry, rendition, profile in zip(entries, renditions, buyer.profiles, strict=True):
        pixels = await video.pixels(rendition)
        expect(entry.pixels == pixels, f"{pixels} pixels of {profile.name}", entry.pixels)
        frame = profile.width * profile.height
        expect(pixels % frame == 0, f"frames of {profile.width}x{profile.height} for {profile.name}", pixels)


@covers("LP-NEG-010", "LP-PAY-016")
async def result_has_another_offer_in_the_same_session(buyer: Buyer) -> None:
    """A result has another offer, and the token of the session as it was; tickets under the new offer are accepted."""
    quote = await buyer.quote()
    result = await _transcoded(buyer, quote, [1])
    renewed = read_quote(result.info)
    expect(renewed.params.recipient_rand_hash != quote.params.recipient_rand_hash, "another offer", renewed.params)
    expect(renewed.session_token == quote.session_token, "the same token", renewed.session_token)
    reply = await _pay(buyer, renewed, buyer.tickets(renewed.params, [1, 2]))
    expect_refused(reply, 403, Fault.SEGMENT_HASH_MISMATCH.value)


@covers("LP-PAY-010", "LP-PAY-081", "LP-PAY-088", "LP-PAY-089", "LP-PAY-091")
async def balance_is_kept_exactly(buyer: Buyer) -> None:
    """Tickets count what they are worth up to the first bad one, work costs its pixels, and then no more is done."""
    quote = await buyer.quote()
    value = expected_value(quote.params.face_value, quote.params.win_prob)
    first, third = buyer.tickets(quote.params, [1, 3])
    spoiled = [first, SignedNonce(2, bytes(65)), third]
    expect_refused(await _pay(buyer, quote, spoiled), 400, Fault.INVALID_TICKET_SIGNATURE.value)
    # The third ticket came after a bad one, so that only the first one counts. With these there is enough for a second
    # segment, whatever the first one costs within the estimate.
    balance = value
    nonces = range(4, 4 + 1 + ceiling(_estimate(buyer, quote) / value))
    for number in range(_MOST_SEGMENTS):
        balance += value * len(nonces)
        if not _is_enough(balance, Fraction(floor(value))):
            reply = await buyer.post(buyer.payment(quote, []), buyer.description(quote, number))
            return expect_refused(reply, 400, Fault.INSUFFICIENT_BALANCE.value)
        result = await _transcoded(buyer, quote, nonces, number)
        pixels = sum(entry.pixels for entry in result.data.segments)
        balance, nonces = debit(balance, pixels, quote.price), range(0)
    raise Undecided(f"after {_MOST_SEGMENTS} segments there is still a balance: each costs far less than a ticket")


def _estimate(buyer: Buyer, quote: Quote) -> Fraction:
    """What a segment costs at most, in wei."""
    renditions = [Rendition(profile.width, profile.height, profile.frame_rate) for profile in buyer.profiles]
    fee = estimated_fee(renditions, Fraction(SECONDS), quote.price)
    assert fee is not None
    return fee


def _is_enough(balance: Fraction, value: Fraction) -> bool:
    try:
        require_balance(balance, value)
    except OffchainRejection:
        return False
    return True
