"""Fast and full verification with real nodes, processes and segments."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streaming_world import ALICE, BOB
from verifying_world import accused, broadcaster, processes

from livepeer_reference.nodes import segments
from livepeer_reference.nodes.segments import Segment, cut, make_source
from livepeer_reference.streaming.broadcaster import NotTranscoded
from livepeer_reference.streaming.client import OrchestratorClient
from livepeer_reference.streaming.orchestrator import Orchestrator
from livepeer_reference.streaming.serving import serving
from livepeer_reference.streaming.told_chain import ToldChain
from livepeer_reference.verifying import checking, judging, reading, verifier
from livepeer_reference.verifying.__main__ import TRYING
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.broadcaster import VerifyingBroadcaster
from livepeer_reference.verifying.cheating import SilentMember
from livepeer_reference.verifying.folder import EvidenceFolder
from livepeer_reference.verifying.full import FullVerification
from livepeer_reference.verifying.judging import Judgement
from livepeer_reference.video.running import Limits
from livepeer_spec.offchain.profiles import PRESETS
from livepeer_spec.verification.content.rule import Asked
from livepeer_spec.verification.fast.judging import Finding
from livepeer_spec.verification.fast.sampling import Conclusion
from livepeer_spec.verification.fast.standing import Policy, is_banned
from livepeer_spec.verification.full import WHOLE, FullPolicy, Verdict

SLOW = Policy(timeout=30_000)
"""A time-out that a busy machine keeps."""
PROFILE = next(iter(segments.PROFILES.values()))


@pytest.fixture(scope="module")
def stream() -> list[Segment]:
    """Three segments of test pictures."""
    return cut(make_source(3))


@pytest.fixture(scope="module")
def nodes() -> Iterator[dict[str, str]]:
    """A verifier and three orchestrators, each a process of its own."""
    roles = ("verifier", "honest", "tampering", "other")
    with processes(*roles) as uris:
        yield dict(zip(roles, uris, strict=True))


@asynccontextmanager
async def used(node: VerifyingBroadcaster, *uris: str) -> AsyncIterator[VerifyingBroadcaster]:
    """A broadcaster that has sessions with orchestrators, for as long as the block lasts."""
    try:
        await node.discover(uris)
        yield node
    finally:
        await node.full.close()
        await node.close()


def verify_nothing(source: bytes, rendition: bytes, asked: Asked | None) -> Judgement:
    """A verifier that has no opinion."""
    return Judgement(Verdict.NONE, "none", "no opinion")


def test_honest_fingerprint_passes_and_full_verification_keeps_evidence(
    nodes: dict[str, str], stream: list[Segment], tmp_path: Path
) -> None:
    """Given a cheat with honest fingerprints and one with its own video, when a stream is sent, then the first passes
    fast verification and the second does not; full verification finds the first, keeps evidence that anybody can check,
    and the broadcaster asks neither of them again."""
    honest, tampering, other = (nodes[name] for name in ("honest", "tampering", "other"))
    told: list[str] = []

    async def work() -> VerifyingBroadcaster:
        node = broadcaster(tmp_path, honest, {"v": nodes["verifier"]}, told, SLOW)
        async with used(node, honest, tampering, other):
            for segment in stream:
                await node.send(segment.number, segment.data, Fraction(2))
                await node.full.settled()
        return node

    node = asyncio.run(work())
    assert node.conclusions[0] == Conclusion(
        tampering, True, {tampering: Finding.PASSED, other: Finding.DIFFERENT}
    ), told  # fmt: skip
    assert node.full.state.playlist == [0, 1, 2]
    assert node.full.state.flagged == {0: Verdict.TAMPERED}
    assert node.full.state.passed == 2
    assert all(is_banned(node.state.standing(uri), node.clock()) for uri in (tampering, other))
    # Without its cheats the stream is the trusted one's.
    assert [conclusion.used for conclusion in node.conclusions[1:]] == [honest, honest]
    assert EvidenceFolder(tmp_path).names() == node.full.kept
    (name,) = node.full.kept
    kept = reading.read(tmp_path / name)
    assert kept.source == stream[0].data
    assert [finding for finding in checking.check(kept, judging.verify) if not finding.holds] == []


def test_hanging_verifier_delays_nothing(nodes: dict[str, str], stream: list[Segment], tmp_path: Path) -> None:
    """Given a verifier that takes requests and never answers, then all segments are in the playlist while every request
    is still under way, and nothing is said about the orchestrator."""
    told: list[str] = []
    taken = 0

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        taken += 1
        await reader.read()
        writer.close()

    async def work() -> tuple[Any, int]:
        server = await asyncio.start_server(hang, "127.0.0.1", 0)
        uri = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        node = broadcaster(tmp_path, nodes["honest"], {"v": uri}, told, SLOW)
        async with used(node, nodes["honest"]):
            for segment in stream:
                await node.send(segment.number, segment.data, Fraction(2))
            async with asyncio.timeout(60):
                while taken < len(stream):
                    await asyncio.sleep(0.01)
            under_way = len(node.full.state.waiting)
        server.close()
        return node.full.state, under_way

    state, under_way = asyncio.run(work())
    assert state.playlist == [0, 1, 2]
    assert under_way == 3
    assert (state.flagged, state.passed) == ({}, 0)
    assert not [text for text in told if "full verification" in text]


def test_verifier_that_fails_is_followed_by_another(
    nodes: dict[str, str], stream: list[Segment], tmp_path: Path
) -> None:
    """Given a verifier without an opinion, one that nobody reaches and a right one, when a rendition is due, then they
    are asked one after another as far as the policy lets them, and the failures say nothing about the orchestrator."""
    told: list[str] = []

    async def work(*names: str) -> Any:
        async with verifier.running(verify=verify_nothing) as silent:
            all_of_them = {"silent": silent.listener.uri, "gone": "https://127.0.0.1:1", "right": nodes["verifier"]}
            known = {name: all_of_them[name] for name in names}
            node = broadcaster(tmp_path, nodes["honest"], known, told, SLOW, attempts=3)
            async with used(node, nodes["honest"]):
                await node.send(0, stream[0].data, Fraction(2))
                await node.full.settled()
            return node.full.state

    state = asyncio.run(work("silent", "gone", "right"))
    assert (state.passed, state.lost, state.flagged) == (1, 0, {})
    state = asyncio.run(work("silent", "gone"))
    assert (state.passed, state.lost, state.flagged, state.playlist) == (0, 1, {}, [0])


def test_silent_orchestrator_is_banned_and_unsigned_work_is_refused(stream: list[Segment], tmp_path: Path) -> None:
    """Given one that never answers, then it is banned after the time-out and the trusted result used; given a trusted
    one that signs no evidence, then its results are refused, and there is none."""
    told: list[str] = []

    async def work() -> VerifyingBroadcaster:
        async with (
            serving(ALICE, ToldChain(), agreement=TRYING) as honest,
            serving(BOB, ToldChain(), make_member=SilentMember, agreement=TRYING) as silent,
        ):
            node = broadcaster(tmp_path, honest.uri, {}, told, Policy(timeout=8_000))
            async with used(node, honest.uri, silent.uri):
                await node.send(0, stream[0].data, Fraction(2))
                assert node.conclusions == [Conclusion(honest.uri, False, {silent.uri: Finding.TIMEOUT})]
                assert is_banned(node.state.standing(silent.uri), node.clock())
                honest.orchestrator.agreement = None
                with pytest.raises(NotTranscoded):
                    await node.send(1, stream[1].data, Fraction(2))
            return node

    node = asyncio.run(work())
    assert node.full.state.playlist == [0]
    assert "evidence" in "".join(told)
    # Nobody is left who is trusted.
    assert not any(standing.is_trusted for standing in node.state.standings.values())


def hostile(change: Callable[[Any], None]) -> type[Orchestrator]:
    """An orchestrator whose results are changed by somebody who wants to harm."""

    class Hostile(Orchestrator):
        async def _result(self, *arguments: Any) -> Any:
            result = await super()._result(*arguments)
            change(result.data)
            return result

    return Hostile


def without_hash(data: Any) -> None:
    """Fingerprints that are nowhere."""
    for entry in data.segments:
        entry.perceptual_hash_url = "https://127.0.0.1:1/nowhere"


CHANGES: list[tuple[Callable[[Any], None], Finding]] = [
    (lambda data: setattr(data, "evidence_round", -5), Finding.TIMEOUT),
    (lambda data: setattr(data, "evidence_round", 21), Finding.TIMEOUT),
    (lambda data: setattr(data.segments[1], "evidence_sig", b"\xff" * 70), Finding.TIMEOUT),
    (without_hash, Finding.UNREADABLE),
]
"""What hostile orchestrators do, and what is found of it. What cannot be accepted is no answer."""


def test_hostile_results_harm_nobody_else(stream: list[Segment], tmp_path: Path) -> None:
    """Given orchestrators that sign for other rounds, do not sign, or say that fingerprints are elsewhere, then each is
    found out, and the stream goes on with the trusted one's result."""
    told: list[str] = []

    async def work() -> None:
        async with AsyncExitStack() as stack:
            honest = await stack.enter_async_context(serving(ALICE, ToldChain(), agreement=TRYING))
            found = {}
            for change, finding in CHANGES:
                one = serving(BOB, ToldChain(), make=hostile(change), agreement=TRYING)
                found[(await stack.enter_async_context(one)).uri] = finding
            node = broadcaster(tmp_path, honest.uri, {}, told, SLOW._replace(untrusted=len(CHANGES)))
            async with used(node, honest.uri, *found):
                await node.send(0, stream[0].data, Fraction(2))
            assert node.conclusions == [Conclusion(honest.uri, False, found)]

    asyncio.run(work())


