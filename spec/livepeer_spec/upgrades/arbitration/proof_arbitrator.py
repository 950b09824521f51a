"""ProofArbitrator: the arbitrator that asks nobody and waits for nobody; a proof decides.

Anybody brings the evidence of a dispute with a proof, and the verifier that is registered as ``TranscodingVerifier``
says whether the rendition is what the source gives. The ruling follows in the same transaction. A dispute keeps only
the hash of its evidence; the evidence itself is in its event, ``DisputeRaised``.

A proof either way ends the dispute, so that an honest orchestrator need not hope for others. Where nobody brings one,
the dispute lapses. An orchestrator that supports this arbitrator agrees to be held to the exact settings.

Source: "Verification Roadmap", Dispute Resolution ("a cryptographic system for proving that a video was transformed in
certain permissible ways"); the rest is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes
from livepeer_spec.upgrades.arbitration.re_execution import VERIFYING, verified
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.streamflow.controller import callee, registered
from livepeer_spec.verification.evidence import Evidence, evidence_digest

_RULING: Final = tuple(reason for reason in disputes.RULING if reason is not Reason.NO_DATA)


@event("DisputeProved(uint256 indexed id, address indexed prover, bool isHonest)")
class DisputeProved(NamedTuple):
    """Somebody proved that the work of a dispute is what it has to be, or that it is not."""

    id: int
    prover: Address
    is_honest: bool


@transaction("ProofArbitrator", "disputeRaised(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_DISPUTES])
@implements("LP-PROOF-001")
def ask_proof(state: State, call: Call, id: int) -> None:
    """Hear of a dispute; from now on it can be proved."""
    # The caller is the Disputes contract.
    require(call.sender == registered(state, call, "Disputes"), Reason.NOT_DISPUTES)
    state.proof_arbitrator.asked[id] = True


@transaction(
    "ProofArbitrator", f"prove(uint256,{disputes.EVIDENCE},bytes)",
    rejects=[Reason.PROOF_NOT_ASKED, Reason.DISPUTE_PROVED, Reason.OTHER_EVIDENCE, *VERIFYING, *_RULING],
)  # fmt: skip
@implements("LP-PROOF-002", "LP-PROOF-003", "LP-PROOF-004", "LP-PROOF-005", "LP-PROOF-006")
def prove_dispute(state: State, call: Call, id: int, evidence: Evidence, proof: bytes) -> None:
    """Prove, as anybody, that the work of a dispute is what it has to be, or that it is not; rules at once."""
    arbitrator = state.proof_arbitrator
    evidence = Evidence(*evidence)
    # The arbitrator was asked.
    require(arbitrator.asked[id], Reason.PROOF_NOT_ASKED)
    # Nothing was proved.
    require(not arbitrator.proved[id], Reason.DISPUTE_PROVED)
    callee(state, call, "Disputes")
    # It is the evidence of the dispute.
    digest = evidence_digest(disputes.domain(state), evidence)
    require(digest == state.disputes.disputes[id].evidence, Reason.OTHER_EVIDENCE)
    is_honest = verified(state, call, evidence, proof)
    arbitrator.proved[id] = True
    emit(call, DisputeProved(id, call.sender, is_honest))
    disputes.rule_dispute(state, call.inner(callee(state, call, "Disputes")), id, not is_honest)


# Views.


@view("ProofArbitrator", "isAsked(uint256)", "bool")
@implements("LP-PROOF-007")
def is_proof_asked(state: State, call: Call, dispute_id: int) -> bool:
    """Whether a dispute is before this arbitrator."""
    return state.proof_arbitrator.asked[dispute_id]


@view("ProofArbitrator", "isProved(uint256)", "bool")
@implements("LP-PROOF-007")
def is_dispute_proved(state: State, call: Call, dispute_id: int) -> bool:
    """Whether a dispute was decided by a proof."""
    return state.proof_arbitrator.proved[dispute_id]
