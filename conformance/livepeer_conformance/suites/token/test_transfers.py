"""LivepeerToken: what it is called, transfers and allowances."""

import pytest

from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-LPT-001")
def test_token_name_symbol_decimals(scenario: Scenario) -> None:
    """Given the token, when it is asked, then it is LPT with 18 decimals."""
    s = scenario
    assert s.view("token_name") == "Livepeer Token"
    assert s.view("token_symbol") == "LPT"
    assert s.view("token_decimals") == 18


@requirement("LP-LPT-002")
@pytest.mark.parametrize("amount", [0, 1, 1_000_000 * LPT], ids=["nothing", "least", "all"])
def test_transfer_moves_tokens(scenario: Scenario, amount: int) -> None:
    """Given alice's tokens, when she transfers some, none or all, then they move, and the transfer is logged."""
    s = scenario
    before = s.balance("alice"), s.balance("bob")
    s.tx("alice", "transfer", "bob", amount)
    assert s.returned is True
    assert s.events == [("Transfer", "alice", "bob", amount)]
    assert (s.balance("alice"), s.balance("bob")) == (before[0] - amount, before[1] + amount)


@requirement("LP-LPT-002")
def test_transfer_to_oneself(scenario: Scenario) -> None:
    """Given alice's tokens, when she transfers all of them to herself, then she has them still."""
    s = scenario
    before = s.balance("alice")
    s.tx("alice", "transfer", "alice", before)
    assert s.events == [("Transfer", "alice", "alice", before)]
    assert s.balance("alice") == before


@requirement("LP-LPT-003")
@pytest.mark.parametrize("amount", [0, 1])
def test_transfer_rejects_null_recipient(scenario: Scenario, amount: int) -> None:
    """Given any amount, when it goes to the null address, then it is rejected."""
    s = scenario
    s.tx("alice", "approve", "bob", LPT)
    s.rejects(Reason.TRANSFER_TO_NULL, "alice", "transfer", "null", amount)
    s.rejects(Reason.TRANSFER_TO_NULL, "bob", "transfer_from", "alice", "null", amount)


@requirement("LP-LPT-004")
@pytest.mark.parametrize("amount", [0, 1])
def test_transfer_from_rejects_null_owner(scenario: Scenario, amount: int) -> None:
    """Given any amount, when it comes from the null address, then that is the reason, before a null recipient."""
    s = scenario
    s.rejects(Reason.TRANSFER_FROM_NULL, "bob", "transfer_from", "null", "alice", amount)
    s.rejects(Reason.TRANSFER_FROM_NULL, "bob", "transfer_from", "null", "null", amount)


@requirement("LP-LPT-005")
def test_transfer_streamflow_rejects_missing_tokens(scenario: Scenario) -> None:
    """Given Streamflow, when balance or allowance is 1 LPTU short, then a subtraction goes below zero."""
    s = scenario
    before = s.balance("alice")
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "transfer", "bob", before + 1)
    s.tx("alice", "approve", "bob", LPT)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "transfer_from", "alice", "bob", LPT + 1)
    s.tx("alice", "approve", "bob", UNLIMITED)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "bob", "transfer_from", "alice", "bob", before + 1)
    assert s.balance("alice") == before


@requirement("LP-LPT-006", "LP-LPT-007")
def test_transfer_rejects_missing_tokens(scenario: Scenario) -> None:
    """Given Confluence, when balance or allowance is 1 LPTU short, then each is a reason, the balance first."""
    s = scenario
    before = s.balance("alice")
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "alice", "transfer", "bob", before + 1)
    s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "bob", "transfer_from", "alice", "bob", before + 1)
    s.tx("alice", "approve", "bob", LPT)
    s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "bob", "transfer_from", "alice", "bob", LPT + 1)
    assert s.balance("alice") == before


