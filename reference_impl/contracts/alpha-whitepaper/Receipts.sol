// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Transcode receipts: what both sides sign, what a claim commits to, and which segments are drawn
library Receipts {
    struct Receipt {
        uint256 segmentNumber;
        bytes32 dataHash;
        bytes32 transcodedDataHash;
        bytes broadcasterSignature;
        bytes transcoderSignature;
    }

    /// @dev What the broadcaster signs.
    /// @custom:requirement LP-WVERIF-011
    function segmentHash(string memory _streamId, Receipt calldata _receipt) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(_streamId, _receipt.segmentNumber, _receipt.dataHash));
    }

    /// @dev What the transcoder signs.
    /// @custom:requirement LP-WVERIF-012
    function workHash(string memory _streamId, Receipt calldata _receipt) internal pure returns (bytes32) {
        return keccak256(packed(_streamId, _receipt));
    }

    /// @dev The leaf of a receipt in the tree of a claim.
    /// @custom:requirement LP-WVERIF-013
    function receiptHash(string memory _streamId, Receipt calldata _receipt) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(packed(_streamId, _receipt), _receipt.transcoderSignature));
    }

    /// @dev Signer of a hash as a personal message, the null address for a signature that nobody can have made.
    /// @custom:requirement LP-WVERIF-011, LP-WVERIF-012
    function signerOf(bytes32 _hash, bytes calldata _signature) internal pure returns (address) {
        if (_signature.length != 65) {
            return address(0);
        }
        uint8 v = uint8(_signature[64]);
        if (v < 27) {
            v += 27;
        }
        bytes32 digest = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", _hash));
        return ecrecover(digest, v, bytes32(_signature[:32]), bytes32(_signature[32:64]));
    }

    /// @dev The root that a proof leads to from a leaf; of two hashes the lower comes first.
    /// @custom:requirement LP-WVERIF-010
    function fold(bytes32 _leaf, bytes32[] calldata _proof) internal pure returns (bytes32 node) {
        node = _leaf;
        for (uint256 i = 0; i < _proof.length; i++) {
            node = node <= _proof[i]
                ? keccak256(abi.encodePacked(node, _proof[i]))
                : keccak256(abi.encodePacked(_proof[i], node));
        }
    }

    /// @dev Whether the hash of a claim's block draws a segment, one of `_rate`.
    /// @custom:requirement LP-WVERIF-004
    function isDrawn(uint256 _claimBlock, bytes32 _hash, uint256 _segment, uint256 _rate) internal pure returns (bool) {
        return uint256(keccak256(abi.encodePacked(_claimBlock, _hash, _segment))) % _rate == 0;
    }

    function packed(string memory _streamId, Receipt calldata _receipt) private pure returns (bytes memory) {
        return
            abi.encodePacked(
                _streamId,
                _receipt.segmentNumber,
                _receipt.dataHash,
                _receipt.transcodedDataHash,
                _receipt.broadcasterSignature
            );
    }
}
