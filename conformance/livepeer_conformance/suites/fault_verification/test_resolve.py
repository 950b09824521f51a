"""What becomes of challenges: faulty work, honest work, nothing proved; and what governance sets."""

from dataclasses import replace

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.fault_verification.given import (
    EXPIRED,
    FAULTY,
    HONEST,
    JUDGE,
    OPEN,
    STAKE,
    bond,
    challenged,
    paying,
    verdict,
    working,
)
from livepeer_conformance.suites.re_execution.given import proof
from livepeer_conformance.suites.scenario import PPM, Scenario, options, requirement
from livepeer_spec.rejection import Reason

WORK = EvidencePlan("alice", JUDGE)


@requirement("LP-FAULT-011", "LP-FAULT-012")
def test_faulty_work_is_slashed_and_pays_challenger_and_solver(scenario: Scenario) -> None:
    """Given faulty work that bob challenged, when carol proves it, then she has the verification cost, alice's bond is
    slashed, bob gets his part of that, and the rest is burned."""
    s = scenario
    id = challenged(s, "bob")
    bob, carol, supply = s.balance("bob"), s.balance("carol"), s.view("total_supply")
    s.tx("carol", "resolve_challenge", id, WORK, proof(differs=True))
    cost = s.parameters.verification_cost
    penalty = STAKE * s.parameters.fault_slash_amount // PPM
    reward = penalty * s.parameters.finder_fee // PPM
    assert s.events[0] == ("Transfer", JUDGE, "carol", cost)
    assert s.events[-2:] == [
        ("TranscoderSlashed", "alice", "bob", penalty, reward),
        ("ChallengeResolved", id, "carol", False),
    ]
    assert verdict(s, id) == FAULTY
    assert bond(s) == STAKE - penalty
    assert s.balance("carol") == carol + cost
    assert s.balance("bob") == bob + reward
    assert s.view("total_supply") == supply - penalty + reward
    assert s.balance(JUDGE) == 0


@requirement("LP-FAULT-011", "LP-FAULT-012")
@pytest.mark.parametrize("solver", ["alice", "bob", "carol"])
def test_honest_work_costs_the_challenger(scenario: Scenario, solver: str) -> None:
    """Given honest work that bob challenged, when alice, bob or somebody else proves it, then the solver has the
    verification cost, and nothing else happens."""
    s = scenario
    id = challenged(s, "bob")
    before, supply = s.balance(solver), s.view("total_supply")
    s.tx(solver, "resolve_challenge", id, WORK, proof())
    cost = s.parameters.verification_cost
    assert s.events == [("Transfer", JUDGE, solver, cost), ("ChallengeResolved", id, solver, True)]
    assert verdict(s, id) == HONEST
    assert (bond(s), s.view("total_supply")) == (STAKE, supply)
    assert s.balance(solver) == before + cost
    assert s.balance(JUDGE) == 0


@requirement("LP-FAULT-008", "LP-FAULT-014")
def test_challenge_ends_once(scenario: Scenario) -> None:
    """Given challenges that were resolved or expired, when they are resolved or let expire again, then it is rejected,
    and so it is for one that there never was."""
    s = scenario
    challenged(s, "bob")
    for segment in (1, 2):
        s.tx("bob", "challenge_work", EvidencePlan("alice", JUDGE, segment=segment))
    s.tx("bob", "resolve_challenge", 1, WORK, proof())
    s.tx("bob", "resolve_challenge", 2, replace(WORK, segment=1), proof(differs=True))
    period = s.parameters.proof_period
    s.next_round(period + 1)
    s.tx("carol", "expire_challenge", 3)
    for id in range(5):
        plan = EvidencePlan("alice", JUDGE, segment=max(id - 1, 0), age=period + 1)
        s.rejects(Reason.CHALLENGE_NOT_OPEN, "bob", "resolve_challenge", id, plan, proof())
        s.rejects(Reason.CHALLENGE_NOT_OPEN, "bob", "expire_challenge", id)
    assert [verdict(s, id) for id in (1, 2, 3)] == [HONEST, FAULTY, EXPIRED]


@requirement("LP-FAULT-009", "LP-FAULT-015", "LP-FAULT-007")
def test_challenge_expires_after_its_last_round(scenario: Scenario) -> None:
    """Given two challenges, when one is proved in their last round, then it is; letting the other one expire is
    rejected in that round; one round later proving it is rejected, and whoever lets it expire gives bob his cost
    back."""
    s = scenario
    challenged(s, "bob")
    s.tx("bob", "challenge_work", EvidencePlan("alice", JUDGE, segment=1))
    period, cost = s.parameters.proof_period, s.parameters.verification_cost
    s.next_round(period)
    for id in (1, 2):
        s.rejects(Reason.PROOF_PERIOD_NOT_OVER, "carol", "expire_challenge", id)
    s.tx("carol", "resolve_challenge", 1, replace(WORK, age=period), proof(differs=True))
    s.next_round()
    late = EvidencePlan("alice", JUDGE, segment=1, age=period + 1)
    s.rejects(Reason.PROOF_PERIOD_OVER, "carol", "resolve_challenge", 2, late, proof(differs=True))
    before, bonded = s.balance("bob"), bond(s)
    s.tx("carol", "expire_challenge", 2)
    assert s.events == [("Transfer", JUDGE, "bob", cost), ("ChallengeExpired", 2)]
    assert s.balance("bob") == before + cost
    assert (s.balance(JUDGE), bond(s)) == (0, bonded)


