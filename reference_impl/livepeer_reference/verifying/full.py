"""Full verification beside a stream: requests to verifiers that nobody waits for, and evidence of what fails.

Source: "Verification Roadmap", Full Verification.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping
from typing import Final

import aiohttp

from livepeer_reference.streaming.client import OrchestratorClient, TransportError
from livepeer_reference.verifying.accused import Accused
from livepeer_reference.verifying.folder import EvidenceFolder
from livepeer_reference.verifying.judging import Judgement, asked_by
from livepeer_reference.verifying.result import Verified
from livepeer_reference.verifying.verifier import ASKED, asked_text
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.verification.full import (
    FAILED,
    WHOLE,
    Draws,
    FullPolicy,
    Request,
    State,
    Verdict,
    take_result,
    take_time,
    take_verdict,
)

_DRAWS: Final = 1 << 62


class FullVerification:
    """Full verification of one stream. ``uris`` are those of the verifiers, by name; ``tell`` hears what happens.

    Attributes:
        state: the playlist, and what is known of its segments.
        kept: evidence of renditions that failed, by name.
        unkept: evidence that the disk has not taken.
        note: is told of each verdict: whose rendition, and whether it passed.
    """

    def __init__(
        self, policy: FullPolicy, uris: Mapping[str, str], folder: EvidenceFolder,
        tell: Callable[[str], None] = lambda text: None, chance: random.Random | None = None,
        clock: Callable[[], Timestamp] = lambda: int(time.time()),
    ) -> None:  # fmt: skip
        self.state = State()
        self.kept: list[str] = []
        self.unkept: list[Accused] = []
        self.note: Callable[[str, bool], None] = lambda uri, passed: None
        self._policy = policy
        self._uris = dict(uris)
        self._folder = folder
        self._tell = tell
        self._chance = chance or random.Random()
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: dict[int, Verified] = {}

    def take(self, done: Verified) -> None:
        """Put a segment into the playlist, and begin to verify it if that is due. It never waits for anything.

        ``done`` is the verified result of a broadcaster. Raises ``OffchainRejection``.
        """
        draws = Draws(self._chance.randrange(WHOLE), self._chance.randrange(_DRAWS), self._chance.randrange(_DRAWS))
        request = take_result(
            self.state, self._policy, done.number, done.session.uri, done.bound, draws, self._clock()
        )  # fmt: skip
        if request is not None:
            self._begin(done, request)

    async def settled(self) -> None:
        """Wait until no request is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Give up all requests."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, done: Verified, request: Request) -> None:
        self._under_way[request.segment] = done
        task = asyncio.create_task(self._verify(done, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _verify(self, done: Verified, request: Request) -> None:
        """Ask one verifier, take what it says, and keep what fails; then another one, where the policy wants it."""
        segment, verifier = request.segment, request.asked[-1]
        judgement = await self._ask(verifier, done, request.rendition)
        said = judgement.verdict
        self._tell(f"segment {segment}, full verification by {verifier}: {said.value}")
        now, draw = self._clock(), self._chance.randrange(_DRAWS)
        counts = self.state.waiting.get(segment) == request and now < request.until
        following = take_verdict(self.state, self._policy, segment, verifier, said, draw, now)
        late = take_time(self.state, self._policy, draw, now)
        for one in [following, *late] if following else late:
            self._begin(self._under_way[one.segment], one)
        if counts and said in FAILED:
            await self._keep(done, request.rendition, judgement)
        if counts and said is not Verdict.NONE:
            self.note(done.session.uri, said is Verdict.VALID)
        if segment not in self.state.waiting:
            self._under_way.pop(segment, None)

    async def _ask(self, verifier: str, done: Verified, rendition: int) -> Judgement:
        """What a verifier says within its time; nothing, whatever goes wrong with it."""
        client = OrchestratorClient(self._uris[verifier])
        limit = float(self._policy.seconds)
        with aiohttp.MultipartWriter("form-data") as body:
            for content in (done.source, done.renditions[rendition]):
                body.append(content, {"Content-Type": "application/octet-stream"})
        try:
            asked = asked_by(done.profiles[rendition])
            headers = {"Content-Type": body.content_type, ASKED: asked_text(asked)}
            reply = await client.post("/verify", headers, body, header_seconds=limit, total_seconds=limit)
            if reply.status != 200:
                return Judgement(Verdict.NONE, "", reply.text)
            said = json.loads(reply.body)
            return Judgement(Verdict[said["verdict"]], str(said["rule"]), str(said["said"]))
        except (TransportError, ValueError, KeyError, TypeError, RecursionError) as error:
            return Judgement(Verdict.NONE, "", f"{type(error).__name__}: {error}")
        finally:
            await client.close()

    async def _keep(self, done: Verified, rendition: int, judgement: Judgement) -> None:
        """Keep evidence; what the disk does not take now is tried again with the next."""
        self.unkept.append(accused_by(done, rendition, judgement))
        while self.unkept:
            try:
                name = await asyncio.to_thread(self._folder.keep, self.unkept[0])
            except OSError as error:
                self._tell(f"evidence of segment {self.unkept[0].evidence.segment} cannot be kept yet: {error}")
                return
            self.kept.append(name)
            kept = self.unkept.pop(0)
            self._tell(f"segment {kept.evidence.segment}: evidence {name[:16]} is kept: {kept.said}")


def accused_by(done: Verified, rendition: int, judgement: Judgement) -> Accused:
    """What a failed rendition of a verified result is kept as."""
    evidence, signature = done.evidence[rendition]
    return Accused(
        orchestrator=done.session.info.address,
        domain=done.agreement.domain,
        evidence=evidence,
        signature=signature,
        session_id=done.session_id,
        profile=done.profiles[rendition],
        source=done.source,
        rendition=done.renditions[rendition],
        result_hashes=tuple(map(keccak, done.renditions)),
        result_signature=bytes(done.result.data.sig),
        verdict=judgement.verdict,
        rule=judgement.rule,
        said=judgement.said,
        transcoded_at=done.at,
    )
