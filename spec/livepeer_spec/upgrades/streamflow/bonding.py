"""BondingManager: stake, delegation, election of orchestrators, rewards and slashing.

Source: LIP-8, LIP-11, LIP-36, LIP-52, LIP-77; deployed BondingManager; Livepeer whitepaper, "Bonding + Delegation".
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.abi import packer
from livepeer_spec.primitives.fractions import PPM, is_fraction, part
from livepeer_spec.primitives.hashing import contract_id, keccak
from livepeer_spec.primitives.merkle import fold_proof
from livepeer_spec.primitives.sorted_list import NO_HINT, Hint
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Hash32, Lptu, Ppm, Precise, Round, Wei
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.rejection import Reason, SpecRejection, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.bonding import (  # noqa: F401
    Bond,
    DelegatorStatus,
    Rebond,
    Reward,
    TranscoderSlashed,
    Unbond,
    WithdrawFees,
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
# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.minter import (
    trusted_withdraw_eth,
)
from livepeer_spec.upgrades.streamflow import clock, earnings, minter, token
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
from livepeer_spec.upgrades.streamflow.state import BaseState, Delegator, State

GUARDED = (
    Reason.NO_DATA,
    Reason.TARGET_NOT_REGISTERED,
    Reason.SYSTEM_PAUSED,
    Reason.DIVISION_BY_ZERO,
    Reason.ROUND_NOT_INITIALIZED,
)
"""Reasons of every transaction that needs a running system and an initialized round."""
CLAIMING = (*GUARDED, Reason.SUBTRACTION_UNDERFLOW, Reason.ADDITION_OVERFLOW, Reason.MULTIPLICATION_OVERFLOW)
"""Reasons of every transaction that claims earnings first."""
_BONDING = (
    *CLAIMING,
    Reason.REGISTERED_CANNOT_DELEGATE_AWAY,
    Reason.ZERO_DELEGATION,
    Reason.TRANSFER_TO_NULL,
    Reason.POOL_NODE_MISSING,
    Reason.POOL_NODE_NULL,
)
_UNBONDING = (*CLAIMING, Reason.NOT_BONDED, Reason.ZERO_UNBOND, Reason.UNBOND_EXCEEDS_BOND)

LIP_52_ID: Final[Hash32] = contract_id("LIP-52")
"""The snapshot of stakes and fees in MerkleSnapshot."""
LIP_77_ACCOUNT: Final[Address] = bytes.fromhex("b47d8f87c0113827d44ad0bc32d53823c477a89d")
"""The account whose bond LIP-77 sets."""

_pack_leaf = packer("address", "uint256", "uint256")


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


# Parts of transactions.


@implements("LP-BOND-001", "LP-BOND-003", "LP-BOND-102", "LP-BOND-103")
def begin(state: BaseState, call: Call) -> Round:
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


@implements(
    "LP-BOND-008", "LP-BOND-009", "LP-BOND-010", "LP-BOND-013", "LP-BOND-014", "LP-BOND-015", "LP-BOND-016",
    "LP-BOND-017", "LP-BOND-018", "LP-BOND-019", "LP-BOND-020", "LP-BOND-021", "LP-BOND-023", "LP-BOND-024",
    "LP-BOND-025", "LP-BOND-026", "LP-BOND-104", "LP-EARN-019", "LP-EARN-042",
)  # fmt: skip
def _bond(state: State, call: Call, amount: Lptu, to: Address, old_hint: Hint, new_hint: Hint) -> None:
    """Bond the caller's tokens towards ``to``, moving its whole bond there.

    A caller whose delegate is the null address moves nothing: what it had bonded stays there.
    """
    current = begin(state, call)
    account = call.sender
    delegator = _claim(state, call, account, current)
    old_delegate, bonded = delegator.delegate_address, delegator.bonded_amount
    delegated = amount
    if status(delegator, current) is DelegatorStatus.UNBONDED:
        delegator.start_round = current + 1
    elif old_delegate not in (NULL_ADDRESS, to):
        # An orchestrator stays its own delegate.
        require(not is_registered(state.bonding, account), Reason.REGISTERED_CANNOT_DELEGATE_AWAY)
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
        token.transfer_from(state, call.inner(callee(state, call, "LivepeerToken")), account, treasury, amount)
    emit(call, Bond(to, old_delegate, account, amount, delegator.bonded_amount))


@implements(
    "LP-BOND-033", "LP-BOND-034", "LP-BOND-035", "LP-BOND-036", "LP-BOND-037", "LP-BOND-038", "LP-BOND-039",
    "LP-BOND-040", "LP-BOND-041", "LP-BOND-053", "LP-BOND-100", "LP-BOND-101",
)  # fmt: skip
def start_unbonding(
    state: BaseState, call: Call, delegator: Delegator, amount: Lptu, current: Round, hint: Hint
) -> int:
    """Put part of a bond, whose earnings are claimed, under a lock; gives the lock's id."""
    account, bonding = delegator.key, state.bonding
    # The bond counts already.
    require(status(delegator, current) is DelegatorStatus.BONDED, Reason.NOT_BONDED)
    # The amount is positive.
    require(amount > 0, Reason.ZERO_UNBOND)
    # The amount is no more than the bond with its rewards.
    require(amount <= delegator.bonded_amount, Reason.UNBOND_EXCEEDS_BOND)
    delegate = delegator.delegate_address
    lock_id: int = delegator.next_unbonding_lock_id
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
def finish_rebonding(
    state: BaseState, call: Call, delegator: Delegator, lock_id: int, current: Round, hint: Hint
) -> None:
    """Bring the stake under a lock back to the delegator's delegate. Raises ``INVALID_UNBONDING_LOCK``."""
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
    _bond(state, call, amount, to, NO_HINT, NO_HINT)


