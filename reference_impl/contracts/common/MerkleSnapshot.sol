// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

import "./Manager.sol";

/// @title Merkle roots of state taken at some block, and proofs against them.
contract MerkleSnapshot is Manager {
    /// @notice Root by snapshot id, 0 if none is set. Slot 1.
    mapping(bytes32 => bytes32) public snapshot;

    constructor(address _controller) public Manager(_controller) {}

    /// @notice Sets the root of a snapshot, or overwrites it.
    /// @dev Requirements: LP-SNAP-001, LP-SNAP-002
    function setSnapshot(bytes32 _id, bytes32 _root) external onlyControllerOwner {
        snapshot[_id] = _root;
    }

    /// @notice Whether the proof leads from the leaf to the snapshot's root.
    /// @dev Each pair is hashed smaller value first. With an empty proof the leaf must be the root.
    /// @dev Requirements: LP-SNAP-003, LP-SNAP-004
    function verify(bytes32 _id, bytes32[] calldata _proof, bytes32 _leaf) external view returns (bool) {
        bytes32 node = _leaf;
        for (uint256 i = 0; i < _proof.length; i++) {
            bytes32 sibling = _proof[i];
            node = node <= sibling
                ? keccak256(abi.encodePacked(node, sibling))
                : keccak256(abi.encodePacked(sibling, node));
        }
        return node == snapshot[_id];
    }
}
