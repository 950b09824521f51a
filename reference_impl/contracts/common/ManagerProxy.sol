// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "./ManagerProxyTarget.sol";

/// @title Keeps a contract's address, storage and funds while its logic is replaced
/// @dev The logic is looked up in the Controller on every call and runs in the proxy's storage.
contract ManagerProxy is ManagerProxyTarget {
    constructor(address _controller, bytes32 _targetContractId) public ManagerProxyTarget(_controller) {
        targetContractId = _targetContractId;
    }

    /// @notice Passes every other call, also one without data, to the registered logic.
    function() external payable {
        address target = controller.getContract(targetContractId);
        require(target != address(0), "target contract must be registered");
        assembly {
            calldatacopy(0, 0, calldatasize)
            let success := delegatecall(gas, target, 0, calldatasize, 0, 0)
            returndatacopy(0, 0, returndatasize)
            switch success
                case 0 {
                    revert(0, returndatasize)
                }
                default {
                    return(0, returndatasize)
                }
        }
    }
}
