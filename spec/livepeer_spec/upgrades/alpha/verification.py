"""JobsManager: verification of segments that a claim's next block chooses, and the slash where it is missed.

Source: Livepeer whitepaper, "Verification of Work" and the transaction Verify; deployed JobsManager.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import receipts
from livepeer_spec.primitives.merkle import is_proven
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction
from livepeer_spec.upgrades.alpha import rounds, verifier
from livepeer_spec.upgrades.alpha.claims import slash_transcoder
from livepeer_spec.upgrades.alpha.controller import callee, require_system_running
from livepeer_spec.upgrades.alpha.job_state import Claim, ClaimStatus, Job
from livepeer_spec.upgrades.alpha.jobs import block_number, existing_claim, existing_job, refund
from livepeer_spec.upgrades.alpha.state import State


@event("Verify(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber)")
class Verify(NamedTuple):
    """A segment was submitted for verification."""

    transcoder: Address
    job_id: int
    claim_id: int
    segment_number: int


# Parts of transactions.


@implements("LP-VERIF-003", "LP-VERIF-004", "LP-VERIF-005", "LP-VERIF-006")
def _require_challenged(state: State, call: Call, claim: Claim, segment_number: int) -> None:
    """The hash of the block behind the claim's own chooses the segment.

    Raises ``BLOCK_NOT_PAST`` and ``BLOCK_TOO_OLD`` outside the 256 blocks behind that block.
    """
    challenge_block = claim.claim_block + 1
    hash = rounds.block_hash(state, call.inner(callee(state, call, "RoundsManager")), challenge_block)
    rate = state.jobs.verification_rate
    challenged = receipts.is_challenged(segment_number, claim.segment_range, challenge_block, hash, rate)
    # The segment has to be verified.
    require(challenged, Reason.SEGMENT_NOT_CHALLENGED)


@implements("LP-VERIF-007", "LP-VERIF-008", "LP-VERIF-009", "LP-VERIF-010", "LP-VERIF-011")
def _require_receipt(
    job: Job, claim: Claim, segment_number: int, data_hashes: tuple[Hash32, Hash32], signature: bytes, proof: bytes
) -> None:
    """The broadcaster signed the segment, and its receipt is in the claim."""
    data_hash, transcoded_data_hash = data_hashes
    digest = receipts.personal_segment_hash(job.stream_id, segment_number, data_hash)
    # The broadcaster signed the segment.
    require(receipts.segment_signer(digest, signature) == job.broadcaster_address, Reason.BROADCASTER_SIGNATURE)
    receipt = receipts.receipt_hash(job.stream_id, segment_number, data_hash, transcoded_data_hash, signature)
    # The claim's root commits to the receipt.
    require(is_proven(proof, claim.claim_root, receipt), Reason.INVALID_RECEIPT_PROOF)


# Transactions.


@transaction(
    "JobsManager", "verify(uint256,uint256,uint256,string,bytes32[2],bytes,bytes)", payable=True,
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.JOB_MISSING, Reason.CLAIM_MISSING, Reason.NOT_JOB_TRANSCODER,
        Reason.BLOCK_NOT_PAST, Reason.BLOCK_TOO_OLD, Reason.SEGMENT_NOT_CHALLENGED, Reason.BROADCASTER_SIGNATURE,
        Reason.INVALID_RECEIPT_PROOF, Reason.UNEXPECTED_PAYMENT, Reason.NOT_JOBS_MANAGER,
    ],
)  # fmt: skip
@implements(
    "LP-JOB-002", "LP-JOB-003", "LP-CLAIM-001", "LP-VERIF-001", "LP-VERIF-002", "LP-VERIF-012", "LP-VERIF-013",
    "LP-VERIF-014",
)  # fmt: skip
def verify(
    state: State, call: Call, job_id: int, claim_id: int, segment_number: int, data_storage_hash: str,
    data_hashes: tuple[Hash32, Hash32], broadcaster_signature: bytes, proof: bytes,
) -> None:  # fmt: skip
    """Submit a chosen segment for verification: its signature and receipt, and where its data is stored.

    No deadline, status or earlier submission is looked at; each submission is another request to the Verifier.
    """
    require_system_running(state, call)
    checking = call.inner(callee(state, call, "Verifier"))
    job = existing_job(state, job_id)
    claim = existing_claim(state, job_id, claim_id)
    # The caller works on the job.
    require(job.transcoder_address == call.sender, Reason.NOT_JOB_TRANSCODER)
    _require_challenged(state, call, claim, segment_number)
    _require_receipt(job, claim, segment_number, data_hashes, broadcaster_signature, proof)
    state.jobs.submitted[job_id, claim_id, segment_number] = True
    # The Verifier takes no payment.
    require(call.value == 0, Reason.UNEXPECTED_PAYMENT)
    options = job.transcoding_options
    verifier.request_verification(
        state, checking, job_id, claim_id, segment_number, options, data_storage_hash, data_hashes
    )
    emit(call, Verify(call.sender, job_id, claim_id, segment_number))


@transaction(
    "JobsManager", "missedVerificationSlash(uint256,uint256,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.JOB_MISSING, Reason.CLAIM_MISSING,
        Reason.VERIFICATION_PERIOD_NOT_OVER, Reason.SLASHING_PERIOD_OVER, Reason.CLAIM_NOT_PENDING,
        Reason.BLOCK_NOT_PAST, Reason.SEGMENT_NOT_CHALLENGED, Reason.SEGMENT_SUBMITTED,
        Reason.TRANSFER_EXCEEDS_BALANCE, Reason.BURN_EXCEEDS_BALANCE, Reason.SUBTRACTION_UNDERFLOW,
        Reason.NOT_JOBS_MANAGER,
    ],
)  # fmt: skip
@implements(
    "LP-JOB-002", "LP-JOB-003", "LP-CLAIM-001", "LP-CLAIM-030", "LP-VERIF-022", "LP-VERIF-023", "LP-VERIF-024",
    "LP-VERIF-025", "LP-VERIF-026",
)  # fmt: skip
def missed_verification_slash(state: State, call: Call, job_id: int, claim_id: int, segment_number: int) -> None:
    """Report a chosen segment that was not submitted in time; the caller is the finder. No event of its own."""
    require_system_running(state, call)
    job = existing_job(state, job_id)
    claim = existing_claim(state, job_id, claim_id)
    block = block_number(state, call)
    # The verification period is over.
    require(block >= claim.end_verification_block, Reason.VERIFICATION_PERIOD_NOT_OVER)
    # The slashing period is not.
    require(block < claim.end_verification_slashing_block, Reason.SLASHING_PERIOD_OVER)
    # The claim is neither slashed nor paid.
    require(claim.status is ClaimStatus.PENDING, Reason.CLAIM_NOT_PENDING)
    _require_challenged(state, call, claim, segment_number)
    # The segment was not submitted.
    require(not state.jobs.submitted[job_id, claim_id, segment_number], Reason.SEGMENT_SUBMITTED)
    refund(state, call, job)
    jobs = state.jobs
    slash_transcoder(state, call, job, call.sender, jobs.missed_verification_slash_amount, jobs.finder_fee)
    claim.status = ClaimStatus.SLASHED
