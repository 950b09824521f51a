// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import "./IArbitrator.sol";
import "./SlashedEarnings.sol";

/// @title Stake that stays while there is a dispute, and that a lost dispute slashes and jails
/// @dev Storage begins as Confluence's, so that a proxy can go from one to the other.
contract BondingManager is SlashedEarnings, IPenalties {
    /// No slash takes more than to here, where 1e-18 is left of a unit.
    uint256 private constant LEAST_SLASH_FACTOR = 10**9;

    event BondSlashed(address indexed orchestrator, uint256 penalty);
    event DelegationsSlashed(address indexed orchestrator, uint256 penalty, uint256 factor);
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

    /// @notice Takes a part of all that is delegated to an account, its own bond included, for the Disputes contract. The
    /// account is inactive at once, since a reward in this round would be shared by stake of which part is gone.
    /// @param _fraction In millionths
    /// @return penalty What was taken: nothing where that rounds to nothing or a slash factor would get too small
    /// @custom:requirement LP-PEN-004, LP-PEN-012, LP-PEN-014, LP-PEN-018, LP-PEN-023, LP-PEN-024, LP-PEN-025
    function slashDelegations(address _orchestrator, uint256 _fraction)
        external
        whenRoundReady
        asPenalty(_orchestrator)
        returns (uint256 penalty)
    {
        SlashFactors storage factors = slashFactors[_orchestrator];
        uint256 factor = millionths(orDefault(factors.current, PRECISE), MILLION - _fraction);
        penalty = millionths(delegators[_orchestrator].delegatedAmount, _fraction);
        if (penalty == 0 || factor < LEAST_SLASH_FACTOR) {
            return 0;
        }

        if (!inPool(_orchestrator)) {
            lowerStakeForFees(_orchestrator, _fraction);
        }
        decreaseTotalStake(_orchestrator, penalty, Hint(address(0), address(0)));
        putOutOfWork(_orchestrator);
        uint256 round = currentRound();
        if (factors.lastRound < round) {
            (factors.before, factors.lastRound) = (factors.current, round);
        }
        factors.current = factor;
        // Commission of a reward after the account's last claim in this round is part of what is delegated.
        Transcoder storage t = transcoders[_orchestrator];
        t.cumulativeRewards = millionths(t.cumulativeRewards, MILLION - _fraction);
        emit DelegationsSlashed(_orchestrator, penalty, factor);

        settleSlash(_orchestrator);
        Delegator storage del = delegators[_orchestrator];
        if (del.bondedAmount == 0 && del.delegateAddress == _orchestrator) {
            leaveDelegate(_orchestrator);
        }
        minter().trustedTransferTokens(msg.sender, penalty);
    }

    /// @notice Jails an account for some rounds, this one included: it is inactive, and its bond waits under a lock.
    /// @custom:requirement LP-PEN-004, LP-PEN-007, LP-PEN-008, LP-PEN-009
    function jail(address _orchestrator, uint256 _rounds) external whenRoundReady asPenalty(_orchestrator) {
        uint256 round = currentRound();
        uint256 until = max(round + _rounds, jailedUntil[_orchestrator]);
        jailedUntil[_orchestrator] = until;
        putOutOfWork(_orchestrator);

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

    /// @notice As before, but nobody bonds to a jailed account, and the owner notes the slash factor of its delegate.
    /// @custom:requirement LP-PEN-003, LP-PEN-013
    function bondForWithHint(
        uint256 _amount,
        address _owner,
        address _to,
        address _oldDelegateNewPosPrev,
        address _oldDelegateNewPosNext,
        address _currDelegateNewPosPrev,
        address _currDelegateNewPosNext
    ) public override {
        requireFree(_to);
        super.bondForWithHint(
            _amount,
            _owner,
            _to,
            _oldDelegateNewPosPrev,
            _oldDelegateNewPosNext,
            _currDelegateNewPosPrev,
            _currDelegateNewPosNext
        );
        noteSlashFactor(_owner, _to);
    }

    /// @notice As before, on what slashing of the account's delegate left of its bond.
    /// @custom:requirement LP-PEN-022
    function slashTranscoder(
        address _transcoder,
        address _finder,
        uint256 _slashAmount,
        uint256 _finderFee
    ) external override whenSystemNotPaused {
        require(msg.sender == registered(keccak256("Verifier")), "caller must be Verifier");
        settleSlash(_transcoder);
        Delegator storage del = delegators[_transcoder];
        if (del.bondedAmount == 0) {
            emit TranscoderSlashed(_transcoder, _finder, 0, 0);
            return;
        }

        uint256 penalty = millionths(del.bondedAmount, _slashAmount);
        if (inPool(_transcoder)) {
            resign(_transcoder);
        }
        del.bondedAmount -= penalty;
        if (statusOf(_transcoder) == DelegatorStatus.Bonded) {
            delegators[del.delegateAddress].delegatedAmount -= penalty;
        }

        uint256 finderReward;
        if (_finder != address(0)) {
            finderReward = millionths(penalty, _finderFee);
            minter().trustedTransferTokens(_finder, finderReward);
        }
        minter().trustedBurnTokens(penalty - finderReward);
        emit TranscoderSlashed(_transcoder, _finder, penalty, finderReward);
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

    /// @dev As before, but no stake goes to a jailed delegate, and who has got another delegate notes its slash factor.
    /// @custom:requirement LP-PEN-003, LP-PEN-013
    function processRebond(
        address _delegator,
        uint256 _lockId,
        Hint memory _hint
    ) internal override {
        address delegate = delegators[_delegator].delegateAddress;
        requireFree(delegate);
        noteSlashFactor(_delegator, delegate);
        super.processRebond(_delegator, _lockId, _hint);
    }

    /// @dev Takes stake out of a bond as unbonding does, but without a lock.
    /// @custom:requirement LP-PEN-005, LP-PEN-006
    function takeFromBond(address _delegator, uint256 _amount) private {
        Delegator storage del = delegators[_delegator];
        address delegate = del.delegateAddress;
        del.bondedAmount -= _amount;
        if (del.bondedAmount == 0) {
            leaveDelegate(_delegator);
        }
        decreaseTotalStake(delegate, _amount, Hint(address(0), address(0)));
    }

    /// @dev An account of whose bond nothing is left has no delegate, and is not in the pool.
    /// @custom:requirement LP-PEN-006
    function leaveDelegate(address _delegator) private {
        delegators[_delegator].delegateAddress = address(0);
        delegators[_delegator].startRound = 0;
        if (inPool(_delegator)) {
            resign(_delegator);
        }
    }

    /// @dev Takes an account out of the pool, and makes it inactive at once.
    /// @custom:requirement LP-PEN-008, LP-PEN-018
    function putOutOfWork(address _orchestrator) private {
        if (inPool(_orchestrator)) {
            resign(_orchestrator);
        }
        if (isActiveTranscoder(_orchestrator)) {
            transcoders[_orchestrator].deactivationRound = currentRound();
        }
    }

    /// @dev Lowers the stake that fees of an account outside the pool are divided by. Members' is noted anyway.
    /// @custom:requirement LP-PEN-017
    function lowerStakeForFees(address _orchestrator, uint256 _fraction) private {
        Transcoder storage t = transcoders[_orchestrator];
        uint256 stake = t.earningsPoolPerRound[t.lastActiveStakeUpdateRound].totalStake;
        if (stake > 0) {
            uint256 round = currentRound();
            if (t.lastActiveStakeUpdateRound < round) {
                t.earningsPoolPerRound[round].totalStake = stake;
            }
            t.earningsPoolPerRound[round + 1].totalStake = stake - millionths(stake, _fraction);
            t.lastActiveStakeUpdateRound = round + 1;
        }
    }

    function requireUnfrozen(address _account) private view {
        require(currentRound() >= jailedUntil[_account], "account is jailed");
        IDisputes disputes = IDisputes(registered(keccak256("Disputes")));
        require(disputes.openDisputes(_account) == 0, "stake is disputed");
    }

    /// @custom:requirement LP-PEN-003
    function requireFree(address _delegate) private view {
        require(jailedUntil[_delegate] == 0 || currentRound() >= jailedUntil[_delegate], "account is jailed");
    }

    function max(uint256 _one, uint256 _other) private pure returns (uint256) {
        return _one > _other ? _one : _other;
    }
}
