"""Re-execution: executors sign what came out when they transcoded again, and enough of them are believed."""

import pytest

from livepeer_conformance.lockstep.signing import make_proof, sign
from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.disputes.given import LOST, OPEN, WON, outcome
from livepeer_conformance.suites.re_execution.given import (
    EXECUTORS,
    evidence_of,
    proof,
    provable,
    says,
    verdict,
)
from livepeer_conformance.suites.scenario import Scenario, options, requirement
from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.re_execution import exact_domain

WORK = EvidencePlan("alice", "ProofArbitrator", segment=5)
"""Work of this round, whose signature does not matter."""


@requirement("LP-REX-007")
def test_verify_compares_what_executors_found(scenario: Scenario) -> None:
    """Given two executors that found alice's rendition, or the same other one, then her work is honest, or is not."""
    s = scenario
    assert says(s, WORK, proof()) is True
    assert says(s, WORK, proof(differs=True)) is False


@requirement("LP-REX-006", "LP-REX-001")
def test_verify_counts_executors_at_its_time(scenario: Scenario) -> None:
    """Given a threshold of two, then one executor is too few, also beside somebody who is none; two and somebody who
    is none are enough, until one of the two is dismissed; a new one counts at once."""
    s = scenario
    for few in (("frank",), ("alice", "frank"), ("alice", "bob", "carol")):
        assert says(s, WORK, proof(*few)) is Reason.TOO_FEW_EXECUTORS
    assert says(s, WORK, proof("alice", "frank", "grace")) is True
    assert says(s, WORK, proof(*EXECUTORS)) is True
    s.tx("owner", "set_executor", "grace", False)
    assert s.events == [("ExecutorSet", "grace", False)]
    assert s.view("is_executor", "grace") is False
    assert says(s, WORK, proof("alice", "frank", "grace")) is Reason.TOO_FEW_EXECUTORS
    assert says(s, WORK, proof(*EXECUTORS)) is True
    s.tx("owner", "set_executor", "alice", True)
    assert s.view("is_executor", "alice") is True
    assert says(s, WORK, proof("alice", "frank")) is True


@requirement("LP-REX-002", "LP-REX-006")
def test_threshold_counts_at_once(scenario: Scenario) -> None:
    """Given another threshold, then so many executors are enough, and one fewer is not."""
    s = scenario
    s.tx("owner", "set_executor_threshold", 3)
    assert s.events == [("ParameterUpdate", "threshold")]
    assert s.view("executor_threshold") == 3
    assert says(s, WORK, proof()) is Reason.TOO_FEW_EXECUTORS
    assert says(s, WORK, proof(*EXECUTORS, differs=True)) is False
    s.tx("owner", "set_executor_threshold", 1)
    assert says(s, WORK, proof("heidi", differs=True)) is False
    assert verdict(s, evidence_of(s, WORK), bytes(32)) is Reason.TOO_FEW_EXECUTORS


@requirement("LP-REX-005")
@pytest.mark.parametrize("flaw", ["descending", "twice"])
def test_verify_rejects_signers_out_of_order(scenario: Scenario, flaw: str) -> None:
    """Given signatures in descending order of their signers, or one of them twice, then the proof is none, also where
    enough executors signed."""
    s = scenario
    assert says(s, WORK, proof(flaw=flaw)) is Reason.SIGNERS_NOT_ASCENDING
    assert says(s, WORK, proof(*EXECUTORS, flaw=flaw)) is Reason.SIGNERS_NOT_ASCENDING
    if flaw == "twice":
        assert says(s, WORK, proof("frank", flaw=flaw)) is Reason.SIGNERS_NOT_ASCENDING


@requirement("LP-REX-003")
@pytest.mark.parametrize("flaw", ["no_rendition", "short_signature", "long_signature"])
def test_verify_rejects_what_is_no_proof_by_its_length(scenario: Scenario, flaw: str) -> None:
    """Given less than a hash, or part of a signature, or something behind the last one, then it is no proof, also where
    the whole signatures before it are enough."""
    s = scenario
    assert says(s, WORK, proof(*EXECUTORS, flaw=flaw)) is Reason.PROOF_LENGTH
    evidence = evidence_of(s, WORK)
    assert verdict(s, evidence, b"") is Reason.PROOF_LENGTH
    whole = make_proof(proof(), s.world.naming, exact_domain(s.state), evidence)
    for extra in (1, 32, 64):
        assert verdict(s, evidence, whole + bytes(extra)) is Reason.PROOF_LENGTH


@requirement("LP-REX-004")
@pytest.mark.parametrize(
    ("flaw", "reason"),
    [("high_s", Reason.SIGNATURE_HIGH_S), ("bad_v", Reason.SIGNATURE_V), ("zero_r", Reason.SIGNATURE_INVALID)],
)
def test_verify_rejects_malformed_signature(scenario: Scenario, flaw: str, reason: Reason) -> None:
    """Given a malformed signature behind enough good ones, then the proof is none."""
    assert says(scenario, WORK, proof(*EXECUTORS, flaw=flaw)) is reason


@requirement("LP-REX-004")
@pytest.mark.parametrize("flaw", ["other_source", "other_profile", "other_contract"])
def test_verify_binds_source_profile_and_contract(scenario: Scenario, flaw: str) -> None:
    """Given executors that transcoded another source, or for another profile, or signed for another contract, when one
    presents what they found, then the signers are others, and no executors."""
    s = scenario
    s.tx("owner", "set_executor_threshold", 1)
    # Whoever the signers seem to be, one of them alone is in order.
    assert says(s, WORK, proof("frank", flaw=flaw)) is Reason.TOO_FEW_EXECUTORS
    assert says(s, WORK, proof("frank")) is True


