"""Each known-bad rule between nodes is found through a client program, by a vector that names its requirement."""

import sys
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from livepeer_conformance.adapters.client import Client, Examination, Lost
from livepeer_conformance.mutants.catalogue import Mutant, between_nodes
from livepeer_conformance.vectors import VectorCase, mismatch, vectors
from livepeer_spec import requirements as registry


@cache
def cases() -> list[VectorCase]:
    return vectors([registry.OFFCHAIN])


def test_catalogue_is_large_and_changes_formulas_rather_than_checks() -> None:
    kinds = [mutant.kind for mutant in between_nodes().values()]
    assert len(kinds) >= 50
    assert sum(kind == "check" for kind in kinds) < len(kinds) // 10


def test_each_requirement_between_nodes_is_broken_by_a_mutant() -> None:
    broken = {id_ for mutant in between_nodes().values() for id_ in mutant.requirements}
    assert broken == {id_ for id_, one in registry.load().items() if registry.applies(one, registry.OFFCHAIN)}


def sampled() -> list[Any]:
    """Every ninth mutant, and the others as slow ones: each takes a client program of its own."""
    every = between_nodes().values()
    return [
        pytest.param(mutant, id=mutant.id, marks=[pytest.mark.slow] if number % 9 else [])
        for number, mutant in enumerate(every)
    ]


@pytest.mark.parametrize("mutant", sampled())
def test_mutant_is_killed_by_a_vector_of_its_requirement(mutant: Mutant) -> None:
    source = (files("livepeer_spec") / mutant.file).read_text(encoding="utf-8")
    assert mutant.apply(source) != source
    command = (sys.executable, "-m", "livepeer_conformance.mutants.client", mutant.id)
    asked = [case for case in cases() if set(case.requirements) & set(mutant.requirements)]
    failed: set[str] = set()
    for case, answer in Examination(lambda: Client(command, timeout=60)).ask(asked):
        assert not isinstance(answer, Lost), answer.why
        if mismatch(case.case["expect"], answer, tells_reasons=True):
            failed.update(case.requirements)
    assert failed >= set(mutant.requirements)
