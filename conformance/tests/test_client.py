"""Client programs: verdicts on their answers, and what a run on them shows and writes."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from client_run import DRIVERS, ClientRun, outcomes, statuses

from livepeer_conformance.fixtures import canonical
from livepeer_conformance.vectors import load, mismatch
from livepeer_spec import requirements as registry


@pytest.fixture
def client(tmp_path: Path) -> ClientRun:
    return ClientRun(tmp_path)


def test_right_answers_are_conformant(client: ClientRun) -> None:
    result = client.made_up()
    assert result.exit_code == 0, result.output
    assert "client made up · functions 2 · pipelining, reasons" in result.output
    assert outcomes(result.report) == {"passed": 12}
    assert statuses(result.report) == {"LP-PAY-011": "met", "LP-PAY-012": "met", "LP-PAY-017": "met"}
    assert result.report["run"]["settings"]["client"][0] == sys.executable


def test_wrong_value_fails_and_is_shown_again_by_its_file(client: ClientRun) -> None:
    wrong = """
def answer(question):
    say({"id": question["id"], "status": "ok", "value": "0x00"} if is_bad(question)
        else {"id": question["id"], **right(question)})
"""
    result = client.made_up(wrong)
    assert result.exit_code == 1, result.output
    assert outcomes(result.report) == {"failed": 1, "passed": 11}
    assert statuses(result.report) == {"LP-PAY-011": "met", "LP-PAY-012": "failed", "LP-PAY-017": "met"}
    [failure] = result.report["failures"]
    assert "aux_data does not give what the spec says: unexpected success" in failure["explanation"]
    assert "by the spec      rejected NEGATIVE_NUMBER\n  by the client    0x00" in failure["explanation"]
    assert "LP-PAY-012" in failure["explanation"]
    assert "LP-PAY-011" not in failure["explanation"]
    assert f"client --vector {failure['trace']} -- {sys.executable}" in failure["explanation"]
    again = client.made_up(wrong, "--vector", failure["trace"], offers=())
    assert again.exit_code == 1, again.output
    assert outcomes(again.report) == {"failed": 1}
    assert statuses(again.report) == {"LP-PAY-012": "failed"}
    assert client.made_up("", "--vector", failure["trace"], offers=()).exit_code == 0


def test_unsupported_is_neither_met_nor_failed(client: ClientRun) -> None:
    result = client.made_up('HELLO["functions"] = {"offchain": ["has_won"]}')
    assert result.exit_code == 0, result.output
    assert outcomes(result.report) == {"passed": 4, "not run": 8}
    assert statuses(result.report) == {"LP-PAY-011": "not run", "LP-PAY-012": "not run", "LP-PAY-017": "met"}
    assert "Not run, 8 checks: unsupported: the client does not have the function" in result.output


def test_vector_may_be_unsupported(client: ClientRun) -> None:
    result = client.made_up("""
def answer(question):
    say({"id": question["id"], **({"status": "unsupported"} if is_bad(question) else right(question))})
""")
    assert result.exit_code == 0, result.output
    assert outcomes(result.report) == {"passed": 11, "not run": 1}
    assert "Not run, 1 check: unsupported: the client has the function, and does not answer this" in result.output


def test_client_without_functions_is_not_conformant(client: ClientRun) -> None:
    result = client.made_up('HELLO["functions"] = {}')
    assert result.exit_code == 3
    assert "error: the client has no function of offchain" in result.output


WRONG_REASON = """
def answer(question):
    known = right(question)
    say({"id": question["id"], **known, **({"reason": "OTHER"} if known["status"] == "rejected" else {})})
"""


def test_reason_counts_where_the_client_tells_reasons(client: ClientRun) -> None:
    result = client.made_up(WRONG_REASON)
    assert result.exit_code == 1
    assert outcomes(result.report) == {"failed": 3, "passed": 9}
    assert "wrong reason: by the spec rejected NEGATIVE_NUMBER, by the client rejected OTHER" in result.output


def test_reason_is_not_asserted_where_the_client_tells_none(client: ClientRun) -> None:
    result = client.made_up(WRONG_REASON + 'HELLO["capabilities"] = ["pipelining"]')
    assert result.exit_code == 0, result.output
    assert "The client tells no reasons: that it rejects for the right one is not checked." in result.output


def test_client_without_pipelining_is_asked_one_question_at_a_time(client: ClientRun) -> None:
    result = client.made_up("""
HELLO["capabilities"] = ["reasons"]
def answer(question):
    # A second question in the pipe would be an answer too early.
    early = select.select([sys.stdin], [], [], 0.02)[0]
    say({"id": question["id"], **right(question)} if not early else {})
""")
    assert result.exit_code == 0, result.output


def test_answers_may_come_in_any_order(client: ClientRun) -> None:
    result = client.made_up("""
