"""Who is elected: stake of an account, membership in the transcoder pool, activation and deactivation.

Membership changes take effect with the next round. An account outside the pool keeps its stake and registration, and
comes back only through an increase of its own stake or its own ``transcoder`` call.

Source: deployed BondingManager (increaseTotalStake, decreaseTotalStake, tryToJoinActiveSet, resignTranscoder);
Streamflow paper, "Relaxamento no Limite de Transcodificadores" (relaxing the transcoder limit).
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives import sorted_list
from livepeer_spec.primitives.sorted_list import Hint
from livepeer_spec.primitives.types import Address, Lptu, Round
from livepeer_spec.primitives.uint256 import add, sub
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit
from livepeer_spec.upgrades.streamflow.state import NEVER, BaseState, Bonding


@event("TranscoderActivated(address indexed transcoder, uint256 activationRound)")
class TranscoderActivated(NamedTuple):
    """An orchestrator entered the pool and is active from ``activation_round`` on."""

    transcoder: Address
    activation_round: Round


@event("TranscoderDeactivated(address indexed transcoder, uint256 deactivationRound)")
class TranscoderDeactivated(NamedTuple):
    """An orchestrator left the pool and is inactive from ``deactivation_round`` on."""

    transcoder: Address
    deactivation_round: Round


@implements("LP-BOND-085")
def is_registered(bonding: Bonding, account: Address) -> bool:
    """Whether the account is bonded to itself."""
    delegator = bonding.delegators[account]
    return delegator.delegate_address == account and delegator.bonded_amount > 0


@implements("LP-POOL-018", "LP-POOL-019")
def is_active(bonding: Bonding, account: Address, current: Round) -> bool:
    """Whether the account works in the current round; this is not the same as membership in the pool."""
    transcoder = bonding.transcoders[account]
    return transcoder.activation_round <= current < transcoder.deactivation_round


@implements("LP-POOL-002", "LP-POOL-003", "LP-POOL-004", "LP-POOL-007", "LP-POOL-008", "LP-POOL-009", "LP-POOL-020")
def increase_total_stake(
    state: BaseState, call: Call, delegate: Address, amount: Lptu, current: Round, hint: Hint
) -> None:
    """Add ``amount`` to the stake delegated to ``delegate``, who may be any address."""
    bonding = state.bonding
    delegator = bonding.delegators[delegate]
    stake = delegator.delegated_amount
    new_stake = add(stake, amount)
    if is_registered(bonding, delegate):
        if delegate in bonding.pool:
            sorted_list.update(bonding.pool, delegate, new_stake, hint)
            bonding.next_round_total_active_stake = add(bonding.next_round_total_active_stake, amount)
            _note_stake(bonding, delegate, stake, new_stake, current)
        else:
            try_to_join(state, call, delegate, new_stake, current + 1, hint)
    delegator.delegated_amount = new_stake


@implements("LP-POOL-002", "LP-POOL-003", "LP-POOL-004", "LP-POOL-010", "LP-POOL-020")
def decrease_total_stake(state: BaseState, delegate: Address, amount: Lptu, current: Round, hint: Hint) -> None:
    """Take ``amount`` from the stake delegated to ``delegate``. Raises ``SUBTRACTION_UNDERFLOW``."""
    bonding = state.bonding
    delegator = bonding.delegators[delegate]
    stake = delegator.delegated_amount
    new_stake = sub(stake, amount)
    if delegate in bonding.pool:
        sorted_list.update(bonding.pool, delegate, new_stake, hint)
        bonding.next_round_total_active_stake = sub(bonding.next_round_total_active_stake, amount)
        _note_stake(bonding, delegate, stake, new_stake, current)
    delegator.delegated_amount = new_stake


@implements("LP-POOL-011")
def _note_stake(bonding: Bonding, delegate: Address, stake: Lptu, new_stake: Lptu, current: Round) -> None:
    """Keep a member's stake for this round as it was, and set the one for the next round."""
    transcoder = bonding.transcoders[delegate]
    if transcoder.last_active_stake_update_round < current:
        bonding.earnings_pools[delegate, current].total_stake = stake
    bonding.earnings_pools[delegate, current + 1].total_stake = new_stake
    transcoder.last_active_stake_update_round = current + 1


@implements(
    "LP-EARN-017", "LP-POOL-002", "LP-POOL-003", "LP-POOL-004", "LP-POOL-012", "LP-POOL-013", "LP-POOL-014",
    "LP-POOL-015", "LP-POOL-016", "LP-POOL-017", "LP-POOL-021",
)  # fmt: skip
def try_to_join(
    state: BaseState, call: Call, account: Address, stake: Lptu, activation_round: Round, hint: Hint
) -> None:
    """Let an account into the pool if there is room, or if it has more stake than the last member, who then leaves.

    With equal stake the newcomer stays out, and nobody is told.
    """
    bonding = state.bonding
    pool = bonding.pool
    if sorted_list.is_full(pool):
        last = pool.tail
        last_stake = bonding.delegators[last].delegated_amount
        if stake <= last_stake:
            return
        sorted_list.remove(pool, last)
        bonding.transcoders[last].deactivation_round = activation_round
        bonding.next_round_total_active_stake = sub(bonding.next_round_total_active_stake, last_stake)
        emit(call, TranscoderDeactivated(last, activation_round))
    sorted_list.insert(pool, account, stake, hint)
    bonding.next_round_total_active_stake = add(bonding.next_round_total_active_stake, stake)
    transcoder = bonding.transcoders[account]
    transcoder.last_active_stake_update_round = activation_round
    transcoder.activation_round = activation_round
    transcoder.deactivation_round = NEVER
    bonding.earnings_pools[account, activation_round].total_stake = stake
    emit(call, TranscoderActivated(account, activation_round))


@implements("LP-POOL-015")
def resign(state: BaseState, call: Call, account: Address, current: Round) -> None:
    """Take a member out of the pool from the next round on; its stake counts as before the change that led here."""
    bonding = state.bonding
    sorted_list.remove(bonding.pool, account)
    stake = bonding.delegators[account].delegated_amount
    bonding.next_round_total_active_stake = sub(bonding.next_round_total_active_stake, stake)
    bonding.transcoders[account].deactivation_round = current + 1
    emit(call, TranscoderDeactivated(account, current + 1))
