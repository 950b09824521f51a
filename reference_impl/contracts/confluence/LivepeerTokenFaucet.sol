// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Ownable.sol";
import "./Interfaces.sol";

/// @title Gives LPT away on test networks
contract LivepeerTokenFaucet is Ownable {
    /// @notice The token that is given away.
    ILivepeerToken public token;
    /// @notice What one request gives, in LPTU.
    uint256 public requestAmount;
    /// @notice Hours between the requests of an account.
    uint256 public requestWait;
    /// @notice Time from which an account may request again.
    mapping(address => uint256) public nextValidRequest;
    /// @notice Whether an account may request at any time.
    mapping(address => bool) public isWhitelisted;

    event Request(address indexed to, uint256 amount);

    constructor(
        address _token,
        uint256 _requestAmount,
        uint256 _requestWait
    ) {
        token = ILivepeerToken(_token);
        requestAmount = _requestAmount;
        requestWait = _requestWait;
    }

    /// @notice Lets an account request at any time.
    function addToWhitelist(address _addr) external onlyOwner {
        isWhitelisted[_addr] = true;
    }

    /// @notice Takes that right from an account.
    function removeFromWhitelist(address _addr) external onlyOwner {
        isWhitelisted[_addr] = false;
    }

    /// @notice Gives the caller tokens.
    function request() external {
        if (!isWhitelisted[msg.sender]) {
            require(block.timestamp >= nextValidRequest[msg.sender]);
            nextValidRequest[msg.sender] = block.timestamp + requestWait * 1 hours;
        }
        token.transfer(msg.sender, requestAmount);
        emit Request(msg.sender, requestAmount);
    }
}
