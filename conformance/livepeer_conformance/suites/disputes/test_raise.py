"""Raising disputes: what evidence is, who answers for it, and for how long."""

import pytest

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.disputes.given import OPEN, accused, approving, judged_by, liable, raised
from livepeer_conformance.suites.scenario import LPT, Scenario, requirement
from livepeer_spec.primitives.types import NULL_ADDRESS
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.disputes import domain
from livepeer_spec.verification.evidence import Evidence, evidence_digest


@requirement("LP-DISP-001", "LP-DISP-002", "LP-DISP-007", "LP-DISP-013", "LP-DISP-039")
def test_raise_stakes_and_tells(scenario: Scenario) -> None:
    """Given evidence that alice signed, when bob, who did not buy the work, raises a dispute, then he has staked, the
    dispute is open for the ruling period, and the event has the evidence."""
    s = scenario
    liable(s)
    approving(s, "bob")
    before, stake = s.balance("bob"), s.parameters.dispute_stake
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council", segment=7))
    assert s.returned == 1
    assert s.balance("bob") == before - stake
    assert s.balance("Disputes") == stake + s.parameters.orchestrator_stake
    name, *values = s.events[-1]
    assert (name, *values[:3], values[4]) == (
        "DisputeRaised", 1, "alice", "bob", s.round + s.parameters.ruling_period,
    )  # fmt: skip
    evidence = Evidence(*values[3])
    assert (evidence.segment, evidence.round) == (7, s.round)
    dispute = s.view("get_dispute", 1)
    assert dispute == {
        "outcome": OPEN, "accuser": "bob", "orchestrator": "alice", "arbitrator": "Council", "stake": stake,
        "endRound": s.round + s.parameters.ruling_period, "evidence": evidence_digest(domain(s.state), evidence),
    }  # fmt: skip
    assert s.view("dispute_count") == 1
    assert s.view("dispute_about", "alice", "0x" + dispute["evidence"].hex()) == 1
    assert s.view("get_dispute", 2)["outcome"] == 0
    assert s.view("get_dispute_stake", "alice")["openDisputes"] == 1


@requirement("LP-DISP-001")
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
def test_raise_rejects_malformed_signature(scenario: Scenario, flaw: str, reason: Reason) -> None:
    """Given evidence whose signature is malformed, and an arbitrator whom nobody allows, when a dispute is raised, then
    the signature is the reason."""
    s = scenario
    s.initialized()
    s.rejects(reason, "bob", "raise_dispute", EvidencePlan("alice", "erin", flaw=flaw))


@requirement("LP-DISP-001", "LP-DISP-009")
@pytest.mark.parametrize("flaw", ["other_source", "other_contract", "deployed_signature"])
def test_raise_rejects_what_alice_did_not_sign(scenario: Scenario, flaw: str) -> None:
    """Given honest work of alice, when it is presented with another source, with a signature for another contract, or
    with the one that clients give today, then the signer is somebody who answers for nothing."""
    s = scenario
    liable(s)
    approving(s, "bob")
    s.rejects(Reason.NOT_LIABLE, "bob", "raise_dispute", EvidencePlan("alice", "Council", flaw=flaw))
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council"))


@requirement("LP-DISP-002")
@pytest.mark.parametrize("missing", ["tokens", "approval"])
def test_raise_rejects_accuser_without_stake(scenario: Scenario, missing: str) -> None:
    """Given an accuser that lacks one LPTU of the stake, or of the approval, then there is no dispute."""
    s = scenario
    liable(s)
    stake = s.parameters.dispute_stake
    if missing == "tokens":
        approving(s, "bob")
        s.tx("bob", "transfer", "carol", s.balance("bob") - stake + 1)
        s.rejects(Reason.TRANSFER_EXCEEDS_BALANCE, "bob", "raise_dispute", EvidencePlan("alice", "Council"))
        s.tx("carol", "transfer", "bob", 1)
    else:
        s.tx("bob", "approve", "Disputes", stake - 1)
        s.rejects(Reason.TRANSFER_EXCEEDS_ALLOWANCE, "bob", "raise_dispute", EvidencePlan("alice", "Council"))
        s.tx("bob", "approve", "Disputes", stake)
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council"))
    assert s.balance("Disputes") == stake + s.parameters.orchestrator_stake


