// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "./IArbitrator.sol";

/// @title An arbitrator whose members vote, of whom so many decide
/// @dev A vote counts by membership and threshold at its time.
contract Council is Manager, IArbitrator {
    struct Ballot {
        bool isAsked;
        bool isDecided;
        uint256 forAccuser;
        uint256 forOrchestrator;
    }

    /// @notice How many equal votes decide.
    /// @custom:requirement LP-COUN-002
    uint256 public threshold;
    /// @notice Whether an account is a member.
    /// @custom:requirement LP-COUN-001
    mapping(address => bool) public isMember;
    mapping(uint256 => Ballot) internal ballots;
    /// @notice Whether an account has voted on a dispute.
    /// @custom:requirement LP-COUN-007, LP-COUN-009
    mapping(uint256 => mapping(address => bool)) public hasVoted;

    event MemberSet(address indexed member, bool isMember);
    event CouncilVote(uint256 indexed id, address indexed member, bool forAccuser);

    constructor(address _controller) Manager(_controller) {
        threshold = 1;
    }

    /// @notice Makes an account a member, or ends that.
    /// @custom:requirement LP-COUN-001
    function setMember(address _member, bool _belongs) external onlyControllerOwner {
        isMember[_member] = _belongs;
        emit MemberSet(_member, _belongs);
    }

    /// @notice Sets how many equal votes decide.
    /// @custom:requirement LP-COUN-001, LP-COUN-002
    function setThreshold(uint256 _threshold) external onlyControllerOwner {
        require(_threshold > 0, "threshold must be greater than 0");
        threshold = _threshold;
        emit ParameterUpdate("threshold");
    }

    /// @notice Hears of a dispute, so that members can vote on it. Only Disputes may.
    /// @custom:requirement LP-COUN-003
    function disputeRaised(uint256 _id) external {
        require(msg.sender == registered(keccak256("Disputes")), "caller must be Disputes");
        ballots[_id].isAsked = true;
    }

    /// @notice Votes on a dispute; the vote with which one side has enough rules at once. Only members may, once each.
    /// @custom:requirement LP-COUN-004, LP-COUN-005, LP-COUN-006, LP-COUN-007, LP-COUN-008
    function vote(uint256 _id, bool _forAccuser) external {
        require(isMember[msg.sender], "caller must be a member");
        Ballot storage ballot = ballots[_id];
        require(ballot.isAsked, "council was not asked");
        require(!ballot.isDecided, "council has decided");
        require(!hasVoted[_id][msg.sender], "member has voted");

        hasVoted[_id][msg.sender] = true;
        uint256 votes = _forAccuser ? ++ballot.forAccuser : ++ballot.forOrchestrator;
        emit CouncilVote(_id, msg.sender, _forAccuser);
        if (votes >= threshold) {
            ballot.isDecided = true;
            IDisputes(registered(keccak256("Disputes"))).rule(_id, _forAccuser);
        }
    }

    /// @notice How the council stands on a dispute.
    /// @custom:requirement LP-COUN-009
    function getBallot(uint256 _id)
        external
        view
        returns (
            bool isAsked,
            bool isDecided,
            uint256 forAccuser,
            uint256 forOrchestrator
        )
    {
        Ballot storage ballot = ballots[_id];
        return (ballot.isAsked, ballot.isDecided, ballot.forAccuser, ballot.forOrchestrator);
    }
}
