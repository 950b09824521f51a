"""Minter: inflation, the tokens of each round, and custody of all bonded LPT and all ETH.

Changed in Confluence: supply counts LPT on L1 too; a new Minter takes over without a pause and without the token's
ownership. [LIP-73]

Source: LIP-40 (precision), LIP-73; deployed Minter; Livepeer whitepaper, "Token generation".
"""

from livepeer_spec.primitives.fractions import PPB, part, ratio, share
from livepeer_spec.primitives.types import NULL_ADDRESS, Address, Lptu
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
from livepeer_spec.upgrades.confluence import token
from livepeer_spec.upgrades.confluence.state import State
from livepeer_spec.upgrades.streamflow.controller import (
    callee,
    move_eth,
    registered,
    require_controller_owner,
    require_system_running,
)

# Unchanged since Streamflow.
from livepeer_spec.upgrades.streamflow.minter import (  # noqa: F401
    deposit_eth,
    inflation_change,
    set_inflation_change,
    set_target_bonding_rate,
    target_bonding_rate,
)

# Parts of transactions.


@implements("LP-MINT-034")
def global_total_supply(state: State, call: Call) -> Lptu:
    """LPT on L2 and on L1 outside the bridge. Raises ``NO_DATA`` when one of the two sources is missing."""
    callee(state, call, "LivepeerToken")
    callee(state, call, "L2LPTDataCache")
    return add(state.token.total_supply, state.l2_data.l1_circulating_supply)


# Transactions.


@transaction(
    "Minter", "createReward(uint256,uint256)", returns="uint256",
    rejects=[
        Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW,
        Reason.EXCEEDS_MINTABLE, Reason.MISSING_ROLE, Reason.ADDITION_OVERFLOW,
    ],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-014", "LP-MINT-015", "LP-MINT-016", "LP-MINT-017", "LP-MINT-018", "LP-MINT-048")
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
        Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.TRANSFER_TO_NULL, Reason.TRANSFER_EXCEEDS_BALANCE,
    ],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-019", "LP-MINT-050")
def trusted_transfer_tokens(state: State, call: Call, recipient: Address, amount: Lptu) -> None:
    """Pay out LPT on behalf of the BondingManager."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    token.transfer(state, call.inner(callee(state, call, "LivepeerToken")), recipient, amount)


@transaction(
    "Minter", "trustedBurnTokens(uint256)",
    rejects=[Reason.NOT_BONDING_MANAGER, Reason.SYSTEM_PAUSED, Reason.MISSING_ROLE, Reason.BURN_EXCEEDS_BALANCE],
)  # fmt: skip
@implements("LP-MINT-013", "LP-MINT-020")
def trusted_burn_tokens(state: State, call: Call, amount: Lptu) -> None:
    """Burn LPT on behalf of the BondingManager; the Minter needs the burner role, which it was never given on L2."""
    require_bonding_manager(state, call)
    require_system_running(state, call)
    token.burn(state, call.inner(callee(state, call, "LivepeerToken")), amount)


@transaction(
    "Minter", "setCurrentRewardTokens()",
    rejects=[
        Reason.NOT_ROUNDS_MANAGER_FOR_MINTER, Reason.SYSTEM_PAUSED, Reason.MULTIPLICATION_OVERFLOW,
        Reason.ADDITION_OVERFLOW, Reason.NO_DATA, Reason.TARGET_NOT_REGISTERED,
    ],
)  # fmt: skip
@implements("LP-MINT-012", "LP-MINT-013", "LP-MINT-026", "LP-MINT-031", "LP-MINT-032", "LP-MINT-033")
def set_current_reward_tokens(state: State, call: Call) -> None:
    """Move the inflation towards the target bonding rate and allot the new round's mintable tokens."""
    # The caller is the RoundsManager.
    require(call.sender == registered(state, call, "RoundsManager"), Reason.NOT_ROUNDS_MANAGER_FOR_MINTER)
    require_system_running(state, call)
    minter = state.minters[call.to]
    supply = global_total_supply(state, call)
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
        Reason.NOT_CONTROLLER_OWNER, Reason.NEW_MINTER_IS_CURRENT, Reason.NEW_MINTER_NULL, Reason.NO_DATA,
        Reason.NEW_MINTER_OTHER_CONTROLLER, Reason.CURRENT_MINTER_NOT_REGISTERED,
    ],
)  # fmt: skip
@implements(
    "LP-MINT-003", "LP-MINT-036", "LP-MINT-037", "LP-MINT-038", "LP-MINT-039", "LP-MINT-040", "LP-MINT-042",
    "LP-MINT-043",
)  # fmt: skip
def migrate_to_new_minter(state: State, call: Call, new_minter: Address) -> None:
    """Hand all LPT and all ETH to a new Minter, which has yet to be registered.

    Changed in Confluence: the system need not be paused, and the token's ownership does not move. [LIP-73]
    """
    require_controller_owner(state, call)
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
    token_contract = callee(state, call, "LivepeerToken")
    token.transfer(state, call.inner(token_contract), new_minter, state.token.balances[call.to])
    amount = state.eth[call.to]
    move_eth(state, call.to, new_minter, amount)
    deposit_eth(state, call.inner(new_minter, amount))


# Views.


@view("Minter", "getGlobalTotalSupply()", "uint256")
@implements("LP-MINT-034")
def get_global_total_supply(state: State, call: Call) -> Lptu:
    """LPT on L2 and on L1 outside the bridge."""
    return global_total_supply(state, call)
