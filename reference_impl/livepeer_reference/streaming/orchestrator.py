"""The orchestrator: quotes, takes payments and segments, has them transcoded, and signs what was made.

Source: Livepeer Streamflow Paper, "Negociação de Jobs Offchain"; the client's package ``server`` (rpc,
segment_rpc).
"""

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from aiohttp import web

from livepeer_reference.streaming import net, reading
from livepeer_reference.streaming.accounts import Accounts, Winner, wire_text
from livepeer_reference.streaming.chain import Chain
from livepeer_reference.streaming.client import CallRefused, TransportError
from livepeer_reference.streaming.evidence import Agreement, Made
from livepeer_reference.streaming.listener import Listener
from livepeer_reference.streaming.pool import Pool, TranscodingFailed
from livepeer_reference.streaming.redeemer import RedeemerClient
from livepeer_spec.offchain import payment_header, segments
from livepeer_spec.offchain.auth_tokens import VALIDITY, AuthToken, encoded_token, make_token, require_valid_token
from livepeer_spec.offchain.capabilities import Capabilities, Capability, bit_words, is_compatible
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.offchain.negotiation import MAX_SESSIONS, require_capacity
from livepeer_spec.offchain.price import wire_price
from livepeer_spec.offchain.profiles import EXTENSIONS, Format
from livepeer_spec.offchain.results import Rendition, require_complete, result_message
from livepeer_spec.offchain.segments import accepted_duration, require_signed_data, require_signed_segment
from livepeer_spec.offchain.signatures import pong_message, require_valid_request, sign_message
from livepeer_spec.offchain.ticket_params import RecipientConfig
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Wei

_log: Final = logging.getLogger(__name__)

CAPABILITIES: Final = (
    Capability.H264,
    Capability.MPEGTS,
    Capability.STORAGE_DIRECT,
    Capability.AUTH_TOKEN,
    Capability.MPEG7_SIGNATURE,
)
"""What this orchestrator's transcoders can do."""
KEPT_OBJECTS: Final = 12
"""Renditions of one profile, and their fingerprints, that are kept for a session."""
BODY_SECONDS: Final = 60.0
"""How long a segment may take to arrive."""


