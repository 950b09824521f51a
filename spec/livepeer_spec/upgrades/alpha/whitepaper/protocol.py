"""Protocol: which contracts belong together, the parameters, and the clock of rounds.

Whoever deployed it sets the first parameters and then founds the protocol, once; from then on only votes change them.

Source: Livepeer whitepaper, "治理" (governance) and "Livepeer协议参数引用" (protocol parameters).
"""

from typing import Final, NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, is_fraction
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, BlockNumber, Round
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import clock
from livepeer_spec.upgrades.alpha.controller import ParameterUpdate
from livepeer_spec.upgrades.alpha.whitepaper.state import State

FRACTIONS: Final = (
    "roundLockAmount", "inflationChange", "targetBondingRate", "failedVerificationSlashAmount",
    "missedRewardSlashAmount", "missedVerificationSlashAmount", "competitivenessTolerance",
    "verificationFailureThreshold", "finderFee",
)  # fmt: skip
"""Parameters that are parts per million."""
POSITIVE: Final = ("roundLength", "verificationRate")
"""Parameters that divide."""
COUNTS: Final = (
    "numActiveTranscoders", "unbondingPeriod", "verificationPeriod", "verificationSlashingPeriod", "slashingThreshold",
)  # fmt: skip
"""Parameters that may be any number."""


@event("Found(address bondingManager, address jobsManager, address governance, address truebit)")
class Found(NamedTuple):
    """The protocol runs, and its founder has no rights any more."""

    bonding_manager: Address
    jobs_manager: Address
    governance: Address
    truebit: Address


# What rules ask about the protocol.


@implements("LP-WROUND-001", "LP-WROUND-010")
def current_round(state: State, call: Call) -> Round:
    """The current round. Raises ``NOT_FOUNDED``."""
    # The protocol is founded.
    require(state.protocol.governance != NULL_ADDRESS, Reason.NOT_FOUNDED)
    return clock.round_at(state.rounds, call.block_number)


@implements("LP-WROUND-002")
def require_round_initialized(state: State, call: Call) -> Round:
    """The current round, which must be initialized. Raises ``NOT_FOUNDED`` and ``ROUND_NOT_INITIALIZED``."""
    current = current_round(state, call)
    # The current round is initialized.
    require(state.rounds.last_initialized_round == current, Reason.ROUND_NOT_INITIALIZED)
    return current


def to_bonding_manager(state: State, call: Call) -> Call:
    """The running contract's message to the BondingManager. Raises ``NOT_FOUNDED``."""
    manager = state.protocol.bonding_manager
    # The protocol is founded.
    require(manager != NULL_ADDRESS, Reason.NOT_FOUNDED)
    return call.inner(manager)


@implements("LP-WGOV-003", "LP-WGOV-004")
def require_valid_parameter(name: str, value: int) -> None:
    """Raises ``UNKNOWN_PARAMETER`` and ``INVALID_PARAMETER``."""
    # There is such a parameter.
    require(name in FRACTIONS or name in POSITIVE or name in COUNTS, Reason.UNKNOWN_PARAMETER)
    # It can have this value.
    require(name not in FRACTIONS or is_fraction(value, PPM), Reason.INVALID_PARAMETER)
    require(name not in POSITIVE or value > 0, Reason.INVALID_PARAMETER)


# Transactions.


@transaction(
    "Protocol", "setParameter(string,uint256)",
    rejects=[Reason.NOT_GOVERNING, Reason.UNKNOWN_PARAMETER, Reason.INVALID_PARAMETER],
)  # fmt: skip
@implements("LP-WGOV-001", "LP-WGOV-002", "LP-WGOV-005", "LP-WROUND-003")
def set_parameter(state: State, call: Call, name: str, value: int) -> None:
    """Give a parameter a value. A new round length counts from the start of the current round, which it may end."""
    protocol, rounds = state.protocol, state.rounds
    # The founder may before the protocol is founded, the Governance afterwards.
    governing = protocol.founder if protocol.governance == NULL_ADDRESS else protocol.governance
    require(call.sender == governing, Reason.NOT_GOVERNING)
    require_valid_parameter(name, value)
    if name == "roundLength":
        if rounds.round_length == 0:
            rounds.round_length = value
        current = clock.round_at(rounds, call.block_number)
        start_block = clock.start_block_at(rounds, call.block_number)
        rounds.last_round_length_update_round = current
        rounds.last_round_length_update_start_block = start_block
        rounds.round_length = value
    elif name == "roundLockAmount":
        rounds.round_lock_amount = value
    protocol.parameters[name] = value
    emit(call, ParameterUpdate(name))


