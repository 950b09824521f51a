"""Vectors observed from existing clients: the spec reproduces each of them.

``data/offchain_observed.json`` has literals of the client's own tests (``observed``) and values that were computed from
the formulas apart from this spec (``recomputed``). Every entry has a test here; one without a test fails the last one.
"""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from livepeer_spec.offchain.accounting import debit, price
from livepeer_spec.offchain.auth_tokens import make_token
from livepeer_spec.offchain.capabilities import Capabilities, bit_words, is_compatible
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.numbers import decimal_text
from livepeer_spec.offchain.price import to_fixed
from livepeer_spec.offchain.profiles import PRESETS, profile_id
from livepeer_spec.offchain.receiving import validate_ticket
from livepeer_spec.offchain.results import result_message
from livepeer_spec.offchain.segments import Segment, segment_digest, segment_message
from livepeer_spec.offchain.selection import Weights, probabilities
from livepeer_spec.offchain.sending import Funds, validate_own_funds
from livepeer_spec.offchain.signatures import is_signed_by, message_signer, pong_message, request_message, sign_message
from livepeer_spec.offchain.ticket_params import (
    RecipientConfig,
    creation,
    expiration_block,
    offer,
    tx_cost_multiplier,
    win_prob,
)
from livepeer_spec.offchain.tickets import (
    TicketParams,
    aux_data,
    expand_batch,
    expected_value,
    has_won,
    is_own_offer,
    offered_rand,
    recipient_rand,
    ticket_message,
    win_probability,
)
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.receipts import receipt_hash, segment_hash
from livepeer_spec.rejection import Reason, SpecRejection
from livepeer_spec.upgrades.streamflow.ticket_broker import Ticket, lottery_value, recipient_rand_hash, ticket_hash

DATA = json.loads((Path(__file__).parent / "data" / "offchain_observed.json").read_text(encoding="utf-8"))
OBSERVED, RECOMPUTED = DATA["observed"], DATA["recomputed"]
KEYS = RECOMPUTED["keys"]
SEEN: set[str] = set()

octets = bytes.fromhex


def cases(name: str) -> Any:
    """Parameters from the cases of an observed vector."""
    return pytest.mark.parametrize("case", OBSERVED[name]["cases"])


def covers(*names: str) -> Callable[[Any], Any]:
    """Note that a test is about these entries."""
    SEEN.update(names)
    return lambda test: test


def fault(compute: Callable[[], object]) -> str | None:
    """The text of the rejection, or None."""
    try:
        compute()
    except OffchainRejection as rejection:
        return rejection.reason.value
    return None


def key(name: str) -> bytes:
    return octets(KEYS[name]["priv"])


def address(name: str) -> bytes:
    return octets(KEYS[name]["address"])


def ticket(case: dict[str, Any]) -> Ticket:
    """The ticket of a case."""
    return Ticket(
        octets(case["recipient"]),
        octets(case["sender"]),
        int(case["faceValue"]),
        int(case["winProb"]),
        case["senderNonce"],
        octets(case["recipientRandHash"]),
        aux_data(case["creationRound"], octets(case["creationRoundBlockHash"])),
    )


@covers("ticket_hash")
@cases("ticket_hash")
def test_ticket_hash(case: dict[str, Any]) -> None:
    assert ticket_hash(ticket(case)).hex() == case["hash"]
    assert keccak(ticket_message(ticket(case))).hex() == case["hash"]


@covers("aux_data")
@cases("aux_data")
def test_aux_data(case: dict[str, Any]) -> None:
    assert aux_data(case["round"], octets(case["hash"])).hex() == case["auxData"]


@covers("ev")
@cases("ev")
def test_expected_value(case: dict[str, Any]) -> None:
    value = expected_value(int(case["faceValue"]), int(case["winProb"]))
    assert decimal_text(value, case["decimals"]) == case["text"]


@covers("win_prob_rat")
@cases("win_prob_rat")
def test_win_probability(case: dict[str, Any]) -> None:
    assert decimal_text(win_probability(int(case["winProb"])), case["decimals"]) == case["text"]


