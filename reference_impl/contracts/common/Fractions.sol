// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./SafeMath.sol";

/// @title Fractions of an amount, counted in points of a unit: millionths, billionths or 1e-27ths
/// @dev Every division floors, and a ratio is floored to whole points before the amount is multiplied by it.
library Fractions {
    using SafeMath for uint256;

    /// @dev The ratio numerator / denominator in points of `unit`, floored.
    function points(uint256 _numerator, uint256 _denominator, uint256 _unit) internal pure returns (uint256) {
        return _numerator.mul(_unit).div(_denominator);
    }

    /// @dev `_points` / `_unit` of an amount, floored.
    function share(uint256 _amount, uint256 _points, uint256 _unit) internal pure returns (uint256) {
        return _amount.mul(_points).div(_unit);
    }

    /// @dev numerator / denominator of an amount, floored twice.
    function ratio(uint256 _amount, uint256 _numerator, uint256 _denominator, uint256 _unit)
        internal
        pure
        returns (uint256)
    {
        return share(_amount, points(_numerator, _denominator, _unit), _unit);
    }
}
