"""Talking to an orchestrator: calls of gRPC, segments and renditions over HTTP, each within its time.

Whatever the other side does (say nothing, stop in the middle, send garbage or too much), the caller gets a
``TransportError`` whose text says what went wrong and which limit was met.
"""

import asyncio
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import aiohttp
import grpc
import grpc.aio

from livepeer_reference.streaming import net, tls
from livepeer_spec.offchain.segments import MAX_BYTES

CONNECT_SECONDS: Final = 3.0
CALL_SECONDS: Final = 8.0
MAX_REPLY_BYTES: Final = 4 << 20
"""The longest answer to a segment: renditions are fetched apart from it."""


class TransportError(Exception):
    """No answer, or one that cannot be read. ``was_sent`` is whether the other side may have worked already."""

    def __init__(self, text: str, was_sent: bool = False) -> None:
        super().__init__(text)
        self.was_sent = was_sent


class CallRefused(Exception):
    """The other side refused a call; the text is its own."""


class Reply(NamedTuple):
    """An answer over HTTP."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, without the line's end."""
        return self.body.decode("utf-8", "replace").strip()


class OrchestratorClient:
    """Connections to the node at one address."""

    def __init__(self, uri: str) -> None:
        self.uri = uri.rstrip("/")
        self._channel: Any = None
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections."""
        if self._channel is not None:
            await self._channel.close()
        if self._http is not None:
            await self._http.close()

    async def call(self, service: str, method: str, request: net.Message, seconds: float = CALL_SECONDS) -> net.Message:
        """The answer to a call. Raises ``CallRefused`` and ``TransportError``."""
        channel = await self._connect()
        try:
            return await net.caller(channel, service, method)(request, timeout=seconds)
        except grpc.aio.AioRpcError as error:
            text = f"{method}: {error.details()}"
            if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                raise TransportError(f"{text} (limit {seconds} s)") from error
            raise CallRefused(str(error.details())) from error

    async def stream(self, service: str, method: str, request: net.Message) -> Any:
        """The answers to a call, one after another; to be read with ``async for``."""
        return net.caller(await self._connect(), service, method)(request)

    async def ping(self, value: bytes) -> bytes:
        """What the node answers to a ping."""
        answer = await self.call("Orchestrator", "Ping", net.message_class("PingPong")(value=value))
        return bytes(answer.value)

    async def post(
        self, path: str, headers: dict[str, str], body: Any, *, header_seconds: float, total_seconds: float
    ) -> Reply:
        """The answer to a POST. Raises ``TransportError``."""
        loop, sent = asyncio.get_running_loop(), False
        deadline = loop.time() + total_seconds
        try:
            async with asyncio.timeout(min(header_seconds, total_seconds)):
                response = await self._session().post(self.uri + path, headers=headers, data=body)
            sent = True
            async with response, asyncio.timeout_at(deadline):
                return Reply(response.status, await _limited(response, MAX_REPLY_BYTES))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            said = str(error) or f"nothing within {total_seconds if sent else header_seconds} s"
            raise TransportError(f"{'body' if sent else 'header'} timeout: {said}", sent) from error

    async def download(self, url: str, seconds: float = CALL_SECONDS, limit: int = MAX_BYTES) -> bytes:
        """What is at an address. Raises ``TransportError``."""
        try:
            async with asyncio.timeout(seconds), self._session().get(url) as response:
                if response.status != 200:
                    raise TransportError(f"{url}: {response.status} {response.reason}", True)
                return await _limited(response, limit)
        except TimeoutError as error:
            raise TransportError(f"{url}: not complete within {seconds} s", True) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise TransportError(f"{url}: {error}", True) from error

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            connector = aiohttp.TCPConnector(ssl=tls.unverified_context("http/1.1"))
            no_limit = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS)
            self._http = aiohttp.ClientSession(connector=connector, timeout=no_limit)
        return self._http

    async def _connect(self) -> Any:
        if self._channel is None:
            parts = urlsplit(self.uri)
            host, port = parts.hostname or "", parts.port or 443
            try:
                pem, name = await asyncio.to_thread(tls.presented_certificate, host, port, CONNECT_SECONDS)
            except OSError as error:
                raise TransportError(f"Did not connect to orch={self.uri}: {error}") from error
            credentials = grpc.ssl_channel_credentials(root_certificates=pem)
            options = (("grpc.ssl_target_name_override", name),)
            self._channel = grpc.aio.secure_channel(f"{host}:{port}", credentials, options)
        return self._channel


async def _limited(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body of an answer. Raises ``TransportError`` where it is longer than ``limit``."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise TransportError(f"{response.url}: input bigger than max buffer size of {limit} bytes", True)
    return bytes(body)
