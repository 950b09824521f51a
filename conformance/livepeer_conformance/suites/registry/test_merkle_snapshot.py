"""MerkleSnapshot: roots, and proofs against them."""

import pytest

from livepeer_conformance.suites.scenario import Scenario, requirement
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

LEAF, SIBLING, UNCLE = b"\x50" * 32, b"\x60" * 32, b"\x70" * 32
ZERO = "0x" + "00" * 32


def text(word: bytes) -> str:
    """A word as actions and views take it."""
    return "0x" + word.hex()


def stored(s: Scenario, root: bytes) -> None:
    """Given a root is stored under LIP-52."""
    s.tx("owner", "set_snapshot", "id:LIP-52", text(root))


@requirement("LP-SNAP-001", "LP-SNAP-002")
def test_set_snapshot_overwrites_in_silence(scenario: Scenario) -> None:
    """Given a pause, when the owner stores roots, then the last one counts and nothing is emitted; others may not."""
    s = scenario
    s.tx("owner", "pause")
    assert s.view("snapshot", "id:LIP-52") == bytes(32)
    for root in (LEAF, SIBLING):
        stored(s, root)
        assert s.events == []
        assert s.view("snapshot", "id:LIP-52") == root
    assert s.view("snapshot", "id:LIP-73") == bytes(32)
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_snapshot", "id:LIP-52", text(LEAF))
    assert s.view("snapshot", "id:LIP-52") == SIBLING


@requirement("LP-SNAP-003")
@pytest.mark.parametrize("leaf", [LEAF, SIBLING], ids=["smaller_leaf", "greater_leaf"])
def test_verify_hashes_smaller_word_first(scenario: Scenario, leaf: bytes) -> None:
    """Given the root of two leaves, when either is proved by the other, then it verifies, whatever their order."""
    s = scenario
    stored(s, keccak(LEAF + SIBLING))
    other = SIBLING if leaf is LEAF else LEAF
    assert s.view("verify_snapshot", "id:LIP-52", (text(other),), text(leaf)) is True
    assert s.view("verify_snapshot", "id:LIP-52", (text(leaf),), text(leaf)) is False
    assert s.view("verify_snapshot", "id:LIP-73", (text(other),), text(leaf)) is False


@requirement("LP-SNAP-003")
def test_verify_folds_whole_proof_in_order(scenario: Scenario) -> None:
    """Given a tree of two levels, when a leaf is proved, then all elements count, in their order."""
    s = scenario
    node = keccak(LEAF + SIBLING)
    stored(s, keccak(min(node, UNCLE) + max(node, UNCLE)))
    assert s.view("verify_snapshot", "id:LIP-52", (text(SIBLING), text(UNCLE)), text(LEAF)) is True
    for proof in ((UNCLE, SIBLING), (SIBLING,), (UNCLE,), (SIBLING, UNCLE, UNCLE), ()):
        words = tuple(text(word) for word in proof)
        assert s.view("verify_snapshot", "id:LIP-52", words, text(LEAF)) is False
    # An inner node with the rest of the proof verifies too.
    assert s.view("verify_snapshot", "id:LIP-52", (text(UNCLE),), text(node)) is True


@requirement("LP-SNAP-003")
def test_verify_takes_equal_words(scenario: Scenario) -> None:
    """Given the root of a leaf with itself, when it is proved by itself, then it verifies."""
    s = scenario
    stored(s, keccak(LEAF + LEAF))
    assert s.view("verify_snapshot", "id:LIP-52", (text(LEAF),), text(LEAF)) is True


@requirement("LP-SNAP-004")
def test_verify_with_empty_proof_compares_with_root(scenario: Scenario) -> None:
    """Given no snapshot, then one, when proofs are empty, then exactly the root verifies, at first the zero word."""
    s = scenario
    assert s.view("verify_snapshot", "id:LIP-52", (), ZERO) is True
    assert s.view("verify_snapshot", "id:LIP-52", (), text(LEAF)) is False
    stored(s, LEAF)
    assert s.view("verify_snapshot", "id:LIP-52", (), ZERO) is False
    assert s.view("verify_snapshot", "id:LIP-52", (), text(LEAF)) is True
    assert s.view("verify_snapshot", "id:LIP-73", (), ZERO) is True