def recipient_config(**changes: int) -> RecipientConfig:
    config = OBSERVED["ticket_params"]["config"]
    return RecipientConfig(int(config["EV"]), config["redeemGas"], config["txCostMultiplier"], **changes)


@covers("ticket_params")
@cases("ticket_params")
def test_offer(case: dict[str, Any]) -> None:
    def made() -> tuple[int, int]:
        wei_per_pixel = Fraction(case["price"])
        return offer(recipient_config(), int(case["gasPrice"]), int(case["maxFloat"]), wei_per_pixel)

    if "error" in case:
        assert fault(made) == case["error"]
    else:
        assert made() == (int(case["faceValue"]), int(case["winProb"]))


def test_offer_holds_for_forty_blocks_and_names_a_round_with_a_hash() -> None:
    assert expiration_block(1) == 41
    assert creation(10, bytes(32), b"\1" * 32) == (9, b"\1" * 32)
    assert creation(10, b"\2" * 32, b"\1" * 32) == (10, b"\2" * 32)


@covers("tx_cost_multiplier")
@cases("tx_cost_multiplier")
def test_tx_cost_multiplier(case: dict[str, Any]) -> None:
    def made() -> Fraction:
        return tx_cost_multiplier(recipient_config(), int(case["gasPrice"]), int(case["maxFloat"]))

    if case["result"].startswith("error "):
        assert fault(made) == case["result"].removeprefix("error ")
    else:
        assert made() == int(case["result"])


@covers("validate_sender_broadcaster")
@cases("validate_sender_broadcaster")
def test_own_funds(case: dict[str, Any]) -> None:
    funds = Funds(int(case["deposit"]), int(case["reserve"]), case["withdrawRound"])
    told = fault(lambda: validate_own_funds(funds, case["lastRound"]))
    assert told == (case["error"] and case["error"].removeprefix("unable to validate sender: "))


@covers("price_to_fixed")
@cases("price_to_fixed")
def test_fixed_price(case: dict[str, Any]) -> None:
    wei_per_pixel = None if case["rat"] is None else Fraction(case["rat"])
    if "error" in case:
        assert fault(lambda: to_fixed(wei_per_pixel)) == case["error"]
    else:
        assert to_fixed(wei_per_pixel) == case["fixed"]


@covers("selection_probabilities")
@cases("selection_probabilities")
def test_selection_probabilities(case: dict[str, Any]) -> None:
    weights = Weights(case["stakeWeight"], case["priceWeight"], case["randWeight"], case["priceExpFactor"])
    found = probabilities(case["stakes"], case["prices"], weights)
    assert found == pytest.approx(case["probabilities"], abs=case["tolerance"])


@covers("capability_bitstring")
@cases("capability_bitstring")
def test_capability_words(case: dict[str, Any]) -> None:
    assert bit_words(case["caps"]) == [int(word) for word in case["words"]]


@covers("capability_compat")
@cases("capability_compat")
def test_capability_compatibility(case: dict[str, Any]) -> None:
    broadcaster = Capabilities(tuple(bit_words(case["b"])))
    orchestrator = Capabilities(tuple(bit_words(case["o"])), tuple(bit_words(case["om"])))
    assert is_compatible(broadcaster, orchestrator) is case["ok"]


@covers("validate_ticket")
def test_ticket_validation_asks_in_order() -> None:
    vector, rand = OBSERVED["validate_ticket"], int(OBSERVED["validate_ticket"]["recipientRand"])
    recipient, sender = octets(vector["recipient"]), address("broadcaster")
    assert recipient_rand_hash(rand).hex() == vector["recipientRandHash"]
    good = Ticket(recipient, sender, 0, 0, 0, recipient_rand_hash(rand), b"")
    signature = sign_message(key("broadcaster"), ticket_hash(good))
    faulty = [
        good._replace(recipient=bytes(20), sender=bytes(20)),
        good._replace(sender=bytes(20), recipient_rand_hash=bytes(32)),
        good._replace(recipient_rand_hash=bytes(32)),
        good._replace(face_value=1),
        good,
    ]
    texts = [fault(lambda one=one: validate_ticket(one, signature, rand, recipient)) for one in faulty]
    expected = [entry.split(" -> ")[-1] for entry in vector["order"]]
    assert texts == [*expected[:-1], None]


