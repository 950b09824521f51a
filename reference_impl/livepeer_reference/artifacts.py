"""The committed, compiled reference contracts."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

JsonObject = dict[str, Any]

#: Rule sets of which only the contracts that differ are compiled, and where the others are.
BASES = {"alpha-launch": "alpha", "arbitration": "confluence"}

#: Contracts of their base that they do not have.
ABSENT = {"alpha-launch": frozenset({"ServiceRegistry"})}


@dataclass(frozen=True)
class Artifact:
    """One compiled contract.

    ``bytecode`` and ``deployed_bytecode`` are hex with ``0x``; where a library's address belongs they hold a
    placeholder, whose places ``link_references`` gives: source file, library, then byte offsets and lengths in the
    creation code.
    """

    upgrade: str
    name: str
    source_name: str
    abi: tuple[JsonObject, ...]
    bytecode: str
    deployed_bytecode: str
    link_references: dict[str, dict[str, list[dict[str, int]]]]
    storage_layout: JsonObject

    def link(self, libraries: dict[str, bytes]) -> bytes:
        """Return the creation code with the 20-byte address of each library, by name, filled in.

        Raises ``KeyError`` when a library that the contract needs is not given.
        """
        code = self.bytecode.removeprefix("0x")
        for by_name in self.link_references.values():
            for library, places in by_name.items():
                address = libraries[library].hex()
                for place in places:
                    start = 2 * place["start"]
                    code = code[:start] + address + code[start + 2 * place["length"] :]
        return bytes.fromhex(code)


def parse(upgrade: str, document: JsonObject) -> Artifact:
    """Return the artifact that a decoded artifact file describes."""
    return Artifact(
        upgrade=upgrade,
        name=document["contractName"],
        source_name=document["sourceName"],
        abi=tuple(document["abi"]),
        bytecode=document["bytecode"],
        deployed_bytecode=document["deployedBytecode"],
        link_references=document["linkReferences"],
        storage_layout=document["storageLayout"],
    )


@cache
def load(upgrade: str, name: str) -> Artifact:
    """Return a contract of an upgrade, or of ``common``: the accounts with code that tests use.

    Raises ``FileNotFoundError`` when there is no such contract.
    """
    resource = files("livepeer_reference") / "_artifacts" / upgrade / f"{name}.json"
    if upgrade in BASES and not resource.is_file():
        return load(BASES[upgrade], name)
    return parse(upgrade, json.loads(resource.read_text(encoding="utf-8")))


def names(upgrade: str) -> tuple[str, ...]:
    """Return the names of the contracts of an upgrade, sorted."""
    folder = files("livepeer_reference") / "_artifacts" / upgrade
    own = {entry.name.removesuffix(".json") for entry in folder.iterdir()}
    inherited = names(BASES[upgrade]) if upgrade in BASES else ()
    return tuple(sorted(own | (set(inherited) - ABSENT.get(upgrade, frozenset()))))
