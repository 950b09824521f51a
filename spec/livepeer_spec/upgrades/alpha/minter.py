"""Minter: inflation, the tokens of each round, and custody of all bonded LPT and all ETH.

Source: deployed Minter; Livepeer whitepaper, "Token generation".
"""

from typing import NamedTuple

from livepeer_spec.events import event
from livepeer_spec.primitives.fractions import PPM, is_fraction, part, ratio, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu, Ppm, Wei
from livepeer_spec.primitives.uint256 import add
from livepeer_spec.rejection import Reason, require
from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, emit, transaction, view
from livepeer_spec.upgrades.alpha import token
from livepeer_spec.upgrades.alpha.controller import (
    ParameterUpdate,
    callee,
    move_eth,
    registered,
    require_controller_owner,
    require_system_paused,
    require_system_running,
    send_eth,
)
from livepeer_spec.upgrades.alpha.election import total_bonded
from livepeer_spec.upgrades.alpha.state import Minter, State, System

ALLOTTING = (
    Reason.NOT_ROUNDS_MANAGER_FOR_MINTER,
    Reason.SYSTEM_PAUSED,
    Reason.MULTIPLICATION_OVERFLOW,
    Reason.NO_DATA,
    Reason.TARGET_NOT_REGISTERED,
)
"""Reasons for which a round's tokens are not allotted."""


@event("SetCurrentRewardTokens(uint256 currentMintableTokens, uint256 currentInflation)")
class SetCurrentRewardTokens(NamedTuple):
    """A round's mintable tokens and inflation."""

    current_mintable_tokens: Lptu
    current_inflation: int


# Parts of transactions.


@implements("LP-MINT-008")
def require_bonding_manager(state: System, call: Call) -> None:
    """Raises ``NOT_BONDING_MANAGER``."""
    # The caller is the BondingManager.
    require(call.sender == registered(state, call, "BondingManager"), Reason.NOT_BONDING_MANAGER)


@implements("LP-MINT-012")
def require_rounds_manager(state: System, call: Call) -> None:
    """Raises ``NOT_ROUNDS_MANAGER_FOR_MINTER``."""
    # The caller is the RoundsManager.
    require(call.sender == registered(state, call, "RoundsManager"), Reason.NOT_ROUNDS_MANAGER_FOR_MINTER)


@implements("LP-MINT-027", "LP-MINT-028", "LP-MINT-029", "LP-MINT-045")
def next_inflation(minter: Minter, bonding_rate: int) -> int:
    """Inflation one step towards the target: up without a cap while too little is bonded, down to 0 while too much.

    Rates and inflation are on the scale of the upgrade.
    """
    if bonding_rate < minter.target_bonding_rate:
        return add(minter.inflation, minter.inflation_change)
    if bonding_rate > minter.target_bonding_rate:
        return max(0, minter.inflation - minter.inflation_change)
    return minter.inflation


@implements("LP-AMINT-012", "LP-MINT-032", "LP-MINT-033")
def allot(call: Call, minter: Minter, supply: Lptu, bonded: Lptu) -> None:
    """Move the inflation towards the target bonding rate and allot a round's mintable tokens."""
    bonding_rate = ratio(bonded, supply, PPM) if supply > 0 else 0
    minter.inflation = next_inflation(minter, bonding_rate)
    minter.current_mintable_tokens = part(supply, minter.inflation, PPM)
    minter.current_minted_tokens = 0
    emit(call, SetCurrentRewardTokens(minter.current_mintable_tokens, minter.inflation))


# Transactions.


@transaction(
    "Minter", "setTargetBondingRate(uint256)",
    rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_TARGET_BONDING_RATE],
)  # fmt: skip
@implements("LP-AMINT-001", "LP-MINT-003", "LP-MINT-004")
def set_target_bonding_rate(state: State, call: Call, target_bonding_rate: Ppm) -> None:
    """Set the share of all LPT that should be bonded."""
    require_controller_owner(state, call)
    # It is at most one.
    require(is_fraction(target_bonding_rate, PPM), Reason.INVALID_TARGET_BONDING_RATE)
    state.minters[call.to].target_bonding_rate = target_bonding_rate
    emit(call, ParameterUpdate("targetBondingRate"))


