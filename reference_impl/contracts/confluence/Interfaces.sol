// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev What the protocol's contracts call on each other; every address is looked up in the Controller at call time.

interface IBondingManager {
    function bondForWithHint(
        uint256 _amount,
        address _owner,
        address _to,
        address _oldDelegateNewPosPrev,
        address _oldDelegateNewPosNext,
        address _currDelegateNewPosPrev,
        address _currDelegateNewPosNext
    ) external;
    function updateTranscoderWithFees(address _transcoder, uint256 _fees, uint256 _round) external;
    function setCurrentRoundTotalActiveStake() external;
    function getTranscoderPoolSize() external view returns (uint256);
    function isActiveTranscoder(address _transcoder) external view returns (bool);
    function getTotalBonded() external view returns (uint256);
    function pendingStake(address _delegator, uint256 _endRound) external view returns (uint256);
    function transcoderTotalStake(address _transcoder) external view returns (uint256);
}

interface IL2LPTDataCache {
    function l1CirculatingSupply() external view returns (uint256);
}

interface ILivepeerToken {
    function mint(address _to, uint256 _amount) external;
    function burn(uint256 _amount) external;
    function approve(address _spender, uint256 _amount) external returns (bool);
    function transfer(address _to, uint256 _amount) external returns (bool);
    function transferFrom(address _from, address _to, uint256 _amount) external returns (bool);
    function balanceOf(address _account) external view returns (uint256);
    function totalSupply() external view returns (uint256);
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
}

interface ITicketBroker {
    function fundDepositAndReserveFor(address _addr, uint256 _depositAmount, uint256 _reserveAmount) external payable;
}
