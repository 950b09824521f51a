"""Minter: inflation, the tokens of each round, and custody of all bonded LPT and all ETH.

Source: LIP-34, LIP-40 (precision); deployed Minter; Livepeer whitepaper, "Token generation".
"""

from livepeer_spec.primitives.fractions import PPB, is_fraction, part, ratio, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppb
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view

# Unchanged since alpha.
from livepeer_spec.upgrades.alpha.minter import (  # noqa: F401
    SetCurrentRewardTokens,
    current_mintable_tokens,
    current_minted_tokens,
    inflation,
    minter_controller,
    next_inflation,
    require_bonding_manager,
    trusted_withdraw_eth,
)
from livepeer_spec.upgrades.streamflow import token
from livepeer_spec.upgrades.streamflow.controller import (
    ParameterUpdate,
    callee,
    move_eth,
    registered,
    require_controller_owner,
    require_system_paused,
    require_system_running,
)
from livepeer_spec.upgrades.streamflow.state import BaseState, State

# Parts of transactions.


# Transactions.


@transaction(
    "Minter", "setTargetBondingRate(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_TARGET_BONDING_RATE],
)  # fmt: skip
@implements("LP-MINT-002", "LP-MINT-003", "LP-MINT-004")
def set_target_bonding_rate(state: BaseState, call: Call, target_bonding_rate: Ppb) -> None:
    """Set the share of all LPT that should be bonded."""
    require_controller_owner(state, call)
    # It is at most one.
    require(is_fraction(target_bonding_rate, PPB), Reason.INVALID_TARGET_BONDING_RATE)
    state.minters[call.to].target_bonding_rate = target_bonding_rate
    emit(call, ParameterUpdate("targetBondingRate"))


@transaction(
    "Minter", "setInflationChange(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_INFLATION_CHANGE]
)
@implements("LP-MINT-001", "LP-MINT-003", "LP-MINT-005")
def set_inflation_change(state: BaseState, call: Call, inflation_change: Ppb) -> None:
    """Set by how much the inflation moves a round."""
    require_controller_owner(state, call)
    # It is at most one.
    require(is_fraction(inflation_change, PPB), Reason.INVALID_INFLATION_CHANGE)
    state.minters[call.to].inflation_change = inflation_change
    emit(call, ParameterUpdate("inflationChange"))


