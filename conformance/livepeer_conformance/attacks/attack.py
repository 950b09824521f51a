"""An attack: what the paper says of it, a run for each value of a parameter, and inequalities that must hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from livepeer_conformance.plays.holdings import Holdings
from livepeer_conformance.plays.play import Play, Told
from livepeer_conformance.session import Session

Figures = dict[str, int]
"""What a run measured: numbers by name, with the unit behind a comma (``fees of bob, wei``)."""

WHITEPAPER: Final = "whitepaper"
STREAMFLOW_PAPER: Final = "Streamflow paper"

_RELATIONS: Final[dict[str, Callable[[int, int], bool]]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}


@dataclass(frozen=True)
class Inequality:
    """Two figures, or a figure and a number, and how they must relate: ``<`` or ``<=``."""

    left: str
    relation: str
    right: str | int

    def holds(self, figures: Figures) -> bool:
        """Whether the figures of a run obey it."""
        right = self.right if isinstance(self.right, int) else figures[self.right]
        return _RELATIONS[self.relation](figures[self.left], right)


@dataclass(frozen=True)
class Branch:
    """One course of events: its title, its steps, and what everybody held before and after."""

    title: str
    told: tuple[Told, ...]
    before: Holdings
    after: Holdings


class Stage:
    """Where an attack is played: each course of events begins on a world at its start."""

    def __init__(self, session: Session, rules: str, cast: tuple[str, ...]) -> None:
        self.branches: list[Branch] = []
        self._session = session
        self._rules = rules
        self._cast = cast
        self._open: tuple[str, Play, Holdings] | None = None

    def play(self, title: str) -> Play:
        """A course of events; the one before it is over."""
        self.close()
        play = Play(self._session.world(self._rules), self._cast)
        self._open = title, play, play.holdings()
        return play

    def close(self) -> None:
        """End the last course of events, and compare the complete state with the spec."""
        if self._open is not None:
            title, play, before = self._open
            self._open = None
            play.finish()
            self.branches.append(Branch(title, tuple(play.told), before, play.holdings()))


@dataclass(frozen=True)
class Attack:
    """An attack on the protocol and what a paper says of it.

    Attributes:
        name: slug, as the command takes it.
        section: of the paper.
        statement: what the paper says, in our words.
        rules: the rule set that shows it: of the paper's upgrade, or ``alpha-whitepaper`` where only those rules do.
        cast: who takes part, by name.
        parameter: what is varied, with its unit.
        values: the values that it is tried with, three or more.
        run: plays it with one of them.
        inequalities: what must hold each time.
        paper: that tells of it, ``WHITEPAPER`` or ``STREAMFLOW_PAPER``.
    """

    name: str
    section: str
    statement: str
    rules: str
    cast: tuple[str, ...]
    parameter: str
    values: tuple[int, ...]
    run: Callable[[Stage, int], Figures]
    inequalities: tuple[Inequality, ...]
    paper: str = WHITEPAPER


@dataclass(frozen=True)
class Result:
    """What came of an attack with one value of its parameter."""

    attack: Attack
    value: int
    figures: Figures
    branches: tuple[Branch, ...]
    broken: tuple[Inequality, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The figures as plain data, with the inequalities and whether they hold; numbers are decimal text."""
        return {
            "value": str(self.value),
            "figures": {name: str(number) for name, number in self.figures.items()},
            "inequalities": [
                {"left": each.left, "relation": each.relation, "right": each.right, "holds": each not in self.broken}
                for each in self.attack.inequalities
            ],
        }


def perform(session: Session, attack: Attack, value: int) -> Result:
    """Play an attack with one value.

    Raises ``NonConformance`` where the target leaves the spec, ``NotRun`` where the backend lacks something.
    """
    stage = Stage(session, attack.rules, attack.cast)
    figures = attack.run(stage, value)
    stage.close()
    broken = tuple(each for each in attack.inequalities if not each.holds(figures))
    return Result(attack, value, figures, tuple(stage.branches), broken)
