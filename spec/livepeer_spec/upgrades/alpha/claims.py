"""JobsManager: claims of work, their payment, and the slash for claiming a segment twice.

Source: Livepeer whitepaper, "Video Transcoding" and the transactions ClaimWork and DistributeFees; deployed
JobsManager.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.abi import packer, selector
from livepeer_spec.primitives.receipts import claim_fees, segment_count
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction
from livepeer_spec.upgrades.alpha import bonding, rounds
from livepeer_spec.upgrades.alpha.controller import callee, require_system_running, silent_callee
from livepeer_spec.upgrades.alpha.job_state import Claim, ClaimStatus, Job, JobStatus
from livepeer_spec.upgrades.alpha.jobs import block_number, existing_claim, existing_job, refund, status_of
from livepeer_spec.upgrades.alpha.state import State

_SLASH = selector("slashTranscoder(address,address,uint256,uint256)")
_pack_slash = packer("address", "address", "uint256", "uint256")


@event("NewClaim(address indexed transcoder, uint256 indexed jobId, uint256 claimId)")
class NewClaim(NamedTuple):
    """A transcoder committed to the receipts of some segments."""

    transcoder: Address
    job_id: int
    claim_id: int


@event("DistributeFees(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, uint256 fees)")
class DistributeFees(NamedTuple):
    """The fees of a claim were credited to the transcoder and its delegators."""

    transcoder: Address
    job_id: int
    claim_id: int
    fees: Wei


# Parts of transactions.


@implements("LP-CLAIM-006", "LP-CLAIM-007", "LP-CLAIM-008", "LP-CLAIM-009", "LP-CLAIM-010")
def _require_assigned(state: State, call: Call, job: Job) -> None:
    """The caller works on a job; an unassigned one goes to the transcoder that the block of its creation elects."""
    if job.transcoder_address != NULL_ADDRESS:
        # The job is the caller's.
        require(job.transcoder_address == call.sender, Reason.NOT_JOB_TRANSCODER)
        return
    hash = rounds.block_hash(state, call.inner(callee(state, call, "RoundsManager")), job.creation_block)
    election = call.inner(callee(state, call, "BondingManager"))
    elected = bonding.elect_active_transcoder(state, election, job.max_price_per_segment, hash, job.creation_round)
    # The caller is elected.
    require(elected == call.sender, Reason.NOT_ELECTED)
    job.transcoder_address = call.sender


@implements("LP-CLAIM-011")
def fees_of(job: Job, segment_range: tuple[int, int]) -> Wei:
    """What a range of segments costs: the broadcaster's highest price for each segment in each profile."""
    return claim_fees(segment_count(segment_range), job.transcoding_options, job.max_price_per_segment)


def slash_transcoder(state: State, call: Call, job: Job, finder: Address, amount: int, finder_fee: int) -> None:
    """Take a part of the stake of a job's transcoder; a null finder gets no fee.

    What a slash is differs between the variants, so the BondingManager of the one in force is called.
    """
    staking = silent_callee(state, call, "BondingManager")
    if staking is not None:
        arguments = _pack_slash((job.transcoder_address, finder, amount, finder_fee))
        state.dispatch(state, call.inner(staking), _SLASH + arguments)


def _is_in(claim: Claim, segment_number: int) -> bool:
    first, last = claim.segment_range
    return first <= segment_number <= last


@implements("LP-CLAIM-001", "LP-CLAIM-026", "LP-CLAIM-027", "LP-CLAIM-028", "LP-CLAIM-029", "LP-CLAIM-030")
def slash_double_claim(
    state: State, call: Call, job_id: int, claim_id_1: int, claim_id_2: int, segment_number: int
) -> None:
    """Slash the transcoder for a segment that is in both claims, pay the finder, and void the job.

    Raises ``CLAIM_MISSING``, ``CLAIM_SLASHED`` and ``SEGMENT_NOT_IN_BOTH``.
    """
    claims = [existing_claim(state, job_id, claim_id_1), existing_claim(state, job_id, claim_id_2)]
    for claim in claims:
        # The claim is not slashed.
        require(claim.status != ClaimStatus.SLASHED, Reason.CLAIM_SLASHED)
    for claim in claims:
        # The segment is claimed by it.
        require(_is_in(claim, segment_number), Reason.SEGMENT_NOT_IN_BOTH)
    jobs, job = state.jobs, state.jobs.jobs[job_id]
    slash_transcoder(state, call, job, call.sender, jobs.double_claim_segment_slash_amount, jobs.finder_fee)
    refund(state, call, job)
    for claim in claims:
        claim.status = ClaimStatus.SLASHED


# Transactions.


