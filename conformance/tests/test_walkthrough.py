"""The walkthrough of a job: every ending with its balances, on the reference and on contracts that differ."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.plays import job
from livepeer_reference.nodes import ffmpeg
from livepeer_reference.nodes.transcoder import Transcoder

LPT = 10**18
FEES = 6 * 2 * 10**15
"""What six segments in two profiles cost, in wei."""


def play(*words: str) -> dict[str, Any]:
    """What the command says as JSON; it must end well."""
    result = CliRunner().invoke(app, ["walkthrough", "job", *words, "--json"])
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def gained(document: dict[str, Any], name: str) -> dict[str, int]:
    """What somebody has more at the end, by field, where that is not nothing."""
    before, after = document["holdings"]["before"][name], document["holdings"]["after"][name]
    changes = {field: int(after[field]) - int(before[field]) for field in before}
    return {field: change for field, change in changes.items() if change}


def texts(document: dict[str, Any]) -> str:
    """All steps in words."""
    return "\n".join(step["text"] for step in document["steps"])


def test_job_ends_with_the_fees(tmp_path: Path) -> None:
    """Given an honest transcoder, then alice pays for six segments, and bob and dave share that by the fee share."""
    document = play("--store", str(tmp_path / "store"))
    assert document["divergence"] is None
    assert gained(document, "alice") == {"eth": -FEES}
    # Half is bob's, and of the other half three fifths.
    assert gained(document, "bob") == {"lpt": -3_000 * LPT, "stake": 3_000 * LPT, "eth": FEES * 8 // 10}
    assert gained(document, "dave") == {"lpt": -2_000 * LPT, "stake": 2_000 * LPT, "eth": FEES * 2 // 10}
    assert gained(document, "supply") == {}
    told = texts(document)
    for words in ("elects bob", "alice signs segment 5", "keeps the receipt", "picks what is verified", "distributes"):
        assert words in told
    # Six segments and their renditions in two profiles.
    assert len(list((tmp_path / "store").iterdir())) == 18


def test_job_with_a_failed_verification_ends_in_a_slash() -> None:
    """Given a tampered rendition, then bob loses 2 % of his stake to nobody, and alice has all her ETH again."""
    document = play("--cheat", "failed")
    assert "another digest than the transcoder's" in texts(document)
    assert gained(document, "alice") == {}
    assert gained(document, "bob") == {"lpt": -3_000 * LPT, "stake": 2_940 * LPT}
    assert gained(document, "dave") == {"lpt": -2_000 * LPT, "stake": 2_000 * LPT}
    assert gained(document, "supply") == {"lpt": -60 * LPT}
    assert [step["rejected"] for step in document["steps"] if step["rejected"]] == [
        "CLAIM_NOT_PENDING: the claim is slashed or its fees are paid"
    ]


def test_job_with_a_missed_verification_ends_in_a_slash() -> None:
    """Given nothing is submitted, then bob loses 5 % of his stake, of which erin gets 5 % for telling."""
    document = play("--cheat", "missed")
    assert gained(document, "alice") == {}
    assert gained(document, "bob") == {"lpt": -3_000 * LPT, "stake": 2_850 * LPT}
    assert gained(document, "erin") == {"lpt": 75 * LPT // 10}
    assert gained(document, "supply") == {"lpt": -(150 * LPT - 75 * LPT // 10)}


def test_job_with_a_double_claim_ends_in_a_slash() -> None:
    """Given a segment is claimed twice, then bob loses 10 % of his stake, of which erin gets 5 % for telling."""
    document = play("--cheat", "double")
    assert gained(document, "alice") == {}
    assert gained(document, "bob") == {"lpt": -3_000 * LPT, "stake": 2_700 * LPT}
    assert gained(document, "erin") == {"lpt": 15 * LPT}


def test_cheats_are_those_that_the_help_names() -> None:
    """Given the ways of cheating, then these are all."""
    assert job.CHEATS == ("failed", "missed", "double")


@pytest.mark.parametrize("words", [["swim"], ["job", "--cheat", "bribe"]])
def test_walkthrough_rejects_what_it_does_not_know(words: list[str]) -> None:
    """Given another name or way of cheating, then the command exits with 2."""
    assert CliRunner().invoke(app, ["walkthrough", *words]).exit_code == 2


def test_walkthrough_without_ffmpeg_exits_with_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given no ffmpeg, then the command exits with 3 and says where it was looked for and what brings one."""
    ffmpeg.find.cache_clear()
    monkeypatch.delenv("FFMPEG", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    result = CliRunner().invoke(app, ["walkthrough", "job"])
    assert result.exit_code == 3
    assert "no ffmpeg on PATH" in result.stderr
    assert "livepeer-conformance[nodes]" in result.stderr
    ffmpeg.find.cache_clear()


def test_walkthrough_ends_where_the_target_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given contracts that do something else at a claim, then the command explains that and exits with 1."""
    honest = World.step

    def step(world: World, action: Any) -> Any:
        done = honest(world, action)
        if action.name == "claim_work":
            done.differences.append(Difference("Claim 0", "status", 0, 1))
        return done

    monkeypatch.setattr(World, "step", step)
    monkeypatch.setattr(Transcoder, "render", lambda self, data, profile: b"")
    result = CliRunner().invoke(app, ["walkthrough", "job"])
    assert result.exit_code == 1
    assert "claim_work" in result.stdout
    assert "no divergence" not in result.stdout
