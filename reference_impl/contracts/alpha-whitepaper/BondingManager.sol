// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Rounds.sol";

/// @title Stake: bonding, rewards, and the way out
contract BondingManager is Rounds {
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
    event WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound);
    event Reward(address indexed transcoder, uint256 amount);
    event UpdateDelegatorStake(address indexed delegator);

    constructor(address _protocol, address _token, uint256 _inflation) BondingState(_protocol, _token, _inflation) {}

    /// @notice Bonds, and lets all stake of the caller stand behind a delegate from the next round on.
    /// @custom:requirement LP-WBOND-002, LP-WBOND-003, LP-WBOND-004, LP-WBOND-005, LP-WBOND-006, LP-WBOND-007,
    ///   LP-WBOND-008, LP-WBOND-014, LP-WEARN-005
    function bond(uint256 _amount, address _to) external inInitializedRound {
        claimThrough(msg.sender, lastInitializedRound);
        require(_to != address(0), "delegate cannot be null address");
        Delegator storage del = delegators[msg.sender];
        address old = del.delegateAddress;
        uint256 moved = _amount;
        if (del.bondedAmount == 0) {
            del.startRound = lastInitializedRound + 1;
        }
        if (old != _to) {
            require(!isRegisteredTranscoder(msg.sender), "candidate cannot delegate to another");
            if (old != address(0)) {
                del.startRound = lastInitializedRound + 1;
                setDelegated(old, delegators[old].delegatedAmount - del.bondedAmount);
                moved += del.bondedAmount;
                leave(msg.sender, old);
            }
            del.delegateAddress = _to;
            indexOf[msg.sender] = delegatorsOf[_to].length;
            delegatorsOf[_to].push(msg.sender);
        }
        require(moved > 0, "nothing is delegated");
        setDelegated(_to, delegators[_to].delegatedAmount + moved);
        del.bondedAmount += _amount;
        totalBonded += _amount;
        if (_amount > 0) {
            token.transferFrom(msg.sender, address(this), _amount);
        }
        emit Bond(_to, old, msg.sender, _amount, del.bondedAmount);
    }

    /// @notice Locks all stake of the caller for the unbonding period.
    /// @custom:requirement LP-WBOND-009, LP-WBOND-010, LP-WBOND-011, LP-WBOND-012, LP-WEARN-005
    function unbond() external inInitializedRound {
        claimThrough(msg.sender, lastInitializedRound);
        require(delegatorStatus(msg.sender) == DelegatorStatus.Bonded, "caller must be bonded");
        Delegator storage del = delegators[msg.sender];
        address delegate = del.delegateAddress;
        uint256 amount = del.bondedAmount;
        if (isRegisteredTranscoder(msg.sender)) {
            resign(msg.sender);
        }
        setDelegated(delegate, delegators[delegate].delegatedAmount - amount);
        totalBonded -= amount;
        leave(msg.sender, delegate);
        del.delegateAddress = address(0);
        del.startRound = 0;
        del.bondedAmount = 0;
        uint256 lockId = del.nextUnbondingLockId++;
        uint256 withdrawRound = lastInitializedRound + protocol.parameter("unbondingPeriod");
        locks[msg.sender][lockId] = UnbondingLock(amount, withdrawRound);
        emit Unbond(delegate, msg.sender, lockId, amount, withdrawRound);
    }

    /// @notice Claims what the caller earned up to the current round.
    /// @custom:requirement LP-WEARN-006, LP-WEARN-007, LP-WEARN-008
    function updateDelegatorStake() external inInitializedRound {
        require(delegators[msg.sender].lastClaimRound < lastInitializedRound, "everything is claimed");
        claimThrough(msg.sender, lastInitializedRound);
        emit UpdateDelegatorStake(msg.sender);
    }

    /// @notice Mints the caller's part of the round's new tokens, once a round.
    /// @custom:requirement LP-WMINT-001, LP-WMINT-002, LP-WMINT-003, LP-WMINT-006, LP-WMINT-007, LP-WMINT-013
    function reward() external inInitializedRound {
        EarningsPool storage pool = pools[msg.sender][lastInitializedRound];
        require(pool.totalStake > 0, "caller must be active");
        Transcoder storage t = transcoders[msg.sender];
        require(t.lastRewardRound != lastInitializedRound, "caller has already rewarded");
        t.lastRewardRound = lastInitializedRound;
        t.missedRewards = 0;
        uint256 amount;
        if (isCompetitive(msg.sender)) {
            uint256 total = totalActiveStake[lastInitializedRound];
            amount = Fractions.share(currentMintableTokens, pool.totalStake, total);
        }
        addReward(pool, amount);
        setDelegated(msg.sender, delegators[msg.sender].delegatedAmount + amount);
        totalBonded += amount;
        token.mint(address(this), amount);
        emit Reward(msg.sender, amount);
    }

    /// @notice Pays an account the stake whose unbonding period is over; gives that, and the fees to be paid. Goes
    /// through all locks that the account ever had.
    /// @custom:requirement LP-WDIST-010, LP-WDIST-011, LP-WDIST-013, LP-WDIST-016
    function payOut(address _account) external onlyJobsManager returns (uint256 stake, uint256 fees) {
        uint256 round = protocol.currentRound();
        Delegator storage del = delegators[_account];
        for (uint256 id = 0; id < del.nextUnbondingLockId; id++) {
            UnbondingLock memory lock = locks[_account][id];
            if (lock.amount > 0 && lock.withdrawRound <= round) {
                delete locks[_account][id];
                stake += lock.amount;
                token.transfer(_account, lock.amount);
                emit WithdrawStake(_account, id, lock.amount, lock.withdrawRound);
            }
        }
        fees = del.fees;
        del.fees = 0;
    }

    /// @dev Whether a transcoder did enough of the work of the round before, for its part of the stake in it.
    /// @custom:requirement LP-WMINT-005, LP-WMINT-008
    function isCompetitive(address _transcoder) private view returns (bool) {
        IJobsManager jobs = IJobsManager(protocol.jobsManager());
        uint256 stake = pools[_transcoder][previousRound].totalStake;
        uint256 totalWork = jobs.totalWork(previousRound);
        if (stake == 0 || totalWork == 0) {
            return true;
        }
        uint256 demanded = Fractions.MILLION - protocol.parameter("competitivenessTolerance");
        uint256 done = jobs.work(_transcoder, previousRound) * totalActiveStake[previousRound] * Fractions.MILLION;
        return done >= demanded * totalWork * stake;
    }

    /// @dev The last one of the list takes the place of the one that leaves.
    /// @custom:requirement LP-WBOND-013
    function leave(address _account, address _delegate) private {
        address[] storage members = delegatorsOf[_delegate];
        address last = members[members.length - 1];
        members[indexOf[_account]] = last;
        indexOf[last] = indexOf[_account];
        members.pop();
    }
}