@transaction(
    "JobsManager", "claimWork(uint256,uint256[2],bytes32)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.JOB_MISSING, Reason.JOB_INACTIVE, Reason.INVALID_SEGMENT_RANGE,
        Reason.NOT_REGISTERED, Reason.NOT_JOB_TRANSCODER, Reason.BLOCK_NOT_PAST, Reason.BLOCK_TOO_OLD,
        Reason.NOT_ELECTED, Reason.SUBTRACTION_UNDERFLOW, Reason.ADDITION_OVERFLOW, Reason.MULTIPLICATION_OVERFLOW,
    ],
)  # fmt: skip
@implements(
    "LP-JOB-002", "LP-JOB-003", "LP-CLAIM-002", "LP-CLAIM-003", "LP-CLAIM-004", "LP-CLAIM-005", "LP-CLAIM-011",
    "LP-CLAIM-012", "LP-CLAIM-013", "LP-CLAIM-014", "LP-CLAIM-015",
)  # fmt: skip
def claim_work(state: State, call: Call, job_id: int, segment_range: tuple[int, int], claim_root: Hash32) -> None:
    """Commit to the receipts of a range of segments; their fees move from the broadcaster's deposit into escrow."""
    require_system_running(state, call)
    job = existing_job(state, job_id)
    block = block_number(state, call)
    # The job runs.
    require(status_of(job, block) is JobStatus.ACTIVE, Reason.JOB_INACTIVE)
    first, last = segment_range
    # A segment is claimed at least.
    require(last >= first, Reason.INVALID_SEGMENT_RANGE)
    election = call.inner(callee(state, call, "BondingManager"))
    # The caller is a registered transcoder.
    require(bonding.is_registered_transcoder(state, election, call.sender), Reason.NOT_REGISTERED)
    _require_assigned(state, call, job)
    fees = fees_of(job, (first, last))
    broadcaster = state.jobs.broadcasters[job.broadcaster_address]
    broadcaster.deposit = sub(broadcaster.deposit, fees)
    job.escrow = add(job.escrow, fees)
    claim_id = job.total_claims
    claim = state.jobs.claims[job_id, claim_id]
    claim.segment_range = (first, last)
    claim.claim_root = claim_root
    claim.claim_block = block
    claim.end_verification_block = add(block, state.jobs.verification_period)
    claim.end_verification_slashing_block = add(claim.end_verification_block, state.jobs.verification_slashing_period)
    job.total_claims = claim_id + 1
    emit(call, NewClaim(job.transcoder_address, job_id, claim_id))


DISTRIBUTING = (
    Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.JOB_MISSING, Reason.CLAIM_MISSING, Reason.NOT_JOB_TRANSCODER,
    Reason.CLAIM_NOT_PENDING, Reason.SLASHING_PERIOD_NOT_OVER, Reason.SUBTRACTION_UNDERFLOW, Reason.NOT_JOBS_MANAGER,
    Reason.NOT_REGISTERED, Reason.ADDITION_OVERFLOW,
)  # fmt: skip


@transaction("JobsManager", "distributeFees(uint256,uint256)", rejects=DISTRIBUTING)
@implements(
    "LP-JOB-002", "LP-JOB-003", "LP-CLAIM-001", "LP-CLAIM-016", "LP-CLAIM-017", "LP-CLAIM-018", "LP-CLAIM-019",
    "LP-CLAIM-020", "LP-CLAIM-021", "LP-CLAIM-022",
)  # fmt: skip
def distribute_fees(state: State, call: Call, job_id: int, claim_id: int) -> None:
    """Credit the fees of a claim that can no longer be slashed for missed verification, verified or not.

    They count for the round in which the job was created.
    """
    require_system_running(state, call)
    job = existing_job(state, job_id)
    claim = existing_claim(state, job_id, claim_id)
    # The caller works on the job.
    require(job.transcoder_address == call.sender, Reason.NOT_JOB_TRANSCODER)
    # The claim is neither slashed nor paid.
    require(claim.status is ClaimStatus.PENDING, Reason.CLAIM_NOT_PENDING)
    # The slashing period is over.
    require(claim.end_verification_slashing_block <= block_number(state, call), Reason.SLASHING_PERIOD_NOT_OVER)
    fees = fees_of(job, claim.segment_range)
    job.escrow = sub(job.escrow, fees)
    staking = silent_callee(state, call, "BondingManager")
    if staking is not None:
        bonding.update_transcoder_with_fees(state, call.inner(staking), call.sender, fees, job.creation_round)
    claim.status = ClaimStatus.COMPLETE
    emit(call, DistributeFees(call.sender, job_id, claim_id, fees))


@transaction("JobsManager", "batchDistributeFees(uint256,uint256[])", rejects=DISTRIBUTING)
@implements("LP-JOB-003", "LP-CLAIM-023", "LP-CLAIM-024")
def batch_distribute_fees(state: State, call: Call, job_id: int, claim_ids: list[int]) -> None:
    """Credit the fees of several claims in order; one that is rejected rejects all, and none need no job."""
    require_system_running(state, call)
    for claim_id in claim_ids:
        distribute_fees(state, call, job_id, claim_id)


DOUBLE_CLAIM = (
    Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.JOB_MISSING, Reason.CLAIM_MISSING, Reason.CLAIM_SLASHED,
    Reason.SEGMENT_NOT_IN_BOTH, Reason.TRANSFER_EXCEEDS_BALANCE, Reason.BURN_EXCEEDS_BALANCE,
    Reason.SUBTRACTION_UNDERFLOW, Reason.NOT_JOBS_MANAGER,
)  # fmt: skip


@transaction(
    "JobsManager", "doubleClaimSegmentSlash(uint256,uint256,uint256,uint256)",
    rejects=(*DOUBLE_CLAIM, Reason.SAME_CLAIM),
)  # fmt: skip
@implements("LP-JOB-002", "LP-JOB-003", "LP-CLAIM-025", "LP-CLAIM-026")
def double_claim_segment_slash(
    state: State, call: Call, job_id: int, claim_id_1: int, claim_id_2: int, segment_number: int
) -> None:
    """Report a segment that two claims of a job have in common, at any time; the caller is the finder.

    Since July 2019 the claims have to be distinct.
    """
    require_system_running(state, call)
    existing_job(state, job_id)
    # There are two claims.
    require(claim_id_1 != claim_id_2, Reason.SAME_CLAIM)
    slash_double_claim(state, call, job_id, claim_id_1, claim_id_2, segment_number)
