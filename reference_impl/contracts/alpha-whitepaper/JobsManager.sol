// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Verification.sol";

/// @title Deposits, jobs, and claims of work; holds all ETH
contract JobsManager is Verification {
    event Deposit(address indexed broadcaster, uint256 amount);
    event NewJob(
        address indexed broadcaster,
        uint256 jobId,
        string streamId,
        string transcodingOptions,
        uint256 maxPricePerSegment,
        uint256 creationBlock
    );
    event EndJob(address indexed caller, uint256 indexed jobId);
    event NewClaim(address indexed transcoder, uint256 indexed jobId, uint256 claimId);
    event DistributeFees(
        address indexed transcoder,
        uint256 indexed jobId,
        uint256 indexed claimId,
        uint256 fees
    );
    event Withdraw(address indexed broadcaster);
    event WithdrawFees(address indexed delegator);

    constructor(address _protocol, address _hashes) JobsState(_protocol, _hashes) {}

    /// @notice Adds the ETH that is sent to the caller's deposit.
    /// @custom:requirement LP-WJOB-004, LP-WJOB-005
    function deposit() external payable withJobsAssigned {
        deposits[msg.sender] += msg.value;
        emit Deposit(msg.sender, msg.value);
    }

    /// @notice Orders transcoding of a stream; the price of one segment goes into escrow.
    /// @custom:requirement LP-WJOB-006, LP-WJOB-007, LP-WJOB-009, LP-WJOB-010, LP-WJOB-014
    function job(
        string calldata _streamId,
        string calldata _transcodingOptions,
        uint256 _pricePerSegment
    ) external withJobsAssigned inInitializedRound {
        uint256 length = bytes(_transcodingOptions).length;
        require(length > 0 && length % 8 == 0, "transcoding options are invalid");
        uint256 id = numJobs++;
        Job storage order = jobs[id];
        order.broadcaster = msg.sender;
        order.streamId = _streamId;
        order.transcodingOptions = _transcodingOptions;
        order.pricePerSegment = _pricePerSegment;
        order.creationRound = protocol.currentRound();
        order.creationBlock = block.number;
        noteEligible(order);
        order.escrow = feesOf(id, 1);
        deposits[msg.sender] -= order.escrow;
        jobsOf[msg.sender].push(id);
        emit NewJob(msg.sender, id, _streamId, _transcodingOptions, _pricePerSegment, block.number);
    }

    /// @notice Ends a job as its broadcaster or its transcoder.
    /// @custom:requirement LP-WJOB-015, LP-WJOB-016, LP-WJOB-017, LP-WJOB-018, LP-WJOB-019
    function endJob(uint256 _jobId) external withJobsAssigned {
        Job storage order = jobs[_jobId];
        bool isParty = msg.sender == order.broadcaster || msg.sender == order.transcoder;
        require(isParty, "caller has no part in the job");
        require(order.endBlock == 0, "job has ended");
        if (order.transcoder == address(0)) {
            void(order);
        } else {
            order.endBlock = block.number;
        }
        emit EndJob(msg.sender, _jobId);
    }

    /// @notice Claims to have transcoded segments; the root commits to their receipts. Goes through all earlier claims.
    /// @custom:requirement LP-WCLAIM-001, LP-WCLAIM-002, LP-WCLAIM-003, LP-WCLAIM-004, LP-WCLAIM-005, LP-WCLAIM-008,
    ///   LP-WCLAIM-009, LP-WCLAIM-010, LP-WCLAIM-013
    function claimWork(
        uint256 _jobId,
        uint256 _firstSegment,
        uint256 _lastSegment,
        bytes32 _claimRoot
    ) external withJobsAssigned onlyAssigned(_jobId) {
        Job storage order = jobs[_jobId];
        require(_firstSegment <= _lastSegment, "segments are reversed");
        require(!isClaimTimeOver(order), "claim time is over");
        for (uint256 id = 0; id < order.numClaims; id++) {
            Claim storage earlier = claims[_jobId][id];
            bool overlaps = _firstSegment <= earlier.lastSegment && earlier.firstSegment <= _lastSegment;
            require(!overlaps, "segments are already claimed");
        }
        uint256 segments = _lastSegment - _firstSegment + 1;
        reserve(order, feesOf(_jobId, segments));
        Claim storage c = claims[_jobId][order.numClaims];
        c.firstSegment = _firstSegment;
        c.lastSegment = _lastSegment;
        c.claimRoot = _claimRoot;
        c.claimBlock = block.number;
        c.endVerificationBlock = block.number + protocol.parameter("verificationPeriod");
        c.endSlashingBlock = c.endVerificationBlock + protocol.parameter("verificationSlashingPeriod");
        uint256 round = protocol.currentRound();
        work[msg.sender][round] += segments;
        totalWork[round] += segments;
        order.pendingClaims += 1;
        emit NewClaim(msg.sender, _jobId, order.numClaims++);
    }

    /// @notice Lets the transcoder and its delegators have the fees of a claim. Goes through all of its segments.
    /// @custom:requirement LP-WDIST-001, LP-WDIST-002, LP-WDIST-003, LP-WDIST-004, LP-WDIST-005, LP-WDIST-015
    function distributeFees(uint256 _jobId, uint256 _claimId) external withJobsAssigned onlyAssigned(_jobId) {
        Claim storage c = pendingClaim(_jobId, _claimId);
        require(block.number >= c.endSlashingBlock, "slashing period is not over");
        for (uint256 segment = c.firstSegment; segment <= c.lastSegment; segment++) {
            require(c.submitted[segment] || !isDrawn(c, segment), "segment is not submitted");
        }
        uint256 fees = closeClaim(_jobId, c, ClaimStatus.Complete);
        bonding().addFees(msg.sender, jobs[_jobId].creationRound, fees);
        emit DistributeFees(msg.sender, _jobId, _claimId, fees);
    }

    /// @notice Pays the caller deposit and left-over escrow if all its jobs are over, unbonded stake, and fees.
    /// @custom:requirement LP-WDIST-007, LP-WDIST-012, LP-WDIST-014, LP-WDIST-017
    function withdraw() external withJobsAssigned {
        uint256 left = takeDeposit();
        (uint256 stake, uint256 fees) = bonding().payOut(msg.sender);
        require(left > 0 || stake > 0 || fees > 0, "nothing to withdraw");
        if (left > 0) {
            emit Withdraw(msg.sender);
        }
        if (fees > 0) {
            emit WithdrawFees(msg.sender);
        }
        payable(msg.sender).transfer(left + fees);
    }

    /// @dev Active transcoders that are available at the job's price, in the order of the election.
    /// @custom:requirement LP-WJOB-011, LP-WJOB-012, LP-WJOB-013
    function noteEligible(Job storage _order) private {
        address[] memory active = bonding().getActiveTranscoders(_order.creationRound);
        for (uint256 i = 0; i < active.length; i++) {
            uint256 price = bonding().lockedPrice(active[i], _order.creationRound);
            if (isAvailable[active[i]] && price <= _order.pricePerSegment) {
                _order.eligible.push(active[i]);
            }
        }
    }

    /// @dev Holds the fees of a claim in the job's escrow; what is not held there yet comes from the deposit.
    /// @custom:requirement LP-WCLAIM-006, LP-WCLAIM-007
    function reserve(Job storage _order, uint256 _fees) private {
        uint256 free = _order.escrow - _order.reserved;
        if (_fees > free) {
            deposits[_order.broadcaster] -= _fees - free;
            _order.escrow += _fees - free;
        }
        _order.reserved += _fees;
    }

    /// @dev The caller's deposit and what its jobs left over, nothing while one of them goes on. Goes through them all.
    /// @custom:requirement LP-WDIST-008, LP-WDIST-009
    function takeDeposit() private returns (uint256 amount) {
        uint256[] storage ids = jobsOf[msg.sender];
        for (uint256 i = 0; i < ids.length; i++) {
            if (!isClaimTimeOver(jobs[ids[i]]) || jobs[ids[i]].pendingClaims > 0) {
                return 0;
            }
        }
        amount = deposits[msg.sender];
        deposits[msg.sender] = 0;
        for (uint256 i = 0; i < ids.length; i++) {
            amount += jobs[ids[i]].escrow;
            jobs[ids[i]].escrow = 0;
        }
        delete jobsOf[msg.sender];
    }

    /// @custom:requirement LP-WJOB-020
    function isClaimTimeOver(Job storage _order) private view returns (bool) {
        return _order.endBlock > 0 && block.number > _order.endBlock + protocol.parameter("verificationPeriod");
    }
}
