"""A stack of snapshots that rejects misuse, shared by every backend."""

from bisect import bisect_left
from typing import Generic, TypeVar

from livepeer_conformance.backends.base import SnapshotError

Payload = TypeVar("Payload")


class SnapshotStack(Generic[Payload]):
    """Open snapshots from the oldest to the newest, each with what its backend needs to go back to it.

    Ids are never used twice, so an id that ended cannot be mistaken for a later snapshot.
    """

    __slots__ = ("_backend", "_ids", "_next", "_payloads")

    def __init__(self, backend: str) -> None:
        self._backend = backend
        self._ids: list[int] = []
        self._payloads: list[Payload] = []
        self._next = 1

    def __len__(self) -> int:
        return len(self._ids)

    def push(self, payload: Payload) -> int:
        """Open a snapshot and return its id."""
        snapshot = self._next
        self._next = snapshot + 1
        self._ids.append(snapshot)
        self._payloads.append(payload)
        return snapshot

    def rewind(self, snapshot: int) -> Payload:
        """End every snapshot later than this one, which stays open, and return its payload."""
        position = self._position(snapshot)
        del self._ids[position + 1 :], self._payloads[position + 1 :]
        return self._payloads[position]

    def replace(self, payload: Payload) -> None:
        """Give the newest snapshot another payload."""
        self._payloads[-1] = payload

    def drop(self, snapshot: int) -> Payload:
        """End this snapshot and every later one, and return this one's payload."""
        position = self._position(snapshot)
        payload = self._payloads[position]
        del self._ids[position:], self._payloads[position:]
        return payload

    def _position(self, snapshot: int) -> int:
        position = bisect_left(self._ids, snapshot)
        if position == len(self._ids) or self._ids[position] != snapshot:
            raise SnapshotError(self._backend, f"snapshot {snapshot} is not open (open: {self._ids or 'none'})")
        return position
