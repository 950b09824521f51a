// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "../common/Fractions.sol";
import "../common/SafeMath.sol";

/// @title What a transcoder and its delegators earned in one round
/// @dev The cumulative factors carry every round from the LIP-36 upgrade on; the pools carry the rounds before it.
library EarningsPool {
    using SafeMath for uint256;

    uint256 private constant MILLION = 10**6;

    struct Data {
        uint256 rewardPool;
        uint256 feePool;
        uint256 totalStake;
        uint256 claimableStake;
        uint256 transcoderRewardCut;
        uint256 transcoderFeeShare;
        uint256 transcoderRewardPool;
        uint256 transcoderFeePool;
        bool hasTranscoderRewardFeePool;
        uint256 cumulativeRewardFactor;
        uint256 cumulativeFeeFactor;
    }

    /// @dev Shares of a stake in the pools of a round before LIP-36. `claimableStake` must not be zero.
    /// @return The stake's fees (wei) and rewards (LPTU)
    function shares(Data storage _pool, uint256 _stake, bool _isTranscoder)
        internal
        view
        returns (uint256 fees, uint256 rewards)
    {
        uint256 transcoderFees;
        uint256 transcoderRewards;
        if (_pool.hasTranscoderRewardFeePool) {
            (fees, transcoderFees) = (_pool.feePool, _pool.transcoderFeePool);
            (rewards, transcoderRewards) = (_pool.rewardPool, _pool.transcoderRewardPool);
        } else {
            fees = Fractions.share(_pool.feePool, _pool.transcoderFeeShare, MILLION);
            transcoderFees = _pool.feePool.sub(fees);
            transcoderRewards = Fractions.share(_pool.rewardPool, _pool.transcoderRewardCut, MILLION);
            rewards = _pool.rewardPool.sub(transcoderRewards);
        }
        fees = Fractions.ratio(fees, _stake, _pool.claimableStake, MILLION);
        rewards = Fractions.ratio(rewards, _stake, _pool.claimableStake, MILLION);
        if (_isTranscoder) {
            fees = fees.add(transcoderFees);
            rewards = rewards.add(transcoderRewards);
        }
    }
}
