"""The world of some settings, together with the creation code of its contracts."""

from typing import Any, cast

from livepeer_conformance.adapters import error_map, manifest
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends.base import Backend
from livepeer_conformance.backends.registry import create, default_name
from livepeer_conformance.export.foundry import Creation, CreationRecorder
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.settings import Settings
from livepeer_spec import parameters


def recorded_world(
    settings: Settings, upgrade: str, options: tuple[str, ...] = ()
) -> tuple[World, tuple[Creation, ...]]:
    """A world with the settings' contracts, and what was deployed for it, in order.

    It is in this process, unless the contracts are deployed already; then nothing was deployed for it. Raises
    ``TargetError`` and ``BackendError``.
    """
    if settings.target == "deployed":
        return World(Target.create(settings, upgrade, options), parameters.load(settings.preset, upgrade)), ()
    recorder = CreationRecorder(create(default_name()))
    backend = cast(Backend, recorder)
    values = parameters.load(settings.preset, upgrade)
    given: dict[str, Any] = {
        "parameters": values,
        "options": options,
        "manifest": manifest.load(settings.manifest) if settings.manifest else manifest.built_in(upgrade),
        "errors": error_map.load(settings.error_map) if settings.error_map else None,
    }
    if settings.target == "reference" or settings.path is None:
        target = Target.from_artifacts({}, upgrade, backend, name="reference", **given)
    else:
        target = Target.from_directory(settings.path, upgrade, backend, **given)
    return World(target, values), tuple(recorder.creations)
