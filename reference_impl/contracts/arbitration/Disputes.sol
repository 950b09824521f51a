// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "../confluence/Fractions.sol";
import "../confluence/Interfaces.sol";
import "../confluence/Signatures.sol";
import "./IArbitrator.sol";

/// @title Accusations with evidence and stake, rulings, and what follows from them for the stakes
/// @dev Amounts are in LPTU (1e-18 LPT), fractions in millionths. The contract holds the stakes of open disputes and what
/// orchestrators lock. Every function does its bookkeeping before it calls another contract, arbitrators last.
/// @custom:requirement LP-DISP-040, LP-DISP-041, LP-DISP-042
contract Disputes is Manager {
    enum Outcome { None, Open, Won, Lost, Lapsed }

    /// @dev What one signature of an orchestrator binds together; `round` is the one of the work.
    struct Evidence {
        bytes32 session;
        uint256 segment;
        bytes32 profile;
        bytes32 source;
        bytes32 rendition;
        address arbitrator;
        uint256 round;
    }

    struct Dispute {
        Outcome outcome;
        address accuser;
        address orchestrator;
        address arbitrator;
        uint256 stake;
        uint256 endRound;
        bytes32 evidence;
        bool isReferred;
    }

    struct DisputeStake {
        uint256 amount;
        uint256 liableFrom;
        uint256 unlockRound;
        uint256 withdrawRound;
        uint256 openDisputes;
    }

    struct Support {
        uint256 fromRound;
        uint256 untilRound;
    }

    /// The largest part of a penalty that goes to the accuser.
    uint256 private constant MAX_ACCUSER_REWARD = 500000;
    /// The largest part of all delegated stake that a dispute takes.
    uint256 private constant MAX_DELEGATION_SLASH = 500000;
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant EVIDENCE_TYPE =
        keccak256(
            "Evidence(bytes32 session,uint256 segment,bytes32 profile,bytes32 source,bytes32 rendition,address arbitrator,uint256 round)"
        );

    /// @notice What an accuser stakes.
    /// @custom:requirement LP-DISP-035
    uint256 public disputeStake;
    /// @notice What an orchestrator locks at least.
    /// @custom:requirement LP-DISP-035
    uint256 public orchestratorStake;
    /// @notice For how many rounds after its own a piece of work can be disputed.
    /// @custom:requirement LP-DISP-035
    uint256 public eligibilityPeriod;
    /// @notice For how many rounds after that of the dispute an arbitrator can rule.
    /// @custom:requirement LP-DISP-035
    uint256 public rulingPeriod;
    /// @notice Which part of its dispute stake an orchestrator loses with a dispute.
    /// @custom:requirement LP-DISP-035
    uint256 public slashAmount;
    /// @notice Which part of its bond an orchestrator loses with a dispute besides.
    /// @custom:requirement LP-PEN-010
    uint256 public bondSlashAmount;
    /// @notice For how many rounds an orchestrator is jailed that loses a dispute.
    /// @custom:requirement LP-PEN-010
    uint256 public jailRounds;
    /// @notice Which part of all stake delegated to an orchestrator is lost with a dispute.
    /// @custom:requirement LP-PEN-019
    uint256 public delegationSlashAmount;
    /// @notice Which part of an orchestrator's own loss the accuser gets.
    /// @custom:requirement LP-DISP-035
    uint256 public accuserReward;
    /// @notice Who gets what losers lose; the null address when it is burned.
    /// @custom:requirement LP-DISP-035
    address public treasury;
    /// @notice How many disputes there were, which is the last one's id.
    /// @custom:requirement LP-DISP-039
    uint256 public disputeCount;
    mapping(uint256 => Dispute) internal disputes;
    mapping(address => DisputeStake) internal stakes;
    mapping(address => mapping(address => Support)) internal support;
    /// @notice Whether governance allows an arbitrator.
    /// @custom:requirement LP-DISP-034
    mapping(address => bool) public isArbitrator;
    /// @notice The dispute about a piece of an orchestrator's evidence, 0 if there is none.
    /// @custom:requirement LP-DISP-008, LP-DISP-039
    mapping(address => mapping(bytes32 => uint256)) public raised;

    event DisputeRaised(
        uint256 indexed id,
        address indexed orchestrator,
        address indexed accuser,
        Evidence evidence,
        uint256 endRound
    );
    event DisputeRuled(uint256 indexed id, bool forAccuser, uint256 penalty, uint256 reward);
    event DisputeLapsed(uint256 indexed id);
    event DisputeReferred(uint256 indexed id, address indexed arbitrator, uint256 endRound);
    event DisputeStakeLocked(address indexed orchestrator, uint256 amount, uint256 liableFrom);
    event DisputeStakeUnlocked(address indexed orchestrator, uint256 withdrawRound);
    event DisputeStakeWithdrawn(address indexed orchestrator, uint256 amount);
    event ArbitratorSupported(address indexed orchestrator, address indexed arbitrator, uint256 fromRound);
    event ArbitratorDropped(address indexed orchestrator, address indexed arbitrator, uint256 untilRound);
    event ArbitratorSet(address indexed arbitrator, bool allowed);

    modifier whenRoundReady() {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
        _;
    }

    constructor(address _controller) Manager(_controller) {}

    // Parameters

    /// @notice Allows an account to be an arbitrator, or forbids it. A forbidden one rules in no dispute any more.
    /// @custom:requirement LP-DISP-033, LP-DISP-034
    function setArbitrator(address _arbitrator, bool _allowed) external onlyControllerOwner {
        isArbitrator[_arbitrator] = _allowed;
        emit ArbitratorSet(_arbitrator, _allowed);
    }

    /// @notice Sets what an accuser stakes.
    /// @custom:requirement LP-DISP-033, LP-DISP-035
    function setDisputeStake(uint256 _amount) external onlyControllerOwner {
        disputeStake = _amount;
        emit ParameterUpdate("disputeStake");
    }

    /// @notice Sets what an orchestrator locks at least.
    /// @custom:requirement LP-DISP-033, LP-DISP-035
    function setOrchestratorStake(uint256 _amount) external onlyControllerOwner {
        orchestratorStake = _amount;
        emit ParameterUpdate("orchestratorStake");
    }

    /// @notice Sets for how many rounds after its own a piece of work can be disputed.
    /// @custom:requirement LP-DISP-033, LP-DISP-035
    function setEligibilityPeriod(uint256 _rounds) external onlyControllerOwner {
        eligibilityPeriod = _rounds;
        emit ParameterUpdate("eligibilityPeriod");
    }

    /// @notice Sets for how many rounds after that of the dispute an arbitrator can rule.
    /// @custom:requirement LP-DISP-033, LP-DISP-035
    function setRulingPeriod(uint256 _rounds) external onlyControllerOwner {
        rulingPeriod = _rounds;
        emit ParameterUpdate("rulingPeriod");
    }

    /// @notice Sets which part of its dispute stake an orchestrator loses with a dispute.
    /// @custom:requirement LP-DISP-033, LP-DISP-035, LP-DISP-036
    function setSlashAmount(uint256 _fraction) external onlyControllerOwner {
        require(_fraction <= Fractions.MILLION, "invalid slashAmount percentage");
        slashAmount = _fraction;
        emit ParameterUpdate("slashAmount");
    }

    /// @notice Sets which part of its bond an orchestrator loses besides, and for how many rounds it is jailed.
    /// @custom:requirement LP-DISP-033, LP-DISP-035, LP-PEN-010
    function setPenalty(uint256 _fraction, uint256 _rounds) external onlyControllerOwner {
        require(_fraction <= Fractions.MILLION, "invalid slashAmount percentage");
        bondSlashAmount = _fraction;
        jailRounds = _rounds;
        emit ParameterUpdate("penalty");
    }

    /// @notice Sets which part of all stake delegated to an orchestrator is lost with a dispute, half at most.
    /// @custom:requirement LP-DISP-033, LP-DISP-035, LP-PEN-019
    function setDelegationSlashAmount(uint256 _fraction) external onlyControllerOwner {
        require(_fraction <= MAX_DELEGATION_SLASH, "delegationSlashAmount exceeds half of the stake");
        delegationSlashAmount = _fraction;
        emit ParameterUpdate("delegationSlashAmount");
    }

    /// @notice Sets which part of an orchestrator's own loss the accuser gets, half at most.
    /// @custom:requirement LP-DISP-033, LP-DISP-035, LP-DISP-037
    function setAccuserReward(uint256 _fraction) external onlyControllerOwner {
        require(_fraction <= MAX_ACCUSER_REWARD, "accuserReward exceeds half of a penalty");
        accuserReward = _fraction;
        emit ParameterUpdate("accuserReward");
    }

    /// @notice Sets who gets what losers lose; the null address lets it be burned.
    /// @custom:requirement LP-DISP-033, LP-DISP-035
    function setTreasury(address _recipient) external onlyControllerOwner {
        treasury = _recipient;
        emit ParameterUpdate("treasury");
    }

    // Accusers and arbitrators

    /// @notice Accuses the orchestrator that signed the evidence. The caller stakes the dispute stake, which it approved.
    /// @return id The dispute's
    /// @custom:requirement LP-DISP-001, LP-DISP-002, LP-DISP-004, LP-DISP-005, LP-DISP-006, LP-DISP-007,
    ///   LP-DISP-008, LP-DISP-009, LP-DISP-010, LP-DISP-011, LP-DISP-013
    function raiseDispute(Evidence calldata _evidence, bytes calldata _signature)
        external
        whenRoundReady
        returns (uint256 id)
    {
        uint256 round = currentRound();
        bytes32 digest = evidenceDigest(_evidence);
        address orchestrator = signerOf(digest, _signature);
        require(isArbitrator[_evidence.arbitrator], "arbitrator is not allowed");
        require(_evidence.round <= round, "evidence is from the future");
        require(round - _evidence.round <= eligibilityPeriod, "evidence is too old");
        require(isLiable(orchestrator, _evidence.round), "signer had no dispute stake");
        require(isSupported(orchestrator, _evidence.arbitrator, _evidence.round), "arbitrator is not supported");
        require(raised[orchestrator][digest] == 0, "evidence is used");

        id = ++disputeCount;
        raised[orchestrator][digest] = id;
        stakes[orchestrator].openDisputes++;
        Dispute storage dispute = disputes[id];
        dispute.outcome = Outcome.Open;
        dispute.accuser = msg.sender;
        dispute.orchestrator = orchestrator;
        dispute.arbitrator = _evidence.arbitrator;
        dispute.stake = disputeStake;
        dispute.endRound = round + rulingPeriod;
        dispute.evidence = digest;
        livepeerToken().transferFrom(msg.sender, address(this), disputeStake);
        emit DisputeRaised(id, orchestrator, msg.sender, _evidence, dispute.endRound);
        tell(_evidence.arbitrator, id);
    }

    /// @notice Decides a dispute, once: for the accuser, or for the orchestrator. Only its arbitrator may.
    /// @custom:requirement LP-DISP-014, LP-DISP-015, LP-DISP-016, LP-DISP-017, LP-DISP-018, LP-DISP-019
    function rule(uint256 _id, bool _forAccuser) external whenRoundReady {
        Dispute storage dispute = disputes[_id];
        requireRuling(dispute);

        uint256 penalty = dispute.stake;
        uint256 reward;
        if (_forAccuser) {
            close(dispute, Outcome.Won);
            DisputeStake storage stake = stakes[dispute.orchestrator];
            penalty = Fractions.share(stake.amount, slashAmount, Fractions.MILLION);
            stake.amount -= penalty;
            (uint256 ofBond, uint256 ofDelegations) = punish(dispute.orchestrator);
            penalty += ofBond;
            // An orchestrator that accuses itself gets no part of what its delegators lose.
            reward = Fractions.share(penalty, accuserReward, Fractions.MILLION);
            penalty += ofDelegations;
            livepeerToken().transfer(dispute.accuser, dispute.stake + reward);
        } else {
            close(dispute, Outcome.Lost);
        }
        dispose(penalty - reward);
        emit DisputeRuled(_id, _forAccuser, penalty, reward);
    }

    /// @notice Passes a dispute on to another arbitrator, once, which has a ruling period from now on. Only the dispute's
    /// arbitrator may.
    /// @custom:requirement LP-DISP-043, LP-DISP-044, LP-DISP-045, LP-DISP-046, LP-DISP-047, LP-DISP-048, LP-DISP-049
    function refer(uint256 _id, address _arbitrator) external whenRoundReady {
        Dispute storage dispute = disputes[_id];
        requireRuling(dispute);
        require(!dispute.isReferred, "dispute was referred");
        require(_arbitrator != msg.sender, "arbitrator refers to itself");
        require(isArbitrator[_arbitrator], "arbitrator is not allowed");

        dispute.arbitrator = _arbitrator;
        dispute.endRound = currentRound() + rulingPeriod;
        dispute.isReferred = true;
        emit DisputeReferred(_id, _arbitrator, dispute.endRound);
        tell(_arbitrator, _id);
    }

    /// @notice Closes a dispute whose arbitrator was silent. Anybody may. The accuser gets its stake back.
    /// @custom:requirement LP-DISP-021, LP-DISP-022
    function lapse(uint256 _id) external whenRoundReady {
        Dispute storage dispute = disputes[_id];
        require(dispute.outcome == Outcome.Open, "dispute is not open");
        require(currentRound() > dispute.endRound, "ruling period is not over");
        close(dispute, Outcome.Lapsed);
        livepeerToken().transfer(dispute.accuser, dispute.stake);
        emit DisputeLapsed(_id);
    }

    // Orchestrators

    /// @notice Locks more of the caller's tokens, or none, to be liable from the next round on. Ends an unlock.
    /// @custom:requirement LP-DISP-003, LP-DISP-023, LP-DISP-024, LP-DISP-025
    function lockStake(uint256 _amount) external whenRoundReady {
        DisputeStake storage stake = stakes[msg.sender];
        require(stake.amount + _amount >= orchestratorStake, "dispute stake is too small");
        stake.amount += _amount;
        if (stake.liableFrom == 0) {
            stake.liableFrom = currentRound() + 1;
        }
        stake.unlockRound = 0;
        stake.withdrawRound = 0;
        livepeerToken().transferFrom(msg.sender, address(this), _amount);
        emit DisputeStakeLocked(msg.sender, _amount, stake.liableFrom);
    }

    /// @notice Ends the caller's liability with the current round. It can withdraw when no dispute can be raised any more.
    /// @custom:requirement LP-DISP-026, LP-DISP-027
    function unlockStake() external whenRoundReady {
        DisputeStake storage stake = stakes[msg.sender];
        require(stake.liableFrom != 0, "no dispute stake");
        require(stake.unlockRound == 0, "dispute stake is unlocking");
        stake.unlockRound = currentRound();
        stake.withdrawRound = stake.unlockRound + (eligibilityPeriod + 1);
        emit DisputeStakeUnlocked(msg.sender, stake.withdrawRound);
    }

    /// @notice Pays back what is left of the caller's dispute stake.
    /// @custom:requirement LP-DISP-028, LP-DISP-029, LP-DISP-030
    function withdrawStake() external whenRoundReady {
        DisputeStake storage stake = stakes[msg.sender];
        require(stake.unlockRound != 0, "dispute stake is not unlocking");
        require(currentRound() >= stake.withdrawRound, "dispute stake is locked");
        require(stake.openDisputes == 0, "disputes are open");
        uint256 amount = stake.amount;
        delete stakes[msg.sender];
        livepeerToken().transfer(msg.sender, amount);
        emit DisputeStakeWithdrawn(msg.sender, amount);
    }

    /// @notice Supports an arbitrator for the caller's work from the next round on.
    /// @custom:requirement LP-DISP-011, LP-DISP-031
    function supportArbitrator(address _arbitrator) external whenRoundReady {
        require(isArbitrator[_arbitrator], "arbitrator is not allowed");
        Support storage own = support[msg.sender][_arbitrator];
        if (own.fromRound == 0) {
            own.fromRound = currentRound() + 1;
        }
        own.untilRound = 0;
        emit ArbitratorSupported(msg.sender, _arbitrator, own.fromRound);
    }

    /// @notice Supports an arbitrator no more, for work from the next round on.
    /// @custom:requirement LP-DISP-012, LP-DISP-032
    function dropArbitrator(address _arbitrator) external whenRoundReady {
        Support storage own = support[msg.sender][_arbitrator];
        require(own.fromRound != 0 && own.untilRound == 0, "arbitrator is not supported");
        own.untilRound = currentRound() + 1;
        emit ArbitratorDropped(msg.sender, _arbitrator, own.untilRound);
    }

    // Views

    /// @notice What an orchestrator signs of evidence (EIP-712), and what a dispute keeps of it.
    /// @custom:requirement LP-DISP-038
    function evidenceDigest(Evidence calldata _evidence) public view returns (bytes32) {
        bytes32 content = keccak256(abi.encode(EVIDENCE_TYPE, _evidence));
        return keccak256(abi.encodePacked("\x19\x01", DOMAIN_SEPARATOR(), content));
    }

    /// @notice Hash that ties evidence to this contract on this chain (EIP-712).
    /// @custom:requirement LP-DISP-038
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    DOMAIN_TYPE,
                    keccak256("Livepeer Disputes"),
                    keccak256("1"),
                    block.chainid,
                    address(this)
                )
            );
    }

    /// @notice A dispute, zeros if there is none.
    /// @custom:requirement LP-DISP-039
    function getDispute(uint256 _id)
        external
        view
        returns (
            uint256 outcome,
            address accuser,
            address orchestrator,
            address arbitrator,
            uint256 stake,
            uint256 endRound,
            bytes32 evidence
        )
    {
        Dispute storage dispute = disputes[_id];
        outcome = uint256(dispute.outcome);
        accuser = dispute.accuser;
        orchestrator = dispute.orchestrator;
        arbitrator = dispute.arbitrator;
        stake = dispute.stake;
        endRound = dispute.endRound;
        evidence = dispute.evidence;
    }

    /// @notice Whether a dispute has another arbitrator than the one that its evidence names.
    /// @custom:requirement LP-DISP-050
    function isReferred(uint256 _id) external view returns (bool) {
        return disputes[_id].isReferred;
    }

    /// @notice What an orchestrator has locked, zeros if nothing.
    /// @custom:requirement LP-DISP-039
    function getStake(address _orchestrator)
        external
        view
        returns (
            uint256 amount,
            uint256 liableFrom,
            uint256 unlockRound,
            uint256 withdrawRound,
            uint256 openDisputes
        )
    {
        DisputeStake storage stake = stakes[_orchestrator];
        return (stake.amount, stake.liableFrom, stake.unlockRound, stake.withdrawRound, stake.openDisputes);
    }

    /// @notice How many disputes with an account are open.
    /// @custom:requirement LP-PEN-002
    function openDisputes(address _orchestrator) external view returns (uint256) {
        return stakes[_orchestrator].openDisputes;
    }

    /// @notice From which round on an orchestrator supports an arbitrator, and from which on no more; 0 for no such round.
    /// @custom:requirement LP-DISP-039
    function getSupport(address _orchestrator, address _arbitrator)
        external
        view
        returns (uint256 fromRound, uint256 untilRound)
    {
        Support storage own = support[_orchestrator][_arbitrator];
        return (own.fromRound, own.untilRound);
    }

    /// @notice Whether an orchestrator answers with a dispute stake for its work of a round.
    /// @custom:requirement LP-DISP-009, LP-DISP-010
    function isLiable(address _orchestrator, uint256 _round) public view returns (bool) {
        DisputeStake storage stake = stakes[_orchestrator];
        bool ended = stake.unlockRound != 0 && _round > stake.unlockRound;
        return stake.liableFrom > 0 && stake.liableFrom <= _round && !ended;
    }

    /// @notice Whether an orchestrator supports an arbitrator for its work of a round.
    /// @custom:requirement LP-DISP-011, LP-DISP-012
    function isSupported(
        address _orchestrator,
        address _arbitrator,
        uint256 _round
    ) public view returns (bool) {
        Support storage own = support[_orchestrator][_arbitrator];
        bool ended = own.untilRound != 0 && _round >= own.untilRound;
        return own.fromRound > 0 && own.fromRound <= _round && !ended;
    }

    // Steps

    /// @dev Checks that the caller can rule on a dispute now.
    /// @custom:requirement LP-DISP-014, LP-DISP-015, LP-DISP-017, LP-DISP-043, LP-DISP-044, LP-DISP-045
    function requireRuling(Dispute storage _dispute) private view {
        require(_dispute.outcome == Outcome.Open, "dispute is not open");
        require(msg.sender == _dispute.arbitrator && isArbitrator[msg.sender], "caller must be the arbitrator");
        require(currentRound() <= _dispute.endRound, "ruling period is over");
    }

    /// @dev Tells an arbitrator with code of a dispute. It may rule at once; if it refuses, its answer is passed on.
    /// @custom:requirement LP-DISP-013, LP-DISP-049
    function tell(address _arbitrator, uint256 _id) private {
        if (_arbitrator.code.length > 0) {
            IArbitrator(_arbitrator).disputeRaised(_id);
        }
    }

    /// @custom:requirement LP-DISP-016
    function close(Dispute storage _dispute, Outcome _outcome) private {
        _dispute.outcome = _outcome;
        stakes[_dispute.orchestrator].openDisputes--;
    }

    /// @dev Slashes an orchestrator's bond and all stake delegated to it, and jails it, as far as governance chose so.
    /// @custom:requirement LP-PEN-010, LP-PEN-011, LP-PEN-019, LP-PEN-020
    function punish(address _orchestrator) private returns (uint256 ofBond, uint256 ofDelegations) {
        IPenalties staking = IPenalties(registered(keccak256("BondingManager")));
        if (bondSlashAmount > 0) {
            ofBond = staking.slashBond(_orchestrator, bondSlashAmount);
        }
        if (delegationSlashAmount > 0) {
            ofDelegations = staking.slashDelegations(_orchestrator, delegationSlashAmount);
        }
        if (jailRounds > 0) {
            staking.jail(_orchestrator, jailRounds);
        }
    }

    /// @dev Sends what losers lose to the treasury, or burns it where there is none.
    /// @custom:requirement LP-DISP-019, LP-DISP-020
    function dispose(uint256 _amount) private {
        if (treasury != address(0)) {
            livepeerToken().transfer(treasury, _amount);
        } else {
            livepeerToken().burn(_amount);
        }
    }

    /// @custom:requirement LP-DISP-001
    function signerOf(bytes32 _digest, bytes calldata _signature) private pure returns (address) {
        require(_signature.length == 65, "INVALID_SIGNATURE_LENGTH");
        return
            Signatures.recover(
                _digest,
                uint8(_signature[64]),
                bytes32(_signature[0:32]),
                bytes32(_signature[32:64])
            );
    }

    function livepeerToken() private view returns (ILivepeerToken) {
        return ILivepeerToken(registered(keccak256("LivepeerToken")));
    }

    function roundsManager() private view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }

    function currentRound() private view returns (uint256) {
        return roundsManager().currentRound();
    }
}
