"""Poll: votes on a proposal, counted off chain.

Source: LIP-16; deployed Poll.
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address, BlockNumber
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.streamflow.controller import move_eth
from livepeer_spec.upgrades.streamflow.state import BaseState


@event("Vote(address indexed voter, uint256 choiceID)")
class Vote(NamedTuple):
    """An account voted; its last vote counts."""

    voter: Address
    choice_id: int


@transaction("Poll", "vote(uint256)", rejects=[Reason.POLL_OVER])
@implements("LP-POLL-007", "LP-POLL-008", "LP-POLL-009")
def vote(state: BaseState, call: Call, choice_id: int) -> None:
    """Vote for any choice, any number of times, through the poll's end block."""
    # The poll is running.
    require(call.block_number <= state.polls[call.to].end_block, Reason.POLL_OVER)
    emit(call, Vote(call.sender, choice_id))


@transaction("Poll", "destroy()", rejects=[Reason.POLL_ACTIVE])
@implements("LP-POLL-007", "LP-POLL-010")
def destroy_poll(state: BaseState, call: Call) -> None:
    """Remove a poll after its end block; whoever asks gets the ETH that was forced onto it."""
    # The poll is over.
    require(call.block_number > state.polls[call.to].end_block, Reason.POLL_ACTIVE)
    state.polls[call.to].end_block = 0
    move_eth(state, call.to, call.sender, state.eth[call.to])


@view("Poll", "endBlock()", "uint256")
@implements("LP-POLL-011")
def end_block(state: BaseState, call: Call) -> BlockNumber:
    """The last block in which votes are taken."""
    return state.polls[call.to].end_block
