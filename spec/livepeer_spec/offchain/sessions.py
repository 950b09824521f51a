"""Sessions: how a broadcaster uses the orchestrators that it chose, and what it does when one fails.

Source: Livepeer Streamflow Paper, "Negociação de Jobs Offchain" (redundancy); the client's package ``server``,
broadcast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import NOT_RETRYABLE
from livepeer_spec.requirements import implements

MAX_ATTEMPTS: Final = 3
"""Orchestrators that are tried for one segment."""
MAX_REFRESH_THRESHOLD: Final = 8
"""A pool with so many sessions is never refreshed."""
TRUSTED_SCORE: Final = 1.0
UNTRUSTED_SCORE: Final = 0.0
UNTRUSTED_FAN_OUT: Final = 2
"""Untrusted orchestrators that a verified segment goes to, beside the trusted one."""


@dataclass(slots=True)
class Suspensions:
    """Who is not used for a while: ``until`` has, for each, the refresh until which it is not.

    ``refreshes`` counts how often the pool was refreshed.
    """

    refreshes: int = 0
    until: dict[str, int] = field(default_factory=dict)


def penalty(pool_size: int, sessions: int) -> int:
    """Refreshes for which an orchestrator is suspended: as many as it takes to get through the pool once."""
    return -(-max(1, pool_size) // max(1, sessions))


@implements("LP-SEL-010")
def suspend(suspensions: Suspensions, orchestrator: str, refreshes: int) -> None:
    """Suspend an orchestrator for so many refreshes from now on; one that is suspended already stays so for longer."""
    begin = max(suspensions.until.get(orchestrator, 0), suspensions.refreshes)
    suspensions.until[orchestrator] = begin + refreshes


@implements("LP-SEL-011")
def suspended_for(suspensions: Suspensions, orchestrator: str) -> int:
    """For how many refreshes an orchestrator is still suspended; 0 for one that is not."""
    return max(suspensions.until.get(orchestrator, 0) - suspensions.refreshes, 0)


@implements("LP-SEL-012")
def needs_refresh(waiting: int, sessions: int) -> bool:
    """Whether a pool looks for more orchestrators: fewer than half of the wanted ones wait, and fewer than eight."""
    return waiting < min(MAX_REFRESH_THRESHOLD, -(-sessions // 2))


class Reaction(Enum):
    """What a broadcaster does after an attempt to have a segment transcoded."""

    DONE = "the segment is transcoded"
    STOP_STREAM = "the broadcaster cannot pay: the stream is closed"
    STOP = "no orchestrator could do it: the segment is given up, the session kept"
    REFRESH = "the offer has expired: another one is asked for, from the same orchestrator"
    REMOVE = "the session is removed, another orchestrator is tried"
    SUSPEND = "the session is removed and its orchestrator suspended, another one is tried"
    RETRY = "another orchestrator is tried, the session is kept"


_SENDER_VALIDATION: Final = ("deposit and reserve is set to unlock soon", "no sender reserve", "no sender deposit")
_REMOVED_ONLY: Final = ("PixelMismatch", "Tampered", "AudioMismatch")
_KEPT: Final = ("PM Check Failed", "PixelsAbsent", "MissingSource", "VideoUnavailable")


@implements("LP-SEL-013", "LP-SEL-014", "LP-SEL-015", "LP-SEL-016")
def reaction(error: str | None, own: bool = False) -> Reaction:
    """What follows from an attempt that ended with this error, or None.

    ``own`` is whether the broadcaster found the error itself before it sent anything.
    """
    if error is None:
        return Reaction.DONE
    if own and error.endswith(_SENDER_VALIDATION):
        return Reaction.STOP_STREAM
    if own and error == "TicketParams expired":
        return Reaction.REFRESH
    if error in NOT_RETRYABLE:
        return Reaction.STOP
    if error in _REMOVED_ONLY:
        return Reaction.REMOVE
    return Reaction.RETRY if error in _KEPT else Reaction.SUSPEND


@implements("LP-SEL-017")
def has_attempt_left(attempts: int) -> bool:
    """Whether a segment is tried once more after so many attempts."""
    return attempts < MAX_ATTEMPTS


@implements("LP-SEL-018")
def is_reused(latency_score: float, in_flight: int, oldest_age: float, segment_seconds: float) -> bool:
    """Whether the session that was used last is used again.

    With nothing on its way it must have been quick enough; with segments on their way the oldest must not be older than
    a segment, which counts as a second and a half where it has a second or less.
    """
    if in_flight == 0:
        return 0 < latency_score <= 1.0
    return oldest_age < (segment_seconds if segment_seconds > 1 else 1.5)


class Pools(NamedTuple):
    """Sessions that a segment goes to: indexes of trusted and of untrusted orchestrators."""

    trusted: list[int]
    untrusted: list[int]


@implements("LP-SEL-019", "LP-SEL-020")
def fan_out(scores: Sequence[float], verification_frequency: int) -> Pools:
    """Who a segment goes to, given the scores of the waiting sessions in the order in which they would be taken.

    Without verification one session, an untrusted one first; with it a trusted one and up to two untrusted ones.
    Scores between are in neither pool.
    """
    trusted = [index for index, score in enumerate(scores) if score >= TRUSTED_SCORE]
    untrusted = [index for index, score in enumerate(scores) if score == UNTRUSTED_SCORE]
    if verification_frequency > 0:
        return Pools(trusted[:1], untrusted[:UNTRUSTED_FAN_OUT])
    return Pools([], untrusted[:1]) if untrusted else Pools(trusted[:1], [])


@implements("LP-SEL-021")
def is_verified_anew(is_verified: bool, is_selected: bool, frequency: int, draw: int) -> bool:
    """Whether a segment is verified: always without a verified session, else one time in ``frequency``.

    ``draw`` is uniform from 0 up to and without ``frequency``.
    """
    return frequency > 0 and not (is_verified and is_selected and draw != 0)
