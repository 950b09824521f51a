// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Fractions of an amount in millionths; every division floors
library Fractions {
    /// One.
    uint256 internal constant MILLION = 10**6;

    /// @dev `_fraction` millionths of an amount.
    function part(uint256 _amount, uint256 _fraction) internal pure returns (uint256) {
        return (_amount * _fraction) / MILLION;
    }

    /// @dev numerator / denominator in millionths.
    function ratio(uint256 _numerator, uint256 _denominator) internal pure returns (uint256) {
        return (_numerator * MILLION) / _denominator;
    }

    /// @dev numerator / denominator of an amount, floored twice.
    function share(uint256 _amount, uint256 _numerator, uint256 _denominator) internal pure returns (uint256) {
        return part(_amount, ratio(_numerator, _denominator));
    }
}
