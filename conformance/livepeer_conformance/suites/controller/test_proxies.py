"""Contracts that follow the Controller, and the proxies in front of four of them."""

from typing import Any

import pytest

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import (
    ALPHA,
    ETH,
    LPT,
    SINCE_SERVICE_REGISTRY,
    SINCE_STREAMFLOW,
    UNLIMITED,
    Scenario,
    requirement,
)
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason

COMMIT = "0x" + "22" * 20
PROXIES = [
    "BondingManager",
    "RoundsManager",
    pytest.param("TicketBroker", marks=SINCE_STREAMFLOW),
    pytest.param("JobsManager", marks=ALPHA),
    pytest.param("ServiceRegistry", marks=SINCE_SERVICE_REGISTRY),
]
FOLLOWERS = [
    *PROXIES,
    "BondingManagerTarget",
    "RoundsManagerTarget",
    pytest.param("TicketBrokerTarget", marks=SINCE_STREAMFLOW),
    pytest.param("JobsManagerTarget", marks=ALPHA),
    pytest.param("ServiceRegistryTarget", marks=SINCE_SERVICE_REGISTRY),
    "Minter",
    "NewMinter",
    pytest.param("MerkleSnapshot", marks=SINCE_STREAMFLOW),
    pytest.param("Verifier", marks=ALPHA),
]


def forwarded(s: Scenario) -> list[tuple[str, str, tuple[Any, ...]]]:
    """For each proxied contract one transaction that somebody may send to it: contract, name and arguments."""
    return [
        ("BondingManager", "bond", (LPT, "alice")),
        ("RoundsManager", "initialize_round", ()),
        ("TicketBroker", "redeem_winning_ticket", (TicketPlan("erin", "alice", ETH),)),
        ("ServiceRegistry", "set_service_uri", ("https://a",)),
    ]


def register(s: Scenario, id: str, contract: str) -> None:
    """Given a contract is registered under the id."""
    s.tx("owner", "set_contract_info", f"id:{id}", contract, COMMIT)


@requirement("LP-PROX-001")
@pytest.mark.parametrize("caller", ["alice", "owner", "BondingManager"])
@pytest.mark.parametrize("contract", FOLLOWERS)
def test_set_controller_rejects_caller_that_is_not_the_controller(
    scenario: Scenario, contract: str, caller: str
) -> None:
    """Given a contract that follows the Controller, when another caller moves it, then it is rejected."""
    s = scenario
    s.rejects(Reason.NOT_CONTROLLER, caller, "set_controller", caller, at=contract)
    assert s.view("controller_of", at=contract) == "Controller"


@requirement("LP-PROX-001", "LP-PROX-002")
@pytest.mark.parametrize("contract", FOLLOWERS)
def test_set_controller_follows_another(scenario: Scenario, contract: str) -> None:
    """Given a contract, when its Controller moves it to alice, then it obeys alice and the Controller no longer."""
    s = scenario
    s.tx("Controller", "set_controller", "alice", at=contract)
    assert s.events == [("SetController", "alice")]
    assert s.emitters == [contract]
    assert s.view("controller_of", at=contract) == "alice"
    s.rejects(Reason.NOT_CONTROLLER, "Controller", "set_controller", "bob", at=contract)
    s.tx("alice", "set_controller", "Controller", at=contract)
    assert s.view("controller_of", at=contract) == "Controller"


@requirement("LP-PROX-003")
@pytest.mark.parametrize("target", ["null", "heidi", "LivepeerToken", "registered"])
@pytest.mark.parametrize("proxy", PROXIES)
def test_proxy_answers_for_itself(scenario: Scenario, proxy: str, target: str) -> None:
    """Given any target or none, when a proxy is asked what is its own, then it answers without the target."""
    s = scenario
    if target != "registered":
        register(s, proxy + "Target", target)
    assert s.view("controller_of", at=proxy) == "Controller"
    assert s.view("target_contract_id", at=proxy) == keccak(proxy.encode() + b"Target")
    s.rejects(Reason.NOT_CONTROLLER, "owner", "set_controller", "alice", at=proxy)
    s.tx("owner", "update_controller", f"id:{proxy}", "alice")
    assert s.events == [("SetController", "alice")]
    assert s.view("controller_of", at=proxy) == "alice"
    assert s.view("controller_of", at=proxy + "Target") == "Controller"


@SINCE_STREAMFLOW
@requirement("LP-PROX-004")
def test_proxy_rejects_call_without_target(scenario: Scenario) -> None:
    """Given no target is registered, when a proxy is called, then that is the reason; with it the call works."""
    s = scenario
    streaming(s)
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.pass_rounds(1)
    for proxy, name, args in forwarded(s):
        register(s, proxy + "Target", "null")
        s.rejects(Reason.TARGET_NOT_REGISTERED, "bob", name, *args)
        register(s, proxy + "Target", proxy + "Target")
    for _, name, args in sorted(forwarded(s), key=lambda entry: entry[1] != "initialize_round"):
        s.tx("bob", name, *args)


