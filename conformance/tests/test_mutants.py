"""Mutants: the catalogue and its code are in order, and what counts as a kill."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from livepeer_conformance.commands import matrix
from livepeer_conformance.machines.profiles import PROFILES
from livepeer_conformance.mutants import between_nodes, catalogue, compiled, report
from livepeer_conformance.mutants.catalogue import CatalogueError, Mutant
from livepeer_conformance.mutants.runner import GENERATED, Runner
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.shrink.shrinker import Budget
from livepeer_spec import requirements as registry
from livepeer_spec.requirements import OFFCHAIN
from livepeer_spec.versions import RULE_SETS, UPGRADES, upgrade_of

CONTRACTS = Path(__file__).resolve().parents[2] / "reference_impl" / "contracts"
EVERY = list(catalogue.load().values())


def source(mutant: Mutant) -> str:
    """The text of the mutant's file, unbroken."""
    return (CONTRACTS / mutant.file).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Scenarios only."""
    runner = Runner(seeds=(), shrinking=Budget(300, 3))
    yield runner
    runner.close()


# The catalogue.


@pytest.mark.parametrize("mutant", EVERY, ids=lambda mutant: mutant.id)
def test_mutant_changes_one_spot_of_the_present_source(mutant: Mutant) -> None:
    """Given the committed contracts, each mutant finds its spot in them and changes more than comments."""
    changed = mutant.apply(source(mutant))
    assert compiled.source_digest(changed) != compiled.source_digest(source(mutant))


@pytest.mark.parametrize("mutant", EVERY, ids=lambda mutant: mutant.id)
def test_mutant_is_compiled_from_the_present_source(mutant: Mutant) -> None:
    """Given the committed code, it belongs to the present source and reference, and is not the reference's."""
    entry = compiled.entries(mutant.upgrade).get(mutant.id)
    assert compiled.is_current(mutant, entry, mutant.apply(source(mutant))), "run livepeer_conformance.mutants.build"
    artifact, original = compiled.artifact(mutant), compiled.original_artifact(mutant)
    assert artifact.code != original.code
    assert {link.library for link in artifact.links} == {link.library for link in original.links}


def test_nothing_else_is_compiled() -> None:
    """Given the committed code, each entry belongs to a mutant."""
    for upgrade in RULE_SETS:
        assert set(compiled.entries(upgrade)) == {mutant.id for mutant in EVERY if mutant.upgrade == upgrade}


def test_requirements_of_mutants_hold_in_their_upgrade() -> None:
    """Given the registry, each mutant violates requirements that exist and hold where it is run."""
    known = registry.load()
    wrong = [
        (mutant.id, id_)
        for mutant in EVERY
        for id_ in mutant.requirements
        if id_ not in known or not registry.applies(known[id_], mutant.upgrade)
    ]
    assert wrong == []


def test_mutants_are_of_many_kinds() -> None:
    """Given the catalogue, missing checks are few in it, and what takes long to show is not."""
    kinds = Counter(mutant.kind for mutant in EVERY)
    assert kinds["check"] <= len(EVERY) // 5
    assert kinds["formula"] >= 12
    assert kinds["event"] >= 10
    assert kinds["bookkeeping"] >= 10
    assert sum(mutant.deep for mutant in EVERY) >= 12
    assert set(kinds) == set(catalogue.KINDS)


def test_each_upgrade_has_many_mutants() -> None:
    """Given the catalogue, each rule set has mutants, and at most a quarter of an upgrade's lack a check."""
    assert {mutant.upgrade for mutant in EVERY} == set(RULE_SETS)
    for name in UPGRADES:
        mine = [mutant for mutant in EVERY if upgrade_of(mutant.upgrade) == name]
        assert len(mine) >= 50, name
        assert 4 * sum(mutant.kind == "check" for mutant in mine) <= len(mine), name


