"""``run --suggest-errors`` on contracts whose custom errors no map knows."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from second_set import build as second_set
from typer.testing import CliRunner

from livepeer_conformance.adapters import error_map
from livepeer_conformance.adapters.error_map import Answer, ErrorMap, built_in, parse
from livepeer_conformance.adapters.suggestion import FILE, Sighting, document, suggest
from livepeer_conformance.backends.base import HALT_INVALID_OPCODE, HALT_WRITE_PROTECTION, Receipt
from livepeer_conformance.cli import app
from livepeer_spec.primitives.abi import pack, selector
from livepeer_spec.rejection import Reason

ERRORS = error_map.load(second_set.FOLDER / "errors.toml")
CHECKS = "withdraw_stake or minter or unlock or funds_need"
"""Among them each caller that the Minter refuses with one error for all."""
PEER = Answer("error", "OnlyPeer(address)")

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs some checks on the second set; gives the verdicts by check, and the suggested file."""
    count = itertools.count()

    def invoke(errors: Path | None = None, *words: str) -> tuple[dict[str, str], Path, str]:
        report = tmp_path / f"report-{next(count)}"
        arguments = ["run", str(second_set.FOLDER / "plain"), "-u", "confluence", "-k", CHECKS, "--report", str(report)]
        arguments += ["--error-map", str(errors)] if errors else []
        result = CliRunner().invoke(app, [*arguments, "--suggest-errors", *words])
        assert result.exit_code in (0, 1), result.output
        content = json.loads((report / "report.json").read_text(encoding="utf-8"))
        return {check["check"]: check["outcome"] for check in content["checks"]}, report / FILE, result.output

    return invoke


def test_suggested_map_makes_reasons_known_and_leaves_ambiguous_ones_open(run: Run) -> None:
    """Given no map, when what is suggested is fed back until nothing is new, then only the ambiguous error fails."""
    outcomes, suggested, output = run()
    failed = [{check for check, outcome in outcomes.items() if outcome == "failed"}]
    assert "answers proposed" in output
    for _ in range(3):
        outcomes, suggested, output = run(suggested)
        failed.append({check for check, outcome in outcomes.items() if outcome == "failed"})
        assert failed[-1] <= failed[-2]
    assert "Error map: 0 answers proposed" in output
    assert len(failed[0]) > len(failed[-1]) + 20

    table = error_map.load(suggested)
    errors = {
        answer: reason for reason, answers in table.answers.items() for answer in answers if answer.kind == "error"
    }
    assert len(errors) > 10
    assert PEER not in errors
    for answer, reason in errors.items():
        assert answer in ERRORS.answers[reason]
    text = suggested.read_text(encoding="utf-8")
    assert '# { error = "OnlyPeer(address)" }\n#   NOT_BONDING_MANAGER: ' in text
    assert "#   NOT_MINTER_OR_BROKER: " in text
    assert all(check.startswith(("minter/", "custody/", "payments/")) for check in failed[-1]), failed[-1]
    mended = failed[0] - failed[-1]
    assert {outcomes[check] for check in mended} == {"passed"}
    assert [check for check in mended if "withdraw_stake" in check]


def test_processes_tell_what_one_process_does(run: Run) -> None:
    """Given two processes, when they share the checks, then the suggestion is that of one."""
    _, alone, _ = run()
    _, shared, _ = run(None, "-n", "2")
    assert alone.read_text(encoding="utf-8") == shared.read_text(encoding="utf-8")


def test_complete_map_leaves_nothing_to_suggest(run: Run) -> None:
    """Given the map of the set, when it runs, then nothing is proposed, and the file is that map once more."""
    own = second_set.FOLDER / "errors.toml"
    outcomes, suggested, output = run(own)
    assert set(outcomes.values()) == {"passed"}
    assert "Error map: 0 answers proposed, 0 left open" in output
    assert error_map.load(suggested).answers == ERRORS.answers


# What is noted, and what follows.


def text(words: str) -> bytes:
    return selector("Error(string)") + pack(("string",), (words,))


