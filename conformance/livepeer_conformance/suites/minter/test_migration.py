"""Moving to another Minter."""

import pytest

from livepeer_conformance.suites.scenario import ETH, LPT, SINCE_STREAMFLOW, Scenario, requirement
from livepeer_spec.rejection import Reason

COMMIT = "0x" + "22" * 20


def migratable(s: Scenario) -> None:
    """Given the Minter holds 5 LPT and 3 ETH, some of the round's tokens are minted, and it may be left."""
    s.initialized()
    s.bonded("bob", 5 * LPT, to="alice")
    s.funded("erin", 2 * ETH, ETH)
    if s.upgrade == "streamflow":
        s.tx("owner", "pause")


@requirement("LP-MINT-035")
def test_migrate_streamflow_rejects_running_system(scenario: Scenario) -> None:
    """Given Streamflow runs, when the Minter is left for anything, then that is the reason, after the owner check."""
    s = scenario
    for new in ("NewMinter", "Minter", "null", "alice"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "migrate_to_new_minter", new)
        s.rejects(Reason.SYSTEM_NOT_PAUSED, "owner", "migrate_to_new_minter", new)


@requirement("LP-MINT-036")
@pytest.mark.parametrize("paused", [False, True], ids=["running", "paused"])
def test_migrate_at_any_time(scenario: Scenario, paused: bool) -> None:
    """Given Confluence, paused or not, when the Minter is left, then that is accepted."""
    s = scenario
    if paused:
        s.tx("owner", "pause")
    s.tx("owner", "migrate_to_new_minter", "NewMinter")


@SINCE_STREAMFLOW
@requirement("LP-MINT-037", "LP-MINT-038")
def test_migrate_rejects_no_other_minter(scenario: Scenario) -> None:
    """Given the Minter, when it is left for itself or for nobody, then each is a reason."""
    s = scenario
    migratable(s)
    s.rejects(Reason.NEW_MINTER_IS_CURRENT, "owner", "migrate_to_new_minter", "Minter")
    s.rejects(Reason.NEW_MINTER_NULL, "owner", "migrate_to_new_minter", "null")
    s.rejects(Reason.NEW_MINTER_IS_CURRENT, "owner", "migrate_to_new_minter", "NewMinter", at="NewMinter")


@SINCE_STREAMFLOW
@requirement("LP-MINT-039", "LP-MINT-040")
def test_migrate_rejects_minter_of_another_controller(scenario: Scenario) -> None:
    """Given the new Minter follows alice, when the Minter is left for it, registered or not, then it is rejected."""
    s = scenario
    migratable(s)
    s.tx("Controller", "set_controller", "alice", at="NewMinter")
    s.rejects(Reason.NEW_MINTER_OTHER_CONTROLLER, "owner", "migrate_to_new_minter", "NewMinter")
    s.tx("owner", "set_contract_info", "id:Minter", "NewMinter", COMMIT)
    s.rejects(Reason.NEW_MINTER_OTHER_CONTROLLER, "owner", "migrate_to_new_minter", "NewMinter")
    s.tx("alice", "set_controller", "Controller", at="NewMinter")
    s.rejects(Reason.CURRENT_MINTER_NOT_REGISTERED, "owner", "migrate_to_new_minter", "NewMinter")


@SINCE_STREAMFLOW
@requirement("LP-MINT-037", "LP-MINT-038", "LP-MINT-040")
def test_migrate_rejects_minter_that_is_not_registered(scenario: Scenario) -> None:
    """Given a Minter that is not registered, when it is left, then that is the reason, after those of the new one."""
    s = scenario
    migratable(s)
    s.rejects(Reason.CURRENT_MINTER_NOT_REGISTERED, "owner", "migrate_to_new_minter", "Minter", at="NewMinter")
    s.tx("owner", "set_contract_info", "id:Minter", "null", COMMIT)
    s.rejects(Reason.CURRENT_MINTER_NOT_REGISTERED, "owner", "migrate_to_new_minter", "NewMinter")
    s.rejects(Reason.NEW_MINTER_IS_CURRENT, "owner", "migrate_to_new_minter", "Minter")
    s.rejects(Reason.NEW_MINTER_NULL, "owner", "migrate_to_new_minter", "null")


