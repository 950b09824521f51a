"""Receipts and claims of the first protocol, which Streamflow's tickets replaced.

A transcoder kept a receipt of each segment, committed to all of them by the root of a Merkle tree, and showed those
that the hash of the next block chose.

Source: Livepeer whitepaper, "Video Transcoding" and "Verification of Work"; deployed JobLib and MerkleProof.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.numbers import fixed_bytes, word
from livepeer_spec.offchain.signatures import is_signed_by
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Wei

Level: TypeAlias = list[Hash32]


def segment_hash(stream_id: str, sequence_number: int, data_hash: bytes) -> Hash32:
    """What the broadcaster signs of a segment, behind the prefix of a signed message."""
    return keccak(stream_id.encode("utf-8") + word(sequence_number) + data_hash)


def is_broadcaster_signature(
    stream_id: str, sequence_number: int, data_hash: bytes, signature: bytes, broadcaster: Address
) -> bool:
    """Whether the broadcaster signed a segment; v may be 0 or 1 as well as 27 or 28."""
    if len(signature) != 65:
        return False
    bumped = signature[:64] + bytes([signature[64] + 27 if signature[64] < 2 else signature[64]])
    return is_signed_by(broadcaster, segment_hash(stream_id, sequence_number, data_hash), bumped)


def transcoded_hash(renditions: dict[str, bytes]) -> Hash32:
    """The hash of a segment's renditions by profile: of their hashes, by the names of the profiles in falling order."""
    return keccak(b"".join(keccak(renditions[name]) for name in sorted(renditions, reverse=True)))


def receipt_hash(
    stream_id: str, sequence_number: int, data_hash: bytes, transcoded_hash: bytes, broadcaster_signature: bytes
) -> Hash32:
    """What identifies a receipt: the segment, what it became, and the broadcaster's signature as submitted."""
    segment = stream_id.encode("utf-8") + word(sequence_number) + data_hash
    return keccak(segment + transcoded_hash + broadcaster_signature)


def parent(left: Hash32, right: Hash32) -> Hash32:
    """The node above two: the hash of the lower and the higher one."""
    return keccak(min(left, right) + max(left, right))


def _require_receipts(leaves: Sequence[Hash32]) -> None:
    # There is a receipt at least.
    demand(len(leaves) > 0, Fault.NO_RECEIPTS)
    for leaf in leaves:
        fixed_bytes(leaf, 32)


def halved_root(leaves: Sequence[Hash32]) -> Hash32:
    """The root that transcoders committed to: leaves in the order of the segments, split in halves, the left larger.

    Leaves are neither sorted nor left out. Raises ``NO_RECEIPTS`` and ``DUPLICATE_RECEIPT``.
    """
    _require_receipts(leaves)
    # No receipt is there twice.
    demand(len(set(leaves)) == len(leaves), Fault.DUPLICATE_RECEIPT)
    return _halves(leaves, lambda _: None, 0)


def halved_proof(leaves: Sequence[Hash32], index: int) -> list[Hash32]:
    """The siblings of a leaf from the bottom up. Raises as :func:`halved_root`."""
    halved_root(leaves)
    siblings: list[Hash32] = []
    _halves(leaves, siblings.append, index)
    return siblings


def _halves(leaves: Sequence[Hash32], note: Callable[[Hash32], None], index: int) -> Hash32:
    """The root over some leaves; the nodes beside the way to the leaf ``index`` are noted, the lowest first."""
    if len(leaves) == 1:
        return leaves[0]
    middle = (len(leaves) + 1) // 2
    is_left = index < middle
    near = _halves(leaves[:middle] if is_left else leaves[middle:], note, index if is_left else index - middle)
    far = _halves(leaves[middle:] if is_left else leaves[:middle], lambda _: None, 0)
    note(far)
    return parent(near, far)


def sorted_root(leaves: Sequence[Hash32]) -> Hash32:
    """The root of the contracts' own library for trees: leaves sorted, each once, paired from the left.

    The last of an odd number is carried up as it is. Raises ``NO_RECEIPTS``.
    """
    _require_receipts(leaves)
    level: Level = sorted(set(leaves))
    while len(level) > 1:
        pairs = [parent(level[index], level[index + 1]) for index in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def claim_ranges(sequence_numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The claims over some segments: first and last of each longest run without a gap."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(sequence_numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def is_challenged(sequence_number: int, claim_block: BlockNumber, next_block_hash: Hash32, rate: int) -> bool:
    """Whether a claimed segment must be verified: the hash of the block behind the claim's own chooses.

    The whitepaper names the block of the claim; deployed is the one behind it.
    """
    draw = keccak(word(claim_block + 1) + next_block_hash + word(sequence_number))
    return int.from_bytes(draw, "big") % rate == 0


def can_continue(deposit: Wei, accumulated: Wei, profiles: int, price_per_segment: Wei) -> bool:
    """Whether a broadcaster's deposit pays one more segment."""
    return deposit - accumulated - profiles * price_per_segment >= 0
