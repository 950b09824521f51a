"""A verifier: a node that runs the verification function for broadcasters.

It is sent a source and a rendition, and answers what it found. It is not told whose they are.

Source: "Verification Roadmap", Full Verification (``fullVerifierList``).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import BodyPartReader, web

from livepeer_reference.streaming.listener import Listener
from livepeer_reference.verifying.judging import Verify, verify
from livepeer_spec.offchain.segments import MAX_BYTES

AT_A_TIME: Final = 2
"""Requests that are worked on at a time; more wait."""


class Verifier:
    """A verifier at a port of its own."""

    def __init__(self, port: int = 0, verify: Verify = verify) -> None:
        self.listener = Listener(port)
        self._verify = verify
        self._places = asyncio.Semaphore(AT_A_TIME)

    async def answer(self, request: web.Request) -> web.Response:
        """The route /verify."""
        try:
            source, rendition = await _videos(request)
        except ValueError as error:
            return web.Response(status=400, text=f"{error}\n")
        async with self._places:
            judgement = await asyncio.to_thread(self._verify, source, rendition)
        return web.json_response({
            "verdict": judgement.verdict.name, "rule": judgement.rule, "said": judgement.said,
        })  # fmt: skip


async def _videos(request: web.Request) -> list[bytes]:
    """The two parts of a request. Raises ``ValueError``."""
    if request.content_type != "multipart/form-data":
        raise ValueError("multipart/form-data with a source and a rendition is wanted")
    videos: list[bytes] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or len(videos) == 2:
            raise ValueError("two parts are wanted: a source and a rendition")
        videos.append(bytes(await part.read()))
        if len(videos[-1]) > MAX_BYTES:
            raise ValueError(f"part {len(videos)} has more than {MAX_BYTES} bytes")
    if len(videos) != 2:
        raise ValueError(f"{len(videos)} parts instead of a source and a rendition")
    return videos


@asynccontextmanager
async def running(port: int = 0, verify: Verify = verify) -> AsyncIterator[Verifier]:
    """A verifier that runs for as long as the block lasts."""
    verifier = Verifier(port, verify)
    await verifier.listener.start([], [web.post("/verify", verifier.answer)], 2 * MAX_BYTES)
    try:
        yield verifier
    finally:
        await verifier.listener.stop()
