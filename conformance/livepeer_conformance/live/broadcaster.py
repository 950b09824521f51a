"""Checks of a broadcaster, over everything that it sent to the orchestrators that the suite plays."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from livepeer_conformance.live.check import Checks, Undecided, expect
from livepeer_conformance.live.seller import Arrival, Record, content
from livepeer_reference.streaming import net, reading
from livepeer_spec.offchain import payment_header
from livepeer_spec.offchain.accounting import Rendition, estimated_fee, price, stage
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.offchain.profiles import profiles_field
from livepeer_spec.offchain.segments import DEFAULT_DURATION, OLD_PROFILES, accepted_duration, segment_digest
from livepeer_spec.offchain.signatures import is_signed_by, require_valid_request
from livepeer_spec.offchain.tickets import expand_batch, expected_value
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.upgrades.streamflow.ticket_broker import ticket_hash

CHECKS: Final[Checks[Record]] = Checks()
covers = CHECKS.covers


def _arrivals(record: Record) -> list[Arrival]:
    if not record.arrivals:
        raise Undecided("no segment arrived")
    return record.arrivals


def _payments(record: Record) -> Iterator[tuple[Arrival, reading.Payment]]:
    """Every payment that came with a segment. Raises ``Undecided`` where nothing came."""
    for arrival in _arrivals(record):
        yield arrival, reading.payment(arrival.payment_message())


def _works(record: Record) -> Iterator[tuple[Arrival, net.Message, reading.Work]]:
    """Every description of a segment. Raises ``Undecided`` where nothing came."""
    for arrival in _arrivals(record):
        message = arrival.work_message()
        yield arrival, message, reading.work(message)


@covers("LP-NEG-001")
async def requests_are_signed(record: Record) -> None:
    """Each request for a quote is signed over the hash of the broadcaster's address in mixed case."""
    if not record.requests:
        raise Undecided("nobody asked for a quote")
    for request in record.requests:
        try:
            require_valid_request(reading.fixed("address", request.address, 20), request.sig)
        except OffchainRejection as rejection:
            expect(False, "a signature over the own address", f"0x{request.sig.hex()} ({rejection.reason.value})")


@covers("LP-PAY-093", "LP-PAY-094", "LP-PAY-095")
async def payments_are_encoded_as_specified(record: Record) -> None:
    """Each payment is, byte by byte, the one that the spec encodes from the same values, in base64 with padding."""
    for arrival, payment in _payments(record):
        expect(payment.price is not None, "an expected price", "none")
        assert payment.price is not None
        encoded = payment_header.payment(payment.sender, payment.price, payment.params, payment.tickets)
        expect(arrival.payment == b64encode(encoded).decode("ascii"), encoded.hex(), content(arrival.payment).hex())


@covers("LP-PAY-016", "LP-PAY-040")
async def tickets_are_under_an_offer(record: Record) -> None:
    """Tickets repeat an offer that was made to this broadcaster, with its round and block hash."""
    for arrival, payment in _payments(record):
        if payment.params is None:
            continue
        info = record.info_of(arrival)
        expect(info is not None, "an offer that was made", payment.params.recipient_rand_hash.hex())
        assert info is not None
        offered = info.ticket_params
        told = reading.ticket_params(
            offered, offered.expiration_params, price(info.price_info.pricePerUnit, info.price_info.pixelsPerUnit)
        )
        expect(payment.params == told, str(told), payment.params)


@covers("LP-PAY-039")
async def tickets_are_numbered_from_one(record: Record) -> None:
    """Tickets under an offer have the numbers 1, 2, 3 and so on."""
    nonces: dict[bytes, list[int]] = defaultdict(list)
    for _, payment in _payments(record):
        if payment.params is not None:
            nonces[payment.params.recipient_rand_hash] += [ticket.sender_nonce for ticket in payment.tickets]
    for found in nonces.values():
        expect(found == list(range(1, len(found) + 1)), f"1 to {len(found)}", found)


@covers("LP-PAY-001", "LP-PAY-013")
async def tickets_are_signed(record: Record) -> None:
    """Each ticket is signed by the sender of the payment, over its hash."""
    for _, payment in _payments(record):
        if payment.params is None:
            continue
        batch = expand_batch(payment.params, payment.sender, [ticket.sender_nonce for ticket in payment.tickets])
        for ticket, signed in zip(batch, payment.tickets, strict=True):
            is_valid = is_signed_by(payment.sender, ticket_hash(ticket), signed.signature)
            expect(is_valid, f"a signature of ticket {ticket.sender_nonce}", f"0x{signed.signature.hex()}")


