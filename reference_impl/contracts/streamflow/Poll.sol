// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

/// @title One poll of the stakeholders; votes are counted off chain (LIP-16)
contract Poll {
    /// @dev Last block in which the poll takes votes.
    /// @dev Requirements: LP-POLL-011
    uint256 public endBlock;

    event Vote(address indexed voter, uint256 choiceID);

    constructor(uint256 _endBlock) public {
        endBlock = _endBlock;
    }

    /// @notice Votes for a choice. The voter's last vote counts.
    /// @param _choiceID 0 is yes, 1 is no
    /// @dev Requirements: LP-POLL-007, LP-POLL-008, LP-POLL-009
    function vote(uint256 _choiceID) external {
        require(block.number <= endBlock, "poll is over");
        emit Vote(msg.sender, _choiceID);
    }

    /// @notice Destroys the poll once it is over.
    /// @dev Requirements: LP-POLL-007, LP-POLL-010
    function destroy() external {
        require(block.number > endBlock, "poll is active");
        selfdestruct(msg.sender);
    }
}
