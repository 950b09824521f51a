"""Running fixtures: on several backends they hold, and whatever in them is wrong is found."""

import copy
import json

import pytest
from fixtures_folder import COMMITTED, write_suites

from livepeer_conformance.backends.registry import available
from livepeer_conformance.fixtures import cross_check, fill, functions, index, run_fixture
from livepeer_conformance.fixtures.reading import _Run, differing
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import NotRun
from livepeer_spec.requirements import SCOPES, UPGRADES

PRESENT = [name for name, reason in available().items() if reason is None and name != "rpc"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Fixtures of the small suite."""
    out = tmp_path_factory.mktemp("out")
    assert fill(out, suites=write_suites(tmp_path_factory.mktemp("suites"))).problems == []
    return out


@pytest.fixture(scope="module")
def session():
    """Worlds on the default backend."""
    session = Session(Settings())
    yield session
    session.close()


@pytest.fixture(scope="module")
def run(session):
    """Runs a fixture."""
    return lambda document: run_fixture(session.world(document["upgrade"], tuple(document["pre"]["options"])), document)


def load(folder, id_):
    return json.loads((folder / f"{id_}.json").read_text(encoding="utf-8"))


def sample():
    """Of each area and upgrade the fixture with the shortest file."""
    areas = sorted({path.parent for path in index.files(COMMITTED, UPGRADES) if path.parent.name != "functions"})
    paths = [min(area.glob("*.json"), key=lambda path: (path.stat().st_size, path.name)) for area in areas]
    return [path.relative_to(COMMITTED).with_suffix("").as_posix() for path in paths]


@pytest.mark.parametrize("backend", PRESENT)
def test_sample_of_each_area_agrees(backend):
    """Given a fixture of each area, when it is run on a backend, then it gives the same, or is told as not run."""
    ids = [id_ for id_ in sample() if backend != "ethtester" or id_.startswith("confluence/")]
    (result,) = cross_check(COMMITTED, [backend], ids=ids)
    assert result.problems == []
    assert result.agreed + len(result.not_run) == len(ids)
    assert result.agreed > len(ids) // 2
    if backend != "ethtester":
        assert result.not_run == {}
    assert all("lacks" in reason for reason in result.not_run.values())


@pytest.mark.parametrize("backend", PRESENT)
def test_small_suite_agrees(backend, folder):
    """Given fixtures with tickets and permits, when other block hashes hold, then they agree too."""
    ids = [f"confluence/something/{name}" for name in ("redeem__won_even_chance", "redeem__lost", "permit")]
    (result,) = cross_check(folder, [backend], ids=ids)
    assert (result.problems, result.not_run, result.agreed) == ([], {}, 3)


def test_cross_check_takes_all_backends_that_are_present(folder):
    results = cross_check(folder, ids=["confluence/something/permit"])
    assert [result.backend for result in results] == PRESENT
    assert [result.agreed for result in results] == [1] * len(PRESENT)


def test_not_run_is_no_agreement(folder):
    (result,) = cross_check(folder, ["ethtester"], ids=["confluence/something/refuses"])
    assert (result.agreed, result.problems) == (0, [])
    assert "lacks IMPERSONATE" in result.not_run["confluence/something/refuses"]


def test_run_fixture_needs_a_capable_backend(folder):
    document = load(folder, "confluence/something/refuses")
    world = Session(Settings(backend="ethtester")).build("confluence", ("verifier",))
    with pytest.raises(NotRun, match="lacks IMPERSONATE"):
        run_fixture(world, document)


def changed(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if value.startswith("0x"):
        return value[:-1] + ("1" if value[-1] == "0" else "0") if len(value) > 2 else "0x00"
    return str(int(value) + 1) if value.isdecimal() else value + "x"


def leaves(value, place=()):
    """The places of all texts and truth values in a JSON value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*place, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from leaves(item, (*place, position))
    elif value is not None:
        yield place


def at(document, place):
    for key in place:
        document = document[key]
    return document


@pytest.mark.parametrize("name", ["redeem__won_even_chance", "redeem__lost", "permit", "refuses"])
def test_every_wrong_expectation_is_found(run, folder, name):
    """Given a fixture in which one expected value is wrong, when it is run, then the place is told."""
    document = load(folder, f"confluence/something/{name}")
    places = [
        (*("steps", index_, "expect"), *place)
        for index_, step in enumerate(document["steps"])
        for place in leaves(step.get("expect", {}))
    ]
    places += [("post", *place) for place in leaves(document["post"])]
    informative = {"reverts"}
    places = [place for place in places if not informative & set(place) and "of" not in place and "reason" not in place]
    assert run(document) == []
    for place in places[:: max(1, len(places) // 40)]:
        wrong = copy.deepcopy(document)
        at(wrong, place[:-1])[place[-1]] = changed(at(document, place))
        found = run(wrong)
        assert found, f"nobody notices {place}"


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("steps", -1, "expect", "reason"), "TICKET_USED", "TICKET_USED is expected, found TICKET_LOST"),
        (("steps", -1, "expect"), {"status": "ok"}, "ok is expected, the transaction is rejected"),
        (("steps", -2, "expect"), {"status": "rejected", "reason": "NO_DATA"}, "a rejection is expected"),
        (("steps", -1, "message", "value"), "1", "/message/value: the file says '1', found '0'"),
        (("steps", -1, "block", "number"), "1", "/block/number: the file says '1'"),
    ],
)
def test_what_is_wrong_is_told(run, folder, place, value, message):
    document = load(folder, "confluence/something/redeem__lost")
    at(document, place[:-1])[place[-1]] = value
    assert any(message in problem for problem in run(document))


