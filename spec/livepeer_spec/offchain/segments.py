"""Segments: what a broadcaster signs of one, and how it is described to the orchestrator.

A segment is the unit of work. The whitepaper gives it a stream, a sequence number, data, their hash and the
broadcaster's signature; the signature also covers the names of the renditions that are asked for.

Source: Livepeer whitepaper, "Video Segments"; the client's packages ``core`` (stream) and ``server`` (SegData).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import fixed_bytes, word
from livepeer_spec.offchain.profiles import Profile, encoded_profile, profile_id, profiles_field
from livepeer_spec.offchain.protobuf import message
from livepeer_spec.offchain.signatures import is_signed_by
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.requirements import implements

HEADER: Final = "Livepeer-Segment"
MAX_DURATION: Final = 300_000
"""The longest segment, in milliseconds."""
DEFAULT_DURATION: Final = 2_000
"""Milliseconds of a segment that does not say how long it is."""
MAX_BYTES: Final = 300_000_000
"""The largest segment."""
OLD_PROFILES: Final = b"invalid"
"""What stands in the field of the first clients' profiles, so that they fail."""


class Segment(NamedTuple):
    """A segment as it is signed.

    Attributes:
        stream_id: names the origin of the stream (``manifestId`` on the wire).
        sequence_number: its place in the stream.
        data_hash: keccak-256 of the data, also where only an address of them is sent.
        profiles: names of the renditions that are asked for.
    """

    stream_id: str
    sequence_number: int
    data_hash: Hash32
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentData:
    """What goes with a segment: how it is to be transcoded, and for which session.

    Attributes:
        duration: in milliseconds; 0 where it is not known.
        auth_token, capabilities: messages as bytes.
        calc_perceptual_hash: whether fingerprints of the renditions are asked for.
        clip: from and to in milliseconds, or None for all of the segment.
        force_session_reinit: whether the encoder starts anew.
        storage: messages on where renditions are to be put.
    """

    segment: Segment
    profiles: tuple[Profile, ...]
    signature: bytes
    duration: int = 0
    auth_token: bytes = b""
    capabilities: bytes = b""
    calc_perceptual_hash: bool = False
    clip: tuple[int, int] | None = None
    force_session_reinit: bool = False
    storage: tuple[bytes, ...] = ()


@implements("LP-SEG-010", "LP-SEG-011", "LP-SEG-012")
def segment_message(segment: Segment) -> bytes:
    """The bytes whose hash is signed: stream, sequence number, data hash, and the ids of the profiles in hex digits.

    Raises ``NEGATIVE_NUMBER``, ``NUMBER_TOO_LARGE`` and ``WRONG_LENGTH``.
    """
    ids = b"".join(map(profile_id, segment.profiles))
    place = segment.stream_id.encode("utf-8") + word(segment.sequence_number)
    return place + fixed_bytes(segment.data_hash, 32) + ids.hex().encode("ascii")


@implements("LP-SEG-010")
def segment_digest(segment: Segment) -> Hash32:
    """The hash that the broadcaster signs, behind the prefix of a signed message."""
    return keccak(segment_message(segment))


@implements("LP-SEG-013")
def require_signed_segment(segment: Segment, signature: bytes, sender: Address) -> None:
    """Accept a segment that the payment's sender signed. Raises ``INVALID_SEGMENT_SIGNATURE``."""
    # The sender signed it.
    demand(is_signed_by(sender, segment_digest(segment), signature), Fault.INVALID_SEGMENT_SIGNATURE)


@implements("LP-SEG-014")
def require_signed_data(segment: Segment, data: bytes) -> None:
    """Accept the data of a segment. Raises ``SEGMENT_HASH_MISMATCH``."""
    # They are those that were signed.
    demand(keccak(data) == segment.data_hash, Fault.SEGMENT_HASH_MISMATCH)


@implements("LP-SEG-015", "LP-SEG-016")
def accepted_duration(milliseconds: int) -> int:
    """The length of a segment in milliseconds, from what its sender says. Raises ``INVALID_DURATION``."""
    # It is not negative, and not too long.
    demand(0 <= milliseconds <= MAX_DURATION, Fault.INVALID_DURATION, str(milliseconds))
    return milliseconds or DEFAULT_DURATION


@implements("LP-SEG-017", "LP-SEG-018")
def segment_data(data: SegmentData) -> bytes:
    """The description of a segment on the wire (message SegData)."""
    fields: list[tuple[int, int | bool | bytes | str | Sequence[bytes]]] = [
        (1, data.segment.stream_id),
        (2, data.segment.sequence_number),
        (3, data.segment.data_hash),
        (4, OLD_PROFILES),
        (5, data.signature),
        (6, data.duration),
        (7, [data.capabilities]),
        (8, [data.auth_token]),
        (10, data.calc_perceptual_hash),
        (32, data.storage),
        (profiles_field(data.profiles), [encoded_profile(profile) for profile in data.profiles]),
        (38, data.force_session_reinit),
    ]
    if data.clip is not None:
        fields.append((37, [message([(1, data.clip[0]), (2, data.clip[1])])]))
    return message(fields)


@implements("LP-SEG-017")
def segment_header(data: SegmentData) -> str:
    """What the HTTP header has of a segment: base64 with padding, in the standard alphabet."""
    return base64.b64encode(segment_data(data)).decode("ascii")
