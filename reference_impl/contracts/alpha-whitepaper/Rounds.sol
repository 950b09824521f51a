// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Slashing.sol";

/// @title Who is active in a round, and how much it mints
abstract contract Rounds is Slashing {
    using SortedDoublyLL for SortedDoublyLL.Data;

    event NewRound(uint256 round);
    event SetCurrentRewardTokens(uint256 currentMintableTokens, uint256 currentInflation);

    /// @notice Begins the current round, once. Anyone may.
    /// @custom:requirement LP-WROUND-005, LP-WROUND-006, LP-WROUND-007, LP-WROUND-008, LP-WROUND-009
    function initializeRound() external {
        uint256 round = protocol.currentRound();
        require(lastInitializedRound < round, "round is already initialized");
        slashMissedRewards();
        previousRound = lastInitializedRound;
        lastInitializedRound = round;
        elect(round);
        endAvailabilities(round);
        setCurrentRewardTokens();
        emit NewRound(round);
    }

    /// @custom:requirement LP-WELEC-001, LP-WELEC-002, LP-WELEC-003, LP-WELEC-005
    function elect(uint256 _round) private {
        uint256 number = protocol.parameter("numActiveTranscoders");
        address candidate = candidates.getFirst();
        for (uint256 i = 0; i < number && candidate != address(0); i++) {
            activate(candidate, _round);
            candidate = candidates.getNext(candidate);
        }
        if (candidate != address(0)) {
            uint256 lot = uint256(blockhash(block.number - 1)) % (candidates.getSize() - number);
            for (uint256 i = 0; i < lot; i++) {
                candidate = candidates.getNext(candidate);
            }
            activate(candidate, _round);
        }
    }

    /// @custom:requirement LP-WELEC-004
    function activate(address _transcoder, uint256 _round) private {
        uint256 stake = candidates.getKey(_transcoder);
        EarningsPool storage pool = pools[_transcoder][_round];
        pool.totalStake = stake;
        pool.claimableStake = stake;
        pool.transcoderRewardCut = transcoders[_transcoder].rewardCut;
        pool.transcoderFeeShare = transcoders[_transcoder].feeShare;
        pool.pricePerSegment = transcoders[_transcoder].pricePerSegment;
        activeTranscoders[_round].push(_transcoder);
        totalActiveStake[_round] += stake;
    }

    function endAvailabilities(uint256 _round) private {
        address[] storage before = activeTranscoders[previousRound];
        for (uint256 i = 0; i < before.length; i++) {
            if (pools[before[i]][_round].totalStake == 0) {
                IJobsManager(protocol.jobsManager()).endAvailability(before[i]);
            }
        }
    }

    /// @custom:requirement LP-WMINT-010, LP-WMINT-011, LP-WMINT-012
    function setCurrentRewardTokens() private {
        uint256 supply = token.totalSupply();
        uint256 bonded = supply > 0 ? Fractions.ratio(totalBonded, supply) : 0;
        uint256 target = protocol.parameter("targetBondingRate");
        uint256 change = protocol.parameter("inflationChange");
        if (bonded < target) {
            inflation += change;
        } else if (bonded > target) {
            inflation = inflation > change ? inflation - change : 0;
        }
        currentMintableTokens = Fractions.part(supply, inflation);
        emit SetCurrentRewardTokens(currentMintableTokens, inflation);
    }
}