@requirement("LP-DISP-004", "LP-DISP-034")
def test_raise_rejects_arbitrator_that_governance_forbids(scenario: Scenario) -> None:
    """Given an arbitrator that alice supports, when governance forbids it, then it cannot be called any more."""
    s = scenario
    judged_by(s, "erin")
    assert s.events == [("ArbitratorSet", "erin", True)]
    liable(s, arbitrator="erin")
    approving(s, "bob")
    s.tx("owner", "set_arbitrator", "erin", False)
    assert s.view("is_arbitrator", "erin") is False
    s.rejects(Reason.ARBITRATOR_NOT_ALLOWED, "bob", "raise_dispute", EvidencePlan("alice", "erin"))
    judged_by(s, "erin")
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "erin"))


@requirement("LP-DISP-005", "LP-DISP-006")
def test_raise_within_eligibility_period(scenario: Scenario) -> None:
    """Given evidence, when a dispute is raised in the last round of the eligibility period, then it is accepted; one
    round later, and for a round to come, it is rejected."""
    s = scenario
    liable(s)
    approving(s, "bob")
    s.rejects(Reason.EVIDENCE_FROM_FUTURE, "bob", "raise_dispute", EvidencePlan("alice", "Council", age=-1))
    period = s.parameters.eligibility_period
    s.next_round(period)
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council", age=period))
    s.next_round()
    late = EvidencePlan("alice", "Council", segment=1, age=period + 1)
    s.rejects(Reason.EVIDENCE_TOO_OLD, "bob", "raise_dispute", late)


@requirement("LP-DISP-008", "LP-DISP-039")
def test_raise_rejects_evidence_twice(scenario: Scenario) -> None:
    """Given a dispute, when the same evidence is presented again, open or over, then it is rejected; evidence of
    another segment, and equal evidence of another orchestrator, is accepted."""
    s = scenario
    id = accused(s)
    approving(s, "carol")
    same = EvidencePlan("alice", "erin")
    s.rejects(Reason.EVIDENCE_USED, "carol", "raise_dispute", same)
    s.tx("erin", "rule_dispute", id, False)
    s.rejects(Reason.EVIDENCE_USED, "carol", "raise_dispute", same)
    raised(s, "carol", segment=1)
    liable(s, "dave", "erin")
    mine = s.round
    raised(s, "carol", "dave", segment=2)
    assert s.round == mine
    raised(s, "carol", "alice", segment=2)


@requirement("LP-DISP-009", "LP-DISP-024")
def test_raise_rejects_work_before_the_stake_counts(scenario: Scenario) -> None:
    """Given alice locked a stake, when a dispute is about the round in which she did, then it is rejected, and accepted
    for the next one."""
    s = scenario
    liable(s)
    approving(s, "bob")
    s.rejects(Reason.NOT_LIABLE, "bob", "raise_dispute", EvidencePlan("alice", "Council", age=1))
    assert s.view("is_liable_in", "alice", s.round - 1) is False
    assert s.view("is_liable_in", "alice", s.round) is True
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council"))
    s.rejects(Reason.NOT_LIABLE, "bob", "raise_dispute", EvidencePlan("dave", "Council"))


@requirement("LP-DISP-010")
def test_raise_rejects_work_after_the_unlock(scenario: Scenario) -> None:
    """Given alice unlocks her stake, when a dispute is about the round in which she does, then it is accepted, and
    rejected for the next one."""
    s = scenario
    liable(s)
    approving(s, "bob")
    s.tx("alice", "unlock_dispute_stake")
    s.next_round()
    s.rejects(Reason.NOT_LIABLE, "bob", "raise_dispute", EvidencePlan("alice", "Council"))
    assert s.view("is_liable_in", "alice", s.round) is False
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council", age=1))


