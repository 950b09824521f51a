"""Minter at the launch: the contract that stayed, which learns from the BondingManager of that time what is bonded.

Source: deployed Minter; Livepeer whitepaper, "Token generation".
"""

from livepeer_spec.requirements import implements
from livepeer_spec.transactions import Call, transaction
from livepeer_spec.upgrades.alpha import token
from livepeer_spec.upgrades.alpha.controller import callee, require_system_running
from livepeer_spec.upgrades.alpha.launch.state import State

# As it stayed.
from livepeer_spec.upgrades.alpha.minter import (  # noqa: F401
    ALLOTTING,
    SetCurrentRewardTokens,
    allot,
    create_reward,
    current_mintable_tokens,
    current_minted_tokens,
    deposit_eth,
    inflation,
    inflation_change,
    migrate_to_new_minter,
    minter_controller,
    require_rounds_manager,
    set_inflation_change,
    set_target_bonding_rate,
    target_bonding_rate,
    trusted_burn_tokens,
    trusted_transfer_tokens,
    trusted_withdraw_eth,
)


@transaction("Minter", "setCurrentRewardTokens()", rejects=ALLOTTING)
@implements("LP-AMINT-101")
def set_current_reward_tokens(state: State, call: Call) -> None:
    """Allot the new round's mintable tokens, after a step of the inflation; stake towards any address is bonded."""
    require_rounds_manager(state, call)
    require_system_running(state, call)
    supply = token.current_token(state, call).total_supply
    if supply > 0:
        callee(state, call, "BondingManager")
    allot(call, state.minters[call.to], supply, state.bonding.total_bonded)
