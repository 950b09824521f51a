"""Penalties on stake: transactions of the BondingManager that only the Disputes contract may ask for.

New in arbitration: an account's own bond is slashed, all that is delegated to it is slashed, its own bond included, and
it is jailed. Whoever delegates answers for the choice. Stake under unbonding locks has left, and nobody takes it.

Delegators cannot be counted off. A slash of all delegated stake lowers the account's slash factor (``earnings``), what
is delegated to it, and the stake that its fees are divided by from the next round on. The account is out of the pool
and inactive at once: a reward in the rest of the round would be shared by stake that the round began with, of which
part is gone.

Source: "Verification Roadmap", Dispute Resolution (penalties); what it leaves open is our design.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.sorted_list import NO_HINT
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Precise, Round
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.bonding import Unbond
from livepeer_spec.upgrades.arbitration import earnings
from livepeer_spec.upgrades.arbitration.bonding import claim
from livepeer_spec.upgrades.arbitration.state import State
from livepeer_spec.upgrades.confluence import minter
from livepeer_spec.upgrades.streamflow.bonding import CLAIMING, begin
from livepeer_spec.upgrades.streamflow.controller import current_minter, registered
from livepeer_spec.upgrades.streamflow.election import decrease_total_stake, is_active, resign
from livepeer_spec.upgrades.streamflow.state import Delegator


@event("BondSlashed(address indexed orchestrator, uint256 penalty)")
class BondSlashed(NamedTuple):
    """An account lost a part of its own bond, which the Disputes contract has now."""

    orchestrator: Address
    penalty: Lptu


@event("DelegationsSlashed(address indexed orchestrator, uint256 penalty, uint256 factor)")
class DelegationsSlashed(NamedTuple):
    """All that is delegated to an account lost a part; ``factor`` is what slashing left of a unit since ever."""

    orchestrator: Address
    penalty: Lptu
    factor: Precise


@event("Jailed(address indexed orchestrator, uint256 untilRound)")
class Jailed(NamedTuple):
    """An account is jailed for the rounds before ``until_round``."""

    orchestrator: Address
    until_round: Round


# Parts of transactions.


@implements("LP-PEN-004")
def _begin_penalty(state: State, call: Call, account: Address) -> tuple[Round, Delegator]:
    """What every penalty needs: the Disputes contract asks for it, and the account's earnings are claimed first."""
    current = begin(state, call)
    # The caller is the Disputes contract.
    require(call.sender == registered(state, call, "Disputes"), Reason.NOT_DISPUTES)
    return current, claim(state, call, account, current)


@implements("LP-PEN-006")
def _leave_delegate(state: State, call: Call, delegator: Delegator, current: Round) -> None:
    """An account of whose bond nothing is left has no delegate, and is not in the pool."""
    delegator.delegate_address = NULL_ADDRESS
    delegator.start_round = 0
    if delegator.key in state.bonding.pool:
        resign(state, call, delegator.key, current)


@implements("LP-PEN-005", "LP-PEN-006")
def _take_from_bond(state: State, call: Call, delegator: Delegator, amount: Lptu, current: Round) -> None:
    """Take part of a bond, whose earnings are claimed, as unbonding does, but without a lock."""
    delegate = delegator.delegate_address
    delegator.bonded_amount -= amount
    if delegator.bonded_amount == 0:
        _leave_delegate(state, call, delegator, current)
    decrease_total_stake(state, delegate, amount, current, NO_HINT)


@implements("LP-PEN-008", "LP-PEN-018")
def _put_out_of_work(state: State, call: Call, account: Address, current: Round) -> None:
    """Take an account out of the pool; it is inactive at once."""
    if account in state.bonding.pool:
        resign(state, call, account, current)
    if is_active(state.bonding, account, current):
        state.bonding.transcoders[account].deactivation_round = current


@implements("LP-PEN-014", "LP-PEN-016")
def _lower_slash_factor(state: State, account: Address, factor: Precise, current: Round) -> None:
    """Set an account's slash factor, and keep the one that its round began with."""
    factors = state.slash_factors[account]
    if factors.last_round < current:
        factors.before = factors.current
        factors.last_round = current
    factors.current = factor


