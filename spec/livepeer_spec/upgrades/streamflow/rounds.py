"""RoundsManager: the length of rounds and their initialization.

Source: LIP-73 (freeze); deployed RoundsManager; Livepeer whitepaper, "Token generation".
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, is_fraction
from livepeer_spec.primitives.types import BlockNumber, Hash32, Ppm, Round
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.streamflow import bonding, clock, minter
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    current_minter,
    require_controller_owner,
    require_system_running,
    silent_callee,
)
from livepeer_spec.upgrades.streamflow.state import BaseState, State

HASHED_BLOCKS: Final = 256
"""Past blocks of which the chain knows the hash."""
FREEZING_LIP: Final = 73
"""The LIP from whose round on no round can be initialized, because the protocol moves to another chain."""


@event("NewRound(uint256 indexed round, bytes32 blockHash)")
class NewRound(NamedTuple):
    """A round is initialized; ``block_hash`` is that of the block before, to which tickets are bound."""

    round: Round
    block_hash: Hash32


# Transactions.


@transaction(
    "RoundsManager", "setRoundLength(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.ZERO_ROUND_LENGTH]
)
@implements(
    "LP-RND-006", "LP-RND-007", "LP-RND-008", "LP-RND-009", "LP-RND-010", "LP-RND-011", "LP-RND-012", "LP-RND-017",
)  # fmt: skip
def set_round_length(state: BaseState, call: Call, round_length: int) -> None:
    """Change the length of rounds, in blocks.

    The current round keeps its start block and is counted with the new length, so it ends earlier or later; when more
    blocks have passed in it than the new length has, the round number jumps at once.
    """
    require_controller_owner(state, call)
    # A round has at least one block.
    require(round_length > 0, Reason.ZERO_ROUND_LENGTH)
    rounds = state.rounds
    if rounds.round_length == 0:
        rounds.round_length = round_length
    current = clock.round_at(rounds, call.block_number)
    start_block = clock.start_block_at(rounds, call.block_number)
    rounds.last_round_length_update_round = current
    rounds.last_round_length_update_start_block = start_block
    rounds.round_length = round_length
    emit(call, ParameterUpdate("roundLength"))


@transaction(
    "RoundsManager", "setRoundLockAmount(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_ROUND_LOCK]
)
@implements("LP-RND-006", "LP-RND-013", "LP-RND-014", "LP-RND-017")
def set_round_lock_amount(state: BaseState, call: Call, round_lock_amount: Ppm) -> None:
    """Set which part of each round's end is locked."""
    require_controller_owner(state, call)
    # It is at most the whole round.
    require(is_fraction(round_lock_amount, PPM), Reason.INVALID_ROUND_LOCK)
    state.rounds.round_lock_amount = round_lock_amount
    emit(call, ParameterUpdate("roundLockAmount"))


@transaction(
    "RoundsManager", "setLIPUpgradeRound(uint256,uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.UPGRADE_ROUND_ALREADY_SET],
)  # fmt: skip
@implements("LP-RND-006", "LP-RND-015", "LP-RND-016", "LP-RND-017")
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


@view("RoundsManager", "currentRound()", "uint256")
@implements("LP-RND-001")
def current_round(state: BaseState, call: Call) -> Round:
    """The round of the current block, initialized or not."""
    return clock.round_at(state.rounds, call.block_number)


@view("RoundsManager", "currentRoundStartBlock()", "uint256")
@implements("LP-RND-002")
def current_round_start_block(state: BaseState, call: Call) -> BlockNumber:
    """The first block of the current round."""
    return clock.start_block_at(state.rounds, call.block_number)


@view("RoundsManager", "currentRoundInitialized()", "bool")
@implements("LP-RND-003")
def current_round_initialized(state: BaseState, call: Call) -> bool:
    """Whether somebody has initialized the current round."""
    return state.rounds.last_initialized_round == clock.round_at(state.rounds, call.block_number)


@view("RoundsManager", "currentRoundLocked()", "bool")
@implements("LP-RND-004")
def current_round_locked(state: BaseState, call: Call) -> bool:
    """Whether the current block lies in the locked end of its round."""
    return clock.is_locked_at(state.rounds, call.block_number)


@view("RoundsManager", "roundLength()", "uint256")
@implements("LP-RND-032")
def round_length(state: BaseState, call: Call) -> int:
    """Blocks of a round."""
    return state.rounds.round_length


@view("RoundsManager", "roundLockAmount()", "uint256")
@implements("LP-RND-032")
def round_lock_amount(state: BaseState, call: Call) -> Ppm:
    """The locked part of a round."""
    return state.rounds.round_lock_amount


@view("RoundsManager", "lastInitializedRound()", "uint256")
@implements("LP-RND-032")
def last_initialized_round(state: BaseState, call: Call) -> Round:
    """The round that was initialized last."""
    return state.rounds.last_initialized_round


@view("RoundsManager", "lastRoundLengthUpdateRound()", "uint256")
@implements("LP-RND-032")
def last_round_length_update_round(state: BaseState, call: Call) -> Round:
    """The round in which the round length was last set."""
    return state.rounds.last_round_length_update_round


@view("RoundsManager", "lastRoundLengthUpdateStartBlock()", "uint256")
@implements("LP-RND-032")
def last_round_length_update_start_block(state: BaseState, call: Call) -> BlockNumber:
    """The first block of the round in which the round length was last set."""
    return state.rounds.last_round_length_update_start_block


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


@view("RoundsManager", "blockNum()", "uint256")
@implements("LP-RND-033")
def block_num(state: BaseState, call: Call) -> BlockNumber:
    """The current block."""
    return call.block_number


@view("RoundsManager", "blockHash(uint256)", "bytes32")
@implements("LP-RND-034", "LP-RND-038", "LP-RND-039")
def block_hash(state: BaseState, call: Call, block: BlockNumber) -> Hash32:
    """The hash of one of the last 256 blocks. Raises ``BLOCK_NOT_PAST`` and ``BLOCK_TOO_OLD``."""
    # The block is in the past.
    require(block < call.block_number, Reason.BLOCK_NOT_PAST)
    # It is recent enough.
    require(block + HASHED_BLOCKS >= call.block_number, Reason.BLOCK_TOO_OLD)
    return call.block_hash(block)
