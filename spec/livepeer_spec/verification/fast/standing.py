"""Standing: whom a broadcaster trusts, whom it does not know yet, and whom it has banned for a while.

The roadmap leaves the policy to each broadcaster; the numbers here are ours. A passed sample says that the fingerprints
were right, and nothing of the segments. So trust takes passed samples and passed full verifications.

Source: "Verification Roadmap", Fast Verification (reputation, local ban policies).
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.requirements import implements
from livepeer_spec.verification.fast.judging import Finding, Milliseconds

_MOST_DOUBLINGS: Final = 32


class Policy(NamedTuple):
    """How a broadcaster verifies and judges. Times of bans are in seconds.

    Attributes:
        untrusted: untrusted orchestrators beside the trusted one.
        frequency: one segment in so many is sampled, at least 1.
        timeout: how long an orchestrator has for a sampled segment.
        short_ban: for no answer.
        long_ban: for a wrong answer.
        longest_ban: bans double with each failure, up to this.
        forgiven_after: samples passed in a row after which failures are forgotten.
        trusted_after: samples passed since the last failure, for trust.
        full_after: full verifications passed since the last failure, for trust.
        misses: segments in a row without a result of a trusted one, after which it is untrusted.
    """

    untrusted: int = 2
    frequency: int = 10
    timeout: Milliseconds = 8_000
    short_ban: int = 60
    long_ban: int = 3_600
    longest_ban: int = 14 * 86_400
    forgiven_after: int = 10
    trusted_after: int = 100
    full_after: int = 10
    misses: int = 3


@dataclass(slots=True)
class Standing:
    """What a broadcaster knows of an orchestrator; the beginning of one that it never worked with.

    Attributes:
        is_trusted: whether its results are used without verification, and judge others.
        passed: samples passed since the last failure.
        fully: full verifications passed since the last failure.
        failures: failures that count for the next ban.
        misses: segments in a row to which it gave no result, while it was trusted.
        banned_until: the second from which on it may be asked again.
    """

    is_trusted: bool = False
    passed: int = 0
    fully: int = 0
    failures: int = 0
    misses: int = 0
    banned_until: Timestamp = 0


@implements("LP-FAST-010")
def is_banned(standing: Standing, now: Timestamp) -> bool:
    """Whether it is not asked: until its ban ends."""
    return now < standing.banned_until


@implements("LP-FAST-011")
def ban_seconds(base: int, failures: int, policy: Policy) -> int:
    """How long a ban is after so many failures before it: twice as long with each, up to the longest."""
    return min(base << min(failures, _MOST_DOUBLINGS), policy.longest_ban)


@implements("LP-FAST-012")
def ban(standing: Standing, base: int, policy: Policy, now: Timestamp) -> None:
    """Ban for a failure: what it had passed counts no more, and a ban that lasts longer already stays."""
    until = now + ban_seconds(base, standing.failures, policy)
    standing.banned_until = max(standing.banned_until, until)
    standing.failures += 1
    standing.passed = standing.fully = 0


@implements("LP-FAST-013", "LP-FAST-014")
def note_finding(standing: Standing, finding: Finding, policy: Policy, now: Timestamp) -> None:
    """Take a finding of a sampled segment into an untrusted orchestrator's standing."""
    if finding is Finding.UNJUDGED:
        return
    if finding is not Finding.PASSED:
        base = policy.short_ban if finding is Finding.TIMEOUT else policy.long_ban
        ban(standing, base, policy, now)
        return
    standing.passed += 1
    if standing.passed >= policy.forgiven_after:
        standing.failures = 0
    promote(standing, policy)


@implements("LP-FAST-015")
def promote(standing: Standing, policy: Policy) -> None:
    """Trust an orchestrator that has passed enough samples and enough full verifications."""
    if standing.passed >= policy.trusted_after and standing.fully >= policy.full_after:
        standing.is_trusted, standing.misses = True, 0


@implements("LP-FAST-016")
def note_trusted(standing: Standing, has_result: bool, policy: Policy) -> None:
    """Take it into a trusted orchestrator's standing whether it gave a result; too many misses in a row end trust."""
    standing.misses = 0 if has_result else standing.misses + 1
    if standing.misses >= policy.misses:
        standing.is_trusted, standing.passed, standing.fully, standing.misses = False, 0, 0, 0


@implements("LP-FAST-017")
def note_full(standing: Standing, passed: bool, policy: Policy, now: Timestamp) -> None:
    """Take a verdict of full verification into a standing: one failure ends trust, and bans for the longest time."""
    if passed:
        standing.fully += 1
        promote(standing, policy)
        return
    standing.is_trusted, standing.misses = False, 0
    ban(standing, policy.longest_ban, policy, now)