# The verification function, and the node that runs it.


def test_verification_function_names_what_is_wrong(stream: list[Segment]) -> None:
    """Given renditions of another size than was asked for, with a small box, or of another segment, then they are
    tampered with; given some that cannot be decoded, then they fail by that; given a broken source, or a verifier that
    has no time, then nothing is said about the rendition."""
    source, honest = stream[0].data, segments.transcode(stream[0].data, PROFILE)
    said = [
        judging.verify(source, honest),
        judging.verify(source, honest, judging.asked_by(PRESETS[PROFILE.name])),
        judging.verify(source, honest, Asked(426, 240)),
        judging.verify(source, segments.transcode(source, PROFILE, painted_over=True)),
        judging.verify(source, segments.transcode(stream[1].data, PROFILE)),
        judging.verify(source, honest[:20_100]),
        judging.verify(source, b"no video"),
        judging.verify(source[:20_100], honest),
        judging.verify(b"", honest),
        judging.verify(source, honest, limits=Limits(wall=0.001)),
    ]
    assert [judgement.verdict.name for judgement in said] == [
        "VALID", "VALID", "TAMPERED", "TAMPERED", "TAMPERED", "UNDECODABLE", "UNDECODABLE", "NONE", "NONE", "NONE",
    ]  # fmt: skip
    assert said[5].said.startswith("the rendition: truncated:")
    assert said[7].said.startswith("the source: truncated:")
    assert said[9].said.startswith("the source: timeout")


