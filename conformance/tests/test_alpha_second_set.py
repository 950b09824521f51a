"""Alpha's contracts as a compiler of 2018 leaves them: no texts, no places of links, libraries by their names."""

import json
import tomllib

from alpha_second_set import build as second_set

from livepeer_conformance.adapters.artifacts import Form, detect_form, load_directory, load_linked
from livepeer_conformance.backends.registry import create, default_name
from livepeer_reference import artifacts as reference
from livepeer_spec.primitives.abi import pack, selector, unpack

MAX_BYTES = 300_000
LINKED = {
    "BondingManager": {"SortedDoublyLL"},
    "JobLib": {"ECRecovery", "MerkleProof"},
    "JobsManager": {"JobLib"},
    "MerkleMine": {"MerkleProof"},
}


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
