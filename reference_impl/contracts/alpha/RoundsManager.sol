// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../common/Fractions.sol";
import "../common/ManagerProxyTarget.sol";
import "../common/SafeMath.sol";
import "./Interfaces.sol";

/// @title Rounds: the protocol's unit of time, counted in blocks
/// @dev A round exists from its first block on, but works only once somebody has initialized it. The order of the
/// variables is the deployed storage layout.
contract RoundsManager is ManagerProxyTarget {
    using SafeMath for uint256;

    uint256 private constant MILLION = 10**6;

    uint256 public roundLength;
    uint256 public roundLockAmount;
    uint256 public lastInitializedRound;
    uint256 public lastRoundLengthUpdateRound;
    uint256 public lastRoundLengthUpdateStartBlock;

    event NewRound(uint256 round);

    constructor(address _controller) public ManagerProxyTarget(_controller) {}

    /// @notice Sets the length of a round in blocks. The round that runs keeps its start block.
    /// @dev Requirements: LP-RND-006, LP-RND-007, LP-RND-008, LP-RND-009, LP-RND-010, LP-RND-011, LP-RND-012,
    /// LP-RND-017
    function setRoundLength(uint256 _roundLength) external onlyControllerOwner {
        require(_roundLength > 0, "round length cannot be 0");
        if (roundLength == 0) {
            // The first length counts the rounds from block 0
            roundLength = _roundLength;
        }
        lastRoundLengthUpdateRound = currentRound();
        lastRoundLengthUpdateStartBlock = currentRoundStartBlock();
        roundLength = _roundLength;
        emit ParameterUpdate("roundLength");
    }

    /// @notice Sets the last part of a round in which it is locked, in millionths.
    /// @dev Requirements: LP-RND-006, LP-RND-013, LP-RND-014, LP-RND-017
    function setRoundLockAmount(uint256 _roundLockAmount) external onlyControllerOwner {
        require(_roundLockAmount <= MILLION, "round lock amount must be a valid percentage");
        roundLockAmount = _roundLockAmount;
        emit ParameterUpdate("roundLockAmount");
    }

    /// @notice Initializes the current round: its active transcoders, and what it may mint.
    /// @dev Requirements: LP-ARND-001, LP-ARND-002, LP-ARND-003, LP-ARND-004, LP-ARND-005, LP-ARND-007
    function initializeRound() external whenSystemNotPaused {
        uint256 round = currentRound();
        require(lastInitializedRound < round, "round already initialized");
        lastInitializedRound = round;
        IBondingManager(registered(keccak256("BondingManager"))).setActiveTranscoders();
        IMinter(registered(keccak256("Minter"))).setCurrentRewardTokens();
        emit NewRound(round);
    }

    /// @notice Number of the current block.
    /// @dev Requirements: LP-RND-033
    function blockNum() public view returns (uint256) {
        return block.number;
    }

    /// @notice Hash of one of the last 256 blocks.
    /// @dev Requirements: LP-RND-034, LP-RND-038, LP-RND-039
    function blockHash(uint256 _block) public view returns (bytes32) {
        uint256 current = blockNum();
        require(_block < current, "can only retrieve past block hashes");
        require(current < 256 || _block >= current - 256, "can only retrieve hashes for last 256 blocks");
        return blockhash(_block);
    }

    /// @notice Number of the current round.
    /// @dev Requirements: LP-RND-001
    function currentRound() public view returns (uint256) {
        return lastRoundLengthUpdateRound.add(roundsSinceUpdate());
    }

    /// @notice First block of the current round.
    /// @dev Requirements: LP-RND-002
    function currentRoundStartBlock() public view returns (uint256) {
        return lastRoundLengthUpdateStartBlock.add(roundsSinceUpdate().mul(roundLength));
    }

    /// @notice Whether the current round is initialized.
    /// @dev Requirements: LP-RND-003
    function currentRoundInitialized() external view returns (bool) {
        return lastInitializedRound == currentRound();
    }

    /// @notice Whether the current round is in its last part, in which commission rates cannot be changed.
    /// @dev Requirements: LP-RND-004
    function currentRoundLocked() external view returns (bool) {
        uint256 elapsed = blockNum().sub(currentRoundStartBlock());
        return elapsed >= roundLength.sub(Fractions.share(roundLength, roundLockAmount, MILLION));
    }

    function roundsSinceUpdate() private view returns (uint256) {
        return blockNum().sub(lastRoundLengthUpdateStartBlock).div(roundLength);
    }
}