@transaction("BondingManager", "bondWithHint(uint256,address,address,address,address,address)", rejects=_BONDING)
def bond_with_hint(
    state: State, call: Call, amount: Lptu, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Like :func:`bond`, with hints for the old and the new delegate's place in the pool."""
    _bond(state, call, amount, to, Hint(old_previous, old_next), Hint(new_previous, new_next))


@transaction("BondingManager", "unbond(uint256)", rejects=_UNBONDING)
@implements("LP-BOND-007")
def unbond(state: State, call: Call, amount: Lptu) -> None:
    """Start unbonding ``amount`` of the caller's stake.

    It earns nothing from now on and can be withdrawn ``unbonding_period`` rounds later.
    """
    unbond_with_hint(state, call, amount, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "unbondWithHint(uint256,address,address)", rejects=_UNBONDING)
def unbond_with_hint(state: State, call: Call, amount: Lptu, previous: Address, next: Address) -> None:
    """Like :func:`unbond`, with a hint for the delegate's place in the pool."""
    current = begin(state, call)
    delegator = _claim(state, call, call.sender, current)
    start_unbonding(state, call, delegator, amount, current, Hint(previous, next))


@transaction("BondingManager", "rebond(uint256)", rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK))
@implements("LP-BOND-007")
def rebond(state: State, call: Call, lock_id: int) -> None:
    """Bring stake that is on its way out back to the caller's delegate."""
    rebond_with_hint(state, call, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondWithHint(uint256,address,address)",
    rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK),
)  # fmt: skip
@implements("LP-BOND-042", "LP-BOND-045", "LP-BOND-101")
def rebond_with_hint(state: State, call: Call, lock_id: int, previous: Address, next: Address) -> None:
    """Like :func:`rebond`, with a hint for the delegate's place in the pool."""
    current = begin(state, call)
    delegator = _claim(state, call, call.sender, current)
    # The caller has a bond, pending or not.
    require(status(delegator, current) is not DelegatorStatus.UNBONDED, Reason.NOT_BONDED)
    finish_rebonding(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "rebondFromUnbonded(address,uint256)",
    rejects=(*CLAIMING, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK),
)  # fmt: skip
@implements("LP-BOND-007")
def rebond_from_unbonded(state: State, call: Call, to: Address, lock_id: int) -> None:
    """Bring stake that is on its way out back, towards ``to``, when the caller has no bond left."""
    rebond_from_unbonded_with_hint(state, call, to, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondFromUnbondedWithHint(address,uint256,address,address)",
    rejects=(*CLAIMING, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK),
)  # fmt: skip
@implements("LP-BOND-044", "LP-BOND-046", "LP-BOND-047")
def rebond_from_unbonded_with_hint(
    state: State, call: Call, to: Address, lock_id: int, previous: Address, next: Address
) -> None:
    """Like :func:`rebond_from_unbonded`, with a hint for the delegate's place in the pool."""
    current = begin(state, call)
    delegator = _claim(state, call, call.sender, current)
    # The caller has no bond.
    require(status(delegator, current) is DelegatorStatus.UNBONDED, Reason.STILL_BONDED)
    delegator.start_round = current + 1
    delegator.delegate_address = to
    finish_rebonding(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "withdrawStake(uint256)",
    rejects=(
        *GUARDED, Reason.INVALID_UNBONDING_LOCK, Reason.STAKE_STILL_LOCKED, Reason.NOT_BONDING_MANAGER,
        Reason.SUBTRACTION_UNDERFLOW,
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
    "BondingManager", "withdrawFees()",
    rejects=(
        *CLAIMING, Reason.NO_FEES, Reason.NOT_BONDING_MANAGER_OR_BROKER, Reason.CALLEE_REVERTED,
    ),
)  # fmt: skip
@implements("LP-BOND-054", "LP-BOND-055", "LP-BOND-056")
def withdraw_fees(state: State, call: Call) -> None:
    """Pay the caller all its fees."""
    current = begin(state, call)
    delegator = _claim(state, call, call.sender, current)
    amount = delegator.fees
    # There are fees.
    require(amount > 0, Reason.NO_FEES)
    delegator.fees = 0
    trusted_withdraw_eth(state, call.inner(current_minter(state, call).key), call.sender, amount)
    emit(call, WithdrawFees(call.sender))


@transaction(
    "BondingManager", "claimEarnings(uint256)",
    rejects=(*CLAIMING, Reason.CLAIM_NOT_AFTER_LAST, Reason.CLAIM_END_NOT_CURRENT),
)  # fmt: skip
@implements("LP-EARN-047", "LP-EARN-048")
def claim_earnings(state: State, call: Call, end_round: Round) -> None:
    """Add the caller's earnings through ``end_round`` to its stake and fees."""
    current = begin(state, call)
    # Earnings of the end round are not claimed yet.
    require(state.bonding.delegators[call.sender].last_claim_round < end_round, Reason.CLAIM_NOT_AFTER_LAST)
    # The end round is the current one: since LIP-36 there are no claims in parts.
    require(end_round == current, Reason.CLAIM_END_NOT_CURRENT)
    _claim(state, call, call.sender, current)


@transaction(
    "BondingManager", "claimSnapshotEarnings(uint256,uint256,bytes32[],bytes)",
    rejects=(
        *GUARDED, Reason.SNAPSHOT_ALREADY_CLAIMED, Reason.INVALID_SNAPSHOT_PROOF, Reason.SUBTRACTION_UNDERFLOW,
        Reason.SNAPSHOT_CALL_FAILED,
    ),
)  # fmt: skip
@implements(
    "LP-SNAP-005", "LP-SNAP-006", "LP-SNAP-007", "LP-SNAP-008", "LP-SNAP-009", "LP-SNAP-010", "LP-SNAP-011",
    "LP-SNAP-012", "LP-SNAP-013",
)  # fmt: skip
def claim_snapshot_earnings(state: State, call: Call, stake: Lptu, fees: Wei, proof: list[Hash32], data: bytes) -> None:
    """Set the caller's stake and fees to those of the LIP-52 snapshot, then make the call ``data`` in its name.

    This replaces the claims of all rounds through the snapshot's, once, for whoever has not claimed beyond it.
    """
    begin(state, call)
    snapshot_round = state.rounds.lip_upgrade_rounds[52]
    delegator = state.bonding.delegators[call.sender]
    start = delegator.last_claim_round
    # The caller has claimed no round from the snapshot's on.
    require(start < snapshot_round, Reason.SNAPSHOT_ALREADY_CLAIMED)
    callee(state, call, "MerkleSnapshot")
    # The snapshot holds this stake and these fees for the caller.
    require(
        fold_proof(proof, snapshot_leaf(call.sender, stake, fees)) == state.snapshots[LIP_52_ID],
        Reason.INVALID_SNAPSHOT_PROOF,
    )
    rewards, earned = sub(stake, delegator.bonded_amount), sub(fees, delegator.fees)
    emit(call, EarningsClaimed(delegator.delegate_address, call.sender, rewards, earned, start + 1, snapshot_round))
    delegator.last_claim_round = snapshot_round
    delegator.bonded_amount = stake
    delegator.fees = fees
    if data:
        # The call that follows succeeds.
        try:
            state.dispatch(state, call, data)
        except SpecRejection as rejection:
            raise SpecRejection(Reason.SNAPSHOT_CALL_FAILED, str(rejection)) from rejection


def snapshot_leaf(account: Address, stake: Lptu, fees: Wei) -> Hash32:
    """The leaf of an account in the snapshot of stakes and fees. Source: LIP-52."""
    return keccak(_pack_leaf((account, stake, fees)))


# Transactions of orchestrators.

_TERMS = (
    *GUARDED,
    Reason.ROUND_LOCKED,
    Reason.INVALID_REWARD_CUT,
    Reason.INVALID_FEE_SHARE,
    Reason.NOT_REGISTERED,
    Reason.ACTIVE_WITHOUT_REWARD,
)


@transaction("BondingManager", "transcoder(uint256,uint256)", rejects=_TERMS)
@implements("LP-BOND-007")
def transcoder(state: BaseState, call: Call, reward_cut: Ppm, fee_share: Ppm) -> None:
    """Set the caller's terms, and let it into the pool if its stake suffices."""
    transcoder_with_hint(state, call, reward_cut, fee_share, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "transcoderWithHint(uint256,uint256,address,address)", rejects=_TERMS)
@implements(
    "LP-BOND-006", "LP-BOND-075", "LP-BOND-076", "LP-BOND-077", "LP-BOND-078", "LP-BOND-079", "LP-BOND-080",
    "LP-BOND-081", "LP-BOND-082", "LP-BOND-083",
)  # fmt: skip
def transcoder_with_hint(
    state: BaseState, call: Call, reward_cut: Ppm, fee_share: Ppm, previous: Address, next: Address
) -> None:
    """Like :func:`transcoder`, with a hint for the caller's place in the pool."""
    current = begin(state, call)
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


_REWARD = (
    *GUARDED,
    Reason.NOT_ACTIVE,
    Reason.ALREADY_REWARDED,
    Reason.NOT_BONDING_MANAGER,
    Reason.MULTIPLICATION_OVERFLOW,
    Reason.EXCEEDS_MINTABLE,
    Reason.NOT_OWNER,
    Reason.MINTING_FINISHED,
    Reason.ADDITION_OVERFLOW,
)


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
    current = begin(state, call)
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
        Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW, Reason.ADDITION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements("LP-EARN-020", "LP-EARN-021", "LP-EARN-022")
def update_transcoder_with_fees(state: BaseState, call: Call, account: Address, fees: Wei, ticket_round: Round) -> None:
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
        Reason.SYSTEM_PAUSED, Reason.NOT_VERIFIER, Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW,
        Reason.NOT_BONDING_MANAGER, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements(
    "LP-SLSH-001", "LP-SLSH-002", "LP-SLSH-003", "LP-SLSH-004", "LP-SLSH-005", "LP-SLSH-006", "LP-SLSH-007",
    "LP-SLSH-008", "LP-SLSH-009", "LP-SLSH-010", "LP-SLSH-011",
)  # fmt: skip
def slash_transcoder(
    state: State, call: Call, account: Address, finder: Address, slash_amount: Ppm, finder_fee: Ppm
) -> None:
    """Take ``slash_amount`` of an account's stored bond, pay ``finder_fee`` of that to the finder and burn the rest.

    Earnings are not claimed first, and the delegate stays even when nothing remains.
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


@transaction("BondingManager", "setCurrentRoundTotalActiveStake()", rejects=[Reason.NOT_ROUNDS_MANAGER])
@implements("LP-BOND-095")
def set_current_round_total_active_stake(state: BaseState, call: Call) -> None:
    """Fix the active stake of the round that starts."""
    # The caller is the RoundsManager.
    require(call.sender == registered(state, call, "RoundsManager"), Reason.NOT_ROUNDS_MANAGER)
    state.bonding.current_round_total_active_stake = state.bonding.next_round_total_active_stake


# Transactions of the Controller's owner.


@transaction(
    "BondingManager", "setNumActiveTranscoders(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.POOL_SIZE_NOT_INCREASED],
)  # fmt: skip
@implements("LP-BOND-090", "LP-BOND-094", "LP-POOL-005", "LP-POOL-006")
def set_num_active_transcoders(state: BaseState, call: Call, num_active_transcoders: int) -> None:
    """Let more orchestrators into the pool; nobody enters by this alone."""
    require_controller_owner(state, call)
    sorted_list.set_max_size(state.bonding.pool, num_active_transcoders)
    emit(call, ParameterUpdate("numActiveTranscoders"))


@transaction("BondingManager", "setMaxEarningsClaimsRounds(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER])
@implements("LP-BOND-092", "LP-BOND-093")
def set_max_earnings_claims_rounds(state: State, call: Call, max_earnings_claims_rounds: int) -> None:
    """Set how many rounds before LIP-36 one claim may span; it limits nothing where LIP-36 holds from the start."""
    require_controller_owner(state, call)
    state.bonding.max_earnings_claims_rounds = max_earnings_claims_rounds
    emit(call, ParameterUpdate("maxEarningsClaimsRounds"))


@transaction(
    "BondingManager", "executeLIP77(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.LIP_77_ALREADY_EXECUTED],
)  # fmt: skip
@implements("LP-BOND-096", "LP-BOND-097", "LP-BOND-098", "LP-BOND-099")
def execute_lip_77(state: State, call: Call, bonded_amount: Lptu) -> None:
    """Set the bond of the account that LIP-77 names, once; the stake of its delegate stays. Source: LIP-77."""
    require_controller_owner(state, call)
    # It has not been done.
    require(not state.bonding.lip_77_executed, Reason.LIP_77_ALREADY_EXECUTED)
    state.bonding.lip_77_executed = True
    delegator = state.bonding.delegators[LIP_77_ACCOUNT]
    delegator.bonded_amount = bonded_amount
    delegate = delegator.delegate_address
    emit(call, Bond(delegate, delegate, LIP_77_ACCOUNT, 0, bonded_amount))


# Views.


@view("BondingManager", "pendingStake(address,uint256)", "uint256")
@implements("LP-EARN-040", "LP-EARN-054")
def pending_stake(state: State, call: Call, account: Address, end_round: Round) -> Lptu:
    """The account's stake with its earnings through the current round; ``end_round`` mattered before LIP-36."""
    return earnings.pending(state.bonding, account, current_round(state, call))[0]


@view("BondingManager", "pendingFees(address,uint256)", "uint256")
@implements("LP-EARN-040", "LP-EARN-054")
def pending_fees(state: State, call: Call, account: Address, end_round: Round) -> Wei:
    """The account's fees with its earnings through the current round; ``end_round`` mattered before LIP-36."""
    return earnings.pending(state.bonding, account, current_round(state, call))[1]


@view(
    "BondingManager", "getTranscoder(address)",
    "uint256 lastRewardRound,uint256 rewardCut,uint256 feeShare,uint256 lastActiveStakeUpdateRound,"
    "uint256 activationRound,uint256 deactivationRound,uint256 activeCumulativeRewards,uint256 cumulativeRewards,"
    "uint256 cumulativeFees,uint256 lastFeeRound",
)  # fmt: skip
@implements("LP-EARN-060")
def get_transcoder(state: BaseState, call: Call, account: Address) -> tuple[int, ...]:
    """Last reward round, reward cut, fee share, last stake update round, activation and deactivation round, active
    cumulative rewards, cumulative rewards, cumulative fees, last fee round."""
    record = state.bonding.transcoders[account]
    return (
        record.last_reward_round, record.reward_cut, record.fee_share, record.last_active_stake_update_round,
        record.activation_round, record.deactivation_round, record.active_cumulative_rewards,
        record.cumulative_rewards, record.cumulative_fees, record.last_fee_round,
    )  # fmt: skip


@view(
    "BondingManager", "getTranscoderEarningsPoolForRound(address,uint256)",
    "uint256 rewardPool,uint256 feePool,uint256 totalStake,uint256 claimableStake,uint256 transcoderRewardCut,"
    "uint256 transcoderFeeShare,uint256 transcoderRewardPool,uint256 transcoderFeePool,"
    "bool hasTranscoderRewardFeePool,uint256 cumulativeRewardFactor,uint256 cumulativeFeeFactor",
)  # fmt: skip
@implements("LP-EARN-058")
def get_transcoder_earnings_pool_for_round(
    state: State, call: Call, account: Address, round: Round
) -> tuple[Lptu, Wei, Lptu, Lptu, Ppm, Ppm, Lptu, Wei, bool, Precise, Precise]:
    """Stake, reward cut, fee share, cumulative reward factor and cumulative fee factor of an orchestrator's round.

    The other values belong to the accounting before LIP-36 and are zero.
    """
    pool = state.bonding.earnings_pools[account, round]
    return (
        0, 0, pool.total_stake, 0, pool.transcoder_reward_cut, pool.transcoder_fee_share, 0, 0, False,
        pool.cumulative_reward_factor, pool.cumulative_fee_factor,
    )  # fmt: skip


@view("BondingManager", "transcoderTotalStake(address)", "uint256")
@implements("LP-BOND-086")
def transcoder_total_stake(state: BaseState, call: Call, account: Address) -> Lptu:
    """The stake delegated to an account."""
    return state.bonding.delegators[account].delegated_amount


@view("BondingManager", "transcoderStatus(address)", "uint8")
@implements("LP-BOND-085")
def transcoder_status(state: BaseState, call: Call, account: Address) -> int:
    """1 for a registered orchestrator, 0 for any other account."""
    return int(is_registered(state.bonding, account))


@view("BondingManager", "isRegisteredTranscoder(address)", "bool")
@implements("LP-BOND-085")
def is_registered_transcoder(state: BaseState, call: Call, account: Address) -> bool:
    """Whether the account is bonded to itself."""
    return is_registered(state.bonding, account)


@view("BondingManager", "isActiveTranscoder(address)", "bool")
@implements("LP-POOL-018")
def is_active_transcoder(state: BaseState, call: Call, account: Address) -> bool:
    """Whether the account works in the current round."""
    return is_active(state.bonding, account, current_round(state, call))


@view("BondingManager", "getTotalBonded()", "uint256")
@implements("LP-POOL-023")
def get_total_bonded(state: BaseState, call: Call) -> Lptu:
    """The active stake of the round that was initialized last."""
    return state.bonding.current_round_total_active_stake


@view("BondingManager", "currentRoundTotalActiveStake()", "uint256")
@implements("LP-POOL-023")
def current_round_total_active_stake(state: BaseState, call: Call) -> Lptu:
    """The active stake of the round that was initialized last."""
    return state.bonding.current_round_total_active_stake


@view("BondingManager", "nextRoundTotalActiveStake()", "uint256")
def next_round_total_active_stake(state: BaseState, call: Call) -> Lptu:
    """The active stake as it would be in the next round."""
    return state.bonding.next_round_total_active_stake


@view("BondingManager", "maxEarningsClaimsRounds()", "uint256")
def max_earnings_claims_rounds(state: State, call: Call) -> int:
    """How many rounds before LIP-36 one claim may span."""
    return state.bonding.max_earnings_claims_rounds


@view("BondingManager", "numActiveTranscodersDEPRECATED()", "uint256")
def num_active_transcoders_deprecated(state: State, call: Call) -> int:
    """Nothing since the pool replaced the active set of each round."""
    return 0


@view("BondingManager", "activeTranscoderSetDEPRECATED(uint256)", "uint256 totalStake")
def active_transcoder_set_deprecated(state: State, call: Call, index: Round) -> Lptu:
    """Nothing since the pool replaced the active set of each round."""
    return 0
