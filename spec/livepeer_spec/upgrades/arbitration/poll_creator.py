"""PollCreator: who may ask the stakeholders.

Changed in arbitration: stake that was slashed does not count.

Source: LIP-16, LIP-73; deployed PollCreator.
"""

from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction
from livepeer_spec.upgrades.arbitration import bonding
from livepeer_spec.upgrades.arbitration.state import State

# Unchanged since Confluence.
from livepeer_spec.upgrades.confluence.poll_creator import poll_creator_bonding_manager  # noqa: F401
from livepeer_spec.upgrades.streamflow.bonding import transcoder_total_stake
from livepeer_spec.upgrades.streamflow.controller import forward

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.poll_creator import (  # noqa: F401
    POLL_CREATION_COST,
    POLL_PERIOD,
    QUORUM,
    QUOTA,
    PollCreated,
    open_poll,
    poll_creation_cost,
    poll_period,
    quorum,
    quota,
)


@transaction(
    "PollCreator", "createPoll(bytes)",
    rejects=[
        Reason.INSUFFICIENT_STAKE_FOR_POLL, Reason.TARGET_NOT_REGISTERED, Reason.NO_DATA, Reason.ADDITION_OVERFLOW,
        Reason.MULTIPLICATION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-POLL-002", "LP-POLL-005", "LP-POLL-006", "LP-POLL-007")
def create_poll(state: State, call: Call, proposal: bytes) -> None:
    """Start a poll; the caller has, or is delegated, at least the poll creation cost in stake.

    Changed in arbitration: of the caller's stake counts what slashing left.
    """
    staking = call.inner(state.deployed["BondingManager"])
    # The BondingManager answers.
    require(forward(state, staking.to, "BondingManager"), Reason.NO_DATA)
    # The caller has enough stake, its own or delegated to it.
    require(
        bonding.pending_stake(state, staking, call.sender, 0) >= POLL_CREATION_COST
        or transcoder_total_stake(state, staking, call.sender) >= POLL_CREATION_COST,
        Reason.INSUFFICIENT_STAKE_FOR_POLL,
    )
    poll, end_block = open_poll(state, call)
    emit(call, PollCreated(poll, proposal, end_block, QUORUM, QUOTA))
