"""BondingManager: stake, delegation, election of orchestrators, rewards and slashing.

Changed in Confluence: anybody may bond for somebody else and transfer a bond; fees are withdrawn in part and to any
recipient; leaving a null delegate keeps the stake; claims need no end round. [LIP-73]

Source: LIP-8, LIP-11, LIP-36, LIP-73; deployed BondingManager; Livepeer whitepaper, "Bonding + Delegation".
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.sorted_list import NO_HINT, Hint
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Precise, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view

# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.bonding import (  # noqa: F401
    Bond,
    DelegatorStatus,
    Rebond,
    Reward,
    TranscoderSlashed,
    Unbond,
    WithdrawStake,
    delegator_status,
    get_delegator,
    get_delegator_unbonding_lock,
    get_first_transcoder_in_pool,
    get_next_transcoder_in_pool,
    get_transcoder_pool_max_size,
    get_transcoder_pool_size,
    is_valid_unbonding_lock,
    set_unbonding_period,
    status,
    unbonding_period,
)

# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.minter import (
    trusted_withdraw_eth,
)
from livepeer_spec.upgrades.confluence import earnings, minter, token
from livepeer_spec.upgrades.confluence.state import State

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.bonding import (  # noqa: F401
    CLAIMING,
    GUARDED,
    EarningsClaimed,
    TranscoderUpdate,
    begin,
    current_round_total_active_stake,
    finish_rebonding,
    get_total_bonded,
    get_transcoder,
    is_active_transcoder,
    is_registered_transcoder,
    next_round_total_active_stake,
    set_current_round_total_active_stake,
    set_num_active_transcoders,
    start_unbonding,
    transcoder,
    transcoder_status,
    transcoder_total_stake,
    transcoder_with_hint,
    update_transcoder_with_fees,
)
from livepeer_spec.upgrades.streamflow.controller import (
    callee,
    current_minter,
    current_round,
    registered,
    require_system_running,
)
from livepeer_spec.upgrades.streamflow.earnings import add_rewards, set_round_terms, store_latest_factors
from livepeer_spec.upgrades.streamflow.election import (
    decrease_total_stake,
    increase_total_stake,
    is_active,
    is_registered,
    resign,
)
from livepeer_spec.upgrades.streamflow.state import Delegator

BONDING = (
    *CLAIMING,
    Reason.REGISTERED_CANNOT_DELEGATE_AWAY,
    Reason.ZERO_DELEGATION,
    Reason.TRANSFER_TO_NULL,
    Reason.TRANSFER_EXCEEDS_BALANCE,
    Reason.TRANSFER_EXCEEDS_ALLOWANCE,
    Reason.POOL_NODE_MISSING,
    Reason.POOL_NODE_NULL,
)
"""Reasons of every transaction that bonds tokens."""
UNBONDING = (*CLAIMING, Reason.NOT_BONDED, Reason.ZERO_UNBOND, Reason.UNBOND_EXCEEDS_BOND)
"""Reasons of every transaction that unbonds stake."""


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


@event("WithdrawFees(address indexed delegator, address recipient, uint256 amount)")
class WithdrawFees(NamedTuple):
    """Fees were paid out."""

    delegator: Address
    recipient: Address
    amount: Wei


# Parts of transactions.


@implements("LP-BOND-005", "LP-EARN-044", "LP-EARN-045", "LP-EARN-046")
def claim(state: State, call: Call, account: Address, current: Round) -> Delegator:
    """Claim an account's earnings through the current round, unless that is done; also for accounts without stake."""
    delegator = state.bonding.delegators[account]
    start = delegator.last_claim_round
    if start < current:
        delegate = delegator.delegate_address
        rewards, fees = earnings.settle(state.bonding, delegator, current)
        emit(call, EarningsClaimed(delegate, account, rewards, fees, start + 1, current))
    return delegator


