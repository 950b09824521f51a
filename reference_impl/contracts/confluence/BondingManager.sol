// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Election.sol";

/// @title Stake: bonding to transcoders, their election, their rewards and fees
/// @dev Amounts of stake are in LPTU (1e-18 LPT), fees in wei, commission rates and shares in millionths. `...WithHint`
/// transactions take the neighbours that the caller expects a transcoder to get in the pool; wrong ones cost gas only.
contract BondingManager is Election {
    using SortedDoublyLL for SortedDoublyLL.Data;

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
    event TransferBond(
        address indexed oldDelegator,
        address indexed newDelegator,
        uint256 oldUnbondingLockId,
        uint256 newUnbondingLockId,
        uint256 amount
    );
    event WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound);
    event WithdrawFees(address indexed delegator, address recipient, uint256 amount);

    /// @dev The system runs and the current round is initialized.
    /// @custom:requirement LP-BOND-001, LP-BOND-003
    modifier whenRoundReady() {
        requireRoundReady();
        _;
    }

    /// @dev As above, and the caller's earnings are claimed first.
    /// @custom:requirement LP-BOND-005, LP-EARN-046
    modifier autoClaimEarnings() {
        requireRoundReady();
        autoClaim(msg.sender);
        _;
    }

    constructor(address _controller) ManagerProxyTarget(_controller) {}

    // Parameters

    /// @notice Sets how many rounds unbonded stake stays locked. Present locks keep their withdraw round.
    /// @custom:requirement LP-BOND-053, LP-BOND-090, LP-BOND-091, LP-BOND-094
    function setUnbondingPeriod(uint64 _unbondingPeriod) external onlyControllerOwner {
        unbondingPeriod = _unbondingPeriod;
        emit ParameterUpdate("unbondingPeriod");
    }

    /// @notice Raises the size of the transcoder pool. It elects and evicts nobody by itself.
    /// @custom:requirement LP-BOND-090, LP-BOND-094, LP-POOL-005, LP-POOL-006
    function setNumActiveTranscoders(uint256 _numActiveTranscoders) external onlyControllerOwner {
        transcoderPool.setMaxSize(_numActiveTranscoders);
        emit ParameterUpdate("numActiveTranscoders");
    }

    // Other contracts' transactions

    /// @notice Makes the stake elected so far the active stake of the round that begins. Only the RoundsManager may.
    /// @custom:requirement LP-BOND-095, LP-RND-026
    function setCurrentRoundTotalActiveStake() external {
        require(msg.sender == registered(keccak256("RoundsManager")), "caller must be RoundsManager");
        currentRoundTotalActiveStake = nextRoundTotalActiveStake;
    }

    /// @notice Distributes the fees of a ticket. Only the TicketBroker may.
    /// @param _fees Fees in wei, which the Minter already holds
    /// @custom:requirement LP-EARN-020, LP-EARN-021, LP-EARN-022, LP-EARN-023, LP-EARN-024, LP-EARN-025,
    ///   LP-EARN-026, LP-EARN-027, LP-EARN-028, LP-EARN-029, LP-EARN-030, LP-EARN-031, LP-EARN-032, LP-EARN-063,
    ///   LP-TICK-031, LP-TICK-032, LP-TICK-052
    function updateTranscoderWithFees(
        address _transcoder,
        uint256 _fees,
        uint256
    ) external whenSystemNotPaused {
        require(msg.sender == registered(keccak256("TicketBroker")), "caller must be TicketBroker");
        require(isRegistered(_transcoder), "transcoder must be registered");
        distributeFees(_transcoder, _fees);
    }

    /// @notice Burns part of an account's bonded stake and rewards who reported it. Only the Verifier may.
    /// @param _finder Who gets the finder's fee, or the null address
    /// @param _slashAmount Part of the stake, in millionths
    /// @param _finderFee Part of the penalty that goes to the finder, in millionths
    /// @custom:requirement LP-SLSH-001, LP-SLSH-002, LP-SLSH-003, LP-SLSH-004, LP-SLSH-005, LP-SLSH-006,
    ///   LP-SLSH-007, LP-SLSH-008, LP-SLSH-009, LP-SLSH-010, LP-SLSH-011, LP-SLSH-012
    function slashTranscoder(
        address _transcoder,
        address _finder,
        uint256 _slashAmount,
        uint256 _finderFee
    ) external virtual whenSystemNotPaused {
        require(msg.sender == registered(keccak256("Verifier")), "caller must be Verifier");
        Delegator storage del = delegators[_transcoder];
        if (del.bondedAmount == 0) {
            emit TranscoderSlashed(_transcoder, _finder, 0, 0);
            return;
        }

        uint256 penalty = millionths(del.bondedAmount, _slashAmount);
        if (inPool(_transcoder)) {
            resign(_transcoder);
        }
        del.bondedAmount -= penalty;
        if (statusOf(_transcoder) == DelegatorStatus.Bonded) {
            delegators[del.delegateAddress].delegatedAmount -= penalty;
        }

        uint256 finderReward;
        if (_finder != address(0)) {
            finderReward = millionths(penalty, _finderFee);
            minter().trustedTransferTokens(_finder, finderReward);
        }
        minter().trustedBurnTokens(penalty - finderReward);
        emit TranscoderSlashed(_transcoder, _finder, penalty, finderReward);
    }

    // Transcoders

    /// @notice Sets the caller's commission rates, and tries to join the pool. Only a registered transcoder may.
    /// @param _rewardCut Part of the rewards that the transcoder keeps, in millionths
    /// @param _feeShare Part of the fees that the delegators get, in millionths
    /// @custom:requirement LP-BOND-007
    function transcoder(uint256 _rewardCut, uint256 _feeShare) external {
        transcoderWithHint(_rewardCut, _feeShare, address(0), address(0));
    }

    /// @notice As `transcoder`, with the caller's expected neighbours in the pool.
    /// @custom:requirement LP-BOND-006, LP-BOND-075, LP-BOND-076, LP-BOND-077, LP-BOND-078, LP-BOND-079,
    ///   LP-BOND-080, LP-BOND-081, LP-BOND-082
    function transcoderWithHint(
        uint256 _rewardCut,
        uint256 _feeShare,
        address _newPosPrev,
        address _newPosNext
    ) public whenRoundReady {
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
            tryToJoinPool(msg.sender, delegators[msg.sender].delegatedAmount, Hint(_newPosPrev, _newPosNext));
        }
        emit TranscoderUpdate(msg.sender, _rewardCut, _feeShare);
    }

    /// @notice Mints the caller's share of the round's rewards. Only an active transcoder may, once a round.
    /// @custom:requirement LP-BOND-007
    function reward() external {
        rewardWithHint(address(0), address(0));
    }

    /// @notice As `reward`, with the caller's expected neighbours in the pool.
    /// @custom:requirement LP-BOND-006, LP-EARN-001, LP-EARN-002, LP-EARN-003, LP-EARN-004, LP-EARN-005,
    ///   LP-EARN-006, LP-EARN-012, LP-EARN-013, LP-EARN-014, LP-EARN-015, LP-EARN-016, LP-EARN-017, LP-EARN-018
    function rewardWithHint(address _newPosPrev, address _newPosNext) public whenRoundReady {
        uint256 round = currentRound();
        Transcoder storage t = transcoders[msg.sender];
        require(isActiveTranscoder(msg.sender), "caller must be an active transcoder");
        require(t.lastRewardRound != round, "caller has already called reward for the current round");

        EarningsPool storage pool = t.earningsPoolPerRound[round];
        syncPool(t, pool, round);
        uint256 minted = minter().createReward(pool.totalStake, currentRoundTotalActiveStake);
        distributeRewards(msg.sender, minted, round);
        increaseTotalStake(msg.sender, minted, Hint(_newPosPrev, _newPosNext));
        t.lastRewardRound = round;
        emit Reward(msg.sender, minted);
    }

    // Delegators

    /// @notice Bonds tokens, and moves what is bonded already, to a delegate.
    /// @param _amount Tokens to add, in LPTU, which the caller has approved; 0 only moves
    /// @param _to The delegate, any address
    /// @custom:requirement LP-BOND-007
    function bond(uint256 _amount, address _to) external {
        bondWithHint(_amount, _to, address(0), address(0), address(0), address(0));
    }

    /// @notice As `bond`, with the expected neighbours of the delegate before and of the new one.
    /// @custom:requirement LP-BOND-008, LP-BOND-009, LP-BOND-013, LP-BOND-014, LP-BOND-015, LP-BOND-016,
    ///   LP-BOND-017, LP-BOND-018, LP-BOND-019, LP-BOND-023, LP-BOND-024, LP-BOND-025, LP-BOND-026, LP-BOND-083,
    ///   LP-BOND-100, LP-EARN-017, LP-EARN-019, LP-EARN-042
    function bondWithHint(
        uint256 _amount,
        address _to,
        address _oldDelegateNewPosPrev,
        address _oldDelegateNewPosNext,
        address _currDelegateNewPosPrev,
        address _currDelegateNewPosNext
    ) public {
        bondForWithHint(
            _amount,
            msg.sender,
            _to,
            _oldDelegateNewPosPrev,
            _oldDelegateNewPosNext,
            _currDelegateNewPosPrev,
            _currDelegateNewPosNext
        );
    }

    /// @notice As `bondWithHint`, with the caller's tokens but for the stake of an owner. Who is neither the owner nor
    /// the L2Migrator can neither change the owner's delegate nor make an unbonded owner its own.
    /// @param _owner The delegator whose stake it becomes
    /// @custom:requirement LP-BOND-002, LP-BOND-004, LP-BOND-011, LP-BOND-012, LP-BOND-022, LP-BOND-027,
    ///   LP-BOND-028, LP-BOND-029, LP-BOND-030, LP-BOND-031, LP-BOND-032
    function bondForWithHint(
        uint256 _amount,
        address _owner,
        address _to,
        address _oldDelegateNewPosPrev,
        address _oldDelegateNewPosNext,
        address _currDelegateNewPosPrev,
        address _currDelegateNewPosNext
    ) public virtual whenRoundReady {
        autoClaim(_owner);
        bondFor(
            _amount,
            _owner,
            _to,
            Hint(_oldDelegateNewPosPrev, _oldDelegateNewPosNext),
            Hint(_currDelegateNewPosPrev, _currDelegateNewPosNext)
        );
    }

    /// @notice Unbonds stake, which the caller can withdraw when the unbonding period has passed.
    /// @param _amount Stake in LPTU
    /// @custom:requirement LP-BOND-007
    function unbond(uint256 _amount) external {
        unbondWithHint(_amount, address(0), address(0));
    }

    /// @notice As `unbond`, with the delegate's expected neighbours in the pool.
    /// @custom:requirement LP-BOND-033, LP-BOND-034, LP-BOND-035, LP-BOND-036, LP-BOND-037, LP-BOND-038,
    ///   LP-BOND-039, LP-BOND-040, LP-BOND-041, LP-BOND-101
    function unbondWithHint(
        uint256 _amount,
        address _newPosPrev,
        address _newPosNext
    ) public autoClaimEarnings {
        processUnbond(_amount, Hint(_newPosPrev, _newPosNext));
    }

    /// @notice Bonds unbonding stake to the caller's delegate again.
    /// @param _unbondingLockId The lock that holds it
    /// @custom:requirement LP-BOND-007
    function rebond(uint256 _unbondingLockId) external {
        rebondWithHint(_unbondingLockId, address(0), address(0));
    }

    /// @notice As `rebond`, with the delegate's expected neighbours in the pool.
    /// @custom:requirement LP-BOND-042, LP-BOND-043, LP-BOND-045, LP-BOND-048, LP-BOND-101
    function rebondWithHint(
        uint256 _unbondingLockId,
        address _newPosPrev,
        address _newPosNext
    ) public autoClaimEarnings {
        require(statusOf(msg.sender) != DelegatorStatus.Unbonded, "caller must be bonded");
        processRebond(msg.sender, _unbondingLockId, Hint(_newPosPrev, _newPosNext));
    }

    /// @notice Bonds unbonding stake of a caller that has no bonded stake.
    /// @param _to The new delegate, any address
    /// @param _unbondingLockId The lock that holds the stake
    /// @custom:requirement LP-BOND-007
    function rebondFromUnbonded(address _to, uint256 _unbondingLockId) external {
        rebondFromUnbondedWithHint(_to, _unbondingLockId, address(0), address(0));
    }

    /// @notice As `rebondFromUnbonded`, with the delegate's expected neighbours in the pool.
    /// @custom:requirement LP-BOND-043, LP-BOND-044, LP-BOND-046, LP-BOND-047, LP-BOND-048
    function rebondFromUnbondedWithHint(
        address _to,
        uint256 _unbondingLockId,
        address _newPosPrev,
        address _newPosNext
    ) public autoClaimEarnings {
        require(statusOf(msg.sender) == DelegatorStatus.Unbonded, "caller must be unbonded");
        Delegator storage del = delegators[msg.sender];
        del.startRound = currentRound() + 1;
        del.delegateAddress = _to;
        processRebond(msg.sender, _unbondingLockId, Hint(_newPosPrev, _newPosNext));
    }

    /// @notice Moves stake of the caller to another delegator. One without stake and delegate gets the caller's
    /// delegate, any other keeps its own.
    /// @param _delegator Who gets the stake
    /// @param _amount Stake in LPTU
    /// @custom:requirement LP-BOND-002, LP-BOND-004, LP-BOND-062, LP-BOND-063, LP-BOND-064, LP-BOND-065,
    ///   LP-BOND-066, LP-BOND-067, LP-BOND-068, LP-BOND-069, LP-BOND-070, LP-BOND-071, LP-BOND-072, LP-BOND-073,
    ///   LP-BOND-074
    function transferBond(
        address _delegator,
        uint256 _amount,
        address _oldDelegateNewPosPrev,
        address _oldDelegateNewPosNext,
        address _newDelegateNewPosPrev,
        address _newDelegateNewPosNext
    ) external autoClaimEarnings {
        address oldDelegate = delegators[msg.sender].delegateAddress;
        uint256 oldLockId = processUnbond(_amount, Hint(_oldDelegateNewPosPrev, _oldDelegateNewPosNext));

        uint256 newLockId = addLock(_delegator, takeLock(msg.sender, oldLockId));
        emit TransferBond(msg.sender, _delegator, oldLockId, newLockId, _amount);

        autoClaim(_delegator);
        Delegator storage receiver = delegators[_delegator];
        if (receiver.delegateAddress == address(0) && receiver.bondedAmount == 0) {
            require(oldDelegate != _delegator, "INVALID_DELEGATOR");
            receiver.delegateAddress = oldDelegate;
        }
        if (statusOf(_delegator) == DelegatorStatus.Unbonded) {
            receiver.startRound = currentRound() + 1;
        }
        processRebond(_delegator, newLockId, Hint(_newDelegateNewPosPrev, _newDelegateNewPosNext));
    }

    /// @notice Pays out unbonded stake from its withdraw round on.
    /// @param _unbondingLockId The lock that holds it
    /// @custom:requirement LP-BOND-006, LP-BOND-049, LP-BOND-050, LP-BOND-051, LP-BOND-052
    function withdrawStake(uint256 _unbondingLockId) external whenRoundReady {
        UnbondingLock memory lock = takeLock(msg.sender, _unbondingLockId);
        require(
            lock.withdrawRound <= currentRound(),
            "withdraw round must be before or equal to the current round"
        );
        minter().trustedTransferTokens(msg.sender, lock.amount);
        emit WithdrawStake(msg.sender, _unbondingLockId, lock.amount, lock.withdrawRound);
    }

    /// @notice Pays out fees of the caller.
    /// @param _recipient Who gets them
    /// @param _amount Fees in wei
    /// @custom:requirement LP-BOND-057, LP-BOND-058, LP-BOND-059, LP-BOND-060, LP-BOND-061
    function withdrawFees(address payable _recipient, uint256 _amount) external autoClaimEarnings {
        require(_recipient != address(0), "invalid recipient");
        Delegator storage del = delegators[msg.sender];
        require(del.fees >= _amount, "insufficient fees to withdraw");
        del.fees -= _amount;
        minter().trustedWithdrawETH(_recipient, _amount);
        emit WithdrawFees(msg.sender, _recipient, _amount);
    }

    /// @notice Claims the caller's earnings through the current round. Does nothing if that is done already.
    /// @custom:requirement LP-EARN-050
    function claimEarnings(uint256) external autoClaimEarnings {}

    // Views

    /// @notice Stake of an account with its earnings through the current round, in LPTU.
    /// @custom:requirement LP-EARN-037, LP-EARN-038, LP-EARN-039, LP-EARN-040, LP-INV-004, LP-INV-005
    function pendingStake(address _delegator, uint256) external view returns (uint256) {
        (uint256 stake, ) = pendingStakeAndFees(_delegator, currentRound());
        return stake;
    }

    /// @notice Fees of an account with its earnings through the current round, in wei.
    /// @custom:requirement LP-EARN-037, LP-EARN-038, LP-EARN-039, LP-EARN-040, LP-INV-007
    function pendingFees(address _delegator, uint256) external view returns (uint256) {
        (, uint256 fees) = pendingStakeAndFees(_delegator, currentRound());
        return fees;
    }

    /// @notice Stake delegated to a transcoder, its own included, in LPTU.
    /// @custom:requirement LP-BOND-086, LP-INV-004
    function transcoderTotalStake(address _transcoder) external view returns (uint256) {
        return delegators[_transcoder].delegatedAmount;
    }

    /// @notice Whether a transcoder is registered.
    /// @custom:requirement LP-BOND-085
    function transcoderStatus(address _transcoder) external view returns (TranscoderStatus) {
        return isRegistered(_transcoder) ? TranscoderStatus.Registered : TranscoderStatus.NotRegistered;
    }

    /// @notice Whether an account is pending, bonded or unbonded.
    /// @custom:requirement LP-BOND-015, LP-BOND-084, LP-INV-012
    function delegatorStatus(address _delegator) external view returns (DelegatorStatus) {
        return statusOf(_delegator);
    }

    /// @notice A transcoder's record.
    /// @custom:requirement LP-EARN-060
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
    /// @custom:requirement LP-EARN-059, LP-INV-011
    function getTranscoderEarningsPoolForRound(address _transcoder, uint256 _round)
        external
        view
        returns (
            uint256 totalStake,
            uint256 transcoderRewardCut,
            uint256 transcoderFeeShare,
            uint256 cumulativeRewardFactor,
            uint256 cumulativeFeeFactor
        )
    {
        EarningsPool storage pool = transcoders[_transcoder].earningsPoolPerRound[_round];
        totalStake = pool.totalStake;
        transcoderRewardCut = pool.transcoderRewardCut;
        transcoderFeeShare = pool.transcoderFeeShare;
        cumulativeRewardFactor = pool.cumulativeRewardFactor;
        cumulativeFeeFactor = pool.cumulativeFeeFactor;
    }

    /// @notice A delegator's record.
    /// @custom:requirement LP-BOND-088, LP-INV-013
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
    /// @custom:requirement LP-BOND-087, LP-INV-005
    function getDelegatorUnbondingLock(address _delegator, uint256 _unbondingLockId)
        external
        view
        returns (uint256 amount, uint256 withdrawRound)
    {
        UnbondingLock storage lock = delegators[_delegator].unbondingLocks[_unbondingLockId];
        return (lock.amount, lock.withdrawRound);
    }

    /// @notice Whether an unbonding lock exists.
    /// @custom:requirement LP-BOND-087, LP-INV-013
    function isValidUnbondingLock(address _delegator, uint256 _unbondingLockId) external view returns (bool) {
        return delegators[_delegator].unbondingLocks[_unbondingLockId].withdrawRound > 0;
    }

    /// @notice Most members that the pool may have.
    /// @custom:requirement LP-BOND-089, LP-POOL-022
    function getTranscoderPoolMaxSize() external view returns (uint256) {
        return transcoderPool.maxSize;
    }

    /// @notice Members that the pool has.
    /// @custom:requirement LP-POOL-022
    function getTranscoderPoolSize() external view returns (uint256) {
        return transcoderPool.size;
    }

    /// @notice Member with the most stake, the null address if the pool is empty.
    /// @custom:requirement LP-INV-002, LP-POOL-001, LP-POOL-022
    function getFirstTranscoderInPool() external view returns (address) {
        return transcoderPool.head;
    }

    /// @notice Member after another one, the null address for the last and for who is no member.
    /// @custom:requirement LP-POOL-001, LP-POOL-022
    function getNextTranscoderInPool(address _transcoder) external view returns (address) {
        return transcoderPool.nodes[_transcoder].next;
    }

    /// @notice Stake of the transcoders that are active in the current round, in LPTU.
    /// @custom:requirement LP-POOL-023
    function getTotalBonded() external view returns (uint256) {
        return currentRoundTotalActiveStake;
    }

    /// @notice Whether a transcoder is active in the current round.
    /// @custom:requirement LP-POOL-018, LP-POOL-019
    function isActiveTranscoder(address _transcoder) public view returns (bool) {
        Transcoder storage t = transcoders[_transcoder];
        uint256 round = currentRound();
        return t.activationRound <= round && round < t.deactivationRound;
    }

    /// @notice Whether a transcoder is registered: has stake bonded to itself.
    /// @custom:requirement LP-BOND-085, LP-INV-014
    function isRegisteredTranscoder(address _transcoder) external view returns (bool) {
        return isRegistered(_transcoder);
    }

    // Steps

    function bondFor(
        uint256 _amount,
        address _owner,
        address _to,
        Hint memory _oldDelegateHint,
        Hint memory _newDelegateHint
    ) private {
        Delegator storage del = delegators[_owner];
        address oldDelegate = del.delegateAddress;
        bool unbonded = statusOf(_owner) == DelegatorStatus.Unbonded;
        if (msg.sender != _owner && msg.sender != registered(keccak256("L2Migrator"))) {
            if (unbonded) {
                require(_to != _owner, "INVALID_DELEGATE");
            } else {
                require(_to == oldDelegate, "INVALID_DELEGATE_CHANGE");
            }
        }

        uint256 delegationAmount = _amount;
        if (unbonded) {
            del.startRound = currentRound() + 1;
        } else if (_to != oldDelegate) {
            require(!isRegistered(_owner), "registered transcoders can't delegate towards other addresses");
            del.startRound = currentRound() + 1;
            delegationAmount = _amount + del.bondedAmount;
            decreaseTotalStake(oldDelegate, del.bondedAmount, _oldDelegateHint);
        }

        pinFactors(_to, currentRound());
        require(delegationAmount > 0, "delegation amount must be greater than 0");
        del.delegateAddress = _to;
        del.bondedAmount += _amount;
        increaseTotalStake(_to, delegationAmount, _newDelegateHint);

        if (_amount > 0) {
            livepeerToken().transferFrom(msg.sender, address(minter()), _amount);
        }
        emit Bond(_to, oldDelegate, _owner, _amount, del.bondedAmount);
    }

    /// @dev Unbonds stake of the caller; returns the id of the lock that holds it.
    function processUnbond(uint256 _amount, Hint memory _hint) internal virtual returns (uint256 lockId) {
        Delegator storage del = delegators[msg.sender];
        require(statusOf(msg.sender) == DelegatorStatus.Bonded, "caller must be bonded");
        require(_amount > 0, "unbond amount must be greater than 0");
        require(_amount <= del.bondedAmount, "amount is greater than bonded amount");

        address delegate = del.delegateAddress;
        uint256 withdrawRound = currentRound() + unbondingPeriod;
        lockId = addLock(msg.sender, UnbondingLock(_amount, withdrawRound));
        del.bondedAmount -= _amount;

        if (del.bondedAmount == 0) {
            del.delegateAddress = address(0);
            del.startRound = 0;
            if (inPool(msg.sender)) {
                resign(msg.sender);
            }
        }
        decreaseTotalStake(delegate, _amount, _hint);
        emit Unbond(delegate, msg.sender, lockId, _amount, withdrawRound);
    }

    /// @dev Bonds what a lock holds to the delegator's delegate.
    function processRebond(
        address _delegator,
        uint256 _lockId,
        Hint memory _hint
    ) internal virtual {
        Delegator storage del = delegators[_delegator];
        uint256 amount = takeLock(_delegator, _lockId).amount;
        del.bondedAmount += amount;
        increaseTotalStake(del.delegateAddress, amount, _hint);
        emit Rebond(del.delegateAddress, _delegator, _lockId, amount);
    }

    function addLock(address _delegator, UnbondingLock memory _lock) internal returns (uint256 lockId) {
        Delegator storage del = delegators[_delegator];
        lockId = del.nextUnbondingLockId;
        del.unbondingLocks[lockId] = _lock;
        del.nextUnbondingLockId = lockId + 1;
    }

    function takeLock(address _delegator, uint256 _lockId) internal virtual returns (UnbondingLock memory lock) {
        mapping(uint256 => UnbondingLock) storage locks = delegators[_delegator].unbondingLocks;
        lock = locks[_lockId];
        require(lock.withdrawRound > 0, "invalid unbonding lock ID");
        delete locks[_lockId];
    }

    function requireRoundReady() private view {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
    }
}
