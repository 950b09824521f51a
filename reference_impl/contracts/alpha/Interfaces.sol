// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

/// @dev What the protocol's contracts call on each other; every address is looked up in the Controller at call time.

interface IBondingManager {
    function setActiveTranscoders() external;
    function updateTranscoderWithFees(address _transcoder, uint256 _fees, uint256 _round) external;
    function slashTranscoder(address _transcoder, address _finder, uint256 _slashAmount, uint256 _finderFee) external;
    function electActiveTranscoder(uint256 _maxPricePerSegment, bytes32 _blockHash, uint256 _round)
        external
        view
        returns (address);
    function isRegisteredTranscoder(address _transcoder) external view returns (bool);
    function getTotalBonded() external view returns (uint256);
}

interface IJobsManager {
    function receiveVerification(uint256 _jobId, uint256 _claimId, uint256 _segmentNumber, bool _result) external;
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

interface IMinter {
    function createReward(uint256 _fracNum, uint256 _fracDenom) external returns (uint256);
    function trustedTransferTokens(address _to, uint256 _amount) external;
    function trustedBurnTokens(uint256 _amount) external;
    function trustedWithdrawETH(address _to, uint256 _amount) external;
    function depositETH() external payable returns (bool);
    function setCurrentRewardTokens() external;
    function getController() external view returns (address);
}

interface IRoundsManager {
    function blockNum() external view returns (uint256);
    function blockHash(uint256 _block) external view returns (bytes32);
    function currentRound() external view returns (uint256);
    function currentRoundInitialized() external view returns (bool);
    function currentRoundLocked() external view returns (bool);
}

/// @dev No interface, because the releases of the compiler do not agree on how those write arguments in memory.
contract IVerifier {
    function verify(
        uint256 _jobId,
        uint256 _claimId,
        uint256 _segmentNumber,
        string memory _transcodingOptions,
        string memory _dataStorageHash,
        bytes32[2] memory _dataHashes
    ) public payable;

    function getPrice() public view returns (uint256);
}
