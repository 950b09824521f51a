// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "../common/SortedDoublyLL.sol";
import "./Interfaces.sol";

/// @title What the BondingManager knows, and how it is read
abstract contract BondingState {
    using SortedDoublyLL for SortedDoublyLL.Data;

    enum DelegatorStatus {
        Pending,
        Bonded,
        Unbonded
    }

    struct Delegator {
        uint256 bondedAmount;
        uint256 fees;
        address delegateAddress;
        uint256 delegatedAmount;
        uint256 startRound;
        uint256 lastClaimRound;
        uint256 nextUnbondingLockId;
    }

    struct Transcoder {
        uint256 lastRewardRound;
        uint256 rewardCut;
        uint256 feeShare;
        uint256 pricePerSegment;
        uint256 missedRewards;
    }

    struct EarningsPool {
        uint256 rewardPool;
        uint256 feePool;
        uint256 totalStake;
        uint256 claimableStake;
        uint256 transcoderRewardCut;
        uint256 transcoderFeeShare;
        uint256 transcoderRewardPool;
        uint256 transcoderFeePool;
        uint256 pricePerSegment;
    }

    struct UnbondingLock {
        uint256 amount;
        uint256 withdrawRound;
    }

    IProtocol internal immutable protocol;
    IToken internal immutable token;

    /// @notice Part of the supply that the last initialized round can mint, in millionths.
    uint256 public inflation;
    /// @notice How much the last initialized round can mint, in LPTU.
    uint256 public currentMintableTokens;
    /// @notice All bonded stake with unclaimed rewards, without locks, in LPTU.
    /// @custom:requirement LP-WMINT-009
    uint256 public totalBonded;
    /// @notice Slashed tokens that nobody was paid, in LPTU.
    /// @custom:requirement LP-WSLSH-007
    uint256 public commonPool;
    /// @notice The last round that was initialized.
    uint256 public lastInitializedRound;
    /// @notice The round that was initialized before that.
    uint256 public previousRound;

    SortedDoublyLL.Data internal candidates;
    mapping(address => Delegator) internal delegators;
    mapping(address => address[]) internal delegatorsOf;
    mapping(address => uint256) internal indexOf;
    mapping(address => Transcoder) internal transcoders;
    mapping(address => mapping(uint256 => EarningsPool)) internal pools;
    mapping(address => mapping(uint256 => UnbondingLock)) internal locks;
    mapping(uint256 => address[]) internal activeTranscoders;
    mapping(uint256 => uint256) internal totalActiveStake;

    constructor(address _protocol, address _token, uint256 _inflation) {
        protocol = IProtocol(_protocol);
        token = IToken(_token);
        inflation = _inflation;
        candidates.setMaxSize(type(uint256).max);
    }

    modifier onlyJobsManager() {
        require(msg.sender == protocol.jobsManager(), "caller must be JobsManager");
        _;
    }

    /// @custom:requirement LP-WROUND-002
    modifier inInitializedRound() {
        require(lastInitializedRound == protocol.currentRound(), "round is not initialized");
        _;
    }

    /// @notice Whether the current round is initialized.
    /// @custom:requirement LP-WROUND-002
    function currentRoundInitialized() external view returns (bool) {
        return lastInitializedRound == protocol.currentRound();
    }

    /// @notice An account's own stake and fees, and the stake behind it.
    function getDelegator(address _account)
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
        )
    {
        Delegator storage del = delegators[_account];
        return (
            del.bondedAmount,
            del.fees,
            del.delegateAddress,
            del.delegatedAmount,
            del.startRound,
            del.lastClaimRound,
            del.nextUnbondingLockId
        );
    }

    /// @notice Whose stake stands behind an account, in the order in which a slash goes through them.
    /// @custom:requirement LP-WBOND-013
    function getDelegators(address _account) external view returns (address[] memory) {
        return delegatorsOf[_account];
    }

    /// @notice Stake on its way out, and from which round on it can be withdrawn.
    function getDelegatorUnbondingLock(address _account, uint256 _lockId)
        external
        view
        returns (uint256 amount, uint256 withdrawRound)
    {
        return (locks[_account][_lockId].amount, locks[_account][_lockId].withdrawRound);
    }

    /// @notice What a transcoder offers from the next round on, its last reward and how many it missed since.
    function getTranscoder(address _account)
        external
        view
        returns (
            uint256 lastRewardRound,
            uint256 rewardCut,
            uint256 feeShare,
            uint256 pricePerSegment,
            uint256 missedRewards
        )
    {
        Transcoder storage t = transcoders[_account];
        return (t.lastRewardRound, t.rewardCut, t.feeShare, t.pricePerSegment, t.missedRewards);
    }

    /// @notice A transcoder's stake, terms and earnings of a round.
    /// @custom:requirement LP-WELEC-004
    function getTranscoderEarningsPoolForRound(address _account, uint256 _round)
        external
        view
        returns (
            uint256 rewardPool,
            uint256 feePool,
            uint256 totalStake,
            uint256 claimableStake,
            uint256 transcoderRewardCut,
            uint256 transcoderFeeShare,
            uint256 transcoderRewardPool,
            uint256 transcoderFeePool,
            uint256 pricePerSegment
        )
    {
        EarningsPool storage pool = pools[_account][_round];
        return (
            pool.rewardPool,
            pool.feePool,
            pool.totalStake,
            pool.claimableStake,
            pool.transcoderRewardCut,
            pool.transcoderFeeShare,
            pool.transcoderRewardPool,
            pool.transcoderFeePool,
            pool.pricePerSegment
        );
    }

    /// @notice Stake of a transcoder as it was locked for a round, 0 if it is not active in it.
    /// @custom:requirement LP-WELEC-004
    function lockedStake(address _account, uint256 _round) external view returns (uint256) {
        return pools[_account][_round].totalStake;
    }

    /// @notice Price of a transcoder as it was locked for a round, in wei a segment and profile.
    /// @custom:requirement LP-WELEC-004
    function lockedPrice(address _account, uint256 _round) external view returns (uint256) {
        return pools[_account][_round].pricePerSegment;
    }

    /// @notice Who is active in a round, in the order of the election, the random one last.
    function getActiveTranscoders(uint256 _round) external view returns (address[] memory) {
        return activeTranscoders[_round];
    }

    /// @notice The stake of all who are active in a round, as it was locked.
    function getTotalActiveStake(uint256 _round) external view returns (uint256) {
        return totalActiveStake[_round];
    }

    /// @notice Whether an account is a candidate.
    function isRegisteredTranscoder(address _account) public view returns (bool) {
        return candidates.contains(_account);
    }

    /// @notice The candidate with the most stake, the null address if there is none.
    function getFirstTranscoderInPool() external view returns (address) {
        return candidates.getFirst();
    }

    /// @notice The candidate behind another, the null address for the last one and for everybody else.
    function getNextTranscoderInPool(address _account) external view returns (address) {
        return candidates.getNext(_account);
    }

    /// @notice How many candidates there are.
    function getTranscoderPoolSize() external view returns (uint256) {
        return candidates.getSize();
    }

    /// @notice Whether an account is bonded.
    /// @custom:requirement LP-WBOND-001
    function delegatorStatus(address _account) public view returns (DelegatorStatus) {
        if (delegators[_account].bondedAmount == 0) {
            return DelegatorStatus.Unbonded;
        }
        return
            delegators[_account].startRound > protocol.currentRound() ? DelegatorStatus.Pending : DelegatorStatus.Bonded;
    }
}
