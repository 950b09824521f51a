// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";
import "./Interfaces.sol";

/// @title Stands in for the contract that receives migrated accounts from L1, without the messages from L1
/// @dev Like the deployed one it bonds LPT that it holds, and the ETH that it passes on is its caller's.
contract L2Migrator is Manager {
    constructor(address _controller) Manager(_controller) {}

    /// @notice Bonds tokens of this contract for an owner. Anyone may.
    function bondFor(uint256 _amount, address _owner, address _to) external {
        address bondingManager = registered(keccak256("BondingManager"));
        ILivepeerToken(registered(keccak256("LivepeerToken"))).approve(bondingManager, _amount);
        IBondingManager(bondingManager).bondForWithHint(
            _amount,
            _owner,
            _to,
            address(0),
            address(0),
            address(0),
            address(0)
        );
    }

    /// @notice Funds deposit and reserve of a sender of tickets. Anyone may.
    function fundFor(address _sender, uint256 _deposit, uint256 _reserve) external payable {
        ITicketBroker(registered(keccak256("TicketBroker"))).fundDepositAndReserveFor{value: msg.value}(
            _sender,
            _deposit,
            _reserve
        );
    }
}
