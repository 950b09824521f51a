// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Interfaces.sol";
import "./Parameters.sol";

/// @title Active transcoders decide on parameters and on the common pool
contract Governance {
    enum Kind {
        SetParameter,
        BurnCommon,
        SpendCommon
    }

    struct Proposal {
        Kind kind;
        string name;
        uint256 value;
        address recipient;
        bool executed;
    }

    IProtocol private immutable protocol;

    /// @notice How many proposals there are; their ids count from 0.
    uint256 public numProposals;
    /// @notice A proposal.
    mapping(uint256 => Proposal) public getProposal;
    /// @notice The stake that was in favour of a proposal in a round, in LPTU.
    mapping(uint256 => mapping(uint256 => uint256)) public yesStake;
    /// @notice Whether a transcoder was in favour of a proposal in a round.
    mapping(uint256 => mapping(uint256 => mapping(address => bool))) public hasVoted;

    event Propose(
        address indexed proposer,
        uint256 indexed proposalId,
        Kind kind,
        string name,
        uint256 value,
        address recipient
    );
    event Vote(address indexed voter, uint256 indexed proposalId, uint256 stake);
    event Execute(uint256 indexed proposalId);

    constructor(address _protocol) {
        protocol = IProtocol(_protocol);
    }

    /// @notice Proposes another value for a parameter. Anyone may.
    /// @custom:requirement LP-WGOV-003, LP-WGOV-004, LP-WGOV-008
    function proposeParameter(string calldata _name, uint256 _value) external {
        Parameters.requireValid(_name, _value);
        propose(Proposal(Kind.SetParameter, _name, _value, address(0), false));
    }

    /// @notice Proposes to destroy tokens of the common pool. Anyone may.
    /// @custom:requirement LP-WGOV-008
    function proposeBurn(uint256 _amount) external {
        propose(Proposal(Kind.BurnCommon, "", _amount, address(0), false));
    }

    /// @notice Proposes to pay tokens of the common pool to somebody. Anyone may.
    /// @custom:requirement LP-WGOV-008
    function proposeSpend(address _recipient, uint256 _amount) external {
        propose(Proposal(Kind.SpendCommon, "", _amount, _recipient, false));
    }

    /// @notice Is in favour of a proposal with the stake locked in this round; more than half of all carries it out.
    /// @custom:requirement LP-WGOV-009, LP-WGOV-010, LP-WGOV-011, LP-WGOV-012, LP-WGOV-013, LP-WGOV-014,
    ///   LP-WGOV-021, LP-WGOV-022
    function vote(uint256 _proposalId) external {
        IBondingManager bonding = IBondingManager(protocol.bondingManager());
        uint256 round = protocol.currentRound();
        require(bonding.currentRoundInitialized(), "round is not initialized");
        require(_proposalId < numProposals, "proposal is unknown");
        Proposal storage proposal = getProposal[_proposalId];
        require(!proposal.executed, "proposal is already carried out");
        uint256 stake = bonding.lockedStake(msg.sender, round);
        require(stake > 0, "caller must be active");
        require(!hasVoted[_proposalId][round][msg.sender], "caller has already voted");
        hasVoted[_proposalId][round][msg.sender] = true;
        yesStake[_proposalId][round] += stake;
        emit Vote(msg.sender, _proposalId, stake);
        if (2 * yesStake[_proposalId][round] > bonding.getTotalActiveStake(round)) {
            proposal.executed = true;
            emit Execute(_proposalId);
            execute(proposal, bonding);
        }
    }

    function propose(Proposal memory _proposal) private {
        uint256 id = numProposals++;
        getProposal[id] = _proposal;
        emit Propose(msg.sender, id, _proposal.kind, _proposal.name, _proposal.value, _proposal.recipient);
    }

    /// @custom:requirement LP-WGOV-002, LP-WGOV-015, LP-WGOV-016
    function execute(Proposal storage _proposal, IBondingManager _bonding) private {
        if (_proposal.kind == Kind.SetParameter) {
            protocol.setParameter(_proposal.name, _proposal.value);
        } else if (_proposal.kind == Kind.BurnCommon) {
            _bonding.burnCommon(_proposal.value);
        } else {
            _bonding.spendCommon(_proposal.recipient, _proposal.value);
        }
    }
}
