"""FaultVerification: fault-based verification on the chain, where the broadcaster looks first.

A broadcaster verifies what it gets by itself, and challenges only what it believes to be faulty. Verification on the
chain is then rare, and dear verification does no harm: it is paid by the challenger, who gets a good part of what the
orchestrator loses if it was right. Streamflow left out the assignment of work to random verifiers for this.

Anybody challenges with evidence in which the orchestrator named this contract: who makes renditions with other
settings names another judge, and cannot be challenged here. The challenger pays the verification cost into the
contract. Whoever proves the work right or wrong, through the verifier that is registered as ``TranscodingVerifier``,
gets it. For faulty work the orchestrator's bond is slashed by the BondingManager's ``slashTranscoder``, whose rules are
the deployed ones; this contract is the Controller's ``Verifier`` for it. The challenger is the finder. Half of what is
slashed, at most, goes to the finder, so that challenging oneself never pays.

When nobody proves anything in time the challenger gets its cost back, and the evidence can be challenged again:
otherwise an orchestrator could use up its own evidence with a challenge that it proves not.

Its weakness is that of the paper: a challenge locks nothing, and ``slashTranscoder`` takes from bonds, not from stake
that is being unbonded. An orchestrator that unbonds between challenge and proof keeps its stake, the challenger gets
nothing, and the solver is paid all the same. The dispute stake of :mod:`livepeer_spec.upgrades.arbitration.disputes`
mends that.

Slashing burns tokens, for which the Minter needs the burner role. It lacks it under Confluence, where every slash of a
bond is therefore rejected; in arbitration it has the role.

Source: Streamflow paper, fault-based on chain verification; what it leaves open is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, is_fraction
from livepeer_spec.primitives.types import Address, Hash32, Lptu, Ppm, Round
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import disputes
from livepeer_spec.upgrades.arbitration.bonding import slash_transcoder
from livepeer_spec.upgrades.arbitration.proof_records import Verdict
from livepeer_spec.upgrades.arbitration.re_execution import VERIFYING, verified
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import token
from livepeer_spec.upgrades.streamflow.bonding import GUARDED, begin
from livepeer_spec.upgrades.streamflow.controller import ParameterUpdate, callee, require_controller_owner
from livepeer_spec.upgrades.streamflow.election import is_registered
from livepeer_spec.verification.evidence import Evidence, evidence_digest, evidence_signer

MAX_FINDER_FEE: Final[Ppm] = 500_000
"""The largest part of what is slashed that goes to the challenger: who challenges itself loses half at least."""
_SETTING: Final = (Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER)


@event(
    "WorkChallenged(uint256 indexed id, address indexed orchestrator, address indexed challenger,"
    f" {disputes.EVIDENCE} evidence, uint256 cost, uint256 endRound)"
)
class WorkChallenged(NamedTuple):
    """Somebody holds an orchestrator's work to be faulty; it can be proved until ``end_round``, that round included."""

    id: int
    orchestrator: Address
    challenger: Address
    evidence: Evidence
    cost: Lptu
    end_round: Round


@event("ChallengeResolved(uint256 indexed id, address indexed solver, bool isHonest)")
class ChallengeResolved(NamedTuple):
    """The solver proved that the work is what it has to be, or that it is not."""

    id: int
    solver: Address
    is_honest: bool


@event("ChallengeExpired(uint256 indexed id)")
class ChallengeExpired(NamedTuple):
    """Nobody proved anything in time."""

    id: int


# Transactions.


