"""The verification function: whether a rendition shows what its source does, from the bytes of both.

It is an interface: whoever verifies may go by another rule. The one here is ``content``, which looks at pictures and
sound of both; the roadmap's natural initial candidate, ``aligned`` on fingerprints of both, is its first step.

Source: "Verification Roadmap", Full Verification (``v``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from livepeer_reference.video.observing import observe
from livepeer_reference.video.running import Limits
from livepeer_reference.video.verdicts import FfmpegFailed
from livepeer_reference.video.verdicts import Verdict as Word
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.verification.content.observation import Observation
from livepeer_spec.verification.content.rule import Asked, Finding, compare
from livepeer_spec.verification.full import Picture, Verdict, verdict

RULE: Final = "content 1"
"""The rule with its version: decisions of people about another one say nothing about this one."""
LIMITS: Final = Limits(wall=20.0, processor=60)
"""What decoding one video may take."""


@dataclass(frozen=True)
class Judgement:
    """What is said of a rendition, by which rule, and why in words."""

    verdict: Verdict
    rule: str
    said: str


Verify = Callable[[bytes, bytes, Asked | None], Judgement]
"""From a source, a rendition, and what was asked for where that is known. Raises ``FfmpegMissing``."""

_PICTURES: Final = {
    Word.TIMEOUT: Picture.STALLED, Word.KILLED: Picture.STALLED, Word.GARBAGE: Picture.UNTRIED,
    Word.FAILED: Picture.UNTRIED,
}  # fmt: skip
"""How decoding ended, by the word for it; all others are about the video."""


def asked_by(profile: Profile) -> Asked:
    """What a profile asks of a rendition; its frame rate is the source's where it has none."""
    rate = Fraction(profile.frame_rate, profile.frame_rate_denominator or 1) if profile.frame_rate else None
    return Asked(profile.width, profile.height, rate)


def verify(source: bytes, rendition: bytes, asked: Asked | None = None, limits: Limits = LIMITS) -> Judgement:
    """Judge by the rule ``content``. Raises ``FfmpegMissing``."""
    picture, expected, said = _looked_at("the source", source, limits)
    if expected is None:
        return Judgement(verdict(picture, Picture.UNTRIED, False), RULE, said)
    other, found, said = _looked_at("the rendition", rendition, limits)
    if found is None:
        return Judgement(verdict(picture, other, False), RULE, said)
    finding, amount, limit = compare(expected, found, asked)
    figures = f" ({amount}, at most {limit})" if limit else ""
    return Judgement(verdict(picture, other, finding is Finding.SAME), RULE, finding.value + figures)


def _looked_at(what: str, content: bytes, limits: Limits) -> tuple[Picture, Observation | None, str]:
    """How decoding a video ended, and what it shows."""
    try:
        found = observe(content, limits=limits)
        # Frames that cannot be laid on a clock are rejected here.
        _ = found.fingerprint.clock
        return Picture.DECODED, found, ""
    except OffchainRejection as rejection:
        return Picture.BROKEN, None, f"{what}: {rejection}"
    except FfmpegFailed as error:
        return _PICTURES.get(error.verdict, Picture.BROKEN), None, f"{what}: {error}"
