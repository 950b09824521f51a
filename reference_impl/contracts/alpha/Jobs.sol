// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/ManagerProxyTarget.sol";
import "../common/SafeMath.sol";
import "./Interfaces.sol";
import "./JobLib.sol";

/// @title Jobs: broadcasters pay for segments, transcoders claim and verify the work. What every version does.
/// @dev Amounts are in wei, percentages in millionths, periods in blocks. The order of the variables and of the struct
/// members is the deployed storage layout.
contract Jobs is ManagerProxyTarget {
    using SafeMath for uint256;

    enum JobStatus { Inactive, Active }
    enum ClaimStatus { Pending, Slashed, Complete }

    struct Broadcaster {
        uint256 deposit;
        uint256 withdrawBlock;
    }

    struct Claim {
        uint256 claimId;
        uint256[2] segmentRange;
        bytes32 claimRoot;
        uint256 claimBlock;
        uint256 endVerificationBlock;
        uint256 endVerificationSlashingBlock;
        mapping(uint256 => bool) segmentVerifications;
        ClaimStatus status;
    }

    struct Job {
        uint256 jobId;
        string streamId;
        string transcodingOptions;
        uint256 maxPricePerSegment;
        address broadcasterAddress;
        address transcoderAddress;
        uint256 creationRound;
        uint256 creationBlock;
        uint256 endBlock;
        Claim[] claims;
        uint256 escrow;
    }

    uint256 private constant MILLION = 10**6;
    /// @dev Blocks whose hashes are known.
    uint256 private constant KNOWN_BLOCKS = 256;

    /// @dev One out of so many segments must be verified.
    uint64 public verificationRate;
    uint256 public verificationPeriod;
    uint256 public verificationSlashingPeriod;
    uint256 public failedVerificationSlashAmount;
    uint256 public missedVerificationSlashAmount;
    uint256 public doubleClaimSegmentSlashAmount;
    uint256 public finderFee;
    mapping(address => Broadcaster) public broadcasters;
    mapping(uint256 => Job) public jobs;
    uint256 public numJobs;

    event Deposit(address indexed broadcaster, uint256 amount);
    event Withdraw(address indexed broadcaster);
    event NewJob(
        address indexed broadcaster,
        uint256 jobId,
        string streamId,
        string transcodingOptions,
        uint256 maxPricePerSegment,
        uint256 creationBlock
    );
    event NewClaim(address indexed transcoder, uint256 indexed jobId, uint256 claimId);
    event Verify(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, uint256 segmentNumber);
    event DistributeFees(address indexed transcoder, uint256 indexed jobId, uint256 indexed claimId, uint256 fees);
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

    // Parameters

    /// @notice Sets out of how many segments one must be verified, for present claims too.
    /// @dev Requirements: LP-VERIF-030, LP-VERIF-031, LP-VERIF-035
    function setVerificationRate(uint64 _verificationRate) external onlyControllerOwner {
        require(_verificationRate > 0, "verification rate cannot be 0");
        verificationRate = _verificationRate;
        emit ParameterUpdate("verificationRate");
    }

    /// @notice Sets how many blocks after a claim its transcoder has to verify it. Present claims keep theirs.
    /// @dev Requirements: LP-VERIF-030, LP-VERIF-032, LP-VERIF-035
    function setVerificationPeriod(uint256 _verificationPeriod) external onlyControllerOwner {
        requireHashesKnown(_verificationPeriod, verificationSlashingPeriod);
        verificationPeriod = _verificationPeriod;
        emit ParameterUpdate("verificationPeriod");
    }

    /// @notice Sets how many blocks after that missed verification can be reported. Present claims keep theirs.
    /// @dev Requirements: LP-VERIF-030, LP-VERIF-032, LP-VERIF-035
    function setVerificationSlashingPeriod(uint256 _verificationSlashingPeriod) external onlyControllerOwner {
        requireHashesKnown(verificationPeriod, _verificationSlashingPeriod);
        verificationSlashingPeriod = _verificationSlashingPeriod;
        emit ParameterUpdate("verificationSlashingPeriod");
    }

    /// @notice Sets the part of its stake that a transcoder loses for a wrong segment.
    /// @dev Requirements: LP-VERIF-030, LP-VERIF-033, LP-VERIF-035
    function setFailedVerificationSlashAmount(uint256 _failedVerificationSlashAmount) external onlyControllerOwner {
        requireSlashAmount(_failedVerificationSlashAmount);
        failedVerificationSlashAmount = _failedVerificationSlashAmount;
        emit ParameterUpdate("failedVerificationSlashAmount");
    }

    /// @notice Sets the part of its stake that a transcoder loses for a segment that it did not verify.
    /// @dev Requirements: LP-VERIF-030, LP-VERIF-033, LP-VERIF-035
    function setMissedVerificationSlashAmount(uint256 _missedVerificationSlashAmount) external onlyControllerOwner {
        requireSlashAmount(_missedVerificationSlashAmount);
        missedVerificationSlashAmount = _missedVerificationSlashAmount;
        emit ParameterUpdate("missedVerificationSlashAmount");
    }

    /// @notice Sets the part of its stake that a transcoder loses for a segment that it claimed twice.
    /// @dev Requirements: LP-VERIF-030, LP-VERIF-033, LP-VERIF-035
    function setDoubleClaimSegmentSlashAmount(uint256 _doubleClaimSegmentSlashAmount) external onlyControllerOwner {
        requireSlashAmount(_doubleClaimSegmentSlashAmount);
        doubleClaimSegmentSlashAmount = _doubleClaimSegmentSlashAmount;
        emit ParameterUpdate("doubleClaimSegmentSlashAmount");
    }

    /// @notice Sets the part of a penalty that who reports gets. It is not announced.
    /// @dev Requirements: LP-VERIF-030, LP-VERIF-034, LP-VERIF-035
    function setFinderFee(uint256 _finderFee) external onlyControllerOwner {
        require(_finderFee <= MILLION, "finder fee must be a valid percentage");
        finderFee = _finderFee;
    }

    // Broadcasters

    /// @notice Adds the ETH sent to the caller's deposit.
    /// @dev Requirements: LP-JOB-003, LP-JOB-004, LP-JOB-005
    function deposit() external payable whenSystemNotPaused {
        broadcasters[msg.sender].deposit = broadcasters[msg.sender].deposit.add(msg.value);
        minter().depositETH.value(msg.value)();
        emit Deposit(msg.sender, msg.value);
    }

    /// @notice Pays out the caller's whole deposit once all its jobs should have ended.
    /// @dev Requirements: LP-JOB-003, LP-JOB-006, LP-JOB-007, LP-JOB-008
    function withdraw() external whenSystemNotPaused {
        Broadcaster storage broadcaster = broadcasters[msg.sender];
        require(
            broadcaster.withdrawBlock <= roundsManager().blockNum(),
            "deposit is locked until the withdraw block"
        );
        uint256 amount = broadcaster.deposit;
        delete broadcasters[msg.sender];
        minter().trustedWithdrawETH(msg.sender, amount);
        emit Withdraw(msg.sender);
    }

    /// @notice Creates a job. Who transcodes it is drawn when the first claim comes.
    /// @param _transcodingOptions Names of the profiles, 8 characters each
    /// @param _maxPricePerSegment What the broadcaster pays for one segment in one profile
    /// @param _endBlock First block in which the job is over
    /// @dev Requirements: LP-JOB-003, LP-JOB-009, LP-JOB-010, LP-JOB-011, LP-JOB-012, LP-JOB-013, LP-JOB-014,
    /// LP-JOB-015, LP-JOB-016
    function job(
        string memory _streamId,
        string memory _transcodingOptions,
        uint256 _maxPricePerSegment,
        uint256 _endBlock
    ) public whenSystemNotPaused {
        uint256 blockNum = roundsManager().blockNum();
        require(_endBlock > blockNum, "end block must be after the current block");
        require(JobLib.validTranscodingOptions(_transcodingOptions), "invalid transcoding options");

        Job storage created = jobs[numJobs];
        created.jobId = numJobs;
        created.streamId = _streamId;
        created.transcodingOptions = _transcodingOptions;
        created.maxPricePerSegment = _maxPricePerSegment;
        created.broadcasterAddress = msg.sender;
        created.creationRound = roundsManager().currentRound();
        created.creationBlock = blockNum;
        created.endBlock = _endBlock;
        emit NewJob(msg.sender, numJobs, _streamId, _transcodingOptions, _maxPricePerSegment, blockNum);
        numJobs = numJobs.add(1);
        if (_endBlock > broadcasters[msg.sender].withdrawBlock) {
            broadcasters[msg.sender].withdrawBlock = _endBlock;
        }
    }

    // Transcoders

    /// @notice Claims that the caller has transcoded segments of a job. Their fees go from the deposit into escrow.
    /// @param _segmentRange The first and the last segment
    /// @param _claimRoot Root of the Merkle tree of the segments' receipts
    /// @dev Requirements: LP-CLAIM-002, LP-CLAIM-003, LP-CLAIM-004, LP-CLAIM-005, LP-CLAIM-011, LP-CLAIM-012,
    /// LP-CLAIM-013, LP-CLAIM-014, LP-CLAIM-015, LP-JOB-002, LP-JOB-003
    function claimWork(uint256 _jobId, uint256[2] memory _segmentRange, bytes32 _claimRoot)
        public
        whenSystemNotPaused
    {
        Job storage claimed = existingJob(_jobId);
        require(jobStatus(_jobId) == JobStatus.Active, "job is not active");
        require(_segmentRange[1] >= _segmentRange[0], "segment range ends before it starts");
        require(bondingManager().isRegisteredTranscoder(msg.sender), "transcoder must be registered");
        assign(claimed);

        uint256 fees = feesOf(claimed, _segmentRange);
        Broadcaster storage broadcaster = broadcasters[claimed.broadcasterAddress];
        broadcaster.deposit = broadcaster.deposit.sub(fees);
        claimed.escrow = claimed.escrow.add(fees);

        uint256 claimId = claimed.claims.length++;
        Claim storage claim = claimed.claims[claimId];
        // The deployed contract stores the number of claims, this one included; nothing reads it
        claim.claimId = claimId.add(1);
        claim.segmentRange = _segmentRange;
        claim.claimRoot = _claimRoot;
        claim.claimBlock = roundsManager().blockNum();
        claim.endVerificationBlock = claim.claimBlock.add(verificationPeriod);
        claim.endVerificationSlashingBlock = claim.endVerificationBlock.add(verificationSlashingPeriod);
        emit NewClaim(msg.sender, _jobId, claimId);
    }

    /// @notice Submits a challenged segment to the verifier.
    /// @param _dataStorageHash Where the segment's data is
    /// @param _dataHashes Hashes of the segment and of what it was transcoded to
    /// @param _broadcasterSig The broadcaster's signature over the segment
    /// @param _proof Merkle proof of the segment's receipt
    /// @dev Requirements: LP-CLAIM-001, LP-JOB-002, LP-JOB-003, LP-VERIF-001, LP-VERIF-002, LP-VERIF-012, LP-VERIF-013,
    /// LP-VERIF-014
    function verify(
        uint256 _jobId,
        uint256 _claimId,
        uint256 _segmentNumber,
        string memory _dataStorageHash,
        bytes32[2] memory _dataHashes,
        bytes memory _broadcasterSig,
        bytes memory _proof
    ) public payable whenSystemNotPaused {
        require(msg.value >= verifier().getPrice(), "msg.value is less than the verifier's price");
        requireCorrectReceipt(_jobId, _claimId, _segmentNumber, _dataHashes, _broadcasterSig, _proof);
        jobs[_jobId].claims[_claimId].segmentVerifications[_segmentNumber] = true;
        requestVerification(_jobId, _claimId, _segmentNumber, _dataStorageHash, _dataHashes);
        emit Verify(msg.sender, _jobId, _claimId, _segmentNumber);
    }

    /// @notice Pays the fees of a claim into the caller's earnings once nobody can report missed verification.
    /// @dev Requirements: LP-CLAIM-001, LP-CLAIM-016, LP-CLAIM-017, LP-CLAIM-018, LP-CLAIM-019, LP-CLAIM-020,
    /// LP-CLAIM-021, LP-CLAIM-022, LP-JOB-002, LP-JOB-003
    function distributeFees(uint256 _jobId, uint256 _claimId) public whenSystemNotPaused {
        Job storage done = existingJob(_jobId);
        Claim storage claim = existingClaim(done, _claimId);
        requireTranscoder(done);
        requirePending(claim);
        require(
            claim.endVerificationSlashingBlock <= roundsManager().blockNum(),
            "slashing period is not over"
        );
        uint256 fees = feesOf(done, claim.segmentRange);
        done.escrow = done.escrow.sub(fees);
        bondingManager().updateTranscoderWithFees(msg.sender, fees, done.creationRound);
        claim.status = ClaimStatus.Complete;
        emit DistributeFees(msg.sender, _jobId, _claimId, fees);
    }

    /// @notice Pays the fees of several claims of a job.
    /// @dev Requirements: LP-CLAIM-023, LP-CLAIM-024, LP-JOB-003
    function batchDistributeFees(uint256 _jobId, uint256[] memory _claimIds) public whenSystemNotPaused {
        for (uint256 i = 0; i < _claimIds.length; i++) {
            distributeFees(_jobId, _claimIds[i]);
        }
    }

    // Slashing

    /// @notice Takes the verifier's result; a wrong segment is slashed. Only the Verifier may.
    /// @dev Requirements: LP-CLAIM-001, LP-CLAIM-030, LP-JOB-002, LP-JOB-003, LP-VERIF-016, LP-VERIF-017, LP-VERIF-018,
    /// LP-VERIF-019, LP-VERIF-020, LP-VERIF-021
    function receiveVerification(uint256 _jobId, uint256 _claimId, uint256 _segmentNumber, bool _result)
        external
        whenSystemNotPaused
    {
        require(msg.sender == address(verifier()), "caller must be Verifier");
        Job storage verified = existingJob(_jobId);
        Claim storage claim = existingClaim(verified, _claimId);
        requireNotSlashed(claim);
        require(claim.segmentVerifications[_segmentNumber], "segment was not submitted for verification");
        address transcoder = verified.transcoderAddress;
        if (_result) {
            emit PassedVerification(transcoder, _jobId, _claimId, _segmentNumber);
            return;
        }
        refund(verified);
        claim.status = ClaimStatus.Slashed;
        bondingManager().slashTranscoder(transcoder, address(0), failedVerificationSlashAmount, 0);
        emit FailedVerification(transcoder, _jobId, _claimId, _segmentNumber);
    }

    /// @notice Reports that a challenged segment was not submitted in time.
    /// @dev Requirements: LP-CLAIM-001, LP-CLAIM-030, LP-JOB-002, LP-JOB-003, LP-VERIF-022, LP-VERIF-023, LP-VERIF-024,
    /// LP-VERIF-025, LP-VERIF-026
    function missedVerificationSlash(uint256 _jobId, uint256 _claimId, uint256 _segmentNumber)
        external
        whenSystemNotPaused
    {
        Job storage missed = existingJob(_jobId);
        Claim storage claim = existingClaim(missed, _claimId);
        uint256 blockNum = roundsManager().blockNum();
        require(claim.endVerificationBlock <= blockNum, "verification period is not over");
        require(blockNum < claim.endVerificationSlashingBlock, "slashing period is over");
        requirePending(claim);
        requireChallenged(claim, _segmentNumber);
        require(!claim.segmentVerifications[_segmentNumber], "segment was submitted for verification");
        refund(missed);
        bondingManager().slashTranscoder(
            missed.transcoderAddress,
            msg.sender,
            missedVerificationSlashAmount,
            finderFee
        );
        claim.status = ClaimStatus.Slashed;
    }

    /// @notice Reports that a segment is in two claims.
    /// @dev Requirements: LP-CLAIM-025, LP-CLAIM-026, LP-CLAIM-033, LP-JOB-002, LP-JOB-003
    function doubleClaimSegmentSlash(uint256 _jobId, uint256 _claimId1, uint256 _claimId2, uint256 _segmentNumber)
        external
        whenSystemNotPaused
    {
        Job storage claimed = existingJob(_jobId);
        requireComparable(_claimId1, _claimId2);
        Claim storage first = existingClaim(claimed, _claimId1);
        Claim storage second = existingClaim(claimed, _claimId2);
        requireNotSlashed(first);
        requireNotSlashed(second);
        require(
            covers(first, _segmentNumber) && covers(second, _segmentNumber),
            "segment is not in both claims"
        );
        bondingManager().slashTranscoder(
            claimed.transcoderAddress,
            msg.sender,
            doubleClaimSegmentSlashAmount,
            finderFee
        );
        refund(claimed);
        first.status = ClaimStatus.Slashed;
        second.status = ClaimStatus.Slashed;
    }

    // Views

    /// @notice Whether a job still runs. One that does not exist is inactive.
    /// @dev Requirements: LP-JOB-020, LP-JOB-021
    function jobStatus(uint256 _jobId) public view returns (JobStatus) {
        return jobs[_jobId].endBlock <= roundsManager().blockNum() ? JobStatus.Inactive : JobStatus.Active;
    }

    /// @notice Record of a job, zeros if there is none.
    /// @dev Requirements: LP-JOB-021
    function getJob(uint256 _jobId)
        public
        view
        returns (
            string memory streamId,
            string memory transcodingOptions,
            uint256 maxPricePerSegment,
            address broadcasterAddress,
            address transcoderAddress,
            uint256 creationRound,
            uint256 creationBlock,
            uint256 endBlock,
            uint256 escrow,
            uint256 totalClaims
        )
    {
        Job storage found = jobs[_jobId];
        streamId = found.streamId;
        transcodingOptions = found.transcodingOptions;
        maxPricePerSegment = found.maxPricePerSegment;
        broadcasterAddress = found.broadcasterAddress;
        transcoderAddress = found.transcoderAddress;
        creationRound = found.creationRound;
        creationBlock = found.creationBlock;
        endBlock = found.endBlock;
        escrow = found.escrow;
        totalClaims = found.claims.length;
    }

    /// @notice Record of a claim.
    /// @dev Requirements: LP-CLAIM-001, LP-CLAIM-032
    function getClaim(uint256 _jobId, uint256 _claimId)
        public
        view
        returns (
            uint256[2] memory segmentRange,
            bytes32 claimRoot,
            uint256 claimBlock,
            uint256 endVerificationBlock,
            uint256 endVerificationSlashingBlock,
            ClaimStatus status
        )
    {
        Claim storage claim = existingClaim(jobs[_jobId], _claimId);
        segmentRange = claim.segmentRange;
        claimRoot = claim.claimRoot;
        claimBlock = claim.claimBlock;
        endVerificationBlock = claim.endVerificationBlock;
        endVerificationSlashingBlock = claim.endVerificationSlashingBlock;
        status = claim.status;
    }

    /// @notice Whether a segment of a claim was submitted to the verifier.
    /// @dev Requirements: LP-CLAIM-001, LP-VERIF-015
    function isClaimSegmentVerified(uint256 _jobId, uint256 _claimId, uint256 _segmentNumber)
        external
        view
        returns (bool)
    {
        return existingClaim(jobs[_jobId], _claimId).segmentVerifications[_segmentNumber];
    }

    // What versions do differently

    /// @dev Rejects two claims that cannot be told to cover a segment twice.
    function requireComparable(uint256 _claimId1, uint256 _claimId2) internal pure;

    // Steps

    /// @dev Makes the caller the job's transcoder if nobody is and it is the one that is drawn.
    function assign(Job storage _job) private {
        if (_job.transcoderAddress != address(0)) {
            requireTranscoder(_job);
            return;
        }
        bytes32 blockHash = roundsManager().blockHash(_job.creationBlock);
        address elected =
            bondingManager().electActiveTranscoder(_job.maxPricePerSegment, blockHash, _job.creationRound);
        require(elected == msg.sender, "caller must be the transcoder elected for the job");
        _job.transcoderAddress = msg.sender;
    }

    /// @dev Gives the broadcaster back what no claim was paid of, and ends the job.
    function refund(Job storage _job) private {
        uint256 amount = _job.escrow;
        _job.escrow = 0;
        Broadcaster storage broadcaster = broadcasters[_job.broadcasterAddress];
        broadcaster.deposit = broadcaster.deposit.add(amount);
        _job.endBlock = roundsManager().blockNum();
    }

    /// @dev Asks the verifier. What was sent beyond its price stays here.
    function requestVerification(
        uint256 _jobId,
        uint256 _claimId,
        uint256 _segmentNumber,
        string memory _dataStorageHash,
        bytes32[2] memory _dataHashes
    ) private {
        IVerifier chosen = verifier();
        uint256 price = chosen.getPrice();
        require(price > 0 || msg.value == 0, "verifier takes no payment");
        chosen.verify.value(price)(
            _jobId,
            _claimId,
            _segmentNumber,
            jobs[_jobId].transcodingOptions,
            _dataStorageHash,
            _dataHashes
        );
    }

    function requireCorrectReceipt(
        uint256 _jobId,
        uint256 _claimId,
        uint256 _segmentNumber,
        bytes32[2] memory _dataHashes,
        bytes memory _broadcasterSig,
        bytes memory _proof
    ) private view {
        Job storage worked = existingJob(_jobId);
        Claim storage claim = existingClaim(worked, _claimId);
        requireTranscoder(worked);
        requireChallenged(claim, _segmentNumber);
        require(
            JobLib.validateBroadcasterSig(
                worked.streamId,
                _segmentNumber,
                _dataHashes[0],
                _broadcasterSig,
                worked.broadcasterAddress
            ),
            "segment is not signed by the broadcaster"
        );
        require(
            JobLib.validateReceipt(
                worked.streamId,
                _segmentNumber,
                _dataHashes[0],
                _dataHashes[1],
                _broadcasterSig,
                _proof,
                claim.claimRoot
            ),
            "receipt is not in the claim"
        );
    }

    /// @dev The hash of the block after the claim, which its transcoder could not know, draws the segments.
    function requireChallenged(Claim storage _claim, uint256 _segmentNumber) private view {
        uint256 challengeBlock = _claim.claimBlock + 1;
        require(
            JobLib.shouldVerifySegment(
                _segmentNumber,
                _claim.segmentRange,
                challengeBlock,
                roundsManager().blockHash(challengeBlock),
                verificationRate
            ),
            "segment is not challenged"
        );
    }

    function existingJob(uint256 _jobId) private view returns (Job storage) {
        require(_jobId < numJobs, "job does not exist");
        return jobs[_jobId];
    }

    function existingClaim(Job storage _job, uint256 _claimId) private view returns (Claim storage) {
        require(_claimId < _job.claims.length, "claim does not exist");
        return _job.claims[_claimId];
    }

    function requireTranscoder(Job storage _job) private view {
        require(_job.transcoderAddress == msg.sender, "caller must be the job's transcoder");
    }

    function requirePending(Claim storage _claim) private view {
        require(_claim.status == ClaimStatus.Pending, "claim must be pending");
    }

    function requireNotSlashed(Claim storage _claim) private view {
        require(_claim.status != ClaimStatus.Slashed, "claim must not be slashed");
    }

    function requireHashesKnown(uint256 _period, uint256 _slashingPeriod) private pure {
        require(
            _period.add(_slashingPeriod) <= KNOWN_BLOCKS,
            "verification and slashing periods cannot exceed 256 blocks"
        );
    }

    function requireSlashAmount(uint256 _slashAmount) private pure {
        require(_slashAmount <= MILLION, "slash amount must be a valid percentage");
    }

    function covers(Claim storage _claim, uint256 _segmentNumber) private view returns (bool) {
        return _claim.segmentRange[0] <= _segmentNumber && _segmentNumber <= _claim.segmentRange[1];
    }

    function feesOf(Job storage _job, uint256[2] memory _range) private view returns (uint256) {
        uint256 segments = _range[1].sub(_range[0]).add(1);
        return JobLib.calcFees(segments, _job.transcodingOptions, _job.maxPricePerSegment);
    }

    function minter() private view returns (IMinter) {
        return IMinter(registered(keccak256("Minter")));
    }

    function bondingManager() private view returns (IBondingManager) {
        return IBondingManager(registered(keccak256("BondingManager")));
    }

    function roundsManager() private view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }

    function verifier() private view returns (IVerifier) {
        return IVerifier(registered(keccak256("Verifier")));
    }
}
