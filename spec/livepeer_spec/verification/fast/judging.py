"""Judging: what is found of an untrusted orchestrator's answer, beside the answer of a trusted one."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from livepeer_spec.offchain.errors import OffchainRejection
from livepeer_spec.requirements import implements
from livepeer_spec.verification.fingerprint import livepeer
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.fingerprint.reading import read

Milliseconds = int


class Answer(NamedTuple):
    """What an orchestrator returned for a segment.

    Attributes:
        after: how long it took.
        renditions: how many there are.
        fingerprints: the file for each rendition as the orchestrator gave it, empty where it gave none.
    """

    after: Milliseconds
    renditions: int
    fingerprints: tuple[bytes, ...]


class Finding(Enum):
    """What is found of an untrusted orchestrator's answer."""

    PASSED = "its fingerprints are of the same video as the trusted one's"
    TIMEOUT = "it did not answer in time"
    COUNT = "it has not one rendition and one fingerprint for each profile"
    UNREADABLE = "a fingerprint cannot be read"
    DIFFERENT = "a fingerprint is not of the same video as the trusted one's"
    UNJUDGED = "there is nothing that it could be judged by"


@implements("LP-FAST-001")
def is_in_time(answer: Answer | None, timeout: Milliseconds) -> bool:
    """Whether there is an answer, and it came no later than the time-out."""
    return answer is not None and answer.after <= timeout


@implements("LP-FAST-002")
def is_usable(answer: Answer | None, profiles: int, timeout: Milliseconds) -> bool:
    """Whether an answer has renditions that a player could have: it came in time, with one for each profile."""
    return answer is not None and is_in_time(answer, timeout) and answer.renditions == profiles


@implements("LP-FAST-001", "LP-FAST-002", "LP-FAST-003", "LP-FAST-004", "LP-FAST-005", "LP-FAST-006")
def judge(trusted: Answer | None, answer: Answer | None, profiles: int, timeout: Milliseconds) -> Finding:
    """What is found of an untrusted orchestrator's answer; the first that is wrong."""
    # It answered in time.
    if answer is None or not is_in_time(answer, timeout):
        return Finding.TIMEOUT
    # It has a rendition and a fingerprint for each profile.
    if not is_usable(answer, profiles, timeout) or len(answer.fingerprints) != profiles:
        return Finding.COUNT
    own = readable(answer.fingerprints)
    # Each fingerprint can be read.
    if own is None:
        return Finding.UNREADABLE
    due = reference(trusted, profiles, timeout)
    # There is something to judge it by.
    if due is None:
        return Finding.UNJUDGED
    # Each rendition's fingerprint collides with the trusted one's.
    same = all(livepeer.collide(expected, found) for expected, found in zip(due, own, strict=True))
    return Finding.PASSED if same else Finding.DIFFERENT


def reference(trusted: Answer | None, profiles: int, timeout: Milliseconds) -> list[Fingerprint] | None:
    """The trusted orchestrator's fingerprints; None where they cannot judge anybody.

    They cannot where it did not answer as it should, or where the rule does not even take one of them for itself, as it
    does with flat pictures and very short segments.
    """
    if trusted is None or not is_usable(trusted, profiles, timeout) or len(trusted.fingerprints) != profiles:
        return None
    found = readable(trusted.fingerprints)
    return found if found is not None and all(livepeer.collide(one, one) for one in found) else None


def readable(files: Sequence[bytes]) -> list[Fingerprint] | None:
    """The fingerprints in some files; None where one cannot be read."""
    try:
        return [read(file) for file in files]
    except OffchainRejection:
        return None
