// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/ManagerProxyTarget.sol";
import "../common/SortedDoublyLL.sol";
import "./Interfaces.sol";

/// @title Storage of the BondingManager and the contracts it talks to
/// @dev The order of the variables and of the struct members is the deployed storage layout.
abstract contract BondingState is ManagerProxyTarget {
    enum DelegatorStatus { Pending, Bonded, Unbonded }
    enum TranscoderStatus { NotRegistered, Registered }

    struct UnbondingLock {
        uint256 amount;
        uint256 withdrawRound;
    }

    struct Delegator {
        uint256 bondedAmount;
        uint256 fees;
        address delegateAddress;
        uint256 delegatedAmount;
        uint256 startRound;
        uint256 lastClaimRound;
        uint256 nextUnbondingLockId;
        mapping(uint256 => UnbondingLock) unbondingLocks;
    }

    /// @dev What a transcoder and its delegators earned in one round.
    struct EarningsPool {
        uint256 totalStake;
        uint256 transcoderRewardCut;
        uint256 transcoderFeeShare;
        uint256 cumulativeRewardFactor;
        uint256 cumulativeFeeFactor;
    }

    struct Transcoder {
        uint256 lastRewardRound;
        uint256 rewardCut;
        uint256 feeShare;
        mapping(uint256 => EarningsPool) earningsPoolPerRound;
        uint256 lastActiveStakeUpdateRound;
        uint256 activationRound;
        uint256 deactivationRound;
        uint256 activeCumulativeRewards;
        uint256 cumulativeRewards;
        uint256 cumulativeFees;
        uint256 lastFeeRound;
    }

    /// @notice Rounds for which unbonded stake stays locked. Slot 2.
    /// @custom:requirement LP-BOND-089
    uint64 public unbondingPeriod;
    mapping(address => Delegator) internal delegators;
    mapping(address => Transcoder) internal transcoders;
    /// @notice Stake of the transcoders that are active in the current round, in LPTU.
    /// @custom:requirement LP-INV-003, LP-POOL-023
    uint256 public currentRoundTotalActiveStake;
    /// @notice Stake of the transcoders in the pool, which become active in the next round; in LPTU.
    /// @custom:requirement LP-INV-001
    uint256 public nextRoundTotalActiveStake;
    SortedDoublyLL.Data internal transcoderPool;

    function livepeerToken() internal view returns (ILivepeerToken) {
        return ILivepeerToken(registered(keccak256("LivepeerToken")));
    }

    function minter() internal view returns (IMinter) {
        return IMinter(registered(keccak256("Minter")));
    }

    function roundsManager() internal view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }

    function currentRound() internal view returns (uint256) {
        return roundsManager().currentRound();
    }

    function isRegistered(address _transcoder) internal view returns (bool) {
        Delegator storage del = delegators[_transcoder];
        return del.delegateAddress == _transcoder && del.bondedAmount > 0;
    }

    function statusOf(address _delegator) internal view returns (DelegatorStatus) {
        Delegator storage del = delegators[_delegator];
        if (del.bondedAmount == 0) {
            return DelegatorStatus.Unbonded;
        }
        return del.startRound > currentRound() ? DelegatorStatus.Pending : DelegatorStatus.Bonded;
    }
}
