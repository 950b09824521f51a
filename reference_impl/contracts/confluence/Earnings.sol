// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./BondingState.sol";
import "./Fractions.sol";

/// @title Rewards and fees: how a transcoder's earnings reach its delegators
/// @dev A transcoder's cumulative factors of a round say what one LPTU staked since genesis has become (reward factor)
/// and earned (fee factor). A delegator's claim is the ratio of the factors at its end and at its start.
abstract contract Earnings is BondingState {
    struct Factors {
        uint256 reward;
        uint256 fee;
    }

    /// The unit of commission rates and slashing.
    uint256 internal constant MILLION = Fractions.MILLION;
    /// The unit of cumulative factors, and the reward factor that stands for "nothing earned yet".
    uint256 internal constant PRECISE = Fractions.PRECISE;

    event EarningsClaimed(
        address indexed delegate,
        address indexed delegator,
        uint256 rewards,
        uint256 fees,
        uint256 startRound,
        uint256 endRound
    );

    /// @dev Claims a delegator's earnings through the current round, unless they are claimed already.
    /// @custom:requirement LP-EARN-041, LP-EARN-043, LP-EARN-044, LP-EARN-045, LP-EARN-061
    function autoClaim(address _delegator) internal virtual {
        Delegator storage del = delegators[_delegator];
        uint256 round = currentRound();
        if (del.lastClaimRound >= round) {
            return;
        }
        (uint256 stake, uint256 fees) = pendingStakeAndFees(_delegator, round);

        address delegate = del.delegateAddress;
        if (delegate != address(0)) {
            pinFactors(delegate, round);
            if (delegate == _delegator) {
                transcoders[delegate].cumulativeRewards = 0;
                transcoders[delegate].cumulativeFees = 0;
            }
        }

        emit EarningsClaimed(
            delegate,
            _delegator,
            stake - del.bondedAmount,
            fees - del.fees,
            del.lastClaimRound + 1,
            round
        );
        del.lastClaimRound = round;
        del.bondedAmount = stake;
        del.fees = fees;
    }

    /// @dev A delegator's stake (LPTU) and fees (wei) with what it has not claimed through `_endRound`.
    /// @custom:requirement LP-EARN-034, LP-EARN-035, LP-EARN-036, LP-EARN-062
    function pendingStakeAndFees(address _delegator, uint256 _endRound)
        internal
        view
        virtual
        returns (uint256 stake, uint256 fees)
    {
        Delegator storage del = delegators[_delegator];
        (stake, fees) = (del.bondedAmount, del.fees);
        if (del.delegateAddress == address(0)) {
            return (stake, fees);
        }

        Transcoder storage t = transcoders[del.delegateAddress];
        if (del.lastClaimRound < _endRound) {
            EarningsPool storage startPool = t.earningsPoolPerRound[del.lastClaimRound];
            Factors memory end = latestFactors(t, _endRound);
            uint256 startReward = orDefault(startPool.cumulativeRewardFactor, PRECISE);
            uint256 feeIncrease = end.fee - startPool.cumulativeFeeFactor;
            stake = preciseRatio(del.bondedAmount, orDefault(end.reward, PRECISE), startReward);
            fees += preciseRatio(del.bondedAmount, feeIncrease, startReward);
        }
        // Commission, and rewards on it, are the transcoder's own.
        if (del.delegateAddress == _delegator) {
            stake += t.cumulativeRewards;
            fees += t.cumulativeFees;
        }
    }

    /// @dev Distributes newly minted tokens to an active transcoder and its delegators.
    /// @custom:requirement LP-EARN-007, LP-EARN-008, LP-EARN-009, LP-EARN-010, LP-EARN-011
    function distributeRewards(address _transcoder, uint256 _rewards, uint256 _round) internal {
        Transcoder storage t = transcoders[_transcoder];
        EarningsPool storage pool = t.earningsPoolPerRound[_round];
        uint256 previous = orDefault(t.earningsPoolPerRound[t.lastRewardRound].cumulativeRewardFactor, PRECISE);

        // The commission of this round does not earn before the next.
        t.activeCumulativeRewards = t.cumulativeRewards;
        uint256 commission = millionths(_rewards, pool.transcoderRewardCut);
        uint256 delegatorsRewards = _rewards - commission;
        uint256 ownRewards = preciseRatio(delegatorsRewards, t.activeCumulativeRewards, pool.totalStake);
        t.cumulativeRewards += ownRewards + commission;

        pool.cumulativeRewardFactor = previous + preciseRatio(previous, delegatorsRewards, pool.totalStake);
    }

    /// @dev Distributes fees of a redeemed ticket to a registered transcoder and its delegators.
    function distributeFees(address _transcoder, uint256 _fees) internal virtual {
        uint256 round = currentRound();
        Transcoder storage t = transcoders[_transcoder];
        EarningsPool storage pool = t.earningsPoolPerRound[round];
        Factors memory previous = latestFactors(t, round - 1);
        uint256 activeRewards = t.activeCumulativeRewards;

        if (round > t.lastRewardRound) {
            // No reward call yet that would have done this.
            syncPool(t, pool, round);
            activeRewards = t.cumulativeRewards;
        }
        if (previous.reward == 0 && t.lastRewardRound == round) {
            previous.reward = factorBeforeReward(pool);
        }

        uint256 delegatorsFees = millionths(_fees, pool.transcoderFeeShare);
        uint256 ownFees = preciseRatio(delegatorsFees, activeRewards, pool.totalStake);
        t.cumulativeFees += ownFees + (_fees - delegatorsFees);

        uint256 increase = preciseRatio(orDefault(previous.reward, PRECISE), delegatorsFees, pool.totalStake);
        pool.cumulativeFeeFactor = orDefault(pool.cumulativeFeeFactor, previous.fee) + increase;
        t.lastFeeRound = round;
    }

    /// @dev Estimates the reward factor before this round's reward call, for a transcoder that missed the round before.
    function factorBeforeReward(EarningsPool storage _pool) internal view returns (uint256) {
        IMinter m = minter();
        uint256 rewards = preciseRatio(
            m.currentMintableTokens() + m.currentMintedTokens(),
            _pool.totalStake,
            currentRoundTotalActiveStake
        );
        uint256 delegatorsRewards = rewards - millionths(rewards, _pool.transcoderRewardCut);
        return preciseRatio(_pool.cumulativeRewardFactor, _pool.totalStake, delegatorsRewards + _pool.totalStake);
    }

    /// @dev Copies the transcoder's commission rates, and its stake if that has not changed since, into a round's pool.
    function syncPool(Transcoder storage _t, EarningsPool storage _pool, uint256 _round) internal {
        _pool.transcoderRewardCut = _t.rewardCut;
        _pool.transcoderFeeShare = _t.feeShare;
        if (_t.lastActiveStakeUpdateRound < _round) {
            _pool.totalStake = _t.earningsPoolPerRound[_t.lastActiveStakeUpdateRound].totalStake;
        }
    }

    /// @dev Writes the transcoder's latest factors into the current round, so that a claim can start there.
    function pinFactors(address _transcoder, uint256 _round) internal {
        Transcoder storage t = transcoders[_transcoder];
        EarningsPool storage pool = t.earningsPoolPerRound[_round];
        Factors memory latest = latestFactors(t, _round);
        (pool.cumulativeRewardFactor, pool.cumulativeFeeFactor) = (latest.reward, latest.fee);
    }

    /// @dev Factors of a round, or where it has none, of the last round before it that wrote one; 0 if none did.
    /// @custom:requirement LP-EARN-033
    function latestFactors(Transcoder storage _t, uint256 _round) internal view returns (Factors memory f) {
        EarningsPool storage pool = _t.earningsPoolPerRound[_round];
        (f.reward, f.fee) = (pool.cumulativeRewardFactor, pool.cumulativeFeeFactor);
        if (f.reward == 0 && _t.lastRewardRound < _round) {
            f.reward = _t.earningsPoolPerRound[_t.lastRewardRound].cumulativeRewardFactor;
        }
        if (f.fee == 0 && _t.lastFeeRound < _round) {
            f.fee = _t.earningsPoolPerRound[_t.lastFeeRound].cumulativeFeeFactor;
        }
    }

    function orDefault(uint256 _value, uint256 _default) internal pure returns (uint256) {
        return _value == 0 ? _default : _value;
    }

    function preciseRatio(uint256 _amount, uint256 _numerator, uint256 _denominator) internal pure returns (uint256) {
        return Fractions.ratio(_amount, _numerator, _denominator, PRECISE);
    }

    function millionths(uint256 _amount, uint256 _points) internal pure returns (uint256) {
        return Fractions.share(_amount, _points, MILLION);
    }
}