@covers("LP-PAY-082", "LP-PAY-083", "LP-PAY-084", "LP-PAY-085", "LP-PAY-086")
async def segments_go_with_as_many_tickets_as_they_need(record: Record) -> None:
    """A segment goes with the tickets that the balance lacks of its estimated fee, and with no more."""
    works = [work for _, _, work in _works(record)]
    for (arrival, payment), work in zip(_payments(record), works, strict=True):
        info = _latest(record, arrival)
        value = expected_value(
            reading.number("face_value", info.ticket_params.face_value),
            reading.number("win_prob", info.ticket_params.win_prob),
        )
        renditions = [
            Rendition(profile.width, profile.height, profile.frame_rate, profile.frame_rate_denominator)
            for profile in work.profiles
        ]
        seconds = Fraction(work.duration or DEFAULT_DURATION, 1000)
        quoted = price(info.price_info.pricePerUnit, info.price_info.pixelsPerUnit)
        wanted = stage(arrival.balance, estimated_fee(renditions, seconds, quoted), value).tickets
        number = work.segment.sequence_number
        expect(len(payment.tickets) == wanted, f"{wanted} tickets with segment {number}", len(payment.tickets))


def _latest(record: Record, arrival: Arrival) -> net.Message:
    """What was told with the offer of a payment; where it has none, the first thing told in its session."""
    info = record.info_of(arrival)
    session = arrival.work_message().auth_token.session_id
    infos = [info] if info is not None else [told for told in record.infos if told.auth_token.session_id == session]
    expect(bool(infos), "a session that was opened", session)
    return infos[0]


@covers("LP-SEG-010", "LP-SEG-011", "LP-SEG-013")
async def segments_are_signed(record: Record) -> None:
    """Each segment is signed by the sender of its payment."""
    payments = [payment for _, payment in _payments(record)]
    for (_, _, work), payment in zip(_works(record), payments, strict=True):
        is_valid = is_signed_by(payment.sender, segment_digest(work.segment), work.signature)
        expect(is_valid, f"a signature of segment {work.segment.sequence_number}", f"0x{work.signature.hex()}")


@covers("LP-SEG-014")
async def segments_are_what_was_signed(record: Record) -> None:
    """The signed hash of each segment is that of its data."""
    for arrival, _, work in _works(record):
        expect(work.segment.data_hash == keccak(arrival.data), keccak(arrival.data).hex(), work.segment.data_hash.hex())


@covers("LP-SEG-007", "LP-SEG-015", "LP-SEG-017")
async def descriptions_are_encoded_as_specified(record: Record) -> None:
    """A description has the word invalid in field 4, profiles in the field that they need, and a length that is one."""
    names = {33: "fullProfiles", 34: "fullProfiles2", 35: "fullProfiles3"}
    for _, message, work in _works(record):
        expect(message.profiles == OLD_PROFILES, repr(OLD_PROFILES), message.profiles)
        field = names[profiles_field(work.profiles)]
        used = [name for name in names.values() if len(getattr(message, name))]
        expect(used == [field], f"profiles in {field}", used)
        try:
            accepted_duration(work.duration)
        except OffchainRejection:
            expect(False, "a length of 0 to 300,000 milliseconds", work.duration)


@covers("LP-NEG-015")
async def sessions_are_named_by_their_token(record: Record) -> None:
    """Each segment has a token as it was given, unchanged."""
    given = [info.auth_token for info in record.infos]
    for _, message, _ in _works(record):
        expect(message.auth_token in given, "a token that was given", message.auth_token)


@covers("LP-SEL-016")
async def refused_segment_goes_to_another_orchestrator(record: Record) -> None:
    """Who refuses a segment is not sent the next ones: the same one goes to another orchestrator at once."""
    position = next((index for index, entry in enumerate(record.arrivals) if entry.is_refused), None)
    if position is None:
        raise Undecided("so few segments arrived that none was refused")
    refused, following = record.arrivals[position], record.arrivals[position + 1 :]
    expect(bool(following), "the refused segment at another orchestrator", "nothing that was sent after it")
    number = refused.work_message().seq
    sellers = [entry.seller for entry in following]
    expect(refused.seller not in sellers, f"nothing for {refused.seller}, which is suspended", sellers)
    expect(following[0].work_message().seq == number, f"segment {number} again", following[0].work_message().seq)
