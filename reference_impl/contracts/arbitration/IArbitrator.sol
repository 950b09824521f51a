// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title What Disputes asks of an arbitrator that has code
interface IArbitrator {
    /// @notice Hears of a dispute that it is to rule on; it may rule at once.
    function disputeRaised(uint256 _id) external;
}

/// @title What arbitrators and the BondingManager ask of Disputes
interface IDisputes {
    /// @notice Decides a dispute, once: for the accuser, or for the orchestrator.
    function rule(uint256 _id, bool _forAccuser) external;

    /// @notice Passes a dispute on to another arbitrator, once.
    function refer(uint256 _id, address _arbitrator) external;

    /// @notice How many disputes with an account are open.
    function openDisputes(address _orchestrator) external view returns (uint256);
}

/// @title What Disputes asks of the BondingManager
interface IPenalties {
    /// @notice Takes a part of an account's own bond, in millionths, and gives it to the caller.
    function slashBond(address _orchestrator, uint256 _fraction) external returns (uint256 penalty);

    /// @notice Takes a part of all that is delegated to an account, in millionths, and gives it to the caller.
    function slashDelegations(address _orchestrator, uint256 _fraction) external returns (uint256 penalty);

    /// @notice Jails an account for some rounds, this one included.
    function jail(address _orchestrator, uint256 _rounds) external;
}
