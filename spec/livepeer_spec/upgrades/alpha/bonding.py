"""BondingManager: stake, delegation, terms, rewards and slashing.

Source: LIP-8 (unbonding in parts), LIP-11 (events); deployed BondingManager; Livepeer whitepaper, "Bonding +
Delegation".
"""

from enum import IntEnum
from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.fractions import PPM, is_fraction, part
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32, Lptu, Ppm, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import clock, earnings, election, minter, token
from livepeer_spec.upgrades.alpha.controller import (
    ParameterUpdate,
    current_minter,
    current_round,
    registered,
    require_controller_owner,
    require_round_initialized,
    require_system_running,
)
from livepeer_spec.upgrades.alpha.state import Bonding, Delegator, State, System

GUARDED = (
    Reason.NO_DATA,
    Reason.TARGET_NOT_REGISTERED,
    Reason.SYSTEM_PAUSED,
    Reason.DIVISION_BY_ZERO,
    Reason.ROUND_NOT_INITIALIZED,
)
"""Reasons of every transaction that needs a running system and an initialized round."""
CLAIMING = (
    *GUARDED,
    Reason.TOO_MANY_CLAIM_ROUNDS,
    Reason.SUBTRACTION_UNDERFLOW,
    Reason.ADDITION_OVERFLOW,
    Reason.MULTIPLICATION_OVERFLOW,
)
"""Reasons of every transaction that claims earnings first."""
BONDING = (
    *CLAIMING,
    Reason.ZERO_DELEGATION,
    Reason.TRANSFER_TO_NULL,
    Reason.TRANSFER_EXCEEDS_BALANCE,
    Reason.TRANSFER_EXCEEDS_ALLOWANCE,
)
REWARDING = (
    *GUARDED,
    Reason.NOT_ACTIVE,
    Reason.ALREADY_REWARDED,
    Reason.NOT_BONDING_MANAGER,
    Reason.MULTIPLICATION_OVERFLOW,
    Reason.EXCEEDS_MINTABLE,
    Reason.NOT_OWNER,
    Reason.MINTING_FINISHED,
    Reason.ADDITION_OVERFLOW,
    Reason.POOL_NODE_MISSING,
)
SLASHING = (
    Reason.SYSTEM_PAUSED,
    Reason.NOT_JOBS_MANAGER,
    Reason.SUBTRACTION_UNDERFLOW,
    Reason.MULTIPLICATION_OVERFLOW,
    Reason.NOT_BONDING_MANAGER,
    Reason.TRANSFER_EXCEEDS_BALANCE,
    Reason.BURN_EXCEEDS_BALANCE,
    Reason.NO_DATA,
)


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


@event("WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound)")
class WithdrawStake(NamedTuple):
    """Unbonded stake was paid out."""

    delegator: Address
    unbonding_lock_id: int
    amount: Lptu
    withdraw_round: Round


@event("WithdrawFees(address indexed delegator)")
class WithdrawFees(NamedTuple):
    """All fees of an account were paid out."""

    delegator: Address


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


@event(
    "TranscoderUpdate(address indexed transcoder, uint256 pendingRewardCut, uint256 pendingFeeShare,"
    " uint256 pendingPricePerSegment, bool registered)"
)
class TranscoderUpdate(NamedTuple):
    """A transcoder announced its terms; ``registered`` tells whether it is in the pool."""

    transcoder: Address
    pending_reward_cut: Ppm
    pending_fee_share: Ppm
    pending_price_per_segment: Wei
    registered: bool


# Parts of transactions.


@implements("LP-ABOND-001", "LP-ABOND-002", "LP-ABOND-083")
def begin(state: System, call: Call) -> Round:
    """What nearly every transaction needs: a running system and an initialized round, which is returned."""
    require_system_running(state, call)
    return require_round_initialized(state, call)


@implements("LP-BOND-084")
def status(delegator: Delegator, current: Round) -> DelegatorStatus:
    """What the bond of an account entitles it to in the current round."""
    if delegator.bonded_amount == 0:
        return DelegatorStatus.UNBONDED
    return DelegatorStatus.PENDING if delegator.start_round > current else DelegatorStatus.BONDED


@implements("LP-ABOND-012", "LP-ABOND-013", "LP-ABOND-014")
def leave_delegate(bonding: Bonding, delegator: Delegator) -> None:
    """Take a delegator's whole bond from its delegate. Raises ``SUBTRACTION_UNDERFLOW``."""
    delegate = delegator.delegate_address
    record = bonding.delegators[delegate]
    record.delegated_amount = sub(record.delegated_amount, delegator.bonded_amount)
    election.decrease_key(bonding, delegate, delegator.bonded_amount)


