"""Deploying a set of artifacts as a manifest says."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from livepeer_conformance.adapters.artifacts import MAX_RUNTIME_BYTES, Artifact, from_reference
from livepeer_conformance.adapters.errors import ManifestError, TargetError
from livepeer_conformance.adapters.manifest import Contract, Manifest, SetupStep, Value, built_in
from livepeer_conformance.adapters.reverts import describe
from livepeer_conformance.backends.base import Backend, Capability
from livepeer_conformance.lockstep.naming import word
from livepeer_conformance.lockstep.snapshots import root
from livepeer_conformance.model.action import Action, ModelError
from livepeer_conformance.model.actors import ACTOR_ETH, ACTORS, OFFICES, REFUSERS, account
from livepeer_reference import artifacts as reference
from livepeer_spec.parameters import Parameters
from livepeer_spec.primitives.abi import pack
from livepeer_spec.primitives.types import Address
from livepeer_spec.upgrades import upgrade as load_upgrade

MAX_CREATION_BYTES: Final = 2 * MAX_RUNTIME_BYTES
"""Largest creation code that a chain takes (EIP-3860)."""

REFERENCE: Final = "reference"
"""Provenance of a contract that the user's set does not have."""


@dataclass(frozen=True)
class Deployment:
    """Constructed contracts that nothing has been done to yet.

    Attributes:
        addresses: by the contracts' protocol names.
        artifacts: what each was constructed from, with its libraries linked.
        provenance: for each, and each further library, the file that its artifact came from, or ``reference``.
        steps: transactions that bring the contracts to use, to be run on spec and target alike.
    """

    addresses: dict[str, Address]
    artifacts: dict[str, Artifact]
    provenance: dict[str, str]
    steps: tuple[Action, ...]


def deploy(
    backend: Backend,
    upgrade: str,
    artifacts: Mapping[str, Artifact],
    manifest: Manifest,
    parameters: Parameters,
    options: tuple[str, ...] = (),
) -> Deployment:
    """Construct every contract of the manifest from ``artifacts``, or from the reference where they lack it.

    Libraries that the manifest does not link are taken from ``artifacts``.

    The account ``owner`` deploys. Raises ``TargetError``, naming contract and cause, when a contract cannot be
    constructed, and for a manifest that does not fit.
    """
    check_manifest(manifest, upgrade)
    steps = manifest.actions(parameters, options)
    prepare_accounts(backend)
    deployed: dict[str, Address] = {}
    chosen: dict[str, Artifact] = {}
    provenance: dict[str, str] = {}
    linker = _Linker(backend, artifacts)
    for contract in manifest.contracts:
        artifact = artifacts.get(contract.artifact) or _reference(upgrade, contract)
        if artifact is None:
            continue
        libraries = {
            name: deployed[library]
            for library in contract.libraries
            if library in chosen
            for name in (library, *chosen[library].library_names)
        }
        artifact = chosen[contract.name] = linker.link(contract.name, artifact, libraries)
        provenance[contract.name] = artifact.source if contract.artifact in artifacts else REFERENCE
        deployed[contract.name] = _construct(backend, contract, artifact, deployed, manifest, parameters)
    return Deployment(deployed, chosen, {**linker.provenance, **provenance}, steps)


def check_manifest(manifest: Manifest, upgrade: str) -> None:
    """Raise ``TargetError`` unless the manifest deploys and does what the rules of ``upgrade`` speak about."""
    if manifest.upgrade != upgrade:
        raise TargetError(f"{manifest.file} is for the upgrade {manifest.upgrade}, not {upgrade}")
    names = {contract.name for contract in manifest.contracts}
    required = [contract.name for contract in built_in(upgrade).contracts if not contract.optional]
    missing = [name for name in required if name not in names]
    if missing:
        raise TargetError(f"{manifest.file} does not deploy {', '.join(missing)}")
    groups = {"steps": manifest.steps, **{f"options.{name}.steps": steps for name, steps in manifest.options.items()}}
    for group, steps in groups.items():
        for index, step in enumerate(steps):
            _check_step(manifest.file, f"{group}[{index}]", step, upgrade)


def _check_step(file: str, key: str, step: SetupStep, upgrade: str) -> None:
    transactions = load_upgrade(upgrade).catalogue.transactions
    kind = transactions.get(step.transaction)
    if kind is None:
        similar = difflib.get_close_matches(step.transaction, transactions, 1)
        hint = f"; did you mean {similar[0]}?" if similar else ""
        raise ManifestError(file, f"{key}.transaction", f"{upgrade} has no {step.transaction}{hint}")
    if len(step.arguments) != len(kind.types):
        message = f"{step.transaction} takes {len(kind.types)} ({', '.join(kind.parameters)})"
        raise ManifestError(file, f"{key}.arguments", message)


def prepare_accounts(backend: Backend) -> None:
    """Let the named accounts send, and give the owner ETH where the backend can."""
    for name in (*ACTORS, *OFFICES):
        key = account(name).key
        if key is not None:
            backend.add_account(key)
    if Capability.SET_BALANCE in backend.capabilities:
        backend.set_balance(account("owner").address, ACTOR_ETH)


def _reference(upgrade: str, contract: Contract) -> Artifact | None:
    try:
        return from_reference(reference.load(upgrade, contract.artifact))
    except FileNotFoundError as error:
        if contract.optional:
            return None
        message = f"neither the given artifacts nor the reference contracts have {contract.artifact}"
        raise TargetError(f"deploying {contract.name}: {message}") from error


