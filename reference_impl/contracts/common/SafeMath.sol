// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

/// @title Unsigned arithmetic that rejects instead of wrapping
library SafeMath {
    function add(uint256 a, uint256 b) internal pure returns (uint256 sum) {
        sum = a + b;
        require(sum >= a, "SafeMath: addition overflow");
    }

    function sub(uint256 a, uint256 b) internal pure returns (uint256) {
        require(b <= a, "SafeMath: subtraction overflow");
        return a - b;
    }

    function mul(uint256 a, uint256 b) internal pure returns (uint256 product) {
        product = a * b;
        require(a == 0 || product / a == b, "SafeMath: multiplication overflow");
    }

    function div(uint256 a, uint256 b) internal pure returns (uint256) {
        require(b > 0, "SafeMath: division by zero");
        return a / b;
    }

    function mod(uint256 a, uint256 b) internal pure returns (uint256) {
        require(b > 0, "SafeMath: division by zero");
        return a % b;
    }
}
