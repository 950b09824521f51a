"""Compile the second set: contracts of our own that differ from the reference as somebody else's would.

Another storage layout, custom errors, two linked libraries, another compiler and other settings. The set is kept in
three forms, as three implementers would have it:

- ``hardhat/artifacts``: the four contracts and their libraries; storage layouts in the build's record;
- ``foundry/out``: the full protocol, the contracts that do not differ compiled from the reference's sources;
- ``plain``: ABI and bytecode, no links and no layouts, only the names that the placeholders are made of.

Beside them, ``defects.json`` says how the code of the third form changes with each of some defects of one line.

``python conformance/tests/second_set/build.py`` writes all this and ``lock.json``; with ``--check`` it compares and
writes nothing. Exit status as in ``livepeer_reference.build``, whose search for a compiler it uses.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
SOURCES = FOLDER / "contracts"
LOCK = FOLDER / "lock.json"
PATCHES = "defects.json"

VERSION = "0.8.21"
OWN = {
    "BondingManager": "contracts/BondingManager.sol",
    "EarningsMath": "contracts/libraries/EarningsMath.sol",
    "Minter": "contracts/Minter.sol",
    "RoundsManager": "contracts/RoundsManager.sol",
    "SortedDoublyLL": "contracts/libraries/SortedDoublyLL.sol",
    "TicketBroker": "contracts/TicketBroker.sol",
}
"""The contracts of the set, by name, and their files."""
COMPLETED = {
    "Controller": "lib/common/Controller.sol",
    "Governor": "lib/confluence/Governor.sol",
    "L2LPTDataCache": "lib/confluence/L2LPTDataCache.sol",
    "L2Migrator": "lib/confluence/L2Migrator.sol",
    "LivepeerToken": "lib/confluence/LivepeerToken.sol",
    "ManagerProxy": "lib/confluence/ManagerProxy.sol",
    "MerkleSnapshot": "lib/common/MerkleSnapshot.sol",
    "PollCreator": "lib/confluence/PollCreator.sol",
    "ServiceRegistry": "lib/common/ServiceRegistry.sol",
}
"""What makes the set a full one, from the reference's sources."""

DEFECTS = {
    "lock of twice the length": (
        "RoundsManager.sol",
        "epoch.lockPoints, Points.MILLION)",
        "epoch.lockPoints, 500_000)",
    ),
    "commission added to the shared reward": (
        "libraries/EarningsMath.sol",
        "uint256 shared = minted - cut;",
        "uint256 shared = minted + cut;",
    ),
    "tickets valid for the unlock period": (
        "TicketBroker.sol",
        "creationRound + ticketValidityPeriod <=",
        "creationRound + unlockPeriod <=",
    ),
    "wrong error": ("BondingManager.sol", "revert NothingToUnbond()", "revert NothingDelegated()"),
}
"""File, what stands there, and what a defect makes of it; none changes the length of the code."""

Contract = dict[str, Any]
Files = dict[str, str]


@dataclass(frozen=True)
class Form:
    """One of the forms: its folder, what is in it, how it is compiled, and who writes it."""

    folder: str
    contracts: Mapping[str, str]
    settings: Mapping[str, Any]
    write: Callable[[Mapping[str, Contract]], Files]


def hardhat(compiled: Mapping[str, Contract]) -> Files:
    """A tree of Hardhat, and in the build's record nothing but the storage layouts."""
    files, outputs = {}, {}
    for path, contract in compiled.items():
        source, _, name = path.rpartition(":")
        code = contract["evm"]["bytecode"]
        document = {
            "_format": "hh-sol-artifact-1",
            "contractName": name,
            "sourceName": source,
            "abi": contract["abi"],
            "bytecode": "0x" + code["object"],
            "deployedBytecode": "0x" + contract["evm"]["deployedBytecode"]["object"],
            "linkReferences": code["linkReferences"],
            "deployedLinkReferences": contract["evm"]["deployedBytecode"]["linkReferences"],
        }
        up = "../" * (source.count("/") + 1)
        files[f"{source}/{name}.json"] = _json(document)
        files[f"{source}/{name}.dbg.json"] = _json({"_format": "hh-sol-dbg-1", "buildInfo": f"{up}build-info/1.json"})
        outputs.setdefault(source, {})[name] = {"storageLayout": _without_ids(contract["storageLayout"])}
    files["build-info/1.json"] = _json({"_format": "hh-sol-build-info-1", "output": {"contracts": outputs}})
    return files


