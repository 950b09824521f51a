// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./BondingState.sol";

/// @title What every version of the BondingManager does: transcoders, their election, their earnings and their slashing
/// @dev Amounts of stake are in LPTU (1e-18 LPT), fees in wei, percentages in millionths. Registered transcoders, those
/// in the pool, are elected into the active set of a round when it is initialized; their stake, rates and earnings of
/// the round are then locked.
contract Staking is BondingState {
    using SortedDoublyLL for SortedDoublyLL.Data;
    using EarningsPool for EarningsPool.Data;

    event TranscoderUpdate(
        address indexed transcoder,
        uint256 pendingRewardCut,
        uint256 pendingFeeShare,
        uint256 pendingPricePerSegment,
        bool registered
    );
    event TranscoderEvicted(address indexed transcoder);
    event TranscoderResigned(address indexed transcoder);
    event TranscoderSlashed(address indexed transcoder, address finder, uint256 penalty, uint256 finderReward);
    event Reward(address indexed transcoder, uint256 amount);
    event WithdrawFees(address indexed delegator);

    /// @dev The system runs and the current round is initialized.
    modifier whenRoundReady() {
        requireRoundReady();
        _;
    }

    /// @dev As above, and the caller's earnings are claimed first.
    modifier autoClaimEarnings() {
        requireRoundReady();
        claimThrough(msg.sender, currentRound());
        _;
    }

    modifier onlyJobsManager() {
        requireSystemNotPaused();
        require(msg.sender == registered(keccak256("JobsManager")), "caller must be JobsManager");
        _;
    }

    // Parameters

    /// @notice Sets how many rounds unbonded stake stays locked.
    /// @dev Requirements: LP-BOND-090, LP-BOND-091, LP-BOND-094
    function setUnbondingPeriod(uint64 _unbondingPeriod) external onlyControllerOwner {
        unbondingPeriod = _unbondingPeriod;
        emit ParameterUpdate("unbondingPeriod");
    }

    /// @notice Raises the size of the pool.
    /// @dev Requirements: LP-ABOND-069, LP-ABOND-071, LP-ABOND-072, LP-ABOND-073
    function setNumTranscoders(uint256 _numTranscoders) external onlyControllerOwner {
        require(
            _numTranscoders >= numActiveTranscoders,
            "number of transcoders must be at least the number of active transcoders"
        );
        transcoderPool.setMaxSize(_numTranscoders);
        emit ParameterUpdate("numTranscoders");
    }

    /// @notice Sets how many transcoders of the pool are active, from the next initialized round on.
    /// @dev Requirements: LP-ABOND-069, LP-ABOND-071, LP-ABOND-074
    function setNumActiveTranscoders(uint256 _numActiveTranscoders) external onlyControllerOwner {
        require(
            _numActiveTranscoders <= transcoderPool.maxSize,
            "number of active transcoders must be at most the number of transcoders"
        );
        numActiveTranscoders = _numActiveTranscoders;
        emit ParameterUpdate("numActiveTranscoders");
    }

    /// @notice Sets how many rounds one claim may span.
    /// @dev Requirements: LP-BOND-092, LP-BOND-093
    function setMaxEarningsClaimsRounds(uint256 _maxEarningsClaimsRounds) external onlyControllerOwner {
        maxEarningsClaimsRounds = _maxEarningsClaimsRounds;
        emit ParameterUpdate("maxEarningsClaimsRounds");
    }

    // Other contracts' transactions

    /// @notice Makes the first transcoders of the pool the active ones of the round. Only the RoundsManager may.
    /// @dev Requirements: LP-AEARN-003, LP-AEARN-004, LP-AEARN-005, LP-AEARN-008, LP-AEARN-009, LP-AEARN-010,
    /// LP-AEARN-011, LP-AEARN-030, LP-AEARN-101
    function setActiveTranscoders() external whenSystemNotPaused {
        require(msg.sender == registered(keccak256("RoundsManager")), "caller must be RoundsManager");
        uint256 round = currentRound();
        ActiveTranscoderSet storage set = activeTranscoderSet[round];
        uint256 size = numActiveTranscoders < transcoderPool.size ? numActiveTranscoders : transcoderPool.size;
        uint256 totalStake;
        address active = transcoderPool.head;
        for (uint256 i = 0; i < size; i++) {
            uint256 stake = transcoderPool.nodes[active].key;
            set.transcoders.push(active);
            set.isActive[active] = true;
            Transcoder storage t = transcoders[active];
            t.rewardCut = t.pendingRewardCut;
            t.feeShare = t.pendingFeeShare;
            t.pricePerSegment = t.pendingPricePerSegment;
            t.earningsPoolPerRound[round].init(stake, t.rewardCut, t.feeShare, splitsEarnings());
            totalStake = totalStake.add(stake);
            active = transcoderPool.nodes[active].next;
        }
        set.totalStake = totalStake;
    }

    /// @notice Adds the fees of a job to a transcoder's earnings. Only the JobsManager may.
    /// @param _fees Fees in wei, which the Minter already holds
    /// @param _round Round in which the job was created
    /// @dev Requirements: LP-AEARN-027, LP-AEARN-028, LP-AEARN-029
    function updateTranscoderWithFees(address _transcoder, uint256 _fees, uint256 _round) external onlyJobsManager {
        require(isRegistered(_transcoder), "transcoder must be registered");
        poolOf(_transcoder, _round).addFees(_fees);
    }

    /// @notice Burns part of a transcoder's own stake and rewards who reported it. Only the JobsManager may.
    /// @dev Delegators lose nothing, and neither does stake that is unbonding or not claimed. A transcoder that was not
    /// bonded yet, or has nothing left, keeps its delegated amount.
    /// @param _finder Who gets the finder's fee, or the null address
    /// @param _slashAmount Part of the stake, in millionths
    /// @param _finderFee Part of the penalty that goes to the finder, in millionths
    /// @dev Requirements: LP-ABOND-111, LP-ASLSH-003, LP-ASLSH-004, LP-ASLSH-005, LP-ASLSH-006, LP-ASLSH-007,
    /// LP-ASLSH-008, LP-ASLSH-016, LP-ASLSH-017, LP-ASLSH-101, LP-ASLSH-102
    function slashTranscoder(address _transcoder, address _finder, uint256 _slashAmount, uint256 _finderFee)
        external
        onlyJobsManager
    {
        Delegator storage del = delegators[_transcoder];
        if (del.bondedAmount == 0) {
            emit TranscoderSlashed(_transcoder, _finder, 0, 0);
            return;
        }

        uint256 penalty = Fractions.share(del.bondedAmount, _slashAmount, MILLION);
        del.bondedAmount = del.bondedAmount.sub(penalty);
        if (isBonded(_transcoder)) {
            Delegator storage delegate = delegators[del.delegateAddress];
            delegate.delegatedAmount = delegate.delegatedAmount.sub(penalty);
            totalBondedFell(penalty);
        }
        if (isRegistered(_transcoder)) {
            resign(_transcoder);
        }

        uint256 finderReward;
        if (_finder != address(0)) {
            finderReward = Fractions.share(penalty, _finderFee, MILLION);
            minter().trustedTransferTokens(_finder, finderReward);
        }
        minter().trustedBurnTokens(penalty.sub(finderReward));
        emit TranscoderSlashed(_transcoder, _finder, penalty, finderReward);
    }

    // Transcoders

    /// @notice Sets the caller's rates and price from the next round on, and tries to join the pool.
    /// @dev While the round is locked, registered transcoders may lower their price, down to the lowest in the pool.
    /// @param _rewardCut Part of the rewards that the transcoder keeps, in millionths
    /// @param _feeShare Part of the fees that the delegators get, in millionths
    /// @param _pricePerSegment Price in wei of one segment in one profile
    /// @dev Requirements: LP-ABOND-004, LP-ABOND-050, LP-ABOND-057, LP-ABOND-058, LP-ABOND-059, LP-ABOND-060
    function transcoder(uint256 _rewardCut, uint256 _feeShare, uint256 _pricePerSegment) external whenRoundReady {
        Transcoder storage t = transcoders[msg.sender];
        if (roundsManager().currentRoundLocked()) {
            require(isRegistered(msg.sender), "transcoder must be registered");
            require(
                _rewardCut == t.pendingRewardCut && _feeShare == t.pendingFeeShare,
                "commission rates can't change, current round is locked"
            );
            require(lowestPrice() <= _pricePerSegment, "price is below the lowest price in the pool");
            require(
                _pricePerSegment <= t.pendingPricePerSegment,
                "price can't be raised, current round is locked"
            );
            t.pendingPricePerSegment = _pricePerSegment;
            emit TranscoderUpdate(msg.sender, _rewardCut, _feeShare, _pricePerSegment, true);
            return;
        }

        require(_rewardCut <= MILLION, "invalid rewardCut percentage");
        require(_feeShare <= MILLION, "invalid feeShare percentage");
        Delegator storage del = delegators[msg.sender];
        require(
            del.delegateAddress == msg.sender && del.bondedAmount > 0,
            "transcoder must be bonded to itself"
        );
        t.pendingRewardCut = _rewardCut;
        t.pendingFeeShare = _feeShare;
        t.pendingPricePerSegment = _pricePerSegment;
        if (!isRegistered(msg.sender)) {
            tryToJoinPool(msg.sender, del.delegatedAmount);
        }
        emit TranscoderUpdate(msg.sender, _rewardCut, _feeShare, _pricePerSegment, isRegistered(msg.sender));
    }

    /// @notice Mints the caller's share of the round's rewards. Only an active transcoder may, once a round.
    /// @dev Requirements: LP-ABOND-111
    function reward() external whenRoundReady {
        uint256 round = currentRound();
        require(activeTranscoderSet[round].isActive[msg.sender], "caller must be an active transcoder");
        Transcoder storage t = transcoders[msg.sender];
        require(t.lastRewardRound != round, "caller has already called reward for the current round");
        t.lastRewardRound = round;

        EarningsPool.Data storage pool = t.earningsPoolPerRound[round];
        uint256 minted = minter().createReward(pool.totalStake, activeTranscoderSet[round].totalStake);
        pool.addRewards(minted);
        Delegator storage del = delegators[msg.sender];
        del.delegatedAmount = del.delegatedAmount.add(minted);
        moveInPool(msg.sender, transcoderPool.nodes[msg.sender].key.add(minted));
        totalBondedRose(minted);
        emit Reward(msg.sender, minted);
    }

    // Earnings

    /// @notice Claims the caller's earnings through a round.
    /// @dev Requirements: LP-AEARN-026
    function claimEarnings(uint256 _endRound) external whenRoundReady {
        requireClaimable(msg.sender, _endRound);
        claimThrough(msg.sender, _endRound);
    }

    /// @notice Pays out all fees of the caller.
    /// @dev Requirements: LP-ABOND-047, LP-ABOND-048
    function withdrawFees() external autoClaimEarnings {
        Delegator storage del = delegators[msg.sender];
        uint256 fees = del.fees;
        require(fees > 0, "no fees to withdraw");
        del.fees = 0;
        minter().trustedWithdrawETH(msg.sender, fees);
        emit WithdrawFees(msg.sender);
    }

    // Views

    /// @notice Stake of an account, in LPTU, if it claimed its earnings through a round.
    /// @dev Requirements: LP-AEARN-020, LP-AEARN-021, LP-AEARN-022
    function pendingStake(address _delegator, uint256 _endRound) external view returns (uint256) {
        (uint256 stake, ) = pending(_delegator, _endRound);
        return stake;
    }

    /// @notice Fees of an account, in wei, if it claimed its earnings through a round.
    /// @dev Requirements: LP-AEARN-020, LP-AEARN-021, LP-AEARN-022
    function pendingFees(address _delegator, uint256 _endRound) external view returns (uint256) {
        (, uint256 fees) = pending(_delegator, _endRound);
        return fees;
    }

    /// @notice The active transcoder that gets a job: drawn by a block hash, weighted by stake, among those whose
    /// present price is low enough. The null address if there is none.
    /// @dev Requirements: LP-AELEC-024
    function electActiveTranscoder(uint256 _maxPricePerSegment, bytes32 _blockHash, uint256 _round)
        external
        view
        returns (address)
    {
        address[] storage all = activeTranscoderSet[_round].transcoders;
        uint256 totalStake;
        for (uint256 i = 0; i < all.length; i++) {
            totalStake = totalStake.add(electableStake(all[i], _maxPricePerSegment, _round));
        }
        if (totalStake == 0) {
            return address(0);
        }
        uint256 draw = uint256(_blockHash) % totalStake;
        uint256 j = 0;
        uint256 sum = electableStake(all[0], _maxPricePerSegment, _round);
        while (sum <= draw) {
            j++;
            sum = sum.add(electableStake(all[j], _maxPricePerSegment, _round));
        }
        return all[j];
    }

    /// @notice Stake with which a transcoder is active in a round.
    /// @dev Requirements: LP-AELEC-023
    function activeTranscoderTotalStake(address _transcoder, uint256 _round) external view returns (uint256) {
        require(activeTranscoderSet[_round].isActive[_transcoder], "transcoder must be active in the round");
        return poolOf(_transcoder, _round).totalStake;
    }

    /// @notice Stake delegated to a registered transcoder, 0 for others.
    /// @dev Requirements: LP-ABOND-076
    function transcoderTotalStake(address _transcoder) external view returns (uint256) {
        return transcoderPool.nodes[_transcoder].key;
    }

    /// @notice Whether a transcoder is registered.
    /// @dev Requirements: LP-ABOND-075
    function transcoderStatus(address _transcoder) external view returns (TranscoderStatus) {
        return isRegistered(_transcoder) ? TranscoderStatus.Registered : TranscoderStatus.NotRegistered;
    }

    /// @notice Record of a transcoder.
    /// @dev Requirements: LP-ABOND-078
    function getTranscoder(address _transcoder)
        external
        view
        returns (
            uint256 lastRewardRound,
            uint256 rewardCut,
            uint256 feeShare,
            uint256 pricePerSegment,
            uint256 pendingRewardCut,
            uint256 pendingFeeShare,
            uint256 pendingPricePerSegment
        )
    {
        Transcoder storage t = transcoders[_transcoder];
        lastRewardRound = t.lastRewardRound;
        rewardCut = t.rewardCut;
        feeShare = t.feeShare;
        pricePerSegment = t.pricePerSegment;
        pendingRewardCut = t.pendingRewardCut;
        pendingFeeShare = t.pendingFeeShare;
        pendingPricePerSegment = t.pendingPricePerSegment;
    }

    /// @dev Requirements: LP-BOND-089
    function getTranscoderPoolMaxSize() external view returns (uint256) {
        return transcoderPool.maxSize;
    }

    /// @dev Requirements: LP-POOL-022
    function getTranscoderPoolSize() external view returns (uint256) {
        return transcoderPool.size;
    }

    /// @notice Registered transcoder with the most stake, the null address if there is none.
    /// @dev Requirements: LP-POOL-001, LP-POOL-022
    function getFirstTranscoderInPool() external view returns (address) {
        return transcoderPool.head;
    }

    /// @notice Registered transcoder that follows in the pool, the null address for the last and for an absent one.
    /// @dev Requirements: LP-POOL-001, LP-POOL-022
    function getNextTranscoderInPool(address _transcoder) external view returns (address) {
        return transcoderPool.nodes[_transcoder].next;
    }

    /// @notice Stake of the active transcoders of a round.
    /// @dev Requirements: LP-AELEC-022
    function getTotalActiveStake(uint256 _round) external view returns (uint256) {
        return activeTranscoderSet[_round].totalStake;
    }

    /// @dev Requirements: LP-AELEC-022
    function isActiveTranscoder(address _transcoder, uint256 _round) external view returns (bool) {
        return activeTranscoderSet[_round].isActive[_transcoder];
    }

    /// @dev Requirements: LP-ABOND-075
    function isRegisteredTranscoder(address _transcoder) external view returns (bool) {
        return isRegistered(_transcoder);
    }

    // What versions do differently

    /// @dev Whether the stake of an account is bonded, neither pending nor unbonded.
    function isBonded(address _delegator) internal view returns (bool);

    /// @dev Whether new earnings pools keep the transcoder's part apart.
    function splitsEarnings() internal pure returns (bool);

    /// @dev Called when bonded tokens become more, by a version that counts them.
    function totalBondedRose(uint256 _amount) internal;

    /// @dev Called when bonded tokens become fewer, by a version that counts them.
    function totalBondedFell(uint256 _amount) internal;

    // Steps

    /// @dev Adds stake to a delegate, which moves up if it is in the pool.
    function increaseDelegated(address _delegate, uint256 _amount) internal {
        Delegator storage del = delegators[_delegate];
        del.delegatedAmount = del.delegatedAmount.add(_amount);
        if (isRegistered(_delegate)) {
            moveInPool(_delegate, transcoderPool.nodes[_delegate].key.add(_amount));
        }
    }

    /// @dev Takes stake from a delegate. It does not move in the pool.
    function decreaseDelegated(address _delegate, uint256 _amount) internal {
        Delegator storage del = delegators[_delegate];
        del.delegatedAmount = del.delegatedAmount.sub(_amount);
    }

    /// @dev Moves a delegate down if it is in the pool, or out of it when no stake is left.
    function lowerInPool(address _delegate, uint256 _amount) internal {
        if (isRegistered(_delegate)) {
            moveInPool(_delegate, transcoderPool.nodes[_delegate].key.sub(_amount));
        }
    }

    /// @dev Takes an account's stake away from its delegate, to put it elsewhere from the next round on.
    function leaveDelegate(Delegator storage _del) internal {
        _del.startRound = currentRound().add(1);
        decreaseDelegated(_del.delegateAddress, _del.bondedAmount);
        lowerInPool(_del.delegateAddress, _del.bondedAmount);
    }

    /// @dev Puts an account's stake on a delegate, some of it new and paid by the account.
    function joinDelegate(Delegator storage _del, address _to, uint256 _newAmount, uint256 _movedAmount) internal {
        uint256 delegationAmount = _newAmount.add(_movedAmount);
        require(delegationAmount > 0, "delegation amount must be greater than 0");
        _del.delegateAddress = _to;
        increaseDelegated(_to, delegationAmount);
        if (_newAmount > 0) {
            _del.bondedAmount = _del.bondedAmount.add(_newAmount);
            totalBondedRose(_newAmount);
            ILivepeerToken token = ILivepeerToken(registered(keccak256("LivepeerToken")));
            token.transferFrom(msg.sender, address(minter()), _newAmount);
        }
    }

    /// @dev Takes a transcoder out of the pool, and out of the active set of the running round.
    function resign(address _transcoder) internal {
        uint256 round = currentRound();
        ActiveTranscoderSet storage set = activeTranscoderSet[round];
        if (set.isActive[_transcoder]) {
            set.totalStake = set.totalStake.sub(poolOf(_transcoder, round).totalStake);
            set.isActive[_transcoder] = false;
        }
        transcoderPool.remove(_transcoder);
        emit TranscoderResigned(_transcoder);
    }

    /// @dev Lets a transcoder into the pool if there is room or if it has more stake than the last one, which leaves
    /// but stays active in the running round.
    function tryToJoinPool(address _transcoder, uint256 _stake) private {
        if (transcoderPool.size == transcoderPool.maxSize) {
            address last = transcoderPool.tail;
            if (_stake <= transcoderPool.nodes[last].key) {
                return;
            }
            transcoderPool.remove(last);
            emit TranscoderEvicted(last);
        }
        transcoderPool.insert(_transcoder, _stake, address(0), address(0));
    }

    function moveInPool(address _transcoder, uint256 _stake) private {
        transcoderPool.updateKey(_transcoder, _stake, address(0), address(0));
    }

    /// @dev Claims an account's earnings round by round; rewards of one round earn in the next.
    function claimThrough(address _delegator, uint256 _endRound) private {
        Delegator storage del = delegators[_delegator];
        address delegate = del.delegateAddress;
        if (delegate != address(0)) {
            require(
                _endRound.sub(del.lastClaimRound) <= maxEarningsClaimsRounds,
                "too many rounds to claim through"
            );
            uint256 stake = del.bondedAmount;
            uint256 totalFees = del.fees;
            for (uint256 round = del.lastClaimRound + 1; round <= _endRound; round++) {
                EarningsPool.Data storage pool = poolOf(delegate, round);
                if (pool.claimableStake > 0) {
                    (uint256 fees, uint256 rewards) = pool.claim(stake, _delegator == delegate);
                    totalFees = totalFees.add(fees);
                    stake = stake.add(rewards);
                }
            }
            del.bondedAmount = stake;
            del.fees = totalFees;
        }
        del.lastClaimRound = _endRound;
    }

    function pending(address _delegator, uint256 _endRound) private view returns (uint256 stake, uint256 totalFees) {
        requireClaimable(_delegator, _endRound);
        Delegator storage del = delegators[_delegator];
        address delegate = del.delegateAddress;
        stake = del.bondedAmount;
        totalFees = del.fees;
        for (uint256 round = del.lastClaimRound + 1; round <= _endRound; round++) {
            EarningsPool.Data storage pool = poolOf(delegate, round);
            if (pool.claimableStake > 0) {
                (uint256 fees, uint256 rewards) = pool.shares(stake, _delegator == delegate);
                totalFees = totalFees.add(fees);
                stake = stake.add(rewards);
            }
        }
    }

    function electableStake(address _transcoder, uint256 _maxPrice, uint256 _round) private view returns (uint256) {
        bool electable =
            activeTranscoderSet[_round].isActive[_transcoder] &&
                transcoders[_transcoder].pricePerSegment <= _maxPrice;
        return electable ? poolOf(_transcoder, _round).totalStake : 0;
    }

    function lowestPrice() private view returns (uint256 price) {
        address current = transcoderPool.head;
        price = transcoders[current].pendingPricePerSegment;
        while (current != address(0)) {
            if (transcoders[current].pendingPricePerSegment < price) {
                price = transcoders[current].pendingPricePerSegment;
            }
            current = transcoderPool.nodes[current].next;
        }
    }

    function requireClaimable(address _delegator, uint256 _endRound) private view {
        require(delegators[_delegator].lastClaimRound < _endRound, "end round must be after last claim round");
        require(_endRound <= currentRound(), "end round must not be after the current round");
    }

    function requireRoundReady() private view {
        requireSystemNotPaused();
        require(roundsManager().currentRoundInitialized(), "current round is not initialized");
    }
}
