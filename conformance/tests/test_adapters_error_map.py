"""From what a contract answers to the reasons that it may mean."""

import time
from pathlib import Path

import pytest

from livepeer_conformance.adapters import error_map
from livepeer_conformance.adapters.error_map import ErrorMap, unlisted
from livepeer_conformance.adapters.errors import ErrorMapError
from livepeer_conformance.adapters.reverts import describe
from livepeer_conformance.backends.base import (
    HALT_INVALID_OPCODE,
    HALT_OTHER,
    HALT_OUT_OF_GAS,
    Receipt,
)
from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades import upgrade
from livepeer_spec.versions import RULE_SETS

BARE = {Reason.NO_DATA, Reason.NOT_OWNER, Reason.PAUSED, Reason.NOT_PAUSED, Reason.NEW_OWNER_NULL}
"""Checks without a text in most rule sets."""
NO_TEXT = {
    "alpha-whitepaper": {Reason.NO_DATA},
    "streamflow": BARE | {Reason.INDEX_OUT_OF_RANGE, Reason.MINTING_FINISHED},
}


def failed(data: bytes = b"", halt: str = "") -> Receipt:
    """A failed transaction."""
    return Receipt(False, data, [], 0, halt)


def error(text: str | bytes) -> bytes:
    """The revert data of a text."""
    return selector("Error(string)") + pack(["bytes"], [text.encode() if isinstance(text, str) else text])


def panic(code: int) -> bytes:
    """The revert data of a panic."""
    return selector("Panic(uint256)") + code.to_bytes(32, "big")


def deployed(name: str) -> ErrorMap:
    """What the deployed contracts answer."""
    return ErrorMap(error_map.built_in(name))


def written(folder: Path, text: str) -> Path:
    """An error map file."""
    file = folder / "errors.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_reason_that_the_rules_give_has_an_answer(name: str) -> None:
    """Given the reasons of all transactions, then the map has an answer for each that is not passed on unchanged."""
    given = {reason for kind in upgrade(name).catalogue.transactions.values() for reason in kind.rejects}
    assert unlisted(error_map.built_in(name), given - {Reason.CALLEE_REVERTED}) == []


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("confluence", error("caller must be bonded"), {Reason.NOT_BONDED}),
        ("streamflow", error("caller must be bonded"), {Reason.NOT_BONDED}),
        ("streamflow", error("SafeMath: subtraction overflow"), {Reason.SUBTRACTION_UNDERFLOW}),
        ("confluence", panic(0x12), {Reason.DIVISION_BY_ZERO}),
        ("confluence", panic(0x32), {Reason.INDEX_OUT_OF_RANGE}),
        (
            "confluence",
            panic(0x11),
            {Reason.SUBTRACTION_UNDERFLOW, Reason.ADDITION_OVERFLOW, Reason.MULTIPLICATION_OVERFLOW},
        ),
        (
            "confluence",
            error(f"AccessControl: account 0x{'ab' * 20} is missing role 0x{'0' * 64}"),
            {Reason.MISSING_ROLE},
        ),
        (
            "confluence",
            error(f"AccessControl: account 0x{'AB' * 20} is missing role 0x{'0' * 64}"),
            {Reason.UPDATE_CALL_FAILED},
        ),
        ("confluence", error(""), {Reason.UPDATE_CALL_FAILED}),
        ("confluence", error(error("paused")), {Reason.UPDATE_CALL_FAILED}),
        ("streamflow", error(b"\xff\xfe"), {Reason.UPDATE_CALL_FAILED, Reason.SNAPSHOT_CALL_FAILED}),
        ("confluence", panic(0x41), set()),
        ("confluence", b"\1\2\3\4", set()),
        ("confluence", error("caller must be bonded")[:-40], set()),
    ],
    ids=lambda value: value.hex()[:24] if isinstance(value, bytes) else None,
)
def test_answer_of_a_deployed_contract(name: str, data: bytes, expected: set[Reason]) -> None:
    """Given revert data, then the reasons are those that the deployed contracts give it for."""
    assert deployed(name).reasons(failed(data)) == expected


@pytest.mark.parametrize("name", RULE_SETS)
def test_empty_answer_stands_for_every_check_without_text(name: str) -> None:
    """Given no revert data, then all checks without a text are possible, and no other."""
    assert deployed(name).reasons(failed()) == NO_TEXT.get(name, BARE)


