"""Arithmetic, fractions, ABI packing, signatures and events against independent computations."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from coincurve import PrivateKey
from eth_abi.abi import encode as standard_encode
from hypothesis import given, settings
from hypothesis import strategies as st

from livepeer_spec.events import event, parse_event
from livepeer_spec.primitives import abi, uint256
from livepeer_spec.primitives.fractions import PPB, PPM, PRECISE, part, ratio, share
from livepeer_spec.primitives.hashing import created_address, keccak
from livepeer_spec.primitives.merkle import fold_proof
from livepeer_spec.primitives.signature import ORDER, _recover_in_python, _sign_in_python, recover, sign_digest
from livepeer_spec.primitives.uint256 import MAX
from livepeer_spec.rejection import Reason, SpecRejection

numbers = st.one_of(st.integers(0, MAX), st.integers(0, 2**16), st.integers(MAX - 2**16, MAX), st.integers(0, 2**128))
scales = st.sampled_from([PPM, PPB, PRECISE])


def result(compute: Callable[..., int], *operands: int) -> int | Reason:
    """What a computation gives, or why it is rejected."""
    try:
        return compute(*operands)
    except SpecRejection as rejection:
        return rejection.reason


# Arithmetic.


@given(numbers, numbers)
def test_arithmetic_is_exact_or_rejected(left: int, right: int) -> None:
    """Given two words, then each operation gives the integer, or its own reason where that is no word."""
    total, product = left + right, left * right
    assert result(uint256.add, left, right) == (total if total <= MAX else Reason.ADDITION_OVERFLOW)
    assert result(uint256.sub, left, right) == (left - right if right <= left else Reason.SUBTRACTION_UNDERFLOW)
    assert result(uint256.mul, left, right) == (product if product <= MAX else Reason.MULTIPLICATION_OVERFLOW)
    assert result(uint256.div, left, right) == (left // right if right else Reason.DIVISION_BY_ZERO)


@given(numbers, numbers, numbers, scales)
def test_share_is_the_part_by_the_ratio(amount: int, numerator: int, denominator: int, scale: int) -> None:
    """Given a share, then it is the ratio and then the part, each floored and each rejected alike."""

    def two_steps(amount: int, numerator: int, denominator: int) -> int:
        return uint256.mul(amount, uint256.div(uint256.mul(numerator, scale), denominator)) // scale

    assert result(share, amount, numerator, denominator, scale) == result(two_steps, amount, numerator, denominator)


@given(st.integers(0, 2**100), st.integers(0, 2**80), st.integers(1, 2**80), scales)
def test_fractions_never_round_up(amount: int, numerator: int, denominator: int, scale: int) -> None:
    """Given a fraction of an amount, then it is below the exact value by less than its two roundings."""
    exact = Fraction(amount * numerator, denominator)
    assert exact - Fraction(amount, scale) - 1 < share(amount, numerator, denominator, scale) <= exact
    assert ratio(numerator, denominator, scale) == numerator * scale // denominator
    assert part(amount, numerator, scale) == amount * numerator // scale


def test_share_is_lower_than_the_single_rounding() -> None:
    """Given a third of three wei, then both roundings show: the share is less than the exact quotient."""
    assert share(3, 1, 3, PPM) == 0
    assert 3 * 1 // 3 == 1


# ABI.

_SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "uint256": numbers,
    "uint64": st.integers(0, 2**64 - 1),
    "uint8": st.integers(0, 255),
    "int256": st.integers(-(2**255), 2**255 - 1),
    "bool": st.booleans(),
    "address": st.binary(min_size=20, max_size=20),
    "bytes32": st.binary(min_size=32, max_size=32),
    "bytes20": st.binary(min_size=20, max_size=20),
    "bytes": st.binary(max_size=80),
    "string": st.text("a é日😀\n", max_size=20),
}
_LEAVES = list(_SIMPLE.items())


@st.composite
def typed_values(draw: st.DrawFn, depth: int = 2) -> tuple[str, Any]:
    """A type in the ABI's words, and a value of it."""
    shape = draw(st.sampled_from(["leaf", "leaf", "array", "tuple"])) if depth else "leaf"
    if shape == "leaf":
        name, values = draw(st.sampled_from(_LEAVES))
        return name, draw(values)
    members = draw(st.lists(typed_values(depth - 1), min_size=1, max_size=3))
    if shape == "tuple":
        return f"({','.join(name for name, _ in members)})", tuple(value for _, value in members)
    name, value = members[0]
    return f"{name}[]", [value] * draw(st.integers(0, 3))


def with_hex_addresses(kind: str, value: Any) -> Any:
    """The value as eth_abi takes it: addresses in hex."""
    if kind.endswith("[]"):
        return [with_hex_addresses(kind[:-2], item) for item in value]
    if kind.startswith("("):
        return tuple(
            with_hex_addresses(member, item) for member, item in zip(abi.split_types(kind[1:-1]), value, strict=True)
        )
    return "0x" + value.hex() if kind == "address" else value


@given(st.lists(typed_values(), max_size=4))
def test_packing_is_the_standard_one_and_unpacks_to_the_values(arguments: list[tuple[str, Any]]) -> None:
    """Given values of any types, then the encoding is that of eth_abi, and decoding gives the values."""
    types, values = [kind for kind, _ in arguments], [value for _, value in arguments]
    packed = abi.pack(types, values)
    assert packed == standard_encode(
        types, [with_hex_addresses(kind, value) for kind, value in zip(types, values, strict=True)]
    )
    assert list(abi.unpack(types, packed)) == values


