"""Signing a digest with ECDSA on secp256k1, and recovering the signer.

Uses libsecp256k1 when ``coincurve`` is installed, and otherwise the same computation written out below.
Source: SEC 1 version 2, sections 4.1.3 and 4.1.6; RFC 6979; the EVM's ecrecover precompile (Yellow Paper, appendix F).
"""

import hmac
from functools import lru_cache
from typing import Final, TypeAlias

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Address, Hash32

try:
    from coincurve import PrivateKey as _PrivateKey
    from coincurve import PublicKey as _PublicKey
except ImportError:
    _PrivateKey = _PublicKey = None  # type: ignore[assignment, misc]

FIELD: Final = 2**256 - 2**32 - 977
ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HALF_ORDER: Final = ORDER // 2

Point: TypeAlias = tuple[int, int] | None
GENERATOR: Final[Point] = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def ethereum_message_digest(message: bytes) -> Hash32:
    """The digest that a wallet signs for a message (EIP-191, version 0x45); its length stands before it in digits."""
    return keccak(b"\x19Ethereum Signed Message:\n%d" % len(message) + message)


def sign_digest(key: bytes, digest: Hash32) -> bytes:
    """The signature of ``digest`` with the private key: r, s and v of 27 or 28 in 65 bytes, with low s (RFC 6979)."""
    if _PrivateKey is not None:
        signature = _PrivateKey(key).sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes([27 + signature[64]])
    return _sign_in_python(key, digest)


def _sign_in_python(key: bytes, digest: Hash32) -> bytes:
    """The computation itself: R = k G and s = k^-1 (e + r d), where d is the key."""
    k = _nonce(key, digest)
    point = _multiply(GENERATOR, k)
    assert point is not None, "k is not a multiple of the order"
    r = point[0] % ORDER
    s = pow(k, -1, ORDER) * (int.from_bytes(digest, "big") + r * int.from_bytes(key, "big")) % ORDER
    odd = point[1] % 2
    if s > HALF_ORDER:
        s, odd = ORDER - s, 1 - odd
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([27 + odd])


def _nonce(key: bytes, digest: Hash32) -> int:
    """The number that makes a signature unique, from key and digest alone (RFC 6979, section 3.2)."""
    reduced = (int.from_bytes(digest, "big") % ORDER).to_bytes(32, "big")
    secret, state = bytes(32), b"\x01" * 32
    for step in (b"\x00", b"\x01"):
        secret = hmac.digest(secret, state + step + key + reduced, "sha256")
        state = hmac.digest(secret, state, "sha256")
    while True:
        state = hmac.digest(secret, state, "sha256")
        candidate = int.from_bytes(state, "big")
        if 0 < candidate < ORDER:
            return candidate
        secret = hmac.digest(secret, state + b"\x00", "sha256")
        state = hmac.digest(secret, state, "sha256")


@lru_cache(maxsize=65536)
def recover(digest: Hash32, v: int, r: int, s: int) -> Address | None:
    """The address whose key made the signature, or None where ecrecover gives the null address.

    ``v`` is 27 or 28; any other value recovers nobody.
    """
    if v not in (27, 28) or not 0 < r < ORDER or not 0 < s < ORDER:
        return None
    if _PublicKey is not None:
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v - 27])
        try:
            key = _PublicKey.from_signature_and_message(signature, digest, hasher=None)
        except Exception:  # coincurve raises bare Exception when no point has this r
            return None
        return keccak(key.format(compressed=False)[1:])[12:]
    return _recover_in_python(digest, v, r, s)


def _recover_in_python(digest: Hash32, v: int, r: int, s: int) -> Address | None:
    """The computation itself: Q = r^-1 (s R - e G), where R is the point with x-coordinate r."""
    square = (pow(r, 3, FIELD) + 7) % FIELD
    y = pow(square, (FIELD + 1) // 4, FIELD)
    if y * y % FIELD != square:
        return None
    point: Point = (r, y if y % 2 == v - 27 else FIELD - y)
    inverse = pow(r, -1, ORDER)
    e = int.from_bytes(digest, "big")
    key = _add_points(_multiply(point, s * inverse % ORDER), _multiply(GENERATOR, -e * inverse % ORDER))
    if key is None:
        return None
    return keccak(key[0].to_bytes(32, "big") + key[1].to_bytes(32, "big"))[12:]


def _add_points(left: Point, right: Point) -> Point:
    if left is None:
        return right
    if right is None:
        return left
    if left[0] == right[0] and (left[1] + right[1]) % FIELD == 0:
        return None
    if left == right:
        slope = 3 * left[0] * left[0] * pow(2 * left[1], -1, FIELD) % FIELD
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, FIELD) % FIELD
    x = (slope * slope - left[0] - right[0]) % FIELD
    return x, (slope * (left[0] - x) - left[1]) % FIELD


def _multiply(point: Point, factor: int) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _add_points(total, point)
        point = _add_points(point, point)
        factor >>= 1
    return total
