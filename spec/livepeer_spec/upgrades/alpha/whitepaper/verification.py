"""Verification: challenged segments, what Truebit says about them, and what missing one costs.

Source: Livepeer whitepaper, "End Job", "Verification of Work" and "削减" (slashing); events as in the deployed
JobsManager and LivepeerVerifier.
"""

from collections.abc import Sequence
from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import receipts
from livepeer_spec.primitives.fractions import PPM
from livepeer_spec.primitives.merkle import fold_proof
from livepeer_spec.primitives.signature import ethereum_message_digest
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Ppm, Wei
from livepeer_spec.primitives.uint256 import mul
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.whitepaper import assignment, block_hashes, jobs, slashing
from livepeer_spec.upgrades.alpha.whitepaper.protocol import to_bonding_manager
from livepeer_spec.upgrades.alpha.whitepaper.receipts import Receipt, leaf, work_hash
from livepeer_spec.upgrades.alpha.whitepaper.state import Claim, ClaimStatus, Job, State


@event(
    "VerifyRequest(uint256 indexed requestId, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber, "
    "string transcodingOptions, bytes32 dataHash, bytes32 transcodedDataHash)"
)
class VerifyRequest(NamedTuple):
    """Truebit is asked whether a segment was transcoded as its transcoder says."""

    request_id: int
    job_id: int
    claim_id: int
    segment_number: int
    transcoding_options: str
    data_hash: Hash32
    transcoded_data_hash: Hash32


@event("Verify(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber)")
class Verify(NamedTuple):
    """A transcoder submitted a challenged segment."""

    transcoder: Address
    job_id: int
    claim_id: int
    segment_number: int


@event(
    "PassedVerification(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, "
    "uint256 segmentNumber)"
)
class PassedVerification(NamedTuple):
    """Truebit found a segment to be right, or its fault was tolerated."""

    transcoder: Address
    job_id: int
    claim_id: int
    segment_number: int


@event(
    "FailedVerification(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, "
    "uint256 segmentNumber)"
)
class FailedVerification(NamedTuple):
    """Truebit found a segment to be wrong, and its transcoder was slashed."""

    transcoder: Address
    job_id: int
    claim_id: int
    segment_number: int


@event(
    "Callback(uint256 indexed requestId, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber, "
    "bool result)"
)
class Callback(NamedTuple):
    """Truebit answered."""

    request_id: int
    job_id: int
    claim_id: int
    segment_number: int
    result: bool


# Parts of transactions.


@implements("LP-WCLAIM-011", "LP-WCLAIM-012")
def pending_claim(state: State, job_id: int, claim_id: int) -> Claim:
    """A claim about which nothing is decided yet. Raises ``CLAIM_MISSING`` and ``CLAIM_NOT_PENDING``."""
    # There is such a claim.
    require(claim_id < state.jobs.jobs[job_id].num_claims, Reason.CLAIM_MISSING)
    claim = state.jobs.claims[job_id, claim_id]
    # Nothing is decided yet.
    require(claim.status is ClaimStatus.PENDING, Reason.CLAIM_NOT_PENDING)
    return claim


@implements("LP-WVERIF-003", "LP-WVERIF-004")
def is_challenged(state: State, call: Call, claim: Claim, segment_number: int) -> bool:
    """Whether a segment of a claim must be verified. Raises ``BLOCK_HASH_UNKNOWN``."""
    claim_block_hash = block_hashes.block_hash(state, call, claim.claim_block)
    # The hash of the claim's block is known.
    require(claim_block_hash != NULL_HASH, Reason.BLOCK_HASH_UNKNOWN)
    segments = claim.first_segment, claim.last_segment
    rate = state.protocol.parameters["verificationRate"]
    return receipts.is_challenged(segment_number, segments, claim.claim_block, claim_block_hash, rate)


@implements("LP-WVERIF-002", "LP-WVERIF-005")
def _require_challenged(state: State, call: Call, claim: Claim, segment_number: int) -> None:
    # The claim has the segment.
    in_claim = claim.first_segment <= segment_number <= claim.last_segment
    require(in_claim, Reason.SEGMENT_NOT_CLAIMED)
    # It is one of those to be verified.
    require(is_challenged(state, call, claim, segment_number), Reason.SEGMENT_NOT_CHALLENGED)


def close_claim(job: Job, claim: Claim, status: ClaimStatus) -> Wei:
    """Decide about a claim and release the fees that are held for it; gives them."""
    fees = jobs.fees_of(job, claim.last_segment - claim.first_segment + 1)
    claim.status = status
    job.pending_claims -= 1
    job.escrow -= fees
    job.reserved -= fees
    return fees


