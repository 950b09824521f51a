"""Receipts and claims of the first protocol, which Streamflow's tickets replaced: what transcoders did with them.

A transcoder kept a receipt of each segment, committed to all of them by the root of a Merkle tree, and showed those
that the hash of the next block chose. What is hashed and signed of a segment, and which segments are chosen, contracts
know as well: :mod:`livepeer_spec.primitives.receipts` and :mod:`livepeer_spec.primitives.merkle`.

Source: Livepeer whitepaper, "Video Transcoding" and "Verification of Work"; deployed JobLib and MerkleProof.
"""

from collections.abc import Sequence

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import fixed_bytes
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import halved_root
from livepeer_spec.primitives.types import Hash32, Wei


def transcoded_hash(renditions: dict[str, bytes]) -> Hash32:
    """The hash of a segment's renditions by profile: of their hashes, by the names of the profiles in falling order."""
    return keccak(b"".join(keccak(renditions[name]) for name in sorted(renditions, reverse=True)))


def claim_root(receipts: Sequence[Hash32]) -> Hash32:
    """The root that a transcoder committed to: of the tree that halves the receipts in the order of their segments.

    Raises ``NO_RECEIPTS``, ``WRONG_LENGTH`` and ``DUPLICATE_RECEIPT``.
    """
    # There is a receipt at least.
    demand(len(receipts) > 0, Fault.NO_RECEIPTS)
    for receipt in receipts:
        fixed_bytes(receipt, 32)
    # No receipt is there twice.
    demand(len(set(receipts)) == len(receipts), Fault.DUPLICATE_RECEIPT)
    return halved_root(receipts)


def claim_ranges(sequence_numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The claims over some segments: first and last of each longest run without a gap."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(sequence_numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def can_continue(deposit: Wei, accumulated: Wei, profiles: int, price_per_segment: Wei) -> bool:
    """Whether a broadcaster's deposit pays one more segment."""
    return deposit - accumulated - profiles * price_per_segment >= 0
