// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

// What the contracts ask of the others that are registered in the Controller.

interface IDirectory {
    function owner() external view returns (address);
    function paused() external view returns (bool);
    function getContract(bytes32 id) external view returns (address);
}

interface IClock {
    function currentRound() external view returns (uint256);
    function currentRoundInitialized() external view returns (bool);
    function currentRoundLocked() external view returns (bool);
    function blockHashForRound(uint256 round) external view returns (bytes32);
}

interface IToken {
    function mint(address to, uint256 amount) external;
    function burn(uint256 amount) external;
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
    function totalSupply() external view returns (uint256);
}

interface ITreasury {
    function createReward(uint256 numerator, uint256 denominator) external returns (uint256);
    function trustedTransferTokens(address to, uint256 amount) external;
    function trustedBurnTokens(uint256 amount) external;
    function trustedWithdrawETH(address payable to, uint256 amount) external;
    function depositETH() external payable returns (bool);
    function setCurrentRewardTokens() external;
    function currentMintableTokens() external view returns (uint256);
    function currentMintedTokens() external view returns (uint256);
    function getController() external view returns (address);
}

interface IStaking {
    function setCurrentRoundTotalActiveStake() external;
    function updateTranscoderWithFees(address transcoder, uint256 fees, uint256 round) external;
    function getTranscoderPoolSize() external view returns (uint256);
    function isActiveTranscoder(address transcoder) external view returns (bool);
    function getTotalBonded() external view returns (uint256);
}

interface ISupplyCache {
    function l1CirculatingSupply() external view returns (uint256);
}