@transaction(
    "Minter", "createReward(uint256,uint256)", returns="uint256",
    rejects=[
        Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW,
        Reason.EXCEEDS_MINTABLE, Reason.NOT_OWNER, Reason.MINTING_FINISHED, Reason.ADDITION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-014", "LP-MINT-015", "LP-MINT-016", "LP-MINT-017", "LP-MINT-018", "LP-MINT-047")
def create_reward(state: State, call: Call, numerator: int, denominator: int) -> Lptu:
    """Mint ``numerator/denominator`` of the round's mintable tokens, rounded down twice; also when that is nothing."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    minter = state.minters[call.to]
    amount = share(minter.current_mintable_tokens, numerator, denominator, PPB)
    minter.current_minted_tokens = add(minter.current_minted_tokens, amount)
    # No more is minted than the round allows.
    require(minter.current_minted_tokens <= minter.current_mintable_tokens, Reason.EXCEEDS_MINTABLE)
    token.mint(state, call.inner(callee(state, call, "LivepeerToken")), call.to, amount)
    return amount


@transaction(
    "Minter", "trustedTransferTokens(address,uint256)",
    rejects=[
        Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.TRANSFER_TO_NULL, Reason.SUBTRACTION_UNDERFLOW,
    ],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-019", "LP-MINT-049")
def trusted_transfer_tokens(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Pay out LPT on behalf of the BondingManager."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    token.transfer(state, call.inner(callee(state, call, "LivepeerToken")), recipient, amount)


@transaction(
    "Minter", "trustedBurnTokens(uint256)",
    rejects=[Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.SUBTRACTION_UNDERFLOW],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-020", "LP-MINT-049")
def trusted_burn_tokens(state: State, call: Call, amount: Lptu) -> None:
    """Burn LPT on behalf of the BondingManager."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    token.burn(state, call.inner(callee(state, call, "LivepeerToken")), amount)


@transaction("Minter", "depositETH()", returns="bool", payable=True, rejects=[Reason.NOT_MINTER_OR_BROKER])
@implements("LP-MINT-010", "LP-MINT-011")
def deposit_eth(state: BaseState, call: Call) -> bool:
    """Take ETH into custody; possible while the system is paused, and without an event."""
    allowed = (registered(state, call, "Minter"), registered(state, call, "JobsManager"))
    # The caller is the registered Minter or the TicketBroker.
    require(call.sender in allowed, Reason.NOT_MINTER_OR_BROKER)
    return True


@transaction(
    "Minter", "setCurrentRewardTokens()",
    rejects=[
        Reason.NOT_ROUNDS_MANAGER_FOR_MINTER, Reason.SYSTEM_PAUSED, Reason.MULTIPLICATION_OVERFLOW, Reason.NO_DATA,
        Reason.TARGET_NOT_REGISTERED,
    ],
)  # fmt: skip
@implements("LP-MINT-012", "LP-MINT-013", "LP-MINT-025", "LP-MINT-030", "LP-MINT-032", "LP-MINT-033")
def set_current_reward_tokens(state: State, call: Call) -> None:
    """Move the inflation towards the target bonding rate and allot the new round's mintable tokens."""
    # The caller is the RoundsManager.
    require(call.sender == registered(state, call, "RoundsManager"), Reason.NOT_ROUNDS_MANAGER_FOR_MINTER)
    require_system_running(state, call)
    minter = state.minters[call.to]
    callee(state, call, "LivepeerToken")
    supply = state.token.total_supply
    bonding_rate = 0
    if supply > 0:
        callee(state, call, "BondingManager")
        bonding_rate = ratio(state.bonding.current_round_total_active_stake, supply, PPB)
    minter.inflation = next_inflation(minter, bonding_rate)
    minter.current_mintable_tokens = part(supply, minter.inflation, PPB)
    minter.current_minted_tokens = 0
    emit(call, SetCurrentRewardTokens(minter.current_mintable_tokens, minter.inflation))


@transaction(
    "Minter", "migrateToNewMinter(address)",
    rejects=[
        Reason.NOT_CONTROLLER_OWNER, Reason.SYSTEM_NOT_PAUSED, Reason.NEW_MINTER_IS_CURRENT, Reason.NEW_MINTER_NULL,
        Reason.NO_DATA, Reason.NEW_MINTER_OTHER_CONTROLLER, Reason.CURRENT_MINTER_NOT_REGISTERED, Reason.NOT_OWNER,
    ],
)  # fmt: skip
@implements(
    "LP-MINT-003", "LP-MINT-035", "LP-MINT-037", "LP-MINT-038", "LP-MINT-039", "LP-MINT-040", "LP-MINT-041",
    "LP-MINT-043",
)  # fmt: skip
def migrate_to_new_minter(state: State, call: Call, new_minter: Address) -> None:
    """Hand all LPT, all ETH and the token's ownership to a new Minter, which has yet to be registered."""
    require_controller_owner(state, call)
    require_system_paused(state, call)
    # The new Minter is another one.
    require(new_minter != call.to, Reason.NEW_MINTER_IS_CURRENT)
    # The new Minter is a contract's address.
    require(new_minter != NULL_ADDRESS, Reason.NEW_MINTER_NULL)
    # The new Minter can say which Controller it follows.
    require(new_minter in state.minters, Reason.NO_DATA)
    # The new Minter follows the same Controller.
    require(state.controllers[new_minter] == state.controllers[call.to], Reason.NEW_MINTER_OTHER_CONTROLLER)
    # The current Minter is the registered one.
    require(registered(state, call, "Minter") == call.to, Reason.CURRENT_MINTER_NOT_REGISTERED)
    token_call = call.inner(callee(state, call, "LivepeerToken"))
    token.transfer_token_ownership(state, token_call, new_minter)
    token.transfer(state, token_call, new_minter, state.token.balances[call.to])
    amount = state.eth[call.to]
    move_eth(state, call.to, new_minter, amount)
    deposit_eth(state, call.inner(new_minter, amount))


# Views.


@view("Minter", "inflationChange()", "uint256")
@implements("LP-MINT-006")
def inflation_change(state: BaseState, call: Call) -> Ppb:
    """By how much the inflation moves a round."""
    return state.minters[call.to].inflation_change


@view("Minter", "targetBondingRate()", "uint256")
@implements("LP-MINT-006")
def target_bonding_rate(state: BaseState, call: Call) -> Ppb:
    """The share of all LPT that should be bonded."""
    return state.minters[call.to].target_bonding_rate
