// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Carries out updates of the protocol after a delay: the owner stages them, then anyone may execute them
contract Governor {
    struct Update {
        address[] target;
        uint256[] value;
        bytes[] data;
        uint256 nonce;
    }

    /// @notice The account that may stage and cancel updates.
    address public owner;
    /// @notice By hash of an update: the first block in which it may be executed, 0 if it is not staged.
    /// @custom:requirement LP-GOV-001
    mapping(bytes32 => uint256) public updates;

    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event UpdateStaged(Update update, uint256 delay);
    event UpdateExecuted(Update update);
    event UpdateCancelled(Update update);

    modifier onlyOwner() {
        require(msg.sender == owner, "unauthorized: msg.sender not owner");
        _;
    }

    constructor() {
        setOwner(msg.sender);
    }

    /// @notice Makes another account the owner. Only an executed update may.
    /// @custom:requirement LP-GOV-014, LP-GOV-015, LP-GOV-016
    function transferOwnership(address newOwner) external {
        require(msg.sender == address(this), "unauthorized: msg.sender not Governor");
        require(newOwner != address(0), "newOwner is a null address");
        setOwner(newOwner);
    }

    /// @notice Stages an update.
    /// @param _delay Blocks before it may be executed
    /// @custom:requirement LP-GOV-002, LP-GOV-003, LP-GOV-004, LP-GOV-005
    function stage(Update memory _update, uint256 _delay) external onlyOwner {
        bytes32 updateHash = hashOf(_update);
        require(updates[updateHash] == 0, "update already staged");
        updates[updateHash] = block.number + _delay;
        emit UpdateStaged(_update, _delay);
    }

    /// @notice Makes the calls of a staged update, in order; all succeed or none is made. Anyone may.
    /// @custom:requirement LP-GOV-006, LP-GOV-007, LP-GOV-008, LP-GOV-009, LP-GOV-010, LP-GOV-011, LP-GOV-012,
    ///   LP-GOV-015, LP-GOV-017
    function execute(Update memory _update) external payable {
        bytes32 updateHash = hashOf(_update);
        uint256 executableFrom = updates[updateHash];
        require(executableFrom != 0, "update is not staged");
        require(block.number >= executableFrom, "delay for update not expired");

        delete updates[updateHash];
        for (uint256 i = 0; i < _update.target.length; i++) {
            (bool success, bytes memory returnData) = _update.target[i].call{value: _update.value[i]}(_update.data[i]);
            require(success, string(returnData));
        }
        emit UpdateExecuted(_update);
    }

    /// @notice Takes a staged update back.
    /// @custom:requirement LP-GOV-002, LP-GOV-006, LP-GOV-013
    function cancel(Update memory _update) external onlyOwner {
        bytes32 updateHash = hashOf(_update);
        require(updates[updateHash] != 0, "update is not staged");
        delete updates[updateHash];
        emit UpdateCancelled(_update);
    }

    function setOwner(address _owner) private {
        emit OwnershipTransferred(owner, _owner);
        owner = _owner;
    }

    function hashOf(Update memory _update) private pure returns (bytes32) {
        return keccak256(abi.encode(_update));
    }
}
