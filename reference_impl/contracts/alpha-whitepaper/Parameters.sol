// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./Fractions.sol";

/// @title Which parameters there are, and which values they can have
library Parameters {
    /// @dev Rejects an unknown parameter, and a value that a parameter cannot have.
    /// @custom:requirement LP-WGOV-003, LP-WGOV-004
    function requireValid(string memory _name, uint256 _value) internal pure {
        bytes32 name = keccak256(bytes(_name));
        require(isCount(name) || isDivisor(name) || isFraction(name), "parameter is unknown");
        require(!isFraction(name) || _value <= Fractions.MILLION, "parameter value is invalid");
        require(!isDivisor(name) || _value > 0, "parameter value is invalid");
    }

    function isCount(bytes32 _name) private pure returns (bool) {
        return
            _name == keccak256("numActiveTranscoders") ||
            _name == keccak256("unbondingPeriod") ||
            _name == keccak256("verificationPeriod") ||
            _name == keccak256("verificationSlashingPeriod") ||
            _name == keccak256("slashingThreshold");
    }

    function isDivisor(bytes32 _name) private pure returns (bool) {
        return _name == keccak256("roundLength") || _name == keccak256("verificationRate");
    }

    function isFraction(bytes32 _name) private pure returns (bool) {
        return
            _name == keccak256("roundLockAmount") ||
            _name == keccak256("inflationChange") ||
            _name == keccak256("targetBondingRate") ||
            _name == keccak256("failedVerificationSlashAmount") ||
            _name == keccak256("missedRewardSlashAmount") ||
            _name == keccak256("missedVerificationSlashAmount") ||
            _name == keccak256("competitivenessTolerance") ||
            _name == keccak256("verificationFailureThreshold") ||
            _name == keccak256("finderFee");
    }
}
