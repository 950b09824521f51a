"""The Controller: who is registered under which id, who owns it, and whether the system is paused."""

from typing import Any

import pytest

from livepeer_conformance.suites.scenario import LPT, SINCE_STREAMFLOW, Scenario, options, requirement
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

COMMIT = "0x" + "22" * 20


@requirement("LP-CTRL-001")
@pytest.mark.parametrize("caller", ["alice", "verifier", "Minter"])
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("set_contract_info", ("id:Minter", "alice", COMMIT)),
        ("update_controller", ("id:Minter", "alice")),
        ("update_controller", ("id:unknown", "alice")),
        ("pause", ()),
        ("unpause", ()),
        ("transfer_controller_ownership", ("alice",)),
        ("transfer_controller_ownership", ("null",)),
    ],
    ids=["register", "update", "update_unknown", "pause", "unpause", "transfer", "transfer_to_null"],
)
def test_controller_rejects_caller_that_is_not_owner(
    scenario: Scenario, caller: str, name: str, args: tuple[Any, ...]
) -> None:
    """Given a running system, when somebody else than the owner acts on the Controller, then that is the reason."""
    scenario.rejects(Reason.NOT_OWNER, caller, name, *args)


@requirement("LP-CTRL-001")
def test_unpause_rejects_caller_that_is_not_owner_while_paused(scenario: Scenario) -> None:
    """Given the system is paused, when alice pauses or unpauses it, then she is rejected and it stays paused."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_OWNER, "alice", "pause")
    s.rejects(Reason.NOT_OWNER, "alice", "unpause")
    assert s.view("paused") is True


@requirement("LP-CTRL-002", "LP-CTRL-003")
def test_set_contract_info_stores_and_overwrites(scenario: Scenario) -> None:
    """Given an id, when it is registered, again and with the null address, then the last registration holds."""
    s = scenario
    for address, commit in (
        ("alice", COMMIT),
        ("bob", "0x" + "33" * 20),
        ("null", "0x" + "44" * 20),
        ("alice", COMMIT),
    ):
        s.tx("owner", "set_contract_info", "id:Something", address, commit)
        assert s.events == [("SetContractInfo", keccak(b"Something"), address, commit)]
        assert s.emitters == ["Controller"]
        assert s.view("get_contract", "id:Something") == address
        assert s.view("get_contract_info", "id:Something") == {"contractAddress": address, "gitCommitHash": commit}


@requirement("LP-CTRL-002", "LP-CTRL-004")
def test_get_contract_of_unknown_id_gives_zeros(scenario: Scenario) -> None:
    """Given an id that nobody registered, when it is looked up, then address and commit are zero."""
    s = scenario
    assert s.view("get_contract", "id:Something") == "null"
    assert s.view("get_contract_info", "id:Something") == {"contractAddress": "null", "gitCommitHash": "null"}
    s.tx("owner", "set_contract_info", "id:Other", "alice", COMMIT)
    assert s.view("get_contract", "id:Something") == "null"


@requirement("LP-CTRL-005")
@pytest.mark.parametrize(
    "name", ["BondingManager", "BondingManagerTarget", "Minter", pytest.param("MerkleSnapshot", marks=SINCE_STREAMFLOW)]
)
def test_update_controller_moves_registered_contract(scenario: Scenario, name: str) -> None:
    """Given a contract that follows the Controller, when it is updated, then this contract alone follows another."""
    s = scenario
    s.tx("owner", "update_controller", f"id:{name}", "alice")
    assert s.events == [("SetController", "alice")]
    assert s.emitters == [name]
    assert s.view("controller_of", at=name) == "alice"
    assert s.view("controller_of", at="RoundsManager") == "Controller"


@requirement("LP-CTRL-006")
@pytest.mark.parametrize("registered", ["null", "alice", "LivepeerToken", "Controller"])
def test_update_controller_rejects_what_follows_no_controller(scenario: Scenario, registered: str) -> None:
    """Given nothing, an account or a contract that follows no Controller, when it is updated, then it is rejected."""
    s = scenario
    s.tx("owner", "set_contract_info", "id:Something", registered, COMMIT)
    s.rejects(Reason.NO_DATA, "owner", "update_controller", "id:Something", "alice")


@requirement("LP-CTRL-007")
def test_update_controller_rejects_contract_of_another_controller(scenario: Scenario) -> None:
    """Given the Minter follows alice, when the Controller updates it once more, then it is rejected."""
    s = scenario
    s.tx("owner", "update_controller", "id:Minter", "alice")
    s.rejects(Reason.NOT_CONTROLLER, "owner", "update_controller", "id:Minter", "Controller")
    assert s.view("controller_of", at="Minter") == "alice"


@requirement("LP-CTRL-008", "LP-CTRL-009", "LP-CTRL-010", "LP-CTRL-011")
def test_pause_and_unpause_alternate(scenario: Scenario) -> None:
    """Given a running system, when it is paused and unpaused, then each works once and is announced."""
    s = scenario
    assert s.view("paused") is False
    s.rejects(Reason.NOT_PAUSED, "owner", "unpause")
    s.tx("owner", "pause")
    assert s.events == [("Pause",)]
    assert s.view("paused") is True
    s.rejects(Reason.PAUSED, "owner", "pause")
    s.tx("owner", "unpause")
    assert s.events == [("Unpause",)]
    assert s.view("paused") is False


@requirement("LP-CTRL-012")
@options("unconfigured")
def test_new_controller_is_paused_and_owned_by_creator(scenario: Scenario) -> None:
    """Given a Controller that only registered contracts, when it is looked at, then it is paused and its creator's."""
    s = scenario
    assert s.view("paused") is True
    assert s.view("controller_owner") == "owner"
    s.rejects(Reason.PAUSED, "owner", "pause")
    s.tx("owner", "unpause")