@implements("LP-WSLSH-011", "LP-WSLSH-012")
def _punish(state: State, call: Call, job: Job, claim: Claim, slash_amount: Ppm, finder: Address) -> None:
    """Give the broadcaster the fees of a claim back, end the job, and slash its transcoder."""
    state.jobs.deposits[job.broadcaster] += close_claim(job, claim, ClaimStatus.SLASHED)
    if job.end_block == 0:
        job.end_block = call.block_number
    slashing.slash_for_fault(state, to_bonding_manager(state, call), job.transcoder, slash_amount, finder)


# Transactions.


@transaction(
    "JobsManager", "verify(uint256,uint256,(uint256,bytes32,bytes32,bytes,bytes),bytes32[])",
    rejects=[
        Reason.NOT_JOB_TRANSCODER, Reason.CLAIM_MISSING, Reason.CLAIM_NOT_PENDING, Reason.VERIFICATION_PERIOD_OVER,
        Reason.SEGMENT_NOT_CLAIMED, Reason.BLOCK_HASH_UNKNOWN, Reason.SEGMENT_NOT_CHALLENGED,
        Reason.SEGMENT_SUBMITTED, Reason.BROADCASTER_SIGNATURE, Reason.TRANSCODER_SIGNATURE,
        Reason.INVALID_RECEIPT_PROOF,
    ],
)  # fmt: skip
@implements(
    "LP-WVERIF-001", "LP-WVERIF-006", "LP-WVERIF-007", "LP-WVERIF-008", "LP-WVERIF-009", "LP-WVERIF-010",
    "LP-WVERIF-014", "LP-WVERIF-015",
)  # fmt: skip
def verify(state: State, call: Call, job_id: int, claim_id: int, receipt: Receipt, proof: Sequence[Hash32]) -> None:
    """Submit the receipt of a challenged segment, which Truebit is then asked about."""
    assignment.assign_jobs(state, call)
    job = state.jobs.jobs[job_id]
    # The caller does the job.
    require(call.sender == job.transcoder, Reason.NOT_JOB_TRANSCODER)
    claim = pending_claim(state, job_id, claim_id)
    # The verification period goes on.
    require(call.block_number < claim.end_verification_block, Reason.VERIFICATION_PERIOD_OVER)
    receipt = Receipt(*receipt)
    segment_number = receipt.segment_number
    _require_challenged(state, call, claim, segment_number)
    # It is submitted once.
    submitted = state.jobs.submitted
    require(not submitted[job_id, claim_id, segment_number], Reason.SEGMENT_SUBMITTED)
    _require_receipt(job, claim, receipt, proof)
    submitted[job_id, claim_id, segment_number] = True
    request_id = state.jobs.num_requests
    state.jobs.num_requests = request_id + 1
    request = state.jobs.requests[request_id]
    request.job_id = job_id
    request.claim_id = claim_id
    request.segment_number = segment_number
    request.is_open = True
    hashes = receipt.data_hash, receipt.transcoded_data_hash
    emit(call, VerifyRequest(request_id, job_id, claim_id, segment_number, job.transcoding_options, *hashes))
    emit(call, Verify(call.sender, job_id, claim_id, segment_number))


@implements("LP-WVERIF-008", "LP-WVERIF-009", "LP-WVERIF-010", "LP-WVERIF-011")
def _require_receipt(job: Job, claim: Claim, receipt: Receipt, proof: Sequence[Hash32]) -> None:
    # The broadcaster sent this data as this segment.
    segment = receipts.personal_segment_hash(job.stream_id, receipt.segment_number, receipt.data_hash)
    by_broadcaster = receipts.segment_signer(segment, receipt.broadcaster_signature) == job.broadcaster
    require(by_broadcaster, Reason.BROADCASTER_SIGNATURE)
    # The transcoder says what came out.
    work = ethereum_message_digest(work_hash(job.stream_id, receipt))
    by_transcoder = receipts.segment_signer(work, receipt.transcoder_signature) == job.transcoder
    require(by_transcoder, Reason.TRANSCODER_SIGNATURE)
    # The claim committed to this.
    root = fold_proof(proof, leaf(job.stream_id, receipt))
    require(root == claim.claim_root, Reason.INVALID_RECEIPT_PROOF)


