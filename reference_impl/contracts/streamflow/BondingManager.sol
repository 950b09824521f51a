// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "./Election.sol";

/// @title Stake: bonding to transcoders, their election, their rewards and fees
/// @dev Amounts of stake are in LPTU (1e-18 LPT), fees in wei, commission rates and shares in millionths. `...WithHint`
/// transactions take the neighbours that the caller expects a transcoder to get in the pool; wrong ones cost gas only.
contract BondingManager is Election {
    using SortedDoublyLL for SortedDoublyLL.Data;

    /// Account whose bonded amount LIP-77 corrected.
    address internal constant LIP_77_ADDRESS = 0xB47D8F87c0113827d44Ad0Bc32D53823C477a89d;

    event TranscoderUpdate(address indexed transcoder, uint256 rewardCut, uint256 feeShare);
    event TranscoderSlashed(address indexed transcoder, address finder, uint256 penalty, uint256 finderReward);
    event Reward(address indexed transcoder, uint256 amount);
    event Bond(
        address indexed newDelegate,
        address indexed oldDelegate,
        address indexed delegator,
        uint256 additionalAmount,
        uint256 bondedAmount
    );
    event Unbond(
        address indexed delegate,
        address indexed delegator,
        uint256 unbondingLockId,
        uint256 amount,
        uint256 withdrawRound
    );
    event Rebond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount);
    event WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound);
    event WithdrawFees(address indexed delegator);

    /// @dev The system runs and the current round is initialized.
    modifier whenRoundReady() {
        requireRoundReady();
        _;
    }

    /// @dev As above, and the caller's earnings are claimed first.
    modifier autoClaimEarnings() {
        requireRoundReady();
        autoClaim(msg.sender);
        _;
    }

    constructor(address _controller) public ManagerProxyTarget(_controller) {}

    // Parameters

    /// @notice Sets how many rounds unbonded stake stays locked. Present locks keep their withdraw round.
    /// @dev Requirements: LP-BOND-053, LP-BOND-090, LP-BOND-091, LP-BOND-094
    function setUnbondingPeriod(uint64 _unbondingPeriod) external onlyControllerOwner {
        unbondingPeriod = _unbondingPeriod;
        emit ParameterUpdate("unbondingPeriod");
    }

    /// @notice Raises the size of the transcoder pool. It elects and evicts nobody by itself.
    /// @dev Requirements: LP-BOND-090, LP-BOND-094, LP-POOL-005, LP-POOL-006
    function setNumActiveTranscoders(uint256 _numActiveTranscoders) external onlyControllerOwner {
        transcoderPoolV2.setMaxSize(_numActiveTranscoders);
        emit ParameterUpdate("numActiveTranscoders");
    }

    /// @notice Sets how many rounds through LIP-36 one claim may span.
    /// @dev Requirements: LP-BOND-092, LP-BOND-093
    function setMaxEarningsClaimsRounds(uint256 _maxEarningsClaimsRounds) external onlyControllerOwner {
        maxEarningsClaimsRounds = _maxEarningsClaimsRounds;
        emit ParameterUpdate("maxEarningsClaimsRounds");
    }

    /// @notice Sets the bonded amount of the account that LIP-77 names. Works once, also while paused.
    /// @dev Requirements: LP-BOND-096, LP-BOND-097, LP-BOND-098, LP-BOND-099
    function executeLIP77(uint256 _bondedAmount) external onlyControllerOwner {
        require(!lip77Executed, "LIP-77 already executed");
        lip77Executed = true;
        Delegator storage del = delegators[LIP_77_ADDRESS];
        del.bondedAmount = _bondedAmount;
        emit Bond(del.delegateAddress, del.delegateAddress, LIP_77_ADDRESS, 0, _bondedAmount);
    }

    // Other contracts' transactions

    /// @notice Makes the stake elected so far the active stake of the round that begins. Only the RoundsManager may.
    /// @dev Requirements: LP-BOND-095, LP-RND-026
    function setCurrentRoundTotalActiveStake() external {
        requireCaller("RoundsManager", "caller must be RoundsManager");
        currentRoundTotalActiveStake = nextRoundTotalActiveStake;
    }

    /// @notice Distributes the fees of a ticket. Only the TicketBroker may.
    /// @param _fees Fees in wei, which the Minter already holds
    /// @param _round Round in which the ticket was created; fees count for the current round whatever it is
    /// @dev Requirements: LP-EARN-020, LP-EARN-021, LP-EARN-022, LP-EARN-023, LP-EARN-024, LP-EARN-025, LP-EARN-026,
    /// LP-EARN-027, LP-EARN-028, LP-EARN-029, LP-EARN-030, LP-EARN-031, LP-EARN-032, LP-EARN-063, LP-TICK-031,
    /// LP-TICK-032, LP-TICK-052
    function updateTranscoderWithFees(address _transcoder, uint256 _fees, uint256 _round)
        external
        whenSystemNotPaused
    {
        _round;
        requireCaller("TicketBroker", "caller must be TicketBroker");
        require(isRegistered(_transcoder), "transcoder must be registered");
        distributeFees(_transcoder, _fees);
    }

    /// @notice Burns part of an account's bonded stake and rewards who reported it. Only the Verifier may.
    /// @param _finder Who gets the finder's fee, or the null address
    /// @param _slashAmount Part of the stake, in millionths
    /// @param _finderFee Part of the penalty that goes to the finder, in millionths
    /// @dev Requirements: LP-SLSH-001, LP-SLSH-002, LP-SLSH-003, LP-SLSH-004, LP-SLSH-005, LP-SLSH-006, LP-SLSH-007,
    /// LP-SLSH-008, LP-SLSH-009, LP-SLSH-010, LP-SLSH-011
    function slashTranscoder(address _transcoder, address _finder, uint256 _slashAmount, uint256 _finderFee)
        external
        whenSystemNotPaused
    {
        requireCaller("Verifier", "caller must be Verifier");
        Delegator storage del = delegators[_transcoder];
        if (del.bondedAmount == 0) {
            emit TranscoderSlashed(_transcoder, _finder, 0, 0);
            return;
        }

        uint256 penalty = millionths(del.bondedAmount, _slashAmount);
        if (inPool(_transcoder)) {
            resign(_transcoder);
        }
        del.bondedAmount = del.bondedAmount.sub(penalty);
        if (statusOf(_transcoder) == DelegatorStatus.Bonded) {
            Delegator storage delegate = delegators[del.delegateAddress];
            delegate.delegatedAmount = delegate.delegatedAmount.sub(penalty);
        }

        uint256 finderReward;
        if (_finder != address(0)) {
            finderReward = millionths(penalty, _finderFee);
            minter().trustedTransferTokens(_finder, finderReward);
        }
        minter().trustedBurnTokens(penalty.sub(finderReward));
        emit TranscoderSlashed(_transcoder, _finder, penalty, finderReward);
    }

    // Transcoders

    /// @notice Sets the caller's commission rates, and tries to join the pool. Only a registered transcoder may.
    /// @param _rewardCut Part of the rewards that the transcoder keeps, in millionths
    /// @param _feeShare Part of the fees that the delegators get, in millionths
    /// @dev Requirements: LP-BOND-007
    function transcoder(uint256 _rewardCut, uint256 _feeShare) external {
        transcoderWithHint(_rewardCut, _feeShare, address(0), address(0));
    }

    /// @notice As `transcoder`, with the caller's expected neighbours in the pool.
    /// @dev Requirements: LP-BOND-006, LP-BOND-075, LP-BOND-076, LP-BOND-077, LP-BOND-078, LP-BOND-079, LP-BOND-080,
    /// LP-BOND-081, LP-BOND-082
    function transcoderWithHint(uint256 _rewardCut, uint256 _feeShare, address _newPosPrev, address _newPosNext)
        public
        whenRoundReady
    {
        require(!roundsManager().currentRoundLocked(), "can't update transcoder params, current round is locked");
        require(_rewardCut <= MILLION, "invalid rewardCut percentage");
        require(_feeShare <= MILLION, "invalid feeShare percentage");
        require(isRegistered(msg.sender), "transcoder must be registered");
        Transcoder storage t = transcoders[msg.sender];
        require(
            !isActiveTranscoder(msg.sender) || t.lastRewardRound == currentRound(),
            "caller can't be active or must have already called reward for the current round"
        );

        t.rewardCut = _rewardCut;
        t.feeShare = _feeShare;
        if (!inPool(msg.sender)) {
            tryToJoinPool(msg.sender, delegators[msg.sender].delegatedAmount, _newPosPrev, _newPosNext);
        }
        emit TranscoderUpdate(msg.sender, _rewardCut, _feeShare);
    }

    /// @notice Mints the caller's share of the round's rewards. Only an active transcoder may, once a round.
    /// @dev Requirements: LP-BOND-007
    function reward() external {
        rewardWithHint(address(0), address(0));
    }

    /// @notice As `reward`, with the caller's expected neighbours in the pool.
    /// @dev Requirements: LP-BOND-006, LP-EARN-001, LP-EARN-002, LP-EARN-003, LP-EARN-004, LP-EARN-005, LP-EARN-006,
    /// LP-EARN-012, LP-EARN-013, LP-EARN-014, LP-EARN-015, LP-EARN-016, LP-EARN-017, LP-EARN-018
    function rewardWithHint(address _newPosPrev, address _newPosNext) public whenRoundReady {
        Rounds memory rounds = loadRounds();
        Transcoder storage t = transcoders[msg.sender];
        require(isActiveTranscoder(msg.sender), "caller must be an active transcoder");
        require(
            t.lastRewardRound != rounds.current,
            "caller has already called reward for the current round"
        );

        EarningsPool.Data storage pool = t.earningsPoolPerRound[rounds.current];
        syncPool(t, pool, rounds.current);
        uint256 minted = minter().createReward(pool.totalStake, currentRoundTotalActiveStake);
        distributeRewards(msg.sender, minted, rounds);
        increaseTotalStake(msg.sender, minted, _newPosPrev, _newPosNext);
        t.lastRewardRound = rounds.current;
        emit Reward(msg.sender, minted);
    }

    // Delegators

    /// @notice Bonds tokens, and moves what is bonded already, to a delegate.
    /// @param _amount Tokens to add, in LPTU, which the caller has approved; 0 only moves
    /// @param _to The delegate, any address
    /// @dev Requirements: LP-BOND-007
    function bond(uint256 _amount, address _to) external {
        bondWithHint(_amount, _to, address(0), address(0), address(0), address(0));
    }

    /// @notice As `bond`, with the expected neighbours of the delegate before and of the new one.
    /// @dev Requirements: LP-BOND-008, LP-BOND-009, LP-BOND-010, LP-BOND-013, LP-BOND-014, LP-BOND-015, LP-BOND-016,
    /// LP-BOND-017, LP-BOND-018, LP-BOND-019, LP-BOND-020, LP-BOND-021, LP-BOND-023, LP-BOND-024, LP-BOND-025,
    /// LP-BOND-026, LP-BOND-083, LP-BOND-100, LP-EARN-017, LP-EARN-019, LP-EARN-042
    function bondWithHint(
        uint256 _amount,
        address _to,
        address _oldDelegateNewPosPrev,
        address _oldDelegateNewPosNext,
        address _currDelegateNewPosPrev,
        address _currDelegateNewPosNext
    ) public autoClaimEarnings {
        Delegator storage del = delegators[msg.sender];
        address oldDelegate = del.delegateAddress;
        uint256 delegationAmount = _amount;

        if (statusOf(msg.sender) == DelegatorStatus.Unbonded) {
            del.startRound = currentRound().add(1);
        } else if (oldDelegate != address(0) && oldDelegate != _to) {
            require(
                !isRegistered(msg.sender),
                "registered transcoders can't delegate towards other addresses"
            );
            del.startRound = currentRound().add(1);
            delegationAmount = _amount.add(del.bondedAmount);
            decreaseTotalStake(oldDelegate, del.bondedAmount, _oldDelegateNewPosPrev, _oldDelegateNewPosNext);
        }

        pinFactors(_to, loadRounds());
        require(delegationAmount > 0, "delegation amount must be greater than 0");
        del.delegateAddress = _to;
        del.bondedAmount = del.bondedAmount.add(_amount);
        increaseTotalStake(_to, delegationAmount, _currDelegateNewPosPrev, _currDelegateNewPosNext);

        if (_amount > 0) {
            ILivepeerToken token = ILivepeerToken(registered(keccak256("LivepeerToken")));
            token.transferFrom(msg.sender, address(minter()), _amount);
        }
        emit Bond(_to, oldDelegate, msg.sender, _amount, del.bondedAmount);
    }

    /// @notice Unbonds stake, which the caller can withdraw when the unbonding period has passed.
    /// @param _amount Stake in LPTU
    /// @dev Requirements: LP-BOND-007
    function unbond(uint256 _amount) external {
        unbondWithHint(_amount, address(0), address(0));
    }

    /// @notice As `unbond`, with the delegate's expected neighbours in the pool.
    /// @dev Requirements: LP-BOND-021, LP-BOND-033, LP-BOND-034, LP-BOND-035, LP-BOND-036, LP-BOND-037, LP-BOND-038,
    /// LP-BOND-039, LP-BOND-040, LP-BOND-041, LP-BOND-101
    function unbondWithHint(uint256 _amount, address _newPosPrev, address _newPosNext) public autoClaimEarnings {
        Delegator storage del = delegators[msg.sender];
        require(statusOf(msg.sender) == DelegatorStatus.Bonded, "caller must be bonded");
        require(_amount > 0, "unbond amount must be greater than 0");
        require(_amount <= del.bondedAmount, "amount is greater than bonded amount");

        address delegate = del.delegateAddress;
        uint256 lockId = del.nextUnbondingLockId;
        uint256 withdrawRound = currentRound().add(unbondingPeriod);
        del.unbondingLocks[lockId] = UnbondingLock(_amount, withdrawRound);
        del.nextUnbondingLockId = lockId.add(1);
        del.bondedAmount = del.bondedAmount.sub(_amount);

        if (del.bondedAmount == 0) {
            del.delegateAddress = address(0);
            del.startRound = 0;
            if (inPool(msg.sender)) {
                resign(msg.sender);
            }
        }
        decreaseTotalStake(delegate, _amount, _newPosPrev, _newPosNext);
        emit Unbond(delegate, msg.sender, lockId, _amount, withdrawRound);
    }

    /// @notice Bonds unbonding stake to the caller's delegate again.
    /// @param _unbondingLockId The lock that holds it
    /// @dev Requirements: LP-BOND-007
    function rebond(uint256 _unbondingLockId) external {
        rebondWithHint(_unbondingLockId, address(0), address(0));
    }

    /// @notice As `rebond`, with the delegate's expected neighbours in the pool.
    /// @dev Requirements: LP-BOND-042, LP-BOND-043, LP-BOND-045, LP-BOND-048, LP-BOND-101
    function rebondWithHint(uint256 _unbondingLockId, address _newPosPrev, address _newPosNext)
        public
        autoClaimEarnings
    {
        require(statusOf(msg.sender) != DelegatorStatus.Unbonded, "caller must be bonded");
        processRebond(_unbondingLockId, _newPosPrev, _newPosNext);
    }

    /// @notice Bonds unbonding stake of a caller that has no bonded stake.
    /// @param _to The new delegate, any address
    /// @param _unbondingLockId The lock that holds the stake
    /// @dev Requirements: LP-BOND-007
    function rebondFromUnbonded(address _to, uint256 _unbondingLockId) external {
        rebondFromUnbondedWithHint(_to, _unbondingLockId, address(0), address(0));
    }

    /// @notice As `rebondFromUnbonded`, with the delegate's expected neighbours in the pool.
    /// @dev Requirements: LP-BOND-043, LP-BOND-044, LP-BOND-046, LP-BOND-047, LP-BOND-048
    function rebondFromUnbondedWithHint(
        address _to,
        uint256 _unbondingLockId,
        address _newPosPrev,
        address _newPosNext
    ) public autoClaimEarnings {
        require(statusOf(msg.sender) == DelegatorStatus.Unbonded, "caller must be unbonded");
        Delegator storage del = delegators[msg.sender];
        del.startRound = currentRound().add(1);
        del.delegateAddress = _to;
        processRebond(_unbondingLockId, _newPosPrev, _newPosNext);
    }

    /// @notice Pays out unbonded stake from its withdraw round on.
    /// @param _unbondingLockId The lock that holds it
    /// @dev Requirements: LP-BOND-006, LP-BOND-049, LP-BOND-050, LP-BOND-051, LP-BOND-052
    function withdrawStake(uint256 _unbondingLockId) external whenRoundReady {
        UnbondingLock memory lock = takeLock(_unbondingLockId);
        require(
            lock.withdrawRound <= currentRound(),
            "withdraw round must be before or equal to the current round"
        );
        minter().trustedTransferTokens(msg.sender, lock.amount);
        emit WithdrawStake(msg.sender, _unbondingLockId, lock.amount, lock.withdrawRound);
    }

    /// @notice Pays out all fees of the caller.
    /// @dev Requirements: LP-BOND-054, LP-BOND-055, LP-BOND-056
    function withdrawFees() external autoClaimEarnings {
        Delegator storage del = delegators[msg.sender];
        uint256 fees = del.fees;
        require(fees > 0, "no fees to withdraw");
        del.fees = 0;
        minter().trustedWithdrawETH(msg.sender, fees);
        emit WithdrawFees(msg.sender);
    }

    /// @notice Claims the caller's earnings.
    /// @param _endRound The last round to claim: the current one, or any that is over before the LIP-36 upgrade
    /// @dev Requirements: LP-EARN-047, LP-EARN-048, LP-EARN-057
    function claimEarnings(uint256 _endRound) external whenRoundReady {
        Rounds memory rounds = loadRounds();
        require(
            delegators[msg.sender].lastClaimRound < _endRound,
            "end round must be after last claim round"
        );
        require(
            _endRound == rounds.current || _endRound < rounds.lip36,
            "end round must be equal to the current round or before the LIP-36 upgrade round"
        );
        claim(msg.sender, _endRound, rounds);
    }

    /// @notice Claims what the snapshot of LIP-52 grants the caller, once, and then makes another call as the caller.
    /// @param _pendingStake The caller's stake in the snapshot, in LPTU
    /// @param _pendingFees The caller's fees in the snapshot, in wei
    /// @param _earningsProof Merkle proof of both
    /// @param _data A transaction of this contract, or nothing
    /// @dev Requirements: LP-SNAP-005, LP-SNAP-006, LP-SNAP-007, LP-SNAP-008, LP-SNAP-009, LP-SNAP-010, LP-SNAP-011,
    /// LP-SNAP-012, LP-SNAP-013
    function claimSnapshotEarnings(
        uint256 _pendingStake,
        uint256 _pendingFees,
        bytes32[] calldata _earningsProof,
        bytes calldata _data
    ) external whenRoundReady {
        uint256 snapshotRound = roundsManager().lipUpgradeRound(52);
        Delegator storage del = delegators[msg.sender];
        uint256 lastClaimRound = del.lastClaimRound;
        require(lastClaimRound < snapshotRound, "Already claimed for LIP-52");
        require(
            IMerkleSnapshot(registered(keccak256("MerkleSnapshot"))).verify(
                keccak256("LIP-52"),
                _earningsProof,
                keccak256(abi.encode(msg.sender, _pendingStake, _pendingFees))
            ),
            "Merkle proof is invalid"
        );

        emit EarningsClaimed(
            del.delegateAddress,
            msg.sender,
            _pendingStake.sub(del.bondedAmount),
            _pendingFees.sub(del.fees),
            lastClaimRound.add(1),
            snapshotRound
        );
        del.lastClaimRound = snapshotRound;
        del.bondedAmount = _pendingStake;
        del.fees = _pendingFees;

        if (_data.length > 0) {
            (bool success, bytes memory returnData) = address(this).delegatecall(_data);
            require(success, string(returnData));
        }
    }

    // Views

    /// @notice Stake of an account with its earnings, in LPTU.
    /// @param _endRound Last round of the earnings; from LIP-36 on it is always the current one
    /// @dev Requirements: LP-EARN-037, LP-EARN-038, LP-EARN-040, LP-EARN-054, LP-INV-004, LP-INV-005
    function pendingStake(address _delegator, uint256 _endRound) external view returns (uint256) {
        (uint256 stake, ) = pending(_delegator, _endRound);
        return stake;
    }

    /// @notice Fees of an account with its earnings, in wei.
    /// @param _endRound Last round of the earnings; from LIP-36 on it is always the current one
    /// @dev Requirements: LP-EARN-037, LP-EARN-038, LP-EARN-040, LP-EARN-054, LP-INV-007
    function pendingFees(address _delegator, uint256 _endRound) external view returns (uint256) {
        (, uint256 fees) = pending(_delegator, _endRound);
        return fees;
    }

    /// @notice Stake delegated to a transcoder, its own included, in LPTU.
    /// @dev Requirements: LP-BOND-086, LP-INV-004
    function transcoderTotalStake(address _transcoder) external view returns (uint256) {
        return delegators[_transcoder].delegatedAmount;
    }

    /// @notice Whether a transcoder is registered.
    /// @dev Requirements: LP-BOND-085
    function transcoderStatus(address _transcoder) external view returns (TranscoderStatus) {
        return isRegistered(_transcoder) ? TranscoderStatus.Registered : TranscoderStatus.NotRegistered;
    }

    /// @notice Whether an account is pending, bonded or unbonded.
    /// @dev Requirements: LP-BOND-015, LP-BOND-084, LP-INV-012
    function delegatorStatus(address _delegator) external view returns (DelegatorStatus) {
        return statusOf(_delegator);
    }

    /// @notice A transcoder's record.
    /// @dev Requirements: LP-EARN-060
    function getTranscoder(address _transcoder)
        external
        view
        returns (
            uint256 lastRewardRound,
            uint256 rewardCut,
            uint256 feeShare,
            uint256 lastActiveStakeUpdateRound,
            uint256 activationRound,
            uint256 deactivationRound,
            uint256 activeCumulativeRewards,
            uint256 cumulativeRewards,
            uint256 cumulativeFees,
            uint256 lastFeeRound
        )
    {
        Transcoder storage t = transcoders[_transcoder];
        lastRewardRound = t.lastRewardRound;
        rewardCut = t.rewardCut;
        feeShare = t.feeShare;
        lastActiveStakeUpdateRound = t.lastActiveStakeUpdateRound;
        activationRound = t.activationRound;
        deactivationRound = t.deactivationRound;
        activeCumulativeRewards = t.activeCumulativeRewards;
        cumulativeRewards = t.cumulativeRewards;
        cumulativeFees = t.cumulativeFees;
        lastFeeRound = t.lastFeeRound;
    }

    /// @notice A transcoder's earnings of a round as they are stored.
    /// @dev Requirements: LP-EARN-058, LP-INV-011
    function getTranscoderEarningsPoolForRound(address _transcoder, uint256 _round)
        external
        view
        returns (
            uint256 rewardPool,
            uint256 feePool,
            uint256 totalStake,
            uint256 claimableStake,
            uint256 transcoderRewardCut,
            uint256 transcoderFeeShare,
            uint256 transcoderRewardPool,
            uint256 transcoderFeePool,
            bool hasTranscoderRewardFeePool,
            uint256 cumulativeRewardFactor,
            uint256 cumulativeFeeFactor
        )
    {
        EarningsPool.Data storage pool = transcoders[_transcoder].earningsPoolPerRound[_round];
        rewardPool = pool.rewardPool;
        feePool = pool.feePool;
        totalStake = pool.totalStake;
        claimableStake = pool.claimableStake;
        transcoderRewardCut = pool.transcoderRewardCut;
        transcoderFeeShare = pool.transcoderFeeShare;
        transcoderRewardPool = pool.transcoderRewardPool;
        transcoderFeePool = pool.transcoderFeePool;
        hasTranscoderRewardFeePool = pool.hasTranscoderRewardFeePool;
        cumulativeRewardFactor = pool.cumulativeRewardFactor;
        cumulativeFeeFactor = pool.cumulativeFeeFactor;
    }

    /// @notice A delegator's record.
    /// @dev Requirements: LP-BOND-088, LP-INV-013
    function getDelegator(address _delegator)
        external
        view
        returns (
            uint256 bondedAmount,
            uint256 fees,
            address delegateAddress,
            uint256 delegatedAmount,
            uint256 startRound,
            uint256 lastClaimRound,
            uint256 nextUnbondingLockId
        )
    {
        Delegator storage del = delegators[_delegator];
        bondedAmount = del.bondedAmount;
        fees = del.fees;
        delegateAddress = del.delegateAddress;
        delegatedAmount = del.delegatedAmount;
        startRound = del.startRound;
        lastClaimRound = del.lastClaimRound;
        nextUnbondingLockId = del.nextUnbondingLockId;
    }

    /// @notice An unbonding lock, zeros if there is none.
    /// @dev Requirements: LP-BOND-087, LP-INV-005
    function getDelegatorUnbondingLock(address _delegator, uint256 _unbondingLockId)
        external
        view
        returns (uint256 amount, uint256 withdrawRound)
    {
        UnbondingLock storage lock = delegators[_delegator].unbondingLocks[_unbondingLockId];
        return (lock.amount, lock.withdrawRound);
    }

    /// @notice Whether an unbonding lock exists.
    /// @dev Requirements: LP-BOND-087, LP-INV-013
    function isValidUnbondingLock(address _delegator, uint256 _unbondingLockId) external view returns (bool) {
        return delegators[_delegator].unbondingLocks[_unbondingLockId].withdrawRound > 0;
    }

    /// @notice Most members that the pool may have.
    /// @dev Requirements: LP-BOND-089, LP-POOL-022
    function getTranscoderPoolMaxSize() external view returns (uint256) {
        return transcoderPoolV2.maxSize;
    }

    /// @notice Members that the pool has.
    /// @dev Requirements: LP-POOL-022
    function getTranscoderPoolSize() external view returns (uint256) {
        return transcoderPoolV2.size;
    }

    /// @notice Member with the most stake, the null address if the pool is empty.
    /// @dev Requirements: LP-INV-002, LP-POOL-001, LP-POOL-022
    function getFirstTranscoderInPool() external view returns (address) {
        return transcoderPoolV2.head;
    }

    /// @notice Member after this one, the null address after the last and for an account that is no member.
    /// @dev Requirements: LP-POOL-001, LP-POOL-022
    function getNextTranscoderInPool(address _transcoder) external view returns (address) {
        return transcoderPoolV2.nodes[_transcoder].next;
    }

    /// @notice Active stake of the current round, in LPTU.
    /// @dev Requirements: LP-POOL-023
    function getTotalBonded() external view returns (uint256) {
        return currentRoundTotalActiveStake;
    }

    /// @notice Whether a transcoder is elected for the current round.
    /// @dev Requirements: LP-POOL-018, LP-POOL-019
    function isActiveTranscoder(address _transcoder) public view returns (bool) {
        Transcoder storage t = transcoders[_transcoder];
        uint256 round = currentRound();
        return t.activationRound <= round && round < t.deactivationRound;
    }

    /// @notice Whether an account is bonded to itself.
    /// @dev Requirements: LP-BOND-085, LP-INV-014
    function isRegisteredTranscoder(address _transcoder) external view returns (bool) {
        return isRegistered(_transcoder);
    }

    function processRebond(uint256 _unbondingLockId, address _newPosPrev, address _newPosNext) private {
        Delegator storage del = delegators[msg.sender];
        uint256 amount = takeLock(_unbondingLockId).amount;
        del.bondedAmount = del.bondedAmount.add(amount);
        increaseTotalStake(del.delegateAddress, amount, _newPosPrev, _newPosNext);
        emit Rebond(del.delegateAddress, msg.sender, _unbondingLockId, amount);
    }

    function takeLock(uint256 _unbondingLockId) private returns (UnbondingLock memory lock) {
        mapping(uint256 => UnbondingLock) storage locks = delegators[msg.sender].unbondingLocks;
        lock = locks[_unbondingLockId];
        require(lock.withdrawRound > 0, "invalid unbonding lock ID");
        delete locks[_unbondingLockId];
    }

    function pending(address _delegator, uint256 _endRound) private view returns (uint256, uint256) {
        Rounds memory rounds = loadRounds();
        return
            pendingStakeAndFees(_delegator, _endRound >= rounds.lip36 ? rounds.current : _endRound, rounds);
    }

    function requireRoundReady() private view {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
    }

    function requireCaller(bytes memory _name, string memory _message) private view {
        require(msg.sender == registered(keccak256(_name)), _message);
    }
}
