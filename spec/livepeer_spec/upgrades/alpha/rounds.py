"""RoundsManager: the length of rounds and their initialization.

Source: deployed RoundsManager; Livepeer whitepaper, "Token generation".
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, is_fraction
from livepeer_spec.primitives.types import BlockNumber, Hash32, Ppm, Round
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import bonding, clock, minter
from livepeer_spec.upgrades.alpha.controller import (
    ParameterUpdate,
    current_minter,
    require_controller_owner,
    require_system_running,
    silent_callee,
)
from livepeer_spec.upgrades.alpha.state import State, System

HASHED_BLOCKS: Final = 256
"""Past blocks of which the chain knows the hash."""
INITIALIZING = (
    Reason.SYSTEM_PAUSED,
    Reason.DIVISION_BY_ZERO,
    Reason.ROUND_ALREADY_INITIALIZED,
    Reason.NOT_ROUNDS_MANAGER,
    Reason.MULTIPLICATION_OVERFLOW,
    Reason.NO_DATA,
)
"""Reasons for which a round is not initialized."""


@event("NewRound(uint256 round)")
class NewRound(NamedTuple):
    """A round is initialized."""

    round: Round


# Parts of transactions.


@implements("LP-RND-018", "LP-RND-019", "LP-RND-020")
def begin_round(state: System, call: Call) -> Round:
    """Mark the current round as initialized; gives it. Raises ``ROUND_ALREADY_INITIALIZED``."""
    require_system_running(state, call)
    current = clock.round_at(state.rounds, call.block_number)
    # The round is newer than the last initialized one.
    require(state.rounds.last_initialized_round < current, Reason.ROUND_ALREADY_INITIALIZED)
    state.rounds.last_initialized_round = current
    return current


# Transactions.


@transaction(
    "RoundsManager", "setRoundLength(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.ZERO_ROUND_LENGTH]
)
@implements(
    "LP-RND-006", "LP-RND-007", "LP-RND-008", "LP-RND-009", "LP-RND-010", "LP-RND-011", "LP-RND-012", "LP-RND-017",
)  # fmt: skip
def set_round_length(state: System, call: Call, round_length: int) -> None:
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
def set_round_lock_amount(state: System, call: Call, round_lock_amount: Ppm) -> None:
    """Set which part of each round's end is locked."""
    require_controller_owner(state, call)
    # It is at most the whole round.
    require(is_fraction(round_lock_amount, PPM), Reason.INVALID_ROUND_LOCK)
    state.rounds.round_lock_amount = round_lock_amount
    emit(call, ParameterUpdate("roundLockAmount"))


@transaction("RoundsManager", "initializeRound()", rejects=INITIALIZING)
@implements("LP-ARND-001", "LP-ARND-002", "LP-ARND-003", "LP-ARND-004", "LP-ARND-005", "LP-ARND-007")
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


# Views.


@view("RoundsManager", "currentRound()", "uint256")
@implements("LP-RND-001")
def current_round(state: System, call: Call) -> Round:
    """The round of the current block, initialized or not."""
    return clock.round_at(state.rounds, call.block_number)


@view("RoundsManager", "currentRoundStartBlock()", "uint256")
@implements("LP-RND-002")
def current_round_start_block(state: System, call: Call) -> BlockNumber:
    """The first block of the current round."""
    return clock.start_block_at(state.rounds, call.block_number)


@view("RoundsManager", "currentRoundInitialized()", "bool")
@implements("LP-RND-003")
def current_round_initialized(state: System, call: Call) -> bool:
    """Whether somebody has initialized the current round."""
    return state.rounds.last_initialized_round == clock.round_at(state.rounds, call.block_number)


@view("RoundsManager", "currentRoundLocked()", "bool")
@implements("LP-RND-004")
def current_round_locked(state: System, call: Call) -> bool:
    """Whether the current block lies in the locked end of its round."""
    return clock.is_locked_at(state.rounds, call.block_number)


@view("RoundsManager", "roundLength()", "uint256")
@implements("LP-RND-032")
def round_length(state: System, call: Call) -> int:
    """Blocks of a round."""
    return state.rounds.round_length


@view("RoundsManager", "roundLockAmount()", "uint256")
@implements("LP-RND-032")
def round_lock_amount(state: System, call: Call) -> Ppm:
    """The locked part of a round."""
    return state.rounds.round_lock_amount


@view("RoundsManager", "lastInitializedRound()", "uint256")
@implements("LP-RND-032")
def last_initialized_round(state: System, call: Call) -> Round:
    """The round that was initialized last."""
    return state.rounds.last_initialized_round


@view("RoundsManager", "lastRoundLengthUpdateRound()", "uint256")
@implements("LP-RND-032")
def last_round_length_update_round(state: System, call: Call) -> Round:
    """The round in which the round length was last set."""
    return state.rounds.last_round_length_update_round


@view("RoundsManager", "lastRoundLengthUpdateStartBlock()", "uint256")
@implements("LP-RND-032")
def last_round_length_update_start_block(state: System, call: Call) -> BlockNumber:
    """The first block of the round in which the round length was last set."""
    return state.rounds.last_round_length_update_start_block


@view("RoundsManager", "blockNum()", "uint256")
@implements("LP-RND-033")
def block_num(state: System, call: Call) -> BlockNumber:
    """The current block."""
    return call.block_number


@view("RoundsManager", "blockHash(uint256)", "bytes32")
@implements("LP-RND-034", "LP-RND-038", "LP-RND-039")
def block_hash(state: System, call: Call, block: BlockNumber) -> Hash32:
    """The hash of one of the last 256 blocks. Raises ``BLOCK_NOT_PAST`` and ``BLOCK_TOO_OLD``."""
    # The block is in the past.
    require(block < call.block_number, Reason.BLOCK_NOT_PAST)
    # It is recent enough.
    require(block + HASHED_BLOCKS >= call.block_number, Reason.BLOCK_TOO_OLD)
    return call.block_hash(block)
