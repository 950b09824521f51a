// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "./Earnings.sol";

/// @title Election of the active transcoders by stake
/// @dev Joining and leaving the pool takes effect in the next round. Three things are apart: being registered (bonded
/// to oneself), being in the pool (elected for the next round), and being active (elected for this one).
contract Election is Earnings {
    using SortedDoublyLL for SortedDoublyLL.Data;

    event TranscoderActivated(address indexed transcoder, uint256 activationRound);
    event TranscoderDeactivated(address indexed transcoder, uint256 deactivationRound);

    /// @dev Adds to the stake delegated to an address; a registered transcoder moves up in the pool or tries to join.
    /// @dev Requirements: LP-POOL-007, LP-POOL-008, LP-POOL-009, LP-POOL-011
    function increaseTotalStake(address _delegate, uint256 _amount, address _prev, address _next) internal {
        uint256 stake = delegators[_delegate].delegatedAmount;
        uint256 newStake = stake.add(_amount);
        if (isRegistered(_delegate)) {
            if (inPool(_delegate)) {
                moveInPool(_delegate, stake, newStake, _prev, _next);
                nextRoundTotalActiveStake = nextRoundTotalActiveStake.add(_amount);
            } else {
                tryToJoinPool(_delegate, newStake, _prev, _next);
            }
        }
        delegators[_delegate].delegatedAmount = newStake;
    }

    /// @dev Takes from the stake delegated to an address; a member of the pool moves down.
    /// @dev Requirements: LP-POOL-010, LP-POOL-011
    function decreaseTotalStake(address _delegate, uint256 _amount, address _prev, address _next) internal {
        uint256 stake = delegators[_delegate].delegatedAmount;
        uint256 newStake = stake.sub(_amount);
        if (inPool(_delegate)) {
            moveInPool(_delegate, stake, newStake, _prev, _next);
            nextRoundTotalActiveStake = nextRoundTotalActiveStake.sub(_amount);
        }
        delegators[_delegate].delegatedAmount = newStake;
    }

    /// @dev Lets a transcoder into the pool if there is room or if it has more stake than the last member, who leaves.
    /// @dev Requirements: LP-POOL-012, LP-POOL-013, LP-POOL-014, LP-POOL-015, LP-POOL-016, LP-POOL-017, LP-POOL-020,
    /// LP-POOL-021
    function tryToJoinPool(address _transcoder, uint256 _stake, address _prev, address _next) internal {
        if (transcoderPoolV2.size == transcoderPoolV2.maxSize) {
            address last = transcoderPoolV2.tail;
            if (_stake <= delegators[last].delegatedAmount) {
                return;
            }
            resign(last);
        }
        transcoderPoolV2.insert(_transcoder, _stake, _prev, _next);
        nextRoundTotalActiveStake = nextRoundTotalActiveStake.add(_stake);

        uint256 nextRound = currentRound().add(1);
        Transcoder storage t = transcoders[_transcoder];
        t.lastActiveStakeUpdateRound = nextRound;
        t.activationRound = nextRound;
        t.deactivationRound = uint256(-1);
        t.earningsPoolPerRound[nextRound].totalStake = _stake;
        emit TranscoderActivated(_transcoder, nextRound);
    }

    /// @dev Takes a transcoder out of the pool.
    /// @dev Requirements: LP-POOL-015
    function resign(address _transcoder) internal {
        transcoderPoolV2.remove(_transcoder);
        nextRoundTotalActiveStake = nextRoundTotalActiveStake.sub(delegators[_transcoder].delegatedAmount);
        uint256 nextRound = currentRound().add(1);
        transcoders[_transcoder].deactivationRound = nextRound;
        emit TranscoderDeactivated(_transcoder, nextRound);
    }

    function moveInPool(address _transcoder, uint256 _stake, uint256 _newStake, address _prev, address _next) private {
        transcoderPoolV2.updateKey(_transcoder, _newStake, _prev, _next);
        Transcoder storage t = transcoders[_transcoder];
        uint256 round = currentRound();
        if (t.lastActiveStakeUpdateRound < round) {
            t.earningsPoolPerRound[round].totalStake = _stake;
        }
        t.earningsPoolPerRound[round.add(1)].totalStake = _newStake;
        t.lastActiveStakeUpdateRound = round.add(1);
    }

    function inPool(address _transcoder) internal view returns (bool) {
        return transcoderPoolV2.nodes[_transcoder].key > 0;
    }
}
