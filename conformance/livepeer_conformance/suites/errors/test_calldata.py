"""Calls that no function takes as they are."""

from typing import Any

import pytest

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import ETH, LPT, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason

CALLS: list[tuple[str, tuple[Any, ...]]] = [
    ("bond", (LPT, "alice")),
    ("transfer", ("alice", LPT)),
    ("redeem_winning_ticket", (TicketPlan("erin", "alice", ETH),)),
    ("initialize_round", ()),
    ("set_service_uri", ("https://a",)),
]
NAMES = [name for name, _ in CALLS]
CONTRACTS = (
    "Controller", "LivepeerToken", "Minter", "NewMinter", "BondingManager", "BondingManagerTarget", "RoundsManager",
    "RoundsManagerTarget", "TicketBroker", "TicketBrokerTarget", "ServiceRegistry", "ServiceRegistryTarget",
    "MerkleSnapshot", "PollCreator", "Governor",
)  # fmt: skip


def callable_by_bob(s: Scenario) -> None:
    """Given bob can send each of the calls successfully, were they as they should be."""
    streaming(s)
    s.tx("bob", "approve", "BondingManager", UNLIMITED)
    s.pass_rounds()


@requirement("LP-ERR-001")
@pytest.mark.parametrize("damage", ["unknown_selector", "empty"])
@pytest.mark.parametrize(("name", "args"), CALLS, ids=NAMES)
def test_call_rejects_unknown_function(scenario: Scenario, name: str, args: tuple[Any, ...], damage: str) -> None:
    """Given a call that would work, when its selector is another one or missing, then it is rejected."""
    s = scenario
    callable_by_bob(s)
    s.rejects(Reason.NO_DATA, "bob", name, *args, calldata=damage)


@requirement("LP-ERR-001")
@pytest.mark.parametrize(
    ("caller", "name", "args"),
    [
        ("bob", "bond", (LPT, "alice")),
        ("bob", "transfer", ("alice", LPT)),
        ("bob", "initialize_round", ()),
        ("owner", "set_contract_info", ("id:Other", "alice", "0x" + "22" * 20)),
        ("owner", "set_unlock_period", (3,)),
        ("owner", "set_inflation_change", (3,)),
        ("owner", "set_snapshot", ("id:LIP-52", "snapshot:3")),
    ],
    ids=["bond", "transfer", "initialize_round", "register", "broker", "minter", "snapshot"],
)
def test_call_rejects_short_calldata(scenario: Scenario, caller: str, name: str, args: tuple[Any, ...]) -> None:
    """Given a call that would work, when its last byte is missing, then it is rejected; with it, it is not."""
    s = scenario
    callable_by_bob(s)
    s.rejects(Reason.NO_DATA, caller, name, *args, calldata="truncated")
    if name == "bond":
        s.tx("heidi", "initialize_round")
    s.tx(caller, name, *args)


@requirement("LP-ERR-001")
@pytest.mark.parametrize(("name", "args"), CALLS, ids=NAMES)
def test_call_rejects_eth_where_none_is_taken(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given a call that would work, when a wei comes with it, then it is rejected before the pause is looked at."""
    s = scenario
    callable_by_bob(s)
    s.rejects(Reason.NO_DATA, "bob", name, *args, value=1)
    s.tx("owner", "pause")
    s.rejects(Reason.NO_DATA, "bob", name, *args, value=1)


@requirement("LP-ERR-007")
@pytest.mark.parametrize("contract", CONTRACTS)
def test_plain_eth_is_rejected(scenario: Scenario, contract: str) -> None:
    """Given a contract, when ETH is sent to it outside a function, then it is rejected, alone and with other data."""
    s = scenario
    for damage in ("empty", "unknown_selector"):
        s.rejects(Reason.NO_DATA, "alice", "fund_deposit", value=1, at=contract, calldata=damage)
    s.rejects(Reason.NO_DATA, "alice", "fund_deposit", at=contract, calldata="empty")
    assert s.eth(contract) == 0


@requirement("LP-ERR-002")
def test_high_bits_streamflow_are_ignored(scenario: Scenario) -> None:
    """Given Streamflow, when an address or a small integer has surplus high bits, then it counts without them."""
    s = scenario
    s.initialized()
    s.tx("bob", "approve", "BondingManager", 5 * LPT, calldata="dirty_bits")
    assert s.view("allowance", "bob", "BondingManager") == 5 * LPT
    s.tx("bob", "bond", 2 * LPT, "alice", calldata="dirty_bits")
    assert s.view("get_delegator", "bob")["delegateAddress"] == "alice"
    s.tx("owner", "set_unbonding_period", 7, calldata="dirty_bits")
    assert s.view("unbonding_period") == 7


@requirement("LP-ERR-003")
def test_high_bits_are_rejected(scenario: Scenario) -> None:
    """Given Confluence, when an address or a small integer has surplus high bits, then it is rejected."""
    s = scenario
    s.initialized()
    s.rejects(Reason.NO_DATA, "bob", "approve", "BondingManager", 5 * LPT, calldata="dirty_bits")
    s.tx("bob", "approve", "BondingManager", 5 * LPT)
    s.rejects(Reason.NO_DATA, "bob", "bond", 2 * LPT, "alice", calldata="dirty_bits")
    s.rejects(Reason.NO_DATA, "owner", "set_unbonding_period", 7, calldata="dirty_bits")
    assert s.view("unbonding_period") == s.parameters.unbonding_period
