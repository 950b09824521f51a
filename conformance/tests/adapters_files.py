"""The reference artifacts, written the way that build tools write theirs."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from livepeer_reference import artifacts as reference

Document = dict[str, Any]


def document(upgrade: str, name: str) -> Document:
    """The content of a reference artifact's file."""
    folder = files("livepeer_reference") / "_artifacts"
    resource = folder / upgrade / f"{name}.json"
    if not resource.is_file():
        resource = folder / reference.BASES[upgrade] / f"{name}.json"
    content: Document = json.loads(resource.read_text(encoding="utf-8"))
    return content


def write(path: Path, content: Any) -> Path:
    """Write JSON to a file, whose folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_hardhat(root: Path, upgrade: str, names: tuple[str, ...] | None = None) -> Path:
    """An ``artifacts`` tree of Hardhat; storage layouts are in the build's record."""
    outputs: dict[str, dict[str, Any]] = {}
    for name in names or reference.names(upgrade):
        content = document(upgrade, name)
        layout, source = content.pop("storageLayout"), content["sourceName"]
        folder = root / "contracts" / Path(source).name
        write(folder / f"{name}.json", {"_format": "hh-sol-artifact-1", **content})
        write(folder / f"{name}.dbg.json", {"_format": "hh-sol-dbg-1", "buildInfo": "../../build-info/1.json"})
        outputs.setdefault(source, {})[name] = {"storageLayout": layout}
    write(root / "build-info" / "1.json", {"output": {"contracts": outputs}})
    return root


def write_foundry(root: Path, upgrade: str, names: tuple[str, ...] | None = None) -> Path:
    """An ``out`` tree of Foundry."""
    for name in names or reference.names(upgrade):
        content = document(upgrade, name)
        made = {
            "abi": content["abi"],
            "bytecode": {"object": content["bytecode"], "linkReferences": content["linkReferences"]},
            "deployedBytecode": {"object": content["deployedBytecode"]},
            "storageLayout": content["storageLayout"],
        }
        write(root / Path(content["sourceName"]).name / f"{name}.json", made)
    write(root / "build-info" / "1.json", {"source_id_to_path": {}})
    return root


def write_plain(root: Path, upgrade: str, names: tuple[str, ...] | None = None) -> Path:
    """A folder with an ABI and bytecode a file, and no links named: the placeholders have to do.

    They are hashes, so that libraries of which one contract links several are told apart by their sources' names.
    """
    contents = {name: document(upgrade, name) for name in names or reference.names(upgrade)}
    linked = [
        {name for by_name in content["linkReferences"].values() for name in by_name} for content in contents.values()
    ]
    told = {name for libraries in linked if len(libraries) > 1 for name in libraries}
    for name, content in contents.items():
        kept = ("abi", "bytecode", "sourceName") if name in told else ("abi", "bytecode")
        write(root / f"{name}.json", {key: content[key] for key in kept})
    return root


FORMS = {"hardhat": write_hardhat, "foundry": write_foundry, "plain": write_plain}
