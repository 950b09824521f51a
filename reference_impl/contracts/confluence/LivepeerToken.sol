// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Permit.sol";
import "./Roles.sol";

/// @title LPT on the second layer: an ERC-20 token with permits, whose minters and burners hold roles
/// @custom:requirement LP-INV-017
contract LivepeerToken is Permit, Roles {
    bytes32 internal constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 internal constant BURNER_ROLE = keccak256("BURNER_ROLE");

    event Mint(address indexed to, uint256 amount);
    event Burn(address indexed burner, uint256 amount);

    constructor() {
        grant(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    /// @notice Creates tokens. Only a minter may.
    /// @custom:requirement LP-LPT-016, LP-LPT-017, LP-LPT-026, LP-MINT-018
    function mint(address _to, uint256 _amount) external onlyRole(MINTER_ROLE) {
        create(_to, _amount);
        emit Mint(_to, _amount);
    }

    /// @notice Destroys tokens of the caller. Only a burner may.
    /// @custom:requirement LP-LPT-025, LP-LPT-026, LP-LPT-027, LP-SLSH-012
    function burn(uint256 _amount) external onlyRole(BURNER_ROLE) {
        destroy(msg.sender, _amount);
        emit Burn(msg.sender, _amount);
    }

    /// @notice Destroys tokens of an account that approved them to the caller. Only a burner may.
    /// @custom:requirement LP-LPT-026, LP-LPT-027, LP-LPT-028, LP-LPT-029, LP-LPT-037
    function burnFrom(address _from, uint256 _amount) external onlyRole(BURNER_ROLE) {
        spendAllowance(_from, msg.sender, _amount, "ERC20: burn amount exceeds allowance");
        destroy(_from, _amount);
        emit Burn(_from, _amount);
    }
}