@requirement("LP-DISP-011", "LP-DISP-012", "LP-DISP-039")
def test_raise_needs_support_in_the_round_of_the_work(scenario: Scenario) -> None:
    """Given alice supports an arbitrator from one round on and drops it in the next but one, then disputes about the
    rounds from the first on, that of the drop included, are accepted, and others rejected."""
    s = scenario
    judged_by(s, "erin")
    liable(s)
    approving(s, "bob")
    s.tx("alice", "support_arbitrator", "erin")
    assert s.events == [("ArbitratorSupported", "alice", "erin", s.round + 1)]
    first = s.next_round()
    s.rejects(Reason.ARBITRATOR_NOT_SUPPORTED, "bob", "raise_dispute", EvidencePlan("alice", "erin", age=1))
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "erin"))
    s.tx("alice", "drop_arbitrator", "erin")
    assert s.events == [("ArbitratorDropped", "alice", "erin", first + 1)]
    assert s.view("get_support", "alice", "erin") == {"fromRound": first, "untilRound": first + 1}
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "erin", segment=1))
    s.next_round()
    s.rejects(Reason.ARBITRATOR_NOT_SUPPORTED, "bob", "raise_dispute", EvidencePlan("alice", "erin", segment=2))
    assert s.view("is_supported_in", "alice", "erin", first) is True
    assert s.view("is_supported_in", "alice", "erin", first + 1) is False
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "erin", segment=2, age=1))


@requirement("LP-DISP-031", "LP-DISP-032")
def test_support_again_is_support_from_the_first_round_on(scenario: Scenario) -> None:
    """Given alice dropped an arbitrator, when she supports it again, then from the first round on as if never dropped;
    what she does not support she cannot drop."""
    s = scenario
    liable(s)
    approving(s, "bob")
    first = s.round
    s.rejects(Reason.ARBITRATOR_NOT_ALLOWED, "alice", "support_arbitrator", "erin")
    s.rejects(Reason.ARBITRATOR_NOT_SUPPORTED, "alice", "drop_arbitrator", "erin")
    s.tx("alice", "drop_arbitrator", "Council")
    s.rejects(Reason.ARBITRATOR_NOT_SUPPORTED, "alice", "drop_arbitrator", "Council")
    s.next_round(2)
    s.tx("alice", "support_arbitrator", "Council")
    assert s.events == [("ArbitratorSupported", "alice", "Council", first)]
    assert s.view("get_support", "alice", "Council") == {"fromRound": first, "untilRound": 0}
    s.tx("bob", "raise_dispute", EvidencePlan("alice", "Council", age=1))


@requirement("LP-DISP-013")
def test_raise_fails_with_an_arbitrator_that_does_not_listen(scenario: Scenario) -> None:
    """Given governance allows contracts that refuse, or that know nothing of disputes, then no dispute before them can
    be raised, and their answer is passed on."""
    s = scenario
    reasons = {
        "silent_refuser": Reason.NO_DATA, "loud_refuser": Reason.CALLEE_REVERTED, "Minter": Reason.NO_DATA,
    }  # fmt: skip
    for judge in reasons:
        judged_by(s, judge)
        s.initialized() if judge == "silent_refuser" else None
        s.tx("alice", "support_arbitrator", judge)
    liable(s)
    approving(s, "bob")
    for judge, reason in reasons.items():
        s.rejects(reason, "bob", "raise_dispute", EvidencePlan("alice", judge))
    assert s.balance("Disputes") == s.parameters.orchestrator_stake


@requirement("LP-DISP-038")
def test_evidence_digest_is_that_of_the_orchestrator(scenario: Scenario) -> None:
    """Given evidence, when the contract is asked for digest and domain, then they are those that orchestrators sign."""
    s = scenario
    evidence = ("0x" + "11" * 32, 2**256 - 1, "0x" + "22" * 32, "0x" + "33" * 32, "0x" + "44" * 32, "null", LPT)
    packed = Evidence(
        b"\x11" * 32, 2**256 - 1, b"\x22" * 32, b"\x33" * 32, b"\x44" * 32, NULL_ADDRESS, LPT
    )  # fmt: skip
    assert s.view("evidence_digest_of", evidence) == evidence_digest(domain(s.state), packed)
    assert s.view("disputes_domain_separator") == domain(s.state).separator
