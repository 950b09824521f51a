"""What an invariant is, and the invariants of a rule set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from livepeer_conformance.invariants.books import Reader
from livepeer_conformance.lockstep.world import Step

State = TypeVar("State", bound=Callable[[Any], str | None])
Change = TypeVar("Change", bound=Callable[[Any, Any], str | None])
Course = TypeVar("Course", bound=Callable[[Any, Step, Any], str | None])


@dataclass(frozen=True)
class Invariant:
    """One invariant of the books.

    Attributes:
        requirement: its id.
        check: what must hold of the books now, and how they came from the books before (None at the start); gives what
            is wrong in words, or None.
        excused_by: transactions that a deployed system allows nobody, or only governance, and after which it need not
            hold in the same sequence; see :mod:`livepeer_conformance.invariants.monitor`.
    """

    requirement: str
    check: Callable[[Any, Any], str | None]
    excused_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StepInvariant:
    """One invariant of each accepted transaction.

    Attributes:
        requirement: its id.
        remember: what the check needs to know of the spec's state before the transaction.
        check: what must hold of the spec's state after it, the step, and what was remembered; gives what is wrong in
            words, or None.
    """

    requirement: str
    remember: Callable[[Any], Any]
    check: Callable[[Any, Step, Any], str | None]


class Invariants:
    """The invariants of a rule set, and how to read the books that they speak about.

    One requirement may have several.
    """

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.books: list[Invariant] = []
        self.steps: list[StepInvariant] = []

    def now(self, requirement: str, *excused_by: str) -> Callable[[State], State]:
        """Register what must hold of the books at any moment."""

        def register(check: State) -> State:
            self.books.append(Invariant(requirement, lambda now, before: check(now), frozenset(excused_by)))
            return check

        return register

    def between(self, requirement: str, *excused_by: str) -> Callable[[Change], Change]:
        """Register what must hold between the books before and now."""

        def register(check: Change) -> Change:
            def changed(now: Any, before: Any) -> str | None:
                return None if before is None else check(now, before)

            self.books.append(Invariant(requirement, changed, frozenset(excused_by)))
            return check

        return register

    def each(self, requirement: str, remember: Callable[[Any], Any]) -> Callable[[Course], Course]:
        """Register what must hold of each accepted transaction."""

        def register(check: Course) -> Course:
            self.steps.append(StepInvariant(requirement, remember, check))
            return check

        return register

    def chosen(self, holds: Callable[[str], bool]) -> "Invariants":
        """Those whose requirement ``holds``."""
        chosen = Invariants(self.read)
        chosen.books = [invariant for invariant in self.books if holds(invariant.requirement)]
        chosen.steps = [invariant for invariant in self.steps if holds(invariant.requirement)]
        return chosen
