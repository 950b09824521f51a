"""ReExecution: an instance of the interface ``ITranscodingVerifier``, which believes those who did the work again.

``verify`` tells whether the rendition of a piece of evidence is what its source gives, from a proof whose form is the
instance's own, and is rejected where the proof proves neither. Whoever judges finds the instance by the Controller's
name ``TranscodingVerifier``; governance can register another one, say for proofs without trusted parties, and no judge
changes.

This instance takes exact results (:mod:`livepeer_spec.verification.exact`): executors that governance names transcode
the source again and sign the hash that came out. Enough of them decide, at once and either way. Signatures of others in
a proof count for nothing and harm nothing, so that a proof stays good when one executor too many is dismissed.

Which settings and which version of the encoder are *exact* is agreed on outside. An instance stands for one such
agreement: its address is in what executors sign, so that governance, which registers a new instance for another
version, lets no old signature count. Session, segment, round and arbitrator of evidence do not change what comes out,
and are not in an exact result.

What this does not prevent: as many dishonest executors as decide can convict an honest orchestrator. Of evidence that
was made with other settings the honest hash differs too; so judges take only evidence in which the orchestrator named
them.

Source: "Verification Roadmap", Full Verification and Dispute Resolution; the rest is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address, Hash32
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.streamflow.controller import ParameterUpdate, registered, require_controller_owner
from livepeer_spec.verification.evidence import Evidence
from livepeer_spec.verification.exact import ExactDomain, ExactResult, proof_signers, result_digest

VERIFYING: Final = (
    Reason.NO_DATA, Reason.PROOF_LENGTH, Reason.SIGNATURE_HIGH_S, Reason.SIGNATURE_V, Reason.SIGNATURE_INVALID,
    Reason.SIGNERS_NOT_ASCENDING, Reason.TOO_FEW_EXECUTORS,
)  # fmt: skip
"""Why a judge rejects a proof."""


@event("ExecutorSet(address indexed executor, bool isExecutor)")
class ExecutorSet(NamedTuple):
    """An account is an executor, or no more."""

    executor: Address
    is_executor: bool


# Parts of transactions.


def exact_domain(state: State) -> ExactDomain:
    """Where exact results count."""
    return ExactDomain(state.chain_id, state.deployed["ReExecution"])


@implements("LP-REX-009")
def verified(state: State, call: Call, evidence: Evidence, proof: bytes) -> bool:
    """What the registered verifier says to a judge: whether the evidence's rendition is what its source gives.

    Raises those of ``VERIFYING``.
    """
    verifier = registered(state, call, "TranscodingVerifier")
    # A verifier is registered.
    require(verifier == state.deployed["ReExecution"], Reason.NO_DATA, "no TranscodingVerifier is registered")
    return verify_exact(state, call.inner(verifier), evidence, proof)


# Transactions.


@transaction("ReExecution", "setExecutor(address,bool)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-REX-001")
def set_executor(state: State, call: Call, executor: Address, belongs: bool) -> None:
    """Make an account an executor, or end that; its signatures count accordingly, earlier ones too."""
    require_controller_owner(state, call)
    state.re_execution.executors[executor] = belongs
    emit(call, ExecutorSet(executor, belongs))


@transaction(
    "ReExecution", "setThreshold(uint256)",
    rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER, Reason.ZERO_THRESHOLD],
)  # fmt: skip
@implements("LP-REX-001", "LP-REX-002")
def set_executor_threshold(state: State, call: Call, threshold: int) -> None:
    """Set how many executors must have found the same."""
    require_controller_owner(state, call)
    # Somebody has to do the work.
    require(threshold > 0, Reason.ZERO_THRESHOLD)
    state.re_execution.threshold = threshold
    emit(call, ParameterUpdate("threshold"))


# Views.


@view("ReExecution", f"verify({disputes.EVIDENCE},bytes)", "bool")
@implements("LP-REX-003", "LP-REX-004", "LP-REX-005", "LP-REX-006", "LP-REX-007")
def verify_exact(state: State, call: Call, evidence: Evidence, proof: bytes) -> bool:
    """Whether enough executors found the evidence's rendition; false where they found another one.

    Raises ``PROOF_LENGTH``, ``SIGNATURE_HIGH_S``, ``SIGNATURE_V``, ``SIGNATURE_INVALID``, ``SIGNERS_NOT_ASCENDING`` and
    ``TOO_FEW_EXECUTORS``.
    """
    evidence = Evidence(*evidence)
    result, signers = proof_signers(exact_domain(state), evidence.source, evidence.profile, proof)
    executors = sum(state.re_execution.executors[signer] for signer in signers)
    # Enough executors found the same.
    require(executors >= state.re_execution.threshold, Reason.TOO_FEW_EXECUTORS)
    return result.rendition == evidence.rendition


@view("ReExecution", "resultDigest(bytes32,bytes32,bytes32)", "bytes32")
@implements("LP-REX-008")
def exact_result_digest(state: State, call: Call, source: Hash32, profile: Hash32, rendition: Hash32) -> Hash32:
    """What an executor signs."""
    return result_digest(exact_domain(state), ExactResult(source, profile, rendition))


@view("ReExecution", "DOMAIN_SEPARATOR()", "bytes32")
@implements("LP-REX-008")
def re_execution_domain_separator(state: State, call: Call) -> Hash32:
    """The EIP-712 domain of exact results."""
    return exact_domain(state).separator


@view("ReExecution", "isExecutor(address)", "bool")
@implements("LP-REX-001")
def is_executor(state: State, call: Call, account: Address) -> bool:
    """Whether an account is an executor."""
    return state.re_execution.executors[account]


@view("ReExecution", "threshold()", "uint256")
@implements("LP-REX-002")
def executor_threshold(state: State, call: Call) -> int:
    """How many executors must have found the same."""
    return state.re_execution.threshold
