"""LivepeerToken on L2: roles."""

from typing import Any

import pytest

from livepeer_conformance.suites.scenario import Scenario, requirement
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

MINTER, BURNER, ADMIN = "role:MINTER_ROLE", "role:BURNER_ROLE", "role:DEFAULT_ADMIN_ROLE"
INTERFACES = {
    "roles": "0x7965db0b",
    "ERC-165": "0x01ffc9a7",
    "ERC-20": "0x36372b07",
    "none": "0x00000000",
    "invalid": "0xffffffff",
}
"""Ids of interfaces; the last must not be supported by anybody, by ERC-165."""


@requirement("LP-LPT-026")
@pytest.mark.parametrize(
    ("name", "args", "role"),
    [
        ("mint", ("alice", 1), MINTER),
        ("burn", (1,), BURNER),
        ("burn_from", ("alice", 0), BURNER),
        ("grant_role", (BURNER, "alice"), ADMIN),
        ("revoke_role", (MINTER, "Minter"), ADMIN),
    ],
    ids=["mint", "burn", "burn_from", "grant_role", "revoke_role"],
)
def test_right_needs_its_role(scenario: Scenario, name: str, args: tuple[Any, ...], role: str) -> None:
    """Given alice has all roles but the needed one, when she uses a right, then she is rejected; with it she is not."""
    s = scenario
    for other in (each for each in (MINTER, BURNER, ADMIN) if each != role):
        s.tx("owner", "grant_role", other, "alice")
    s.rejects(Reason.MISSING_ROLE, "alice", name, *args)
    s.tx("owner", "grant_role", role, "alice")
    s.tx("alice", name, *args)


@requirement("LP-LPT-026")
@pytest.mark.parametrize(
    ("name", "args"),
    [("mint", ("null", 1)), ("burn", (2**255,)), ("burn_from", ("null", 1)), ("burn_from", ("bob", 2**255))],
    ids=["mint_to_null", "burn_too_much", "burn_from_null", "burn_from_too_much"],
)
def test_missing_role_comes_before_all_else(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given alice has no role, when she asks for what nobody may do, then the role is the reason."""
    scenario.rejects(Reason.MISSING_ROLE, "alice", name, *args)
    scenario.rejects(Reason.MISSING_ROLE, "owner", name, *args)


@requirement("LP-LPT-030")
def test_roles_are_granted_and_revoked_once(scenario: Scenario) -> None:
    """Given the admin, when it grants and revokes twice, then each is logged the first time and silent the second."""
    s = scenario
    role = keccak(b"BURNER_ROLE")
    assert s.view("has_role", BURNER, "alice") is False
    s.tx("owner", "grant_role", BURNER, "alice")
    assert s.events == [("RoleGranted", role, "alice", "owner")]
    assert s.view("has_role", BURNER, "alice") is True
    s.tx("owner", "grant_role", BURNER, "alice")
    assert s.events == []
    s.tx("owner", "revoke_role", BURNER, "alice")
    assert s.events == [("RoleRevoked", role, "alice", "owner")]
    assert s.view("has_role", BURNER, "alice") is False
    s.tx("owner", "revoke_role", BURNER, "alice")
    assert s.events == []
    s.rejects(Reason.MISSING_ROLE, "alice", "burn", 0)


@requirement("LP-LPT-030", "LP-LPT-031")
def test_renounce_role_for_oneself(scenario: Scenario) -> None:
    """Given alice has a role, when she renounces it, then it is gone, once; nobody else can do so."""
    s = scenario
    s.tx("owner", "grant_role", BURNER, "alice")
    s.rejects(Reason.RENOUNCE_NOT_SELF, "owner", "renounce_role", BURNER, "alice")
    s.rejects(Reason.RENOUNCE_NOT_SELF, "alice", "renounce_role", ADMIN, "owner")
    s.tx("alice", "renounce_role", BURNER, "alice")
    assert s.events == [("RoleRevoked", keccak(b"BURNER_ROLE"), "alice", "alice")]
    assert s.view("has_role", BURNER, "alice") is False
    s.tx("alice", "renounce_role", BURNER, "alice")
    assert s.events == []


@requirement("LP-LPT-026", "LP-LPT-030")
def test_default_admin_grants_every_role(scenario: Scenario) -> None:
    """Given the creator is the default admin, when it makes alice one and renounces, then she decides, for any role."""
    s = scenario
    for role in (MINTER, BURNER, ADMIN, "role:ANY_ROLE"):
        assert s.view("get_role_admin", role) == bytes(32)
    s.tx("owner", "grant_role", ADMIN, "alice")
    s.tx("owner", "renounce_role", ADMIN, "owner")
    s.rejects(Reason.MISSING_ROLE, "owner", "grant_role", "role:ANY_ROLE", "bob")
    s.tx("alice", "grant_role", "role:ANY_ROLE", "bob")
    assert s.events == [("RoleGranted", keccak(b"ANY_ROLE"), "bob", "alice")]


@requirement("LP-LPT-043")
def test_supports_interface_knows_two(scenario: Scenario) -> None:
    """Given the token, when it is asked for interfaces, then it has roles and ERC-165, and nothing else."""
    supported = {name: scenario.view("supports_interface", id_) for name, id_ in INTERFACES.items()}
    assert supported == {"roles": True, "ERC-165": True, "ERC-20": False, "none": False, "invalid": False}
