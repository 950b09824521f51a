"""Targets: what the suite runs against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from livepeer_conformance.adapters import artifacts as artifact_sets
from livepeer_conformance.adapters import deployment, error_map, existing, manifest
from livepeer_conformance.adapters.artifacts import Artifact
from livepeer_conformance.adapters.error_map import ErrorMap, ErrorTable
from livepeer_conformance.adapters.errors import TargetError
from livepeer_conformance.adapters.manifest import Manifest
from livepeer_conformance.adapters.records import RecordReader
from livepeer_conformance.backends.base import Backend, Capability
from livepeer_conformance.backends.registry import create, default_name
from livepeer_conformance.model.action import Action
from livepeer_conformance.settings import Settings
from livepeer_reference import artifacts as reference
from livepeer_spec.parameters import Parameters
from livepeer_spec.parameters import load as load_parameters
from livepeer_spec.primitives.types import Address

__all__ = ["Target", "TargetError"]


@dataclass
class Target:
    """Constructed contracts on a backend, and how to understand them.

    Attributes:
        name: for reports.
        upgrade: whose rules apply.
        backend: where the contracts are.
        addresses: of the contracts, by their protocol names.
        steps: transactions that bring them to use, not run yet.
        error_map: what their answers mean.
        provenance: for each contract the file of its artifact, ``reference``, or the file of deployed addresses.
        records: reads storage; None where the backend cannot, or where there are no artifacts to tell the places.
        artifacts: what the contracts were constructed from, by the same names; empty when they were there before.
    """

    name: str
    upgrade: str
    backend: Backend
    addresses: dict[str, Address]
    steps: tuple[Action, ...]
    error_map: ErrorMap
    provenance: dict[str, str]
    records: RecordReader | None = None
    artifacts: Mapping[str, Artifact] = field(default_factory=dict)

    @classmethod
    def reference(
        cls,
        upgrade: str,
        backend: Backend | str | None = None,
        *,
        parameters: Parameters | None = None,
        options: tuple[str, ...] = (),
    ) -> "Target":
        """The reference contracts; ``parameters`` are the minimal preset's unless given."""
        return cls.from_artifacts({}, upgrade, backend, parameters=parameters, options=options, name="reference")

    @classmethod
    def from_directory(
        cls, path: Path | str, upgrade: str, backend: Backend | str | None = None, **how: Any
    ) -> "Target":
        """Somebody's compiled contracts, completed from the reference; ``how`` as in :meth:`from_artifacts`.

        Libraries that they link are taken from the folder, whether the manifest names them or not.

        Raises ``TargetError`` when the folder has none of the manifest's contracts.
        """
        chosen: Manifest = how.pop("manifest", None) or manifest.built_in(upgrade)
        wanted = {contract.artifact for contract in chosen.contracts}
        found = artifact_sets.load_linked(path, wanted)
        if not found:
            raise TargetError(f"{path}: none of the protocol's contracts is here: {', '.join(sorted(wanted))}")
        return cls.from_artifacts(found, upgrade, backend, manifest=chosen, **{"name": str(path), **how})

    @classmethod
    def from_artifacts(
        cls,
        artifacts: Mapping[str, Artifact],
        upgrade: str,
        backend: Backend | str | None = None,
        *,
        parameters: Parameters | None = None,
        options: tuple[str, ...] = (),
        manifest: Manifest | None = None,
        errors: ErrorTable | None = None,
        name: str = "artifacts",
    ) -> "Target":
        """Contracts of ``artifacts``, by name, and for all others those of the reference.

        ``backend`` is a backend, its name, or None for the best there is; ``manifest`` and ``errors`` are the
        implementer's own. Raises ``TargetError`` when the contracts cannot be constructed.
        """
        evm = _backend(backend)
        deployed = deployment.deploy(
            evm,
            upgrade,
            artifacts,
            manifest or _built_in_manifest(upgrade),
            parameters or load_parameters("minimal", upgrade),
            options,
        )
        return cls(
            name=name,
            upgrade=upgrade,
            backend=evm,
            addresses=deployed.addresses,
            steps=deployed.steps,
            error_map=_error_map(upgrade, errors, evm, artifacts),
            provenance=deployed.provenance,
            records=_records(upgrade, evm, deployed),
            artifacts=deployed.artifacts,
        )

    @classmethod
    def deployed(
        cls,
        path: Path | str,
        upgrade: str,
        backend: Backend,
        *,
        parameters: Parameters | None = None,
        options: tuple[str, ...] = (),
        manifest: Manifest | None = None,
        errors: ErrorTable | None = None,
    ) -> "Target":
        """Contracts that are on the backend's chain already, as their constructors left them.

        ``path`` is a TOML file with a table ``contracts``: addresses by protocol name. Raises ``TargetError`` when the
        contracts are not there, or not in that state.
        """
        chosen = manifest or _built_in_manifest(upgrade)
        values = parameters or load_parameters("minimal", upgrade)
        addresses = existing.read_addresses(Path(path), chosen)
        deployment.check_manifest(chosen, upgrade)
        deployment.prepare_accounts(backend)
        existing.check_fresh(backend, upgrade, addresses, values)
        return cls(
            name=str(path),
            upgrade=upgrade,
            backend=backend,
            addresses=addresses,
            steps=chosen.actions(values, options),
            error_map=_error_map(upgrade, errors, backend),
            provenance=dict.fromkeys(addresses, str(path)),
        )

    @classmethod
    def create(cls, settings: Settings, upgrade: str, options: tuple[str, ...] = ()) -> "Target":
        """The target that the settings of a run describe. Raises ``TargetError`` and ``BackendError``."""
        how = {"url": settings.url, "allow_remote": settings.allow_remote} if settings.backend == "rpc" else {}
        evm = create(settings.backend, **{key: value for key, value in how.items() if value is not None})
        parameters = load_parameters(settings.preset, upgrade)
        chosen = manifest.load(settings.manifest) if settings.manifest else manifest.built_in(upgrade)
        errors = error_map.load(settings.error_map) if settings.error_map else None
        given: dict[str, Any] = {"parameters": parameters, "options": options, "manifest": chosen, "errors": errors}
        if settings.target == "reference":
            return cls.from_artifacts({}, upgrade, evm, name="reference", **given)
        if settings.path is None:
            raise TargetError(f"a target of kind {settings.target} needs a path")
        if settings.target == "artifacts":
            return cls.from_directory(settings.path, upgrade, evm, **given)
        if settings.target == "deployed":
            return cls.deployed(settings.path, upgrade, evm, **given)
        raise TargetError(f"unknown kind of target: {settings.target}; known are reference, artifacts and deployed")


