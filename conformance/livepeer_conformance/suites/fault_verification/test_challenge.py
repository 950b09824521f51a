"""Challenges: who challenges what, at which price."""

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.fault_verification.given import (
    EXPIRED,
    JUDGE,
    OPEN,
    challenged,
    paying,
    verdict,
    working,
)
from livepeer_conformance.suites.re_execution.given import evidence_of, proof
from livepeer_conformance.suites.scenario import LPT, Scenario, requirement
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.disputes import domain
from livepeer_spec.verification.evidence import evidence_digest

WORK = EvidencePlan("alice", JUDGE)


@requirement("LP-FAULT-007", "LP-FAULT-020")
def test_challenge_pays_the_verification(scenario: Scenario) -> None:
    """Given work that alice signed, when bob challenges it, then he has paid the verification cost, the challenge is
    open for the proof period, and the event has the evidence; nothing is locked of alice."""
    s = scenario
    working(s)
    paying(s, "bob")
    before, cost = s.balance("bob"), s.parameters.verification_cost
    bond = s.view("get_delegator", "alice")
    s.tx("bob", "challenge_work", EvidencePlan("alice", JUDGE, segment=7))
    assert s.returned == 1
    assert s.balance("bob") == before - cost
    assert s.balance(JUDGE) == cost
    end = s.round + s.parameters.proof_period
    evidence = evidence_of(s, EvidencePlan("alice", JUDGE, segment=7))
    assert s.events[-1] == ("WorkChallenged", 1, "alice", "bob", evidence, cost, end)
    digest = evidence_digest(domain(s.state), evidence)
    assert s.view("get_challenge", 1) == {
        "verdict": OPEN, "challenger": "bob", "orchestrator": "alice", "cost": cost, "endRound": end,
        "evidence": digest,
    }  # fmt: skip
    assert s.view("challenge_count") == 1
    assert s.view("challenge_about", "alice", "0x" + digest.hex()) == 1
    assert s.view("challenge_about", "bob", "0x" + digest.hex()) == 0
    assert s.view("get_challenge", 2)["verdict"] == 0
    assert s.view("get_delegator", "alice") == bond


@requirement("LP-FAULT-001")
@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ("short_signature", Reason.SIGNATURE_LENGTH),
        ("long_signature", Reason.SIGNATURE_LENGTH),
        ("high_s", Reason.SIGNATURE_HIGH_S),
        ("bad_v", Reason.SIGNATURE_V),
        ("zero_r", Reason.SIGNATURE_INVALID),
    ],
)
def test_challenge_rejects_malformed_signature(scenario: Scenario, flaw: str, reason: Reason) -> None:
    """Given evidence whose signature is malformed, and that names another judge, when it is challenged, then the
    signature is the reason."""
    s = scenario
    working(s)
    s.rejects(reason, "bob", "challenge_work", EvidencePlan("alice", "Council", flaw=flaw))


@requirement("LP-FAULT-001", "LP-FAULT-005")
@pytest.mark.parametrize("flaw", ["other_source", "other_contract", "deployed_signature"])
def test_challenge_rejects_what_alice_did_not_sign(scenario: Scenario, flaw: str) -> None:
    """Given honest work of alice, when it is presented with another source, with a signature for another contract, or
    with the one that clients give today, then the signer is somebody who is no orchestrator."""
    s = scenario
    working(s)
    paying(s, "bob")
    s.rejects(Reason.SIGNER_NOT_REGISTERED, "bob", "challenge_work", EvidencePlan("alice", JUDGE, flaw=flaw))
    s.tx("bob", "challenge_work", WORK)


@requirement("LP-FAULT-002")
def test_challenge_rejects_work_for_other_judges(scenario: Scenario) -> None:
    """Given work of alice, who agreed on the council or on the arbitrator by proof, when somebody challenges it here,
    then it is rejected, also for a round to come."""
    s = scenario
    working(s)
    paying(s, "bob")
    for other in ("Council", "ProofArbitrator", "alice", "null"):
        s.rejects(Reason.EVIDENCE_FOR_OTHERS, "bob", "challenge_work", EvidencePlan("alice", other, age=-1))


@requirement("LP-FAULT-003", "LP-FAULT-004")
def test_challenge_within_its_period(scenario: Scenario) -> None:
    """Given work, when it is challenged in the last round of the challenge period, then it is accepted; one round
    later, and for a round to come, it is rejected, by whomever it is signed."""
    s = scenario
    working(s)
    paying(s, "bob")
    s.rejects(Reason.EVIDENCE_FROM_FUTURE, "bob", "challenge_work", EvidencePlan("carol", JUDGE, age=-1))
    period = s.parameters.challenge_period
    s.next_round(period)
    s.tx("bob", "challenge_work", EvidencePlan("alice", JUDGE, age=period))
    late = EvidencePlan("carol", JUDGE, segment=1, age=period + 1)
    s.rejects(Reason.EVIDENCE_TOO_OLD, "bob", "challenge_work", late)


