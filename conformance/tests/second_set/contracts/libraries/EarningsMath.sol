// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {ITreasury} from "../Peers.sol";
import {Points} from "./Points.sol";

struct Lock {
    uint128 withdrawRound;
    uint256 amount;
}

struct Position {
    address delegate;
    uint64 claimedThrough;
    uint32 lockCount;
    uint64 since;
    uint256 stake;
    uint256 fees;
    uint256 backing;
    mapping(uint256 => Lock) locks;
}

struct Season {
    uint32 rewardCut;
    uint32 feeShare;
    uint256 rewardFactor;
    uint256 feeFactor;
    uint256 stake;
}

struct Orchestrator {
    uint64 activationRound;
    uint64 deactivationRound;
    uint64 lastRewardRound;
    uint32 rewardCut;
    uint32 feeShare;
    uint64 lastFeeRound;
    uint64 stakeRound;
    uint256 earningRewards;
    uint256 ownRewards;
    uint256 ownFees;
    mapping(uint256 => Season) seasons;
}

/// @title Rewards and fees of an orchestrator and of those who bond to it
library EarningsMath {
    /// @dev Stake and fees of a position, with what it earned through a round.
    function due(Position storage position, Orchestrator storage orchestrator, bool isOwn, uint256 round)
        external
        view
        returns (uint256 stake, uint256 fees)
    {
        stake = position.stake;
        fees = position.fees;
        if (position.delegate == address(0)) return (stake, fees);
        uint256 start = position.claimedThrough;
        if (start < round) {
            Season storage first = orchestrator.seasons[start];
            (uint256 rewardFactor, uint256 feeFactor) = factors(orchestrator, round);
            uint256 base = _orOne(first.rewardFactor);
            uint256 gain = feeFactor - first.feeFactor;
            fees += Points.part(stake, gain, base, Points.RAY);
            stake = Points.part(stake, _orOne(rewardFactor), base, Points.RAY);
        }
        if (isOwn) {
            stake += orchestrator.ownRewards;
            fees += orchestrator.ownFees;
        }
    }

    /// @dev Shares newly minted tokens.
    function shareReward(Orchestrator storage orchestrator, uint256 minted, uint256 round) external {
        Season storage season = orchestrator.seasons[round];
        uint256 factor = _orOne(orchestrator.seasons[orchestrator.lastRewardRound].rewardFactor);
        uint256 own = orchestrator.ownRewards;
        uint256 cut = Points.part(minted, season.rewardCut, Points.MILLION);
        uint256 shared = minted - cut;
        orchestrator.earningRewards = own;
        orchestrator.ownRewards = own + (Points.part(shared, own, season.stake, Points.RAY) + cut);
        season.rewardFactor = factor + Points.part(factor, shared, season.stake, Points.RAY);
    }

    /// @dev Shares fees; `treasury` is asked for the round's rewards when the factor before them must be estimated.
    function shareFees(
        Orchestrator storage orchestrator,
        uint256 fees,
        uint256 round,
        ITreasury treasury,
        uint256 activeStake
    ) external {
        Season storage season = orchestrator.seasons[round];
        (uint256 rewardFactor, uint256 feeFactor) = factors(orchestrator, round - 1);
        uint256 own = orchestrator.earningRewards;
        if (round > orchestrator.lastRewardRound) {
            openSeason(orchestrator, round);
            own = orchestrator.ownRewards;
        }
        if (rewardFactor == 0 && orchestrator.lastRewardRound == round) {
            uint256 rewards = treasury.currentMintableTokens() + treasury.currentMintedTokens();
            rewards = Points.part(rewards, season.stake, activeStake, Points.RAY);
            rewards -= Points.part(rewards, season.rewardCut, Points.MILLION);
            rewardFactor = Points.part(season.rewardFactor, season.stake, rewards + season.stake, Points.RAY);
        }
        uint256 shared = Points.part(fees, season.feeShare, Points.MILLION);
        orchestrator.ownFees += Points.part(shared, own, season.stake, Points.RAY) + (fees - shared);
        uint256 gain = Points.part(_orOne(rewardFactor), shared, season.stake, Points.RAY);
        season.feeFactor = (season.feeFactor == 0 ? feeFactor : season.feeFactor) + gain;
        orchestrator.lastFeeRound = uint64(round);
    }

    /// @dev Writes the latest factors into a round.
    function pin(Orchestrator storage orchestrator, uint256 round) external {
        (uint256 rewardFactor, uint256 feeFactor) = factors(orchestrator, round);
        Season storage season = orchestrator.seasons[round];
        season.rewardFactor = rewardFactor;
        season.feeFactor = feeFactor;
    }

    /// @dev Gives a round the rates, and the stake if it has not changed since.
    function openSeason(Orchestrator storage orchestrator, uint256 round) public {
        Season storage season = orchestrator.seasons[round];
        season.rewardCut = orchestrator.rewardCut;
        season.feeShare = orchestrator.feeShare;
        if (orchestrator.stakeRound < round) season.stake = orchestrator.seasons[orchestrator.stakeRound].stake;
    }

    /// @dev Factors of a round, or the last ones before.
    function factors(Orchestrator storage orchestrator, uint256 round)
        public
        view
        returns (uint256 rewardFactor, uint256 feeFactor)
    {
        rewardFactor = orchestrator.seasons[round].rewardFactor;
        feeFactor = orchestrator.seasons[round].feeFactor;
        if (rewardFactor == 0 && orchestrator.lastRewardRound < round) {
            rewardFactor = orchestrator.seasons[orchestrator.lastRewardRound].rewardFactor;
        }
        if (feeFactor == 0 && orchestrator.lastFeeRound < round) {
            feeFactor = orchestrator.seasons[orchestrator.lastFeeRound].feeFactor;
        }
    }

    function _orOne(uint256 factor) private pure returns (uint256) {
        return factor == 0 ? Points.RAY : factor;
    }
}
