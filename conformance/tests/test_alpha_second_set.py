"""Alpha's contracts as a compiler of 2018 leaves them: no texts, no places of links, libraries by their names."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from alpha_second_set import build as second_set
from typer.testing import CliRunner

from livepeer_conformance.adapters.artifacts import Form, detect_form, load_directory, load_linked
from livepeer_conformance.adapters.layout import Hop, Place
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends.registry import create, default_name
from livepeer_conformance.cli import app
from livepeer_conformance.compare.step import compare_logs
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.model.action import Action
from livepeer_conformance.model.actors import account
from livepeer_reference import artifacts as reference
from livepeer_spec import parameters
from livepeer_spec.primitives.abi import pack, selector, unpack
from livepeer_spec.upgrades import upgrade
from livepeer_spec.upgrades.alpha.jobs import NewJob
from livepeer_spec.upgrades.alpha.service_registry import ServiceUriUpdate

MAX_BYTES = 300_000
LINKED = {
    "BondingManager": {"SortedDoublyLL"},
    "JobLib": {"ECRecovery", "MerkleProof"},
    "JobsManager": {"JobLib"},
    "MerkleMine": {"MerkleProof"},
}
SLICE = "jobs or alpha_slashing or alpha_rounds or registry"
"""Checks of each of the proxied contracts and of every library."""


# What the set is.


def test_artifacts_and_sources_are_those_of_the_lock() -> None:
    """Given a changed source or artifact, this fails until ``alpha_second_set/build.py`` has run."""
    lock = json.loads(second_set.LOCK.read_text(encoding="utf-8"))
    files = second_set.committed()
    assert {path: second_set.sha256(text) for path, text in second_set.sources().items()} == lock["sources"]
    assert {path: second_set.sha256(text) for path, text in files.items()} == lock["artifacts"]
    assert sum(map(len, files.values())) < MAX_BYTES


def test_reasons_have_no_texts() -> None:
    """Given the reference's texts, then no code has one, and the error map expects none."""
    expected = tomllib.loads(second_set.ERRORS.read_text(encoding="utf-8"))["reasons"]
    assert second_set.ERRORS.read_text(encoding="utf-8") == second_set.errors()
    assert all(answer == {"empty": True} for answer in expected.values())
    error = selector("Error(string)")
    assert not [name for name, artifact in load_directory(second_set.ARTIFACTS).items() if error in artifact.code]


def test_contracts_are_all_of_alpha_and_none_is_the_references() -> None:
    """Given the reference's contracts, then the set has each, with its functions and events and other code."""
    found = load_directory(second_set.ARTIFACTS)
    assert detect_form(second_set.ARTIFACTS) is Form.PLAIN
    assert set(found) == set(reference.names("alpha"))
    for name, artifact in found.items():
        theirs, ours = (
            {entry.get("name") for entry in abi} for abi in (artifact.abi, reference.load("alpha", name).abi)
        )
        assert ours - theirs == set()
        assert artifact.code.hex() != reference.load("alpha", name).bytecode.removeprefix("0x")


def test_libraries_are_found_by_the_names_in_placeholders() -> None:
    """Given two contracts, then their libraries come along, and the libraries' own."""
    found = load_linked(second_set.ARTIFACTS, {"BondingManager", "JobsManager"})
    libraries = {name: {link.library for link in artifact.links} for name, artifact in found.items() if artifact.links}
    assert libraries == {name: LINKED[name] for name in ("BondingManager", "JobLib", "JobsManager")}
    assert set(found) == {"BondingManager", "JobsManager", "JobLib", "SortedDoublyLL", "ECRecovery", "MerkleProof"}


def test_linked_code_reaches_its_libraries() -> None:
    """Given a linked library of libraries, then an empty proof leads to the receipt itself."""
    found = load_directory(second_set.ARTIFACTS)
    chain, at = create(default_name()), {}
    for name in ("MerkleProof", "ECRecovery", "JobLib"):
        at[name], receipt = chain.deploy(found[name].link(at), b"\x01" * 20)
        assert receipt.success
    segment = ("foo", 0, b"\x01" * 32, b"\x02" * 32, b"signature")
    types = ("string", "uint256", "bytes32", "bytes32", "bytes")
    ask = selector(f"transcodeReceiptHash({','.join(types)})") + pack(types, segment)
    receipt_hash = chain.call(at["JobLib"], ask).output
    types = (*types, "bytes", "bytes32")
    ask = selector(f"validateReceipt({','.join(types)})") + pack(types, (*segment, b"", receipt_hash))
    assert unpack(["bool"], chain.call(at["JobLib"], ask).output) == (True,)


