"""The walkthrough of fault-based verification: faulty work is slashed, honest work is challenged in vain."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_reference.verifying import executing

LPT = 10**18
OTHER = executing.segments.Profile("P144p30fps16x9", 256, 144, 25)
"""A rendition of another frame rate."""


def play(*words: str | Path) -> Any:
    """What the command says."""
    return CliRunner().invoke(app, ["walkthrough", "fault", "--json", *map(str, words)])


def gained(document: dict[str, Any], name: str) -> dict[str, int]:
    """What somebody has more at the end, by field, where that is not nothing."""
    before, after = document["holdings"]["before"][name], document["holdings"]["after"][name]
    changes = {field: int(after[field]) - int(before[field]) for field in before}
    return {field: change for field, change in changes.items() if change}


def test_cheat_is_slashed_and_honest_work_is_not(tmp_path: Path) -> None:
    """Given two orchestrators, of which one paints over the picture, then executors find the honest one's bytes; the
    cheat loses a tenth of its bond, of which the challenger gets a quarter, and the solver gets both costs."""
    result = play("--store", tmp_path)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["divergence"] is None
    told = "\n".join(step["text"] for step in document["steps"])
    for words in ("erin looks at it and finds nothing wrong", "erin looks at it and believes it to be faulty"):
        assert words in told
    assert told.count(", the same") == told.count(", something else") == 2
    assert gained(document, "erin") == {"lpt": (50 - 2 * 10) * LPT}
    assert gained(document, "dave") == {"lpt": 2 * 10 * LPT}
    assert gained(document, "alice") == {"lpt": -3_000 * LPT, "stake": 3_000 * LPT}
    assert gained(document, "carol") == {"lpt": -2_000 * LPT, "stake": 1_800 * LPT}
    assert gained(document, "supply") == {"lpt": -150 * LPT}
    assert gained(document, "challenges") == {}
    assert all(balance["equal"] for balance in document["balances"])
    # What executors found can be proved again by anybody.
    for name in [path for path in sorted(tmp_path.iterdir()) if path.is_dir()]:
        results = [str(name / f"{executor}.json") for executor in ("frank", "grace")]
        assert CliRunner().invoke(app, ["evidence", "prove", str(name), *results]).exit_code == 0


def test_erring_executors_end_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given executors that transcode with other settings than the agreed ones, then honest work is slashed, and that is
    not what it should be: exit code 1."""
    transcode = executing.segments.transcode
    monkeypatch.setattr(executing, "transcoded", lambda source, profile: transcode(source, OTHER, painted_over=False))
    result = play()
    assert result.exit_code == 1
    wrong = [balance["what"] for balance in json.loads(result.stdout)["balances"] if not balance["equal"]]
    assert wrong[0] == "what alice lost"