@implements("LP-ABOND-010", "LP-ABOND-016", "LP-ABOND-017", "LP-ABOND-018", "LP-ABOND-020")
def delegate_and_pay(state: State, call: Call, to: Address, moved: Lptu, amount: Lptu) -> None:
    """Delegate ``moved`` to ``to``, of which the caller pays ``amount``. Raises ``ZERO_DELEGATION``."""
    bonding = state.bonding
    delegator = bonding.delegators[call.sender]
    # Something is delegated.
    require(moved > 0, Reason.ZERO_DELEGATION)
    delegator.delegate_address = to
    delegate(bonding, to, moved)
    if amount > 0:
        delegator.bonded_amount = add(delegator.bonded_amount, amount)
        treasury = registered(state, call, "Minter")
        tokens = token.current_token(state, call).key
        token.transfer_from(state, call.inner(tokens), call.sender, treasury, amount)


@implements("LP-ABOND-016", "LP-ABOND-017")
def delegate(bonding: Bonding, to: Address, amount: Lptu) -> None:
    """Add ``amount`` to the stake delegated to ``to``, who may be any address."""
    record = bonding.delegators[to]
    record.delegated_amount = add(record.delegated_amount, amount)
    election.increase_key(bonding, to, amount)


@implements("LP-ABOND-037", "LP-ABOND-038", "LP-ABOND-040", "LP-ABOND-041")
def _rebond(bonding: Bonding, call: Call, delegator: Delegator, lock_id: int) -> None:
    """Bring the stake under a lock back to the delegator's delegate. Raises ``INVALID_UNBONDING_LOCK``."""
    lock = bonding.unbonding_locks[delegator.key, lock_id]
    # The lock exists.
    require(lock.withdraw_round > 0, Reason.INVALID_UNBONDING_LOCK)
    amount = lock.amount
    delegator.bonded_amount = add(delegator.bonded_amount, amount)
    delegate(bonding, delegator.delegate_address, amount)
    lock.amount = 0
    lock.withdraw_round = 0
    emit(call, Rebond(delegator.delegate_address, delegator.key, lock_id, amount))


# Transactions of delegators.


@transaction("BondingManager", "bond(uint256,address)", rejects=(*BONDING, Reason.REGISTERED_CANNOT_DELEGATE_AWAY))
@implements(
    "LP-ABOND-003", "LP-ABOND-007", "LP-ABOND-008", "LP-ABOND-009", "LP-ABOND-011", "LP-ABOND-015", "LP-ABOND-019",
    "LP-ABOND-021", "LP-ABOND-022", "LP-ABOND-082",
)  # fmt: skip
def bond(state: State, call: Call, amount: Lptu, to: Address) -> None:
    """Bond ``amount`` more of the caller's tokens, and the whole bond towards ``to``, who may be any address.

    With ``amount`` 0 only the delegate changes. A caller without bond has nothing to move but ``amount``.
    """
    current = begin(state, call)
    delegator = earnings.claim_through(state.bonding, call.sender, current)
    old_delegate = delegator.delegate_address
    moved = amount
    if status(delegator, current) is DelegatorStatus.UNBONDED:
        delegator.start_round = current + 1
    elif old_delegate not in (NULL_ADDRESS, to):
        # A registered transcoder stays its own delegate.
        require(call.sender not in state.bonding.pool, Reason.REGISTERED_CANNOT_DELEGATE_AWAY)
        delegator.start_round = current + 1
        moved = add(amount, delegator.bonded_amount)
        leave_delegate(state.bonding, delegator)
    delegate_and_pay(state, call, to, moved, amount)
    emit(call, Bond(to, old_delegate, call.sender, amount, delegator.bonded_amount))


