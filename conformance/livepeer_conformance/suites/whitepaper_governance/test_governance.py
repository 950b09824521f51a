"""The whitepaper's governance: parameters, votes and the common pool."""

import pytest

from livepeer_conformance.suites.scenario import LPT, PPM, Scenario, options, requirement
from livepeer_conformance.suites.whitepaper_stake.given import candidate
from livepeer_spec.rejection import Reason

CONTRACTS = ("BondingManager", "JobsManager", "Governance", "verifier")


def voters(s: Scenario) -> None:
    """Given alice with 50 and bob with 50 LPT are active."""
    s.initialized()
    candidate(s, "alice", 50 * LPT)
    candidate(s, "bob", 50 * LPT)
    s.next_round()


def slashed(s: Scenario) -> None:
    """Given alice is active, and 3 LPT of hers are in the common pool."""
    s.initialized()
    candidate(s, "alice", 100 * LPT)
    s.next_round()
    s.next_round()
    assert s.view("common_pool") == 3 * LPT


@options("unconfigured")
@requirement("LP-WGOV-001", "LP-WGOV-005", "LP-WGOV-006", "LP-WGOV-007", "LP-WGOV-019", "LP-WGOV-020")
def test_founder_sets_parameters_until_the_founding(scenario: Scenario) -> None:
    """Given a new protocol, when its founder sets a parameter and founds it, then he can do neither again."""
    s = scenario
    s.rejects(Reason.NOT_GOVERNING, "alice", "set_parameter", "finderFee", 1)
    s.tx("owner", "set_parameter", "finderFee", 1)
    assert s.events == [("ParameterUpdate", "finderFee")]
    s.rejects(Reason.NOT_FOUNDER, "alice", "found", *CONTRACTS)
    s.rejects(Reason.GOVERNANCE_NULL, "owner", "found", "BondingManager", "JobsManager", "null", "verifier")
    s.tx("owner", "found", *CONTRACTS)
    assert s.events == [("Found", *CONTRACTS)]
    s.rejects(Reason.ALREADY_FOUNDED, "owner", "found", *CONTRACTS)
    s.rejects(Reason.NOT_GOVERNING, "owner", "set_parameter", "finderFee", 2)


@requirement("LP-WGOV-003", "LP-WGOV-004", "LP-WGOV-008")
@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("InflationRate", 1, Reason.UNKNOWN_PARAMETER),
        ("", 1, Reason.UNKNOWN_PARAMETER),
        ("finderFee", PPM + 1, Reason.INVALID_PARAMETER),
        ("roundLength", 0, Reason.INVALID_PARAMETER),
        ("verificationRate", 0, Reason.INVALID_PARAMETER),
        ("finderFee", PPM, None),
        ("unbondingPeriod", 0, None),
    ],
)
def test_propose_parameter_takes_possible_values(
    scenario: Scenario, name: str, value: int, reason: Reason | None
) -> None:
    """Given a parameter and a value, when heidi proposes it, then that is accepted exactly if it makes sense."""
    s = scenario
    if reason:
        s.rejects(reason, "heidi", "propose_parameter", name, value)
    else:
        s.tx("heidi", "propose_parameter", name, value)
        assert s.events == [("Propose", "heidi", 0, 0, name, value, "null")]


@requirement("LP-WGOV-002", "LP-WGOV-012", "LP-WGOV-014", "LP-WGOV-021", "LP-WGOV-005")
def test_vote_executes_with_more_than_half(scenario: Scenario) -> None:
    """Given two equal transcoders, when one votes, then nothing happens; with the other the parameter has its value."""
    s = scenario
    voters(s)
    s.tx("heidi", "propose_parameter", "unbondingPeriod", 5)
    s.tx("alice", "vote_for", 0)
    assert s.events == [("Vote", "alice", 0, 50 * LPT)]
    assert s.view("parameter", "unbondingPeriod") == 2
    s.tx("bob", "vote_for", 0)
    assert s.events == [("Vote", "bob", 0, 50 * LPT), ("Execute", 0), ("ParameterUpdate", "unbondingPeriod")]
    assert s.view("parameter", "unbondingPeriod") == 5


