// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "../confluence/Fractions.sol";
import "../confluence/Interfaces.sol";
import "../confluence/Signatures.sol";
import "./ITranscodingVerifier.sol";

/// @dev What the contract asks of the BondingManager, whose Verifier it is.
interface ISlashing {
    function isRegisteredTranscoder(address _transcoder) external view returns (bool);
    function slashTranscoder(
        address _transcoder,
        address _finder,
        uint256 _slashAmount,
        uint256 _finderFee
    ) external;
}

/// @title Fault-based verification: who believes work to be faulty pays for its verification, and is paid for faults
/// @dev Amounts are in LPTU (1e-18 LPT), fractions in millionths. The contract holds the costs of open challenges. A
/// challenge locks nothing of an orchestrator's stake.
/// @custom:requirement LP-FAULT-021, LP-FAULT-022
contract FaultVerification is Manager {
    enum Verdict { None, Open, Faulty, Honest, Expired }

    struct Challenge {
        Verdict verdict;
        address challenger;
        address orchestrator;
        uint256 cost;
        uint256 endRound;
        bytes32 evidence;
    }

    /// The largest part of what is slashed that goes to the challenger.
    uint256 private constant MAX_FINDER_FEE = 500000;

    /// @notice What a challenger pays.
    /// @custom:requirement LP-FAULT-017
    uint256 public verificationCost;
    /// @notice For how many rounds after its own a piece of work can be challenged.
    /// @custom:requirement LP-FAULT-017
    uint256 public challengePeriod;
    /// @notice For how many rounds after that of the challenge it can be proved.
    /// @custom:requirement LP-FAULT-017
    uint256 public proofPeriod;
    /// @notice Which part of its bond an orchestrator loses for faulty work.
    /// @custom:requirement LP-FAULT-017
    uint256 public slashAmount;
    /// @notice Which part of what is slashed the challenger gets.
    /// @custom:requirement LP-FAULT-017
    uint256 public finderFee;
    /// @notice How many challenges there were, which is the last one's id.
    /// @custom:requirement LP-FAULT-020
    uint256 public challengeCount;
    mapping(uint256 => Challenge) internal challenges;
    /// @notice The challenge about a piece of an orchestrator's evidence, 0 if there is none or it expired.
    /// @custom:requirement LP-FAULT-006, LP-FAULT-020
    mapping(address => mapping(bytes32 => uint256)) public challenged;

    event WorkChallenged(
        uint256 indexed id,
        address indexed orchestrator,
        address indexed challenger,
        Evidence evidence,
        uint256 cost,
        uint256 endRound
    );
    event ChallengeResolved(uint256 indexed id, address indexed solver, bool isHonest);
    event ChallengeExpired(uint256 indexed id);

    modifier whenRoundReady() {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
        _;
    }

    constructor(address _controller) Manager(_controller) {}

    // Parameters

    /// @notice Sets what a challenger pays.
    /// @custom:requirement LP-FAULT-016, LP-FAULT-017
    function setVerificationCost(uint256 _amount) external onlyControllerOwner {
        verificationCost = _amount;
        emit ParameterUpdate("verificationCost");
    }

    /// @notice Sets for how many rounds after its own a piece of work can be challenged.
    /// @custom:requirement LP-FAULT-016, LP-FAULT-017
    function setChallengePeriod(uint256 _rounds) external onlyControllerOwner {
        challengePeriod = _rounds;
        emit ParameterUpdate("challengePeriod");
    }

    /// @notice Sets for how many rounds after that of the challenge it can be proved.
    /// @custom:requirement LP-FAULT-016, LP-FAULT-017
    function setProofPeriod(uint256 _rounds) external onlyControllerOwner {
        proofPeriod = _rounds;
        emit ParameterUpdate("proofPeriod");
    }

    /// @notice Sets which part of its bond an orchestrator loses for faulty work.
    /// @custom:requirement LP-FAULT-016, LP-FAULT-017, LP-FAULT-018
    function setSlashAmount(uint256 _fraction) external onlyControllerOwner {
        require(_fraction <= Fractions.MILLION, "invalid slashAmount percentage");
        slashAmount = _fraction;
        emit ParameterUpdate("slashAmount");
    }

    /// @notice Sets which part of what is slashed the challenger gets, half at most.
    /// @custom:requirement LP-FAULT-016, LP-FAULT-017, LP-FAULT-019
    function setFinderFee(uint256 _fraction) external onlyControllerOwner {
        require(_fraction <= MAX_FINDER_FEE, "finderFee exceeds half of what is slashed");
        finderFee = _fraction;
        emit ParameterUpdate("finderFee");
    }

    // Challenges

    /// @notice Challenges the work that an orchestrator signed. The caller pays the cost, which it approved.
    /// @return id The challenge's
    /// @custom:requirement LP-FAULT-001, LP-FAULT-002, LP-FAULT-003, LP-FAULT-004, LP-FAULT-005, LP-FAULT-006,
    ///   LP-FAULT-007
    function challenge(Evidence calldata _evidence, bytes calldata _signature)
        external
        whenRoundReady
        returns (uint256 id)
    {
        uint256 round = currentRound();
        bytes32 digest = evidenceDigest(_evidence);
        address orchestrator = signerOf(digest, _signature);
        require(_evidence.arbitrator == address(this), "evidence names another judge");
        require(_evidence.round <= round, "evidence is from the future");
        require(round - _evidence.round <= challengePeriod, "evidence is too old");
        require(bondingManager().isRegisteredTranscoder(orchestrator), "signer is no orchestrator");
        require(challenged[orchestrator][digest] == 0, "evidence is challenged");

        id = ++challengeCount;
        challenged[orchestrator][digest] = id;
        Challenge storage own = challenges[id];
        own.verdict = Verdict.Open;
        own.challenger = msg.sender;
        own.orchestrator = orchestrator;
        own.cost = verificationCost;
        own.endRound = round + proofPeriod;
        own.evidence = digest;
        livepeerToken().transferFrom(msg.sender, address(this), verificationCost);
        emit WorkChallenged(id, orchestrator, msg.sender, _evidence, verificationCost, own.endRound);
    }

    /// @notice Proves that challenged work is what it has to be, or that it is not. Anybody may; the caller gets the cost.
    /// @custom:requirement LP-FAULT-008, LP-FAULT-009, LP-FAULT-010, LP-FAULT-011, LP-FAULT-012, LP-FAULT-013
    function resolve(
        uint256 _id,
        Evidence calldata _evidence,
        bytes calldata _proof
    ) external whenRoundReady {
        Challenge storage own = challenges[_id];
        require(own.verdict == Verdict.Open, "challenge is not open");
        require(currentRound() <= own.endRound, "proof period is over");
        require(evidenceDigest(_evidence) == own.evidence, "evidence is another one");
        ITranscodingVerifier verifier = ITranscodingVerifier(registered(keccak256("TranscodingVerifier")));
        bool isHonest = verifier.verify(_evidence, _proof);

        own.verdict = isHonest ? Verdict.Honest : Verdict.Faulty;
        livepeerToken().transfer(msg.sender, own.cost);
        if (!isHonest) {
            bondingManager().slashTranscoder(own.orchestrator, own.challenger, slashAmount, finderFee);
        }
        emit ChallengeResolved(_id, msg.sender, isHonest);
    }

    /// @notice Closes a challenge about which nobody proved anything. Anybody may. The challenger gets the cost back.
    /// @custom:requirement LP-FAULT-007, LP-FAULT-014, LP-FAULT-015
    function expire(uint256 _id) external whenRoundReady {
        Challenge storage own = challenges[_id];
        require(own.verdict == Verdict.Open, "challenge is not open");
        require(currentRound() > own.endRound, "proof period is not over");
        own.verdict = Verdict.Expired;
        challenged[own.orchestrator][own.evidence] = 0;
        livepeerToken().transfer(own.challenger, own.cost);
        emit ChallengeExpired(_id);
    }

    // Views

    /// @notice A challenge, zeros if there is none.
    /// @custom:requirement LP-FAULT-020
    function getChallenge(uint256 _id)
        external
        view
        returns (
            uint256 verdict,
            address challenger,
            address orchestrator,
            uint256 cost,
            uint256 endRound,
            bytes32 evidence
        )
    {
        Challenge storage own = challenges[_id];
        return (uint256(own.verdict), own.challenger, own.orchestrator, own.cost, own.endRound, own.evidence);
    }

    // Steps

    function evidenceDigest(Evidence calldata _evidence) private view returns (bytes32) {
        return IEvidence(registered(keccak256("Disputes"))).evidenceDigest(_evidence);
    }

    /// @custom:requirement LP-FAULT-001
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

    function bondingManager() private view returns (ISlashing) {
        return ISlashing(registered(keccak256("BondingManager")));
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
