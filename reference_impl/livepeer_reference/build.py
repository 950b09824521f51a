"""Compile the reference contracts, or check the committed artifacts against a new compilation.

``python -m livepeer_reference.build`` writes ``_artifacts/`` and ``artifacts.lock.json``; with ``--check`` it compares
and writes nothing. Nothing else needs a compiler. Each compiler is looked for in this order:

1. the files that the environment variable ``SOLC`` names (separated as in ``PATH``), by the version they report;
2. a ``solc`` of that version that is on the ``PATH`` or was installed with py-solc-x;
3. the npm package, installed from ``solc/package.json``, driven through ``solc/standard_json.js``;
4. a download by py-solc-x.

Exit status: 0 done, or no difference; 1 a difference or a compile error; 3 not run, because a compiler is missing.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import solcx
from solcx.exceptions import SolcError, SolcInstallationError, SolcNotInstalled
from solcx.install import get_executable

from livepeer_reference.artifacts import Artifact, JsonObject, parse

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "contracts"
SOLC_PACKAGES = ROOT / "solc"
ARTIFACTS = Path(__file__).resolve().parent / "_artifacts"
LOCK = ROOT / "artifacts.lock.json"

EXIT_DIFFERENT = 1
EXIT_NOT_RUN = 3

#: Largest runtime code in bytes that a chain accepts (EIP-170).
MAX_RUNTIME_BYTES = 24_576


@dataclass(frozen=True)
class Compiler:
    """A compiler release and how it is told to compile."""

    version: str
    npm_package: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Unit:
    """Contracts of one upgrade that one compiler builds together.

    A contract is written as its name, or as ``File:Name`` when the file is named otherwise. Its file is in the
    upgrade's folder or in ``common``.
    """

    upgrade: str
    compiler: Compiler
    contracts: tuple[str, ...]


SOLC_05 = Compiler(
    version="0.5.17",
    npm_package="solc-0.5",
    settings={"evmVersion": "istanbul", "optimizer": {"enabled": True, "runs": 200}},
)
SOLC_08 = Compiler(
    version="0.8.30",
    npm_package="solc-0.8",
    settings={
        "evmVersion": "london",
        "optimizer": {"enabled": True, "runs": 200},
        "metadata": {"bytecodeHash": "none", "appendCBOR": False},
    },
)

PROTOCOL = (
    "AdjustableRoundsManager",
    "BondingManager",
    "Controller",
    "Governor",
    "LivepeerToken",
    "LivepeerTokenFaucet",
    "ManagerProxy",
    "MerkleSnapshot",
    "Minter",
    "Poll",
    "PollCreator",
    "RoundsManager",
    "ServiceRegistry",
    "SortedDoublyLL",
    "TicketBroker",
)

ALPHA = (
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
WHITEPAPER = (
    "BlockHashes",
    "BondingManager",
    "Governance",
    "JobsManager",
    "LivepeerToken",
    "Protocol",
    "SortedDoublyLL",
)

ARBITRATION = (
    "BondingManager",
    "Council",
    "Court",
    "Disputes",
    "Escalation",
    "FaultVerification",
    "ProofArbitrator",
    "ReExecution",
    "TokenVote",
)

UNITS = (
    Unit(
        "common",
        SOLC_08,
        ("Receivers:GasHungryReceiver", "Receivers:RejectingReceiver", "Receivers:SilentRejectingReceiver"),
    ),
    Unit("alpha", SOLC_05, ALPHA),
    Unit("alpha-launch", SOLC_05, ("BondingManager", "JobsManager", "LivepeerVerifier")),
    Unit("streamflow", SOLC_05, (*PROTOCOL, "Refunder")),
    Unit("streamflow", SOLC_08, ("BridgeMinter",)),
    Unit("confluence", SOLC_08, (*PROTOCOL, "L2LPTDataCache", "L2Migrator")),
    Unit("arbitration", SOLC_08, ARBITRATION),
    Unit("alpha-whitepaper", SOLC_08, WHITEPAPER),
)
UPGRADES = tuple(dict.fromkeys(unit.upgrade for unit in UNITS))


class CompilerMissing(Exception):
    """No compiler of the release that a unit needs could be found or installed."""


class BuildError(Exception):
    """The sources do not give the contracts that a unit lists."""


# --- Finding a compiler -------------------------------------------------------------------------------------------


def find_compiler(compiler: Compiler, workdir: Path) -> Path:
    """Return a file that runs as ``solc`` of the compiler's release; a wrapper for npm's is written to ``workdir``.

    Raises ``CompilerMissing`` when there is none and none can be installed, or when what ``SOLC`` names does not run.
    """
    for candidate in _local_binaries(compiler.version):
        if _reported_version(candidate) == compiler.version:
            return candidate
    if _npm_package_present(compiler):
        return _npm_wrapper(compiler, workdir)
    try:
        solcx.install_solc(compiler.version)
        return Path(get_executable(compiler.version))
    except (OSError, SolcInstallationError, SolcNotInstalled, ValueError) as error:
        advice = f"set SOLC to one, or install {SOLC_PACKAGES.name}/package.json with npm"
        raise CompilerMissing(f"no solc {compiler.version}: {advice} ({error})") from error


def _local_binaries(version: str) -> Iterator[Path]:
    for entry in filter(None, os.environ.get("SOLC", "").split(os.pathsep)):
        yield Path(entry)
    on_path = shutil.which("solc")
    if on_path:
        yield Path(on_path)
    if version in map(str, solcx.get_installed_solc_versions()):
        yield Path(get_executable(version))


def _reported_version(binary: Path) -> str | None:
    try:
        result = subprocess.run([str(binary), "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise CompilerMissing(f"{binary} cannot be run: {error.strerror}") from error
    match = re.search(r"Version: (\d+\.\d+\.\d+)", result.stdout)
    return match.group(1) if match else None


def _npm_package_present(compiler: Compiler) -> bool:
    package = SOLC_PACKAGES / "node_modules" / compiler.npm_package
    if not package.is_dir() and shutil.which("npm") and shutil.which("node"):
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=SOLC_PACKAGES, stdout=sys.stderr, check=False)
    return package.is_dir() and shutil.which("node") is not None


def _npm_wrapper(compiler: Compiler, workdir: Path) -> Path:
    script = SOLC_PACKAGES / "standard_json.js"
    wrapper = workdir / f"solc-{compiler.version}"
    wrapper.write_text(
        f'#!/bin/sh\nexec node {shlex.quote(str(script))} {compiler.npm_package} "$@"\n', encoding="utf-8"
    )
    wrapper.chmod(0o755)
    return wrapper


# --- Compiling ----------------------------------------------------------------------------------------------------


def source_of(unit: Unit, contract: str) -> str:
    """Return the file of a contract of the unit, relative to the contracts folder.

    Raises ``BuildError`` when there is none.
    """
    stem = contract.partition(":")[0]
    for folder in (unit.upgrade, "common"):
        if (CONTRACTS / folder / f"{stem}.sol").is_file():
            return f"{folder}/{stem}.sol"
    raise BuildError(f"{unit.upgrade}: no source file for {contract}")


def sources_of(unit: Unit, contracts: Iterable[str], replaced: Mapping[str, str]) -> dict[str, str]:
    """Return the text of the contracts' files and of all they import, by path, with ``replaced`` texts put in."""
    texts: dict[str, str] = {}
    pending = [source_of(unit, contract) for contract in contracts]
    while pending:
        path = pending.pop()
        if path in texts:
            continue
        texts[path] = replaced[path] if path in replaced else (CONTRACTS / path).read_text(encoding="utf-8")
        for imported in re.findall(r'^import[^"]*"([^"]+)";', texts[path], flags=re.MULTILINE):
            pending.append(os.path.normpath(os.path.join(os.path.dirname(path), imported)).replace(os.sep, "/"))
    return dict(sorted(texts.items()))


