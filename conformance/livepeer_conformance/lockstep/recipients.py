"""The tree of the MerkleMine: every actor is one of its recipients."""

from functools import cache

from livepeer_conformance.model.action import ModelError
from livepeer_conformance.model.actors import ACTORS, account
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import sorted_proof, sorted_root
from livepeer_spec.primitives.types import Hash32


@cache
def _leaves() -> tuple[Hash32, ...]:
    return tuple(keccak(account(name).address) for name in ACTORS)


@cache
def root() -> Hash32:
    """The root of the tree."""
    return sorted_root(_leaves())


@cache
def proof(name: str) -> bytes:
    """The proof of an actor, its siblings in a row. Raises ``ModelError`` when it is none."""
    if name not in ACTORS:
        raise ModelError(f"{name!r} is no recipient")
    return b"".join(sorted_proof(_leaves(), keccak(account(name).address)))
