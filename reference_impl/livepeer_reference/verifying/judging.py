"""The verification function: whether a rendition shows what its source does, from the bytes of both.

It is an interface: whoever verifies may go by another rule. The one here compares fingerprints that are computed from
both videos, by the rule ``aligned``.

Source: "Verification Roadmap", Full Verification (``v``, and its natural initial candidate).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from livepeer_reference.video.examining import fingerprint
from livepeer_reference.video.running import Limits
from livepeer_reference.video.verdicts import FfmpegFailed
from livepeer_reference.video.verdicts import Verdict as Word
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.verification.fingerprint.aligned import Finding, compare
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.full import Picture, Verdict, verdict

LIMITS: Final = Limits(wall=20.0, processor=60)
"""What decoding one video may take."""


@dataclass(frozen=True)
class Judgement:
    """What is said of a rendition, by which rule, and why in words."""

    verdict: Verdict
    rule: str
    said: str


Verify = Callable[[bytes, bytes], Judgement]
"""From a source and a rendition. Raises ``FfmpegMissing``."""

_PICTURES: Final = {
    Word.TIMEOUT: Picture.STALLED, Word.KILLED: Picture.STALLED, Word.GARBAGE: Picture.UNTRIED,
    Word.FAILED: Picture.UNTRIED,
}  # fmt: skip
"""How decoding ended, by the word for it; all others are about the video."""


def verify(source: bytes, rendition: bytes, limits: Limits = LIMITS) -> Judgement:
    """Judge by the rule ``aligned``. Raises ``FfmpegMissing``."""
    rule = "aligned 1"
    picture, expected, said = _looked_at("the source", source, limits)
    if expected is None:
        return Judgement(verdict(picture, Picture.UNTRIED, False), rule, said)
    other, found, said = _looked_at("the rendition", rendition, limits)
    if found is None:
        return Judgement(verdict(picture, other, False), rule, said)
    finding = compare(expected, found)
    return Judgement(verdict(picture, other, finding is Finding.ALIGNED), rule, finding.value)


def _looked_at(what: str, content: bytes, limits: Limits) -> tuple[Picture, Fingerprint | None, str]:
    """How decoding a video ended, and its fingerprint."""
    try:
        found = fingerprint(content, limits=limits)
        # Its frames can be laid on a clock.
        assert found.clock.second
        return Picture.DECODED, found, ""
    except OffchainRejection as rejection:
        return Picture.BROKEN, None, f"{what}: {rejection}"
    except FfmpegFailed as error:
        return _PICTURES.get(error.verdict, Picture.BROKEN), None, f"{what}: {error}"
