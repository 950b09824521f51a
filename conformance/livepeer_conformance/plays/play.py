"""A play: a scenario that keeps what it told, and is a chain to the nodes that act in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from livepeer_conformance.backends.base import Capability
from livepeer_conformance.compare.phrases import describe_action
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.model.action import TIME_ACTIONS, Action
from livepeer_conformance.plays.holdings import Holdings, changes, holdings
from livepeer_conformance.suites.scenario import Scenario
from livepeer_conformance.verdict import NotRun
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Wei


@dataclass(frozen=True)
class Told:
    """One step of a play.

    Attributes:
        text: what happened, in protocol words.
        block: the block of a transaction; None for what happens off chain and for time.
        gas: what the transaction used.
        rejected: why it was rejected; empty when it was not.
        changes: who holds something else now: name, field, and both amounts.
        is_title: whether this is no step, but the title of those that follow.
    """

    text: str
    block: BlockNumber | None = None
    gas: int = 0
    rejected: str = ""
    changes: tuple[tuple[str, str, int, int], ...] = ()
    is_title: bool = False


class Checkpoint(NamedTuple):
    """A block that a play can go back to: the backend's snapshot, the journal's mark, the steps so far, its number."""

    snapshot: int
    mark: int
    steps: int
    block: BlockNumber


class Play(Scenario):
    """A scenario with a cast, told as it happens.

    Attributes:
        told: the steps so far, with the titles of its parts.
        gas: gas that each caller used so far, by name.
    """

    def __init__(self, world: World, cast: tuple[str, ...], watch: Callable[[Told], None] = lambda told: None) -> None:
        super().__init__(world)
        self.told: list[Told] = []
        self.gas = dict.fromkeys(cast, 0)
        self._cast = cast
        self._watch = watch

    def title(self, text: str) -> None:
        """Begin another part."""
        self._tell(Told(text, is_title=True))

    def note(self, text: str) -> None:
        """Tell something that happens off chain."""
        self._tell(Told(text))

    def attempt(self, action: Action) -> Step:
        """A transaction that may be accepted or rejected."""
        return self._do(action)

    def holdings(self) -> Holdings:
        """What the cast holds now."""
        return holdings(self.world, self._cast)

    def checkpoint(self) -> "Checkpoint":
        """Remember this block, to come back to it. Raises ``NotRun`` where the backend cannot."""
        backend = self.world.backend
        if Capability.SNAPSHOT not in backend.capabilities:
            raise NotRun(f"the backend {backend.name} lacks SNAPSHOT: {Capability.SNAPSHOT.value}")
        return Checkpoint(backend.snapshot(), self.state.journal.mark(), len(self.steps), self.block)

    def reorganise(self, checkpoint: "Checkpoint") -> None:
        """Orphan every block since a checkpoint, with all that happened in them."""
        orphaned = self.block - checkpoint.block
        self.world.backend.restore(checkpoint.snapshot)
        self.state.journal.rewind(checkpoint.mark)
        del self.steps[checkpoint.steps :]
        self.note(f"the chain reorganises: {orphaned} blocks from block {checkpoint.block} on are orphaned")

    def _do(self, action: Action) -> Step:
        block, before = self.block, self.holdings()
        step = super()._do(action)
        text = describe_action(action, self.world.naming)
        if action.name in TIME_ACTIONS:
            self._tell(Told(text))
            return step
        assert step.outcome is not None
        assert step.receipt is not None
        reason = step.outcome.reason
        self.gas[action.caller] = self.gas.get(action.caller, 0) + step.receipt.gas_used
        rejected = f"{reason.name}: {reason.value}" if reason else ""
        self._tell(Told(text, block, step.receipt.gas_used, rejected, tuple(changes(before, self.holdings()))))
        return step

    def _tell(self, told: Told) -> None:
        self.told.append(told)
        self._watch(told)

    # What the nodes need of a chain.

    @property
    def block_number(self) -> BlockNumber:
        """The pending block."""
        return self.block

    def block_hash(self, number: BlockNumber) -> Hash32:
        """The hash of one of the last 256 blocks."""
        return self.world.backend.block_hash(number)

    def send(self, sender: Address, transaction: str, *arguments: Any, value: Wei = 0) -> list[Any]:
        """A node's transaction, which must be accepted; its events in order."""
        step = self.tx(self.name(sender), transaction, *map(_symbol, arguments), value=value)
        assert step.outcome is not None
        return [event for _, event in step.outcome.logs]

    def read(self, view: str, *arguments: Any) -> Any:
        """What a view says."""
        return self.view(view, *map(_symbol, arguments))


def _symbol(value: Any) -> Any:
    """A value as actions have it: bytes in hexadecimal."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return tuple(map(_symbol, value)) if isinstance(value, tuple | list) else value
