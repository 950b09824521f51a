"""The console command: exit codes, what it shows, what it writes."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_reference import artifacts

SCHEMA = Path(__file__).resolve().parents[2] / "fixtures" / "schema" / "report-v1.json"

PASSES = '''
@requirement("LP-BOND-025")
def test_first_rule_holds(scenario):
    """Given a fresh deployment, when a round begins, then nothing else happens."""
    scenario.initialized()
'''
FAILS = '''
@requirement("LP-BOND-001", "LP-POOL-001")
def test_second_rule_is_broken(scenario):
    """Given a fresh deployment, when a round begins, then the target does something else."""
    scenario.initialized()
    difference = Difference("event 1 NewRound", "round", 40, 41)
    raise NonConformance(scenario.trace, 0, [difference], ("LP-BOND-001",))
'''
FAILS_ALIKE = FAILS.replace("second_rule", "third_rule")
BREAKS = """
@requirement("LP-BOND-025")
def test_fourth_rule_cannot_be_checked(livepeer_session, livepeer_upgrade):
    raise RuntimeError("the harness fell over")
"""
NOT_RUN = """
@requirement("LP-CTRL-001")
def test_fifth_rule_needs_more(livepeer_session, livepeer_upgrade):
    raise NotRun("the backend cannot do this")
"""
HEADER = """
import pytest
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.suites.scenario import NonConformance, requirement
from livepeer_conformance.verdict import NotRun
"""

Run = Callable[..., Any]


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Path]:
    """Writes checks into a folder of suites of their own."""
    folder = tmp_path / "suites"
    folder.mkdir()

    def write(*bodies: str, name: str = "made_up") -> Path:
        path = folder / f"test_{name}_{tmp_path.name.replace('-', '_')}.py"
        path.write_text(HEADER + "\n\n".join(bodies))
        return folder

    return write


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with arguments; ``report`` of the result is the report's content, None without one."""
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*words: object) -> Any:
        arguments = [str(word) for word in words]
        if arguments[0] == "run":
            arguments += ["--report", str(tmp_path / "report")]
        result: Any = CliRunner().invoke(app, arguments)
        path = tmp_path / "report" / "report.json"
        result.report = json.loads(path.read_text()) if path.exists() else None
        if result.report is not None:
            jsonschema.validate(result.report, json.loads(SCHEMA.read_text()))
        return result

    return invoke


