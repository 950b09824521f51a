"""Packing and unpacking of contract calls, return values and events.

Covers what the protocol's contracts use: integers, addresses, booleans, fixed and dynamic bytes, strings, tuples and
arrays, of which those of a fixed length are packed as tuples. Packers are built once a signature and reused.

Source: Contract ABI Specification (Solidity documentation), "Formal Specification of the Encoding" and "Events".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from livepeer_spec.primitives.hashing import keccak

Packer: TypeAlias = Callable[[Any], bytes]

_WORD = 32


class AbiError(ValueError):
    """Data that is not a well-formed encoding of the expected types."""


@dataclass(frozen=True, slots=True)
class AbiType:
    """A parsed type. ``item`` is the element of an array, ``members`` the parts of a tuple."""

    name: str
    item: "AbiType | None" = None
    members: tuple["AbiType", ...] = ()

    @property
    def is_dynamic(self) -> bool:
        """Whether the encoding has a length of its own and so stands in the tail."""
        if self.name in ("bytes", "string", "array"):
            return True
        return any(member.is_dynamic for member in self.members)

    @property
    def head_size(self) -> int:
        """Bytes that the type takes in the head of its tuple."""
        if self.name == "tuple" and not self.is_dynamic:
            return sum(member.head_size for member in self.members)
        return _WORD


@cache
def parse_type(text: str) -> AbiType:
    """The parsed form of a type such as ``uint256`` or ``(address,bytes)[]``. Raises ``AbiError``."""
    text = text.strip()
    if text.endswith("[]"):
        return AbiType("array", item=parse_type(text[:-2]))
    if text.endswith("]"):
        item, _, length = text[:-1].rpartition("[")
        return AbiType("tuple", members=(parse_type(item),) * int(length))
    if text.startswith("("):
        return AbiType("tuple", members=tuple(parse_type(part) for part in split_types(text[1:-1])))
    known = text in ("address", "bool", "bytes", "string") or text.startswith(("uint", "int", "bytes"))
    if not known:
        raise AbiError(f"unsupported ABI type: {text}")
    return AbiType(text)


def split_types(text: str) -> list[str]:
    """The parts of a comma-separated list of types, leaving nested tuples whole."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    if text[start:].strip():
        parts.append(text[start:])
    return parts


def argument_types(signature: str) -> list[str]:
    """The argument types of a function or event signature such as ``bond(uint256,address)``."""
    return split_types(signature[signature.index("(") + 1 : signature.rindex(")")])


@cache
def selector(signature: str) -> bytes:
    """The first four bytes of a call to the function ``signature``."""
    return keccak(signature.encode("ascii"))[:4]


def _pack_uint(value: int) -> bytes:
    return value.to_bytes(_WORD, "big")


def _pack_int(value: int) -> bytes:
    return value.to_bytes(_WORD, "big", signed=True)


def _pack_address(value: bytes) -> bytes:
    if len(value) != 20:
        raise AbiError(f"an address has 20 bytes, not {len(value)}")
    return b"\0\0\0\0\0\0\0\0\0\0\0\0" + value


def _pack_fixed_bytes(value: bytes) -> bytes:
    return value.ljust(_WORD, b"\0")


def _pack_bytes(value: bytes) -> bytes:
    return _pack_uint(len(value)) + value + bytes(-len(value) % _WORD)


def _pack_string(value: str) -> bytes:
    return _pack_bytes(value.encode("utf-8"))


def _packer(kind: AbiType) -> Packer:
    if kind.name == "tuple":
        return tuple_packer(kind.members)
    if kind.item is not None:
        return _array_packer(kind.item)
    if kind.name.startswith("uint") or kind.name == "bool":
        return _pack_uint
    if kind.name.startswith("int"):
        return _pack_int
    if kind.name == "address":
        return _pack_address
    if kind.name == "bytes":
        return _pack_bytes
    return _pack_string if kind.name == "string" else _pack_fixed_bytes


def _array_packer(item: AbiType) -> Packer:
    def pack(values: Sequence[Any]) -> bytes:
        return _pack_uint(len(values)) + tuple_packer((item,) * len(values))(values)

    return pack


