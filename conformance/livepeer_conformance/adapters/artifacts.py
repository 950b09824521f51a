"""Compiled contracts, read from where a build tool leaves them.

Three forms are known: the ``artifacts/`` tree of Hardhat, the ``out/`` tree of Foundry, and any folder of JSON files
that hold ``abi`` and ``bytecode``. What is read comes from outside, so every value is checked before it is used.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, Final

from livepeer_conformance.adapters.errors import ArtifactError
from livepeer_conformance.model.json_text import parse_json
from livepeer_reference import artifacts as reference
from livepeer_spec.primitives.hashing import keccak

JsonObject = dict[str, Any]

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
"""A larger JSON file is refused."""
MAX_FILES: Final = 20_000
"""A folder with more JSON files is refused."""
MAX_RUNTIME_BYTES: Final = 24_576
"""Largest runtime code that a chain takes (EIP-170)."""

_ADDRESS_BYTES: Final = 20
_HEX: Final = re.compile(rb"[0-9a-fA-F]*")
_PLACEHOLDER: Final = re.compile(rb"__.{38}")
"""What compilers put where a library's address belongs: 40 characters that begin with two underscores."""
_NAMED_LENGTH: Final = 36
"""How much of a file's and a library's name older compilers put in there."""
_TEXT_MARKS: Final = (bytes.fromhex("08c379a0"), bytes.fromhex("62461bcd60e51b"))
"""What code that rejects with a text has: the selector of ``Error(string)``, whole or shortened and then shifted."""


class Form(Enum):
    """How a folder of artifacts is laid out."""

    HARDHAT = "hardhat"
    FOUNDRY = "foundry"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Link:
    """A place for a library's address: ``offset`` in bytes; ``library`` is ``$...$`` where only a hash tells of it."""

    library: str
    offset: int


@dataclass(frozen=True)
class Artifact:
    """A compiled contract.

    Attributes:
        name: the contract's name.
        abi: its ABI entries.
        code: creation code, with zeros where libraries are linked.
        links: those places.
        runtime_size: bytes of the runtime code, 0 where the artifact does not tell.
        storage_layout: the compiler's storage layout, None where the artifact has none.
        source: the file that it was read from.
        source_name: the Solidity file by the name that its compiler knew, empty where the artifact does not tell.
    """

    name: str
    abi: tuple[JsonObject, ...]
    code: bytes
    links: tuple[Link, ...]
    runtime_size: int
    storage_layout: JsonObject | None
    source: str
    source_name: str = ""

    @property
    def library_names(self) -> tuple[str, ...]:
        """What links of other contracts may call this one: its name, and its hash where that is known."""
        return (self.name, _library_hash(self.source_name, self.name)) if self.source_name else (self.name,)

    @property
    def tells_reasons(self) -> bool:
        """Whether it can reject with a text or a custom error."""
        return any(mark in self.code for mark in _TEXT_MARKS) or any(entry["type"] == "error" for entry in self.abi)

    @property
    def constructor_types(self) -> tuple[str, ...]:
        """The ABI types of the constructor's arguments."""
        for entry in self.abi:
            if entry["type"] == "constructor":
                return tuple(argument["type"] for argument in entry.get("inputs", ()))
        return ()

    def link(self, libraries: Mapping[str, bytes]) -> bytes:
        """The creation code with the libraries' addresses, by name or hash.

        A library of which only an unknown hash tells takes the only address there is. Raises ``KeyError`` with the
        name of a library that is missing.
        """
        code = bytearray(self.code)
        hashes = {link.library for link in self.links if link.library.startswith("$")}
        only = set(libraries.values()) if len(hashes) == 1 else set()
        for link in self.links:
            if link.library not in libraries and link.library in hashes and len(only) == 1:
                address = next(iter(only))
            else:
                address = libraries[link.library]
            code[link.offset : link.offset + _ADDRESS_BYTES] = address
        return bytes(code)