@transaction(
    "Minter", "setInflationChange(uint256)", rejects=[Reason.NOT_CONTROLLER_OWNER, Reason.INVALID_INFLATION_CHANGE]
)
@implements("LP-AMINT-002", "LP-MINT-003", "LP-MINT-005")
def set_inflation_change(state: State, call: Call, inflation_change: Ppm) -> None:
    """Set by how much the inflation moves a round."""
    require_controller_owner(state, call)
    # It is at most one.
    require(is_fraction(inflation_change, PPM), Reason.INVALID_INFLATION_CHANGE)
    state.minters[call.to].inflation_change = inflation_change
    emit(call, ParameterUpdate("inflationChange"))


@transaction(
    "Minter", "createReward(uint256,uint256)", returns="uint256",
    rejects=[
        Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW,
        Reason.EXCEEDS_MINTABLE, Reason.NOT_OWNER, Reason.MINTING_FINISHED, Reason.ADDITION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-015", "LP-MINT-016", "LP-AMINT-008", "LP-MINT-017", "LP-AMINT-010")
def create_reward(state: State, call: Call, numerator: int, denominator: int) -> Lptu:
    """Mint ``numerator/denominator`` of the round's mintable tokens, rounded down twice; also when that is nothing."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    minter = state.minters[call.to]
    amount = share(minter.current_mintable_tokens, numerator, denominator, PPM)
    minter.current_minted_tokens = add(minter.current_minted_tokens, amount)
    # No more is minted than the round allows.
    require(minter.current_minted_tokens <= minter.current_mintable_tokens, Reason.EXCEEDS_MINTABLE)
    token.mint(state, call.inner(token.current_token(state, call).key), call.to, amount)
    return amount


@transaction(
    "Minter", "trustedTransferTokens(address,uint256)",
    rejects=[
        Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.TRANSFER_TO_NULL, Reason.TRANSFER_EXCEEDS_BALANCE,
    ],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-019", "LP-AMINT-016")
def trusted_transfer_tokens(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Pay out LPT on behalf of the BondingManager."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    token.transfer(state, call.inner(token.current_token(state, call).key), recipient, amount)


@transaction(
    "Minter", "trustedBurnTokens(uint256)",
    rejects=[Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.BURN_EXCEEDS_BALANCE],
)  # fmt: skip
@implements("LP-MINT-013", "LP-AMINT-016")
def trusted_burn_tokens(state: State, call: Call, amount: Lptu) -> None:
    """Burn LPT on behalf of the BondingManager."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    token.burn(state, call.inner(token.current_token(state, call).key), amount)


@transaction(
    "Minter", "trustedWithdrawETH(address,uint256)",
    rejects=[
        Reason.NOT_BONDING_MANAGER_OR_BROKER, Reason.SYSTEM_PAUSED, Reason.NO_DATA, Reason.CALLEE_REVERTED,
    ],
)  # fmt: skip
@implements("LP-MINT-009", "LP-MINT-013", "LP-MINT-021", "LP-MINT-022", "LP-MINT-023", "LP-MINT-024")
def trusted_withdraw_eth(state: System, call: Call, recipient: Address, amount: Wei) -> None:
    """Pay out ETH with a stipend of 2,300 gas; the recipient is called even when the amount is nothing."""
    allowed = (registered(state, call, "BondingManager"), registered(state, call, "JobsManager"))
    # The caller is the BondingManager or what is registered as JobsManager.
    require(call.sender in allowed, Reason.NOT_BONDING_MANAGER_OR_BROKER)
    require_system_running(state, call)
    send_eth(state, call.to, recipient, amount)


@transaction(
    "Minter", "depositETH()", returns="bool", payable=True,
    rejects=[Reason.NOT_MINTER_OR_BROKER, Reason.SYSTEM_PAUSED],
)  # fmt: skip
@implements("LP-MINT-010", "LP-AMINT-003", "LP-AMINT-004")
def deposit_eth(state: State, call: Call) -> bool:
    """Take ETH into custody, without an event."""
    allowed = (registered(state, call, "Minter"), registered(state, call, "JobsManager"))
    # The caller is the registered Minter or the JobsManager.
    require(call.sender in allowed, Reason.NOT_MINTER_OR_BROKER)
    require_system_running(state, call)
    return True


@transaction("Minter", "setCurrentRewardTokens()", rejects=ALLOTTING)
@implements("LP-AMINT-005", "LP-AMINT-011", "LP-AMINT-013")
def set_current_reward_tokens(state: State, call: Call) -> None:
    """Allot the new round's mintable tokens, after a step of the inflation; the stake of the whole pool is bonded."""
    require_rounds_manager(state, call)
    require_system_running(state, call)
    supply = token.current_token(state, call).total_supply
    if supply > 0:
        callee(state, call, "BondingManager")
    allot(call, state.minters[call.to], supply, total_bonded(state.bonding))


@transaction(
    "Minter", "migrateToNewMinter(address)",
    rejects=[
        Reason.NOT_CONTROLLER_OWNER, Reason.SYSTEM_NOT_PAUSED, Reason.NEW_MINTER_IS_CURRENT, Reason.NEW_MINTER_NULL,
        Reason.NO_DATA, Reason.NEW_MINTER_OTHER_CONTROLLER, Reason.CURRENT_MINTER_NOT_REGISTERED, Reason.NOT_OWNER,
        Reason.SYSTEM_PAUSED,
    ],
)  # fmt: skip
@implements("LP-AMINT-007", "LP-MINT-003", "LP-MINT-037", "LP-MINT-038", "LP-MINT-039", "LP-MINT-040")
def migrate_to_new_minter(state: State, call: Call, new_minter: Address) -> None:
    """Hand all LPT, all ETH and the token's ownership to a new Minter.

    It never succeeds: it demands a paused system, in which the new Minter takes no ETH.
    """
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
    tokens = token.current_token(state, call)
    token_call = call.inner(tokens.key)
    token.transfer_token_ownership(state, token_call, new_minter)
    token.transfer(state, token_call, new_minter, tokens.balances[call.to])
    amount = state.eth[call.to]
    move_eth(state, call.to, new_minter, amount)
    deposit_eth(state, call.inner(new_minter, amount))


# Views.


@view("Minter", "inflation()", "uint256")
@implements("LP-MINT-006")
def inflation(state: System, call: Call) -> int:
    """Tokens of a round as a share of the supply."""
    return state.minters[call.to].inflation


@view("Minter", "inflationChange()", "uint256")
@implements("LP-MINT-006")
def inflation_change(state: System, call: Call) -> int:
    """By how much the inflation moves a round."""
    return state.minters[call.to].inflation_change


@view("Minter", "targetBondingRate()", "uint256")
@implements("LP-MINT-006")
def target_bonding_rate(state: System, call: Call) -> int:
    """The share of all LPT that should be bonded."""
    return state.minters[call.to].target_bonding_rate


@view("Minter", "currentMintableTokens()", "uint256")
@implements("LP-MINT-007")
def current_mintable_tokens(state: System, call: Call) -> Lptu:
    """What may be minted in the round that was initialized last."""
    return state.minters[call.to].current_mintable_tokens


@view("Minter", "currentMintedTokens()", "uint256")
@implements("LP-MINT-007")
def current_minted_tokens(state: System, call: Call) -> Lptu:
    """What was minted in the round that was initialized last."""
    return state.minters[call.to].current_minted_tokens


@view("Minter", "getController()", "address")
@implements("LP-MINT-044")
def minter_controller(state: System, call: Call) -> Address:
    """The Controller that the Minter follows."""
    return state.controllers[call.to]
