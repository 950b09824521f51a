// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Assignment.sol";
import "./Fractions.sol";
import "./Receipts.sol";

/// @title Challenged segments, what Truebit says about them, and what missing one costs
abstract contract Verification is Assignment {
    event VerifyRequest(
        uint256 indexed requestId,
        uint256 indexed jobId,
        uint256 indexed claimId,
        uint256 segmentNumber,
        string transcodingOptions,
        bytes32 dataHash,
        bytes32 transcodedDataHash
    );
    event Verify(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber);
    event PassedVerification(
        address indexed transcoder,
        uint256 indexed jobId,
        uint256 indexed claimId,
        uint256 segmentNumber
    );
    event FailedVerification(
        address indexed transcoder,
        uint256 indexed jobId,
        uint256 indexed claimId,
        uint256 segmentNumber
    );
    event Callback(
        uint256 indexed requestId,
        uint256 indexed jobId,
        uint256 indexed claimId,
        uint256 segmentNumber,
        bool result
    );

    modifier onlyAssigned(uint256 _jobId) {
        require(msg.sender == jobs[_jobId].transcoder, "caller must be assigned to the job");
        _;
    }

    /// @notice Submits the receipt of a challenged segment, which Truebit is then asked about.
    /// @custom:requirement LP-WVERIF-001, LP-WVERIF-006, LP-WVERIF-007, LP-WVERIF-014, LP-WVERIF-015
    function verify(
        uint256 _jobId,
        uint256 _claimId,
        Receipts.Receipt calldata _receipt,
        bytes32[] calldata _proof
    ) external withJobsAssigned onlyAssigned(_jobId) {
        Claim storage c = pendingClaim(_jobId, _claimId);
        require(block.number < c.endVerificationBlock, "verification period is over");
        requireChallenged(c, _receipt.segmentNumber);
        require(!c.submitted[_receipt.segmentNumber], "segment is already submitted");
        requireReceipt(jobs[_jobId], c.claimRoot, _receipt, _proof);
        c.submitted[_receipt.segmentNumber] = true;
        getRequest[numRequests] = Request(_jobId, _claimId, _receipt.segmentNumber, true);
        emit VerifyRequest(
            numRequests++,
            _jobId,
            _claimId,
            _receipt.segmentNumber,
            jobs[_jobId].transcodingOptions,
            _receipt.dataHash,
            _receipt.transcodedDataHash
        );
        emit Verify(msg.sender, _jobId, _claimId, _receipt.segmentNumber);
    }

    /// @notice Answers as Truebit whether a segment is right.
    /// @custom:requirement LP-WVERIF-016, LP-WVERIF-017, LP-WVERIF-020, LP-WVERIF-021, LP-WVERIF-022
    function result(uint256 _requestId, bool _passed) external withJobsAssigned {
        require(msg.sender == protocol.truebit(), "caller must be Truebit");
        Request storage request = getRequest[_requestId];
        require(request.isOpen, "request is unknown");
        request.isOpen = false;
        (uint256 jobId, uint256 claimId, uint256 segment) = (request.jobId, request.claimId, request.segmentNumber);
        address transcoder = jobs[jobId].transcoder;
        if (claims[jobId][claimId].status == ClaimStatus.Pending) {
            if (isTolerated(transcoder, _passed)) {
                emit PassedVerification(transcoder, jobId, claimId, segment);
            } else {
                punish(jobId, claimId, protocol.parameter("failedVerificationSlashAmount"), address(0));
                emit FailedVerification(transcoder, jobId, claimId, segment);
            }
        }
        emit Callback(_requestId, jobId, claimId, segment, _passed);
    }

    /// @notice Reports that a challenged segment was not submitted in time. Anyone may.
    /// @custom:requirement LP-WSLSH-013, LP-WSLSH-014, LP-WSLSH-015
    function missedVerificationSlash(
        uint256 _jobId,
        uint256 _claimId,
        uint256 _segmentNumber
    ) external withJobsAssigned {
        Claim storage c = pendingClaim(_jobId, _claimId);
        bool isTime = c.endVerificationBlock <= block.number && block.number < c.endSlashingBlock;
        require(isTime, "not in the slashing period");
        requireChallenged(c, _segmentNumber);
        require(!c.submitted[_segmentNumber], "segment is already submitted");
        punish(_jobId, _claimId, protocol.parameter("missedVerificationSlashAmount"), msg.sender);
    }

    /// @notice Whether a segment must be verified once it is claimed.
    /// @custom:requirement LP-WVERIF-004
    function isChallenged(uint256 _jobId, uint256 _claimId, uint256 _segmentNumber) external view returns (bool) {
        return isDrawn(claims[_jobId][_claimId], _segmentNumber);
    }

    /// @custom:requirement LP-WCLAIM-011, LP-WCLAIM-012
    function pendingClaim(uint256 _jobId, uint256 _claimId) internal view returns (Claim storage c) {
        require(_claimId < jobs[_jobId].numClaims, "claim is unknown");
        c = claims[_jobId][_claimId];
        require(c.status == ClaimStatus.Pending, "claim is not pending");
    }

    /// @custom:requirement LP-WVERIF-003, LP-WVERIF-004
    function isDrawn(Claim storage _claim, uint256 _segmentNumber) internal view returns (bool) {
        bytes32 claimBlockHash = hashes.blockHash(_claim.claimBlock);
        require(claimBlockHash != 0, "block hash is not known");
        uint256 rate = protocol.parameter("verificationRate");
        return
            hasSegment(_claim, _segmentNumber) &&
            Receipts.isDrawn(_claim.claimBlock, claimBlockHash, _segmentNumber, rate);
    }

    function hasSegment(Claim storage _claim, uint256 _segmentNumber) private view returns (bool) {
        return _claim.firstSegment <= _segmentNumber && _segmentNumber <= _claim.lastSegment;
    }

    function closeClaim(uint256 _jobId, Claim storage _claim, ClaimStatus _status) internal returns (uint256 fees) {
        fees = feesOf(_jobId, _claim.lastSegment - _claim.firstSegment + 1);
        _claim.status = _status;
        jobs[_jobId].pendingClaims -= 1;
        jobs[_jobId].escrow -= fees;
        jobs[_jobId].reserved -= fees;
    }

    /// @dev What segments of a job cost, in wei: the price for each profile, which has 8 characters.
    /// @custom:requirement LP-WJOB-008
    function feesOf(uint256 _jobId, uint256 _segments) internal view returns (uint256) {
        return _segments * (bytes(jobs[_jobId].transcodingOptions).length / 8) * jobs[_jobId].pricePerSegment;
    }

    /// @custom:requirement LP-WVERIF-002, LP-WVERIF-005
    function requireChallenged(Claim storage _claim, uint256 _segmentNumber) private view {
        require(hasSegment(_claim, _segmentNumber), "segment is not claimed");
        require(isDrawn(_claim, _segmentNumber), "segment is not challenged");
    }

    /// @custom:requirement LP-WVERIF-008, LP-WVERIF-009, LP-WVERIF-010
    function requireReceipt(
        Job storage _order,
        bytes32 _root,
        Receipts.Receipt calldata _receipt,
        bytes32[] calldata _proof
    ) private view {
        string memory streamId = _order.streamId;
        address signer = Receipts.signerOf(Receipts.segmentHash(streamId, _receipt), _receipt.broadcasterSignature);
        require(signer == _order.broadcaster, "broadcaster signature is invalid");
        signer = Receipts.signerOf(Receipts.workHash(streamId, _receipt), _receipt.transcoderSignature);
        require(signer == _order.transcoder, "transcoder signature is invalid");
        bytes32 root = Receipts.fold(Receipts.receiptHash(streamId, _receipt), _proof);
        require(root == _root, "receipt is not in the claim");
    }

    /// @custom:requirement LP-WVERIF-018, LP-WVERIF-019
    function isTolerated(address _transcoder, bool _passed) private returns (bool) {
        if (_passed) {
            passedBy[_transcoder] += 1;
            return true;
        }
        failedBy[_transcoder] += 1;
        uint256 total = passedBy[_transcoder] + failedBy[_transcoder];
        uint256 threshold = protocol.parameter("verificationFailureThreshold");
        return failedBy[_transcoder] * Fractions.MILLION <= threshold * total;
    }

    /// @custom:requirement LP-WSLSH-011, LP-WSLSH-012
    function punish(uint256 _jobId, uint256 _claimId, uint256 _slashAmount, address _finder) private {
        Job storage order = jobs[_jobId];
        deposits[order.broadcaster] += closeClaim(_jobId, claims[_jobId][_claimId], ClaimStatus.Slashed);
        if (order.endBlock == 0) {
            order.endBlock = block.number;
        }
        bonding().slashTranscoder(order.transcoder, _slashAmount, _finder);
    }
}
