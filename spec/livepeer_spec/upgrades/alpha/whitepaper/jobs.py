"""Jobs: deposits, what a broadcaster orders, and everything that an account can withdraw.

Source: Livepeer whitepaper, "Broadcast + Transcoding Job" and "Livepeer协议事务类型" (transaction types); events as in
the deployed JobsManager.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, BlockNumber, Wei
from livepeer_spec.primitives.uint256 import mul, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.controller import send_eth
from livepeer_spec.upgrades.alpha.whitepaper import assignment, bonding
from livepeer_spec.upgrades.alpha.whitepaper.protocol import require_round_initialized, to_bonding_manager
from livepeer_spec.upgrades.alpha.whitepaper.state import Job, State

PROFILE_LENGTH: Final = 8
"""Characters that stand for one output profile in transcoding options."""


@event("Deposit(address indexed broadcaster, uint256 amount)")
class Deposit(NamedTuple):
    """A broadcaster paid in."""

    broadcaster: Address
    amount: Wei


@event(
    "NewJob(address indexed broadcaster, uint256 jobId, string streamId, string transcodingOptions, "
    "uint256 maxPricePerSegment, uint256 creationBlock)"
)
class NewJob(NamedTuple):
    """A broadcaster ordered transcoding."""

    broadcaster: Address
    job_id: int
    stream_id: str
    transcoding_options: str
    max_price_per_segment: Wei
    creation_block: BlockNumber


@event("EndJob(address indexed caller, uint256 indexed jobId)")
class EndJob(NamedTuple):
    """One side ended a job."""

    caller: Address
    job_id: int


@event("Withdraw(address indexed broadcaster)")
class Withdraw(NamedTuple):
    """A broadcaster's deposit and what its jobs left over were paid out."""

    broadcaster: Address


@event("WithdrawFees(address indexed delegator)")
class WithdrawFees(NamedTuple):
    """An account's fees were paid out."""

    delegator: Address


# Parts of transactions.


@implements("LP-WJOB-008")
def fees_of(job: Job, segments: int) -> Wei:
    """What ``segments`` segments of a job cost: the price for each profile."""
    profiles = len(job.transcoding_options.encode()) // PROFILE_LENGTH
    return mul(mul(segments, profiles), job.price_per_segment)


@implements("LP-WJOB-020")
def is_claim_time_over(state: State, call: Call, job: Job) -> bool:
    """Whether a job has ended so long ago that no work on it can be claimed any more."""
    period = state.protocol.parameters["verificationPeriod"]
    return job.end_block > 0 and call.block_number > job.end_block + period


# Transactions.


@transaction("JobsManager", "deposit()", payable=True)
@implements("LP-WJOB-004", "LP-WJOB-005")
def deposit(state: State, call: Call) -> None:
    """Add the ETH that is sent to the caller's deposit."""
    assignment.assign_jobs(state, call)
    state.jobs.deposits[call.sender] += call.value
    emit(call, Deposit(call.sender, call.value))


@transaction(
    "JobsManager", "job(string,string,uint256)",
    rejects=[
        Reason.ROUND_NOT_INITIALIZED, Reason.INVALID_TRANSCODING_OPTIONS, Reason.MULTIPLICATION_OVERFLOW,
        Reason.SUBTRACTION_UNDERFLOW,
    ],
)  # fmt: skip
@implements(
    "LP-WJOB-006", "LP-WJOB-007", "LP-WJOB-009", "LP-WJOB-010", "LP-WJOB-011", "LP-WJOB-012", "LP-WJOB-013",
    "LP-WJOB-014",
)  # fmt: skip
def job(state: State, call: Call, stream_id: str, transcoding_options: str, price_per_segment: Wei) -> None:
    """Order transcoding of a stream; the price of one segment goes into escrow."""
    assignment.assign_jobs(state, call)
    current = require_round_initialized(state, call)
    # The options are whole profiles, at least one.
    length = len(transcoding_options.encode())
    require(length > 0 and length % PROFILE_LENGTH == 0, Reason.INVALID_TRANSCODING_OPTIONS)
    jobs = state.jobs
    order = jobs.jobs[jobs.num_jobs]
    order.broadcaster = call.sender
    order.stream_id = stream_id
    order.transcoding_options = transcoding_options
    order.price_per_segment = price_per_segment
    order.creation_round = current
    order.creation_block = call.block_number
    order.eligible = tuple(
        account
        for account in state.bonding.active_transcoders[current]
        if jobs.available[account]
        and state.bonding.earnings_pools[account, current].price_per_segment <= price_per_segment
    )
    order.escrow = fees_of(order, 1)
    jobs.deposits[call.sender] = sub(jobs.deposits[call.sender], order.escrow)
    jobs.jobs_of[call.sender] = (*jobs.jobs_of[call.sender], order.key)
    jobs.num_jobs += 1
    emit(
        call,
        NewJob(call.sender, order.key, stream_id, transcoding_options, price_per_segment, call.block_number),
    )


