"""BondingManager: stake, delegation, election of orchestrators, rewards and slashing.

Changed in Confluence: anybody may bond for somebody else and transfer a bond; fees are withdrawn in part and to any
recipient; leaving a null delegate keeps the stake; claims need no end round. [LIP-73]

Source: LIP-8, LIP-11, LIP-36, LIP-73; deployed BondingManager; Livepeer whitepaper, "Bonding + Delegation".
"""

from enum import IntEnum
from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.fractions import PPM, is_fraction, part
from livepeer_spec.primitives.sorted_list import NO_HINT, Hint
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Precise, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.confluence import earnings, minter, token
from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.streamflow import clock
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    callee,
    current_minter,
    current_round,
    registered,
    require_controller_owner,
    require_round_initialized,
    require_system_running,
)
from livepeer_spec.upgrades.streamflow.election import (
    decrease_total_stake,
    increase_total_stake,
    is_active,
    is_registered,
    resign,
    try_to_join,
)
from livepeer_spec.upgrades.streamflow.state import Delegator

_GUARDED = (
    Reason.NO_DATA,
    Reason.SYSTEM_PAUSED,
    Reason.ROUND_NOT_INITIALIZED,
)
_BONDING = (
    *_GUARDED,
    Reason.REGISTERED_CANNOT_DELEGATE_AWAY,
    Reason.ZERO_DELEGATION,
    Reason.ADDITION_OVERFLOW,
    Reason.TRANSFER_TO_NULL,
    Reason.TRANSFER_EXCEEDS_BALANCE,
    Reason.TRANSFER_EXCEEDS_ALLOWANCE,
    Reason.POOL_NODE_MISSING,
    Reason.POOL_NODE_NULL,
)
_UNBONDING = (*_GUARDED, Reason.NOT_BONDED, Reason.ZERO_UNBOND, Reason.UNBOND_EXCEEDS_BOND)


class DelegatorStatus(IntEnum):
    """What an account's bond entitles it to."""

    PENDING = 0
    BONDED = 1
    UNBONDED = 2


@event(
    "Bond(address indexed newDelegate, address indexed oldDelegate, address indexed delegator,"
    " uint256 additionalAmount, uint256 bondedAmount)"
)
class Bond(NamedTuple):
    """Stake was bonded or moved; ``old_delegate`` is the delegate before the call."""

    new_delegate: Address
    old_delegate: Address
    delegator: Address
    additional_amount: Lptu
    bonded_amount: Lptu


@event(
    "Unbond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount,"
    " uint256 withdrawRound)"
)
class Unbond(NamedTuple):
    """Stake is on its way out."""

    delegate: Address
    delegator: Address
    unbonding_lock_id: int
    amount: Lptu
    withdraw_round: Round


@event("Rebond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount)")
class Rebond(NamedTuple):
    """Stake on its way out came back."""

    delegate: Address
    delegator: Address
    unbonding_lock_id: int
    amount: Lptu


@event(
    "TransferBond(address indexed oldDelegator, address indexed newDelegator, uint256 oldUnbondingLockId,"
    " uint256 newUnbondingLockId, uint256 amount)"
)
class TransferBond(NamedTuple):
    """Stake went from one delegator to another."""

    old_delegator: Address
    new_delegator: Address
    old_unbonding_lock_id: int
    new_unbonding_lock_id: int
    amount: Lptu


@event("WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound)")
class WithdrawStake(NamedTuple):
    """Unbonded stake was paid out."""

    delegator: Address
    unbonding_lock_id: int
    amount: Lptu
    withdraw_round: Round


@event("WithdrawFees(address indexed delegator, address recipient, uint256 amount)")
class WithdrawFees(NamedTuple):
    """Fees were paid out."""

    delegator: Address
    recipient: Address
    amount: Wei


@event(
    "EarningsClaimed(address indexed delegate, address indexed delegator, uint256 rewards, uint256 fees,"
    " uint256 startRound, uint256 endRound)"
)
class EarningsClaimed(NamedTuple):
    """Rewards and fees of rounds ``start_round`` to ``end_round`` were added to stake and fees."""

    delegate: Address
    delegator: Address
    rewards: Lptu
    fees: Wei
    start_round: Round
    end_round: Round


@event("TranscoderUpdate(address indexed transcoder, uint256 rewardCut, uint256 feeShare)")
class TranscoderUpdate(NamedTuple):
    """An orchestrator set its terms."""

    transcoder: Address
    reward_cut: Ppm
    fee_share: Ppm


@event("Reward(address indexed transcoder, uint256 amount)")
class Reward(NamedTuple):
    """An orchestrator minted its and its delegators' tokens of the round."""

    transcoder: Address
    amount: Lptu


