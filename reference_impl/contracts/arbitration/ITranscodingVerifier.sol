// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev What one signature of an orchestrator binds together; `round` is the one of the work.
struct Evidence {
    bytes32 session;
    uint256 segment;
    bytes32 profile;
    bytes32 source;
    bytes32 rendition;
    address arbitrator;
    uint256 round;
}

/// @title What judges ask whatever can verify transcoding on the chain
/// @dev Judges find it in the Controller under the name TranscodingVerifier.
interface ITranscodingVerifier {
    /// @notice Whether the evidence's rendition is what its source gives. Reverts if the proof proves neither.
    /// @param _proof In the verifier's own form
    function verify(Evidence calldata _evidence, bytes calldata _proof) external view returns (bool isHonest);
}

/// @title What judges ask Disputes of evidence
interface IEvidence {
    /// @notice What an orchestrator signs of evidence.
    function evidenceDigest(Evidence calldata _evidence) external view returns (bytes32);
}
