// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Signatures.sol";
import "./Token.sol";

/// @title Approvals by signature (ERC-2612)
abstract contract Permit is Token {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant PERMIT_TYPE =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    /// @notice How many permits of an owner were used; the next one must carry this number.
    /// @custom:requirement LP-LPT-040
    mapping(address => uint256) public nonces;

    /// @notice Sets what the spender may spend of the owner's tokens, by the owner's signature.
    /// @param deadline The last time, in Unix seconds, at which the permit can be used
    /// @custom:requirement LP-LPT-032, LP-LPT-033, LP-LPT-034, LP-LPT-035, LP-LPT-038, LP-LPT-039
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        require(block.timestamp <= deadline, "ERC20Permit: expired deadline");
        bytes32 message = keccak256(abi.encode(PERMIT_TYPE, owner, spender, value, nonces[owner]++, deadline));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", DOMAIN_SEPARATOR(), message));
        require(Signatures.recover(digest, v, r, s) == owner, "ERC20Permit: invalid signature");
        setAllowance(owner, spender, value);
    }

    /// @notice Hash that ties a permit to this token on this chain (EIP-712).
    /// @custom:requirement LP-LPT-036
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPE, keccak256(bytes(name)), keccak256("1"), block.chainid, address(this))
            );
    }
}