@SINCE_STREAMFLOW
@requirement("LP-PROX-005")
def test_proxy_swallows_call_where_target_has_no_code(scenario: Scenario) -> None:
    """Given an account without code as target, when a proxy is called, then nothing happens, and nobody is told."""
    s = scenario
    streaming(s)
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.pass_rounds(1)
    before = s.balance("bob")
    for proxy, name, args in forwarded(s):
        register(s, proxy + "Target", "heidi")
        s.tx("bob", name, *args)
        assert s.events == []
        register(s, proxy + "Target", proxy + "Target")
    assert s.balance("bob") == before
    assert s.view("get_delegator", "bob")["bondedAmount"] == 100 * LPT
    assert s.view("last_initialized_round") == s.round - 1
    assert s.view("get_sender_info", "erin")["sender"] == (10 * ETH, 0)
    assert s.view("get_service_uri", "bob") == ""


@SINCE_STREAMFLOW
@requirement("LP-PROX-005")
def test_proxy_keeps_eth_where_target_has_no_code(scenario: Scenario) -> None:
    """Given an account without code as target, when erin funds a deposit, then her ETH stays with the proxy."""
    s = scenario
    register(s, "TicketBrokerTarget", "heidi")
    s.tx("erin", "fund_deposit", value=ETH)
    assert s.events == []
    assert (s.eth("TicketBroker"), s.eth("Minter")) == (ETH, 0)
    register(s, "TicketBrokerTarget", "TicketBrokerTarget")
    assert s.view("get_sender_info", "erin")["sender"] == (0, 0)


@SINCE_SERVICE_REGISTRY
@requirement("LP-PROX-006")
def test_proxy_runs_newly_registered_target_on_its_own_storage(scenario: Scenario) -> None:
    """Given a stored URI, when the target becomes another contract and then itself, then each call runs the new one."""
    s = scenario
    s.tx("alice", "set_service_uri", "https://a")
    assert s.emitters == ["ServiceRegistry"]
    register(s, "ServiceRegistryTarget", "RoundsManagerTarget")
    s.rejects(Reason.NO_DATA, "alice", "set_service_uri", "https://b")
    register(s, "ServiceRegistryTarget", "ServiceRegistryTarget")
    assert s.view("get_service_uri", "alice") == "https://a"
    s.tx("alice", "set_service_uri", "https://c")
    assert s.emitters == ["ServiceRegistry"]
    assert s.view("get_service_uri", "alice") == "https://c"
    assert s.view("controller_of", at="ServiceRegistry") == "Controller"


@requirement("LP-PROX-007")
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("set_unbonding_period", (5,)),
        ("set_round_length", (60,)),
        pytest.param("set_unlock_period", (5,), marks=SINCE_STREAMFLOW),
        pytest.param("set_snapshot", ("id:LIP-52", "snapshot:3"), marks=SINCE_STREAMFLOW),
        ("set_inflation_change", (5,)),
    ],
    ids=["BondingManager", "RoundsManager", "TicketBroker", "MerkleSnapshot", "Minter"],
)
def test_rights_follow_owner_of_controller(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given alice is the Controller's new owner, when parameters are set, then she may, and the former may not."""
    s = scenario
    s.tx("owner", name, *args)
    s.tx("owner", "transfer_controller_ownership", "alice")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "owner", name, *args)
    s.tx("alice", name, *args)


@requirement("LP-PROX-008")
@pytest.mark.parametrize("missing", ["RoundsManager", "LivepeerToken"])
def test_bond_rejects_missing_contract(scenario: Scenario, missing: str) -> None:
    """Given a contract that bonding needs is not registered, when bob bonds, then it is rejected as a whole."""
    s = scenario
    s.initialized()
    s.bonded("bob", LPT, to="alice")
    s.next_round()
    register(s, missing, "null")
    s.rejects(Reason.NO_DATA, "bob", "bond", LPT, "alice")
    register(s, missing, missing)
    assert s.view("get_delegator", "bob")["lastClaimRound"] == s.round - 1
    s.tx("bob", "bond", LPT, "alice")


@requirement("LP-PROX-008")
def test_initialize_round_rejects_contract_that_lost_its_controller(scenario: Scenario) -> None:
    """Given the RoundsManager follows alice, who has no code, when a round is initialized, then it is rejected."""
    s = scenario
    s.tx("owner", "update_controller", "id:RoundsManager", "alice")
    s.rejects(Reason.NO_DATA, "bob", "initialize_round")