@transaction(
    "FaultVerification", f"challenge({disputes.EVIDENCE},bytes)", returns="uint256",
    rejects=[
        *GUARDED, Reason.SIGNATURE_LENGTH, Reason.SIGNATURE_HIGH_S, Reason.SIGNATURE_V, Reason.SIGNATURE_INVALID,
        Reason.EVIDENCE_FOR_OTHERS, Reason.EVIDENCE_FROM_FUTURE, Reason.EVIDENCE_TOO_OLD,
        Reason.SIGNER_NOT_REGISTERED, Reason.EVIDENCE_CHALLENGED, Reason.ADDITION_OVERFLOW,
        Reason.TRANSFER_EXCEEDS_BALANCE, Reason.TRANSFER_EXCEEDS_ALLOWANCE,
    ],
)  # fmt: skip
@implements(
    "LP-FAULT-001", "LP-FAULT-002", "LP-FAULT-003", "LP-FAULT-004", "LP-FAULT-005", "LP-FAULT-006", "LP-FAULT-007",
)  # fmt: skip
def challenge_work(state: State, call: Call, evidence: Evidence, signature: bytes) -> int:
    """Challenge the work that an orchestrator signed; gives the challenge's id. The caller pays the verification."""
    current = begin(state, call)
    faults = state.fault_verification
    evidence = Evidence(*evidence)
    callee(state, call, "Disputes")
    digest = evidence_digest(disputes.domain(state), evidence)
    orchestrator = evidence_signer(disputes.domain(state), evidence, signature)
    # The orchestrator agreed to be judged here.
    require(evidence.arbitrator == call.to, Reason.EVIDENCE_FOR_OTHERS)
    # The work was done already.
    require(evidence.round <= current, Reason.EVIDENCE_FROM_FUTURE)
    # The work was done lately.
    require(current - evidence.round <= faults.challenge_period, Reason.EVIDENCE_TOO_OLD)
    callee(state, call, "BondingManager")
    # The signer is an orchestrator with a bond.
    require(is_registered(state.bonding, orchestrator), Reason.SIGNER_NOT_REGISTERED)
    # Nobody challenged the work before, or nobody proved anything then.
    require(faults.challenged[orchestrator, digest] == 0, Reason.EVIDENCE_CHALLENGED)
    id = faults.challenge_count + 1
    faults.challenge_count = id
    faults.challenged[orchestrator, digest] = id
    challenge = faults.challenges[id]
    challenge.verdict = int(Verdict.OPEN)
    challenge.challenger = call.sender
    challenge.orchestrator = orchestrator
    challenge.cost = faults.verification_cost
    challenge.end_round = add(current, faults.proof_period)
    challenge.evidence = digest
    treasury = call.inner(callee(state, call, "LivepeerToken"))
    token.transfer_from(state, treasury, call.sender, call.to, challenge.cost)
    emit(call, WorkChallenged(id, orchestrator, call.sender, evidence, challenge.cost, challenge.end_round))
    return id


@transaction(
    "FaultVerification", f"resolve(uint256,{disputes.EVIDENCE},bytes)",
    rejects=[
        *GUARDED, Reason.CHALLENGE_NOT_OPEN, Reason.PROOF_PERIOD_OVER, Reason.OTHER_EVIDENCE, *VERIFYING,
        Reason.NOT_VERIFIER, Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW, Reason.MISSING_ROLE,
        Reason.TRANSFER_EXCEEDS_BALANCE, Reason.BURN_EXCEEDS_BALANCE,
    ],
)  # fmt: skip
@implements("LP-FAULT-008", "LP-FAULT-009", "LP-FAULT-010", "LP-FAULT-011", "LP-FAULT-012", "LP-FAULT-013")
def resolve_challenge(state: State, call: Call, id: int, evidence: Evidence, proof: bytes) -> None:
    """Prove, as anybody, that challenged work is what it has to be, or that it is not; the caller gets the cost."""
    current = begin(state, call)
    faults = state.fault_verification
    evidence = Evidence(*evidence)
    challenge = faults.challenges[id]
    # The challenge is open.
    require(challenge.verdict == Verdict.OPEN, Reason.CHALLENGE_NOT_OPEN)
    # There is still time.
    require(current <= challenge.end_round, Reason.PROOF_PERIOD_OVER)
    callee(state, call, "Disputes")
    # It is the evidence that was challenged.
    require(evidence_digest(disputes.domain(state), evidence) == challenge.evidence, Reason.OTHER_EVIDENCE)
    is_honest = verified(state, call, evidence, proof)
    challenge.verdict = int(Verdict.HONEST if is_honest else Verdict.FAULTY)
    token.transfer(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, challenge.cost)
    if not is_honest:
        staking = call.inner(callee(state, call, "BondingManager"))
        slash_transcoder(
            state, staking, challenge.orchestrator, challenge.challenger, faults.slash_amount, faults.finder_fee
        )
    emit(call, ChallengeResolved(id, call.sender, is_honest))


@transaction(
    "FaultVerification", "expire(uint256)", rejects=[*GUARDED, Reason.CHALLENGE_NOT_OPEN, Reason.PROOF_PERIOD_NOT_OVER]
)
@implements("LP-FAULT-007", "LP-FAULT-014", "LP-FAULT-015")
def expire_challenge(state: State, call: Call, id: int) -> None:
    """Close a challenge about which nobody proved anything; anybody may. The challenger gets the cost back."""
    current = begin(state, call)
    faults = state.fault_verification
    challenge = faults.challenges[id]
    # The challenge is open.
    require(challenge.verdict == Verdict.OPEN, Reason.CHALLENGE_NOT_OPEN)
    # The time to prove is over.
    require(current > challenge.end_round, Reason.PROOF_PERIOD_NOT_OVER)
    challenge.verdict = int(Verdict.EXPIRED)
    faults.challenged[challenge.orchestrator, challenge.evidence] = 0
    token.transfer(state, call.inner(callee(state, call, "LivepeerToken")), challenge.challenger, challenge.cost)
    emit(call, ChallengeExpired(id))


# Parameters.


@transaction("FaultVerification", "setVerificationCost(uint256)", rejects=_SETTING)
@implements("LP-FAULT-016", "LP-FAULT-017")
def set_verification_cost(state: State, call: Call, amount: Lptu) -> None:
    """Set what a challenger pays; open challenges keep their cost."""
    require_controller_owner(state, call)
    state.fault_verification.verification_cost = amount
    emit(call, ParameterUpdate("verificationCost"))


