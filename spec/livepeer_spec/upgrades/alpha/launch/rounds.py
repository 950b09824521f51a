"""RoundsManager at the launch: the contract that stayed, with the BondingManager of that time.

Source: deployed RoundsManager; Livepeer whitepaper, "Token generation".
"""

from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction
from livepeer_spec.upgrades.alpha.controller import current_minter, silent_callee
from livepeer_spec.upgrades.alpha.launch import bonding, minter
from livepeer_spec.upgrades.alpha.launch.state import State

# As it stayed.
from livepeer_spec.upgrades.alpha.rounds import (  # noqa: F401
    INITIALIZING,
    NewRound,
    begin_round,
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


@transaction("RoundsManager", "initializeRound()", rejects=INITIALIZING)
@implements("LP-ARND-001", "LP-ARND-003", "LP-ARND-004", "LP-ARND-005", "LP-ARND-007")
def initialize_round(state: State, call: Call) -> None:
    """Start the current round: elect its active set and allot its mintable tokens.

    Rounds that nobody initializes have no active set and mint nothing, for ever.
    """
    current = begin_round(state, call)
    staking = silent_callee(state, call, "BondingManager")
    if staking is not None:
        bonding.set_active_transcoders(state, call.inner(staking))
    minter.set_current_reward_tokens(state, call.inner(current_minter(state, call).key))
    emit(call, NewRound(current))
