"""The broadcaster that the suite plays: builds each message by the spec, and spoils what a check wants spoiled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from livepeer_reference.streaming import net, reading
from livepeer_reference.streaming.client import OrchestratorClient, Reply
from livepeer_spec.offchain import payment_header, segments
from livepeer_spec.offchain.accounting import price
from livepeer_spec.offchain.capabilities import Job, bit_words, needed_capabilities
from livepeer_spec.offchain.payment_header import SignedNonce
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.offchain.protobuf import message
from livepeer_spec.offchain.segments import Segment, SegmentData, segment_digest, segment_header
from livepeer_spec.offchain.signatures import request_message, sign_message
from livepeer_spec.offchain.tickets import TicketParams, expand_batch
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address
from livepeer_spec.upgrades.streamflow.ticket_broker import ticket_hash

SEGMENT_SECONDS: Final = 60.0
STREAM: Final = "conformance"


@dataclass(frozen=True)
class Quote:
    """What an orchestrator told: the message, and the offer in it."""

    info: net.Message
    params: TicketParams

    @property
    def price(self) -> Fraction:
        """Wei per pixel."""
        return price(*self.wire_price)

    @property
    def wire_price(self) -> tuple[int, int]:
        """Wei and pixels of a unit."""
        return self.info.price_info.pricePerUnit, self.info.price_info.pixelsPerUnit

    @property
    def session_token(self) -> net.Message:
        """The token of the session."""
        return self.info.auth_token


class Buyer:
    """A broadcaster with an account, one segment of video, and the profiles that it wants it in."""

    def __init__(
        self, client: OrchestratorClient, key: bytes, address: Address, video: bytes, profiles: Sequence[Profile]
    ) -> None:
        self.client = client
        self.key = key
        self.address = address
        self.video = video
        self.profiles = tuple(profiles)
        self._bits = bit_words(needed_capabilities(Job(self.profiles)))

    async def quote(self, signature: bytes | None = None) -> Quote:
        """Ask for a quote."""
        request = net.message_class("OrchestratorRequest")(
            address=self.address,
            sig=sign_message(self.key, request_message(self.address)) if signature is None else signature,
            capabilities={"bitstring": self._bits},
        )
        return read_quote(await self.client.call("Orchestrator", "GetOrchestrator", request))

    async def end(self, token: net.Message) -> None:
        """End a session."""
        request = net.message_class("EndTranscodingSessionRequest")(auth_token=token)
        await self.client.call("Orchestrator", "EndTranscodingSession", request)

    def tickets(self, params: TicketParams, nonces: Sequence[int]) -> list[SignedNonce]:
        """Signed tickets under an offer."""
        batch = expand_batch(params, self.address, list(nonces))
        return [SignedNonce(ticket.sender_nonce, sign_message(self.key, ticket_hash(ticket))) for ticket in batch]

    def payment(self, quote: Quote, tickets: Sequence[SignedNonce], **changes: Any) -> str:
        """The header of a payment; ``changes`` are fields of the offer, and ``price``."""
        wire = changes.pop("price", quote.wire_price)
        params = quote.params._replace(**changes)
        return payment_header.header(payment_header.payment(self.address, wire, params, tickets))

    def description(self, quote: Quote, number: int = 0, signed: Segment | None = None, **changes: Any) -> str:
        """The header of a segment; ``signed`` is what is signed instead, ``changes`` are fields of ``SegmentData``."""
        segment = self.segment(number)
        data = SegmentData(
            segment,
            self.profiles,
            sign_message(self.key, segment_digest(signed or segment)),
            2_000,
            auth_token=quote.session_token.SerializeToString(),
            capabilities=message([(1, self._bits)]),
        )
        return segment_header(replace(data, **changes))

    def segment(self, number: int = 0) -> Segment:
        """The segment of this number, which always has the same video."""
        return Segment(STREAM, number, keccak(self.video), tuple(profile.name for profile in self.profiles))

    async def post(self, payment: str, description: str, body: bytes | None = None) -> Reply:
        """Send a segment."""
        headers = {
            payment_header.HEADER: payment,
            segments.HEADER: description,
            "Content-Type": "video/MP2T",
        }
        data = self.video if body is None else body
        return await self.client.post(
            "/segment", headers, data, header_seconds=SEGMENT_SECONDS, total_seconds=SEGMENT_SECONDS
        )


def read_quote(info: net.Message) -> Quote:
    """What a message quotes. Raises ``Malformed``."""
    for name in ("ticket_params", "price_info", "auth_token"):
        if not info.HasField(name):
            raise net.Malformed(f"OrchestratorInfo lacks {name}")
    wire = info.price_info
    if wire.pixelsPerUnit == 0:
        raise net.Malformed("price_info.pixelsPerUnit is 0")
    wei_per_pixel = price(wire.pricePerUnit, wire.pixelsPerUnit)
    params = reading.ticket_params(info.ticket_params, info.ticket_params.expiration_params, wei_per_pixel)
    return Quote(info, params)