# What the suite says of it.


def verdicts(report: Path, *words: str) -> tuple[dict[str, str], dict[str, Any], str]:
    """The outcome of each check of the slice, the report, and what is printed."""
    arguments = ["run", "--upgrade", "alpha", "-k", SLICE, "--report", str(report), *words]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    document = json.loads((report / "report.json").read_text(encoding="utf-8"))
    return {check["check"]: check["outcome"] for check in document["checks"]}, document, result.output


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The verdicts on the reference."""
    outcomes, document, output = verdicts(tmp_path_factory.mktemp("reference"))
    assert document["run"]["without_reasons"] == []
    assert "tell no reasons" not in output
    return outcomes


def test_set_is_conformant_with_an_error_map(expected: dict[str, str], tmp_path: Path) -> None:
    """Given the map that says that checks answer with nothing, then each check has the verdict of the reference."""
    words = ["--target", "artifacts", str(second_set.ARTIFACTS.parent), "--error-map", str(second_set.ERRORS)]
    outcomes, document, _ = verdicts(tmp_path, *words)
    assert outcomes == expected
    assert len(expected) > 100
    assert document["run"]["without_reasons"] == []


def test_set_without_an_error_map_is_judged_by_status(expected: dict[str, str], tmp_path: Path) -> None:
    """Given no map, then each check has the verdict of the reference, and the report tells what was not checked."""
    outcomes, document, output = verdicts(tmp_path, "--target", "artifacts", str(second_set.ARTIFACTS.parent))
    assert outcomes == expected
    assert document["run"]["without_reasons"] == ["alpha"]
    assert "The contracts tell no reasons: of alpha the status alone is checked." in output


def test_variables_in_another_order_are_no_failure() -> None:
    """Given delegators and transcoders in exchanged places and no layout that tells, then the views count."""
    world = World(Target.from_directory(second_set.ARTIFACTS, "alpha"), parameters.load("minimal", "alpha"))
    steps = [
        Action("initialize_round", "bob"),
        Action("approve", "alice", ("BondingManager", 10**18)),
        Action("bond", "alice", (10**18, "alice")),
        Action("transcoder", "alice", (100_000, 500_000, 7)),
    ]
    assert [world.step(step).differences for step in steps] == [[], [], [], []]
    assert world.observe() == []
    at, alice = world.target.addresses["BondingManager"], account("alice").address
    stored = [world.backend.storage(at, Place(slot, (Hop(0, 0),), 0, 0).slot_of((alice,))) for slot in (5, 6)]
    assert stored == [0, 10**18], "the first word of the transcoder and of the delegator"


@pytest.mark.parametrize(
    ("rules", "options", "field"),
    [("alpha", b"a7ac137a", None), ("alpha", b"49d54ea9", "transcodingOptions"), ("streamflow", b"", "encoding")],
)
def test_texts_of_events_need_no_padding(rules: str, options: bytes, field: str | None) -> None:
    """Given texts right behind each other in a log, then alpha's are compared by their values, later ones by bytes."""
    event: Any = ServiceUriUpdate(b"\x01" * 20, "https://a")
    data = _words(0x20, 9) + b"https://a"
    if options:
        event = NewJob(b"\x01" * 20, 7, "foo", "a7ac137a", 5, 9)
        data = _words(7, 0xA0, 0xC3, 5, 9, 3) + b"foo" + _words(8) + options
    wanted = (b"\x02" * 20, *event.event_type.encode(event))
    found = (wanted[0], wanted[1], data)
    after = (b"\x02" * 20, (b"\x03" * 32,), b"")
    differences = compare_logs(upgrade(rules), [wanted], [found])
    assert [difference.field for difference in differences] == ([field] if field else [])
    assert len(compare_logs(upgrade(rules), [wanted], [found, after])) == 1, "what follows is compared too"


def _words(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in numbers)
