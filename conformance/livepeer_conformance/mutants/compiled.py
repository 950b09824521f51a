"""The committed code of the mutants, so that nobody needs a compiler to run them.

A mutant's code hardly differs from the reference contract's, so it is compressed with that as dictionary: small, and of
no use with any other version of the reference.
"""

import base64
import hashlib
import json
import zlib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from livepeer_conformance.adapters.artifacts import Artifact, Link, from_reference
from livepeer_conformance.mutants.catalogue import CatalogueError, Mutant
from livepeer_reference import artifacts as reference

JsonObject = dict[str, Any]


def artifact(mutant: Mutant) -> Artifact:
    """The compiled mutant: the reference contract's artifact with other code.

    Raises ``CatalogueError`` when it was not compiled, or from another version of the reference.
    """
    original = original_artifact(mutant)
    entry = entries(mutant.upgrade).get(mutant.id)
    if entry is None:
        raise CatalogueError(f"{mutant.id} is not compiled")
    if entry["reference"] != digest(original.code):
        raise CatalogueError(f"{mutant.id} was compiled from another version of {mutant.contract}; rebuild the mutants")
    return unpack(mutant, original, entry)


def original_artifact(mutant: Mutant) -> Artifact:
    """The unbroken contract."""
    return from_reference(reference.load(mutant.upgrade, mutant.contract))


def pack(original: Artifact, mutated: Artifact, source: str) -> JsonObject:
    """A compiled mutant as it is committed; ``source`` is the text of the changed file."""
    packer = zlib.compressobj(9, zdict=original.code)
    return {
        "source": source_digest(source),
        "reference": digest(original.code),
        "links": [[link.library, link.offset] for link in mutated.links],
        "runtime_size": mutated.runtime_size,
        "code": base64.b64encode(packer.compress(mutated.code) + packer.flush()).decode("ascii"),
    }


def unpack(mutant: Mutant, original: Artifact, entry: JsonObject) -> Artifact:
    """The artifact that :func:`pack` wrote."""
    unpacker = zlib.decompressobj(zdict=original.code)
    return replace(
        original,
        code=unpacker.decompress(base64.b64decode(entry["code"])),
        links=tuple(Link(library, offset) for library, offset in entry["links"]),
        runtime_size=entry["runtime_size"],
        source=f"mutant {mutant.id}",
    )


@cache
def entries(upgrade: str) -> JsonObject:
    """What is committed for an upgrade, by mutant; nothing before the first build."""
    resource = files(__package__) / "_compiled" / f"{upgrade}.json"
    if not resource.is_file():
        return {}
    document: JsonObject = json.loads(resource.read_text(encoding="utf-8"))
    return document


def is_current(mutant: Mutant, entry: JsonObject | None, source: str) -> bool:
    """Whether a committed entry was made from this text of the changed file and from the present reference."""
    return (
        entry is not None
        and entry["source"] == source_digest(source)
        and entry["reference"] == digest(original_artifact(mutant).code)
    )


def source_digest(text: str) -> str:
    """sha256 of Solidity text without comments and white space, which make no difference to the code."""
    kept, position = [], 0
    while position < len(text):
        if text.startswith("//", position):
            position = _end(text, "\n", position)
        elif text.startswith("/*", position):
            position = _end(text, "*/", position)
        elif text[position] in "\"'":
            end = position + 1
            while text[end] != text[position]:
                end += 2 if text[end] == "\\" else 1
            kept.append(text[position : end + 1])
            position = end + 1
        else:
            if not text[position].isspace():
                kept.append(text[position])
            position += 1
    return digest("".join(kept).encode())


def _end(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def digest(data: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(data).hexdigest()
