"""Markets in which fee ratios stay apart, and what keeps them so.

The paper's argument needs delegators who look around, fees that are shared, and stake that is free to move in small
pieces. Each market here lacks one of these.

Source: Livepeer Streamflow Paper, "Livepeer Token", "Delegation as Security and Reputational Signal" and "Inflation
into Bonded State and Apathetic Delegators".
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from livepeer_spec.economics.fee_ratio import (
    ATTENTION,
    Market,
    Orchestrator,
    apathetic_market,
    course,
    random_market,
)

LIMIT: Final = 100
"""Rounds that are played before a market counts as one that does not get there."""
SEED: Final = 1
"""Of the random markets and of who looks around."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What keeps fee ratios apart.

    Attributes:
        name: what it is.
        market: makes a market of this kind.
        attention: the probability with which a delegator looks around in a round.
    """

    name: str
    market: Callable[[Random], Market]
    attention: float = ATTENTION

    def course(self) -> list[float]:
        """How far apart the fee ratios are, from the start for ``LIMIT`` rounds."""
        random = Random(SEED)
        return course(self.market(random), self.attention, random, LIMIT)


def _much_own_stake(random: Random) -> Market:
    """One of three has more stake of its own than its fees are worth."""
    members = [Orchestrator(fees=1, own_stake=5000), Orchestrator(fees=5), Orchestrator(fees=10)]
    return Market(members, [index % 3 for index in range(1500)])


def _first_shares_nothing(random: Random) -> Market:
    market = random_market(random)
    first, *others = market.orchestrators
    return Market([replace(first, fee_share=0), *others], market.delegates)


def _nobody_shares(random: Random) -> Market:
    market = random_market(random)
    return Market([replace(one, fee_share=0) for one in market.orchestrators], market.delegates)


CONDITIONS: Final = (
    Condition("nobody looks around", random_market, 0.0),
    Condition("half of the stake never moves", lambda random: apathetic_market(random, 0.5)),
    Condition("an orchestrator's own stake is worth more than its fees", _much_own_stake),
    Condition("one orchestrator shares nothing", _first_shares_nothing),
    Condition("nobody shares anything", _nobody_shares),
    Condition("stake moves in large pieces", lambda random: random_market(random, delegations=50)),
)
