"""Disputes: accusations with evidence and stake, rulings, and what follows from them for the stakes.

The contract knows nothing of how an arbitrator finds out. An arbitrator is an account that governance allows and an
orchestrator supports. It is told of a dispute, ``disputeRaised(uint256)``, if it has code, and rules once,
``rule(uint256,bool)``. What is left of a dispute when its time is over *lapses*: each side keeps its stake.

All stakes are held by this contract: those of accusers while their disputes are open, and those that orchestrators
lock.

Source: "Verification Roadmap", Dispute Resolution; what it leaves open is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.abi import selector
from livepeer_spec.primitives.fractions import PPM, is_fraction, part
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32, Lptu, Ppm, Round
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.arbitration import penalties
from livepeer_spec.upgrades.arbitration.state import Dispute, DisputeStake, Outcome, State
from livepeer_spec.upgrades.confluence import token
from livepeer_spec.upgrades.streamflow.bonding import CLAIMING, GUARDED, begin
from livepeer_spec.upgrades.streamflow.controller import ParameterUpdate, callee, require_controller_owner
from livepeer_spec.verification.evidence import EVIDENCE_FIELDS, Domain, Evidence, evidence_digest, evidence_signer

EVIDENCE: Final = f"({','.join(EVIDENCE_FIELDS)})"
"""Evidence in the ABI's words."""
MAX_ACCUSER_REWARD: Final[Ppm] = 500_000
"""The largest part of a penalty that goes to the accuser: an orchestrator that accuses itself loses half at least."""
MAX_DELEGATION_SLASH: Final[Ppm] = 500_000
"""The largest part of all delegated stake that a dispute takes: no slash leaves nothing of a delegator's stake."""
DISPUTE_RAISED: Final = selector("disputeRaised(uint256)")
"""How an arbitrator is told of a dispute."""

RULING: Final = (
    *CLAIMING, Reason.DISPUTE_NOT_OPEN, Reason.NOT_ARBITRATOR, Reason.RULING_PERIOD_OVER,
    Reason.MISSING_ROLE, Reason.TRANSFER_EXCEEDS_BALANCE,
)  # fmt: skip
"""Why a ruling can be rejected that an arbitrator passes on."""

ASKING: Final = (Reason.MULTIPLICATION_OVERFLOW, Reason.VOTING_OUTLASTS_RULING, Reason.COURT_OUTLASTS_RULING)
"""Why an arbitrator among the contracts refuses a dispute, whoever was its first one; a sum that has no word is
Disputes' own reason too."""
_PAYING: Final = (Reason.TRANSFER_EXCEEDS_BALANCE, Reason.TRANSFER_EXCEEDS_ALLOWANCE)


@event(
    f"DisputeRaised(uint256 indexed id, address indexed orchestrator, address indexed accuser, {EVIDENCE} evidence,"
    " uint256 endRound)"
)
class DisputeRaised(NamedTuple):
    """Somebody accuses an orchestrator; the arbitrator can rule until ``end_round``, that round included."""

    id: int
    orchestrator: Address
    accuser: Address
    evidence: Evidence
    end_round: Round


@event("DisputeRuled(uint256 indexed id, bool forAccuser, uint256 penalty, uint256 reward)")
class DisputeRuled(NamedTuple):
    """The arbitrator ruled: ``penalty`` is all that was taken, from delegators too, ``reward`` what the accuser got."""

    id: int
    for_accuser: bool
    penalty: Lptu
    reward: Lptu


@event("DisputeLapsed(uint256 indexed id)")
class DisputeLapsed(NamedTuple):
    """The arbitrator did not rule in time."""

    id: int


@event("DisputeStakeLocked(address indexed orchestrator, uint256 amount, uint256 liableFrom)")
class DisputeStakeLocked(NamedTuple):
    """An orchestrator locked ``amount`` more."""

    orchestrator: Address
    amount: Lptu
    liable_from: Round


@event("DisputeStakeUnlocked(address indexed orchestrator, uint256 withdrawRound)")
class DisputeStakeUnlocked(NamedTuple):
    """An orchestrator is liable for no later round, and can withdraw from ``withdraw_round`` on."""

    orchestrator: Address
    withdraw_round: Round


