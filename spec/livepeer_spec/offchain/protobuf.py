"""The wire form of protobuf messages, as far as nodes' messages need it.

Fields stand in the order of their numbers; a field with its default value is left out.
Source: Protocol Buffers documentation, "Encoding".
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from livepeer_spec.offchain.errors import Fault, demand

Value: TypeAlias = int | bool | bytes | str | Sequence["int | bytes"]
"""A number or truth value, bytes, text, or a repeated one: packed numbers, or messages one by one."""

_VARINT, _LENGTH_DELIMITED = 0, 2


def varint(number: int) -> bytes:
    """Seven bits a byte, the least first; a negative number as 64 bits in two's complement.

    Raises ``NUMBER_TOO_LARGE``.
    """
    # It has at most 64 bits.
    demand(-(2**63) <= number < 2**64, Fault.NUMBER_TOO_LARGE, str(number))
    number %= 2**64
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def _delimited(number: int, content: bytes) -> bytes:
    return varint(number << 3 | _LENGTH_DELIMITED) + varint(len(content)) + content


def _field(number: int, value: Value) -> bytes:
    if isinstance(value, str):
        value = value.encode("utf-8")
    if isinstance(value, bytes):
        return _delimited(number, value) if value else b""
    if isinstance(value, int):
        return varint(number << 3 | _VARINT) + varint(value) if value else b""
    numbers = [item for item in value if isinstance(item, int)]
    if numbers:
        return _delimited(number, b"".join(map(varint, numbers)))
    return b"".join(_delimited(number, item) for item in value if isinstance(item, bytes))


def message(fields: Iterable[tuple[int, Value]]) -> bytes:
    """A message from its fields by number. A message within it is given in a list, so that an empty one counts."""
    return b"".join(_field(number, value) for number, value in sorted(fields, key=lambda item: item[0]))
