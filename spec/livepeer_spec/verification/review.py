"""Review: people look at flagged renditions before anybody is accused, and their judgement measures the verifier's.

Whoever loses a dispute loses a stake, so a rendition that full verification flagged is first shown to a person, beside
its source. It can be disputed for two weeks. While people decide, it is counted how often they agree with the verifier.
After a trial with enough agreement the broadcaster may dispute without them; some renditions go on being shown to
people, and agreement that falls ends it.

Agreement is asked for with confidence: not the share that was seen, but the least share that what was seen leaves
likely. With k of n agreed on, the share may be below p only if k or more of n would be rarer than the doubt that is
allowed, were it exactly p. All of it is computed in whole numbers.

Source: "Verification Roadmap", Dispute Resolution (an operational process of manual review); C. J. Clopper, E. S.
Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, 1934 (the bound).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import comb
from typing import Final, NamedTuple

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.primitives.types import Ppm, Timestamp
from livepeer_spec.requirements import implements
from livepeer_spec.verification.full import Verdict

WINDOW: Final = 14 * 86_400
"""Seconds for which a rendition can be disputed, from when it was transcoded."""
PARTS: Final = 1_000_000
"""All, in parts per million."""


class Decision(Enum):
    """What a person says of a flagged rendition."""

    TAMPERED = "it does not show what its source does"
    HONEST = "it shows what its source does"


@dataclass(slots=True)
class Item:
    """A flagged rendition.

    Attributes:
        rule: the name and version of what flagged it.
        verdict: what that said.
        transcoded_at: when it was transcoded.
        decision: what a person said; None while nobody has.
        decided_at: when.
    """

    rule: str
    verdict: Verdict
    transcoded_at: Timestamp
    decision: Decision | None = None
    decided_at: Timestamp | None = None


class Trial(NamedTuple):
    """When people need not decide any more.

    Attributes:
        decided: how many decisions there must be; it is the last ones that count, twice as many at most.
        agreement: the share of them that must agree with the verifier.
        doubt: how likely it may be that the share is less.
        shown: one in so many is shown to a person all the same.
    """

    decided: int = 300
    agreement: Ppm = 990_000
    doubt: Ppm = 50_000
    shown: int = 10


@implements("LP-REVIEW-001")
def is_open(item: Item, now: Timestamp) -> bool:
    """Whether a rendition can be disputed: for two weeks from when it was transcoded."""
    return item.transcoded_at <= now < item.transcoded_at + WINDOW


@implements("LP-REVIEW-002", "LP-REVIEW-003")
def decide(item: Item, decision: Decision, now: Timestamp) -> None:
    """Take a person's decision. Raises ``REVIEW_DECIDED`` and ``REVIEW_CLOSED``."""
    # Nobody decided before: a decision is not taken back.
    demand(item.decision is None, Fault.REVIEW_DECIDED)
    # It could still be disputed.
    demand(is_open(item, now), Fault.REVIEW_CLOSED)
    item.decision, item.decided_at = decision, now


@implements("LP-REVIEW-004")
def counted(items: Sequence[Item], rule: str, trial: Trial) -> list[bool]:
    """The decisions of a trial, in the order in which they were made: whether each agreed with the verifier.

    Decisions about another rule, or another version of it, say nothing about this one.
    """
    decided = [item for item in items if item.decision is not None and item.rule == rule]
    decided.sort(key=lambda item: item.decided_at or 0)
    return [item.decision is Decision.TAMPERED for item in decided[-2 * trial.decided :]]


@implements("LP-REVIEW-005")
def is_likely_below(agreed: int, decided: int, share: Ppm, doubt: Ppm) -> bool:
    """Whether the true share may be less: so many agreeing ones or more would not be rarer than the doubt, were it so.

    P(X >= agreed) > doubt, for X binomial with ``decided`` draws of ``share``.
    """
    rare: int = sum(comb(decided, k) * share**k * (PARTS - share) ** (decided - k) for k in range(agreed, decided + 1))
    return bool(rare * PARTS > doubt * PARTS**decided)


@implements("LP-REVIEW-006")
def lower_bound(agreed: int, decided: int, doubt: Ppm) -> Ppm:
    """The largest share, in whole parts per million, below which the true one likely is not; 0 where none is."""
    low, high = 0, PARTS
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (low, middle - 1) if is_likely_below(agreed, decided, middle, doubt) else (middle, high)
    return low


@implements("LP-REVIEW-007")
def is_automatic(agreements: Sequence[bool], trial: Trial) -> bool:
    """Whether disputes may be raised without a person: enough was decided, and agreement likely is high enough."""
    if len(agreements) < trial.decided:
        return False
    return not is_likely_below(sum(agreements), len(agreements), trial.agreement, trial.doubt)


@implements("LP-REVIEW-008", "LP-REVIEW-009", "LP-REVIEW-010")
def may_raise(item: Item, automatic: bool, draw: int, trial: Trial, now: Timestamp) -> bool:
    """Whether a dispute may be raised about a rendition.

    A person who decided has the last word. Without one it may be where disputes are automatic, for a rendition that was
    found tampered or undecodable, unless the draw of its own, uniform from 0 up to and without ``shown``, is 0: then it
    is shown to a person.
    """
    # It can be disputed.
    if not is_open(item, now):
        return False
    if item.decision is not None:
        return item.decision is Decision.TAMPERED
    return automatic and draw != 0 and item.verdict in (Verdict.TAMPERED, Verdict.UNDECODABLE)
