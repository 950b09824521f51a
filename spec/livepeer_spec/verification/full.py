"""Full verification: some renditions are looked at in full, while their stream goes on.

A broadcaster puts renditions into the playlist at once. Of some segments it sends the source and one rendition to a
verifier of its list (``fullVerifierList``), which decodes both and says whether the rendition shows what its source
does. What is found is evidence, not protection: a tampered segment has been played when the verdict comes.

A verdict is about the orchestrator only where both could be looked at. A rendition that cannot be decoded is a failed
verification; a source that cannot be, or a verifier that fails, says nothing about anybody.

Source: "Verification Roadmap", Full Verification.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.requirements import implements

WHOLE: Final = 10_000
"""All segments, in hundredths of a percent."""


class FullPolicy(NamedTuple):
    """What the roadmap lets a broadcaster set, and what it leaves open.

    Attributes:
        verifiers: ``fullVerifierList``, addresses of verifiers by name.
        frequency: ``fullVerificationFrequency``, in hundredths of a percent of the segments.
        seconds: how long a verifier has.
        waiting: requests that may be under way at a time.
        attempts: verifiers that are asked about one rendition, at most.
    """

    verifiers: tuple[str, ...]
    frequency: int = 100
    seconds: int = 60
    waiting: int = 16
    attempts: int = 2


class Picture(Enum):
    """How decoding a video ended."""

    DECODED = "it was decoded to its end"
    BROKEN = "it cannot be decoded, or not to its end"
    STALLED = "decoding it took too much time or memory"
    UNTRIED = "the verifier could not try"


class Verdict(Enum):
    """What a verifier says of a rendition."""

    VALID = "the rendition shows what its source does"
    TAMPERED = "the rendition shows something else than its source"
    UNDECODABLE = "the source can be decoded and the rendition cannot"
    STALLED = "the source can be decoded and the rendition cannot within the limits"
    NONE = "nothing can be said about the rendition"


FAILED: Final = frozenset((Verdict.TAMPERED, Verdict.UNDECODABLE, Verdict.STALLED))
"""Verdicts that flag a rendition."""


@implements("LP-FULL-001")
def is_due(frequency: int, draw: int) -> bool:
    """Whether a segment is fully verified; ``draw`` is uniform from 0 up to and without 10,000."""
    return draw < frequency


@implements("LP-FULL-002", "LP-FULL-003")
def candidates(verifiers: Sequence[str], orchestrator: str, asked: Sequence[str]) -> list[str]:
    """The verifiers that may be asked about a rendition: not its own orchestrator, and nobody twice."""
    return [name for name in verifiers if name != orchestrator and name not in asked]


@implements("LP-FULL-004", "LP-FULL-005", "LP-FULL-006")
def verdict(source: Picture, rendition: Picture, same: bool) -> Verdict:
    """What follows from how both videos decoded, and whether a rule takes them for the same."""
    # Without the source there is nothing to compare with.
    if source is not Picture.DECODED or rendition is Picture.UNTRIED:
        return Verdict.NONE
    if rendition is Picture.BROKEN:
        return Verdict.UNDECODABLE
    if rendition is Picture.STALLED:
        return Verdict.STALLED
    return Verdict.VALID if same else Verdict.TAMPERED


class Request(NamedTuple):
    """A request that is under way.

    Attributes:
        segment: its sequence number.
        rendition: which of its renditions, from 0.
        orchestrator: who made it.
        asked: verifiers that were asked about it, the last one now.
        until: the second from which on no verdict is waited for.
    """

    segment: int
    rendition: int
    orchestrator: str
    asked: tuple[str, ...]
    until: Timestamp


@dataclass(slots=True)
class State:
    """A broadcaster's full verification of one stream.

    Attributes:
        playlist: sequence numbers of the segments that players have been told of.
        waiting: requests under way, by segment.
        flagged: segments whose evidence is kept for review, with the verdict.
        passed: renditions that were found valid.
        lost: renditions that were due and about which nobody said anything.
    """

    playlist: list[int] = field(default_factory=list)
    waiting: dict[int, Request] = field(default_factory=dict)
    flagged: dict[int, Verdict] = field(default_factory=dict)
    passed: int = 0
    lost: int = 0


class Draws(NamedTuple):
    """Chance for one segment, each uniform from 0: up to 10,000, and two large numbers."""

    due: int
    rendition: int
    verifier: int


@implements("LP-FULL-007", "LP-FULL-008", "LP-FULL-009", "LP-FULL-010")
def take_result(
    state: State, policy: FullPolicy, segment: int, orchestrator: str, bound: Sequence[bool], draws: Draws,
    now: Timestamp,
) -> Request | None:  # fmt: skip
    """Take a segment's renditions: into the playlist, and where it is due one of them to a verifier.

    ``bound`` tells for each rendition whether the orchestrator's signature binds it to its source. The request that is
    to be sent is returned; nobody waits for its answer. Raises ``RESULT_SIGNATURE``.
    """
    # Each could be evidence: once it is in the playlist it is too late to ask for a signature.
    demand(all(bound), Fault.RESULT_SIGNATURE)
    state.playlist.append(segment)
    if not is_due(policy.frequency, draws.due):
        return None
    if len(state.waiting) >= policy.waiting:
        state.lost += 1
        return None
    return _ask(state, policy, Request(segment, draws.rendition % len(bound), orchestrator, (), 0), draws.verifier, now)


def _ask(state: State, policy: FullPolicy, request: Request, draw: int, now: Timestamp) -> Request | None:
    """Ask the next verifier, drawn from those that may be asked."""
    able = candidates(policy.verifiers, request.orchestrator, request.asked)
    if not able or len(request.asked) >= policy.attempts:
        state.lost += 1
        return None
    next_one = request._replace(asked=(*request.asked, able[draw % len(able)]), until=now + policy.seconds)
    state.waiting[request.segment] = next_one
    return next_one


@implements("LP-FULL-011", "LP-FULL-012", "LP-FULL-013")
def take_verdict(
    state: State, policy: FullPolicy, segment: int, verifier: str, said: Verdict, draw: int, now: Timestamp
) -> Request | None:
    """Take what a verifier says; the request to another one is returned where it says nothing.

    What nobody asked for, or waits for any more, changes nothing.
    """
    request = state.waiting.get(segment)
    # It is the verdict that is waited for.
    if request is None or request.asked[-1] != verifier or now >= request.until:
        return None
    del state.waiting[segment]
    if said is Verdict.NONE:
        return _ask(state, policy, request, draw, now)
    if said in FAILED:
        state.flagged[segment] = said
    else:
        state.passed += 1
    return None


@implements("LP-FULL-014")
def take_time(state: State, policy: FullPolicy, draw: int, now: Timestamp) -> list[Request]:
    """Give up verifiers that took too long; the requests to others in their place are returned."""
    late = [request for request in state.waiting.values() if now >= request.until]
    for request in late:
        del state.waiting[request.segment]
    asked = [_ask(state, policy, request, draw, now) for request in late]
    return [request for request in asked if request is not None]