@requirement("LP-FAULT-010")
@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"segment": 1}, id="segment"),
        pytest.param({"age": 1}, id="round"),
        pytest.param({"arbitrator": "ProofArbitrator"}, id="judge"),
        pytest.param({"flaw": "other_source"}, id="source"),
    ],
)
def test_proof_is_about_what_was_challenged(scenario: Scenario, other: dict[str, object]) -> None:
    """Given a challenge, when somebody proves something about evidence that differs in a field, then it is rejected."""
    s = scenario
    id = challenged(s, "bob")
    wrong = replace(WORK, **other)  # type: ignore[arg-type]
    for differs in (True, False):
        s.rejects(Reason.OTHER_EVIDENCE, "carol", "resolve_challenge", id, wrong, proof(differs=differs))
    assert verdict(s, id) == OPEN


@requirement("LP-REX-003", "LP-REX-006", "LP-REX-009")
def test_challenge_is_resolved_by_a_proof_only(scenario: Scenario) -> None:
    """Given a challenge, when a proof is malformed, or signed by too few, or no verifier is registered, then it is
    rejected, and the challenge waits."""
    s = scenario
    id = challenged(s, "bob")
    s.rejects(Reason.PROOF_LENGTH, "bob", "resolve_challenge", id, WORK, proof(flaw="long_signature"))
    s.rejects(Reason.TOO_FEW_EXECUTORS, "bob", "resolve_challenge", id, WORK, proof("bob", "frank"))
    s.tx("owner", "set_contract_info", "id:TranscodingVerifier", "null", "0x" + "11" * 20)
    s.rejects(Reason.NO_DATA, "bob", "resolve_challenge", id, WORK, proof())
    assert verdict(s, id) == OPEN


