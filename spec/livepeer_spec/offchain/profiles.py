"""Profiles: the renditions that a segment is transcoded to.

Source: the client's packages ``common`` (profile conversion) and ``lpms`` (profile table, formats, codecs).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final, TypeVar

from livepeer_spec.offchain.errors import Fault, OffchainRejection, demand
from livepeer_spec.offchain.protobuf import message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.requirements import implements

INTRA_ONLY: Final = -1
"""A distance of key frames that stands for key frames only."""


class Format(IntEnum):
    """The container of a rendition."""

    MPEGTS = 0
    MP4 = 1


class EncoderProfile(IntEnum):
    """The H.264 profile of a rendition; the encoder chooses with ``DEFAULT``."""

    DEFAULT = 0
    BASELINE = 1
    MAIN = 2
    HIGH = 3
    CONSTRAINED_HIGH = 4


class Codec(IntEnum):
    """The codec of a rendition."""

    H264 = 0
    H265 = 1
    VP8 = 2
    VP9 = 3


Choice = TypeVar("Choice", bound=IntEnum)

EXTENSIONS: Final = {Format.MPEGTS: ".ts", Format.MP4: ".mp4"}
"""Names of files end so."""
MIME_TYPES: Final = {Format.MPEGTS: "video/mp2t", Format.MP4: "video/mp4"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A rendition.

    Attributes:
        name: what the broadcaster calls it; part of what is signed.
        width, height: in pixels.
        bitrate: in bits a second.
        frame_rate, frame_rate_denominator: 0 for that of the source, and for 1.
        format, encoder_profile, codec: how it is encoded; None for the format that nobody chose.
        gop: milliseconds between key frames; 0 for the encoder's choice, negative for a marker.
        quality: of constant-quality encoding; 0 for encoding by bit rate.
    """

    name: str
    width: int
    height: int
    bitrate: int
    frame_rate: int = 0
    frame_rate_denominator: int = 0
    format: Format | None = None
    encoder_profile: EncoderProfile = EncoderProfile.DEFAULT
    codec: Codec = Codec.H264
    gop: int = 0
    quality: int = 0


@implements("LP-SEG-001")
def profile_id(name: str) -> bytes:
    """What a profile is signed by: the first four bytes of the hash of its name."""
    return keccak(name.encode("utf-8"))[:4]


_PRESETS: Final = (
    ("P720p60fps16x9", 1280, 720, 6000, 60),
    ("P720p30fps16x9", 1280, 720, 4000, 30),
    ("P720p25fps16x9", 1280, 720, 3500, 25),
    ("P720p30fps4x3", 960, 720, 3500, 30),
    ("P576p30fps16x9", 1024, 576, 1500, 30),
    ("P576p25fps16x9", 1024, 576, 1500, 25),
    ("P360p30fps16x9", 640, 360, 1200, 30),
    ("P360p25fps16x9", 640, 360, 1000, 25),
    ("P360p30fps4x3", 480, 360, 1000, 30),
    ("P240p30fps16x9", 426, 240, 600, 30),
    ("P240p25fps16x9", 426, 240, 600, 25),
    ("P240p30fps4x3", 320, 240, 600, 30),
    ("P144p30fps16x9", 256, 144, 400, 30),
    ("P144p25fps16x9", 256, 144, 400, 25),
)

PRESETS: Final = {name: Profile(name, width, height, kbit * 1000, fps) for name, width, height, kbit, fps in _PRESETS}
"""Profiles that everybody knows, by name."""


@implements("LP-SEG-002")
def bitrate(text: str) -> int:
    """Bits a second of a text such as ``600k`` or ``600000``. Raises ``INVALID_PROFILE``."""
    digits = text.replace("k", "000", 1)
    # Nothing but digits is left.
    demand(re.fullmatch(r"[0-9]+", digits) is not None, Fault.INVALID_PROFILE, text)
    return int(digits)


@implements("LP-SEG-003")
def resolution(text: str) -> tuple[int, int]:
    """Width and height of a text such as ``426x240``. Raises ``INVALID_PROFILE``."""
    match = re.fullmatch(r"([0-9]+)x([0-9]+)", text)
    # It has two numbers.
    if match is None:
        raise OffchainRejection(Fault.INVALID_PROFILE, text)
    return int(match[1]), int(match[2])


@implements("LP-SEG-004")
def gop(text: str) -> int:
    """Milliseconds between key frames of a text: empty, ``intra``, or seconds. Raises ``INVALID_GOP``."""
    if text == "":
        return 0
    if text == "intra":
        return INTRA_ONLY
    # It is a number of seconds.
    demand(re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None, Fault.INVALID_GOP, text)
    return int(Fraction(text) * 1000)


def _choice(kind: type[Choice], number: int, fault: Fault) -> Choice:
    """The member with this number on the wire."""
    # The number is known.
    demand(number in set(kind), fault, str(number))
    return kind(number)


@implements("LP-SEG-005")
def decoded_choices(format: int, encoder_profile: int, codec: int) -> tuple[Format, EncoderProfile, Codec]:
    """How a profile of the wire is encoded.

    Raises ``UNKNOWN_OUTPUT_FORMAT``, ``UNKNOWN_ENCODER_PROFILE`` and ``UNKNOWN_VIDEO_CODEC``, in this order.
    """
    return (
        _choice(Format, format, Fault.UNKNOWN_OUTPUT_FORMAT),
        _choice(EncoderProfile, encoder_profile, Fault.UNKNOWN_ENCODER_PROFILE),
        _choice(Codec, codec, Fault.UNKNOWN_VIDEO_CODEC),
    )


@implements("LP-SEG-006")
def encoded_profile(profile: Profile) -> bytes:
    """A profile on the wire (message VideoProfile). Raises ``INVALID_PROFILE`` for one without a name."""
    # It has a name, because the name is signed.
    demand(profile.name != "", Fault.INVALID_PROFILE, "no name")
    return message(
        [
            (16, profile.name),
            (17, profile.width),
            (18, profile.height),
            (19, profile.bitrate),
            (20, profile.frame_rate),
            (21, int(profile.format or Format.MPEGTS)),
            (22, profile.frame_rate_denominator),
            (23, int(profile.encoder_profile)),
            (24, profile.gop),
            (25, int(profile.codec)),
            (28, profile.quality),
        ]
    )


@implements("LP-SEG-007")
def profiles_field(profiles: Sequence[Profile]) -> int:
    """The number of the field that carries profiles: the newest one that their features need."""
    if any(profile.frame_rate_denominator or profile.encoder_profile or profile.gop for profile in profiles):
        return 35
    return 33 if all(profile.format in (None, Format.MPEGTS) for profile in profiles) else 34