@implements("LP-PEN-017")
def _lower_stake_for_fees(state: State, account: Address, fraction: Ppm, current: Round) -> None:
    """Lower the stake that fees of an account outside the pool are divided by; members' stake is noted anyway."""
    pools, transcoder = state.bonding.earnings_pools, state.bonding.transcoders[account]
    noted = pools[account, transcoder.last_active_stake_update_round].total_stake
    if noted > 0:
        if transcoder.last_active_stake_update_round < current:
            pools[account, current].total_stake = noted
        pools[account, current + 1].total_stake = noted - part(noted, fraction, PPM)
        transcoder.last_active_stake_update_round = current + 1


# Transactions of the Disputes contract.


@transaction(
    "BondingManager",
    "slashBond(address,uint256)",
    returns="uint256",
    rejects=(*CLAIMING, Reason.NOT_DISPUTES, Reason.NOT_BONDING_MANAGER, Reason.TRANSFER_EXCEEDS_BALANCE),
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


@transaction(
    "BondingManager",
    "slashDelegations(address,uint256)",
    returns="uint256",
    rejects=(*CLAIMING, Reason.NOT_DISPUTES, Reason.NOT_BONDING_MANAGER, Reason.TRANSFER_EXCEEDS_BALANCE),
)
@implements(
    "LP-PEN-004", "LP-PEN-012", "LP-PEN-014", "LP-PEN-018", "LP-PEN-023", "LP-PEN-024", "LP-PEN-025",
)  # fmt: skip
def slash_delegations(state: State, call: Call, account: Address, fraction: Ppm) -> Lptu:
    """Take ``fraction`` of all that is delegated to an account, its own bond included; the Disputes contract gets it.

    Gives the amount. Nothing is taken, and the account goes on working, where the amount rounds to nothing or a slash
    factor would get too small. Commission that is not claimed, of a reward after the account's last claim in the round,
    is part of what is delegated, and is lowered too. The account's own bond is settled at once, others' with their next
    claims.
    """
    current, delegator = _begin_penalty(state, call, account)
    bonding = state.bonding
    factor = earnings.lowered_factor(state, account, fraction)
    penalty = part(delegator.delegated_amount, fraction, PPM)
    if penalty == 0 or factor < earnings.LEAST_SLASH_FACTOR:
        return 0
    if account not in bonding.pool:
        _lower_stake_for_fees(state, account, fraction, current)
    decrease_total_stake(state, account, penalty, current, NO_HINT)
    _put_out_of_work(state, call, account, current)
    _lower_slash_factor(state, account, factor, current)
    transcoder = bonding.transcoders[account]
    transcoder.cumulative_rewards = part(transcoder.cumulative_rewards, PPM - fraction, PPM)
    emit(call, DelegationsSlashed(account, penalty, factor))
    claim(state, call, account, current)
    if delegator.bonded_amount == 0 and delegator.delegate_address == account:
        _leave_delegate(state, call, delegator, current)
    minter.trusted_transfer_tokens(state, call.inner(current_minter(state, call).key), call.sender, penalty)
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
    _put_out_of_work(state, call, account, current)
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


@view("BondingManager", "slashFactors(address)", "uint256 current,uint256 before,uint256 lastRound")
@implements("LP-PEN-021")
def slash_factors(state: State, call: Call, account: Address) -> tuple[Precise, Precise, Round]:
    """What slashing left of a unit delegated to an account, what it had left before the round of the last slash, and
    that round; 0 stands for one."""
    factors = state.slash_factors[account]
    return factors.current, factors.before, factors.last_round


@view("BondingManager", "notedSlashFactor(address)", "uint256")
@implements("LP-PEN-021")
def noted_slash_factor(state: State, call: Call, account: Address) -> Precise:
    """The slash factor of its delegate that an account noted last; 0 stands for one."""
    return state.noted_slash_factors[account]


@view("BondingManager", "slashedBond(address)", "uint256")
@implements("LP-PEN-021")
def slashed_bond(state: State, call: Call, account: Address) -> Lptu:
    """What slashing left of an account's stored bond, without earnings that are not claimed."""
    delegator = state.bonding.delegators[account]
    return earnings.left_of_stake(state, delegator, delegator.bonded_amount)