@event("TranscoderSlashed(address indexed transcoder, address finder, uint256 penalty, uint256 finderReward)")
class TranscoderSlashed(NamedTuple):
    """An account lost stake for a fault."""

    transcoder: Address
    finder: Address
    penalty: Lptu
    finder_reward: Lptu


# Parts of transactions.


@implements("LP-BOND-001", "LP-BOND-002", "LP-BOND-003", "LP-BOND-004", "LP-BOND-102", "LP-BOND-103")
def _begin(state: State, call: Call) -> Round:
    """What nearly every transaction needs: a running system and an initialized round, which is returned."""
    require_system_running(state, call)
    return require_round_initialized(state, call)


@implements("LP-BOND-005", "LP-EARN-044", "LP-EARN-045", "LP-EARN-046")
def _claim(state: State, call: Call, account: Address, current: Round) -> Delegator:
    """Claim an account's earnings through the current round, unless that is done; also for accounts without stake."""
    delegator = state.bonding.delegators[account]
    start = delegator.last_claim_round
    if start < current:
        delegate = delegator.delegate_address
        rewards, fees = earnings.settle(state.bonding, delegator, current)
        emit(call, EarningsClaimed(delegate, account, rewards, fees, start + 1, current))
    return delegator


@implements("LP-BOND-084")
def _status(delegator: Delegator, current: Round) -> DelegatorStatus:
    if delegator.bonded_amount == 0:
        return DelegatorStatus.UNBONDED
    return DelegatorStatus.PENDING if delegator.start_round > current else DelegatorStatus.BONDED


@implements("LP-BOND-028", "LP-BOND-029", "LP-BOND-030", "LP-BOND-031", "LP-BOND-032")
def _require_third_party_may_bond(
    state: State, call: Call, owner: Address, delegator: Delegator, to: Address, current: Round
) -> None:
    """Bonding for somebody else may add to a bond but not choose who registers or whom to delegate to."""
    if call.sender in (owner, registered(state, call, "L2Migrator")):
        return
    if _status(delegator, current) is DelegatorStatus.UNBONDED:
        # Nobody makes another account an orchestrator.
        require(to != owner, Reason.INVALID_DELEGATE)
    else:
        # Nobody changes another account's delegate.
        require(to == delegator.delegate_address, Reason.INVALID_DELEGATE_CHANGE)


@implements(
    "LP-BOND-008", "LP-BOND-009", "LP-BOND-011", "LP-BOND-012", "LP-BOND-013", "LP-BOND-014", "LP-BOND-015",
    "LP-BOND-016", "LP-BOND-017", "LP-BOND-018", "LP-BOND-019", "LP-BOND-022", "LP-BOND-023", "LP-BOND-024",
    "LP-BOND-025", "LP-BOND-026", "LP-BOND-104", "LP-BOND-105", "LP-BOND-106", "LP-EARN-019", "LP-EARN-042",
)  # fmt: skip
def _bond(state: State, call: Call, amount: Lptu, owner: Address, to: Address, old_hint: Hint, new_hint: Hint) -> None:
    """Bond the caller's tokens for ``owner`` towards ``to``, moving the owner's whole bond there."""
    current = _begin(state, call)
    delegator = _claim(state, call, owner, current)
    old_delegate, bonded = delegator.delegate_address, delegator.bonded_amount
    _require_third_party_may_bond(state, call, owner, delegator, to, current)
    delegated = amount
    if _status(delegator, current) is DelegatorStatus.UNBONDED:
        delegator.start_round = current + 1
    elif bonded > 0 and old_delegate != to:
        # An orchestrator stays its own delegate.
        require(not is_registered(state.bonding, owner), Reason.REGISTERED_CANNOT_DELEGATE_AWAY)
        delegator.start_round = current + 1
        delegated = add(amount, bonded)
        decrease_total_stake(state, old_delegate, bonded, current, old_hint)
    earnings.store_latest_factors(state.bonding, to, current)
    # Something is delegated.
    require(delegated > 0, Reason.ZERO_DELEGATION)
    delegator.delegate_address = to
    delegator.bonded_amount = add(bonded, amount)
    increase_total_stake(state, call, to, delegated, current, new_hint)
    if amount > 0:
        treasury = registered(state, call, "Minter")
        token.transfer_from(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, treasury, amount)
    emit(call, Bond(to, old_delegate, owner, amount, delegator.bonded_amount))


