"""ETH that the Minter pays out."""

import pytest

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import ETH, SINCE_STREAMFLOW, Scenario, requirement
from livepeer_spec.rejection import Reason

REFUSERS = [
    ("loud_refuser", Reason.CALLEE_REVERTED),
    ("silent_refuser", Reason.NO_DATA),
    ("gas_hungry", Reason.NO_DATA),
]


@SINCE_STREAMFLOW
@requirement("LP-MINT-021")
@pytest.mark.parametrize("caller", ["BondingManager", "TicketBroker"])
@pytest.mark.parametrize("amount", [0, 1, 3 * ETH], ids=["nothing", "least", "all"])
def test_trusted_withdraw_eth_pays_in_silence(scenario: Scenario, caller: str, amount: int) -> None:
    """Given 3 ETH at the Minter, when one of the two contracts pays heidi, then she has it and nothing is logged."""
    s = scenario
    s.funded("erin", 3 * ETH)
    before = s.eth("heidi")
    s.tx(caller, "trusted_withdraw_eth", "heidi", amount)
    assert s.events == []
    assert (s.eth("Minter"), s.eth("heidi")) == (3 * ETH - amount, before + amount)


@SINCE_STREAMFLOW
@requirement("LP-MINT-022", "LP-MINT-023", "LP-MINT-024")
@pytest.mark.parametrize("amount", [0, 1])
@pytest.mark.parametrize(("recipient", "reason"), REFUSERS, ids=[name for name, _ in REFUSERS])
def test_trusted_withdraw_eth_rejects_refusing_recipient(
    scenario: Scenario, recipient: str, reason: Reason, amount: int
) -> None:
    """Given a recipient that fails, when it is paid, even nothing, then its revert data is passed on, if it has any."""
    s = scenario
    s.funded("erin", ETH)
    step = s.rejects(reason, "BondingManager", "trusted_withdraw_eth", recipient, amount)
    assert step.outcome is not None
    assert step.outcome.output == (bytes.fromhex("c0ffee00") if recipient == "loud_refuser" else b"")
    assert s.eth("Minter") == ETH


@SINCE_STREAMFLOW
@requirement("LP-MINT-023")
def test_trusted_withdraw_eth_rejects_more_than_there_is(scenario: Scenario) -> None:
    """Given 1 ETH at the Minter, when 1 wei more is paid, then it is rejected without data."""
    s = scenario
    s.funded("erin", ETH)
    s.rejects(Reason.NO_DATA, "BondingManager", "trusted_withdraw_eth", "heidi", ETH + 1)
    s.rejects(Reason.NO_DATA, "TicketBroker", "trusted_withdraw_eth", "heidi", 2**256 - 1)


@requirement("LP-MINT-022", "LP-MINT-023", "LP-MINT-024")
@pytest.mark.upgrade("confluence")
@pytest.mark.parametrize("amount", [0, ETH // 2], ids=["nothing", "some"])
@pytest.mark.parametrize(("recipient", "reason"), REFUSERS, ids=[name for name, _ in REFUSERS])
def test_withdraw_fees_rejects_refusing_recipient(
    scenario: Scenario, recipient: str, reason: Reason, amount: int
) -> None:
    """Given Confluence and fees of bob's, when they go to a recipient that fails, then he keeps them."""
    s = scenario
    streaming(s)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))
    s.next_round()
    fees = s.view("pending_fees", "bob", 0)
    s.rejects(reason, "bob", "withdraw_fees", recipient, amount)
    assert s.view("pending_fees", "bob", 0) == fees
