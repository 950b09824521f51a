"""Snapshots of earnings for ``claimSnapshotEarnings``: a small Merkle tree that a trace knows by its scale.

In the snapshot of scale n, the actor at position i has (i + 1) * n LPT of stake and (i + 1) * n gwei of fees.
"""

from functools import cache

from livepeer_conformance.model.actors import ACTORS, account
from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Hash32, Lptu, Wei


def entry(name: str, scale: int) -> tuple[Lptu, Wei]:
    """Stake and fees of an actor in the snapshot of this scale."""
    position = ACTORS.index(name) + 1
    return position * scale * 10**18, position * scale * 10**9


def leaf(account_address: Address, stake: Lptu, fees: Wei) -> Hash32:
    """What is proved: the digest of account, stake and fees. Source: LIP-52."""
    return keccak(pack(["address", "uint256", "uint256"], [account_address, stake, fees]))


@cache
def _levels(scale: int) -> tuple[tuple[Hash32, ...], ...]:
    level = tuple(leaf(account(name).address, *entry(name, scale)) for name in ACTORS)
    levels = [level]
    while len(level) > 1:
        level = tuple(keccak(min(pair) + max(pair)) for pair in zip(level[::2], level[1::2], strict=True))
        levels.append(level)
    return tuple(levels)


def root(scale: int) -> Hash32:
    """The root of the snapshot."""
    return _levels(scale)[-1][0]


def proof(name: str, scale: int) -> list[Hash32]:
    """The proof of an actor's entry."""
    position, siblings = ACTORS.index(name), []
    for level in _levels(scale)[:-1]:
        siblings.append(level[position ^ 1])
        position //= 2
    return siblings
