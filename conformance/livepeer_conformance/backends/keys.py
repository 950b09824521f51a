"""Addresses of private keys."""

from coincurve import PublicKey

from livepeer_spec.primitives.hashing import keccak


def address_of(private_key: bytes) -> bytes:
    """The 20-byte address of a 32-byte secp256k1 key. Raises ``ValueError`` for a value that is no key."""
    return keccak(PublicKey.from_valid_secret(private_key).format(compressed=False)[1:])[12:]