def load_linked(path: Path | str, wanted: Collection[str]) -> dict[str, Artifact]:
    """The contracts of a folder that are ``wanted``, and the libraries that they link, as far as they are there.

    Raises ``ArtifactError`` as :func:`load_directory` does.
    """
    found = load_directory(path, wanted)
    asked = set(wanted)
    while True:
        known = {name for artifact in found.values() for name in artifact.library_names}
        missing = {link.library for artifact in found.values() for link in artifact.links} - known - asked
        if not missing:
            return found
        asked |= missing
        found.update(load_directory(path, missing))


def load_directory(path: Path | str, wanted: Collection[str] | None = None) -> dict[str, Artifact]:
    """The deployable contracts of a folder, by name; interfaces and abstract contracts have no code and are left out.

    ``wanted`` limits it to some names, or hashes of libraries, so that nothing else in the folder can be in the way.
    Raises ``ArtifactError`` for a file that cannot be used, and when two different contracts have one name.
    """
    root = Path(path)
    if not root.is_dir():
        raise ArtifactError(root, "", "no such folder")
    files = list(_json_files(root))
    form = detect_form(root, files)
    found: dict[str, Artifact] = {}
    builds: dict[Path, Any] = {}
    for file in files:
        if form is not Form.PLAIN and wanted is not None and file.name.split(".")[0] not in wanted:
            continue
        document = read_json(file)
        if not _is_artifact(file, document):
            continue
        name = _contract_name(file, document, form)
        if (
            wanted is not None
            and name not in wanted
            and _library_hash(_source_name(file, document), name) not in wanted
        ):
            continue
        artifact = parse_artifact(file, name, document)
        if artifact is not None:
            if form is Form.HARDHAT and artifact.storage_layout is None:
                artifact = replace(artifact, storage_layout=_layout_from_build(root, file, document, builds))
            _add(found, artifact)
    if not found and wanted is None:
        raise ArtifactError(root, "", "there are no compiled contracts in this folder")
    return found


def detect_form(root: Path, files: Collection[Path] | None = None) -> Form:
    """How the folder is laid out, told from its files' places and names alone."""
    names = list(_json_files(root)) if files is None else files
    if any(file.parent.suffix == ".sol" for file in names):
        has_debug_files = any(file.suffixes[-2:] == [".dbg", ".json"] for file in _all_json_files(root))
        below_contracts = (root / "build-info").is_dir() and (root / "contracts").is_dir()
        return Form.HARDHAT if has_debug_files or below_contracts else Form.FOUNDRY
    return Form.PLAIN


def from_reference(artifact: reference.Artifact) -> Artifact:
    """A contract of the reference implementation."""
    links = tuple(
        Link(library, place["start"])
        for by_name in artifact.link_references.values()
        for library, places in by_name.items()
        for place in places
    )
    none: dict[str, bytes] = {link.library: bytes(_ADDRESS_BYTES) for link in links}
    return Artifact(
        name=artifact.name,
        abi=artifact.abi,
        code=artifact.link(none),
        links=links,
        runtime_size=len(artifact.deployed_bytecode.removeprefix("0x")) // 2,
        storage_layout=artifact.storage_layout,
        source=f"reference {artifact.upgrade}/{artifact.name}",
        source_name=artifact.source_name,
    )


