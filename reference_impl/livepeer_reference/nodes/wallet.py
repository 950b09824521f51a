"""A node's key: its address on chain, and what it signs."""

from coincurve import PrivateKey

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.signature import ethereum_message_digest
from livepeer_spec.primitives.types import Address, Hash32


class Wallet:
    """One secp256k1 key. Raises ``ValueError`` for 32 bytes that are no key."""

    def __init__(self, private_key: bytes) -> None:
        self._key = PrivateKey(private_key)
        self.address: Address = keccak(self._key.public_key.format(compressed=False)[1:])[12:]

    def sign(self, message_hash: Hash32) -> bytes:
        """The signature of a message's hash as wallets make it (EIP-191): r, s and v in 65 bytes, with low s."""
        signature = self._key.sign_recoverable(ethereum_message_digest(message_hash), hasher=None)
        return signature[:64] + bytes([27 + signature[64]])
