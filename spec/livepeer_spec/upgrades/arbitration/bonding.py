"""BondingManager: stake, delegation, election of orchestrators, rewards and slashing.

Changed in arbitration: what an account has staked stays where it is while a dispute with it is open, and the Disputes
contract can slash an account's own bond, slash all that is delegated to it, and jail it (``penalties``). The bond of a
jailed account is under an unbonding lock that cannot be undone before its time: the account is out of the pool, earns
nothing, and comes back only by bonding again. No stake gets delegated to it meanwhile; its delegators are free to
leave. What slashing of a delegate takes from a delegator is settled with the delegator's next claim, also within a
round that was claimed already (``earnings``).

Source: "Verification Roadmap", Dispute Resolution (penalties); what it leaves open is our design.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.sorted_list import NO_HINT, Hint
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Round, Wei
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
from livepeer_spec.upgrades.arbitration import earnings
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import minter, token

# Unchanged since Confluence.
from livepeer_spec.upgrades.confluence.bonding import (  # noqa: F401
    BONDING,
    UNBONDING,
    TransferBond,
    WithdrawFees,
    get_transcoder_earnings_pool_for_round,
    require_third_party_may_bond,
    reward,
    reward_with_hint,
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
)
from livepeer_spec.upgrades.streamflow.controller import (
    callee,
    current_minter,
    current_round,
    registered,
    require_system_running,
)
from livepeer_spec.upgrades.streamflow.earnings import store_latest_factors
from livepeer_spec.upgrades.streamflow.election import decrease_total_stake, increase_total_stake, is_registered, resign
from livepeer_spec.upgrades.streamflow.state import Delegator

FROZEN: Final = (Reason.JAILED, Reason.STAKE_DISPUTED)
"""Why stake stays where it is."""


@event("SlashSettled(address indexed delegate, address indexed delegator, uint256 amount)")
class SlashSettled(NamedTuple):
    """A delegator's stake was settled; slashing of its delegate had taken ``amount`` of it."""

    delegate: Address
    delegator: Address
    amount: Lptu


# Parts of transactions.


@implements("LP-BOND-005", "LP-EARN-044", "LP-EARN-045", "LP-EARN-046", "LP-PEN-013")
def claim(state: State, call: Call, account: Address, current: Round) -> Delegator:
    """Claim an account's earnings through the current round, unless that is done; also for accounts without stake.

    Changed in arbitration: what slashing took is settled also when that is done.
    """
    delegator = state.bonding.delegators[account]
    start, delegate = delegator.last_claim_round, delegator.delegate_address
    if start < current:
        rewards, fees, slashed = earnings.settle(state, delegator, current)
        emit(call, EarningsClaimed(delegate, account, rewards, fees, start + 1, current))
    else:
        slashed = earnings.settle_slash(state, delegator)
    if slashed > 0:
        emit(call, SlashSettled(delegate, account, slashed))
    return delegator


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
    """No stake gets delegated to a jailed account; only who was jailed ever is asked about. Raises ``JAILED``."""
    if state.jailed_until[to] != 0:
        # Its time is over.
        require(current_round(state, call) >= state.jailed_until[to], Reason.JAILED)


@implements(
    "LP-BOND-008", "LP-BOND-009", "LP-BOND-011", "LP-BOND-012", "LP-BOND-013", "LP-BOND-014", "LP-BOND-015",
    "LP-BOND-016", "LP-BOND-017", "LP-BOND-018", "LP-BOND-019", "LP-BOND-022", "LP-BOND-023", "LP-BOND-024",
    "LP-BOND-025", "LP-BOND-026", "LP-BOND-104", "LP-BOND-105", "LP-BOND-106", "LP-EARN-019", "LP-EARN-042",
    "LP-PEN-003", "LP-PEN-013",
)  # fmt: skip
def _bond(state: State, call: Call, amount: Lptu, owner: Address, to: Address, old_hint: Hint, new_hint: Hint) -> None:
    """Bond the caller's tokens for ``owner`` towards ``to``, moving the owner's whole bond there.

    Changed in arbitration: nobody bonds to a jailed account, and the owner notes the slash factor of its delegate.
    """
    _require_free(state, call, to)
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
    earnings.note_slash_factor(state, owner, to)
    delegator.bonded_amount = add(bonded, amount)
    increase_total_stake(state, call, to, delegated, current, new_hint)
    if amount > 0:
        treasury = registered(state, call, "Minter")
        token.transfer_from(state, call.inner(callee(state, call, "LivepeerToken")), call.sender, treasury, amount)
    emit(call, Bond(to, old_delegate, owner, amount, delegator.bonded_amount))