@implements(
    "LP-BOND-033", "LP-BOND-034", "LP-BOND-035", "LP-BOND-036", "LP-BOND-037", "LP-BOND-038", "LP-BOND-039",
    "LP-BOND-040", "LP-BOND-041", "LP-BOND-053", "LP-BOND-100", "LP-BOND-101",
)  # fmt: skip
def _unbond(state: State, call: Call, amount: Lptu, hint: Hint) -> int:
    """Put part of the caller's bond under a lock, whose id is returned."""
    current = _begin(state, call)
    account, bonding = call.sender, state.bonding
    delegator = _claim(state, call, account, current)
    # The caller's bond counts already.
    require(_status(delegator, current) is DelegatorStatus.BONDED, Reason.NOT_BONDED)
    # The amount is positive.
    require(amount > 0, Reason.ZERO_UNBOND)
    # The amount is no more than the bond with its rewards.
    require(amount <= delegator.bonded_amount, Reason.UNBOND_EXCEEDS_BOND)
    delegate = delegator.delegate_address
    lock_id = delegator.next_unbonding_lock_id
    lock = bonding.unbonding_locks[account, lock_id]
    lock.amount = amount
    lock.withdraw_round = current + bonding.unbonding_period
    delegator.next_unbonding_lock_id = lock_id + 1
    delegator.bonded_amount -= amount
    if delegator.bonded_amount == 0:
        delegator.delegate_address = NULL_ADDRESS
        delegator.start_round = 0
        if account in bonding.pool:
            resign(state, call, account, current)
    decrease_total_stake(state, delegate, amount, current, hint)
    emit(call, Unbond(delegate, account, lock_id, amount, lock.withdraw_round))
    return lock_id


@implements("LP-BOND-043", "LP-BOND-045", "LP-BOND-048")
def _rebond(state: State, call: Call, delegator: Delegator, lock_id: int, current: Round, hint: Hint) -> None:
    """Bring the stake under a lock back to the delegator's delegate."""
    lock = state.bonding.unbonding_locks[delegator.key, lock_id]
    # The lock exists.
    require(lock.withdraw_round > 0, Reason.INVALID_UNBONDING_LOCK)
    amount = lock.amount
    delegator.bonded_amount = add(delegator.bonded_amount, amount)
    lock.amount = 0
    lock.withdraw_round = 0
    increase_total_stake(state, call, delegator.delegate_address, amount, current, hint)
    emit(call, Rebond(delegator.delegate_address, delegator.key, lock_id, amount))


# Transactions of delegators.


@transaction("BondingManager", "bond(uint256,address)", rejects=_BONDING)
@implements("LP-BOND-007")
def bond(state: State, call: Call, amount: Lptu, to: Address) -> None:
    """Bond ``amount`` more of the caller's tokens, and the whole bond towards ``to``, who may be any address.

    With ``amount`` 0 only the delegate changes.
    """
    _bond(state, call, amount, call.sender, to, NO_HINT, NO_HINT)


