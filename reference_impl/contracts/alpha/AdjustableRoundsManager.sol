// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./RoundsManager.sol";

/// @title A RoundsManager whose clock anybody can set, for test networks
contract AdjustableRoundsManager is RoundsManager {
    uint256 private num;
    bytes32 private hash;

    constructor(address _controller) public RoundsManager(_controller) {}

    /// @notice Sets the number of the current block.
    function setBlockNum(uint256 _num) external {
        num = _num;
    }

    /// @notice Sets the hash that every block has.
    function setBlockHash(bytes32 _hash) external {
        hash = _hash;
    }

    /// @notice Adds to the number of the current block; wraps beyond 2^256 - 1.
    function mineBlocks(uint256 _blocks) external {
        num += _blocks;
    }

    /// @notice Number of the current block as it was set.
    function blockNum() public view returns (uint256) {
        return num;
    }

    /// @notice The hash that was set, for a block that is not too old.
    /// @dev Below block 256 the oldest block wraps around, so that no block is young enough.
    function blockHash(uint256 _block) public view returns (bytes32) {
        require(_block >= num - 256, "can only retrieve hashes for last 256 blocks");
        return hash;
    }
}
