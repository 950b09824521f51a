"""Assignment: which transcoder does a job.

The hash of the block after the job's draws one of those that were available, weighted by locked stake. No transaction
is needed for it: whoever uses the JobsManager next finds the job assigned.

Source: Livepeer whitepaper, "Broadcast + Transcoding Job" (the next block hash and the price).
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_HASH, Address, Hash32
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit
from livepeer_spec.upgrades.alpha.whitepaper import block_hashes
from livepeer_spec.upgrades.alpha.whitepaper.state import Job, State


@event("JobAssigned(uint256 indexed jobId, address indexed transcoder)")
class JobAssigned(NamedTuple):
    """A job has its transcoder; null where nobody was left and the job ended."""

    job_id: int
    transcoder: Address


@implements("LP-WASSIGN-005", "LP-WASSIGN-006", "LP-WASSIGN-012")
def assign_jobs(state: State, call: Call) -> None:
    """Give every job whose block is past by two its transcoder, in the order of their ids."""
    jobs = state.jobs
    while jobs.first_unassigned < jobs.num_jobs:
        job = jobs.jobs[jobs.first_unassigned]
        if call.block_number <= job.creation_block + 1:
            return
        if job.end_block == 0:
            _assign(state, call, job)
        jobs.first_unassigned += 1


@implements("LP-WASSIGN-007", "LP-WASSIGN-009", "LP-WASSIGN-010", "LP-WASSIGN-011", "LP-WASSIGN-013")
def _assign(state: State, call: Call, job: Job) -> None:
    seed = block_hashes.block_hash(state, call, job.creation_block + 1)
    left = [account for account in job.eligible if state.jobs.available[account]]
    if left and seed != NULL_HASH:
        job.transcoder = draw(state, job, left, seed)
        state.jobs.available[job.transcoder] = False
    else:
        void(state, call, job)
    emit(call, JobAssigned(job.key, job.transcoder))


@implements("LP-WASSIGN-008")
def draw(state: State, job: Job, left: list[Address], seed: Hash32) -> Address:
    """The transcoder at the place that ``seed`` has in the line of all locked stake."""
    stakes = [state.bonding.earnings_pools[account, job.creation_round].total_stake for account in left]
    place = int.from_bytes(seed, "big") % sum(stakes)
    position = 0
    while place >= stakes[position]:
        place -= stakes[position]
        position += 1
    return left[position]


@implements("LP-WASSIGN-010")
def void(state: State, call: Call, job: Job) -> None:
    """End a job that nobody does; its escrow goes back."""
    job.end_block = call.block_number
    state.jobs.deposits[job.broadcaster] += job.escrow
    job.escrow = 0
