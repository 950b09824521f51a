"""What one run of the suites works on: the worlds that are built from its settings."""

from functools import cached_property
from pathlib import Path

from livepeer_conformance.adapters.suggestion import Sighting
from livepeer_conformance.adapters.target import Target, TargetError
from livepeer_conformance.backends import registry
from livepeer_conformance.backends.base import Backend, BackendError, Capability
from livepeer_conformance.backends.selfcheck import selfcheck
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import NotRun
from livepeer_spec import parameters

__all__ = ["Session", "Settings"]

_Key = tuple[str, tuple[str, ...]]


class Session:
    """The worlds of a run, one for each upgrade and set of deployment options, built when first needed.

    On a node there is one world at a time, and where the node can take snapshots it is left as it was found.
    ``current`` is the world that was handed out last.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._worlds: dict[_Key, World] = {}
        self._failures: dict[_Key, TargetError | BackendError] = {}
        self._node: _Node | None = None
        self.current: World | None = None

    def world(self, upgrade: str, options: tuple[str, ...] = ()) -> World:
        """A world at its start.

        Raises ``TargetError`` or ``BackendError`` when it cannot be built, at once for what failed before, and
        ``NotRun`` for a second world on a node that cannot go back.
        """
        key = upgrade, tuple(sorted(options))
        if key in self._failures:
            # Without the traceback of the last time, which would grow with every check.
            raise self._failures[key].with_traceback(None)
        world = self._worlds.get(key)
        if world is not None and Capability.SNAPSHOT in world.backend.capabilities:
            world.restore()
        else:
            try:
                self._make_room(key)
                world = self._worlds[key] = self.build(*key)
            except (TargetError, BackendError) as error:
                self._failures[key] = error
                raise
        self.current = world
        return world

    def build(self, upgrade: str, options: tuple[str, ...]) -> World:
        """A world of its own, on a backend that does what it claims."""
        target = Target.create(self.settings, upgrade, options)
        if Capability.SNAPSHOT in target.backend.capabilities:
            selfcheck(target.backend)
        return World(target, parameters.load(self.settings.preset, upgrade))

    def take_sightings(self) -> list[Sighting]:
        """What answers that no error map lists were seen for since the last time."""
        taken = []
        for world in self._worlds.values():
            unlisted = world.target.error_map.unlisted
            taken += [Sighting(answer.kind, answer.value, reason.name, n) for (answer, reason), n in unlisted.items()]
            unlisted.clear()
        return taken

    def close(self) -> None:
        """Release the backends of all worlds."""
        for world in self._worlds.values():
            world.backend.close()
        self._worlds.clear()
        if self._node is not None:
            self._node.clear()
            self._node.backend.close()

    def _make_room(self, key: _Key) -> None:
        """Let go of worlds that cannot stay when another one is built."""
        if self.settings.backend == "rpc":
            for world in self._worlds.values():
                world.backend.close()
            self._worlds.clear()
            if self._node is None:
                self._node = _Node(self.settings)
            elif not self._node.can_restore:
                raise NotRun(f"the node lacks {Capability.SNAPSHOT.name}, so that it has room for one check only")
            self._node.clear()
        elif key in self._worlds:
            self._worlds.pop(key).backend.close()

    @cached_property
    def trace_folder(self) -> Path:
        """Where traces of failures go."""
        folder = self.settings.report / "traces"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class _Node:
    """The node behind the backend ``rpc``, as it was when the run began."""

    def __init__(self, settings: Settings) -> None:
        options = {"url": settings.url} if settings.url else {}
        self.backend: Backend = registry.create("rpc", allow_remote=settings.allow_remote, **options)
        self.can_restore = Capability.SNAPSHOT in self.backend.capabilities
        self._start = self.backend.snapshot() if self.can_restore else None

    def clear(self) -> None:
        """Take back everything that the run did, if the node can."""
        if self._start is not None:
            self.backend.restore(self._start)
