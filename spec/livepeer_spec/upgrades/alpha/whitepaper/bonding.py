"""Bonding: stake delegated to transcoders, its way out, and the reward of a round.

Source: Livepeer whitepaper, "Bonding + Delegation" and "Token Generation"; events as in the deployed BondingManager.
"""

from enum import IntEnum
from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Round, Wei
from livepeer_spec.primitives.uint256 import mul
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import earnings
from livepeer_spec.upgrades.alpha.whitepaper import candidates, token
from livepeer_spec.upgrades.alpha.whitepaper.earnings import claim_through
from livepeer_spec.upgrades.alpha.whitepaper.protocol import current_round, require_round_initialized
from livepeer_spec.upgrades.alpha.whitepaper.state import State


class DelegatorStatus(IntEnum):
    """Whether an account's stake counts: from the next round on, already, or not at all."""

    PENDING = 0
    BONDED = 1
    UNBONDED = 2


@event(
    "Bond(address indexed newDelegate, address indexed oldDelegate, address indexed delegator, "
    "uint256 additionalAmount, uint256 bondedAmount)"
)
class Bond(NamedTuple):
    """An account bonded stake, or moved its stake."""

    new_delegate: Address
    old_delegate: Address
    delegator: Address
    additional_amount: Lptu
    bonded_amount: Lptu


@event(
    "Unbond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount, "
    "uint256 withdrawRound)"
)
class Unbond(NamedTuple):
    """An account's stake is on its way out."""

    delegate: Address
    delegator: Address
    unbonding_lock_id: int
    amount: Lptu
    withdraw_round: Round


@event("WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound)")
class WithdrawStake(NamedTuple):
    """Unbonded stake was paid out."""

    delegator: Address
    unbonding_lock_id: int
    amount: Lptu
    withdraw_round: Round


@event("Reward(address indexed transcoder, uint256 amount)")
class Reward(NamedTuple):
    """A transcoder and its delegators got their part of a round's new tokens."""

    transcoder: Address
    amount: Lptu


@event("UpdateDelegatorStake(address indexed delegator)")
class UpdateDelegatorStake(NamedTuple):
    """An account claimed what it earned."""

    delegator: Address


# Parts of transactions.


@implements("LP-WBOND-001")
def status_of(state: State, call: Call, account: Address) -> DelegatorStatus:
    """Whether an account is bonded. Raises ``NOT_FOUNDED`` for an account with stake."""
    delegator = state.bonding.delegators[account]
    if delegator.bonded_amount == 0:
        return DelegatorStatus.UNBONDED
    pending = delegator.start_round > current_round(state, call)
    return DelegatorStatus.PENDING if pending else DelegatorStatus.BONDED


@implements("LP-WBOND-013")
def _leave(state: State, account: Address, delegate: Address) -> None:
    """Take an account off its delegate's list; the last one on it takes its place."""
    members = list(state.bonding.delegators_of[delegate])
    last = members.pop()
    if last != account:
        members[members.index(account)] = last
    state.bonding.delegators_of[delegate] = tuple(members)


# Transactions.


@transaction(
    "BondingManager", "bond(uint256,address)",
    rejects=[
        Reason.ROUND_NOT_INITIALIZED, Reason.DELEGATE_NULL, Reason.CANDIDATE_CANNOT_DELEGATE_AWAY,
        Reason.ZERO_DELEGATION, Reason.SUBTRACTION_UNDERFLOW, Reason.ADDITION_OVERFLOW,
    ],
)  # fmt: skip
@implements(
    "LP-WBOND-002", "LP-WBOND-003", "LP-WBOND-004", "LP-WBOND-005", "LP-WBOND-006", "LP-WBOND-007", "LP-WBOND-008",
    "LP-WBOND-014", "LP-WEARN-005",
)  # fmt: skip
def bond(state: State, call: Call, amount: Lptu, to: Address) -> None:
    """Bond ``amount`` and let all stake of the caller, old and new, stand behind ``to`` from the next round on."""
    current = require_round_initialized(state, call)
    claim_through(state, call.sender, current)
    # There is a delegate.
    require(to != NULL_ADDRESS, Reason.DELEGATE_NULL)
    bonding = state.bonding
    delegator = bonding.delegators[call.sender]
    old = delegator.delegate_address
    moved = amount
    if delegator.bonded_amount == 0:
        delegator.start_round = current + 1
    if old != to:
        # A candidate stands behind itself.
        require(call.sender not in bonding.pool, Reason.CANDIDATE_CANNOT_DELEGATE_AWAY)
        if old != NULL_ADDRESS:
            delegator.start_round = current + 1
            candidates.decrease_stake(state, old, delegator.bonded_amount)
            moved += delegator.bonded_amount
            _leave(state, call.sender, old)
        delegator.delegate_address = to
        bonding.delegators_of[to] = (*bonding.delegators_of[to], call.sender)
    # Something is delegated.
    require(moved > 0, Reason.ZERO_DELEGATION)
    candidates.increase_stake(state, to, moved)
    delegator.bonded_amount += amount
    bonding.total_bonded += amount
    if amount > 0:
        token.transfer_from(state, call.inner(state.deployed["LivepeerToken"]), call.sender, call.to, amount)
    emit(call, Bond(to, old, call.sender, amount, delegator.bonded_amount))


