"""JobsManager: parameters of verification and slashing, which the owner of the Controller sets.

All but the periods of a claim are read when they are needed, so that a change concerns existing claims too.

Source: deployed JobsManager; Livepeer whitepaper, "Livepeer Protocol Parameter Reference".
"""

from typing import Final

from livepeer_spec.primitives.fractions import PPM, is_fraction
from livepeer_spec.primitives.types import BlockNumber, Ppm
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha.controller import ParameterUpdate, require_controller_owner
from livepeer_spec.upgrades.alpha.state import State

KNOWN_BLOCKS: Final = 256
"""Blocks whose hashes a contract can learn; both periods of a claim fit into them."""


# Setters.


@transaction(
    "JobsManager", "setVerificationRate(uint64)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.NO_DATA, Reason.ZERO_VERIFICATION_RATE],
)  # fmt: skip
@implements("LP-VERIF-030", "LP-VERIF-031", "LP-VERIF-035")
def set_verification_rate(state: State, call: Call, verification_rate: int) -> None:
    """Verify one of so many segments."""
    require_controller_owner(state, call)
    # Segments are verified.
    require(verification_rate > 0, Reason.ZERO_VERIFICATION_RATE)
    state.jobs.verification_rate = verification_rate
    emit(call, ParameterUpdate("verificationRate"))


PERIODS = (
    Reason.NOT_CONTROLLER_OWNER, Reason.NO_DATA, Reason.VERIFICATION_WINDOW_TOO_LONG, Reason.ADDITION_OVERFLOW,
)  # fmt: skip


@transaction("JobsManager", "setVerificationPeriod(uint256)", rejects=PERIODS)
@implements("LP-VERIF-030", "LP-VERIF-032", "LP-VERIF-035")
def set_verification_period(state: State, call: Call, verification_period: BlockNumber) -> None:
    """Give transcoders so many blocks to verify the segments of a new claim."""
    require_controller_owner(state, call)
    # The challenge stays known for both periods.
    require(
        add(verification_period, state.jobs.verification_slashing_period) <= KNOWN_BLOCKS,
        Reason.VERIFICATION_WINDOW_TOO_LONG,
    )
    state.jobs.verification_period = verification_period
    emit(call, ParameterUpdate("verificationPeriod"))


@transaction("JobsManager", "setVerificationSlashingPeriod(uint256)", rejects=PERIODS)
@implements("LP-VERIF-030", "LP-VERIF-032", "LP-VERIF-035")
def set_verification_slashing_period(state: State, call: Call, verification_slashing_period: BlockNumber) -> None:
    """Give everybody so many blocks, behind the verification period of a new claim, to report missed verification."""
    require_controller_owner(state, call)
    # The challenge stays known for both periods.
    require(
        add(state.jobs.verification_period, verification_slashing_period) <= KNOWN_BLOCKS,
        Reason.VERIFICATION_WINDOW_TOO_LONG,
    )
    state.jobs.verification_slashing_period = verification_slashing_period
    emit(call, ParameterUpdate("verificationSlashingPeriod"))


SLASH_AMOUNTS = (Reason.NOT_CONTROLLER_OWNER, Reason.NO_DATA, Reason.INVALID_SLASH_AMOUNT)


@transaction("JobsManager", "setFailedVerificationSlashAmount(uint256)", rejects=SLASH_AMOUNTS)
@implements("LP-VERIF-030", "LP-VERIF-033", "LP-VERIF-035")
def set_failed_verification_slash_amount(state: State, call: Call, slash_amount: Ppm) -> None:
    """Take so much of a transcoder's own stake for a segment that was transcoded wrongly."""
    require_controller_owner(state, call)
    # It is at most all.
    require(is_fraction(slash_amount, PPM), Reason.INVALID_SLASH_AMOUNT)
    state.jobs.failed_verification_slash_amount = slash_amount
    emit(call, ParameterUpdate("failedVerificationSlashAmount"))