@transaction("JobsManager", "result(uint256,bool)", rejects=[Reason.NOT_TRUEBIT, Reason.REQUEST_UNKNOWN])
@implements(
    "LP-WVERIF-016", "LP-WVERIF-017", "LP-WVERIF-018", "LP-WVERIF-019", "LP-WVERIF-020", "LP-WVERIF-021",
    "LP-WVERIF-022",
)  # fmt: skip
def result(state: State, call: Call, request_id: int, passed: bool) -> None:
    """Answer as Truebit whether a segment is right; too many wrong ones are punished."""
    assignment.assign_jobs(state, call)
    # The caller answers for Truebit.
    require(call.sender == state.protocol.truebit, Reason.NOT_TRUEBIT)
    request = state.jobs.requests[request_id]
    # Truebit is asked.
    require(request.is_open, Reason.REQUEST_UNKNOWN)
    request.is_open = False
    job = state.jobs.jobs[request.job_id]
    claim = state.jobs.claims[request.job_id, request.claim_id]
    place = job.transcoder, request.job_id, request.claim_id, request.segment_number
    if claim.status is ClaimStatus.PENDING:
        if _is_tolerated(state, job.transcoder, passed):
            emit(call, PassedVerification(*place))
        else:
            amount = state.protocol.parameters["failedVerificationSlashAmount"]
            _punish(state, call, job, claim, amount, NULL_ADDRESS)
            emit(call, FailedVerification(*place))
    emit(call, Callback(request_id, *place[1:], passed))


@implements("LP-WVERIF-018", "LP-WVERIF-019")
def _is_tolerated(state: State, account: Address, passed: bool) -> bool:
    """Count a verification of a transcoder; whether it passed, or so few failed that this one does not matter."""
    counts = state.jobs.passed if passed else state.jobs.failed
    counts[account] += 1
    total = state.jobs.passed[account] + state.jobs.failed[account]
    threshold = state.protocol.parameters["verificationFailureThreshold"]
    return passed or mul(state.jobs.failed[account], PPM) <= mul(threshold, total)


@transaction(
    "JobsManager", "missedVerificationSlash(uint256,uint256,uint256)",
    rejects=[
        Reason.CLAIM_MISSING, Reason.CLAIM_NOT_PENDING, Reason.NOT_SLASHING_PERIOD, Reason.SEGMENT_NOT_CLAIMED,
        Reason.BLOCK_HASH_UNKNOWN, Reason.SEGMENT_NOT_CHALLENGED, Reason.SEGMENT_SUBMITTED,
    ],
)  # fmt: skip
@implements("LP-WSLSH-013", "LP-WSLSH-014", "LP-WSLSH-015")
def missed_verification_slash(state: State, call: Call, job_id: int, claim_id: int, segment_number: int) -> None:
    """Report that a challenged segment was not submitted in time; anybody may."""
    assignment.assign_jobs(state, call)
    claim = pending_claim(state, job_id, claim_id)
    # It is too late to submit it, and not too late to report that.
    is_time = claim.end_verification_block <= call.block_number < claim.end_slashing_block
    require(is_time, Reason.NOT_SLASHING_PERIOD)
    _require_challenged(state, call, claim, segment_number)
    # It was not submitted.
    require(not state.jobs.submitted[job_id, claim_id, segment_number], Reason.SEGMENT_SUBMITTED)
    amount = state.protocol.parameters["missedVerificationSlashAmount"]
    _punish(state, call, state.jobs.jobs[job_id], claim, amount, call.sender)


# Views.


@view("JobsManager", "isChallenged(uint256,uint256,uint256)", "bool")
@implements("LP-WVERIF-004")
def segment_is_challenged(state: State, call: Call, job_id: int, claim_id: int, segment_number: int) -> bool:
    """Whether a segment must be verified once it is claimed; rejected while the hash is not known."""
    return is_challenged(state, call, state.jobs.claims[job_id, claim_id], segment_number)


@view("JobsManager", "isSubmitted(uint256,uint256,uint256)", "bool")
def is_submitted(state: State, call: Call, job_id: int, claim_id: int, segment_number: int) -> bool:
    """Whether a segment was submitted for verification."""
    return state.jobs.submitted[job_id, claim_id, segment_number]


@view("JobsManager", "getRequest(uint256)", "uint256 jobId,uint256 claimId,uint256 segmentNumber,bool isOpen")
def get_request(state: State, call: Call, request_id: int) -> tuple[int, int, int, bool]:
    """What Truebit is asked under a number, and whether it has not answered yet."""
    request = state.jobs.requests[request_id]
    return request.job_id, request.claim_id, request.segment_number, request.is_open


@view("JobsManager", "numRequests()", "uint256")
def num_requests(state: State, call: Call) -> int:
    """How many segments Truebit was asked about."""
    return state.jobs.num_requests


@view("JobsManager", "getVerifications(address)", "uint256 passed,uint256 failed")
def get_verifications(state: State, call: Call, account: Address) -> tuple[int, int]:
    """How many of a transcoder's segments Truebit found right and wrong."""
    return state.jobs.passed[account], state.jobs.failed[account]
