"""Checks of running orchestrators: the reference passes them, and one that is wrong in one place fails by name."""

import asyncio
from pathlib import Path

import pytest
from mutated_nodes import MUTANTS, Mutant
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_conformance.live.buyer import Buyer
from livepeer_conformance.live.check import CheckResult, CheckStatus, failed
from livepeer_conformance.live.orchestrator import CHECKS
from livepeer_conformance.model.actors import account
from livepeer_reference.nodes.segments import cut, make_source
from livepeer_reference.streaming.client import OrchestratorClient
from livepeer_reference.streaming.orchestrator import Account
from livepeer_reference.streaming.serving import serving
from livepeer_reference.streaming.told_chain import ToldChain
from livepeer_spec import requirements
from livepeer_spec.offchain.profiles import PRESETS

PROFILES = [PRESETS[name] for name in ("P144p30fps16x9", "P240p30fps16x9")]


@pytest.fixture(scope="module")
def video_segment() -> bytes:
    """Two seconds of test pictures."""
    return cut(make_source(1))[0].data


def results(data: bytes, ids: tuple[str, ...] = ()) -> list[CheckResult]:
    """What the checks of these requirements say about the reference orchestrator as it is now."""
    seller, payer = account("alice"), account("erin")

    async def run() -> list[CheckResult]:
        async with serving(Account(seller.key or b"", seller.address), ToldChain()) as node:
            client = OrchestratorClient(node.uri)
            try:
                return await CHECKS.run(
                    Buyer(client, payer.key or b"", payer.address, data, PROFILES), requirements=ids
                )
            finally:
                await client.close()

    return asyncio.run(run())


def test_reference_orchestrator_passes(video_segment: bytes) -> None:
    """Given the reference orchestrator, then every check passes."""
    found = results(video_segment)
    assert [result for result in found if result.status is not CheckStatus.PASSED] == []
    assert len(found) == len(CHECKS.all)


def test_checks_name_requirements_that_exist() -> None:
    """Given all checks, then each covers requirements that are registered, and says what it checks."""
    known = requirements.load()
    for check in CHECKS.all:
        assert check.requirements
        assert set(check.requirements) <= set(known)
        assert check.text.endswith(".")


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id.replace(" ", "-"))
def test_mutated_orchestrator_fails_by_name(
    mutant: Mutant, video_segment: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an orchestrator that is wrong in one place, then the check of that requirement fails."""
    monkeypatch.setattr(mutant.place, mutant.name, mutant.wrong)
    found = failed(results(video_segment, (mutant.requirement,)))
    assert mutant.check in [result.name for result in found]
    assert all(result.detail for result in found)


def test_command_reports_and_exits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given nobody who listens, then exit code 3 and why; given a file that is no key, then exit code 2."""
    key = tmp_path / "key"
    key.write_text("0x" + "11" * 32)
    words = ["node", "orchestrator", "--url", "https://127.0.0.1:1", "--key", str(key)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 3
    assert "no quote from https://127.0.0.1:1" in result.stderr
    key.write_text("11" * 31)
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "has 31 bytes, not 32" in result.stderr