@transaction("BondingManager", "bondWithHint(uint256,address,address,address,address,address)", rejects=_BONDING)
def bond_with_hint(
    state: State, call: Call, amount: Lptu, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Like :func:`bond`, with hints for the old and the new delegate's place in the pool."""
    _bond(state, call, amount, call.sender, to, Hint(old_previous, old_next), Hint(new_previous, new_next))


@transaction(
    "BondingManager", "bondForWithHint(uint256,address,address,address,address,address,address)",
    rejects=(*_BONDING, Reason.INVALID_DELEGATE, Reason.INVALID_DELEGATE_CHANGE),
)  # fmt: skip
@implements("LP-BOND-027", "LP-POOL-024")
def bond_for_with_hint(
    state: State, call: Call, amount: Lptu, owner: Address, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Bond the caller's tokens for ``owner``, whose earnings are claimed. New in Confluence. [LIP-73]"""
    _bond(state, call, amount, owner, to, Hint(old_previous, old_next), Hint(new_previous, new_next))


@transaction("BondingManager", "unbond(uint256)", rejects=_UNBONDING)
@implements("LP-BOND-007")
def unbond(state: State, call: Call, amount: Lptu) -> None:
    """Start unbonding ``amount`` of the caller's stake.

    It earns nothing from now on and can be withdrawn ``unbonding_period`` rounds later.
    """
    _unbond(state, call, amount, NO_HINT)


@transaction("BondingManager", "unbondWithHint(uint256,address,address)", rejects=_UNBONDING)
def unbond_with_hint(state: State, call: Call, amount: Lptu, previous: Address, next: Address) -> None:
    """Like :func:`unbond`, with a hint for the delegate's place in the pool."""
    _unbond(state, call, amount, Hint(previous, next))


@transaction("BondingManager", "rebond(uint256)", rejects=(*_GUARDED, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK))
@implements("LP-BOND-007")
def rebond(state: State, call: Call, lock_id: int) -> None:
    """Bring stake that is on its way out back to the caller's delegate."""
    rebond_with_hint(state, call, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondWithHint(uint256,address,address)",
    rejects=(*_GUARDED, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK),
)  # fmt: skip
@implements("LP-BOND-042", "LP-BOND-045", "LP-BOND-101")
def rebond_with_hint(state: State, call: Call, lock_id: int, previous: Address, next: Address) -> None:
    """Like :func:`rebond`, with a hint for the delegate's place in the pool."""
    current = _begin(state, call)
    delegator = _claim(state, call, call.sender, current)
    # The caller has a bond, pending or not.
    require(_status(delegator, current) is not DelegatorStatus.UNBONDED, Reason.NOT_BONDED)
    _rebond(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "rebondFromUnbonded(address,uint256)",
    rejects=(*_GUARDED, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK),
)  # fmt: skip
@implements("LP-BOND-007")
def rebond_from_unbonded(state: State, call: Call, to: Address, lock_id: int) -> None:
    """Bring stake that is on its way out back, towards ``to``, when the caller has no bond left."""
    rebond_from_unbonded_with_hint(state, call, to, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondFromUnbondedWithHint(address,uint256,address,address)",
    rejects=(*_GUARDED, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK),
)  # fmt: skip
@implements("LP-BOND-044", "LP-BOND-046", "LP-BOND-047")
def rebond_from_unbonded_with_hint(
    state: State, call: Call, to: Address, lock_id: int, previous: Address, next: Address
) -> None:
    """Like :func:`rebond_from_unbonded`, with a hint for the delegate's place in the pool."""
    current = _begin(state, call)
    delegator = _claim(state, call, call.sender, current)
    # The caller has no bond.
    require(_status(delegator, current) is DelegatorStatus.UNBONDED, Reason.STILL_BONDED)
    delegator.start_round = current + 1
    delegator.delegate_address = to
    _rebond(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "transferBond(address,uint256,address,address,address,address)",
    rejects=(*_UNBONDING, Reason.INVALID_DELEGATOR),
)  # fmt: skip
@implements(
    "LP-BOND-062", "LP-BOND-063", "LP-BOND-064", "LP-BOND-065", "LP-BOND-066", "LP-BOND-067", "LP-BOND-068",
    "LP-BOND-069", "LP-BOND-070", "LP-BOND-071", "LP-BOND-072", "LP-BOND-073", "LP-BOND-074",
)  # fmt: skip
def transfer_bond(
    state: State, call: Call, receiver: Address, amount: Lptu,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Give ``amount`` of the caller's bond to ``receiver``.

    A receiver without delegate and bond takes the caller's delegate; any other keeps its own.
    New in Confluence. [LIP-73]
    """
    current = _begin(state, call)
    bonding = state.bonding
    old_delegate = _claim(state, call, call.sender, current).delegate_address
    old_lock_id = _unbond(state, call, amount, Hint(old_previous, old_next))
    old_lock = bonding.unbonding_locks[call.sender, old_lock_id]
    withdraw_round = old_lock.withdraw_round
    old_lock.amount = 0
    old_lock.withdraw_round = 0
    delegator = bonding.delegators[receiver]
    new_lock_id = delegator.next_unbonding_lock_id
    new_lock = bonding.unbonding_locks[receiver, new_lock_id]
    new_lock.amount = amount
    new_lock.withdraw_round = withdraw_round
    delegator.next_unbonding_lock_id = new_lock_id + 1
    emit(call, TransferBond(call.sender, receiver, old_lock_id, new_lock_id, amount))
    _claim(state, call, receiver, current)
    if delegator.delegate_address == NULL_ADDRESS and delegator.bonded_amount == 0:
        # A transfer makes nobody an orchestrator.
        require(old_delegate != receiver, Reason.INVALID_DELEGATOR)
        delegator.delegate_address = old_delegate
    if _status(delegator, current) is DelegatorStatus.UNBONDED:
        delegator.start_round = current + 1
    _rebond(state, call, delegator, new_lock_id, current, Hint(new_previous, new_next))


@transaction(
    "BondingManager", "withdrawStake(uint256)",
    rejects=(*_GUARDED, Reason.INVALID_UNBONDING_LOCK, Reason.STAKE_STILL_LOCKED),
)  # fmt: skip
@implements("LP-BOND-006", "LP-BOND-049", "LP-BOND-050", "LP-BOND-051", "LP-BOND-052")
def withdraw_stake(state: State, call: Call, lock_id: int) -> None:
    """Pay out unbonded stake; the caller's earnings are not claimed."""
    current = _begin(state, call)
    lock = state.bonding.unbonding_locks[call.sender, lock_id]
    # The lock exists.
    require(lock.withdraw_round > 0, Reason.INVALID_UNBONDING_LOCK)
    # Its withdraw round is reached.
    require(lock.withdraw_round <= current, Reason.STAKE_STILL_LOCKED)
    amount, withdraw_round = lock.amount, lock.withdraw_round
    lock.amount = 0
    lock.withdraw_round = 0
    minter.trusted_transfer_tokens(state, call.inner(current_minter(state, call).key), call.sender, amount)
    emit(call, WithdrawStake(call.sender, lock_id, amount, withdraw_round))


@transaction(
    "BondingManager", "withdrawFees(address,uint256)",
    rejects=(*_GUARDED, Reason.NULL_RECIPIENT, Reason.INSUFFICIENT_FEES, Reason.CALLEE_REVERTED),
)  # fmt: skip
@implements("LP-BOND-057", "LP-BOND-058", "LP-BOND-059", "LP-BOND-060", "LP-BOND-061")
def withdraw_fees(state: State, call: Call, recipient: Address, amount: Wei) -> None:
    """Pay ``amount`` of the caller's fees to ``recipient``; nothing is a valid amount.

    Changed in Confluence: recipient and amount are chosen. [LIP-73]
    """
    current = _begin(state, call)
    delegator = _claim(state, call, call.sender, current)
    # The recipient is an account.
    require(recipient != NULL_ADDRESS, Reason.NULL_RECIPIENT)
    # The caller has earned as much.
    require(delegator.fees >= amount, Reason.INSUFFICIENT_FEES)
    delegator.fees -= amount
    minter.trusted_withdraw_eth(state, call.inner(current_minter(state, call).key), recipient, amount)
    emit(call, WithdrawFees(call.sender, recipient, amount))


@transaction("BondingManager", "claimEarnings(uint256)", rejects=_GUARDED)
@implements("LP-EARN-050")
def claim_earnings(state: State, call: Call, end_round: Round) -> None:
    """Add the caller's earnings to its stake and fees; a second call in a round does nothing.

    Changed in Confluence: ``end_round`` is ignored, earnings are always claimed through the current round. [LIP-73]
    """
    _claim(state, call, call.sender, _begin(state, call))


# Transactions of orchestrators.

_TERMS = (
    *_GUARDED,
    Reason.ROUND_LOCKED,
    Reason.INVALID_REWARD_CUT,
    Reason.INVALID_FEE_SHARE,
    Reason.NOT_REGISTERED,
    Reason.ACTIVE_WITHOUT_REWARD,
)


@transaction("BondingManager", "transcoder(uint256,uint256)", rejects=_TERMS)
@implements("LP-BOND-007")
def transcoder(state: State, call: Call, reward_cut: Ppm, fee_share: Ppm) -> None:
    """Set the caller's terms, and let it into the pool if its stake suffices."""
    transcoder_with_hint(state, call, reward_cut, fee_share, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "transcoderWithHint(uint256,uint256,address,address)", rejects=_TERMS)
@implements(
    "LP-BOND-006", "LP-BOND-075", "LP-BOND-076", "LP-BOND-077", "LP-BOND-078", "LP-BOND-079", "LP-BOND-080",
    "LP-BOND-081", "LP-BOND-082", "LP-BOND-083",
)  # fmt: skip
def transcoder_with_hint(
    state: State, call: Call, reward_cut: Ppm, fee_share: Ppm, previous: Address, next: Address
) -> None:
    """Like :func:`transcoder`, with a hint for the caller's place in the pool."""
    current = _begin(state, call)
    bonding, account = state.bonding, call.sender
    # Terms do not change at the end of a round, so that delegators can react.
    require(not clock.is_locked_at(state.rounds, call.block_number), Reason.ROUND_LOCKED)
    # The reward cut is at most one.
    require(is_fraction(reward_cut, PPM), Reason.INVALID_REWARD_CUT)
    # The fee share is at most one.
    require(is_fraction(fee_share, PPM), Reason.INVALID_FEE_SHARE)
    # The caller is bonded to itself.
    require(is_registered(bonding, account), Reason.NOT_REGISTERED)
    record = bonding.transcoders[account]
    # An active orchestrator has minted this round's rewards under its old terms.
    require(
        not is_active(bonding, account, current) or record.last_reward_round == current, Reason.ACTIVE_WITHOUT_REWARD
    )
    record.reward_cut = reward_cut
    record.fee_share = fee_share
    if account not in bonding.pool:
        stake = bonding.delegators[account].delegated_amount
        try_to_join(state, call, account, stake, current + 1, Hint(previous, next))
    emit(call, TranscoderUpdate(account, reward_cut, fee_share))


_REWARD = (*_GUARDED, Reason.NOT_ACTIVE, Reason.ALREADY_REWARDED, Reason.DIVISION_BY_ZERO, Reason.EXCEEDS_MINTABLE)


@transaction("BondingManager", "reward()", rejects=_REWARD)
@implements("LP-BOND-007")
def reward(state: State, call: Call) -> None:
    """Mint the caller's share of the round's tokens for itself and its delegators, once a round."""
    reward_with_hint(state, call, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "rewardWithHint(address,address)", rejects=_REWARD)
@implements(
    "LP-BOND-006", "LP-EARN-001", "LP-EARN-002", "LP-EARN-003", "LP-EARN-006", "LP-EARN-011", "LP-EARN-012",
    "LP-EARN-013", "LP-EARN-014", "LP-EARN-015", "LP-EARN-016",
)  # fmt: skip
def reward_with_hint(state: State, call: Call, previous: Address, next: Address) -> None:
    """Like :func:`reward`, with a hint for the caller's place in the pool."""
    current = _begin(state, call)
    bonding, account = state.bonding, call.sender
    record = bonding.transcoders[account]
    # The caller works in this round.
    require(is_active(bonding, account, current), Reason.NOT_ACTIVE)
    # The caller has not done this in this round.
    require(record.last_reward_round != current, Reason.ALREADY_REWARDED)
    pool = bonding.earnings_pools[account, current]
    earnings.set_round_terms(bonding, record, pool, current)
    amount = minter.create_reward(
        state, call.inner(current_minter(state, call).key), pool.total_stake, bonding.current_round_total_active_stake
    )
    earnings.add_rewards(bonding, record, amount, current)
    increase_total_stake(state, call, account, amount, current, Hint(previous, next))
    record.last_reward_round = current
    emit(call, Reward(account, amount))


# Transactions of other contracts.


@transaction(
    "BondingManager", "updateTranscoderWithFees(address,uint256,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NOT_TICKET_BROKER, Reason.NOT_REGISTERED, Reason.SUBTRACTION_UNDERFLOW,
        Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements("LP-EARN-020", "LP-EARN-021", "LP-EARN-022")
def update_transcoder_with_fees(state: State, call: Call, account: Address, fees: Wei, ticket_round: Round) -> None:
    """Credit fees to an orchestrator and its delegators in the current round, whatever the ticket's round."""
    require_system_running(state, call)
    # The caller is the TicketBroker.
    require(call.sender == registered(state, call, "TicketBroker"), Reason.NOT_TICKET_BROKER)
    # The recipient is bonded to itself.
    require(is_registered(state.bonding, account), Reason.NOT_REGISTERED)
    current = current_round(state, call)
    record = state.bonding.transcoders[account]
    earnings.add_fees(state.bonding, lambda: current_minter(state, call), record, fees, current)


@transaction(
    "BondingManager", "slashTranscoder(address,address,uint256,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NOT_VERIFIER, Reason.SUBTRACTION_UNDERFLOW, Reason.MISSING_ROLE,
        Reason.MULTIPLICATION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements(
    "LP-SLSH-001", "LP-SLSH-002", "LP-SLSH-003", "LP-SLSH-004", "LP-SLSH-005", "LP-SLSH-006", "LP-SLSH-007",
    "LP-SLSH-008", "LP-SLSH-009", "LP-SLSH-010", "LP-SLSH-011", "LP-SLSH-012",
)  # fmt: skip
def slash_transcoder(
    state: State, call: Call, account: Address, finder: Address, slash_amount: Ppm, finder_fee: Ppm
) -> None:
    """Take ``slash_amount`` of an account's stored bond, pay ``finder_fee`` of that to the finder and burn the rest.

    Earnings are not claimed first. On L2 the Minter holds no burner role, so that a slash of any bond is rejected.
    """
    require_system_running(state, call)
    # The caller is the Verifier.
    require(call.sender == registered(state, call, "Verifier"), Reason.NOT_VERIFIER)
    bonding = state.bonding
    delegator = bonding.delegators[account]
    if delegator.bonded_amount == 0:
        emit(call, TranscoderSlashed(account, finder, 0, 0))
        return
    penalty = part(delegator.bonded_amount, slash_amount, PPM)
    current = current_round(state, call)
    if account in bonding.pool:
        resign(state, call, account, current)
    delegator.bonded_amount = sub(delegator.bonded_amount, penalty)
    if _status(delegator, current) is DelegatorStatus.BONDED:
        delegate = bonding.delegators[delegator.delegate_address]
        delegate.delegated_amount = sub(delegate.delegated_amount, penalty)
    treasury = current_minter(state, call).key
    finder_reward = 0
    if finder != NULL_ADDRESS:
        finder_reward = part(penalty, finder_fee, PPM)
        minter.trusted_transfer_tokens(state, call.inner(treasury), finder, finder_reward)
    minter.trusted_burn_tokens(state, call.inner(treasury), sub(penalty, finder_reward))
    emit(call, TranscoderSlashed(account, finder, penalty, finder_reward))


@transaction("BondingManager", "setCurrentRoundTotalActiveStake()", rejects=[Reason.NOT_ROUNDS_MANAGER])
@implements("LP-BOND-095")
def set_current_round_total_active_stake(state: State, call: Call) -> None:
    """Fix the active stake of the round that starts."""
    # The caller is the RoundsManager.
    require(call.sender == registered(state, call, "RoundsManager"), Reason.NOT_ROUNDS_MANAGER)
    state.bonding.current_round_total_active_stake = state.bonding.next_round_total_active_stake


# Transactions of the Controller's owner.


@transaction("BondingManager", "setUnbondingPeriod(uint64)", rejects=[Reason.NOT_CONTROLLER_OWNER])
@implements("LP-BOND-053", "LP-BOND-090", "LP-BOND-091", "LP-BOND-094")
def set_unbonding_period(state: State, call: Call, unbonding_period: int) -> None:
    """Set after how many rounds unbonded stake can be withdrawn; existing locks keep their round."""
    require_controller_owner(state, call)
    state.bonding.unbonding_period = unbonding_period
    emit(call, ParameterUpdate("unbondingPeriod"))


@transaction(
    "BondingManager", "setNumActiveTranscoders(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.POOL_SIZE_NOT_INCREASED],
)  # fmt: skip
@implements("LP-BOND-090", "LP-BOND-094", "LP-POOL-005", "LP-POOL-006")
def set_num_active_transcoders(state: State, call: Call, num_active_transcoders: int) -> None:
    """Let more orchestrators into the pool; nobody enters by this alone."""
    require_controller_owner(state, call)
    sorted_list.set_max_size(state.bonding.pool, num_active_transcoders)
    emit(call, ParameterUpdate("numActiveTranscoders"))


# Views.


@view("BondingManager", "pendingStake(address,uint256)", "uint256")
@implements("LP-EARN-039", "LP-EARN-040")
def pending_stake(state: State, call: Call, account: Address, end_round: Round) -> Lptu:
    """The account's stake with its earnings through the current round; ``end_round`` is ignored."""
    return earnings.pending(state.bonding, account, current_round(state, call))[0]


@view("BondingManager", "pendingFees(address,uint256)", "uint256")
@implements("LP-EARN-039", "LP-EARN-040")
def pending_fees(state: State, call: Call, account: Address, end_round: Round) -> Wei:
    """The account's fees with its earnings through the current round; ``end_round`` is ignored."""
    return earnings.pending(state.bonding, account, current_round(state, call))[1]


@view("BondingManager", "delegatorStatus(address)", "uint8")
@implements("LP-BOND-084")
def delegator_status(state: State, call: Call, account: Address) -> DelegatorStatus:
    """Whether an account's bond is pending, counts, or does not exist."""
    delegator = state.bonding.delegators[account]
    if delegator.bonded_amount == 0:
        return DelegatorStatus.UNBONDED
    return _status(delegator, current_round(state, call))


@view("BondingManager", "getDelegator(address)", "uint256 bondedAmount,uint256 fees,address delegateAddress,uint256 delegatedAmount,uint256 startRound,"
    "uint256 lastClaimRound,uint256 nextUnbondingLockId")
@implements("LP-BOND-088")
def get_delegator(state: State, call: Call, account: Address) -> tuple[Lptu, Wei, Address, Lptu, Round, Round, int]:
    """Bonded amount, fees, delegate, delegated amount, start round, last claim round, next unbonding lock id."""
    record = state.bonding.delegators[account]
    return (
        record.bonded_amount, record.fees, record.delegate_address, record.delegated_amount, record.start_round,
        record.last_claim_round, record.next_unbonding_lock_id,
    )  # fmt: skip


@view("BondingManager", "getDelegatorUnbondingLock(address,uint256)", "uint256 amount,uint256 withdrawRound")
@implements("LP-BOND-087")
def get_delegator_unbonding_lock(state: State, call: Call, account: Address, lock_id: int) -> tuple[Lptu, Round]:
    """Amount and withdraw round of a lock."""
    lock = state.bonding.unbonding_locks[account, lock_id]
    return lock.amount, lock.withdraw_round


@view("BondingManager", "isValidUnbondingLock(address,uint256)", "bool")
@implements("LP-BOND-087")
def is_valid_unbonding_lock(state: State, call: Call, account: Address, lock_id: int) -> bool:
    """Whether a lock exists."""
    return state.bonding.unbonding_locks[account, lock_id].withdraw_round > 0


@view(
    "BondingManager", "getTranscoder(address)",
    "uint256 lastRewardRound,uint256 rewardCut,uint256 feeShare,uint256 lastActiveStakeUpdateRound,"
    "uint256 activationRound,uint256 deactivationRound,uint256 activeCumulativeRewards,uint256 cumulativeRewards,"
    "uint256 cumulativeFees,uint256 lastFeeRound",
)  # fmt: skip
@implements("LP-EARN-060")
def get_transcoder(state: State, call: Call, account: Address) -> tuple[int, ...]:
    """Last reward round, reward cut, fee share, last stake update round, activation and deactivation round, active
    cumulative rewards, cumulative rewards, cumulative fees, last fee round."""
    record = state.bonding.transcoders[account]
    return (
        record.last_reward_round, record.reward_cut, record.fee_share, record.last_active_stake_update_round,
        record.activation_round, record.deactivation_round, record.active_cumulative_rewards,
        record.cumulative_rewards, record.cumulative_fees, record.last_fee_round,
    )  # fmt: skip


@view("BondingManager", "getTranscoderEarningsPoolForRound(address,uint256)",
    "uint256 totalStake,uint256 transcoderRewardCut,uint256 transcoderFeeShare,uint256 cumulativeRewardFactor,"
    "uint256 cumulativeFeeFactor")
@implements("LP-EARN-059")
def get_transcoder_earnings_pool_for_round(
    state: State, call: Call, account: Address, round: Round
) -> tuple[Lptu, Ppm, Ppm, Precise, Precise]:
    """Stake, reward cut, fee share, cumulative reward factor and cumulative fee factor of an orchestrator's round."""
    pool = state.bonding.earnings_pools[account, round]
    return (
        pool.total_stake, pool.transcoder_reward_cut, pool.transcoder_fee_share, pool.cumulative_reward_factor,
        pool.cumulative_fee_factor,
    )  # fmt: skip


@view("BondingManager", "transcoderTotalStake(address)", "uint256")
@implements("LP-BOND-086")
def transcoder_total_stake(state: State, call: Call, account: Address) -> Lptu:
    """The stake delegated to an account."""
    return state.bonding.delegators[account].delegated_amount


@view("BondingManager", "transcoderStatus(address)", "uint8")
@implements("LP-BOND-085")
def transcoder_status(state: State, call: Call, account: Address) -> int:
    """1 for a registered orchestrator, 0 for any other account."""
    return int(is_registered(state.bonding, account))


@view("BondingManager", "isRegisteredTranscoder(address)", "bool")
@implements("LP-BOND-085")
def is_registered_transcoder(state: State, call: Call, account: Address) -> bool:
    """Whether the account is bonded to itself."""
    return is_registered(state.bonding, account)


@view("BondingManager", "isActiveTranscoder(address)", "bool")
@implements("LP-POOL-018")
def is_active_transcoder(state: State, call: Call, account: Address) -> bool:
    """Whether the account works in the current round."""
    return is_active(state.bonding, account, current_round(state, call))


@view("BondingManager", "getTotalBonded()", "uint256")
@implements("LP-POOL-023")
def get_total_bonded(state: State, call: Call) -> Lptu:
    """The active stake of the round that was initialized last."""
    return state.bonding.current_round_total_active_stake


@view("BondingManager", "currentRoundTotalActiveStake()", "uint256")
@implements("LP-POOL-023")
def current_round_total_active_stake(state: State, call: Call) -> Lptu:
    """The active stake of the round that was initialized last."""
    return state.bonding.current_round_total_active_stake


@view("BondingManager", "nextRoundTotalActiveStake()", "uint256")
def next_round_total_active_stake(state: State, call: Call) -> Lptu:
    """The active stake as it would be in the next round."""
    return state.bonding.next_round_total_active_stake


@view("BondingManager", "unbondingPeriod()", "uint64")
@implements("LP-BOND-089")
def unbonding_period(state: State, call: Call) -> int:
    """Rounds until unbonded stake can be withdrawn."""
    return state.bonding.unbonding_period


@view("BondingManager", "getTranscoderPoolMaxSize()", "uint256")
@implements("LP-BOND-089")
def get_transcoder_pool_max_size(state: State, call: Call) -> int:
    """How many orchestrators fit into the pool."""
    return state.bonding.pool.max_size


@view("BondingManager", "getTranscoderPoolSize()", "uint256")
@implements("LP-POOL-022")
def get_transcoder_pool_size(state: State, call: Call) -> int:
    """How many orchestrators are in the pool."""
    return state.bonding.pool.size


@view("BondingManager", "getFirstTranscoderInPool()", "address")
@implements("LP-POOL-001", "LP-POOL-022")
def get_first_transcoder_in_pool(state: State, call: Call) -> Address:
    """The orchestrator with the highest stake; null when the pool is empty."""
    return state.bonding.pool.head


@view("BondingManager", "getNextTranscoderInPool(address)", "address")
@implements("LP-POOL-001", "LP-POOL-022")
def get_next_transcoder_in_pool(state: State, call: Call, account: Address) -> Address:
    """The orchestrator after another one; null after the last and for accounts outside the pool."""
    return state.bonding.pool.nodes[account].next
