"""The whitepaper's bonding: whose stake stands behind whom, and its way out."""

from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario, requirement
from livepeer_conformance.suites.whitepaper_stake.given import candidate, candidates, delegators
from livepeer_spec.rejection import Reason

PENDING, BONDED, UNBONDED = 0, 1, 2


@requirement("LP-WBOND-001", "LP-WBOND-006", "LP-WBOND-007", "LP-WBOND-013")
def test_bond_counts_from_the_next_round_on(scenario: Scenario) -> None:
    """Given nothing, when alice bonds 100 LPT to bob, then she is pending, and bonded from the next round on."""
    s = scenario
    now = s.initialized()
    assert s.view("delegator_status", "alice") == UNBONDED
    s.bonded("alice", 100 * LPT, to="bob")
    assert s.events == [
        ("Transfer", "alice", "BondingManager", 100 * LPT),
        ("Bond", "bob", "null", "alice", 100 * LPT, 100 * LPT),
    ]
    assert s.view("get_delegator", "alice")["startRound"] == now + 1
    assert s.view("get_delegator", "bob")["delegatedAmount"] == 100 * LPT
    assert delegators(s, "bob") == ["alice"]
    assert s.view("delegator_status", "alice") == PENDING
    s.next_round()
    assert s.view("delegator_status", "alice") == BONDED
    s.tx("alice", "bond", LPT, "bob")
    assert s.events[-1] == ("Bond", "bob", "bob", "alice", LPT, 101 * LPT)
    assert s.view("get_delegator", "alice")["startRound"] == now + 1


@requirement("LP-WBOND-002", "LP-WBOND-003", "LP-WBOND-004", "LP-WBOND-008", "LP-WROUND-002")
def test_bond_rejects(scenario: Scenario) -> None:
    """Given a candidate, when bonds to nobody, of nothing, of too much or away from itself are made, then none is."""
    s = scenario
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "alice", "bond", LPT, "alice")
    s.initialized()
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "bond", LPT, "alice")
    candidate(s, "alice", LPT)
    s.rejects(Reason.DELEGATE_NULL, "alice", "bond", LPT, "null")
    s.rejects(Reason.CANDIDATE_CANNOT_DELEGATE_AWAY, "alice", "bond", LPT, "bob")
    s.rejects(Reason.ZERO_DELEGATION, "alice", "bond", 0, "alice")
    s.rejects(Reason.SUBTRACTION_UNDERFLOW, "alice", "bond", 999_999 * LPT + 1, "alice")
    s.rejects(Reason.ZERO_DELEGATION, "bob", "bond", 0, "alice")


@requirement("LP-WBOND-005", "LP-WBOND-006", "LP-WBOND-013")
def test_bond_moves_all_stake_to_another_delegate(scenario: Scenario) -> None:
    """Given bob, carol and dave behind alice, when bob moves to erin, then dave takes his place in alice's list."""
    s = scenario
    s.initialized()
    for name in ("bob", "carol", "dave"):
        s.bonded(name, 10 * LPT, to="alice")
    now = s.next_round()
    s.tx("bob", "bond", 0, "erin")
    assert s.events == [("Bond", "erin", "alice", "bob", 0, 10 * LPT)]
    assert delegators(s, "alice") == ["dave", "carol"]
    assert delegators(s, "erin") == ["bob"]
    assert s.view("get_delegator", "bob")["startRound"] == now + 1
    s.tx("carol", "bond", 5 * LPT, "erin")
    amounts = [s.view("get_delegator", name)["delegatedAmount"] for name in ("alice", "erin")]
    assert amounts == [10 * LPT, 25 * LPT]


@requirement("LP-WBOND-009", "LP-WBOND-010", "LP-WBOND-011", "LP-WMINT-009")
def test_unbond_locks_everything(scenario: Scenario) -> None:
    """Given a bond of 100 LPT, when it counts and alice unbonds, then all of it is locked for two rounds."""
    s = scenario
    s.initialized()
    s.bonded("alice", 100 * LPT, to="bob")
    s.rejects(Reason.NOT_BONDED, "alice", "unbond")
    now = s.next_round()
    assert s.view("total_bonded") == 100 * LPT
    s.tx("alice", "unbond")
    assert s.events == [("Unbond", "bob", "alice", 0, 100 * LPT, now + 2)]
    assert s.view("get_delegator_unbonding_lock", "alice", 0) == {"amount": 100 * LPT, "withdrawRound": now + 2}
    assert s.view("total_bonded") == 0
    assert s.view("get_delegator", "alice")["delegateAddress"] == "null"
    assert delegators(s, "bob") == []
    s.rejects(Reason.NOT_BONDED, "alice", "unbond")


@requirement("LP-WBOND-012", "LP-WCAND-015")
def test_unbond_of_a_candidate_resigns(scenario: Scenario) -> None:
    """Given a candidate, when it unbonds, then it resigns first."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.next_round()
    s.tx("alice", "reward")
    s.tx("alice", "unbond")
    assert [event[0] for event in s.events] == ["TranscoderResigned", "Unbond"]
    assert candidates(s) == []


@requirement("LP-WBOND-014", "LP-WDIST-010", "LP-WDIST-016")
def test_bonding_anew_leaves_locks(scenario: Scenario) -> None:
    """Given two locks of different age, when alice withdraws, then only the one whose round has come is paid."""
    s = scenario
    s.initialized()
    s.bonded("alice", 100 * LPT, to="bob")
    now = s.next_round()
    s.tx("alice", "unbond")
    s.tx("alice", "bond", 30 * LPT, "carol")
    s.next_round()
    s.tx("alice", "unbond")
    assert s.events == [("Unbond", "carol", "alice", 1, 30 * LPT, now + 3)]
    s.rejects(Reason.NOTHING_TO_WITHDRAW, "alice", "withdraw")
    s.pass_rounds()
    before = s.balance("alice")
    s.tx("alice", "withdraw")
    assert s.events == [
        ("Transfer", "BondingManager", "alice", 100 * LPT),
        ("WithdrawStake", "alice", 0, 100 * LPT, now + 2),
    ]
    assert s.balance("alice") == before + 100 * LPT
    assert s.view("get_delegator_unbonding_lock", "alice", 0) == {"amount": 0, "withdrawRound": 0}
    assert s.view("get_delegator_unbonding_lock", "alice", 1)["amount"] == 30 * LPT


@requirement("LP-WCAND-014")
def test_candidate_without_stake_drops_out(scenario: Scenario) -> None:
    """Given a slash of everything, when alice missed her reward, then she is no candidate any more and can go."""
    s = scenario
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.tx("alice", "approve", "BondingManager", UNLIMITED)
    s.next_round()
    s.tx("alice", "propose_parameter", "missedRewardSlashAmount", 1_000_000)
    s.tx("alice", "vote_for", 0)
    s.next_round()
    assert candidates(s) == []
    assert s.view("delegator_status", "alice") == UNBONDED
    s.tx("alice", "bond", 5 * LPT, "bob")
    assert s.events[-1] == ("Bond", "bob", "alice", "alice", 5 * LPT, 5 * LPT)
    assert delegators(s, "alice") == []
