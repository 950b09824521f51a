// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

/// @title Who signed a hash. Deployed once and linked.
library ECRecovery {
    /// @notice The signer, or the null address for a malformed signature. Both values of s are accepted.
    /// @param sig r, s and v; v is 27 or 28, or 0 or 1 for the same
    function recover(bytes32 hash, bytes memory sig) public pure returns (address) {
        if (sig.length != 65) {
            return address(0);
        }
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly {
            r := mload(add(sig, 32))
            s := mload(add(sig, 64))
            v := byte(0, mload(add(sig, 96)))
        }
        if (v < 27) {
            v += 27;
        }
        if (v != 27 && v != 28) {
            return address(0);
        }
        return ecrecover(hash, v, r, s);
    }
}