@requirement("LP-LPT-008")
@pytest.mark.parametrize("amount", [0, LPT, 3 * LPT], ids=["nothing", "part", "all"])
def test_transfer_from_uses_allowance(scenario: Scenario, amount: int) -> None:
    """Given bob may move 3 LPT of alice's, when he moves some to carol, then the rest of the allowance is left."""
    s = scenario
    s.tx("alice", "approve", "bob", 3 * LPT)
    before = s.balance("alice"), s.balance("carol")
    s.tx("bob", "transfer_from", "alice", "carol", amount)
    assert s.returned is True
    assert s.events == [
        ("Transfer", "alice", "carol", amount),
        ("Approval", "alice", "bob", 3 * LPT - amount),
    ]
    assert (s.balance("alice"), s.balance("carol")) == (before[0] - amount, before[1] + amount)
    assert s.view("allowance", "alice", "bob") == 3 * LPT - amount


@requirement("LP-LPT-009")
def test_transfer_from_uses_up_unlimited_allowance(scenario: Scenario) -> None:
    """Given an allowance of 2^256 - 1, when 1 LPT is moved, then it is lower by that."""
    s = scenario
    s.tx("alice", "approve", "bob", UNLIMITED)
    s.tx("bob", "transfer_from", "alice", "bob", LPT)
    assert s.events[1] == ("Approval", "alice", "bob", UNLIMITED - LPT)
    assert s.view("allowance", "alice", "bob") == UNLIMITED - LPT


@requirement("LP-LPT-010")
def test_approve_replaces_allowance(scenario: Scenario) -> None:
    """Given any allowance, when alice approves an amount, then exactly that is allowed, to bob alone."""
    s = scenario
    for amount in (5, UNLIMITED, 7, 7, 0):
        s.tx("alice", "approve", "bob", amount)
        assert s.returned is True
        assert s.events == [("Approval", "alice", "bob", amount)]
        assert s.view("allowance", "alice", "bob") == amount
        assert s.view("allowance", "bob", "alice") == 0
        assert s.view("allowance", "alice", "carol") == 0


@requirement("LP-LPT-011")
@pytest.mark.parametrize("name", ["approve", "increase_allowance", "decrease_allowance"])
def test_allowance_rejects_null_spender(scenario: Scenario, name: str) -> None:
    """Given the null address as spender, when an allowance is set or changed, even by nothing, then it is rejected."""
    scenario.rejects(Reason.APPROVE_TO_NULL, "alice", name, "null", 0)


@requirement("LP-LPT-012")
def test_increase_and_decrease_allowance(scenario: Scenario) -> None:
    """Given an allowance, when it is raised and lowered, then it changes by the amount, and the total is logged."""
    s = scenario
    total = 0
    for name, change in (("increase", 5), ("increase", 3), ("decrease", 2), ("decrease", 0), ("decrease", 6)):
        total += change if name == "increase" else -change
        s.tx("alice", name + "_allowance", "bob", change)
        assert s.returned is True
        assert s.events == [("Approval", "alice", "bob", total)]
        assert s.view("allowance", "alice", "bob") == total


@requirement("LP-LPT-013")
def test_increase_allowance_rejects_overflow(scenario: Scenario) -> None:
    """Given an allowance of 1, when it is raised above 2^256 - 1, then it is rejected; that much is allowed."""
    s = scenario
    s.tx("alice", "approve", "bob", 1)
    s.rejects(Reason.ADDITION_OVERFLOW, "alice", "increase_allowance", "bob", UNLIMITED)
    s.tx("alice", "increase_allowance", "bob", UNLIMITED - 1)
    assert s.view("allowance", "alice", "bob") == UNLIMITED


@requirement("LP-LPT-014")
def test_decrease_allowance_streamflow_rejects_more_than_there_is(scenario: Scenario) -> None:
    """Given Streamflow and an allowance of 5, when it is lowered by 6, then a subtraction goes below zero."""
    s = scenario
    s.tx("alice", "approve", "bob", 5)
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "decrease_allowance", "bob", 6)
    s.tx("alice", "decrease_allowance", "bob", 5)


@requirement("LP-LPT-015")
def test_decrease_allowance_rejects_more_than_there_is(scenario: Scenario) -> None:
    """Given Confluence and an allowance of 5, when it is lowered by 6, then that is the reason."""
    s = scenario
    s.tx("alice", "approve", "bob", 5)
    s.rejects(Reason.ALLOWANCE_BELOW_ZERO, "alice", "decrease_allowance", "bob", 6)
    s.tx("alice", "decrease_allowance", "bob", 5)
