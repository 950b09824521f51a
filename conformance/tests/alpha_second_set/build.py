"""Compile alpha's second set: the protocol as a compiler of its time would have left it.

The reference's sources without their reason texts, compiled by solc 0.4.26, so that checks answer with nothing,
calldata that is too short reads as zeros, and libraries are placeholders with their names. The BondingManager keeps its
variables in another order. Each contract is a file in ``contracts``, as Truffle wrote them: no places of links, no
storage layout. ``errors.toml`` says that every check with a text in the reference answers with nothing here.

``python conformance/tests/alpha_second_set/build.py`` writes all this and ``lock.json``; with ``--check`` it compares
and writes nothing. Exit status as in ``livepeer_reference.build``, whose search for a compiler it uses.
"""

import argparse
import hashlib
import json
import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
ARTIFACTS = FOLDER / "contracts"
ERRORS = FOLDER / "errors.toml"
LOCK = FOLDER / "lock.json"

VERSION = "0.4.26"
SETTINGS = {"evmVersion": "byzantium", "optimizer": {"enabled": True, "runs": 200}}
CONTRACTS = (
    "AdjustableRoundsManager",
    "BondingManager",
    "Controller",
    "ECRecovery",
    "GenesisManager",
    "IdentityVerifier",
    "JobLib",
    "JobsManager",
    "LivepeerToken",
    "LivepeerTokenFaucet",
    "LivepeerVerifier",
    "ManagerProxy",
    "MerkleMine",
    "MerkleProof",
    "Minter",
    "RoundsManager",
    "ServiceRegistry",
    "SortedDoublyLL",
    "TokenTimelock",
    "TokenVesting",
)
DELEGATORS = "    mapping(address => Delegator) internal delegators;\n"
TRANSCODERS = "    mapping(address => Transcoder) internal transcoders;\n"
REORDERED = {"alpha/BondingState.sol": (DELEGATORS + TRANSCODERS, TRANSCODERS + DELEGATORS)}
"""What stands in a source, and what the set has there."""

Files = dict[str, str]


def aged(path: str, text: str) -> str:
    """A source of the reference as the set has it: no reason texts, and only words that the compiler knows."""
    if path in REORDERED:
        old, new = REORDERED[path]
        if text.count(old) != 1:
            raise ValueError(f"{old!r} is in {path} {text.count(old)} times")
        text = text.replace(old, new)
    text = re.sub(r"pragma solidity [^;]+;", f"pragma solidity {VERSION};", text)
    text = text.replace(" calldata ", " ")
    return re.sub(r',\s*"[^"]*"\s*\);', ");", text)


def sources() -> Files:
    """The texts that are compiled, by path."""
    from livepeer_reference import build

    unit = build.Unit("alpha", build.SOLC_05, CONTRACTS)
    return {path: aged(path, text) for path, text in build.sources_of(unit, CONTRACTS, {}).items()}


def compile_contracts(texts: Mapping[str, str]) -> dict[str, Any]:
    """What the compiler makes of the contracts, by name."""
    import solcx

    from livepeer_reference import build

    unit = build.Unit("alpha", build.Compiler(VERSION, "solc-0.4", SETTINGS), CONTRACTS)
    paths = {name: build.source_of(unit, name) for name in CONTRACTS}
    request = {
        "language": "Solidity",
        "sources": {path: {"content": text} for path, text in texts.items()},
        "settings": {**SETTINGS, "outputSelection": {"*": {"*": ["abi", "evm.bytecode"]}}},
    }
    with tempfile.TemporaryDirectory() as workdir:
        answer = solcx.compile_standard(request, solc_binary=build.find_compiler(unit.compiler, Path(workdir)))
    return {name: answer["contracts"][path][name] for name, path in paths.items()}


def artifact(name: str, compiled: Mapping[str, Any]) -> str:
    """The file of a contract, with the name of a library in each place for its address."""
    code = compiled["evm"]["bytecode"]
    text = code["object"]
    for by_name in code["linkReferences"].values():
        for library, places in by_name.items():
            for place in places:
                start = 2 * place["start"]
                text = text[:start] + f"__{library}".ljust(40, "_") + text[start + 40 :]
    text = re.sub(r"(?<=a165627a7a72305820)[0-9a-f]{64}(?=0029)", "0" * 64, text)
    document = {"contractName": name, "abi": compiled["abi"], "bytecode": "0x" + text}
    return json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n"


def errors() -> str:
    """The error map: the reasons that have a text in the reference, which come without one."""
    from importlib.resources import files

    text = (files("livepeer_conformance.adapters") / "error_maps" / "alpha.toml").read_text(encoding="utf-8")
    silent = [name for name, answer in tomllib.loads(text)["reasons"].items() if isinstance(answer, str)]
    lines = "".join(f"{name} = {{ empty = true }}\n" for name in silent)
    return f"# What contracts without reason texts answer.\n\n[reasons]\n{lines}"


def build_all() -> tuple[Files, str]:
    """The files of the contracts by name, and the lock's text."""
    texts = sources()
    files = {f"{name}.json": artifact(name, compiled) for name, compiled in compile_contracts(texts).items()}
    lock = {
        "compiler": VERSION,
        "settings": SETTINGS,
        "sources": {path: sha256(text) for path, text in texts.items()},
        "artifacts": {path: sha256(text) for path, text in files.items()},
    }
    return files, json.dumps(lock, indent=2, sort_keys=True) + "\n"


def committed() -> Files:
    """The files of the contracts as they are, by name."""
    return {file.name: file.read_text(encoding="utf-8") for file in ARTIFACTS.glob("*.json")}


def sha256(text: str) -> str:
    """Digest of a text in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Compile alpha's second set.")
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
        same = not changed and LOCK.read_text(encoding="utf-8") == lock
        return 0 if same and ERRORS.read_text(encoding="utf-8") == errors() else build.EXIT_DIFFERENT
    ARTIFACTS.mkdir(exist_ok=True)
    for path in before.keys() - files.keys():
        (ARTIFACTS / path).unlink()
    for path, text in files.items():
        (ARTIFACTS / path).write_text(text, encoding="utf-8")
    ERRORS.write_text(errors(), encoding="utf-8")
    LOCK.write_text(lock, encoding="utf-8")
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes, {len(changed)} changed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