def compile_unit(
    unit: Unit, contracts: Iterable[str] | None = None, replaced: Mapping[str, str] | None = None
) -> dict[str, JsonObject]:
    """Return the artifact documents, by contract name, of the unit or of some of its contracts.

    ``replaced`` gives other texts for source files, by path relative to the contracts folder: a mutant, for instance.
    Raises ``CompilerMissing`` without a compiler, ``solcx.exceptions.SolcError`` when the sources do not compile, and
    ``BuildError`` when a contract is missing or too large to deploy.
    """
    chosen = tuple(unit.contracts if contracts is None else contracts)
    sources = sources_of(unit, chosen, replaced or {})
    settings = dict(unit.compiler.settings)
    outputs = ["abi", "evm.bytecode", "evm.deployedBytecode", "storageLayout"]
    settings["outputSelection"] = {source_of(unit, contract): {"*": outputs} for contract in chosen}
    request = {
        "language": "Solidity",
        "sources": {path: {"content": text} for path, text in sources.items()},
        "settings": settings,
    }
    with tempfile.TemporaryDirectory() as workdir:
        answer = solcx.compile_standard(request, solc_binary=find_compiler(unit.compiler, Path(workdir)))
    return dict(_document(unit, contract, answer) for contract in chosen)


def compile_contract(upgrade: str, name: str, replaced: Mapping[str, str] | None = None) -> Artifact:
    """Return one contract of an upgrade, compiled with its imports alone; ``replaced`` as in ``compile_unit``."""
    for unit in UNITS:
        for contract in unit.contracts:
            if unit.upgrade == upgrade and contract.rpartition(":")[2] == name:
                return parse(upgrade, compile_unit(unit, (contract,), replaced)[name])
    raise BuildError(f"{upgrade} has no contract {name}")


