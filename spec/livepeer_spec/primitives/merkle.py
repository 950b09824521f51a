"""Merkle proofs with sorted pairs."""

from collections.abc import Sequence

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Hash32


def fold_proof(proof: Sequence[Hash32], leaf: Hash32) -> Hash32:
    """The root that ``proof`` leads to from ``leaf``: at each step the lower of the two hashes is hashed first.

    Source: deployed MerkleSnapshot.verify.
    """
    node = leaf
    for sibling in proof:
        node = keccak(node + sibling) if node <= sibling else keccak(sibling + node)
    return node