@transaction(
    "Protocol", "found(address,address,address,address)",
    rejects=[Reason.NOT_FOUNDER, Reason.ALREADY_FOUNDED, Reason.GOVERNANCE_NULL],
)  # fmt: skip
@implements("LP-WGOV-006", "LP-WGOV-007", "LP-WGOV-019", "LP-WGOV-020")
def found(
    state: State, call: Call, bonding_manager: Address, jobs_manager: Address, governance: Address, truebit: Address
) -> None:
    """Let the protocol run with these contracts; ``truebit`` is the account that answers for Truebit."""
    protocol = state.protocol
    # The caller deployed the protocol.
    require(call.sender == protocol.founder, Reason.NOT_FOUNDER)
    # It is not founded yet.
    require(protocol.governance == NULL_ADDRESS, Reason.ALREADY_FOUNDED)
    # It will have a Governance.
    require(governance != NULL_ADDRESS, Reason.GOVERNANCE_NULL)
    protocol.bonding_manager = bonding_manager
    protocol.jobs_manager = jobs_manager
    protocol.governance = governance
    protocol.truebit = truebit
    emit(call, Found(bonding_manager, jobs_manager, governance, truebit))


# Views.


@view("Protocol", "parameter(string)", "uint256")
def parameter(state: State, call: Call, parameter_name: str) -> int:
    """The value of a parameter; 0 when there is none of this name."""
    return state.protocol.parameters[parameter_name]


@view("Protocol", "currentRound()", "uint256")
def round_now(state: State, call: Call) -> Round:
    """The round of the current block, initialized or not."""
    return current_round(state, call)


@view("Protocol", "currentRoundStartBlock()", "uint256")
@implements("LP-WROUND-001")
def current_round_start_block(state: State, call: Call) -> BlockNumber:
    """The first block of the current round."""
    return clock.start_block_at(state.rounds, call.block_number)


@view("Protocol", "currentRoundLocked()", "bool")
@implements("LP-WROUND-004")
def current_round_locked(state: State, call: Call) -> bool:
    """Whether the current round is in its locked end."""
    return clock.is_locked_at(state.rounds, call.block_number)


@view("Protocol", "lastRoundLengthUpdateRound()", "uint256")
def last_round_length_update_round(state: State, call: Call) -> Round:
    """The round in which the round length was set last."""
    return state.rounds.last_round_length_update_round


@view("Protocol", "lastRoundLengthUpdateStartBlock()", "uint256")
def last_round_length_update_start_block(state: State, call: Call) -> BlockNumber:
    """The first block of that round."""
    return state.rounds.last_round_length_update_start_block


@view("Protocol", "founder()", "address")
def founder(state: State, call: Call) -> Address:
    """Who deployed the protocol."""
    return state.protocol.founder


@view("Protocol", "bondingManager()", "address")
def bonding_manager(state: State, call: Call) -> Address:
    """The contract that holds stake; null until the protocol is founded."""
    return state.protocol.bonding_manager


@view("Protocol", "jobsManager()", "address")
def jobs_manager(state: State, call: Call) -> Address:
    """The contract that holds deposits and jobs; null until the protocol is founded."""
    return state.protocol.jobs_manager


@view("Protocol", "governance()", "address")
def governance(state: State, call: Call) -> Address:
    """The contract that counts votes; null until the protocol is founded."""
    return state.protocol.governance


@view("Protocol", "truebit()", "address")
def truebit(state: State, call: Call) -> Address:
    """The account that answers for Truebit."""
    return state.protocol.truebit
