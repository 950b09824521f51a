// SPDX-License-Identifier: MIT
pragma solidity >=0.4.26 <0.6.0;

import "../alpha/Staking.sol";

/// @title Stake as it was launched: unbonded as a whole, with the bonded tokens of all counted
contract BondingManager is Staking {
    enum DelegatorStatus { Pending, Bonded, Unbonding, Unbonded }

    event Bond(address indexed delegate, address indexed delegator);
    event Unbond(address indexed delegate, address indexed delegator);
    event WithdrawStake(address indexed delegator);

    constructor(address _controller) public ManagerProxyTarget(_controller) {}

    /// @notice Bonds tokens, and moves what is bonded already or unbonding, to a delegate.
    /// @param _amount Tokens to add, in LPTU, which the caller has approved; 0 only moves
    /// @param _to The delegate, any address
    /// @dev Requirements: LP-ABOND-003, LP-ABOND-007, LP-ABOND-009, LP-ABOND-011, LP-ABOND-101, LP-ABOND-102,
    /// LP-ABOND-103, LP-ABOND-111
    function bond(uint256 _amount, address _to) external autoClaimEarnings {
        Delegator storage del = delegators[msg.sender];
        DelegatorStatus status = delegatorStatus(msg.sender);
        uint256 moved;
        if (status == DelegatorStatus.Unbonded || status == DelegatorStatus.Unbonding) {
            del.startRound = currentRound().add(1);
            del.withdrawRound = 0;
            moved = del.bondedAmount;
        } else if (del.delegateAddress != address(0) && del.delegateAddress != _to) {
            moved = del.bondedAmount;
            leaveDelegate(del);
        }
        joinDelegate(del, _to, _amount, moved);
        emit Bond(_to, msg.sender);
    }

    /// @notice Unbonds the caller's whole stake, which it can withdraw when the unbonding period has passed.
    /// @dev The event always names the null address as delegate.
    /// @dev Requirements: LP-ABOND-023, LP-ABOND-104, LP-ABOND-105, LP-ABOND-106, LP-ABOND-107, LP-ABOND-111
    function unbond() external autoClaimEarnings {
        require(isBonded(msg.sender), "caller must be bonded");
        Delegator storage del = delegators[msg.sender];
        del.withdrawRound = currentRound().add(unbondingPeriod);
        decreaseDelegated(del.delegateAddress, del.bondedAmount);
        totalBondedFell(del.bondedAmount);
        if (isRegistered(msg.sender)) {
            resign(msg.sender);
        } else {
            lowerInPool(del.delegateAddress, del.bondedAmount);
        }
        del.delegateAddress = address(0);
        del.startRound = 0;
        emit Unbond(del.delegateAddress, msg.sender);
    }

    /// @notice Pays out the caller's unbonded stake.
    /// @dev Requirements: LP-ABOND-004, LP-ABOND-108, LP-ABOND-109
    function withdrawStake() external whenRoundReady {
        require(delegatorStatus(msg.sender) == DelegatorStatus.Unbonded, "caller must be unbonded");
        Delegator storage del = delegators[msg.sender];
        uint256 amount = del.bondedAmount;
        del.bondedAmount = 0;
        del.withdrawRound = 0;
        minter().trustedTransferTokens(msg.sender, amount);
        emit WithdrawStake(msg.sender);
    }

    /// @notice Status of an account; one that was never bonded is unbonded.
    /// @dev Requirements: LP-ABOND-110
    function delegatorStatus(address _delegator) public view returns (DelegatorStatus) {
        Delegator storage del = delegators[_delegator];
        if (del.withdrawRound > 0) {
            return currentRound() >= del.withdrawRound ? DelegatorStatus.Unbonded : DelegatorStatus.Unbonding;
        }
        if (del.startRound > currentRound()) {
            return DelegatorStatus.Pending;
        }
        return del.startRound > 0 ? DelegatorStatus.Bonded : DelegatorStatus.Unbonded;
    }

    /// @notice Record of a delegator.
    /// @dev Requirements: LP-ABOND-112
    function getDelegator(address _delegator)
        external
        view
        returns (
            uint256 bondedAmount,
            uint256 fees,
            address delegateAddress,
            uint256 delegatedAmount,
            uint256 startRound,
            uint256 withdrawRound,
            uint256 lastClaimRound
        )
    {
        Delegator storage del = delegators[_delegator];
        bondedAmount = del.bondedAmount;
        fees = del.fees;
        delegateAddress = del.delegateAddress;
        delegatedAmount = del.delegatedAmount;
        startRound = del.startRound;
        withdrawRound = del.withdrawRound;
        lastClaimRound = del.lastClaimRound;
    }

    /// @notice Earnings of a transcoder and its delegators in a round.
    /// @dev Requirements: LP-ABOND-113
    function getTranscoderEarningsPoolForRound(address _transcoder, uint256 _round)
        external
        view
        returns (uint256 rewardPool, uint256 feePool, uint256 totalStake, uint256 claimableStake)
    {
        EarningsPool.Data storage pool = poolOf(_transcoder, _round);
        return (pool.rewardPool, pool.feePool, pool.totalStake, pool.claimableStake);
    }

    /// @notice Bonded tokens of all, whoever their delegates are, in LPTU.
    /// @dev Requirements: LP-ABOND-111
    function getTotalBonded() external view returns (uint256) {
        return totalBonded;
    }

    function isBonded(address _delegator) internal view returns (bool) {
        return delegatorStatus(_delegator) == DelegatorStatus.Bonded;
    }

    function splitsEarnings() internal pure returns (bool) {
        return false;
    }

    function totalBondedRose(uint256 _amount) internal {
        totalBonded = totalBonded.add(_amount);
    }

    function totalBondedFell(uint256 _amount) internal {
        totalBonded = totalBonded.sub(_amount);
    }
}
