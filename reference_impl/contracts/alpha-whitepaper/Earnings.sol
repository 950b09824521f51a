// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./BondingState.sol";
import "./Fractions.sol";

/// @title What stake earns in a round, and how it is claimed
abstract contract Earnings is BondingState {
    /// @custom:requirement LP-WMINT-004
    function addReward(EarningsPool storage _pool, uint256 _amount) internal {
        uint256 cut = Fractions.part(_amount, _pool.transcoderRewardCut);
        _pool.rewardPool += _amount - cut;
        _pool.transcoderRewardPool += cut;
    }

    /// @notice Lets a transcoder and its delegators have fees for a job of a round.
    /// @custom:requirement LP-WDIST-005, LP-WDIST-006
    function addFees(address _transcoder, uint256 _round, uint256 _fees) external onlyJobsManager {
        EarningsPool storage pool = pools[_transcoder][_round];
        uint256 shared = Fractions.part(_fees, pool.transcoderFeeShare);
        pool.feePool += shared;
        pool.transcoderFeePool += _fees - shared;
    }

    /// @dev Adds what an account earned after its last claim, round by round. The cost grows with the rounds.
    /// @custom:requirement LP-WEARN-001, LP-WEARN-002, LP-WEARN-003, LP-WEARN-004
    function claimThrough(address _account, uint256 _end) internal {
        Delegator storage del = delegators[_account];
        address delegate = del.delegateAddress;
        if (delegate != address(0)) {
            for (uint256 round = del.lastClaimRound + 1; round <= _end; round++) {
                if (pools[delegate][round].claimableStake > 0) {
                    claimRound(del, pools[delegate][round], _account == delegate);
                }
            }
        }
        del.lastClaimRound = _end;
    }

    function claimRound(Delegator storage _del, EarningsPool storage _pool, bool _isTranscoder) private {
        uint256 stake = _del.bondedAmount;
        uint256 fees = Fractions.share(_pool.feePool, stake, _pool.claimableStake);
        uint256 rewards = Fractions.share(_pool.rewardPool, stake, _pool.claimableStake);
        _pool.feePool -= fees;
        _pool.rewardPool -= rewards;
        _pool.claimableStake -= stake;
        if (_isTranscoder) {
            fees += _pool.transcoderFeePool;
            rewards += _pool.transcoderRewardPool;
            (_pool.transcoderFeePool, _pool.transcoderRewardPool) = (0, 0);
        }
        _del.fees += fees;
        _del.bondedAmount += rewards;
    }
}