@transaction(
    "BondingManager", "unbond(uint256)",
    rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.ZERO_UNBOND, Reason.UNBOND_EXCEEDS_BOND),
)  # fmt: skip
@implements(
    "LP-ABOND-023", "LP-ABOND-024", "LP-ABOND-025", "LP-ABOND-026", "LP-ABOND-027", "LP-ABOND-028", "LP-ABOND-029",
    "LP-ABOND-030", "LP-ABOND-031", "LP-ABOND-032", "LP-ABOND-033", "LP-ASLSH-018",
)  # fmt: skip
def unbond(state: State, call: Call, amount: Lptu) -> None:
    """Start unbonding ``amount`` of the caller's stake.

    It earns nothing from now on, cannot be slashed, and can be withdrawn ``unbonding_period`` rounds later. Whoever
    unbonds everything leaves its delegate, and the pool if it is registered.
    """
    current = begin(state, call)
    bonding, account = state.bonding, call.sender
    delegator = earnings.claim_through(bonding, account, current)
    # The bond counts already.
    require(status(delegator, current) is DelegatorStatus.BONDED, Reason.NOT_BONDED)
    # The amount is positive.
    require(amount > 0, Reason.ZERO_UNBOND)
    # The amount is no more than the bond with its rewards.
    require(amount <= delegator.bonded_amount, Reason.UNBOND_EXCEEDS_BOND)
    old_delegate, lock_id = delegator.delegate_address, delegator.next_unbonding_lock_id
    lock = bonding.unbonding_locks[account, lock_id]
    lock.amount = amount
    lock.withdraw_round = add(current, bonding.unbonding_period)
    delegator.next_unbonding_lock_id = lock_id + 1
    delegator.bonded_amount -= amount
    record = bonding.delegators[old_delegate]
    record.delegated_amount = sub(record.delegated_amount, amount)
    if old_delegate != account or delegator.bonded_amount > 0:
        election.decrease_key(bonding, old_delegate, amount)
    if delegator.bonded_amount == 0:
        delegator.delegate_address = NULL_ADDRESS
        delegator.start_round = 0
        if account in bonding.pool:
            election.resign(bonding, call, account, current)
    emit(call, Unbond(old_delegate, account, lock_id, amount, lock.withdraw_round))


@transaction("BondingManager", "rebond(uint256)", rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK))
@implements("LP-ABOND-005", "LP-ABOND-006", "LP-ABOND-034", "LP-ABOND-042")
def rebond(state: State, call: Call, lock_id: int) -> None:
    """Bring stake that is on its way out back to the caller's delegate, at any time."""
    current = begin(state, call)
    delegator = earnings.claim_through(state.bonding, call.sender, current)
    # The caller has a bond, pending or not.
    require(status(delegator, current) is not DelegatorStatus.UNBONDED, Reason.NOT_BONDED)
    _rebond(state.bonding, call, delegator, lock_id)


@transaction(
    "BondingManager", "rebondFromUnbonded(address,uint256)",
    rejects=(*CLAIMING, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK),
)  # fmt: skip
@implements("LP-ABOND-005", "LP-ABOND-006", "LP-ABOND-035", "LP-ABOND-036", "LP-ABOND-039")
def rebond_from_unbonded(state: State, call: Call, to: Address, lock_id: int) -> None:
    """Bring stake that is on its way out back, towards ``to``, when the caller has no bond left."""
    current = begin(state, call)
    delegator = earnings.claim_through(state.bonding, call.sender, current)
    # The caller has no bond.
    require(status(delegator, current) is DelegatorStatus.UNBONDED, Reason.STILL_BONDED)
    delegator.start_round = current + 1
    delegator.delegate_address = to
    _rebond(state.bonding, call, delegator, lock_id)


@transaction(
    "BondingManager", "withdrawStake(uint256)",
    rejects=(
        *GUARDED, Reason.INVALID_UNBONDING_LOCK, Reason.STAKE_STILL_LOCKED, Reason.NOT_BONDING_MANAGER,
        Reason.TRANSFER_EXCEEDS_BALANCE,
    ),
)  # fmt: skip
@implements("LP-ABOND-004", "LP-ABOND-043", "LP-ABOND-044", "LP-ABOND-045", "LP-ABOND-046")
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
    "BondingManager", "withdrawFees()",
    rejects=(*CLAIMING, Reason.NO_FEES, Reason.NOT_BONDING_MANAGER_OR_BROKER, Reason.CALLEE_REVERTED),
)  # fmt: skip
@implements("LP-ABOND-047", "LP-ABOND-048")
def withdraw_fees(state: State, call: Call) -> None:
    """Pay the caller all its fees."""
    current = begin(state, call)
    delegator = earnings.claim_through(state.bonding, call.sender, current)
    amount = delegator.fees
    # There are fees.
    require(amount > 0, Reason.NO_FEES)
    delegator.fees = 0
    minter.trusted_withdraw_eth(state, call.inner(current_minter(state, call).key), call.sender, amount)
    emit(call, WithdrawFees(call.sender))


@implements("LP-AEARN-023", "LP-AEARN-024")
def _require_claimable(delegator: Delegator, end_round: Round, current: Round) -> None:
    # Earnings of the end round are not claimed yet.
    require(delegator.last_claim_round < end_round, Reason.CLAIM_NOT_AFTER_LAST)
    # The end round has begun.
    require(end_round <= current, Reason.CLAIM_AFTER_CURRENT)


