"""Usual beginnings of scenarios about proofs."""

from typing import Any

from livepeer_conformance.lockstep.signing import make_evidence, make_proof
from livepeer_conformance.model.action import EvidencePlan, ProofPlan
from livepeer_conformance.suites.disputes.given import approving, liable
from livepeer_conformance.suites.scenario import Scenario
from livepeer_spec.upgrades.arbitration.disputes import domain
from livepeer_spec.upgrades.arbitration.re_execution import exact_domain
from livepeer_spec.verification.evidence import Evidence

EXECUTORS = ("frank", "grace", "heidi")
"""Whom deployment names."""
JUDGE = "ProofArbitrator"


def proof(*executors: str, differs: bool = False, flaw: str = "") -> ProofPlan:
    """What executors found, two of them unless others are named."""
    return ProofPlan(executors or EXECUTORS[:2], differs, flaw)


def provable(s: Scenario, accuser: str = "bob", orchestrator: str = "alice", **plan: Any) -> tuple[int, EvidencePlan]:
    """Given a dispute that is decided by a proof; gives its id and its evidence, as of this round."""
    liable(s, orchestrator, JUDGE)
    approving(s, accuser)
    evidence = EvidencePlan(orchestrator, JUDGE, **plan)
    s.tx(accuser, "raise_dispute", evidence)
    return s.returned, evidence


def evidence_of(s: Scenario, plan: EvidencePlan) -> Evidence:
    """The evidence of a plan, in this round."""
    return make_evidence(plan, s.world.naming, domain(s.state), s.round)[0]


def says(s: Scenario, plan: EvidencePlan, proved: ProofPlan) -> Any:
    """What ``verify`` says: yes, no, or why it says neither."""
    evidence = evidence_of(s, plan)
    data = make_proof(proved, s.world.naming, exact_domain(s.state), evidence)
    return verdict(s, evidence, data)


def verdict(s: Scenario, evidence: Evidence, data: bytes) -> Any:
    """What ``verify`` says of evidence and the bytes of a proof."""
    symbolic = ["0x" + part.hex() if isinstance(part, bytes) else part for part in evidence]
    return s.view("verify_exact", symbolic, "0x" + data.hex())
