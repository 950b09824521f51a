"""The pytest plugin, as an implementer's repository uses it, and as everybody else does not notice it."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from livepeer_conformance.backends.base import Capability
from livepeer_conformance.lockstep.abilities import obstacle
from livepeer_conformance.model.action import Action, TicketPlan
from livepeer_conformance.verdict import Outcome, Verdict, check_id

pytest_plugins = ["pytester"]

CHECK = """
from livepeer_conformance.suites.scenario import LPT, requirement

@requirement("LP-BOND-025")
def test_bonded_stake_counts(scenario):
    scenario.initialized()
    scenario.orchestrator("alice", 20 * LPT)
    assert scenario.view("transcoder_total_stake", "alice") == 20 * LPT
"""


def run(pytester: pytest.Pytester, *words: str) -> Any:
    return pytester.runpytest_subprocess("-p", "livepeer_conformance.plugin", "-p", "no:cacheprovider", *words)


def test_scenario_in_a_test_of_one_s_own_runs_under_each_upgrade(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CHECK)
    result = run(pytester, "-v")
    result.assert_outcomes(passed=3)
    upgrades = ("streamflow", "confluence", "arbitration")
    result.stdout.fnmatch_lines([f"*test_bonded_stake_counts?{upgrade}?*" for upgrade in upgrades])


def test_upgrade_option_and_marker_limit_the_upgrades(pytester: pytest.Pytester) -> None:
    marked = "import pytest\n@pytest.mark.upgrade('streamflow')\ndef test_one(livepeer_upgrade):\n    pass\n"
    pytester.makepyfile(marked)
    run(pytester).assert_outcomes(passed=1)
    run(pytester, "--livepeer-upgrade", "confluence").assert_outcomes(deselected=1)


def test_requirement_that_holds_in_one_upgrade_only_is_checked_there_only(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CHECK.replace("LP-BOND-025", "LP-EARN-052"))
    run(pytester).assert_outcomes(passed=1)


def test_suites_run_by_their_package_name(pytester: pytest.Pytester) -> None:
    words = ["--pyargs", "livepeer_conformance.suites", "-k", "test_unbond_part_creates_lock or unbond"]
    result = run(pytester, *words, "--livepeer-upgrade", "confluence")
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] > 0
    assert set(outcomes) <= {"passed", "deselected"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--livepeer-upgrade", "nonsense"], "known are alpha, alpha-launch, alpha-whitepaper, streamflow, confluence"),
        (["--livepeer-target", "nonsense"], "known are reference"),
        (["--livepeer-seed", "x"], "is not a whole number"),
    ],
)
def test_wrong_option_is_told(pytester: pytest.Pytester, words: list[str], message: str) -> None:
    pytester.makepyfile(CHECK)
    result = run(pytester, *words)
    assert result.ret != 0
    assert message in result.stdout.str() + result.stderr.str()


def test_unknown_requirement_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CHECK.replace("LP-BOND-025", "LP-BOND-999"))
    result = run(pytester)
    assert result.ret != 0
    assert "unknown requirement LP-BOND-999" in result.stdout.str() + result.stderr.str()


def test_target_that_cannot_be_deployed_is_told_once(pytester: pytest.Pytester) -> None:
    pytester.mkdir("out")
    pytester.makepyfile(CHECK + CHECK.replace("stake_counts", "stake_still_counts"))
    result = run(pytester, "--livepeer-target", "artifacts", "--livepeer-path", "out", "-rN")
    result.assert_outcomes(errors=6)
    text = result.stdout.str()
    assert text.count("\nTargetError: out: none of the protocol's contracts is here") == 3, "once an upgrade"
    assert text.count("\nthe same error as above: TargetError: out: none of the protocol's contracts is here") == 3


def test_failure_is_explained_and_its_trace_written(pytester: pytest.Pytester) -> None:
    raising = """
    raise NonConformance(scenario.trace, 1, [Difference("event 1 Bond", "additionalAmount", 1, 2)])
"""
    imports = (
        "from livepeer_conformance.model.difference import Difference\n"
        "from livepeer_conformance.suites.scenario import NonConformance\n"
    )
    pytester.makepyfile(imports + CHECK + raising)
    result = run(pytester, "--livepeer-upgrade", "confluence")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Show it again*", "*livepeer-conformance replay conformance-report/traces/*.json *"])
    [trace] = (pytester.path / "conformance-report" / "traces").iterdir()
    assert trace.name.endswith("_bonded_stake_counts_confluence.json")


def test_check_that_cannot_be_made_is_skipped_with_the_reason(pytester: pytest.Pytester) -> None:
    body = "    raise NotRun('the backend cannot do this')\n"
    pytester.makepyfile(f"from livepeer_conformance.verdict import NotRun\ndef test_x(livepeer_upgrade):\n{body}")
    result = run(pytester, "-rs", "--livepeer-upgrade", "streamflow", "--livepeer-upgrade", "confluence")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*not run: the backend cannot do this*"])


def test_failure_in_the_final_state_fails_the_test(pytester: pytest.Pytester) -> None:
    broken = """
    from livepeer_conformance.model.difference import Difference
    scenario.world.observe = lambda: [Difference("BondingManager.getDelegator(bob)", "bondedAmount", 1, 2)]
