"""Candidates: who wants to transcode at which terms, and whose stake stands behind whom.

Every self-bonded account can be a candidate; the list has no last place. Its order is that of cumulative stake.

Source: Livepeer whitepaper, "Transcoder() Transaction" and "Bonding + Delegation".
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.fractions import PPM, is_fraction
from livepeer_spec.primitives.sorted_list import NO_HINT
from livepeer_spec.primitives.types import Address, Lptu, Ppm, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import clock
from livepeer_spec.upgrades.alpha.whitepaper import availability
from livepeer_spec.upgrades.alpha.whitepaper.protocol import require_round_initialized
from livepeer_spec.upgrades.alpha.whitepaper.state import State


@event(
    "TranscoderUpdate(address indexed transcoder, uint256 pendingRewardCut, uint256 pendingFeeShare, "
    "uint256 pendingPricePerSegment, bool registered)"
)
class TranscoderUpdate(NamedTuple):
    """A candidate's terms from the next round on."""

    transcoder: Address
    pending_reward_cut: Ppm
    pending_fee_share: Ppm
    pending_price_per_segment: Wei
    registered: bool


@event("TranscoderResigned(address indexed transcoder)")
class TranscoderResigned(NamedTuple):
    """An account is no candidate any more."""

    transcoder: Address


# Parts of transactions.


@implements("LP-WCAND-013")
def increase_stake(state: State, delegate: Address, amount: Lptu) -> None:
    """Add to the stake behind ``delegate``."""
    bonding = state.bonding
    stake = add(bonding.delegators[delegate].delegated_amount, amount)
    bonding.delegators[delegate].delegated_amount = stake
    if delegate in bonding.pool:
        sorted_list.update(bonding.pool, delegate, stake, NO_HINT)


@implements("LP-WCAND-013", "LP-WCAND-014")
def decrease_stake(state: State, delegate: Address, amount: Lptu) -> None:
    """Take from the stake behind ``delegate``; a candidate without any is none."""
    bonding = state.bonding
    stake = sub(bonding.delegators[delegate].delegated_amount, amount)
    bonding.delegators[delegate].delegated_amount = stake
    if delegate in bonding.pool:
        sorted_list.update(bonding.pool, delegate, stake, NO_HINT)


@implements("LP-WCAND-011", "LP-WCAND-012")
def resign(state: State, call: Call, account: Address) -> None:
    """Take a candidate off the list; where it is active it stays so, but gets no further job."""
    sorted_list.remove(state.bonding.pool, account)
    availability.end_availability(state, call.inner(state.protocol.jobs_manager), account)
    emit(call, TranscoderResigned(account))


# Transactions.


@transaction(
    "BondingManager", "transcoder(uint256,uint256,uint256)",
    rejects=[
        Reason.ROUND_NOT_INITIALIZED, Reason.NOT_CANDIDATE, Reason.RATES_LOCKED, Reason.PRICE_RAISED,
        Reason.PRICE_BELOW_LOWEST, Reason.INVALID_REWARD_CUT, Reason.INVALID_FEE_SHARE, Reason.NOT_SELF_BONDED,
    ],
)  # fmt: skip
@implements("LP-WCAND-001", "LP-WCAND-005", "LP-WCAND-009")
def transcoder(state: State, call: Call, reward_cut: Ppm, fee_share: Ppm, price_per_segment: Wei) -> None:
    """Announce the terms at which the caller transcodes from the next round on, and become a candidate.

    In the locked end of a round a candidate can only lower its price, and not below the lowest one.
    """
    require_round_initialized(state, call)
    if clock.is_locked_at(state.rounds, call.block_number):
        _require_lower_price_only(state, call.sender, reward_cut, fee_share, price_per_segment)
    else:
        _require_terms(state, call.sender, reward_cut, fee_share)
    offer = state.bonding.transcoders[call.sender]
    offer.price_per_segment = price_per_segment
    offer.reward_cut = reward_cut
    offer.fee_share = fee_share
    if call.sender not in state.bonding.pool:
        stake = state.bonding.delegators[call.sender].delegated_amount
        sorted_list.insert(state.bonding.pool, call.sender, stake, NO_HINT)
    emit(call, TranscoderUpdate(call.sender, reward_cut, fee_share, price_per_segment, True))


