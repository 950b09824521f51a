"""The matrix of requirements, rules and checks."""

import io
import json

import pytest
from rich.console import Console

from livepeer_conformance.commands import matrix
from livepeer_conformance.commands.running import Check, Collection
from livepeer_conformance.fixtures.functions.base import Vector
from livepeer_conformance.fixtures.functions.offchain import common
from livepeer_conformance.reports.results import ExitCode
from livepeer_spec import requirements as registry
from livepeer_spec.versions import RULE_SETS

CONFLUENCE = ("confluence",)


def check(id_: str, *requirements: str, upgrade: str = "confluence") -> Check:
    return Check(id_, upgrade, requirements, "")


def complete() -> list[Check]:
    ids = [id_ for id_, requirement in registry.load().items() if registry.applies(requirement, "confluence")]
    return [check("all/of_them", *ids)]


def test_row_joins_rules_and_checks() -> None:
    rows = matrix.build(CONFLUENCE, [check("a/b", "LP-BOND-025"), check("a/c", "LP-BOND-025")])
    [row] = [row for row in rows if row.requirement.id == "LP-BOND-025"]
    assert row.checks == ("a/b", "a/c")
    assert row.rules
    assert all(rule.split(".")[0] in RULE_SETS for rule in row.rules)


def test_vectors_cover_rules_between_nodes() -> None:
    checks = matrix.vector_checks()
    rows = matrix.build((registry.OFFCHAIN,), checks)
    assert matrix.problems(rows, Collection(every=checks), (registry.OFFCHAIN,)) == []
    assert {row.requirement.area for row in rows} == registry.OFFCHAIN_AREAS
    assert [row.requirement.id for row in rows if not row.rules] == []
    packages = {rule.split(".")[0] for row in rows for rule in row.rules}
    assert packages == {"offchain", "verification"}
    [row] = [row for row in rows if row.requirement.id == "LP-PAY-012"]
    assert row.checks == tuple(
        f"payments/aux_data[{name}]" for name in ("both_zero", "negative_round", "short_hash", "no_hash_and_round_zero")
    )


def test_each_requirement_of_a_function_is_named_by_one_of_its_vectors() -> None:
    assert matrix.vector_problems() == []


def test_vector_without_requirement_and_with_one_of_another_function_are_problems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [Vector("silent", "", {}), Vector("foreign", "", {}, "PAY-017"), Vector("right", "", {}, "PAY-011")]
    made = common.function("payments", "aux_data", "", "PAY-011 PAY-012", lambda args: b"", rows)
    monkeypatch.setattr(matrix.functions, "of", lambda _: [made])
    assert matrix.vector_problems() == [
        "payments/aux_data: silent: says no requirement",
        "payments/aux_data: foreign: LP-PAY-017 is none of the function's",
        "payments/aux_data: no vector names LP-PAY-012",
    ]


def test_complete_matrix_has_no_problem() -> None:
    checks = complete()
    assert matrix.problems(matrix.build(CONFLUENCE, checks), Collection(every=checks), CONFLUENCE) == []


def test_requirement_without_check_is_a_problem() -> None:
    [one] = complete()
    checks = [Check(one.id, one.upgrade, one.requirements[1:], "")]
    found = matrix.problems(matrix.build(CONFLUENCE, checks), Collection(every=checks), CONFLUENCE)
    assert found == [f"{one.requirements[0]} (confluence): no check covers it"]


def test_id_used_twice_and_module_that_cannot_be_collected_are_problems() -> None:
    checks = [*complete(), check("a/b", "LP-BOND-025"), check("a/b", "LP-BOND-001")]
    collection = Collection(every=checks, problems=["test_x.py: SyntaxError"])
    found = matrix.problems(matrix.build(CONFLUENCE, checks), collection, CONFLUENCE)
    assert found == ["cannot be collected: test_x.py: SyntaxError", "two checks are called a/b (confluence)"]


def test_rule_that_names_an_unknown_requirement_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    [ended, *_] = [id_ for id_, entry in registry.load().items() if not registry.applies(entry, "confluence")]
    rules = {"LP-BOND-999": ["confluence.bonding.bond"], ended: ["confluence.bonding.unbond"]}
    monkeypatch.setattr(matrix, "rules_by_requirement", lambda upgrade: rules)
    found = matrix.problems([], Collection(), CONFLUENCE)
    assert found == [
        "confluence.bonding.bond: unknown requirement LP-BOND-999",
        f"confluence.bonding.unbond: {ended} does not hold in confluence",
    ]


@pytest.mark.parametrize(("checks", "code"), [(complete(), ExitCode.CONFORMANT), ([], ExitCode.NON_CONFORMANT)])
def test_check_exits_with_1_when_something_is_missing(
    monkeypatch: pytest.MonkeyPatch, checks: list[Check], code: ExitCode
) -> None:
    monkeypatch.setattr(matrix.running, "collect", lambda *_: Collection(every=checks))
    console = Console(file=io.StringIO())
    assert matrix.show(console, CONFLUENCE, check=True, as_json=False, uncovered=False) is code


def test_uncovered_as_json_lists_what_no_check_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix.running, "collect", lambda *_: Collection(every=[check("a/b", "LP-BOND-025")]))
    console = Console(file=io.StringIO())
    matrix.show(console, CONFLUENCE, check=False, as_json=True, uncovered=True)
    listed = json.loads(console.file.getvalue())  # type: ignore[attr-defined]
    ids = {row["id"] for row in listed}
    assert "LP-BOND-025" not in ids
    assert "LP-BOND-001" in ids
    assert all(row["checks"] == [] for row in listed)
