"""Checks of broadcasters: the reference passes them, and one that is wrong in one place fails by name."""

import asyncio
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from typer.testing import CliRunner

from livepeer_conformance.cli import app
from livepeer_conformance.live.broadcaster import CHECKS
from livepeer_conformance.live.check import CheckResult, CheckStatus, failed
from livepeer_conformance.live.seller import Record, RoundChain, selling
from livepeer_conformance.model.actors import account
from livepeer_reference.nodes.segments import Segment, cut, make_source
from livepeer_reference.streaming import broadcaster
from livepeer_reference.streaming.broadcaster import Broadcaster
from livepeer_spec import requirements
from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.offchain.sending import SenderConfig
from livepeer_spec.offchain.sessions import Reaction
from livepeer_spec.offchain.signatures import checksum_text
from livepeer_spec.primitives.hashing import keccak

PROFILES = [PRESETS[name] for name in ("P144p30fps16x9", "P240p30fps16x9")]


@pytest.fixture(scope="module")
def stream() -> list[Segment]:
    """Four segments of test pictures."""
    return cut(make_source(4))


def results(stream: list[Segment]) -> list[CheckResult]:
    """What the checks say about the reference broadcaster as it is now."""

    async def run() -> list[CheckResult]:
        chain, record, payer = RoundChain(block_hash=bytes([7]) * 32), Record(), account("erin")
        config = SenderConfig(Fraction(3 * 10**12), Fraction(2 * 10**13))
        async with selling(chain, (0, 0), record) as nodes:
            node = Broadcaster(payer.key or b"", payer.address, chain, config, PROFILES, "stream", lambda address: 1)
            try:
                await node.discover([seller.uri for seller in nodes])
                for segment in stream:
                    await node.send(segment.number, segment.data, Fraction(2))
            except (broadcaster.NotTranscoded, OffchainRejection) as failure:
                print(f"the broadcaster gives up: {failure}")
            finally:
                await node.close()
            return await CHECKS.run(record)

    return asyncio.run(run())


def test_reference_broadcaster_passes(stream: list[Segment]) -> None:
    """Given the reference broadcaster, then every check passes."""
    found = results(stream)
    assert [result for result in found if result.status is not CheckStatus.PASSED] == []
    known = requirements.load()
    assert all(set(check.requirements) <= set(known) for check in CHECKS.all)


_estimated_fee, _stage, _segment_header = (
    broadcaster.accounting.estimated_fee,
    broadcaster.stage,
    broadcaster.segment_header,
)


def _one_too_many(balance: Fraction, fee: Any, value: Fraction) -> Any:
    update = _stage(balance, fee, value)
    return update._replace(tickets=update.tickets + 1, credit=update.credit + value)


def _whole_balance(balance: Fraction, fee: Any, value: Fraction) -> Any:
    """Forgets what was left."""
    return _stage(Fraction(0), fee, value)._replace(existing=balance)


def _lower_case(address: bytes) -> bytes:
    return keccak(checksum_text(address).lower().encode("ascii"))


def _last_profile_only(segment: Any) -> bytes:
    return broadcaster.keccak(broadcaster.segments.segment_message(segment)[:-8])


MUTANTS = [
    ("request_message", _lower_case, "requests_are_signed", "LP-NEG-001"),
    ("batch_nonces", lambda used, size: list(range(used, used + size)), "tickets_are_numbered_from_one", "LP-PAY-039"),
    ("ticket_hash", lambda ticket: keccak(b"".join(ticket[:2])), "tickets_are_signed", "LP-PAY-013"),
    ("stage", _one_too_many, "segments_go_with_as_many_tickets_as_they_need", "LP-PAY-084"),
    ("stage", _whole_balance, "segments_go_with_as_many_tickets_as_they_need", "LP-PAY-086"),
    ("ticket_creation", lambda *offered: (19, bytes([8]) * 32), "tickets_are_under_an_offer", "LP-PAY-040"),
    ("segment_digest", _last_profile_only, "segments_are_signed", "LP-SEG-011"),
    ("reaction", lambda error, own: Reaction.REFRESH, "refused_segment_goes_to_another_orchestrator", "LP-SEL-016"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wrong", "check", "requirement"), MUTANTS)
def test_mutated_broadcaster_fails_by_name(
    name: str, wrong: Any, check: str, requirement: str, stream: list[Segment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a broadcaster that is wrong in one place, then the check of that requirement fails."""
    monkeypatch.setattr(broadcaster, name, wrong)
    found = {result.name: result for result in failed(results(stream))}
    assert check in found
    assert requirement in found[check].requirements


def test_command_waits_for_a_broadcaster(stream: list[Segment]) -> None:
    """Given a broadcaster that sends a stream to the command's orchestrators, then its report says that all is well."""
    ports, round_hash, payer = (_free_port(), _free_port()), bytes([7]) * 32, account("erin")
    words = ["node", "broadcaster", "--block", "1000", "--round", "20", "--round-hash", round_hash.hex(), "--json"]

    async def send() -> None:
        chain = RoundChain(block_hash=round_hash)
        config = SenderConfig(Fraction(3 * 10**12), Fraction(2 * 10**13))
        node = Broadcaster(payer.key or b"", payer.address, chain, config, PROFILES, "stream", lambda address: 1)
        try:
            while len(node.sessions) < 2:
                await asyncio.sleep(0.1)
                with suppress(OffchainRejection):
                    await node.discover([f"https://127.0.0.1:{port}" for port in ports])
            for segment in stream:
                await node.send(segment.number, segment.data, Fraction(2))
        finally:
            await node.close()

    with ThreadPoolExecutor(1) as threads:
        sending = threads.submit(lambda: asyncio.run(send()))
        result = CliRunner().invoke(app, [*words, "--ports", *map(str, ports), "--segments", "5"])
        sending.result()
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert [check["status"] for check in document["checks"]] == ["passed"] * len(CHECKS.all)
    assert document["violated"] == []


def test_command_gives_up_without_a_broadcaster() -> None:
    """Given nobody who sends anything, then exit code 3 and why; given a hash that is none, then exit code 2."""
    words = ["node", "broadcaster", "--block", "1000", "--round", "20", "--ports", "0", "0", "--seconds", "1"]
    result = CliRunner().invoke(app, [*words, "--round-hash", "07" * 32])
    assert result.exit_code == 3
    assert "fewer than 4 segments arrived within 1 s" in result.stderr
    result = CliRunner().invoke(app, [*words, "--round-hash", "07"])
    assert result.exit_code == 2
    assert "--round-hash: 07 is not 32 bytes" in result.stderr


def _free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
