"""The economics command: its tables, its document, its plot, and what it says where one of them is wrong."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from livepeer_conformance import economics
from livepeer_conformance.cli import app
from livepeer_conformance.commands import economics as command
from livepeer_conformance.economics import document
from livepeer_conformance.economics.tables import Courses, Table, courses, tables

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def starts() -> Courses:
    """The courses of the random starts."""
    return courses()


@pytest.fixture(scope="module")
def found(starts: Courses) -> list[Table]:
    """All tables."""
    return list(tables(starts))


def test_every_claim_is_borne_out(found: list[Table]) -> None:
    """Given the tables, then the numbers show what each claims."""
    assert [table.name for table in found if not table.holds] == []
    assert [table.name for table in found] == [
        "orchestrator-limit", "fee-ratio", "fee-ratio-apart", "apathetic-delegators", "public-pools", "video-on-demand",
    ]  # fmt: skip


def test_document_is_what_the_command_writes(found: list[Table]) -> None:
    """Given the tables, then docs/economics.md has them, and the plot that it shows is there."""
    text = (DOCS / "economics.md").read_text(encoding="utf-8")
    assert text.splitlines() == "\n".join(document.write(found)).splitlines(), (
        "livepeer-conformance economics --markdown > docs/economics.md"
    )
    assert (DOCS / "economics.svg").is_file()


def test_twenty_starts_are_in_equilibrium_after_nine_rounds(found: list[Table]) -> None:
    """Given 20 starts of which each is far from it, then all are in equilibrium after at most nine rounds."""
    rows = next(table.rows for table in found if table.name == "fee-ratio")
    assert [int(seed) for seed, *_ in rows] == list(range(20))
    assert min(float(first) for _, first, _, _ in rows) > 2
    assert max(int(rounds) for _, _, rounds, _ in rows) == 9
    assert max(float(last) for _, _, _, last in rows) <= 1.05


def test_a_start_that_stays_apart_breaks_the_claim(starts: Courses) -> None:
    """Given one start of which the ratios never meet, then its row says so and the table does not hold."""
    apart = [[2.0] * 41, *starts[1:]]
    table = next(table for table in tables(apart) if table.name == "fee-ratio")
    assert not table.holds
    assert table.rows[0] == ("0", "2.000", "never", "2.000")


@pytest.fixture
def one_table(found: list[Table], monkeypatch: pytest.MonkeyPatch) -> Table:
    """The command has one table only, which does not hold."""
    table = replace(found[0], holds=False)
    monkeypatch.setattr(command, "courses", lambda: [])
    monkeypatch.setattr(command, "tables", lambda starts: [table])
    return table


def test_command_exits_with_one_when_a_claim_is_not_borne_out(one_table: Table) -> None:
    """Given a table that does not hold, then the command says so and exits with 1, as text, JSON and document."""
    result = CliRunner().invoke(app, ["economics"])
    assert result.exit_code == 1
    assert "DOES NOT HOLD" in result.stdout
    result = CliRunner().invoke(app, ["economics", "--json"])
    assert result.exit_code == 1
    (plain,) = json.loads(result.stdout)
    assert plain["holds"] is False
    assert plain["rows"][0]["nodes"] == "3"
    result = CliRunner().invoke(app, ["economics", "--markdown"])
    assert result.exit_code == 1
    assert "The numbers DO NOT BEAR this out." in result.stdout


def test_command_says_which_extra_the_plot_needs(
    one_table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Given an installation without the extra ``plots``, when a plot is wanted, then the command exits with 3."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "livepeer_conformance.economics.plot", raising=False)
    monkeypatch.delattr(economics, "plot", raising=False)
    result = CliRunner().invoke(app, ["economics", "--plot", str(tmp_path / "plot.svg")])
    assert result.exit_code == 3
    assert "pip install 'livepeer-conformance[plots]'" in result.stderr


@pytest.mark.parametrize("arguments", [["--plot", "plot.pdf"], ["--json", "--markdown"]])
def test_command_rejects_what_makes_no_sense(arguments: list[str]) -> None:
    """Given another kind of file, or two forms at once, then the command exits with 2."""
    assert CliRunner().invoke(app, ["economics", *arguments]).exit_code == 2


def lines_of(svg: str) -> dict[str, str]:
    """The path of each start in a plot, by its id."""
    return dict(re.findall(r'<g id="(start-\d+)">\s*<path d="([^"]+)"', svg))


def test_plot_is_the_same_each_time_and_the_one_in_the_docs(starts: Courses, tmp_path: Path) -> None:
    """Given the courses, when they are drawn twice, then the files are equal, and docs/economics.svg is alike."""
    pytest.importorskip("matplotlib")
    from livepeer_conformance.economics import plot

    texts = []
    for name in ("first.svg", "second.svg"):
        plot.draw(starts, tmp_path / name)
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert len(lines_of(texts[0])) == len(starts) == 20
    assert lines_of(texts[0]) == lines_of((DOCS / "economics.svg").read_text(encoding="utf-8"))


def test_plot_in_the_docs_has_every_start_and_no_date() -> None:
    """Given docs/economics.svg, then it has a line for each start, and nothing that depends on when it was drawn."""
    svg = (DOCS / "economics.svg").read_text(encoding="utf-8")
    assert set(lines_of(svg)) == {f"start-{seed}" for seed in range(20)}
    assert "date" not in svg.lower()
