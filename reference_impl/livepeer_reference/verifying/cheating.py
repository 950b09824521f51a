"""Orchestrators that cheat: members of a pool that return something else than they should, to be caught."""

import asyncio
from typing import Final

from livepeer_reference.nodes import ffmpeg, segments
from livepeer_reference.streaming import video
from livepeer_reference.streaming.transcoder import PoolMember
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.offchain.results import Rendition

_BANNER: Final = "drawbox=w=iw:h=ih/2:color=gray:t=fill"
"""Covers the upper half of the picture."""
_OTHER: Final = "mandelbrot=size=320x180:rate=25"
_ENCODED: Final = ("-c:v", "libx264", "-preset", "veryfast", "-threads", "1", *ffmpeg.BIT_EXACT, "-f", "mpegts", "-")


async def tampered(rendition: Rendition) -> bytes:
    """A rendition with half of its pictures covered. Raises ``FfmpegFailed``."""
    return await asyncio.to_thread(ffmpeg.run, ("-i", "-", "-vf", _BANNER, *_ENCODED), rendition.content)


class TamperingMember(PoolMember):
    """Tampers with each rendition, and returns the fingerprint of the honest one."""

    async def render(self, data: bytes, profile: Profile, with_fingerprint: bool) -> Rendition:
        """A rendition that is tampered with, beside an honest fingerprint."""
        honest = await video.rendition(data, profile, with_fingerprint)
        content = await tampered(honest)
        return Rendition(content, await video.pixels(content), honest.perceptual_hash)


class OtherMember(PoolMember):
    """Returns renditions of a video of its own, with their fingerprints: less work, and not the stream's."""

    async def render(self, data: bytes, profile: Profile, with_fingerprint: bool) -> Rendition:
        """The rendition of something else."""
        arguments = ("-f", "lavfi", "-i", _OTHER, "-t", str(segments.SECONDS), *_ENCODED)
        other = await asyncio.to_thread(ffmpeg.run, arguments)
        return await video.rendition(other, profile, with_fingerprint)


class SilentMember(PoolMember):
    """Never returns anything."""

    async def render(self, data: bytes, profile: Profile, with_fingerprint: bool) -> Rendition:
        """Nothing, for as long as the node runs."""
        await asyncio.Event().wait()
        raise AssertionError


MEMBERS: Final[dict[str, type[PoolMember]]] = {
    "honest": PoolMember, "tampering": TamperingMember, "other": OtherMember, "silent": SilentMember,
}  # fmt: skip
"""Members by what they do."""
