// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {Proxied, Governed} from "./Governed.sol";
import {EarningsMath, Lock, Orchestrator, Position, Season} from "./libraries/EarningsMath.sol";
import {Points} from "./libraries/Points.sol";
import {SortedDoublyLL} from "./libraries/SortedDoublyLL.sol";

error OnlyRoundsManager(address caller);
error OnlyTicketBroker(address caller);
error OnlyVerifier(address caller);
error RatesLocked();
error RewardCutTooLarge(uint256 rewardCut);
error FeeShareTooLarge(uint256 feeShare);
error NotRegistered(address account);
error ActiveWithoutReward(address account);
error NotActive(address account);
error RewardTwice(address account, uint256 round);
error DelegateIsOwner(address owner);
error DelegateChanged(address from, address to);
error ReceiverIsDelegate(address receiver);
error RegisteredStaysHome(address account);
error NothingDelegated();
error NotBonded(address account);
error StillBonded(address account);
error NothingToUnbond();
error BondTooSmall(uint256 bonded, uint256 wanted);
error NoSuchLock(address account, uint256 lockId);
error StakeLocked(uint256 withdrawRound);
error RecipientNull();
error FeesTooSmall(uint256 fees, uint256 wanted);

/// @title Staking: bonds, elections, rewards and fees
contract BondingManager is Proxied {
    using EarningsMath for Orchestrator;
    using EarningsMath for Position;
    using SortedDoublyLL for SortedDoublyLL.Ring;

    enum DelegatorStatus {
        Pending,
        Bonded,
        Unbonded
    }

    SortedDoublyLL.Ring private electorate;
    uint256 private stakeThisRound;
    uint256 private stakeNextRound;
    mapping(address => Orchestrator) private transcoders;
    mapping(address => Position) private positions;
    uint64 public unbondingPeriod;

    event TranscoderUpdate(address indexed transcoder, uint256 rewardCut, uint256 feeShare);
    event TranscoderActivated(address indexed transcoder, uint256 activationRound);
    event TranscoderDeactivated(address indexed transcoder, uint256 deactivationRound);
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
    event EarningsClaimed(
        address indexed delegate,
        address indexed delegator,
        uint256 rewards,
        uint256 fees,
        uint256 startRound,
        uint256 endRound
    );

    constructor(address controller_) Governed(controller_) {}

    // For the owner

    function setUnbondingPeriod(uint64 period) external {
        _byOwner();
        unbondingPeriod = period;
        emit ParameterUpdate("unbondingPeriod");
    }

    function setNumActiveTranscoders(uint256 limit) external {
        _byOwner();
        electorate.raiseLimit(limit);
        emit ParameterUpdate("numActiveTranscoders");
    }

    // For other contracts

    function setCurrentRoundTotalActiveStake() external {
        if (msg.sender != _peer("RoundsManager")) revert OnlyRoundsManager(msg.sender);
        stakeThisRound = stakeNextRound;
    }

    function updateTranscoderWithFees(address account, uint256 fees, uint256) external {
        _whileRunning();
        if (msg.sender != _peer("TicketBroker")) revert OnlyTicketBroker(msg.sender);
        if (!isRegisteredTranscoder(account)) revert NotRegistered(account);
        transcoders[account].shareFees(fees, _round(), _treasury(), stakeThisRound);
    }

    function slashTranscoder(address account, address finder, uint256 points, uint256 finderPoints) external {
        _whileRunning();
        if (msg.sender != _peer("Verifier")) revert OnlyVerifier(msg.sender);
        Position storage position = positions[account];
        uint256 penalty;
        uint256 bounty;
        if (position.stake > 0) {
            penalty = Points.part(position.stake, points, Points.MILLION);
            if (_elected(account)) _dismiss(account);
            position.stake -= penalty;
            if (delegatorStatus(account) == DelegatorStatus.Bonded) positions[position.delegate].backing -= penalty;
            if (finder != address(0)) {
                bounty = Points.part(penalty, finderPoints, Points.MILLION);
                _treasury().trustedTransferTokens(finder, bounty);
            }
            _treasury().trustedBurnTokens(penalty - bounty);
        }
        emit TranscoderSlashed(account, finder, penalty, bounty);
    }

    // For transcoders

    function transcoder(uint256 rewardCut, uint256 feeShare) external {
        _setRates(rewardCut, feeShare, _noHint());
    }

    function transcoderWithHint(uint256 rewardCut, uint256 feeShare, address previous, address next) external {
        _setRates(rewardCut, feeShare, SortedDoublyLL.Hint(previous, next));
    }

    function reward() external {
        _reward(_noHint());
    }

    function rewardWithHint(address previous, address next) external {
        _reward(SortedDoublyLL.Hint(previous, next));
    }

    // For delegators

    function bond(uint256 amount, address to) external {
        _bond(amount, msg.sender, to, _noHint(), _noHint());
    }

    function bondWithHint(
        uint256 amount,
        address to,
        address oldPrevious,
        address oldNext,
        address newPrevious,
        address newNext
    ) external {
        SortedDoublyLL.Hint memory before = SortedDoublyLL.Hint(oldPrevious, oldNext);
        _bond(amount, msg.sender, to, before, SortedDoublyLL.Hint(newPrevious, newNext));
    }

    function bondForWithHint(
        uint256 amount,
        address owner,
        address to,
        address oldPrevious,
        address oldNext,
        address newPrevious,
        address newNext
    ) external {
        SortedDoublyLL.Hint memory before = SortedDoublyLL.Hint(oldPrevious, oldNext);
        _bond(amount, owner, to, before, SortedDoublyLL.Hint(newPrevious, newNext));
    }

    function unbond(uint256 amount) external {
        _begin();
        _unbond(amount, _noHint());
    }

    function unbondWithHint(uint256 amount, address previous, address next) external {
        _begin();
        _unbond(amount, SortedDoublyLL.Hint(previous, next));
    }

    function rebond(uint256 lockId) external {
        _rebondOwn(lockId, _noHint());
    }

    function rebondWithHint(uint256 lockId, address previous, address next) external {
        _rebondOwn(lockId, SortedDoublyLL.Hint(previous, next));
    }

    function rebondFromUnbonded(address to, uint256 lockId) external {
        _rebondTo(to, lockId, _noHint());
    }

    function rebondFromUnbondedWithHint(address to, uint256 lockId, address previous, address next) external {
        _rebondTo(to, lockId, SortedDoublyLL.Hint(previous, next));
    }

    function transferBond(
        address receiver,
        uint256 amount,
        address oldPrevious,
        address oldNext,
        address newPrevious,
        address newNext
    ) external {
        _begin();
        address delegate = positions[msg.sender].delegate;
        uint256 givenId = _unbond(amount, SortedDoublyLL.Hint(oldPrevious, oldNext));
        uint256 takenId = _store(receiver, _take(msg.sender, givenId));
        emit TransferBond(msg.sender, receiver, givenId, takenId, amount);

        _claim(receiver);
        Position storage position = positions[receiver];
        if (position.delegate == address(0) && position.stake == 0) {
            if (delegate == receiver) revert ReceiverIsDelegate(receiver);
            position.delegate = delegate;
        }
        if (position.stake == 0) position.since = uint64(_round() + 1);
        _rebond(receiver, takenId, SortedDoublyLL.Hint(newPrevious, newNext));
    }

    function withdrawStake(uint256 lockId) external {
        _whileRunning();
        _inInitializedRound();
        Lock memory lock = _take(msg.sender, lockId);
        if (lock.withdrawRound > _round()) revert StakeLocked(lock.withdrawRound);
        _treasury().trustedTransferTokens(msg.sender, lock.amount);
        emit WithdrawStake(msg.sender, lockId, lock.amount, lock.withdrawRound);
    }

    function withdrawFees(address payable recipient, uint256 amount) external {
        _begin();
        if (recipient == address(0)) revert RecipientNull();
        Position storage position = positions[msg.sender];
        if (position.fees < amount) revert FeesTooSmall(position.fees, amount);
        position.fees -= amount;
        _treasury().trustedWithdrawETH(recipient, amount);
        emit WithdrawFees(msg.sender, recipient, amount);
    }

    function claimEarnings(uint256) external {
        _begin();
    }

    // Views

    function currentRoundTotalActiveStake() external view returns (uint256) {
        return stakeThisRound;
    }

    function nextRoundTotalActiveStake() external view returns (uint256) {
        return stakeNextRound;
    }

    function getTotalBonded() external view returns (uint256) {
        return stakeThisRound;
    }

    function pendingStake(address account, uint256) external view returns (uint256 stake) {
        (stake,) = _due(account, _round());
    }

    function pendingFees(address account, uint256) external view returns (uint256 fees) {
        (, fees) = _due(account, _round());
    }

    function transcoderTotalStake(address account) external view returns (uint256) {
        return positions[account].backing;
    }

    function transcoderStatus(address account) external view returns (uint8) {
        return isRegisteredTranscoder(account) ? 1 : 0;
    }

    function delegatorStatus(address account) public view returns (DelegatorStatus) {
        Position storage position = positions[account];
        if (position.stake == 0) return DelegatorStatus.Unbonded;
        return position.since > _round() ? DelegatorStatus.Pending : DelegatorStatus.Bonded;
    }

    function getTranscoder(address account)
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
        Orchestrator storage o = transcoders[account];
        (lastRewardRound, rewardCut, feeShare) = (o.lastRewardRound, o.rewardCut, o.feeShare);
        (lastActiveStakeUpdateRound, lastFeeRound) = (o.stakeRound, o.lastFeeRound);
        activationRound = o.activationRound;
        deactivationRound = o.deactivationRound == type(uint64).max ? type(uint256).max : o.deactivationRound;
        activeCumulativeRewards = o.earningRewards;
        (cumulativeRewards, cumulativeFees) = (o.ownRewards, o.ownFees);
    }

    function getTranscoderEarningsPoolForRound(address account, uint256 round)
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
        Season storage season = transcoders[account].seasons[round];
        return (season.stake, season.rewardCut, season.feeShare, season.rewardFactor, season.feeFactor);
    }

    function getDelegator(address account)
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
        Position storage p = positions[account];
        return (p.stake, p.fees, p.delegate, p.backing, p.since, p.claimedThrough, p.lockCount);
    }

    function getDelegatorUnbondingLock(address account, uint256 lockId)
        external
        view
        returns (uint256 amount, uint256 withdrawRound)
    {
        Lock storage lock = positions[account].locks[lockId];
        return (lock.amount, lock.withdrawRound);
    }

    function isValidUnbondingLock(address account, uint256 lockId) external view returns (bool) {
        return positions[account].locks[lockId].withdrawRound != 0;
    }

    function getTranscoderPoolMaxSize() external view returns (uint256) {
        return electorate.limit;
    }

    function getTranscoderPoolSize() external view returns (uint256) {
        return electorate.count;
    }

    function getFirstTranscoderInPool() external view returns (address) {
        return electorate.members[address(0)].next;
    }

    function getNextTranscoderInPool(address account) external view returns (address) {
        return account == address(0) ? address(0) : electorate.members[account].next;
    }

    function isActiveTranscoder(address account) public view returns (bool) {
        Orchestrator storage orchestrator = transcoders[account];
        uint256 round = _round();
        return orchestrator.activationRound <= round && orchestrator.deactivationRound > round;
    }

    function isRegisteredTranscoder(address account) public view returns (bool) {
        Position storage position = positions[account];
        return position.stake != 0 && position.delegate == account;
    }

    // What the transactions above are made of

    function _begin() private {
        _whileRunning();
        _inInitializedRound();
        _claim(msg.sender);
    }

    function _setRates(uint256 rewardCut, uint256 feeShare, SortedDoublyLL.Hint memory hint) private {
        _whileRunning();
        _inInitializedRound();
        if (_clock().currentRoundLocked()) revert RatesLocked();
        if (rewardCut > Points.MILLION) revert RewardCutTooLarge(rewardCut);
        if (feeShare > Points.MILLION) revert FeeShareTooLarge(feeShare);
        if (!isRegisteredTranscoder(msg.sender)) revert NotRegistered(msg.sender);
        Orchestrator storage orchestrator = transcoders[msg.sender];
        if (isActiveTranscoder(msg.sender) && orchestrator.lastRewardRound != _round()) {
            revert ActiveWithoutReward(msg.sender);
        }
        orchestrator.rewardCut = uint32(rewardCut);
        orchestrator.feeShare = uint32(feeShare);
        if (!_elected(msg.sender)) _standForElection(msg.sender, positions[msg.sender].backing, hint);
        emit TranscoderUpdate(msg.sender, rewardCut, feeShare);
    }

    function _reward(SortedDoublyLL.Hint memory hint) private {
        _whileRunning();
        _inInitializedRound();
        uint256 round = _round();
        Orchestrator storage orchestrator = transcoders[msg.sender];
        if (!isActiveTranscoder(msg.sender)) revert NotActive(msg.sender);
        if (orchestrator.lastRewardRound == round) revert RewardTwice(msg.sender, round);
        orchestrator.openSeason(round);
        uint256 minted = _treasury().createReward(orchestrator.seasons[round].stake, stakeThisRound);
        orchestrator.shareReward(minted, round);
        _raise(msg.sender, minted, hint);
        orchestrator.lastRewardRound = uint64(round);
        emit Reward(msg.sender, minted);
    }

    function _bond(
        uint256 amount,
        address owner,
        address to,
        SortedDoublyLL.Hint memory oldHint,
        SortedDoublyLL.Hint memory newHint
    ) private {
        _whileRunning();
        _inInitializedRound();
        _claim(owner);
        Position storage position = positions[owner];
        address from = position.delegate;
        bool isNew = position.stake == 0;
        if (msg.sender != owner && msg.sender != _peer("L2Migrator")) {
            if (isNew && to == owner) revert DelegateIsOwner(owner);
            if (!isNew && to != from) revert DelegateChanged(from, to);
        }
        uint256 moved = amount;
        if (isNew || to != from) {
            if (!isNew) {
                if (from == owner) revert RegisteredStaysHome(owner);
                moved += position.stake;
                _lower(from, position.stake, oldHint);
            }
            position.since = uint64(_round() + 1);
        }
        transcoders[to].pin(_round());
        if (moved == 0) revert NothingDelegated();
        position.delegate = to;
        position.stake += amount;
        _raise(to, moved, newHint);
        if (amount != 0) _token().transferFrom(msg.sender, address(_treasury()), amount);
        emit Bond(to, from, owner, amount, position.stake);
    }

    function _unbond(uint256 amount, SortedDoublyLL.Hint memory hint) private returns (uint256 lockId) {
        if (delegatorStatus(msg.sender) != DelegatorStatus.Bonded) revert NotBonded(msg.sender);
        if (amount == 0) revert NothingToUnbond();
        Position storage position = positions[msg.sender];
        if (amount > position.stake) revert BondTooSmall(position.stake, amount);
        address delegate = position.delegate;
        uint256 withdrawRound = _round() + unbondingPeriod;
        lockId = _store(msg.sender, Lock({withdrawRound: uint128(withdrawRound), amount: amount}));
        position.stake -= amount;
        if (position.stake == 0) {
            position.delegate = address(0);
            position.since = 0;
            if (_elected(msg.sender)) _dismiss(msg.sender);
        }
        _lower(delegate, amount, hint);
        emit Unbond(delegate, msg.sender, lockId, amount, withdrawRound);
    }

    function _rebondOwn(uint256 lockId, SortedDoublyLL.Hint memory hint) private {
        _begin();
        if (positions[msg.sender].stake == 0) revert NotBonded(msg.sender);
        _rebond(msg.sender, lockId, hint);
    }

    function _rebondTo(address to, uint256 lockId, SortedDoublyLL.Hint memory hint) private {
        _begin();
        Position storage position = positions[msg.sender];
        if (position.stake != 0) revert StillBonded(msg.sender);
        position.since = uint64(_round() + 1);
        position.delegate = to;
        _rebond(msg.sender, lockId, hint);
    }

    function _rebond(address account, uint256 lockId, SortedDoublyLL.Hint memory hint) private {
        uint256 amount = _take(account, lockId).amount;
        Position storage position = positions[account];
        position.stake += amount;
        _raise(position.delegate, amount, hint);
        emit Rebond(position.delegate, account, lockId, amount);
    }

    function _store(address account, Lock memory lock) private returns (uint256 lockId) {
        lockId = positions[account].lockCount++;
        positions[account].locks[lockId] = lock;
    }

    function _take(address account, uint256 lockId) private returns (Lock memory lock) {
        lock = positions[account].locks[lockId];
        if (lock.withdrawRound == 0) revert NoSuchLock(account, lockId);
        delete positions[account].locks[lockId];
    }

    function _due(address account, uint256 round) private view returns (uint256 stake, uint256 fees) {
        address delegate = positions[account].delegate;
        return positions[account].due(transcoders[delegate], delegate == account, round);
    }

    function _claim(address account) private {
        Position storage position = positions[account];
        uint256 round = _round();
        if (position.claimedThrough >= round) return;
        (uint256 stake, uint256 fees) = _due(account, round);
        address delegate = position.delegate;
        if (delegate != address(0)) {
            Orchestrator storage orchestrator = transcoders[delegate];
            orchestrator.pin(round);
            if (delegate == account) (orchestrator.ownRewards, orchestrator.ownFees) = (0, 0);
        }
        uint256 first = uint256(position.claimedThrough) + 1;
        emit EarningsClaimed(delegate, account, stake - position.stake, fees - position.fees, first, round);
        position.claimedThrough = uint64(round);
        position.stake = stake;
        position.fees = fees;
    }

    function _elected(address account) private view returns (bool) {
        return electorate.members[account].weight != 0;
    }

    function _raise(address delegate, uint256 amount, SortedDoublyLL.Hint memory hint) private {
        uint256 stake = positions[delegate].backing;
        uint256 raised = stake + amount;
        if (isRegisteredTranscoder(delegate)) {
            if (_elected(delegate)) {
                _reorder(delegate, stake, raised, hint);
                stakeNextRound += amount;
            } else {
                _standForElection(delegate, raised, hint);
            }
        }
        positions[delegate].backing = raised;
    }

    function _lower(address delegate, uint256 amount, SortedDoublyLL.Hint memory hint) private {
        uint256 stake = positions[delegate].backing;
        uint256 lowered = stake - amount;
        if (_elected(delegate)) {
            _reorder(delegate, stake, lowered, hint);
            stakeNextRound -= amount;
        }
        positions[delegate].backing = lowered;
    }

    function _reorder(address account, uint256 stake, uint256 changed, SortedDoublyLL.Hint memory hint) private {
        electorate.move(account, changed, hint);
        Orchestrator storage orchestrator = transcoders[account];
        uint256 round = _round();
        if (orchestrator.stakeRound < round) orchestrator.seasons[round].stake = stake;
        orchestrator.seasons[round + 1].stake = changed;
        orchestrator.stakeRound = uint64(round + 1);
    }

    function _standForElection(address account, uint256 stake, SortedDoublyLL.Hint memory hint) private {
        if (electorate.count == electorate.limit) {
            address last = electorate.members[address(0)].previous;
            if (stake <= positions[last].backing) return;
            _dismiss(last);
        }
        electorate.add(account, stake, hint);
        stakeNextRound += stake;
        uint256 round = _round() + 1;
        Orchestrator storage orchestrator = transcoders[account];
        orchestrator.stakeRound = uint64(round);
        orchestrator.activationRound = uint64(round);
        orchestrator.deactivationRound = type(uint64).max;
        orchestrator.seasons[round].stake = stake;
        emit TranscoderActivated(account, round);
    }

    function _dismiss(address account) private {
        electorate.drop(account);
        stakeNextRound -= positions[account].backing;
        uint256 round = _round() + 1;
        transcoders[account].deactivationRound = uint64(round);
        emit TranscoderDeactivated(account, round);
    }

    function _noHint() private pure returns (SortedDoublyLL.Hint memory hint) {}
}
