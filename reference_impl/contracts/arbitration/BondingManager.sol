// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BondingManager as ConfluenceBondingManager} from "../confluence/BondingManager.sol";
import "./IArbitrator.sol";

/// @title Stake that stays while there is a dispute, and that a lost dispute slashes and jails
/// @dev Storage begins as Confluence's, so that a proxy can go from one to the other.
contract BondingManager is ConfluenceBondingManager, IPenalties {
    /// @notice The round in which an account's jail ends or ended, 0 if it was never jailed.
    /// @custom:requirement LP-PEN-007
    mapping(address => uint256) public jailedUntil;

    event BondSlashed(address indexed orchestrator, uint256 penalty);
    event Jailed(address indexed orchestrator, uint256 untilRound);

    /// @dev Only Disputes asks for penalties; the account's earnings are claimed first.
    /// @custom:requirement LP-PEN-004
    modifier asPenalty(address _orchestrator) {
        require(msg.sender == registered(keccak256("Disputes")), "caller must be Disputes");
        autoClaim(_orchestrator);
        _;
    }

    constructor(address _controller) ConfluenceBondingManager(_controller) {}

    /// @notice Takes a part of an account's own bond, with its earnings, for the Disputes contract.
    /// @param _fraction In millionths
    /// @return penalty What was taken
    /// @custom:requirement LP-PEN-004, LP-PEN-005, LP-PEN-006
    function slashBond(address _orchestrator, uint256 _fraction)
        external
        whenRoundReady
        asPenalty(_orchestrator)
        returns (uint256 penalty)
    {
        penalty = millionths(delegators[_orchestrator].bondedAmount, _fraction);
        if (penalty > 0) {
            takeFromBond(_orchestrator, penalty);
            minter().trustedTransferTokens(msg.sender, penalty);
            emit BondSlashed(_orchestrator, penalty);
        }
    }

    /// @notice Jails an account for some rounds, this one included: it is inactive, and its bond waits under a lock.
    /// @custom:requirement LP-PEN-004, LP-PEN-007, LP-PEN-008, LP-PEN-009
    function jail(address _orchestrator, uint256 _rounds) external whenRoundReady asPenalty(_orchestrator) {
        uint256 round = currentRound();
        uint256 until = max(round + _rounds, jailedUntil[_orchestrator]);
        jailedUntil[_orchestrator] = until;
        if (inPool(_orchestrator)) {
            resign(_orchestrator);
        }
        if (isActiveTranscoder(_orchestrator)) {
            transcoders[_orchestrator].deactivationRound = round;
        }

        uint256 amount = delegators[_orchestrator].bondedAmount;
        address delegate = delegators[_orchestrator].delegateAddress;
        if (amount > 0) {
            takeFromBond(_orchestrator, amount);
            uint256 withdrawRound = max(until, round + unbondingPeriod);
            uint256 lockId = addLock(_orchestrator, UnbondingLock(amount, withdrawRound));
            emit Unbond(delegate, _orchestrator, lockId, amount, withdrawRound);
        }
        emit Jailed(_orchestrator, until);
    }

    /// @notice As before, but nobody bonds to a jailed account.
    /// @custom:requirement LP-PEN-003
    function bondForWithHint(
        uint256 _amount,
        address _owner,
        address _to,
        address _oldDelegateNewPosPrev,
        address _oldDelegateNewPosNext,
        address _currDelegateNewPosPrev,
        address _currDelegateNewPosNext
    ) public override {
        require(jailedUntil[_to] == 0 || currentRound() >= jailedUntil[_to], "account is jailed");
        super.bondForWithHint(
            _amount,
            _owner,
            _to,
            _oldDelegateNewPosPrev,
            _oldDelegateNewPosNext,
            _currDelegateNewPosPrev,
            _currDelegateNewPosNext
        );
    }

    /// @custom:requirement LP-PEN-001, LP-PEN-002
    function processUnbond(uint256 _amount, Hint memory _hint) internal override returns (uint256) {
        requireUnfrozen(msg.sender);
        return super.processUnbond(_amount, _hint);
    }

    /// @custom:requirement LP-PEN-001, LP-PEN-002
    function takeLock(address _delegator, uint256 _lockId) internal override returns (UnbondingLock memory) {
        requireUnfrozen(_delegator);
        return super.takeLock(_delegator, _lockId);
    }

    /// @dev Takes stake out of a bond as unbonding does, but without a lock.
    /// @custom:requirement LP-PEN-005, LP-PEN-006
    function takeFromBond(address _delegator, uint256 _amount) private {
        Delegator storage del = delegators[_delegator];
        address delegate = del.delegateAddress;
        del.bondedAmount -= _amount;
        if (del.bondedAmount == 0) {
            del.delegateAddress = address(0);
            del.startRound = 0;
            if (inPool(_delegator)) {
                resign(_delegator);
            }
        }
        decreaseTotalStake(delegate, _amount, Hint(address(0), address(0)));
    }

    function requireUnfrozen(address _account) private view {
        require(currentRound() >= jailedUntil[_account], "account is jailed");
        IDisputes disputes = IDisputes(registered(keccak256("Disputes")));
        require(disputes.openDisputes(_account) == 0, "stake is disputed");
    }

    function max(uint256 _one, uint256 _other) private pure returns (uint256) {
        return _one > _other ? _one : _other;
    }
}