class _Linker:
    """Links contracts to their libraries; those that the manifest does not name are deployed when first needed."""

    def __init__(self, backend: Backend, artifacts: Mapping[str, Artifact]) -> None:
        self.provenance: dict[str, str] = {}
        self._backend = backend
        self._found = {name: artifact for artifact in artifacts.values() for name in artifact.library_names}
        self._deployed: dict[str, Address] = {}

    def link(
        self, name: str, artifact: Artifact, libraries: Mapping[str, Address], users: tuple[str, ...] = ()
    ) -> Artifact:
        """The artifact with the addresses of ``libraries``, and of its own ones, in its code."""
        addresses = dict(libraries)
        for library in {link.library: None for link in artifact.links if link.library not in libraries}:
            if library in self._found:
                addresses[library] = self._library(self._found[library], (*users, artifact.name))
        try:
            return replace(artifact, code=artifact.link(addresses), links=())
        except KeyError as error:
            library = error.args[0]
            needs = f"the library {library}, which neither the manifest links nor the given artifacts have"
            if library.startswith("$"):
                needs = f"a library of which only the hash {library} tells; linkReferences, or sourceName in the "
                needs += "library's file, would tell which"
            raise TargetError(f"{_title(name, artifact)}: it needs {needs}") from error

    def _library(self, artifact: Artifact, users: tuple[str, ...]) -> Address:
        name = artifact.name
        if name in users:
            raise TargetError(f"{artifact.source}: the library {name} links itself, by way of {', '.join(users)}")
        if name not in self._deployed:
            linked = self.link(name, artifact, {}, users)
            self._deployed[name] = _create(self._backend, _title(name, artifact), linked)
            self.provenance[name] = artifact.source
        return self._deployed[name]


def _construct(
    backend: Backend,
    contract: Contract,
    artifact: Artifact,
    deployed: Mapping[str, Address],
    manifest: Manifest,
    parameters: Parameters,
) -> Address:
    title = _title(contract.name, artifact)
    arguments = [manifest.value(value, parameters) for value in contract.arguments]
    packed = _pack_arguments(title, artifact.constructor_types, arguments, deployed)
    return _create(backend, title, artifact, packed)


def _title(name: str, artifact: Artifact) -> str:
    return f"deploying {name} ({artifact.source})"


def _create(backend: Backend, title: str, artifact: Artifact, arguments: bytes = b"") -> Address:
    """Send the creation code of a linked artifact with packed arguments."""
    if artifact.runtime_size > MAX_RUNTIME_BYTES:
        raise TargetError(f"{title}: {artifact.runtime_size} bytes of runtime code, a chain takes {MAX_RUNTIME_BYTES}")
    code = artifact.code + arguments
    if len(code) > MAX_CREATION_BYTES:
        raise TargetError(f"{title}: {len(code)} bytes of creation code, a chain takes {MAX_CREATION_BYTES}")
    address, receipt = backend.deploy(code, account("owner").address)
    if not receipt.success:
        raise TargetError(f"{title}: the constructor {describe(receipt)}")
    if not backend.code(address):
        raise TargetError(f"{title}: the constructor left no code")
    return address


def _pack_arguments(title: str, types: tuple[str, ...], values: list[Value], deployed: Mapping[str, Address]) -> bytes:
    if len(types) != len(values):
        raise TargetError(
            f"{title}: the constructor takes {len(types)} arguments ({', '.join(types)}), "
            f"the manifest gives {len(values)}"
        )
    packed = []
    for number, (type_, value) in enumerate(zip(types, values, strict=True), start=1):
        try:
            packed.append(argument(type_, value, deployed))
        except (ValueError, TypeError) as error:
            raise TargetError(f"{title}: argument {number}, {value!r} as {type_}: {error}") from error
    return pack(types, packed)


def argument(type_: str, value: Value, deployed: Mapping[str, Address]) -> Any:
    """A constructor argument of an ABI type. Raises ``ValueError`` when the value does not fit the type."""
    convert: dict[str, Callable[[str], Any]] = {
        "address": lambda name: _address(name, deployed),
        "bytes32": lambda text: _word(text, 32),
        "bytes20": lambda text: _word(text, 20),
        "bytes": lambda text: word(text, root),
        "string": str,
    }
    if type_.endswith("[]"):
        if not isinstance(value, list):
            raise ValueError("expected a list")
        return [argument(type_[:-2], item, deployed) for item in value]
    if type_ in convert:
        if not isinstance(value, str):
            raise ValueError("expected text")
        return convert[type_](value)
    if type_ == "bool":
        if not isinstance(value, bool):
            raise ValueError("expected true or false")
        return value
    if not type_.startswith("uint") or not type_[4:].isdecimal():
        raise ValueError("this type is not supported")
    if not isinstance(value, int) or not 0 <= value < 1 << int(type_[4:]):
        raise ValueError("expected an integer of that width")
    return value


def _address(name: str, deployed: Mapping[str, Address]) -> Address:
    if name in deployed:
        return deployed[name]
    if name == "null" or name in ACTORS or name in OFFICES or name in REFUSERS:
        return account(name).address
    if name.startswith("0x"):
        return _word(name, 20)
    raise ModelError(f"no contract {name} is deployed before, and no account has this name")


def _word(text: str, size: int) -> bytes:
    value = word(text, root)
    if len(value) != size:
        raise ModelError(f"expected {size} bytes, found {len(value)}")
    return value
