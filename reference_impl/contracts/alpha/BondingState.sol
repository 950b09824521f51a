// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/ManagerProxyTarget.sol";
import "../common/SortedDoublyLL.sol";
import "./EarningsPool.sol";
import "./Interfaces.sol";

/// @title Storage of the BondingManager and the contracts it talks to
/// @dev The order of the variables and of the struct members is the deployed storage layout. Each version uses some
/// that others do not: withdrawRound and totalBonded until locks and the pool's keys took their place.
contract BondingState is ManagerProxyTarget {
    using SafeMath for uint256;

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
        uint256 withdrawRound;
        uint256 lastClaimRound;
        uint256 nextUnbondingLockId;
        mapping(uint256 => UnbondingLock) unbondingLocks;
    }

    struct Transcoder {
        uint256 lastRewardRound;
        uint256 rewardCut;
        uint256 feeShare;
        uint256 pricePerSegment;
        uint256 pendingRewardCut;
        uint256 pendingFeeShare;
        uint256 pendingPricePerSegment;
        mapping(uint256 => EarningsPool.Data) earningsPoolPerRound;
    }

    struct ActiveTranscoderSet {
        address[] transcoders;
        mapping(address => bool) isActive;
        uint256 totalStake;
    }

    uint256 internal constant MILLION = 10**6;

    uint64 public unbondingPeriod;
    uint256 public numActiveTranscoders;
    uint256 public maxEarningsClaimsRounds;
    mapping(address => Delegator) internal delegators;
    mapping(address => Transcoder) internal transcoders;
    uint256 internal totalBonded;
    SortedDoublyLL.Data internal transcoderPool;
    mapping(uint256 => ActiveTranscoderSet) public activeTranscoderSet;

    function minter() internal view returns (IMinter) {
        return IMinter(registered(keccak256("Minter")));
    }

    function roundsManager() internal view returns (IRoundsManager) {
        return IRoundsManager(registered(keccak256("RoundsManager")));
    }

    function currentRound() internal view returns (uint256) {
        return roundsManager().currentRound();
    }

    /// @dev Registered is who is in the pool; a key of 0 is none.
    function isRegistered(address _transcoder) internal view returns (bool) {
        return transcoderPool.nodes[_transcoder].key > 0;
    }

    function poolOf(address _transcoder, uint256 _round) internal view returns (EarningsPool.Data storage) {
        return transcoders[_transcoder].earningsPoolPerRound[_round];
    }
}