ENTRY = """
[[mutant]]
id = "some-mutant"
contract = "Poll"
file = "confluence/Poll.sol"
find = "a"
replace = "b"
about = "Something is wrong."
kind = "bound"
requirements = ["LP-POLL-009"]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "bound"', 'kind = "odd"', "unknown kind"),
        ('id = "some-mutant"', 'id = "Some Mutant"', "no slug"),
        ('requirements = ["LP-POLL-009"]', "requirements = []", "must not be empty"),
        ('find = "a"', 'search = "a"', "unknown keys"),
        ("[[mutant]]", "[[mutants]]", "must consist of"),
        ("[[mutant]]", "[[mutant", "confluence: "),
    ],
)
def test_malformed_entry_is_refused(old: str, new: str, message: str) -> None:
    """Given an entry with a flaw, the error tells it."""
    assert catalogue.parse("confluence", ENTRY)[0].id == "some-mutant"
    with pytest.raises(CatalogueError, match=message):
        catalogue.parse("confluence", ENTRY.replace(old, new))


@pytest.mark.parametrize(
    ("after", "text", "changed"),
    [("", "xay", "xby"), ("mark", "a mark a a", "a mark b a"), ("", "aa", None), ("", "x", None), ("mark", "a", None)],
)
def test_spot_must_be_found_for_sure(after: str, text: str, changed: str | None) -> None:
    """Given a text that has the spot once, or behind an anchor, it is changed; any other text is refused."""
    mutant = replace(catalogue.parse("confluence", ENTRY)[0], after=after)
    if changed is not None:
        assert mutant.apply(text) == changed
        return
    with pytest.raises(CatalogueError, match="some-mutant"):
        mutant.apply(text)


def test_source_digest_leaves_out_comments() -> None:
    """Given texts that differ in comments and white space only, their digests are equal; strings count."""
    plain = compiled.source_digest('f("// no comment", \'"\'); g();')
    assert compiled.source_digest('f("// no comment", \'"\'); // a\n/* b\n */ g();') == plain
    assert compiled.source_digest('f("// other", \'"\'); g();') != plain
    assert compiled.source_digest("f(); // open end") == compiled.source_digest("f();")


def test_matrix_tells_the_mutants_of_requirements() -> None:
    """Given an upgrade, the mutants that violate a requirement are listed with it, also between nodes."""
    mutants = {row.requirement.id: row.mutants for row in matrix.build(("streamflow", OFFCHAIN), [])}
    assert mutants["LP-BOND-097"]
    assert mutants["LP-BOND-089"] == ()
    assert "LP-BOND-066" not in mutants
    assert "aux-data-hash-first" in mutants["LP-PAY-011"]


# Kills.


@pytest.mark.parametrize(
    "id_",
    [
        "own-rewards-claimed-twice", "resigns-with-slashed-stake", "fee-search-ends-with-rewards",
        "transfer-bond-makes-orchestrator", "newest-of-equals-comes-second", "update-hash-without-nonce",
        "claims-told-from-one-on", "pairs-hashed-as-they-come", "launch-unbonded-stake-counted", "finder-takes-all",
    ],
)  # fmt: skip
def test_mutant_is_killed_by_a_scenario_that_names_its_requirement(runner: Runner, id_: str) -> None:
    """Given a mutant, a scenario finds it and names what it violates."""
    mutant = catalogue.load()[id_]
    result = runner.run(mutant)
    assert result.outcome == "killed"
    assert result.scenario is not None
    assert result.scenario.requirement in mutant.requirements
    assert result.scenario.transactions > 0


@pytest.mark.parametrize("id_", ["own-rewards-claimed-twice", "locks-stay"])
def test_mutant_is_killed_by_generated_sequences_too(id_: str) -> None:
    """Given a mutant and a short run of generation, a sequence finds it, and the trace gets short."""
    runner = Runner(seeds=(0,), profile=PROFILES["quick"], shrinking=Budget(1000, 10))
    result = runner.run(catalogue.load()[id_])
    runner.close()
    kill = result.generated[0]
    assert kill is not None
    assert kill.check == GENERATED
    assert kill.transactions < 20
    assert kill.sequences <= PROFILES["quick"].sequences


def test_deep_mutants_need_several_transactions_and_rounds(runner: Runner) -> None:
    """Given a mutant that is said to show late, the shortest trace found has four transactions in two rounds."""
    for id_ in (
        "own-fees-claimed-twice", "second-ticket-replaces-first", "stake-locked-one-round-longer",
        "rewards-do-not-earn", "escrow-of-the-last-claim",
    ):  # fmt: skip
        kill = runner.run(catalogue.load()[id_]).scenario
        assert kill is not None
        assert (kill.transactions >= 4, kill.rounds >= 2) == (True, True), id_


def test_finding_that_names_nothing_of_the_mutant_is_no_kill(runner: Runner) -> None:
    """Given a mutant that is said to violate something else, it is found and yet survives."""
    mutant = replace(catalogue.load()["locks-stay"], requirements=("LP-POLL-001",))
    result = runner.run(mutant)
    assert result.scenario is not None
    assert result.scenario.requirement == ""
    assert result.kills == []
    assert result.outcome == "survived"


def test_equivalent_mutant_survives(runner: Runner) -> None:
    """Given a mutant that changes a comment only, so that it has the reference's code, nothing finds it."""
    text = "/// @notice Votes; a later vote replaces an earlier one."
    mutant = replace(catalogue.load()["poll-destroyed-in-last-block"], find=text, replace=text + "!")
    assert compiled.source_digest(mutant.apply(source(mutant))) == compiled.source_digest(source(mutant))
    result = runner.run(mutant, compiled.original_artifact(mutant))
    assert result.outcome == "survived"
    assert result.scenario is None


