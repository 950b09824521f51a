"""RoundsManager: the length of rounds and their initialization.

Changed in Confluence: no round is frozen any more. [LIP-73]

Source: deployed RoundsManager; Livepeer whitepaper, "Token generation"; LIP-83 (a change of the round length).
"""

from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction

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
from livepeer_spec.upgrades.confluence import minter
from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.streamflow import clock
from livepeer_spec.upgrades.streamflow.bonding import set_current_round_total_active_stake
from livepeer_spec.upgrades.streamflow.controller import (
    current_minter,
    require_system_running,
    silent_callee,
)

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.rounds import (  # noqa: F401
    NewRound,
    block_hash_for_round,
    lip_upgrade_round,
    set_lip_upgrade_round,
)

# Transactions.


@transaction(
    "RoundsManager", "initializeRound()",
    rejects=[
        Reason.SYSTEM_PAUSED, Reason.DIVISION_BY_ZERO, Reason.ROUND_ALREADY_INITIALIZED, Reason.NOT_ROUNDS_MANAGER,
        Reason.MULTIPLICATION_OVERFLOW, Reason.ADDITION_OVERFLOW, Reason.NO_DATA,
    ],
)  # fmt: skip
@implements(
    "LP-RND-018", "LP-RND-019", "LP-RND-020", "LP-RND-023", "LP-RND-024", "LP-RND-025", "LP-RND-026", "LP-RND-027",
    "LP-RND-028", "LP-RND-030", "LP-RND-031", "LP-RND-035", "LP-RND-036",
)  # fmt: skip
def initialize_round(state: State, call: Call) -> None:
    """Start the current round: fix its block hash, the active stake and the mintable tokens.

    Rounds that nobody initializes have no block hash and mint nothing, for ever.
    Changed in Confluence: no round is frozen any more. [LIP-73]
    """
    require_system_running(state, call)
    rounds = state.rounds
    current = clock.round_at(rounds, call.block_number)
    # The round is newer than the last initialized one.
    require(rounds.last_initialized_round < current, Reason.ROUND_ALREADY_INITIALIZED)
    rounds.last_initialized_round = current
    previous_hash = call.block_hash(call.block_number - 1)
    rounds.block_hashes[current] = previous_hash
    staking = silent_callee(state, call, "BondingManager")
    if staking is not None:
        set_current_round_total_active_stake(state, call.inner(staking))
    minter.set_current_reward_tokens(state, call.inner(current_minter(state, call).key))
    emit(call, NewRound(current, previous_hash))