@pytest.mark.parametrize(
    ("content_type", "parts", "text"),
    [
        (
            "multipart/form-data; boundary=x",
            0,
            "header Livepeer-Asked: WIDTHxHEIGHT or WIDTHxHEIGHT@FRAMES/SECONDS wanted",
        ),
        ("text/plain", 2, "multipart/form-data with a source and a rendition is wanted"),
        ("multipart/form-data; boundary=x", 1, "1 parts instead of a source and a rendition"),
        ("multipart/form-data; boundary=x", 3, "two parts are wanted: a source and a rendition"),
    ],
)
def test_verifier_refuses_what_is_no_request(content_type: str, parts: int, text: str) -> None:
    """Given something else than two videos, then a verifier says what it wants."""

    async def work() -> tuple[int, str]:
        async with verifier.running(verify=verify_nothing) as node:
            client = OrchestratorClient(node.listener.uri)
            body = b"--x\r\n\r\nabc\r\n" * parts + b"--x--\r\n"
            headers = {"Content-Type": content_type, verifier.ASKED: "640x360@30/1" if parts else "640x0"}
            reply = await client.post("/verify", headers, body, header_seconds=10, total_seconds=10)
            await client.close()
            return reply.status, reply.text

    assert asyncio.run(work()) == (400, text)


