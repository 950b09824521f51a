// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;
pragma experimental ABIEncoderV2;

import "../common/SafeMath.sol";

/// @title Owner of the protocol: carries out updates that its own owner staged, after a delay (LIP-25)
contract Governor {
    using SafeMath for uint256;

    struct Update {
        address[] target;
        uint256[] value;
        bytes[] data;
        uint256 nonce;
    }

    address public owner;
    /// @dev Block from which an update can be executed, by the update's hash; 0 if it is not staged. Slot 1.
    /// @dev Requirements: LP-GOV-001
    mapping(bytes32 => uint256) public updates;

    event UpdateStaged(Update update, uint256 delay);
    event UpdateExecuted(Update update);
    event UpdateCancelled(Update update);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    modifier onlyOwner() {
        require(msg.sender == owner, "unauthorized: msg.sender not owner");
        _;
    }

    constructor() public {
        setOwner(msg.sender);
    }

    /// @notice Hands the Governor to another owner. Only an update of its own can.
    /// @dev Requirements: LP-GOV-014, LP-GOV-015, LP-GOV-016
    function transferOwnership(address newOwner) external {
        require(msg.sender == address(this), "unauthorized: msg.sender not Governor");
        require(newOwner != address(0), "newOwner is a null address");
        setOwner(newOwner);
    }

    /// @notice Stages an update: a batch of calls.
    /// @param _delay Blocks until it can be executed
    /// @dev Requirements: LP-GOV-002, LP-GOV-003, LP-GOV-004, LP-GOV-005
    function stage(Update memory _update, uint256 _delay) public onlyOwner {
        bytes32 updateHash = hash(_update);
        require(updates[updateHash] == 0, "update already staged");
        updates[updateHash] = block.number.add(_delay);
        emit UpdateStaged(_update, _delay);
    }

    /// @notice Executes a staged update, all of its calls or none. Anybody may.
    /// @dev Requirements: LP-GOV-006, LP-GOV-007, LP-GOV-008, LP-GOV-009, LP-GOV-010, LP-GOV-011, LP-GOV-012,
    /// LP-GOV-015, LP-GOV-017
    function execute(Update memory _update) public payable {
        bytes32 updateHash = hash(_update);
        uint256 executableFrom = updates[updateHash];
        require(executableFrom != 0, "update is not staged");
        require(block.number >= executableFrom, "delay for update not expired");
        delete updates[updateHash];

        for (uint256 i = 0; i < _update.target.length; i++) {
            (bool success, bytes memory returnData) = _update.target[i].call.value(_update.value[i])(_update.data[i]);
            require(success, string(returnData));
        }
        emit UpdateExecuted(_update);
    }

    /// @notice Drops a staged update.
    /// @dev Requirements: LP-GOV-002, LP-GOV-006, LP-GOV-013
    function cancel(Update memory _update) public onlyOwner {
        bytes32 updateHash = hash(_update);
        require(updates[updateHash] != 0, "update is not staged");
        delete updates[updateHash];
        emit UpdateCancelled(_update);
    }

    function setOwner(address _newOwner) private {
        emit OwnershipTransferred(owner, _newOwner);
        owner = _newOwner;
    }

    function hash(Update memory _update) private pure returns (bytes32) {
        return keccak256(abi.encode(_update));
    }
}
