"""Watching a sequence: the invariants on the spec's books as it goes, and on the target's at its end.

Those of single transactions are looked at after each; the target's outcome of each is compared with the spec's anyway.

A deployed system lets nobody call as one of its contracts, and governance can bend every rule; what such a step leads
to breaks no promise. After one, the sequence is no longer watched. A known defect excuses only the invariants that it
breaks, and only once its exact condition was met.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from livepeer_conformance.invariants.books import Reader, of_spec, of_target
from livepeer_conformance.invariants.defects import DEFECTS, Defect
from livepeer_conformance.invariants.governance import spoils
from livepeer_conformance.invariants.invariant import Invariants
from livepeer_conformance.invariants.sets import invariants_of
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import SpecRejection


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold.

    Attributes:
        requirement: its id.
        message: what is wrong.
        on_target: whether the target's books show it, or the spec's.
    """

    requirement: str
    message: str
    on_target: bool


class Monitor:
    """Checks the invariants on a world every ``every`` steps; see the module's text.

    ``defects`` are the known defects that excuse; leaving one out lets it be found.
    """

    def __init__(self, every: int = 10, defects: Iterable[Defect] = DEFECTS) -> None:
        self._every = every
        self._defects = tuple(defects)
        self._contracts: frozenset[str] = frozenset()
        self._invariants = Invariants(lambda world, ask, eth: None)
        self._reset()

    def _reset(self) -> None:
        self._steps = 0
        self._watching = True
        self._excused: set[str] = set()
        self._before: Any = None
        self._remembered: list[Any] = []

    def start(self, world: World) -> None:
        """A sequence starts on the restored world."""
        self._reset()
        self._contracts = frozenset(world.state.deployed)
        self._invariants = invariants_of(world.upgrade.name)
        self._remember(world)

    def _remember(self, world: World) -> None:
        self._remembered = [invariant.remember(world.state) for invariant in self._invariants.steps]

    def expect(self, world: World, action: Action) -> None:
        """An action is about to be applied; known defects are recognised by the state that it meets."""
        for defect in self._defects:
            if (
                action.name in defect.transactions
                and world.upgrade.name in defect.upgrades
                and not defect.requirements <= self._excused
                and defect.condition(world, action)
            ):
                self._excused |= defect.requirements

    def note(self, world: World, step: Step) -> Violation | None:
        """A step was applied; gives a violation when it is time to look and one is there."""
        self._steps += 1
        action, outcome = step.action, step.outcome
        if outcome is not None and outcome.reason is None:
            if spoils(action, self._contracts):
                self._watching = False
            for invariant in self._invariants.books:
                if action.name in invariant.excused_by:
                    self._excused.add(invariant.requirement)
            violation = self._look_at(world, step)
            if violation is not None:
                return violation
        if not self._watching or self._steps % self._every:
            return None
        return self._look(world, of_spec, on_target=False)

    def _look_at(self, world: World, step: Step) -> Violation | None:
        """Whether an accepted step breaks an invariant of single transactions."""
        if not self._watching:
            return None
        for invariant, before in zip(self._invariants.steps, self._remembered, strict=True):
            message = None if invariant.requirement in self._excused else invariant.check(world.state, step, before)
            if message is not None:
                return Violation(invariant.requirement, message, on_target=False)
        self._remember(world)
        return None

    def finish(self, world: World) -> Violation | None:
        """The sequence is over; looks at the spec's and the target's books."""
        if not self._watching:
            return None
        before = self._before
        violation = self._look(world, of_spec, on_target=False)
        if violation is not None or isinstance(world, SpecOnlyWorld):
            return violation
        self._before = before
        return self._look(world, of_target, on_target=True)

    def _look(self, world: World, read: Callable[[World, Reader], Any], on_target: bool) -> Violation | None:
        try:
            now = read(world, self._invariants.read)
        except SpecRejection:
            # A view that the rules leave without a value (a claimable reserve after the pool grew) ends the watch.
            self._watching = False
            return None
        for invariant in self._invariants.books:
            if invariant.requirement not in self._excused:
                message = invariant.check(now, self._before)
                if message is not None:
                    return Violation(invariant.requirement, message, on_target)
        self._before = now
        return None
