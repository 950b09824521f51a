"""JobsManager: deposits of broadcasters, and the jobs that they pay for.

A job states what is to be transcoded and what may be asked for it. Nobody is assigned when it is created: who may make
its first claim follows from the hash of the block that created it.

Source: Livepeer whitepaper, "Video Transcoding" and the transactions Deposit, Withdraw and Job; deployed JobsManager.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.receipts import are_valid_options
from livepeer_spec.primitives.types import Address, BlockNumber, Hash32, Round, Wei
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import minter
from livepeer_spec.upgrades.alpha.controller import (
    callee,
    current_minter,
    current_round,
    move_eth,
    require_system_running,
)
from livepeer_spec.upgrades.alpha.job_state import Claim, Job, JobStatus
from livepeer_spec.upgrades.alpha.state import State


@event("Deposit(address indexed broadcaster, uint256 amount)")
class Deposit(NamedTuple):
    """A deposit grew."""

    broadcaster: Address
    amount: Wei


@event("Withdraw(address indexed broadcaster)")
class Withdraw(NamedTuple):
    """A broadcaster took its deposit."""

    broadcaster: Address


@event(
    "NewJob(address indexed broadcaster, uint256 jobId, string streamId, string transcodingOptions,"
    " uint256 maxPricePerSegment, uint256 creationBlock)"
)
class NewJob(NamedTuple):
    """A stream waits for a transcoder."""

    broadcaster: Address
    job_id: int
    stream_id: str
    transcoding_options: str
    max_price_per_segment: Wei
    creation_block: BlockNumber


# Parts of transactions.


@implements("LP-JOB-001")
def block_number(state: State, call: Call) -> BlockNumber:
    """The block as the JobsManager learns it from the RoundsManager. Raises ``NO_DATA`` when there is none."""
    callee(state, call, "RoundsManager")
    return call.block_number


@implements("LP-JOB-002")
def existing_job(state: State, job_id: int) -> Job:
    """The job of an id. Raises ``JOB_MISSING``."""
    # There is such a job.
    require(job_id < state.jobs.num_jobs, Reason.JOB_MISSING)
    return state.jobs.jobs[job_id]


@implements("LP-CLAIM-001")
def existing_claim(state: State, job_id: int, claim_id: int) -> Claim:
    """A claim of a job. Raises ``CLAIM_MISSING``, also where there is no such job."""
    # The job has such a claim.
    require(claim_id < state.jobs.jobs[job_id].total_claims, Reason.CLAIM_MISSING)
    return state.jobs.claims[job_id, claim_id]


@implements("LP-JOB-020")
def status_of(job: Job, block: BlockNumber) -> JobStatus:
    """A job runs until the block before its end block; one that never was does not run."""
    return JobStatus.INACTIVE if job.end_block <= block else JobStatus.ACTIVE


@implements("LP-CLAIM-030", "LP-CLAIM-031")
def refund(state: State, call: Call, job: Job) -> None:
    """End a job now, even one that had ended, and give the fees of all its claims back to the broadcaster."""
    broadcaster = state.jobs.broadcasters[job.broadcaster_address]
    broadcaster.deposit = add(broadcaster.deposit, job.escrow)
    job.escrow = 0
    job.end_block = block_number(state, call)


# Transactions.


@transaction(
    "JobsManager", "deposit()", payable=True,
    rejects=[Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.NOT_MINTER_OR_BROKER],
)  # fmt: skip
@implements("LP-JOB-003", "LP-JOB-004", "LP-JOB-005")
def deposit(state: State, call: Call) -> None:
    """Add the ETH sent, which may be none, to the caller's deposit; the Minter keeps it."""
    require_system_running(state, call)
    broadcaster = state.jobs.broadcasters[call.sender]
    broadcaster.deposit = add(broadcaster.deposit, call.value)
    treasury = current_minter(state, call).key
    move_eth(state, call.to, treasury, call.value)
    minter.deposit_eth(state, call.inner(treasury, call.value))
    emit(call, Deposit(call.sender, call.value))


@transaction(
    "JobsManager", "withdraw()",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.DEPOSIT_LOCKED, Reason.CALLEE_REVERTED,
        Reason.NOT_BONDING_MANAGER_OR_BROKER,
    ],
)  # fmt: skip
@implements("LP-JOB-003", "LP-JOB-006", "LP-JOB-007", "LP-JOB-008")
def withdraw(state: State, call: Call) -> None:
    """Take the caller's whole deposit, which may be nothing, when none of its jobs can run any more."""
    require_system_running(state, call)
    broadcaster = state.jobs.broadcasters[call.sender]
    # The requested end of every job has come.
    require(broadcaster.withdraw_block <= block_number(state, call), Reason.DEPOSIT_LOCKED)
    amount = broadcaster.deposit
    broadcaster.deposit = 0
    broadcaster.withdraw_block = 0
    treasury = current_minter(state, call).key
    minter.trusted_withdraw_eth(state, call.inner(treasury), call.sender, amount)
    emit(call, Withdraw(call.sender))


