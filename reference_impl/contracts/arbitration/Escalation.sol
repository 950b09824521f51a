// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "../confluence/Interfaces.sol";
import "./IArbitrator.sol";
import "./IDisputeRecords.sol";

/// @title An arbitrator that takes the last answer, unless somebody contradicts it with a larger bond
/// @dev Bonds are the contract's tokens until they are collected; those of a decided game go to its right answers.
/// @custom:requirement LP-ESC-025, LP-ESC-026, LP-ESC-027
contract Escalation is Manager, IArbitrator {
    struct Game {
        bool isAsked;
        bool isEscalated;
        uint256 endRound;
        uint256 lastRound;
        uint256 answerPeriod;
        uint256 minBond;
        uint256 finalBond;
        uint256 answerCount;
    }

    struct Answer {
        address answerer;
        bool forAccuser;
        bool isCollected;
        uint256 bond;
    }

    /// Outcomes of a dispute, as Disputes numbers them.
    uint256 private constant WON = 2;
    uint256 private constant LAPSED = 4;

    /// @notice What the first answer bonds at least.
    /// @custom:requirement LP-ESC-001
    uint256 public minBond;
    /// @notice What is bonded at least to ask the final arbitrator.
    /// @custom:requirement LP-ESC-001
    uint256 public finalBond;
    /// @notice For how many rounds after its own an answer can be contradicted.
    /// @custom:requirement LP-ESC-001
    uint256 public answerPeriod;
    /// @notice Who decides when somebody escalates.
    /// @custom:requirement LP-ESC-001
    address public finalArbitrator;
    mapping(uint256 => Game) internal games;
    mapping(uint256 => mapping(uint256 => Answer)) internal answers;

    event Answered(
        uint256 indexed id,
        uint256 answerIndex,
        address indexed answerer,
        bool forAccuser,
        uint256 bond,
        uint256 lastRound
    );
    event Escalated(uint256 indexed id, uint256 answerIndex, address indexed answerer, bool forAccuser, uint256 bond);
    event AnswerExecuted(uint256 indexed id, bool forAccuser);
    event BondCollected(uint256 indexed id, uint256 answerIndex, address indexed answerer, uint256 amount);

    modifier whenRoundReady() {
        requireRoundReady();
        _;
    }

    constructor(address _controller) Manager(_controller) {}

    // Parameters

    /// @notice Sets what the first answer bonds at least. Games keep theirs; 0 lets new disputes be refused.
    /// @custom:requirement LP-ESC-001
    function setMinBond(uint256 _amount) external onlyControllerOwner {
        minBond = _amount;
        emit ParameterUpdate("minBond");
    }

    /// @notice Sets what is bonded at least to ask the final arbitrator. Games keep theirs.
    /// @custom:requirement LP-ESC-001
    function setFinalBond(uint256 _amount) external onlyControllerOwner {
        finalBond = _amount;
        emit ParameterUpdate("finalBond");
    }

    /// @notice Sets for how many rounds an answer can be contradicted. Games keep theirs; 0 lets disputes be refused.
    /// @custom:requirement LP-ESC-001
    function setAnswerPeriod(uint256 _rounds) external onlyControllerOwner {
        answerPeriod = _rounds;
        emit ParameterUpdate("answerPeriod");
    }

    /// @notice Sets who decides when somebody escalates from now on. The null address lets new disputes be refused.
    /// @custom:requirement LP-ESC-001
    function setFinalArbitrator(address _arbitrator) external onlyControllerOwner {
        finalArbitrator = _arbitrator;
        emit ParameterUpdate("finalArbitrator");
    }

    // Games

    /// @notice Hears of a dispute, so that anybody can answer. Only Disputes may.
    /// @custom:requirement LP-ESC-002, LP-ESC-003, LP-ESC-004, LP-ESC-005, LP-ESC-006
    function disputeRaised(uint256 _id) external {
        require(msg.sender == registered(keccak256("Disputes")), "caller must be Disputes");
        requireRoundReady();
        (, , , , , uint256 endRound, ) = IDisputeRecords(msg.sender).getDispute(_id);
        require(!IDisputeRecords(msg.sender).isReferred(_id), "dispute was referred");
        bool isSet = minBond > 0 && answerPeriod > 0 && finalArbitrator != address(0);
        require(isSet, "escalation is not set up");
        require(fits(currentRound(), answerPeriod, endRound), "escalation outlasts the ruling period");

        Game storage game = games[_id];
        game.isAsked = true;
        game.endRound = endRound;
        game.answerPeriod = answerPeriod;
        game.minBond = minBond;
        game.finalBond = finalBond;
    }

    /// @notice Answers a dispute with a bond of the caller's tokens, twice that of the last answer, or the least one.
    /// @param _forAccuser The answer, which contradicts the last one
    /// @custom:requirement LP-ESC-007, LP-ESC-008, LP-ESC-009, LP-ESC-010, LP-ESC-011, LP-ESC-012, LP-ESC-013
    function answer(
        uint256 _id,
        bool _forAccuser,
        uint256 _bond
    ) external whenRoundReady {
        Game storage game = games[_id];
        require(game.isAsked, "there is no game");
        requireContradicting(_id, _forAccuser, _bond);
        require(_bond >= game.minBond, "bond is too small");
        uint256 round = currentRound();
        require(fits(round, game.answerPeriod, game.endRound), "answer is too late");

        game.lastRound = round + game.answerPeriod;
        uint256 index = record(_id, _forAccuser, _bond);
        emit Answered(_id, index, msg.sender, _forAccuser, _bond, game.lastRound);
    }

    /// @notice Contradicts the last answer before the final arbitrator, with the final bond or twice the last one.
    /// @param _forAccuser What the caller says, which contradicts the last answer
    /// @custom:requirement LP-ESC-008, LP-ESC-009, LP-ESC-010, LP-ESC-011, LP-ESC-014, LP-ESC-015
    function escalate(
        uint256 _id,
        bool _forAccuser,
        uint256 _bond
    ) external whenRoundReady {
        Game storage game = games[_id];
        require(game.answerCount > 0, "there is no answer");
        requireContradicting(_id, _forAccuser, _bond);
        require(_bond >= game.finalBond, "bond is too small");

        game.isEscalated = true;
        uint256 index = record(_id, _forAccuser, _bond);
        emit Escalated(_id, index, msg.sender, _forAccuser, _bond);
        IDisputes(registered(keccak256("Disputes"))).refer(_id, finalArbitrator);
    }

    /// @notice Makes the last answer a ruling when nobody contradicted it in time. Anybody may.
    /// @custom:requirement LP-ESC-008, LP-ESC-014, LP-ESC-016, LP-ESC-017
    function execute(uint256 _id) external whenRoundReady {
        Game storage game = games[_id];
        require(game.answerCount > 0, "there is no answer");
        require(!game.isEscalated, "game is escalated");
        require(currentRound() > game.lastRound, "answer can be contradicted");

        bool forAccuser = answers[_id][game.answerCount - 1].forAccuser;
        emit AnswerExecuted(_id, forAccuser);
        IDisputes(registered(keccak256("Disputes"))).rule(_id, forAccuser);
    }

    /// @notice Pays who gave an answer, once, when the dispute is over, whoever ruled. Anybody may.
    /// @custom:requirement LP-ESC-018, LP-ESC-019, LP-ESC-020, LP-ESC-021, LP-ESC-022, LP-ESC-023
    function collect(uint256 _id, uint256 _index) external whenRoundReady {
        require(_index < games[_id].answerCount, "answer is unknown");
        Answer storage own = answers[_id][_index];
        require(!own.isCollected, "bond is collected");
        (uint256 outcome, , , , , , ) = IDisputeRecords(registered(keccak256("Disputes"))).getDispute(_id);
        require(outcome >= WON, "dispute is not over");
        require(outcome == LAPSED || own.forAccuser == (outcome == WON), "answer was wrong");

        own.isCollected = true;
        uint256 amount = earned(_id, _index, outcome);
        livepeerToken().transfer(own.answerer, amount);
        emit BondCollected(_id, _index, own.answerer, amount);
    }

    // Views

    /// @notice How a game stands, zeros if there is none.
    /// @custom:requirement LP-ESC-024
    function getGame(uint256 _id)
        external
        view
        returns (
            bool isAsked,
            bool isEscalated,
            uint256 endRound,
            uint256 lastRound,
            uint256 answerPeriod,
            uint256 minBond,
            uint256 finalBond,
            uint256 answerCount
        )
    {
        Game storage game = games[_id];
        isAsked = game.isAsked;
        isEscalated = game.isEscalated;
        endRound = game.endRound;
        lastRound = game.lastRound;
        answerPeriod = game.answerPeriod;
        minBond = game.minBond;
        finalBond = game.finalBond;
        answerCount = game.answerCount;
    }

    /// @notice An answer of a game, zeros if there is none.
    /// @custom:requirement LP-ESC-024
    function getAnswer(uint256 _id, uint256 _index)
        external
        view
        returns (
            address answerer,
            bool forAccuser,
            bool isCollected,
            uint256 bond
        )
    {
        Answer storage found = answers[_id][_index];
        return (found.answerer, found.forAccuser, found.isCollected, found.bond);
    }

    // Steps

    /// @dev Whether an answer of this round can be contradicted for its whole period, with a round left to rule.
    /// @custom:requirement LP-ESC-005, LP-ESC-012
    function fits(
        uint256 _round,
        uint256 _period,
        uint256 _endRound
    ) private pure returns (bool) {
        return _round < _endRound && _period < _endRound - _round;
    }

    /// @dev Checks that an answer contradicts the last one, if there is any, in time and with twice its bond.
    /// @custom:requirement LP-ESC-008, LP-ESC-009, LP-ESC-010, LP-ESC-011
    function requireContradicting(
        uint256 _id,
        bool _forAccuser,
        uint256 _bond
    ) private view {
        Game storage game = games[_id];
        require(!game.isEscalated, "game is escalated");
        if (game.answerCount > 0) {
            Answer storage last = answers[_id][game.answerCount - 1];
            require(currentRound() <= game.lastRound, "answer cannot be contradicted");
            require(_forAccuser != last.forAccuser, "answer is the last one");
            require(_bond / 2 >= last.bond, "bond is too small");
        }
    }

    /// @dev Notes an answer and takes its bond.
    /// @custom:requirement LP-ESC-013, LP-ESC-015
    function record(
        uint256 _id,
        bool _forAccuser,
        uint256 _bond
    ) private returns (uint256 index) {
        index = games[_id].answerCount++;
        Answer storage own = answers[_id][index];
        own.answerer = msg.sender;
        own.forAccuser = _forAccuser;
        own.bond = _bond;
        livepeerToken().transferFrom(msg.sender, address(this), _bond);
    }

    /// @dev What an answer gets that was right, or any one of a dispute that lapsed: its bond, that of the answer which
    /// it contradicted, and that of the last one, if that contradicted it in vain.
    /// @custom:requirement LP-ESC-022, LP-ESC-023
    function earned(
        uint256 _id,
        uint256 _index,
        uint256 _outcome
    ) private view returns (uint256 amount) {
        amount = answers[_id][_index].bond;
        if (_outcome == LAPSED) {
            return amount;
        }
        if (_index > 0) {
            amount += answers[_id][_index - 1].bond;
        }
        if (_index + 2 == games[_id].answerCount) {
            amount += answers[_id][_index + 1].bond;
        }
    }

    function requireRoundReady() private view {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
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
