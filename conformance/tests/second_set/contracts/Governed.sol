// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {IDirectory, IClock, IToken, ITreasury, IStaking} from "./Peers.sol";

error OnlyController(address caller);
error OnlyControllerOwner(address caller);
error SystemPaused();
error RoundNotInitialized();

/// @title A contract under a Controller, which tells the addresses of all others
abstract contract Governed {
    IDirectory internal directory;

    event SetController(address controller);
    event ParameterUpdate(string param);

    constructor(address controller_) {
        directory = IDirectory(controller_);
    }

    function controller() public view returns (address) {
        return address(directory);
    }

    function setController(address controller_) external {
        if (msg.sender != address(directory)) revert OnlyController(msg.sender);
        directory = IDirectory(controller_);
        emit SetController(controller_);
    }

    function _byOwner() internal view {
        if (msg.sender != directory.owner()) revert OnlyControllerOwner(msg.sender);
    }

    function _whileRunning() internal view {
        if (directory.paused()) revert SystemPaused();
    }

    function _inInitializedRound() internal view {
        if (!_clock().currentRoundInitialized()) revert RoundNotInitialized();
    }

    function _peer(string memory name) internal view returns (address) {
        return directory.getContract(keccak256(bytes(name)));
    }

    function _clock() internal view returns (IClock) {
        return IClock(_peer("RoundsManager"));
    }

    function _round() internal view returns (uint256) {
        return _clock().currentRound();
    }

    function _token() internal view returns (IToken) {
        return IToken(_peer("LivepeerToken"));
    }

    function _treasury() internal view returns (ITreasury) {
        return ITreasury(_peer("Minter"));
    }

    function _staking() internal view returns (IStaking) {
        return IStaking(_peer("BondingManager"));
    }
}

/// @dev A contract behind a ManagerProxy, whose first two slots are the proxy's.
abstract contract Proxied is Governed {
    bytes32 public targetContractId;
}