@requirement("LP-MINT-041", "LP-MINT-043")
def test_migrate_streamflow_hands_over_token_and_funds(scenario: Scenario) -> None:
    """Given Streamflow, when the Minter is left, then the new one has the token, all LPT and all ETH, and no more."""
    s = scenario
    migratable(s)
    before = handed_over(s)
    s.tx("owner", "migrate_to_new_minter", "NewMinter")
    assert s.events == [
        ("OwnershipTransferred", "Minter", "NewMinter"),
        ("Transfer", "Minter", "NewMinter", 5 * LPT),
    ]
    assert s.view("token_owner") == "NewMinter"
    check_handed_over(s, before)


@requirement("LP-MINT-042", "LP-MINT-043")
def test_migrate_hands_over_funds(scenario: Scenario) -> None:
    """Given Confluence, when the Minter is left, then the new one has all LPT and all ETH, but not the minter role."""
    s = scenario
    migratable(s)
    before = handed_over(s)
    s.tx("owner", "migrate_to_new_minter", "NewMinter")
    assert s.events == [("Transfer", "Minter", "NewMinter", 5 * LPT)]
    assert s.view("has_role", "role:MINTER_ROLE", "NewMinter") is False
    assert s.view("has_role", "role:MINTER_ROLE", "Minter") is True
    check_handed_over(s, before)


VALUES = ("inflation", "inflation_change", "target_bonding_rate", "current_mintable_tokens", "current_minted_tokens")


def handed_over(s: Scenario) -> list[int]:
    """What the Minter knows, after its owner changed all that can be changed."""
    s.tx("owner", "set_inflation_change", 77)
    s.tx("owner", "set_target_bonding_rate", 88)
    values = [s.view(name) for name in VALUES]
    assert values[0] != s.parameters.inflation
    assert values[3] > 0
    return values


def check_handed_over(s: Scenario, before: list[int]) -> None:
    """The new Minter holds 5 LPT and 3 ETH; values and registration stay with the former."""
    assert (s.balance("Minter"), s.balance("NewMinter")) == (0, 5 * LPT)
    assert (s.eth("Minter"), s.eth("NewMinter")) == (0, 3 * ETH)
    assert s.view("get_contract", "id:Minter") == "Minter"
    assert [s.view(name) for name in VALUES] == before
    built = s.parameters
    expected = [built.inflation, built.inflation_change, built.target_bonding_rate, 0, 0]
    assert [s.view(name, at="NewMinter") for name in VALUES] == expected


@requirement("LP-MINT-041")
def test_migrate_streamflow_with_empty_hands(scenario: Scenario) -> None:
    """Given Streamflow and a Minter without funds, when it is left, then a transfer of nothing is logged."""
    s = scenario
    s.tx("owner", "pause")
    s.tx("owner", "migrate_to_new_minter", "NewMinter")
    assert s.events == [("OwnershipTransferred", "Minter", "NewMinter"), ("Transfer", "Minter", "NewMinter", 0)]


@requirement("LP-MINT-042")
def test_migrate_with_empty_hands(scenario: Scenario) -> None:
    """Given Confluence and a Minter without funds, when it is left, then a transfer of nothing is logged."""
    s = scenario
    s.tx("owner", "migrate_to_new_minter", "NewMinter")
    assert s.events == [("Transfer", "Minter", "NewMinter", 0)]


@requirement("LP-MINT-043")
def test_system_works_with_new_minter(scenario: Scenario) -> None:
    """Given the Minter was left and the new one registered, when erin and bob withdraw, then the new one pays."""
    s = scenario
    s.initialized()
    s.bonded("bob", 5 * LPT, to="alice")
    s.funded("erin", 2 * ETH, ETH)
    s.tx("erin", "unlock")
    s.next_round()
    s.tx("bob", "unbond", 2 * LPT)
    if s.upgrade == "streamflow":
        s.tx("owner", "pause")
    s.tx("owner", "migrate_to_new_minter", "NewMinter")
    s.tx("owner", "set_contract_info", "id:Minter", "NewMinter", COMMIT)
    if s.upgrade == "streamflow":
        s.tx("owner", "unpause")
    s.next_round(max(s.parameters.unbonding_period, s.parameters.unlock_period))
    s.tx("bob", "withdraw_stake", 0)
    s.tx("erin", "withdraw")
    assert (s.balance("NewMinter"), s.eth("NewMinter")) == (3 * LPT, 0)