def test_missing_and_additional_events_are_found(run, folder):
    document = load(folder, "confluence/something/redeem__won_even_chance")
    events = document["steps"][-2]["expect"]["events"]
    for wrong in (events[:1], [*events, events[0]], events[::-1], []):
        other = copy.deepcopy(document)
        other["steps"][-2]["expect"]["events"] = wrong
        assert any("/expect/events" in problem for problem in run(other))


def test_absent_is_not_zero(run, folder):
    """Given a row that expects a revert, or zeros where there is another value, then it is found."""
    document = load(folder, "confluence/something/permit")
    row = document["post"]["views"]["LivepeerToken"]["nonces(address)"][0]
    row["value"] = "0"
    assert any(problem.startswith("/post/views/LivepeerToken/nonces(address)/0/value") for problem in run(document))
    del row["value"]
    row["reverts"] = "NO_DATA"
    assert any("NO_DATA is expected, the view answers" in problem for problem in run(document))


def test_deployment_fixture_is_compared_whole(run, folder):
    document = load(folder, "confluence/deployment/verifier")
    assert run(document) == []
    document["post"]["views"]["RoundsManager"]["roundLength()"][0]["value"] = "51"
    document["steps"].pop()
    found = run(document)
    assert found[0].startswith("/steps: ")
    assert found[-1] == "/post/views/RoundsManager/roundLength()/0/value: the file says '51', found '50'"


@pytest.mark.parametrize("name", ["redeem__won_even_chance", "permit", "refuses"])
def test_what_a_post_state_does_not_list_is_as_at_the_start(session, run, folder, name):
    """Given a fixture that was run, when the rows of its deployment are asked, then all that it does not list hold."""
    document = load(folder, f"confluence/something/{name}")
    assert run(document) == []
    deployment = load(folder, document["pre"]["deployment"])
    unlisted = 0
    for contract, views in deployment["post"]["views"].items():
        for signature, rows in views.items():
            listed = [of for row in document["post"]["views"].get(contract, {}).get(signature, []) for of in row["of"]]
            for row in rows:
                row["of"] = [of for of in row["of"] if of not in listed]
                unlisted += len(row["of"])
    assert unlisted > 200
    reader = _Run(session.current, deployment)
    reader._rows("/post", {"views": deployment["post"]["views"]})
    assert reader._problems == []


@pytest.mark.parametrize("upgrade", SCOPES)
def test_every_wrong_vector_is_found(upgrade):
    for document in functions.documents(upgrade):
        assert run_fixture(None, document) == []
        for case in document["cases"]:
            case["expect"] = {"status": "rejected", "reason": "NOT_OWNER"}
        assert len(run_fixture(None, document)) == len(document["cases"])


def test_differing_tells_absence_from_zero():
    assert list(differing({"a": "0"}, {}, "")) == [("/a", "0", None)]
    assert list(differing({}, {"a": "0"}, "")) == [("/a", None, "0")]
    assert list(differing([], ["0"], "/x")) == [("/x", [], ["0"])]
    assert list(differing({"a/b": True}, {"a/b": "true"}, "")) == [("/a~1b", True, "true")]
