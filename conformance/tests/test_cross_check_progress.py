"""A long cross-check tells how far it is, and can be had for one upgrade."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_conformance.commands import fixtures as command
from livepeer_conformance.fixtures import Crossed, cross_check
from livepeer_conformance.fixtures.index import files

COMMITTED = Path(__file__).parents[2] / "fixtures"


def test_progress_counts_the_files_of_the_chosen_upgrade() -> None:
    """Given one upgrade and every 200th fixture, when they run, then progress ends within its files and all is told."""
    told: list[tuple[int, int, int]] = []
    (result,) = cross_check(
        COMMITTED,
        ["pyevm"],
        upgrades=["streamflow"],
        every=200,
        progress=lambda result, done, total: told.append((result.agreed, done, total)),
    )
    total = len(files(COMMITTED, ["streamflow"]))
    assert result.problems == []
    assert [agreed for agreed, _, _ in told] == list(range(1, result.agreed + 1))
    assert result.agreed >= 3
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
    assert {files for _, _, files in told} == {total}


def test_command_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given no patience, when fixtures are cross-checked, then each is followed by a line."""
    monkeypatch.setattr(command, "SECONDS_BETWEEN_LINES", 0.0)

    def crossed(*_: object, upgrades: tuple[str, ...], progress: object, **__: object) -> list[Crossed]:
        assert upgrades == ("confluence",)
        assert callable(progress)
        progress(Crossed("revm", 3, {"a": "b"}, ["c"]), 40, 50)
        return [Crossed("revm", 44)]

    monkeypatch.setattr(command.fixtures, "cross_check", crossed)
    result = CliRunner().invoke(app, ["cross-check", str(COMMITTED), "-u", "confluence"])
    assert result.output.splitlines() == [
        "revm: 40 of 50 files, 3 agree, 1 not run, 1 problems",
        "revm: 44 fixtures agree, 0 problems",
    ]
    assert result.exit_code == 0
