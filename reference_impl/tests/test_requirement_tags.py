"""The requirements that the contracts name in their comments are registered, and hold in the contract's upgrade."""

import re
from pathlib import Path

import pytest

from livepeer_spec.requirements import applies, load
from livepeer_spec.versions import RULE_SETS, upgrade_of

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"
ID = re.compile(r"LP-[A-Z]+-\d{3}")


def named(folder: str) -> set[str]:
    """Identifiers that the contracts in a folder name."""
    return {found for path in (CONTRACTS / folder).glob("*.sol") for found in ID.findall(path.read_text("utf-8"))}


def holding(upgrade: str) -> set[str]:
    """Identifiers of the requirements that hold in an upgrade, in one variant of it at least: they share contracts."""
    variants = [rules for rules in RULE_SETS if upgrade_of(rules) == upgrade_of(upgrade)]
    return {requirement.id for requirement in load().values() if any(applies(requirement, rules) for rules in variants)}


@pytest.mark.parametrize("upgrade", RULE_SETS)
def test_named_requirements_hold_in_the_upgrade(upgrade: str) -> None:
    """Given an upgrade's contracts, they name requirements, and none that is unknown or of another upgrade."""
    assert named(upgrade)
    assert named(upgrade) - holding(upgrade) == set()


def test_shared_contracts_name_registered_requirements() -> None:
    """Given the contracts of both upgrades, they name no requirement that is unknown."""
    assert named("common")
    assert named("common") - set(load()) == set()
