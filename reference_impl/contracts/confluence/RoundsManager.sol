// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/ManagerProxyTarget.sol";
import "./Fractions.sol";
import "./Interfaces.sol";

/// @title The protocol's clock: rounds of a number of blocks, each of which must be initialized
contract RoundsManager is ManagerProxyTarget {
    /// @notice Length of a round in blocks. Slot 2.
    /// @custom:requirement LP-RND-032
    uint256 public roundLength;
    /// @notice Part of a round, at its end, in which transcoders cannot change their rates; in millionths.
    /// @custom:requirement LP-RND-032
    uint256 public roundLockAmount;
    /// @notice The last round that was initialized.
    /// @custom:requirement LP-RND-032
    uint256 public lastInitializedRound;
    /// @notice The round in which the round length was set last.
    /// @custom:requirement LP-RND-032
    uint256 public lastRoundLengthUpdateRound;
    /// @notice First block of that round.
    /// @custom:requirement LP-RND-032
    uint256 public lastRoundLengthUpdateStartBlock;
    /// @notice Hash of the block before the one in which a round was initialized, 0 if it was not.
    /// @custom:requirement LP-INV-015, LP-RND-029
    mapping(uint256 => bytes32) public blockHashForRound;
    /// @notice The round from which a Livepeer Improvement Proposal holds, 0 if none is set.
    /// @custom:requirement LP-RND-032
    mapping(uint256 => uint256) public lipUpgradeRound;

    event NewRound(uint256 indexed round, bytes32 blockHash);

    constructor(address _controller) ManagerProxyTarget(_controller) {}

    /// @notice Sets the length of rounds, in blocks. The present round keeps its first block.
    /// @custom:requirement LP-RND-006, LP-RND-007, LP-RND-008, LP-RND-009, LP-RND-010, LP-RND-011, LP-RND-012,
    ///   LP-RND-017
    function setRoundLength(uint256 _roundLength) external onlyControllerOwner {
        require(_roundLength > 0, "round length cannot be 0");
        if (roundLength == 0) {
            // The first length numbers the rounds from block 0.
            roundLength = _roundLength;
        }
        (lastRoundLengthUpdateRound, lastRoundLengthUpdateStartBlock) = (currentRound(), currentRoundStartBlock());
        roundLength = _roundLength;
        emit ParameterUpdate("roundLength");
    }

    /// @notice Sets the locked part of a round, in millionths.
    /// @custom:requirement LP-RND-006, LP-RND-013, LP-RND-014, LP-RND-017
    function setRoundLockAmount(uint256 _roundLockAmount) external onlyControllerOwner {
        require(_roundLockAmount <= Fractions.MILLION, "round lock amount must be a valid percentage");
        roundLockAmount = _roundLockAmount;
        emit ParameterUpdate("roundLockAmount");
    }

    /// @notice Sets the round from which a Livepeer Improvement Proposal holds, unless one other than 0 is set.
    /// @custom:requirement LP-RND-006, LP-RND-015, LP-RND-016, LP-RND-017
    function setLIPUpgradeRound(uint256 _lip, uint256 _round) external onlyControllerOwner {
        require(lipUpgradeRound[_lip] == 0, "LIP upgrade round already set");
        lipUpgradeRound[_lip] = _round;
    }

    /// @notice Initializes the current round, once: its active stake, its inflation, its block hash. Anyone may.
    /// @custom:requirement LP-RND-018, LP-RND-019, LP-RND-020, LP-RND-023, LP-RND-024, LP-RND-025, LP-RND-026,
    ///   LP-RND-027, LP-RND-028, LP-RND-030, LP-RND-031, LP-RND-035
    function initializeRound() external whenSystemNotPaused {
        uint256 round = currentRound();
        require(lastInitializedRound < round, "round already initialized");

        lastInitializedRound = round;
        bytes32 roundBlockHash = blockHash(blockNum() - 1);
        blockHashForRound[round] = roundBlockHash;
        IBondingManager(registered(keccak256("BondingManager"))).setCurrentRoundTotalActiveStake();
        IMinter(registered(keccak256("Minter"))).setCurrentRewardTokens();
        emit NewRound(round, roundBlockHash);
    }

    /// @notice Whether the current round is initialized.
    /// @custom:requirement LP-RND-003, LP-RND-005, LP-RND-031
    function currentRoundInitialized() external view returns (bool) {
        return lastInitializedRound == currentRound();
    }

    /// @notice Whether the current round is in its locked part.
    /// @custom:requirement LP-RND-004, LP-RND-005
    function currentRoundLocked() external view returns (bool) {
        uint256 lockedBlocks = Fractions.share(roundLength, roundLockAmount, Fractions.MILLION);
        return blockNum() - currentRoundStartBlock() >= roundLength - lockedBlocks;
    }

    /// @notice Number of the current block.
    /// @custom:requirement LP-RND-033
    function blockNum() public view virtual returns (uint256) {
        return block.number;
    }

    /// @notice Hash of one of the last 256 blocks.
    /// @custom:requirement LP-RND-034
    function blockHash(uint256 _block) public view virtual returns (bytes32) {
        uint256 current = blockNum();
        require(_block < current, "can only retrieve past block hashes");
        require(current < 256 || _block >= current - 256, "can only retrieve hashes for last 256 blocks");
        return blockhash(_block);
    }

    /// @notice The current round.
    /// @custom:requirement LP-RND-001, LP-RND-005, LP-RND-037
    function currentRound() public view returns (uint256) {
        return lastRoundLengthUpdateRound + roundsSinceUpdate();
    }

    /// @notice First block of the current round.
    /// @custom:requirement LP-RND-002, LP-RND-005
    function currentRoundStartBlock() public view returns (uint256) {
        return lastRoundLengthUpdateStartBlock + roundsSinceUpdate() * roundLength;
    }

    function roundsSinceUpdate() private view returns (uint256) {
        return (blockNum() - lastRoundLengthUpdateStartBlock) / roundLength;
    }
}
