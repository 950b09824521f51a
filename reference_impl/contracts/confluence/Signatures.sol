// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Who signed a hash
library Signatures {
    /// The largest s of a signature: half the order of the curve, so that a signature has one form only.
    uint256 internal constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @dev Signer of a hash. Rejects a high s, then a v other than 27 and 28, then what no key can have signed.
    function recover(bytes32 _hash, uint8 _v, bytes32 _r, bytes32 _s) internal pure returns (address signer) {
        require(uint256(_s) <= MAX_S, "ECDSA: invalid signature 's' value");
        require(_v == 27 || _v == 28, "ECDSA: invalid signature 'v' value");
        signer = ecrecover(_hash, _v, _r, _s);
        require(signer != address(0), "ECDSA: invalid signature");
    }
}