def _backend(backend: Backend | str | None) -> Backend:
    return create(backend or default_name()) if backend is None or isinstance(backend, str) else backend


def _built_in_manifest(upgrade: str) -> Manifest:
    return manifest.built_in(upgrade)


def is_silent(settings: Settings, upgrade: str) -> bool:
    """Whether a run's contracts tell no reasons for an upgrade, so that their status alone counts.

    Raises ``TargetError`` when they cannot be read.
    """
    if settings.target != "artifacts" or settings.error_map or settings.path is None:
        return False
    chosen = manifest.load(settings.manifest) if settings.manifest else manifest.built_in(upgrade)
    return _silent(upgrade, artifact_sets.load_linked(settings.path, {entry.artifact for entry in chosen.contracts}))


def _silent(upgrade: str, artifacts: Mapping[str, Artifact]) -> bool:
    """Whether none of the artifacts tells reasons, and the reference does in some of these contracts."""
    known = artifacts.keys() & set(reference.names(upgrade))
    expected = any(artifact_sets.from_reference(reference.load(upgrade, name)).tells_reasons for name in known)
    return expected and not any(artifact.tells_reasons for artifact in artifacts.values())


def _error_map(
    upgrade: str, own: ErrorTable | None, backend: Backend, artifacts: Mapping[str, Artifact] = MappingProxyType({})
) -> ErrorMap:
    table = error_map.built_in(upgrade)
    declared: dict[bytes, str] = {}
    for artifact in artifacts.values():
        declared.update(error_map.declarations(artifact.abi))
    return ErrorMap(
        table.extended(own) if own else table,
        tells=Capability.REVERT_DATA in backend.capabilities,
        silent=own is None and _silent(upgrade, artifacts),
        declared=declared,
    )


def _records(upgrade: str, backend: Backend, deployed: deployment.Deployment) -> RecordReader | None:
    if Capability.STORAGE not in backend.capabilities:
        return None
    known = {name: reference.load(upgrade, name).storage_layout for name in reference.names(upgrade)}
    return RecordReader(backend, deployed.addresses, deployed.artifacts, known)
