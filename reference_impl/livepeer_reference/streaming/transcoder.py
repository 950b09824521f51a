"""A member of a transcoder pool: takes segments from its orchestrator, and sends the renditions back."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

import aiohttp
import grpc.aio

from livepeer_reference.nodes.ffmpeg import FfmpegFailed
from livepeer_reference.streaming import net, reading, video
from livepeer_reference.streaming.client import OrchestratorClient, TransportError
from livepeer_reference.streaming.pool import AUTHORIZATION, ERROR_TYPE
from livepeer_spec.offchain.profiles import MIME_TYPES, Format, Profile
from livepeer_spec.offchain.results import Rendition

_log: Final = logging.getLogger(__name__)
RESULT_SECONDS: Final = 30.0
FINGERPRINT_TYPE: Final = "application/octet-stream"


class PoolMember:
    """A transcoder that works for the orchestrator at ``uri``, on ``capacity`` segments at a time."""

    def __init__(self, uri: str, secret: str, capacity: int = 2) -> None:
        self._client = OrchestratorClient(uri)
        self._secret = secret
        self._capacity = capacity
        self._works: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until the orchestrator is gone, or this is cancelled."""
        request = net.message_class("RegisterRequest")(secret=self._secret, capacity=self._capacity)
        try:
            async for order in await self._client.stream("Transcoder", "RegisterTranscoder", request):
                work = asyncio.create_task(self._work(order))
                self._works.add(work)
                work.add_done_callback(self._works.discard)
        except grpc.aio.AioRpcError as error:
            _log.info("the orchestrator left: %s", error.details())
        finally:
            for work in self._works:
                work.cancel()
            await self._client.close()

    async def _work(self, order: net.Message) -> None:
        with suppress(TransportError):
            try:
                data = await self._client.download(order.url)
                profiles, wanted = reading.work(order.segData).profiles, order.segData.calc_perceptual_hash
                renditions = [await self.render(data, profile, wanted) for profile in profiles]
            except (FfmpegFailed, TransportError) as error:
                await self._send(order.taskId, 0, str(error).encode("utf-8"), ERROR_TYPE)
                return
            pixels = sum(rendition.pixels for rendition in renditions)
            with aiohttp.MultipartWriter("mixed") as body:
                for rendition, profile in zip(renditions, profiles, strict=True):
                    _append(body, rendition, profile)
            await self._send(order.taskId, pixels, body, body.content_type)

    async def render(self, data: bytes, profile: Profile, with_fingerprint: bool) -> Rendition:
        """The rendition of a segment. Raises ``FfmpegFailed``."""
        return await video.rendition(data, profile, with_fingerprint)

    async def _send(self, task: int, pixels: int, body: object, content_type: str) -> None:
        headers = {
            "Authorization": AUTHORIZATION,
            "Credentials": self._secret,
            "TaskId": str(task),
            "Pixels": str(pixels),
            "Content-Type": content_type,
        }
        limits = {"header_seconds": RESULT_SECONDS, "total_seconds": RESULT_SECONDS}
        await self._client.post("/transcodeResults", headers, body, **limits)


def _append(body: aiohttp.MultipartWriter, rendition: Rendition, profile: Profile) -> None:
    part = body.append(rendition.content, {"Content-Type": MIME_TYPES[profile.format or Format.MPEGTS]})
    part.headers["Pixels"] = str(rendition.pixels)
    if rendition.perceptual_hash is not None:
        # Without a number of pixels it belongs to the rendition before it.
        body.append(rendition.perceptual_hash, {"Content-Type": FINGERPRINT_TYPE})
