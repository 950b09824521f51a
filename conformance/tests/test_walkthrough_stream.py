"""The walkthrough of a stream: balances to the wei, and what ends it with another exit code."""

import json
import sys
from fractions import Fraction
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_reference.nodes import ffmpeg
from livepeer_reference.streaming import accounts
from livepeer_spec.offchain.accounting import debit

FACE_VALUE = 24 * 10**9


def play(*words: str) -> Any:
    """What the command says about a stream of four segments."""
    return CliRunner().invoke(app, ["walkthrough", "stream", "--segments", "4", *words])


def test_stream_reconciles_to_the_wei() -> None:
    """Given one orchestrator that fails half-way, then another one goes on, and all balances agree exactly."""
    result = play("--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    assert document["divergence"] is None
    assert all(Fraction(balance["left"]) == Fraction(balance["right"]) for balance in document["balances"])
    assert len(document["balances"]) == 11
    told = "\n".join(step["text"] for step in document["steps"])
    for words in ("quotes 1010.000 wei a pixel", "chooses https://127.0.0.1:", "fails: nobody listens at",
                  "fails segment 2: header timeout", "segment 3:", "tickets, "):  # fmt: skip
        assert words in told
    before, after = document["holdings"]["before"], document["holdings"]["after"]
    paid = document["winners"] * FACE_VALUE
    gained = sum(int(after[name]["eth"]) - int(before[name]["eth"]) for name in ("alice", "carol"))
    assert gained == paid == 10**18 - int(after["erin"]["deposit"])


def test_stream_whose_books_differ_ends_with_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given orchestrators that charge a wei too little, then the amounts that differ are named."""
    monkeypatch.setattr(accounts, "debit", lambda balance, pixels, price: debit(balance, pixels, price) + 1)
    result = play()
    assert result.exit_code == 1
    assert "The balances do not reconcile." in result.stdout
    assert "balance with alice and alice's own: 7140595200.000000 IS NOT 7140595202.000000 wei" in result.stdout


def test_stream_without_the_extra_ends_with_exit_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given no grpcio, then exit code 3, which package is missing, and what brings it."""
    for name in [name for name in sys.modules if name.startswith(("livepeer_reference.streaming", "grpc"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("broker_chain", "stream"):
        monkeypatch.delitem(sys.modules, f"livepeer_conformance.plays.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "grpc", None)
    result = play()
    assert result.exit_code == 3
    assert "pip install 'livepeer-conformance[nodes]'" in result.stderr
    assert "grpc" in result.stderr


def test_stream_without_ffmpeg_ends_with_exit_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given no ffmpeg, then exit code 3, and where it was looked for."""

    def nowhere() -> str:
        raise ffmpeg.FfmpegMissing("no ffmpeg on PATH")

    monkeypatch.setattr(ffmpeg, "find", nowhere)
    result = play()
    assert result.exit_code == 3
    assert "no ffmpeg on PATH" in result.stderr
