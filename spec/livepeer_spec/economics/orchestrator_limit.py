"""Four ways to let more orchestrators work, compared on one distribution of stake.

The paper names them: a larger number of places, a minimum stake, a fixed stake for each node, and no rule of the
protocol at all, where each broadcaster asks for a stake of its own.

Source: Livepeer Streamflow Paper, "Relaxamento no Limite de Transcodificadores e Segurança Garantida por Stakes".
"""

from collections.abc import Sequence
from typing import NamedTuple

from livepeer_spec.primitives.types import Lptu


class Admission(NamedTuple):
    """What a way leads to.

    Attributes:
        nodes: how many may work.
        entry_stake: the least stake with which one more may work.
        secured: the least stake that any of them can lose.
        working_stake: all stake that stands for work.
    """

    nodes: int
    entry_stake: Lptu
    secured: Lptu
    working_stake: Lptu


def _admitted(stakes: Sequence[Lptu], entry_stake: Lptu) -> Admission:
    return Admission(len(stakes), entry_stake, min(stakes, default=0), sum(stakes))


def by_places(stakes: Sequence[Lptu], places: int) -> Admission:
    """The ``places`` with the most stake work; one more must have more stake than the last of them."""
    working = sorted(stakes, reverse=True)[:places]
    return _admitted(working, working[-1] + 1 if len(working) == places else 1)


def by_minimum_stake(stakes: Sequence[Lptu], minimum: Lptu) -> Admission:
    """Everybody with the minimum stake works; it is also the most places that there can be, known to all."""
    return _admitted([stake for stake in stakes if stake >= minimum], minimum)


def by_fixed_stake(stakes: Sequence[Lptu], fixed: Lptu) -> Admission:
    """Each node has the same stake: who has more runs more nodes, and what is left over stands for nothing."""
    return _admitted([fixed for stake in stakes for _ in range(stake // fixed)], fixed)


def by_broadcaster(stakes: Sequence[Lptu], demand: Lptu) -> Admission:
    """Anybody may work; one broadcaster only asks those with the stake that it demands."""
    return _admitted([stake for stake in stakes if stake >= max(demand, 1)], max(demand, 1))


def node_limit(supply: Lptu, minimum: Lptu) -> int:
    """How many nodes there can be at most with a minimum stake."""
    return supply // minimum