@implements("LP-BOND-028", "LP-BOND-029", "LP-BOND-030", "LP-BOND-031", "LP-BOND-032")
def require_third_party_may_bond(
    state: State, call: Call, owner: Address, delegator: Delegator, to: Address, current: Round
) -> None:
    """Bonding for somebody else may add to a bond but not choose who registers or whom to delegate to."""
    if call.sender in (owner, registered(state, call, "L2Migrator")):
        return
    if status(delegator, current) is DelegatorStatus.UNBONDED:
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
    """Bond the caller's tokens for ``owner`` towards ``to``, moving the owner's whole bond there.

    Changed in Confluence: the caller may be another account, and a bond moves also from the null address. [LIP-73]
    """
    current = begin(state, call)
    delegator = claim(state, call, owner, current)
    old_delegate, bonded = delegator.delegate_address, delegator.bonded_amount
    require_third_party_may_bond(state, call, owner, delegator, to, current)
    delegated = amount
    if status(delegator, current) is DelegatorStatus.UNBONDED:
        delegator.start_round = current + 1
    elif bonded > 0 and old_delegate != to:
        # An orchestrator stays its own delegate.
        require(not is_registered(state.bonding, owner), Reason.REGISTERED_CANNOT_DELEGATE_AWAY)
        delegator.start_round = current + 1
        delegated = add(amount, bonded)
        decrease_total_stake(state, old_delegate, bonded, current, old_hint)
    store_latest_factors(state.bonding, to, current)
    # Something is delegated.
    require(delegated > 0, Reason.ZERO_DELEGATION)
    delegator.delegate_address = to
    delegator.bonded_amount = add(bonded, amount)
    increase_total_stake(state, call, to, delegated, current, new_hint)
    if amount > 0:
        treasury = registered(state, call, "Minter")
        token.transfer_from(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, treasury, amount)
    emit(call, Bond(to, old_delegate, owner, amount, delegator.bonded_amount))


# Transactions of delegators.


@transaction("BondingManager", "bond(uint256,address)", rejects=BONDING)
@implements("LP-BOND-007")
def bond(state: State, call: Call, amount: Lptu, to: Address) -> None:
    """Bond ``amount`` more of the caller's tokens, and the whole bond towards ``to``, who may be any address.

    With ``amount`` 0 only the delegate changes.
    """
    _bond(state, call, amount, call.sender, to, NO_HINT, NO_HINT)


