"""Quirks of existing clients: each differs from the rule exactly where it is said to."""

import subprocess
import sys
from fractions import Fraction

import pytest

from livepeer_spec.offchain import quirks
from livepeer_spec.offchain.accounting import require_balance
from livepeer_spec.offchain.capabilities import includes
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.numbers import MAX_UINT256
from livepeer_spec.offchain.redemption import Queued, due
from livepeer_spec.offchain.sending import require_fresh, unlocks_soon
from livepeer_spec.offchain.sessions import Suspensions, suspend, suspended_for
from livepeer_spec.offchain.ticket_params import win_prob
from livepeer_spec.offchain.tickets import TicketParams, aux_data, expected_value, offered_rand, ticket_message
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket

BLOCK_HASH = keccak(b"10")
TICKET = Ticket(b"\x11" * 20, b"\x22" * 20, 5, 6, 7, b"\x33" * 32, aux_data(10, BLOCK_HASH))


def test_negative_round_loses_its_sign() -> None:
    assert quirks.signless_aux_data(-10, BLOCK_HASH) == quirks.signless_aux_data(10, BLOCK_HASH)
    assert quirks.signless_aux_data(10, BLOCK_HASH) == aux_data(10, BLOCK_HASH)
    assert quirks.signless_aux_data(0, bytes(32)) == b""
    with pytest.raises(OffchainRejection):
        aux_data(-10, BLOCK_HASH)


def test_number_of_33_bytes_shifts_what_follows() -> None:
    assert quirks.shifted_ticket_message(TICKET) == ticket_message(TICKET)
    large = quirks.shifted_ticket_message(TICKET._replace(face_value=MAX_UINT256 + 1))
    assert len(large) == 232
    assert large[40:73] == b"\x01" + bytes(32)
    assert large[73:] == ticket_message(TICKET)[72:-1]


@pytest.mark.parametrize("face_value", [0, 1, 5, 7, 10**18, 2**64 + 1, MAX_UINT256])
def test_probability_is_the_same_for_most_face_values(face_value: int) -> None:
    assert quirks.low_bits_win_prob(face_value, 1) == win_prob(face_value, 1)


def test_probability_is_too_low_where_64_bits_of_the_remainder_are_zero() -> None:
    face_value = MAX_UINT256 - 2**64
    assert (quirks.low_bits_win_prob(face_value, 1), win_prob(face_value, 1)) == (1, 2)
    assert expected_value(face_value, 1) < 1 <= expected_value(face_value, 2)


def test_block_numbers_are_taken_by_their_low_64_bits() -> None:
    require_fresh(2**64, 10)
    assert not quirks.is_fresh_by_low_bits(2**64, 10)
    require_fresh(2**63 + 20, 10)
    assert not quirks.is_fresh_by_low_bits(2**63 + 20, 10)
    assert quirks.is_fresh_by_low_bits(12, 10)
    assert not quirks.is_fresh_by_low_bits(11, 10)


def test_withdraw_round_of_64_zero_bits_is_none() -> None:
    assert unlocks_soon(2**64, 2**64)
    assert not quirks.unlocks_soon_by_low_bits(2**64, 2**64)
    assert quirks.unlocks_soon_by_low_bits(6, 5)


def test_first_ticket_keeps_the_others_from_being_tried() -> None:
    waiting, ready, late = Queued(1, 10, 200), Queued(2, 10, 100), Queued(3, 8, 100)
    assert due([waiting, ready, late], 100, 10) == [1]
    assert quirks.head_of_line_due([waiting, ready, late], 100, 10) == []
    assert quirks.head_of_line_due([ready, late], 100, 10) == [0, 0]
    assert quirks.head_of_line_due([late], 100, 10) == [0]
    assert due([late], 100, 10) == []
    assert quirks.head_of_line_due([Queued(1, 7, 100)], 100, 10) == []


def test_negative_max_float_comes_out_positive() -> None:
    assert quirks.transmitted_max_float(-5) == quirks.transmitted_max_float(5) == 5


def test_ticketless_payment_is_charged_nothing_or_less() -> None:
    assert quirks.ticketless_charge(1000, 0, 1) == 0
    assert quirks.ticketless_charge(1000, -1, 2) == -500
    with pytest.raises(OffchainRejection) as caught:
        quirks.ticketless_charge(1000, 0, 0)
    assert caught.value.reason is Fault.ZERO_PIXELS_PER_UNIT
    with pytest.raises(OffchainRejection):
        require_balance(None, Fraction(1))


def test_prices_lose_what_does_not_fit() -> None:
    assert quirks.advertised_capability_price(Fraction(9, 10)) == 0
    assert quirks.advertised_capability_price(Fraction(-1, 10)) == -1
    assert quirks.unchecked_wire_price(Fraction(2**63, 3)) == (-(2**63), 3)
    assert quirks.unchecked_wire_price(Fraction(6, 7)) == (6, 7)


def test_profile_without_a_name_gets_two() -> None:
    size = (426, 240, 600_000)
    assert quirks.sent_profile_name("", *size) == "ffmpeg_426x240_600000"
    assert quirks.received_profile_name("", *size) == "net_426x240_600000"
    assert quirks.sent_profile_name("P", *size) == quirks.received_profile_name("P", *size) == "P"


def test_duration_loses_a_millisecond() -> None:
    assert [quirks.transmitted_duration(seconds) for seconds in (1.001, 2.0, 0.5)] == [1000, 2000, 500]


def test_suspension_late_in_a_stream_is_void() -> None:
    late = Suspensions(refreshes=10)
    suspend(late, "orchestrator", 5)
    assert suspended_for(late, "orchestrator") == 5
    assert quirks.suspended_against_count(Suspensions(10, {"orchestrator": 5}), "orchestrator") == 0
    assert quirks.suspended_against_count(Suspensions(3, {"orchestrator": 5}), "orchestrator") == 5


def test_words_of_zeros_are_not_included() -> None:
    assert includes([7], [5, 0])
    assert not quirks.includes_by_words([7], [5, 0])
    assert quirks.includes_by_words([7, 0], [5])
    assert not quirks.includes_by_words([5], [7])


@pytest.mark.parametrize(
    ("verdict", "listed", "agrees", "erased"),
    [("Tampered", 1, True, True), ("Tampered", 2, True, False), ("Tampered", 1, False, False), (None, 1, True, False)],
)
def test_verdict_is_erased_by_a_recount(verdict: str | None, listed: int, agrees: bool, erased: bool) -> None:
    assert quirks.is_verdict_erased(verdict, listed, 2, agrees) is erased


def test_two_offers_have_the_same_random_number() -> None:
    params = TicketParams(b"\x11" * 20, 0x1234, 0x56, bytes(32), 9, 1040, Fraction(6, 7), 10, BLOCK_HASH)
    other = quirks.ambiguous_offer(params)
    assert (other.face_value, other.win_prob) == (0x12, 0x3456)
    assert offered_rand(bytes(32), params, b"\x22" * 20) == offered_rand(bytes(32), other, b"\x22" * 20)


def test_package_does_not_import_rules_between_nodes() -> None:
    """Given a new interpreter, when the package is imported, then nothing of this part is."""
    code = "import sys, livepeer_spec; print(sum(name.startswith('livepeer_spec.') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "0\n"