# Transactions of delegators.


@transaction("BondingManager", "bond(uint256,address)", rejects=(*BONDING, Reason.JAILED))
@implements("LP-BOND-007")
def bond(state: State, call: Call, amount: Lptu, to: Address) -> None:
    """Bond ``amount`` more of the caller's tokens, and the whole bond towards ``to``, who may be any address.

    With ``amount`` 0 only the delegate changes.
    """
    _bond(state, call, amount, call.sender, to, NO_HINT, NO_HINT)


@transaction(
    "BondingManager", "bondWithHint(uint256,address,address,address,address,address)",
    rejects=(*BONDING, Reason.JAILED),
)  # fmt: skip
def bond_with_hint(
    state: State, call: Call, amount: Lptu, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Like :func:`bond`, with hints for the old and the new delegate's place in the pool."""
    _bond(state, call, amount, call.sender, to, Hint(old_previous, old_next), Hint(new_previous, new_next))


@transaction(
    "BondingManager", "bondForWithHint(uint256,address,address,address,address,address,address)",
    rejects=(*BONDING, Reason.INVALID_DELEGATE, Reason.INVALID_DELEGATE_CHANGE, Reason.JAILED),
)  # fmt: skip
@implements("LP-BOND-002", "LP-BOND-004", "LP-BOND-027", "LP-POOL-024")
def bond_for_with_hint(
    state: State, call: Call, amount: Lptu, owner: Address, to: Address,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Bond the caller's tokens for ``owner``, whose earnings are claimed."""
    _bond(state, call, amount, owner, to, Hint(old_previous, old_next), Hint(new_previous, new_next))


@transaction("BondingManager", "unbond(uint256)", rejects=(*UNBONDING, *FROZEN))
@implements("LP-BOND-007")
def unbond(state: State, call: Call, amount: Lptu) -> None:
    """Start unbonding ``amount`` of the caller's stake.

    It earns nothing from now on and can be withdrawn ``unbonding_period`` rounds later.
    """
    unbond_with_hint(state, call, amount, NULL_ADDRESS, NULL_ADDRESS)


@transaction("BondingManager", "unbondWithHint(uint256,address,address)", rejects=(*UNBONDING, *FROZEN))
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
@implements("LP-BOND-042", "LP-BOND-045", "LP-BOND-101", "LP-PEN-001", "LP-PEN-002", "LP-PEN-003")
def rebond_with_hint(state: State, call: Call, lock_id: int, previous: Address, next: Address) -> None:
    """Like :func:`rebond`, with a hint for the delegate's place in the pool.

    Changed in arbitration: frozen stake stays, and none goes to a jailed delegate.
    """
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    # The caller has a bond, pending or not.
    require(status(delegator, current) is not DelegatorStatus.UNBONDED, Reason.NOT_BONDED)
    _require_free(state, call, delegator.delegate_address)
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
@implements("LP-BOND-044", "LP-BOND-046", "LP-BOND-047", "LP-PEN-001", "LP-PEN-002", "LP-PEN-003", "LP-PEN-013")
def rebond_from_unbonded_with_hint(
    state: State, call: Call, to: Address, lock_id: int, previous: Address, next: Address
) -> None:
    """Like :func:`rebond_from_unbonded`, with a hint for the delegate's place in the pool.

    Changed in arbitration: frozen stake stays, none goes to a jailed account, and the caller notes the slash factor of
    its delegate.
    """
    current = begin(state, call)
    delegator = claim(state, call, call.sender, current)
    # The caller has no bond.
    require(status(delegator, current) is DelegatorStatus.UNBONDED, Reason.STILL_BONDED)
    delegator.start_round = current + 1
    delegator.delegate_address = to
    earnings.note_slash_factor(state, call.sender, to)
    _require_free(state, call, to)
    require_unfrozen(state, call, call.sender, current)
    finish_rebonding(state, call, delegator, lock_id, current, Hint(previous, next))


@transaction(
    "BondingManager", "transferBond(address,uint256,address,address,address,address)",
    rejects=(*UNBONDING, Reason.INVALID_DELEGATOR, Reason.POOL_NODE_NULL, *FROZEN),
)  # fmt: skip
@implements(
    "LP-BOND-002", "LP-BOND-004", "LP-BOND-062", "LP-BOND-063", "LP-BOND-064", "LP-BOND-065", "LP-BOND-066",
    "LP-BOND-067", "LP-BOND-068", "LP-BOND-069", "LP-BOND-070", "LP-BOND-071", "LP-BOND-072", "LP-BOND-073",
    "LP-BOND-074", "LP-PEN-001", "LP-PEN-002", "LP-PEN-003", "LP-PEN-013",
)  # fmt: skip
def transfer_bond(
    state: State, call: Call, receiver: Address, amount: Lptu,
    old_previous: Address, old_next: Address, new_previous: Address, new_next: Address,
) -> None:  # fmt: skip
    """Give ``amount`` of the caller's bond to ``receiver``.

    A receiver without delegate and bond takes the caller's delegate; any other keeps its own.
    Changed in arbitration: frozen stake stays, no bond goes to who cannot move its own or to a jailed delegate, and a
    receiver that takes the caller's delegate notes the slash factor of it.
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
        earnings.note_slash_factor(state, receiver, old_delegate)
    if status(delegator, current) is DelegatorStatus.UNBONDED:
        delegator.start_round = current + 1
    _require_free(state, call, delegator.delegate_address)
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

    Changed in arbitration: the claim settles slashing.
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

    Changed in arbitration: it settles what slashing took, a second time in a round as well; ``end_round`` is ignored.
    """
    claim(state, call, call.sender, begin(state, call))


# Transactions of other contracts.


@transaction(
    "BondingManager", "updateTranscoderWithFees(address,uint256,uint256)",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.NOT_TICKET_BROKER, Reason.NOT_REGISTERED, Reason.SUBTRACTION_UNDERFLOW,
        Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW, Reason.ADDITION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements("LP-EARN-020", "LP-EARN-021", "LP-EARN-022")
def update_transcoder_with_fees(state: State, call: Call, account: Address, fees: Wei, ticket_round: Round) -> None:
    """Credit fees to an orchestrator and its delegators in the current round, whatever the ticket's round.

    Changed in arbitration: slashed stake earns less, from the round after the slash on.
    """
    require_system_running(state, call)
    # The caller is the TicketBroker.
    require(call.sender == registered(state, call, "TicketBroker"), Reason.NOT_TICKET_BROKER)
    # The recipient is bonded to itself.
    require(is_registered(state.bonding, account), Reason.NOT_REGISTERED)
    current = current_round(state, call)
    record = state.bonding.transcoders[account]
    earnings.add_fees(state, lambda: current_minter(state, call), record, fees, current)


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
    "LP-SLSH-008", "LP-SLSH-009", "LP-SLSH-010", "LP-SLSH-011", "LP-SLSH-012", "LP-PEN-022",
)  # fmt: skip
def slash_transcoder(
    state: State, call: Call, account: Address, finder: Address, slash_amount: Ppm, finder_fee: Ppm
) -> None:
    """Take ``slash_amount`` of an account's stored bond, pay ``finder_fee`` of that to the finder and burn the rest.

    Earnings are not claimed first.
    Changed in arbitration: what slashing of its delegate took from the bond is settled first, and the Minter holds the
    burner role, without which a slash of any bond is rejected.
    """
    require_system_running(state, call)
    # The caller is the Verifier.
    require(call.sender == registered(state, call, "Verifier"), Reason.NOT_VERIFIER)
    bonding = state.bonding
    delegator = bonding.delegators[account]
    settled = earnings.settle_slash(state, delegator)
    if settled > 0:
        emit(call, SlashSettled(delegator.delegate_address, account, settled))
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
    return earnings.pending(state, account, current_round(state, call)).stake


@view("BondingManager", "pendingFees(address,uint256)", "uint256")
@implements("LP-EARN-039", "LP-EARN-040")
def pending_fees(state: State, call: Call, account: Address, end_round: Round) -> Wei:
    """The account's fees with its earnings through the current round; ``end_round`` is ignored."""
    return earnings.pending(state, account, current_round(state, call)).fees
