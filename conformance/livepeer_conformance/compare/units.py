"""Units of values, and how people write them.

Which unit a value has follows from its name: that of an argument, of an event's or a record's field, of a view. Where
one name means two things, the transaction, event, view or record that it belongs to decides.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from livepeer_spec.primitives.fractions import PRECISE
from livepeer_spec.primitives.hashing import contract_id, keccak
from livepeer_spec.upgrades.streamflow.controller import PROXIED

Namer = Callable[[bytes], str]
"""The name of an address."""


class Unit(Enum):
    """What a number, or a run of bytes, counts or stands for."""

    LPTU = "amounts of LPT in 10^-18 LPT"
    WEI = "amounts of ETH in 10^-18 ETH"
    PPM = "parts per million"
    PPB = "parts per billion"
    FACTOR = "parts of 10^27"
    CHANCE = "parts of 2^256"
    ROUND = "a round's number"
    ROUNDS = "a number of rounds"
    BLOCK = "a block's number"
    BLOCKS = "a number of blocks"
    SECONDS = "seconds since 1970"
    COUNT = "a plain number: ids, sizes, nonces"
    DELEGATOR_STATUS = "a delegator's status"
    TRANSCODER_STATUS = "an orchestrator's status"
    CHOICE = "a choice in a poll"
    ADDRESS = "an account or contract"
    WORD = "32 bytes"
    BYTES = "bytes"
    TEXT = "text"
    BOOL = "yes or no"


_UNITS: Final[dict[Unit, str]] = {
    Unit.LPTU: """
        value added subtracted amount stake currentMintableTokens currentMintedTokens totalSupply balanceOf allowance
        bondedAmount delegatedAmount activeCumulativeRewards cumulativeRewards rewardPool totalStake claimableStake
        transcoderRewardPool pendingStake transcoderTotalStake getTotalBonded additionalAmount rewards
        currentRoundTotalActiveStake nextRoundTotalActiveStake pollCreationCost POLL_CREATION_COST penalty finderReward
        getGlobalTotalSupply activeTranscoderSetDEPRECATED l1CirculatingSupply requestAmount initialSupply crowdSupply
        companySupply teamSupply investorsSupply communitySupply teamGrantsAmount investorsGrantsAmount
        communityGrantsAmount totalGenesisTokens tokensPerAllocation callerTokenAmountAtBlock vestedAmount
        releasableAmount released _recipientTokenAmount _callerTokenAmount totalBonded commonPool lockedStake yesStake
        getTotalActiveStake activeTranscoderSet activeTranscoderTotalStake disputeStake orchestratorStake
        leastStake votedWith weight seatDeposit locked penalty slashedBond bond minBond finalBond verificationCost cost
    """,
    Unit.WEI: """
        fees deposit reserve feePool transcoderFeePool cumulativeFees pendingFees fundsRemaining claimedInCurrentRound
        claimableReserve claimedReserve faceValue funds eth maxPricePerSegment escrow getPrice balanceThreshold
        pricePerSegment pendingPricePerSegment lockedPrice reserved deposits maxPrice
    """,
    Unit.PPM: """
        rewardCut feeShare transcoderRewardCut transcoderFeeShare roundLockAmount slashAmount finderFee quorum quota
        QUORUM QUOTA failedVerificationSlashAmount missedVerificationSlashAmount doubleClaimSegmentSlashAmount
        pendingRewardCut pendingFeeShare accuserReward fraction bondSlashAmount
        delegationSlashAmount
    """,
    Unit.PPB: "inflation inflationChange targetBondingRate currentInflation",
    Unit.FACTOR: "cumulativeRewardFactor cumulativeFeeFactor factor notedSlashFactor",
    Unit.CHANCE: "winProb",
    Unit.ROUND: """
        round currentRound startRound endRound withdrawRound activationRound deactivationRound lastRewardRound
        lastFeeRound lastClaimRound lastActiveStakeUpdateRound lastInitializedRound lastRoundLengthUpdateRound
        lipUpgradeRound upgradeRound ticketRound creationRound previousRound liableFrom unlockRound jailedUntil
        fromRound untilRound workRound disputeRound lastRound commitEnd revealEnd
    """,
    Unit.ROUNDS: """
        unbondingPeriod unlockPeriod ticketValidityPeriod maxEarningsClaimsRounds eligibilityPeriod rulingPeriod
        votingPeriod commitPeriod revealPeriod answerPeriod jailRounds rounds challengePeriod proofPeriod
    """,
    Unit.BLOCK: """
        endBlock block blockNum updates currentRoundStartBlock lastRoundLengthUpdateStartBlock creationBlock
        withdrawBlock claimBlock endVerificationBlock endVerificationSlashingBlock genesisBlock
        callerAllocationStartBlock callerAllocationEndBlock _block endSlashingBlock number drawBlock
    """,
    Unit.BLOCKS: """
        roundLength pollPeriod POLL_PERIOD blocks delay verificationPeriod verificationSlashingPeriod
        callerAllocationPeriod
    """,
    Unit.SECONDS: "deadline timestamp grantsStartTimestamp releaseTime nextValidRequest start cliff",
    Unit.COUNT: """
        lockId unbondingLockId nextUnbondingLockId oldUnbondingLockId newUnbondingLockId senderNonce recipientRand
        nonces numActiveTranscoders numActiveTranscodersDEPRECATED getTranscoderPoolMaxSize getTranscoderPoolSize
        maxSize size decimals lip numerator denominator v index nonce jobId claimId segmentNumber requestId requestCount
        numJobs jobStatus status stage totalClaims verificationRate requestWait totalGenesisRecipients timeToCliff
        vestingDuration duration segmentRange claimIds claimId1 claimId2 grantsCreated proposalId firstSegment
        lastSegment numClaims pendingClaims numRequests numProposals firstUnassigned missedRewards passed failed work
        totalWork kind parameter getJobsOf numTranscoders disputeId disputeCount outcome openDisputes threshold
        forOrchestrator raised seats seat slot slotCount maxJurors openSeats count verdict
        answerCount answerIndex challengeId challengeCount challenged
    """,
    Unit.DELEGATOR_STATUS: "delegatorStatus",
    Unit.TRANSCODER_STATUS: "transcoderStatus",
    Unit.CHOICE: "choiceId choiceID",
    Unit.ADDRESS: """
        to from owner newOwner previousOwner spender recipient account controller contractAddress newMinter newDelegate
        oldDelegate delegator oldDelegator newDelegator delegate delegateAddress transcoder finder sender reserveHolder
        claimant holder poll voter burner receiver oldPrevious oldNext newPrevious newNext previous next addr address
        bondingManager getContract getController controllerOwner getFirstTranscoderInPool getNextTranscoderInPool token
        head tail broadcaster broadcasterAddress transcoderAddress solver solvers beneficiary electActiveTranscoder
        vestingHolders timeLockedHolders bankMultisig minter tokenDistribution _recipient _caller tokenAddress proposer
        caller governance jobsManager truebit founder getEligible getDelegators getActiveTranscoders arbitrator accuser
        orchestrator treasury member voter juror slots seatOf answerer
        finalArbitrator executor challenger prover
    """,
    Unit.WORD: """
        id role root blockHash blockHashForRound targetContractId DOMAIN_SEPARATOR getRoleAdmin snapshot hash
        getTicketHash leaf r s claimRoot commitHash dataHash transcodedDataHash genesisRoot previousAdminRole
        newAdminRole DEFAULT_ADMIN_ROLE dataHashes evidence evidenceDigest commitment salt challengedDigest
        source profile rendition resultDigest
    """,
    Unit.BYTES: "auxData proposal data gitCommitHash signature proof broadcasterSignature receipt",
    Unit.TEXT: """
        serviceUri serviceURI getServiceURI param name symbol version streamId transcodingOptions dataStorageHash
        verificationCodeHash parameterName
    """,
    Unit.BOOL: """
        paused currentRoundInitialized currentRoundLocked isValidUnbondingLock hasTranscoderRewardFeePool
        isRegisteredTranscoder isActiveTranscoder isUnlockInProgress usedTickets hasRole verify mintingFinished
        lip77Executed supportsInterface isClaimSegmentVerified isWhitelisted isSolver revoked revocable started
        generated isAvailable isSubmitted isChallenged isOpen hasVoted executed registered result allowed forAccuser
        isLiable isSupported isArbitrator isMember belongs isAsked isDecided isExecuted
        isDrawn isSettled isRevealed isReferred isEscalated isCollected isExecutor isProved isHonest
    """,
}

_BY_OWNER: Final[dict[tuple[str, str], Unit]] = {
    # Transactions.
    ("withdraw_fees", "amount"): Unit.WEI,
    ("trusted_withdraw_eth", "amount"): Unit.WEI,
    ("callback", "result"): Unit.WORD,
    ("receive_verification", "result"): Unit.BOOL,
    ("Callback", "result"): Unit.BOOL,
    ("Deposit", "amount"): Unit.WEI,
    # Events.
    ("DepositFunded", "amount"): Unit.WEI,
    ("ReserveFunded", "amount"): Unit.WEI,
    ("ReserveClaimed", "amount"): Unit.WEI,
    ("WinningTicketTransfer", "amount"): Unit.WEI,
    ("WithdrawFees", "amount"): Unit.WEI,
    # Tables of the spec's state.
    ("active transcoder", ""): Unit.BOOL,
    ("withdraw round of", ""): Unit.ROUND,
    ("LPT of", ""): Unit.LPTU,
    ("allowance of", ""): Unit.LPTU,
    ("ETH of", ""): Unit.WEI,
    ("reserve claimed in round", ""): Unit.WEI,
    ("reserve claimed by", ""): Unit.WEI,
    ("block hash of round", ""): Unit.WORD,
    ("snapshot", ""): Unit.WORD,
    ("upgrade round of LIP", ""): Unit.ROUND,
    ("used ticket", ""): Unit.BOOL,
    ("role of", ""): Unit.BOOL,
    ("permit nonce of", ""): Unit.COUNT,
    ("polls created by", ""): Unit.COUNT,
    ("controller of", ""): Unit.ADDRESS,
    ("service URI of", ""): Unit.TEXT,
    ("segment submitted for verification", ""): Unit.BOOL,
    ("next valid request of", ""): Unit.SECONDS,
    ("whitelisted", ""): Unit.BOOL,
    ("vesting of", ""): Unit.ADDRESS,
    ("time lock of", ""): Unit.ADDRESS,
    ("released of token", ""): Unit.LPTU,
    ("revoked token", ""): Unit.BOOL,
    ("allocation generated of", ""): Unit.BOOL,
    ("solver", ""): Unit.ADDRESS,
    ("is solver", ""): Unit.BOOL,
    # Disputes.
    ("rule_dispute", "id"): Unit.COUNT,
    ("lapse_dispute", "id"): Unit.COUNT,
    ("ask_council", "id"): Unit.COUNT,
    ("council_vote", "id"): Unit.COUNT,
    ("DisputeRaised", "id"): Unit.COUNT,
    ("DisputeRaised", "evidence"): Unit.WORD,
    ("DisputeRuled", "id"): Unit.COUNT,
    ("DisputeRuled", "reward"): Unit.LPTU,
    ("DisputeLapsed", "id"): Unit.COUNT,
    ("CouncilVote", "id"): Unit.COUNT,
    ("ask_holders", "id"): Unit.COUNT,
    ("vote_with_stake", "id"): Unit.COUNT,
    ("execute_vote", "id"): Unit.COUNT,
    ("HolderVote", "id"): Unit.COUNT,
    ("VoteExecuted", "id"): Unit.COUNT,
    ("StakePoll", "for_accuser"): Unit.LPTU,
    ("StakePoll", "for_orchestrator"): Unit.LPTU,
    ("getPoll", "forAccuser"): Unit.LPTU,
    ("getPoll", "forOrchestrator"): Unit.LPTU,
    ("holder vote", ""): Unit.LPTU,
    ("ask_court", "id"): Unit.COUNT,
    ("draw_jurors", "id"): Unit.COUNT,
    ("commit_vote", "id"): Unit.COUNT,
    ("reveal_vote", "id"): Unit.COUNT,
    ("settle_case", "id"): Unit.COUNT,
    ("DrawPostponed", "id"): Unit.COUNT,
    ("JurorDrawn", "id"): Unit.COUNT,
    ("JurorDrawn", "deposit"): Unit.LPTU,
    ("VoteCommitted", "id"): Unit.COUNT,
    ("VoteRevealed", "id"): Unit.COUNT,
    ("JurorPaid", "id"): Unit.COUNT,
    ("JurorPaid", "reward"): Unit.LPTU,
    ("CaseSettled", "id"): Unit.COUNT,
    ("CaseSettled", "forAccuser"): Unit.COUNT,
    ("Panelist", "deposit"): Unit.LPTU,
    ("getPanelist", "deposit"): Unit.LPTU,
    ("Case", "for_accuser"): Unit.COUNT,
    ("getCase", "forAccuser"): Unit.COUNT,
    ("refer_dispute", "id"): Unit.COUNT,
    ("DisputeReferred", "id"): Unit.COUNT,
    ("ask_escalation", "id"): Unit.COUNT,
    ("answer_dispute", "id"): Unit.COUNT,
    ("escalate_dispute", "id"): Unit.COUNT,
    ("execute_answer", "id"): Unit.COUNT,
    ("collect_bond", "id"): Unit.COUNT,
    ("Answered", "id"): Unit.COUNT,
    ("Escalated", "id"): Unit.COUNT,
    ("AnswerExecuted", "id"): Unit.COUNT,
    ("BondCollected", "id"): Unit.COUNT,
    ("juror in slot", ""): Unit.ADDRESS,
    ("seat", ""): Unit.ADDRESS,
    ("ask_proof", "id"): Unit.COUNT,
    ("prove_dispute", "id"): Unit.COUNT,
    ("resolve_challenge", "id"): Unit.COUNT,
    ("expire_challenge", "id"): Unit.COUNT,
    ("DisputeProved", "id"): Unit.COUNT,
    ("WorkChallenged", "id"): Unit.COUNT,
    ("WorkChallenged", "evidence"): Unit.WORD,
    ("ChallengeResolved", "id"): Unit.COUNT,
    ("ChallengeExpired", "id"): Unit.COUNT,
    ("executor", ""): Unit.BOOL,
    ("proof asked for", ""): Unit.BOOL,
    ("dispute proved", ""): Unit.BOOL,
    ("challenge of evidence", ""): Unit.COUNT,
    ("Ballot", "for_accuser"): Unit.COUNT,
    ("getBallot", "forAccuser"): Unit.COUNT,
    ("arbitrator", ""): Unit.BOOL,
    ("jailed until", ""): Unit.ROUND,
    ("noted slash factor", ""): Unit.FACTOR,
    ("SlashFactors", "current"): Unit.FACTOR,
    ("SlashFactors", "before"): Unit.FACTOR,
    ("slashFactors", "current"): Unit.FACTOR,
    ("slashFactors", "before"): Unit.FACTOR,
    ("SlashSettled", "amount"): Unit.LPTU,
    ("dispute about evidence", ""): Unit.COUNT,
    ("council member", ""): Unit.BOOL,
    ("council vote", ""): Unit.BOOL,
    # The whitepaper's own.
    ("spend_common", "amount"): Unit.LPTU,
    ("set_parameter", "value"): Unit.COUNT,
    ("propose_parameter", "value"): Unit.COUNT,
    ("Propose", "value"): Unit.COUNT,
    ("getProposal", "value"): Unit.COUNT,
    ("deposit of", ""): Unit.WEI,
    ("availability of", ""): Unit.BOOL,
    ("submitted segment", ""): Unit.BOOL,
    ("vote", ""): Unit.BOOL,
    ("parameter", ""): Unit.COUNT,
    ("verifications passed by", ""): Unit.COUNT,
    ("verifications failed by", ""): Unit.COUNT,
    ("segments claimed by", ""): Unit.COUNT,
    ("segments claimed in round", ""): Unit.COUNT,
    ("stake in favour", ""): Unit.LPTU,
    ("active stake of round", ""): Unit.LPTU,
    ("remembered block hash", ""): Unit.WORD,
    ("delegators of", ""): Unit.ADDRESS,
    ("active transcoders of round", ""): Unit.ADDRESS,
    ("jobs of", ""): Unit.COUNT,
    ("result", "passed"): Unit.BOOL,
}

PARTS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("getSenderInfo", "sender"): ("deposit", "withdrawRound"),
    ("getSenderInfo", "reserve"): ("fundsRemaining", "claimedInCurrentRound"),
    ("getReserveInfo", ""): ("fundsRemaining", "claimedInCurrentRound"),
}
"""The parts of values that are tuples."""

DIFFERENCE_UNITS: Final = {"LPTU": Unit.LPTU, "wei": Unit.WEI}
"""Units by the text in a :class:`~livepeer_conformance.model.difference.Difference`."""

_STATUSES: Final = {
    Unit.DELEGATOR_STATUS: ("pending", "bonded", "unbonded"),
    Unit.TRANSCODER_STATUS: ("not registered", "registered"),
    Unit.CHOICE: ("yes", "no"),
}
_COUNTED: Final = {Unit.ROUNDS: ("round", "rounds"), Unit.BLOCKS: ("block", "blocks")}
_SMALL: Final = 10**9
"""Amounts below this are told in base units."""
_LONG: Final = 40
"""Bytes beyond these are left out of long values."""

_KNOWN_CONTRACTS: Final = (
    *PROXIED, *(f"{name}Target" for name in PROXIED), "Controller", "LivepeerToken", "Minter", "JobsManager",
    "JobsManagerTarget", "MerkleSnapshot", "L2Migrator", "L2LPTDataCache", "Verifier", "LIP-52", "PollCreator",
    "Governor", "Disputes", "Council", "TokenVote", "Court", "Escalation", "TranscodingVerifier", "ProofArbitrator",
)  # fmt: skip
_WORDS: Final = {contract_id(name): f"id of {name}" for name in _KNOWN_CONTRACTS} | {
    keccak(b"MINTER_ROLE"): "MINTER_ROLE",
    keccak(b"BURNER_ROLE"): "BURNER_ROLE",
}


def _plain(name: str) -> str:
    """A name without its spelling: ``bonded_amount`` and ``bondedAmount`` are the same."""
    return name.replace("_", "").lower()


_BY_NAME: Final = {_plain(name): unit for unit, names in _UNITS.items() for name in names.split()}


def unit_of(owner: str, name: str = "") -> Unit | None:
    """The unit of a field ``name`` of a transaction, event, view or record; without a name, of the owner itself.

    None when the name is not known.
    """
    return _BY_OWNER.get((owner, name)) or _BY_NAME.get(_plain(name or owner))


def show(value: Any, unit: Unit | None, namer: Namer) -> str:
    """A value as people write it; exact, whatever its size."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, bytes):
        return _show_bytes(value, namer)
    if isinstance(value, list | tuple):
        return "(" + ", ".join(show(item, unit, namer) for item in value) + ")"
    if isinstance(value, int):
        return _show_number(value, unit)
    return repr(value) if unit is Unit.TEXT else str(value)


