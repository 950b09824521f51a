"""A verifier: a node that runs the verification function for broadcasters.

It is sent a source, a rendition and what was asked for, and answers what it found. It is not told whose they are.

Source: "Verification Roadmap", Full Verification (``fullVerifierList``).
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import Final

from aiohttp import BodyPartReader, web

from livepeer_reference.streaming.listener import Listener
from livepeer_reference.verifying.judging import Verify, verify
from livepeer_spec.offchain.segments import MAX_BYTES
from livepeer_spec.verification.content.rule import Asked

AT_A_TIME: Final = 2
"""Requests that are worked on at a time; more wait."""
ASKED: Final = "Livepeer-Asked"
"""The header with what was asked for: ``640x360`` with the source's frame rate, ``640x360@30/1`` with another."""
_ASKED: Final = re.compile(r"([1-9]\d{0,4})x([1-9]\d{0,4})(?:@([1-9]\d{0,5})/([1-9]\d{0,5}))?")


class Verifier:
    """A verifier at a port of its own."""

    def __init__(self, port: int = 0, verify: Verify = verify) -> None:
        self.listener = Listener(port)
        self._verify = verify
        self._places = asyncio.Semaphore(AT_A_TIME)

    async def answer(self, request: web.Request) -> web.Response:
        """The route /verify."""
        try:
            asked = read_asked(request.headers.get(ASKED, ""))
            source, rendition = await _videos(request)
        except ValueError as error:
            return web.Response(status=400, text=f"{error}\n")
        async with self._places:
            judgement = await asyncio.to_thread(self._verify, source, rendition, asked)
        return web.json_response({
            "verdict": judgement.verdict.name, "rule": judgement.rule, "said": judgement.said,
        })  # fmt: skip


def asked_text(asked: Asked) -> str:
    """What was asked for as the header has it."""
    rate = asked.frame_rate
    return f"{asked.width}x{asked.height}" + (f"@{rate.numerator}/{rate.denominator}" if rate is not None else "")


def read_asked(text: str) -> Asked | None:
    """What a header asks for; None where it is empty. Raises ``ValueError``."""
    if not text:
        return None
    found = _ASKED.fullmatch(text)
    if found is None:
        raise ValueError(f"header {ASKED}: WIDTHxHEIGHT or WIDTHxHEIGHT@FRAMES/SECONDS wanted")
    width, height, frames, seconds = found.groups()
    return Asked(int(width), int(height), Fraction(int(frames), int(seconds)) if frames else None)


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
