"""What a known protocol defect is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action

Condition = Callable[[World, Action], bool]


@dataclass(frozen=True)
class Defect:
    """A known protocol defect.

    Attributes:
        id: slug, never reused.
        upgrades: in which it exists.
        title: what happens, in one sentence.
        requirements: the invariants that it breaks.
        transactions: the transactions that meet the condition.
        condition: whether an action, about to be applied, meets it.
        options: of the deployment, without which it cannot happen.
        families: of transactions, and their weights, with which generation comes to it soon; empty for the usual ones.
        length: steps of the generated sequences in which it is looked for.
    """

    id: str
    upgrades: frozenset[str]
    title: str
    requirements: frozenset[str]
    transactions: frozenset[str]
    condition: Condition
    options: tuple[str, ...] = ()
    families: Mapping[str, int] = field(default_factory=dict)
    length: int = 80