@transaction(
    "BondingManager", "claimEarnings(uint256)",
    rejects=(*CLAIMING, Reason.CLAIM_NOT_AFTER_LAST, Reason.CLAIM_AFTER_CURRENT),
)  # fmt: skip
@implements("LP-AEARN-026")
def claim_earnings(state: State, call: Call, end_round: Round) -> None:
    """Add the caller's earnings through ``end_round`` to its stake and fees; no event tells of it."""
    current = begin(state, call)
    _require_claimable(state.bonding.delegators[call.sender], end_round, current)
    earnings.claim_through(state.bonding, call.sender, end_round)


# Transactions of transcoders.


@transaction(
    "BondingManager", "transcoder(uint256,uint256,uint256)",
    rejects=(
        *GUARDED, Reason.NOT_REGISTERED, Reason.RATES_LOCKED, Reason.PRICE_BELOW_LOWEST, Reason.PRICE_RAISED,
        Reason.INVALID_REWARD_CUT, Reason.INVALID_FEE_SHARE, Reason.NOT_SELF_BONDED, Reason.POOL_NODE_MISSING,
        Reason.POOL_KEY_ZERO,
    ),
)  # fmt: skip
@implements("LP-ABOND-004", "LP-ABOND-050", "LP-ABOND-057", "LP-ABOND-058", "LP-ABOND-059", "LP-ABOND-060")
def transcoder(state: State, call: Call, reward_cut: Ppm, fee_share: Ppm, price_per_segment: Wei) -> None:
    """Announce the caller's terms from the next round on, and let it into the pool if its stake suffices.

    At the end of a round only the price can change; see :func:`_lower_price`.
    """
    begin(state, call)
    bonding, account = state.bonding, call.sender
    if clock.is_locked_at(state.rounds, call.block_number):
        _lower_price(bonding, call, reward_cut, fee_share, price_per_segment)
        return
    # The reward cut is at most one.
    require(is_fraction(reward_cut, PPM), Reason.INVALID_REWARD_CUT)
    # The fee share is at most one.
    require(is_fraction(fee_share, PPM), Reason.INVALID_FEE_SHARE)
    delegator = bonding.delegators[account]
    # The caller is bonded to itself.
    require(delegator.delegate_address == account and delegator.bonded_amount > 0, Reason.NOT_SELF_BONDED)
    record = bonding.transcoders[account]
    record.pending_reward_cut = reward_cut
    record.pending_fee_share = fee_share
    record.pending_price_per_segment = price_per_segment
    if account not in bonding.pool:
        election.try_to_register(bonding, call, account)
    emit(call, TranscoderUpdate(account, reward_cut, fee_share, price_per_segment, account in bonding.pool))


@implements("LP-ABOND-051", "LP-ABOND-052", "LP-ABOND-053", "LP-ABOND-054", "LP-ABOND-055", "LP-ABOND-056")
def _lower_price(bonding: Bonding, call: Call, reward_cut: Ppm, fee_share: Ppm, price_per_segment: Wei) -> None:
    """Lower a registered transcoder's price, but not below the lowest that any of them announced."""
    record = bonding.transcoders[call.sender]
    # The caller is registered.
    require(call.sender in bonding.pool, Reason.NOT_REGISTERED)
    # Cut and share stay.
    require((reward_cut, fee_share) == (record.pending_reward_cut, record.pending_fee_share), Reason.RATES_LOCKED)
    lowest = min(bonding.transcoders[account].pending_price_per_segment for account in bonding.pool.members())
    # The price is not below all others.
    require(price_per_segment >= lowest, Reason.PRICE_BELOW_LOWEST)
    # The price does not rise.
    require(price_per_segment <= record.pending_price_per_segment, Reason.PRICE_RAISED)
    record.pending_price_per_segment = price_per_segment
    emit(call, TranscoderUpdate(call.sender, reward_cut, fee_share, price_per_segment, True))


@transaction("BondingManager", "reward()", rejects=REWARDING)
def reward(state: State, call: Call) -> None:
    """Mint the caller's share of the round's tokens for itself and its delegators, once a round."""
    mint_reward(state, call)


