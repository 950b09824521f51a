"""The commands about fixtures: what they call, what they tell, how they exit."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance import fixtures
from livepeer_conformance.cli import app
from livepeer_conformance.fixtures import Crossed, Filled, Problem
from livepeer_spec import requirements as registry


def run(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(
    ("words", "filled", "code", "told"),
    [
        ([], Filled(3, ["a.json"]), 0, "3 fixtures, 1 changed"),
        ([], Filled(3, problems=["two fixtures have this id"]), 3, "two fixtures have this id"),
        (["--check"], Filled(3), 0, "3 fixtures, 0 differ"),
        (["--check"], Filled(3, ["a.json"], problems=["a.json: is not what filling gives"]), 1, "1 differ"),
        (["--upgrade", "nonsense"], Filled(), 2, "known are alpha, streamflow, confluence, arbitration, offchain"),
    ],
)
def test_fill(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], filled: Filled, code: int, told: str
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(fixtures, "fill", lambda *given: asked.append(given) or filled)
    result = run("fill", tmp_path, *words)
    assert result.exit_code == code, result.output
    assert told in result.output
    assert asked == ([] if code == 2 else [(tmp_path, registry.SCOPES, "--check" in words)])


def test_validate_tells_each_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fixtures, "validate", lambda *_: [])
    assert run("validate", tmp_path).output == "valid\n"
    monkeypatch.setattr(fixtures, "validate", lambda *_: [Problem("a.json", "/id", "is b")] * 60)
    result = run("validate", tmp_path)
    assert result.exit_code == 1
    assert result.output.splitlines()[-3:] == ["a.json: /id: is b", "and 10 more", "60 problems"]


@pytest.mark.parametrize("command", ["validate", "cross-check"])
def test_folder_that_is_not_there_exits_2(tmp_path: Path, command: str) -> None:
    assert run(command, tmp_path / "nowhere").exit_code == 2


def test_folder_without_fixtures_is_not_valid(tmp_path: Path) -> None:
    assert run("validate", tmp_path).exit_code == 1


def test_cross_check_tells_what_was_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = Crossed("ethtester", 5, {"a": "lacks IMPERSONATE", "b": "lacks IMPERSONATE"})
    monkeypatch.setattr(fixtures, "cross_check", lambda *_, **__: [Crossed("revm", 7), slow])
    result = run("cross-check", tmp_path)
    assert result.exit_code == 0, result.output
    assert "revm: 7 fixtures agree, 0 problems" in result.output
    assert "ethtester: 2 not run: lacks IMPERSONATE" in result.output
    slow.problems.append("a: differs")
    assert run("cross-check", tmp_path).exit_code == 1
    assert run("cross-check", tmp_path, "--backend", "nonsense").exit_code == 2
