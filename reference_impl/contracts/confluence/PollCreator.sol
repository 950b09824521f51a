// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Interfaces.sol";
import "./Poll.sol";

/// @title Creates polls for whoever has a stake of 100 LPT
contract PollCreator {
    /// @notice Part of all stake that must vote, in millionths.
    /// @custom:requirement LP-POLL-001
    uint256 public constant QUORUM = 333300;
    /// @notice Part of the votes that must be yes, in millionths.
    /// @custom:requirement LP-POLL-001
    uint256 public constant QUOTA = 500000;
    /// @notice Blocks for which a poll is open.
    /// @custom:requirement LP-POLL-001
    uint256 public constant POLL_PERIOD = 10 * 5760;
    /// @notice Stake that creating a poll takes, in LPTU.
    /// @custom:requirement LP-POLL-001
    uint256 public constant POLL_CREATION_COST = 100 * 1 ether;

    /// @notice Where stake is looked up.
    IBondingManager public bondingManager;

    event PollCreated(address indexed poll, bytes proposal, uint256 endBlock, uint256 quorum, uint256 quota);

    constructor(address _bondingManagerAddr) {
        bondingManager = IBondingManager(_bondingManagerAddr);
    }

    /// @notice Creates a poll on a proposal. The caller needs the stake, own or delegated to it.
    /// @custom:requirement LP-POLL-002, LP-POLL-005, LP-POLL-006, LP-POLL-007
    function createPoll(bytes calldata _proposal) external {
        require(
            bondingManager.pendingStake(msg.sender, 0) >= POLL_CREATION_COST ||
                bondingManager.transcoderTotalStake(msg.sender) >= POLL_CREATION_COST,
            "PollCreator#createPoll: INSUFFICIENT_STAKE"
        );
        uint256 endBlock = block.number + POLL_PERIOD;
        Poll poll = new Poll(endBlock);
        emit PollCreated(address(poll), _proposal, endBlock, QUORUM, QUOTA);
    }
}
