"""Typed data: what a wallet signs of a structure, bound to one contract on one chain (EIP-712)."""

from functools import lru_cache
from typing import Final

from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Hash32

DOMAIN_TYPE: Final = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")


@lru_cache(maxsize=64)
def domain_separator(name: str, version: str, chain_id: int, contract: Address) -> Hash32:
    """The hash of the domain: who gave the structure its meaning, in which version, on which chain, at which address.

    Raises ``AbiError`` for an address that has not 20 bytes. Source: EIP-712, "Definition of domainSeparator".
    """
    names = keccak(name.encode("utf-8")), keccak(version.encode("utf-8"))
    return keccak(
        pack(["bytes32", "bytes32", "bytes32", "uint256", "address"], [DOMAIN_TYPE, *names, chain_id, contract])
    )


def typed_data_digest(separator: Hash32, structure: Hash32) -> Hash32:
    """What is signed of a structure with this hash. Source: EIP-712, "Specification"."""
    return keccak(b"\x19\x01" + separator + structure)
