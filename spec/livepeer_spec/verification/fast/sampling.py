"""Sampling: who is asked for a segment, whose result is used, and what follows for whom.

A broadcaster plans a segment, asks whom the plan names, waits for all of them or for the time-out, and concludes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.offchain.sessions import is_verified_anew
from livepeer_spec.primitives.types import Timestamp
from livepeer_spec.requirements import implements
from livepeer_spec.verification.fast.judging import Answer, Finding, is_usable, judge
from livepeer_spec.verification.fast.standing import (
    Policy,
    Standing,
    ban,
    is_banned,
    note_finding,
    note_trusted,
)


@dataclass(slots=True)
class State:
    """A broadcaster's state.

    Attributes:
        standings: by orchestrator.
        current: who passed the last sample and works alone between samples; None where nobody does.
    """

    standings: dict[str, Standing] = field(default_factory=dict)
    current: str | None = None

    def standing(self, orchestrator: str) -> Standing:
        """The standing of an orchestrator; it is untrusted if it was never heard of."""
        return self.standings.setdefault(orchestrator, Standing())


class Plan(NamedTuple):
    """Who a segment goes to: a trusted orchestrator and untrusted ones where it is sampled, else one alone.

    Fingerprints are asked for with every segment, so that nobody can tell a sample from its request.
    """

    trusted: str | None
    others: tuple[str, ...]

    @property
    def is_sample(self) -> bool:
        """Whether answers are judged."""
        return self.trusted is not None


class Conclusion(NamedTuple):
    """What came of a segment.

    Attributes:
        used: whose result is used; None where there is none, and the segment is to be planned again.
        is_verified: whether its fingerprints were compared.
        findings: of the untrusted ones of a sample.
    """

    used: str | None
    is_verified: bool
    findings: dict[str, Finding]


@implements("LP-FAST-020", "LP-FAST-021", "LP-FAST-022", "LP-FAST-023")
def plan(state: State, policy: Policy, available: Sequence[str], draw: int, now: Timestamp) -> Plan:
    """Who the next segment goes to, of those that are available, in the order of selection.

    ``draw`` is uniform from 0 up to and without the frequency. Raises ``NO_ORCHESTRATORS``.
    """
    usable = [name for name in available if not is_banned(state.standing(name), now)]
    has_current = state.current is not None
    if not is_verified_anew(has_current, state.current in usable, policy.frequency, draw):
        assert state.current is not None
        return Plan(None, (state.current,))
    trusted = [name for name in usable if state.standing(name).is_trusted]
    # Somebody is trusted: what untrusted ones say alone is worth nothing.
    demand(bool(trusted), Fault.NO_ORCHESTRATORS, "none is trusted")
    untrusted = [name for name in usable if not state.standing(name).is_trusted]
    return Plan(trusted[0], tuple(untrusted[: policy.untrusted]))


@implements("LP-FAST-024", "LP-FAST-025", "LP-FAST-026", "LP-FAST-027")
def choose(planned: Plan, answers: Mapping[str, Answer], findings: Mapping[str, Finding], usable: bool) -> str | None:
    """Whose result of a sample is used: the quickest of those that passed, else the trusted one if it has a result.

    ``usable`` is whether the trusted one's answer is. Of equally quick ones it is the first by selection.
    """
    passed = [name for name in planned.others if findings[name] is Finding.PASSED]
    if passed:
        return min(passed, key=lambda name: answers[name].after)
    return planned.trusted if usable else None


@implements("LP-FAST-025", "LP-FAST-026", "LP-FAST-027", "LP-FAST-028", "LP-FAST-029")
def conclude(
    state: State, policy: Policy, planned: Plan, answers: Mapping[str, Answer], profiles: int, now: Timestamp
) -> Conclusion:
    """What comes of a segment; ``answers`` has those that came, by orchestrator."""
    if planned.trusted is None:
        return _conclude_alone(state, policy, planned.others[0], answers, profiles, now)
    trusted = answers.get(planned.trusted)
    findings = {name: judge(trusted, answers.get(name), profiles, policy.timeout) for name in planned.others}
    has_result = is_usable(trusted, profiles, policy.timeout)
    used = choose(planned, answers, findings, has_result)
    for name, finding in findings.items():
        note_finding(state.standing(name), finding, policy, now)
    note_trusted(state.standing(planned.trusted), has_result, policy)
    is_verified = used in planned.others
    # The next segment is a sample again unless somebody passed.
    state.current = used if is_verified else None
    return Conclusion(used, is_verified, findings)


def _conclude_alone(
    state: State, policy: Policy, alone: str, answers: Mapping[str, Answer], profiles: int, now: Timestamp
) -> Conclusion:
    if is_usable(answers.get(alone), profiles, policy.timeout):
        return Conclusion(alone, False, {})
    standing = state.standing(alone)
    if standing.is_trusted:
        note_trusted(standing, False, policy)
    else:
        ban(standing, policy.short_ban, policy, now)
    state.current = None
    return Conclusion(None, False, {})
