"""Statuses of accounts in alpha."""

from typing import Any, Final

from livepeer_conformance.machines.proposals.account_statuses import DELEGATOR, delegator_status
from livepeer_conformance.machines.repertoire import Status
from livepeer_spec.primitives.sorted_list import Node
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.upgrades.alpha.job_state import Broadcaster
from livepeer_spec.upgrades.alpha.state import Delegator, Transcoder

TRANSCODER: Final = ("not registered", "registered", "active", "active and not registered")
BROADCASTER: Final = ("nothing deposited", "deposited")


def transcoder_status(state: Any, account: Address, current: Round) -> str:
    """Where an account stands between the pool and work in the current round."""
    registered = account in state.bonding.pool
    if state.bonding.active_sets[current].active[account]:
        return "active" if registered else "active and not registered"
    return "registered" if registered else "not registered"


def broadcaster_status(state: Any, account: Address, current: Round) -> str:
    """Whether an account can pay for jobs."""
    return "deposited" if state.jobs.broadcasters[account].deposit else "nothing deposited"


STATUSES: Final = (
    Status("delegator", DELEGATOR, delegator_status, (Delegator,)),
    Status("transcoder", TRANSCODER, transcoder_status, (Delegator, Transcoder, Node)),
    Status("broadcaster", BROADCASTER, broadcaster_status, (Broadcaster,)),
)
