// SPDX-License-Identifier: MIT
pragma solidity 0.5.17;

import "../common/ManagerProxyTarget.sol";
import "../common/Fractions.sol";
import "./Interfaces.sol";
import "../common/SafeMath.sol";

/// @title Rounds: the protocol's unit of time, counted in blocks
/// @dev A round exists from its first block on, but works only once somebody has initialized it. The order of the
/// variables is the deployed storage layout.
contract RoundsManager is ManagerProxyTarget {
    using SafeMath for uint256;

    uint256 private constant MILLION = 10**6;
    uint256 private constant LIP_FREEZE = 73;

    /// @dev Requirements: LP-RND-032
    uint256 public roundLength;
    /// @dev Requirements: LP-RND-032
    uint256 public roundLockAmount;
    /// @dev Requirements: LP-RND-032
    uint256 public lastInitializedRound;
    /// @dev Requirements: LP-RND-032
    uint256 public lastRoundLengthUpdateRound;
    /// @dev Requirements: LP-RND-032
    uint256 public lastRoundLengthUpdateStartBlock;
    mapping(uint256 => bytes32) internal blockHashes;
    /// @dev Requirements: LP-RND-032
    mapping(uint256 => uint256) public lipUpgradeRound;

    event NewRound(uint256 indexed round, bytes32 blockHash);

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

    /// @notice Records from which round on a Livepeer Improvement Proposal is in force.
    /// @dev Requirements: LP-RND-006, LP-RND-015, LP-RND-016, LP-RND-017
    function setLIPUpgradeRound(uint256 _lip, uint256 _round) external onlyControllerOwner {
        require(lipUpgradeRound[_lip] == 0, "LIP upgrade round already set");
        lipUpgradeRound[_lip] = _round;
    }

    /// @notice Initializes the current round: its block hash, its active stake, and what it may mint.
    /// @dev Requirements: LP-RND-018, LP-RND-019, LP-RND-020, LP-RND-021, LP-RND-022, LP-RND-024, LP-RND-025,
    /// LP-RND-026, LP-RND-027, LP-RND-028, LP-RND-030, LP-RND-031, LP-RND-035
    function initializeRound() external whenSystemNotPaused {
        uint256 round = currentRound();
        uint256 freezeRound = lipUpgradeRound[LIP_FREEZE];
        require(freezeRound == 0 || round < freezeRound, "cannot initialize past LIP-73 round");
        require(lastInitializedRound < round, "round already initialized");

        lastInitializedRound = round;
        bytes32 roundHash = blockHash(blockNum().sub(1));
        blockHashes[round] = roundHash;
        IBondingManager(registered(keccak256("BondingManager"))).setCurrentRoundTotalActiveStake();
        IMinter(registered(keccak256("Minter"))).setCurrentRewardTokens();
        emit NewRound(round, roundHash);
    }

    /// @notice Number of the current block.
    /// @dev Requirements: LP-RND-033
    function blockNum() public view returns (uint256) {
        return block.number;
    }

    /// @notice Hash of one of the last 256 blocks.
    /// @dev Requirements: LP-RND-034
    function blockHash(uint256 _block) public view returns (bytes32) {
        uint256 current = blockNum();
        require(_block < current, "can only retrieve past block hashes");
        require(current < 256 || _block >= current - 256, "can only retrieve hashes for last 256 blocks");
        return blockhash(_block);
    }

    /// @notice Hash of the block before the round's initialization, 0 if it was never initialized.
    /// @dev Requirements: LP-INV-015, LP-RND-029
    function blockHashForRound(uint256 _round) external view returns (bytes32) {
        return blockHashes[_round];
    }

    /// @notice Number of the current round.
    /// @dev Requirements: LP-RND-001, LP-RND-005, LP-RND-037
    function currentRound() public view returns (uint256) {
        return lastRoundLengthUpdateRound.add(roundsSinceUpdate());
    }

    /// @notice First block of the current round.
    /// @dev Requirements: LP-RND-002, LP-RND-005
    function currentRoundStartBlock() public view returns (uint256) {
        return lastRoundLengthUpdateStartBlock.add(roundsSinceUpdate().mul(roundLength));
    }

    /// @notice Whether the current round is initialized.
    /// @dev Requirements: LP-RND-003, LP-RND-005, LP-RND-031
    function currentRoundInitialized() external view returns (bool) {
        return lastInitializedRound == currentRound();
    }

    /// @notice Whether the current round is in its last part, in which commission rates cannot be changed.
    /// @dev Requirements: LP-RND-004, LP-RND-005
    function currentRoundLocked() external view returns (bool) {
        uint256 elapsed = blockNum().sub(currentRoundStartBlock());
        return elapsed >= roundLength.sub(Fractions.share(roundLength, roundLockAmount, MILLION));
    }

    function roundsSinceUpdate() private view returns (uint256) {
        return blockNum().sub(lastRoundLengthUpdateStartBlock).div(roundLength);
    }
}
