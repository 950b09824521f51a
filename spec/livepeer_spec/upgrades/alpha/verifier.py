"""LivepeerVerifier: asks a trusted solver, off chain, whether segments were transcoded rightly.

It stands in for a verification game: the solver transcodes a segment itself and answers with the digest of its data
before and after. What the transcoder had submitted decides whether that is right.

Source: LIP-3; Livepeer whitepaper, "Verification of Work"; deployed LivepeerVerifier.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.receipts import commit_hash
from livepeer_spec.primitives.types import NULL_ADDRESS, NULL_HASH, Address, Hash32, Wei
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import results
from livepeer_spec.upgrades.alpha.controller import (
    registered,
    require_controller_owner,
    require_system_running,
    silent_callee,
)
from livepeer_spec.upgrades.alpha.state import State


@event(
    "VerifyRequest(uint256 indexed requestId, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber,"
    " string transcodingOptions, string dataStorageHash, bytes32 dataHash, bytes32 transcodedDataHash)"
)
class VerifyRequest(NamedTuple):
    """The solver is asked whether a segment was transcoded rightly."""

    request_id: int
    job_id: int
    claim_id: int
    segment_number: int
    transcoding_options: str
    data_storage_hash: str
    data_hash: Hash32
    transcoded_data_hash: Hash32


@event(
    "Callback(uint256 indexed requestId, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber,"
    " bool result)"
)
class Callback(NamedTuple):
    """A solver answered; ``result`` is whether its answer is what the transcoder committed to."""

    request_id: int
    job_id: int
    claim_id: int
    segment_number: int
    result: bool


@event("SolverUpdate(address solver)")
class SolverUpdate(NamedTuple):
    """Another account answers requests."""

    solver: Address


# Parts of transactions.


@implements("LP-VERIF-043", "LP-VERIF-044", "LP-VERIF-045", "LP-VERIF-046", "LP-VERIF-047", "LP-VERIF-048")
def answer(state: State, call: Call, request_id: int, result: Hash32) -> None:
    """Pass on to the JobsManager whether ``result`` is right, and forget the request.

    A request that there is not, or that was answered, reads as the segment 0 of claim 0 of job 0 with the commitment
    zero. Raises what :func:`~livepeer_spec.upgrades.alpha.results.receive_verification` raises.
    """
    require_system_running(state, call)
    request = state.verifier.requests[request_id]
    job_id, claim_id, segment_number = request.job_id, request.claim_id, request.segment_number
    is_right = request.commit_hash == result
    managing = silent_callee(state, call, "JobsManager")
    if managing is not None:
        results.receive_verification(state, call.inner(managing), job_id, claim_id, segment_number, is_right)
    emit(call, Callback(request_id, job_id, claim_id, segment_number, is_right))
    request.job_id = 0
    request.claim_id = 0
    request.segment_number = 0
    request.commit_hash = NULL_HASH


# Transactions.


@transaction(
    "Verifier", "verify(uint256,uint256,uint256,string,string,bytes32[2])", payable=True,
    rejects=[Reason.NO_DATA, Reason.NOT_JOBS_MANAGER, Reason.SYSTEM_PAUSED],
)  # fmt: skip
@implements("LP-VERIF-040", "LP-VERIF-041", "LP-VERIF-042")
def request_verification(
    state: State, call: Call, job_id: int, claim_id: int, segment_number: int, transcoding_options: str,
    data_storage_hash: str, data_hashes: tuple[Hash32, Hash32],
) -> None:  # fmt: skip
    """Ask the solver about a segment."""
    # The caller is the JobsManager.
    require(call.sender == registered(state, call, "JobsManager"), Reason.NOT_JOBS_MANAGER)
    require_system_running(state, call)
    verifier = state.verifier
    request_id = verifier.request_count
    request = verifier.requests[request_id]
    request.job_id = job_id
    request.claim_id = claim_id
    request.segment_number = segment_number
    request.commit_hash = commit_hash(*data_hashes)
    emit(
        call,
        VerifyRequest(
            request_id, job_id, claim_id, segment_number, transcoding_options, data_storage_hash, *data_hashes
        ),
    )
    verifier.request_count += 1


CALLBACK = (
    Reason.NOT_SOLVER, Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.NOT_VERIFIER, Reason.JOB_MISSING,
    Reason.CLAIM_MISSING, Reason.CLAIM_SLASHED, Reason.SEGMENT_NOT_SUBMITTED, Reason.BURN_EXCEEDS_BALANCE,
    Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW, Reason.TARGET_NOT_REGISTERED,
)  # fmt: skip


@transaction("Verifier", "__callback(uint256,bytes32)", rejects=CALLBACK)
@implements("LP-VERIF-043")
def callback(state: State, call: Call, request_id: int, result: Hash32) -> None:
    """Answer a request with the digest of the segment's data before and after transcoding."""
    # The caller is the solver.
    require(call.sender == state.verifier.solver, Reason.NOT_SOLVER)
    answer(state, call, request_id, result)


@transaction("Verifier", "setVerificationCodeHash(string)", rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.NO_DATA])
@implements("LP-VERIF-049", "LP-VERIF-050")
def set_verification_code_hash(state: State, call: Call, verification_code_hash: str) -> None:
    """Say where the code is that the solver runs; no event is emitted."""
    require_controller_owner(state, call)
    state.verifier.verification_code_hash = verification_code_hash


@transaction(
    "Verifier", "setSolver(address)", rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.NO_DATA, Reason.SOLVER_NULL]
)
@implements("LP-VERIF-049", "LP-VERIF-051")
def set_solver(state: State, call: Call, solver: Address) -> None:
    """Let another account answer, also the requests that are open."""
    require_controller_owner(state, call)
    # The solver is an account.
    require(solver != NULL_ADDRESS, Reason.SOLVER_NULL)
    state.verifier.solver = solver
    emit(call, SolverUpdate(solver))


# Views.


@view("Verifier", "getPrice()", "uint256")
@implements("LP-VERIF-052")
def get_price(state: State, call: Call) -> Wei:
    """What a request costs: nothing."""
    return 0


@view("Verifier", "requestCount()", "uint256")
@implements("LP-VERIF-041")
def request_count(state: State, call: Call) -> int:
    """How many requests were made, which is the id of the next one."""
    return state.verifier.request_count


@view("Verifier", "requests(uint256)", "uint256 jobId,uint256 claimId,uint256 segmentNumber,bytes32 commitHash")
@implements("LP-VERIF-048")
def requests(state: State, call: Call, request_id: int) -> tuple[int, int, int, Hash32]:
    """An open request; zeros when there is none."""
    request = state.verifier.requests[request_id]
    return request.job_id, request.claim_id, request.segment_number, request.commit_hash


@view("Verifier", "verificationCodeHash()", "string")
@implements("LP-VERIF-050")
def verification_code_hash(state: State, call: Call) -> str:
    """Where the code is that the solver runs."""
    return state.verifier.verification_code_hash


@view("Verifier", "solver()", "address")
@implements("LP-VERIF-051")
def solver(state: State, call: Call) -> Address:
    """Who answers requests."""
    return state.verifier.solver