@transaction("JobsManager", "endJob(uint256)", rejects=[Reason.NOT_PARTY_OF_JOB, Reason.JOB_INACTIVE])
@implements("LP-WJOB-015", "LP-WJOB-016", "LP-WJOB-017", "LP-WJOB-018", "LP-WJOB-019")
def end_job(state: State, call: Call, job_id: int) -> None:
    """End a job as its broadcaster or its transcoder; without transcoder its escrow goes back."""
    assignment.assign_jobs(state, call)
    order = state.jobs.jobs[job_id]
    # The caller is one of the two.
    require(call.sender in (order.broadcaster, order.transcoder), Reason.NOT_PARTY_OF_JOB)
    # The job is open.
    require(order.end_block == 0, Reason.JOB_INACTIVE)
    if order.transcoder == NULL_ADDRESS:
        assignment.void(state, call, order)
    else:
        order.end_block = call.block_number
    emit(call, EndJob(call.sender, job_id))


@transaction(
    "JobsManager", "withdraw()", rejects=[Reason.NOT_FOUNDED, Reason.NOTHING_TO_WITHDRAW, Reason.CALLEE_REVERTED]
)
@implements("LP-WDIST-007", "LP-WDIST-008", "LP-WDIST-009", "LP-WDIST-012", "LP-WDIST-014", "LP-WDIST-017")
def withdraw(state: State, call: Call) -> None:
    """Pay the caller deposit and left-over escrow where all its jobs are over, unbonded stake, and fees."""
    assignment.assign_jobs(state, call)
    left = _take_deposit(state, call)
    stake, fees = bonding.pay_out(state, to_bonding_manager(state, call), call.sender)
    # There is something to pay.
    require(left > 0 or stake > 0 or fees > 0, Reason.NOTHING_TO_WITHDRAW)
    if left > 0:
        emit(call, Withdraw(call.sender))
    if fees > 0:
        emit(call, WithdrawFees(call.sender))
    send_eth(state, call.to, call.sender, left + fees)


@implements("LP-WDIST-008", "LP-WDIST-009")
def _take_deposit(state: State, call: Call) -> Wei:
    """The caller's deposit and what its jobs left over, which it has no longer; 0 while one of them goes on."""
    jobs = state.jobs
    orders = [jobs.jobs[job_id] for job_id in jobs.jobs_of[call.sender]]
    if any(not is_claim_time_over(state, call, order) or order.pending_claims > 0 for order in orders):
        return 0
    amount = jobs.deposits[call.sender]
    jobs.deposits[call.sender] = 0
    for order in orders:
        amount += order.escrow
        order.escrow = 0
    jobs.jobs_of[call.sender] = ()
    return amount


# Views.


@view("JobsManager", "deposits(address)", "uint256")
def deposits(state: State, call: Call, account: Address) -> Wei:
    """A broadcaster's deposit."""
    return state.jobs.deposits[account]


@view(
    "JobsManager", "getJob(uint256)",
    "address broadcaster,string streamId,string transcodingOptions,uint256 pricePerSegment,uint256 creationRound,"
    "uint256 creationBlock,uint256 endBlock,address transcoder,uint256 escrow,uint256 reserved,uint256 numClaims,"
    "uint256 pendingClaims",
)  # fmt: skip
def get_job(
    state: State, call: Call, job_id: int
) -> tuple[Address, str, str, int, int, int, int, Address, int, int, int, int]:
    """A job; zeros when there is none."""
    order = state.jobs.jobs[job_id]
    return (
        order.broadcaster, order.stream_id, order.transcoding_options, order.price_per_segment, order.creation_round,
        order.creation_block, order.end_block, order.transcoder, order.escrow, order.reserved, order.num_claims,
        order.pending_claims,
    )  # fmt: skip


@view("JobsManager", "getEligible(uint256)", "address[]")
def get_eligible(state: State, call: Call, job_id: int) -> tuple[Address, ...]:
    """The transcoders of which one is assigned to a job."""
    return state.jobs.jobs[job_id].eligible


@view("JobsManager", "getJobsOf(address)", "uint256[]")
def get_jobs_of(state: State, call: Call, account: Address) -> tuple[int, ...]:
    """A broadcaster's jobs since it was last paid out."""
    return state.jobs.jobs_of[account]


@view("JobsManager", "numJobs()", "uint256")
def num_jobs(state: State, call: Call) -> int:
    """How many jobs there are; their ids count from 0."""
    return state.jobs.num_jobs


@view("JobsManager", "firstUnassigned()", "uint256")
def first_unassigned(state: State, call: Call) -> int:
    """The first job whose election is still to come."""
    return state.jobs.first_unassigned
