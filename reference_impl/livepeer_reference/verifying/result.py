"""The result of a segment, with all that verification needs of it."""

from dataclasses import dataclass

from livepeer_reference.streaming.broadcaster import Transcoded
from livepeer_reference.streaming.evidence import Agreement
from livepeer_spec.offchain.profiles import Profile
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.verification.evidence import Evidence


@dataclass(frozen=True)
class Verified(Transcoded):
    """A segment's renditions with what the orchestrator gave beside them.

    Attributes:
        source: the segment.
        fingerprints: files, empty where there is none.
        evidence: what the orchestrator signed of each rendition, and its signatures.
        bound: whether these are right.
        profiles: what was asked for.
        agreement: where the evidence counts.
        at: when it came.
    """

    source: bytes
    fingerprints: tuple[bytes, ...]
    evidence: tuple[tuple[Evidence, bytes], ...]
    bound: tuple[bool, ...]
    profiles: tuple[Profile, ...]
    agreement: Agreement
    at: Timestamp
