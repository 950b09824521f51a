// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

/// @title Proofs that a leaf is in a Merkle tree. Deployed once and linked.
library MerkleProof {
    /// @notice Whether the proof leads from the leaf to the root. Each pair is hashed smaller value first.
    /// @param _proof Siblings from the leaf up, 32 bytes each; without any the leaf must be the root
    function verifyProof(bytes memory _proof, bytes32 _root, bytes32 _leaf) public pure returns (bool) {
        if (_proof.length % 32 != 0) {
            return false;
        }
        bytes32 node = _leaf;
        for (uint256 i = 32; i <= _proof.length; i += 32) {
            bytes32 sibling;
            assembly {
                sibling := mload(add(_proof, i))
            }
            node = node < sibling
                ? keccak256(abi.encodePacked(node, sibling))
                : keccak256(abi.encodePacked(sibling, node));
        }
        return node == _root;
    }
}
