"""Nodes on loopback with a chain that does as it is told, for tests of the nodes."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction

from livepeer_reference.nodes.wallet import Wallet
from livepeer_reference.streaming import tls
from livepeer_reference.streaming.broadcaster import Broadcaster
from livepeer_reference.streaming.orchestrator import Account, Orchestrator
from livepeer_reference.streaming.redeemer import Redeemer
from livepeer_reference.streaming.serving import Serving, serving
from livepeer_reference.streaming.told_chain import ToldChain
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.sending import SenderConfig
from livepeer_spec.primitives.hashing import keccak

PROFILES = tuple(PRESETS[name] for name in ("P144p30fps16x9", "P240p30fps16x9"))
SENDER = SenderConfig(Fraction(3 * 10**12), Fraction(2 * 10**13))


def account(number: int) -> Account:
    """An account by its number."""
    key = keccak(b"account %d" % number)
    return Account(key, Wallet(key).address)


ALICE, BOB, ERIN = map(account, range(3))


@dataclass
class World:
    """An orchestrator of alice's, and its chain."""

    chain: ToldChain
    node: Serving

    @property
    def orchestrator(self) -> Orchestrator:
        """The orchestrator."""
        return self.node.orchestrator

    @property
    def redeemer(self) -> Redeemer:
        """Its redeemer."""
        return self.node.redeemer

    @property
    def uri(self) -> str:
        """Where the orchestrator is."""
        return self.node.uri

    def broadcaster(self) -> Broadcaster:
        """A broadcaster of erin's on the same chain."""
        return Broadcaster(ERIN.key, ERIN.address, self.chain, SENDER, PROFILES, "stream", lambda address: 1)


@asynccontextmanager
async def world(members: int = 0) -> AsyncIterator[World]:
    """An orchestrator whose pool has so many members."""
    chain = ToldChain()
    async with serving(ALICE, chain, members) as node:
        yield World(chain, node)


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
