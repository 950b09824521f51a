"""Results: what an orchestrator signs of its work, and what the broadcaster checks.

The signature binds the renditions to each other, and as implemented to nothing else: neither to the source, nor to the
stream. The roadmap for verification asks for one that is bound to both source and rendition.

Source: the client's packages ``core`` (orchestrator) and ``verification``; "Verification Roadmap" (fast verification).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.signatures import is_signed_by
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32
from livepeer_spec.requirements import implements

MIN_RENDITION_BYTES: Final = 25
"""A shorter rendition is none."""


class Part(NamedTuple):
    """A part of what a remote transcoder sends back: a rendition where it says how many pixels it has."""

    content: bytes
    pixels: int | None


class Rendition(NamedTuple):
    """A rendition with its encoded pixels and its fingerprint, where there is one."""

    content: bytes
    pixels: int
    perceptual_hash: bytes | None = None


@implements("LP-SEG-020", "LP-SEG-021")
def result_message(renditions: Sequence[bytes]) -> Hash32:
    """What an orchestrator signs, as it is: the hash of the renditions' hashes, in the order of the profiles."""
    return keccak(b"".join(map(keccak, renditions)))


@implements("LP-SEG-022")
def bound_result_message(source: bytes, renditions: Sequence[bytes]) -> Hash32:
    """What an orchestrator would sign so that its signature is evidence: the same with the source's hash before it.

    Our design, after the roadmap for verification; no client does so yet.
    """
    return keccak(keccak(source) + b"".join(map(keccak, renditions)))


@implements("LP-SEG-023", "LP-SEG-024")
def require_complete(renditions: Sequence[bytes], profiles: int) -> None:
    """Accept what transcoding gave. Raises ``RESULT_COUNT_MISMATCH`` and ``EMPTY_RENDITION``."""
    # There is a rendition for each profile.
    demand(len(renditions) == profiles, Fault.RESULT_COUNT_MISMATCH)
    # None is empty.
    demand(all(len(rendition) >= MIN_RENDITION_BYTES for rendition in renditions), Fault.EMPTY_RENDITION)


@implements("LP-SEG-025", "LP-SEG-026")
def require_signed_result(
    renditions: Sequence[bytes], announced: int, signature: bytes, orchestrator: Address, recipient: Address
) -> None:
    """Accept a result of which so many renditions were announced.

    The orchestrator signed it, or the recipient of its tickets where it does not tell its address. Raises
    ``RESULT_SIGNATURE``.
    """
    # All renditions are there.
    demand(len(renditions) == announced, Fault.RESULT_SIGNATURE)
    signer = recipient if orchestrator == NULL_ADDRESS else orchestrator
    # The orchestrator signed them.
    demand(is_signed_by(signer, result_message(renditions), signature), Fault.RESULT_SIGNATURE)


@implements("LP-SEG-027")
def require_counted_pixels(reported: Sequence[int], counted: Sequence[int]) -> None:
    """Accept the pixels that an orchestrator wants to be paid for. Raises ``PIXEL_MISMATCH``."""
    # Each rendition has exactly as many.
    demand(list(reported) == list(counted), Fault.PIXEL_MISMATCH)


@implements("LP-SEG-028")
def with_fingerprints(parts: Sequence[Part]) -> list[Rendition]:
    """The renditions of a transcoder's answer: a part without pixels is the fingerprint of the rendition before it.

    Raises ``UNKNOWN_PERCEPTUAL_HASH``.
    """
    renditions: list[Rendition] = []
    for part in parts:
        if part.pixels is not None:
            renditions.append(Rendition(part.content, part.pixels))
            continue
        # There is a rendition that it belongs to.
        demand(bool(renditions), Fault.UNKNOWN_PERCEPTUAL_HASH)
        renditions[-1] = renditions[-1]._replace(perceptual_hash=part.content)
    return renditions


@implements("LP-SEG-029")
def require_fingerprints(hashes: Sequence[bytes | None], wanted: bool) -> None:
    """Accept a result's fingerprints: each rendition has one if they were asked for.

    Raises ``PERCEPTUAL_HASH_MISSING``.
    """
    # None is missing.
    demand(not wanted or all(hashes), Fault.PERCEPTUAL_HASH_MISSING)


@implements("LP-SEG-030")
def latency_score(total_seconds: float, segment_seconds: float) -> float:
    """How long a segment took, in parts of its length, which counts as a second and a half at least."""
    return total_seconds / max(1.5, segment_seconds)
