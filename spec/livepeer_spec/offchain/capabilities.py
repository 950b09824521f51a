"""Capabilities: what a job needs and what an orchestrator offers, as sets of bits.

Source: the client's package ``core``, capabilities.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from livepeer_spec.offchain.errors import Fault, OffchainRejection, demand
from livepeer_spec.offchain.profiles import Codec, EncoderProfile, Format, Profile
from livepeer_spec.requirements import implements

WORD_BITS: Final = 64


class Capability(IntEnum):
    """What an orchestrator can do; the number is its bit."""

    H264 = 0
    MPEGTS = 1
    MP4 = 2
    FRACTIONAL_FRAME_RATES = 3
    STORAGE_DIRECT = 4
    STORAGE_S3 = 5
    STORAGE_GCS = 6
    PROFILE_BASELINE = 7
    PROFILE_MAIN = 8
    PROFILE_HIGH = 9
    PROFILE_CONSTRAINED_HIGH = 10
    GOP = 11
    AUTH_TOKEN = 12
    MPEG7_SIGNATURE = 14
    HEVC_DECODE = 15
    HEVC_ENCODE = 16
    VP8_DECODE = 17
    VP9_DECODE = 18
    VP8_ENCODE = 19
    VP9_ENCODE = 20
    H264_444_8 = 21
    H264_422_8 = 22
    H264_444_10 = 23
    H264_422_10 = 24
    H264_420_10 = 25
    SEGMENT_SLICING = 26


LEGACY: Final = frozenset(range(12))
"""A job that needs no more may go to an orchestrator that tells no capabilities."""

_DECODERS: Final = {
    Codec.H264: Capability.H264,
    Codec.H265: Capability.HEVC_DECODE,
    Codec.VP8: Capability.VP8_DECODE,
    Codec.VP9: Capability.VP9_DECODE,
}
_ENCODERS: Final = {
    Codec.H264: Capability.H264,
    Codec.H265: Capability.HEVC_ENCODE,
    Codec.VP8: Capability.VP8_ENCODE,
    Codec.VP9: Capability.VP9_ENCODE,
}
_PROFILES: Final = {
    EncoderProfile.BASELINE: Capability.PROFILE_BASELINE,
    EncoderProfile.MAIN: Capability.PROFILE_MAIN,
    EncoderProfile.HIGH: Capability.PROFILE_HIGH,
    EncoderProfile.CONSTRAINED_HIGH: Capability.PROFILE_CONSTRAINED_HIGH,
}
_PIXEL_FORMATS: Final = {
    ("444", 8): Capability.H264_444_8,
    ("422", 8): Capability.H264_422_8,
    ("444", 10): Capability.H264_444_10,
    ("422", 10): Capability.H264_422_10,
    ("420", 10): Capability.H264_420_10,
}
_STORAGE: Final = {"s3": Capability.STORAGE_S3, "gcs": Capability.STORAGE_GCS}


@dataclass(frozen=True, slots=True)
class Job:
    """What a broadcaster wants done.

    Attributes:
        outputs: the renditions.
        input_codec: of the source.
        chroma, color_bits: of the source's pixels.
        storage: ``s3`` or ``gcs`` where renditions are put there, else empty.
        verifies: whether fingerprints are asked for.
        clips: whether parts of segments are asked for.
    """

    outputs: tuple[Profile, ...]
    input_codec: Codec = Codec.H264
    chroma: str = "420"
    color_bits: int = 8
    storage: str = ""
    verifies: bool = False
    clips: bool = False


@implements("LP-NEG-020", "LP-NEG-021")
def bit_words(capabilities: Iterable[int]) -> list[int]:
    """The set of capabilities in words of 64 bits, the lowest first, and no more words than needed.

    Negative ones stand for what has no bit.
    """
    words: list[int] = []
    for capability in capabilities:
        if capability < 0:
            continue
        index, bit = divmod(capability, WORD_BITS)
        words += [0] * (index + 1 - len(words))
        words[index] |= 1 << bit
    return words


def as_number(words: Sequence[int]) -> int:
    """All words as one number, whose bits are the capabilities; words of zeros at the end change nothing."""
    return sum(word << WORD_BITS * index for index, word in enumerate(words))


@implements("LP-NEG-022")
def includes(offered: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether every wanted bit is offered."""
    return as_number(wanted) & ~as_number(offered) == 0


