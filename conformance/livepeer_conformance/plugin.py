"""The pytest plugin: fixtures, markers and options with which the suites run, here and in an implementer's repository.

``pytest --pyargs livepeer_conformance.suites --livepeer-target artifacts --livepeer-path out`` runs the suites on
somebody's compiled contracts. A test of one's own takes the fixture ``scenario``::

    @requirement("LP-BOND-025")
    def test_unbond_everything_leaves_no_stake(scenario):
        ...

Other test runs pay nothing for this plugin: all that it needs is imported when the first fixture asks for it.
"""

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from livepeer_conformance.verdict import NotRun, Outcome, Verdict, check_id

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

VERDICT = "livepeer"
"""The user property of a test's report that holds its verdict, as JSON text."""

_UPGRADE = "livepeer_upgrade"
_told: pytest.StashKey[set[str]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each as ``--livepeer-NAME``."""
    group = parser.getgroup("livepeer", "Livepeer conformance")
    for name, action, default, text in OPTIONS:
        group.addoption(f"--livepeer-{name}", action=action, default=default, help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    config.addinivalue_line("markers", "upgrade(name): run under this upgrade only")
    config.addinivalue_line(
        "markers", "long: takes as long as hundreds of others, so that workers share such out first"
    )
    config.stash[_told] = set()


def _wanted_upgrades(config: pytest.Config) -> tuple[str, ...]:
    from livepeer_spec.versions import RULE_SETS

    wanted = tuple(dict.fromkeys(config.getoption("--livepeer-upgrade") or RULE_SETS))
    if unknown := set(wanted) - set(RULE_SETS):
        raise pytest.UsageError(f"unknown upgrade {', '.join(sorted(unknown))}; known are {', '.join(RULE_SETS)}")
    return wanted


def _backend(config: pytest.Config) -> str | None:
    """The backend that was asked for; a URL alone means ``rpc``."""
    name: str | None = config.getoption("--livepeer-backend")
    return name or ("rpc" if config.getoption("--livepeer-url") else None)


def _settings(config: pytest.Config) -> Any:
    from livepeer_conformance import settings

    def value(name: str) -> Any:
        return config.getoption(f"--livepeer-{name}")

    def path(name: str) -> Path | None:
        return Path(value(name)) if value(name) else None

    for name, known in (("target", settings.TARGETS), ("profile", settings.PROFILES), ("preset", settings.PRESETS)):
        if value(name) not in known:
            raise pytest.UsageError(f"--livepeer-{name}: unknown {value(name)!r}; known are {', '.join(known)}")
    seed = value("seed")
    if seed is not None and not seed.isdecimal():
        raise pytest.UsageError(f"--livepeer-seed: {seed!r} is not a whole number")
    backend: dict[str, Any] = {"backend": _backend(config)} if _backend(config) else {}
    return settings.Settings(
        upgrades=_wanted_upgrades(config),
        target=value("target"),
        path=path("path"),
        manifest=path("manifest"),
        error_map=path("error-map"),
        url=value("url"),
        allow_remote=value("allow-remote"),
        profile=value("profile"),
        seed=None if seed is None else int(seed),
        preset=value("preset"),
        report=Path(value("report")),
        **backend,
    )


def requirements_of(item: pytest.Item) -> tuple[str, ...]:
    """The ids that a test names with ``@requirement``, or of those of ``@requirement_where_it_holds`` that hold."""
    function = getattr(item, "function", None)
    ids = tuple(getattr(function, "requirements", ()))
    identity = identify(item) if getattr(function, "holds_in_part", False) else None
    if identity is None:
        return ids
    from livepeer_spec import requirements as registry

    return tuple(id_ for id_ in ids if registry.applies(registry.load()[id_], identity[1]))


def _deployment_options(item: pytest.Item) -> tuple[str, ...]:
    return tuple(getattr(getattr(item, "function", None), "options", ()))


def applicable_upgrades(requirements: tuple[str, ...], wanted: tuple[str, ...], in_part: bool = False) -> list[str]:
    """The wanted upgrades in which all of these requirements hold, or any. Raises ``KeyError`` for an unknown one."""
    from livepeer_spec import requirements as registry

    known, enough = registry.load(), any if in_part else all
    return [name for name in wanted if enough(registry.applies(known[id_], name) for id_ in requirements)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each upgrade in which its requirements hold."""
    if _UPGRADE not in metafunc.fixturenames:
        return
    ids = tuple(getattr(metafunc.function, "requirements", ()))
    try:
        in_part = getattr(metafunc.function, "holds_in_part", False)
        upgrades = applicable_upgrades(ids, _wanted_upgrades(metafunc.config), in_part)
    except KeyError as error:
        message = f"{metafunc.definition.nodeid}: unknown requirement {error.args[0]}"
        raise pytest.Collector.CollectError(message) from error
    metafunc.parametrize(_UPGRADE, upgrades)


def identify(item: pytest.Item) -> tuple[str, str] | None:
    """The id of the check that a test is, and its upgrade; None for tests that are no check of the suites."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return None
    upgrade = item.callspec.params.get(_UPGRADE)
    if not isinstance(upgrade, str):
        return None
    case = item.callspec.id
    for text in (f"-{upgrade}", f"{upgrade}-", upgrade):
        if text in case:
            case = case.replace(text, "", 1)
            break
    return check_id(item.module.__name__, item.originalname, case), upgrade


def _is_meant(item: pytest.Item) -> bool:
    """Whether a test, or the case of its parameters, is a check in its upgrade: some say in which ones they are."""
    identified = identify(item)
    named = [name for marker in item.iter_markers("upgrade") for name in marker.args]
    return identified is not None and (not named or identified[1] in named)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop checks that hold in no wanted upgrade, and keep those of the requirements that were asked for."""
    wanted = set(config.getoption("--livepeer-requirement") or ())
    dropped = [
        item
        for item in items
        if (_UPGRADE in getattr(item, "fixturenames", ()) and not _is_meant(item))
        or (wanted and not wanted & set(requirements_of(item)))
    ]
    if dropped:
        gone = set(dropped)
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in gone]
    if _backend(config) == "rpc":
        # A node holds one deployment at a time.
        items.sort(key=lambda item: (identify(item) or ("", ""))[1] + str(_deployment_options(item)))
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [item for item in items if item.get_closest_marker("long")]
    if workers > 1 and long:
        items[:] = shared_out(long, [item for item in items if not item.get_closest_marker("long")], workers)


