"""Contracts that differ from the reference as somebody else's would, in each form that build tools leave them in.

The suite must find them conformant, in each form; say what their answers are when it is not told what they mean; and
find a defect of one line in them.
"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from second_set import build as second_set
from typer.testing import CliRunner

from livepeer_conformance.adapters import error_map
from livepeer_conformance.adapters.artifacts import Artifact, Form, detect_form, load_directory
from livepeer_conformance.adapters.deployment import REFERENCE
from livepeer_conformance.adapters.target import Target, TargetError
from livepeer_conformance.cli import app
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action
from livepeer_conformance.session import Session, Settings
from livepeer_reference import artifacts as reference
from livepeer_spec import parameters

FOLDERS = {form.folder.split("/")[0]: second_set.FOLDER / form.folder for form in second_set.FORMS}
ERRORS = second_set.FOLDER / "errors.toml"
MAX_BYTES = 1_500_000
UNREACHABLE = {"PoolFull()", "PoolMemberKnown(address)", "PoolWeightZero()"}
"""Errors of the list that no transaction can lead to."""
SLICE = "payments or pool or rounds or reward or transcoder or inflation"
"""Checks of each of the four contracts and of both libraries."""

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a slice of the suite on a folder of artifacts; the result has the report."""
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(folder: Path, *words: str, errors: Path | None = ERRORS, checks: str = SLICE) -> Any:
        arguments = ["run", "--target", "artifacts", str(folder), "--upgrade", "confluence", "-k", checks, *words]
        arguments += ["--error-map", str(errors)] if errors else []
        result: Any = CliRunner().invoke(app, [*arguments, "--report", str(tmp_path / "report")])
        result.report = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
        return result

    return invoke


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    """The outcome of each check."""
    return {check["check"]: check["outcome"] for check in report["checks"]}


def loaded(form: str) -> dict[str, Artifact]:
    """The contracts of a form."""
    return load_directory(FOLDERS[form])


def with_defect(name: str, folder: Path) -> Path:
    """A copy of the plain form with one of the compiled defects."""
    defect = json.loads((second_set.FOLDER / second_set.PATCHES).read_text(encoding="utf-8"))[name]
    copy = Path(shutil.copytree(FOLDERS["plain"], folder / "broken"))
    file = copy / f"{defect['contract']}.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    for place, old, new in defect["changes"]:
        code = document["bytecode"]
        assert code[place : place + len(old)] == old
        document["bytecode"] = code[:place] + new + code[place + len(old) :]
    file.write_text(json.dumps(document), encoding="utf-8")
    return copy


# What the set is.


def test_sources_and_artifacts_are_those_of_the_lock() -> None:
    """Given a changed source or artifact, this fails until ``second_set/build.py`` has run."""
    lock = json.loads(second_set.LOCK.read_text(encoding="utf-8"))
    files = second_set.committed()
    assert {path: second_set.sha256(text) for path, text in second_set.own_sources().items()} == lock["sources"]
    assert {path: second_set.sha256(text) for path, text in files.items()} == lock["artifacts"]
    assert sum(map(len, files.values())) < MAX_BYTES


def test_forms_are_what_their_tools_would_leave() -> None:
    """Given the three forms, then each is recognised; one is a full set, one brings layouts, one tells no libraries."""
    assert {form: detect_form(folder) for form, folder in FOLDERS.items()} == {form.value: form for form in Form}
    assert set(loaded("hardhat")) == set(loaded("plain")) == set(second_set.OWN)
    assert set(loaded("foundry")) == set(second_set.OWN) | set(second_set.COMPLETED)
    layouts = {form: {artifact.storage_layout is not None for artifact in loaded(form).values()} for form in FOLDERS}
    assert layouts == {"hardhat": {True}, "foundry": {False}, "plain": {False}}
    links = {form: {link.library for link in loaded(form)["BondingManager"].links} for form in FOLDERS}
    assert links["hardhat"] == links["foundry"] == {"EarningsMath", "SortedDoublyLL"}
    assert len(links["plain"]) == 2
    assert all(library.startswith("$") for library in links["plain"])


def test_no_code_is_that_of_the_reference_or_of_another_form() -> None:
    """Given the contracts of all forms and the reference's, then no two codes are the same."""
    names = set(second_set.OWN) & set(reference.names("confluence"))
    assert len(names) == 5
    for name in names:
        codes = [loaded(form)[name].code for form in FOLDERS]
        codes.append(bytes.fromhex(re.sub(r"__.{38}", "00" * 20, reference.load("confluence", name).bytecode[2:])))
        assert len(set(codes)) == len(codes), name


def test_error_map_has_every_custom_error_and_no_other() -> None:
    """Given the declarations in the artifacts, then the error map lists those that can occur."""
    declared = {text for artifact in loaded("plain").values() for text in error_map.declarations(artifact.abi).values()}
    table = error_map.load(ERRORS)
    listed = {str(answer.value) for answers in table.answers.values() for answer in answers if answer.kind == "error"}
    assert declared - UNREACHABLE == listed
    assert declared > UNREACHABLE


# What the suite says of it.


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The verdicts on the reference."""
    report = tmp_path_factory.mktemp("reference")
    words = ["run", "--upgrade", "confluence", "-k", SLICE, "--report", str(report)]
    assert CliRunner().invoke(app, words).exit_code == 0
    return verdicts(json.loads((report / "report.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("form", FOLDERS)
def test_set_is_conformant_as_the_reference_is(form: str, run: Run, expected: dict[str, str]) -> None:
    """Given the set in any form, then every check has the verdict that it has on the reference."""
    result = run(FOLDERS[form])
    assert result.exit_code == 0, result.output
    assert verdicts(result.report) == expected
    assert len(expected) > 200


@pytest.mark.parametrize("form", FOLDERS)
def test_set_is_completed_from_the_reference_and_brings_its_libraries(form: str) -> None:
    """Given a partial set, then what it lacks is the reference's; a full one takes nothing from there."""
    target = Target.from_directory(FOLDERS[form], "confluence")
    own = {name for name, source in target.provenance.items() if source != REFERENCE}
    if form == "foundry":
        assert own == set(target.provenance)
    else:
        logic = {"BondingManagerTarget", "TicketBrokerTarget", "RoundsManagerTarget", "Minter", "NewMinter"}
        assert own == logic | {"SortedDoublyLL", "EarningsMath"}


