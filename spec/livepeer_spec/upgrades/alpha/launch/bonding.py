"""BondingManager at the launch: stake, delegation, terms, rewards and slashing.

Here an account unbonds everything at once and stays slashable until it withdraws; a registered transcoder may delegate
elsewhere; a transcoder's own earnings lie together with its delegators'; all bonded LPT are counted.

Source: BondingManager as deployed in May 2018; Livepeer whitepaper, "Bonding + Delegation".
"""

from enum import IntEnum
from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import earnings, election, minter

# As it stayed.
from livepeer_spec.upgrades.alpha.bonding import (  # noqa: F401
    BONDING,
    CLAIMING,
    GUARDED,
    REWARDING,
    SLASHING,
    Reward,
    TranscoderSlashed,
    TranscoderUpdate,
    WithdrawFees,
    active_transcoder_set,
    active_transcoder_total_stake,
    begin,
    claim_earnings,
    delegate_and_pay,
    elect_active_transcoder,
    get_first_transcoder_in_pool,
    get_next_transcoder_in_pool,
    get_total_active_stake,
    get_transcoder,
    get_transcoder_pool_max_size,
    get_transcoder_pool_size,
    is_active_transcoder,
    is_registered_transcoder,
    leave_delegate,
    max_earnings_claims_rounds,
    mint_reward,
    num_active_transcoders,
    pending_fees,
    pending_stake,
    reduce_delegated,
    require_jobs_manager,
    require_rounds_manager,
    set_max_earnings_claims_rounds,
    set_num_active_transcoders,
    set_num_transcoders,
    set_unbonding_period,
    settle_penalty,
    transcoder,
    transcoder_status,
    transcoder_total_stake,
    unbonding_period,
    update_transcoder_with_fees,
    withdraw_fees,
)
from livepeer_spec.upgrades.alpha.controller import current_minter, current_round
from livepeer_spec.upgrades.alpha.launch.state import State


class DelegatorStatus(IntEnum):
    """What an account's bond entitles it to."""

    PENDING = 0
    BONDED = 1
    UNBONDING = 2
    UNBONDED = 3


@event("Bond(address indexed delegate, address indexed delegator)")
class Bond(NamedTuple):
    """Stake was bonded or moved."""

    delegate: Address
    delegator: Address


@event("Unbond(address indexed delegate, address indexed delegator)")
class Unbond(NamedTuple):
    """Stake is on its way out; the delegate is always the null address."""

    delegate: Address
    delegator: Address


@event("WithdrawStake(address indexed delegator)")
class WithdrawStake(NamedTuple):
    """Unbonded stake was paid out."""

    delegator: Address


# Transactions of delegators.


@transaction("BondingManager", "bond(uint256,address)", rejects=BONDING)
@implements(
    "LP-ABOND-003", "LP-ABOND-007", "LP-ABOND-009", "LP-ABOND-011", "LP-ABOND-101", "LP-ABOND-102", "LP-ABOND-103",
    "LP-ABOND-111",
)  # fmt: skip
def bond(state: State, call: Call, amount: Lptu, to: Address) -> None:
    """Bond ``amount`` more of the caller's tokens, and the whole bond towards ``to``, who may be any address.

    With ``amount`` 0 only the delegate changes. Stake on its way out comes back.
    """
    current = begin(state, call)
    bonding = state.bonding
    delegator = earnings.claim_through(bonding, call.sender, current)
    moved = amount
    if delegator_status(state, call, call.sender) in (DelegatorStatus.UNBONDING, DelegatorStatus.UNBONDED):
        delegator.start_round = current + 1
        bonding.withdraw_rounds[call.sender] = 0
        moved = add(amount, delegator.bonded_amount)
    elif delegator.delegate_address not in (NULL_ADDRESS, to):
        delegator.start_round = current + 1
        moved = add(amount, delegator.bonded_amount)
        leave_delegate(bonding, delegator)
    bonding.total_bonded = add(bonding.total_bonded, amount)
    delegate_and_pay(state, call, to, moved, amount)
    emit(call, Bond(to, call.sender))


@transaction("BondingManager", "unbond()", rejects=(*CLAIMING, Reason.NOT_BONDED))
@implements(
    "LP-ABOND-023", "LP-ABOND-104", "LP-ABOND-105", "LP-ABOND-106", "LP-ABOND-107", "LP-ABOND-111",
)  # fmt: skip
def unbond(state: State, call: Call) -> None:
    """Start unbonding all of the caller's stake.

    It earns nothing from now on but can still be slashed; it can be withdrawn ``unbonding_period`` rounds later.
    """
    current = begin(state, call)
    bonding, account = state.bonding, call.sender
    delegator = earnings.claim_through(bonding, account, current)
    # The bond counts already.
    require(delegator_status(state, call, account) is DelegatorStatus.BONDED, Reason.NOT_BONDED)
    bonding.withdraw_rounds[account] = add(current, bonding.unbonding_period)
    delegate, amount = delegator.delegate_address, delegator.bonded_amount
    reduce_delegated(bonding, delegator, amount)
    bonding.total_bonded = sub(bonding.total_bonded, amount)
    if account in bonding.pool:
        election.resign(bonding, call, account, current)
    else:
        election.decrease_key(bonding, delegate, amount)
    delegator.delegate_address = NULL_ADDRESS
    delegator.start_round = 0
    emit(call, Unbond(NULL_ADDRESS, account))


