// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Fractions of an amount in millionths, billionths or 1e-27ths
/// @dev Every division floors, and a ratio is floored to whole points before the amount is multiplied by it.
/// @custom:requirement LP-ERR-004
library Fractions {
    /// One in millionths: commissions, slashing, the round lock.
    uint256 internal constant MILLION = 10**6;
    /// One in billionths: inflation, bonding rates, shares of a round's reward.
    uint256 internal constant BILLION = 10**9;
    /// One in 1e-27ths: cumulative reward and fee factors.
    uint256 internal constant PRECISE = 10**27;

    /// @dev The ratio numerator / denominator in points of `unit`, floored.
    function points(uint256 _numerator, uint256 _denominator, uint256 _unit) internal pure returns (uint256) {
        return (_numerator * _unit) / _denominator;
    }

    /// @dev `_points` / `_unit` of an amount, floored.
    function share(uint256 _amount, uint256 _points, uint256 _unit) internal pure returns (uint256) {
        return (_amount * _points) / _unit;
    }

    /// @dev numerator / denominator of an amount, floored twice.
    /// @custom:requirement LP-ERR-005
    function ratio(
        uint256 _amount,
        uint256 _numerator,
        uint256 _denominator,
        uint256 _unit
    ) internal pure returns (uint256) {
        return share(_amount, points(_numerator, _denominator, _unit), _unit);
    }
}
