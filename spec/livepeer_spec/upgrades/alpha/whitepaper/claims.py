"""Claims of work, and the fees for them.

Source: Livepeer whitepaper, "End Job" (ClaimWork) and "Livepeer协议事务类型" (DistributeFees); events as in the
deployed JobsManager.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address, Hash32, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.whitepaper import assignment, bonding, jobs, verification
from livepeer_spec.upgrades.alpha.whitepaper.protocol import current_round, to_bonding_manager
from livepeer_spec.upgrades.alpha.whitepaper.state import ClaimStatus, State


@event("NewClaim(address indexed transcoder, uint256 indexed jobId, uint256 claimId)")
class NewClaim(NamedTuple):
    """A transcoder claims to have done work."""

    transcoder: Address
    job_id: int
    claim_id: int


@event("DistributeFees(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, uint256 fees)")
class DistributeFees(NamedTuple):
    """A transcoder and its delegators got the fees of a claim."""

    transcoder: Address
    job_id: int
    claim_id: int
    fees: Wei


@transaction(
    "JobsManager", "claimWork(uint256,uint256,uint256,bytes32)",
    rejects=[
        Reason.NOT_JOB_TRANSCODER, Reason.INVALID_SEGMENT_RANGE, Reason.CLAIM_TIME_OVER,
        Reason.SEGMENTS_ALREADY_CLAIMED, Reason.ADDITION_OVERFLOW, Reason.MULTIPLICATION_OVERFLOW,
        Reason.SUBTRACTION_UNDERFLOW,
    ],
)  # fmt: skip
@implements(
    "LP-WCLAIM-001", "LP-WCLAIM-002", "LP-WCLAIM-003", "LP-WCLAIM-004", "LP-WCLAIM-005", "LP-WCLAIM-006",
    "LP-WCLAIM-007", "LP-WCLAIM-008", "LP-WCLAIM-009", "LP-WCLAIM-010", "LP-WCLAIM-013",
)  # fmt: skip
def claim_work(
    state: State, call: Call, job_id: int, first_segment: int, last_segment: int, claim_root: Hash32
) -> None:
    """Claim to have transcoded the segments from first to last; ``claim_root`` commits to their receipts."""
    assignment.assign_jobs(state, call)
    job = state.jobs.jobs[job_id]
    # The caller does the job.
    require(call.sender == job.transcoder, Reason.NOT_JOB_TRANSCODER)
    # There is a segment.
    require(first_segment <= last_segment, Reason.INVALID_SEGMENT_RANGE)
    # The job goes on, or ended a short time ago.
    require(not jobs.is_claim_time_over(state, call, job), Reason.CLAIM_TIME_OVER)
    # No segment is claimed twice.
    earlier = [state.jobs.claims[job_id, claim_id] for claim_id in range(job.num_claims)]
    overlaps = any(first_segment <= claim.last_segment and claim.first_segment <= last_segment for claim in earlier)
    require(not overlaps, Reason.SEGMENTS_ALREADY_CLAIMED)
    segments = add(last_segment - first_segment, 1)
    fees = jobs.fees_of(job, segments)
    _reserve(state, job_id, fees)
    parameters = state.protocol.parameters
    claim = state.jobs.claims[job_id, job.num_claims]
    claim.first_segment = first_segment
    claim.last_segment = last_segment
    claim.claim_root = claim_root
    claim.claim_block = call.block_number
    claim.end_verification_block = add(call.block_number, parameters["verificationPeriod"])
    claim.end_slashing_block = add(claim.end_verification_block, parameters["verificationSlashingPeriod"])
    current = current_round(state, call)
    state.jobs.work[call.sender, current] = add(state.jobs.work[call.sender, current], segments)
    state.jobs.total_work[current] = add(state.jobs.total_work[current], segments)
    job.num_claims += 1
    job.pending_claims += 1
    emit(call, NewClaim(call.sender, job_id, job.num_claims - 1))


@implements("LP-WCLAIM-006", "LP-WCLAIM-007")
def _reserve(state: State, job_id: int, fees: Wei) -> None:
    """Hold the fees of a claim in the job's escrow; what is not held there yet comes from the deposit."""
    job = state.jobs.jobs[job_id]
    free = job.escrow - job.reserved
    if fees > free:
        missing = fees - free
        state.jobs.deposits[job.broadcaster] = sub(state.jobs.deposits[job.broadcaster], missing)
        job.escrow += missing
    job.reserved += fees


@transaction(
    "JobsManager", "distributeFees(uint256,uint256)",
    rejects=[
        Reason.NOT_JOB_TRANSCODER, Reason.CLAIM_MISSING, Reason.CLAIM_NOT_PENDING, Reason.SLASHING_PERIOD_NOT_OVER,
        Reason.BLOCK_HASH_UNKNOWN, Reason.SEGMENT_NOT_SUBMITTED,
    ],
)  # fmt: skip
@implements("LP-WDIST-001", "LP-WDIST-002", "LP-WDIST-003", "LP-WDIST-004", "LP-WDIST-005", "LP-WDIST-015")
def distribute_fees(state: State, call: Call, job_id: int, claim_id: int) -> None:
    """Let the transcoder and its delegators have the fees of a claim, each challenged segment of which was submitted.

    Goes through all segments of the claim.
    """
    assignment.assign_jobs(state, call)
    job = state.jobs.jobs[job_id]
    # The caller does the job.
    require(call.sender == job.transcoder, Reason.NOT_JOB_TRANSCODER)
    claim = verification.pending_claim(state, job_id, claim_id)
    # Nobody can report a missed verification any more.
    require(call.block_number >= claim.end_slashing_block, Reason.SLASHING_PERIOD_NOT_OVER)
    for segment_number in range(claim.first_segment, claim.last_segment + 1):
        # What had to be verified was.
        require(
            state.jobs.submitted[job_id, claim_id, segment_number]
            or not verification.is_challenged(state, call, claim, segment_number),
            Reason.SEGMENT_NOT_SUBMITTED,
        )
    fees = verification.close_claim(job, claim, ClaimStatus.COMPLETE)
    bonding.add_fees(state, to_bonding_manager(state, call), call.sender, job.creation_round, fees)
    emit(call, DistributeFees(call.sender, job_id, claim_id, fees))


# Views.


@view(
    "JobsManager", "getClaim(uint256,uint256)",
    "uint256 firstSegment,uint256 lastSegment,bytes32 claimRoot,uint256 claimBlock,uint256 endVerificationBlock,"
    "uint256 endSlashingBlock,uint8 status",
)  # fmt: skip
def get_claim(state: State, call: Call, job_id: int, claim_id: int) -> tuple[int, int, Hash32, int, int, int, int]:
    """A claim; zeros when there is none."""
    claim = state.jobs.claims[job_id, claim_id]
    return (
        claim.first_segment, claim.last_segment, claim.claim_root, claim.claim_block, claim.end_verification_block,
        claim.end_slashing_block, claim.status,
    )  # fmt: skip


@view("JobsManager", "work(address,uint256)", "uint256")
@implements("LP-WCLAIM-009")
def work(state: State, call: Call, account: Address, round: Round) -> int:
    """Segments that a transcoder claimed in a round."""
    return state.jobs.work[account, round]


@view("JobsManager", "totalWork(uint256)", "uint256")
@implements("LP-WCLAIM-009")
def total_work(state: State, call: Call, round: Round) -> int:
    """Segments that all transcoders claimed in a round."""
    return state.jobs.total_work[round]
