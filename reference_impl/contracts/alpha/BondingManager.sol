// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./Staking.sol";

/// @title Stake: bonding to transcoders, unbonding in parts (LIP-8), and bonding again
contract BondingManager is Staking {
    enum DelegatorStatus { Pending, Bonded, Unbonded }

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

    constructor(address _controller) public ManagerProxyTarget(_controller) {}

    /// @notice Bonds tokens, and moves what is bonded already, to a delegate.
    /// @param _amount Tokens to add, in LPTU, which the caller has approved; 0 only moves
    /// @param _to The delegate, any address
    /// @dev Requirements: LP-ABOND-003, LP-ABOND-007, LP-ABOND-008, LP-ABOND-009, LP-ABOND-011, LP-ABOND-015,
    /// LP-ABOND-019, LP-ABOND-021, LP-ABOND-022, LP-ABOND-082
    function bond(uint256 _amount, address _to) external autoClaimEarnings {
        Delegator storage del = delegators[msg.sender];
        address oldDelegate = del.delegateAddress;
        uint256 moved;
        if (delegatorStatus(msg.sender) == DelegatorStatus.Unbonded) {
            del.startRound = currentRound().add(1);
        } else if (oldDelegate != address(0) && oldDelegate != _to) {
            require(
                !isRegistered(msg.sender),
                "registered transcoders can't delegate towards other addresses"
            );
            moved = del.bondedAmount;
            leaveDelegate(del);
        }
        joinDelegate(del, _to, _amount, moved);
        emit Bond(_to, oldDelegate, msg.sender, _amount, del.bondedAmount);
    }

    /// @notice Unbonds stake, which the caller can withdraw when the unbonding period has passed.
    /// @param _amount Stake in LPTU
    /// @dev Requirements: LP-ABOND-023, LP-ABOND-024, LP-ABOND-025, LP-ABOND-026, LP-ABOND-027, LP-ABOND-028,
    /// LP-ABOND-029, LP-ABOND-030, LP-ABOND-031, LP-ABOND-032, LP-ABOND-033, LP-ASLSH-018
    function unbond(uint256 _amount) external autoClaimEarnings {
        require(delegatorStatus(msg.sender) == DelegatorStatus.Bonded, "caller must be bonded");
        Delegator storage del = delegators[msg.sender];
        require(_amount > 0, "unbond amount must be greater than 0");
        require(_amount <= del.bondedAmount, "amount is greater than bonded amount");

        address delegate = del.delegateAddress;
        uint256 lockId = del.nextUnbondingLockId;
        uint256 withdrawRound = currentRound().add(unbondingPeriod);
        del.unbondingLocks[lockId] = UnbondingLock(_amount, withdrawRound);
        del.nextUnbondingLockId = lockId.add(1);
        del.bondedAmount = del.bondedAmount.sub(_amount);
        decreaseDelegated(delegate, _amount);
        if (delegate != msg.sender || del.bondedAmount > 0) {
            lowerInPool(delegate, _amount);
        }
        if (del.bondedAmount == 0) {
            del.delegateAddress = address(0);
            del.startRound = 0;
            if (isRegistered(msg.sender)) {
                resign(msg.sender);
            }
        }
        emit Unbond(delegate, msg.sender, lockId, _amount, withdrawRound);
    }

    /// @notice Bonds unbonding stake to the caller's delegate again.
    /// @param _unbondingLockId The lock that holds it
    /// @dev Requirements: LP-ABOND-005, LP-ABOND-006, LP-ABOND-034, LP-ABOND-042
    function rebond(uint256 _unbondingLockId) external autoClaimEarnings {
        require(delegatorStatus(msg.sender) != DelegatorStatus.Unbonded, "caller must be bonded");
        processRebond(_unbondingLockId);
    }

    /// @notice Bonds unbonding stake of a caller that has no bonded stake.
    /// @param _to The new delegate, any address
    /// @param _unbondingLockId The lock that holds the stake
    /// @dev Requirements: LP-ABOND-005, LP-ABOND-006, LP-ABOND-035, LP-ABOND-036, LP-ABOND-039
    function rebondFromUnbonded(address _to, uint256 _unbondingLockId) external autoClaimEarnings {
        require(delegatorStatus(msg.sender) == DelegatorStatus.Unbonded, "caller must be unbonded");
        Delegator storage del = delegators[msg.sender];
        del.startRound = currentRound().add(1);
        del.delegateAddress = _to;
        processRebond(_unbondingLockId);
    }

    /// @notice Pays out unbonded stake from its withdraw round on.
    /// @param _unbondingLockId The lock that holds it
    /// @dev Requirements: LP-ABOND-004, LP-ABOND-043, LP-ABOND-044, LP-ABOND-045, LP-ABOND-046
    function withdrawStake(uint256 _unbondingLockId) external whenRoundReady {
        UnbondingLock memory lock = takeLock(_unbondingLockId);
        require(
            lock.withdrawRound <= currentRound(),
            "withdraw round must be before or equal to the current round"
        );
        minter().trustedTransferTokens(msg.sender, lock.amount);
        emit WithdrawStake(msg.sender, _unbondingLockId, lock.amount, lock.withdrawRound);
    }

    /// @notice Status of an account; one without bonded stake is unbonded.
    /// @dev Requirements: LP-BOND-084
    function delegatorStatus(address _delegator) public view returns (DelegatorStatus) {
        Delegator storage del = delegators[_delegator];
        if (del.bondedAmount == 0) {
            return DelegatorStatus.Unbonded;
        }
        if (del.startRound > currentRound()) {
            return DelegatorStatus.Pending;
        }
        return del.startRound > 0 ? DelegatorStatus.Bonded : DelegatorStatus.Unbonded;
    }

    /// @notice Record of a delegator.
    /// @dev Requirements: LP-BOND-088
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

    /// @notice An unbonding lock of a delegator, zeros if there is none.
    /// @dev Requirements: LP-BOND-087
    function getDelegatorUnbondingLock(address _delegator, uint256 _unbondingLockId)
        external
        view
        returns (uint256 amount, uint256 withdrawRound)
    {
        UnbondingLock storage lock = delegators[_delegator].unbondingLocks[_unbondingLockId];
        return (lock.amount, lock.withdrawRound);
    }

    /// @dev Requirements: LP-BOND-087
    function isValidUnbondingLock(address _delegator, uint256 _unbondingLockId) external view returns (bool) {
        return delegators[_delegator].unbondingLocks[_unbondingLockId].withdrawRound > 0;
    }

    /// @notice Earnings of a transcoder and its delegators in a round.
    /// @dev Requirements: LP-ABOND-079
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
            bool hasTranscoderRewardFeePool
        )
    {
        EarningsPool.Data storage pool = poolOf(_transcoder, _round);
        rewardPool = pool.rewardPool;
        feePool = pool.feePool;
        totalStake = pool.totalStake;
        claimableStake = pool.claimableStake;
        transcoderRewardCut = pool.transcoderRewardCut;
        transcoderFeeShare = pool.transcoderFeeShare;
        transcoderRewardPool = pool.transcoderRewardPool;
        transcoderFeePool = pool.transcoderFeePool;
        hasTranscoderRewardFeePool = pool.hasTranscoderRewardFeePool;
    }

    /// @notice Stake of all registered transcoders, in LPTU.
    /// @dev Requirements: LP-AELEC-029
    function getTotalBonded() external view returns (uint256) {
        uint256 total;
        address current = transcoderPool.head;
        while (current != address(0)) {
            total = total.add(transcoderPool.nodes[current].key);
            current = transcoderPool.nodes[current].next;
        }
        return total;
    }

    function processRebond(uint256 _unbondingLockId) private {
        Delegator storage del = delegators[msg.sender];
        uint256 amount = takeLock(_unbondingLockId).amount;
        del.bondedAmount = del.bondedAmount.add(amount);
        increaseDelegated(del.delegateAddress, amount);
        emit Rebond(del.delegateAddress, msg.sender, _unbondingLockId, amount);
    }

    /// @dev Ends a lock of the caller.
    function takeLock(uint256 _unbondingLockId) private returns (UnbondingLock memory lock) {
        lock = delegators[msg.sender].unbondingLocks[_unbondingLockId];
        require(lock.withdrawRound > 0, "invalid unbonding lock ID");
        delete delegators[msg.sender].unbondingLocks[_unbondingLockId];
    }

    function isBonded(address _delegator) internal view returns (bool) {
        return delegatorStatus(_delegator) == DelegatorStatus.Bonded;
    }

    function splitsEarnings() internal pure returns (bool) {
        return true;
    }

    function totalBondedRose(uint256) internal {}

    function totalBondedFell(uint256) internal {}
}
