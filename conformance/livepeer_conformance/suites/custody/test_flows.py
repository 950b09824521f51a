"""Custody: through which transactions LPT and ETH enter and leave the Minter."""

from livepeer_conformance.model.action import TicketPlan
from livepeer_conformance.suites.scenario import ETH, LPT, PPM, Scenario, options, requirement


def _lpt_change(s: Scenario, caller: str, name: str, *args: object) -> int:
    before = s.balance("Minter")
    s.tx(caller, name, *args)
    return s.balance("Minter") - before


@requirement("LP-INV-017")
@options("verifier", "burner_role")
def test_minter_lpt_changes(scenario: Scenario) -> None:
    """Given every staking transaction in turn, when it runs, then the Minter's LPT change by exactly what it says."""
    s = scenario
    s.initialized()
    s.tx("bob", "approve", "BondingManager", 100 * LPT)
    s.orchestrator("alice", 10 * LPT)
    assert _lpt_change(s, "bob", "bond", 7 * LPT, "alice") == 7 * LPT
    assert _lpt_change(s, "bob", "bond", 0, "carol") == 0
    s.next_round()
    before = s.balance("Minter")
    s.tx("alice", "reward")
    assert s.balance("Minter") - before == s.events[-1][2] > 0
    assert _lpt_change(s, "bob", "unbond", 3 * LPT) == 0
    assert _lpt_change(s, "bob", "rebond", 0) == 0
    assert _lpt_change(s, "bob", "unbond", 7 * LPT) == 0
    assert _lpt_change(s, "bob", "rebond_from_unbonded", "alice", 1) == 0
    s.next_round()
    assert _lpt_change(s, "alice", "claim_earnings", s.round) == 0
    assert _lpt_change(s, "bob", "unbond", 2 * LPT) == 0
    s.next_round(s.parameters.unbonding_period)
    assert _lpt_change(s, "bob", "withdraw_stake", 2) == -2 * LPT
    bonded = s.view("get_delegator", "alice")["bondedAmount"]
    assert _lpt_change(s, "verifier", "slash_transcoder", "alice", "heidi", PPM // 2, PPM // 3) == -(bonded // 2)


@requirement("LP-INV-018")
def test_minter_eth_changes(scenario: Scenario) -> None:
    """Given every transaction about ETH in turn, when it runs, then the Minter's ETH change by exactly what it says."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 10 * LPT)
    s.next_round()
    s.tx("erin", "fund_deposit", value=3 * ETH)
    assert s.eth("Minter") == 3 * ETH
    s.tx("erin", "fund_reserve", value=2 * ETH)
    assert s.eth("Minter") == 5 * ETH
    s.tx("frank", "redeem_winning_ticket", TicketPlan("erin", "alice", ETH))
    s.tx("erin", "unlock")
    assert s.eth("Minter") == 5 * ETH
    s.next_round(s.parameters.unlock_period)
    s.tx("erin", "withdraw")
    assert s.eth("Minter") == ETH
    fees = s.view("pending_fees", "alice", s.round)
    s.tx("alice", "withdraw_fees", *(() if s.upgrade == "streamflow" else ("alice", fees)))
    assert 0 < fees <= ETH
    assert s.eth("Minter") == ETH - fees
