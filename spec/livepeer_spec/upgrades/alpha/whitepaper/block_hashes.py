"""BlockHashes: hashes of past blocks, for longer than the chain itself answers for them.

The chain gives the hashes of its last 256 blocks. Anybody can have one remembered in that time; then it is known for
ever. Elections and challenges ask here.

Source: Livepeer whitepaper, "Broadcast + Transcoding Job" and "Verification of Work", which ask for hashes of blocks
without saying for how long these are known.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import NULL_HASH, BlockNumber, Hash32
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.whitepaper.state import State


@event("Remember(uint256 indexed number, bytes32 blockHash)")
class Remember(NamedTuple):
    """The hash of a block will be known for ever."""

    number: BlockNumber
    block_hash: Hash32


@transaction("BlockHashes", "remember(uint256)", rejects=[Reason.BLOCK_HASH_UNKNOWN])
@implements("LP-WJOB-002", "LP-WJOB-003")
def remember(state: State, call: Call, number: BlockNumber) -> None:
    """Keep the hash of one of the last 256 blocks; one that is kept already stays."""
    found = block_hash(state, call, number)
    # The chain still knows it.
    require(found != NULL_HASH, Reason.BLOCK_HASH_UNKNOWN)
    state.block_hashes[number] = found
    emit(call, Remember(number, found))


@view("BlockHashes", "blockHash(uint256)", "bytes32")
@implements("LP-WJOB-001")
def block_hash(state: State, call: Call, number: BlockNumber) -> Hash32:
    """The hash of a past block; 0 when it is neither remembered nor among the last 256."""
    remembered = state.block_hashes[number]
    return remembered if remembered != NULL_HASH else call.block_hash(number)