@transaction("BondingManager", "unbond()", rejects=[Reason.ROUND_NOT_INITIALIZED, Reason.NOT_BONDED])
@implements("LP-WBOND-009", "LP-WBOND-010", "LP-WBOND-011", "LP-WBOND-012", "LP-WEARN-005")
def unbond(state: State, call: Call) -> None:
    """Lock all stake of the caller for the unbonding period; it earns nothing and is not slashed in that time."""
    current = require_round_initialized(state, call)
    claim_through(state, call.sender, current)
    # The caller's stake counts.
    require(status_of(state, call, call.sender) is DelegatorStatus.BONDED, Reason.NOT_BONDED)
    bonding = state.bonding
    delegator = bonding.delegators[call.sender]
    delegate, amount = delegator.delegate_address, delegator.bonded_amount
    if call.sender in bonding.pool:
        candidates.resign(state, call, call.sender)
    candidates.decrease_stake(state, delegate, amount)
    bonding.total_bonded -= amount
    _leave(state, call.sender, delegate)
    delegator.delegate_address = NULL_ADDRESS
    delegator.start_round = 0
    delegator.bonded_amount = 0
    lock_id = delegator.next_unbonding_lock_id
    delegator.next_unbonding_lock_id = lock_id + 1
    lock = bonding.unbonding_locks[call.sender, lock_id]
    lock.amount = amount
    lock.withdraw_round = current + state.protocol.parameters["unbondingPeriod"]
    emit(call, Unbond(delegate, call.sender, lock_id, amount, lock.withdraw_round))


@transaction("BondingManager", "updateDelegatorStake()", rejects=[Reason.ROUND_NOT_INITIALIZED, Reason.ALREADY_CLAIMED])
@implements("LP-WEARN-006", "LP-WEARN-007", "LP-WEARN-008")
def update_delegator_stake(state: State, call: Call) -> None:
    """Claim what the caller earned up to the current round."""
    current = require_round_initialized(state, call)
    # There may be something to claim.
    require(state.bonding.delegators[call.sender].last_claim_round < current, Reason.ALREADY_CLAIMED)
    claim_through(state, call.sender, current)
    emit(call, UpdateDelegatorStake(call.sender))