def shared_out(long: list[Any], short: list[Any], workers: int) -> list[Any]:
    """Such an order that equal parts of it, one a worker, each begin with their share of what takes long."""
    order: list[Any] = []
    total, first = len(long) + len(short), 0
    for number in range(workers):
        share = long[number::workers]
        size = max(0, (total - len(order)) // (workers - number) - len(share))
        order += [*share, *short[first : first + size]]
        first += size
    return order + short[first:]


@pytest.fixture(scope="session")
def livepeer_session(pytestconfig: pytest.Config) -> Iterator[Any]:
    """The run's :class:`~livepeer_conformance.session.Session`."""
    from livepeer_conformance.session import Session

    session = Session(_settings(pytestconfig))
    yield session
    session.close()


@pytest.fixture
def livepeer_upgrade(request: pytest.FixtureRequest) -> str:
    """The upgrade that a test runs under; parametrized."""
    name: str = request.param
    return name


@pytest.fixture
def scenario(request: pytest.FixtureRequest, livepeer_session: Any, livepeer_upgrade: str) -> Any:
    """A :class:`~livepeer_conformance.suites.scenario.Scenario` on a world at its start."""
    from livepeer_conformance.suites.scenario import Scenario

    presets, preset = getattr(request.function, "presets", ()), livepeer_session.settings.preset
    if presets and preset not in presets:
        raise NotRun(f"this check is about the parameters of {' or '.join(presets)}, not of {preset}")
    options = getattr(request.function, "options", ())
    return Scenario(livepeer_session.world(livepeer_upgrade, options), options)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """When a scenario is through, compare the complete observable state."""
    result = yield
    scenario: Any = pyfuncitem.funcargs.get("scenario") if _UPGRADE in pyfuncitem.fixturenames else None
    if scenario is not None:
        scenario.finish()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the verdict of a check to its report, in a form that survives the way from a worker process."""
    report = yield
    identity = identify(item)
    error = call.excinfo.value if call.excinfo else None
    if identity is None or (call.when != "call" and error is None):
        return report
    from livepeer_conformance.failure import judge

    try:
        verdict = judge(*identity, requirements_of(item), item, error, call.duration)
    except Exception as unexplained:
        # A failure that cannot be explained or saved is an error of this suite, with the failure as its context.
        verdict = judge(*identity, requirements_of(item), item, unexplained, call.duration)
    report.user_properties.append((VERDICT, json.dumps(verdict.to_json())))
    if verdict.outcome is Outcome.NOT_RUN:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.reportinfo()[1] or 0, f"not run: {verdict.explanation}")
    elif verdict.explanation:
        report.longrepr = _tell_once(item.config.stash[_told], verdict)
    return report


def _tell_once(told: set[str], verdict: Verdict) -> str:
    """The explanation; where the same error was told before, only its headline."""
    if verdict.outcome is Outcome.ERROR:
        if verdict.explanation in told:
            return f"the same error as above: {verdict.headline}"
        told.add(verdict.explanation)
    return verdict.explanation