@requirement("LP-WGOV-009", "LP-WGOV-010", "LP-WGOV-011", "LP-WGOV-013", "LP-WROUND-002")
def test_vote_rejects(scenario: Scenario) -> None:
    """Given a proposal, when others vote, twice, too late or on nothing, then that is rejected."""
    s = scenario
    voters(s)
    s.rejects(Reason.PROPOSAL_UNKNOWN, "alice", "vote_for", 0)
    s.tx("heidi", "propose_burn", 0)
    s.rejects(Reason.NOT_ACTIVE, "heidi", "vote_for", 0)
    s.tx("alice", "vote_for", 0)
    s.rejects(Reason.ALREADY_VOTED, "alice", "vote_for", 0)
    s.tx("bob", "vote_for", 0)
    s.rejects(Reason.PROPOSAL_EXECUTED, "alice", "vote_for", 0)
    s.tx("heidi", "propose_burn", 0)
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "alice", "vote_for", 1)


@requirement("LP-WGOV-022", "LP-WGOV-011")
def test_votes_of_another_round_do_not_count(scenario: Scenario) -> None:
    """Given alice voted, when bob votes a round later, then nothing happens until she votes again."""
    s = scenario
    voters(s)
    s.tx("heidi", "propose_parameter", "finderFee", 1)
    s.tx("alice", "vote_for", 0)
    s.tx("alice", "reward")
    s.tx("bob", "reward")
    s.next_round()
    s.tx("bob", "vote_for", 0)
    assert [event[0] for event in s.events] == ["Vote"]
    s.tx("alice", "vote_for", 0)
    assert [event[0] for event in s.events] == ["Vote", "Execute", "ParameterUpdate"]


@requirement("LP-WGOV-015", "LP-WGOV-018")
def test_common_pool_is_burned(scenario: Scenario) -> None:
    """Given 3 LPT in the common pool, when alice votes to burn them, then they are gone; more cannot be burned."""
    s = scenario
    slashed(s)
    supply = s.view("total_supply")
    s.tx("bob", "propose_burn", 3 * LPT + 1)
    s.rejects(Reason.INSUFFICIENT_COMMON_POOL, "alice", "vote_for", 0)
    s.tx("bob", "propose_burn", 3 * LPT)
    assert s.events == [("Propose", "bob", 1, 1, "", 3 * LPT, "null")]
    s.tx("alice", "vote_for", 1)
    assert s.events[1:] == [("Execute", 1), ("Burn", "BondingManager", 3 * LPT)]
    assert (s.view("common_pool"), s.view("total_supply")) == (0, supply - 3 * LPT)


@requirement("LP-WGOV-016", "LP-WGOV-023")
def test_common_pool_is_spent(scenario: Scenario) -> None:
    """Given 3 LPT in the common pool, when alice votes to pay heidi 2 of them, then she has them."""
    s = scenario
    slashed(s)
    before = s.balance("heidi")
    s.tx("bob", "propose_spend", "heidi", 2 * LPT)
    assert s.events == [("Propose", "bob", 0, 2, "", 2 * LPT, "heidi")]
    s.tx("alice", "vote_for", 0)
    assert s.events[1:] == [("Execute", 0), ("Transfer", "BondingManager", "heidi", 2 * LPT)]
    assert (s.view("common_pool"), s.balance("heidi")) == (LPT, before + 2 * LPT)
    s.tx("bob", "propose_spend", "null", LPT)
    s.rejects(Reason.TRANSFER_TO_NULL, "alice", "vote_for", 1)


@requirement("LP-WGOV-017", "LP-WSLSH-001", "LP-WDIST-013", "LP-WASSIGN-004")
def test_contracts_serve_each_other_only(scenario: Scenario) -> None:
    """Given the contracts, when somebody else asks for what they do for each other, then that is rejected."""
    s = scenario
    s.rejects(Reason.NOT_GOVERNANCE, "owner", "burn_common", 0)
    s.rejects(Reason.NOT_GOVERNANCE, "owner", "spend_common", "owner", 0)
    s.rejects(Reason.NOT_JOBS_MANAGER, "owner", "slash_for_fault", "alice", 1, "null")
    s.rejects(Reason.NOT_JOBS_MANAGER, "owner", "add_fees", "alice", 40, 1)
    s.rejects(Reason.NOT_JOBS_MANAGER, "owner", "pay_out", "alice")
    s.rejects(Reason.NOT_BONDING_MANAGER, "owner", "end_availability", "alice")
