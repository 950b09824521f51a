// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

import "./IController.sol";
import "./IManager.sol";

/// @title A contract that is registered in a Controller and obeys it.
contract Manager is IManager {
    /// @dev Slot 0 of every manager.
    IController public controller;

    event SetController(address controller);
    event ParameterUpdate(string param);

    modifier onlyController() {
        require(msg.sender == address(controller), "caller must be Controller");
        _;
    }

    /// @dev Requirements: LP-PROX-007
    modifier onlyControllerOwner() {
        requireControllerOwner();
        _;
    }

    modifier whenSystemNotPaused() {
        requireSystemNotPaused();
        _;
    }

    modifier whenSystemPaused() {
        requireSystemPaused();
        _;
    }

    constructor(address _controller) public {
        controller = IController(_controller);
    }

    /// @notice Puts the contract under another Controller. Only the present Controller may call it.
    /// @dev Requirements: LP-CTRL-005, LP-CTRL-007, LP-PROX-001, LP-PROX-002, LP-PROX-003
    function setController(address _controller) external onlyController {
        controller = IController(_controller);
        emit SetController(_controller);
    }

    /// @dev Address registered in the Controller under the id, which is keccak256 of the contract's name.
    function registered(bytes32 _id) internal view returns (address) {
        return controller.getContract(_id);
    }

    function requireControllerOwner() internal view {
        require(msg.sender == controller.owner(), "caller must be Controller owner");
    }

    function requireSystemNotPaused() internal view {
        require(!controller.paused(), "system is paused");
    }

    function requireSystemPaused() internal view {
        require(controller.paused(), "system is not paused");
    }
}
