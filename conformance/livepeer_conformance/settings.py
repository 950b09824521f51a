"""The settings of a run: the same for the command line, the pytest plugin and the target that is built from them."""

import shlex
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from livepeer_spec.versions import RULE_SETS

TARGETS: Final = ("reference", "artifacts", "deployed")
PROFILES: Final = ("quick", "ci", "nightly", "deep")
PRESETS: Final = ("minimal", "mainnet")


def _default_backend() -> str:
    from livepeer_conformance.backends.registry import default_name

    return default_name()


@dataclass(frozen=True)
class Settings:
    """The settings of a run.

    Attributes:
        upgrades: slugs of the upgrades to run.
        target: one of ``TARGETS``.
        path: the artifacts folder or the file with deployed addresses.
        manifest, error_map: files of the implementer's own, where given.
        backend: name of the backend, and ``url`` of the node for ``rpc``.
        allow_remote: whether that node may be on another host.
        profile: how long generation tries, one of ``PROFILES``.
        seed: of generation; None derives it from the profile.
        preset: of the parameters, one of ``PRESETS``.
        report: folder for reports and traces.
    """

    upgrades: tuple[str, ...] = RULE_SETS
    target: str = "reference"
    path: Path | None = None
    manifest: Path | None = None
    error_map: Path | None = None
    backend: str = field(default_factory=_default_backend)
    url: str | None = None
    allow_remote: bool = False
    profile: str = "quick"
    seed: int | None = None
    preset: str = "minimal"
    report: Path = Path("conformance-report")

    def to_json(self) -> dict[str, Any]:
        """A plain form: paths as text."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        plain = {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
        return {**plain, "upgrades": list(self.upgrades)}

    def describe(self) -> list[str]:
        """What is checked, in sentences."""
        return [
            f"Target: {self.target}{f' {self.path}' if self.path else ''}, on {self.backend}.",
            f"Parameters: {self.preset}. Profile: {self.profile}.",
        ]

    def target_words(self) -> list[str]:
        """The words of a command line that choose this target and backend."""
        words = [] if self.target == "reference" else ["--target", self.target, str(self.path)]
        for name, value in (("--manifest", self.manifest), ("--error-map", self.error_map), ("--url", self.url)):
            if value:
                words += [name, str(value)]
        if self.allow_remote:
            words.append("--allow-remote")
        return [*words, "--backend", self.backend]

    def pytest_words(self) -> list[str]:
        """The options of the pytest plugin that have these values."""
        words = [f"--livepeer-upgrade={name}" for name in self.upgrades]
        for entry in fields(self):
            value = getattr(self, entry.name)
            option = "--livepeer-" + entry.name.replace("_", "-")
            if entry.name == "upgrades" or value is None or value is False:
                continue
            words.append(option if value is True else f"{option}={value}")
        return words


@dataclass(frozen=True)
class ClientSettings:
    """The settings of a run on a client program.

    Attributes:
        upgrades: whose vectors it is asked for.
        command: the program and its arguments.
        timeout: seconds that it may take to an answer.
        vector: file with the vectors, where they are not all that there are.
        report: folder for reports and failing vectors.
    """

    upgrades: tuple[str, ...]
    command: tuple[str, ...]
    timeout: float
    vector: Path | None
    report: Path

    def to_json(self) -> dict[str, Any]:
        """A plain form: paths as text."""
        return {
            "upgrades": list(self.upgrades),
            "client": list(self.command),
            "timeout": self.timeout,
            "vector": str(self.vector) if self.vector else None,
            "report": str(self.report),
        }

    def describe(self) -> list[str]:
        """What is checked, in sentences."""
        return [f"Client: `{shlex.join(self.command)}`."]