def test_contracts_without_reasons_leave_only_empty_answers_open() -> None:
    """Given contracts that tell no reasons, then an answer without data stands for anything, and a text for itself."""
    silent = ErrorMap(error_map.built_in("alpha"), silent=True)
    assert silent.reasons(failed()) is None
    assert silent.reasons(failed(halt=HALT_INVALID_OPCODE)) is None
    assert silent.reasons(failed(error("caller must be bonded"))) == {Reason.NOT_BONDED}
    assert silent.describe(failed()) == "rejected"


def test_halts_are_told_apart() -> None:
    """Given a halt, then only reasons that halt are possible; of an unnamed halt, all of them."""
    found = deployed("streamflow")
    assert found.reasons(failed(halt=HALT_INVALID_OPCODE)) == {Reason.INDEX_OUT_OF_RANGE}
    assert found.reasons(failed(halt=HALT_OUT_OF_GAS)) == set()
    assert found.reasons(failed(halt=HALT_OTHER)) == {Reason.INDEX_OUT_OF_RANGE, Reason.NO_DATA}


def test_bytes_behind_the_text_do_not_count() -> None:
    """Given the same text with stale bytes in its last word, then the reason is the same."""
    data = bytearray(error("caller must be bonded"))
    data[-1] = 0xFF
    assert deployed("streamflow").reasons(failed(bytes(data) + b"more")) == {Reason.NOT_BONDED}


def test_backend_without_revert_data_tells_nothing() -> None:
    """Given failed receipts without revert data, then the map does not tell."""
    assert ErrorMap(error_map.built_in("confluence"), tells=False).reasons(failed()) is None


OWN = """
[reasons]
INSUFFICIENT_FEES = { error = "InsufficientFees(uint256,uint256)" }
NOT_BONDED = ["not bonded", { error = "0xdeadbeef" }]
NO_DATA = { empty = true }
"""


def test_own_answers_take_the_place_of_the_default_ones(tmp_path: Path) -> None:
    """Given an implementer's map, then its reasons have its answers, and the others the default ones."""
    own = error_map.load(written(tmp_path, OWN))
    found = ErrorMap(error_map.built_in("confluence").extended(own))
    fees = selector("InsufficientFees(uint256,uint256)") + pack(["uint256", "uint256"], [1, 2])
    assert found.reasons(failed(fees)) == {Reason.INSUFFICIENT_FEES}
    assert found.reasons(failed(error("not bonded"))) == {Reason.NOT_BONDED}
    assert found.reasons(failed(bytes.fromhex("deadbeef"))) == {Reason.NOT_BONDED}
    assert found.reasons(failed(error("caller must be bonded"))) == {Reason.UPDATE_CALL_FAILED}
    assert found.reasons(failed(error("ticket is used"))) == {Reason.TICKET_USED}


def test_map_that_is_not_strict_does_not_tell_what_is_not_listed(tmp_path: Path) -> None:
    """Given ``strict = false``, then an answer that is not listed may mean anything."""
    own = error_map.load(written(tmp_path, "strict = false\n[reasons]\nUPDATE_CALL_FAILED = []\n"))
    found = ErrorMap(error_map.built_in("confluence").extended(own))
    assert found.reasons(failed(error("anything"))) is None
    assert found.reasons(failed(error("ticket is used"))) == {Reason.TICKET_USED}


BAD_MAPS = {
    "no_toml": ("[reasons", ""),
    "unknown_key": ("colour = 1", "colour"),
    "strict_is_text": ('strict = "yes"', "strict"),
    "reasons_is_a_list": ("reasons = []", "reasons"),
    "unknown_reason": ('[reasons]\nNOT_BLUE = "x"', "reasons.NOT_BLUE"),
    "answer_is_a_number": ("[reasons]\nPAUSED = 1", "reasons.PAUSED"),
    "two_kinds_in_one": ("[reasons]\nPAUSED = { empty = true, panic = 1 }", "reasons.PAUSED"),
    "unknown_kind": ("[reasons]\nPAUSED = { colour = 1 }", "reasons.PAUSED.colour"),
    "empty_false": ("[reasons]\nPAUSED = { empty = false }", "reasons.PAUSED.empty"),
    "panic_is_text": ('[reasons]\nPAUSED = { panic = "0x11" }', "reasons.PAUSED.panic"),
    "panic_is_a_truth_value": ("[reasons]\nPAUSED = { panic = true }", "reasons.PAUSED.panic"),
    "unknown_halt": ('[reasons]\nPAUSED = { halt = "Sleep" }', "reasons.PAUSED.halt"),
    "no_declaration": ('[reasons]\nPAUSED = { error = "Paused" }', "reasons.PAUSED.error"),
    "error_is_a_text": ('[reasons]\nPAUSED = { error = "Error(string)" }', "reasons.PAUSED.error"),
    "no_pattern": ('[reasons]\nPAUSED = { pattern = "(" }', "reasons.PAUSED.pattern"),
    "pattern_is_a_number": ("[reasons]\nPAUSED = { pattern = 1 }", "reasons.PAUSED.pattern"),
}


