"""JobsManager: what the Verifier says of a segment, and the slash where it was transcoded wrongly.

Source: Livepeer whitepaper, "Verification of Work"; deployed JobsManager.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_ADDRESS, Address
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction
from livepeer_spec.upgrades.alpha.claims import slash_transcoder
from livepeer_spec.upgrades.alpha.controller import registered, require_system_running
from livepeer_spec.upgrades.alpha.job_state import ClaimStatus
from livepeer_spec.upgrades.alpha.jobs import existing_claim, existing_job, refund
from livepeer_spec.upgrades.alpha.state import State


@event(
    "PassedVerification(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId,"
    " uint256 segmentNumber)"
)
class PassedVerification(NamedTuple):
    """A segment was transcoded rightly."""

    transcoder: Address
    job_id: int
    claim_id: int
    segment_number: int


@event(
    "FailedVerification(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId,"
    " uint256 segmentNumber)"
)
class FailedVerification(NamedTuple):
    """A segment was not transcoded rightly, and the transcoder was slashed."""

    transcoder: Address
    job_id: int
    claim_id: int
    segment_number: int


@transaction(
    "JobsManager", "receiveVerification(uint256,uint256,uint256,bool)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.NOT_VERIFIER, Reason.JOB_MISSING, Reason.CLAIM_MISSING,
        Reason.CLAIM_SLASHED, Reason.SEGMENT_NOT_SUBMITTED, Reason.BURN_EXCEEDS_BALANCE,
        Reason.NOT_JOBS_MANAGER, Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW,
        Reason.TARGET_NOT_REGISTERED,
    ],
)  # fmt: skip
@implements(
    "LP-JOB-002", "LP-JOB-003", "LP-CLAIM-001", "LP-CLAIM-030", "LP-VERIF-016", "LP-VERIF-017", "LP-VERIF-018",
    "LP-VERIF-019", "LP-VERIF-020", "LP-VERIF-021",
)  # fmt: skip
def receive_verification(
    state: State, call: Call, job_id: int, claim_id: int, segment_number: int, result: bool
) -> None:
    """Take the Verifier's answer, at any time; a wrong segment slashes the transcoder and voids the job."""
    require_system_running(state, call)
    # The caller is the Verifier.
    require(call.sender == registered(state, call, "Verifier"), Reason.NOT_VERIFIER)
    job = existing_job(state, job_id)
    claim = existing_claim(state, job_id, claim_id)
    # The claim is not slashed.
    require(claim.status is not ClaimStatus.SLASHED, Reason.CLAIM_SLASHED)
    # The segment was submitted.
    require(state.jobs.submitted[job_id, claim_id, segment_number], Reason.SEGMENT_NOT_SUBMITTED)
    if result:
        emit(call, PassedVerification(job.transcoder_address, job_id, claim_id, segment_number))
        return
    refund(state, call, job)
    claim.status = ClaimStatus.SLASHED
    slash_transcoder(state, call, job, NULL_ADDRESS, state.jobs.failed_verification_slash_amount, 0)
    emit(call, FailedVerification(job.transcoder_address, job_id, claim_id, segment_number))