@transaction(
    "BondingManager", "reward()",
    rejects=[
        Reason.ROUND_NOT_INITIALIZED, Reason.NOT_ACTIVE, Reason.ALREADY_REWARDED, Reason.MULTIPLICATION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-WMINT-001", "LP-WMINT-002", "LP-WMINT-003", "LP-WMINT-004", "LP-WMINT-006", "LP-WMINT-007")
def reward(state: State, call: Call) -> None:
    """Mint the caller's part of the round's new tokens; nothing for one that did too little of the work."""
    current = require_round_initialized(state, call)
    bonding = state.bonding
    pool = bonding.earnings_pools[call.sender, current]
    # The caller is active.
    require(pool.total_stake > 0, Reason.NOT_ACTIVE)
    transcoder = bonding.transcoders[call.sender]
    # It has not rewarded in this round yet.
    require(transcoder.last_reward_round != current, Reason.ALREADY_REWARDED)
    transcoder.last_reward_round = current
    transcoder.missed_rewards = 0
    amount = 0
    if is_competitive(state, call.sender):
        total = bonding.total_active_stake[current]
        amount = share(bonding.current_mintable_tokens, pool.total_stake, total, PPM)
    earnings.add_rewards(pool, amount)
    candidates.increase_stake(state, call.sender, amount)
    bonding.total_bonded += amount
    token.mint(state, call.inner(state.deployed["LivepeerToken"]), call.to, amount)
    emit(call, Reward(call.sender, amount))


@implements("LP-WMINT-005", "LP-WMINT-008", "LP-WMINT-013")
def is_competitive(state: State, account: Address) -> bool:
    """Whether a transcoder did enough of the work of the round before, for its part of the stake in it."""
    bonding, jobs = state.bonding, state.jobs
    previous = bonding.previous_round
    stake, total_work = bonding.earnings_pools[account, previous].total_stake, jobs.total_work[previous]
    if stake == 0 or total_work == 0:
        return True
    demanded = PPM - state.protocol.parameters["competitivenessTolerance"]
    done = mul(mul(jobs.work[account, previous], bonding.total_active_stake[previous]), PPM)
    return done >= mul(mul(demanded, total_work), stake)


@transaction("BondingManager", "addFees(address,uint256,uint256)", rejects=[Reason.NOT_JOBS_MANAGER])
@implements("LP-WDIST-005", "LP-WDIST-006")
def add_fees(state: State, call: Call, account: Address, round: Round, fees: Wei) -> None:
    """Let a transcoder and its delegators have fees for a job of a round."""
    # The caller is the JobsManager.
    require(call.sender == state.protocol.jobs_manager, Reason.NOT_JOBS_MANAGER)
    earnings.add_fees(state.bonding.earnings_pools[account, round], fees)


@transaction("BondingManager", "payOut(address)", returns="uint256,uint256", rejects=[Reason.NOT_JOBS_MANAGER])
@implements("LP-WDIST-010", "LP-WDIST-011", "LP-WDIST-013", "LP-WDIST-016")
def pay_out(state: State, call: Call, account: Address) -> tuple[Lptu, Wei]:
    """Pay an account the stake whose unbonding period is over; gives that, and the fees that it is to be paid."""
    # The caller is the JobsManager.
    require(call.sender == state.protocol.jobs_manager, Reason.NOT_JOBS_MANAGER)
    current = current_round(state, call)
    delegator = state.bonding.delegators[account]
    stake = 0
    for lock_id in range(delegator.next_unbonding_lock_id):
        lock = state.bonding.unbonding_locks[account, lock_id]
        if lock.amount > 0 and lock.withdraw_round <= current:
            amount, withdraw_round = lock.amount, lock.withdraw_round
            lock.amount = 0
            lock.withdraw_round = 0
            stake += amount
            token.transfer(state, call.inner(state.deployed["LivepeerToken"]), account, amount)
            emit(call, WithdrawStake(account, lock_id, amount, withdraw_round))
    fees, delegator.fees = delegator.fees, 0
    return stake, fees


# Views.


@view("BondingManager", "delegatorStatus(address)", "uint8")
@implements("LP-WBOND-001")
def delegator_status(state: State, call: Call, account: Address) -> DelegatorStatus:
    """Whether an account is bonded."""
    return status_of(state, call, account)


@view(
    "BondingManager", "getDelegator(address)",
    "uint256 bondedAmount,uint256 fees,address delegateAddress,uint256 delegatedAmount,uint256 startRound,"
    "uint256 lastClaimRound,uint256 nextUnbondingLockId",
)  # fmt: skip
def get_delegator(state: State, call: Call, account: Address) -> tuple[int, int, Address, int, int, int, int]:
    """An account's own stake and fees, and the stake behind it."""
    record = state.bonding.delegators[account]
    return (
        record.bonded_amount, record.fees, record.delegate_address, record.delegated_amount, record.start_round,
        record.last_claim_round, record.next_unbonding_lock_id,
    )  # fmt: skip


@view("BondingManager", "getDelegators(address)", "address[]")
@implements("LP-WBOND-013")
def get_delegators(state: State, call: Call, account: Address) -> tuple[Address, ...]:
    """Whose stake stands behind an account, in the order in which a slash goes through them."""
    return state.bonding.delegators_of[account]


@view("BondingManager", "getDelegatorUnbondingLock(address,uint256)", "uint256 amount,uint256 withdrawRound")
def get_delegator_unbonding_lock(state: State, call: Call, account: Address, lock_id: int) -> tuple[Lptu, Round]:
    """Stake on its way out, and from which round on it can be withdrawn; zeros when there is none."""
    lock = state.bonding.unbonding_locks[account, lock_id]
    return lock.amount, lock.withdraw_round


@view(
    "BondingManager", "getTranscoderEarningsPoolForRound(address,uint256)",
    "uint256 rewardPool,uint256 feePool,uint256 totalStake,uint256 claimableStake,uint256 transcoderRewardCut,"
    "uint256 transcoderFeeShare,uint256 transcoderRewardPool,uint256 transcoderFeePool,uint256 pricePerSegment",
)  # fmt: skip
@implements("LP-WELEC-004")
def get_transcoder_earnings_pool_for_round(state: State, call: Call, account: Address, round: Round) -> tuple[int, ...]:
    """A transcoder's stake, terms and earnings of a round; zeros where it was not active."""
    pool = state.bonding.earnings_pools[account, round]
    return (
        pool.reward_pool, pool.fee_pool, pool.total_stake, pool.claimable_stake, pool.transcoder_reward_cut,
        pool.transcoder_fee_share, pool.transcoder_reward_pool, pool.transcoder_fee_pool, pool.price_per_segment,
    )  # fmt: skip


@view("BondingManager", "lockedStake(address,uint256)", "uint256")
@implements("LP-WELEC-004")
def locked_stake(state: State, call: Call, account: Address, round: Round) -> Lptu:
    """A transcoder's stake as it was locked for a round; 0 where it was not active."""
    return state.bonding.earnings_pools[account, round].total_stake


@view("BondingManager", "lockedPrice(address,uint256)", "uint256")
@implements("LP-WELEC-004")
def locked_price(state: State, call: Call, account: Address, round: Round) -> Wei:
    """A transcoder's price a segment and profile as it was locked for a round."""
    return state.bonding.earnings_pools[account, round].price_per_segment


@view("BondingManager", "totalBonded()", "uint256")
@implements("LP-WMINT-009")
def total_bonded(state: State, call: Call) -> Lptu:
    """All bonded stake with unclaimed rewards, without locks."""
    return state.bonding.total_bonded