def foundry(compiled: Mapping[str, Contract]) -> Files:
    """A tree of Foundry, with the abstract contract among the others."""
    files = {}
    for path, contract in compiled.items():
        source, _, name = path.rpartition(":")
        code = contract["evm"]["bytecode"]
        document = {
            "abi": contract["abi"],
            "bytecode": {"object": "0x" + code["object"], "linkReferences": code["linkReferences"]},
        }
        files[f"{Path(source).name}/{name}.json"] = _json(document)
    empty = {"object": "0x", "linkReferences": {}}
    files["Governed.sol/Governed.json"] = _json({"abi": [], "bytecode": empty})
    return files


def plain(compiled: Mapping[str, Contract]) -> Files:
    """A folder with a file for each contract."""
    files = {}
    for path, contract in compiled.items():
        source, _, name = path.rpartition(":")
        code = contract["evm"]["bytecode"]["object"]
        files[f"{name}.json"] = _json(
            {"contractName": name, "sourceName": source, "abi": contract["abi"], "bytecode": code}
        )
    return files


FORMS = (
    Form("hardhat/artifacts", OWN, {"evmVersion": "paris", "optimizer": {"enabled": True, "runs": 800}}, hardhat),
    Form(
        "foundry/out",
        {**OWN, **COMPLETED},
        {"evmVersion": "london", "viaIR": True, "optimizer": {"enabled": True, "runs": 10_000}},
        foundry,
    ),
    Form(
        "plain",
        OWN,
        {
            "evmVersion": "istanbul",
            "optimizer": {"enabled": True, "runs": 1},
            "metadata": {"bytecodeHash": "none", "appendCBOR": False},
        },
        plain,
    ),
)


def own_sources() -> dict[str, str]:
    """The texts of the set's own sources, by path."""
    files = sorted(SOURCES.rglob("*.sol"))
    return {file.relative_to(FOLDER).as_posix(): file.read_text(encoding="utf-8") for file in files}


def compile_contracts(contracts: Mapping[str, str], settings: Mapping[str, Any], sources: Files) -> dict[str, Contract]:
    """What the compiler makes of ``contracts`` (files by name), by ``file:name``."""
    import solcx

    from livepeer_reference import build

    selection = {path: {name: ["abi", "evm", "storageLayout"]} for name, path in contracts.items()}
    request = {
        "language": "Solidity",
        "sources": {path: {"content": text} for path, text in sources.items()},
        "settings": {**settings, "outputSelection": selection},
    }
    compiler = build.Compiler(VERSION, "solc-alt", settings)
    with tempfile.TemporaryDirectory() as workdir:
        answer = solcx.compile_standard(request, solc_binary=build.find_compiler(compiler, Path(workdir)))
    return {f"{path}:{name}": answer["contracts"][path][name] for name, path in contracts.items()}


def all_sources(paths: Iterable[str]) -> Files:
    """The set's own sources, and those of the reference among ``paths`` with what they import."""
    from livepeer_reference import build

    texts = own_sources()
    pending = [path for path in paths if path.startswith("lib/")]
    while pending:
        path = pending.pop()
        if path in texts:
            continue
        text = (build.CONTRACTS / path.removeprefix("lib/")).read_text(encoding="utf-8")
        texts[path] = text.replace("pragma solidity 0.8.30;", f"pragma solidity {VERSION};")
        for line in text.splitlines():
            if line.startswith("import "):
                imported = os.path.join(os.path.dirname(path), line.split('"')[1])
                pending.append(os.path.normpath(imported).replace(os.sep, "/"))
    return texts


