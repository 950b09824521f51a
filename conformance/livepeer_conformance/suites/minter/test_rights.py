"""Who may call the Minter, and what its owner sets."""

from typing import Any

import pytest

from livepeer_conformance.suites.scenario import ALPHA, SINCE_STREAMFLOW, Scenario, options, requirement
from livepeer_spec.rejection import Reason

PPB = 10**9
BROKER = pytest.param("TicketBroker", marks=SINCE_STREAMFLOW)
JOBS = pytest.param("JobsManager", marks=ALPHA)
BY_BONDING_MANAGER: list[tuple[str, tuple[Any, ...]]] = [
    ("create_reward", (1, 0)),
    ("trusted_transfer_tokens", ("null", 1)),
    ("trusted_burn_tokens", (2**255,)),
]
BONDING_MANAGER_IDS = [name for name, _ in BY_BONDING_MANAGER]


@requirement("LP-MINT-008")
@pytest.mark.parametrize("caller", ["alice", "owner", BROKER, JOBS, "RoundsManager", "Minter"])
@pytest.mark.parametrize(("name", "args"), BY_BONDING_MANAGER, ids=BONDING_MANAGER_IDS)
def test_minter_rejects_others_than_bonding_manager(
    scenario: Scenario, name: str, args: tuple[Any, ...], caller: str
) -> None:
    """Given a running, then a paused system, when others than the BondingManager call, then that is the reason."""
    s = scenario
    s.rejects(Reason.NOT_BONDING_MANAGER, caller, name, *args)
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_BONDING_MANAGER, caller, name, *args)


@requirement("LP-MINT-009")
@pytest.mark.parametrize("caller", ["alice", "owner", "RoundsManager", "Minter"])
def test_withdraw_eth_rejects_others_than_bonding_manager_or_broker(scenario: Scenario, caller: str) -> None:
    """Given a running, then a paused system, when others withdraw ETH, then that is the reason."""
    s = scenario
    s.rejects(Reason.NOT_BONDING_MANAGER_OR_BROKER, caller, "trusted_withdraw_eth", caller, 0)
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_BONDING_MANAGER_OR_BROKER, caller, "trusted_withdraw_eth", caller, 0)


@requirement("LP-MINT-010")
@pytest.mark.parametrize(
    ("caller", "value"), [("alice", 0), ("alice", 1), ("owner", 1), ("BondingManager", 0), ("RoundsManager", 0)]
)
def test_deposit_eth_rejects_others_than_minter_or_broker(scenario: Scenario, caller: str, value: int) -> None:
    """Given some caller, when it deposits any amount of ETH, then it is rejected."""
    scenario.rejects(Reason.NOT_MINTER_OR_BROKER, caller, "deposit_eth", value=value)


@requirement("LP-MINT-010", "LP-MINT-011")
@pytest.mark.parametrize("id", ["Minter", "JobsManager"])
def test_deposit_eth_while_paused(scenario: Scenario, id: str) -> None:
    """Given alice is registered as Minter or JobsManager and a pause, when she deposits ETH, then it is kept."""
    s = scenario
    s.tx("owner", "set_contract_info", f"id:{id}", "alice", "0x" + "22" * 20)
    s.tx("owner", "pause")
    for value in (5, 0):
        s.tx("alice", "deposit_eth", value=value)
        assert s.returned is True
        assert s.events == []
    assert s.eth("Minter") == 5


@requirement("LP-MINT-012")
@pytest.mark.parametrize("caller", ["alice", "owner", "BondingManager", BROKER, JOBS])
def test_set_current_reward_tokens_rejects_others_than_rounds_manager(scenario: Scenario, caller: str) -> None:
    """Given a running, then a paused system, when others allot tokens, then that is the reason."""
    s = scenario
    s.rejects(Reason.NOT_ROUNDS_MANAGER_FOR_MINTER, caller, "set_current_reward_tokens")
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_ROUNDS_MANAGER_FOR_MINTER, caller, "set_current_reward_tokens")


@requirement("LP-MINT-013")
@pytest.mark.parametrize(
    ("caller", "name", "args"),
    [
        *(("BondingManager", name, args) for name, args in BY_BONDING_MANAGER),
        ("BondingManager", "trusted_withdraw_eth", ("loud_refuser", 0)),
        pytest.param("TicketBroker", "trusted_withdraw_eth", ("alice", 2**255), marks=SINCE_STREAMFLOW),
        pytest.param("JobsManager", "trusted_withdraw_eth", ("alice", 2**255), marks=ALPHA),
        ("RoundsManager", "set_current_reward_tokens", ()),
    ],
    ids=[
        *BONDING_MANAGER_IDS,
        "withdraw_eth",
        "withdraw_eth_for_broker",
        "withdraw_eth_for_jobs",
        "set_current_reward_tokens",
    ],
)
def test_minter_rejects_paused_system(scenario: Scenario, caller: str, name: str, args: tuple[Any, ...]) -> None:
    """Given a pause, when the right contract asks for what is impossible, then the pause is the reason."""
    s = scenario
    s.initialized()
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, caller, name, *args)


