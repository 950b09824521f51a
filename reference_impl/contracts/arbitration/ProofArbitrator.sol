// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "./IArbitrator.sol";
import "./IDisputeRecords.sol";
import "./ITranscodingVerifier.sol";

/// @title An arbitrator that asks nobody and waits for nobody: a proof decides
/// @dev What a proof is, the registered TranscodingVerifier says.
/// @custom:requirement LP-PROOF-008
contract ProofArbitrator is Manager, IArbitrator {
    /// @notice Whether a dispute is before this arbitrator.
    /// @custom:requirement LP-PROOF-007
    mapping(uint256 => bool) public isAsked;
    /// @notice Whether a dispute was decided by a proof.
    /// @custom:requirement LP-PROOF-007
    mapping(uint256 => bool) public isProved;

    event DisputeProved(uint256 indexed id, address indexed prover, bool isHonest);

    constructor(address _controller) Manager(_controller) {}

    /// @notice Hears of a dispute, so that it can be proved. Only Disputes may.
    /// @custom:requirement LP-PROOF-001
    function disputeRaised(uint256 _id) external {
        require(msg.sender == registered(keccak256("Disputes")), "caller must be Disputes");
        isAsked[_id] = true;
    }

    /// @notice Proves that the work of a dispute is what it has to be, or that it is not. Anybody may. Rules at once.
    /// @custom:requirement LP-PROOF-002, LP-PROOF-003, LP-PROOF-004, LP-PROOF-005, LP-PROOF-006
    function prove(
        uint256 _id,
        Evidence calldata _evidence,
        bytes calldata _proof
    ) external {
        require(isAsked[_id], "proof was not asked for");
        require(!isProved[_id], "dispute is proved");
        address disputes = registered(keccak256("Disputes"));
        (, , , , , , bytes32 digest) = IDisputeRecords(disputes).getDispute(_id);
        require(IEvidence(disputes).evidenceDigest(_evidence) == digest, "evidence is another one");
        ITranscodingVerifier verifier = ITranscodingVerifier(registered(keccak256("TranscodingVerifier")));
        bool isHonest = verifier.verify(_evidence, _proof);

        isProved[_id] = true;
        emit DisputeProved(_id, msg.sender, isHonest);
        IDisputes(disputes).rule(_id, !isHonest);
    }
}
