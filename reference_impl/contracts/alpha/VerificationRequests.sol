// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Manager.sol";
import "./Interfaces.sol";

/// @title Requests to verify segments, answered by trusted solvers off chain
contract VerificationRequests is Manager, IVerifier {
    struct Request {
        uint256 jobId;
        uint256 claimId;
        uint256 segmentNumber;
        bytes32 commitHash;
    }

    /// @dev Where the code is that solvers run.
    string public verificationCodeHash;
    mapping(uint256 => Request) public requests;
    uint256 public requestCount;

    event VerifyRequest(
        uint256 indexed requestId,
        uint256 indexed jobId,
        uint256 indexed claimId,
        uint256 segmentNumber,
        string transcodingOptions,
        string dataStorageHash,
        bytes32 dataHash,
        bytes32 transcodedDataHash
    );
    event Callback(
        uint256 indexed requestId,
        uint256 indexed jobId,
        uint256 indexed claimId,
        uint256 segmentNumber,
        bool result
    );

    constructor(address _controller, string memory _verificationCodeHash) public Manager(_controller) {
        verificationCodeHash = _verificationCodeHash;
    }

    /// @notice Says where the code is that solvers run. It is not announced.
    /// @dev Requirements: LP-VERIF-049, LP-VERIF-050
    function setVerificationCodeHash(string memory _verificationCodeHash) public onlyControllerOwner {
        verificationCodeHash = _verificationCodeHash;
    }

    /// @notice Asks the solvers to verify a segment. Only the JobsManager may.
    /// @param _dataHashes Hashes of the segment and of what it was transcoded to
    /// @dev Requirements: LP-VERIF-040, LP-VERIF-041, LP-VERIF-042
    function verify(
        uint256 _jobId,
        uint256 _claimId,
        uint256 _segmentNumber,
        string memory _transcodingOptions,
        string memory _dataStorageHash,
        bytes32[2] memory _dataHashes
    ) public payable {
        require(msg.sender == registered(keccak256("JobsManager")), "caller must be JobsManager");
        requireSystemNotPaused();
        Request storage request = requests[requestCount];
        request.jobId = _jobId;
        request.claimId = _claimId;
        request.segmentNumber = _segmentNumber;
        request.commitHash = keccak256(abi.encodePacked(_dataHashes[0], _dataHashes[1]));
        emit VerifyRequest(
            requestCount,
            _jobId,
            _claimId,
            _segmentNumber,
            _transcodingOptions,
            _dataStorageHash,
            _dataHashes[0],
            _dataHashes[1]
        );
        requestCount++;
    }

    /// @notice Answers a request. Only a solver may. An unknown one reads as job 0, claim 0, segment 0.
    /// @param _result Hash of the hashes of the segment and of what the solver transcoded it to
    /// @dev Requirements: LP-VERIF-043
    function __callback(uint256 _requestId, bytes32 _result) external {
        require(maySolve(msg.sender), "caller must be a solver");
        requireSystemNotPaused();
        Request memory request = requests[_requestId];
        bool passed = request.commitHash == _result;
        IJobsManager(registered(keccak256("JobsManager"))).receiveVerification(
            request.jobId,
            request.claimId,
            request.segmentNumber,
            passed
        );
        emit Callback(_requestId, request.jobId, request.claimId, request.segmentNumber, passed);
        delete requests[_requestId];
    }

    /// @notice Price of a verification in wei: none.
    /// @dev Requirements: LP-VERIF-052
    function getPrice() public view returns (uint256) {
        return 0;
    }

    function maySolve(address _account) internal view returns (bool);
}