@pytest.mark.parametrize("case", BAD_MAPS)
def test_bad_map_is_refused_with_file_and_key(case: str, tmp_path: Path) -> None:
    """Given an error map with one thing wrong, then the error names file and key."""
    text, key = BAD_MAPS[case]
    file = written(tmp_path, text)
    with pytest.raises(ErrorMapError) as caught:
        error_map.load(file)
    assert (caught.value.file, caught.value.field) == (str(file), key)


def test_look_up_of_a_known_answer_is_fast() -> None:
    """Given an answer that was seen before, then the look-up costs less than 5 microseconds."""
    found, receipt = deployed("confluence"), failed(error("ticket is used"))
    found.reasons(receipt)
    start = time.perf_counter()
    for _ in range(10_000):
        found.reasons(receipt)
    assert (time.perf_counter() - start) / 10_000 < 5e-6


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        (failed(error("no")), 'reverted with "no"'),
        (failed(error(b"\xff")), r'reverted with "\xff"'),
        (failed(panic(0x11)), "reverted with Panic(0x11)"),
        (failed(b"\1\2"), "reverted with 0x0102"),
        (failed(), "reverted without data"),
        (failed(halt=HALT_OUT_OF_GAS), "halted (OutOfGas)"),
    ],
    ids=["text", "raw_text", "panic", "other_data", "nothing", "halt"],
)
def test_describe_says_what_was_answered(receipt: Receipt, words: str) -> None:
    """Given a failed receipt, then its description has the decoded answer."""
    assert describe(receipt) == words


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        (failed(error("caller must be bonded")), "rejected, NOT_BONDED"),
        (failed(panic(0x12)), "rejected, DIVISION_BY_ZERO"),
        (
            failed(error("new text")),
            'rejected, UPDATE_CALL_FAILED: the text "new text" is listed nowhere else in mine.toml',
        ),
        (
            failed(selector("TooFew(address,(uint8,bytes)[])") + bytes(64)),
            "rejected, unknown reason: custom error TooFew(address,(uint8,bytes)[]), selector 0x28d0daa9, is not "
            "listed in mine.toml",
        ),
        (
            failed(bytes.fromhex("deadbeef") + bytes(32)),
            "rejected, unknown reason: custom error 0xdeadbeef is not listed in mine.toml",
        ),
        (failed(panic(0x41)), "rejected, unknown reason: Panic(0x41) is not listed in mine.toml"),
        (failed(b"\1\2"), "rejected, unknown reason: revert data 0x0102 is not listed in mine.toml"),
        (failed(halt=HALT_OUT_OF_GAS), "halted, OutOfGas"),
    ],
    ids=["text", "panic", "other_text", "declared", "undeclared", "other_panic", "short", "halt"],
)
def test_answer_that_is_not_listed_is_told_itself(receipt: Receipt, words: str) -> None:
    """Given an answer, then its reasons are told, and where none is listed the answer and the file that lacks it."""
    parts = [{"type": "uint8"}, {"type": "bytes"}]
    inputs = [{"type": "address"}, {"type": "tuple[]", "components": parts}]
    abi = [{"type": "error", "name": "TooFew", "inputs": inputs}, {"type": "function", "name": "x"}]
    table = error_map.built_in("confluence").extended(error_map.parse({}, "folder/mine.toml"))
    assert ErrorMap(table, declared=error_map.declarations(abi)).describe(receipt) == words


def test_without_a_map_of_ones_own_the_option_is_told() -> None:
    """Given an unknown answer and the built-in map, then the words say how to give another; or there was no data."""
    found = deployed("confluence")
    assert found.describe(failed(b"\1\2\3\4")).endswith("in the built-in error map (--error-map takes yours)")
    assert ErrorMap(found.table, tells=False).describe(failed()) == "rejected"
