"""Withdrawing fees."""

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.payments.given import streaming
from livepeer_conformance.suites.scenario import ETH, Scenario, requirement
from livepeer_spec.rejection import Reason


def earning(s: Scenario) -> None:
    """Given alice and her delegator bob earned 2.25 and 0.75 ETH of fees in the round before this one."""
    streaming(s)
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", 3 * ETH))
    s.next_round()


@requirement("LP-BOND-054", "LP-BOND-055", "LP-BOND-056")
def test_withdraw_fees_streamflow_pays_everything(scenario: Scenario) -> None:
    """Given Streamflow and unclaimed fees, when bob withdraws, then he gets all of them, once."""
    s = scenario
    earning(s)
    before = s.eth("bob"), s.eth("Minter")
    s.rejects(Reason.NO_FEES, "heidi", "withdraw_fees")
    s.tx("bob", "withdraw_fees")
    fees = 750_000_000_000_000_000
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 0, fees, s.round - 1, s.round),
        ("WithdrawFees", "bob"),
    ]
    assert (s.eth("bob"), s.eth("Minter")) == (before[0] + fees, before[1] - fees)
    assert s.view("get_delegator", "bob")["fees"] == 0
    s.rejects(Reason.NO_FEES, "bob", "withdraw_fees")


@requirement("LP-BOND-058", "LP-BOND-059", "LP-BOND-060")
def test_withdraw_fees_pays_part_to_recipient(scenario: Scenario) -> None:
    """Given unclaimed fees, when bob withdraws part of them to heidi, then she gets it and the rest stays."""
    s = scenario
    earning(s)
    fees, part = 750_000_000_000_000_000, 250_000_000_000_000_000
    before = s.eth("heidi"), s.eth("Minter")
    s.rejects(Reason.INSUFFICIENT_FEES, "bob", "withdraw_fees", "heidi", fees + 1)
    s.tx("bob", "withdraw_fees", "heidi", part)
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 0, fees, s.round - 1, s.round),
        ("WithdrawFees", "bob", "heidi", part),
    ]
    assert (s.eth("heidi"), s.eth("Minter")) == (before[0] + part, before[1] - part)
    assert s.view("get_delegator", "bob")["fees"] == fees - part
    s.tx("bob", "withdraw_fees", "bob", fees - part)
    assert s.view("get_delegator", "bob")["fees"] == 0


@requirement("LP-BOND-057", "LP-BOND-061")
def test_withdraw_fees_rejects_null_recipient(scenario: Scenario) -> None:
    """Given the null address as recipient, when fees are withdrawn, then that is the reason; nothing may be paid."""
    s = scenario
    s.initialized()
    s.rejects(Reason.NULL_RECIPIENT, "heidi", "withdraw_fees", "null", 10 * ETH)
    s.tx("heidi", "withdraw_fees", "grace", 0)
    assert s.events == [
        ("EarningsClaimed", "null", "heidi", 0, 0, 1, s.round),
        ("WithdrawFees", "heidi", "grace", 0),
    ]


@requirement("LP-BOND-059", "LP-MINT-022", "LP-MINT-023", "LP-MINT-024")
def test_withdraw_fees_passes_on_refusal(scenario: Scenario) -> None:
    """Given recipients that refuse ETH, when fees go there, then the transaction fails with what they say."""
    s = scenario
    earning(s)
    s.rejects(Reason.CALLEE_REVERTED, "bob", "withdraw_fees", "loud_refuser", 1)
    s.rejects(Reason.NO_DATA, "bob", "withdraw_fees", "silent_refuser", 1)
    s.rejects(Reason.NO_DATA, "bob", "withdraw_fees", "gas_hungry", 1)
    s.rejects(Reason.CALLEE_REVERTED, "bob", "withdraw_fees", "loud_refuser", 0)
