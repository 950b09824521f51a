"""What one run of the suites works on: the worlds that are built from its settings."""

from functools import cached_property
from pathlib import Path

from livepeer_conformance.adapters.target import Target, TargetError
from livepeer_conformance.backends.base import BackendError, Capability
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.settings import Settings
from livepeer_spec import parameters

__all__ = ["Session", "Settings"]

_Key = tuple[str, tuple[str, ...]]


class Session:
    """The worlds of a run, one for each upgrade and set of deployment options, built when first needed.

    ``current`` is the world that was handed out last.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._worlds: dict[_Key, World] = {}
        self._failures: dict[_Key, TargetError | BackendError] = {}
        self.current: World | None = None

    def world(self, upgrade: str, options: tuple[str, ...] = ()) -> World:
        """A world at its start.

        Raises ``TargetError`` or ``BackendError`` when it cannot be built, at once for what failed before.
        """
        key = upgrade, tuple(sorted(options))
        if key in self._failures:
            raise self._failures[key]
        world = self._worlds.get(key)
        if world is not None and Capability.SNAPSHOT in world.backend.capabilities:
            world.restore()
        else:
            try:
                world = self._worlds[key] = self.build(*key)
            except (TargetError, BackendError) as error:
                self._failures[key] = error
                raise
        self.current = world
        return world

    def build(self, upgrade: str, options: tuple[str, ...]) -> World:
        """A world of its own."""
        target = Target.create(self.settings, upgrade, options)
        return World(target, parameters.load(self.settings.preset, upgrade))

    def close(self) -> None:
        """Release the backends of all worlds."""
        for world in self._worlds.values():
            world.backend.close()

    @cached_property
    def trace_folder(self) -> Path:
        """Where traces of failures go."""
        folder = self.settings.report / "traces"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
