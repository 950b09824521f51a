// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title An account with code that makes the calls it is told to make. For tests.
abstract contract Actor {
    constructor() payable {}

    /// @notice Calls the target with data and value as this account, and passes a failure on.
    function act(address target, bytes calldata data) external payable returns (bytes memory) {
        (bool success, bytes memory result) = target.call{value: msg.value}(data);
        if (!success) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
        return result;
    }
}

/// @title Refuses ETH and says why.
contract RejectingReceiver is Actor {
    receive() external payable {
        revert("no ETH accepted");
    }
}

/// @title Refuses ETH without revert data.
contract SilentRejectingReceiver is Actor {
    receive() external payable {
        revert();
    }
}

/// @title Accepts ETH, but spends more than 2300 gas on it.
contract GasHungryReceiver is Actor {
    uint256 public received;

    receive() external payable {
        received += msg.value;
    }
}