_VERSION: Final = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?")


def parsed_version(text: str) -> tuple[int, int, int] | None:
    """Major, minor and patch number, absent ones 0; what follows them is left out. None for no version."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    major, minor, patch = (int(part or 0) for part in match.groups())
    return major, minor, patch


@implements("LP-NEG-023", "LP-NEG-024")
def is_version_enough(minimum: str, version: str) -> bool:
    """Whether an orchestrator's version is the demanded one or a later one; a demand that is no version is none."""
    if minimum == "":
        return True
    if version in ("", "undefined"):
        return False
    wanted, found = parsed_version(minimum), parsed_version(version)
    if wanted is None:
        return True
    return found is not None and found >= wanted


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One side's capabilities: its bits, those that it insists on, its version, and the least one that it accepts."""

    bits: tuple[int, ...] = ()
    mandatories: tuple[int, ...] = ()
    version: str = ""
    minimum_version: str = ""
    models: dict[int, dict[str, bool]] = field(default_factory=dict)
    """Models by capability, and whether each is (to be) loaded already."""


@implements("LP-NEG-025")
def offers_models(job: Capabilities, orchestrator: Capabilities) -> bool:
    """Whether models that a job names are there, and loaded where it says so.

    An orchestrator that says nothing about the models of a capability may have any.
    """
    for capability, models in job.models.items():
        there = orchestrator.models.get(capability)
        if there is None:
            continue
        for model, must_be_warm in models.items():
            if model not in there or (must_be_warm and not there[model]):
                return False
    return True


@implements("LP-NEG-026", "LP-NEG-027")
def is_compatible(job: Capabilities, orchestrator: Capabilities | None) -> bool:
    """Whether an orchestrator can do a job. One without capabilities can do jobs that need only the first ones."""
    if orchestrator is None:
        return as_number(job.bits) & ~sum(1 << bit for bit in LEGACY) == 0
    return (
        is_version_enough(job.minimum_version, orchestrator.version)
        and includes(job.bits, orchestrator.mandatories)
        and offers_models(job, orchestrator)
        and includes(orchestrator.bits, job.bits)
    )


def _known(table: dict[Codec, Capability], codec: Codec) -> Capability:
    # There is a capability for it.
    demand(codec in table, Fault.UNKNOWN_CODEC_CAPABILITY, str(codec))
    return table[codec]


def _of_input(job: Job) -> set[Capability]:
    needed = {_known(_DECODERS, job.input_codec)}
    if job.input_codec is Codec.H264:
        # Its pixels are of a known depth.
        demand(job.color_bits in (8, 10), Fault.UNSUPPORTED_PIXEL_FORMAT, f"{job.chroma} {job.color_bits}")
        needed |= {bit for key, bit in _PIXEL_FORMATS.items() if key == (job.chroma, job.color_bits)}
    return needed


def _of_output(output: Profile) -> set[Capability]:
    needed = {Capability.MP4 if output.format is Format.MP4 else Capability.MPEGTS, _known(_ENCODERS, output.codec)}
    if output.frame_rate_denominator > 0:
        needed.add(Capability.FRACTIONAL_FRAME_RATES)
    if output.encoder_profile is not EncoderProfile.DEFAULT:
        needed.add(_PROFILES[output.encoder_profile])
    if output.gop != 0:
        needed.add(Capability.GOP)
    return needed


@implements("LP-NEG-028", "LP-NEG-029")
def needed_capabilities(job: Job) -> list[int]:
    """The capabilities that a job needs, in the order of their bits.

    Raises ``UNKNOWN_CODEC_CAPABILITY``, ``UNSUPPORTED_PIXEL_FORMAT`` and ``UNKNOWN_STORAGE_CAPABILITY``.
    """
    needed = {Capability.AUTH_TOKEN} | _of_input(job)
    for output in job.outputs:
        needed |= _of_output(output)
    if job.verifies:
        needed.add(Capability.MPEG7_SIGNATURE)
    if job.clips:
        needed.add(Capability.SEGMENT_SLICING)
    if job.storage:
        if job.storage not in _STORAGE:
            raise OffchainRejection(Fault.UNKNOWN_STORAGE_CAPABILITY, job.storage)
        needed.add(_STORAGE[job.storage])
    return sorted(int(capability) for capability in needed)
