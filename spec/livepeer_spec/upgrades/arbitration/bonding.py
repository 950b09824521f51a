"""BondingManager: stake, delegation, election of orchestrators, rewards and slashing.

Changed in arbitration: what an account has staked stays where it is while a dispute with it is open, and the Disputes
contract can slash an account's own bond and jail it. The bond of a jailed account is under an unbonding lock that
cannot be undone before its time: the account is out of the pool, earns nothing, and comes back only by bonding again.
Nobody bonds to it meanwhile; its delegators are free to leave.

Source: "Verification Roadmap", Dispute Resolution (penalties); what it leaves open is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.sorted_list import NO_HINT, Hint
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Round
from livepeer_spec.primitives.uint256 import add
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
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import bonding as confluence
from livepeer_spec.upgrades.confluence import minter

# Unchanged since Confluence.
from livepeer_spec.upgrades.confluence.bonding import (  # noqa: F401
    TransferBond,
    WithdrawFees,
    claim,
    claim_earnings,
    get_transcoder_earnings_pool_for_round,
    pending_fees,
    pending_stake,
    reward,
    reward_with_hint,
    slash_transcoder,
    withdraw_fees,
)

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
from livepeer_spec.upgrades.streamflow.controller import callee, current_minter, current_round, registered
from livepeer_spec.upgrades.streamflow.election import decrease_total_stake, is_active, resign
from livepeer_spec.upgrades.streamflow.state import Delegator

FROZEN: Final = (Reason.JAILED, Reason.STAKE_DISPUTED)
"""Why stake stays where it is."""


@event("BondSlashed(address indexed orchestrator, uint256 penalty)")
class BondSlashed(NamedTuple):
    """An account lost a part of its own bond, which the Disputes contract has now."""

    orchestrator: Address
    penalty: Lptu


@event("Jailed(address indexed orchestrator, uint256 untilRound)")
class Jailed(NamedTuple):
    """An account is jailed for the rounds before ``until_round``."""

    orchestrator: Address
    until_round: Round


# Parts of transactions.


@implements("LP-PEN-001", "LP-PEN-002")
def require_unfrozen(state: State, call: Call, account: Address, current: Round) -> None:
    """An account may move what it has staked. Raises ``JAILED`` and ``STAKE_DISPUTED``."""
    # The account is not jailed.
    require(current >= state.jailed_until[account], Reason.JAILED)
    callee(state, call, "Disputes")
    # No dispute with it is open.
    require(state.disputes.stakes[account].open_disputes == 0, Reason.STAKE_DISPUTED)


@implements("LP-PEN-003")
def _require_free(state: State, call: Call, to: Address) -> None:
    """Nobody bonds to a jailed account; only who was jailed ever is asked about. Raises ``JAILED``."""
    if state.jailed_until[to] != 0:
        # Its time is over.
        require(current_round(state, call) >= state.jailed_until[to], Reason.JAILED)


@implements("LP-PEN-005", "LP-PEN-006")
def _take_from_bond(state: State, call: Call, delegator: Delegator, amount: Lptu, current: Round) -> None:
    """Take part of a bond, whose earnings are claimed, as unbonding does, but without a lock."""
    account, delegate = delegator.key, delegator.delegate_address
    delegator.bonded_amount -= amount
    if delegator.bonded_amount == 0:
        delegator.delegate_address = NULL_ADDRESS
        delegator.start_round = 0
        if account in state.bonding.pool:
            resign(state, call, account, current)
    decrease_total_stake(state, delegate, amount, current, NO_HINT)


@implements("LP-PEN-004")
def _begin_penalty(state: State, call: Call, account: Address) -> tuple[Round, Delegator]:
    """What every penalty needs: the Disputes contract asks for it, and the account's earnings are claimed first."""
    current = begin(state, call)
    # The caller is the Disputes contract.
    require(call.sender == registered(state, call, "Disputes"), Reason.NOT_DISPUTES)
    return current, claim(state, call, account, current)


# Transactions of delegators.


@transaction("BondingManager", "bond(uint256,address)", rejects=(*confluence.BONDING, Reason.JAILED))
@implements("LP-PEN-003")
def bond(state: State, call: Call, amount: Lptu, to: Address) -> None:
    """As before; changed in arbitration: nobody bonds to a jailed account."""
    _require_free(state, call, to)
    confluence.bond(state, call, amount, to)


