"""The renditions of a segment, and how many pixels were encoded for them."""

import asyncio

from livepeer_reference.nodes import segments
from livepeer_reference.video.examining import look
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.offchain.results import Rendition


async def rendition(data: bytes, profile: Profile) -> Rendition:
    """The rendition of a segment. Raises ``FfmpegFailed``."""
    wanted = segments.Profile(profile.name, profile.width, profile.height, profile.frame_rate)
    content = await asyncio.to_thread(segments.transcode, data, wanted)
    return Rendition(content, await pixels(content))


async def pixels(content: bytes) -> int:
    """Pixels of all frames of a rendition. Raises ``FfmpegFailed``."""
    facts = await asyncio.to_thread(look, content)
    return facts.width * facts.height * facts.frames
