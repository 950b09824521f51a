"""LivepeerVerifier as it was launched: solvers are added to a list and never leave it.

Source: deployed LivepeerVerifier, before LIP-3.
"""

from typing import Any

from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, transaction, view
from livepeer_spec.upgrades.alpha.controller import require_controller_owner
from livepeer_spec.upgrades.alpha.launch.job_state import Verifier
from livepeer_spec.upgrades.alpha.verifier import (
    CALLBACK,
    Callback,
    VerifyRequest,
    answer,
    get_price,
    request_count,
    request_verification,
    requests,
    set_verification_code_hash,
    verification_code_hash,
)

__all__ = [
    "Callback",
    "VerifyRequest",
    "add_solver",
    "callback",
    "get_price",
    "is_solver",
    "list_solver",
    "request_count",
    "request_verification",
    "requests",
    "set_verification_code_hash",
    "solvers",
    "verification_code_hash",
]


def list_solver(verifier: Verifier, solver: Address) -> None:
    """Put a solver behind the others. Raises ``SOLVER_NULL`` and ``SOLVER_KNOWN``."""
    # The solver is an account.
    require(solver != NULL_ADDRESS, Reason.SOLVER_NULL)
    # It is not listed yet.
    require(not verifier.is_solver[solver], Reason.SOLVER_KNOWN)
    verifier.solvers[verifier.solver_count] = solver
    verifier.solver_count += 1
    verifier.is_solver[solver] = True


# Transactions.


@transaction("Verifier", "__callback(uint256,bytes32)", rejects=CALLBACK)
@implements("LP-VERIF-043")
def callback(state: Any, call: Call, request_id: int, result: Hash32) -> None:
    """Answer a request with the digest of the segment's data before and after transcoding."""
    # The caller is a solver.
    require(state.verifier.is_solver[call.sender], Reason.NOT_SOLVER)
    answer(state, call, request_id, result)


@transaction(
    "Verifier", "addSolver(address)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.NO_DATA, Reason.SOLVER_NULL, Reason.SOLVER_KNOWN],
)  # fmt: skip
@implements("LP-VERIF-049", "LP-VERIF-054")
def add_solver(state: Any, call: Call, solver: Address) -> None:
    """Let one more account answer; no event is emitted."""
    require_controller_owner(state, call)
    list_solver(state.verifier, solver)


# Views.


@view("Verifier", "isSolver(address)", "bool")
@implements("LP-VERIF-054")
def is_solver(state: Any, call: Call, account: Address) -> bool:
    """Whether an account is a solver."""
    return bool(state.verifier.is_solver[account])


@view("Verifier", "solvers(uint256)", "address")
@implements("LP-VERIF-054")
def solvers(state: Any, call: Call, index: int) -> Address:
    """The solver at a position of the list. Raises ``INDEX_OUT_OF_RANGE``."""
    verifier: Verifier = state.verifier
    # The list is long enough.
    require(index < verifier.solver_count, Reason.INDEX_OUT_OF_RANGE)
    return verifier.solvers[index]
