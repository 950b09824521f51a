"""The requirements that the contracts name in their comments are registered, and hold in the contract's upgrade."""

import re
from pathlib import Path

import pytest

from livepeer_reference.artifacts import BASES
from livepeer_spec.requirements import applies, load
from livepeer_spec.versions import RULE_SETS

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"
ID = re.compile(r"LP-[A-Z]+-\d{3}")


def named(folder: str) -> set[str]:
    """Identifiers that the contracts in a folder name."""
    return {found for path in (CONTRACTS / folder).glob("*.sol") for found in ID.findall(path.read_text("utf-8"))}


def holding(rules: str) -> set[str]:
    """Identifiers of the requirements that hold in a rule set, or in a variant that uses its contracts."""
    users = [rules, *(variant for variant, base in BASES.items() if base == rules)]
    return {id_ for id_, requirement in load().items() if any(applies(requirement, user) for user in users)}


@pytest.mark.parametrize("rules", RULE_SETS)
def test_named_requirements_hold_where_the_contracts_are_used(rules: str) -> None:
    """Given the contracts of a rule set, they name requirements, and none that is unknown or of another one."""
    assert named(rules)
    assert named(rules) - holding(rules) == set()


def test_shared_contracts_name_registered_requirements() -> None:
    """Given the contracts of every upgrade, they name no requirement that is unknown."""
    assert named("common")
    assert named("common") - set(load()) == set()
