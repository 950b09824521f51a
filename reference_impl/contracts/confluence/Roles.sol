// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Accounts hold roles, which holders of a role's admin role grant and revoke
abstract contract Roles {
    /// @notice The admin role of every role, its own too.
    bytes32 public constant DEFAULT_ADMIN_ROLE = 0;

    mapping(bytes32 => mapping(address => bool)) private holders;

    event RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole);
    event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
    event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);

    modifier onlyRole(bytes32 role) {
        if (!holders[role][msg.sender]) {
            revert(missingRole(msg.sender, role));
        }
        _;
    }

    /// @notice Grants a role. Only an admin may.
    /// @custom:requirement LP-LPT-026, LP-LPT-030
    function grantRole(bytes32 role, address account) external onlyRole(DEFAULT_ADMIN_ROLE) {
        grant(role, account);
    }

    /// @notice Revokes a role. Only an admin may.
    /// @custom:requirement LP-LPT-026, LP-LPT-030
    function revokeRole(bytes32 role, address account) external onlyRole(DEFAULT_ADMIN_ROLE) {
        revoke(role, account);
    }

    /// @notice Gives up a role of the caller.
    /// @param account The caller, for confirmation
    /// @custom:requirement LP-LPT-030, LP-LPT-031
    function renounceRole(bytes32 role, address account) external {
        require(account == msg.sender, "AccessControl: can only renounce roles for self");
        revoke(role, account);
    }

    /// @notice Whether an account holds a role.
    function hasRole(bytes32 role, address account) external view returns (bool) {
        return holders[role][account];
    }

    /// @notice The role whose holders grant and revoke a role.
    function getRoleAdmin(bytes32) external pure returns (bytes32) {
        return DEFAULT_ADMIN_ROLE;
    }

    /// @notice Whether an interface is supported: this one (0x7965db0b) and the one that asks (0x01ffc9a7, ERC-165).
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == 0x7965db0b || interfaceId == 0x01ffc9a7;
    }

    function grant(bytes32 _role, address _account) internal {
        if (!holders[_role][_account]) {
            holders[_role][_account] = true;
            emit RoleGranted(_role, _account, msg.sender);
        }
    }

    function revoke(bytes32 _role, address _account) private {
        if (holders[_role][_account]) {
            holders[_role][_account] = false;
            emit RoleRevoked(_role, _account, msg.sender);
        }
    }

    function missingRole(address _account, bytes32 _role) private pure returns (string memory) {
        return
            string(
                abi.encodePacked(
                    "AccessControl: account ",
                    hexOf(abi.encodePacked(_account)),
                    " is missing role ",
                    hexOf(abi.encodePacked(_role))
                )
            );
    }

    /// @dev Bytes in lower-case hex, with 0x.
    function hexOf(bytes memory _data) private pure returns (bytes memory text) {
        bytes16 digits = "0123456789abcdef";
        text = new bytes(2 + 2 * _data.length);
        text[0] = "0";
        text[1] = "x";
        for (uint256 i = 0; i < _data.length; i++) {
            text[2 + 2 * i] = digits[uint8(_data[i]) >> 4];
            text[3 + 2 * i] = digits[uint8(_data[i]) & 15];
        }
    }
}
