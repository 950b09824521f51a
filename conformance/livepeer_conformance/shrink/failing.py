"""Whether a trace fails, and in which way."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from livepeer_conformance.lockstep.abilities import obstacle
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import ModelError, Trace
from livepeer_conformance.model.difference import Difference

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
    kinds = dict.fromkeys(_kind(transaction, difference) for difference in differences)
    return Failure(step_index, tuple(differences), tuple(kinds))


def _kind(transaction: str, difference: Difference) -> str:
    """``unbond status accepted / rejected, NOT_BONDED``, ``reward event``, ``bond state``, ``final X.view``."""
    where = difference.where
    if not transaction:
        return "final " + where.split("(")[0]
    plain = transaction.removesuffix("_with_hint")
    rule = _SAME_RULE.get(plain, plain)
    if where in ("status", "reason"):
        return f"{rule} {where} {_verdict(difference.expected)} / {_verdict(difference.observed)}"
    if where.startswith("event ") or where in ("return data", "revert data"):
        return f"{rule} {where.split(' ')[0]}"
    return f"{rule} state"


def _verdict(text: object) -> str:
    """A status without what differs from run to run."""
    return re.sub(r"(:.*|0x[0-9a-f]*)$", "", str(text), flags=re.DOTALL)


def failing_on(world: World, options: tuple[str, ...] = ()) -> Fails:
    """Runs traces on a world that has these deployment options.

    When the first trace that fails does so in a step, the complete final state, which takes as long as twenty steps,
    is not compared any more.
    """
    look: bool | None = None

    def fails(trace: Trace) -> Failure | None:
        nonlocal look
        if trace.upgrade != world.upgrade.name or trace.options != options:
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
                look = bool(look)
                return failure(action.name, index, step.differences)
        differences = [] if look is False else world.observe()
        if not differences:
            return None
        look = True
        return failure("", len(trace.steps), differences)

    return fails