def _show_bytes(value: bytes, namer: Namer) -> str:
    if len(value) == 20:
        return namer(value)
    if value in _WORDS:
        return _WORDS[value]
    if len(value) > _LONG:
        return f"0x{value[:_LONG].hex()}... ({len(value)} bytes)"
    return "0x" + value.hex() if value else "no bytes"


def _show_number(value: int, unit: Unit | None) -> str:
    if unit is Unit.LPTU:
        return amount(value, "LPT", "LPTU")
    if unit is Unit.WEI:
        return amount(value, "ETH", "wei")
    if unit is Unit.CHANCE:
        return chance(value)
    if value >= 2**200 and unit is not Unit.FACTOR:
        return grouped(value)
    if unit is Unit.PPM:
        return f"{_decimal(value, 4)} %"
    if unit is Unit.PPB:
        return f"{_decimal(value, 7)} %"
    if unit is Unit.FACTOR:
        return f"{_decimal(value, len(str(PRECISE)) - 1)} (x 10^27)"
    if unit in (Unit.ROUND, Unit.BLOCK):
        return f"{unit.name.lower()} {value}"
    if unit in _COUNTED:
        return f"{grouped(value)} {_COUNTED[unit][value != 1]}"
    if unit in _STATUSES:
        words = _STATUSES[unit]
        return words[value] if value < len(words) else str(value)
    return grouped(value)


