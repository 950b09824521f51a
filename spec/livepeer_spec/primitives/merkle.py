"""Merkle trees whose parents hash the lower of two nodes first, and the proofs that lead from a leaf to the root.

Two ways of building such a tree occur in the protocol, and they give different roots: one sorts its leaves and keeps
each once, the other leaves them in their order.
"""

from collections.abc import Sequence

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Hash32

NODE_LENGTH = 32
"""Bytes of a node, and of a step of a proof that is one run of bytes."""


def parent(left: Hash32, right: Hash32) -> Hash32:
    """The node above two others, in whichever order they come."""
    return keccak(left + right) if left <= right else keccak(right + left)


def fold_proof(proof: Sequence[Hash32], leaf: Hash32) -> Hash32:
    """The root that ``proof`` leads to from ``leaf``: at each step the lower of the two hashes is hashed first.

    Source: deployed MerkleSnapshot.verify.
    """
    node = leaf
    for sibling in proof:
        node = parent(node, sibling)
    return node


def is_proven(proof: bytes, root: Hash32, leaf: Hash32) -> bool:
    """Whether ``proof``, the siblings of 32 bytes in a row, leads from ``leaf`` to ``root``.

    A proof with a part of a sibling proves nothing; an empty one proves the root itself.
    Source: deployed library MerkleProof.verifyProof.
    """
    if len(proof) % NODE_LENGTH:
        return False
    return fold_proof([proof[at : at + NODE_LENGTH] for at in range(0, len(proof), NODE_LENGTH)], leaf) == root


# The tree of alpha's claims and of its token distribution: sorted, each leaf once, pairs from the left.


def _sorted_levels(leaves: Sequence[Hash32]) -> list[list[Hash32]]:
    """The levels from the leaves up to the root. Raises ``ValueError`` where no leaf is left."""
    level = sorted({leaf for leaf in leaves if leaf})
    if not level:
        raise ValueError("a tree has a leaf")
    levels = [level]
    while len(level) > 1:
        pairs = [parent(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
        levels.append(level)
    return levels


def sorted_root(leaves: Sequence[Hash32]) -> Hash32:
    """The root of the tree over leaves without the empty ones, each once, in rising order.

    Neighbours are paired from the left; the last of an odd number is carried up as it is.
    Raises ``ValueError`` where no leaf is left.
    Source: the tree with which the deployed JobsManager and MerkleMine are used (MerkleProof.verifyProof).
    """
    return _sorted_levels(leaves)[-1][0]


def sorted_proof(leaves: Sequence[Hash32], leaf: Hash32) -> list[Hash32]:
    """The siblings of ``leaf`` in the tree of :func:`sorted_root`, from the bottom up.

    Raises ``ValueError`` when it is no leaf.
    """
    levels = _sorted_levels(leaves)
    position, siblings = levels[0].index(leaf), []
    for level in levels[:-1]:
        if position ^ 1 < len(level):
            siblings.append(level[position ^ 1])
        position //= 2
    return siblings


# The tree of segments that off-chain nodes built later: in the order of the segments, halved from the top.


def halved_root(leaves: Sequence[Hash32]) -> Hash32:
    """The root of the tree over leaves in their order, split in halves of which the left one is larger.

    Leaves are neither sorted nor left out. Raises ``ValueError`` without leaves.
    Source: go-livepeer, the Merkle tree of a claim's segments.
    """
    if not leaves:
        raise ValueError("a tree has a leaf")
    if len(leaves) == 1:
        return leaves[0]
    middle = (len(leaves) + 1) // 2
    return parent(halved_root(leaves[:middle]), halved_root(leaves[middle:]))


def halved_proof(leaves: Sequence[Hash32], position: int) -> list[Hash32]:
    """The siblings of the leaf at ``position`` in the tree of :func:`halved_root`, from the bottom up.

    Raises ``IndexError`` when there is no such leaf.
    """
    if not 0 <= position < len(leaves):
        raise IndexError(f"no leaf {position} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    middle = (len(leaves) + 1) // 2
    left, right = leaves[:middle], leaves[middle:]
    if position < middle:
        return [*halved_proof(left, position), halved_root(right)]
    return [*halved_proof(right, position - middle), halved_root(left)]
