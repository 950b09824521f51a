// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./JobsState.sol";

/// @title Which transcoder does a job, and who takes another one
abstract contract Assignment is JobsState {
    event TranscodeAvailability(address indexed transcoder);
    event JobAssigned(uint256 indexed jobId, address indexed transcoder);

    /// @dev Every transaction first gives all jobs whose block is past by two their transcoders, in the order of ids.
    /// @custom:requirement LP-WASSIGN-005, LP-WASSIGN-006, LP-WASSIGN-012
    modifier withJobsAssigned() {
        while (firstUnassigned < numJobs && block.number > jobs[firstUnassigned].creationBlock + 1) {
            if (jobs[firstUnassigned].endBlock == 0) {
                assign(firstUnassigned);
            }
            firstUnassigned++;
        }
        _;
    }

    /// @custom:requirement LP-WROUND-002
    modifier inInitializedRound() {
        require(bonding().currentRoundInitialized(), "round is not initialized");
        _;
    }

    /// @notice Puts the caller into the pool from which the transcoder of the next job is drawn.
    /// @custom:requirement LP-WASSIGN-001, LP-WASSIGN-002, LP-WASSIGN-003
    function transcodeAvailability() external withJobsAssigned inInitializedRound {
        require(bonding().lockedStake(msg.sender, protocol.currentRound()) > 0, "caller must be active");
        isAvailable[msg.sender] = true;
        emit TranscodeAvailability(msg.sender);
    }

    /// @notice Lets an account have no further job.
    /// @custom:requirement LP-WASSIGN-004
    function endAvailability(address _transcoder) external {
        require(msg.sender == protocol.bondingManager(), "caller must be BondingManager");
        isAvailable[_transcoder] = false;
    }

    /// @dev The transcoder at the place that the next block's hash has in the line of all locked stake.
    /// @custom:requirement LP-WASSIGN-007, LP-WASSIGN-008, LP-WASSIGN-009, LP-WASSIGN-010, LP-WASSIGN-011,
    ///   LP-WASSIGN-013
    function assign(uint256 _jobId) private {
        Job storage order = jobs[_jobId];
        uint256 seed = uint256(hashes.blockHash(order.creationBlock + 1));
        address[] storage eligible = order.eligible;
        uint256[] memory stakes = new uint256[](eligible.length);
        uint256 total;
        for (uint256 i = 0; i < eligible.length; i++) {
            if (isAvailable[eligible[i]]) {
                stakes[i] = bonding().lockedStake(eligible[i], order.creationRound);
                total += stakes[i];
            }
        }
        if (total == 0 || seed == 0) {
            void(order);
        } else {
            uint256 place = seed % total;
            uint256 winner;
            while (place >= stakes[winner]) {
                place -= stakes[winner++];
            }
            order.transcoder = eligible[winner];
            isAvailable[order.transcoder] = false;
        }
        emit JobAssigned(_jobId, order.transcoder);
    }

    /// @custom:requirement LP-WASSIGN-010
    function void(Job storage _order) internal {
        _order.endBlock = block.number;
        deposits[_order.broadcaster] += _order.escrow;
        _order.escrow = 0;
    }
}
