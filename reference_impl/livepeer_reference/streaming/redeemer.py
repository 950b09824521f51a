"""The redeemer: keeps an orchestrator's winning tickets, and redeems each when its offer has expired.

Source: the client's packages ``pm`` (sender monitor, ticket queue) and ``server`` (redeemer).
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

import grpc

from livepeer_reference.streaming import net
from livepeer_reference.streaming.chain import Chain, ChainError
from livepeer_reference.streaming.client import OrchestratorClient
from livepeer_reference.streaming.listener import Listener
from livepeer_reference.streaming.reading import fixed, number, ticket_params
from livepeer_spec.offchain import payment_header
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.offchain.numbers import minimal_bytes
from livepeer_spec.offchain.redemption import Queued, due, is_settled, require_worthwhile
from livepeer_spec.offchain.sender_monitor import available_funds, end_redeeming, max_float, start_redeeming
from livepeer_spec.offchain.signatures import checksum_text
from livepeer_spec.offchain.tickets import TicketParams, expand_batch
from livepeer_spec.primitives.types import Address, Wei
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, ticket_hash

_CALL_BYTES: Final = 1 << 20


@dataclass(frozen=True)
class Winner:
    """A winning ticket that waits; ``queued`` is what decides when its turn is."""

    ticket: Ticket
    signature: bytes
    rand: int
    queued: Queued


class Redemption(NamedTuple):
    """What came of trying to redeem a ticket: what it paid in wei, and the error where there was one."""

    ticket: Ticket
    paid: Wei
    error: str | None


class Redeemer:
    """A process that redeems the tickets of one recipient; others ask it what a sender is good for.

    Attributes:
        redeemed: what it tried, in order.
    """

    def __init__(self, recipient: Address, chain: Chain, redeem_gas: int, listener: Listener) -> None:
        self.redeemed: list[Redemption] = []
        self.listener = listener
        self._recipient = recipient
        self._chain = chain
        self._redeem_gas = redeem_gas
        self._queues: dict[Address, list[Winner]] = {}
        self._pending: dict[Address, Wei] = {}
        self._clock = itertools.count()
        self._monitors: dict[Address, list[asyncio.Queue[Wei]]] = {}

    async def start(self) -> None:
        """Serve TicketRedeemer."""
        implementations = {
            "QueueTicket": self._queue_ticket,
            "MaxFloat": self._max_float,
            "MonitorMaxFloat": self._monitor_max_float,
        }
        await self.listener.start([net.handlers("TicketRedeemer", implementations)], [], _CALL_BYTES)

    @property
    def waiting(self) -> int:
        """How many tickets wait."""
        return sum(map(len, self._queues.values()))

    def take_block(self) -> list[Redemption]:
        """Redeem what is due at the chain's last block, and return what came of it."""
        done = []
        for sender, queue in self._queues.items():
            for index in due([winner.queued for winner in queue], self._chain.block, self._chain.round):
                done.append(self._redeem(sender, queue[index]))
            settled = {ticket_hash(entry.ticket) for entry in done if is_settled(entry.error)}
            queue[:] = [winner for winner in queue if ticket_hash(winner.ticket) not in settled]
        self.redeemed += done
        return done

    def _redeem(self, sender: Address, winner: Winner) -> Redemption:
        """One ticket; while it is on its way its face value is pending."""
        ticket, chain = winner.ticket, self._chain
        known = self._sender(sender)
        try:
            require_worthwhile(
                ticket.face_value, available_funds(known, chain.pool_size), chain.is_used(ticket_hash(ticket)),
                self._redeem_gas, chain.gas_price,
            )  # fmt: skip
        except OffchainRejection as rejection:
            return Redemption(ticket, 0, rejection.reason.value)
        start_redeeming(known, ticket.face_value)
        self._pending[sender] = known.pending
        try:
            return Redemption(ticket, chain.redeem(self._recipient, ticket, winner.signature, winner.rand), None)
        except ChainError as error:
            return Redemption(ticket, 0, str(error))
        finally:
            end_redeeming(known, ticket.face_value)
            self._pending[sender] = known.pending
            self._tell(sender)

    def _sender(self, address: Address) -> Any:
        known = self._chain.sender(address, self._recipient)
        known.pending = self._pending.get(address, 0)
        return known

    def _tell(self, sender: Address) -> None:
        """Tell whoever watches what the sender is good for now."""
        for monitor in self._monitors.get(sender, ()):
            monitor.put_nowait(self._good_for(sender))

    def _good_for(self, sender: Address) -> Wei:
        return max(0, max_float(self._sender(sender), self._chain.pool_size))

    async def _queue_ticket(self, request: net.Message, context: Any) -> net.Message:
        ticket, signature, rand, expiration_block = _read_ticket(request)
        if ticket.recipient != self._recipient:
            raise net.Refused(
                f"invalid ticket recipient 0x{ticket.recipient.hex()}, expected {checksum_text(self._recipient)}",
                grpc.StatusCode.PERMISSION_DENIED,
            )
        queue = self._queues.setdefault(ticket.sender, [])
        if any(winner.signature == signature for winner in queue):
            text = f"failed inserting winning ticket sender={checksum_text(ticket.sender)}: it is there"
            raise net.Refused(text, grpc.StatusCode.INTERNAL)
        creation_round = int.from_bytes(ticket.aux_data[:32], "big")
        queue.append(Winner(ticket, signature, rand, Queued(next(self._clock), creation_round, expiration_block)))
        return net.message_class("QueueTicketRes")()

    async def _max_float(self, request: net.Message, context: Any) -> net.Message:
        return _update(self._good_for(fixed("sender", request.sender, 20)))

    async def _monitor_max_float(self, request: net.Message, context: Any) -> AsyncIterator[net.Message]:
        sender = fixed("sender", request.sender, 20)
        monitor: asyncio.Queue[Wei] = asyncio.Queue()
        watching = self._monitors.setdefault(sender, [])
        watching.append(monitor)
        try:
            while True:
                yield _update(await monitor.get())
        finally:
            watching.remove(monitor)


