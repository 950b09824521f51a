"""Reference orchestrators that are wrong in one place, each with the check and the requirement that must find it."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from types import ModuleType
from typing import Any

from livepeer_reference.streaming import accounts, orchestrator, pool, video
from livepeer_spec.offchain import receiving
from livepeer_spec.offchain.numbers import MAX_UINT256
from livepeer_spec.offchain.receiving import Received
from livepeer_spec.primitives.hashing import keccak


@dataclass(frozen=True)
class Mutant:
    """``wrong`` stands in ``place`` for what is called ``name`` there."""

    id: str
    place: ModuleType
    name: str
    wrong: Any
    check: str
    requirement: str


_offer, _offered_rand = accounts.offer, accounts.offered_rand
_receive_ticket, _require_signed_segment = accounts.receive_ticket, orchestrator.require_signed_segment
_rendition, _with_fingerprints = video.rendition, pool.with_fingerprints


def _rounded_down(config: Any, gas_price: int, max_float: int, price: Fraction) -> tuple[int, int]:
    face_value, _ = _offer(config, gas_price, max_float, price)
    return face_value, config.expected_value * (MAX_UINT256 // face_value) - 1


def _uncommitted(**forgotten: Any) -> Callable[..., int]:
    """The random number of an offer whatever these fields are."""
    return lambda secret, params, sender: _offered_rand(secret, params._replace(**forgotten), sender)


def _signed_in_any_order(segment: Any, signature: bytes, sender: bytes) -> None:
    try:
        _require_signed_segment(segment, signature, sender)
    except orchestrator.OffchainRejection:
        _require_signed_segment(segment._replace(profiles=segment.profiles[::-1]), signature, sender)


def _forgetful(nonces: Any, *ticket: Any) -> Received:
    return _receive_ticket({}, *ticket)


def _credits_all_good_ones(results: list[Received], value: Fraction) -> tuple[Fraction, Any]:
    faults = [result.fault for result in results if result.fault is not None]
    return value * (len(results) - len(faults)), next(iter(faults), None)


async def _one_frame_more(data: bytes, profile: Any) -> Any:
    made = await _rendition(data, profile)
    return made._replace(pixels=made.pixels + profile.width * profile.height)


MUTANTS = [
    Mutant("pong over the value itself", orchestrator, "pong_message", lambda value: value,
           "ping_is_answered_with_a_signature", "LP-NEG-003"),
    Mutant("request of anybody", orchestrator, "require_valid_request", lambda address, signature: None,
           "quote_needs_the_broadcasters_signature", "LP-NEG-002"),
    Mutant("tokens of a day", orchestrator, "VALIDITY", 86_400, "quote_has_a_token", "LP-NEG-015"),
    Mutant("token of any expiration", orchestrator, "require_valid_token", lambda secret, token, now: None,
           "segment_without_the_orchestrators_token_is_refused", "LP-NEG-010"),
    Mutant("probability rounded down", accounts, "offer", _rounded_down,
           "offer_is_worth_a_whole_expected_value", "LP-PAY-025"),
    Mutant("durations up to 300,001", orchestrator, "accepted_duration", lambda duration: min(abs(duration), 300_001),
           "segment_that_is_too_long_is_refused", "LP-SEG-015"),
    Mutant("profiles in any order", orchestrator, "require_signed_segment", _signed_in_any_order,
           "segment_with_another_signature_is_refused", "LP-SEG-011"),
    Mutant("any data", orchestrator, "require_signed_data", lambda segment, data: None,
           "segment_with_other_data_is_refused", "LP-SEG-014"),
    Mutant("price not committed to", accounts, "offered_rand", _uncommitted(price=Fraction(1)),
           "ticket_under_a_changed_offer_is_refused", "LP-PAY-016"),
    Mutant("block hash not committed to", accounts, "offered_rand", _uncommitted(creation_block_hash=bytes(32)),
           "ticket_under_a_changed_offer_is_refused", "LP-PAY-016"),
    Mutant("expiration not committed to", accounts, "offered_rand", _uncommitted(expiration_block=0),
           "ticket_under_a_changed_offer_is_refused", "LP-PAY-016"),
    Mutant("nonces forgotten", accounts, "receive_ticket", _forgetful, "ticket_is_accepted_once", "LP-PAY-054"),
    Mutant("599 nonces", receiving, "MAX_NONCES", 599, "six_hundred_tickets_are_accepted", "LP-PAY-055"),
    Mutant("601 nonces", receiving, "MAX_NONCES", 601, "six_hundred_tickets_are_accepted", "LP-PAY-055"),
    Mutant("credit behind a bad ticket", accounts, "credited", _credits_all_good_ones,
           "balance_is_kept_exactly", "LP-PAY-088"),
    Mutant("face values credited", accounts, "expected_value", lambda face_value, win_prob: Fraction(face_value),
           "balance_is_kept_exactly", "LP-PAY-010"),
    Mutant("work charged twice", accounts, "debit", lambda balance, pixels, price: balance - 2 * pixels * price,
           "balance_is_kept_exactly", "LP-PAY-091"),
    Mutant("work not charged", accounts, "debit", lambda balance, pixels, price: balance,
           "balance_is_kept_exactly", "LP-PAY-091"),
    Mutant("no balance needed", accounts, "require_balance", lambda balance, value: None,
           "segment_without_payment_is_refused", "LP-PAY-090"),
    Mutant("renditions hashed at once", orchestrator, "result_message", lambda renditions: keccak(b"".join(renditions)),
           "result_is_signed_and_counted", "LP-SEG-020"),
    Mutant("result hashed once more", orchestrator, "result_message",
           lambda renditions: keccak(keccak(b"".join(map(keccak, renditions)))),
           "result_is_signed_and_counted", "LP-SEG-020"),
    Mutant("renditions in another order", pool, "with_fingerprints", lambda parts: _with_fingerprints(parts)[::-1],
           "result_is_signed_and_counted", "LP-SEG-021"),
    Mutant("pixels of one more frame", video, "rendition", _one_frame_more,
           "result_is_signed_and_counted", "LP-SEG-027"),
]  # fmt: skip