def test_winning_test() -> None:
    vector = OBSERVED["validate_ticket"]
    signature, rand = vector["sig_bytes_ascii"].encode("ascii"), int(vector["recipientRand"])
    assert lottery_value(signature, rand) == int(vector["draw"])
    assert [has_won(signature, rand, int(case["winProb"])) for case in vector["winning"]] == [
        case["won"] for case in vector["winning"]
    ]


@covers("verify_sig")
def test_signature_verification() -> None:
    vector = OBSERVED["verify_sig"]
    signer, message, signature = octets(vector["address"]), octets(vector["msg"]), octets(vector["sig"])
    assert is_signed_by(signer, message, signature)
    for damaged, reason in (
        (signature[:64], Reason.SIGNATURE_LENGTH),
        (octets(vector["highS"]), Reason.SIGNATURE_HIGH_S),
        (bytes(64) + b"\xe5", Reason.SIGNATURE_V),
    ):
        with pytest.raises(SpecRejection) as caught:
            message_signer(message, damaged)
        assert caught.value.reason is reason
    assert message_signer(b"\x0f", signature) != signer


@covers("segment_digest")
def test_segment_digest() -> None:
    vector = OBSERVED["segment_digest"]
    segment = Segment(vector["manifestID"], vector["seq"], octets(vector["hash"]), tuple(vector["profiles"]))
    assert segment_message(segment).hex() == vector["flatten"]
    assert segment_digest(segment).hex() == vector["digest"]


@covers("debit_fees")
def test_debit() -> None:
    vector = OBSERVED["debit_fees"]
    wei_per_pixel, pixels = price(*map(int, vector["price"].split("/"))), vector["pixels"]
    balance = debit(None, pixels, wei_per_pixel)
    assert balance == Fraction(vector["balanceAfterFromNil"])
    credit = 2 * pixels * wei_per_pixel
    assert debit(balance + credit, pixels, wei_per_pixel) == int(vector["thenCreditTwiceAmountAndDebitAgain"])


@covers("alpha_hashes")
def test_alpha_hashes() -> None:
    vector = OBSERVED["alpha_hashes"]
    segment = (vector["streamID"], vector["seq"], vector["dataHash_ascii"].encode("ascii"))
    assert segment_hash(*segment).hex() == vector["segmentHash"]
    transcoded, signature = vector["tHash_ascii"].encode("ascii"), octets(vector["broadcasterSig"])
    assert receipt_hash(*segment, transcoded, signature).hex() == vector["receiptHash"]


@covers("orch_request_sig")
def test_request_signature() -> None:
    vector = RECOMPUTED["orch_request_sig"]
    message = request_message(address("broadcaster"))
    assert message == keccak(vector["text"].encode("ascii"))
    assert message.hex() == vector["digest"]
    assert sign_message(key("broadcaster"), message).hex() == vector["sig"]


@covers("segment_sig")
def test_segment_signature() -> None:
    vector = RECOMPUTED["segment_sig"]
    data_hash = keccak(vector["data_ascii"].encode("ascii"))
    segment = Segment(vector["manifestID"], vector["seq"], data_hash, tuple(vector["profiles"]))
    assert segment_digest(segment).hex() == vector["digest"]
    assert sign_message(key("broadcaster"), segment_digest(segment)).hex() == vector["sig"]


@covers("transcode_result_sig")
def test_result_signature() -> None:
    vector = RECOMPUTED["transcode_result_sig"]
    message = result_message([text.encode("ascii") for text in vector["renditions_ascii"]])
    assert message.hex() == vector["digest"]
    assert sign_message(key("orchestrator"), message).hex() == vector["sig"]


@covers("pong_sig")
def test_pong_signature() -> None:
    vector = RECOMPUTED["pong_sig"]
    assert sign_message(key("orchestrator"), pong_message(vector["value_ascii"].encode("ascii"))).hex() == vector["sig"]


