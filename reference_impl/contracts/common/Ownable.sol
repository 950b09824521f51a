// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

/// @title A contract with one owner, at first its deployer.
contract Ownable {
    address public owner;

    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    modifier onlyOwner() {
        require(msg.sender == owner);
        _;
    }

    constructor() public {
        owner = msg.sender;
    }

    /// @notice Hands the contract to another owner, who must not be the null address.
    /// @dev Requirements: LP-CTRL-001, LP-CTRL-013, LP-CTRL-014, LP-LPT-018, LP-LPT-021, LP-LPT-022, LP-MINT-041
    function transferOwnership(address newOwner) external onlyOwner {
        require(newOwner != address(0));
        emit OwnershipTransferred(owner, newOwner);
        owner = newOwner;
    }
}
