"""The round clock: which round a block belongs to.

Source: deployed RoundsManager; Livepeer whitepaper, "Token generation" (rounds).
"""

from livepeer_spec.primitives.fractions import PPM, part
from livepeer_spec.primitives.types import BlockNumber, Round
from livepeer_spec.primitives.uint256 import add, div, sub
from livepeer_spec.requirements import implements
from livepeer_spec.upgrades.alpha.state import Rounds


@implements("LP-RND-001", "LP-RND-005")
def round_at(rounds: Rounds, block: BlockNumber) -> Round:
    """The round of ``block``. Raises ``DIVISION_BY_ZERO`` while the round length is not set."""
    elapsed = sub(block, rounds.last_round_length_update_start_block)
    return add(rounds.last_round_length_update_round, div(elapsed, rounds.round_length))


@implements("LP-RND-002", "LP-RND-005")
def start_block_at(rounds: Rounds, block: BlockNumber) -> BlockNumber:
    """The first block of the round of ``block``. Raises ``DIVISION_BY_ZERO`` while the round length is not set."""
    elapsed = sub(block, rounds.last_round_length_update_start_block)
    whole_rounds = div(elapsed, rounds.round_length)
    return rounds.last_round_length_update_start_block + whole_rounds * rounds.round_length


@implements("LP-RND-004")
def is_locked_at(rounds: Rounds, block: BlockNumber) -> bool:
    """Whether ``block`` lies in the locked tail of its round, in which orchestrators cannot change their terms."""
    lock = part(rounds.round_length, rounds.round_lock_amount, PPM)
    return sub(block, start_block_at(rounds, block)) >= rounds.round_length - lock
