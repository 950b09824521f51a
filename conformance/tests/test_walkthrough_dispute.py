"""The walkthrough of a dispute: a cheat loses its stake, a false accuser loses its own, to the unit."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_conformance.plays import dispute
from livepeer_reference.verifying.judging import Judgement
from livepeer_spec.verification.full import Verdict

LPT = 10**18


def play(*words: str | Path) -> Any:
    """What the command says about a stream of two segments."""
    return CliRunner().invoke(app, ["walkthrough", "dispute", "--segments", "2", "--json", *map(str, words)])


def gained(document: dict[str, Any], name: str) -> dict[str, int]:
    """What somebody has more at the end, by field, where that is not nothing."""
    before, after = document["holdings"]["before"][name], document["holdings"]["after"][name]
    changes = {field: int(after[field]) - int(before[field]) for field in before}
    return {field: change for field, change in changes.items() if change}


def test_cheat_is_caught_and_slashed(tmp_path: Path) -> None:
    """Given an orchestrator that tampers with segments and has honest fingerprints, then it passes fast verification,
    full verification flags it, and a council takes half of its stake and a tenth of its bond, of which the accuser
    gets a twentieth, and jails it."""
    result = play("--store", tmp_path)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert (document["divergence"], document["false"]) == (None, False)
    told = "\n".join(step["text"] for step in document["steps"])
    for words in (
        "fast verification of carol: its fingerprints are of the same video as the trusted one's",
        "the result of carol is used",
        "full verification by the verifier: the rendition shows something else than its source",
        "a dispute may not be raised before anybody has decided",
        "erin decides: tampered; a dispute may be raised",
        "dave votes in the council on dispute 1, for the accuser: yes",
    ):
        assert words in told
    assert gained(document, "erin") == {"lpt": 35 * LPT}
    assert gained(document, "carol") == {"lpt": -3_000 * LPT, "stake": 1_800 * LPT, "locked": 500 * LPT}
    assert gained(document, "alice") == {"lpt": -4_000 * LPT, "stake": 3_000 * LPT, "locked": 1_000 * LPT}
    assert gained(document, "accusers") == {}
    assert gained(document, "supply") == {"lpt": -665 * LPT}
    assert all(balance["equal"] for balance in document["balances"])
    # The evidence can be checked by anybody afterwards.
    (name, *_) = [path for path in sorted(tmp_path.iterdir()) if (path / "decision.json").exists()]
    assert CliRunner().invoke(app, ["evidence", "check", str(name)]).exit_code == 0


def test_false_accuser_loses_its_stake() -> None:
    """Given an honest orchestrator, then a forged source is refused, and the true evidence is ruled against the
    accuser, whose stake is burned."""
    result = play("--false")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert [step["rejected"].split(":")[0] for step in document["steps"] if step["rejected"]] == ["NOT_LIABLE"]
    assert gained(document, "erin") == {"lpt": -100 * LPT}
    assert gained(document, "carol") == {"lpt": -3_000 * LPT, "stake": 2_000 * LPT, "locked": 1_000 * LPT}
    assert gained(document, "supply") == {"lpt": -100 * LPT}
    assert all(balance["equal"] for balance in document["balances"])


def test_dispute_without_a_verifier_exits_with_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a verifier that does not start, then that is no verdict about anybody."""
    monkeypatch.setattr(dispute.sys, "executable", "/bin/true")
    result = play()
    assert result.exit_code == 3
    assert "the process of the verifier ended before it listened" in result.stderr


@pytest.mark.slow
def test_stakes_that_do_not_reconcile_end_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a council that errs about a false accusation, then the stakes are not what they should be: exit code 1."""

    def erring(*videos: object) -> Judgement:
        return Judgement(Verdict.TAMPERED, "made up", "")

    monkeypatch.setattr(dispute.judging, "verify", erring)
    result = play("--false")
    assert result.exit_code == 1
    wrong = [balance["what"] for balance in json.loads(result.stdout)["balances"] if not balance["equal"]]
    assert wrong == [
        "what erin lost and the stake of a dispute", "what carol lost", "what was burned and the accuser's stake",
    ]  # fmt: skip