@requirement("LP-REX-004")
def test_verify_binds_the_rendition(scenario: Scenario) -> None:
    """Given signatures of one rendition, when one puts another hash before them, then no executor signed it."""
    s = scenario
    s.tx("owner", "set_executor_threshold", 1)
    evidence = evidence_of(s, WORK)
    honest = make_proof(proof("frank"), s.world.naming, exact_domain(s.state), evidence)
    assert verdict(s, evidence, keccak(b"forged") + honest[32:]) is Reason.TOO_FEW_EXECUTORS


@requirement("LP-REX-004")
def test_exact_result_serves_for_every_piece_of_the_same(scenario: Scenario) -> None:
    """Given executors that found what a source gives, when another session, segment, round or judge had the same
    source, profile and rendition, then the same proof serves."""
    s = scenario
    evidence = evidence_of(s, WORK)
    data = make_proof(proof(), s.world.naming, exact_domain(s.state), evidence)
    other = evidence._replace(session=keccak(b"other"), segment=6, arbitrator=s.world.naming.address("bob"), round=0)
    symbolic = ["0x" + part.hex() if isinstance(part, bytes) else part for part in other]
    assert s.view("verify_exact", symbolic, "0x" + data.hex()) is True


@requirement("LP-REX-008")
def test_digest_is_that_of_typed_data(scenario: Scenario) -> None:
    """Given an exact result, then its digest is that of EIP-712, by hand, and a signature of it makes a proof."""
    s = scenario
    domain_type = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    address, chain = s.state.deployed["ReExecution"], s.state.chain_id.to_bytes(32, "big")
    names = keccak(b"Livepeer ReExecution") + keccak(b"1")
    separator = keccak(keccak(domain_type) + names + chain + bytes(12) + address)
    assert s.view("re_execution_domain_separator") == separator
    evidence = evidence_of(s, WORK)
    parts = (evidence.source, evidence.profile, evidence.rendition)
    structure = keccak(keccak(b"ExactResult(bytes32 source,bytes32 profile,bytes32 rendition)") + b"".join(parts))
    digest = keccak(b"\x19\x01" + separator + structure)
    assert s.view("exact_result_digest", *("0x" + part.hex() for part in parts)) == digest
    s.tx("owner", "set_executor_threshold", 1)
    assert verdict(s, evidence, evidence.rendition + sign("grace", digest)) is True


@requirement("LP-REX-001", "LP-REX-002")
def test_executors_are_governances(scenario: Scenario) -> None:
    """Given others than the Controller's owner, when they set executors or threshold, then it is rejected; the owner
    cannot set a threshold of zero."""
    s = scenario
    for caller in ("frank", "ProofArbitrator"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, "set_executor", "frank", True)
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, "set_executor_threshold", 1)
    s.rejects(Reason.ZERO_THRESHOLD, "owner", "set_executor_threshold", 0)


@requirement("LP-REX-001", "LP-REX-002")
@options("unconfigured")
def test_new_verifier_has_a_threshold_of_one_and_no_executors(scenario: Scenario) -> None:
    """Given a contract as it was constructed, then one executor would be enough, but nobody is one."""
    s = scenario
    assert s.view("executor_threshold") == 1
    assert [s.view("is_executor", executor) for executor in EXECUTORS] == [False] * 3


@requirement("LP-REX-009")
def test_judges_ask_what_is_registered(scenario: Scenario) -> None:
    """Given governance registers nobody as TranscodingVerifier, or a contract that is none, then nothing can be proved;
    once a verifier is registered again, it can."""
    s = scenario
    id, evidence = provable(s)
    for other in ("null", "alice", "Council"):
        s.tx("owner", "set_contract_info", "id:TranscodingVerifier", other, "0x" + "11" * 20)
        s.rejects(Reason.NO_DATA, "carol", "prove_dispute", id, evidence, proof())
    assert outcome(s, id) == OPEN
    s.tx("owner", "set_contract_info", "id:TranscodingVerifier", "ReExecution", "0x" + "11" * 20)
    s.tx("carol", "prove_dispute", id, evidence, proof())
    assert outcome(s, id) == LOST


@requirement("LP-REX-003", "LP-REX-004", "LP-REX-005", "LP-REX-006")
def test_proof_that_proves_nothing_decides_nothing(scenario: Scenario) -> None:
    """Given a dispute, when a proof is malformed or signed by too few, then it is rejected, and the dispute waits for
    a better one."""
    s = scenario
    id, evidence = provable(s)
    for flaw, reason in (
        ("no_rendition", Reason.PROOF_LENGTH), ("short_signature", Reason.PROOF_LENGTH),
        ("high_s", Reason.SIGNATURE_HIGH_S), ("bad_v", Reason.SIGNATURE_V), ("zero_r", Reason.SIGNATURE_INVALID),
        ("descending", Reason.SIGNERS_NOT_ASCENDING), ("twice", Reason.SIGNERS_NOT_ASCENDING),
    ):  # fmt: skip
        s.rejects(reason, "bob", "prove_dispute", id, evidence, proof(*EXECUTORS, differs=True, flaw=flaw))
    s.rejects(Reason.TOO_FEW_EXECUTORS, "bob", "prove_dispute", id, evidence, proof("frank", differs=True))
    assert s.view("is_dispute_proved", id) is False
    s.tx("bob", "prove_dispute", id, evidence, proof(differs=True))
    assert outcome(s, id) == WON