@implements("LP-WCAND-002", "LP-WCAND-003", "LP-WCAND-004")
def _require_terms(state: State, account: Address, reward_cut: Ppm, fee_share: Ppm) -> None:
    # The reward cut is at most all.
    require(is_fraction(reward_cut, PPM), Reason.INVALID_REWARD_CUT)
    # So is the fee share.
    require(is_fraction(fee_share, PPM), Reason.INVALID_FEE_SHARE)
    # The account has stake of its own, bonded to itself.
    delegator = state.bonding.delegators[account]
    require(delegator.delegate_address == account and delegator.bonded_amount > 0, Reason.NOT_SELF_BONDED)


@implements("LP-WCAND-006", "LP-WCAND-007", "LP-WCAND-008", "LP-WCAND-010")
def _require_lower_price_only(state: State, account: Address, reward_cut: Ppm, fee_share: Ppm, price: Wei) -> None:
    bonding = state.bonding
    # The account is a candidate already.
    require(account in bonding.pool, Reason.NOT_CANDIDATE)
    offer = bonding.transcoders[account]
    # Reward cut and fee share stay.
    require((reward_cut, fee_share) == (offer.reward_cut, offer.fee_share), Reason.RATES_LOCKED)
    # The price does not rise.
    require(price <= offer.price_per_segment, Reason.PRICE_RAISED)
    # Nobody undercuts the lowest price.
    lowest = min(bonding.transcoders[member].price_per_segment for member in bonding.pool.members())
    require(price >= lowest, Reason.PRICE_BELOW_LOWEST)


@transaction("BondingManager", "resignAsTranscoder()", rejects=[Reason.ROUND_NOT_INITIALIZED, Reason.NOT_CANDIDATE])
@implements("LP-WCAND-015")
def resign_as_transcoder(state: State, call: Call) -> None:
    """Be no candidate any more."""
    require_round_initialized(state, call)
    # The caller is a candidate.
    require(call.sender in state.bonding.pool, Reason.NOT_CANDIDATE)
    resign(state, call, call.sender)


# Views.


@view("BondingManager", "isRegisteredTranscoder(address)", "bool")
def is_registered_transcoder(state: State, call: Call, account: Address) -> bool:
    """Whether an account is a candidate."""
    return account in state.bonding.pool


@view("BondingManager", "getFirstTranscoderInPool()", "address")
def get_first_transcoder_in_pool(state: State, call: Call) -> Address:
    """The candidate with the most stake; null when there is none."""
    return state.bonding.pool.head


@view("BondingManager", "getNextTranscoderInPool(address)", "address")
def get_next_transcoder_in_pool(state: State, call: Call, account: Address) -> Address:
    """The candidate behind ``account``; null for the last and for everybody else."""
    return state.bonding.pool.nodes[account].next


@view("BondingManager", "getTranscoderPoolSize()", "uint256")
def get_transcoder_pool_size(state: State, call: Call) -> int:
    """How many candidates there are."""
    return state.bonding.pool.size


@view(
    "BondingManager", "getTranscoder(address)",
    "uint256 lastRewardRound,uint256 rewardCut,uint256 feeShare,uint256 pricePerSegment,uint256 missedRewards",
)  # fmt: skip
def get_transcoder(state: State, call: Call, account: Address) -> tuple[int, ...]:
    """What a transcoder offers from the next round on, its last reward and how many it missed since."""
    record = state.bonding.transcoders[account]
    return (
        record.last_reward_round, record.reward_cut, record.fee_share, record.price_per_segment, record.missed_rewards,
    )  # fmt: skip
