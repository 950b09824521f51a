// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Fractions.sol";
import "../common/SafeMath.sol";

/// @title What a transcoder and its delegators earned in one round, and have not claimed
/// @dev A split pool keeps the transcoder's own part apart from the beginning. One that is not split computes it at
/// each claim from what is left, so that the order of claims matters.
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
    }

    /// @dev Locks the stake and the rates of a round. Money that is in the pools already stays.
    function init(Data storage _pool, uint256 _stake, uint256 _rewardCut, uint256 _feeShare, bool _split) internal {
        _pool.totalStake = _stake;
        _pool.claimableStake = _stake;
        _pool.transcoderRewardCut = _rewardCut;
        _pool.transcoderFeeShare = _feeShare;
        _pool.hasTranscoderRewardFeePool = _split;
    }

    function addFees(Data storage _pool, uint256 _fees) internal {
        uint256 delegatorFees = _fees;
        if (_pool.hasTranscoderRewardFeePool) {
            delegatorFees = Fractions.share(_fees, _pool.transcoderFeeShare, MILLION);
            _pool.transcoderFeePool = _pool.transcoderFeePool.add(_fees.sub(delegatorFees));
        }
        _pool.feePool = _pool.feePool.add(delegatorFees);
    }

    function addRewards(Data storage _pool, uint256 _rewards) internal {
        uint256 delegatorRewards = _rewards;
        if (_pool.hasTranscoderRewardFeePool) {
            uint256 transcoderRewards = Fractions.share(_rewards, _pool.transcoderRewardCut, MILLION);
            _pool.transcoderRewardPool = _pool.transcoderRewardPool.add(transcoderRewards);
            delegatorRewards = _rewards.sub(transcoderRewards);
        }
        _pool.rewardPool = _pool.rewardPool.add(delegatorRewards);
    }

    /// @dev Takes the shares of a stake out of the pools. `claimableStake` must not be zero.
    /// @return The stake's fees (wei) and rewards (LPTU)
    function claim(Data storage _pool, uint256 _stake, bool _isTranscoder)
        internal
        returns (uint256 fees, uint256 rewards)
    {
        (uint256 ownFees, uint256 ownRewards) = transcoderShares(_pool, _isTranscoder);
        (fees, rewards) = delegatorShares(_pool, _stake);
        _pool.feePool = _pool.feePool.sub(fees);
        _pool.rewardPool = _pool.rewardPool.sub(rewards);
        if (_pool.hasTranscoderRewardFeePool) {
            _pool.transcoderFeePool = _pool.transcoderFeePool.sub(ownFees);
            _pool.transcoderRewardPool = _pool.transcoderRewardPool.sub(ownRewards);
        } else {
            _pool.feePool = _pool.feePool.sub(ownFees);
            _pool.rewardPool = _pool.rewardPool.sub(ownRewards);
        }
        _pool.claimableStake = _pool.claimableStake.sub(_stake);
        fees = fees.add(ownFees);
        rewards = rewards.add(ownRewards);
    }

    /// @dev What `claim` would take.
    function shares(Data storage _pool, uint256 _stake, bool _isTranscoder)
        internal
        view
        returns (uint256 fees, uint256 rewards)
    {
        (uint256 ownFees, uint256 ownRewards) = transcoderShares(_pool, _isTranscoder);
        (fees, rewards) = delegatorShares(_pool, _stake);
        fees = fees.add(ownFees);
        rewards = rewards.add(ownRewards);
    }

    /// @dev The part that the transcoder gets apart from its stake.
    function transcoderShares(Data storage _pool, bool _isTranscoder)
        private
        view
        returns (uint256 fees, uint256 rewards)
    {
        if (!_isTranscoder) {
            return (0, 0);
        }
        if (_pool.hasTranscoderRewardFeePool) {
            return (_pool.transcoderFeePool, _pool.transcoderRewardPool);
        }
        fees = _pool.feePool.sub(Fractions.share(_pool.feePool, _pool.transcoderFeeShare, MILLION));
        rewards = Fractions.share(_pool.rewardPool, _pool.transcoderRewardCut, MILLION);
    }

    /// @dev The part that a stake gets of what all stakes share.
    function delegatorShares(Data storage _pool, uint256 _stake)
        private
        view
        returns (uint256 fees, uint256 rewards)
    {
        (fees, rewards) = (_pool.feePool, _pool.rewardPool);
        if (!_pool.hasTranscoderRewardFeePool) {
            fees = Fractions.share(fees, _pool.transcoderFeeShare, MILLION);
            rewards = rewards.sub(Fractions.share(rewards, _pool.transcoderRewardCut, MILLION));
        }
        fees = Fractions.ratio(fees, _stake, _pool.claimableStake, MILLION);
        rewards = Fractions.ratio(rewards, _stake, _pool.claimableStake, MILLION);
    }
}
