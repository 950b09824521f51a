// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/Manager.sol";

interface IOwnedToken {
    function mint(address _to, uint256 _amount) external returns (bool);
    function transfer(address _to, uint256 _amount) external returns (bool);
    function transferOwnership(address _newOwner) external;
    function balanceOf(address _account) external view returns (uint256);
}

/// @title Replaces the Minter on layer 1 when the protocol moves to layer 2
/// @dev Holds what was not migrated yet, and mints the tokens that come back over the bridge. Obeys no pause.
contract BridgeMinter is Manager {
    address public l1MigratorAddr;
    address public l1LPTGatewayAddr;

    event L1MigratorUpdate(address l1MigratorAddr);
    event L1LPTGatewayUpdate(address l1LPTGatewayAddr);

    modifier onlyL1Migrator() {
        require(msg.sender == l1MigratorAddr, "NOT_L1_MIGRATOR");
        _;
    }

    constructor(address _controller, address _l1MigratorAddr, address _l1LPTGatewayAddr) Manager(_controller) {
        l1MigratorAddr = _l1MigratorAddr;
        l1LPTGatewayAddr = _l1LPTGatewayAddr;
    }

    /// @notice Sets the contract that migrates the protocol's funds.
    function setL1Migrator(address _l1MigratorAddr) external onlyControllerOwner {
        l1MigratorAddr = _l1MigratorAddr;
        emit L1MigratorUpdate(_l1MigratorAddr);
    }

    /// @notice Sets the bridge's gateway for LPT.
    function setL1LPTGateway(address _l1LPTGatewayAddr) external onlyControllerOwner {
        l1LPTGatewayAddr = _l1LPTGatewayAddr;
        emit L1LPTGatewayUpdate(_l1LPTGatewayAddr);
    }

    /// @notice Moves all tokens, all ETH and the ownership of the token to another Minter.
    function migrateToNewMinter(address _newMinterAddr) external onlyControllerOwner {
        require(
            _newMinterAddr != address(this) && _newMinterAddr != address(0),
            "BridgeMinter#migrateToNewMinter: INVALID_MINTER"
        );
        token().transferOwnership(_newMinterAddr);
        token().transfer(_newMinterAddr, token().balanceOf(address(this)));
        (bool success, ) = _newMinterAddr.call{value: address(this).balance}("");
        require(success, "BridgeMinter#migrateToNewMinter: FAIL_CALL");
    }

    /// @notice Sends all ETH to the migrator.
    /// @return Wei sent
    function withdrawETHToL1Migrator() external onlyL1Migrator returns (uint256) {
        uint256 balance = address(this).balance;
        (bool success, ) = l1MigratorAddr.call{value: balance}("");
        require(success, "BridgeMinter#withdrawETHToL1Migrator: FAIL_CALL");
        return balance;
    }

    /// @notice Sends all tokens to the migrator.
    /// @return LPTU sent
    function withdrawLPTToL1Migrator() external onlyL1Migrator returns (uint256) {
        uint256 balance = token().balanceOf(address(this));
        token().transfer(l1MigratorAddr, balance);
        return balance;
    }

    /// @notice Mints tokens that were burned on layer 2 after the gateway's own are used up.
    function bridgeMint(address _to, uint256 _amount) external {
        require(msg.sender == l1LPTGatewayAddr, "NOT_L1_LPT_GATEWAY");
        token().mint(_to, _amount);
    }

    /// @notice Takes ETH in, from anybody.
    function depositETH() external payable returns (bool) {
        return true;
    }

    /// @notice Address of the Controller.
    function getController() external view returns (address) {
        return address(controller);
    }

    function token() private view returns (IOwnedToken) {
        return IOwnedToken(controller.getContract(keccak256("LivepeerToken")));
    }
}