@transaction("FaultVerification", "setChallengePeriod(uint256)", rejects=_SETTING)
@implements("LP-FAULT-016", "LP-FAULT-017")
def set_challenge_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after its own a piece of work can be challenged."""
    require_controller_owner(state, call)
    state.fault_verification.challenge_period = rounds
    emit(call, ParameterUpdate("challengePeriod"))


@transaction("FaultVerification", "setProofPeriod(uint256)", rejects=_SETTING)
@implements("LP-FAULT-016", "LP-FAULT-017")
def set_proof_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after that of the challenge it can be proved; open challenges keep their end."""
    require_controller_owner(state, call)
    state.fault_verification.proof_period = rounds
    emit(call, ParameterUpdate("proofPeriod"))


@transaction(
    "FaultVerification", "setSlashAmount(uint256)", rejects=[*_SETTING, Reason.INVALID_SLASH_AMOUNT]
)  # fmt: skip
@implements("LP-FAULT-016", "LP-FAULT-017", "LP-FAULT-018")
def set_fault_slash_amount(state: State, call: Call, fraction: Ppm) -> None:
    """Set which part of its bond an orchestrator loses for faulty work."""
    require_controller_owner(state, call)
    # It is at most the whole.
    require(is_fraction(fraction, PPM), Reason.INVALID_SLASH_AMOUNT)
    state.fault_verification.slash_amount = fraction
    emit(call, ParameterUpdate("slashAmount"))


@transaction("FaultVerification", "setFinderFee(uint256)", rejects=[*_SETTING, Reason.FINDER_FEE_TOO_LARGE])
@implements("LP-FAULT-016", "LP-FAULT-017", "LP-FAULT-019")
def set_fault_finder_fee(state: State, call: Call, fraction: Ppm) -> None:
    """Set which part of what is slashed the challenger gets: half at most, so that challenging oneself never pays."""
    require_controller_owner(state, call)
    # Who challenges itself loses as much as it gets, or more.
    require(fraction <= MAX_FINDER_FEE, Reason.FINDER_FEE_TOO_LARGE)
    state.fault_verification.finder_fee = fraction
    emit(call, ParameterUpdate("finderFee"))


# Views.


@view(
    "FaultVerification", "getChallenge(uint256)",
    "uint256 verdict,address challenger,address orchestrator,uint256 cost,uint256 endRound,bytes32 evidence",
)  # fmt: skip
@implements("LP-FAULT-020")
def get_challenge(state: State, call: Call, challenge_id: int) -> tuple[int, Address, Address, Lptu, Round, Hash32]:
    """A challenge; zeros when there is none."""
    challenge = state.fault_verification.challenges[challenge_id]
    return (
        challenge.verdict, challenge.challenger, challenge.orchestrator, challenge.cost, challenge.end_round,
        challenge.evidence,
    )  # fmt: skip


@view("FaultVerification", "challenged(address,bytes32)", "uint256")
@implements("LP-FAULT-020")
def challenge_about(state: State, call: Call, orchestrator: Address, challenged_digest: Hash32) -> int:
    """The challenge about a piece of an orchestrator's evidence; 0 when there is none, or it expired."""
    return state.fault_verification.challenged[orchestrator, challenged_digest]


@view("FaultVerification", "challengeCount()", "uint256")
@implements("LP-FAULT-020")
def challenge_count(state: State, call: Call) -> int:
    """How many challenges there were, which is the last one's id."""
    return state.fault_verification.challenge_count


@view("FaultVerification", "verificationCost()", "uint256")
@implements("LP-FAULT-017")
def verification_cost(state: State, call: Call) -> Lptu:
    """What a challenger pays."""
    return state.fault_verification.verification_cost


@view("FaultVerification", "challengePeriod()", "uint256")
@implements("LP-FAULT-017")
def challenge_period(state: State, call: Call) -> int:
    """For how many rounds after its own a piece of work can be challenged."""
    return state.fault_verification.challenge_period


@view("FaultVerification", "proofPeriod()", "uint256")
@implements("LP-FAULT-017")
def proof_period(state: State, call: Call) -> int:
    """For how many rounds after that of the challenge it can be proved."""
    return state.fault_verification.proof_period


@view("FaultVerification", "slashAmount()", "uint256")
@implements("LP-FAULT-017")
def fault_slash_amount(state: State, call: Call) -> Ppm:
    """Which part of its bond an orchestrator loses for faulty work."""
    return state.fault_verification.slash_amount


@view("FaultVerification", "finderFee()", "uint256")
@implements("LP-FAULT-017")
def fault_finder_fee(state: State, call: Call) -> Ppm:
    """Which part of what is slashed the challenger gets."""
    return state.fault_verification.finder_fee
