// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

interface IAlphaJobsManager {
    function broadcasters(address _broadcaster) external view returns (uint256 deposit, uint256 withdrawBlock);
}

/// @title Pays back the deposits that broadcasters had in the JobsManager of the alpha
contract Refunder {
    IAlphaJobsManager public alphaJobsManager;
    mapping(address => bool) public withdrawn;

    event FundsReceived(address from, uint256 amount);
    event RefundWithdrawn(address indexed addr, uint256 amount);

    constructor(address _alphaJobsManagerAddr) public {
        alphaJobsManager = IAlphaJobsManager(_alphaJobsManagerAddr);
    }

    /// @notice Takes the ETH that refunds are paid from.
    function() external payable {
        emit FundsReceived(msg.sender, msg.value);
    }

    /// @notice Pays an account its deposit, once. Anybody may call it for any account.
    function withdraw(address payable _addr) external {
        require(!withdrawn[_addr], "address has already withdrawn alpha JobsManager refund");
        (uint256 deposit, ) = alphaJobsManager.broadcasters(_addr);
        require(deposit > 0, "address does not have a deposit with alpha JobsManager");
        withdrawn[_addr] = true;
        _addr.transfer(deposit);
        emit RefundWithdrawn(_addr, deposit);
    }
}
