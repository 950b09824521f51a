// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./RoundsManager.sol";

/// @title A RoundsManager for tests, whose blocks anyone may set
contract AdjustableRoundsManager is RoundsManager {
    /// @notice The block number that stands for the chain's. Slot 9.
    uint256 public num;
    /// @notice The hash that stands for every block's.
    bytes32 public hash;

    constructor(address _controller) RoundsManager(_controller) {}

    /// @notice Sets the block number.
    function setBlockNum(uint256 _num) external {
        num = _num;
    }

    /// @notice Sets the hash of every block.
    function setBlockHash(bytes32 _hash) external {
        hash = _hash;
    }

    /// @notice Adds to the block number.
    function mineBlocks(uint256 _blocks) external {
        num += _blocks;
    }

    /// @notice The block number that was set.
    function blockNum() public view override returns (uint256) {
        return num;
    }

    /// @notice The hash that was set, for any block but those more than 256 before the block number that was set.
    function blockHash(uint256 _block) public view override returns (bytes32) {
        require(_block >= num - 256);
        return hash;
    }
}