class _Answer(Exception):
    """A request that is refused: a status, and a text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Account:
    """Who the orchestrator is: its key and address."""

    key: bytes
    address: Address


class Orchestrator:
    """One orchestrator, that listens for broadcasters and for the members of its pool.

    Attributes:
        accounts: who paid what.
        pool: who transcodes.
        transcoded: sequence numbers of the segments that were transcoded.
        won: winning tickets that were received.
        agreement: where its evidence counts; None where it signs none.
    """

    def __init__(
        self,
        account: Account,
        chain: Chain,
        config: RecipientConfig,
        price: Fraction,
        listener: Listener,
        redeemer: RedeemerClient,
        pool_secret: str,
        max_sessions: int = MAX_SESSIONS,
    ) -> None:
        self.account = account
        self.listener = listener
        self.accounts = Accounts(account.address, chain, config, price, self._max_float, self._take_winner)
        self.pool = Pool(pool_secret)
        self.transcoded: list[int] = []
        self.won: list[Winner] = []
        self.agreement: Agreement | None = None
        self._chain = chain
        self._redeemer = redeemer
        self._secret = secrets.token_bytes(32)
        self._max_sessions = max_sessions
        self._sessions: set[str] = set()
        self._objects: dict[str, OrderedDict[str, bytes]] = {}
        self._handing_over: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Serve."""
        implementations: dict[str, Callable[..., Any]] = {
            "GetOrchestrator": self.get_orchestrator,
            "EndTranscodingSession": self._end_session,
            "Ping": self._ping,
        }
        services = [
            net.handlers("Orchestrator", implementations),
            net.handlers("Transcoder", {"RegisterTranscoder": self.pool.register}),
        ]
        routes = [
            web.route("*", "/segment", self.segment),
            web.post("/transcodeResults", self.pool.results),
            web.get("/stream/{path:.+}", self._stream),
        ]
        await self.listener.start(services, routes, segments.MAX_BYTES)

    async def settled(self) -> None:
        """Wait until every winning ticket is at the redeemer."""
        await asyncio.gather(*self._handing_over)

    async def stop(self) -> None:
        """Stop serving."""
        await self.listener.stop()
        await self.settled()

    # Calls.

    async def _ping(self, request: net.Message, context: Any) -> net.Message:
        return net.message_class("PingPong")(value=sign_message(self.account.key, pong_message(request.value)))

    async def get_orchestrator(self, request: net.Message, context: Any) -> net.Message:
        """The call GetOrchestrator: a quote. Raises ``Refused``."""
        try:
            require_valid_request(reading.fixed("address", request.address, 20), request.sig)
            require_capacity(False, len(self._sessions), self._max_sessions)
        except OffchainRejection as rejection:
            raise net.Refused(f"Invalid orchestrator request: {rejection.reason.value}") from rejection
        token = make_token(self._secret, secrets.token_hex(4), int(time.time()) + VALIDITY)
        try:
            return await self.info(request.address, token)
        except OffchainRejection as rejection:
            raise net.Refused(rejection.reason.value) from rejection

    async def _end_session(self, request: net.Message, context: Any) -> net.Message:
        token = reading.auth_token(request)
        try:
            require_valid_token(self._secret, token, time.time())
        except OffchainRejection as rejection:
            raise net.Refused("Invalid auth token") from rejection
        assert token is not None
        self._sessions.discard(token.session_id)
        return net.message_class("EndTranscodingSessionResponse")()

    async def info(self, sender: Address, token: AuthToken) -> net.Message:
        """What a broadcaster has to know for its next segment. Raises ``OffchainRejection``."""
        price = await self.accounts.quote(sender, token.session_id)
        params = await self.accounts.offer(sender, price)
        offered = net.parse("TicketParams", payment_header.ticket_params(params))
        offered.expiration_params.MergeFromString(payment_header.expiration_params(params))
        return net.message_class("OrchestratorInfo")(
            transcoder=self.listener.uri,
            ticket_params=offered,
            price_info=net.parse("PriceInfo", payment_header.price_info(*wire_price(price))),
            address=self.account.address,
            capabilities={"bitstring": bit_words(CAPABILITIES), "capacities": dict.fromkeys(CAPABILITIES, 1)},
            auth_token=net.parse("AuthToken", encoded_token(token)),
        )

    # Segments.

    async def segment(self, request: web.Request) -> web.StreamResponse:
        """The route /segment: what is wrong before the work has a status; what goes wrong with it is in the result."""
        try:
            payment = _payment(request)
            message, work = self._credentials(request, payment)
            session = work.token.session_id if work.token is not None else ""
            info = await self._next_info(payment, work)
            self._receive(payment, session)
            data = await _body(request)
            try:
                require_signed_data(work.segment, data)
            except OffchainRejection as rejection:
                raise _Answer(403, rejection.reason.value) from rejection
        except _Answer as answer:
            _log.warning("segment refused with %d: %s", answer.status, answer)
            return web.Response(status=answer.status, text=f"{answer}\n")
        self._sessions.add(session)
        response = web.StreamResponse()
        await response.prepare(request)
        result = await self._result(message, work, payment, session, data)
        result.info.CopyFrom(info)
        await response.write(result.SerializeToString())
        return response

    def _credentials(self, request: web.Request, payment: reading.Payment) -> tuple[net.Message, reading.Work]:
        """The description of a segment, accepted."""
        try:
            message = reading.header(segments.HEADER, "SegData", request.headers.get(segments.HEADER, ""))
            work = reading.work(message)
            accepted_duration(work.duration)
            require_signed_segment(work.segment, work.signature, payment.sender or NULL_ADDRESS)
            if not is_compatible(work.capabilities, Capabilities(tuple(bit_words(CAPABILITIES)))):
                raise _Answer(403, "incompatible capabilities")
            require_valid_token(self._secret, work.token, time.time())
            assert work.token is not None
            is_open = work.token.session_id in self._sessions
            require_capacity(is_open, len(self._sessions), self._max_sessions)
        except reading.UnreadableBase64 as error:
            raise _Answer(403, "ErrSegEncoding") from error
        except net.Malformed as error:
            raise _Answer(403, str(error)) from error
        except OffchainRejection as rejection:
            raise _Answer(403, rejection.reason.value) from rejection
        return message, work

    async def _next_info(self, payment: reading.Payment, work: reading.Work) -> net.Message:
        assert work.token is not None
        try:
            return await self.info(payment.sender or NULL_ADDRESS, work.token)
        except (OffchainRejection, CallRefused, TransportError) as error:
            _log.warning("no offer for 0x%s: %s", payment.sender.hex(), error)
            raise _Answer(500, "Internal Server Error") from error

    def _receive(self, payment: reading.Payment, session: str) -> None:
        try:
            self.accounts.receive(payment, session)
            self.accounts.require_balance(payment, session)
        except OffchainRejection as rejection:
            raise _Answer(400, wire_text(rejection.reason)) from rejection

    async def _result(
        self, message: net.Message, work: reading.Work, payment: reading.Payment, session: str, data: bytes
    ) -> net.Message:
        """The result of the work, which is charged; or why there is none, which costs nothing."""
        number = work.segment.sequence_number
        result = net.message_class("TranscodeResult")(seq=number)
        source = self._keep(f"{session}/source", f"{number}.ts", data)
        try:
            renditions = await self.pool.transcode(source, message, accepted_duration(work.duration) / 1000)
            require_complete([rendition.content for rendition in renditions], len(work.profiles))
        except (TranscodingFailed, OffchainRejection) as error:
            result.error = error.reason.value if isinstance(error, OffchainRejection) else str(error)
            return result
        for profile, rendition in zip(work.profiles, renditions, strict=True):
            name = f"{number}{EXTENSIONS[profile.format or Format.MPEGTS]}"
            url = self._keep(f"{session}/{profile.name}", name, rendition.content)
            entry = result.data.segments.add(url=url, pixels=rendition.pixels)
            if rendition.perceptual_hash is not None:
                folder, file = f"{session}/{profile.name}", f"{name}.phash"
                entry.perceptual_hash_url = self._keep(folder, file, rendition.perceptual_hash)
        result.data.sig = self._signature(renditions)
        if self.agreement is not None:
            contents = [rendition.content for rendition in renditions]
            made = Made(session, number, work.profiles, data, contents, self._chain.round)
            result.data.evidence_round = made.round
            signatures = made.signed(self.account.key, self.agreement)
            for entry, signature in zip(result.data.segments, signatures, strict=True):
                entry.evidence_sig = signature
        self.accounts.charge(payment, session, sum(rendition.pixels for rendition in renditions))
        self.transcoded.append(number)
        return result

    def _signature(self, renditions: list[Rendition]) -> bytes:
        return sign_message(self.account.key, result_message([rendition.content for rendition in renditions]))

    # Objects.

    def _keep(self, folder: str, name: str, content: bytes) -> str:
        """Keep something for a while; the address where it can be had."""
        kept = self._objects.setdefault(folder, OrderedDict())
        kept[name] = content
        while len(kept) > KEPT_OBJECTS:
            kept.popitem(last=False)
        return f"{self.listener.uri}/stream/{folder}/{name}"

    async def _stream(self, request: web.Request) -> web.Response:
        folder, _, name = request.match_info["path"].rpartition("/")
        content = self._objects.get(folder, OrderedDict()).get(name)
        return web.Response(body=content) if content is not None else web.Response(status=404, text="Not Found\n")

    # Payment.

    async def _max_float(self, sender: Address) -> Wei:
        return await self._redeemer.max_float(sender)

    def _take_winner(self, winner: Winner) -> None:
        self.won.append(winner)
        task = asyncio.create_task(self._hand_over(winner))
        self._handing_over.add(task)
        task.add_done_callback(self._handing_over.discard)

    async def _hand_over(self, winner: Winner) -> None:
        try:
            await self._redeemer.queue(*winner)
        except (CallRefused, TransportError) as error:
            _log.error("the redeemer does not take a winning ticket: %s", error)


def _payment(request: web.Request) -> reading.Payment:
    """The payment of a request; an empty header is an empty payment."""
    name = payment_header.HEADER
    try:
        return reading.payment(reading.header(name, "Payment", request.headers.get(name, "")))
    except reading.UnreadableBase64 as error:
        raise _Answer(402, f"base64 decode error: {error}") from error
    except net.Malformed as error:
        raise _Answer(402, f"protobuf unmarshal error: {error}") from error


async def _body(request: web.Request) -> bytes:
    """The segment. What is wrong with it is for the log; the other side is told that there was an error."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError as error:
        _log.warning("segment body: not complete within %s s", BODY_SECONDS)
        raise _Answer(500, "Internal Server Error") from error
    except web.HTTPRequestEntityTooLarge as error:
        _log.warning("segment body: more than %d bytes", segments.MAX_BYTES)
        raise _Answer(500, "Internal Server Error") from error
