"""PollCreator: who may ask the stakeholders.

Source: LIP-16, LIP-19; deployed PollCreator.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.hashing import created_address
from livepeer_spec.primitives.types import Address, BlockNumber, Lptu, Ppm
from livepeer_spec.rejection import Reason
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.streamflow import token
from livepeer_spec.upgrades.streamflow.state import BaseState, State

QUORUM: Final[Ppm] = 333_300
QUOTA: Final[Ppm] = 500_000
POLL_PERIOD: Final = 10 * 5760
"""Blocks that a poll runs: ten rounds of the length that rounds had on L1."""
POLL_CREATION_COST: Final[Lptu] = 100 * 10**18


@event("PollCreated(address indexed poll, bytes proposal, uint256 endBlock, uint256 quorum, uint256 quota)")
class PollCreated(NamedTuple):
    """A poll runs until ``end_block``."""

    poll: Address
    proposal: bytes
    end_block: BlockNumber
    quorum: Ppm
    quota: Ppm


@implements("LP-POLL-002")
def open_poll(state: BaseState, call: Call) -> tuple[Address, BlockNumber]:
    """Create the contract of a poll that starts now; gives its address and its last block."""
    nonce = state.polls_created[call.to] + 1
    state.polls_created[call.to] = nonce
    poll = created_address(call.to, nonce)
    end_block = call.block_number + POLL_PERIOD
    state.polls[poll].end_block = end_block
    return poll, end_block


@transaction("PollCreator", "createPoll(bytes)", rejects=[Reason.SUBTRACTION_UNDERFLOW])
@implements("LP-POLL-003", "LP-POLL-004", "LP-POLL-007")
def create_poll(state: State, call: Call, proposal: bytes) -> None:
    """Start a poll; the caller pays the poll creation cost, which is burned."""
    poll, end_block = open_poll(state, call)
    payment = call.inner(state.deployed["LivepeerToken"])
    token.transfer_from(state, payment, call.sender, call.to, POLL_CREATION_COST)
    token.burn(state, payment, POLL_CREATION_COST)
    emit(call, PollCreated(poll, proposal, end_block, QUORUM, QUOTA))


@view("PollCreator", "QUORUM()", "uint256")
@implements("LP-POLL-001")
def quorum(state: BaseState, call: Call) -> Ppm:
    """The part of all stake that has to vote."""
    return QUORUM


@view("PollCreator", "QUOTA()", "uint256")
@implements("LP-POLL-001")
def quota(state: BaseState, call: Call) -> Ppm:
    """The part of the votes that a proposal has to exceed."""
    return QUOTA


@view("PollCreator", "POLL_PERIOD()", "uint256")
@implements("LP-POLL-001")
def poll_period(state: BaseState, call: Call) -> int:
    """Blocks that a poll runs."""
    return POLL_PERIOD


@view("PollCreator", "POLL_CREATION_COST()", "uint256")
@implements("LP-POLL-001")
def poll_creation_cost(state: BaseState, call: Call) -> Lptu:
    """LPT that creating a poll takes."""
    return POLL_CREATION_COST


@view("PollCreator", "token()", "address")
def poll_creator_token(state: State, call: Call) -> Address:
    """The token in which polls are paid, fixed at construction."""
    return state.deployed["LivepeerToken"]
