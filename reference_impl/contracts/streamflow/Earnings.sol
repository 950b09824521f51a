// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "./BondingState.sol";
import "../common/Fractions.sol";
import "../common/SafeMath.sol";

/// @title Rewards and fees: how a transcoder's earnings reach its delegators
/// @dev A transcoder's cumulative factors of a round say what one LPTU staked since genesis has become (reward factor)
/// and earned (fee factor). A delegator's claim is the ratio of the factors at its end and at its start.
contract Earnings is BondingState {
    using SafeMath for uint256;

    struct Factors {
        uint256 reward;
        uint256 fee;
    }

    /// The unit of commission rates and slashing.
    uint256 internal constant MILLION = 10**6;
    /// The unit of cumulative factors.
    uint256 internal constant PRECISE = 10**27;
    /// Rounds before a claim's start that are searched for a factor.
    uint256 internal constant MAX_LOOKBACK_ROUNDS = 100;
    /// From millionths, the unit of factors before LIP-71, to 1e-27ths.
    uint256 internal constant RESCALE = 10**21;
    /// A fee factor above this, up to the LIP-78 round, was rescaled twice.
    uint256 internal constant LIP_78_MAX_FEE_FACTOR = 10**32;

    event EarningsClaimed(
        address indexed delegate,
        address indexed delegator,
        uint256 rewards,
        uint256 fees,
        uint256 startRound,
        uint256 endRound
    );

    /// @dev Claims a delegator's earnings through the current round, unless they are claimed already.
    function autoClaim(address _delegator) internal {
        Rounds memory rounds = loadRounds();
        if (delegators[_delegator].lastClaimRound < rounds.current) {
            claim(_delegator, rounds.current, rounds);
        }
    }

    /// @dev Adds a delegator's earnings through `_endRound` to its stake and fees.
    /// @dev Requirements: LP-EARN-041, LP-EARN-043, LP-EARN-044, LP-EARN-045, LP-EARN-061
    function claim(address _delegator, uint256 _endRound, Rounds memory _rounds) internal {
        Delegator storage del = delegators[_delegator];
        address delegate = del.delegateAddress;
        uint256 startRound = del.lastClaimRound.add(1);

        if (delegate != address(0) && startRound <= _rounds.lip36) {
            uint256 lastLoopRound = _endRound < _rounds.lip36 ? _endRound : _rounds.lip36;
            require(
                lastLoopRound.sub(del.lastClaimRound) <= maxEarningsClaimsRounds,
                "too many rounds to claim through"
            );
        }

        (uint256 stake, uint256 fees) = pendingStakeAndFees(_delegator, _endRound, _rounds);

        if (delegate != address(0) && _endRound >= _rounds.lip36) {
            pinFactors(delegate, _rounds);
            if (delegate == _delegator) {
                transcoders[delegate].cumulativeRewards = 0;
                transcoders[delegate].cumulativeFees = 0;
            }
        }

        emit EarningsClaimed(
            delegate,
            _delegator,
            stake.sub(del.bondedAmount),
            fees.sub(del.fees),
            startRound,
            _endRound
        );

        del.lastClaimRound = _endRound;
        del.bondedAmount = stake;
        del.fees = fees;
    }

    /// @dev A delegator's stake (LPTU) and fees (wei) with what it has not claimed through `_endRound`.
    /// @dev Requirements: LP-EARN-036, LP-EARN-062
    function pendingStakeAndFees(address _delegator, uint256 _endRound, Rounds memory _rounds)
        internal
        view
        returns (uint256 stake, uint256 fees)
    {
        Delegator storage del = delegators[_delegator];
        (stake, fees) = (del.bondedAmount, del.fees);
        if (del.delegateAddress == address(0)) {
            return (stake, fees);
        }

        Transcoder storage t = transcoders[del.delegateAddress];
        bool isTranscoder = del.delegateAddress == _delegator;

        // Rounds through LIP-36: share by share from the rounds' pools
        uint256 startRound = del.lastClaimRound.add(1);
        for (; startRound <= _endRound && startRound <= _rounds.lip36; startRound++) {
            EarningsPool.Data storage pool = t.earningsPoolPerRound[startRound];
            if (startRound == _rounds.lip36 && !pool.hasTranscoderRewardFeePool) {
                break;
            }
            if (pool.claimableStake > 0) {
                (uint256 feeShare, uint256 rewardShare) = EarningsPool.shares(pool, stake, isTranscoder);
                fees = fees.add(feeShare);
                stake = stake.add(rewardShare);
            }
        }
        if (_endRound < _rounds.lip36) {
            return (stake, fees);
        }

        // Rounds from LIP-36 on: the ratio of the cumulative factors
        if (startRound <= _endRound) {
            (stake, fees) = accrue(
                stake,
                fees,
                startFactors(t, startRound - 1, _rounds),
                latestFactors(t, _endRound, _rounds),
                wholeFactor(_rounds)
            );
        }
        if (isTranscoder) {
            stake = stake.add(t.cumulativeRewards);
            fees = fees.add(t.cumulativeFees);
        }
    }

    /// @dev Requirements: LP-EARN-052
    function accrue(uint256 _stake, uint256 _fees, Factors memory _start, Factors memory _end, uint256 _whole)
        internal
        pure
        returns (uint256 stake, uint256 fees)
    {
        uint256 start = orDefault(_start.reward, _whole);
        fees = _fees.add(preciseRatio(_stake, _end.fee.sub(_start.fee), start));
        stake = preciseRatio(_stake, orDefault(_end.reward, _whole), start);
    }

    /// @dev Distributes newly minted tokens to an active transcoder and its delegators.
    /// @dev Requirements: LP-EARN-007, LP-EARN-008, LP-EARN-009, LP-EARN-010, LP-EARN-011
    function distributeRewards(address _transcoder, uint256 _rewards, Rounds memory _rounds) internal {
        Transcoder storage t = transcoders[_transcoder];
        EarningsPool.Data storage pool = t.earningsPoolPerRound[_rounds.current];
        uint256 previous = orDefault(factors(t, t.lastRewardRound, _rounds).reward, wholeFactor(_rounds));

        // The commission of this round does not earn before the next
        t.activeCumulativeRewards = t.cumulativeRewards;
        uint256 commission = millionths(_rewards, pool.transcoderRewardCut);
        uint256 delegatorsRewards = _rewards.sub(commission);
        uint256 ownRewards = preciseRatio(delegatorsRewards, t.activeCumulativeRewards, pool.totalStake);
        t.cumulativeRewards = t.cumulativeRewards.add(ownRewards.add(commission));

        pool.cumulativeRewardFactor = previous.add(preciseRatio(previous, delegatorsRewards, pool.totalStake));
    }

    /// @dev Distributes fees of a redeemed ticket to a registered transcoder and its delegators.
    function distributeFees(address _transcoder, uint256 _fees) internal {
        Rounds memory rounds = loadRounds();
        Transcoder storage t = transcoders[_transcoder];
        EarningsPool.Data storage pool = t.earningsPoolPerRound[rounds.current];
        Factors memory previous = latestFactors(t, rounds.current.sub(1), rounds);
        uint256 activeRewards = t.activeCumulativeRewards;

        if (rounds.current > t.lastRewardRound) {
            // No reward call yet that would have done this
            syncPool(t, pool, rounds.current);
            activeRewards = t.cumulativeRewards;
        }
        if (previous.reward == 0 && t.lastRewardRound == rounds.current) {
            previous.reward = factorBeforeReward(pool);
        }

        uint256 delegatorsFees = millionths(_fees, pool.transcoderFeeShare);
        uint256 ownFees = preciseRatio(delegatorsFees, activeRewards, pool.totalStake);
        t.cumulativeFees = t.cumulativeFees.add(ownFees.add(_fees.sub(delegatorsFees)));

        uint256 increase = preciseRatio(
            orDefault(previous.reward, wholeFactor(rounds)),
            delegatorsFees,
            pool.totalStake
        );
        pool.cumulativeFeeFactor = orDefault(pool.cumulativeFeeFactor, previous.fee).add(increase);
        t.lastFeeRound = rounds.current;
    }

    /// @dev Estimates the reward factor before this round's reward call, for a transcoder that missed the round before.
    function factorBeforeReward(EarningsPool.Data storage _pool) internal view returns (uint256) {
        IMinter m = minter();
        uint256 rewards = preciseRatio(
            m.currentMintableTokens().add(m.currentMintedTokens()),
            _pool.totalStake,
            currentRoundTotalActiveStake
        );
        uint256 delegatorsRewards = rewards.sub(millionths(rewards, _pool.transcoderRewardCut));
        return
            preciseRatio(_pool.cumulativeRewardFactor, _pool.totalStake, delegatorsRewards.add(_pool.totalStake));
    }

    /// @dev Copies the transcoder's commission rates, and its stake if that has not changed since, into a round's pool.
    function syncPool(Transcoder storage _t, EarningsPool.Data storage _pool, uint256 _round) internal {
        _pool.transcoderRewardCut = _t.rewardCut;
        _pool.transcoderFeeShare = _t.feeShare;
        if (_t.lastActiveStakeUpdateRound < _round) {
            _pool.totalStake = _t.earningsPoolPerRound[_t.lastActiveStakeUpdateRound].totalStake;
        }
    }

    /// @dev Writes the transcoder's latest factors into the current round, so that a claim can start there.
    function pinFactors(address _transcoder, Rounds memory _rounds) internal {
        Transcoder storage t = transcoders[_transcoder];
        EarningsPool.Data storage pool = t.earningsPoolPerRound[_rounds.current];
        if (pool.cumulativeRewardFactor == 0) {
            pool.cumulativeRewardFactor = factors(t, t.lastRewardRound, _rounds).reward;
        }
        if (pool.cumulativeFeeFactor == 0) {
            pool.cumulativeFeeFactor = factors(t, t.lastFeeRound, _rounds).fee;
        }
    }

    /// @dev Factors stored for a round, 0 where none were written. From the LIP-71 round on in 1e-27ths.
    /// @dev Requirements: LP-EARN-053
    function factors(Transcoder storage _t, uint256 _round, Rounds memory _rounds)
        internal
        view
        returns (Factors memory f)
    {
        EarningsPool.Data storage pool = _t.earningsPoolPerRound[_round];
        f.reward = pool.cumulativeRewardFactor;
        f.fee = pool.cumulativeFeeFactor;
        if (_rounds.current < _rounds.lip71) {
            return f;
        }
        if (_round < _rounds.lip71 || f.reward < PRECISE) {
            f.reward = f.reward.mul(RESCALE);
        }
        if (_round < _rounds.lip71 || (_round <= _rounds.lip78 && f.fee < MILLION)) {
            f.fee = f.fee.mul(RESCALE);
        } else if (_round <= _rounds.lip78 && f.fee > LIP_78_MAX_FEE_FACTOR) {
            f.fee = f.fee.div(RESCALE);
        }
    }

    /// @dev Factors of a round, or where it has none, of the last round that wrote one before it.
    function latestFactors(Transcoder storage _t, uint256 _round, Rounds memory _rounds)
        internal
        view
        returns (Factors memory f)
    {
        f = factors(_t, _round, _rounds);
        if (f.reward == 0 && _t.lastRewardRound < _round) {
            f.reward = factors(_t, _t.lastRewardRound, _rounds).reward;
        }
        if (f.fee == 0 && _t.lastFeeRound < _round) {
            f.fee = factors(_t, _t.lastFeeRound, _rounds).fee;
        }
    }

    /// @dev Factors at which a claim starts. One that is missing, though the transcoder has earned, is searched back.
    function startFactors(Transcoder storage _t, uint256 _round, Rounds memory _rounds)
        internal
        view
        returns (Factors memory f)
    {
        mapping(uint256 => EarningsPool.Data) storage pools = _t.earningsPoolPerRound;
        f = factors(_t, _round, _rounds);
        bool seekReward = pools[_round].cumulativeRewardFactor == 0 &&
            pools[_t.lastRewardRound].cumulativeRewardFactor > 0;
        bool seekFee = pools[_round].cumulativeFeeFactor == 0 && pools[_t.lastFeeRound].cumulativeFeeFactor > 0;

        uint256 oldest = _round > MAX_LOOKBACK_ROUNDS ? _round - MAX_LOOKBACK_ROUNDS : 0;
        for (uint256 r = _round; (seekReward || seekFee) && r > oldest && r > _rounds.lip36; ) {
            r--;
            if (seekReward && pools[r].cumulativeRewardFactor > 0) {
                f.reward = factors(_t, r, _rounds).reward;
                seekReward = false;
            }
            if (seekFee && pools[r].cumulativeFeeFactor > 0) {
                f.fee = factors(_t, r, _rounds).fee;
                seekFee = false;
            }
        }
    }

    /// @dev The factor that stands for "nothing earned yet".
    function wholeFactor(Rounds memory _rounds) internal pure returns (uint256) {
        return _rounds.current < _rounds.lip71 ? MILLION : PRECISE;
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
