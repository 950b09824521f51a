// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

import "./Manager.sol";

/// @title The first two storage slots that a proxy and the logic behind it share.
contract ManagerProxyTarget is Manager {
    /// @dev Slot 1: the id under which the proxy finds its logic.
    bytes32 public targetContractId;

    constructor(address _controller) public Manager(_controller) {}
}
