"""The broadcaster: finds orchestrators, sends one of them segments with tickets, and turns to another when it fails.

Source: Livepeer Streamflow Paper, "Negociação de Jobs Offchain"; the client's packages ``discovery``, ``pm`` and
``server`` (broadcast, segment_rpc).
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from livepeer_reference.nodes.ffmpeg import FfmpegFailed
from livepeer_reference.streaming import net, reading, video
from livepeer_reference.streaming.chain import Chain
from livepeer_reference.streaming.client import CallRefused, OrchestratorClient, Reply, TransportError
from livepeer_spec.offchain import accounting, auth_tokens, payment_header, segments
from livepeer_spec.offchain.accounting import Outcome, Update, settle, stage
from livepeer_spec.offchain.capabilities import Capabilities, Job, bit_words, is_compatible, needed_capabilities
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.negotiation import Answer, choose_answers
from livepeer_spec.offchain.payment_header import SignedNonce
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.offchain.protobuf import message as encoded
from livepeer_spec.offchain.results import require_counted_pixels, require_signed_result
from livepeer_spec.offchain.segments import Segment, SegmentData, segment_digest, segment_header
from livepeer_spec.offchain.selection import Weights, drawn, probabilities
from livepeer_spec.offchain.sending import (
    Funds,
    SenderConfig,
    batch_nonces,
    require_fresh,
    ticket_creation,
    validate_ticket_params,
)
from livepeer_spec.offchain.sessions import (
    Reaction,
    Suspensions,
    has_attempt_left,
    penalty,
    reaction,
    suspend,
    suspended_for,
)
from livepeer_spec.offchain.signatures import request_message, sign_message
from livepeer_spec.offchain.tickets import TicketParams, expand_batch, expected_value
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Lptu
from livepeer_spec.upgrades.streamflow.ticket_broker import ticket_hash

SEGMENT_TYPE: Final = "video/MP2T"


@dataclass
class Session:
    """One orchestrator's session as the broadcaster sees it.

    Attributes:
        info: the last thing that the orchestrator told, with the offer for the next tickets.
        balance: what is paid and not worked off, in wei, exact.
        sent: value of all tickets that arrived.
        fees: what the results cost.
        lost: what was paid for no result.
        used: tickets that were made under the current offer.
        initial_price: wei per pixel at the beginning.
    """

    client: OrchestratorClient
    info: net.Message
    initial_price: Fraction
    balance: Fraction = Fraction(0)
    sent: Fraction = Fraction(0)
    fees: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    used: int = 0

    @property
    def uri(self) -> str:
        """Where the orchestrator is."""
        return self.client.uri

    @property
    def session_id(self) -> str:
        """The session's name, from its token."""
        return str(self.info.auth_token.session_id)

    @property
    def price(self) -> Fraction:
        """Wei per pixel. Raises ``OffchainRejection``."""
        return accounting.price(self.info.price_info.pricePerUnit, self.info.price_info.pixelsPerUnit)

    def offer(self) -> TicketParams:
        """The offer for the next tickets. Raises ``OffchainRejection`` and ``Malformed``."""
        if not self.info.HasField("ticket_params"):
            raise OffchainRejection(Fault.TICKET_PARAMS_MISSING)
        params = self.info.ticket_params
        return reading.ticket_params(params, params.expiration_params, self.price)

    def renew(self, info: net.Message) -> None:
        """Take what the orchestrator told last; new tickets are counted from 1."""
        if info.HasField("ticket_params"):
            self.info, self.used = info, 0


@dataclass(frozen=True)
class Transcoded:
    """A segment's renditions, who made them, and how many tickets went with it.

    ``result`` is what the orchestrator said of them, ``session_id`` the session in which it made them.
    """

    number: int
    session: Session
    renditions: list[bytes]
    pixels: int
    tickets: int
    nonces: list[int]
    result: net.Message
    session_id: str


class SegmentFailed(Exception):
    """An attempt that gave no renditions; the text is what the orchestrator said, or what was found wrong.

    ``own`` is whether the broadcaster refused before it sent anything.
    """

    def __init__(self, text: str, own: bool = False) -> None:
        super().__init__(text)
        self.own = own


