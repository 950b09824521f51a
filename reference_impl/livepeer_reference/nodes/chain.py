"""What a node needs of a chain."""

from typing import Any, Protocol

from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Wei


class Chain(Protocol):
    """A chain with the contracts of alpha. Transactions and views have the names of the spec's rules."""

    @property
    def block_number(self) -> BlockNumber:
        """Number of the pending block, the one that the next transaction runs in."""
        ...

    def block_hash(self, number: BlockNumber) -> Hash32:
        """Hash of one of the last 256 blocks."""
        ...

    def advance_blocks(self, count: int) -> None:
        """Let blocks pass."""
        ...

    def send(self, sender: Address, transaction: str, *arguments: Any, value: Wei = 0) -> list[Any]:
        """Run a transaction, which must be accepted, and return its events in order."""
        ...

    def read(self, view: str, *arguments: Any) -> Any:
        """What a view says: its value, or a dictionary of several by name."""
        ...


def event(events: list[Any], name: str) -> Any:
    """The one event of this name. Raises ``LookupError`` when there is none, or more than one."""
    found = [entry for entry in events if type(entry).__name__ == name]
    if len(found) != 1:
        raise LookupError(f"{len(found)} events {name}")
    return found[0]
