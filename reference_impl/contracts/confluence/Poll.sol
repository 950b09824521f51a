// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title One poll: votes are events, which are weighed and counted elsewhere
contract Poll {
    /// @notice The last block in which votes are taken.
    /// @custom:requirement LP-POLL-011
    uint256 public endBlock;

    event Vote(address indexed voter, uint256 choiceID);

    constructor(uint256 _endBlock) {
        endBlock = _endBlock;
    }

    /// @notice Votes; a later vote replaces an earlier one.
    /// @param _choiceID 0 yes, 1 no; others are taken but mean nothing
    /// @custom:requirement LP-POLL-007, LP-POLL-008, LP-POLL-009
    function vote(uint256 _choiceID) external {
        require(block.number <= endBlock, "poll is over");
        emit Vote(msg.sender, _choiceID);
    }

    /// @notice Removes the poll once it is over. Anyone may.
    /// @custom:requirement LP-POLL-007, LP-POLL-010
    function destroy() external {
        require(block.number > endBlock, "poll is active");
        selfdestruct(payable(msg.sender));
    }
}