def _update(amount: Wei) -> net.Message:
    return net.message_class("MaxFloatUpdate")(max_float=minimal_bytes(amount))


def _read_ticket(message: net.Message) -> tuple[Ticket, bytes, int, int]:
    """The ticket of a message, its signature, its random number, and when its offer expires. Raises ``Malformed``."""
    params = ticket_params(message.ticket_params, message.expiration_params, Fraction(0))
    sender = fixed("sender", message.sender, 20)
    (ticket,) = expand_batch(params, sender, [message.sender_params.sender_nonce])
    rand = number("recipient_rand", message.recipient_rand)
    return ticket, message.sender_params.sig, rand, params.expiration_block


class RedeemerClient:
    """An orchestrator's connection to its redeemer."""

    def __init__(self, uri: str) -> None:
        self._client = OrchestratorClient(uri)

    async def max_float(self, sender: Address) -> Wei:
        """What a sender is good for, in wei. Raises ``CallRefused`` and ``TransportError``."""
        request = net.message_class("MaxFloatReq")(sender=sender)
        answer = await self._client.call("TicketRedeemer", "MaxFloat", request)
        return number("max_float", answer.max_float)

    async def queue(self, ticket: Ticket, signature: bytes, rand: int, expiration_block: int) -> None:
        """Hand a winning ticket over. Raises ``CallRefused`` and ``TransportError``."""
        creation_round, block_hash = int.from_bytes(ticket.aux_data[:32], "big"), ticket.aux_data[32:]
        params = TicketParams(
            ticket.recipient, ticket.face_value, ticket.win_prob, ticket.recipient_rand_hash, 0, expiration_block,
            Fraction(0), creation_round, block_hash,
        )  # fmt: skip
        request = net.message_class("Ticket")(
            ticket_params=net.parse("TicketParams", payment_header.ticket_params(params)),
            sender=ticket.sender,
            expiration_params=net.parse("TicketExpirationParams", payment_header.expiration_params(params)),
            sender_params={"sender_nonce": ticket.sender_nonce, "sig": signature},
            recipient_rand=minimal_bytes(rand),
        )
        await self._client.call("TicketRedeemer", "QueueTicket", request)

    async def close(self) -> None:
        """Close the connection."""
        await self._client.close()