@transaction(
    "BondingManager", "bondWithHint(uint256,address,address,address,address,address)",
    rejects=(*confluence.BONDING, Reason.JAILED),
)  # fmt: skip
@implements("LP-PEN-003")
def bond_with_hint(
    state: State, call: Call, amount: Lptu, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """As before; changed in arbitration: nobody bonds to a jailed account."""
    _require_free(state, call, to)
    confluence.bond_with_hint(state, call, amount, to, old_previous, old_next, new_previous, new_next)


@transaction(
    "BondingManager", "bondForWithHint(uint256,address,address,address,address,address,address)",
    rejects=(*confluence.BONDING, Reason.INVALID_DELEGATE, Reason.INVALID_DELEGATE_CHANGE, Reason.JAILED),
)  # fmt: skip
@implements("LP-PEN-003")
def bond_for_with_hint(
    state: State, call: Call, amount: Lptu, owner: Address, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """As before; changed in arbitration: nobody bonds to a jailed account."""
    _require_free(state, call, to)
    confluence.bond_for_with_hint(state, call, amount, owner, to, old_previous, old_next, new_previous, new_next)


@transaction("BondingManager", "unbond(uint256)", rejects=(*confluence.UNBONDING, *FROZEN))
@implements("LP-BOND-007")
def unbond(state: State, call: Call, amount: Lptu) -> None:
    """Start unbonding ``amount`` of the caller's stake.

    It earns nothing from now on and can be withdrawn ``unbonding_period`` rounds later.
    """
    unbond_with_hint(state, call, amount, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "unbondWithHint(uint256,address,address)", rejects=(*confluence.UNBONDING, *FROZEN))
@implements("LP-PEN-001", "LP-PEN-002")
def unbond_with_hint(state: State, call: Call, amount: Lptu, previous: Address, next: Address) -> None:
    """Like :func:`unbond`, with a hint for the delegate's place in the pool.

    Changed in arbitration: frozen stake stays.
    """
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    require_unfrozen(state, call, call.sender, current)
    start_unbonding(state, call, delegator, amount, current, Hint(previous, next))


@transaction(
    "BondingManager", "rebond(uint256)",
    rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL, *FROZEN),
)  # fmt: skip
@implements("LP-BOND-007")
def rebond(state: State, call: Call, lock_id: int) -> None:
    """Bring stake that is on its way out back to the caller's delegate."""
    rebond_with_hint(state, call, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondWithHint(uint256,address,address)",
    rejects=(*CLAIMING, Reason.NOT_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL, *FROZEN),
)  # fmt: skip
@implements("LP-BOND-042", "LP-BOND-045", "LP-BOND-101", "LP-PEN-001", "LP-PEN-002")
def rebond_with_hint(state: State, call: Call, lock_id: int, previous: Address, next: Address) -> None:
    """Like :func:`rebond`, with a hint for the delegate's place in the pool.

    Changed in arbitration: frozen stake stays.
    """
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    # The caller has a bond, pending or not.
    require(status(delegator, current) is not DelegatorStatus.UNBONDED, Reason.NOT_BONDED)
    require_unfrozen(state, call, call.sender, current)
    finish_rebonding(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "rebondFromUnbonded(address,uint256)",
    rejects=(*CLAIMING, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL, *FROZEN),
)  # fmt: skip
@implements("LP-BOND-007")
def rebond_from_unbonded(state: State, call: Call, to: Address, lock_id: int) -> None:
    """Bring stake that is on its way out back, towards ``to``, when the caller has no bond left."""
    rebond_from_unbonded_with_hint(state, call, to, lock_id, NULL_ADDRESS, NULL_ADDRESS)


@transaction(
    "BondingManager", "rebondFromUnbondedWithHint(address,uint256,address,address)",
    rejects=(*CLAIMING, Reason.STILL_BONDED, Reason.INVALID_UNBONDING_LOCK, Reason.POOL_NODE_NULL, *FROZEN),
)  # fmt: skip
@implements("LP-BOND-044", "LP-BOND-046", "LP-BOND-047", "LP-PEN-001", "LP-PEN-002")
def rebond_from_unbonded_with_hint(
    state: State, call: Call, to: Address, lock_id: int, previous: Address, next: Address
) -> None:
    """Like :func:`rebond_from_unbonded`, with a hint for the delegate's place in the pool.

    Changed in arbitration: frozen stake stays.
    """
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    # The caller has no bond.
    require(status(delegator, current) is DelegatorStatus.UNBONDED, Reason.STILL_BONDED)
    delegator.start_round = current + 1
    delegator.delegate_address = to
    require_unfrozen(state, call, call.sender, current)
    finish_rebonding(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "transferBond(address,uint256,address,address,address,address)",
    rejects=(*confluence.UNBONDING, Reason.INVALID_DELEGATOR, Reason.POOL_NODE_NULL, *FROZEN),
)  # fmt: skip
@implements(
    "LP-BOND-002", "LP-BOND-004", "LP-BOND-062", "LP-BOND-063", "LP-BOND-064", "LP-BOND-065", "LP-BOND-066",
    "LP-BOND-067", "LP-BOND-068", "LP-BOND-069", "LP-BOND-070", "LP-BOND-071", "LP-BOND-072", "LP-BOND-073",
    "LP-BOND-074", "LP-PEN-001", "LP-PEN-002",
)  # fmt: skip
def transfer_bond(
    state: State, call: Call, receiver: Address, amount: Lptu,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Give ``amount`` of the caller's bond to ``receiver``.

    A receiver without delegate and bond takes the caller's delegate; any other keeps its own.
    Changed in arbitration: frozen stake stays, and no bond goes to who cannot move its own.
    """
    current = begin(state, call)
    bonding = state.bonding
    giver = claim(state, call, call.sender, current)
    old_delegate = giver.delegate_address
    require_unfrozen(state, call, call.sender, current)
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
    require_unfrozen(state, call, receiver, current)
    finish_rebonding(state, call, delegator, new_lock_id, current, Hint(new_previous, new_next))


@transaction(
    "BondingManager", "withdrawStake(uint256)",
    rejects=(
        *GUARDED, Reason.INVALID_UNBONDING_LOCK, Reason.STAKE_STILL_LOCKED, Reason.NOT_BONDING_MANAGER,
        Reason.TRANSFER_EXCEEDS_BALANCE, *FROZEN,
    ),
)  # fmt: skip
@implements("LP-BOND-006", "LP-BOND-049", "LP-BOND-050", "LP-BOND-051", "LP-BOND-052", "LP-PEN-001", "LP-PEN-002")
def withdraw_stake(state: State, call: Call, lock_id: int) -> None:
    """Pay out unbonded stake; the caller's earnings are not claimed. Changed in arbitration: frozen stake stays."""
    current = begin(state, call)
    require_unfrozen(state, call, call.sender, current)
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


# Transactions of the Disputes contract.


@transaction(
    "BondingManager",
    "slashBond(address,uint256)",
    returns="uint256",
    rejects=(*CLAIMING, Reason.NOT_DISPUTES, Reason.NOT_BONDING_MANAGER),
)
@implements("LP-PEN-004", "LP-PEN-005", "LP-PEN-006")
def slash_bond(state: State, call: Call, account: Address, fraction: Ppm) -> Lptu:
    """Take ``fraction`` of an account's own bond, with its earnings; the Disputes contract gets it. Gives the amount.

    What is delegated to the account by others, and what it unbonded before, is not touched.
    """
    current, delegator = _begin_penalty(state, call, account)
    penalty = part(delegator.bonded_amount, fraction, PPM)
    if penalty > 0:
        _take_from_bond(state, call, delegator, penalty, current)
        minter.trusted_transfer_tokens(state, call.inner(current_minter(state, call).key), call.sender, penalty)
        emit(call, BondSlashed(account, penalty))
    return penalty


@transaction("BondingManager", "jail(address,uint256)", rejects=(*CLAIMING, Reason.NOT_DISPUTES))
@implements("LP-PEN-004", "LP-PEN-007", "LP-PEN-008", "LP-PEN-009")
def jail(state: State, call: Call, account: Address, rounds: int) -> None:
    """Jail an account for this round and the following ones, ``rounds`` in all; who is jailed longer stays so.

    It is inactive at once, and its bond is put under an unbonding lock until the end of the jail, or for the unbonding
    period where that is longer.
    """
    current, delegator = _begin_penalty(state, call, account)
    bonding = state.bonding
    until = max(add(current, rounds), state.jailed_until[account])
    state.jailed_until[account] = until
    if account in bonding.pool:
        resign(state, call, account, current)
    if is_active(bonding, account, current):
        bonding.transcoders[account].deactivation_round = current
    amount, delegate = delegator.bonded_amount, delegator.delegate_address
    if amount > 0:
        _take_from_bond(state, call, delegator, amount, current)
        lock_id = delegator.next_unbonding_lock_id
        delegator.next_unbonding_lock_id = lock_id + 1
        lock = bonding.unbonding_locks[account, lock_id]
        lock.amount = amount
        lock.withdraw_round = max(until, current + bonding.unbonding_period)
        emit(call, Unbond(delegate, account, lock_id, amount, lock.withdraw_round))
    emit(call, Jailed(account, until))


# Views.


@view("BondingManager", "jailedUntil(address)", "uint256")
@implements("LP-PEN-007")
def jailed_until(state: State, call: Call, account: Address) -> Round:
    """The round in which an account's jail ends or ended; 0 when it was never jailed."""
    return state.jailed_until[account]
