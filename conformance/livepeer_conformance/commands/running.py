"""Running pytest on the suites in this process, sealed off from whatever else pytest is used for here."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import pytest

from livepeer_conformance import plugin
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import Verdict, first_paragraph

BUILT_IN: Final = Path(__file__).resolve().parent.parent / "suites"
"""The folder of the suites."""


@dataclass(frozen=True)
class Selection:
    """Which checks: those of a folder that an expression of pytest's ``-k`` and a list of requirements leave."""

    keyword: str = ""
    requirements: tuple[str, ...] = ()
    suites: Path = BUILT_IN

    @property
    def is_partial(self) -> bool:
        """Whether any of the built-in checks is left out."""
        return bool(self.keyword or self.requirements) or self.suites != BUILT_IN


@dataclass(frozen=True)
class Check:
    """A check that can be run, under one upgrade."""

    id: str
    upgrade: str
    requirements: tuple[str, ...]
    behaviour: str


class Listener(Protocol):
    """Whoever wants to know how a run goes on."""

    def collected(self, checks: int) -> None:
        """So many checks are going to be run."""

    def checked(self, verdict: Verdict) -> None:
        """A check came to its end."""

    def problem(self, text: str) -> None:
        """Something outside all checks went wrong."""


class RunError(Exception):
    """Pytest refused to run, because of a wrong expression for one; it has said why."""


@dataclass
class Collection:
    """What collecting found: every check of the suites, those that are selected, and what cannot be collected.

    ``items`` are the selected tests themselves.
    """

    every: list[Check] = field(default_factory=list)
    selected: list[Check] = field(default_factory=list)
    items: list[pytest.Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        """Look at the tests before and after all selection."""
        self.every = _checks(items)
        yield
        self.selected = _checks(items)
        self.items = list(items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what cannot be collected."""
        if report.failed:
            self.problems.append(f"{report.nodeid}: {report.longreprtext}")


@dataclass
class Recorder:
    """Takes the verdicts out of pytest's reports, from this process or from workers."""

    listener: Listener
    interrupted: bool = False
    _nodes: dict[tuple[str, str], str] = field(default_factory=dict)
    _broken: set[str] = field(default_factory=set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many checks there are."""
        if session.items:
            self.listener.collected(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """The same where workers collect; all of them collect the same."""
        self.listener.collected(len(ids))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the verdict of a report; a test that fails without one is a problem of the suite."""
        text = dict(report.user_properties).get(plugin.VERDICT)
        if text is None:
            if report.failed:
                self.listener.problem(f"{report.nodeid}: {report.longreprtext}")
            return
        verdict = Verdict.from_json(json.loads(str(text)))
        node = self._nodes.setdefault((verdict.check, verdict.upgrade), report.nodeid)
        if node != report.nodeid:
            self.listener.problem(f"two checks are called {verdict.check}: {node} and {report.nodeid}")
        self.listener.checked(verdict)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell what cannot be collected, once, though each worker says it."""
        if report.failed and report.nodeid not in self._broken:
            self._broken.add(report.nodeid)
            self.listener.problem(f"{report.nodeid}: {report.longreprtext}")

    def pytest_internalerror(self, excrepr: object) -> bool:
        """Take an error of pytest or of a plugin, in place of pytest's own output."""
        self.listener.problem(str(excrepr))
        return True

    def pytest_keyboard_interrupt(self) -> None:
        """The user ended the run."""
        self.interrupted = True


def collect(upgrades: Sequence[str], selection: Selection, profile: str = "quick") -> Collection:
    """Find the checks of a profile without running any. Raises ``RunError``."""
    collection = Collection()
    words = [f"--livepeer-profile={profile}", *(f"--livepeer-upgrade={name}" for name in upgrades)]
    _pytest(["--collect-only", *words, *_selecting(selection)], selection, collection)
    return collection


def execute(settings: Settings, selection: Selection, workers: int, listener: Listener) -> bool:
    """Run the checks, in so many worker processes when there is more than one. Raises ``RunError``.

    Gives whether the user interrupted it.
    """
    recorder = Recorder(listener)
    parallel = ["-p", "xdist.plugin", f"-n{workers}", "--dist=worksteal"] if workers > 1 else []
    _pytest([*parallel, *settings.pytest_words(), *_selecting(selection)], selection, recorder)
    return recorder.interrupted


class _PlainTracebacks:
    """Spares pytest its tracebacks with source, which take longer than most checks and are not shown."""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Choose Python's own; workers take it over."""
        config.option.tbstyle = "native"


def _selecting(selection: Selection) -> list[str]:
    words = [f"--livepeer-requirement={id_}" for id_ in selection.requirements]
    return [*words, "-k", selection.keyword] if selection.keyword else words


def _pytest(words: list[str], selection: Selection, observer: object) -> None:
    folder = selection.suites if selection.suites.is_dir() else selection.suites.parent
    sealed = ["-c", str(BUILT_IN / "pytest.ini"), f"--rootdir={folder}", f"--confcutdir={folder}"]
    plugins = ["-p", plugin.__name__, "-p", "no:cacheprovider", "-p", "no:terminal"]
    manner = ["--capture=sys", "--import-mode=importlib", "--continue-on-collection-errors", "--strict-markers"]
    with _environment():
        code = pytest.main(
            [str(selection.suites), *sealed, *plugins, *manner, *words], plugins=[_PlainTracebacks(), observer]
        )
    if code == pytest.ExitCode.USAGE_ERROR:
        raise RunError


@contextmanager
def _environment() -> Iterator[None]:
    """No plugins and no options but those that are given here, in this process and in its workers."""
    before = dict(os.environ)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _checks(items: list[pytest.Item]) -> list[Check]:
    found = []
    for item in items:
        identity = plugin.identify(item)
        if identity is not None:
            behaviour = first_paragraph(getattr(getattr(item, "function", None), "__doc__", ""))
            found.append(Check(*identity, plugin.requirements_of(item), behaviour))
    return found
