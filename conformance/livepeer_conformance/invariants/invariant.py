"""What an invariant is, and the invariants of a rule set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from livepeer_conformance.invariants.books import Reader

State = TypeVar("State", bound=Callable[[Any], str | None])
Change = TypeVar("Change", bound=Callable[[Any, Any], str | None])


@dataclass(frozen=True)
class Invariant:
    """One invariant.

    Attributes:
        requirement: its id.
        check: what must hold of the books now, and how they came from the books before (None at the start); gives what
            is wrong in words, or None.
        excused_by: transactions that a deployed system allows nobody, or only governance, and after which it need not
            hold in the same sequence; see :mod:`livepeer_conformance.invariants.monitor`.
    """

    requirement: str
    check: Callable[[Any, Any], str | None]
    excused_by: frozenset[str]


class Invariants:
    """The invariants of a rule set, and how to read the books that they speak about."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.rules: dict[str, Invariant] = {}

    def now(self, requirement: str, *excused_by: str) -> Callable[[State], State]:
        """Register what must hold of the books at any moment."""

        def register(check: State) -> State:
            self.rules[requirement] = Invariant(requirement, lambda now, before: check(now), frozenset(excused_by))
            return check

        return register

    def between(self, requirement: str, *excused_by: str) -> Callable[[Change], Change]:
        """Register what must hold between the books before and now."""

        def register(check: Change) -> Change:
            self.rules[requirement] = Invariant(
                requirement, lambda now, before: None if before is None else check(now, before), frozenset(excused_by)
            )
            return check

        return register
