// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {Proxied, Governed} from "./Governed.sol";
import {Points} from "./libraries/Points.sol";

error RoundLengthZero();
error RoundLockTooLarge(uint256 points);
error UpgradeRoundKnown(uint256 lip, uint256 round);
error RoundAlreadyInitialized(uint256 round);
error BlockNotPast(uint256 number);
error BlockTooOld(uint256 number);

/// @title Rounds of blocks
contract RoundsManager is Proxied {
    struct Epoch {
        uint64 firstRound;
        uint64 firstBlock;
        uint64 lastInitialized;
        uint32 lockPoints;
    }

    mapping(uint256 => bytes32) public blockHashForRound;
    mapping(uint256 => uint256) public lipUpgradeRound;
    Epoch private epoch;
    uint256 public roundLength;

    event NewRound(uint256 indexed round, bytes32 blockHash);

    modifier onlyOwner() {
        _byOwner();
        _;
    }

    constructor(address controller_) Governed(controller_) {}

    function setRoundLength(uint256 length) external onlyOwner {
        if (length == 0) revert RoundLengthZero();
        if (roundLength == 0) roundLength = length;
        uint256 passed = _roundsInEpoch();
        epoch.firstBlock += uint64(passed * roundLength);
        epoch.firstRound += uint64(passed);
        roundLength = length;
        emit ParameterUpdate("roundLength");
    }

    function setRoundLockAmount(uint256 points) external onlyOwner {
        if (points > Points.MILLION) revert RoundLockTooLarge(points);
        epoch.lockPoints = uint32(points);
        emit ParameterUpdate("roundLockAmount");
    }

    function setLIPUpgradeRound(uint256 lip, uint256 round) external onlyOwner {
        if (lipUpgradeRound[lip] != 0) revert UpgradeRoundKnown(lip, lipUpgradeRound[lip]);
        lipUpgradeRound[lip] = round;
    }

    function initializeRound() external {
        _whileRunning();
        uint256 round = currentRound();
        if (epoch.lastInitialized >= round) revert RoundAlreadyInitialized(round);
        epoch.lastInitialized = uint64(round);
        bytes32 hash = blockHash(block.number - 1);
        blockHashForRound[round] = hash;
        _staking().setCurrentRoundTotalActiveStake();
        _treasury().setCurrentRewardTokens();
        emit NewRound(round, hash);
    }

    function roundLockAmount() external view returns (uint256) {
        return epoch.lockPoints;
    }

    function lastInitializedRound() external view returns (uint256) {
        return epoch.lastInitialized;
    }

    function lastRoundLengthUpdateRound() external view returns (uint256) {
        return epoch.firstRound;
    }

    function lastRoundLengthUpdateStartBlock() external view returns (uint256) {
        return epoch.firstBlock;
    }

    function blockNum() external view returns (uint256) {
        return block.number;
    }

    function blockHash(uint256 number) public view returns (bytes32) {
        if (number >= block.number) revert BlockNotPast(number);
        if (block.number >= 256 && number < block.number - 256) revert BlockTooOld(number);
        return blockhash(number);
    }

    function currentRound() public view returns (uint256) {
        return epoch.firstRound + _roundsInEpoch();
    }

    function currentRoundStartBlock() public view returns (uint256) {
        return epoch.firstBlock + _roundsInEpoch() * roundLength;
    }

    function currentRoundInitialized() external view returns (bool) {
        return currentRound() == epoch.lastInitialized;
    }

    function currentRoundLocked() external view returns (bool) {
        uint256 open = roundLength - Points.part(roundLength, epoch.lockPoints, Points.MILLION);
        return block.number - currentRoundStartBlock() >= open;
    }

    function _roundsInEpoch() private view returns (uint256) {
        return (block.number - epoch.firstBlock) / roundLength;
    }
}
