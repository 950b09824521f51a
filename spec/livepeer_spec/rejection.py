"""Why a transaction is rejected: typed reasons, and the exception that carries one.

A reason is the protocol's own word for a failed check. The text that a deployed contract answers with
(a revert string, a panic code, nothing at all) is data outside the spec: it lives in error maps that
the implementer owns. One reason stands for one rule, so the same reason may have another text in
another upgrade.
"""

from enum import Enum, unique


@unique
class Reason(Enum):
    """Every reason for which a transaction of a covered upgrade is rejected."""

    # Arithmetic and calldata.
    SUBTRACTION_UNDERFLOW = "a subtraction would go below zero"
    ADDITION_OVERFLOW = "an addition would exceed 2^256 - 1"
    MULTIPLICATION_OVERFLOW = "a multiplication would exceed 2^256 - 1"
    DIVISION_BY_ZERO = "a division by zero"
    INDEX_OUT_OF_RANGE = "an array is shorter than the index that is read"
    NO_DATA = "the call reverts without data: a check without a text, malformed calldata, or a callee that is missing"
    CALLEE_REVERTED = "a called account reverted, and its own revert data is passed on"

    # Controller, managers and proxies.
    NOT_OWNER = "the caller does not own the contract"
    NOT_PAUSED = "the system is not paused"
    PAUSED = "the Controller is already paused"
    NEW_OWNER_NULL = "the new owner is the null address"
    NOT_CONTROLLER = "the caller is not the Controller"
    NOT_CONTROLLER_OWNER = "the caller does not own the Controller"
    SYSTEM_PAUSED = "the system is paused"
    SYSTEM_NOT_PAUSED = "the system is not paused, and must be"
    TARGET_NOT_REGISTERED = "the proxy's target contract is not registered"

    # LivepeerToken.
    TRANSFER_FROM_NULL = "tokens move from the null address"
    TRANSFER_TO_NULL = "tokens move to the null address"
    MINT_TO_NULL = "tokens are minted to the null address"
    APPROVE_TO_NULL = "the null address is approved"
    APPROVE_FROM_NULL = "the null address approves"
    BURN_FROM_NULL = "tokens of the null address are burned"
    TRANSFER_EXCEEDS_BALANCE = "a transfer of more tokens than the account holds"
    TRANSFER_EXCEEDS_ALLOWANCE = "a transfer of more tokens than the owner approved"
    ALLOWANCE_BELOW_ZERO = "an allowance is decreased below zero"
    BURN_EXCEEDS_BALANCE = "more tokens burned than the account holds"
    BURN_EXCEEDS_ALLOWANCE = "more tokens burned than the owner approved"
    MISSING_ROLE = "the caller lacks the role"
    RENOUNCE_NOT_SELF = "an account renounces a role for another account"
    PERMIT_EXPIRED = "the permit's deadline has passed"
    PERMIT_INVALID_SIGNATURE = "the permit is not signed by the owner"
    MINTING_FINISHED = "minting is finished"

    # Minter.
    INVALID_INFLATION = "the inflation is no valid percentage"
    INVALID_INFLATION_CHANGE = "the inflation change is no valid percentage"
    INVALID_TARGET_BONDING_RATE = "the target bonding rate is no valid percentage"
    NOT_BONDING_MANAGER = "the caller is not the BondingManager"
    NOT_BONDING_MANAGER_OR_BROKER = "the caller is neither BondingManager nor JobsManager"
    NOT_MINTER_OR_BROKER = "the caller is neither Minter nor JobsManager"
    NOT_ROUNDS_MANAGER_FOR_MINTER = "the caller of the Minter is not the RoundsManager"
    EXCEEDS_MINTABLE = "more tokens minted than the round allows"
    NEW_MINTER_IS_CURRENT = "the new Minter is the current Minter"
    NEW_MINTER_NULL = "the new Minter is the null address"
    NEW_MINTER_OTHER_CONTROLLER = "the new Minter belongs to another Controller"
    CURRENT_MINTER_NOT_REGISTERED = "the current Minter is not the registered one"

    # RoundsManager.
    ZERO_ROUND_LENGTH = "the round length is zero"
    INVALID_ROUND_LOCK = "the round lock amount is no valid percentage"
    UPGRADE_ROUND_ALREADY_SET = "the LIP's upgrade round is already set"
    PAST_LIP_73_ROUND = "the round is at or past the LIP-73 round"
    ROUND_ALREADY_INITIALIZED = "the round is already initialized"
    ROUND_NOT_INITIALIZED = "the current round is not initialized"
    BLOCK_NOT_PAST = "the block whose hash is asked for is not in the past"
    BLOCK_TOO_OLD = "the block whose hash is asked for is not among the last 256"

    # Transcoder pool.
    POOL_SIZE_NOT_INCREASED = "the pool's maximum size may only grow"
    POOL_NODE_NULL = "the null address cannot join the pool"
    POOL_NODE_MISSING = "the account is not in the pool"
    POOL_KEY_ZERO = "an account without stake joins the pool"

    # BondingManager.
    NOT_ROUNDS_MANAGER = "the caller is not the RoundsManager"
    NOT_TICKET_BROKER = "the caller is not the TicketBroker"
    NOT_VERIFIER = "the caller is not the Verifier"
    ROUND_LOCKED = "the current round is locked"
    INVALID_REWARD_CUT = "the reward cut is no valid percentage"
    INVALID_FEE_SHARE = "the fee share is no valid percentage"
    NOT_REGISTERED = "the account is not a registered orchestrator"
    ACTIVE_WITHOUT_REWARD = "an active orchestrator has not called reward in this round"
    INVALID_DELEGATE = "a third party bonds an unbonded account to itself"
    INVALID_DELEGATE_CHANGE = "a third party would change the delegate"
    INVALID_DELEGATOR = "a bond is transferred to its own delegate, which has no stake"
    REGISTERED_CANNOT_DELEGATE_AWAY = "a registered orchestrator delegates to another address"
    ZERO_DELEGATION = "nothing is delegated"
    NOT_BONDED = "the account is not bonded"
    STILL_BONDED = "the account is not unbonded"
    ZERO_UNBOND = "nothing is unbonded"
    UNBOND_EXCEEDS_BOND = "more is unbonded than is bonded"
    INVALID_UNBONDING_LOCK = "the unbonding lock does not exist"
    STAKE_STILL_LOCKED = "the unbonding lock's withdraw round is not reached"
    NO_FEES = "there are no fees to withdraw"
    NULL_RECIPIENT = "the recipient of the fees is the null address"
    INSUFFICIENT_FEES = "more fees withdrawn than earned"
    NOT_ACTIVE = "the caller is not an active orchestrator"
    ALREADY_REWARDED = "the caller has already called reward in this round"
    CLAIM_NOT_AFTER_LAST = "the end round is not after the last claim round"
    CLAIM_END_NOT_CURRENT = "the end round is neither the current round nor before the LIP-36 round"
    TOO_MANY_CLAIM_ROUNDS = "more rounds claimed at once than allowed"
    SNAPSHOT_ALREADY_CLAIMED = "the LIP-52 snapshot is already claimed, or not open"
    INVALID_SNAPSHOT_PROOF = "the Merkle proof of the snapshot is invalid"
    SNAPSHOT_CALL_FAILED = "the call that follows the snapshot claim failed, and its revert data is the text"
    LIP_77_ALREADY_EXECUTED = "LIP-77 is already executed"

    # BondingManager of alpha.
    NOT_JOBS_MANAGER = "the caller is not the JobsManager"
    POOL_BELOW_ACTIVE = "the pool would be smaller than the active set"
    ACTIVE_ABOVE_POOL = "the active set would be larger than the pool"
    RATES_LOCKED = "cut or share would change while the round is locked"
    PRICE_BELOW_LOWEST = "in a locked round the price would fall below all others"
    PRICE_RAISED = "the price would rise in a locked round"
    NOT_SELF_BONDED = "the caller has no stake bonded to itself"
    CLAIM_AFTER_CURRENT = "earnings of a round that has not begun are claimed"
    NOT_ACTIVE_IN_ROUND = "the transcoder was not active in the round"

    # TicketBroker.
    TICKET_RECIPIENT_NULL = "the ticket's recipient is the null address"
    TICKET_SENDER_NULL = "the ticket's sender is the null address"
    TICKET_AUX_DATA_LENGTH = "the ticket's auxData is not 64 bytes long"
    TICKET_ROUND_WITHOUT_HASH = "the ticket's creation round has no block hash"
    TICKET_ROUND_HASH_MISMATCH = "the ticket's block hash is not that of its creation round"
    TICKET_EXPIRED = "the ticket is expired"
    TICKET_RAND_MISMATCH = "the random number does not match the recipient's commitment"
    TICKET_USED = "the ticket is used"
    SIGNATURE_LENGTH = "the signature is not 65 bytes long"
    SIGNATURE_HIGH_S = "the signature's s is in the upper half of the order"
    SIGNATURE_V = "the signature's v is neither 27 nor 28"
    SIGNATURE_INVALID = "no signer can be recovered from the signature"
    SIGNATURE_WRONG_SIGNER = "the ticket is not signed by its sender"
    TICKET_LOST = "the ticket did not win"
    SENDER_UNLOCKED = "the sender's funds are unlocked"
    NO_SENDER_FUNDS = "the sender has neither deposit nor reserve"
    VALUE_MISMATCH = "the ETH sent is not the sum of deposit and reserve"
    UNLOCK_ALREADY_STARTED = "an unlock is already in progress"
    NO_UNLOCK = "no unlock is in progress"
    FUNDS_LOCKED = "the unlock period has not passed"
    ZERO_TICKET_VALIDITY = "the ticket validity period is zero"

    # Polls.
    INSUFFICIENT_STAKE_FOR_POLL = "the creator of a poll has too little stake"
    POLL_OVER = "the poll is over"
    POLL_ACTIVE = "the poll is still active"

    # Governor.
    NOT_GOVERNOR_OWNER = "the caller does not own the Governor"
    NOT_GOVERNOR = "the caller is not the Governor"
    UPDATE_ALREADY_STAGED = "the update is already staged"
    UPDATE_NOT_STAGED = "the update is not staged"
    UPDATE_DELAY = "the update's delay has not passed"
    UPDATE_CALL_FAILED = "a call of the update failed, and its revert data is the text"
    GOVERNOR_NEW_OWNER_NULL = "the Governor's new owner is the null address"

    # JobsManager.
    ZERO_VERIFICATION_RATE = "the verification rate is zero"
    VERIFICATION_WINDOW_TOO_LONG = "both verification periods together exceed the blocks whose hashes are known"
    INVALID_SLASH_AMOUNT = "the part to slash is no valid percentage"
    INVALID_FINDER_FEE = "the finder's fee is no valid percentage"
    DEPOSIT_LOCKED = "a job of the broadcaster may still run"
    JOB_ALREADY_OVER = "a job would end before it begins"
    INVALID_TRANSCODING_OPTIONS = "the transcoding options are no list of 8-character profiles"
    JOB_MISSING = "there is no such job"
    CLAIM_MISSING = "there is no such claim"
    JOB_INACTIVE = "the job has ended"
    INVALID_SEGMENT_RANGE = "the claim's range of segments is empty"
    NOT_JOB_TRANSCODER = "the caller is not assigned to the job"
    NOT_ELECTED = "another transcoder, or none, is elected for the job"
    CLAIM_NOT_PENDING = "the claim is slashed or its fees are paid"
    SLASHING_PERIOD_NOT_OVER = "the claim can still be slashed for missed verification"
    SEGMENT_NOT_CHALLENGED = "the segment is outside the claim or need not be verified"
    BROADCASTER_SIGNATURE = "the segment's signature is not the broadcaster's"
    INVALID_RECEIPT_PROOF = "the Merkle proof does not lead from the receipt to the claim's root"
    UNEXPECTED_PAYMENT = "ETH is sent to a verifier without price"
    CLAIM_SLASHED = "the claim is slashed already"
    SEGMENT_NOT_SUBMITTED = "nobody asked to verify the segment"
    VERIFICATION_PERIOD_NOT_OVER = "the transcoder can still verify in time"
    SLASHING_PERIOD_OVER = "missed verification can no longer be reported"
    SEGMENT_SUBMITTED = "the segment is submitted for verification"
    SAME_CLAIM = "a claim is compared with itself"
    SEGMENT_NOT_IN_BOTH = "the segment is not claimed twice"

    # Verifier and faucet.
    NOT_SOLVER = "the caller is no solver"
    SOLVER_NULL = "a solver is the null address"
    SOLVER_KNOWN = "the solver is listed already"
    FAUCET_WAIT = "the account requested too recently"

    # Genesis and grants.
    WRONG_GENESIS_STAGE = "the transaction belongs to another stage of the genesis"
    ALLOCATIONS_MISMATCH = "the parts are not the initial supply"
    GRANTS_EXCEED_SUPPLY = "more is granted than allocated"
    GRANT_EXISTS = "the receiver has a grant of the kind"
    BENEFICIARY_NULL = "tokens vest for the null address"
    CLIFF_AFTER_VESTING = "the cliff is later than the end of the vesting"
    NOTHING_TO_RELEASE = "there is nothing to release"
    NOT_REVOCABLE = "the vesting cannot be revoked"
    ALREADY_REVOKED = "the token's vesting is revoked already"
    RELEASE_TIME_PAST = "the tokens would not be locked at all"
    RELEASE_TIME_NOT_REACHED = "the tokens are still locked"

    # MerkleMine.
    MINE_STARTED = "the distribution runs already"
    MINE_UNDERFUNDED = "the contract holds too few tokens"
    MINE_NOT_STARTED = "the distribution does not run yet"
    ALREADY_GENERATED = "the recipient got its tokens"
    INVALID_GENESIS_PROOF = "the Merkle proof does not lead from the recipient to the root"
    CALLER_TOO_EARLY = "a third party calls before its share starts"

    # The whitepaper's own protocol.
    NOT_FOUNDED = "the protocol is not founded"
    NOT_FOUNDER = "the caller is not the founder of the protocol"
    ALREADY_FOUNDED = "the protocol is founded already"
    GOVERNANCE_NULL = "the protocol would be founded without a Governance"
    NOT_GOVERNING = "the caller may not set parameters"
    NOT_GOVERNANCE = "the caller is not the Governance"
    NOT_TRUEBIT = "the caller does not answer for Truebit"
    UNKNOWN_PARAMETER = "there is no parameter of this name"
    INVALID_PARAMETER = "the parameter cannot have this value"
    BLOCK_HASH_UNKNOWN = "the hash of the block is not known, or not any more"
    DELEGATE_NULL = "stake is delegated to the null address"
    CANDIDATE_CANNOT_DELEGATE_AWAY = "a candidate delegates to another account"
    ALREADY_CLAIMED = "everything up to the current round is claimed"
    NOT_CANDIDATE = "the caller is no candidate"
    NOT_PARTY_OF_JOB = "the caller is neither broadcaster nor transcoder of the job"
    NOTHING_TO_WITHDRAW = "there is nothing to withdraw"
    CLAIM_TIME_OVER = "the job ended too long ago"
    SEGMENTS_ALREADY_CLAIMED = "a segment is claimed twice"
    VERIFICATION_PERIOD_OVER = "the verification period is over"
    NOT_SLASHING_PERIOD = "missed verifications cannot be reported now"
    SEGMENT_NOT_CLAIMED = "the claim does not have the segment"
    TRANSCODER_SIGNATURE = "the transcoder did not sign the receipt"
    REQUEST_UNKNOWN = "Truebit is not asked under this number"
    PROPOSAL_UNKNOWN = "there is no such proposal"
    PROPOSAL_EXECUTED = "the proposal is carried out already"
    ALREADY_VOTED = "the caller voted in this round already"
    INSUFFICIENT_COMMON_POOL = "the common pool is too small"

    # Disputes.
    ARBITRATOR_NOT_ALLOWED = "governance does not allow the arbitrator"
    ARBITRATOR_NOT_SUPPORTED = "the orchestrator does not support the arbitrator"
    EVIDENCE_FROM_FUTURE = "the evidence is of a round to come"
    EVIDENCE_TOO_OLD = "the evidence is of a round too long ago"
    EVIDENCE_USED = "there was a dispute about the evidence already"
    NOT_LIABLE = "the signer had no dispute stake in the round of the evidence"
    DISPUTE_NOT_OPEN = "there is no such dispute, or it is over"
    NOT_ARBITRATOR = "the caller is not the dispute's arbitrator, or not allowed any more"
    RULING_PERIOD_OVER = "the arbitrator's time is over"
    RULING_PERIOD_NOT_OVER = "the arbitrator can still rule"
    DISPUTE_STAKE_TOO_SMALL = "less is locked than an orchestrator must lock"
    NO_DISPUTE_STAKE = "the caller has locked no dispute stake"
    DISPUTE_STAKE_UNLOCKING = "the dispute stake is being unlocked already"
    DISPUTE_STAKE_NOT_UNLOCKED = "the dispute stake is not being unlocked"
    DISPUTE_STAKE_LOCKED = "a dispute about the last work can still be raised"
    DISPUTES_OPEN = "a dispute with the orchestrator is open"
    JAILED = "the account is jailed"
    STAKE_DISPUTED = "a dispute with the account is open, so that its stake stays"
    INVALID_ACCUSER_REWARD = "the accuser would get more than half of a penalty"
    INVALID_DELEGATION_SLASH = "a dispute would take more than half of all delegated stake"

    # Council.
    ZERO_THRESHOLD = "nobody would have to vote"
    NOT_DISPUTES = "the caller is not the Disputes contract"
    NOT_MEMBER = "the caller is no member of the council"
    COUNCIL_NOT_ASKED = "the council was not asked about the dispute"
    COUNCIL_DECIDED = "the council has decided"
    MEMBER_VOTED = "the member has voted on the dispute"

    # Vote of token holders.
    INVALID_QUORUM = "more than the whole stake would have to vote"
    VOTING_OUTLASTS_RULING = "the vote would not be over before the last round of the ruling period"
    VOTE_NOT_ASKED = "the holders were not asked about the dispute"
    VOTING_OVER = "the vote on the dispute is over"
    VOTING_NOT_OVER = "holders can still vote on the dispute"
    VOTER_IS_PARTY = "the caller is the accuser or the accused"
    HOLDER_VOTED = "the caller has voted on the dispute"
    BOND_CHANGED = "the caller's bond may have changed since the dispute's round began"
    VOTE_EXECUTED = "the vote was made a ruling already"
    QUORUM_NOT_REACHED = "too little stake voted"

    # Court.
    INVALID_SEATS = "a case would have an even number of seats, or too many"
    JUROR_JOINED = "the caller is a juror already"
    JUROR_STAKE_TOO_SMALL = "the stake does not cover a seat's deposit"
    COURT_FULL = "there are as many jurors as there may be"
    NOT_JUROR = "the caller is no juror"
    JUROR_LEAVING = "the juror is leaving already"
    JUROR_NOT_LEAVING = "the caller is no juror that left"
    JUROR_STAKE_LOCKED = "the juror can still be drawn"
    JUROR_SEATED = "a case in which the juror has a seat is not settled"
    COURT_OUTLASTS_RULING = "the court would not be done before the last round of the ruling period"
    COURT_NOT_ASKED = "the court was not asked about the dispute"
    CASE_DRAWN = "the jurors were drawn already"
    CASE_NOT_DRAWN = "no jurors were drawn"
    CASE_SETTLED = "the case was settled already"
    DRAW_TOO_EARLY = "the block whose hash draws is not over"
    NO_JURORS = "nobody can be drawn"
    NOT_SEATED = "the caller has no seat in the case"
    COMMIT_OVER = "the time to draw and to commit is over"
    COMMIT_NOT_OVER = "jurors can still commit"
    REVEAL_OVER = "the time to reveal is over"
    REVEAL_NOT_OVER = "jurors can still reveal"
    VOTE_REVEALED = "the juror has revealed its vote"
    WRONG_REVEAL = "it is not the vote that the juror committed to"

    # Referrals and the escalation game.
    DISPUTE_REFERRED = "the dispute was passed on to another arbitrator already"
    REFERRED_TO_ITSELF = "the arbitrator would pass the dispute on to itself"
    ESCALATION_UNSET = "there is no least bond, no time to contradict an answer, or nobody who decides in the end"
    ESCALATION_OUTLASTS_RULING = "there is no time to contradict an answer before the last round of the ruling period"
    GAME_NOT_ASKED = "there is no game about the dispute"
    GAME_ESCALATED = "the last answer was contradicted before the final arbitrator"
    ANSWER_PERIOD_OVER = "the last answer cannot be contradicted any more"
    ANSWER_PERIOD_NOT_OVER = "the last answer can still be contradicted"
    ANSWER_NOT_CONTRADICTING = "the answer says what the last one says"
    BOND_TOO_SMALL = "the bond is less than the least one, or less than twice that of the last answer"
    ANSWER_TOO_LATE = "there is no time left to contradict the answer and to rule"
    NO_ANSWER = "nobody has answered"
    DISPUTE_NOT_OVER = "nobody knows yet what becomes of the dispute"
    ANSWER_UNKNOWN = "the game has no such answer"
    ANSWER_WRONG = "the dispute was decided against the answer"
    BOND_COLLECTED = "the answer was paid already"

    # Proofs.
    PROOF_LENGTH = "the proof is no hash with whole signatures"
    SIGNERS_NOT_ASCENDING = "the signers of the proof are not in ascending order"
    TOO_FEW_EXECUTORS = "too few executors signed the proof"
    PROOF_NOT_ASKED = "the dispute is not before the arbitrator by proof"
    DISPUTE_PROVED = "the dispute was decided by a proof already"
    OTHER_EVIDENCE = "it is not the evidence in question"

    # Fault-based verification.
    EVIDENCE_FOR_OTHERS = "the evidence names another judge"
    SIGNER_NOT_REGISTERED = "who signed the evidence is no registered orchestrator"
    EVIDENCE_CHALLENGED = "the evidence is challenged already"
    CHALLENGE_NOT_OPEN = "there is no such challenge, or it is over"
    PROOF_PERIOD_OVER = "the time to prove is over"
    PROOF_PERIOD_NOT_OVER = "the challenge can still be proved"
    FINDER_FEE_TOO_LARGE = "the challenger would get more than half of what is slashed"


class SpecRejection(Exception):
    """A transaction that the protocol rejects; the caller of the rule undoes its effects.

    Attributes:
        reason: the check that failed.
        detail: values that help a reader, in protocol words; never compared.
        data: the revert data that is passed on unchanged (``CALLEE_REVERTED`` only).
    """

    def __init__(self, reason: Reason, detail: str = "", data: bytes = b"") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.data = data

    def __str__(self) -> str:
        return f"{self.reason.value}" + (f" ({self.detail})" if self.detail else "")


def require(condition: bool, reason: Reason, detail: str = "") -> None:
    """Reject the transaction with ``reason`` unless ``condition`` holds.

    Raises:
        SpecRejection: when ``condition`` is false.
    """
    if not condition:
        raise SpecRejection(reason, detail)
