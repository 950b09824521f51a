"""Rounds: who is active in one, and how much it mints.

Source: Livepeer whitepaper, "Transcoder() Transaction", "Bonding + Delegation" (the random one from the waitlist) and
"Token Distribution".
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, part, ratio
from livepeer_spec.primitives.types import Address, Lptu, Ppm, Round
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import earnings
from livepeer_spec.upgrades.alpha.whitepaper import availability, slashing
from livepeer_spec.upgrades.alpha.whitepaper.protocol import current_round
from livepeer_spec.upgrades.alpha.whitepaper.state import State


@event("NewRound(uint256 round)")
class NewRound(NamedTuple):
    """A round is initialized."""

    round: Round


@event("SetCurrentRewardTokens(uint256 currentMintableTokens, uint256 currentInflation)")
class SetCurrentRewardTokens(NamedTuple):
    """How much the round can mint, and the inflation that this follows from."""

    current_mintable_tokens: Lptu
    current_inflation: Ppm


@transaction(
    "BondingManager", "initializeRound()",
    rejects=[Reason.NOT_FOUNDED, Reason.ROUND_ALREADY_INITIALIZED, Reason.MULTIPLICATION_OVERFLOW],
)  # fmt: skip
@implements("LP-WROUND-005", "LP-WROUND-006", "LP-WROUND-007", "LP-WROUND-008", "LP-WROUND-009")
def initialize_round(state: State, call: Call) -> None:
    """Begin the current round: slash those who missed their reward, elect, adjust the inflation."""
    current = current_round(state, call)
    last = state.rounds.last_initialized_round
    # The round is newer than the last initialized one.
    require(last < current, Reason.ROUND_ALREADY_INITIALIZED)
    slashing.slash_missed_rewards(state, call)
    state.bonding.previous_round = last
    state.rounds.last_initialized_round = current
    _elect(state, call, current)
    for account in state.bonding.active_transcoders[last]:
        if state.bonding.earnings_pools[account, current].total_stake == 0:
            availability.end_availability(state, call.inner(state.protocol.jobs_manager), account)
    _set_current_reward_tokens(state, call)
    emit(call, NewRound(current))


@implements("LP-WELEC-001", "LP-WELEC-002", "LP-WELEC-003", "LP-WELEC-004", "LP-WELEC-005")
def _elect(state: State, call: Call, current: Round) -> None:
    """Let those with the most stake be active, and one of the others by chance; lock their stake and terms."""
    bonding = state.bonding
    members = bonding.pool.members()
    number = state.protocol.parameters["numActiveTranscoders"]
    elected, waitlist = members[:number], members[number:]
    if waitlist:
        elected.append(waitlist[int.from_bytes(call.block_hash(call.block_number - 1), "big") % len(waitlist)])
    total = 0
    for account in elected:
        stake = bonding.pool.nodes[account].stake
        offer = bonding.transcoders[account]
        pool = bonding.earnings_pools[account, current]
        earnings.open_pool(pool, stake, offer.reward_cut, offer.fee_share, apart=True)
        pool.price_per_segment = offer.price_per_segment
        total += stake
    bonding.active_transcoders[current] = tuple(elected)
    bonding.total_active_stake[current] = total


@implements("LP-WMINT-010", "LP-WMINT-011", "LP-WMINT-012")
def _set_current_reward_tokens(state: State, call: Call) -> None:
    bonding, parameters = state.bonding, state.protocol.parameters
    supply, change = state.token.total_supply, parameters["inflationChange"]
    bonded = ratio(bonding.total_bonded, supply, PPM) if supply > 0 else 0
    if bonded < parameters["targetBondingRate"]:
        bonding.inflation += change
    elif bonded > parameters["targetBondingRate"]:
        bonding.inflation = max(bonding.inflation - change, 0)
    bonding.current_mintable_tokens = part(supply, bonding.inflation, PPM)
    emit(call, SetCurrentRewardTokens(bonding.current_mintable_tokens, bonding.inflation))


# Views.


@view("BondingManager", "currentRoundInitialized()", "bool")
@implements("LP-WROUND-002")
def current_round_initialized(state: State, call: Call) -> bool:
    """Whether the current round is initialized."""
    return state.rounds.last_initialized_round == current_round(state, call)


@view("BondingManager", "lastInitializedRound()", "uint256")
def last_initialized_round(state: State, call: Call) -> Round:
    """The last round that was initialized."""
    return state.rounds.last_initialized_round


@view("BondingManager", "previousRound()", "uint256")
def previous_round(state: State, call: Call) -> Round:
    """The round that was initialized before the last one."""
    return state.bonding.previous_round


@view("BondingManager", "getActiveTranscoders(uint256)", "address[]")
def get_active_transcoders(state: State, call: Call, round: Round) -> tuple[Address, ...]:
    """Who is active in a round, in the order of the election, the random one last."""
    return state.bonding.active_transcoders[round]


@view("BondingManager", "getTotalActiveStake(uint256)", "uint256")
def get_total_active_stake(state: State, call: Call, round: Round) -> Lptu:
    """The stake of all who are active in a round, as it was locked."""
    return state.bonding.total_active_stake[round]


@view("BondingManager", "inflation()", "uint256")
def inflation(state: State, call: Call) -> Ppm:
    """Part of the supply that the last initialized round can mint."""
    return state.bonding.inflation


@view("BondingManager", "currentMintableTokens()", "uint256")
def current_mintable_tokens(state: State, call: Call) -> Lptu:
    """How much the last initialized round can mint."""
    return state.bonding.current_mintable_tokens
