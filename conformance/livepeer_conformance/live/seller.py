"""The orchestrators that the suite plays: they work, refuse one segment, and keep everything that they were sent."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, Final

from aiohttp import web

from livepeer_conformance.model.actors import account
from livepeer_reference.streaming import net
from livepeer_reference.streaming.orchestrator import Account, Orchestrator
from livepeer_reference.streaming.serving import Serving, serving
from livepeer_reference.streaming.told_chain import ToldChain
from livepeer_spec.offchain import payment_header, segments
from livepeer_spec.offchain.errors import Fault
from livepeer_spec.primitives.types import Hash32, Round

NAMES: Final = ("alice", "carol")
FETCHING_SECONDS: Final = 2.0
"""How long a broadcaster has for fetching the renditions of the last segment."""
REFUSED: Final = 1
"""Which of the segments that arrive is refused, counted from 0."""


@dataclass(frozen=True)
class Arrival:
    """A segment as it arrived.

    Attributes:
        seller: whom it was sent to.
        payment, description: the headers, as text.
        balance: what its session had before, in wei.
        data: the segment.
        is_refused: whether the seller refused it.
    """

    seller: str
    payment: str
    description: str
    balance: Fraction
    data: bytes
    is_refused: bool

    def payment_message(self) -> net.Message:
        """The payment. Raises ``Malformed``."""
        return net.parse("Payment", content(self.payment))

    def work_message(self) -> net.Message:
        """The description. Raises ``Malformed``."""
        return net.parse("SegData", content(self.description))


@dataclass
class Record:
    """Everything that a broadcaster sent, in order, and what it was told."""

    requests: list[net.Message] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    infos: list[net.Message] = field(default_factory=list)
    answered: int = 0
    change: asyncio.Condition = field(default_factory=asyncio.Condition)

    def info_of(self, arrival: Arrival) -> net.Message | None:
        """What was told with the offer that a segment's tickets are under; None where it was never made."""
        wanted = arrival.payment_message().ticket_params.recipient_rand_hash
        return next((info for info in self.infos if info.ticket_params.recipient_rand_hash == wanted), None)

    async def wait_for(self, segments: int) -> None:
        """Wait until so many segments have been answered, and for the last renditions to be fetched."""
        async with self.change:
            await self.change.wait_for(lambda: self.answered >= segments)
        await asyncio.sleep(FETCHING_SECONDS)


class Seller(Orchestrator):
    """An orchestrator that keeps what it is sent."""

    def __init__(self, *arguments: Any, name: str, record: Record) -> None:
        super().__init__(*arguments)
        self._name = name
        self._record = record

    async def get_orchestrator(self, request: net.Message, context: Any) -> net.Message:
        """A quote."""
        self._record.requests.append(request)
        return await super().get_orchestrator(request, context)

    async def info(self, *arguments: Any) -> net.Message:
        """What a broadcaster has to know."""
        self._record.infos.append(await super().info(*arguments))
        return self._record.infos[-1]

    async def segment(self, request: web.Request) -> web.StreamResponse:
        """A segment; one of all is refused."""
        record = self._record
        payment, description = (request.headers.get(name, "") for name in (payment_header.HEADER, segments.HEADER))
        is_refused = len(record.arrivals) == REFUSED
        balance = self._balance(payment, description)
        record.arrivals.append(Arrival(self._name, payment, description, balance, await request.read(), is_refused))
        answer: web.StreamResponse = web.Response(status=400, text=f"{Fault.INSUFFICIENT_BALANCE.value}\n")
        if not is_refused:
            answer = await super().segment(request)
        async with record.change:
            record.answered += 1
            record.change.notify_all()
        return answer

    def _balance(self, payment: str, description: str) -> Fraction:
        try:
            sender = bytes(net.parse("Payment", content(payment)).sender)
            session = str(net.parse("SegData", content(description)).auth_token.session_id)
        except net.Malformed:
            return Fraction(0)
        return self.accounts.balances.get((sender, session), Fraction(0))


@dataclass
class RoundChain(ToldChain):
    """A told chain that has one round, with one block hash."""

    block_hash: Hash32 = bytes(32)

    def round_block_hash(self, round: Round) -> Hash32:
        """The hash of that round."""
        return self.block_hash


def content(header: str) -> bytes:
    """The bytes of a header. Raises ``Malformed`` where it is not in base64 with padding."""
    try:
        return base64.b64decode(header, validate=True)
    except (binascii.Error, ValueError) as error:
        raise net.Malformed(f"a header is not in base64: {error}") from error


@asynccontextmanager
async def selling(chain: ToldChain, ports: Sequence[int], record: Record) -> AsyncIterator[list[Serving]]:
    """Two orchestrators that serve for as long as the block lasts."""
    async with AsyncExitStack() as stack:
        nodes = []
        for name, port in zip(NAMES, ports, strict=True):
            who = account(name)
            make = partial(Seller, name=name, record=record)
            node = serving(Account(who.key or b"", who.address), chain, port=port, make=make)
            nodes.append(await stack.enter_async_context(node))
        yield nodes