def defect_patches(form: Form) -> str:
    """What each defect changes in a form's code: the contract, and place, old and new text of hexadecimal digits."""
    sound = compile_contracts(form.contracts, form.settings, all_sources(()))
    patches = {}
    for name, (file, old, new) in DEFECTS.items():
        sources = own_sources()
        path = f"{SOURCES.name}/{file}"
        if sources[path].count(old) != 1:
            raise ValueError(f"{name}: {old!r} is in {path} {sources[path].count(old)} times")
        broken = compile_contracts(form.contracts, form.settings, {**sources, path: sources[path].replace(old, new)})
        for key, contract in broken.items():
            changes = differing(sound[key]["evm"]["bytecode"]["object"], contract["evm"]["bytecode"]["object"])
            if changes:
                patches[name] = {"contract": key.rpartition(":")[2], "changes": changes}
    return json.dumps(patches, indent=1) + "\n"


def differing(old: str, new: str) -> list[tuple[int, str, str]]:
    """The runs in which two texts of one length differ."""
    if len(old) != len(new):
        raise ValueError(f"the code has {len(new)} digits instead of {len(old)}")
    runs: list[tuple[int, str, str]] = []
    for place, (left, right) in enumerate(zip(old, new, strict=True)):
        if left == right:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == place:
            start, before, after = runs[-1]
            runs[-1] = start, before + left, after + right
        else:
            runs.append((place, left, right))
    return runs


def build_all() -> tuple[Files, str]:
    """The files of all forms by path, and the lock's text."""
    files = {PATCHES: defect_patches(FORMS[-1])}
    for form in FORMS:
        compiled = compile_contracts(form.contracts, form.settings, all_sources(form.contracts.values()))
        files.update({f"{form.folder}/{path}": text for path, text in form.write(compiled).items()})
    lock = {
        "compiler": VERSION,
        "settings": {form.folder: form.settings for form in FORMS},
        "sources": {path: sha256(text) for path, text in own_sources().items()},
        "artifacts": {path: sha256(text) for path, text in files.items()},
    }
    return files, json.dumps(lock, indent=2, sort_keys=True) + "\n"


def committed() -> Files:
    """The files of all forms, and the patches, as they are, by path."""
    found = [file for form in FORMS for file in (FOLDER / form.folder).rglob("*.json")]
    found += [file for file in (FOLDER / PATCHES,) if file.is_file()]
    return {file.relative_to(FOLDER).as_posix(): file.read_text(encoding="utf-8") for file in found}


def sha256(text: str) -> str:
    """Digest of a text in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _json(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n"


def _without_ids(layout: Any) -> Any:
    """A storage layout without the numbers that another file changes."""
    return json.loads(json.dumps(layout), object_hook=lambda node: {k: v for k, v in node.items() if k != "astId"})


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Compile the second set.")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    options = parser.parse_args(arguments)
    from livepeer_reference import build

    try:
        files, lock = build_all()
    except build.CompilerMissing as error:
        print(f"not run: {error}", file=sys.stderr)
        return build.EXIT_NOT_RUN
    before = committed()
    changed = sorted(path for path in files.keys() | before.keys() if files.get(path) != before.get(path))
    if options.check:
        for path in changed:
            print(f"{path} differs", file=sys.stderr)
        return build.EXIT_DIFFERENT if changed or LOCK.read_text(encoding="utf-8") != lock else 0
    for path in changed:
        file = FOLDER / path
        if path in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(files[path], encoding="utf-8")
        else:
            file.unlink()
    LOCK.write_text(lock, encoding="utf-8")
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes, {len(changed)} changed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