@transaction("JobsManager", "setMissedVerificationSlashAmount(uint256)", rejects=SLASH_AMOUNTS)
@implements("LP-VERIF-030", "LP-VERIF-033", "LP-VERIF-035")
def set_missed_verification_slash_amount(state: State, call: Call, slash_amount: Ppm) -> None:
    """Take so much of a transcoder's own stake for a chosen segment that was not submitted."""
    require_controller_owner(state, call)
    # It is at most all.
    require(is_fraction(slash_amount, PPM), Reason.INVALID_SLASH_AMOUNT)
    state.jobs.missed_verification_slash_amount = slash_amount
    emit(call, ParameterUpdate("missedVerificationSlashAmount"))


@transaction("JobsManager", "setDoubleClaimSegmentSlashAmount(uint256)", rejects=SLASH_AMOUNTS)
@implements("LP-VERIF-030", "LP-VERIF-033", "LP-VERIF-035")
def set_double_claim_segment_slash_amount(state: State, call: Call, slash_amount: Ppm) -> None:
    """Take so much of a transcoder's own stake for a segment that was claimed twice."""
    require_controller_owner(state, call)
    # It is at most all.
    require(is_fraction(slash_amount, PPM), Reason.INVALID_SLASH_AMOUNT)
    state.jobs.double_claim_segment_slash_amount = slash_amount
    emit(call, ParameterUpdate("doubleClaimSegmentSlashAmount"))


@transaction(
    "JobsManager", "setFinderFee(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.NO_DATA, Reason.INVALID_FINDER_FEE],
)  # fmt: skip
@implements("LP-VERIF-030", "LP-VERIF-034", "LP-VERIF-035")
def set_finder_fee(state: State, call: Call, finder_fee: Ppm) -> None:
    """Give so much of a penalty to whoever reports the fault; no event is emitted."""
    require_controller_owner(state, call)
    # It is at most all.
    require(is_fraction(finder_fee, PPM), Reason.INVALID_FINDER_FEE)
    state.jobs.finder_fee = finder_fee


# Views.


@view("JobsManager", "verificationRate()", "uint64")
@implements("LP-VERIF-035")
def verification_rate(state: State, call: Call) -> int:
    """One of so many segments is verified."""
    return state.jobs.verification_rate


@view("JobsManager", "verificationPeriod()", "uint256")
@implements("LP-VERIF-035")
def verification_period(state: State, call: Call) -> BlockNumber:
    """Blocks in which the segments of a claim are verified."""
    return state.jobs.verification_period


@view("JobsManager", "verificationSlashingPeriod()", "uint256")
@implements("LP-VERIF-035")
def verification_slashing_period(state: State, call: Call) -> BlockNumber:
    """Blocks behind these in which missed verification is reported."""
    return state.jobs.verification_slashing_period


@view("JobsManager", "failedVerificationSlashAmount()", "uint256")
@implements("LP-VERIF-035")
def failed_verification_slash_amount(state: State, call: Call) -> Ppm:
    """Part of the stake that a wrong segment costs."""
    return state.jobs.failed_verification_slash_amount


@view("JobsManager", "missedVerificationSlashAmount()", "uint256")
@implements("LP-VERIF-035")
def missed_verification_slash_amount(state: State, call: Call) -> Ppm:
    """Part of the stake that missed verification costs."""
    return state.jobs.missed_verification_slash_amount


@view("JobsManager", "doubleClaimSegmentSlashAmount()", "uint256")
@implements("LP-VERIF-035")
def double_claim_segment_slash_amount(state: State, call: Call) -> Ppm:
    """Part of the stake that claiming a segment twice costs."""
    return state.jobs.double_claim_segment_slash_amount


@view("JobsManager", "finderFee()", "uint256")
@implements("LP-VERIF-035")
def finder_fee(state: State, call: Call) -> Ppm:
    """Part of a penalty that the finder gets."""
    return state.jobs.finder_fee