@transaction("BondingManager", "bondWithHint(uint256,address,address,address,address,address)", rejects=BONDING)
def bond_with_hint(
    state: State, call: Call, amount: Lptu, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Like :func:`bond`, with hints for the old and the new delegate's place in the pool."""
    _bond(state, call, amount, call.sender, to, Hint(old_previous, old_next), Hint(new_previous, new_next))


@transaction(
    "BondingManager", "bondForWithHint(uint256,address,address,address,address,address,address)",
    rejects=(*BONDING, Reason.INVALID_DELEGATE, Reason.INVALID_DELEGATE_CHANGE),
)  # fmt: skip
@implements("LP-BOND-002", "LP-BOND-004", "LP-BOND-027", "LP-POOL-024")
def bond_for_with_hint(
    state: State, call: Call, amount: Lptu, owner: Address, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Bond the caller's tokens for ``owner``, whose earnings are claimed. New in Confluence. [LIP-73]"""
    _bond(state, call, amount, owner, to, Hint(old_previous, old_next), Hint(new_previous, new_next))


@transaction("BondingManager", "unbond(uint256)", rejects=UNBONDING)
@implements("LP-BOND-007")
def unbond(state: State, call: Call, amount: Lptu) -> None:
    """Start unbonding ``amount`` of the caller's stake.

    It earns nothing from now on and can be withdrawn ``unbonding_period`` rounds later.
    """
    unbond_with_hint(state, call, amount, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "unbondWithHint(uint256,address,address)", rejects=UNBONDING)
def unbond_with_hint(state: State, call: Call, amount: Lptu, previous: Address, next: Address) -> None:
    """Like :func:`unbond`, with a hint for the delegate's place in the pool."""
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    start_unbonding(state, call, delegator, amount, current, Hint(previous, next))


@transaction(
    "BondingManager", "rebond(uint256)",
    rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL),
)  # fmt: skip
@implements("LP-BOND-007")
def rebond(state: State, call: Call, lock_id: int) -> None:
    """Bring stake that is on its way out back to the caller's delegate."""
    rebond_with_hint(state, call, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondWithHint(uint256,address,address)",
    rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL),
)  # fmt: skip
@implements("LP-BOND-042", "LP-BOND-045", "LP-BOND-101")
def rebond_with_hint(state: State, call: Call, lock_id: int, previous: Address, next: Address) -> None:
    """Like :func:`rebond`, with a hint for the delegate's place in the pool."""
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    # The caller has a bond, pending or not.
    require(status(delegator, current) is not DelegatorStatus.UNBONDED, Reason.NOT_BONDED)
    finish_rebonding(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "rebondFromUnbonded(address,uint256)",
    rejects=(*CLAIMING, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL),
)  # fmt: skip
@implements("LP-BOND-007")
def rebond_from_unbonded(state: State, call: Call, to: Address, lock_id: int) -> None:
    """Bring stake that is on its way out back, towards ``to``, when the caller has no bond left."""
    rebond_from_unbonded_with_hint(state, call, to, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondFromUnbondedWithHint(address,uint256,address,address)",
    rejects=(*CLAIMING, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL),
)  # fmt: skip
@implements("LP-BOND-044", "LP-BOND-046", "LP-BOND-047")
def rebond_from_unbonded_with_hint(
    state: State, call: Call, to: Address, lock_id: int, previous: Address, next: Address
) -> None:
    """Like :func:`rebond_from_unbonded`, with a hint for the delegate's place in the pool."""
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    # The caller has no bond.
    require(status(delegator, current) is DelegatorStatus.UNBONDED, Reason.STILL_BONDED)
    delegator.start_round = current + 1
    delegator.delegate_address = to
    finish_rebonding(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "transferBond(address,uint256,address,address,address,address)",
    rejects=(*UNBONDING, Reason.INVALID_DELEGATOR, Reason.POOL_NODE_NULL),
)  # fmt: skip
@implements(
    "LP-BOND-002", "LP-BOND-004", "LP-BOND-062", "LP-BOND-063", "LP-BOND-064", "LP-BOND-065", "LP-BOND-066",
    "LP-BOND-067", "LP-BOND-068", "LP-BOND-069", "LP-BOND-070", "LP-BOND-071", "LP-BOND-072", "LP-BOND-073",
    "LP-BOND-074",
)  # fmt: skip
def transfer_bond(
    state: State, call: Call, receiver: Address, amount: Lptu,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Give ``amount`` of the caller's bond to ``receiver``.

    A receiver without delegate and bond takes the caller's delegate; any other keeps its own.
    New in Confluence. [LIP-73]
    """
    current = begin(state, call)
    bonding = state.bonding
    giver = claim(state, call, call.sender, current)
    old_delegate = giver.delegate_address
    old_lock_id = start_unbonding(state, call, giver, amount, current, Hint(old_previous, old_next))
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
    claim(state, call, receiver, current)
    if delegator.delegate_address == NULL_ADDRESS and delegator.bonded_amount == 0:
        # A transfer makes nobody an orchestrator.
        require(old_delegate != receiver, Reason.INVALID_DELEGATOR)
        delegator.delegate_address = old_delegate
    if status(delegator, current) is DelegatorStatus.UNBONDED:
        delegator.start_round = current + 1
    finish_rebonding(state, call, delegator, new_lock_id, current, Hint(new_previous, new_next))


@transaction(
    "BondingManager", "withdrawStake(uint256)",
    rejects=(
        *GUARDED, Reason.INVALID_UNBONDING_LOCK, Reason.STAKE_STILL_LOCKED, Reason.NOT_BONDING_MANAGER,
        Reason.TRANSFER_EXCEEDS_BALANCE,
    ),
)  # fmt: skip
@implements("LP-BOND-006", "LP-BOND-049", "LP-BOND-050", "LP-BOND-051", "LP-BOND-052")
def withdraw_stake(state: State, call: Call, lock_id: int) -> None:
    """Pay out unbonded stake; the caller's earnings are not claimed."""
    current = begin(state, call)
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
    rejects=(
        *CLAIMING, Reason.NULL_RECIPIENT, Reason.INSUFFICIENT_FEES, Reason.NOT_BONDING_MANAGER_OR_BROKER,
        Reason.CALLEE_REVERTED,
    ),
)  # fmt: skip
@implements("LP-BOND-057", "LP-BOND-058", "LP-BOND-059", "LP-BOND-060", "LP-BOND-061")
def withdraw_fees(state: State, call: Call, recipient: Address, amount: Wei) -> None:
    """Pay ``amount`` of the caller's fees to ``recipient``; nothing is a valid amount.

    Changed in Confluence: recipient and amount are chosen. [LIP-73]
    """
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    # The recipient is an account.
    require(recipient != NULL_ADDRESS, Reason.NULL_RECIPIENT)
    # The caller has earned as much.
    require(delegator.fees >= amount, Reason.INSUFFICIENT_FEES)
    delegator.fees -= amount
    trusted_withdraw_eth(state, call.inner(current_minter(state, call).key), recipient, amount)
    emit(call, WithdrawFees(call.sender, recipient, amount))


@transaction("BondingManager", "claimEarnings(uint256)", rejects=CLAIMING)
@implements("LP-EARN-050")
def claim_earnings(state: State, call: Call, end_round: Round) -> None:
    """Add the caller's earnings to its stake and fees; a second call in a round does nothing.

    Changed in Confluence: ``end_round`` is ignored, earnings are always claimed through the current round. [LIP-73]
    """
    claim(state, call, call.sender, begin(state, call))


