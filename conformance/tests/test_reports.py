"""Results, requirement statuses and exit codes, from verdicts alone."""

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from livepeer_conformance.reports import areas, document, expected, progress, terminal
from livepeer_conformance.reports.expected import ExpectedFailure
from livepeer_conformance.reports.results import ExitCode, RequirementResult, Results, Status
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import Outcome, Verdict
from livepeer_spec import requirements as registry

PASSED, FAILED, ERROR, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.NOT_RUN
ONE, TWO = "LP-BOND-001", "LP-BOND-003"


def verdict(
    outcome: Outcome,
    *requirements: str,
    check: str = "a/b",
    upgrade: str = "confluence",
    violated: tuple[str, ...] = (),
) -> Verdict:
    told = "" if outcome is PASSED else f"{check} told"
    return Verdict(check, upgrade, requirements or (ONE,), outcome, 0.1, "", told, told, told, violated=violated)


def results(verdicts: Iterable[Verdict], entries: Iterable[ExpectedFailure] = ()) -> Results:
    made = Results(("confluence",), registry.load(), tuple(entries))
    for each in verdicts:
        made.add(each)
    return made


def status(made: Results, id_: str = ONE) -> Status:
    [found] = [entry for entry in made.requirement_results if entry.requirement.id == id_]
    return found.status


@pytest.mark.parametrize(
    ("outcomes", "expected_status", "code"),
    [
        ([PASSED], Status.MET, ExitCode.CONFORMANT),
        ([PASSED, PASSED], Status.MET, ExitCode.CONFORMANT),
        ([PASSED, NOT_RUN], Status.MET, ExitCode.CONFORMANT),
        ([PASSED, FAILED], Status.FAILED, ExitCode.NON_CONFORMANT),
        ([FAILED, ERROR], Status.FAILED, ExitCode.ERROR),
        ([PASSED, ERROR], Status.NOT_RUN, ExitCode.ERROR),
        ([ERROR], Status.NOT_RUN, ExitCode.ERROR),
        ([NOT_RUN], Status.NOT_RUN, ExitCode.ERROR),
        ([], Status.NOT_RUN, ExitCode.USAGE),
    ],
)
def test_status_and_exit_code(outcomes: list[Outcome], expected_status: Status, code: ExitCode) -> None:
    made = results(verdict(outcome, check=f"a/{number}") for number, outcome in enumerate(outcomes))
    assert (status(made), made.exit_code) == (expected_status, code)


def test_failure_speaks_only_against_what_it_violates() -> None:
    made = results([verdict(FAILED, ONE, TWO, violated=(TWO,)), verdict(PASSED, ONE, check="a/c")])
    assert status(made, TWO) is Status.FAILED
    assert status(made, ONE) is Status.NOT_RUN, "a check of it did not come to its end"


def test_failure_leaves_in_doubt_what_is_at_stake() -> None:
    failed = replace(verdict(FAILED, ONE, TWO, violated=(TWO,)), at_stake=(ONE,))
    made = results([failed, verdict(PASSED, ONE, check="a/c")])
    assert (status(made, TWO), status(made, ONE)) == (Status.FAILED, Status.IN_DOUBT)


def test_failure_may_violate_what_its_check_does_not_name() -> None:
    made = results([verdict(FAILED, violated=("LP-POOL-001",))])
    assert status(made, "LP-POOL-001") is Status.FAILED
    [entry] = [entry for entry in made.requirement_results if entry.requirement.id == "LP-POOL-001"]
    assert entry.checks == ("a/b",)


def test_requirements_that_do_not_hold_in_the_upgrade_are_left_out() -> None:
    made = Results(("streamflow",), registry.load())
    listed = {entry.requirement.id for entry in made.requirement_results}
    assert "LP-BOND-001" in listed
    assert "LP-BOND-002" not in listed, "since confluence"


def test_gravest_verdict_on_a_check_counts() -> None:
    assert results([verdict(PASSED), verdict(ERROR)]).count(ERROR) == 1
    assert results([verdict(ERROR), verdict(PASSED)]).count(ERROR) == 1


def test_problem_outside_all_checks_makes_the_run_incomplete() -> None:
    made = results([verdict(PASSED)])
    made.problems.append("a module cannot be imported")
    assert made.exit_code is ExitCode.ERROR


def test_interrupt_wins_over_everything() -> None:
    made = results([verdict(FAILED), verdict(ERROR, check="a/c")])
    made.interrupted = True
    assert made.exit_code is ExitCode.INTERRUPTED


def test_findings_that_look_alike_are_one_and_the_briefest_tells() -> None:
    long = Verdict("a/long", "confluence", (ONE,), FAILED, 0, explanation="a long story", defect="same")
    brief = Verdict("a/brief", "confluence", (ONE,), FAILED, 0, explanation="brief", defect="same")
    other = Verdict("a/other", "confluence", (ONE,), FAILED, 0, explanation="other", defect="other")
    found = results([long, brief, other]).failures
    assert [finding.explanation for finding in found] == ["brief", "other"]
    assert [each.check for each in found[0].verdicts] == ["a/brief", "a/long"]


def entry(id_: str, upgrade: str | None = None) -> ExpectedFailure:
    return ExpectedFailure(id_, upgrade, "reason", "link")


