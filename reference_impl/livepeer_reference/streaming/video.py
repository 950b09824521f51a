"""The renditions of a segment, and how many pixels were encoded for them."""

import asyncio

from livepeer_reference.nodes import segments
from livepeer_reference.video.examining import fingerprint, look
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.offchain.results import Rendition
from livepeer_spec.verification.fingerprint.writing import write


async def rendition(data: bytes, profile: Profile, with_fingerprint: bool = False) -> Rendition:
    """The rendition of a segment, and its fingerprint where that is wanted. Raises ``FfmpegFailed``."""
    wanted = segments.Profile(profile.name, profile.width, profile.height, profile.frame_rate)
    content = await asyncio.to_thread(segments.transcode, data, wanted)
    return Rendition(content, await pixels(content), await fingerprint_file(content) if with_fingerprint else None)


async def fingerprint_file(content: bytes) -> bytes:
    """The file of a rendition's fingerprint. Raises ``FfmpegFailed``."""
    return write(await asyncio.to_thread(fingerprint, content))


async def pixels(content: bytes) -> int:
    """Pixels of all frames of a rendition. Raises ``FfmpegFailed``."""
    facts = await asyncio.to_thread(look, content)
    return facts.width * facts.height * facts.frames