@requirement("LP-FAULT-005")
def test_challenge_needs_an_orchestrator_with_a_bond(scenario: Scenario) -> None:
    """Given somebody without a bond, a delegator, and an orchestrator that unbonded all, when their work is challenged,
    then it is rejected; bonded to itself again, the last one's is challenged."""
    s = scenario
    working(s)
    paying(s, "bob")
    s.bonded("dave", LPT, "alice")
    for name in ("carol", "dave"):
        s.rejects(Reason.SIGNER_NOT_REGISTERED, "bob", "challenge_work", EvidencePlan(name, JUDGE))
    s.tx("alice", "unbond", 100 * LPT)
    s.rejects(Reason.SIGNER_NOT_REGISTERED, "bob", "challenge_work", WORK)
    s.bonded("alice", 1, "alice")
    s.tx("bob", "challenge_work", WORK)


@requirement("LP-FAULT-006", "LP-FAULT-020")
def test_challenge_rejects_evidence_twice(scenario: Scenario) -> None:
    """Given a challenge, when the same evidence is challenged again, by whomever, open or resolved, then it is
    rejected; another segment, and equal evidence of another orchestrator, is accepted."""
    s = scenario
    id = challenged(s, "bob")
    paying(s, "carol")
    for challenger in ("bob", "carol"):
        s.rejects(Reason.EVIDENCE_CHALLENGED, challenger, "challenge_work", WORK)
    s.tx("dave", "resolve_challenge", id, WORK, proof())
    s.rejects(Reason.EVIDENCE_CHALLENGED, "carol", "challenge_work", WORK)
    s.tx("carol", "challenge_work", EvidencePlan("alice", JUDGE, segment=1))
    s.orchestrator("erin", 50 * LPT)
    s.tx("carol", "challenge_work", EvidencePlan("erin", JUDGE))
    assert s.returned == 3
    assert s.view("get_challenge", 3)["orchestrator"] == "erin"


@requirement("LP-FAULT-006", "LP-FAULT-015")
def test_expired_evidence_can_be_challenged_again(scenario: Scenario) -> None:
    """Given alice challenged her own work and proves nothing, when that expired, then others can challenge it, as long
    as the challenge period lasts."""
    s = scenario
    s.tx("owner", "set_proof_period", 0)
    working(s)
    paying(s, "alice", "bob")
    s.tx("alice", "challenge_work", WORK)
    s.rejects(Reason.EVIDENCE_CHALLENGED, "bob", "challenge_work", WORK)
    s.next_round()
    again = EvidencePlan("alice", JUDGE, age=1)
    s.rejects(Reason.EVIDENCE_CHALLENGED, "bob", "challenge_work", again)
    s.tx("bob", "expire_challenge", 1)
    assert verdict(s, 1) == EXPIRED
    digest = evidence_digest(domain(s.state), evidence_of(s, again))
    assert s.view("challenge_about", "alice", "0x" + digest.hex()) == 0
    s.tx("bob", "challenge_work", again)
    assert s.view("challenge_about", "alice", "0x" + digest.hex()) == 2
    assert verdict(s, 1) == EXPIRED


@requirement("LP-FAULT-007")
@pytest.mark.parametrize("missing", ["tokens", "approval"])
def test_challenge_rejects_challenger_without_the_cost(scenario: Scenario, missing: str) -> None:
    """Given a challenger that lacks one LPTU of the cost, or of the approval, then there is no challenge."""
    s = scenario
    working(s)
    cost = s.parameters.verification_cost
    if missing == "tokens":
        paying(s, "bob")
        s.tx("bob", "transfer", "carol", s.balance("bob") - cost + 1)
        s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "bob", "challenge_work", WORK)
        s.tx("carol", "transfer", "bob", 1)
    else:
        s.tx("bob", "approve", JUDGE, cost - 1)
        s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "bob", "challenge_work", WORK)
        s.tx("bob", "approve", JUDGE, cost)
    s.tx("bob", "challenge_work", WORK)
    assert s.balance(JUDGE) == cost


@requirement("LP-FAULT-007")
def test_challenge_rejects_an_end_without_a_word(scenario: Scenario) -> None:
    """Given a proof period that no round number can hold, when work is challenged, then it is rejected."""
    s = scenario
    working(s)
    paying(s, "bob")
    s.tx("owner", "set_proof_period", 2**256 - 1)
    s.rejects(Reason.ADDITION_OVERFLOW, "bob", "challenge_work", WORK)
    s.tx("owner", "set_proof_period", 2**256 - 1 - s.round)
    s.tx("bob", "challenge_work", WORK)