KEPT = []
def answer(question):
    KEPT.append({"id": question["id"], **right(question)})
    if len(KEPT) == 12:
        for kept in reversed(KEPT):
            say(kept)
""")
    assert result.exit_code == 0, result.output


def test_requirement_and_junit_and_json(client: ClientRun, tmp_path: Path) -> None:
    files = "--json", tmp_path / "copy.json", "--junit", tmp_path / "junit.xml"
    result = client.made_up("", "--requirement", "LP-PAY-017", *files)
    assert outcomes(result.report) == {"passed": 4}
    assert json.loads((tmp_path / "copy.json").read_text())["conclusion"] == "conformant"
    assert 'tests="4"' in (tmp_path / "junit.xml").read_text()


def _foreign(content: dict[str, Any]) -> None:
    """A vector that names a requirement of another function."""
    content["cases"][0]["requirements"] = ["LP-PAY-017"]
    content["_info"]["hash"] = canonical.digest(content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content["cases"][0].update(note="other"), "its hash is another"),
        (lambda content: content.update(kind="trace"), "is no fixture of a function, but trace"),
        (lambda content: content.update(schema="fixture-v9"), "is no fixture-v1"),
        (_foreign, "payments/aux_data[usual] names LP-PAY-017, which its file does not"),
    ],
)
def test_vector_file_that_makes_no_sense_exits_2(client: ClientRun, tmp_path: Path, change: Any, message: str) -> None:
    content = json.loads((DRIVERS.parents[1] / "fixtures" / "offchain" / "payments" / "aux_data.json").read_text())
    change(content)
    path = tmp_path / "vector.json"
    path.write_text(json.dumps(content))
    result = client.run(["true"], "--vector", path)
    assert result.exit_code == 2
    assert message in result.output


def test_committed_fixture_is_a_vector_file() -> None:
    [first, *_] = load(DRIVERS.parents[1] / "fixtures" / "offchain" / "payments" / "aux_data.json")
    assert first.check == "payments/aux_data[usual]"
    assert first.requirements == ("LP-PAY-011",)


def test_vector_that_names_no_requirement_is_about_all_of_its_file(tmp_path: Path) -> None:
    content = json.loads((DRIVERS.parents[1] / "fixtures" / "offchain" / "payments" / "aux_data.json").read_text())
    del content["cases"][0]["requirements"]
    content["_info"]["hash"] = canonical.digest(content)
    path = tmp_path / "vector.json"
    path.write_text(json.dumps(content))
    [first, second, *_] = load(path)
    assert first.requirements == ("LP-PAY-011", "LP-PAY-012")
    assert second.requirements == ("LP-PAY-012",)


@pytest.mark.parametrize(
    ("expected", "found", "kind"),
    [
        ("5", "5", ""),
        ("5", 5, "wrong value"),
        (True, 1, "wrong value"),
        ({"a": "1"}, {"a": "1", "b": "2"}, "wrong value"),
        ({"a": "1", "b": "2"}, {"a": "1"}, "wrong value"),
        (["1", "2"], ["1"], "wrong value"),
        (["0.333333333"], ["0.333333334"], ""),
        (["0.333333333"], ["0.333333335"], "wrong value"),
        ("0.333333333", "0.3333333333", "wrong value"),
        ("0x0a", "0x0A", "wrong value"),
    ],
)
def test_values_are_equal_as_the_fixtures_say(expected: Any, found: Any, kind: str) -> None:
    assert mismatch({"status": "ok", "value": expected}, {"status": "ok", "value": found}, True) == kind


def test_spec_itself_is_conformant_in_everything(client: ClientRun) -> None:
    result = client.run([sys.executable, DRIVERS / "python" / "spec_driver.py"])
    assert result.exit_code == 0, result.output
    assert {entry["status"] for entry in result.report["requirements"]} == {"met"}
    assert {entry["outcome"] for entry in result.report["checks"]} == {"passed"}
    between_nodes = {id_ for id_, one in registry.load().items() if one.area in registry.OFFCHAIN_AREAS}
    assert statuses(result.report).keys() >= between_nodes


def test_wrong_client_fails_the_requirements_of_what_is_wrong_in_it(client: ClientRun) -> None:
    result = client.run([sys.executable, DRIVERS / "python" / "wrong_driver.py"])
    assert result.exit_code == 1, result.output
    failed = {id_ for id_, status in statuses(result.report).items() if status == "failed"}
    assert failed == {"LP-PAY-003", "LP-PAY-010", "LP-PAY-012", "LP-PAY-013", "LP-PAY-084", "LP-SEG-023"}
    assert len(result.report["failures"]) == 6
    assert all(Path(failure["trace"]).exists() for failure in result.report["failures"])
