"""Where a contract keeps its state, by the storage layout that its compiler wrote.

Source: Solidity documentation, "Layout of State Variables in Storage".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from livepeer_conformance.adapters.errors import ArtifactError
from livepeer_spec.primitives.hashing import keccak

_WORD_BYTES: Final = 32
_WORDS: Final = 1 << 256
_STEP: Final = re.compile(r"\.?(\w+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Hop:
    """From the slot of a mapping to that of an entry: which part of the key selects it, and what is added then."""

    key_part: int
    add: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands.

    Attributes:
        slot: the first slot.
        hops: the mappings that follow, outermost first.
        shift, mask: which bits of the last slot's word the value is.
    """

    slot: int
    hops: tuple[Hop, ...]
    shift: int
    mask: int

    def slot_of(self, key: tuple[Any, ...]) -> int:
        """The slot of the value under ``key``: addresses and words as bytes, numbers as integers."""
        slot = self.slot
        for hop in self.hops:
            part = key[hop.key_part]
            padded = (
                part.rjust(_WORD_BYTES, b"\0") if isinstance(part, bytes) else int(part).to_bytes(_WORD_BYTES, "big")
            )
            slot = (int.from_bytes(keccak(padded + slot.to_bytes(_WORD_BYTES, "big")), "big") + hop.add) % _WORDS
        return slot


class Layout:
    """A compiler's storage layout, checked as it is read, for it comes from outside."""

    def __init__(self, document: Mapping[str, Any], source: str) -> None:
        """``source`` names the artifact in errors. Raises ``ArtifactError``."""
        self._source = source
        storage, types = document.get("storage"), document.get("types") or {}
        if not isinstance(storage, list):
            raise self._error("storageLayout.storage", "expected a list")
        if not isinstance(types, dict):
            raise self._error("storageLayout.types", "expected an object")
        self._types: Mapping[str, Any] = types
        self._variables = self._by_label(storage, "storageLayout.storage")

    def place(self, path: str) -> Place | None:
        """Where the value at a path such as ``delegators[0].unbondingLocks[1].amount`` stands; None when nowhere.

        The number in brackets says which part of a key selects the entry of the mapping. Raises ``ArtifactError``
        when the layout contradicts itself.
        """
        steps = list(_STEP.finditer(path))
        variable = self._variables.get(steps[0].group(1))
        if variable is None:
            return None
        base, offset, kind = variable
        hops: list[Hop] = []
        for step in steps[1:]:
            declared = self._type(kind)
            if step.group(2) is not None:
                kind = declared.get("value", "")
                if declared.get("encoding") != "mapping" or not isinstance(kind, str):
                    return None
                hops.append(Hop(int(step.group(2)), 0))
                offset = 0
                continue
            member = self._by_label(declared.get("members", []), f"storageLayout.types.{kind}").get(step.group(1))
            if member is None:
                return None
            added, offset, kind = member
            if hops:
                hops[-1] = Hop(hops[-1].key_part, hops[-1].add + added)
            else:
                base += added
        return self._value(base, tuple(hops), offset, kind)

    def _value(self, slot: int, hops: tuple[Hop, ...], offset: int, kind: str) -> Place | None:
        declared = self._type(kind)
        if declared.get("encoding") != "inplace" or "members" in declared or "base" in declared:
            return None
        size = self._number(declared.get("numberOfBytes"), f"storageLayout.types.{kind}.numberOfBytes")
        if not 0 < size <= _WORD_BYTES - offset:
            raise self._error(f"storageLayout.types.{kind}", f"{size} bytes at offset {offset} do not fit into a slot")
        return Place(slot, hops, 8 * offset, (1 << 8 * size) - 1)

    def _type(self, kind: str) -> Mapping[str, Any]:
        declared = self._types.get(kind)
        if not isinstance(declared, dict):
            raise self._error(f"storageLayout.types.{kind}", "expected an object")
        return declared

    def _by_label(self, entries: Any, field: str) -> dict[str, tuple[int, int, str]]:
        """Slot, offset and type of each variable or member."""
        if not isinstance(entries, list):
            raise self._error(field, "expected a list")
        result = {}
        for index, entry in enumerate(entries):
            if not isinstance(entry, dict) or not isinstance(entry.get("label"), str):
                raise self._error(f"{field}[{index}]", "expected an object with a label")
            kind = entry.get("type")
            if not isinstance(kind, str):
                raise self._error(f"{field}[{index}].type", "expected text")
            slot = self._number(entry.get("slot"), f"{field}[{index}].slot")
            offset = self._number(entry.get("offset"), f"{field}[{index}].offset")
            result[entry["label"]] = slot, offset, kind
        return result

    def _number(self, value: Any, field: str) -> int:
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,78}", text):
            raise self._error(field, f"expected a number, found {value!r:.60}")
        return int(text)

    def _error(self, field: str, message: str) -> ArtifactError:
        return ArtifactError(self._source, field, message)