def _document(unit: Unit, contract: str, answer: JsonObject) -> tuple[str, JsonObject]:
    path, name = source_of(unit, contract), contract.rpartition(":")[2]
    output = answer["contracts"].get(path, {}).get(name)
    if output is None or not output["evm"]["bytecode"]["object"]:
        raise BuildError(f"{path} gives no contract {name} that can be deployed")
    creation, runtime = output["evm"]["bytecode"], output["evm"]["deployedBytecode"]
    size = len(runtime["object"]) // 2
    if size > MAX_RUNTIME_BYTES:
        raise BuildError(f"{unit.upgrade}: {name} has {size} bytes of runtime code, {MAX_RUNTIME_BYTES} is the limit")
    return name, {
        "contractName": name,
        "sourceName": path,
        "abi": output["abi"],
        "bytecode": _without_metadata_hash(creation["object"]),
        "deployedBytecode": _without_metadata_hash(runtime["object"]),
        "linkReferences": creation["linkReferences"],
        "deployedLinkReferences": runtime["linkReferences"],
        "storageLayout": _without_ast_ids(output["storageLayout"]),
    }


def _without_metadata_hash(code: str) -> str:
    """Zero the hashes of sources that solc 0.5 embeds and no setting leaves out: a comment is to change no code."""
    marked = r"(?<=65627a7a72315820)[0-9a-f]{64}(?=(?:6c6578706572696d656e74616cf5)?64736f6c6343)"
    return "0x" + re.sub(marked, "0" * 64, code)


def _without_ast_ids(layout: JsonObject) -> JsonObject:
    """Drop the compiler's internal numbers, which change when another file does; types get their full names."""
    text = json.dumps(layout)
    for key, declared in (layout["types"] or {}).items():
        match = re.match(r"t_(contract|enum|struct)\(\w+\)\d+", key)
        if match:
            full_name = f"t_{match.group(1)}({declared['label'].split(' ')[-1]})"
            text = re.sub(re.escape(match.group(0)) + r"(?!\d)", full_name, text)
    cleaned: JsonObject = json.loads(text, object_hook=lambda node: {k: v for k, v in node.items() if k != "astId"})
    return cleaned


