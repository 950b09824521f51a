// SPDX-License-Identifier: MIT
pragma solidity >=0.5.11 <0.9.0;

/// @title A registered contract as the Controller sees it.
interface IManager {
    function setController(address _controller) external;
}
