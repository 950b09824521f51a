// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "../common/ManagerProxyTarget.sol";
import "../common/SortedDoublyLL.sol";
import "./EarningsPool.sol";
import "./Interfaces.sol";

/// @title Storage of the BondingManager and the contracts it talks to
/// @dev The order of the variables and of the struct members is the deployed storage layout; members that are no longer
/// used keep their place.
contract BondingState is ManagerProxyTarget {
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
        uint256 withdrawRoundDEPRECATED;
        uint256 lastClaimRound;
        uint256 nextUnbondingLockId;
        mapping(uint256 => UnbondingLock) unbondingLocks;
    }

    struct Transcoder {
        uint256 lastRewardRound;
        uint256 rewardCut;
        uint256 feeShare;
        uint256 pricePerSegmentDEPRECATED;
        uint256 pendingRewardCutDEPRECATED;
        uint256 pendingFeeShareDEPRECATED;
        uint256 pendingPricePerSegmentDEPRECATED;
        mapping(uint256 => EarningsPool.Data) earningsPoolPerRound;
        uint256 lastActiveStakeUpdateRound;
        uint256 activationRound;
        uint256 deactivationRound;
        uint256 activeCumulativeRewards;
        uint256 cumulativeRewards;
        uint256 cumulativeFees;
        uint256 lastFeeRound;
    }

    struct ActiveTranscoderSet {
        address[] transcoders;
        mapping(address => bool) isActive;
        uint256 totalStake;
    }

    /// @dev The rounds that earnings depend on, read once per transaction.
    struct Rounds {
        uint256 current;
        uint256 lip36;
        uint256 lip71;
        uint256 lip78;
    }

    /// @dev Requirements: LP-BOND-089
    uint64 public unbondingPeriod;
    uint256 public numActiveTranscodersDEPRECATED;
    uint256 public maxEarningsClaimsRounds;
    mapping(address => Delegator) internal delegators;
    mapping(address => Transcoder) internal transcoders;
    uint256 internal totalBondedDEPRECATED;
    SortedDoublyLL.Data internal transcoderPoolDEPRECATED;
    mapping(uint256 => ActiveTranscoderSet) public activeTranscoderSetDEPRECATED;
    /// @dev Requirements: LP-INV-003, LP-POOL-023
    uint256 public currentRoundTotalActiveStake;
    /// @dev Requirements: LP-INV-001
    uint256 public nextRoundTotalActiveStake;
    SortedDoublyLL.Data internal transcoderPoolV2;
    bool internal lip77Executed;

    function minter() internal view returns (IMinter) {
        return IMinter(registered(keccak256("Minter")));
    }

    function roundsManager() internal view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }

    function currentRound() internal view returns (uint256) {
        return roundsManager().currentRound();
    }

    function loadRounds() internal view returns (Rounds memory rounds) {
        IRoundsManager manager = roundsManager();
        rounds.current = manager.currentRound();
        rounds.lip36 = manager.lipUpgradeRound(36);
        rounds.lip71 = manager.lipUpgradeRound(71);
        rounds.lip78 = manager.lipUpgradeRound(78);
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
