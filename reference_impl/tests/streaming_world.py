"""Nodes on loopback with a chain that does as it is told, for tests of the nodes."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from livepeer_reference.streaming import tls
from livepeer_reference.streaming.broadcaster import Broadcaster
from livepeer_reference.streaming.chain import ChainError
from livepeer_reference.streaming.listener import Listener
from livepeer_reference.streaming.orchestrator import Account, Orchestrator
from livepeer_reference.streaming.redeemer import Redeemer, RedeemerClient
from livepeer_reference.streaming.transcoder import PoolMember
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.sender_monitor import Sender
from livepeer_spec.offchain.sending import SenderConfig
from livepeer_spec.offchain.ticket_params import RecipientConfig
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Hash32, Round, Wei
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, ticket_hash

ETH = 10**18
PROFILES = (PRESETS["P144p30fps16x9"],)
CONFIG = RecipientConfig(expected_value=8 * 10**9, redeem_gas=1_200_000)
SENDER = SenderConfig(Fraction(3 * 10**12), Fraction(2 * 10**13))
PRICE = Fraction(1_000)
SECRET = "pool"


def account(number: int) -> Account:
    """An account by its number."""
    from livepeer_reference.nodes.wallet import Wallet

    key = keccak(b"account %d" % number)
    return Account(key, Wallet(key).address)


ALICE, BOB, ERIN = map(account, range(3))


@dataclass
class ToldChain:
    """A chain that is what a test says; redeemed tickets pay their face value unless ``failure`` says why not."""

    block: int = 1_000
    round: Round = 20
    gas_price: Wei = 200
    pool_size: int = 2
    funds: Sender = field(default_factory=lambda: Sender(ETH, ETH))
    active: bool = True
    failure: str = ""
    used: set[Hash32] = field(default_factory=set)

    def round_block_hash(self, round: Round) -> Hash32:
        """A hash for each round."""
        return keccak(b"round %d" % round)

    def is_active(self, orchestrator: Address) -> bool:
        """As it was told."""
        return self.active

    def sender(self, address: Address, claimant: Address) -> Sender:
        """The same for everybody."""
        funds = self.funds
        return Sender(funds.deposit, funds.reserve, withdraw_round=funds.withdraw_round)

    def is_used(self, ticket_hash: Hash32) -> bool:
        """Whether a ticket was redeemed."""
        return ticket_hash in self.used

    def redeem(self, caller: Address, ticket: Ticket, signature: bytes, rand: int) -> Wei:
        """Pay the face value."""
        if self.failure:
            raise ChainError(self.failure)
        self.used.add(ticket_hash(ticket))
        return ticket.face_value


@dataclass
class World:
    """An orchestrator with its redeemer, and their chain."""

    chain: ToldChain
    orchestrator: Orchestrator
    redeemer: Redeemer

    @property
    def uri(self) -> str:
        """Where the orchestrator is."""
        return self.orchestrator.listener.uri

    def broadcaster(self) -> Broadcaster:
        """A broadcaster on the same chain."""
        return Broadcaster(ERIN.key, ERIN.address, self.chain, SENDER, PROFILES, "stream", lambda address: 1)


@asynccontextmanager
async def world(members: int = 0) -> AsyncIterator[World]:
    """An orchestrator whose pool has so many members."""
    chain = ToldChain()
    redeemer = Redeemer(ALICE.address, chain, CONFIG.redeem_gas, Listener())
    await redeemer.start()
    client = RedeemerClient(redeemer.listener.uri)
    orchestrator = Orchestrator(ALICE, chain, CONFIG, PRICE, Listener(), client, SECRET)
    await orchestrator.start()
    works = [asyncio.create_task(PoolMember(orchestrator.listener.uri, SECRET).run()) for _ in range(members)]
    await orchestrator.pool.wait_for_members(members)
    try:
        yield World(chain, orchestrator, redeemer)
    finally:
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)
        await orchestrator.stop()
        await client.close()
        await redeemer.listener.stop()


async def raw(port: int, content: bytes, *, hang_up: bool = False, seconds: float = 10.0) -> bytes:
    """What comes back for bytes that are sent over TLS, until the node has said a whole answer or hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls.unverified_context("http/1.1"))
    try:
        writer.write(content)
        await writer.drain()
        if hang_up:
            return b""
        async with asyncio.timeout(seconds):
            return await reader.read(1 << 16)
    except (ConnectionError, ssl.SSLError):
        return b""
    finally:
        writer.close()


def request(headers: dict[str, str], body: bytes = b"", length: int | None = None) -> bytes:
    """A POST of a segment, byte by byte."""
    told = {"Host": "node", "Content-Length": str(len(body) if length is None else length), **headers}
    lines = ["POST /segment HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def status(answer: bytes) -> tuple[int, str]:
    """Status and body of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode("utf-8").strip()
