"""Staking while the system is not set up, or a contract is not registered."""

from typing import Any

import pytest

from livepeer_conformance.suites.bonding.test_guards import SHARED, names
from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, options, requirement
from livepeer_spec.rejection import Reason

GIT = "0x" + "00" * 20


@requirement("LP-BOND-102")
@pytest.mark.parametrize(("name", "args"), SHARED, ids=names(SHARED))
def test_staking_rejects_missing_rounds_manager(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given no RoundsManager is registered, when anybody stakes, then there is no reason to read, after the pause."""
    s = scenario
    s.initialized()
    s.tx("owner", "set_contract_info", "id:RoundsManager", "null", GIT)
    s.rejects(Reason.NO_DATA, "heidi", name, *args)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", name, *args)


@requirement("LP-BOND-103")
@options("unconfigured")
@pytest.mark.parametrize(("name", "args"), SHARED, ids=names(SHARED))
def test_staking_rejects_zero_round_length(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given no round length was set, when anybody stakes, then a division by zero is the reason, after the pause."""
    s = scenario
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", name, *args)
    s.tx("owner", "unpause")
    s.rejects(Reason.DIVISION_BY_ZERO, "heidi", name, *args)


@requirement("LP-BOND-104")
def test_bond_rejects_missing_minter(scenario: Scenario) -> None:
    """Given no Minter is registered, when tokens are bonded, then they would go nowhere; a mere move needs none."""
    s = scenario
    s.initialized()
    s.bonded("bob", LPT, to="alice")
    s.tx("owner", "set_contract_info", "id:Minter", "null", GIT)
    s.rejects(Reason.TRANSFER_TO_NULL, "bob", "bond", LPT, "alice")
    s.tx("bob", "bond", 0, "carol")


@requirement("LP-BOND-089", "LP-TICK-051")
@options("unconfigured")
def test_parameters_are_zero_at_first(scenario: Scenario) -> None:
    """Given contracts that nobody set up, when their parameters are read, then all are zero."""
    s = scenario
    for name in ("unbonding_period", "get_transcoder_pool_max_size", "ticket_validity_period", "unlock_period"):
        assert s.view(name) == 0


def _started(s: Scenario) -> None:
    """Given a system of which only the rounds run, and alice with LPT."""
    s.tx("owner", "set_round_length", 50)
    if s.upgrade != "streamflow":
        s.tx("owner", "grant_role", "role:MINTER_ROLE", "owner")
    s.tx("owner", "mint", "alice", 10 * LPT)
    if s.upgrade != "streamflow":
        s.tx("owner", "grant_role", "role:MINTER_ROLE", "Minter")
    else:
        s.tx("owner", "transfer_token_ownership", "Minter")
    s.tx("owner", "unpause")
    s.initialized()
    s.tx("alice", "approve", "BondingManager", UNLIMITED)


@requirement("LP-POOL-021")
@options("unconfigured")
def test_registration_needs_a_pool(scenario: Scenario) -> None:
    """Given a pool of size zero, when alice registers with more than null is delegated, then the tail is no member."""
    s = scenario
    _started(s)
    s.rejects(Reason.POOL_NODE_MISSING, "alice", "bond", LPT, "alice")
    s.tx("alice", "transfer", "bob", 5 * LPT)
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.tx("bob", "bond", 2 * LPT, "null")
    s.tx("alice", "bond", 2 * LPT, "alice")
    assert s.view("is_registered_transcoder", "alice") is True
    assert s.view("get_transcoder_pool_size") == 0


@requirement("LP-BOND-105", "LP-BOND-106")
def test_bond_for_rejects_like_bond(scenario: Scenario) -> None:
    """Given the owner itself or the migrator bonds for an account, then what bond rejects is rejected."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", LPT)
    s.bonded("bob", LPT, to="alice")
    s.tx("owner", "set_contract_info", "id:L2Migrator", "migrator", GIT)
    hints = ("null",) * 4
    for caller in ("alice", "migrator"):
        s.rejects(Reason.REGISTERED_CANNOT_DELEGATE_AWAY, caller, "bond_for_with_hint", LPT, "alice", "carol", *hints)
    s.rejects(Reason.ZERO_DELEGATION, "frank", "bond_for_with_hint", 0, "bob", "alice", *hints)
    s.rejects(Reason.ZERO_DELEGATION, "frank", "bond_for_with_hint", 0, "grace", "alice", *hints)


@requirement("LP-POOL-024")
def test_null_address_cannot_join_the_pool(scenario: Scenario) -> None:
    """Given the migrator may choose any delegate, when it bonds for null to null, then null cannot join the pool."""
    s = scenario
    s.initialized()
    s.tx("owner", "set_contract_info", "id:L2Migrator", "migrator", GIT)
    s.tx("alice", "transfer", "migrator", LPT)
    s.tx("migrator", "approve", "BondingManager", UNLIMITED)
    s.rejects(Reason.POOL_NODE_NULL, "migrator", "bond_for_with_hint", LPT, "null", "null", *("null",) * 4)