def read_json(file: Path) -> Any:
    """The content of a JSON file. Raises ``ArtifactError``, also when it is too large or nested too deep."""
    try:
        size = file.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ArtifactError(file, "", f"{size} bytes, more than {MAX_FILE_BYTES} are not read")
        return parse_json(file.read_bytes())
    except OSError as error:
        raise ArtifactError(file, "", f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ArtifactError(file, "", f"not valid JSON: {error}") from error


def parse_artifact(file: Path, name: str, document: Any) -> Artifact | None:
    """The contract that a decoded file describes; None when it has no code. Raises ``ArtifactError``."""
    abi = _abi(file, document)
    text = _code_text(file, document, "bytecode")
    if not text:
        return None
    links = _named_links(file, document, len(text) // 2)
    code, links = _cut_placeholders(file, text, links)
    runtime = _code_text(file, document, "deployedBytecode") if "deployedBytecode" in document else ""
    layout = document.get("storageLayout")
    if layout is not None and not isinstance(layout, dict):
        raise ArtifactError(file, "storageLayout", "expected an object")
    return Artifact(name, abi, code, links, len(runtime) // 2, layout, str(file), _source_name(file, document))


def _all_json_files(root: Path) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(root):
        subfolders.sort()
        for name in sorted(names):
            if name.endswith(".json"):
                yield Path(folder, name)


def _json_files(root: Path) -> Iterator[Path]:
    """The files that may be artifacts; build tools' records beside them are left out."""
    count = 0
    for file in _all_json_files(root):
        beside = {"build-info", "cache", "node_modules"} & set(file.relative_to(root).parts[:-1])
        if beside or file.name.endswith((".dbg.json", ".metadata.json")) or not file.is_file():
            continue
        count += 1
        if count > MAX_FILES:
            raise ArtifactError(root, "", f"more than {MAX_FILES} JSON files; point at the folder with the artifacts")
        yield file


def _is_artifact(file: Path, document: Any) -> bool:
    if not isinstance(document, dict):
        raise ArtifactError(file, "", f"expected an object, found {_kind(document)}")
    return any(key in document for key in ("abi", "bytecode", "contractName"))


def _contract_name(file: Path, document: JsonObject, form: Form) -> str:
    name = document.get("contractName", file.name.split(".")[0] if form is Form.FOUNDRY else file.stem)
    if not isinstance(name, str) or not name.isidentifier():
        raise ArtifactError(file, "contractName", f"expected a contract's name, found {name!r:.60}")
    return name


def _source_name(file: Path, document: JsonObject) -> str:
    name = document.get("sourceName", "")
    if not isinstance(name, str):
        raise ArtifactError(file, "sourceName", f"expected text, found {_kind(name)}")
    return name


def _add(found: dict[str, Artifact], artifact: Artifact) -> None:
    other = found.get(artifact.name)
    if other is None:
        found[artifact.name] = artifact
    elif (other.abi, other.code, other.links) != (artifact.abi, artifact.code, artifact.links):
        message = f"another contract {artifact.name} is in {other.source}"
        raise ArtifactError(artifact.source, "", message)


def _abi(file: Path, document: JsonObject) -> tuple[JsonObject, ...]:
    if "abi" not in document:
        raise ArtifactError(file, "abi", "missing")
    abi = document["abi"]
    if not isinstance(abi, list):
        raise ArtifactError(file, "abi", f"expected a list, found {_kind(abi)}")
    for index, entry in enumerate(abi):
        if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
            raise ArtifactError(file, f"abi[{index}]", "expected an object with a type")
        inputs = entry.get("inputs", [])
        if not isinstance(inputs, list):
            raise ArtifactError(file, f"abi[{index}].inputs", f"expected a list, found {_kind(inputs)}")
        if not all(isinstance(each, dict) and isinstance(each.get("type"), str) for each in inputs):
            raise ArtifactError(file, f"abi[{index}].inputs", "expected objects with a type")
    return tuple(abi)


def _code_text(file: Path, document: JsonObject, field: str) -> str:
    """The hex digits of a code, without prefix; placeholders are still in it."""
    if field not in document:
        raise ArtifactError(file, field, "missing")
    code = document[field]
    if isinstance(code, dict):
        field += ".object"
        if "object" not in code:
            raise ArtifactError(file, field, "missing")
        code = code["object"]
    if not isinstance(code, str):
        raise ArtifactError(file, field, f"expected hexadecimal text, found {_kind(code)}")
    digits = code.removeprefix("0x")
    if len(digits) % 2:
        raise ArtifactError(file, field, f"{len(digits)} hexadecimal digits are no whole number of bytes")
    return digits


def _named_links(file: Path, document: JsonObject, size: int) -> tuple[Link, ...]:
    code = document["bytecode"]
    holder, field = (code, "bytecode.linkReferences") if isinstance(code, dict) else (document, "linkReferences")
    by_file = holder.get("linkReferences") or {}
    if not isinstance(by_file, dict):
        raise ArtifactError(file, field, f"expected an object, found {_kind(by_file)}")
    links: list[Link] = []
    for source, by_name in by_file.items():
        if not isinstance(by_name, dict):
            raise ArtifactError(file, f"{field}.{source}", f"expected an object, found {_kind(by_name)}")
        for library, places in by_name.items():
            place_field = f"{field}.{source}.{library}"
            if not isinstance(places, list):
                raise ArtifactError(file, place_field, f"expected a list, found {_kind(places)}")
            links.extend(Link(library, _offset(file, place_field, place, size)) for place in places)
    return tuple(links)


def _offset(file: Path, field: str, place: Any, size: int) -> int:
    if not isinstance(place, dict) or not isinstance(place.get("start"), int):
        raise ArtifactError(file, field, "expected places with a start")
    start = int(place["start"])
    if place.get("length", _ADDRESS_BYTES) != _ADDRESS_BYTES or not 0 <= start <= size - _ADDRESS_BYTES:
        raise ArtifactError(file, field, f"no room for an address of 20 bytes at byte {start} of {size}")
    return start


def _cut_placeholders(file: Path, text: str, links: tuple[Link, ...]) -> tuple[bytes, tuple[Link, ...]]:
    """The code with zeros at every link, and the links with those that only a placeholder tells."""
    zeros = b"0" * (2 * _ADDRESS_BYTES)
    digits = bytearray(text, "ascii", "replace")
    for link in links:
        digits[2 * link.offset : 2 * link.offset + len(zeros)] = zeros
    unnamed = []
    for match in _PLACEHOLDER.finditer(bytes(digits)):
        if match.start() % 2 == 0:
            unnamed.append(Link(_library_name(match.group().decode("ascii")), match.start() // 2))
            digits[match.start() : match.end()] = zeros
    good = _HEX.match(digits)
    end = good.end() if good else 0
    if end != len(digits):
        found = digits[end : end + 8].decode("ascii")
        raise ArtifactError(file, "bytecode", f"{found!r} at digit {end} is not hexadecimal")
    return bytes.fromhex(digits.decode("ascii")), (*links, *unnamed)


def _library_name(placeholder: str) -> str:
    """The library that a placeholder names: older compilers write its name, newer ones a hash between dollar signs.

    The name may come behind its file's; where both are too long the end is cut off, and the file's name stands for it.
    """
    if "$" in placeholder or not placeholder.endswith("_"):
        return f"${placeholder.strip('_$')}$"
    text = placeholder.strip("_")
    file, _, name = text.rpartition(":")
    return name if len(text) < _NAMED_LENGTH else (file or name).rpartition("/")[2].partition(".")[0]


def _library_hash(source_name: str, name: str) -> str:
    """What stands in a placeholder for a library: the begin of the hash of its file and name, between dollar signs."""
    return f"${keccak(f'{source_name}:{name}'.encode()).hex()[:34]}$"


def _layout_from_build(root: Path, file: Path, document: JsonObject, builds: dict[Path, Any]) -> JsonObject | None:
    """A storage layout from Hardhat's record of the build that made the artifact; None where there is none."""
    debug_file = file.with_suffix(".dbg.json")
    if not debug_file.is_file():
        return None
    debug = read_json(debug_file)
    where = debug.get("buildInfo") if isinstance(debug, dict) else None
    if not isinstance(where, str):
        raise ArtifactError(debug_file, "buildInfo", "expected a path")
    build_file = (debug_file.parent / where).resolve()
    if not build_file.is_relative_to(root.resolve()) or not build_file.is_file():
        return None
    if build_file not in builds:
        builds[build_file] = read_json(build_file)
    layout = builds[build_file]
    for key in ("output", "contracts", document.get("sourceName"), document.get("contractName"), "storageLayout"):
        layout = layout.get(key) if isinstance(layout, dict) else None
    return layout if isinstance(layout, dict) else None


def _kind(value: Any) -> str:
    """The JSON name of a value's type."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")
