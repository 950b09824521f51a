// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

/// @dev What the protocol's contracts call on each other; every address is looked up in the Controller at call time.

interface IBondingManager {
    function updateTranscoderWithFees(address _transcoder, uint256 _fees, uint256 _round) external;
    function setCurrentRoundTotalActiveStake() external;
    function getTranscoderPoolSize() external view returns (uint256);
    function isActiveTranscoder(address _transcoder) external view returns (bool);
    function getTotalBonded() external view returns (uint256);
}

interface ILivepeerToken {
    function mint(address _to, uint256 _amount) external returns (bool);
    function burn(uint256 _amount) external;
    function transfer(address _to, uint256 _amount) external returns (bool);
    function transferFrom(address _from, address _to, uint256 _amount) external returns (bool);
    function transferOwnership(address _newOwner) external;
    function balanceOf(address _account) external view returns (uint256);
    function totalSupply() external view returns (uint256);
}

interface IMerkleSnapshot {
    function verify(bytes32 _id, bytes32[] calldata _proof, bytes32 _leaf) external view returns (bool);
}

interface IMinter {
    function createReward(uint256 _fracNum, uint256 _fracDenom) external returns (uint256);
    function trustedTransferTokens(address _to, uint256 _amount) external;
    function trustedBurnTokens(uint256 _amount) external;
    function trustedWithdrawETH(address payable _to, uint256 _amount) external;
    function depositETH() external payable returns (bool);
    function setCurrentRewardTokens() external;
    function currentMintableTokens() external view returns (uint256);
    function currentMintedTokens() external view returns (uint256);
    function getController() external view returns (address);
}

interface IRoundsManager {
    function currentRound() external view returns (uint256);
    function currentRoundInitialized() external view returns (bool);
    function currentRoundLocked() external view returns (bool);
    function blockHashForRound(uint256 _round) external view returns (bytes32);
    function lipUpgradeRound(uint256 _lip) external view returns (uint256);
}