# --- Writing and checking -----------------------------------------------------------------------------------------


def build(upgrades: Iterable[str]) -> tuple[dict[str, str], dict[str, JsonObject]]:
    """Return what the artifact files of the upgrades must hold, by path, and what the lock must, by upgrade."""
    files: dict[str, str] = {}
    lock: dict[str, JsonObject] = {}
    for unit in UNITS:
        if unit.upgrade not in upgrades:
            continue
        entry = lock.setdefault(unit.upgrade, {"compilers": {}, "sources": {}, "bytecode": {}})
        entry["compilers"][unit.compiler.version] = unit.compiler.settings
        for path, source in sources_of(unit, unit.contracts, {}).items():
            entry["sources"][path] = _sha256(source)
        for name, document in compile_unit(unit).items():
            files[f"{unit.upgrade}/{name}.json"] = _serialise(document)
            entry["bytecode"][name] = {
                "creation": _sha256(document["bytecode"]),
                "runtime": _sha256(document["deployedBytecode"]),
            }
    return files, lock


def write(upgrades: tuple[str, ...]) -> int:
    """Build the upgrades and replace their artifacts and lock entries; return the number of contracts."""
    files, lock = build(upgrades)
    for upgrade in upgrades:
        for stale in (ARTIFACTS / upgrade).glob("*.json"):
            stale.unlink()
    for path, text in files.items():
        (ARTIFACTS / path).parent.mkdir(parents=True, exist_ok=True)
        (ARTIFACTS / path).write_text(text, encoding="utf-8")
    kept = json.loads(LOCK.read_text(encoding="utf-8")) if LOCK.is_file() else {}
    LOCK.write_text(json.dumps({**kept, **lock}, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return len(files)


def differences(upgrades: tuple[str, ...]) -> list[str]:
    """Build the upgrades and return a line for each committed file that differs from what was built."""
    files, lock = build(upgrades)
    committed = {
        f"{upgrade}/{path.name}": path.read_text(encoding="utf-8")
        for upgrade in upgrades
        for path in (ARTIFACTS / upgrade).glob("*.json")
    }
    found = [f"artifact {path} is missing" for path in sorted(files.keys() - committed.keys())]
    found += [f"artifact {path} is built from no source" for path in sorted(committed.keys() - files.keys())]
    found += [f"artifact {path} differs" for path in sorted(files) if files[path] != committed.get(path, files[path])]
    locked = json.loads(LOCK.read_text(encoding="utf-8")) if LOCK.is_file() else {}
    found += [f"{LOCK.name}: {upgrade} differs" for upgrade in upgrades if locked.get(upgrade) != lock[upgrade]]
    return found


def _serialise(document: JsonObject) -> str:
    lines = (f'"{key}":{json.dumps(value, separators=(",", ":"), sort_keys=True)}' for key, value in document.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m livepeer_reference.build", description="Compile the contracts.")
    parser.add_argument("--check", action="store_true", help="compare with the committed artifacts, write nothing")
    parser.add_argument("--upgrade", action="append", choices=UPGRADES, help="only this upgrade (may be repeated)")
    options = parser.parse_args(arguments)
    upgrades = tuple(options.upgrade or UPGRADES)
    try:
        if not options.check:
            print(f"{write(upgrades)} contracts built")
            return 0
        found = differences(upgrades)
    except CompilerMissing as error:
        print(f"not run: {error}", file=sys.stderr)
        return EXIT_NOT_RUN
    except (BuildError, SolcError) as error:
        print(error, file=sys.stderr)
        return EXIT_DIFFERENT
    for line in found:
        print(line, file=sys.stderr)
    if found:
        return EXIT_DIFFERENT
    print(f"the artifacts of {', '.join(upgrades)} are what their sources compile to")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