class NotTranscoded(Exception):
    """A segment that nobody could transcode."""


class Broadcaster:
    """One broadcaster with the stream ``stream_id``.

    ``stakes`` tells the stake of each recipient, which weighs in the choice; ``tell`` hears what happens in words.
    ``verifies`` is whether fingerprints are asked for with each segment.
    Attributes:
        sessions: all that there were, by the orchestrator's address.
    """

    def __init__(
        self,
        key: bytes,
        address: Address,
        chain: Chain,
        config: SenderConfig,
        profiles: Sequence[Profile],
        stream_id: str,
        stakes: Callable[[Address], Lptu],
        tell: Callable[[str], None] = lambda text: None,
        chance: random.Random | None = None,
        verifies: bool = False,
    ) -> None:
        self.sessions: list[Session] = []
        self.address = address
        self._key = key
        self._chain = chain
        self._config = config
        self._profiles = tuple(profiles)
        self._stream_id = stream_id
        self._stakes = stakes
        self._tell = tell
        self._chance = chance or random.Random()
        self._verifies = verifies
        self._capabilities = needed_capabilities(Job(self._profiles, verifies=verifies))
        self._usable: list[Session] = []
        self._current: Session | None = None
        self._suspensions = Suspensions()

    async def close(self) -> None:
        """Close all connections."""
        for session in self.sessions:
            await session.client.close()

    # Negotiation.

    async def discover(self, uris: Sequence[str]) -> None:
        """Ask each orchestrator for a quote, and open sessions with those that suit. Raises ``OffchainRejection``.

        One with which there is a session is not asked again.
        """
        known = {session.uri for session in self._usable}
        clients = {uri: OrchestratorClient(uri) for uri in uris if uri not in known}
        quotes = await asyncio.gather(*(self._ask(client) for client in clients.values()))
        answers = [answer for answer, _ in quotes]
        infos = {answer.uri: info for answer, info in quotes}
        chosen = choose_answers(answers, len(clients))
        for uri in chosen:
            info = infos[uri]
            assert info is not None
            session = Session(clients[uri], info, Fraction(info.price_info.pricePerUnit, info.price_info.pixelsPerUnit))
            self.sessions.append(session)
            self._usable.append(session)
        for uri, client in clients.items():
            if uri not in chosen:
                await client.close()

    async def _ask(self, client: OrchestratorClient) -> tuple[Answer, net.Message | None]:
        """A quote, with how long it took and whether it suits."""
        started = time.monotonic()
        try:
            info = await self.quote(client)
        except (CallRefused, TransportError) as error:
            self._tell(f"{client.uri} gives no quote: {error}")
            return Answer(client.uri, time.monotonic() - started, is_acceptable=False), None
        offered = reading.capabilities(info.capabilities) if info.HasField("capabilities") else None
        wanted = Capabilities(tuple(bit_words(self._capabilities)))
        suits = (
            is_compatible(wanted, offered)
            and bool(info.transcoder)
            and info.HasField("auth_token")
            and info.HasField("ticket_params")
            and info.price_info.pixelsPerUnit != 0
        )
        waits = suspended_for(self._suspensions, client.uri)
        return Answer(client.uri, time.monotonic() - started, suits, waits), info

    async def quote(self, client: OrchestratorClient) -> net.Message:
        """What an orchestrator asks for. Raises ``CallRefused`` and ``TransportError``."""
        request = net.message_class("OrchestratorRequest")(
            address=self.address,
            sig=sign_message(self._key, request_message(self.address)),
            capabilities={"bitstring": bit_words(self._capabilities)},
        )
        return await client.call("Orchestrator", "GetOrchestrator", request)

    def _choose(self) -> Session:
        """The session for the next segment: the last one while it lasts, else one by stake, price and chance."""
        if self._current is None:
            stakes = [float(self._stakes(session.info.ticket_params.recipient)) for session in self._usable]
            prices = [float(session.initial_price) for session in self._usable]
            index = drawn(probabilities(stakes, prices, Weights()), self._chance.random()) if self._usable else None
            if index is None:
                raise NotTranscoded(Fault.NO_ORCHESTRATORS.value)
            self._current = self._usable[index]
            self._tell(f"chooses {self._current.uri} by stake, price and chance")
        return self._current

    # Segments.

    async def send(self, number: int, data: bytes, seconds: Fraction) -> Transcoded:
        """Have a segment transcoded. Raises ``NotTranscoded``."""
        attempts, last = 0, ""
        while has_attempt_left(attempts):
            session = self._choose()
            try:
                return await self._attempt(session, number, data, seconds)
            except SegmentFailed as failure:
                attempts, last = attempts + 1, str(failure)
                step = reaction(last, failure.own)
                self._tell(f"{session.uri} fails segment {number}: {last}; {step.value}")
                await self._react(session, step)
        raise NotTranscoded(f"hit max transcode attempts: {last}")

    async def _react(self, session: Session, step: Reaction) -> None:
        if step in (Reaction.STOP, Reaction.STOP_STREAM):
            raise NotTranscoded(step.value)
        if step is Reaction.REFRESH:
            return await self._refresh(session)
        self._current = None
        if step in (Reaction.REMOVE, Reaction.SUSPEND):
            if step is Reaction.SUSPEND:
                suspend(self._suspensions, session.uri, penalty(len(self._usable), len(self.sessions)))
            self._usable.remove(session)
        return None

    async def _refresh(self, session: Session) -> None:
        try:
            session.renew(await self.quote(session.client))
        except (CallRefused, TransportError) as error:
            self._tell(f"{session.uri} gives no other quote: {error}")

    async def _attempt(self, session: Session, number: int, data: bytes, seconds: Fraction) -> Transcoded:
        """One attempt with one orchestrator. Raises ``SegmentFailed``."""
        if auth_tokens.needs_refresh(session.info.auth_token.expiration, time.time()):
            await self._refresh(session)
        session_id = session.session_id
        headers, update, nonces = self._prepare(session, number, data, seconds)
        price, outcome, fee = session.price, Outcome.STAGED, Fraction(0)
        started = time.monotonic()
        try:
            reply = await session.client.post(
                "/segment", headers, data,
                header_seconds=max(2.0, float(seconds) / 2), total_seconds=max(8.0, 4 * float(seconds)),
            )  # fmt: skip
            outcome = Outcome.SPENT
            result = _result(reply)
            outcome, pixels = Outcome.CHANGE, sum(entry.pixels for entry in result.data.segments)
            fee = accounting.work_fee(pixels, price)
        except TransportError as error:
            outcome = Outcome.SPENT if error.was_sent else Outcome.STAGED
            raise SegmentFailed(str(error)) from error
        except asyncio.CancelledError:
            # Nobody waits any longer; the tickets may be with the orchestrator.
            outcome = Outcome.SPENT
            raise
        finally:
            self._settle(session, update, outcome, fee)
        renditions = await self._verified(session, result, max(8.0, 4 * float(seconds)))
        session.renew(result.info)
        took = time.monotonic() - started
        self._tell(
            f"segment {number}: {len(nonces)} tickets, {len(renditions)} renditions, {pixels} pixels, {took:.1f} s"
        )
        return Transcoded(number, session, renditions, pixels, len(nonces), nonces, result, session_id)

    def _prepare(
        self, session: Session, number: int, data: bytes, seconds: Fraction
    ) -> tuple[dict[str, str], Update, list[int]]:
        """Headers of a segment, and the payment that is in them. Raises ``SegmentFailed``."""
        try:
            accounting.require_steady_price(session.price, session.initial_price)
            params = self._created(session.offer())
            require_fresh(params.expiration_block, self._chain.block)
            value = expected_value(params.face_value, params.win_prob)
            wanted = [
                accounting.Rendition(p.width, p.height, p.frame_rate, p.frame_rate_denominator) for p in self._profiles
            ]
            fee = accounting.estimated_fee(wanted, seconds, session.price)
            update = stage(session.balance, fee, value)
            tickets = self._tickets(session, params, update.tickets)
        except OffchainRejection as rejection:
            raise SegmentFailed(rejection.reason.value, own=True) from rejection
        except net.Malformed as error:
            raise SegmentFailed(str(error), own=True) from error
        quoted = session.info.price_info.pricePerUnit, session.info.price_info.pixelsPerUnit
        headers = {
            segments.HEADER: self._description(session, number, data, seconds),
            payment_header.HEADER: payment_header.header(payment_header.payment(self.address, quoted, params, tickets)),
            "Content-Type": SEGMENT_TYPE,
        }
        return headers, update, [ticket.sender_nonce for ticket in tickets]

    def _created(self, params: TicketParams) -> TicketParams:
        """An offer with the round and block hash that its tickets have."""
        last = self._chain.round
        creation_round, block_hash = ticket_creation(
            params.creation_round, params.creation_block_hash, last, self._chain.round_block_hash(last)
        )
        return params._replace(creation_round=creation_round, creation_block_hash=block_hash)

    def _tickets(self, session: Session, params: TicketParams, count: int) -> list[SignedNonce]:
        """The next tickets under an offer, signed. Raises ``OffchainRejection``."""
        chain = self._chain
        sender = chain.sender(self.address, params.recipient)
        funds = Funds(sender.deposit, sender.reserve, sender.withdraw_round)
        validate_ticket_params(self._config, params, max(count, 1), funds, chain.block, chain.round)
        nonces = batch_nonces(session.used, count)
        session.used += count
        batch = expand_batch(params, self.address, nonces)
        return [SignedNonce(ticket.sender_nonce, sign_message(self._key, ticket_hash(ticket))) for ticket in batch]

    def _description(self, session: Session, number: int, data: bytes, seconds: Fraction) -> str:
        segment = Segment(self._stream_id, number, keccak(data), tuple(profile.name for profile in self._profiles))
        return segment_header(
            SegmentData(
                segment,
                self._profiles,
                sign_message(self._key, segment_digest(segment)),
                int(seconds * 1000),
                auth_token=session.info.auth_token.SerializeToString(),
                capabilities=encoded([(1, bit_words(self._capabilities))]),
                calc_perceptual_hash=self._verifies,
            )
        )

    def _settle(self, session: Session, update: Update, outcome: Outcome, fee: Fraction) -> None:
        if outcome is not Outcome.STAGED:
            session.sent += update.credit
        if outcome is Outcome.SPENT:
            session.lost += update.existing + update.credit
        session.fees += fee
        session.balance = settle(update, outcome, fee)

    async def _verified(self, session: Session, result: net.Message, seconds: float) -> list[bytes]:
        """The renditions of a result, whose signature and pixels were checked. Raises ``SegmentFailed``."""
        entries = result.data.segments
        try:
            renditions = [await session.client.download(entry.url, seconds) for entry in entries]
            require_signed_result(
                renditions, len(self._profiles), result.data.sig, session.info.address,
                session.info.ticket_params.recipient,
            )  # fmt: skip
            counted = [await video.pixels(rendition) for rendition in renditions]
            require_counted_pixels([entry.pixels for entry in entries], counted)
        except OffchainRejection as rejection:
            raise SegmentFailed(rejection.reason.value) from rejection
        except (TransportError, FfmpegFailed) as error:
            raise SegmentFailed(str(error)) from error
        return renditions


def _result(reply: Reply) -> net.Message:
    """The result in an answer. Raises ``SegmentFailed`` with what the orchestrator said."""
    if reply.status != 200:
        raise SegmentFailed(reply.text)
    try:
        result = net.parse("TranscodeResult", reply.body)
    except net.Malformed as error:
        raise SegmentFailed(str(error)) from error
    kind = result.WhichOneof("result")
    if kind == "data":
        return result
    raise SegmentFailed(result.error if kind == "error" else "UnknownResponse")