@implements(
    "LP-ABOND-004", "LP-ABOND-061", "LP-ABOND-062", "LP-ABOND-063", "LP-ABOND-064", "LP-ABOND-065", "LP-ABOND-066",
    "LP-ABOND-067", "LP-ABOND-068",
)  # fmt: skip
def mint_reward(state: State, call: Call) -> Lptu:
    """Mint the caller's share of the round's tokens into its pool of the round; gives the amount.

    What it may mint follows from the stake that it and its round had when the round began.
    """
    current = begin(state, call)
    bonding, account = state.bonding, call.sender
    active_set, record = bonding.active_sets[current], bonding.transcoders[account]
    # The caller works in this round.
    require(active_set.active[account], Reason.NOT_ACTIVE)
    # The caller has not done this in this round.
    require(record.last_reward_round != current, Reason.ALREADY_REWARDED)
    record.last_reward_round = current
    pool = bonding.earnings_pools[account, current]
    minter_call = call.inner(current_minter(state, call).key)
    amount = minter.create_reward(state, minter_call, pool.total_stake, active_set.total_stake)
    earnings.add_rewards(pool, amount)
    delegator = bonding.delegators[account]
    delegator.delegated_amount = add(delegator.delegated_amount, amount)
    # The caller has not been evicted in this round.
    require(account in bonding.pool, Reason.POOL_NODE_MISSING)
    election.increase_key(bonding, account, amount)
    emit(call, Reward(account, amount))
    return amount


# Transactions of other contracts.


@implements("LP-AELEC-011")
def require_rounds_manager(state: State, call: Call) -> None:
    """Raises ``SYSTEM_PAUSED`` and ``NOT_ROUNDS_MANAGER``."""
    require_system_running(state, call)
    # The caller is the RoundsManager.
    require(call.sender == registered(state, call, "RoundsManager"), Reason.NOT_ROUNDS_MANAGER)


@implements("LP-ASLSH-001", "LP-ASLSH-002")
def require_jobs_manager(state: State, call: Call) -> None:
    """Raises ``SYSTEM_PAUSED`` and ``NOT_JOBS_MANAGER``."""
    require_system_running(state, call)
    # The caller is the JobsManager.
    require(call.sender == registered(state, call, "JobsManager"), Reason.NOT_JOBS_MANAGER)


@transaction(
    "BondingManager", "setActiveTranscoders()",
    rejects=[Reason.SYSTEM_PAUSED, Reason.NOT_ROUNDS_MANAGER, Reason.NO_DATA, Reason.TARGET_NOT_REGISTERED],
)  # fmt: skip
@implements(
    "LP-AEARN-003", "LP-AEARN-004", "LP-AEARN-005", "LP-AEARN-008", "LP-AEARN-009", "LP-AEARN-030",
)  # fmt: skip
def set_active_transcoders(state: State, call: Call) -> None:
    """Elect the active set of the round that begins."""
    require_rounds_manager(state, call)
    election.activate(state.bonding, current_round(state, call), apart=True)


