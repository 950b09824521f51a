"""PollCreator: who may ask the stakeholders.

Changed in Confluence: creating a poll needs stake and burns no tokens. [LIP-73]

Source: LIP-16, LIP-73; deployed PollCreator.
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.hashing import created_address
from livepeer_spec.primitives.types import Address, BlockNumber, Lptu, Ppm
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.confluence import bonding
from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.streamflow.controller import forward

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


@transaction(
    "PollCreator", "createPoll(bytes)",
    rejects=[Reason.INSUFFICIENT_STAKE_FOR_POLL, Reason.TARGET_NOT_REGISTERED, Reason.NO_DATA],
)  # fmt: skip
@implements("LP-POLL-002", "LP-POLL-005", "LP-POLL-006", "LP-POLL-007")
def create_poll(state: State, call: Call, proposal: bytes) -> None:
    """Start a poll; the caller has, or is delegated, at least the poll creation cost in stake.

    Changed in Confluence: stake is asked for, and nothing is burned. [LIP-73]
    """
    staking = call.inner(state.deployed["BondingManager"])
    # The BondingManager answers.
    require(forward(state, staking.to, "BondingManager"), Reason.NO_DATA)
    # The caller has enough stake, its own or delegated to it.
    require(
        bonding.pending_stake(state, staking, call.sender, 0) >= POLL_CREATION_COST
        or bonding.transcoder_total_stake(state, staking, call.sender) >= POLL_CREATION_COST,
        Reason.INSUFFICIENT_STAKE_FOR_POLL,
    )
    nonce = state.polls_created[call.to] + 1
    state.polls_created[call.to] = nonce
    poll = created_address(call.to, nonce)
    end_block = call.block_number + POLL_PERIOD
    state.polls[poll].end_block = end_block
    emit(call, PollCreated(poll, proposal, end_block, QUORUM, QUOTA))


@view("PollCreator", "QUORUM()", "uint256")
@implements("LP-POLL-001")
def quorum(state: State, call: Call) -> Ppm:
    """The part of all stake that has to vote."""
    return QUORUM


@view("PollCreator", "QUOTA()", "uint256")
@implements("LP-POLL-001")
def quota(state: State, call: Call) -> Ppm:
    """The part of the votes that a proposal has to exceed."""
    return QUOTA


@view("PollCreator", "POLL_PERIOD()", "uint256")
@implements("LP-POLL-001")
def poll_period(state: State, call: Call) -> int:
    """Blocks that a poll runs."""
    return POLL_PERIOD


@view("PollCreator", "POLL_CREATION_COST()", "uint256")
@implements("LP-POLL-001")
def poll_creation_cost(state: State, call: Call) -> Lptu:
    """Stake that creating a poll takes."""
    return POLL_CREATION_COST
