"""The renditions of a segment, and how many pixels were encoded for them."""

import asyncio

from livepeer_reference.nodes import ffmpeg, segments
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.offchain.results import Rendition


async def rendition(data: bytes, profile: Profile) -> Rendition:
    """The rendition of a segment. Raises ``FfmpegFailed``."""
    wanted = segments.Profile(profile.name, profile.width, profile.height, profile.frame_rate)
    content = await asyncio.to_thread(segments.transcode, data, wanted)
    return Rendition(content, await pixels(content))


async def pixels(content: bytes) -> int:
    """Pixels of all frames of a rendition. Raises ``FfmpegFailed``."""
    arguments = ("-i", "-", "-map", "0:v:0", "-c", "copy", "-f", "framecrc", "-")
    told = (await asyncio.to_thread(ffmpeg.run, arguments, content)).decode("ascii")
    width, height = next(
        line.split(":")[1].strip().split("x") for line in told.splitlines() if line.startswith("#dimensions")
    )
    return int(width) * int(height) * sum(not line.startswith("#") for line in told.splitlines())
