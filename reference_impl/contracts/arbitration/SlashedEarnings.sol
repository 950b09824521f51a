// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BondingManager as ConfluenceBondingManager} from "../confluence/BondingManager.sol";

/// @title Rewards and fees of stake that can be slashed at its delegate
/// @dev Delegators cannot be counted off. A slash of all that is delegated to an account lowers one number of it, its
/// slash factor: what is left of a unit delegated to it since ever. A delegator notes its delegate's factor whenever its
/// stake is settled or goes to another delegate; the ratio of the two is what it has left.
abstract contract SlashedEarnings is ConfluenceBondingManager {
    /// @dev In 1e-27ths, where 0 stands for one. `before` is the factor that `lastRound` began with, the round of the last
    /// slash.
    struct SlashFactors {
        uint256 current;
        uint256 before;
        uint256 lastRound;
    }

    /// @notice The round in which an account's jail ends or ended, 0 if it was never jailed.
    /// @custom:requirement LP-PEN-007
    mapping(address => uint256) public jailedUntil;
    /// @notice What slashing left of a unit delegated to an account.
    /// @custom:requirement LP-PEN-014, LP-PEN-021
    mapping(address => SlashFactors) public slashFactors;
    /// @notice The slash factor of its delegate that an account noted last, 0 for one.
    /// @custom:requirement LP-PEN-013, LP-PEN-021
    mapping(address => uint256) public notedSlashFactor;

    /// What a delegator's stake lost by slashing of its delegate, when it is settled.
    event SlashSettled(address indexed delegate, address indexed delegator, uint256 amount);

    /// @notice What slashing left of an account's stored bond, without earnings that are not claimed.
    /// @custom:requirement LP-PEN-021
    function slashedBond(address _delegator) external view returns (uint256) {
        return leftOf(delegators[_delegator].bondedAmount, _delegator);
    }

    /// @dev Claims a delegator's earnings through the current round, and settles what slashing took, also if they are
    /// claimed already.
    /// @custom:requirement LP-PEN-013
    function autoClaim(address _delegator) internal override {
        Delegator storage del = delegators[_delegator];
        uint256 round = currentRound();
        if (del.lastClaimRound >= round) {
            settleSlash(_delegator);
            return;
        }
        (uint256 stake, uint256 fees, uint256 slashed) = pending(_delegator, round);

        address delegate = del.delegateAddress;
        if (delegate != address(0)) {
            pinFactors(delegate, round);
            noteSlashFactor(_delegator, delegate);
            if (delegate == _delegator) {
                transcoders[delegate].cumulativeRewards = 0;
                transcoders[delegate].cumulativeFees = 0;
            }
        }

        emit EarningsClaimed(
            delegate,
            _delegator,
            stake + slashed - del.bondedAmount,
            fees - del.fees,
            del.lastClaimRound + 1,
            round
        );
        if (slashed > 0) {
            emit SlashSettled(delegate, _delegator, slashed);
        }
        del.lastClaimRound = round;
        del.bondedAmount = stake;
        del.fees = fees;
    }

    /// @dev Takes from a stored bond what slashing took, whatever is claimed of its earnings.
    /// @custom:requirement LP-PEN-013
    function settleSlash(address _delegator) internal {
        Delegator storage del = delegators[_delegator];
        uint256 left = leftOf(del.bondedAmount, _delegator);
        uint256 slashed = del.bondedAmount - left;
        if (del.delegateAddress != address(0)) {
            noteSlashFactor(_delegator, del.delegateAddress);
        }
        if (slashed > 0) {
            del.bondedAmount = left;
            emit SlashSettled(del.delegateAddress, _delegator, slashed);
        }
    }

    /// @custom:requirement LP-PEN-013
    function noteSlashFactor(address _delegator, address _delegate) internal {
        notedSlashFactor[_delegator] = slashFactors[_delegate].current;
    }

    /// @custom:requirement LP-PEN-013, LP-PEN-015
    function pendingStakeAndFees(address _delegator, uint256 _endRound)
        internal
        view
        override
        returns (uint256 stake, uint256 fees)
    {
        (stake, fees, ) = pending(_delegator, _endRound);
    }

    /// @dev A delegator's stake and fees with what it has not claimed, and what slashing took of the stake. Commission was
    /// lowered by the slash itself.
    /// @custom:requirement LP-PEN-013, LP-PEN-015, LP-PEN-016
    function pending(address _delegator, uint256 _endRound)
        internal
        view
        returns (
            uint256 stake,
            uint256 fees,
            uint256 slashed
        )
    {
        Delegator storage del = delegators[_delegator];
        (stake, fees) = (del.bondedAmount, del.fees);
        if (del.delegateAddress == address(0)) {
            return (stake, fees, 0);
        }

        Transcoder storage t = transcoders[del.delegateAddress];
        if (del.lastClaimRound < _endRound) {
            EarningsPool storage startPool = t.earningsPoolPerRound[del.lastClaimRound];
            Factors memory end = latestFactors(t, _endRound);
            uint256 startReward = orDefault(startPool.cumulativeRewardFactor, PRECISE);
            // Fees came to the stake as it was when the factor was noted.
            uint256 noted = orDefault(notedSlashFactor[_delegator], PRECISE);
            uint256 feeIncrease = ((end.fee - startPool.cumulativeFeeFactor) * PRECISE) / noted;
            fees += preciseRatio(stake, feeIncrease, startReward);
            stake = preciseRatio(stake, orDefault(end.reward, PRECISE), startReward);
        }
        uint256 left = leftOf(stake, _delegator);
        slashed = stake - left;
        stake = left;
        if (del.delegateAddress == _delegator) {
            stake += t.cumulativeRewards;
            fees += t.cumulativeFees;
        }
    }

    /// @dev What slashing left of a delegator's stake since it noted its delegate's factor.
    /// @custom:requirement LP-PEN-013, LP-PEN-015
    function leftOf(uint256 _stake, address _delegator) internal view returns (uint256) {
        address delegate = delegators[_delegator].delegateAddress;
        if (delegate == address(0)) {
            return _stake;
        }
        uint256 factor = orDefault(slashFactors[delegate].current, PRECISE);
        uint256 noted = orDefault(notedSlashFactor[_delegator], PRECISE);
        return factor == noted ? _stake : preciseRatio(_stake, factor, noted);
    }

    /// @dev As before, but what a unit of stake gets is told in units as they were before all slashes.
    /// @custom:requirement LP-PEN-016
    function distributeFees(address _transcoder, uint256 _fees) internal override {
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
        uint256 lowered = (increase * slashFactorAtBegin(_transcoder, round)) / PRECISE;
        pool.cumulativeFeeFactor = orDefault(pool.cumulativeFeeFactor, previous.fee) + lowered;
        t.lastFeeRound = round;
    }

    /// @dev A round's fees are shared by the stake that it began with.
    /// @custom:requirement LP-PEN-016
    function slashFactorAtBegin(address _transcoder, uint256 _round) private view returns (uint256) {
        SlashFactors storage factors = slashFactors[_transcoder];
        return orDefault(factors.lastRound == _round ? factors.before : factors.current, PRECISE);
    }
}