@event("DisputeStakeWithdrawn(address indexed orchestrator, uint256 amount)")
class DisputeStakeWithdrawn(NamedTuple):
    """An orchestrator took back what it had locked."""

    orchestrator: Address
    amount: Lptu


@event("ArbitratorSupported(address indexed orchestrator, address indexed arbitrator, uint256 fromRound)")
class ArbitratorSupported(NamedTuple):
    """An orchestrator supports an arbitrator for its work from ``from_round`` on."""

    orchestrator: Address
    arbitrator: Address
    from_round: Round


@event("ArbitratorDropped(address indexed orchestrator, address indexed arbitrator, uint256 untilRound)")
class ArbitratorDropped(NamedTuple):
    """An orchestrator supports an arbitrator no more for its work of ``until_round`` and later."""

    orchestrator: Address
    arbitrator: Address
    until_round: Round


@event("ArbitratorSet(address indexed arbitrator, bool allowed)")
class ArbitratorSet(NamedTuple):
    """Governance allows or forbids an arbitrator."""

    arbitrator: Address
    allowed: bool


# Parts of transactions.


def domain(state: State) -> Domain:
    """Where evidence for this contract counts."""
    return Domain(state.chain_id, state.deployed["Disputes"])


@implements("LP-DISP-009", "LP-DISP-010")
def is_liable(stake: DisputeStake, round: Round) -> bool:
    """Whether an orchestrator answers with its dispute stake for its work of a round.

    From the round after it locked the stake up to the one in which it unlocked it; what is left of the stake does not
    matter.
    """
    is_ended = stake.unlock_round != 0 and round > stake.unlock_round
    return 0 < stake.liable_from <= round and not is_ended


@implements("LP-DISP-011", "LP-DISP-012")
def is_supported(state: State, orchestrator: Address, arbitrator: Address, round: Round) -> bool:
    """Whether an orchestrator supports an arbitrator for its work of a round."""
    support = state.disputes.supports[orchestrator, arbitrator]
    is_ended = support.until_round != 0 and round >= support.until_round
    return 0 < support.from_round <= round and not is_ended


@implements("LP-DISP-002", "LP-DISP-003")
def _take(state: State, call: Call, amount: Lptu) -> None:
    """Take tokens of the caller, which approved them."""
    token.transfer_from(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, call.to, amount)


