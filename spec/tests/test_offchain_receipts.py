"""Receipts and claims of the first protocol: trees, ranges, challenges; and how messages are encoded."""

from fractions import Fraction

import pytest

from livepeer_spec.offchain import receipts
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.numbers import ceiling, decimal_text, minimal_bytes
from livepeer_spec.offchain.protobuf import message, varint
from livepeer_spec.offchain.signatures import sign_message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import fold_proof

LEAVES = [keccak(bytes([number])) for number in range(5)]
KEY = (1).to_bytes(32, "big")
SIGNER = bytes.fromhex("7e5f4552091a69125d5dfcb7b8c2659029395bdf")


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_every_proof_of_the_halved_tree_leads_to_its_root(size: int) -> None:
    """Given receipts in a halved tree, then each proof leads to the root as the deployed library folds it."""
    leaves = LEAVES[:size]
    for index, leaf in enumerate(leaves):
        assert fold_proof(receipts.halved_proof(leaves, index), leaf) == receipts.halved_root(leaves)


def test_halved_tree_gives_its_left_side_the_larger_half() -> None:
    a, b, c, d, e = LEAVES
    left = receipts.parent(receipts.parent(a, b), c)
    assert receipts.halved_root(LEAVES) == receipts.parent(left, receipts.parent(d, e))
    assert receipts.halved_root([a]) == a
    assert receipts.halved_root(LEAVES[::-1]) != receipts.halved_root(LEAVES)


def test_halved_tree_refuses_a_receipt_that_is_there_twice() -> None:
    with pytest.raises(OffchainRejection) as caught:
        receipts.halved_root([LEAVES[0], LEAVES[1], LEAVES[0]])
    assert caught.value.reason is Fault.DUPLICATE_RECEIPT


def test_sorted_tree_knows_neither_order_nor_number() -> None:
    a, b, c = sorted(LEAVES[:3])
    expected = receipts.parent(receipts.parent(a, b), c)
    for leaves in ([a, b, c], [c, a, b], [a, b, c, b, a]):
        assert receipts.sorted_root(leaves) == expected
    assert receipts.sorted_root([a]) == a


@pytest.mark.parametrize("root", [receipts.halved_root, receipts.sorted_root])
def test_tree_needs_receipts_of_32_bytes(root: object) -> None:
    for leaves, reason in (([], Fault.NO_RECEIPTS), ([b"\1"], Fault.WRONG_LENGTH)):
        with pytest.raises(OffchainRejection) as caught:
            root(leaves)  # type: ignore[operator]
        assert caught.value.reason is reason


def test_transcoded_hash_takes_profiles_in_falling_order() -> None:
    renditions = {"P144": b"low", "P720": b"high", "P360": b"middle"}
    assert receipts.transcoded_hash(renditions) == keccak(keccak(b"high") + keccak(b"middle") + keccak(b"low"))


def test_broadcaster_signature_may_have_either_numbering_of_v() -> None:
    segment = ("1", 7, keccak(b"data"))
    signature = sign_message(KEY, receipts.segment_hash(*segment))
    old = signature[:64] + bytes([signature[64] - 27])
    assert receipts.is_broadcaster_signature(*segment, signature, SIGNER)
    assert receipts.is_broadcaster_signature(*segment, old, SIGNER)
    assert not receipts.is_broadcaster_signature(*segment, signature[:64], SIGNER)
    assert not receipts.is_broadcaster_signature("1", 8, keccak(b"data"), signature, SIGNER)


def test_claims_are_the_longest_runs() -> None:
    assert receipts.claim_ranges([5, 1, 2, 3, 7, 6, 9]) == [(1, 3), (5, 7), (9, 9)]
    assert receipts.claim_ranges([]) == []


def test_challenge_is_drawn_by_the_block_behind_the_claim() -> None:
    draw = keccak((101).to_bytes(32, "big") + LEAVES[0] + (7).to_bytes(32, "big"))
    rate = next(number for number in range(2, 1000) if int.from_bytes(draw, "big") % number == 0)
    assert receipts.is_challenged(7, 100, LEAVES[0], rate)
    assert receipts.is_challenged(7, 100, LEAVES[0], 1)
    challenged = sum(receipts.is_challenged(number, 100, LEAVES[0], 10) for number in range(1000))
    assert 60 < challenged < 140


def test_deposit_pays_one_more_segment_to_the_wei() -> None:
    assert receipts.can_continue(100, 70, 3, 10)
    assert not receipts.can_continue(99, 70, 3, 10)


def test_varint_is_as_the_protobuf_documentation_shows() -> None:
    assert varint(150).hex() == "9601"
    assert varint(0).hex() == "00"
    assert varint(-2).hex() == "feffffffffffffffff01"
    with pytest.raises(OffchainRejection):
        varint(2**64)


def test_message_is_as_the_protobuf_documentation_shows() -> None:
    assert message([(1, 150)]).hex() == "089601"
    assert message([(2, "testing")]).hex() == "120774657374696e67"
    assert message([(3, [message([(1, 150)])])]).hex() == "1a03089601"
    assert message([(6, [3, 270, 86942])]).hex() == "3206038e029ea705"
    assert message([(2, True), (1, 0), (3, b"")]).hex() == "1001"
    assert message([(1, [b""])]).hex() == "0a00"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("1/2", 0, "1"), ("-1/2", 0, "-1"), ("1/3", 2, "0.33"), ("-1/1000", 2, "0.00"), ("25/2", 3, "12.500")],
)
def test_decimal_text_rounds_halves_away_from_zero(value: str, places: int, text: str) -> None:
    assert decimal_text(Fraction(value), places) == text


def test_numbers_have_their_shortest_form() -> None:
    assert [minimal_bytes(number).hex() for number in (0, 1, 255, 256)] == ["", "01", "ff", "0100"]
    assert [ceiling(Fraction(text)) for text in ("7/2", "-7/2", "4")] == [4, -3, 4]
