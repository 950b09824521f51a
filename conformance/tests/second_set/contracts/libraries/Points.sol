// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

/// @title Parts of amounts, floored; a ratio is floored to whole points first
library Points {
    uint256 internal constant MILLION = 1e6;
    uint256 internal constant BILLION = 1e9;
    uint256 internal constant RAY = 1e27;

    function part(uint256 amount, uint256 points, uint256 scale) internal pure returns (uint256) {
        return amount * points / scale;
    }

    function ratio(uint256 numerator, uint256 denominator, uint256 scale) internal pure returns (uint256) {
        return numerator * scale / denominator;
    }

    function part(uint256 amount, uint256 numerator, uint256 denominator, uint256 scale)
        internal
        pure
        returns (uint256)
    {
        return part(amount, ratio(numerator, denominator, scale), scale);
    }
}