def _pay(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Pay tokens out."""
    token.transfer(state, call.inner(callee(state, call, "LivepeerToken")), recipient, amount)


@implements("LP-DISP-019", "LP-DISP-020")
def _dispose(state: State, call: Call, amount: Lptu) -> None:
    """Do with the loser's tokens what governance chose: send them to the treasury, or burn them where there is none."""
    treasury = state.disputes.treasury
    if treasury != NULL_ADDRESS:
        _pay(state, call, treasury, amount)
    else:
        token.burn(state, call.inner(callee(state, call, "LivepeerToken")), amount)


@implements("LP-DISP-013")
def tell(state: State, call: Call, arbitrator: Address, id: int) -> None:
    """Tell the arbitrator of a dispute; one without code is told nothing, and one that refuses hinders the dispute."""
    if arbitrator in state.refusals and not state.contracts_at(arbitrator):
        data = state.refusals[arbitrator]
        raise SpecRejection(Reason.CALLEE_REVERTED if data else Reason.NO_DATA, "the arbitrator refuses", data)
    state.dispatch(state, call.inner(arbitrator), DISPUTE_RAISED + id.to_bytes(32, "big"))


@implements("LP-DISP-014", "LP-DISP-015", "LP-DISP-017", "LP-DISP-043", "LP-DISP-044", "LP-DISP-045")
def require_ruling(state: State, call: Call, dispute: Dispute, current: Round) -> None:
    """Require that the caller can rule on a dispute now."""
    # The dispute is open.
    require(dispute.outcome == Outcome.OPEN, Reason.DISPUTE_NOT_OPEN)
    # The caller is its arbitrator, and still allowed.
    is_arbitrator = call.sender == dispute.arbitrator and state.disputes.arbitrators[call.sender]
    require(is_arbitrator, Reason.NOT_ARBITRATOR)
    # There is still time.
    require(current <= dispute.end_round, Reason.RULING_PERIOD_OVER)


def _close(state: State, dispute: Dispute, outcome: Outcome) -> None:
    dispute.outcome = int(outcome)
    state.disputes.stakes[dispute.orchestrator].open_disputes -= 1


@implements("LP-PEN-010", "LP-PEN-011", "LP-PEN-019")
def _punish(state: State, call: Call, orchestrator: Address) -> tuple[Lptu, Lptu]:
    """Slash an orchestrator's bond and all stake delegated to it, and jail it, as far as governance chose so.

    Gives what was slashed of the bond, and of all delegated stake after that.
    """
    disputes, of_bond, of_delegations = state.disputes, 0, 0
    if disputes.bond_slash_amount > 0 or disputes.delegation_slash_amount > 0 or disputes.jail_rounds > 0:
        staking = callee(state, call, "BondingManager")
        if disputes.bond_slash_amount > 0:
            of_bond = penalties.slash_bond(state, call.inner(staking), orchestrator, disputes.bond_slash_amount)
        if disputes.delegation_slash_amount > 0:
            fraction = disputes.delegation_slash_amount
            of_delegations = penalties.slash_delegations(state, call.inner(staking), orchestrator, fraction)
        if disputes.jail_rounds > 0:
            penalties.jail(state, call.inner(staking), orchestrator, disputes.jail_rounds)
    return of_bond, of_delegations


# Transactions of accusers and arbitrators.


@transaction(
    "Disputes", f"raiseDispute({EVIDENCE},bytes)", returns="uint256",
    rejects=[
        *GUARDED, Reason.SIGNATURE_LENGTH, Reason.SIGNATURE_HIGH_S, Reason.SIGNATURE_V, Reason.SIGNATURE_INVALID,
        Reason.ARBITRATOR_NOT_ALLOWED, Reason.EVIDENCE_FROM_FUTURE, Reason.EVIDENCE_TOO_OLD, Reason.NOT_LIABLE,
        Reason.ARBITRATOR_NOT_SUPPORTED, Reason.EVIDENCE_USED, Reason.ADDITION_OVERFLOW, *_PAYING,
        Reason.CALLEE_REVERTED, Reason.NOT_DISPUTES, *ASKING, Reason.ESCALATION_UNSET,
        Reason.ESCALATION_OUTLASTS_RULING,
    ],
)  # fmt: skip
@implements(
    "LP-DISP-001", "LP-DISP-002", "LP-DISP-004", "LP-DISP-005", "LP-DISP-006", "LP-DISP-007", "LP-DISP-008",
    "LP-DISP-009", "LP-DISP-010", "LP-DISP-011", "LP-DISP-013",
)  # fmt: skip
def raise_dispute(state: State, call: Call, evidence: Evidence, signature: bytes) -> int:
    """Accuse the orchestrator that signed the evidence; gives the dispute's id. The caller stakes the dispute stake."""
    current = begin(state, call)
    disputes = state.disputes
    evidence = Evidence(*evidence)
    orchestrator = evidence_signer(domain(state), evidence, signature)
    # Governance allows the arbitrator.
    require(disputes.arbitrators[evidence.arbitrator], Reason.ARBITRATOR_NOT_ALLOWED)
    # The work was done already.
    require(evidence.round <= current, Reason.EVIDENCE_FROM_FUTURE)
    # The work was done lately.
    require(current - evidence.round <= disputes.eligibility_period, Reason.EVIDENCE_TOO_OLD)
    stake = disputes.stakes[orchestrator]
    # The signer answered for its work with a stake.
    require(is_liable(stake, evidence.round), Reason.NOT_LIABLE)
    # The signer supported the arbitrator.
    require(is_supported(state, orchestrator, evidence.arbitrator, evidence.round), Reason.ARBITRATOR_NOT_SUPPORTED)
    key = orchestrator, evidence_digest(domain(state), evidence)
    # Nobody raised a dispute about the evidence.
    require(disputes.raised[key] == 0, Reason.EVIDENCE_USED)
    id = disputes.dispute_count + 1
    disputes.dispute_count = id
    disputes.raised[key] = id
    stake.open_disputes += 1
    dispute = disputes.disputes[id]
    dispute.outcome = int(Outcome.OPEN)
    dispute.accuser = call.sender
    dispute.orchestrator = orchestrator
    dispute.arbitrator = evidence.arbitrator
    dispute.stake = disputes.dispute_stake
    dispute.end_round = add(current, disputes.ruling_period)
    dispute.evidence = key[1]
    _take(state, call, dispute.stake)
    emit(call, DisputeRaised(id, orchestrator, call.sender, evidence, dispute.end_round))
    tell(state, call, dispute.arbitrator, id)
    return id


@transaction("Disputes", "rule(uint256,bool)", rejects=(*RULING, Reason.NOT_DISPUTES))
@implements(
    "LP-DISP-014", "LP-DISP-015", "LP-DISP-016", "LP-DISP-017", "LP-DISP-018", "LP-DISP-019", "LP-PEN-011", "LP-PEN-020"
)
def rule_dispute(state: State, call: Call, id: int, for_accuser: bool) -> None:
    """Decide a dispute, once: for the accuser, or for the orchestrator."""
    current = begin(state, call)
    disputes = state.disputes
    dispute = disputes.disputes[id]
    require_ruling(state, call, dispute, current)
    if for_accuser:
        _close(state, dispute, Outcome.WON)
        stake = disputes.stakes[dispute.orchestrator]
        slashed = part(stake.amount, disputes.slash_amount, PPM)
        stake.amount -= slashed
        of_bond, of_delegations = _punish(state, call, dispute.orchestrator)
        own_penalty = add(slashed, of_bond)
        penalty = add(own_penalty, of_delegations)
        # An orchestrator that accuses itself gets no part of what its delegators lose.
        reward = part(own_penalty, disputes.accuser_reward, PPM)
        _pay(state, call, dispute.accuser, add(dispute.stake, reward))
    else:
        _close(state, dispute, Outcome.LOST)
        penalty, reward = dispute.stake, 0
    _dispose(state, call, penalty - reward)
    emit(call, DisputeRuled(id, for_accuser, penalty, reward))


@transaction("Disputes", "lapse(uint256)", rejects=[*GUARDED, Reason.DISPUTE_NOT_OPEN, Reason.RULING_PERIOD_NOT_OVER])
@implements("LP-DISP-021", "LP-DISP-022")
def lapse_dispute(state: State, call: Call, id: int) -> None:
    """Close a dispute whose arbitrator was silent; anybody may. The accuser gets its stake back."""
    current = begin(state, call)
    dispute = state.disputes.disputes[id]
    # The dispute is open.
    require(dispute.outcome == Outcome.OPEN, Reason.DISPUTE_NOT_OPEN)
    # The arbitrator's time is over.
    require(current > dispute.end_round, Reason.RULING_PERIOD_NOT_OVER)
    _close(state, dispute, Outcome.LAPSED)
    _pay(state, call, dispute.accuser, dispute.stake)
    emit(call, DisputeLapsed(id))


# Transactions of orchestrators.


@transaction(
    "Disputes",
    "lockStake(uint256)",
    rejects=[*GUARDED, Reason.ADDITION_OVERFLOW, Reason.DISPUTE_STAKE_TOO_SMALL, *_PAYING],
)
@implements("LP-DISP-003", "LP-DISP-023", "LP-DISP-024", "LP-DISP-025")
def lock_dispute_stake(state: State, call: Call, amount: Lptu) -> None:
    """Lock ``amount`` more, which may be nothing, to be liable from the next round on; ends an unlock in progress."""
    current = begin(state, call)
    stake = state.disputes.stakes[call.sender]
    # It is enough, with what is locked already.
    require(add(stake.amount, amount) >= state.disputes.orchestrator_stake, Reason.DISPUTE_STAKE_TOO_SMALL)
    stake.amount += amount
    if stake.liable_from == 0:
        stake.liable_from = current + 1
    stake.unlock_round = 0
    stake.withdraw_round = 0
    _take(state, call, amount)
    emit(call, DisputeStakeLocked(call.sender, amount, stake.liable_from))


@transaction(
    "Disputes", "unlockStake()",
    rejects=[*GUARDED, Reason.NO_DISPUTE_STAKE, Reason.DISPUTE_STAKE_UNLOCKING, Reason.ADDITION_OVERFLOW],
)  # fmt: skip
@implements("LP-DISP-026", "LP-DISP-027")
def unlock_dispute_stake(state: State, call: Call) -> None:
    """Be liable for no later round, and begin to wait for the stake."""
    current = begin(state, call)
    stake = state.disputes.stakes[call.sender]
    # The caller locked a stake.
    require(stake.liable_from != 0, Reason.NO_DISPUTE_STAKE)
    # No unlock is in progress.
    require(stake.unlock_round == 0, Reason.DISPUTE_STAKE_UNLOCKING)
    stake.unlock_round = current
    stake.withdraw_round = add(current, add(state.disputes.eligibility_period, 1))
    emit(call, DisputeStakeUnlocked(call.sender, stake.withdraw_round))


@transaction(
    "Disputes", "withdrawStake()",
    rejects=[*GUARDED, Reason.DISPUTE_STAKE_NOT_UNLOCKED, Reason.DISPUTE_STAKE_LOCKED, Reason.DISPUTES_OPEN],
)  # fmt: skip
@implements("LP-DISP-028", "LP-DISP-029", "LP-DISP-030")
def withdraw_dispute_stake(state: State, call: Call) -> None:
    """Take the stake back when no dispute about it can be raised any more and none is open."""
    current = begin(state, call)
    stake = state.disputes.stakes[call.sender]
    # An unlock is in progress.
    require(stake.unlock_round != 0, Reason.DISPUTE_STAKE_NOT_UNLOCKED)
    # Nobody can raise a dispute about the last round any more.
    require(current >= stake.withdraw_round, Reason.DISPUTE_STAKE_LOCKED)
    # No dispute is open.
    require(stake.open_disputes == 0, Reason.DISPUTES_OPEN)
    amount = stake.amount
    stake.amount = 0
    stake.liable_from = 0
    stake.unlock_round = 0
    stake.withdraw_round = 0
    _pay(state, call, call.sender, amount)
    emit(call, DisputeStakeWithdrawn(call.sender, amount))


@transaction("Disputes", "supportArbitrator(address)", rejects=[*GUARDED, Reason.ARBITRATOR_NOT_ALLOWED])
@implements("LP-DISP-011", "LP-DISP-031")
def support_arbitrator(state: State, call: Call, arbitrator: Address) -> None:
    """Support an arbitrator from the next round on, or again as if there had been no end."""
    current = begin(state, call)
    # Governance allows the arbitrator.
    require(state.disputes.arbitrators[arbitrator], Reason.ARBITRATOR_NOT_ALLOWED)
    support = state.disputes.supports[call.sender, arbitrator]
    if support.from_round == 0:
        support.from_round = current + 1
    support.until_round = 0
    emit(call, ArbitratorSupported(call.sender, arbitrator, support.from_round))


@transaction("Disputes", "dropArbitrator(address)", rejects=[*GUARDED, Reason.ARBITRATOR_NOT_SUPPORTED])
@implements("LP-DISP-012", "LP-DISP-032")
def drop_arbitrator(state: State, call: Call, arbitrator: Address) -> None:
    """Support an arbitrator no more, from the next round on."""
    current = begin(state, call)
    support = state.disputes.supports[call.sender, arbitrator]
    # The caller supports the arbitrator.
    require(support.from_round != 0 and support.until_round == 0, Reason.ARBITRATOR_NOT_SUPPORTED)
    support.until_round = current + 1
    emit(call, ArbitratorDropped(call.sender, arbitrator, support.until_round))


# Parameters.


@transaction("Disputes", "setArbitrator(address,bool)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-DISP-033", "LP-DISP-034")
def set_arbitrator(state: State, call: Call, arbitrator: Address, allowed: bool) -> None:
    """Allow an account to be an arbitrator, or forbid it: one that is forbidden rules in no dispute, open ones
    included."""
    require_controller_owner(state, call)
    state.disputes.arbitrators[arbitrator] = allowed
    emit(call, ArbitratorSet(arbitrator, allowed))


@transaction("Disputes", "setDisputeStake(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-DISP-033", "LP-DISP-035")
def set_dispute_stake(state: State, call: Call, amount: Lptu) -> None:
    """Set what an accuser stakes; open disputes keep what was staked."""
    require_controller_owner(state, call)
    state.disputes.dispute_stake = amount
    emit(call, ParameterUpdate("disputeStake"))


@transaction("Disputes", "setOrchestratorStake(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-DISP-033", "LP-DISP-035")
def set_orchestrator_stake(state: State, call: Call, amount: Lptu) -> None:
    """Set what an orchestrator has to lock at least; what is locked stays as it is."""
    require_controller_owner(state, call)
    state.disputes.orchestrator_stake = amount
    emit(call, ParameterUpdate("orchestratorStake"))


@transaction("Disputes", "setEligibilityPeriod(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-DISP-033", "LP-DISP-035")
def set_eligibility_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after its own a piece of work can be disputed; unlocks in progress keep their round."""
    require_controller_owner(state, call)
    state.disputes.eligibility_period = rounds
    emit(call, ParameterUpdate("eligibilityPeriod"))


@transaction("Disputes", "setRulingPeriod(uint256)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-DISP-033", "LP-DISP-035")
def set_ruling_period(state: State, call: Call, rounds: int) -> None:
    """Set for how many rounds after that of the dispute an arbitrator can rule; open disputes keep their end."""
    require_controller_owner(state, call)
    state.disputes.ruling_period = rounds
    emit(call, ParameterUpdate("rulingPeriod"))


@transaction(
    "Disputes", "setSlashAmount(uint256)",
    rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_SLASH_AMOUNT],
)  # fmt: skip
@implements("LP-DISP-033", "LP-DISP-035", "LP-DISP-036")
def set_slash_amount(state: State, call: Call, fraction: Ppm) -> None:
    """Set which part of its dispute stake an orchestrator loses with a dispute."""
    require_controller_owner(state, call)
    # It is at most the whole.
    require(is_fraction(fraction, PPM), Reason.INVALID_SLASH_AMOUNT)
    state.disputes.slash_amount = fraction
    emit(call, ParameterUpdate("slashAmount"))


@transaction(
    "Disputes", "setPenalty(uint256,uint256)",
    rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_SLASH_AMOUNT],
)  # fmt: skip
@implements("LP-DISP-033", "LP-DISP-035", "LP-PEN-010")
def set_penalty(state: State, call: Call, fraction: Ppm, rounds: int) -> None:
    """Set which part of its bond an orchestrator loses besides, and for how many rounds it is jailed; 0 for neither."""
    require_controller_owner(state, call)
    # It is at most the whole.
    require(is_fraction(fraction, PPM), Reason.INVALID_SLASH_AMOUNT)
    state.disputes.bond_slash_amount = fraction
    state.disputes.jail_rounds = rounds
    emit(call, ParameterUpdate("penalty"))


@transaction(
    "Disputes", "setDelegationSlashAmount(uint256)",
    rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_DELEGATION_SLASH],
)  # fmt: skip
@implements("LP-DISP-033", "LP-DISP-035", "LP-PEN-019")
def set_delegation_slash_amount(state: State, call: Call, fraction: Ppm) -> None:
    """Set which part of all stake delegated to an orchestrator is lost with a dispute; 0 for nothing."""
    require_controller_owner(state, call)
    # It is at most half.
    require(fraction <= MAX_DELEGATION_SLASH, Reason.INVALID_DELEGATION_SLASH)
    state.disputes.delegation_slash_amount = fraction
    emit(call, ParameterUpdate("delegationSlashAmount"))


@transaction(
    "Disputes", "setAccuserReward(uint256)",
    rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_ACCUSER_REWARD],
)  # fmt: skip
@implements("LP-DISP-033", "LP-DISP-035", "LP-DISP-037")
def set_accuser_reward(state: State, call: Call, fraction: Ppm) -> None:
    """Set which part of an orchestrator's own loss the accuser gets: half at most, so that accusing oneself never pays.

    What delegators lose is no part of it: otherwise an orchestrator with little stake of its own could take a part of
    theirs by accusing itself.
    """
    require_controller_owner(state, call)
    # Whoever accuses itself loses as much as it gets, or more.
    require(fraction <= MAX_ACCUSER_REWARD, Reason.INVALID_ACCUSER_REWARD)
    state.disputes.accuser_reward = fraction
    emit(call, ParameterUpdate("accuserReward"))


@transaction("Disputes", "setTreasury(address)", rejects=[Reason.NO_DATA, Reason.NOT_CONTROLLER_OWNER])
@implements("LP-DISP-033", "LP-DISP-035")
def set_treasury(state: State, call: Call, recipient: Address) -> None:
    """Set who gets what losers lose; the null address lets it be burned."""
    require_controller_owner(state, call)
    state.disputes.treasury = recipient
    emit(call, ParameterUpdate("treasury"))


# Views.


@view("Disputes", "DOMAIN_SEPARATOR()", "bytes32")
@implements("LP-DISP-038")
def disputes_domain_separator(state: State, call: Call) -> Hash32:
    """The EIP-712 domain of evidence."""
    return domain(state).separator


@view("Disputes", f"evidenceDigest({EVIDENCE})", "bytes32")
@implements("LP-DISP-038")
def evidence_digest_of(state: State, call: Call, evidence: Evidence) -> Hash32:
    """What an orchestrator signs of evidence, and what a dispute keeps of it."""
    return evidence_digest(domain(state), Evidence(*evidence))


@view(
    "Disputes", "getDispute(uint256)",
    "uint256 outcome,address accuser,address orchestrator,address arbitrator,uint256 stake,uint256 endRound,"
    "bytes32 evidence",
)  # fmt: skip
@implements("LP-DISP-039")
def get_dispute(
    state: State, call: Call, dispute_id: int
) -> tuple[int, Address, Address, Address, Lptu, Round, Hash32]:
    """A dispute; zeros when there is none."""
    dispute = state.disputes.disputes[dispute_id]
    return (
        dispute.outcome, dispute.accuser, dispute.orchestrator, dispute.arbitrator, dispute.stake, dispute.end_round,
        dispute.evidence,
    )  # fmt: skip


@view(
    "Disputes", "getStake(address)",
    "uint256 amount,uint256 liableFrom,uint256 unlockRound,uint256 withdrawRound,uint256 openDisputes",
)  # fmt: skip
@implements("LP-DISP-039")
def get_dispute_stake(state: State, call: Call, account: Address) -> tuple[Lptu, Round, Round, Round, int]:
    """What an orchestrator has locked; zeros when there is nothing."""
    stake = state.disputes.stakes[account]
    return stake.amount, stake.liable_from, stake.unlock_round, stake.withdraw_round, stake.open_disputes


@view("Disputes", "isLiable(address,uint256)", "bool")
@implements("LP-DISP-009", "LP-DISP-010")
def is_liable_in(state: State, call: Call, account: Address, work_round: Round) -> bool:
    """Whether an orchestrator answers with a dispute stake for its work of a round."""
    return is_liable(state.disputes.stakes[account], work_round)


@view("Disputes", "isSupported(address,address,uint256)", "bool")
@implements("LP-DISP-011", "LP-DISP-012")
def is_supported_in(state: State, call: Call, account: Address, arbitrator: Address, work_round: Round) -> bool:
    """Whether an orchestrator supports an arbitrator for its work of a round."""
    return is_supported(state, account, arbitrator, work_round)


@view("Disputes", "getSupport(address,address)", "uint256 fromRound,uint256 untilRound")
@implements("LP-DISP-039")
def get_support(state: State, call: Call, account: Address, arbitrator: Address) -> tuple[Round, Round]:
    """From which round on an orchestrator supports an arbitrator, and from which on no more; 0 for no such round."""
    support = state.disputes.supports[account, arbitrator]
    return support.from_round, support.until_round


@view("Disputes", "raised(address,bytes32)", "uint256")
@implements("LP-DISP-039")
def dispute_about(state: State, call: Call, orchestrator: Address, evidence_digest: Hash32) -> int:
    """The dispute about a piece of an orchestrator's evidence, 0 when there is none."""
    return state.disputes.raised[orchestrator, evidence_digest]


@view("Disputes", "isArbitrator(address)", "bool")
@implements("LP-DISP-034")
def is_arbitrator(state: State, call: Call, account: Address) -> bool:
    """Whether governance allows an arbitrator."""
    return state.disputes.arbitrators[account]


@view("Disputes", "disputeCount()", "uint256")
@implements("LP-DISP-039")
def dispute_count(state: State, call: Call) -> int:
    """How many disputes there were, which is the last one's id."""
    return state.disputes.dispute_count


@view("Disputes", "disputeStake()", "uint256")
@implements("LP-DISP-035")
def dispute_stake(state: State, call: Call) -> Lptu:
    """What an accuser stakes."""
    return state.disputes.dispute_stake


@view("Disputes", "orchestratorStake()", "uint256")
@implements("LP-DISP-035")
def orchestrator_stake(state: State, call: Call) -> Lptu:
    """What an orchestrator locks at least."""
    return state.disputes.orchestrator_stake


@view("Disputes", "eligibilityPeriod()", "uint256")
@implements("LP-DISP-035")
def eligibility_period(state: State, call: Call) -> int:
    """For how many rounds after its own a piece of work can be disputed."""
    return state.disputes.eligibility_period


@view("Disputes", "rulingPeriod()", "uint256")
@implements("LP-DISP-035")
def ruling_period(state: State, call: Call) -> int:
    """For how many rounds after that of the dispute an arbitrator can rule."""
    return state.disputes.ruling_period


@view("Disputes", "slashAmount()", "uint256")
@implements("LP-DISP-035")
def slash_amount(state: State, call: Call) -> Ppm:
    """Which part of its dispute stake an orchestrator loses with a dispute."""
    return state.disputes.slash_amount


@view("Disputes", "bondSlashAmount()", "uint256")
@implements("LP-PEN-010")
def bond_slash_amount(state: State, call: Call) -> Ppm:
    """Which part of its bond an orchestrator loses besides."""
    return state.disputes.bond_slash_amount


@view("Disputes", "delegationSlashAmount()", "uint256")
@implements("LP-PEN-019")
def delegation_slash_amount(state: State, call: Call) -> Ppm:
    """Which part of all stake delegated to an orchestrator is lost with a dispute."""
    return state.disputes.delegation_slash_amount


@view("Disputes", "jailRounds()", "uint256")
@implements("LP-PEN-010")
def jail_rounds(state: State, call: Call) -> int:
    """For how many rounds an orchestrator is jailed that loses a dispute."""
    return state.disputes.jail_rounds


@view("Disputes", "openDisputes(address)", "uint256")
@implements("LP-PEN-002")
def open_disputes(state: State, call: Call, account: Address) -> int:
    """How many disputes with an account are open."""
    return state.disputes.stakes[account].open_disputes


@view("Disputes", "accuserReward()", "uint256")
@implements("LP-DISP-035")
def accuser_reward(state: State, call: Call) -> Ppm:
    """Which part of an orchestrator's own loss the accuser gets."""
    return state.disputes.accuser_reward


@view("Disputes", "treasury()", "address")
@implements("LP-DISP-035")
def treasury(state: State, call: Call) -> Address:
    """Who gets what losers lose; null when it is burned."""
    return state.disputes.treasury
