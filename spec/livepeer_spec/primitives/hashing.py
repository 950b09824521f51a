"""Keccak-256, contract ids and the address of a created contract."""

from functools import cache

from livepeer_spec.primitives.types import Address, Hash32

try:
    from sha3 import keccak_256 as _keccak_256

    def keccak(data: bytes) -> Hash32:
        """The Keccak-256 digest of ``data``, 32 bytes."""
        digest: bytes = _keccak_256(data).digest()
        return digest

except ImportError:
    from Crypto.Hash import keccak as _keccak

    def keccak(data: bytes) -> Hash32:
        """The Keccak-256 digest of ``data``, 32 bytes."""
        return _keccak.new(digest_bits=256, data=data).digest()


@cache
def contract_id(name: str) -> Hash32:
    """The id under which the Controller registers the contract ``name``.

    Source: deployed Controller.setContractInfo: the keccak-256 digest of the name's ASCII bytes.
    """
    return keccak(name.encode("ascii"))


def created_address(creator: Address, nonce: int) -> Address:
    """The address of the contract that ``creator`` creates with its ``nonce`` (CREATE, Yellow Paper section 7)."""
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    packed_nonce = number if len(number) == 1 and nonce < 0x80 else bytes([0x80 + len(number)]) + number
    body = b"\x94" + creator + packed_nonce
    return keccak(bytes([0xC0 + len(body)]) + body)[12:]