@pytest.mark.parametrize(
    ("output", "halt", "answer"),
    [
        pytest.param(text('say "no"\n'), "", Answer("text", 'say "no"\n'), id="text"),
        pytest.param(selector("Mine(uint256)") + bytes(32), "", Answer("error", "Mine(uint256)"), id="declared"),
        pytest.param(bytes.fromhex("12345678ff"), "", Answer("error", "0x12345678"), id="undeclared"),
        pytest.param(selector("Panic(uint256)") + bytes(31) + b"\x99", "", Answer("panic", 0x99), id="panic"),
        pytest.param(b"", HALT_INVALID_OPCODE, None, id="listed halt"),
        pytest.param(b"", HALT_WRITE_PROTECTION, Answer("halt", HALT_WRITE_PROTECTION), id="halt"),
        pytest.param(text("caller must be bonded"), "", None, id="listed text"),
        pytest.param(b"\x01\x02", "", None, id="neither error nor text"),
        pytest.param(text("").replace(bytes(32), bytes(31) + b"\x01", 1) + b"\xff", "", None, id="no UTF-8"),
    ],
)
def test_answers_that_no_map_lists_are_noted(output: bytes, halt: str, answer: Answer | None) -> None:
    """Given a failed receipt, when its answer is listed nowhere, then it is noted with the reason of the spec."""
    errors = ErrorMap(built_in("streamflow"), declared={selector("Mine(uint256)"): "Mine(uint256)"})
    for _ in range(2):
        errors.note(Receipt(False, output, [], 0, halt), Reason.NOT_BONDED)
    assert dict(errors.unlisted) == ({(answer, Reason.NOT_BONDED): 2} if answer else {})


def test_nothing_is_noted_where_receipts_do_not_tell() -> None:
    """Given a backend without revert data, when something fails, then nothing is noted."""
    errors = ErrorMap(built_in("streamflow"), tells=False)
    errors.note(Receipt(False, text("unknown"), [], 0), Reason.NOT_BONDED)
    assert not errors.unlisted


def test_only_what_was_seen_for_one_reason_is_proposed() -> None:
    """Given sightings, then one reason is a proposal; several reasons, or an answer that says nothing, are not."""
    sightings = [
        Sighting("text", 'a "b" \\ \x7f', "NOT_BONDED", 1),
        Sighting("error", "Two()", "NOT_BONDED", 3),
        Sighting("error", "Two()", "ZERO_UNBOND", 5),
        Sighting("empty", True, "ZERO_UNBOND", 9),
        Sighting("panic", 18, "NOT_BONDED", 2),
        Sighting("panic", 18, "NOT_BONDED", 2),
    ]
    found = suggest(sightings)
    assert found == suggest(reversed(sightings))
    assert found.proposed == {Reason.NOT_BONDED: [Answer("panic", 18), Answer("text", 'a "b" \\ \x7f')]}
    assert found.open == {
        Answer("empty", True): {"ZERO_UNBOND": 9},
        Answer("error", "Two()"): {"ZERO_UNBOND": 5, "NOT_BONDED": 3},
    }


def test_suggestion_takes_the_place_of_the_map_that_was_given(tmp_path: Path) -> None:
    """Given a map, when something is proposed, then the file has both, and the defaults of what the map lacks."""
    own = parse({"strict": False, "reasons": {"NOT_BONDED": "mine", "ZERO_UNBOND": {"panic": 1}}}, "mine")
    listed = {Reason.NOT_BONDED: (Answer("text", "default"),), Reason.NOT_ACTIVE: (Answer("text", "inactive"),)}
    sightings = [Sighting("error", "A()", "NOT_BONDED", 1), Sighting("text", "é", "NOT_ACTIVE", 1)]
    file = tmp_path / FILE
    file.write_text(document(suggest(sightings), listed, own), encoding="utf-8")
    table = error_map.load(file)
    assert table.strict is False
    assert table.answers == {
        Reason.NOT_ACTIVE: (Answer("text", "é"), Answer("text", "inactive")),
        Reason.NOT_BONDED: (Answer("error", "A()"), Answer("text", "mine")),
        Reason.ZERO_UNBOND: (Answer("panic", 1),),
    }
