// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

/// @title The registry as the contracts that are registered in it see it.
interface IController {
    function owner() external view returns (address);

    function paused() external view returns (bool);

    function getContract(bytes32 _id) external view returns (address);
}
