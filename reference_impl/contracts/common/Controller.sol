// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

import "./IManager.sol";
import "./Ownable.sol";

/// @title Registry of the protocol's contracts, and the switch that pauses them. Deployed paused.
contract Controller is Ownable {
    struct ContractInfo {
        address contractAddress;
        bytes20 gitCommitHash;
    }

    bool public paused;
    mapping(bytes32 => ContractInfo) private registry;

    event SetContractInfo(bytes32 id, address contractAddress, bytes20 gitCommitHash);
    event Pause();
    event Unpause();

    /// @dev Requirements: LP-CTRL-012
    constructor() public {
        paused = true;
    }

    /// @notice Registers a contract, or overwrites what is registered under the id.
    /// @param _id keccak256 of the contract's name
    /// @dev Requirements: LP-CTRL-001, LP-CTRL-002, LP-CTRL-003
    function setContractInfo(bytes32 _id, address _contractAddress, bytes20 _gitCommitHash) external onlyOwner {
        registry[_id] = ContractInfo(_contractAddress, _gitCommitHash);
        emit SetContractInfo(_id, _contractAddress, _gitCommitHash);
    }

    /// @notice Hands the registered contract over to another Controller.
    /// @dev Requirements: LP-CTRL-001, LP-CTRL-005, LP-CTRL-006, LP-CTRL-007
    function updateController(bytes32 _id, address _controller) external onlyOwner {
        IManager(registry[_id].contractAddress).setController(_controller);
    }

    /// @notice Stops every guarded transaction of the protocol.
    /// @dev Requirements: LP-CTRL-001, LP-CTRL-008, LP-CTRL-010
    function pause() external onlyOwner {
        require(!paused);
        paused = true;
        emit Pause();
    }

    /// @notice Lets guarded transactions through again.
    /// @dev Requirements: LP-CTRL-001, LP-CTRL-009, LP-CTRL-011
    function unpause() external onlyOwner {
        require(paused);
        paused = false;
        emit Unpause();
    }

    /// @notice Address and commit hash registered under the id, zeros if there are none.
    /// @dev Requirements: LP-CTRL-004
    function getContractInfo(bytes32 _id) external view returns (address, bytes20) {
        return (registry[_id].contractAddress, registry[_id].gitCommitHash);
    }

    /// @notice Address registered under the id, the null address if there is none.
    /// @dev Requirements: LP-CTRL-004, LP-CTRL-015, LP-PROX-008, LP-RND-035
    function getContract(bytes32 _id) external view returns (address) {
        return registry[_id].contractAddress;
    }
}