@transaction(
    "BondingManager", "withdrawStake()",
    rejects=(*GUARDED, Reason.STILL_BONDED, Reason.NOT_BONDING_MANAGER, Reason.TRANSFER_EXCEEDS_BALANCE),
)  # fmt: skip
@implements("LP-ABOND-004", "LP-ABOND-108", "LP-ABOND-109")
def withdraw_stake(state: State, call: Call) -> None:
    """Pay the caller its unbonded stake, which may be nothing; its earnings are not claimed."""
    begin(state, call)
    bonding = state.bonding
    # The caller's stake is unbonded.
    require(delegator_status(state, call, call.sender) is DelegatorStatus.UNBONDED, Reason.STILL_BONDED)
    delegator = bonding.delegators[call.sender]
    amount = delegator.bonded_amount
    delegator.bonded_amount = 0
    bonding.withdraw_rounds[call.sender] = 0
    minter.trusted_transfer_tokens(state, call.inner(current_minter(state, call).key), call.sender, amount)
    emit(call, WithdrawStake(call.sender))


# Transactions of transcoders.


@transaction("BondingManager", "reward()", rejects=REWARDING)
@implements("LP-ABOND-111")
def reward(state: State, call: Call) -> None:
    """Mint the caller's share of the round's tokens for itself and its delegators, once a round."""
    state.bonding.total_bonded = add(state.bonding.total_bonded, mint_reward(state, call))


# Transactions of other contracts.


@transaction(
    "BondingManager", "setActiveTranscoders()",
    rejects=[Reason.SYSTEM_PAUSED, Reason.NOT_ROUNDS_MANAGER, Reason.NO_DATA, Reason.TARGET_NOT_REGISTERED],
)  # fmt: skip
@implements("LP-AEARN-010", "LP-AEARN-011", "LP-AEARN-101")
def set_active_transcoders(state: State, call: Call) -> None:
    """Elect the active set of the round that begins."""
    require_rounds_manager(state, call)
    election.activate(state.bonding, current_round(state, call), apart=False)


@transaction("BondingManager", "slashTranscoder(address,address,uint256,uint256)", rejects=SLASHING)
@implements(
    "LP-ASLSH-003", "LP-ASLSH-004", "LP-ASLSH-005", "LP-ASLSH-008", "LP-ASLSH-101", "LP-ASLSH-102", "LP-ABOND-111",
)  # fmt: skip
def slash_transcoder(
    state: State, call: Call, account: Address, finder: Address, slash_amount: Ppm, finder_fee: Ppm
) -> None:
    """Take ``slash_amount`` of an account's own claimed stake, pay ``finder_fee`` of that to the finder, burn the rest.

    A registered transcoder leaves the pool. Earnings are not claimed first; stake on its way out is slashed too.
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
        bonding.total_bonded = sub(bonding.total_bonded, penalty)
    if account in bonding.pool:
        election.resign(bonding, call, account, current_round(state, call))
    settle_penalty(state, call, account, finder, penalty, finder_fee)


# Views.


@view("BondingManager", "delegatorStatus(address)", "uint8")
@implements("LP-ABOND-110")
def delegator_status(state: State, call: Call, account: Address) -> DelegatorStatus:
    """Whether an account's bond is pending, counts, is on its way out, or is not there.

    Raises ``DIVISION_BY_ZERO`` while the round length is not set, for every account.
    """
    current = current_round(state, call)
    withdraw_round = state.bonding.withdraw_rounds[account]
    if withdraw_round > 0:
        return DelegatorStatus.UNBONDED if current >= withdraw_round else DelegatorStatus.UNBONDING
    start_round = state.bonding.delegators[account].start_round
    if start_round > current:
        return DelegatorStatus.PENDING
    return DelegatorStatus.BONDED if start_round > 0 else DelegatorStatus.UNBONDED


@view(
    "BondingManager", "getDelegator(address)",
    "uint256 bondedAmount,uint256 fees,address delegateAddress,uint256 delegatedAmount,uint256 startRound,"
    "uint256 withdrawRound,uint256 lastClaimRound",
)  # fmt: skip
@implements("LP-ABOND-112")
def get_delegator(state: State, call: Call, account: Address) -> tuple[Lptu, Wei, Address, Lptu, Round, Round, Round]:
    """Bonded amount, fees, delegate, delegated amount, start round, withdraw round, last claim round."""
    record = state.bonding.delegators[account]
    return (
        record.bonded_amount, record.fees, record.delegate_address, record.delegated_amount, record.start_round,
        state.bonding.withdraw_rounds[account], record.last_claim_round,
    )  # fmt: skip


@view(
    "BondingManager", "getTranscoderEarningsPoolForRound(address,uint256)",
    "uint256 rewardPool,uint256 feePool,uint256 totalStake,uint256 claimableStake",
)  # fmt: skip
@implements("LP-ABOND-113")
def get_transcoder_earnings_pool_for_round(
    state: State, call: Call, account: Address, round: Round
) -> tuple[Lptu, Wei, Lptu, Lptu]:
    """Rewards, fees, stake and claimable stake of a transcoder's round."""
    pool = state.bonding.earnings_pools[account, round]
    return pool.reward_pool, pool.fee_pool, pool.total_stake, pool.claimable_stake


@view("BondingManager", "getTotalBonded()", "uint256")
@implements("LP-ABOND-111")
def get_total_bonded(state: State, call: Call) -> Lptu:
    """All bonded LPT, towards whatever address."""
    return state.bonding.total_bonded