def test_another_layout_of_storage_is_no_failure() -> None:
    """Given a round kept in fewer bits under the deployed name, then the views count, and its storage is left alone."""
    target = Target.from_directory(FOLDERS["hardhat"], "confluence", errors=error_map.load(ERRORS))
    here = World(target, parameters.load("minimal", "confluence"))
    steps = [
        Action("initialize_round", "bob"),
        Action("approve", "alice", ("BondingManager", 10**18)),
        Action("bond", "alice", (10**18, "alice")),
    ]
    assert [here.step(step).differences for step in steps] == [[], [], []]
    assert here.observe() == []
    assert target.records is not None
    assert "deactivation_round" in target.records.refused["BondingManager"]


def test_without_an_error_map_the_answers_are_told(run: Run) -> None:
    """Given no error map, then wrong reasons are failures that name error and selector, and the option to mend it."""
    result = run(FOLDERS["plain"], errors=None, checks="withdraw_stake")
    assert result.exit_code == 1, result.output
    [first, *_] = result.report["failures"]
    told = r"custom error \w+\([\w,]*\), selector 0x[0-9a-f]{8}, is not listed in the built-in error map \(--error-map"
    assert re.search(told, first["explanation"])
    assert {check["outcome"] for check in result.report["checks"]} == {"passed", "failed"}


def test_one_error_that_the_map_lacks_is_told(run: Run, tmp_path: Path) -> None:
    """Given a map without one of the errors, then what fails says which, and which file lacks it."""
    lines = ERRORS.read_text(encoding="utf-8").splitlines()
    mine = tmp_path / "mine.toml"
    mine.write_text("\n".join(line for line in lines if "StakeLocked" not in line), encoding="utf-8")
    result = run(FOLDERS["foundry"], errors=mine, checks="withdraw_stake")
    assert result.exit_code == 1, result.output
    for failure in result.report["failures"]:
        assert "custom error StakeLocked(uint256), selector 0x" in failure["explanation"]
        assert "is not listed in mine.toml" in failure["explanation"]


def test_map_that_is_not_strict_lets_reasons_open(run: Run, tmp_path: Path) -> None:
    """Given ``strict = false`` and nothing else, then transactions must be rejected, for whatever reason."""
    lenient = tmp_path / "lenient.toml"
    lenient.write_text("strict = false\n", encoding="utf-8")
    assert run(FOLDERS["plain"], errors=lenient, checks="bonding").exit_code == 0


@pytest.mark.parametrize(
    ("defect", "checks", "requirement"),
    [
        ("lock of twice the length", "rounds", "LP-RND-004"),
        ("commission added to the shared reward", "earnings", "LP-EARN-010"),
        ("tickets valid for the unlock period", "payments", "LP-TICK-010"),
        ("wrong error", "bonding", "LP-BOND-034"),
    ],
)
def test_defect_of_one_line_fails_with_its_requirement(
    defect: str, checks: str, requirement: str, run: Run, tmp_path: Path
) -> None:
    """Given the set with one line broken, then the run fails, and a failure names the requirement."""
    result = run(with_defect(defect, tmp_path), checks=checks)
    assert result.exit_code == 1, result.output
    violated = {id_ for failure in result.report["failures"] for id_ in failure["violated"]}
    assert requirement in violated
    assert any(line.startswith(f"Failed {requirement} ") for line in result.output.splitlines())


@pytest.mark.parametrize(
    ("form", "file", "message"),
    [
        (
            "hardhat",
            "contracts/libraries/EarningsMath.sol/EarningsMath.json",
            "the library EarningsMath, which neither",
        ),
        ("plain", "EarningsMath.json", r"a library of which only the hash \$[0-9a-f]{34}\$ tells"),
    ],
)
def test_missing_library_is_told_once(form: str, file: str, message: str, run: Run, tmp_path: Path) -> None:
    """Given the set without a library, then no check can be run, and the report says why in one error."""
    copy = Path(shutil.copytree(FOLDERS[form], tmp_path / "partial"))
    (copy / file).unlink()
    result = run(copy, checks="rounds")
    assert result.exit_code == 3, result.output
    [error] = result.report["errors"]
    assert re.search(f"deploying BondingManagerTarget .* it needs {message}", error["explanation"])


def test_set_of_another_upgrade_is_told_so() -> None:
    """Given the rules of Streamflow, then the first setter that Confluence lacks is named, and the option."""
    target = Target.from_directory(FOLDERS["plain"], "streamflow")
    message = r"set_max_earnings_claims_rounds on BondingManager: reverted without data; .* streamflow\? \(--upgrade\)"
    with pytest.raises(TargetError, match=message):
        World(target, parameters.load("minimal", "streamflow"))


def test_target_that_cannot_be_built_fails_alike_each_time(tmp_path: Path) -> None:
    """Given a target that cannot be built, when it is asked for again, then the error has not grown."""
    session = Session(Settings(upgrades=("confluence",), target="artifacts", path=tmp_path))

    def depth() -> int:
        with pytest.raises(TargetError) as caught:
            session.world("confluence")
        return len(caught.traceback)

    depth()
    assert depth() == depth()
