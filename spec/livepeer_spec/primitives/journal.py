"""State with an undo journal.

A rule writes to plain records and tables; each write notes the value that it replaces. Undoing a rejected
transaction, or a whole sequence of them, is replaying those notes backwards. What a transaction touched can be
read off the same notes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
RecordType = TypeVar("RecordType", bound="Record")

_ABSENT: Any = object()


class Journal:
    """The notes of all writes since the state was created, oldest first.

    Each entry is ``(owner, key, replaced value)``; the owner is a :class:`Record` or a :class:`Table`.
    """

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[tuple[Any, Any, Any]] = []

    def mark(self) -> int:
        """A point to which :meth:`rewind` can return."""
        return len(self.entries)

    def rewind(self, mark: int) -> None:
        """Undo every write since ``mark``."""
        entries = self.entries
        while len(entries) > mark:
            owner, key, value = entries.pop()
            if isinstance(owner, Record):
                owner.__dict__[key] = value
            elif value is _ABSENT:
                dict.__delitem__(owner, key)
            else:
                dict.__setitem__(owner, key, value)


@dataclass(eq=False)
class Record:
    """A group of named values under one ``key``; assigning to a field notes the replaced value."""

    journal: Journal = field(repr=False)
    key: Any

    def __setattr__(self, name: str, value: Any) -> None:
        fields = self.__dict__
        if name in fields:
            fields["journal"].entries.append((self, name, fields[name]))
        fields[name] = value


class Table(dict[Key, Value], Generic[Key, Value]):
    """A mapping in which every key has a value: ``default`` until another one is written."""

    __slots__ = ("default", "journal", "name")

    def __init__(self, journal: Journal, name: str, default: Value) -> None:
        super().__init__()
        self.journal = journal
        self.name = name
        self.default = default

    def __missing__(self, key: Key) -> Value:
        return self.default

    def __setitem__(self, key: Key, value: Value) -> None:
        self.journal.entries.append((self, key, dict.get(self, key, _ABSENT)))
        dict.__setitem__(self, key, value)


class RecordTable(dict[Key, RecordType], Generic[Key, RecordType]):
    """A mapping in which every key has a record; a record that was never written holds zeros."""

    __slots__ = ("create",)

    def __init__(self, create: Callable[[Key], RecordType]) -> None:
        super().__init__()
        self.create = create

    def __missing__(self, key: Key) -> RecordType:
        record = self.create(key)
        dict.__setitem__(self, key, record)
        return record