@requirement("LP-MINT-003")
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("set_target_bonding_rate", (PPB + 1,)),
        ("set_inflation_change", (PPB + 1,)),
        ("migrate_to_new_minter", ("null",)),
        ("set_target_bonding_rate", (1,)),
        ("set_inflation_change", (1,)),
        ("migrate_to_new_minter", ("NewMinter",)),
    ],
    ids=["invalid_target", "invalid_change", "null_minter", "target", "change", "minter"],
)
def test_minter_settings_reject_others_than_the_owner(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given a running, then a paused system, when somebody else sets or migrates, then that is the reason."""
    s = scenario
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", name, *args)
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", name, *args)


@requirement("LP-MINT-001", "LP-MINT-002")
@pytest.mark.parametrize(
    ("name", "view", "reason"),
    [
        ("set_inflation_change", "inflation_change", Reason.INVALID_INFLATION_CHANGE),
        ("set_target_bonding_rate", "target_bonding_rate", Reason.INVALID_TARGET_BONDING_RATE),
    ],
    ids=["inflation_change", "target_bonding_rate"],
)
def test_minter_settings_are_fractions(scenario: Scenario, name: str, view: str, reason: Reason) -> None:
    """Given a value above one, when it is set, then it is rejected; one is accepted."""
    s = scenario
    s.rejects(reason, "owner", name, PPB + 1)
    s.rejects(reason, "owner", name, 2**256 - 1)
    s.tx("owner", name, PPB)
    assert s.view(view) == PPB


@requirement("LP-MINT-004", "LP-MINT-005")
def test_minter_settings_count_from_next_initialized_round(scenario: Scenario) -> None:
    """Given a pause, when the owner sets both values, then they are announced and count from the next round on."""
    s = scenario
    s.initialized()
    inflation, mintable = s.view("inflation"), s.view("current_mintable_tokens")
    s.tx("owner", "pause")
    s.tx("owner", "set_inflation_change", 7)
    assert s.events == [("ParameterUpdate", "inflationChange")]
    assert s.view("inflation_change") == 7
    s.tx("owner", "set_target_bonding_rate", 1)
    assert s.events == [("ParameterUpdate", "targetBondingRate")]
    assert s.view("target_bonding_rate") == 1
    assert (s.view("inflation"), s.view("current_mintable_tokens")) == (inflation, mintable)
    s.tx("owner", "unpause")
    # Nothing is bonded, which is less than the target.
    s.next_round()
    assert s.view("inflation") == inflation + 7
    # Nothing is bonded, which is the target.
    s.tx("owner", "set_target_bonding_rate", 0)
    s.next_round()
    assert s.view("inflation") == inflation + 7


@requirement("LP-MINT-006", "LP-MINT-007", "LP-MINT-044")
@options("unconfigured")
@pytest.mark.parametrize("minter", ["Minter", "NewMinter"])
def test_new_minter_has_values_of_its_construction(scenario: Scenario, minter: str) -> None:
    """Given a new Minter, when it is read, then it has the values that it was given, and no tokens to mint."""
    s = scenario
    assert s.view("inflation", at=minter) == s.parameters.inflation
    assert s.view("inflation_change", at=minter) == s.parameters.inflation_change
    assert s.view("target_bonding_rate", at=minter) == s.parameters.target_bonding_rate
    assert s.view("current_mintable_tokens", at=minter) == 0
    assert s.view("current_minted_tokens", at=minter) == 0
    assert s.view("minter_controller", at=minter) == "Controller"


@requirement("LP-MINT-044")
def test_minter_controller_follows(scenario: Scenario) -> None:
    """Given the Minter is moved to alice, when it is asked for its Controller, then that is alice."""
    s = scenario
    s.tx("owner", "update_controller", "id:Minter", "alice")
    assert s.view("minter_controller") == "alice"
    assert s.view("minter_controller", at="NewMinter") == "Controller"


@requirement("LP-MINT-046")
@pytest.mark.parametrize(
    ("inflation", "change", "target", "reason"),
    [
        (PPB, PPB, PPB, None),
        (0, 0, 0, None),
        (PPB + 1, PPB + 1, PPB + 1, Reason.INVALID_INFLATION),
        (PPB, PPB + 1, PPB + 1, Reason.INVALID_INFLATION_CHANGE),
        (PPB, PPB, PPB + 1, Reason.INVALID_TARGET_BONDING_RATE),
    ],
    ids=["all_one", "all_zero", "inflation", "inflation_change", "target_bonding_rate"],
)
def test_minter_is_constructed_with_fractions(
    scenario: Scenario, inflation: int, change: int, target: int, reason: Reason | None
) -> None:
    """Given parameters of a new Minter, when some are above one, then the first of them is the reason."""
    scenario.constructs_minter(inflation, change, target, reason)
