"""Receipts and claims of the first protocol: roots and ranges; and how messages are encoded."""

from fractions import Fraction

import pytest

from livepeer_spec.offchain import receipts
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.numbers import ceiling, decimal_text, minimal_bytes
from livepeer_spec.offchain.protobuf import message, varint
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.merkle import halved_root

LEAVES = [keccak(bytes([number])) for number in range(5)]


def test_claim_commits_to_receipts_in_the_order_of_their_segments() -> None:
    assert receipts.claim_root(LEAVES) == halved_root(LEAVES)
    assert receipts.claim_root(LEAVES[::-1]) != receipts.claim_root(LEAVES)


@pytest.mark.parametrize(
    ("leaves", "reason"),
    [
        ([], Fault.NO_RECEIPTS),
        ([b"\1"], Fault.WRONG_LENGTH),
        ([LEAVES[0], LEAVES[1], LEAVES[0]], Fault.DUPLICATE_RECEIPT),
    ],
)
def test_claim_refuses_what_is_no_set_of_receipts(leaves: list[bytes], reason: Fault) -> None:
    with pytest.raises(OffchainRejection) as caught:
        receipts.claim_root(leaves)
    assert caught.value.reason is reason


def test_transcoded_hash_takes_profiles_in_falling_order() -> None:
    renditions = {"P144": b"low", "P720": b"high", "P360": b"middle"}
    assert receipts.transcoded_hash(renditions) == keccak(keccak(b"high") + keccak(b"middle") + keccak(b"low"))


def test_claims_are_the_longest_runs() -> None:
    assert receipts.claim_ranges([5, 1, 2, 3, 7, 6, 9]) == [(1, 3), (5, 7), (9, 9)]
    assert receipts.claim_ranges([]) == []


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
