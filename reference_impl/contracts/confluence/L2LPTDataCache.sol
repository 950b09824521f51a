// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Ownable.sol";

/// @title Stands in for the bridge's record of the LPT supply on L1: the owner sets what the bridge would report
contract L2LPTDataCache is Ownable {
    /// @notice LPT supply on L1 that is not backed by the bridge, in LPTU; 0 at first.
    uint256 public l1CirculatingSupply;

    /// @notice Sets the supply that is reported.
    function setL1CirculatingSupply(uint256 _l1CirculatingSupply) external onlyOwner {
        l1CirculatingSupply = _l1CirculatingSupply;
    }
}
