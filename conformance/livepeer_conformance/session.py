"""What one run of the suites works on: the settings, and the worlds built from them."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends.base import Capability
from livepeer_conformance.backends.registry import default_name
from livepeer_conformance.lockstep.world import World
from livepeer_spec import parameters
from livepeer_spec.upgrades import NAMES


@dataclass(frozen=True)
class Settings:
    """The settings of a run.

    Attributes:
        upgrades: slugs of the upgrades to run.
        target: ``reference``, ``artifacts`` or ``deployed``.
        path: the artifacts folder or the file with deployed addresses.
        manifest, error_map: files of the implementer's own, where given.
        backend: name of the backend, and ``url`` of the node for ``rpc``.
        profile: how long generation tries.
        seed: of generation; None derives it from the profile.
        preset: of the parameters.
        report: folder for reports and traces.
    """

    upgrades: tuple[str, ...] = NAMES
    target: str = "reference"
    path: Path | None = None
    manifest: Path | None = None
    error_map: Path | None = None
    backend: str = field(default_factory=default_name)
    url: str | None = None
    allow_remote: bool = False
    profile: str = "quick"
    seed: int | None = None
    preset: str = "minimal"
    report: Path = Path("conformance-report")


class Session:
    """The worlds of a run, one for each upgrade and set of deployment options, built when first needed.

    ``current`` is the world that was handed out last.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._worlds: dict[tuple[str, tuple[str, ...]], World] = {}
        self.current: World | None = None

    def world(self, upgrade: str, options: tuple[str, ...] = ()) -> World:
        """A world at its start. Raises ``TargetError`` or ``BackendError`` when it cannot be built."""
        key = upgrade, tuple(sorted(options))
        world = self._worlds.get(key)
        if world is not None and Capability.SNAPSHOT in world.backend.capabilities:
            world.restore()
        else:
            world = self._worlds[key] = self.build(*key)
        self.current = world
        return world

    def build(self, upgrade: str, options: tuple[str, ...]) -> World:
        """A world of its own."""
        target = Target.create(self.settings, upgrade, options)
        return World(target, parameters.load(self.settings.preset, upgrade))

    @cached_property
    def trace_folder(self) -> Path:
        """Where traces of failures go."""
        folder = self.settings.report / "traces"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