# Transactions of orchestrators.

REWARDING = (
    *GUARDED,
    Reason.NOT_ACTIVE,
    Reason.ALREADY_REWARDED,
    Reason.NOT_BONDING_MANAGER,
    Reason.DIVISION_BY_ZERO,
    Reason.MULTIPLICATION_OVERFLOW,
    Reason.EXCEEDS_MINTABLE,
    Reason.MISSING_ROLE,
    Reason.ADDITION_OVERFLOW,
)


@transaction("BondingManager", "reward()", rejects=REWARDING)
@implements("LP-BOND-007")
def reward(state: State, call: Call) -> None:
    """Mint the caller's share of the round's tokens for itself and its delegators, once a round."""
    reward_with_hint(state, call, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "rewardWithHint(address,address)", rejects=REWARDING)
@implements(
    "LP-BOND-006", "LP-EARN-001", "LP-EARN-002", "LP-EARN-003", "LP-EARN-006", "LP-EARN-011", "LP-EARN-012",
    "LP-EARN-013", "LP-EARN-014", "LP-EARN-015", "LP-EARN-016",
)  # fmt: skip
def reward_with_hint(state: State, call: Call, previous: Address, next: Address) -> None:
    """Like :func:`reward`, with a hint for the caller's place in the pool."""
    current = begin(state, call)
    bonding, account = state.bonding, call.sender
    record = bonding.transcoders[account]
    # The caller works in this round.
    require(is_active(bonding, account, current), Reason.NOT_ACTIVE)
    # The caller has not done this in this round.
    require(record.last_reward_round != current, Reason.ALREADY_REWARDED)
    pool = bonding.earnings_pools[account, current]
    set_round_terms(bonding, record, pool, current)
    amount = minter.create_reward(
        state, call.inner(current_minter(state, call).key), pool.total_stake, bonding.current_round_total_active_stake
    )
    add_rewards(bonding, record, amount, current)
    increase_total_stake(state, call, account, amount, current, Hint(previous, next))
    record.last_reward_round = current
    emit(call, Reward(account, amount))


# Transactions of other contracts.


@transaction(
    "BondingManager", "slashTranscoder(address,address,uint256,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NOT_VERIFIER, Reason.SUBTRACTION_UNDERFLOW, Reason.NOT_BONDING_MANAGER,
        Reason.TRANSFER_EXCEEDS_BALANCE, Reason.BURN_EXCEEDS_BALANCE, Reason.MISSING_ROLE,
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

    Earnings are not claimed first.
    Changed in Confluence: the Minter holds no burner role, so that a slash of any bond is rejected. [LIP-73]
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
    if account in bonding.pool:
        resign(state, call, account, current_round(state, call))
    delegator.bonded_amount = sub(delegator.bonded_amount, penalty)
    if delegator_status(state, call, account) is DelegatorStatus.BONDED:
        delegate = bonding.delegators[delegator.delegate_address]
        delegate.delegated_amount = sub(delegate.delegated_amount, penalty)
    finder_reward = 0
    if finder != NULL_ADDRESS:
        finder_reward = part(penalty, finder_fee, PPM)
        treasury = current_minter(state, call).key
        minter.trusted_transfer_tokens(state, call.inner(treasury), finder, finder_reward)
    burned = sub(penalty, finder_reward)
    minter.trusted_burn_tokens(state, call.inner(current_minter(state, call).key), burned)
    emit(call, TranscoderSlashed(account, finder, penalty, finder_reward))


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


@view(
    "BondingManager",
    "getTranscoderEarningsPoolForRound(address,uint256)",
    "uint256 totalStake,uint256 transcoderRewardCut,uint256 transcoderFeeShare,uint256 cumulativeRewardFactor,"
    "uint256 cumulativeFeeFactor",
)
@implements("LP-EARN-059")
def get_transcoder_earnings_pool_for_round(
    state: State, call: Call, account: Address, round: Round
) -> tuple[Lptu, Ppm, Ppm, Precise, Precise]:
    """Stake, reward cut, fee share, cumulative reward factor and cumulative fee factor of an orchestrator's round.

    Changed in Confluence: the values of the accounting before LIP-36 are gone. [LIP-73]
    """
    pool = state.bonding.earnings_pools[account, round]
    return (
        pool.total_stake, pool.transcoder_reward_cut, pool.transcoder_fee_share, pool.cumulative_reward_factor,
        pool.cumulative_fee_factor,
    )  # fmt: skip
