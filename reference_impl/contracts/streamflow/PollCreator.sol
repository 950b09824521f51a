// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "./Interfaces.sol";
import "./Poll.sol";

/// @title Creates polls for a price in LPT, which is burned (LIP-16, LIP-19)
contract PollCreator {
    /// @dev Part of the bonded stake that must vote, in millionths.
    /// @dev Requirements: LP-POLL-001
    uint256 public constant QUORUM = 333300;
    /// @dev Part of the votes that must be yes, in millionths.
    uint256 public constant QUOTA = 500000;
    /// @dev Length of a poll: 10 rounds of 5760 blocks.
    uint256 public constant POLL_PERIOD = 10 * 5760;
    /// @dev Price of a poll in LPTU.
    uint256 public constant POLL_CREATION_COST = 100 * 1 ether;

    ILivepeerToken public token;

    event PollCreated(address indexed poll, bytes proposal, uint256 endBlock, uint256 quorum, uint256 quota);

    constructor(address _tokenAddr) public {
        token = ILivepeerToken(_tokenAddr);
    }

    /// @notice Creates a poll on a proposal.
    /// @param _proposal Any bytes that name the proposal
    /// @dev Requirements: LP-POLL-002, LP-POLL-003, LP-POLL-004, LP-POLL-007
    function createPoll(bytes calldata _proposal) external {
        uint256 endBlock = block.number + POLL_PERIOD;
        Poll poll = new Poll(endBlock);
        require(
            token.transferFrom(msg.sender, address(this), POLL_CREATION_COST),
            "LivepeerToken transferFrom failed"
        );
        token.burn(POLL_CREATION_COST);
        emit PollCreated(address(poll), _proposal, endBlock, QUORUM, QUOTA);
    }
}