def amount(value: int, whole: str, base: str) -> str:
    """An amount with 18 decimals, exactly: ``5 LPT``, ``1 LPTU``, ``3.000000000000000001 LPT``."""
    if value >= 2**200:
        return f"{grouped(value)} {base}"
    if 0 < abs(value) < _SMALL:
        return f"{grouped(value)} {base}"
    return f"{_decimal(value, 18)} {whole}"


def chance(value: int) -> str:
    """A part of 2^256, where it is short to say."""
    if value == 2**256 - 1:
        return "always"
    if value and 2**256 % value == 0:
        return f"1 in {grouped(2**256 // value)}"
    return "never" if value == 0 else f"{grouped(value)} in 2^256"


def grouped(value: int) -> str:
    """A number with commas; next to a large power of two, that power."""
    for power in (256, 255, 128):
        offset = value - 2**power
        if abs(offset) < 1000:
            return f"2^{power}" + (f" {'+' if offset > 0 else '-'} {abs(offset)}" if offset else "")
    return f"{value:,}"


def _decimal(value: int, places: int) -> str:
    """``value / 10^places`` with every digit that is not a trailing zero."""
    whole, rest = divmod(abs(value), 10**places)
    sign = "-" if value < 0 else ""
    digits = f"{rest:0{places}}".rstrip("0")
    return f"{sign}{whole:,}" + (f".{digits}" if digits else "")
