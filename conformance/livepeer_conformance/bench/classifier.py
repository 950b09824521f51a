"""The roadmap's starting point: a small classifier, trained on features of both decoded videos. Needs ``bench``.

It is a forest of decision trees. It is fitted on the half ``fit``, and refuses from that probability on with which it
would refuse one honest rendition in a hundred there, each judged by the trees that have not seen it.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from livepeer_conformance.bench.judging import Case, Judgement, Outcome
from livepeer_reference.video.corpus import FIT
from livepeer_reference.video.renditions import HONEST
from livepeer_spec.verification.content import pictures, rule
from livepeer_spec.verification.content.observation import Observation
from livepeer_spec.verification.content.sounds import sound_apart
from livepeer_spec.verification.fingerprint.aligned import FITTED, pace_of
from livepeer_spec.verification.fingerprint.frames import distances

NAME: Final = "classifier"
_TREES: Final = 300
_REFUSED: Final = 0.01
"""Share of honest renditions of the half ``fit`` that it refuses."""


def judge(cases: Sequence[Case]) -> Iterator[Judgement]:
    """What a classifier says that is fitted on some of the cases. What cannot be decoded is refused."""
    looked_at = [case for case in cases if isinstance(case.sample.seen, Observation)]
    started = time.process_time()
    rows = np.array([features(case) for case in looked_at])
    seconds = (time.process_time() - started) / len(looked_at)
    fitting = [at for at, case in enumerate(looked_at) if case.half == FIT and case.counts and _is_fitted_on(case)]
    labels = np.array([looked_at[at].kind != HONEST for at in fitting])
    forest = RandomForestClassifier(
        _TREES, min_samples_leaf=2, class_weight="balanced", oob_score=True, random_state=0, n_jobs=-1
    )
    forest.fit(rows[fitting], labels)
    unseen = forest.oob_decision_function_[:, 1]
    limit = float(np.quantile(unseen[~labels], 1 - _REFUSED))
    found = dict(zip((id(case) for case in looked_at), forest.predict_proba(rows)[:, 1], strict=True))
    found |= {id(looked_at[at]): value for at, value in zip(fitting, unseen, strict=True)}
    for case in cases:
        chance = found.get(id(case))
        if chance is None:
            yield Judgement(case, NAME, Outcome.REFUSED, str(case.sample.seen), 0.0)
        else:
            outcome = Outcome.REFUSED if chance > limit else Outcome.ACCEPTED
            yield Judgement(case, NAME, outcome, f"{chance:.2f}", seconds)


def features(case: Case) -> NDArray[np.float64]:
    """What the forest sees of a case."""
    source, seen = case.source.seen, case.sample.seen
    assert isinstance(source, Observation)
    assert isinstance(seen, Observation)
    one, other = source.fingerprint, seen.fingerprint
    pace = pace_of(one.clock, other.clock)
    is_same = pace.within(FITTED.same_rate)
    pairing = pictures.paired(source, seen, pace, is_same)
    luma, chroma = pictures.differences(source, seen, pairing)
    apart = distances(one.planes[pairing.source], other.planes[pairing.rendition])
    sounds = [sound_apart(source.sound, seen.sound, rule.FITTED.tolerance) if source.sound and seen.sound else 100]
    return np.array([
        *np.percentile(apart, (10, 50, 90, 100)), one.confidences.mean(), one.motion.mean(),
        len(other) / len(one), pace.other * len(other) / max(pace.one * len(one), 1),
        other.width * one.height / (other.height * one.width), other.height,
        pictures.everywhere(luma), pictures.in_one_frame(luma), pictures.in_one_place(luma, 7),
        pictures.everywhere(chroma), pictures.in_one_frame(chroma), pictures.in_one_place(chroma, 4),
        pictures.detail(source, seen, pairing),
        pictures.repeated(source, seen, pairing, rule.FITTED.moving) if is_same else 0, *sounds,
    ])  # fmt: skip


def _is_fitted_on(case: Case) -> bool:
    return case.recipe is not None and (case.kind == HONEST or case.recipe.is_tamper)