@transaction(
    "BondingManager", "updateTranscoderWithFees(address,uint256,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NOT_JOBS_MANAGER, Reason.NOT_REGISTERED, Reason.MULTIPLICATION_OVERFLOW,
        Reason.ADDITION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements("LP-AEARN-027", "LP-AEARN-028", "LP-AEARN-029")
def update_transcoder_with_fees(state: State, call: Call, account: Address, fees: Wei, round: Round) -> None:
    """Credit the fees of a job to the pool of the round in which it was created."""
    require_jobs_manager(state, call)
    # The transcoder is registered.
    require(account in state.bonding.pool, Reason.NOT_REGISTERED)
    earnings.add_fees(state.bonding.earnings_pools[account, round], fees)


@transaction("BondingManager", "slashTranscoder(address,address,uint256,uint256)", rejects=SLASHING)
@implements(
    "LP-ASLSH-003", "LP-ASLSH-004", "LP-ASLSH-005", "LP-ASLSH-006", "LP-ASLSH-007", "LP-ASLSH-008", "LP-ASLSH-016",
    "LP-ASLSH-017",
)  # fmt: skip
def slash_transcoder(
    state: State, call: Call, account: Address, finder: Address, slash_amount: Ppm, finder_fee: Ppm
) -> None:
    """Take ``slash_amount`` of an account's own claimed stake, pay ``finder_fee`` of that to the finder, burn the rest.

    A registered transcoder leaves the pool. Earnings are not claimed first, and the delegate stays even when nothing
    remains; then the stake delegated to it is not reduced.
    """
    require_jobs_manager(state, call)
    bonding = state.bonding
    delegator = bonding.delegators[account]
    if delegator.bonded_amount == 0:
        emit(call, TranscoderSlashed(account, finder, 0, 0))
        return
    penalty = part(delegator.bonded_amount, slash_amount, PPM)
    delegator.bonded_amount = sub(delegator.bonded_amount, penalty)
    if delegator_status(state, call, account) is DelegatorStatus.BONDED:
        reduce_delegated(bonding, delegator, penalty)
    if account in bonding.pool:
        election.resign(bonding, call, account, current_round(state, call))
    settle_penalty(state, call, account, finder, penalty, finder_fee)


def reduce_delegated(bonding: Bonding, delegator: Delegator, penalty: Lptu) -> None:
    """Take a penalty from the stake delegated to a delegator's delegate, whose place in the pool stays."""
    record = bonding.delegators[delegator.delegate_address]
    record.delegated_amount = sub(record.delegated_amount, penalty)


@implements(
    "LP-ASLSH-009", "LP-ASLSH-010", "LP-ASLSH-011", "LP-ASLSH-012", "LP-ASLSH-013", "LP-ASLSH-014", "LP-ASLSH-015",
)  # fmt: skip
def settle_penalty(state: State, call: Call, account: Address, finder: Address, penalty: Lptu, finder_fee: Ppm) -> None:
    """Pay the finder, if there is one, its part of a penalty and burn the rest."""
    finder_reward = 0
    if finder != NULL_ADDRESS:
        finder_reward = part(penalty, finder_fee, PPM)
        treasury = current_minter(state, call).key
        minter.trusted_transfer_tokens(state, call.inner(treasury), finder, finder_reward)
    burned = sub(penalty, finder_reward)
    minter.trusted_burn_tokens(state, call.inner(current_minter(state, call).key), burned)
    emit(call, TranscoderSlashed(account, finder, penalty, finder_reward))


# Transactions of the Controller's owner.


@transaction("BondingManager", "setUnbondingPeriod(uint64)", rejects=[Reason.NOT_CONTROLLER_OWNER])
@implements("LP-BOND-090", "LP-BOND-091", "LP-BOND-094")
def set_unbonding_period(state: System, call: Call, unbonding_period: int) -> None:
    """Set after how many rounds unbonded stake can be withdrawn; existing locks keep their round."""
    require_controller_owner(state, call)
    state.bonding.unbonding_period = unbonding_period
    emit(call, ParameterUpdate("unbondingPeriod"))


@transaction(
    "BondingManager", "setNumTranscoders(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.POOL_BELOW_ACTIVE, Reason.POOL_SIZE_NOT_INCREASED],
)  # fmt: skip
@implements("LP-ABOND-069", "LP-ABOND-071", "LP-ABOND-072", "LP-ABOND-073")
def set_num_transcoders(state: State, call: Call, num_transcoders: int) -> None:
    """Let more transcoders into the pool; nobody enters by this alone."""
    require_controller_owner(state, call)
    # The pool holds the active set.
    require(num_transcoders >= state.bonding.num_active_transcoders, Reason.POOL_BELOW_ACTIVE)
    sorted_list.set_max_size(state.bonding.pool, num_transcoders)
    emit(call, ParameterUpdate("numTranscoders"))


@transaction(
    "BondingManager", "setNumActiveTranscoders(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.ACTIVE_ABOVE_POOL],
)  # fmt: skip
@implements("LP-ABOND-069", "LP-ABOND-071", "LP-ABOND-074")
def set_num_active_transcoders(state: State, call: Call, num_active_transcoders: int) -> None:
    """Set how many transcoders work in a round, from the next one on."""
    require_controller_owner(state, call)
    # The active set fits into the pool.
    require(num_active_transcoders <= state.bonding.pool.max_size, Reason.ACTIVE_ABOVE_POOL)
    state.bonding.num_active_transcoders = num_active_transcoders
    emit(call, ParameterUpdate("numActiveTranscoders"))


@transaction("BondingManager", "setMaxEarningsClaimsRounds(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER])
@implements("LP-BOND-092", "LP-BOND-093")
def set_max_earnings_claims_rounds(state: System, call: Call, max_earnings_claims_rounds: int) -> None:
    """Set how many rounds one claim of earnings may span."""
    require_controller_owner(state, call)
    state.bonding.max_earnings_claims_rounds = max_earnings_claims_rounds
    emit(call, ParameterUpdate("maxEarningsClaimsRounds"))


# Views.


@view("BondingManager", "pendingStake(address,uint256)", "uint256")
@implements("LP-AEARN-020", "LP-AEARN-021", "LP-AEARN-022")
def pending_stake(state: State, call: Call, account: Address, end_round: Round) -> Lptu:
    """The account's stake with its earnings through ``end_round``.

    Raises ``CLAIM_NOT_AFTER_LAST`` and ``CLAIM_AFTER_CURRENT``.
    """
    _require_claimable(state.bonding.delegators[account], end_round, current_round(state, call))
    return earnings.pending(state.bonding, account, end_round)[0]


@view("BondingManager", "pendingFees(address,uint256)", "uint256")
@implements("LP-AEARN-020", "LP-AEARN-021", "LP-AEARN-022")
def pending_fees(state: State, call: Call, account: Address, end_round: Round) -> Wei:
    """The account's fees with its earnings through ``end_round``.

    Raises ``CLAIM_NOT_AFTER_LAST`` and ``CLAIM_AFTER_CURRENT``.
    """
    _require_claimable(state.bonding.delegators[account], end_round, current_round(state, call))
    return earnings.pending(state.bonding, account, end_round)[1]


@view("BondingManager", "delegatorStatus(address)", "uint8")
@implements("LP-BOND-084")
def delegator_status(state: System, call: Call, account: Address) -> DelegatorStatus:
    """Whether an account's bond is pending, counts, or does not exist."""
    delegator = state.bonding.delegators[account]
    if delegator.bonded_amount == 0:
        return DelegatorStatus.UNBONDED
    return status(delegator, current_round(state, call))


@view(
    "BondingManager", "getDelegator(address)",
    "uint256 bondedAmount,uint256 fees,address delegateAddress,uint256 delegatedAmount,uint256 startRound,"
    "uint256 lastClaimRound,uint256 nextUnbondingLockId",
)  # fmt: skip
@implements("LP-BOND-088")
def get_delegator(state: System, call: Call, account: Address) -> tuple[Lptu, Wei, Address, Lptu, Round, Round, int]:
    """Bonded amount, fees, delegate, delegated amount, start round, last claim round, next unbonding lock id."""
    record = state.bonding.delegators[account]
    return (
        record.bonded_amount, record.fees, record.delegate_address, record.delegated_amount, record.start_round,
        record.last_claim_round, record.next_unbonding_lock_id,
    )  # fmt: skip


@view("BondingManager", "getDelegatorUnbondingLock(address,uint256)", "uint256 amount,uint256 withdrawRound")
@implements("LP-BOND-087")
def get_delegator_unbonding_lock(state: System, call: Call, account: Address, lock_id: int) -> tuple[Lptu, Round]:
    """Amount and withdraw round of a lock."""
    lock = state.bonding.unbonding_locks[account, lock_id]
    return lock.amount, lock.withdraw_round


@view("BondingManager", "isValidUnbondingLock(address,uint256)", "bool")
@implements("LP-BOND-087")
def is_valid_unbonding_lock(state: System, call: Call, account: Address, lock_id: int) -> bool:
    """Whether a lock exists."""
    return state.bonding.unbonding_locks[account, lock_id].withdraw_round > 0


@view("BondingManager", "unbondingPeriod()", "uint64")
@implements("LP-BOND-089")
def unbonding_period(state: System, call: Call) -> int:
    """Rounds until unbonded stake can be withdrawn."""
    return state.bonding.unbonding_period


@view("BondingManager", "getTranscoderPoolMaxSize()", "uint256")
@implements("LP-BOND-089")
def get_transcoder_pool_max_size(state: System, call: Call) -> int:
    """How many orchestrators fit into the pool."""
    return state.bonding.pool.max_size


@view("BondingManager", "getTranscoderPoolSize()", "uint256")
@implements("LP-POOL-022")
def get_transcoder_pool_size(state: System, call: Call) -> int:
    """How many orchestrators are in the pool."""
    return state.bonding.pool.size


@view("BondingManager", "getFirstTranscoderInPool()", "address")
@implements("LP-POOL-001", "LP-POOL-022")
def get_first_transcoder_in_pool(state: System, call: Call) -> Address:
    """The orchestrator with the highest stake; null when the pool is empty."""
    return state.bonding.pool.head


@view("BondingManager", "getNextTranscoderInPool(address)", "address")
@implements("LP-POOL-001", "LP-POOL-022")
def get_next_transcoder_in_pool(state: System, call: Call, account: Address) -> Address:
    """The orchestrator after another one; null after the last and for accounts outside the pool."""
    return state.bonding.pool.nodes[account].next


@view("BondingManager", "maxEarningsClaimsRounds()", "uint256")
def max_earnings_claims_rounds(state: System, call: Call) -> int:
    """How many rounds one claim may span."""
    return state.bonding.max_earnings_claims_rounds


@view(
    "BondingManager", "getTranscoder(address)",
    "uint256 lastRewardRound,uint256 rewardCut,uint256 feeShare,uint256 pricePerSegment,uint256 pendingRewardCut,"
    "uint256 pendingFeeShare,uint256 pendingPricePerSegment",
)  # fmt: skip
@implements("LP-ABOND-078")
def get_transcoder(state: State, call: Call, account: Address) -> tuple[int, ...]:
    """Last reward round; reward cut, fee share and price as they hold; the same three as announced."""
    record = state.bonding.transcoders[account]
    return (
        record.last_reward_round, record.reward_cut, record.fee_share, record.price_per_segment,
        record.pending_reward_cut, record.pending_fee_share, record.pending_price_per_segment,
    )  # fmt: skip


@view(
    "BondingManager", "getTranscoderEarningsPoolForRound(address,uint256)",
    "uint256 rewardPool,uint256 feePool,uint256 totalStake,uint256 claimableStake,uint256 transcoderRewardCut,"
    "uint256 transcoderFeeShare,uint256 transcoderRewardPool,uint256 transcoderFeePool,"
    "bool hasTranscoderRewardFeePool",
)  # fmt: skip
@implements("LP-ABOND-079")
def get_transcoder_earnings_pool_for_round(
    state: State, call: Call, account: Address, round: Round
) -> tuple[Lptu, Wei, Lptu, Lptu, Ppm, Ppm, Lptu, Wei, bool]:
    """Rewards, fees, stake, claimable stake, reward cut, fee share, the transcoder's own rewards and fees, and whether
    these lie apart."""
    pool = state.bonding.earnings_pools[account, round]
    return (
        pool.reward_pool, pool.fee_pool, pool.total_stake, pool.claimable_stake, pool.transcoder_reward_cut,
        pool.transcoder_fee_share, pool.transcoder_reward_pool, pool.transcoder_fee_pool,
        pool.has_transcoder_reward_fee_pool,
    )  # fmt: skip


@view("BondingManager", "transcoderTotalStake(address)", "uint256")
@implements("LP-ABOND-076")
def transcoder_total_stake(state: State, call: Call, account: Address) -> Lptu:
    """The stake of a registered transcoder; 0 for any other account, whatever is delegated to it."""
    return state.bonding.pool.nodes[account].stake


@view("BondingManager", "transcoderStatus(address)", "uint8")
@implements("LP-ABOND-075")
def transcoder_status(state: State, call: Call, account: Address) -> int:
    """1 for a registered transcoder, 0 for any other account."""
    return int(account in state.bonding.pool)


@view("BondingManager", "isRegisteredTranscoder(address)", "bool")
@implements("LP-ABOND-075")
def is_registered_transcoder(state: State, call: Call, account: Address) -> bool:
    """Whether the account is in the pool."""
    return account in state.bonding.pool


@view("BondingManager", "isActiveTranscoder(address,uint256)", "bool")
@implements("LP-AELEC-022")
def is_active_transcoder(state: State, call: Call, account: Address, round: Round) -> bool:
    """Whether the account is in a round's active set and has not resigned in that round."""
    return state.bonding.active_sets[round].active[account]


@view("BondingManager", "activeTranscoderTotalStake(address,uint256)", "uint256")
@implements("LP-AELEC-023")
def active_transcoder_total_stake(state: State, call: Call, account: Address, round: Round) -> Lptu:
    """The stake that an active transcoder had when the round began. Raises ``NOT_ACTIVE_IN_ROUND``."""
    # The account is active in the round.
    require(state.bonding.active_sets[round].active[account], Reason.NOT_ACTIVE_IN_ROUND)
    return state.bonding.earnings_pools[account, round].total_stake


@view("BondingManager", "getTotalActiveStake(uint256)", "uint256")
@implements("LP-AELEC-022")
def get_total_active_stake(state: State, call: Call, round: Round) -> Lptu:
    """The stake of a round's active set."""
    return state.bonding.active_sets[round].total_stake


@view("BondingManager", "activeTranscoderSet(uint256)", "uint256 totalStake")
@implements("LP-AELEC-022")
def active_transcoder_set(state: State, call: Call, round: Round) -> Lptu:
    """The stake of a round's active set."""
    return state.bonding.active_sets[round].total_stake


@view("BondingManager", "electActiveTranscoder(uint256,bytes32,uint256)", "address")
@implements("LP-AELEC-024")
def elect_active_transcoder(state: State, call: Call, max_price: Wei, block_hash: Hash32, round: Round) -> Address:
    """Who gets a job at ``max_price`` by ``block_hash``; null when nobody of the round's active set is so cheap."""
    return election.elect(state.bonding, max_price, block_hash, round)


@view("BondingManager", "getTotalBonded()", "uint256")
@implements("LP-AELEC-029")
def get_total_bonded(state: State, call: Call) -> Lptu:
    """The stake of all registered transcoders."""
    return election.total_bonded(state.bonding)


@view("BondingManager", "numActiveTranscoders()", "uint256")
@implements("LP-BOND-089")
def num_active_transcoders(state: State, call: Call) -> int:
    """How many transcoders work in a round."""
    return state.bonding.num_active_transcoders
