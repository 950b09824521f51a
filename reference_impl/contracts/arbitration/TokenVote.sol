// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "../confluence/Fractions.sol";
import "../confluence/Interfaces.sol";
import "./IArbitrator.sol";
import "./IDisputeRecords.sol";

/// @title An arbitrator whose voters are the token's holders, weighted by stake
/// @dev A vote weighs what the voter had bonded when the dispute's round began: a bond that did not change since before.
/// @custom:requirement LP-VOTE-018
contract TokenVote is Manager, IArbitrator {
    struct Poll {
        bool isAsked;
        bool isExecuted;
        uint256 disputeRound;
        uint256 lastRound;
        uint256 leastStake;
        address accuser;
        address orchestrator;
        uint256 forAccuser;
        uint256 forOrchestrator;
    }

    /// @notice Which part of the active stake has to vote, in millionths.
    /// @custom:requirement LP-VOTE-001
    uint256 public quorum;
    /// @notice For how many rounds after a dispute's own holders can vote.
    /// @custom:requirement LP-VOTE-001
    uint256 public votingPeriod;
    mapping(uint256 => Poll) internal polls;
    /// @notice With how much stake an account voted on a dispute, 0 if it did not.
    /// @custom:requirement LP-VOTE-009, LP-VOTE-017
    mapping(uint256 => mapping(address => uint256)) public votedWith;

    event HolderVote(uint256 indexed id, address indexed voter, bool forAccuser, uint256 weight);
    event VoteExecuted(uint256 indexed id, bool forAccuser);

    modifier whenRoundReady() {
        requireRoundReady();
        _;
    }

    constructor(address _controller) Manager(_controller) {}

    /// @notice Sets which part of the active stake has to vote.
    /// @custom:requirement LP-VOTE-001, LP-VOTE-002
    function setQuorum(uint256 _fraction) external onlyControllerOwner {
        require(_fraction <= Fractions.MILLION, "invalid quorum percentage");
        quorum = _fraction;
        emit ParameterUpdate("quorum");
    }

    /// @notice Sets for how many rounds after a dispute's own holders can vote.
    /// @custom:requirement LP-VOTE-001
    function setVotingPeriod(uint256 _rounds) external onlyControllerOwner {
        votingPeriod = _rounds;
        emit ParameterUpdate("votingPeriod");
    }

    /// @notice Hears of a dispute, so that holders can vote on it. Only Disputes may.
    /// @custom:requirement LP-VOTE-003, LP-VOTE-004, LP-VOTE-005
    function disputeRaised(uint256 _id) external {
        require(msg.sender == registered(keccak256("Disputes")), "caller must be Disputes");
        requireRoundReady();
        uint256 round = roundsManager().currentRound();
        (, address accuser, address orchestrator, , , uint256 endRound, ) = IDisputeRecords(msg.sender).getDispute(_id);
        uint256 lastRound = round + votingPeriod;
        require(lastRound < endRound, "voting outlasts the ruling period");

        Poll storage poll = polls[_id];
        poll.isAsked = true;
        poll.disputeRound = round;
        poll.lastRound = lastRound;
        poll.leastStake = Fractions.share(bondingManager().getTotalBonded(), quorum, Fractions.MILLION);
        poll.accuser = accuser;
        poll.orchestrator = orchestrator;
    }

    /// @notice Votes on a dispute with what the caller had bonded when the dispute's round began, less what was slashed.
    /// Once, and not a party.
    /// @custom:requirement LP-VOTE-006, LP-VOTE-007, LP-VOTE-008, LP-VOTE-009, LP-VOTE-010, LP-VOTE-011, LP-VOTE-012
    function vote(uint256 _id, bool _forAccuser) external whenRoundReady {
        Poll storage poll = polls[_id];
        require(poll.isAsked, "holders were not asked");
        require(roundsManager().currentRound() <= poll.lastRound, "voting is over");
        require(msg.sender != poll.accuser && msg.sender != poll.orchestrator, "caller is a party");
        require(votedWith[_id][msg.sender] == 0, "holder has voted");
        (, , , , , uint256 lastClaimRound, ) = bondingManager().getDelegator(msg.sender);
        require(lastClaimRound < poll.disputeRound, "bond changed since the dispute");
        uint256 weight = bondingManager().slashedBond(msg.sender);
        require(weight > 0, "caller must be bonded");

        votedWith[_id][msg.sender] = weight;
        if (_forAccuser) {
            poll.forAccuser += weight;
        } else {
            poll.forOrchestrator += weight;
        }
        emit HolderVote(_id, msg.sender, _forAccuser, weight);
    }

    /// @notice Makes the vote on a dispute a ruling. Anybody may. Equal sides rule for the orchestrator.
    /// @custom:requirement LP-VOTE-006, LP-VOTE-013, LP-VOTE-014, LP-VOTE-015, LP-VOTE-016
    function execute(uint256 _id) external whenRoundReady {
        Poll storage poll = polls[_id];
        require(poll.isAsked, "holders were not asked");
        require(!poll.isExecuted, "vote was executed");
        require(roundsManager().currentRound() > poll.lastRound, "voting is not over");
        require(poll.forAccuser + poll.forOrchestrator >= poll.leastStake, "quorum is not reached");

        bool forAccuser = poll.forAccuser > poll.forOrchestrator;
        poll.isExecuted = true;
        emit VoteExecuted(_id, forAccuser);
        IDisputes(registered(keccak256("Disputes"))).rule(_id, forAccuser);
    }

    /// @notice How holders stand on a dispute.
    /// @custom:requirement LP-VOTE-017
    function getPoll(uint256 _id)
        external
        view
        returns (
            bool isAsked,
            bool isExecuted,
            uint256 disputeRound,
            uint256 lastRound,
            uint256 leastStake,
            address accuser,
            address orchestrator,
            uint256 forAccuser,
            uint256 forOrchestrator
        )
    {
        Poll storage poll = polls[_id];
        isAsked = poll.isAsked;
        isExecuted = poll.isExecuted;
        disputeRound = poll.disputeRound;
        lastRound = poll.lastRound;
        leastStake = poll.leastStake;
        accuser = poll.accuser;
        orchestrator = poll.orchestrator;
        forAccuser = poll.forAccuser;
        forOrchestrator = poll.forOrchestrator;
    }

    function requireRoundReady() private view {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
    }

    function roundsManager() private view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }

    function bondingManager() private view returns (IBonds) {
        return IBonds(registered(keccak256("BondingManager")));
    }
}
