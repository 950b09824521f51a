"""Addresses and signed transactions of private keys."""

from coincurve import PrivateKey, PublicKey

from livepeer_spec.primitives.hashing import keccak


def address_of(private_key: bytes) -> bytes:
    """The 20-byte address of a 32-byte secp256k1 key. Raises ``ValueError`` for a value that is no key."""
    if len(private_key) != 32:
        raise ValueError(f"a private key has 32 bytes, not {len(private_key)}")
    return keccak(PublicKey.from_valid_secret(private_key).format(compressed=False)[1:])[12:]


def signed_transaction(
    private_key: bytes, *, chain_id: int, nonce: int, gas_price: int, gas: int, to: bytes, value: int, data: bytes
) -> bytes:
    """A legacy transaction, signed for one chain (EIP-155); ``to`` is empty for a creation."""
    fields = [_integer(nonce), _integer(gas_price), _integer(gas), to, _integer(value), data]
    digest = keccak(_list([*fields, _integer(chain_id), b"", b""]))
    signature = PrivateKey(private_key).sign_recoverable(digest, hasher=None)
    recovery = _integer(chain_id * 2 + 35 + signature[64])
    return _list([*fields, recovery, signature[:32].lstrip(b"\0"), signature[32:64].lstrip(b"\0")])


def _integer(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _list(items: list[bytes]) -> bytes:
    """The RLP encoding of a list of byte strings."""
    body = b"".join(item if len(item) == 1 and item[0] < 0x80 else _prefix(0x80, len(item)) + item for item in items)
    return _prefix(0xC0, len(body)) + body


def _prefix(offset: int, length: int) -> bytes:
    if length < 56:
        return bytes([offset + length])
    size = _integer(length)
    return bytes([offset + 55 + len(size)]) + size
