// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Earnings.sol";

/// @title Election of the active transcoders by stake
/// @dev Joining and leaving the pool takes effect in the next round. Three things are apart: being registered (bonded to
/// oneself), being in the pool (elected for the next round), and being active (elected for this one).
abstract contract Election is Earnings {
    using SortedDoublyLL for SortedDoublyLL.Data;

    /// @dev Neighbours that a caller expects a transcoder to get in the pool.
    struct Hint {
        address prev;
        address next;
    }

    event TranscoderActivated(address indexed transcoder, uint256 activationRound);
    event TranscoderDeactivated(address indexed transcoder, uint256 deactivationRound);

    /// @dev Adds to the stake delegated to an address; a registered transcoder moves up in the pool, or tries to join it.
    /// @custom:requirement LP-POOL-007, LP-POOL-008, LP-POOL-009, LP-POOL-011
    function increaseTotalStake(address _delegate, uint256 _amount, Hint memory _hint) internal {
        uint256 stake = delegators[_delegate].delegatedAmount;
        uint256 newStake = stake + _amount;
        if (isRegistered(_delegate)) {
            if (inPool(_delegate)) {
                moveInPool(_delegate, stake, newStake, _hint);
                nextRoundTotalActiveStake += _amount;
            } else {
                tryToJoinPool(_delegate, newStake, _hint);
            }
        }
        delegators[_delegate].delegatedAmount = newStake;
    }

    /// @dev Takes from the stake delegated to an address; a member of the pool moves down.
    /// @custom:requirement LP-POOL-010, LP-POOL-011
    function decreaseTotalStake(address _delegate, uint256 _amount, Hint memory _hint) internal {
        uint256 stake = delegators[_delegate].delegatedAmount;
        uint256 newStake = stake - _amount;
        if (inPool(_delegate)) {
            moveInPool(_delegate, stake, newStake, _hint);
            nextRoundTotalActiveStake -= _amount;
        }
        delegators[_delegate].delegatedAmount = newStake;
    }

    /// @dev Lets a transcoder into the pool if there is room or if it has more stake than the last member, who leaves.
    /// @custom:requirement LP-POOL-012, LP-POOL-013, LP-POOL-014, LP-POOL-015, LP-POOL-016, LP-POOL-017,
    ///   LP-POOL-020, LP-POOL-021
    function tryToJoinPool(address _transcoder, uint256 _stake, Hint memory _hint) internal {
        if (transcoderPool.size == transcoderPool.maxSize) {
            address last = transcoderPool.tail;
            if (_stake <= delegators[last].delegatedAmount) {
                return;
            }
            resign(last);
        }
        transcoderPool.insert(_transcoder, _stake, _hint.prev, _hint.next);
        nextRoundTotalActiveStake += _stake;

        uint256 nextRound = currentRound() + 1;
        Transcoder storage t = transcoders[_transcoder];
        t.lastActiveStakeUpdateRound = nextRound;
        t.activationRound = nextRound;
        t.deactivationRound = type(uint256).max;
        t.earningsPoolPerRound[nextRound].totalStake = _stake;
        emit TranscoderActivated(_transcoder, nextRound);
    }

    /// @dev Takes a transcoder out of the pool.
    /// @custom:requirement LP-POOL-015
    function resign(address _transcoder) internal {
        transcoderPool.remove(_transcoder);
        nextRoundTotalActiveStake -= delegators[_transcoder].delegatedAmount;
        uint256 nextRound = currentRound() + 1;
        transcoders[_transcoder].deactivationRound = nextRound;
        emit TranscoderDeactivated(_transcoder, nextRound);
    }

    function moveInPool(
        address _transcoder,
        uint256 _stake,
        uint256 _newStake,
        Hint memory _hint
    ) private {
        transcoderPool.updateKey(_transcoder, _newStake, _hint.prev, _hint.next);
        Transcoder storage t = transcoders[_transcoder];
        uint256 round = currentRound();
        if (t.lastActiveStakeUpdateRound < round) {
            t.earningsPoolPerRound[round].totalStake = _stake;
        }
        t.earningsPoolPerRound[round + 1].totalStake = _newStake;
        t.lastActiveStakeUpdateRound = round + 1;
    }

    function inPool(address _transcoder) internal view returns (bool) {
        return transcoderPool.nodes[_transcoder].key > 0;
    }
}
