"""Running known-bad rules between nodes: which vector finds each through a client program.

As on chain, a finding counts only when it speaks against one of the mutant's requirements, so when the vector names it,
and a client with the unbroken rules passes the same vector.
"""

import sys
import time
from collections.abc import Iterator
from functools import cache

from livepeer_conformance.adapters.client import Client, Examination, Lost
from livepeer_conformance.adapters.client_process import ClientError
from livepeer_conformance.mutants.catalogue import Mutant
from livepeer_conformance.mutants.runner import Kill, Result
from livepeer_conformance.vectors import VectorCase, mismatch, vectors
from livepeer_spec.requirements import OFFCHAIN

TIMEOUT = 60.0
"""Seconds that a client may take for an answer."""


def run(mutant: Mutant) -> Result:
    """Ask a client with the changed rule for the vectors that name what it violates, up to the first that differs.

    Where none does, the other vectors of the same functions are asked: a finding among these names other requirements,
    so that it does not count.
    """
    result, started = Result(mutant), time.perf_counter()
    try:
        for case, difference in _differences(mutant.id, _asked(mutant)):
            if case.check in unbroken_differences():
                continue
            requirement = next((id_ for id_ in mutant.requirements if id_ in case.requirements), "")
            seconds = round(time.perf_counter() - started, 3)
            kill = Kill(case.check, requirement, 1, 0, seconds, f"{case.function}: {difference}")
            result.scenario = result.scenario or kill
            if requirement:
                result.scenario = kill
                break
    except ClientError as error:
        # It says nothing about the mutant.
        result.error = str(error)
    return result


def _asked(mutant: Mutant) -> list[VectorCase]:
    """The vectors of the functions with the mutant's requirements, those that name one first."""
    wanted = set(mutant.requirements)
    found = [case for case in _between_nodes() if wanted.intersection(case.document["requirements"])]
    return sorted(found, key=lambda case: wanted.isdisjoint(case.requirements))


@cache
def _between_nodes() -> tuple[VectorCase, ...]:
    return tuple(vectors([OFFCHAIN]))


def _differences(mutant: str, asked: list[VectorCase]) -> Iterator[tuple[VectorCase, str]]:
    """The vectors that a client answers otherwise, with the kind of difference. Raises ``ClientError``."""
    command = (sys.executable, "-m", "livepeer_conformance.mutants.client", *filter(None, [mutant]))
    for case, answer in Examination(lambda: Client(command, timeout=TIMEOUT)).ask(asked):
        if isinstance(answer, Lost):
            raise ClientError(answer.why)
        if difference := mismatch(case.case["expect"], answer, tells_reasons=True):
            yield case, difference


@cache
def unbroken_differences() -> frozenset[str]:
    """The vectors that a client with the unbroken rules answers otherwise: none, unless the suite is broken."""
    return frozenset(case.check for case, _ in _differences("", list(_between_nodes())))
