"""Selection: which of the orchestrators that answered is taken.

The Streamflow paper leaves the choice to each broadcaster; this is what the client does. Stake, price and chance have
weights; an orchestrator's probability is the weighted sum of its part of all stake, of its part of what prices are
worth (a price counts e^(-price / factor)), and of an equal part.

Source: Livepeer Streamflow Paper, "Negociação de Jobs Offchain", step 5; the client's package ``server``, selection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

from livepeer_spec.offchain.errors import Fault, demand
from livepeer_spec.primitives.types import Address
from livepeer_spec.requirements import implements

WEIGHT_TOLERANCE: Final = 1e-4
"""By how much the weights may miss a sum of 1."""
LATENCY_LIMIT: Final = 1.0
"""A session that took no longer than its segment is used again."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What matters, and how fast a price loses weight (``price_factor``, in wei per pixel)."""

    stake: float = 0.7
    price: float = 0.0
    random: float = 0.3
    price_factor: float = 100.0


@implements("LP-SEL-001")
def require_weights(weights: Weights) -> None:
    """Accept weights that are not negative and sum up to 1. Raises ``INVALID_WEIGHTS``."""
    parts = (weights.stake, weights.price, weights.random)
    # None takes away.
    demand(min(parts) >= 0, Fault.INVALID_WEIGHTS)
    # Together they are all.
    demand(abs(sum(parts) - 1) <= WEIGHT_TOLERANCE, Fault.INVALID_WEIGHTS)


@implements("LP-SEL-002")
def by_performance(candidates: Sequence[Address], scores: Mapping[Address, float], minimum: float) -> list[Address]:
    """Candidates with a score that is high enough; all of them where none has, where nothing is asked or known."""
    if minimum <= 0 or not scores:
        return list(candidates)
    return [address for address in candidates if scores.get(address, 0.0) >= minimum] or list(candidates)


@implements("LP-SEL-003", "LP-SEL-004")
def by_price(
    candidates: Sequence[Address], prices: Mapping[Address, float], maximum: float | None, ignore_if_needed: bool
) -> list[Address]:
    """Candidates that are not too dear; one whose price is not known is.

    Where all are, none is left, or all if the limit may be ignored.
    """
    if maximum is None or not prices:
        return list(candidates)
    cheap = [address for address in candidates if address in prices and prices[address] <= maximum]
    return list(candidates) if not cheap and ignore_if_needed else cheap


def _part(value: float, total: float) -> float:
    """A part of a total, and all of it where the total is zero."""
    return value / total if total != 0 else 1.0


@implements("LP-SEL-005", "LP-SEL-006")
def probabilities(stakes: Sequence[float], prices: Sequence[float], weights: Weights) -> list[float]:
    """The probability of each candidate, from its stake and price."""
    worths = [exp(-price / weights.price_factor) for price in prices]
    total_worth, total_stake = sum(worths), sum(stakes)
    return [
        weights.price * _part(worth, total_worth)
        + weights.stake * _part(stake, total_stake)
        + weights.random / len(stakes)
        for stake, worth in zip(stakes, worths, strict=True)
    ]


@implements("LP-SEL-007")
def drawn(probabilities: Sequence[float], draw: float) -> int | None:
    """The index that a draw from 0 to 1 means: the first up to which the probabilities reach it.

    The first of all where rounding lets none reach it, and None where there is none.
    """
    reached = 0.0
    for index, probability in enumerate(probabilities):
        reached += probability
        if reached >= draw:
            return index
    return 0 if probabilities else None


@implements("LP-SEL-008")
def prefers_unknown(best_latency: float | None, unknown: int) -> bool:
    """Whether an orchestrator is tried that was not used yet, rather than the quickest of the known ones.

    ``best_latency`` is the lowest score of the known ones, None where there are none.
    """
    return unknown > 0 and (best_latency is None or best_latency > LATENCY_LIMIT)
