// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Hashes of past blocks, for longer than the chain itself answers for them
/// @dev Whoever needs a hash after 256 blocks has it remembered before.
contract BlockHashes {
    mapping(uint256 => bytes32) private remembered;

    event Remember(uint256 indexed number, bytes32 blockHash);

    /// @notice Keeps the hash of one of the last 256 blocks for ever. Anyone may.
    /// @custom:requirement LP-WJOB-002, LP-WJOB-003
    function remember(uint256 _number) external {
        bytes32 found = blockHash(_number);
        require(found != 0, "block hash is not known");
        remembered[_number] = found;
        emit Remember(_number, found);
    }

    /// @notice Hash of a past block, 0 if it is neither remembered nor among the last 256.
    /// @custom:requirement LP-WJOB-001
    function blockHash(uint256 _number) public view returns (bytes32) {
        return remembered[_number] != 0 ? remembered[_number] : blockhash(_number);
    }
}
