// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title What arbitrators read of disputes
interface IDisputeRecords {
    function getDispute(uint256 _id)
        external
        view
        returns (
            uint256 outcome,
            address accuser,
            address orchestrator,
            address arbitrator,
            uint256 stake,
            uint256 endRound,
            bytes32 evidence
        );
    function isReferred(uint256 _id) external view returns (bool);
}

/// @title What arbitrators read of bonds
interface IBonds {
    function getTotalBonded() external view returns (uint256);
    function slashedBond(address _delegator) external view returns (uint256);
    function getDelegator(address _delegator)
        external
        view
        returns (
            uint256 bondedAmount,
            uint256 fees,
            address delegateAddress,
            uint256 delegatedAmount,
            uint256 startRound,
            uint256 lastClaimRound,
            uint256 nextUnbondingLockId
        );
}
