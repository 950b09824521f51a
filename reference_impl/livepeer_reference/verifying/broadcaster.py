"""A broadcaster that verifies: each segment goes to whom fast verification plans, and results to full verification.

Source: "Verification Roadmap", Fast Verification and Full Verification.
"""

import asyncio
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from livepeer_reference.streaming.broadcaster import Broadcaster, NotTranscoded, SegmentFailed, Session
from livepeer_reference.streaming.client import TransportError
from livepeer_reference.streaming.evidence import Agreement, Made
from livepeer_reference.verifying.full import FullVerification
from livepeer_reference.verifying.result import Verified
from livepeer_spec.offchain.errors import Fault, OffchainRejection
from livepeer_spec.offchain.selection import Weights, drawn, probabilities
from livepeer_spec.offchain.sessions import has_attempt_left
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.verification.fast.judging import Answer
from livepeer_spec.verification.fast.sampling import Conclusion, Plan, State, conclude, plan
from livepeer_spec.verification.fast.standing import Policy, note_full
from livepeer_spec.verification.fingerprint.layout import MAX_FRAMES, size_of

FINGERPRINT_BYTES: Final = size_of(MAX_FRAMES)
"""The longest fingerprint that is downloaded."""


class VerifyingBroadcaster(Broadcaster):
    """A broadcaster with one stream, and with trusted orchestrators by their URIs.

    ``clock`` tells the time in seconds, ``full`` takes results; the other arguments are those of a broadcaster.
    Attributes:
        state: standings, by URI.
        conclusions: of each segment.
        full: full verification.
        clock: the time in seconds.
    """

    def __init__(
        self, *arguments: Any, policy: Policy, trusted: tuple[str, ...], agreement: Agreement, full: FullVerification,
        clock: Callable[[], Timestamp] = lambda: int(time.time()), **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **{**more, "verifies": True})
        self.state = State()
        for uri in trusted:
            self.state.standing(uri).is_trusted = True
        self.conclusions: list[Conclusion] = []
        self._policy = policy
        self._agreement = agreement
        self.full = full
        self.clock = clock
        full.note = self._note_full

    def _note_full(self, uri: str, passed: bool) -> None:
        note_full(self.state.standing(uri), passed, self._policy, self.clock())

    async def send(self, number: int, data: bytes, seconds: Fraction) -> Verified:
        """Have a segment transcoded, and verified if it is a sample. Raises ``NotTranscoded``."""
        attempts = 0
        while has_attempt_left(attempts):
            attempts += 1
            draw = self._chance.randrange(self._policy.frequency)
            try:
                planned = plan(self.state, self._policy, self._by_selection(), draw, self.clock())
            except OffchainRejection as rejection:
                raise NotTranscoded(str(rejection)) from rejection
            done, answers = await self._ask_all(planned, number, data, seconds)
            conclusion = conclude(
                self.state, self._policy, planned, answers, len(self._profiles), self.clock()
            )  # fmt: skip
            self.conclusions.append(conclusion)
            self._tell_conclusion(number, planned, conclusion)
            if conclusion.used is not None:
                result = done[conclusion.used]
                self.full.take(result)
                return result
        raise NotTranscoded("hit max transcode attempts")

    def _by_selection(self) -> list[str]:
        """All orchestrators with a session, in the order in which stake, price and chance choose them."""
        left, order = list(self._usable), []
        while left:
            stakes = [float(self._stakes(session.info.ticket_params.recipient)) for session in left]
            prices = [float(session.initial_price) for session in left]
            index = drawn(probabilities(stakes, prices, Weights()), self._chance.random())
            assert index is not None
            order.append(left.pop(index).uri)
        return order

    async def _ask_all(
        self, planned: Plan, number: int, data: bytes, seconds: Fraction
    ) -> tuple[dict[str, Verified], dict[str, Answer]]:
        """The results of all that are asked, as far as they come before the time-out."""
        sessions = {session.uri: session for session in self._usable}
        names = [*([planned.trusted] if planned.trusted else []), *planned.others]
        started = time.monotonic()
        tasks = {
            name: asyncio.create_task(self._result(sessions[name], number, data, seconds, started)) for name in names
        }
        await asyncio.wait(tasks.values(), timeout=self._policy.timeout / 1000)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        done, answers = {}, {}
        for name, task in tasks.items():
            if task.cancelled():
                self._tell(f"{name} does not answer segment {number} in time")
            elif isinstance(error := task.exception(), SegmentFailed):
                self._tell(f"{name} fails segment {number}: {error}")
            else:
                done[name], answers[name] = task.result()
        return done, answers

    async def _result(
        self, session: Session, number: int, data: bytes, seconds: Fraction, started: float
    ) -> tuple[Verified, Answer]:
        """The result of one orchestrator, with fingerprints and evidence. Raises ``SegmentFailed``."""
        done = await self._attempt(session, number, data, seconds)
        entries = done.result.data.segments
        fingerprints = tuple([await self._fingerprint(session, entry.perceptual_hash_url) for entry in entries])
        made = Made(
            done.session_id, number, self._profiles, data, done.renditions, done.result.data.evidence_round
        )  # fmt: skip
        signatures = [bytes(entry.evidence_sig) for entry in entries]
        # It signed in this round, or in the one before when a new one has just begun.
        is_now = self._chain.round - 1 <= made.round <= self._chain.round
        bound = tuple(made.bound(self._agreement, session.info.address, signatures)) if is_now else ()
        if not is_now or not all(bound):
            raise SegmentFailed(f"{Fault.RESULT_SIGNATURE.value}: evidence")
        evidence = tuple(zip(made.evidences(self._agreement.arbitrator), signatures, strict=True))
        answer = Answer(int((time.monotonic() - started) * 1000), len(done.renditions), fingerprints)
        verified = Verified(
            **vars(done), source=data, fingerprints=fingerprints, evidence=evidence, bound=bound,
            profiles=self._profiles, agreement=self._agreement, at=self.clock(),
        )  # fmt: skip
        return verified, answer

    async def _fingerprint(self, session: Session, url: str) -> bytes:
        """A fingerprint's file; empty where it cannot be had, which is for the orchestrator to answer for."""
        if not url:
            return b""
        try:
            return await session.client.download(url, limit=FINGERPRINT_BYTES)
        except TransportError as error:
            self._tell(f"{session.uri} does not give a fingerprint: {error}")
            return b""

    def _tell_conclusion(self, number: int, planned: Plan, conclusion: Conclusion) -> None:
        if planned.trusted is None:
            return
        for name, finding in conclusion.findings.items():
            self._tell(f"segment {number}, fast verification of {name}: {finding.value}")
        self._tell(f"segment {number}: the result of {conclusion.used or 'nobody'} is used")
