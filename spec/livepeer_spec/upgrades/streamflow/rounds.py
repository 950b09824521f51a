"""RoundsManager: the length of rounds and their initialization.

Source: LIP-73 (freeze); deployed RoundsManager; Livepeer whitepaper, "Token generation".
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Hash32, Round
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view

# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.rounds import (  # noqa: F401
    block_hash,
    block_num,
    current_round,
    current_round_initialized,
    current_round_locked,
    current_round_start_block,
    last_initialized_round,
    last_round_length_update_round,
    last_round_length_update_start_block,
    round_length,
    round_lock_amount,
    set_round_length,
    set_round_lock_amount,
)
from livepeer_spec.upgrades.streamflow import bonding, clock, minter
from livepeer_spec.upgrades.streamflow.controller import (
    current_minter,
    require_controller_owner,
    require_system_running,
    silent_callee,
)
from livepeer_spec.upgrades.streamflow.state import BaseState, State

FREEZING_LIP: Final = 73
"""The LIP from whose round on no round can be initialized, because the protocol moves to another chain."""


@event("NewRound(uint256 indexed round, bytes32 blockHash)")
class NewRound(NamedTuple):
    """A round is initialized; ``block_hash`` is that of the block before, to which tickets are bound."""

    round: Round
    block_hash: Hash32


# Transactions.


@transaction(
    "RoundsManager", "setLIPUpgradeRound(uint256,uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.UPGRADE_ROUND_ALREADY_SET],
)  # fmt: skip
@implements("LP-RND-015", "LP-RND-016", "LP-RND-040")
def set_lip_upgrade_round(state: BaseState, call: Call, lip: int, upgrade_round: Round) -> None:
    """Record the round from which a LIP holds, once; recording 0 leaves it unset, and no event is emitted."""
    require_controller_owner(state, call)
    # The LIP has no round yet.
    require(state.rounds.lip_upgrade_rounds[lip] == 0, Reason.UPGRADE_ROUND_ALREADY_SET)
    state.rounds.lip_upgrade_rounds[lip] = upgrade_round


@transaction(
    "RoundsManager", "initializeRound()",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.DIVISION_BY_ZERO, Reason.PAST_LIP_73_ROUND, Reason.ROUND_ALREADY_INITIALIZED,
        Reason.NOT_ROUNDS_MANAGER, Reason.MULTIPLICATION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements(
    "LP-RND-018", "LP-RND-019", "LP-RND-020", "LP-RND-021", "LP-RND-022", "LP-RND-024", "LP-RND-025", "LP-RND-026",
    "LP-RND-027", "LP-RND-028", "LP-RND-030", "LP-RND-031", "LP-RND-035",
)  # fmt: skip
def initialize_round(state: State, call: Call) -> None:
    """Start the current round: fix its block hash, the active stake and the mintable tokens.

    Rounds that nobody initializes have no block hash and mint nothing, for ever.
    """
    require_system_running(state, call)
    rounds = state.rounds
    current = clock.round_at(rounds, call.block_number)
    frozen_from = rounds.lip_upgrade_rounds[FREEZING_LIP]
    # The protocol has not moved.
    require(frozen_from == 0 or current < frozen_from, Reason.PAST_LIP_73_ROUND)
    # The round is newer than the last initialized one.
    require(rounds.last_initialized_round < current, Reason.ROUND_ALREADY_INITIALIZED)
    rounds.last_initialized_round = current
    previous_hash = call.block_hash(call.block_number - 1)
    rounds.block_hashes[current] = previous_hash
    staking = silent_callee(state, call, "BondingManager")
    if staking is not None:
        bonding.set_current_round_total_active_stake(state, call.inner(staking))
    minter.set_current_reward_tokens(state, call.inner(current_minter(state, call).key))
    emit(call, NewRound(current, previous_hash))


# Views.


@view("RoundsManager", "lipUpgradeRound(uint256)", "uint256")
@implements("LP-RND-032")
def lip_upgrade_round(state: BaseState, call: Call, lip: int) -> Round:
    """The round from which a LIP holds, 0 when it is not recorded."""
    return state.rounds.lip_upgrade_rounds[lip]


@view("RoundsManager", "blockHashForRound(uint256)", "bytes32")
@implements("LP-RND-029")
def block_hash_for_round(state: BaseState, call: Call, round: Round) -> Hash32:
    """The block hash of an initialized round, zero for any other."""
    return state.rounds.block_hashes[round]
