"""Whether a trace fails, and in which way."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from livepeer_conformance.lockstep.abilities import obstacle
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import ModelError, Trace
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.shrink.quantities import Follower

_SAME_RULE = {"batch_redeem_winning_tickets": "redeem_winning_ticket"}
"""Transactions that run another one's rule."""


@dataclass(frozen=True)
class Failure:
    """A trace that fails.

    Attributes:
        step_index: the step that differs; the number of steps when the final state does.
        differences: what differs.
        kinds: what kinds of failure these are, the first difference's first.
    """

    step_index: int
    differences: tuple[Difference, ...]
    kinds: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The kind of failure: of one defect it is mostly the same, however it was found."""
        return self.kinds[0]

    def is_like(self, other: "Failure") -> bool:
        """Whether this is the kind of failure that ``other`` is, maybe among others."""
        return other.kind in self.kinds


Fails = Callable[[Trace], Failure | None]
"""Whether a trace fails, from the start of a world; None when it does not, and when it makes no sense."""


def failure(transaction: str, step_index: int, differences: Sequence[Difference]) -> Failure:
    """The failure that these differences are; ``transaction`` is empty when the final state differs."""
    kinds = dict.fromkeys(kind for difference in differences for kind in _kinds(transaction, difference))
    return Failure(step_index, tuple(differences), tuple(kinds))


def _kinds(transaction: str, difference: Difference) -> list[str]:
    """What a difference is: ``reward event``, ``bond state``, ``unbond accepted instead of NOT_BONDED``.

    Who accepts what must be rejected for a reason also gives the wrong reason; not the other way round.
    """
    where = difference.where
    if not transaction:
        return ["final " + where.split("(")[0]]
    plain = transaction.removesuffix("_with_hint")
    rule = _SAME_RULE.get(plain, plain)
    expected = _reason(difference.expected)
    if where == "status" and difference.observed == "accepted":
        return [f"{rule} accepted instead of {expected}", f"{rule} not {expected}"]
    if where == "status":
        return [f"{rule} {_reason(difference.observed)} instead of accepted"]
    if where == "reason":
        return [f"{rule} not {expected}"]
    if where.startswith("event ") or where in ("return data", "revert data"):
        return [f"{rule} {where.split(' ')[0]}"]
    return [f"{rule} state"]


def _reason(text: object) -> str:
    """A status or reason without what differs from run to run."""
    return re.sub(r"(:.*|0x[0-9a-f]*)$", "", str(text), flags=re.DOTALL).removeprefix("rejected, ")


def failing_on(world: World, options: tuple[str, ...] = ()) -> "TraceRunner":
    """What runs traces on a world that has these deployment options."""
    return TraceRunner(world, options)


class OnWorld:
    """A :data:`Fails` that runs traces on a world, which tells what their amounts are amounts of."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, trace: Trace) -> Failure | None:
        """Run a trace from the start of the world."""
        raise NotImplementedError

    @cached_property
    def follower(self) -> Follower:
        """Lets amounts of traces on this world follow the state."""
        return Follower(self._world)


class TraceRunner(OnWorld):
    """Looks for differences between spec and target.

    When the first trace that fails does so in a step, the complete final state, which takes as long as twenty steps,
    is not compared any more.
    """

    def __init__(self, world: World, options: tuple[str, ...]) -> None:
        super().__init__(world)
        self._options = options
        self._look: bool | None = None

    def __call__(self, trace: Trace) -> Failure | None:
        """Run a trace from the start of the world."""
        world = self._world
        if trace.upgrade != world.upgrade.name or trace.options != self._options:
            return None
        world.restore()
        for index, action in enumerate(trace.steps):
            if obstacle(world.backend, action):
                return None
            try:
                step = world.step(action)
            except ModelError:
                return None
            if step.differences:
                self._look = bool(self._look)
                return failure(action.name, index, step.differences)
        differences = [] if self._look is False else world.observe()
        if not differences:
            return None
        self._look = True
        return failure("", len(trace.steps), differences)
