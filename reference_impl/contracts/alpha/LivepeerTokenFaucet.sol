// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Ownable.sol";
import "./Interfaces.sol";

/// @title Gives tokens away on test networks
contract LivepeerTokenFaucet is Ownable {
    ILivepeerToken public token;
    /// @dev Tokens of one request, in LPTU.
    uint256 public requestAmount;
    /// @dev Hours between two requests of an account that is not whitelisted.
    uint256 public requestWait;
    /// @dev Time from which an account may request again, in seconds.
    mapping(address => uint256) public nextValidRequest;
    mapping(address => bool) public isWhitelisted;

    event Request(address indexed to, uint256 amount);

    constructor(address _token, uint256 _requestAmount, uint256 _requestWait) public {
        token = ILivepeerToken(_token);
        requestAmount = _requestAmount;
        requestWait = _requestWait;
    }

    /// @notice Lets an account request without waiting.
    /// @dev Requirements: LP-FAUC-006, LP-FAUC-007
    function addToWhitelist(address _addr) external onlyOwner {
        isWhitelisted[_addr] = true;
    }

    /// @notice Lets an account wait again.
    /// @dev Requirements: LP-FAUC-006, LP-FAUC-007
    function removeFromWhitelist(address _addr) external onlyOwner {
        isWhitelisted[_addr] = false;
    }

    /// @notice Gives the caller tokens.
    /// @dev The time arithmetic wraps.
    /// @dev Requirements: LP-FAUC-001, LP-FAUC-002, LP-FAUC-003, LP-FAUC-004, LP-FAUC-005
    function request() external {
        if (!isWhitelisted[msg.sender]) {
            require(block.timestamp >= nextValidRequest[msg.sender], "caller must wait before the next request");
            nextValidRequest[msg.sender] = block.timestamp + requestWait * 1 hours;
        }
        token.transfer(msg.sender, requestAmount);
        emit Request(msg.sender, requestAmount);
    }
}
