"""One port for gRPC and HTTP: TLS tells by ALPN which of the two a connection speaks.

grpcio and aiohttp listen on sockets in a folder; the port passes each connection on to one of them.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import grpc.aio
from aiohttp import web

from livepeer_reference.streaming import tls

MAX_HEADER_BYTES: Final = 1 << 20
"""The longest header that a node reads."""
_CHUNK: Final = 1 << 16


class Listener:
    """A node's port on loopback. ``port`` is 0 until it listens, where none was asked for."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._folder = TemporaryDirectory(prefix="livepeer-node-")
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def uri(self) -> str:
        """The address by which others find the node."""
        return f"https://127.0.0.1:{self.port}"

    async def start(self, services: Sequence[Any], routes: Sequence[web.RouteDef], max_body: int) -> None:
        """Listen for calls of gRPC and for requests of HTTP."""
        folder = Path(self._folder.name)
        self._grpc = grpc.aio.server()
        self._grpc.add_generic_rpc_handlers(tuple(services))
        self._grpc.add_insecure_port(f"unix:{folder}/grpc")
        await self._grpc.start()
        application = web.Application(client_max_size=max_body)
        application.add_routes(routes)
        self._http = web.AppRunner(
            application, max_line_size=MAX_HEADER_BYTES, max_field_size=MAX_HEADER_BYTES, access_log=None
        )
        await self._http.setup()
        await web.UnixSite(self._http, f"{folder}/http").start()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, ssl=tls.server_context(folder))
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop at once, and leave everybody alone who is connected."""
        self._server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._grpc.stop(None)
        await self._http.cleanup()
        self._folder.cleanup()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        protocol = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        path = Path(self._folder.name) / ("grpc" if protocol == "h2" else "http")
        inner_reader, inner_writer = await asyncio.open_unix_connection(path)
        with suppress(asyncio.CancelledError):
            await asyncio.wait(
                [
                    asyncio.create_task(_copy(reader, inner_writer)),
                    asyncio.create_task(_copy(inner_reader, writer)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
        for end in (inner_writer, writer):
            end.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Pass on what comes until nothing more does."""
    with suppress(OSError):
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()
