"""An orchestrator's transcoder pool: members register, are sent segments, and send renditions back.

Source: Livepeer Streamflow Paper, "Orquestradores e Transcodificadores"; the client's package ``server`` (remote
transcoders).
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import BodyPartReader, MultipartReader, web

from livepeer_reference.streaming import net
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.offchain.results import Part, Rendition, with_fingerprints

AUTHORIZATION: Final = "Livepeer-Transcoder-1.0"
MAX_DIGITS: Final = 18
"""Digits of the longest number in a header."""
ERROR_TYPE: Final = "livepeer/transcoding-error"
MIN_SECONDS: Final = 8.0
"""What a member has at least for a segment; it has four times the segment's length where that is more."""


class TranscodingFailed(Exception):
    """A segment that was not transcoded; the text is for the broadcaster."""


@dataclass(eq=False)
class _Member:
    """A member: how much it does at a time, what it is told next, and how much it has to do."""

    capacity: int
    orders: asyncio.Queue[net.Message] = field(default_factory=asyncio.Queue)
    load: int = 0


class Pool:
    """The pool of one orchestrator; members know ``secret``."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._members: list[_Member] = []
        self._tasks: dict[int, asyncio.Future[list[Part]]] = {}
        self._ids = itertools.count(1)
        self._joined = asyncio.Condition()

    async def wait_for_members(self, count: int) -> None:
        """Wait until so many transcoders have registered."""
        async with self._joined:
            await self._joined.wait_for(lambda: len(self._members) >= count)

    async def register(self, request: net.Message, context: Any) -> AsyncIterator[net.Message]:
        """The call RegisterTranscoder: segments as they come, for as long as the member stays connected."""
        if request.secret != self._secret:
            raise net.Refused("invalid secret")
        if request.capacity <= 0:
            raise net.Refused("zero capacity")
        member = _Member(request.capacity)
        async with self._joined:
            self._members.append(member)
            self._joined.notify_all()
        try:
            while True:
                yield await member.orders.get()
        finally:
            self._members.remove(member)

    async def transcode(self, url: str, work: net.Message, seconds: float) -> list[Rendition]:
        """The renditions of the segment at an address. Raises ``TranscodingFailed``."""
        free = [member for member in self._members if member.load < member.capacity]
        if not free:
            raise TranscodingFailed("no transcoders available")
        member = min(free, key=lambda candidate: candidate.load / candidate.capacity)
        task = next(self._ids)
        done = self._tasks[task] = asyncio.get_running_loop().create_future()
        member.load += 1
        try:
            member.orders.put_nowait(_order(url, work, task))
            async with asyncio.timeout(max(MIN_SECONDS, 4 * seconds)):
                return with_fingerprints(await done)
        except TimeoutError as error:
            raise TranscodingFailed("Remote transcoder took too long") from error
        except OffchainRejection as rejection:
            raise TranscodingFailed(rejection.reason.value) from rejection
        finally:
            member.load -= 1
            del self._tasks[task]

    async def results(self, request: web.Request) -> web.Response:
        """The route /transcodeResults."""
        authorization, secret = (request.headers.get(name) for name in ("Authorization", "Credentials"))
        if authorization != AUTHORIZATION or secret != self._secret:
            return web.Response(status=401, text="Unauthorized\n")
        task = self._tasks.get(_whole(request.headers.get("TaskId")))
        if task is None or task.done():
            return web.Response(status=400, text="Invalid Task ID\n")
        if request.content_type == ERROR_TYPE:
            task.set_exception(TranscodingFailed((await request.read()).decode("utf-8", "replace")))
        elif _whole(request.headers.get("Pixels")) < 0:
            return web.Response(status=400, text="Invalid Pixels\n")
        elif request.content_type == "multipart/mixed":
            try:
                parts = await _parts(await request.multipart())
            except ValueError as error:
                return web.Response(status=500, text=f"{error}\n")
            if not task.done():
                task.set_result(parts)
        return web.Response(text="OK")


def _order(url: str, work: net.Message, task: int) -> net.Message:
    """What a member is told: nothing that the broadcaster signed, and not where renditions are put."""
    order = net.message_class("NotifySegment")(url=url, taskId=task, profiles=b"invalid")
    order.segData.CopyFrom(work)
    order.segData.hash = bytes(32)
    for name in ("sig", "storage"):
        order.segData.ClearField(name)
    return order


async def _parts(reader: MultipartReader) -> list[Part]:
    parts = []
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            raise ValueError("a part has parts itself")
        told = part.headers.get("Pixels")
        if told is not None and _whole(told) < 0:
            raise ValueError(f"header Pixels of part {len(parts)} is no number of at most {MAX_DIGITS} digits")
        parts.append(Part(bytes(await part.read()), None if told is None else _whole(told)))
    return parts


def _whole(text: str | None) -> int:
    """The number of signed 64 bits that a header has; -1 where it has none."""
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > MAX_DIGITS:
        return -1
    return int(text)
