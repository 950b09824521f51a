"""The arbitrator by proof: anybody proves a dispute right or wrong, and it is decided."""

from dataclasses import replace

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.disputes.given import LOST, OPEN, WON, accused, outcome, raised
from livepeer_conformance.suites.re_execution.given import JUDGE, proof, provable
from livepeer_conformance.suites.scenario import Scenario, requirement
from livepeer_spec.rejection import Reason


@requirement("LP-PROOF-005", "LP-PROOF-006", "LP-PROOF-007")
@pytest.mark.parametrize("prover", ["alice", "bob", "carol"])
@pytest.mark.parametrize("faulty", [True, False], ids=["faulty", "honest"])
def test_proof_rules_at_once(scenario: Scenario, prover: str, faulty: bool) -> None:
    """Given a dispute, when the accused, the accuser or somebody else proves the work faulty or honest, in the round of
    the dispute, then it is decided accordingly in the same transaction."""
    s = scenario
    id, evidence = provable(s)
    assert s.view("is_proof_asked", id) is True
    assert s.view("is_dispute_proved", id) is False
    s.tx(prover, "prove_dispute", id, evidence, proof(differs=faulty))
    assert s.events[0] == ("DisputeProved", id, prover, not faulty)
    assert s.events[-1][:3] == ("DisputeRuled", id, faulty)
    assert outcome(s, id) == (WON if faulty else LOST)
    assert s.view("is_dispute_proved", id) is True


@requirement("LP-PROOF-003")
def test_dispute_is_proved_once(scenario: Scenario) -> None:
    """Given a dispute that a proof decided, when somebody brings the same proof again, or one of the contrary, then it
    is rejected; another dispute is not touched."""
    s = scenario
    first, evidence = provable(s)
    second = raised(s, "bob", "alice", JUDGE, segment=1)
    s.tx("carol", "prove_dispute", first, evidence, proof())
    for differs in (False, True):
        s.rejects(Reason.DISPUTE_PROVED, "bob", "prove_dispute", first, evidence, proof(differs=differs))
    assert s.view("is_dispute_proved", second) is False
    s.tx("bob", "prove_dispute", second, replace(evidence, segment=1), proof(differs=True))
    assert (outcome(s, first), outcome(s, second)) == (LOST, WON)


@requirement("LP-PROOF-004")
@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"segment": 1}, id="segment"),
        pytest.param({"age": 1}, id="round"),
        pytest.param({"arbitrator": "Council"}, id="arbitrator"),
        pytest.param({"flaw": "other_source"}, id="source"),
    ],
)
def test_proof_is_about_the_evidence_of_the_dispute(scenario: Scenario, other: dict[str, object]) -> None:
    """Given a dispute, when somebody proves something about evidence that differs in a field, also where the executors
    are right about that one, then it is rejected."""
    s = scenario
    id, evidence = provable(s)
    wrong = replace(evidence, **other)  # type: ignore[arg-type]
    for differs in (True, False):
        s.rejects(Reason.OTHER_EVIDENCE, "bob", "prove_dispute", id, wrong, proof(differs=differs))
    assert outcome(s, id) == OPEN


@requirement("LP-PROOF-004")
def test_proof_needs_no_signature_of_the_orchestrator(scenario: Scenario) -> None:
    """Given evidence whose signature the dispute looked at, when it is proved a round later, then its age is all that
    has to be right."""
    s = scenario
    id, evidence = provable(s)
    s.next_round()
    s.rejects(Reason.OTHER_EVIDENCE, "bob", "prove_dispute", id, evidence, proof())
    s.tx("bob", "prove_dispute", id, replace(evidence, age=1), proof())


@requirement("LP-PROOF-001", "LP-PROOF-002")
def test_arbitrator_is_asked_by_disputes_only(scenario: Scenario) -> None:
    """Given nobody raised a dispute, or raised it elsewhere, when somebody proves it, then it is rejected, and nobody
    but the Disputes contract can ask for a proof."""
    s = scenario
    elsewhere = accused(s)
    for id in (elsewhere, elsewhere + 1):
        assert s.view("is_proof_asked", id) is False
        s.rejects(Reason.PROOF_NOT_ASKED, "bob", "prove_dispute", id, EvidencePlan("alice", "erin"), proof())
    for caller in ("frank", "owner", "ProofArbitrator"):
        s.rejects(Reason.NOT_DISPUTES, caller, "ask_proof", elsewhere)


@requirement("LP-PROOF-005", "LP-PROOF-006")
def test_proof_is_rejected_with_its_ruling(scenario: Scenario) -> None:
    """Given disputes, when one is proved in the last round of the ruling period, then it is decided; when another one
    is proved later, or after it lapsed, then the proof is rejected."""
    s = scenario
    first, evidence = provable(s)
    second = raised(s, "bob", "alice", JUDGE, segment=1)
    period = s.parameters.ruling_period
    s.next_round(period)
    s.tx("owner", "set_arbitrator", JUDGE, False)
    s.rejects(Reason.NOT_ARBITRATOR, "bob", "prove_dispute", first, replace(evidence, age=period), proof())
    s.tx("owner", "set_arbitrator", JUDGE, True)
    s.tx("bob", "prove_dispute", first, replace(evidence, age=period), proof(differs=True))
    s.next_round()
    late = replace(evidence, segment=1, age=period + 1)
    s.rejects(Reason.RULING_PERIOD_OVER, "bob", "prove_dispute", second, late, proof(differs=True))
    s.tx("bob", "lapse_dispute", second)
    s.rejects(Reason.DISPUTE_NOT_OPEN, "bob", "prove_dispute", second, late, proof(differs=True))
    assert s.view("is_dispute_proved", second) is False