# What is waited for, and what the disk does not take.


class Scripted(FullVerification):
    """Full verification with verifiers that are told what to say; ``late`` ones take until their time is over."""

    def __init__(self, folder: EvidenceFolder, says: dict[str, str], late: str = "") -> None:
        self.now = 1_000
        policy = FullPolicy(tuple(says), frequency=WHOLE)
        super().__init__(policy, dict.fromkeys(says, ""), folder, clock=lambda: self.now)
        self.asked: list[str] = []
        self.verdicts: list[tuple[str, bool]] = []
        self.note = lambda uri, passed: self.verdicts.append((uri, passed))
        self._says = says
        self._late = late

    async def _ask(self, verifier: str, done: Any, rendition: int) -> Judgement:
        self.asked.append(verifier)
        if verifier == self._late:
            self.now += self._policy.seconds
        return Judgement(Verdict[self._says[verifier]], "made up", "")


def result(number: int) -> Any:
    """A result of alice's as a broadcaster has it, with evidence for one rendition."""
    given = accused(number)
    session = SimpleNamespace(uri="alice", info=SimpleNamespace(address=given.orchestrator))
    return SimpleNamespace(
        number=number, session=session, renditions=[given.rendition], source=given.source, bound=(True,),
        evidence=((given.evidence, given.signature),), agreement=TRYING, session_id=given.session_id,
        profiles=(given.profile,), result=SimpleNamespace(data=SimpleNamespace(sig=b"")), at=1_000,
    )  # fmt: skip


def test_verifier_that_takes_too_long_is_followed_by_another(tmp_path: Path) -> None:
    """Given a verifier whose time is over when it says that a rendition is tampered with, then that counts for nothing,
    and the other one's word for all."""
    full = Scripted(EvidenceFolder(tmp_path), {"slow": "TAMPERED", "right": "VALID"}, late="slow")

    async def work() -> None:
        while "slow" not in full.asked:
            full.take(result(len(full.state.playlist)))
            await full.settled()

    asyncio.run(work())
    assert full.asked[-2:] == ["slow", "right"]
    assert (full.state.flagged, full.state.lost, full.kept) == ({}, 0, [])
    assert full.verdicts == [("alice", True)] * len(full.state.playlist)


def test_evidence_that_the_disk_does_not_take_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a full disk, when the next evidence comes and there is room, then both pieces are kept."""
    folder = EvidenceFolder(tmp_path)
    full, keep, attempts = Scripted(folder, {"right": "TAMPERED"}), folder.keep, []

    def keep_later(given: Accused) -> str:
        attempts.append(given.name)
        if len(attempts) == 1:
            raise OSError(28, "No space left on device")
        return keep(given)

    monkeypatch.setattr(folder, "keep", keep_later)

    async def work() -> None:
        for number in (0, 1):
            full.take(result(number))
            await full.settled()

    asyncio.run(work())
    assert full.kept == [accused(0).name, accused(1).name]
    assert folder.names() == sorted(full.kept)
    assert full.unkept == []