@covers("profile_ids")
def test_profile_ids() -> None:
    assert {name: profile_id(name).hex() for name in PRESETS} == RECOMPUTED["profile_ids"]


@covers("ticket_chain", "keys")
def test_ticket_chain() -> None:
    """From an offer to the draw of each ticket under it."""
    chain, secret, sender = RECOMPUTED["ticket_chain"], octets(KEYS["recipientSecret"]), address("broadcaster")
    face_value, win_prob = offer(recipient_config(), 100, 10**10, Fraction(chain["price"]))
    assert (str(face_value), str(win_prob)) == (chain["faceValue"], chain["winProb"])
    params = TicketParams(
        recipient=address("orchestrator"),
        face_value=face_value,
        win_prob=win_prob,
        recipient_rand_hash=octets(chain["recipientRandHash"]),
        seed=int(KEYS["seed"], 16),
        expiration_block=chain["expirationBlock"],
        price=Fraction(chain["price"]),
        creation_round=chain["creationRound"],
        creation_block_hash=octets(chain["creationRoundBlockHash"]),
    )
    rand = offered_rand(secret, params, sender)
    assert f"{rand:064x}" == chain["recipientRand"]
    assert is_own_offer(secret, params, sender)
    batch = expand_batch(params, sender, [entry["senderNonce"] for entry in chain["tickets"]])
    for one, entry in zip(batch, chain["tickets"], strict=True):
        assert ticket_message(one).hex() == entry["flat"]
        assert ticket_hash(one).hex() == entry["hash"]
        signature = sign_message(key("broadcaster"), ticket_hash(one))
        assert signature.hex() == entry["sig"]
        assert f"{lottery_value(signature, rand):064x}" == entry["draw"]
        assert has_won(signature, rand, win_prob) is entry["won"]
        validate_ticket(one, signature, rand, params.recipient)


def test_known_answers_of_the_formulas() -> None:
    """Values computed by hand from the formulas, apart from this spec."""
    sender, block_hash = (
        octets("3baddb1eee2105893136a3f96c8a963e9c6309d6"),
        octets("7624778dedc75f8b322b9fa1632a610d40b85e106c7d9bf0e743a9ce291b9c6f"),
    )
    secret, aux = octets(KEYS["recipientSecret"]), aux_data(5, block_hash)
    for wei_per_pixel in (Fraction(6, 7), Fraction(150, 175)):
        rand = recipient_rand(secret, 1234, sender, 10**18, 2**255, 1040, wei_per_pixel, aux)
        assert f"{rand:064x}" == "cfcc9d115de0536cce1d91b49bf331123bdb3d4f1688b2f5c07412a4cebae0c7"
    commitment = recipient_rand_hash(rand)
    assert commitment.hex() == "7c090c2160cf5f3914afe364fce3e3051d651c3b7cb1c0b491e1b5e6cc165a8f"
    paid = Ticket(octets("73aed7b5deb30222fa896f399d46cc99c7bee57f"), sender, 10**18, 2**255, 1, commitment, aux)
    assert ticket_hash(paid).hex() == "73a2b84d7c0126852d636094708e04fbabe9773d6a29b65b24fdd56c5c2f3f8c"
    assert request_message(sender).hex() == "7b17b4dac633991d230b95ba13f15f0e0e4654e714d8f73606e17d79a42e012e"
    token = make_token(secret, "f1405ced", 1_700_000_000)
    assert token.token.hex() == "abd3bc6454668fb84711edfebbab68bf0dc36084cebdf2140056c0415c4f4b2c"
    assert win_prob(10**18, 8 * 10**9) == 0x225C17D04DAD2965CC5A02A23E254C0C3F75D9178046AEB27DA826A000


def test_every_observed_vector_has_a_test() -> None:
    assert {*OBSERVED, *RECOMPUTED} == SEEN


def test_texts_of_faults_are_told_apart() -> None:
    assert len({fault.value for fault in Fault}) == len(Fault)