@requirement("LP-FAULT-013")
@pytest.mark.parametrize("part", [PPM, PPM // 2], ids=["all", "half"])
def test_orchestrator_unbonds_between_challenge_and_proof(scenario: Scenario, part: int) -> None:
    """Given alice hears of a challenge, when she unbonds all of her stake, or half, before the proof comes, then only
    what she left is slashed, and bob gets a part of that or nothing; the solver is paid all the same. That is the
    weakness which a dispute stake mends."""
    s = scenario
    id = challenged(s, "bob")
    s.tx("alice", "unbond", STAKE * part // PPM)
    left = STAKE - STAKE * part // PPM
    bob, carol = s.balance("bob"), s.balance("carol")
    s.tx("carol", "resolve_challenge", id, WORK, proof(differs=True))
    penalty = left * s.parameters.fault_slash_amount // PPM
    reward = penalty * s.parameters.finder_fee // PPM
    assert s.events[-2] == ("TranscoderSlashed", "alice", "bob", penalty, reward)
    assert (s.balance("bob"), s.balance("carol")) == (bob + reward, carol + s.parameters.verification_cost)
    s.next_round(s.parameters.unbonding_period)
    alice = s.balance("alice")
    s.tx("alice", "withdraw_stake", 0)
    assert s.balance("alice") == alice + STAKE * part // PPM


@requirement("LP-FAULT-013")
@pytest.mark.parametrize("missing", ["role", "office"])
def test_proof_is_rejected_with_its_slash(scenario: Scenario, missing: str) -> None:
    """Given the Minter may not burn, or another account is the Verifier, when faulty work is proved, then all of it is
    rejected; honest work can be proved."""
    s = scenario
    faulty = challenged(s, "bob")
    s.tx("bob", "challenge_work", EvidencePlan("alice", JUDGE, segment=1))
    if missing == "role":
        s.tx("owner", "revoke_role", "role:BURNER_ROLE", "Minter")
    else:
        s.tx("owner", "set_contract_info", "id:Verifier", "verifier", "0x" + "11" * 20)
    reason = Reason.MISSING_ROLE if missing == "role" else Reason.NOT_VERIFIER
    s.rejects(reason, "carol", "resolve_challenge", faulty, WORK, proof(differs=True))
    assert verdict(s, faulty) == OPEN
    s.tx("carol", "resolve_challenge", 2, EvidencePlan("alice", JUDGE, segment=1), proof())
    if missing == "role":
        s.tx("owner", "grant_role", "role:BURNER_ROLE", "Minter")
    else:
        s.tx("owner", "set_contract_info", "id:Verifier", JUDGE, "0x" + "11" * 20)
    s.tx("carol", "resolve_challenge", faulty, WORK, proof(differs=True))


@requirement("LP-FAULT-017", "LP-FAULT-007")
def test_open_challenges_keep_cost_and_end(scenario: Scenario) -> None:
    """Given an open challenge, when governance changes cost and proof period, then it keeps its own, and the next one
    has the new ones; what is slashed follows the parameters at the proof."""
    s = scenario
    id = challenged(s, "bob")
    cost, end = s.parameters.verification_cost, s.round + s.parameters.proof_period
    s.tx("owner", "set_verification_cost", 3 * cost + 1)
    s.tx("owner", "set_proof_period", 9)
    s.tx("owner", "set_fault_slash_amount", 333_333)
    s.tx("owner", "set_fault_finder_fee", 500_000)
    s.tx("bob", "challenge_work", EvidencePlan("alice", JUDGE, segment=1))
    first, second = s.view("get_challenge", id), s.view("get_challenge", id + 1)
    assert (first["cost"], first["endRound"]) == (cost, end)
    assert (second["cost"], second["endRound"]) == (3 * cost + 1, s.round + 9)
    assert s.balance(JUDGE) == 4 * cost + 1
    s.tx("carol", "resolve_challenge", id, WORK, proof(differs=True))
    penalty = STAKE * 333_333 // PPM
    assert s.events[0] == ("Transfer", JUDGE, "carol", cost)
    assert s.events[-2] == ("TranscoderSlashed", "alice", "bob", penalty, penalty // 2)


@requirement("LP-FAULT-016", "LP-FAULT-017", "LP-FAULT-018", "LP-FAULT-019")
def test_parameters_are_governances(scenario: Scenario) -> None:
    """Given others than the Controller's owner, when they set a parameter, then it is rejected; the owner cannot slash
    more than the whole, nor give the challenger more than half."""
    s = scenario
    parameters = {
        "set_verification_cost": ("verification_cost", "verificationCost", 5),
        "set_challenge_period": ("challenge_period", "challengePeriod", 6),
        "set_proof_period": ("proof_period", "proofPeriod", 7),
        "set_fault_slash_amount": ("fault_slash_amount", "slashAmount", PPM),
        "set_fault_finder_fee": ("fault_finder_fee", "finderFee", PPM // 2),
    }
    for transaction, (view, name, value) in parameters.items():
        for caller in ("frank", JUDGE):
            s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, transaction, value)
        s.tx("owner", transaction, value)
        assert s.events == [("ParameterUpdate", name)]
        assert s.view(view) == value
    s.rejects(Reason.INVALID_SLASH_AMOUNT, "owner", "set_fault_slash_amount", PPM + 1)
    s.rejects(Reason.FINDER_FEE_TOO_LARGE, "owner", "set_fault_finder_fee", PPM // 2 + 1)


@requirement("LP-FAULT-017", "LP-FAULT-020")
@options("unconfigured")
def test_parameters_are_zero_at_first(scenario: Scenario) -> None:
    """Given a contract as it was constructed, then its parameters are zero, and there is no challenge."""
    s = scenario
    views = ("verification_cost", "challenge_period", "proof_period", "fault_slash_amount", "fault_finder_fee")
    assert [s.view(view) for view in (*views, "challenge_count")] == [0] * 6


@requirement("LP-FAULT-019", "LP-FAULT-012")
def test_challenging_oneself_does_not_pay(scenario: Scenario) -> None:
    """Given governance gives the challenger as much as it may, when alice challenges and proves her own faulty work,
    then she has lost half of what is slashed."""
    s = scenario
    s.tx("owner", "set_fault_finder_fee", PPM // 2)
    working(s)
    paying(s, "alice")
    before = s.balance("alice") + bond(s)
    s.tx("alice", "challenge_work", WORK)
    s.tx("alice", "resolve_challenge", 1, WORK, proof(differs=True))
    penalty = STAKE * s.parameters.fault_slash_amount // PPM
    assert s.balance("alice") + bond(s) == before - penalty // 2


@requirement("LP-FAULT-012", "LP-PEN-022")
def test_slash_takes_of_what_slashing_left(scenario: Scenario) -> None:
    """Given alice went over to carol after the challenge, and carol's delegations were slashed by a quarter, when the
    fault is proved, then alice's bond is three quarters first, and a part of these is taken."""
    s = scenario
    id = challenged(s, "bob")
    working(s, "carol")
    s.tx("alice", "unbond", STAKE)
    s.tx("alice", "rebond_from_unbonded", "carol", 0)
    s.next_round()
    s.tx("Disputes", "slash_delegations", "carol", PPM // 4)
    s.tx("dave", "resolve_challenge", id, replace(WORK, age=2), proof(differs=True))
    left = STAKE * 3 // 4
    assert bond(s) == left - left * s.parameters.fault_slash_amount // PPM
