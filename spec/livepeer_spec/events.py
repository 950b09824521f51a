"""Events: what a rule emits, and how it looks in a log.

An event is a named tuple whose class carries its ABI declaration::

    @event("Transfer(address indexed from, address indexed to, uint256 value)")
    class Transfer(NamedTuple):
        sender: Address
        recipient: Address
        value: Lptu
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from livepeer_spec.primitives.abi import Packer, packer, split_types, unpack
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Hash32

EventClass = TypeVar("EventClass", bound=type)


@dataclass(frozen=True, slots=True)
class EventType:
    """The declaration of an event.

    ``types`` and ``indexed`` have one entry a parameter, in the order of the event's fields.
    """

    name: str
    signature: str
    parameters: tuple[str, ...]
    types: tuple[str, ...]
    indexed: tuple[bool, ...]
    topic: Hash32
    _topic_packers: tuple[tuple[int, Packer], ...]
    _data_fields: tuple[int, ...]
    _data_packer: Packer

    def encode(self, event: tuple[Any, ...]) -> tuple[tuple[Hash32, ...], bytes]:
        """Topics and data of the log that the event leaves."""
        topics = [self.topic]
        for field, pack in self._topic_packers:
            topics.append(pack((event[field],)))
        return tuple(topics), self._data_packer([event[field] for field in self._data_fields])

    def decode(self, topics: tuple[Hash32, ...], data: bytes) -> tuple[Any, ...]:
        """The values of a log with this event's topic. Raises ``AbiError`` when it does not fit the declaration."""
        values = list(unpack([kind for kind, key in zip(self.types, self.indexed, strict=True) if not key], data))
        keys = list(
            unpack([kind for kind, key in zip(self.types, self.indexed, strict=True) if key], b"".join(topics[1:]))
        )
        return tuple(keys.pop(0) if key else values.pop(0) for key in self.indexed)


def parse_event(declaration: str) -> EventType:
    """The event type that a declaration such as ``Pause()`` or ``Mint(address indexed to, uint256 amount)`` states."""
    name, rest = declaration.split("(", 1)
    words = [part.split() for part in split_types(rest.rsplit(")", 1)[0])]
    types = tuple(part[0] for part in words)
    indexed = tuple("indexed" in part for part in words)
    signature = f"{name}({','.join(types)})"
    data_fields = tuple(field for field, key in enumerate(indexed) if not key)
    return EventType(
        name=name,
        signature=signature,
        parameters=tuple(part[-1] for part in words),
        types=types,
        indexed=indexed,
        topic=keccak(signature.encode("ascii")),
        _topic_packers=tuple((field, packer(types[field])) for field, key in enumerate(indexed) if key),
        _data_fields=data_fields,
        _data_packer=packer(*[types[field] for field in data_fields]),
    )


def event(declaration: str) -> Callable[[EventClass], EventClass]:
    """Attach the ABI declaration to a named tuple, as its attribute ``event_type``."""
    parsed = parse_event(declaration)

    def attach(cls: EventClass) -> EventClass:
        cls.event_type = parsed  # type: ignore[attr-defined]
        return cls

    return attach
