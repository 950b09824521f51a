// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title What Disputes asks of an arbitrator that has code
interface IArbitrator {
    /// @notice Hears of a dispute that it is to rule on; it may rule at once.
    function disputeRaised(uint256 _id) external;
}

/// @title What an arbitrator asks of Disputes
interface IDisputes {
    /// @notice Decides a dispute, once: for the accuser, or for the orchestrator.
    function rule(uint256 _id, bool _forAccuser) external;
}
