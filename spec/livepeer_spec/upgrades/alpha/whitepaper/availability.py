"""Availability: active transcoders that take another job.

Source: Livepeer whitepaper, "Broadcast + Transcoding Job" (TranscodeAvailability).
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.types import Address
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.whitepaper import assignment
from livepeer_spec.upgrades.alpha.whitepaper.protocol import require_round_initialized
from livepeer_spec.upgrades.alpha.whitepaper.state import State


@event("TranscodeAvailability(address indexed transcoder)")
class TranscodeAvailability(NamedTuple):
    """An active transcoder takes another job."""

    transcoder: Address


@transaction("JobsManager", "transcodeAvailability()", rejects=[Reason.ROUND_NOT_INITIALIZED, Reason.NOT_ACTIVE])
@implements("LP-WASSIGN-001", "LP-WASSIGN-002", "LP-WASSIGN-003")
def transcode_availability(state: State, call: Call) -> None:
    """Be in the pool from which the transcoder of the next job is drawn."""
    assignment.assign_jobs(state, call)
    current = require_round_initialized(state, call)
    # The caller is active.
    require(state.bonding.earnings_pools[call.sender, current].total_stake > 0, Reason.NOT_ACTIVE)
    state.jobs.available[call.sender] = True
    emit(call, TranscodeAvailability(call.sender))


@transaction("JobsManager", "endAvailability(address)", rejects=[Reason.NOT_BONDING_MANAGER])
@implements("LP-WASSIGN-004")
def end_availability(state: State, call: Call, account: Address) -> None:
    """Let an account have no further job: it resigned, or is not active any more."""
    # The caller is the BondingManager.
    require(call.sender == state.protocol.bonding_manager, Reason.NOT_BONDING_MANAGER)
    state.jobs.available[account] = False


@view("JobsManager", "isAvailable(address)", "bool")
def is_available(state: State, call: Call, account: Address) -> bool:
    """Whether an account takes another job."""
    return state.jobs.available[account]
