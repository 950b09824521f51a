"""Receipts, their trees and the choice of segments, against values that the deployed contracts of 2018 gave."""

import pytest
from coincurve import PrivateKey

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import (
    fold_proof,
    halved_proof,
    halved_root,
    is_proven,
    parent,
    sorted_proof,
    sorted_root,
)
from livepeer_spec.primitives.receipts import (
    are_valid_options,
    claim_fees,
    commit_hash,
    is_challenged,
    personal_segment_hash,
    receipt_hash,
    segment_count,
    segment_hash,
    segment_signer,
    transcoding_options,
)
from livepeer_spec.primitives.signature import ORDER
from livepeer_spec.primitives.types import NULL_ADDRESS
from livepeer_spec.rejection import Reason, SpecRejection

KEY = PrivateKey(b"\1" * 32)
SIGNER = bytes.fromhex("1a642f0E3c3aF545E7AcBD38b07251B3990914F1")
RECEIPTS = [
    bytes.fromhex(text)
    for text in (
        "43cb9af89ee2844280d6c721917b7cdf2aa21fff49c4416668776f804d5f2d1d",
        "6ac4dd1556639c71c603507ebdea020e6ebc70860b3b74a6f04907f08143c5b1",
        "7842335362e529ae77fb40c3fea510e1ed913351aefe1e395050790a360f794f",
        "d1593bdad6fc1de5da0228b66a020bcd039e07974eec2997e091997e1fa72d0a",
        "0f21d5430a98434b44bd1c3adbb73a60e719218b4c1d876689b09a946e5ea522",
    )
]
ROOT = bytes.fromhex("38d346b5ac8a9fd25922b57fad732e7e56b8d2f29b8203ab43bada0335fc92b5")


def data(number: int) -> tuple[bytes, bytes]:
    return keccak(f"data{number}".encode()), keccak(f"tdata{number}".encode())


def sign(number: int) -> bytes:
    digest = personal_segment_hash("foo", number, data(number)[0])
    signature = KEY.sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes([27 + signature[64]])


def test_hashes_of_the_first_segment():
    data_hash, transcoded = data(0)
    assert segment_hash("foo", 0, data_hash).hex() == "cd4a08ee8244a2e5e208551769de3427d26b54cf166bf11d2aca3e595d8bc8b7"
    digest = personal_segment_hash("foo", 0, data_hash)
    assert digest.hex() == "056194d4d90bc674e9410093e0166b9290526b610475b3f2c32ae2e1005a9d8f"
    assert sign(0).hex().endswith("0dc0a8fca5e01c")
    assert (
        commit_hash(data_hash, transcoded).hex() == "4d432ebdae807ffcb420d45de31e78fb2879a0b72ddf1ced58d69e8e822659fb"
    )


def test_receipts_of_five_segments():
    assert [receipt_hash("foo", number, *data(number), sign(number)) for number in range(5)] == RECEIPTS


def test_signature_in_every_form_that_is_taken():
    digest, signature = personal_segment_hash("foo", 0, data(0)[0]), sign(0)
    high_s = (ORDER - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
    assert segment_signer(digest, signature) == SIGNER
    assert segment_signer(digest, signature[:64] + bytes([signature[64] - 27])) == SIGNER
    assert segment_signer(digest, signature[:32] + high_s + bytes([55 - signature[64]])) == SIGNER


@pytest.mark.parametrize(
    "damage",
    [lambda s: s[:64], lambda s: s + b"\0", lambda s: s[:64] + b"\2", lambda s: s[:64] + b"\x1d", lambda s: bytes(65)],
    ids=["short", "long", "v_of_2", "v_of_29", "zeros"],
)
def test_signature_in_no_form_that_is_taken(damage):
    assert segment_signer(personal_segment_hash("foo", 0, data(0)[0]), damage(sign(0))) == NULL_ADDRESS


def test_sorted_tree_has_the_deployed_root_and_proof():
    assert sorted_root(RECEIPTS) == ROOT
    assert [node.hex() for node in sorted_proof(RECEIPTS, RECEIPTS[0])] == [
        "0f21d5430a98434b44bd1c3adbb73a60e719218b4c1d876689b09a946e5ea522",
        "9bf69f5253976f2420030dadb57e9ffdfa719efb7c6105061a4081bccb7218e0",
        "d1593bdad6fc1de5da0228b66a020bcd039e07974eec2997e091997e1fa72d0a",
    ]


def test_sorted_tree_takes_no_order_no_repetition_and_no_empty_leaf():
    assert sorted_root([*reversed(RECEIPTS), RECEIPTS[2], b""]) == ROOT
    with pytest.raises(ValueError, match="has a leaf"):
        sorted_root([b""])


@pytest.mark.parametrize("count", range(1, 10))
def test_every_leaf_is_proven_in_both_trees(count):
    leaves = [keccak(bytes([number])) for number in range(count)]
    for position, leaf in enumerate(leaves):
        assert is_proven(b"".join(sorted_proof(leaves, leaf)), sorted_root(leaves), leaf)
        assert fold_proof(halved_proof(leaves, position), leaf) == halved_root(leaves)


def test_halved_tree_keeps_the_order_and_gives_the_left_half_more():
    a, b, c = RECEIPTS[2], RECEIPTS[0], RECEIPTS[1]
    assert halved_root([a, b, c]) == parent(parent(a, b), c)
    assert halved_root(RECEIPTS) != sorted_root(RECEIPTS)


def test_halved_tree_has_a_leaf():
    with pytest.raises(ValueError, match="has a leaf"):
        halved_root([])
    with pytest.raises(IndexError, match="no leaf 1 among 1"):
        halved_proof([ROOT], 1)


def test_proof_of_odd_length_proves_nothing():
    proof = b"".join(sorted_proof(RECEIPTS, RECEIPTS[0]))
    assert not is_proven(proof + b"\0", ROOT, RECEIPTS[0])
    assert not is_proven(proof[:-32], ROOT, RECEIPTS[0])
    assert is_proven(b"", ROOT, ROOT)


@pytest.mark.parametrize(
    ("rate", "chosen"), [(2, [2, 5, 6, 7, 10, 11, 12, 13, 17, 18]), (5, [6, 11, 13, 19]), (1000, [])]
)
def test_chosen_segments(rate, chosen):
    block_hash = keccak(b"challenge")
    assert [n for n in range(25) if is_challenged(n, (0, 19), 12346, block_hash, rate)] == chosen


def test_no_rate_matters_in_the_range_only():
    assert not is_challenged(20, (0, 19), 1, ROOT, 0)
    with pytest.raises(SpecRejection) as rejected:
        is_challenged(19, (0, 19), 1, ROOT, 0)
    assert rejected.value.reason is Reason.DIVISION_BY_ZERO


def test_options_and_fees():
    options = transcoding_options(["P720p60fps16x9", "P720p30fps16x9"])
    assert options == "a7ac137a49d54ea9"
    assert claim_fees(segment_count((3, 6)), options, 7) == 56
    assert [are_valid_options(text) for text in ("", "1234567", "12345678", "äääö", options)] == [
        False, False, True, True, True,
    ]  # fmt: skip
