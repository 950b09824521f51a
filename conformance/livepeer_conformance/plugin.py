"""The pytest plugin: fixtures, markers and options with which the suites run, here and in an implementer's repository.

``pytest --pyargs livepeer_conformance.suites --livepeer-upgrade confluence`` runs the suites; a test of one's own
takes the fixture ``scenario``.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from livepeer_conformance.verdict import judge

OPTIONS: tuple[tuple[str, str, Any, str], ...] = (
    ("upgrade", "append", None, "upgrade to run, repeatable; all by default"),
    ("target", "store", "reference", "reference, artifacts or deployed"),
    ("path", "store", None, "artifacts folder, or TOML file with deployed addresses"),
    ("manifest", "store", None, "deployment manifest (TOML)"),
    ("error-map", "store", None, "error map (TOML)"),
    ("backend", "store", None, "revm, pyevm, ethtester or rpc"),
    ("url", "store", None, "URL of the node for the rpc backend"),
    ("allow-remote", "store_true", False, "let the rpc backend use a host other than loopback"),
    ("profile", "store", "quick", "quick, ci, nightly or deep"),
    ("seed", "store", None, "seed of generated sequences"),
    ("preset", "store", "minimal", "parameters: minimal or mainnet"),
    ("report", "store", "conformance-report", "folder for the report and for traces of failures"),
    ("requirement", "append", None, "only checks of this requirement, repeatable"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each as ``--livepeer-NAME``."""
    group = parser.getgroup("livepeer", "Livepeer conformance")
    for name, action, default, text in OPTIONS:
        group.addoption(f"--livepeer-{name}", action=action, default=default, help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    config.addinivalue_line("markers", "upgrade(name): run under this upgrade only")


def _settings(config: pytest.Config) -> Any:
    from livepeer_conformance.backends.registry import default_name
    from livepeer_conformance.session import Settings
    from livepeer_spec.upgrades import NAMES

    def value(name: str) -> Any:
        return config.getoption(f"--livepeer-{name}")

    def path(name: str) -> Path | None:
        return Path(value(name)) if value(name) else None

    return Settings(
        upgrades=tuple(value("upgrade") or NAMES),
        target=value("target"),
        path=path("path"),
        manifest=path("manifest"),
        error_map=path("error-map"),
        backend=value("backend") or default_name(),
        url=value("url"),
        allow_remote=value("allow-remote"),
        profile=value("profile"),
        seed=int(value("seed")) if value("seed") is not None else None,
        preset=value("preset"),
        report=Path(value("report")),
    )


def applicable_upgrades(requirements: tuple[str, ...], wanted: tuple[str, ...]) -> list[str]:
    """The wanted upgrades in which all of these requirements hold. Raises ``KeyError`` for an unknown one."""
    from livepeer_spec import requirements as registry

    known = registry.load()
    return [name for name in wanted if all(registry.applies(known[id_], name) for id_ in requirements)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each upgrade in which its requirements hold."""
    if "livepeer_upgrade" not in metafunc.fixturenames:
        return
    settings = _settings(metafunc.config)
    ids = getattr(metafunc.function, "requirements", ())
    upgrades = applicable_upgrades(ids, settings.upgrades)
    only = [marker.args[0] for marker in metafunc.definition.iter_markers("upgrade")]
    metafunc.parametrize("livepeer_upgrade", [name for name in upgrades if not only or name in only])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the checks of the requirements that were asked for."""
    wanted = config.getoption("--livepeer-requirement")
    if not wanted:
        return
    kept = [item for item in items if set(wanted) & set(getattr(getattr(item, "function", None), "requirements", ()))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def livepeer_session(pytestconfig: pytest.Config) -> Any:
    """The run's :class:`~livepeer_conformance.session.Session`."""
    from livepeer_conformance.session import Session

    return Session(_settings(pytestconfig))


@pytest.fixture
def livepeer_upgrade(request: pytest.FixtureRequest) -> str:
    """The upgrade that a test runs under; parametrized."""
    name: str = request.param
    return name


@pytest.fixture
def scenario(request: pytest.FixtureRequest, livepeer_session: Any, livepeer_upgrade: str) -> Any:
    """A :class:`~livepeer_conformance.suites.scenario.Scenario` on a world at its start."""
    from livepeer_conformance.suites.scenario import Scenario

    options = getattr(request.function, "options", ())
    return Scenario(livepeer_session.world(livepeer_upgrade, options), options)


@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """When a scenario is through, compare the complete observable state."""
    outcome: Any = yield
    run = pyfuncitem.funcargs.get("scenario")
    if run is not None and outcome.excinfo is None:
        try:
            run.finish()
        except AssertionError as error:
            outcome.force_exception(error)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
    """Attach the verdict of a check to its report, in a form that survives the way from a worker process."""
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if "livepeer_upgrade" not in getattr(item, "fixturenames", ()):
        return
    error = call.excinfo.value if call.excinfo else None
    if call.when != "call" and error is None:
        return
    verdict = judge(item, error, call.duration)
    if verdict.explanation:
        report.longrepr = verdict.explanation
    report.user_properties.append(("livepeer", json.dumps(verdict.to_json())))