def statuses(report: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Status of each requirement that a check covers, by id and upgrade."""
    return {(entry["id"], entry["upgrade"]): entry["status"] for entry in report["requirements"] if entry["checks"]}


def test_conformant_run_exits_0(run: Run, suite: Callable[..., Path]) -> None:
    result = run("run", "--suites", suite(PASSES), "--upgrade", "confluence")
    assert result.exit_code == 0, result.output
    assert "conformant: 1 check, 1 passed; 1 of " in result.output
    assert result.report["conclusion"] == "conformant"
    assert statuses(result.report) == {("LP-BOND-025", "confluence"): "met"}
    [check] = result.report["checks"]
    assert check["check"].startswith("made_up_")
    assert check["check"].endswith("/first_rule_holds")
    assert check["behaviour"] == "Given a fresh deployment, when a round begins, then nothing else happens."


def test_failure_exits_1_and_is_told_once(run: Run, suite: Callable[..., Path]) -> None:
    result = run("run", "--suites", suite(PASSES, FAILS, FAILS_ALIKE))
    assert result.exit_code == 1, result.output
    assert result.output.count("Failure 1 of 1") == 1
    [failure] = result.report["failures"]
    assert len(failure["checks"]) == 6
    assert failure["violated"] == ["LP-BOND-001"]
    assert "livepeer-conformance replay" in failure["explanation"]
    assert json.loads(Path(failure["trace"]).read_text())["steps"][0]["name"] == "initialize_round"
    assert statuses(result.report)["LP-BOND-001", "confluence"] == "failed"
    assert statuses(result.report)["LP-POOL-001", "confluence"] == "not run"
    assert statuses(result.report)["LP-BOND-025", "streamflow"] == "met"
    assert "Failed LP-BOND-001 (streamflow, confluence, arbitration): Every transaction of delegators" in result.output


def test_table_counts_by_area_and_upgrade(run: Run, suite: Callable[..., Path]) -> None:
    result = run("run", "--suites", suite(PASSES, FAILS), "--upgrade", "streamflow", "--upgrade", "confluence")
    [row] = [line for line in result.output.splitlines() if line.startswith("│ BOND ")]
    summary = result.report["summary"]
    assert [cell.strip() for cell in row.split("│")[1:3]] == ["BOND", "bonding"]
    for cell, upgrade in zip(row.split("│")[3:5], ("streamflow", "confluence"), strict=True):
        met, failed, in_doubt, not_run = (int(number) for number in cell.split("/"))
        listed = [e for e in result.report["requirements"] if e["upgrade"] == upgrade and e["id"].startswith("LP-BOND")]
        assert (met, failed, in_doubt, met + failed + not_run) == (1, 1, 0, len(listed))
        assert summary[upgrade]["checks"] == {"passed": 1, "failed": 1, "error": 0, "not run": 0}


def test_error_exits_3_and_failures_are_reported_all_the_same(run: Run, suite: Callable[..., Path]) -> None:
    result = run("run", "--suites", suite(PASSES, FAILS, BREAKS), "--upgrade", "confluence")
    assert result.exit_code == 3, result.output
    assert result.report["conclusion"] == "incomplete"
    assert len(result.report["failures"]) == 1
    [error] = result.report["errors"]
    assert "the harness fell over" in error["explanation"]
    assert statuses(result.report) == {
        ("LP-BOND-001", "confluence"): "failed",
        ("LP-BOND-025", "confluence"): "not run",
        ("LP-POOL-001", "confluence"): "not run",
    }


def test_wrong_statement_of_a_check_is_an_error(run: Run, suite: Callable[..., Path]) -> None:
    wrong = PASSES.replace("scenario.initialized()", "assert scenario.initialized() == 1")
    result = run("run", "--suites", suite(wrong))
    assert result.exit_code == 3, result.output
    assert result.report["failures"] == []


def test_not_run_is_told_and_counts_for_nothing(run: Run, suite: Callable[..., Path]) -> None:
    result = run("run", "--suites", suite(PASSES, NOT_RUN), "--upgrade", "confluence")
    assert result.exit_code == 0, result.output
    assert "Not run, 1 check: the backend cannot do this" in result.output
    assert statuses(result.report)["LP-CTRL-001", "confluence"] == "not run"


def test_run_in_which_nothing_could_be_checked_exits_3(run: Run, suite: Callable[..., Path]) -> None:
    assert run("run", "--suites", suite(NOT_RUN)).exit_code == 3


def test_target_that_cannot_be_deployed_is_told_once_and_no_row_is_lost(
    run: Run, suite: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    second = PASSES.replace("first_rule", "another_rule")
    result = run("run", tmp_path / "out", "--suites", suite(PASSES, second), "--upgrade", "confluence")
    assert result.exit_code == 3, result.output
    assert result.output.count("none of the protocol's contracts is here") == 2, "once as it happens, once at the end"
    [error] = result.report["errors"]
    assert error["explanation"].startswith("TargetError: ")
    assert [check["outcome"] for check in result.report["checks"]] == ["error", "error"]


def test_module_that_cannot_be_collected_exits_3_and_the_rest_runs(run: Run, suite: Callable[..., Path]) -> None:
    suite("import no_such_module_anywhere", name="broken")
    result = run("run", "--suites", suite(PASSES))
    assert result.exit_code == 3, result.output
    [problem] = result.report["problems"]
    assert "no_such_module_anywhere" in problem
    assert result.report["summary"]["confluence"]["checks"]["passed"] == 1


def test_interrupted_run_exits_130_and_leaves_a_report(run: Run, suite: Callable[..., Path]) -> None:
    stops = "def test_zz(livepeer_upgrade):\n    raise KeyboardInterrupt"
    result = run("run", "--suites", suite(PASSES, stops), "--upgrade", "confluence")
    assert result.exit_code == 130, result.output
    assert result.report["conclusion"] == "interrupted"
    assert [check["outcome"] for check in result.report["checks"]] == ["passed"]


def test_two_workers_find_what_one_finds(run: Run, suite: Callable[..., Path]) -> None:
    folder = suite(PASSES, FAILS, FAILS_ALIKE, BREAKS, NOT_RUN)
    one, two = run("run", "--suites", folder), run("run", "--suites", folder, "-n", 2)
    assert one.exit_code == two.exit_code == 3, two.output

    def stable(report: dict[str, Any]) -> Any:
        checks = [{key: value for key, value in check.items() if key != "seconds"} for check in report["checks"]]
        return checks, report["requirements"], report["failures"], report["summary"], report["problems"]

    assert stable(one.report) == stable(two.report)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--upgrade", "nonsense"], "known are alpha, streamflow, confluence"),
        (["--upgrade", "alpha", "--variant", "early"], "known are all, deployed, launch, whitepaper"),
        (["--upgrade", "streamflow", "--variant", "launch"], "known are all"),
        (["--requirement", "LP-BOND-999"], "there is no LP-BOND-999"),
        (["-k", "no_check_is_called_so"], "no check selected"),
        (["-k", "not a ) valid expression"], "pytest refused to run"),
        (["--target", "nonsense"], "known are reference, artifacts, deployed"),
        (["--target", "artifacts"], "needs the folder of the compiled contracts"),
        (["--target", "deployed"], "needs the file with the addresses"),
        (["--target", "reference", "."], "take no path"),
        (["--backend", "nonsense"], "known are revm, pyevm"),
        (["--backend", "rpc"], "needs the node's address"),
        (["--backend", "pyevm", "--url", "http://127.0.0.1:1"], "go with the backend rpc"),
        (["--url", "http://127.0.0.1:1", "-n", "2"], "a node holds one deployment at a time"),
        (["--profile", "nonsense"], "known are quick"),
        (["--preset", "nonsense"], "known are minimal"),
        (["no-such-folder"], "does not exist"),
        (["--manifest", "no-such-file"], "does not exist"),
        (["--seed=-1"], "Invalid value for '--seed'"),
        (["--nonsense"], "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_command_line_exits_2(run: Run, suite: Callable[..., Path], words: list[str], message: str) -> None:
    result = run("run", "--suites", suite(PASSES), *words)
    assert result.exit_code == 2, result.output
    assert message in result.output
    assert result.report is None


@pytest.mark.parametrize("option", ["--manifest", "--error-map"])
def test_malformed_file_exits_2(run: Run, suite: Callable[..., Path], tmp_path: Path, option: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe not TOML")
    result = run("run", "--suites", suite(PASSES), option, path)
    assert result.exit_code == 2, result.output
    assert "mine.toml" in result.output


def entry(id_: str, **more: str) -> str:
    fields = {"id": id_, "reason": "known", "link": "https://example.org/1", **more}
    return "[[expected]]\n" + "".join(f'{key} = "{value}"\n' for key, value in fields.items())


@pytest.mark.parametrize("id_", ["LP-BOND-001", "the check"])
def test_expected_failure_does_not_fail_the_run(run: Run, suite: Callable[..., Path], tmp_path: Path, id_: str) -> None:
    folder = suite(PASSES, FAILS)
    if id_ == "the check":
        id_ = f"made_up_{tmp_path.name.replace('-', '_')}/second_rule_is_broken"
    path = tmp_path / "expected.toml"
    path.write_text(entry(id_))
    result = run("run", "--suites", folder, "--expected-failures", path)
    assert result.exit_code == 0, result.output
    assert "3 failed as expected" in result.output
    assert len(result.report["expected_failures"]["failed"]) == 3
    assert statuses(result.report)["LP-BOND-001", "confluence"] == "failed"


def test_expected_failure_of_one_upgrade_does_not_cover_another(
    run: Run, suite: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(entry("LP-BOND-001", upgrade="streamflow"))
    result = run("run", "--suites", suite(FAILS), "--expected-failures", path)
    assert result.exit_code == 1, result.output
    assert [check["upgrade"] for check in result.report["expected_failures"]["failed"]] == ["streamflow"]


def test_expected_failure_that_passes_exits_1(run: Run, suite: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(entry("LP-BOND-025"))
    result = run("run", "--suites", suite(PASSES), "--expected-failures", path, "--upgrade", "confluence")
    assert result.exit_code == 1, result.output
    assert "Expected to fail, but passes: LP-BOND-025 (confluence); expected because: known" in result.output
    assert result.report["expected_failures"]["passed"] == [{"id": "LP-BOND-025", "upgrade": "confluence"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[expected", "not valid TOML"),
        ("[unexpected]\n", "must consist of [[expected]] tables"),
        ("expected = 3", "must consist of [[expected]] tables"),
        ("expected = [3]", "expected a table"),
        (entry("LP-BOND-999"), "there is no such requirement"),
        (entry("bonding/no_such_check"), "there is no such check"),
        (entry("LP-BOND-001", reason=""), "reason must be a text"),
        (entry("LP-BOND-001", link=" "), "link must be a text"),
        (entry("LP-BOND-001", upgrade="nonsense"), "unknown upgrade"),
        (entry("LP-BOND-001", extra="1"), "unknown keys: extra"),
        (entry("LP-BOND-001") * 2, "listed twice"),
        ("x = " + "[" * 5000, "not valid TOML"),
    ],
    ids=range(12),
)
def test_malformed_file_of_expected_failures_exits_2(
    run: Run, suite: Callable[..., Path], tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(content)
    result = run("run", "--suites", suite(PASSES), "--expected-failures", path)
    assert result.exit_code == 2, result.output
    assert message in result.output
    assert "expected.toml" in result.output


def test_junit_has_a_row_a_check_and_upgrade_and_keeps_errors_apart(
    run: Run, suite: Callable[..., Path], tmp_path: Path
) -> None:
    odd = BREAKS.replace("fell over", "fell over \\x00 \\x1b[31m <&>").replace("fourth", "odd")
    words = ("--upgrade", "streamflow", "--upgrade", "confluence", "--junit", tmp_path / "junit.xml")
    run("run", "--suites", suite(PASSES, FAILS, BREAKS, odd, NOT_RUN), *words)
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    for upgrade in ("streamflow", "confluence"):
        [found] = [element for element in root if element.get("name") == upgrade]
        assert {key: found.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
            "tests": "5", "failures": "1", "errors": "2", "skipped": "1"
        }  # fmt: skip
        kinds = sorted(child.tag for case in found for child in case if child.tag != "properties")
        assert kinds == ["error", "error", "failure", "skipped"]
    assert len(root.findall(".//testcase")) == 10
    assert [p.get("value") for p in root.findall(".//property")].count("LP-BOND-001") == 2


def test_json_option_writes_the_report_a_second_time(run: Run, suite: Callable[..., Path], tmp_path: Path) -> None:
    result = run("run", "--suites", suite(PASSES), "--json", tmp_path / "deep" / "copy.json")
    assert json.loads((tmp_path / "deep" / "copy.json").read_text()) == result.report
    assert "# Conformance report: conformant" in (tmp_path / "report" / "report.md").read_text()


def test_durations_are_shown_when_asked_for(run: Run, suite: Callable[..., Path]) -> None:
    folder = suite(PASSES)
    assert "Slowest checks" in run("run", "--suites", folder, "--durations").output
    assert "Slowest checks" not in run("run", "--suites", folder).output


def test_requirement_option_selects_checks(run: Run, suite: Callable[..., Path]) -> None:
    result = run("run", "--suites", suite(PASSES, FAILS), "--requirement", "LP-BOND-025")
    assert result.exit_code == 0, result.output
    assert len(result.report["checks"]) == 3


def test_run_is_not_touched_by_the_user_s_own_pytest_configuration(
    run: Run, suite: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = suite(PASSES)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('read')")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--another-missing-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.chdir(tmp_path)
    assert run("run", "--suites", folder).exit_code == 0


def test_list_shows_checks_with_behaviour_requirements_and_upgrades(run: Run) -> None:
    listed = json.loads(run("list", "--json").output)
    assert len(listed) > 100
    assert all(check["requirements"] and check["behaviour"] and check["upgrades"] for check in listed)
    one = listed[0]
    shown = run("list", "-k", one["check"].split("/")[1].split("[")[0])
    assert f"{one['check']} ({', '.join(one['upgrades'])})" in shown.output
    assert one["behaviour"] in shown.output


@pytest.mark.parametrize("command", ["list", "requirements"])
def test_other_commands_reject_an_unknown_upgrade(run: Run, command: str) -> None:
    assert run(command, "--upgrade", "nonsense").exit_code == 2


def test_list_of_nothing_exits_2(run: Run) -> None:
    assert run("list", "-k", "no_check_is_called_so").exit_code == 2


def test_doctor_exits_0_and_names_every_backend(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    for name in ("revm", "pyevm", "ethtester", "rpc"):
        assert f"backend {name}" in result.output
    assert "self-check passed" in result.output


def test_help_imports_no_evm_and_no_test_framework() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from livepeer_conformance.cli import app;"
        "result = CliRunner().invoke(app, ['--help']); assert result.exit_code == 0, result.output;"
        "print([name for name in ('eth', 'pyrevm', 'hypothesis', 'pytest', 'coincurve') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def bad_artifacts(tmp_path: Path) -> Path:
    """The reference TicketBroker with one letter of one message changed."""
    artifact = artifacts.load("confluence", "TicketBroker")
    right, wrong = b"unlock already initiated".hex(), b"unlock already initiateX".hex()
    assert right in artifact.bytecode
    folder = tmp_path / "out"
    folder.mkdir()
    content = {"contractName": "TicketBroker", "abi": list(artifact.abi), "linkReferences": artifact.link_references}
    content["bytecode"] = artifact.bytecode.replace(right, wrong)
    (folder / "TicketBroker.json").write_text(json.dumps(content))
    return folder


def test_bad_contract_is_found_explained_and_replayed(run: Run, bad_artifacts: Path) -> None:
    words = ["run", "--target", "artifacts", bad_artifacts, "--upgrade", "confluence", "-k", "unlock"]
    result = run(*words)
    assert result.exit_code == 1, result.output
    [failure] = result.report["failures"]
    assert failure["violated"] == ["LP-FUND-017"]
    assert "Failed LP-FUND-017 (confluence)" in result.output
    assert "by the spec      UNLOCK_ALREADY_STARTED" in result.output

    again = run("replay", failure["trace"], bad_artifacts)
    assert again.exit_code == 1, again.output
    assert "[accepted]" in again.output
    assert "on the target    rejected, UPDATE_CALL_FAILED" in again.output
    plain = json.loads(run("replay", failure["trace"], bad_artifacts, "--json").output)
    assert plain["divergence"]["requirements"] == ["LP-FUND-017"]
    assert plain["divergence"]["step"] == len(plain["steps"])

    good = run("replay", failure["trace"])
    assert good.exit_code == 0, good.output
    assert good.output.splitlines()[-1] == "no divergence"
    assert "[rejected, UNLOCK_ALREADY_STARTED]" in good.output


def test_bad_contract_changes_no_other_verdict(run: Run, bad_artifacts: Path) -> None:
    words = ["run", bad_artifacts, "--upgrade", "confluence", "-k", "payments", "-n", 2]
    result = run(*words)
    failed = [check["check"] for check in result.report["checks"] if check["outcome"] != "passed"]
    assert result.exit_code == 1, result.output
    assert len(failed) == 1


def test_generated_check_blames_what_the_difference_violates(run: Run, bad_artifacts: Path) -> None:
    words = ["run", bad_artifacts, "--upgrade", "confluence", "-k", "sequences", "--profile", "ci"]
    result = run(*words)
    assert result.exit_code == 1, result.output
    [check] = result.report["checks"]
    assert check["violated"] == ["LP-FUND-017"]
    assert check["figures"]["sequences"] > 0
    assert len(json.loads(Path(check["trace"]).read_text())["steps"]) == 3
    assert statuses(result.report)["LP-INV-001", "confluence"] == "not run"


TRACE = {"schema": "trace-v1", "upgrade": "confluence", "preset": "minimal", "options": [], "steps": []}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("no JSON", 2),
        ("[]", 2),
        (json.dumps({**TRACE, "schema": "trace-v2"}), 2),
        (json.dumps({**TRACE, "upgrade": "nonsense"}), 2),
        (json.dumps({**TRACE, "steps": [{"name": "nonsense"}]}), 2),
        (json.dumps({**TRACE, "steps": [{"name": "bond", "caller": "nobody", "args": ["1", "alice"]}]}), 2),
        (json.dumps({**TRACE, "options": ["no-such-option"]}), 3),
        (json.dumps({**TRACE, "info": {"requirements": 3}}), 0),
    ],
    ids=range(8),
)
def test_replay_of_odd_files(run: Run, tmp_path: Path, content: str, code: int) -> None:
    path = tmp_path / "trace.json"
    path.write_text(content)
    result = run("replay", path)
    assert result.exit_code == code, result.output
    assert code == 0 or "error: " in result.output


def test_replay_on_a_target_that_cannot_be_built_exits_3(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    path.write_text(json.dumps(TRACE))
    (tmp_path / "empty").mkdir()
    assert run("replay", path, tmp_path / "empty").exit_code == 3


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupt_from_outside_exits_130(suite: Callable[..., Path], tmp_path: Path, workers: int) -> None:
    slow = "import time\ndef test_slow(livepeer_upgrade):\n    print('x')\n    time.sleep(60)"
    words = ["run", "--suites", str(suite(PASSES, slow)), "-n", str(workers), "--report", str(tmp_path / "report")]
    process = subprocess.Popen(
        [sys.executable, "-m", "livepeer_conformance", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where these tests run in the background, the signal may be ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - before any thread
    )
    assert process.stdout is not None
    while "checks" not in process.stdout.readline():
        assert process.poll() is None
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 130, output + errors
    assert "interrupted: " in output
    assert json.loads((tmp_path / "report" / "report.json").read_text())["exit_code"] == 130


def test_report_that_cannot_be_written_is_told(run: Run, suite: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = suite(PASSES)
    early = CliRunner().invoke(app, ["run", "--suites", str(folder), "--report", str(tmp_path / "file" / "report")])
    assert early.exit_code == 2, early.output
    late = run("run", "--suites", folder, "--junit", tmp_path / "file" / "junit.xml")
    assert late.exit_code == 3, late.output
    assert "the report cannot be written" in late.output


def test_error_that_nobody_foresaw_exits_3() -> None:
    code = (
        "import sys; from livepeer_conformance import cli; from livepeer_conformance.commands import doctor;"
        "doctor.show = None; sys.argv = ['livepeer-conformance', 'doctor']; cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "TypeError" in done.stderr


def test_worker_that_dies_is_a_problem_and_the_rest_runs(run: Run, suite: Callable[..., Path]) -> None:
    dies = "def test_dies(livepeer_upgrade):\n    import os\n    os._exit(9)"
    result = run("run", "--suites", suite(PASSES, dies), "-n", 2, "--upgrade", "confluence")
    assert result.exit_code == 3, result.output
    assert any("test_dies" in problem and "crashed" in problem for problem in result.report["problems"])
    assert [check["outcome"] for check in result.report["checks"]] == ["passed"]
