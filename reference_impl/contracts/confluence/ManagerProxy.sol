// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/ManagerProxyTarget.sol";

/// @title Address and storage of a contract whose logic is looked up in the Controller at every call
contract ManagerProxy is ManagerProxyTarget {
    /// @param _targetContractId The id under which the logic is registered
    constructor(address _controller, bytes32 _targetContractId) ManagerProxyTarget(_controller) {
        targetContractId = _targetContractId;
    }

    /// @notice Passes ETH on to the logic, which may refuse it.
    receive() external payable {
        delegateToTarget();
    }

    /// @notice Runs the logic's code on the proxy's storage, and answers as it answers.
    /// @custom:requirement LP-PROX-004, LP-PROX-005, LP-PROX-006
    fallback() external payable {
        delegateToTarget();
    }

    function delegateToTarget() private {
        address target = controller.getContract(targetContractId);
        require(target != address(0), "target contract must be registered");
        assembly {
            calldatacopy(0, 0, calldatasize())
            let success := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(success) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}
