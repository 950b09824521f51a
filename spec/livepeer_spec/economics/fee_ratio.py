"""The fee ratio: what a unit of stake earns, and whether it becomes the same everywhere.

The paper argues that stake follows fees: a delegator moves where a unit of stake earns more, and by moving makes it
earn less there. So all orchestrators end up with the same ratio of shared fees to stake, unless delegators do not care,
or the orchestrator's own stake alone is more than its fees are worth.

Source: Livepeer Streamflow Paper, "Livepeer Token" and "Inflation into Bonded State and Apathetic Delegators".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

CONVERGED: Final = 1.05
"""A market is in equilibrium where the largest fee ratio is at most so many times the smallest."""
ATTENTION: Final = 0.2
"""One delegator in five looks around in each round."""
ROUNDS: Final = 40
"""Rounds in which fee ratios become equal with that attention, from any of the random starts."""
STARTS: Final = 20
"""How many random starts are looked at."""


@dataclass(frozen=True, slots=True)
class Orchestrator:
    """What an orchestrator earns and shares.

    Attributes:
        fees: earned in each round, in any unit.
        fee_share: the part that delegators get, from 0 to 1.
        own_stake: stake that never moves, its own or of delegators who do not care, in delegations.
    """

    fees: float
    fee_share: float = 1.0
    own_stake: int = 0


@dataclass(slots=True)
class Market:
    """Delegations of one unit of stake each: ``delegates`` has the orchestrator's index for each."""

    orchestrators: Sequence[Orchestrator]
    delegates: list[int]

    def stakes(self) -> list[int]:
        """The stake of each orchestrator, its own included."""
        stakes = [orchestrator.own_stake for orchestrator in self.orchestrators]
        for delegate in self.delegates:
            stakes[delegate] += 1
        return stakes


def fee_ratio(orchestrator: Orchestrator, stake: int) -> float:
    """Shared fees for a unit of stake in a round; what nobody is delegated to would give all to the first who comes."""
    return orchestrator.fees * orchestrator.fee_share / max(stake, 1)


def spread(market: Market) -> float:
    """How many times the smallest fee ratio the largest is; infinite where somebody shares nothing."""
    ratios = [fee_ratio(one, stake) for one, stake in zip(market.orchestrators, market.stakes(), strict=True)]
    return max(ratios) / min(ratios) if min(ratios) > 0 else float("inf")


def play_round(market: Market, attention: float, random: Random) -> None:
    """One round: each delegator looks around with the probability ``attention``, and moves where it earns most.

    It counts itself in: the ratio that matters is the one after it moved.
    """
    stakes = market.stakes()
    for index, delegate in enumerate(market.delegates):
        if random.random() >= attention:
            continue
        offers = [fee_ratio(one, stake + 1) for one, stake in zip(market.orchestrators, stakes, strict=True)]
        best = max(range(len(offers)), key=offers.__getitem__)
        if offers[best] > fee_ratio(market.orchestrators[delegate], stakes[delegate]):
            stakes[delegate] -= 1
            stakes[best] += 1
            market.delegates[index] = best


def rounds_to_equilibrium(market: Market, attention: float, random: Random, limit: int) -> int | None:
    """After how many rounds the market is in equilibrium; None where it is not after ``limit`` rounds."""
    for played in range(limit + 1):
        if spread(market) <= CONVERGED:
            return played
        play_round(market, attention, random)
    return None


def course(market: Market, attention: float, random: Random, rounds: int) -> list[float]:
    """How far apart the fee ratios are, as :func:`spread` has it: at the start and after each of so many rounds."""
    spreads = [spread(market)]
    for _ in range(rounds):
        play_round(market, attention, random)
        spreads.append(spread(market))
    return spreads


def random_course(seed: int) -> list[float]:
    """The course of one random start, with the attention and for the rounds above."""
    random = Random(seed)
    return course(random_market(random), ATTENTION, random, ROUNDS)


def converged_after(spreads: Sequence[float]) -> int | None:
    """In which round of a course the market is in equilibrium for the first time; None where it never is."""
    return next((round for round, each in enumerate(spreads) if each <= CONVERGED), None)


def earned(market: Market) -> tuple[float, float]:
    """What a unit of stake earns in a round, on average: stake that moves, and stake that never does.

    Both kinds must exist. Raises ``ZeroDivisionError`` where one does not.
    """
    ratios = [fee_ratio(one, stake) for one, stake in zip(market.orchestrators, market.stakes(), strict=True)]
    moving = sum(ratios[delegate] for delegate in market.delegates)
    staying = sum(one.own_stake * ratio for one, ratio in zip(market.orchestrators, ratios, strict=True))
    return moving / len(market.delegates), staying / sum(one.own_stake for one in market.orchestrators)


def apathetic_market(random: Random, part: float) -> Market:
    """A random market in which each delegation, with this probability, never moves, wherever it is."""
    market = random_market(random)
    moves = [random.random() >= part for _ in market.delegates]
    staying = [delegate for delegate, is_moving in zip(market.delegates, moves, strict=True) if not is_moving]
    members = [replace(one, own_stake=staying.count(index)) for index, one in enumerate(market.orchestrators)]
    return Market(members, [delegate for delegate, is_moving in zip(market.delegates, moves, strict=True) if is_moving])


def random_market(random: Random, orchestrators: int = 10, delegations: int = 3000) -> Market:
    """A market with fees from 1 to 10 and shares from a half to all, and delegations that know nothing of them."""
    members = [Orchestrator(random.uniform(1, 10), random.uniform(0.5, 1)) for _ in range(orchestrators)]
    return Market(members, [random.randrange(orchestrators) for _ in range(delegations)])
