"""Compare the interfaces of the reference contracts with those of the deployed ones.

``python -m livepeer_reference.abi_check`` prints a line for each difference and exits with 1 if there is one. The
interfaces of the deployed contracts are in ``_abi/<upgrade>.json``, by contract: the constructor's arguments, functions
and events by signature, whether it takes bare ETH or unknown calls, and for alpha the libraries that it links.
Names of arguments are compared where clients see them: in results and events, not in what they send. The file of a
variant has only what differs, and what is absent; that of arbitration, which is a proposal, what it adds to Confluence.
The whitepaper's own contracts were never deployed, so there is nothing to compare them with.
"""

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from typing import Any

from eth_hash.auto import keccak

from livepeer_reference.artifacts import ABSENT, BASES, Artifact, JsonObject, load, names

UPGRADES = ("alpha", "alpha-launch", "streamflow", "confluence", "arbitration")

#: Contracts of the bridge of which the reference has only what the protocol calls.
STAND_INS = ("L2LPTDataCache", "L2Migrator")

#: A pure function can be called wherever a view can.
_SAME_MUTABILITY = {"pure": "view"}


def differences(upgrade: str) -> list[str]:
    """Return a line for each way in which a reference contract's interface is not the deployed one's."""
    deployed = _facts(upgrade)
    built = names(upgrade)
    found = [line for name in built if name in deployed for line in _compare(load(upgrade, name), deployed[name])]
    if upgrade == "confluence":
        bridge = _facts("migration")
        found += _compare(load(upgrade, "LivepeerToken"), bridge["LivepeerToken"])
        found += [
            line for name in STAND_INS for line in _compare(load(upgrade, name), bridge[name]) if " differs" in line
        ]
    return found


def compared(upgrade: str) -> tuple[str, ...]:
    """Return the names of the contracts of an upgrade whose whole interfaces are compared."""
    return tuple(sorted(_facts(upgrade).keys() & set(names(upgrade))))


def interface(abi: tuple[JsonObject, ...]) -> JsonObject:
    """Return an ABI in the form in which ``_abi`` holds the deployed contracts' interfaces."""
    result: JsonObject = {"constructor": [], "functions": {}, "events": {}}
    for entry in abi:
        kind = entry["type"]
        inputs = entry.get("inputs", [])
        if kind == "constructor":
            result["constructor"] = [_describe(item) for item in inputs]
            continue
        if kind in ("fallback", "receive"):
            result[kind] = entry["stateMutability"]
            continue
        signature = f"{entry['name']}({','.join(map(_canonical, inputs))})"
        digest = "0x" + keccak(signature.encode()).hex()
        if kind == "function":
            result["functions"][signature] = {
                "selector": digest[:10],
                "inputs": [_describe(item) for item in inputs],
                "outputs": [_describe(item) for item in entry["outputs"]],
                "mutability": entry["stateMutability"],
            }
        elif kind == "event":
            result["events"][signature] = {"topic": digest, "inputs": [_describe(item) for item in inputs]}
    return result


def _compare(artifact: Artifact, deployed: JsonObject) -> Iterator[str]:
    where = f"{artifact.upgrade}/{artifact.name}"
    built = interface(artifact.abi)
    for kind in ("functions", "events"):
        ours, theirs = built[kind], deployed[kind]
        for signature in sorted(theirs.keys() - ours.keys()):
            yield f"{where}: {kind[:-1]} {signature} is missing"
        for signature in sorted(ours.keys() - theirs.keys()):
            yield f"{where}: {kind[:-1]} {signature} is not in the deployed contract"
        for signature in sorted(ours.keys() & theirs.keys()):
            if _visible(ours[signature]) != _visible(theirs[signature]):
                yield f"{where}: {kind[:-1]} {signature} differs: {ours[signature]}, deployed: {theirs[signature]}"
    if artifact.name in STAND_INS:
        return
    if _types(built["constructor"]) != _types(deployed["constructor"]):
        yield f"{where}: constructor differs: {built['constructor']}, deployed: {deployed['constructor']}"
    for kind in ("fallback", "receive"):
        if built.get(kind) != deployed.get(kind):
            yield f"{where}: {kind} differs: {built.get(kind)}, deployed: {deployed.get(kind)}"
    linked = sorted(library for libraries in artifact.link_references.values() for library in libraries)
    if "links" in deployed and linked != deployed["links"]:
        yield f"{where}: it links {linked}, the deployed contract {deployed['links']}"


def _visible(entry: Mapping[str, Any]) -> JsonObject:
    """Return what a client sees of a function or an event."""
    if "topic" in entry:
        return dict(entry)
    return {
        "selector": entry["selector"],
        "outputs": entry["outputs"],
        "mutability": _SAME_MUTABILITY.get(entry["mutability"], entry["mutability"]),
    }


def _types(arguments: list[str]) -> list[str]:
    return [argument.split(" ", 1)[0] for argument in arguments]


def _canonical(item: JsonObject) -> str:
    if not item["type"].startswith("tuple"):
        return str(item["type"])
    members = ",".join(map(_canonical, item["components"]))
    return f"({members}){item['type'].removeprefix('tuple')}"


def _describe(item: JsonObject) -> str:
    """Return an argument as type, ``indexed``, name and the names of a tuple's members, each where it has one."""
    words = [_canonical(item)]
    if item.get("indexed"):
        words.append("indexed")
    if item["name"]:
        words.append(item["name"])
    if "components" in item:
        words.append("{" + ", ".join(member["name"] for member in item["components"]) + "}")
    return " ".join(words)


def _facts(upgrade: str) -> JsonObject:
    resource = files("livepeer_reference") / "_abi" / f"{upgrade}.json"
    contracts: JsonObject = json.loads(resource.read_text(encoding="utf-8"))
    return _varied(_facts(BASES[upgrade]), contracts, ABSENT.get(upgrade, ())) if upgrade in BASES else contracts


def _varied(contracts: JsonObject, changes: JsonObject, absent: Collection[str]) -> JsonObject:
    """Return the interfaces of a variant: those of its base, less what is absent, with what is new or different."""
    result: JsonObject = {name: contract for name, contract in contracts.items() if name not in absent}
    for name, change in changes.items():
        if name not in contracts:
            result[name] = change
            continue
        contract = {**result[name], "constructor": change.get("constructor", result[name]["constructor"])}
        for kind in ("functions", "events"):
            kept = {key: entry for key, entry in contract[kind].items() if key not in change["absent"]}
            contract[kind] = {**kept, **change[kind]}
        result[name] = contract
    return result


def main() -> int:
    """Check every upgrade; return the exit status."""
    found = [line for upgrade in UPGRADES for line in differences(upgrade)]
    for line in found:
        print(line)
    if not found:
        counts = ", ".join(f"{len(compared(upgrade))} of {upgrade}" for upgrade in UPGRADES)
        print(f"the interfaces of the contracts are the deployed ones: {counts}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
