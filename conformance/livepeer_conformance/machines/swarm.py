"""Swarm configurations: what a generated sequence is about.

Each sequence leaves out some families of transactions, so that the others go further than in an even mixture, and has
its own actors, amounts and pace.
"""

from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.model.actors import ACTORS

REGIMES: Final = ("dust", "small", "ordinary", "huge", "mixed")
"""Sizes of amounts: up to 1,000 base units, up to a milli-token, tokens, all there is, and everything."""


@dataclass(frozen=True, slots=True)
class SwarmConfig:
    """The character of a generated sequence.

    Attributes:
        actors: who takes part.
        families: weight of each family of transactions; a family that is absent is switched off.
        regime: one of ``REGIMES``.
        invalid: the share of steps that are meant to be rejected.
        agenda: where in the list of rejections to provoke the sequence starts.
        advance: the chance, a step, that time passes.
        neglect: the chance, a step, that a round that has begun stays uninitialized.
        tail: the part of passing time that leads into the locked end of a round.
        prelude: whether accounts are approved, bonded and funded before anything else.
        ordinary: whether nothing is done after which no invariant is promised any more.
        length: steps.
    """

    actors: tuple[str, ...]
    families: tuple[tuple[str, int], ...]
    regime: str = "ordinary"
    invalid: float = 0.2
    agenda: int = 0
    advance: float = 0.07
    neglect: float = 0.1
    tail: float = 0.15
    prelude: bool = True
    ordinary: bool = False
    length: int = 100

    def to_json(self) -> dict[str, Any]:
        """A plain form for a trace's notes."""
        return asdict(self)


def draw_config(rules: str, random: Random, length: int = 100, disruptive: bool = True) -> SwarmConfig:
    """A configuration; without ``disruptive``, only what accounts can do in the protocol's ordinary course."""
    own = repertoire(rules)
    actors = list(ACTORS)
    random.shuffle(actors)
    families = {
        name: weight * random.randint(1, 3)
        for name, weight in own.families.items()
        if (disruptive or name not in own.disruptive) and random.random() > 0.25
    }
    families.setdefault(own.staple, own.families[own.staple])
    return SwarmConfig(
        actors=tuple(actors[: random.randint(5, len(actors))]),
        families=tuple(families.items()),
        regime=random.choices(REGIMES, (2, 2, 6, 1, 3))[0],
        invalid=random.choice((0.15, 0.25, 0.35)),
        agenda=random.randrange(10_000),
        advance=random.choice((0.03, 0.07, 0.15)),
        neglect=random.choice((0.02, 0.1, 0.4)),
        tail=random.choice((0.0, 0.15, 0.4)),
        prelude=random.random() > 0.1,
        ordinary=not disruptive,
        length=length,
    )


_FAR = 2**200
"""Hypothesis mixes numbers that stand in the loaded modules into small integers; here a seed must mean the same to all
who use it, so it draws numbers that stand nowhere."""
_SEEDS: Final = st.integers(_FAR, _FAR + 2**64 - 1).map(lambda number: number - _FAR)


def numbered_config(rules: str, number: int, length: int) -> SwarmConfig:
    """The configuration that a number stands for, in a rule set.

    Every fourth configuration stays in the protocol's ordinary course, in which its invariants must hold.
    """
    config = draw_config(rules, Random(number), length, disruptive=number % 4 != 0)
    step = repertoire(rules).agenda_step
    return replace(config, agenda=number * step) if step else config


def sequences(rules: str, length: int) -> st.SearchStrategy[tuple[SwarmConfig, int]]:
    """Pairs of a configuration and the seed of the steps: two draws a sequence, whatever its length."""
    return st.tuples(_SEEDS.map(lambda number: numbered_config(rules, number, length)), _SEEDS)
