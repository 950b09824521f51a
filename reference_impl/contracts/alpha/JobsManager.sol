// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./Jobs.sol";

/// @title Jobs, where a segment is claimed twice only if two different claims have it
contract JobsManager is Jobs {
    constructor(address _controller) public ManagerProxyTarget(_controller) {}

    function requireComparable(uint256 _claimId1, uint256 _claimId2) internal pure {
        require(_claimId1 != _claimId2, "claims must be distinct");
    }
}