@pytest.mark.parametrize(
    ("made", "entries", "is_expected"),
    [
        (verdict(FAILED), [entry("a/b")], True),
        (verdict(FAILED), [entry(ONE)], True),
        (verdict(FAILED), [entry("a/b", "confluence")], True),
        (verdict(FAILED), [entry("a/b", "streamflow")], False),
        (verdict(FAILED), [entry("a/c")], False),
        (verdict(FAILED, ONE, TWO), [entry(ONE)], False),
        (verdict(FAILED, ONE, TWO), [entry(ONE), entry(TWO)], True),
        (verdict(FAILED, ONE, TWO, violated=(ONE,)), [entry(ONE)], True),
        (verdict(ERROR), [entry("a/b")], False),
        (verdict(PASSED), [entry("a/b")], False),
    ],
)
def test_which_failures_are_expected(made: Verdict, entries: list[ExpectedFailure], is_expected: bool) -> None:
    assert expected.is_expected(made, entries) is is_expected


def test_entry_that_is_not_reached_does_not_fail_the_run() -> None:
    assert results([verdict(PASSED)], [entry("a/other"), entry(TWO)]).exit_code is ExitCode.CONFORMANT


def test_expected_failure_that_errs_leaves_the_run_incomplete() -> None:
    assert results([verdict(ERROR)], [entry("a/b")]).exit_code is ExitCode.ERROR


def test_expected_failure_that_passes_fails_the_run() -> None:
    made = results([verdict(PASSED)], [entry("a/b")])
    assert made.exit_code is ExitCode.NON_CONFORMANT
    assert made.unexpected_passes == [(entry("a/b"), "confluence")]


def shown(made: Results, partial: bool = False) -> str:
    console = Console(file=io.StringIO(), width=160)
    terminal.show(console, made, partial=partial, durations=True)
    terminal.close(console, made, 1.0, Path("report.json"))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text


def test_terminal_survives_markup_and_control_characters() -> None:
    odd = Verdict(
        "a/b[/red][bold]", "confluence", (ONE,), FAILED, 0, explanation="[/nonsense] \x1b[31m \x00", defect="x"
    )
    assert "[/nonsense]" in shown(results([odd]))
    assert "a/b[/red][bold]" in shown(results([odd]))


def test_terminal_names_few_of_many_checks_with_the_same_failure() -> None:
    many = [Verdict(f"a/{n:02}", "confluence", (ONE,), FAILED, 0, explanation="told", defect="x") for n in range(50)]
    text = shown(results(many))
    assert "The same in a/01 (confluence)" in text
    assert "and 44 more" in text
    assert text.count("told") == 1


def test_terminal_lists_some_of_the_requirements_not_run_and_none_in_a_partial_run() -> None:
    made = results([verdict(PASSED)])
    text = shown(made)
    assert text.count("Not run LP-") == terminal.MAX_LISTED
    assert "more requirements not run; the report lists them" in text
    assert "Not run LP-" not in shown(made, partial=True)


def test_terminal_without_verdicts_shows_no_table() -> None:
    made = results([])
    made.problems.append("nothing works")
    text = shown(made)
    assert "nothing works" in text
    assert "Requirements" not in text
    assert text.splitlines()[-1] == "incomplete: no check came to an end"


def test_every_area_of_the_registry_has_a_title() -> None:
    assert {requirement.area for requirement in registry.load().values()} <= areas.AREAS.keys()


def test_unknown_area_comes_last_under_its_own_name() -> None:
    assert areas.in_order({"ZZZ", "BOND"}) == ["BOND", "ZZZ"]
    assert areas.title("ZZZ") == "ZZZ"


def test_plain_display_tells_failures_at_once_and_the_same_error_once() -> None:
    console = Console(file=io.StringIO(), width=200)
    with progress.display(console) as display:
        display.total(3)
        display.total(3)
        display.show(verdict(FAILED))
        for check in ("a/c", "a/d"):
            display.show(Verdict(check, "confluence", (), ERROR, 0, headline="no target", defect="no target"))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines == [
        "3 checks",
        "FAILED a/b (confluence): a/b told",
        "ERROR a/c (confluence): no target",
        "3 of 3 checks: 1 failed, 2 error",
    ]


def test_display_on_a_terminal_shows_failures_above_the_bar() -> None:
    console = Console(file=io.StringIO(), width=200, force_terminal=True)
    with progress.display(console) as display:
        display.total(2)
        display.show(verdict(FAILED, check="a/b[case]"))
        display.show(verdict(PASSED))
    assert "FAILED a/b[case] (confluence)" in console.file.getvalue()  # type: ignore[attr-defined]


def test_report_is_the_same_text_for_the_same_results(tmp_path: Path) -> None:
    run = document.Circumstances("2024-01-01T00:00:00+00:00", 1.0, Settings(backend="revm"), "", ())
    first, second = [verdict(PASSED), verdict(FAILED, check="a/c")], [verdict(FAILED, check="a/c"), verdict(PASSED)]
    for name, verdicts in (("one", first), ("two", second)):
        document.write(tmp_path / name, document.build(results(verdicts), run))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert json.loads((tmp_path / "one").read_text())["conclusion"] == "not conformant"


def test_requirement_results_name_text_and_source() -> None:
    entries: list[RequirementResult] = results([verdict(PASSED)]).requirement_results
    assert all(entry.requirement.text and entry.requirement.source for entry in entries)