@given(st.lists(typed_values(), min_size=1, max_size=3), st.data())
def test_unpacking_a_truncated_encoding_is_an_error_or_needs_no_more(
    arguments: list[tuple[str, Any]], data: st.DataObject
) -> None:
    """Given an encoding without its end, then decoding either needed no more or is an AbiError, nothing else."""
    types, values = [kind for kind, _ in arguments], [value for _, value in arguments]
    packed = abi.pack(types, values)
    cut = data.draw(st.integers(0, max(0, len(packed) - 1)))
    try:
        unpacked = list(abi.unpack(types, packed[:cut]))
    except abi.AbiError:
        return
    assert unpacked == values


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("address", b"\x01" + bytes(31)),
        ("bool", (2).to_bytes(32, "big")),
        ("uint64", (2**64).to_bytes(32, "big")),
        ("bytes", b"\xff" * 32),
        ("uint256[]", b"\xff" * 32),
        ("uint256", bytes(31)),
    ],
)
def test_unpack_rejects_what_is_no_encoding(kind: str, word: bytes) -> None:
    """Given data that no value of the type encodes to, then decoding is an error."""
    with pytest.raises(abi.AbiError):
        abi.unpack([kind], word)


@pytest.mark.parametrize("kind", ["fixed128x18", "mapping", ""])
def test_parse_type_rejects_unknown_types(kind: str) -> None:
    """Given a word that is no type of the protocol's contracts, then parsing it is an error."""
    with pytest.raises(abi.AbiError):
        abi.parse_type(kind)


# Signatures.


@settings(max_examples=25, deadline=None)
@given(st.integers(1, ORDER - 1), st.binary(min_size=32, max_size=32))
def test_recover_names_the_signer(private_key: int, digest: bytes) -> None:
    """Given a signature, then both ways of recovering give the signer's address."""
    key = PrivateKey(private_key.to_bytes(32, "big"))
    signature = key.sign_recoverable(digest, hasher=None)
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64] + 27
    address = keccak(key.public_key.format(compressed=False)[1:])[12:]
    assert recover(digest, v, r, s) == _recover_in_python(digest, v, r, s) == address


@given(st.integers(1, ORDER - 1), st.binary(min_size=32, max_size=32))
@settings(max_examples=20)
def test_sign_in_python_agrees_with_the_library(key: int, digest: bytes) -> None:
    """Given a private key and a digest, then the signature written out is the library's."""
    private = key.to_bytes(32, "big")
    assert _sign_in_python(private, digest) == sign_digest(private, digest)


@settings(max_examples=50, deadline=None)
@given(
    st.binary(min_size=32, max_size=32),
    st.sampled_from([27, 28]),
    st.one_of(st.integers(1, 40), st.integers(1, ORDER - 1)),
    st.one_of(st.integers(1, 40), st.integers(1, ORDER - 1)),
)
def test_recover_in_python_agrees_with_the_library(digest: bytes, v: int, r: int, s: int) -> None:
    """Given any r, s and v in range, most of no known key, then the computation written out gives the library's."""
    assert _recover_in_python(digest, v, r, s) == recover(digest, v, r, s)


@pytest.mark.parametrize(
    ("v", "r", "s"), [(26, 1, 1), (29, 1, 1), (0, 1, 1), (27, 0, 1), (27, 1, 0), (27, ORDER, 1), (28, 1, ORDER)]
)
def test_recover_gives_nobody_out_of_range(v: int, r: int, s: int) -> None:
    """Given a value out of range, then nobody signed."""
    assert recover(bytes(32), v, r, s) is None


# Hashes.


@pytest.mark.parametrize(
    ("nonce", "address"),
    [
        (0, "cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"),
        (1, "343c43a37d37dff08ae8c4a11544c718abb4fcf8"),
        (2, "f778b86fa74e846c4f0a1fbd1335fe81c00a0c91"),
        (3, "fffd933a0bc612844eaf0c6fe3e5b8e9b6c1d19c"),
    ],
)
def test_created_address_is_that_of_the_chain(nonce: int, address: str) -> None:
    """Given a creator that is known from Ethereum's documents, then its first contracts have the known addresses."""
    creator = bytes.fromhex("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0")
    assert created_address(creator, nonce).hex() == address


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=5), st.binary(min_size=32, max_size=32))
def test_fold_proof_hashes_sorted_pairs(proof: list[bytes], leaf: bytes) -> None:
    """Given a proof, then each step hashes the lower of both first; an empty proof leads to the leaf itself."""
    node = leaf
    for sibling in proof:
        node = keccak(b"".join(sorted((node, sibling))))
    assert fold_proof(proof, leaf) == node


# Events.


@event("Noted(address indexed who, (uint256,bytes)[] what, string why)")
class Noted(NamedTuple):
    """An event for the tests."""

    who: bytes
    what: list[tuple[int, bytes]]
    why: str


def test_event_encodes_keys_as_topics_and_the_rest_as_data() -> None:
    """Given an event with an indexed parameter, then its log has that as topic, and decoding gives the event."""
    kind = parse_event("Noted(address indexed who, (uint256,bytes)[] what, string why)")
    noted = Noted(b"\x07" * 20, [(1, b"one"), (2, b"")], "because")
    topics, data = kind.encode(noted)
    assert topics == (keccak(b"Noted(address,(uint256,bytes)[],string)"), bytes(12) + noted.who)
    assert data == standard_encode(["(uint256,bytes)[]", "string"], [noted.what, noted.why])
    assert kind.decode(topics, data) == noted
    assert Noted.event_type == kind  # type: ignore[attr-defined]
