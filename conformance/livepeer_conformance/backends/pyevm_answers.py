"""What calls answered, remembered together with all that each answer depends on.

Execution is deterministic: what a call reads of the world first is always the same thing, what it reads next depends
on the value of the first alone, and so on. So all answers of one call form a tree of reads that branches by the values
read, and looking an answer up is walking down this tree by the values of now. An answer is given again only when each
of its reads finds the value of then; that is why nothing has to be forgotten when the world changes or goes back.
"""

from collections.abc import Callable
from typing import Any, Final

from livepeer_conformance.backends.base import Receipt

Read = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of the world's state, and the arguments after the state."""

MOST_READS: Final = 100_000
"""Reads that are remembered at most, about 50 MiB; then all is forgotten."""


class _Branch:
    """A read, and by its value what follows: the next read, or the answer."""

    __slots__ = ("arguments", "following", "reader")

    def __init__(self, read: Read) -> None:
        self.reader, self.arguments = read
        self.following: dict[Any, _Branch | Receipt] = {}


class Answers:
    """The answers of calls on one world; a call is told by anything hashable that holds all of its inputs."""

    def __init__(self) -> None:
        self._roots: dict[Any, _Branch] = {}
        self._size = 0

    def find(self, call: Any, state: Any) -> Receipt | None:
        """What the call answers in this state; None when that is not known."""
        place: _Branch | Receipt | None = self._roots.get(call)
        while isinstance(place, _Branch):
            place = place.following.get(place.reader(state, *place.arguments))
        return place

    def add(self, call: Any, reads: dict[Read, Any], answer: Receipt) -> None:
        """Remember the answer of a call that changed nothing, with all that it read, at least its code, in order."""
        if self._size + len(reads) > MOST_READS:
            self._roots.clear()
            self._size = 0
        self._size += len(reads)
        following: dict[Any, Any] = self._roots
        value = call
        for read, found in reads.items():
            branch = following.get(value)
            if branch is None:
                branch = following[value] = _Branch(read)
            following, value = branch.following, found
        following[value] = answer
