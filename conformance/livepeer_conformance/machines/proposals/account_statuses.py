"""Statuses of accounts from Streamflow on."""

from typing import Any, Final

from livepeer_conformance.machines.repertoire import Status
from livepeer_spec.primitives.types import Address, Round
from livepeer_spec.upgrades.streamflow.election import is_active, is_registered
from livepeer_spec.upgrades.streamflow.state import Delegator, Sender, Transcoder

DELEGATOR: Final = ("unbonded", "pending", "bonded")
ORCHESTRATOR: Final = (
    "not registered",
    "registered outside the pool",
    "in the pool, not yet active",
    "active in the pool",
    "active outside the pool",
)
SENDER: Final = ("locked", "unlocking", "unlocked")


def delegator_status(state: Any, account: Address, current: Round) -> str:
    """Whether an account's bond does not exist, is pending, or counts."""
    record = state.bonding.delegators[account]
    if not record.bonded_amount:
        return "unbonded"
    return "pending" if record.start_round > current else "bonded"


def orchestrator_status(state: Any, account: Address, current: Round) -> str:
    """Where an account stands between registration, the pool and work in the current round."""
    bonding = state.bonding
    in_pool = account in bonding.pool
    if is_active(bonding, account, current):
        return "active in the pool" if in_pool else "active outside the pool"
    if in_pool:
        return "in the pool, not yet active"
    return "registered outside the pool" if is_registered(bonding, account) else "not registered"


def sender_status(state: Any, account: Address, current: Round) -> str:
    """Whether a broadcaster's funds are locked, on their way out, or free."""
    withdraw_round = state.broker.senders[account].withdraw_round
    if withdraw_round == 0:
        return "locked"
    return "unlocking" if current < withdraw_round else "unlocked"


STATUSES: Final = (
    Status("delegator", DELEGATOR, delegator_status, (Delegator,)),
    Status("orchestrator", ORCHESTRATOR, orchestrator_status, (Delegator, Transcoder)),
    Status("sender", SENDER, sender_status, (Sender,)),
)
