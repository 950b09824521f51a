"""Unbonding: a delegator takes stake out."""

from livepeer_conformance.suites.scenario import LPT, Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-BOND-001")
def test_unbond_part_creates_lock(scenario: Scenario) -> None:
    """Given bob's bond counts, when he unbonds a part, then it is locked for the unbonding period and leaves tom."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 20 * LPT)
    s.bonded("bob", 10 * LPT, to="alice")
    s.next_round()

    s.tx("bob", "unbond", 4 * LPT)

    withdraw_round = s.round + s.parameters.unbonding_period
    assert s.events == [
        ("EarningsClaimed", "alice", "bob", 0, 0, s.round, s.round),
        ("Unbond", "alice", "bob", 0, 4 * LPT, withdraw_round),
    ]
    assert s.view("get_delegator_unbonding_lock", "bob", 0) == {"amount": 4 * LPT, "withdrawRound": withdraw_round}
    assert s.view("get_delegator", "bob")["bondedAmount"] == 6 * LPT
    assert s.view("transcoder_total_stake", "alice") == 26 * LPT


@requirement("LP-BOND-001")
def test_unbond_rejects_pending_bond(scenario: Scenario) -> None:
    """Given bob bonded in this round, when he unbonds, then his bond does not count yet and he is rejected."""
    s = scenario
    s.initialized()
    s.bonded("bob", 10 * LPT, to="alice")
    s.rejects(Reason.NOT_BONDED, "bob", "unbond", LPT)