@pytest.mark.parametrize(
    "code",
    [pytest.param("fe", id="constructor fails"), pytest.param("60fe60005360016000f3", id="every call fails")],
)
def test_mutant_that_breaks_the_deployment_is_an_error(code: str) -> None:
    """Given code that cannot be deployed or set up, that is an error and no kill, with sequences as with scenarios."""
    mutant = catalogue.load()["locks-stay"]
    broken = replace(compiled.original_artifact(mutant), code=bytes.fromhex(code), links=())
    runner = Runner(seeds=(0,), profile=PROFILES["quick"])
    result = runner.run(mutant, broken)
    runner.close()
    assert result.outcome == "error"
    assert "TargetError" in result.error
    assert result.kills == []


def test_stale_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given code that was made from another version of the reference, or none, the error tells what to do."""
    mutant = catalogue.load()["locks-stay"]
    entry = compiled.entries("confluence")["locks-stay"]
    monkeypatch.setattr(compiled, "entries", lambda upgrade: {"locks-stay": {**entry, "reference": "0"}})
    with pytest.raises(CatalogueError, match="rebuild the mutants"):
        compiled.artifact(mutant)
    monkeypatch.setattr(compiled, "entries", lambda upgrade: {})
    with pytest.raises(CatalogueError, match="not compiled"):
        compiled.artifact(mutant)


# The report.


def test_report_tells_what_kills_each() -> None:
    """Given two mutants, the table has a line for each with the check and the requirement, and the summary counts."""
    out = io.StringIO()
    code = report.main(ids=["locks-stay", "lip-77-executes-again"], seeds=(), console=Console(file=out, width=200))
    text = out.getvalue()
    assert code is ExitCode.CONFORMANT
    assert "bonding/lip_77_sets_one_bond_once" in text
    assert "LP-BOND-099" in text
    assert "2 of 2 mutants killed, 2 by a scenario or vector that names what they violate: 2 as violated" in text


def test_report_of_rules_between_nodes() -> None:
    """Given a mutant of a rule between nodes, a vector kills it; without the change nothing would."""
    out = io.StringIO()
    assert report.main(ids=["aux-data-hash-first"], console=Console(file=out, width=200)) is ExitCode.CONFORMANT
    assert "LP-PAY-011" in out.getvalue()
    assert "payments/aux_data[" in out.getvalue()
    assert between_nodes.unbroken_differences() == frozenset()


def test_vector_that_names_nothing_of_the_mutant_is_no_kill() -> None:
    """Given a mutant that is said to violate another requirement of its function, vectors find it and it survives."""
    mutant = replace(catalogue.between_nodes()["aux-data-hash-first"], requirements=("LP-PAY-012",))
    result = between_nodes.run(mutant)
    assert result.scenario is not None
    assert result.scenario.requirement == ""
    assert result.outcome == "survived"


def test_report_as_json() -> None:
    """Given a mutant, the JSON document has its result and a summary, and nothing else is printed."""
    out = io.StringIO()
    report.main(ids=["locks-stay"], seeds=(), as_json=True, console=Console(file=out))
    document = json.loads(out.getvalue())
    assert document["summary"]["killed"] == 1
    assert document["summary"]["by_scenario"] == 1
    (entry,) = document["mutants"]
    assert (entry["id"], entry["outcome"], entry["generated"]) == ("locks-stay", "killed", {})
    assert entry["scenario"]["requirement"] in entry["requirements"]


def test_report_of_survivors_and_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a survivor the exit code is 1, given an error 3, and both are listed."""
    mutant = catalogue.load()["locks-stay"]
    same, broken = (
        compiled.original_artifact(mutant),
        replace(compiled.original_artifact(mutant), code=b"\xfe", links=()),
    )
    for artifact, word, expected in ((same, "survived", ExitCode.NON_CONFORMANT), (broken, "errors", ExitCode.ERROR)):
        monkeypatch.setattr(compiled, "artifact", lambda mutant, artifact=artifact: artifact)
        out = io.StringIO()
        assert report.main(ids=["locks-stay"], seeds=(), console=Console(file=out, width=200)) is expected
        assert f"{word}: locks-stay" in out.getvalue()


def test_selection_of_mutants() -> None:
    """Given an upgrade or ids, those are run; an unknown id is refused."""
    assert {mutant.upgrade for mutant in report.select(["streamflow"])} == {"streamflow"}
    assert [mutant.id for mutant in report.select(ids=["locks-stay"])] == ["locks-stay"]
    with pytest.raises(CatalogueError, match="there is no mutant no-such"):
        report.select(ids=["no-such"])


def test_id_of_a_contracts_mutant_is_not_one_between_nodes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given one id for two mutants, of a contract and of a rule between nodes, they are refused."""
    monkeypatch.setattr(catalogue, "between_nodes", lambda: {"locks-stay": catalogue.load()["locks-stay"]})
    with pytest.raises(CatalogueError, match="locks-stay is used twice"):
        catalogue.every()