@cache
def tuple_packer(members: tuple[AbiType, ...]) -> Packer:
    """A function that packs one value for each of ``members``."""
    packers = tuple(_packer(member) for member in members)
    if not any(member.is_dynamic for member in members):
        if len(packers) == 1:
            only = packers[0]
            return lambda values: only(values[0])
        return lambda values: b"".join([pack(value) for pack, value in zip(packers, values, strict=True)])
    dynamic = tuple(member.is_dynamic for member in members)
    head_size = sum(member.head_size for member in members)

    def pack_with_tail(values: Sequence[Any]) -> bytes:
        heads, tails, offset = [], [], head_size
        for pack, value, has_tail in zip(packers, values, dynamic, strict=True):
            packed = pack(value)
            if has_tail:
                heads.append(_pack_uint(offset))
                tails.append(packed)
                offset += len(packed)
            else:
                heads.append(packed)
        return b"".join(heads + tails)

    return pack_with_tail


@cache
def packer(*types: str) -> Packer:
    """A function that packs a sequence with one value for each of ``types``."""
    return tuple_packer(tuple(parse_type(text) for text in types))


def pack(types: Sequence[str], values: Sequence[Any]) -> bytes:
    """``values`` packed as ``types``."""
    return packer(*types)(values)


def unpack(types: Sequence[str], data: bytes) -> tuple[Any, ...]:
    """The values that ``data`` encodes as ``types``. Raises ``AbiError`` when it is too short or malformed."""
    return _unpack_tuple(tuple(parse_type(text) for text in types), data, 0)


def _word(data: bytes, position: int) -> bytes:
    word = data[position : position + _WORD]
    if len(word) != _WORD:
        raise AbiError(f"the data ends at byte {len(data)}, a word at byte {position} was expected")
    return word


def _unpack_tuple(members: tuple[AbiType, ...], data: bytes, base: int) -> tuple[Any, ...]:
    values, position = [], base
    for member in members:
        if member.is_dynamic:
            offset = int.from_bytes(_word(data, position), "big")
            values.append(_unpack_value(member, data, base + offset))
        else:
            values.append(_unpack_value(member, data, position))
        position += member.head_size
    return tuple(values)


def _unpack_value(kind: AbiType, data: bytes, position: int) -> Any:
    if kind.name == "tuple":
        return _unpack_tuple(kind.members, data, position)
    word = _word(data, position)
    if kind.item is not None or kind.name in ("bytes", "string"):
        return _unpack_dynamic(kind, data, position + _WORD, int.from_bytes(word, "big"))
    if kind.name.startswith("uint"):
        return _unpack_uint(kind.name, word)
    if kind.name.startswith("int"):
        return int.from_bytes(word, "big", signed=True)
    if kind.name == "bool":
        return _unpack_bool(word)
    if kind.name == "address":
        if any(word[:12]):
            raise AbiError("an address has bits above its 20 bytes")
        return word[12:]
    return word[: int(kind.name.removeprefix("bytes"))]


def _unpack_uint(name: str, word: bytes) -> int:
    value = int.from_bytes(word, "big")
    if value >> int(name.removeprefix("uint") or 256):
        raise AbiError(f"{value} is no {name}")
    return value


def _unpack_bool(word: bytes) -> bool:
    value = int.from_bytes(word, "big")
    if value > 1:
        raise AbiError(f"a truth value is 0 or 1, not {value}")
    return value == 1


def _unpack_dynamic(kind: AbiType, data: bytes, start: int, length: int) -> Any:
    if kind.item is not None:
        if length * _WORD > len(data) - start:
            raise AbiError(f"an array of {length} items does not fit into {len(data)} bytes")
        return list(_unpack_tuple((kind.item,) * length, data, start))
    content = data[start : start + length]
    if len(content) != length:
        raise AbiError(f"{length} bytes are announced, {len(content)} are there")
    if kind.name == "bytes":
        return content
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AbiError(f"a string is not valid UTF-8: {error}") from error
