// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/SafeMath.sol";
import "./ECRecovery.sol";
import "./MerkleProof.sol";

/// @title What transcoders and broadcasters compute about jobs. Deployed once and linked.
library JobLib {
    using SafeMath for uint256;

    /// @dev Characters that name a transcoding profile.
    uint256 private constant PROFILE_LENGTH = 8;

    /// @notice Whether the options are a list of profiles. Only their length is looked at.
    function validTranscodingOptions(string memory _transcodingOptions) public pure returns (bool) {
        uint256 length = bytes(_transcodingOptions).length;
        return length > 0 && length % PROFILE_LENGTH == 0;
    }

    /// @notice Fees in wei for segments, each transcoded into every profile.
    function calcFees(uint256 _totalSegments, string memory _transcodingOptions, uint256 _pricePerSegment)
        public
        pure
        returns (uint256)
    {
        uint256 profiles = bytes(_transcodingOptions).length / PROFILE_LENGTH;
        return _totalSegments.mul(profiles).mul(_pricePerSegment);
    }

    /// @notice Whether a segment of a claim has to be verified: one out of `_verificationRate`, drawn by a block hash.
    function shouldVerifySegment(
        uint256 _segmentNumber,
        uint256[2] memory _segmentRange,
        uint256 _challengeBlock,
        bytes32 _challengeBlockHash,
        uint64 _verificationRate
    ) public pure returns (bool) {
        if (_segmentNumber < _segmentRange[0] || _segmentNumber > _segmentRange[1]) {
            return false;
        }
        bytes32 draw = keccak256(abi.encodePacked(_challengeBlock, _challengeBlockHash, _segmentNumber));
        return uint256(draw).mod(_verificationRate) == 0;
    }

    /// @notice Whether the broadcaster signed the segment.
    function validateBroadcasterSig(
        string memory _streamId,
        uint256 _segmentNumber,
        bytes32 _dataHash,
        bytes memory _broadcasterSig,
        address _broadcaster
    ) public pure returns (bool) {
        bytes32 signed = personalSegmentHash(_streamId, _segmentNumber, _dataHash);
        return ECRecovery.recover(signed, _broadcasterSig) == _broadcaster;
    }

    /// @notice Whether the proof leads from the segment's receipt to the root of a claim.
    function validateReceipt(
        string memory _streamId,
        uint256 _segmentNumber,
        bytes32 _dataHash,
        bytes32 _transcodedDataHash,
        bytes memory _broadcasterSig,
        bytes memory _proof,
        bytes32 _claimRoot
    ) public pure returns (bool) {
        return
            MerkleProof.verifyProof(
                _proof,
                _claimRoot,
                transcodeReceiptHash(_streamId, _segmentNumber, _dataHash, _transcodedDataHash, _broadcasterSig)
            );
    }

    /// @notice Hash of a segment.
    function segmentHash(string memory _streamId, uint256 _segmentNumber, bytes32 _dataHash)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(_streamId, _segmentNumber, _dataHash));
    }

    /// @notice What the broadcaster signs: the hash of a segment as an Ethereum signed message.
    function personalSegmentHash(string memory _streamId, uint256 _segmentNumber, bytes32 _dataHash)
        public
        pure
        returns (bytes32)
    {
        return
            keccak256(
                abi.encodePacked(
                    "\x19Ethereum Signed Message:\n32",
                    segmentHash(_streamId, _segmentNumber, _dataHash)
                )
            );
    }

    /// @notice Hash of the receipt for a transcoded segment, a leaf of a claim's tree.
    function transcodeReceiptHash(
        string memory _streamId,
        uint256 _segmentNumber,
        bytes32 _dataHash,
        bytes32 _transcodedDataHash,
        bytes memory _broadcasterSig
    ) public pure returns (bytes32) {
        return
            keccak256(
                abi.encodePacked(_streamId, _segmentNumber, _dataHash, _transcodedDataHash, _broadcasterSig)
            );
    }
}