@requirement("LP-CTRL-013", "LP-CTRL-014")
def test_transfer_ownership_of_controller_takes_effect_at_once(scenario: Scenario) -> None:
    """Given an owner, when it gives the Controller to alice, then she owns it; nobody can give it to nobody."""
    s = scenario
    s.rejects(Reason.NEW_OWNER_NULL, "owner", "transfer_controller_ownership", "null")
    s.tx("owner", "transfer_controller_ownership", "alice")
    assert s.events == [("OwnershipTransferred", "owner", "alice")]
    assert s.view("controller_owner") == "alice"
    s.rejects(Reason.NOT_OWNER, "owner", "pause")
    s.tx("alice", "pause")


@requirement("LP-CTRL-015")
def test_new_registration_counts_at_once(scenario: Scenario) -> None:
    """Given stake at the Minter, when alice is registered as BondingManager, then she and nobody else moves it."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="carol")
    s.tx("owner", "set_contract_info", "id:BondingManager", "alice", COMMIT)
    s.rejects(Reason.NOT_BONDING_MANAGER, "BondingManager", "trusted_transfer_tokens", "heidi", LPT)
    before = s.balance("heidi")
    s.tx("alice", "trusted_transfer_tokens", "heidi", LPT)
    assert s.balance("heidi") == before + LPT
    s.tx("owner", "set_contract_info", "id:BondingManager", "BondingManager", COMMIT)
    s.rejects(Reason.NOT_BONDING_MANAGER, "alice", "trusted_transfer_tokens", "heidi", LPT)
    s.tx("BondingManager", "trusted_transfer_tokens", "heidi", LPT)


@requirement("LP-CTRL-015")
def test_new_minter_keeps_stake_at_once(scenario: Scenario) -> None:
    """Given another Minter is registered, when bob bonds, then his tokens go to that one."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="carol")
    s.tx("owner", "set_contract_info", "id:Minter", "NewMinter", COMMIT)
    s.tx("bob", "bond", LPT, "carol")
    assert (s.balance("Minter"), s.balance("NewMinter")) == (5 * LPT, LPT)
