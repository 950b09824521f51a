"""Validation of a folder of fixtures: each kind of damage is told with file and field."""

import json
import shutil
import subprocess

import pytest
from fixtures_folder import COMMITTED, REPOSITORY, with_schemas, write_suites

from livepeer_conformance.fixtures import canonical, fill, functions, index, validate
from livepeer_spec.requirements import OFFCHAIN

TRACE = "confluence/something/redeem__lost.json"
FUNCTION = "confluence/functions/part.json"
NODE = shutil.which("node")
VECTORS = [f"{document['id']}.json" for scope in ("confluence", OFFCHAIN) for document in functions.documents(scope)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A folder in order."""
    out = with_schemas(tmp_path_factory.mktemp("out"))
    assert fill(out, ("confluence", OFFCHAIN), suites=write_suites(tmp_path_factory.mktemp("suites"))).problems == []
    return out


@pytest.fixture(scope="module")
def few(filled, tmp_path_factory):
    """The same with the traces and one function only, so that looking at all of it takes little time."""
    out = shutil.copytree(filled, tmp_path_factory.mktemp("few") / "fixtures")
    for name in VECTORS:
        if name != FUNCTION:
            (out / name).unlink()
    index.write(out)
    return out


@pytest.fixture
def folder(few, tmp_path):
    """A small copy to damage."""
    return shutil.copytree(few, tmp_path / "fixtures")


@pytest.fixture
def whole(filled, tmp_path):
    """A complete copy to damage."""
    return shutil.copytree(filled, tmp_path / "fixtures")


def problems(folder, **how):
    return [str(problem) for problem in validate(folder, **how)]


def rewrite(folder, name, change, sealed=True):
    """Change a fixture; with ``sealed`` its hash and the index follow."""
    path = folder / name
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    if sealed:
        document["_info"]["hash"] = canonical.digest(document)
    canonical.write(path, document)
    if sealed:
        index.write(folder)


def test_a_folder_in_order_has_no_problem(filled, few):
    assert problems(filled, replay=True) == []
    assert problems(few) == []


def test_an_empty_folder_is_a_problem(tmp_path):
    assert problems(with_schemas(tmp_path)) == [f"{tmp_path}: there are no fixtures here"]


def test_a_missing_schema_is_a_problem(folder):
    (folder / "schema" / "trace-v1.json").unlink()
    (found,) = problems(folder)
    assert found.startswith("schema/trace-v1.json: cannot be read:")


def test_a_broken_schema_is_a_problem(folder):
    (folder / "schema" / "index-v1.json").write_text('{"type": "wrong"}', encoding="utf-8")
    assert problems(folder)[0].startswith("schema/index-v1.json: /type: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read: "),
        ("[]\n", "is no object"),
        ('{"a": "1", "a": "2"}\n', "none twice"),
        ('{"b": "1", "a": "2"}\n', "is not written as the form demands"),
        ("[" * 100_000, "cannot be read: "),
        ("\xff", "cannot be read: "),
    ],
    ids=["not JSON", "a list", "a key twice", "keys not sorted", "deeply nested", "not UTF-8"],
)
def test_a_file_that_is_no_fixture(folder, text, message):
    (folder / TRACE).write_text(text, encoding="latin-1")
    (found,) = problems(folder)
    assert found.startswith(f"{TRACE}: ")
    assert message in found


def _set(*place, value):
    def change(document):
        for key in place[:-1]:
            document = document[key]
        document[place[-1]] = value

    return change


WRONG_FIELDS = [
    (
        _set("id", value="confluence/something/other"),
        "/id: is confluence/something/other, which is not the file's name",
    ),
    (_set("upgrade", value="streamflow"), "/upgrade: is streamflow, which the id does not begin with"),
    (_set("upgrade", value="alpha"), "/upgrade: is alpha, which the id does not begin with"),
    (_set("upgrade", value="bravo"), "/upgrade: 'bravo' is not one of"),
    (_set("requirements", value=["LP-TICK-999"]), "/requirements/0: unknown requirement LP-TICK-999"),
    (_set("requirements", value=["LP-TICK-013"]), "/requirements/0: LP-TICK-013 does not hold in confluence"),
    (_set("features", value=["telepathy"]), "/features/0: unknown feature 'telepathy'"),
    (_set("importance", value="vital"), "/importance: 'vital' is not one of"),
    (_set("kind", value="rumour"), "/kind: 'rumour' is not one of"),
    (_set("steps", -1, "expect", "reason", value="BAD_MOOD"), "/expect/reason: unknown reason 'BAD_MOOD'"),
    (_set("steps", -1, "expect", value={"status": "rejected"}), "/expect: 'reason' is a required property"),
    (_set("steps", -1, "message", "value", value="0x0"), "/message/value: '0x0' does not match"),
    (_set("steps", -1, "message", "to", value="0xABC"), "/message/to: '0xABC' does not match"),
    (_set("surprise", value="1"), "Additional properties are not allowed"),
    (_set("derived", value=[{"from": "time", "paths": ["/steps/99"]}]), "/derived/0/paths/0: nothing is at /steps/99"),
]


@pytest.mark.parametrize(("change", "message"), WRONG_FIELDS, ids=[message for _, message in WRONG_FIELDS])
def test_a_fixture_with_a_wrong_field(folder, change, message):
    rewrite(folder, TRACE, change)
    assert any(found.startswith(f"{TRACE}: ") and message in found for found in problems(folder))


@pytest.mark.parametrize(
    ("requirements", "messages"),
    [
        ([["LP-ERR-005"], ["LP-BOND-001"]], ["/cases/1/requirements/0: LP-BOND-001 is not one of the fixture's"]),
        ([["LP-ERR-005"]], ["/requirements/1: no vector names LP-BOND-025"]),
        ([[]], ["/cases/0/requirements: [] "]),
        ([["LP-ERR-005", "LP-ERR-005"]], ["/cases/0/requirements: ['LP-ERR-005', 'LP-ERR-005'] has non-unique"]),
    ],
    ids=["of another function", "not named", "none", "twice"],
)
def test_requirements_of_vectors(folder, requirements, messages):
    def change(document):
        document["requirements"] = ["LP-ERR-005", "LP-BOND-025"]
        document["cases"] = document["cases"][: len(requirements)]
        for case, ids in zip(document["cases"], requirements, strict=True):
            case["requirements"] = ids

    rewrite(folder, FUNCTION, change)
    found = problems(folder)
    for message in messages:
        assert any(text.startswith(f"{FUNCTION}: {message}") for text in found), found


def test_a_number_is_no_text(folder):
    text = (folder / FUNCTION).read_text(encoding="utf-8").replace('"scale": "1000000"', '"scale": 1000000', 1)
    (folder / FUNCTION).write_text(text, encoding="utf-8")
    assert any(found.startswith(f"{FUNCTION}: /cases/0/args") for found in problems(folder))


def test_a_wrong_hash(folder):
    rewrite(folder, TRACE, _set("importance", value="edge"), sealed=False)
    assert problems(folder) == [f"{TRACE}: /_info/hash: is not the hash of the content"]


def test_an_index_that_lacks_a_fixture(folder):
    (folder / FUNCTION).unlink()
    assert "index.json: lists confluence/functions/part, of which there is no file" in problems(folder)


def test_an_index_that_lists_too_little(folder):
    content = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    gone = content["fixtures"].pop(0)
    canonical.write(folder / "index.json", content)
    assert f"index.json: does not list {gone['id']}" in problems(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_set("root", value="0" * 64), "index.json: /root: is not the hash of the fixtures"),
        (_set("fixtures", 0, "importance", value="historic"), "index.json: /fixtures/0/importance: is not what"),
        (_set("fixtures", 0, "hash", value="0" * 64), "index.json: /fixtures/0/hash: is not what"),
        (_set("schema", value="index-v2"), "index.json: /schema: 'index-v1' was expected"),
        (lambda content: content["fixtures"].reverse(), "index.json: /fixtures: are not in the order of their ids"),
        (lambda content: content["fixtures"].append(content["fixtures"][-1]), "index.json: /fixtures: are not in"),
    ],
    ids=["root", "importance", "hash", "schema", "order", "twice"],
)
def test_an_index_with_a_wrong_field(folder, change, message):
    content = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    change(content)
    canonical.write(folder / "index.json", content)
    assert any(message in found for found in problems(folder))


def test_a_missing_index(folder):
    (folder / "index.json").unlink()
    assert problems(folder)[0].startswith("index.json: cannot be read:")


def test_replay_finds_what_the_form_does_not(folder):
    rewrite(folder, TRACE, _set("steps", -1, "expect", "reason", value="TICKET_USED"))
    rewrite(folder, FUNCTION, _set("cases", 0, "expect", "value", value="7"))
    assert problems(folder) == []
    found = problems(folder, replay=True)
    assert any(
        text.startswith(f"{TRACE}: /steps/") and "TICKET_USED is expected, found TICKET_LOST" in text for text in found
    )
    assert any(text.startswith(f"{FUNCTION}: /cases/0/expect: ") for text in found)


@pytest.mark.parametrize(
    "action", [{"name": "no_such_thing"}, {"name": "bond", "args": ["1"]}], ids=["name", "arguments"]
)
def test_replay_tells_a_step_that_makes_no_sense(folder, action):
    rewrite(folder, TRACE, _set("steps", -1, "action", value=action))
    assert any(f"{TRACE}: cannot be replayed: " in text for text in problems(folder, replay=True))


# The reader for Node.


@pytest.mark.skipif(NODE is None, reason="node is not installed")
class TestNodeReader:
    """The reader in another language says the same."""

    SCRIPT = REPOSITORY / "fixtures" / "readers" / "node" / "verify.mjs"

    def verify(self, folder):
        return subprocess.run([str(NODE), str(self.SCRIPT), str(folder)], capture_output=True, text=True, check=False)

    def test_it_agrees_with_the_committed_fixtures(self):
        run = self.verify(COMMITTED)
        assert (run.returncode, run.stderr) == (0, "")
        assert ", 0 vectors not checked, " in run.stdout

    def test_it_finds_a_changed_file(self, folder):
        rewrite(folder, TRACE, _set("importance", value="edge"), sealed=False)
        run = self.verify(folder)
        assert run.returncode == 1
        assert f"{TRACE}: _info.hash is not the hash of the content" in run.stderr

    def test_it_finds_every_wrong_vector(self, whole):
        for file in VECTORS:
            rewrite(whole, file, _set("cases", 0, "expect", value={"status": "rejected", "reason": "NOT_OWNER"}), False)
        run = self.verify(whole)
        assert run.returncode == 1
        missed = [file for file in VECTORS if f"{file}: {self.first_case(whole, file)}: computed" not in run.stderr]
        assert missed == []

    def first_case(self, folder, file):
        return json.loads((folder / file).read_text(encoding="utf-8"))["cases"][0]["name"]
