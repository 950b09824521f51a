// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Interfaces.sol";

/// @title What the JobsManager knows, and how it is read
abstract contract JobsState {
    enum ClaimStatus {
        Pending,
        Slashed,
        Complete
    }

    struct Job {
        address broadcaster;
        string streamId;
        string transcodingOptions;
        uint256 pricePerSegment;
        uint256 creationRound;
        uint256 creationBlock;
        uint256 endBlock;
        address transcoder;
        uint256 escrow;
        uint256 reserved;
        uint256 numClaims;
        uint256 pendingClaims;
        address[] eligible;
    }

    struct Claim {
        uint256 firstSegment;
        uint256 lastSegment;
        bytes32 claimRoot;
        uint256 claimBlock;
        uint256 endVerificationBlock;
        uint256 endSlashingBlock;
        ClaimStatus status;
        mapping(uint256 => bool) submitted;
    }

    struct Request {
        uint256 jobId;
        uint256 claimId;
        uint256 segmentNumber;
        bool isOpen;
    }

    IProtocol internal immutable protocol;
    IBlockHashes internal immutable hashes;

    /// @notice How many jobs there are; their ids count from 0.
    uint256 public numJobs;
    /// @notice The first job whose election is still to come.
    uint256 public firstUnassigned;
    /// @notice How many segments Truebit was asked about.
    uint256 public numRequests;
    /// @notice A broadcaster's deposit, in wei.
    mapping(address => uint256) public deposits;
    /// @notice Whether an account takes another job.
    mapping(address => bool) public isAvailable;
    /// @notice Segments that a transcoder claimed in a round.
    /// @custom:requirement LP-WCLAIM-009
    mapping(address => mapping(uint256 => uint256)) public work;
    /// @notice Segments that all transcoders claimed in a round.
    /// @custom:requirement LP-WCLAIM-009
    mapping(uint256 => uint256) public totalWork;
    /// @notice What Truebit is asked under a number, and whether it has not answered yet.
    mapping(uint256 => Request) public getRequest;

    mapping(uint256 => Job) internal jobs;
    mapping(address => uint256[]) internal jobsOf;
    mapping(uint256 => mapping(uint256 => Claim)) internal claims;
    mapping(address => uint256) internal passedBy;
    mapping(address => uint256) internal failedBy;

    constructor(address _protocol, address _hashes) {
        protocol = IProtocol(_protocol);
        hashes = IBlockHashes(_hashes);
    }

    function bonding() internal view returns (IBondingManager) {
        address manager = protocol.bondingManager();
        require(manager != address(0), "protocol is not founded");
        return IBondingManager(manager);
    }

    /// @notice A job.
    function getJob(uint256 _jobId)
        external
        view
        returns (
            address broadcaster,
            string memory streamId,
            string memory transcodingOptions,
            uint256 pricePerSegment,
            uint256 creationRound,
            uint256 creationBlock,
            uint256 endBlock,
            address transcoder,
            uint256 escrow,
            uint256 reserved,
            uint256 numClaims,
            uint256 pendingClaims
        )
    {
        Job storage order = jobs[_jobId];
        (broadcaster, transcoder) = (order.broadcaster, order.transcoder);
        (streamId, transcodingOptions) = (order.streamId, order.transcodingOptions);
        (pricePerSegment, creationRound) = (order.pricePerSegment, order.creationRound);
        (creationBlock, endBlock) = (order.creationBlock, order.endBlock);
        (escrow, reserved) = (order.escrow, order.reserved);
        (numClaims, pendingClaims) = (order.numClaims, order.pendingClaims);
    }

    /// @notice The transcoders of which one is assigned to a job.
    function getEligible(uint256 _jobId) external view returns (address[] memory) {
        return jobs[_jobId].eligible;
    }

    /// @notice A broadcaster's jobs since it was last paid out.
    function getJobsOf(address _account) external view returns (uint256[] memory) {
        return jobsOf[_account];
    }

    /// @notice A claim.
    function getClaim(uint256 _jobId, uint256 _claimId)
        external
        view
        returns (
            uint256 firstSegment,
            uint256 lastSegment,
            bytes32 claimRoot,
            uint256 claimBlock,
            uint256 endVerificationBlock,
            uint256 endSlashingBlock,
            ClaimStatus status
        )
    {
        Claim storage c = claims[_jobId][_claimId];
        return (
            c.firstSegment,
            c.lastSegment,
            c.claimRoot,
            c.claimBlock,
            c.endVerificationBlock,
            c.endSlashingBlock,
            c.status
        );
    }

    /// @notice Whether a segment was submitted for verification.
    function isSubmitted(uint256 _jobId, uint256 _claimId, uint256 _segmentNumber) external view returns (bool) {
        return claims[_jobId][_claimId].submitted[_segmentNumber];
    }

    /// @notice How many of a transcoder's segments Truebit found right and wrong.
    function getVerifications(address _account) external view returns (uint256 passed, uint256 failed) {
        return (passedBy[_account], failedBy[_account]);
    }
}
