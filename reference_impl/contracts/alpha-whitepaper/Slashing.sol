// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Candidates.sol";

/// @title Everybody who stands behind a transcoder pays for its faults
abstract contract Slashing is Candidates {
    event TranscoderSlashed(address indexed transcoder, address finder, uint256 penalty, uint256 finderReward);

    modifier onlyGovernance() {
        require(msg.sender == protocol.governance(), "caller must be Governance");
        _;
    }

    /// @notice Slashes a transcoder for a fault that the JobsManager saw.
    /// @custom:requirement LP-WSLSH-001
    function slashTranscoder(address _transcoder, uint256 _slashAmount, address _finder) external onlyJobsManager {
        slash(_transcoder, _slashAmount, _finder);
    }

    /// @notice Destroys tokens of the common pool.
    /// @custom:requirement LP-WGOV-015, LP-WGOV-017, LP-WGOV-018
    function burnCommon(uint256 _amount) external onlyGovernance {
        takeCommon(_amount);
        token.burn(_amount);
    }

    /// @notice Pays tokens of the common pool to somebody.
    /// @custom:requirement LP-WGOV-016, LP-WGOV-017, LP-WGOV-018, LP-WGOV-023
    function spendCommon(address _recipient, uint256 _amount) external onlyGovernance {
        takeCommon(_amount);
        token.transfer(_recipient, _amount);
    }

    /// @dev Takes a part of the stake of everybody behind a transcoder, itself included. Goes through all of them, and
    /// for each through the rounds since its last claim: with many of them a slash does not fit into a block.
    /// @custom:requirement LP-WSLSH-002, LP-WSLSH-003, LP-WSLSH-004, LP-WSLSH-005, LP-WSLSH-006, LP-WSLSH-007,
    ///   LP-WSLSH-016
    function slash(address _transcoder, uint256 _slashAmount, address _finder) internal {
        uint256 penalty;
        address[] storage members = delegatorsOf[_transcoder];
        for (uint256 i = 0; i < members.length; i++) {
            claimThrough(members[i], lastInitializedRound);
            uint256 loss = Fractions.part(delegators[members[i]].bondedAmount, _slashAmount);
            delegators[members[i]].bondedAmount -= loss;
            penalty += loss;
        }
        setDelegated(_transcoder, delegators[_transcoder].delegatedAmount - penalty);
        totalBonded -= penalty;
        uint256 finderReward;
        if (_finder != address(0)) {
            finderReward = Fractions.part(penalty, protocol.parameter("finderFee"));
            token.transfer(_finder, finderReward);
        }
        commonPool += penalty - finderReward;
        emit TranscoderSlashed(_transcoder, _finder, penalty, finderReward);
    }

    /// @dev Counts a missed reward for everybody who was active in the last initialized round and did not call it.
    /// @custom:requirement LP-WSLSH-008, LP-WSLSH-009, LP-WSLSH-010
    function slashMissedRewards() internal {
        address[] storage active = activeTranscoders[lastInitializedRound];
        for (uint256 i = 0; i < active.length; i++) {
            Transcoder storage t = transcoders[active[i]];
            if (t.lastRewardRound != lastInitializedRound) {
                t.missedRewards += 1;
                if (t.missedRewards >= protocol.parameter("slashingThreshold")) {
                    t.missedRewards = 0;
                    slash(active[i], protocol.parameter("missedRewardSlashAmount"), address(0));
                }
            }
        }
    }

    function takeCommon(uint256 _amount) private {
        require(_amount <= commonPool, "common pool is too small");
        commonPool -= _amount;
    }
}
