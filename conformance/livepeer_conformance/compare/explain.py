"""Explaining a failure: what happened in protocol words, what differs, what that speaks against, how to show it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from livepeer_conformance.compare.citing import requirement_lines
from livepeer_conformance.compare.concerned import Concern, concern
from livepeer_conformance.compare.phrases import describe_action
from livepeer_conformance.compare.units import DIFFERENCE_UNITS, PARTS, Unit, show, unit_of
from livepeer_conformance.lockstep.naming import Naming
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.model.action import TIME_ACTIONS, ModelError, Trace
from livepeer_conformance.model.difference import Difference
from livepeer_spec.upgrades.streamflow import clock

__all__ = ["ExplainedDifference", "ExplainedStep", "Explanation", "describe_action", "explain"]

_SHOWN_STEPS: Final = 40
_SHOWN_DIFFERENCES: Final = 6


@dataclass(frozen=True)
class ExplainedStep:
    """A step in words; ``outcome`` says what comes of it by the spec, empty where that is not known."""

    number: int
    text: str
    outcome: str


@dataclass(frozen=True)
class ExplainedDifference:
    """A difference in words; ``note`` says by how much two amounts differ."""

    where: str
    field: str
    expected: str
    observed: str
    note: str = ""

    @property
    def title(self) -> str:
        """What differs."""
        return f"{self.where}, {self.field}" if self.field else self.where


@dataclass(frozen=True)
class Explanation:
    """A failure for people.

    Attributes:
        upgrade: whose rules hold.
        steps: what happened, from the start to the step that differs.
        failing: number of that step; None when the final state differs.
        transaction: its name; empty when the final state differs.
        differences: what differs.
        concern: the requirements that the difference speaks against, and those that are at stake.
        replay: the command that shows the failure again; empty where there is none.
    """

    upgrade: str
    steps: tuple[ExplainedStep, ...]
    failing: int | None
    transaction: str
    differences: tuple[ExplainedDifference, ...]
    concern: Concern
    replay: str = ""

    def to_json(self) -> dict[str, Any]:
        """A plain form."""
        return asdict(self)

    def text(self, with_steps: bool = True) -> str:
        """The whole explanation; ``with_steps`` off leaves the steps out, for readers who have just seen them."""
        steps = "\n".join(self._step_lines()) if with_steps else ""
        parts = [self._headline(), steps, "\n\n".join(self._difference_blocks())]
        for title, ids in (
            ("Requirements", self.concern.named),
            ("Also at stake in this check", self.concern.at_stake),
        ):
            if ids:
                parts.append("\n".join(requirement_lines(ids, title)))
        if self.replay:
            parts.append(f"Show it again\n  {self.replay}")
        return "\n\n".join(part for part in parts if part)

    def _headline(self) -> str:
        if self.failing is None:
            return f"{self.upgrade}: the final state is not what the spec says, after {len(self.steps)} steps"
        return f"{self.upgrade}: {self.transaction} at step {self.failing} does not do what the spec says"

    def _step_lines(self) -> list[str]:
        steps, lines = self.steps, []
        hidden = len(steps) - _SHOWN_STEPS
        if hidden > 0:
            lines.append(f"      ({hidden} steps before)")
            steps = steps[hidden:]
        for step in steps:
            mark = ">" if step.number == self.failing else " "
            lines.append(f"{mark} {step.number:>3}  {step.text}" + (f"  [{step.outcome}]" if step.outcome else ""))
        return lines

    def _difference_blocks(self) -> list[str]:
        blocks = []
        for difference in self.differences[:_SHOWN_DIFFERENCES]:
            observed = difference.observed + (f"  ({difference.note})" if difference.note else "")
            blocks.append(
                f"{difference.title}\n  by the spec      {difference.expected}\n  on the target    {observed}"
            )
        hidden = len(self.differences) - _SHOWN_DIFFERENCES
        if hidden > 0:
            blocks.append(f"and {hidden} more " + ("difference" if hidden == 1 else "differences"))
        return blocks


def explain(
    world: World | Naming | None,
    trace: Trace,
    step_index: int,
    differences: Sequence[Difference],
    requirements: Sequence[str] = (),
    replay: str = "",
) -> Explanation:
    """Explain that step ``step_index`` of a trace differs, or the final state when there is no such step.

    ``world`` is the one that it happened on, at any point of its life; with its naming alone, or None, the outcomes of
    steps are left out. ``requirements`` are those that the failing check covers.
    """
    naming = world.naming if isinstance(world, World) else world
    actions = trace.steps[: step_index + 1]
    outcomes = _outcomes(world, trace, len(actions)) if isinstance(world, World) else [""] * len(actions)
    steps = tuple(
        ExplainedStep(number, describe_action(action, naming), outcome)
        for number, (action, outcome) in enumerate(zip(actions, outcomes, strict=True), start=1)
    )
    is_final = step_index >= len(trace.steps)
    made = [*(action.name for action in actions), *([""] if is_final else [])]
    return Explanation(
        upgrade=trace.upgrade,
        steps=steps,
        failing=None if is_final else step_index + 1,
        transaction=made[-1],
        differences=tuple(part for difference in differences for part in _explain(difference, naming)),
        concern=concern(trace.upgrade, made, differences, requirements),
        replay=replay,
    )


def _outcomes(world: World, trace: Trace, count: int) -> list[str]:
    """What comes of each step by the spec."""
    spec = SpecOnlyWorld(world.target, world.parameters)
    outcomes = []
    for action in trace.steps[:count]:
        try:
            outcomes.append(_outcome(spec, spec.step(action)))
        except ModelError as error:
            outcomes.append(f"makes no sense: {error}")
    return outcomes


def _outcome(spec: SpecOnlyWorld, step: Step) -> str:
    if step.action.name in TIME_ACTIONS:
        block = spec.backend.block_number
        return f"block {block}, round {clock.round_at(spec.state.rounds, block)}"
    reason = step.outcome.reason if step.outcome is not None else None
    return "" if reason is None else f"rejected, {reason.name}: {reason.value}"


def _explain(difference: Difference, naming: Naming | None) -> list[ExplainedDifference]:
    """A difference in words; one of a tuple is told by its parts that differ."""
    owner, where = _owner(difference.where), difference.where
    parts = PARTS.get((owner, difference.field))
    expected, observed = difference.expected, difference.observed
    if parts and isinstance(expected, tuple) and isinstance(observed, tuple):
        if len(expected) == 1:
            (expected,), (observed,) = expected, observed
        prefix = f"{difference.field}." if difference.field else ""
        return [
            _explained(where, f"{prefix}{part}", unit_of(owner, part), left, right, naming)
            for part, left, right in zip(parts, expected, observed, strict=False)
            if left != right
        ]
    unit = DIFFERENCE_UNITS.get(difference.unit) or unit_of(owner, difference.field)
    return [_explained(where, difference.field, unit, expected, observed, naming)]


def _explained(
    where: str, field: str, unit: Unit | None, expected: Any, observed: Any, naming: Naming | None
) -> ExplainedDifference:
    note = ""
    if type(expected) is int and type(observed) is int:
        change = observed - expected
        shown = show(abs(change), _step_unit(unit), str)
        note = f"{shown} {'more' if change > 0 else 'less'}"
    return ExplainedDifference(where, field, _say(expected, unit, naming), _say(observed, unit, naming), note)


def _step_unit(unit: Unit | None) -> Unit | None:
    """The unit of the distance between two values."""
    if unit in (Unit.DELEGATOR_STATUS, Unit.TRANSCODER_STATUS, Unit.CHOICE):
        return None
    return {Unit.ROUND: Unit.ROUNDS, Unit.BLOCK: Unit.BLOCKS}.get(unit, unit) if unit else None


def _owner(where: str) -> str:
    """The event, view, record or table that is looked at: ``getDelegator`` in ``BondingManager.getDelegator(bob)``."""
    if where.startswith("event "):
        return where.split(" ")[-1]
    if "(" in where:
        return where.split("(")[0].split(".")[-1]
    for table in ("LPT of", "allowance of", "ETH of", "reserve claimed in round", "reserve claimed by"):
        if where.startswith(table):
            return table
    return where.rpartition(" ")[0] or where


def _say(value: Any, unit: Unit | None, naming: Naming | None) -> str:
    """A value of a difference in words."""

    def name(address: bytes) -> str:
        return naming.name(address) if naming is not None else "0x" + address.hex()

    if isinstance(value, str) and unit is not Unit.TEXT:
        return value
    if _is_event(value):
        event, fields = value
        shown = (f"{field} {show(item, unit_of(event, field), name)}" for field, item in fields.items())
        return f"{event}({', '.join(shown)})"
    if _is_log(value):
        address, topics, data = value
        words = ", ".join("0x" + topic.hex() for topic in topics)
        return f"a log of {name(address)} with topics {words or 'none'} and data 0x{data.hex()}"
    if isinstance(value, tuple) and len(value) == 1:
        return show(value[0], unit, name)
    return show(value, unit, name)


def _is_event(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], dict)


def _is_log(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 3
        and isinstance(value[0], bytes)
        and isinstance(value[1], tuple)
        and isinstance(value[2], bytes)
    )