"""
    pytester.makepyfile(CHECK + broken)
    result = run(pytester, "--livepeer-upgrade", "confluence")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the final state is not what the spec says*"])


def test_unrelated_tests_import_nothing_of_it(pytester: pytest.Pytester) -> None:
    names = ("livepeer_spec", "livepeer_conformance.session", "coincurve", "eth", "pyrevm", "rich", "hypothesis")
    pytester.makepyfile(f"import sys\ndef test_x():\n    assert not [n for n in {names} if n in sys.modules]\n")
    run(pytester, "-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_plugin_imports_in_an_instant() -> None:
    code = "import sys, livepeer_conformance.plugin; print(sorted(n for n in sys.modules if n.startswith('livepeer')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        done.stdout.strip() == "['livepeer_conformance', 'livepeer_conformance.plugin', 'livepeer_conformance.verdict']"
    )


@pytest.mark.parametrize(
    ("module", "function", "case", "expected"),
    [
        ("livepeer_conformance.suites.bonding.test_unbond", "test_unbond_part", "", "bonding/unbond_part"),
        ("livepeer_conformance.suites.bonding.deep.test_x", "test_y", "", "bonding/y"),
        ("livepeer_conformance.suites.test_generated", "test_sequences", "shard-3", "generated/sequences[shard-3]"),
        ("somebody.tests.test_own", "test_rule", "", "own/rule"),
    ],
)
def test_ids_of_checks(module: str, function: str, case: str, expected: str) -> None:
    assert check_id(module, function, case) == expected


def test_case_of_a_check_is_in_its_id_and_the_upgrade_is_not(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_cases="""
        import json, pytest
        @pytest.mark.parametrize("amount", ["none", "all-of-it"])
        def test_rule(amount, livepeer_upgrade):
            pass
        """
    )
    pytester.makeconftest(
        """
        import json
        def pytest_runtest_logreport(report):
            for name, value in report.user_properties:
                verdict = json.loads(value)
                print("VERDICT", verdict["check"], verdict["upgrade"])
        """
    )
    result = run(pytester, "-s", "--livepeer-upgrade", "streamflow", "--livepeer-upgrade", "confluence")
    seen = sorted(line.split("VERDICT ")[1] for line in result.stdout.lines if "VERDICT" in line)
    assert [line.rstrip(".") for line in seen] == [
        "cases/rule[all-of-it] confluence",
        "cases/rule[all-of-it] streamflow",
        "cases/rule[none] confluence",
        "cases/rule[none] streamflow",
    ]


def test_verdict_survives_json() -> None:
    verdict = Verdict("a/b", "confluence", ("LP-BOND-001",), Outcome.FAILED, 1.5, violated=("LP-BOND-002",))
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert verdict.concerns == ("LP-BOND-002",)


ALL = frozenset(Capability)


@pytest.mark.parametrize(
    ("missing", "action", "told"),
    [
        (Capability.IMPERSONATE, Action("bond", "alice", (1, "bob")), ""),
        (Capability.IMPERSONATE, Action("create_reward", "BondingManager", (1, 2)), "lacks IMPERSONATE"),
        (Capability.IMPERSONATE, Action("advance_blocks", "", (1,)), ""),
        (Capability.SET_CODE, Action("withdraw_fees", "alice", ("loud_refuser", 5)), "lacks SET_CODE"),
        (Capability.SET_CODE, Action("redeem", "bob", (TicketPlan("dave", "gas_hungry", 1),)), "lacks SET_CODE"),
        (Capability.SET_CODE, Action("stage", "bob", (Action("x", "y", ("silent_refuser",)),)), "lacks SET_CODE"),
        (Capability.SET_CODE, Action("withdraw_fees", "alice", ("bob", 5)), ""),
        (None, Action("create_reward", "BondingManager", ("loud_refuser",)), ""),
    ],
)
def test_obstacles_name_the_capability(missing: Capability | None, action: Action, told: str) -> None:
    backend: Any = SimpleNamespace(name="slow", capabilities=ALL - {missing})
    reason = obstacle(backend, action)
    assert (told in reason) if told else reason == ""


def test_scenario_does_not_run_what_the_backend_cannot_do(pytester: pytest.Pytester, tmp_path: Path) -> None:
    pytester.makepyfile(
        """
        def test_x(scenario):
            scenario.world.backend.capabilities = frozenset()
            scenario.tx("BondingManager", "pause")
        """
    )
    result = run(pytester, "-rs", "--livepeer-backend", "pyevm", "--livepeer-upgrade", "confluence")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*pyevm lacks IMPERSONATE*"])


def test_check_about_one_preset_is_not_run_under_another(pytester: pytest.Pytester) -> None:
    decorated = CHECK.replace("import LPT, requirement", "import LPT, presets, requirement")
    pytester.makepyfile(decorated.replace("@requirement", '@presets("minimal")\n@requirement'))
    run(pytester, "--livepeer-upgrade", "confluence").assert_outcomes(passed=1)
    result = run(pytester, "-rs", "--livepeer-upgrade", "confluence", "--livepeer-preset", "mainnet")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*not run: this check is about the parameters of minimal, not of mainnet*"])
