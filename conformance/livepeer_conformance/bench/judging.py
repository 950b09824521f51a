"""What each rule says to each sample of the corpus, and how long it takes to say it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from livepeer_conformance.bench.corpus import Sample
from livepeer_reference.video.renditions import HONEST_RECIPES, P240, Recipe
from livepeer_spec.verification.content import rule
from livepeer_spec.verification.content.observation import Observation
from livepeer_spec.verification.fingerprint import aligned, livepeer

RULES: Final = ("livepeer", "aligned", "content")
OTHER_CONTENT: Final = "another clip"
"""The kind of a rendition that is none of this source, but of another clip of the same half."""
_AS_IT_IS: Final = HONEST_RECIPES[1]
"""The honest rendition whose encoding tampers have too."""


class Outcome(StrEnum):
    """What a rule does with a rendition."""

    ACCEPTED = "accepted"
    UNDECIDED = "undecided"
    REFUSED = "refused"


@dataclass(frozen=True)
class Case:
    """A rendition beside the source that it is to be of.

    Attributes:
        source: the clip.
        name: of the recipe, or of the other clip.
        kind: of the recipe, or ``OTHER_CONTENT``.
        sample: the rendition.
        recipe: how it was made; none for another clip.
        unchanged: whether it is a tamper that leaves all that is seen as it is, bit for bit: then it is none.
    """

    source: Sample
    name: str
    kind: str
    sample: Sample
    recipe: Recipe | None
    unchanged: bool = False

    @property
    def half(self) -> str:
        """The half of the corpus."""
        return self.source.clip.half

    @property
    def counts(self) -> bool:
        """Whether it is counted with the rest, not apart."""
        return not self.source.clip.is_still and not self.unchanged


@dataclass(frozen=True)
class Judgement:
    """What a rule says to a case; the finding is its own word, and ``seconds`` are of CPU time."""

    case: Case
    rule: str
    outcome: Outcome
    finding: str
    seconds: float


def cases(samples: Sequence[Sample]) -> Iterator[Case]:
    """Each rendition beside its source, and beside the other sources of the same half."""
    sources = {sample.clip.name: sample for sample in samples if sample.recipe is None}
    plain = {sample.clip.name: sample for sample in samples if sample.recipe is _AS_IT_IS}
    for sample in samples:
        if sample.recipe is not None:
            unchanged = sample.recipe.is_tamper and same(sample.seen, plain[sample.clip.name].seen)
            yield Case(
                sources[sample.clip.name], sample.recipe.name, sample.recipe.kind, sample, sample.recipe, unchanged
            )
    for source in sources.values():
        for other in plain.values():
            if other.clip is not source.clip and other.clip.half == source.clip.half and not other.clip.is_still:
                yield Case(source, other.clip.name, OTHER_CONTENT, other, None)


def same(one: Observation | str, other: Observation | str) -> bool:
    """Whether two videos show and sound the same, bit for bit."""
    if isinstance(one, str) or isinstance(other, str):
        return False
    first, second = one.fingerprint, other.fingerprint
    heard = [seen.sound and seen.sound.digest for seen in (one, other)]
    pictures = (
        (first.times, second.times), (first.digits, second.digits), (one.grids, other.grids),
        (one.details, other.details),
    )  # fmt: skip
    return (
        (first.width, first.height, heard[0]) == (second.width, second.height, heard[1])
        and all(left.shape == right.shape and bool((left == right).all()) for left, right in pictures)
    )  # fmt: skip


def judge(case: Case) -> Iterator[Judgement]:
    """What the three rules say. What cannot be decoded is refused by whoever looks at it."""
    seen, source = case.sample.seen, case.source.seen
    assert isinstance(source, Observation)
    for name in RULES:
        if isinstance(seen, str):
            yield Judgement(case, name, Outcome.REFUSED, seen, 0.0)
            continue
        # What a fingerprint has once and for all is no part of a comparison.
        for video in (source, seen):
            _ = video.fingerprint.planes, video.fingerprint.clock, video.fingerprint.motion
        started = time.process_time()
        outcome, finding = _SAYS[name](source, seen, case)
        yield Judgement(case, name, outcome, finding, time.process_time() - started)


def _livepeer(source: Observation, seen: Observation, case: Case) -> tuple[Outcome, str]:
    verdict = livepeer.compare(source.fingerprint, seen.fingerprint)
    if verdict is livepeer.Match.UNDECIDED:
        return Outcome.UNDECIDED, verdict.name
    return (Outcome.REFUSED if verdict is livepeer.Match.NONE else Outcome.ACCEPTED), verdict.name


def _aligned(source: Observation, seen: Observation, case: Case) -> tuple[Outcome, str]:
    finding = aligned.compare(source.fingerprint, seen.fingerprint)
    known = {aligned.Finding.ALIGNED: Outcome.ACCEPTED, aligned.Finding.UNDECIDED: Outcome.UNDECIDED}
    return known.get(finding, Outcome.REFUSED), finding.name


def _content(source: Observation, seen: Observation, case: Case) -> tuple[Outcome, str]:
    finding = rule.compare(source, seen, asked(case.recipe)).finding
    return (Outcome.ACCEPTED if finding is rule.Finding.SAME else Outcome.REFUSED), finding.name


def asked(recipe: Recipe | None) -> rule.Asked | None:
    """What was asked for of a rendition: nothing of one of another clip, so that its form does not give it away."""
    if recipe is None:
        return None
    width, height = P240 if recipe.is_tamper else recipe.size
    return rule.Asked(width, height, Fraction(recipe.rate) if recipe.rate else None)


_SAYS: Final[dict[str, Callable[[Observation, Observation, Case], tuple[Outcome, str]]]] = {
    "livepeer": _livepeer, "aligned": _aligned, "content": _content,
}  # fmt: skip