@transaction(
    "JobsManager", "job(string,string,uint256,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.JOB_ALREADY_OVER, Reason.INVALID_TRANSCODING_OPTIONS,
        Reason.DIVISION_BY_ZERO,
    ],
)  # fmt: skip
@implements(
    "LP-JOB-003", "LP-JOB-009", "LP-JOB-010", "LP-JOB-011", "LP-JOB-012", "LP-JOB-013", "LP-JOB-014", "LP-JOB-015",
    "LP-JOB-016",
)  # fmt: skip
def job(
    state: State, call: Call, stream_id: str, transcoding_options: str, max_price_per_segment: Wei,
    end_block: BlockNumber,
) -> None:  # fmt: skip
    """Ask for a stream to be transcoded until ``end_block``; the deposit is not looked at."""
    require_system_running(state, call)
    block = block_number(state, call)
    # The job can run for a block at least.
    require(end_block > block, Reason.JOB_ALREADY_OVER)
    # The options have the length of one profile or more.
    require(are_valid_options(transcoding_options), Reason.INVALID_TRANSCODING_OPTIONS)
    jobs = state.jobs
    job_id = jobs.num_jobs
    record = jobs.jobs[job_id]
    record.stream_id = stream_id
    record.transcoding_options = transcoding_options
    record.max_price_per_segment = max_price_per_segment
    record.broadcaster_address = call.sender
    record.creation_round = current_round(state, call)
    record.creation_block = block
    record.end_block = end_block
    emit(call, NewJob(call.sender, job_id, stream_id, transcoding_options, max_price_per_segment, block))
    jobs.num_jobs += 1
    broadcaster = jobs.broadcasters[call.sender]
    broadcaster.withdraw_block = max(broadcaster.withdraw_block, end_block)


# Views.


@view("JobsManager", "jobStatus(uint256)", "uint8")
@implements("LP-JOB-020", "LP-JOB-021")
def job_status(state: State, call: Call, job_id: int) -> JobStatus:
    """Whether a job runs; one that does not exist does not."""
    return status_of(state.jobs.jobs[job_id], block_number(state, call))


@view(
    "JobsManager", "getJob(uint256)",
    "string streamId,string transcodingOptions,uint256 maxPricePerSegment,address broadcasterAddress,"
    "address transcoderAddress,uint256 creationRound,uint256 creationBlock,uint256 endBlock,uint256 escrow,"
    "uint256 totalClaims",
)  # fmt: skip
@implements("LP-JOB-021")
def get_job(
    state: State, call: Call, job_id: int
) -> tuple[str, str, Wei, Address, Address, Round, BlockNumber, BlockNumber, Wei, int]:
    """Everything about a job; zeros when there is none."""
    job = state.jobs.jobs[job_id]
    return (
        job.stream_id, job.transcoding_options, job.max_price_per_segment, job.broadcaster_address,
        job.transcoder_address, job.creation_round, job.creation_block, job.end_block, job.escrow, job.total_claims,
    )  # fmt: skip


@view(
    "JobsManager", "jobs(uint256)",
    "uint256 jobId,string streamId,string transcodingOptions,uint256 maxPricePerSegment,address broadcasterAddress,"
    "address transcoderAddress,uint256 creationRound,uint256 creationBlock,uint256 endBlock,uint256 escrow",
)  # fmt: skip
@implements("LP-JOB-021")
def stored_job(
    state: State, call: Call, job_id: int
) -> tuple[int, str, str, Wei, Address, Address, Round, BlockNumber, BlockNumber, Wei]:
    """A job as it is stored, without its claims; zeros when there is none."""
    return (job_id if job_id < state.jobs.num_jobs else 0, *get_job(state, call, job_id)[:9])


@view("JobsManager", "numJobs()", "uint256")
@implements("LP-JOB-010")
def num_jobs(state: State, call: Call) -> int:
    """How many jobs were created, which is the id of the next one."""
    return state.jobs.num_jobs


@view("JobsManager", "broadcasters(address)", "uint256 deposit,uint256 withdrawBlock")
@implements("LP-JOB-022")
def broadcasters(state: State, call: Call, account: Address) -> tuple[Wei, BlockNumber]:
    """Deposit of an account, and the first block in which it can be withdrawn; zeros when there is none."""
    broadcaster = state.jobs.broadcasters[account]
    return broadcaster.deposit, broadcaster.withdraw_block


@view(
    "JobsManager", "getClaim(uint256,uint256)",
    "uint256[2] segmentRange,bytes32 claimRoot,uint256 claimBlock,uint256 endVerificationBlock,"
    "uint256 endVerificationSlashingBlock,uint8 status",
)  # fmt: skip
@implements("LP-CLAIM-001", "LP-CLAIM-032")
def get_claim(
    state: State, call: Call, job_id: int, claim_id: int
) -> tuple[tuple[int, int], Hash32, BlockNumber, BlockNumber, BlockNumber, int]:
    """A claim. Raises ``CLAIM_MISSING``."""
    claim = existing_claim(state, job_id, claim_id)
    return (
        claim.segment_range, claim.claim_root, claim.claim_block, claim.end_verification_block,
        claim.end_verification_slashing_block, claim.status,
    )  # fmt: skip


@view("JobsManager", "isClaimSegmentVerified(uint256,uint256,uint256)", "bool")
@implements("LP-CLAIM-001", "LP-VERIF-015")
def is_claim_segment_verified(state: State, call: Call, job_id: int, claim_id: int, segment_number: int) -> bool:
    """Whether a segment was submitted for verification. Raises ``CLAIM_MISSING``."""
    existing_claim(state, job_id, claim_id)
    return state.jobs.submitted[job_id, claim_id, segment_number]
