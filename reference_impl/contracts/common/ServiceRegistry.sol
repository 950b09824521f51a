// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

import "./ManagerProxyTarget.sol";

/// @title Where each account announces the URI of its service. Works while the system is paused.
contract ServiceRegistry is ManagerProxyTarget {
    struct Record {
        string serviceURI;
    }

    /// @dev Slot 2.
    mapping(address => Record) private records;

    event ServiceURIUpdate(address indexed addr, string serviceURI);

    constructor(address _controller) public ManagerProxyTarget(_controller) {}

    /// @notice Stores the caller's service URI, any text.
    /// @dev Requirements: LP-REG-001, LP-REG-002
    function setServiceURI(string calldata _serviceURI) external {
        records[msg.sender].serviceURI = _serviceURI;
        emit ServiceURIUpdate(msg.sender, _serviceURI);
    }

    /// @notice Service URI of an account, empty if it never set one.
    /// @dev Requirements: LP-REG-003
    function getServiceURI(address _addr) external view returns (string memory) {
        return records[_addr].serviceURI;
    }
}
