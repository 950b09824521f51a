// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./Interfaces.sol";

/// @title Tokens that become the beneficiary's at one moment
contract TokenTimelock {
    ILivepeerToken public token;
    address public beneficiary;
    /// @dev In seconds.
    uint256 public releaseTime;

    constructor(address _token, address _beneficiary, uint256 _releaseTime) public {
        require(_releaseTime > now, "release time must be in the future");
        token = ILivepeerToken(_token);
        beneficiary = _beneficiary;
        releaseTime = _releaseTime;
    }

    /// @notice Pays all tokens to the beneficiary. Anybody may call it, and again when more have come.
    /// @dev Requirements: LP-VEST-021, LP-VEST-022, LP-VEST-023
    function release() external {
        require(now >= releaseTime, "release time is not reached");
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "no tokens to release");
        require(token.transfer(beneficiary, amount), "token transfer failed");
    }
}
