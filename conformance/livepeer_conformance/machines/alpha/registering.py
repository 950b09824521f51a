"""Where the proposers for alpha are registered.

What accounts can do with stake, tokens and contracts as they can later on is taken from the proposals for Streamflow.
"""

from typing import Final

from livepeer_conformance.machines.proposals.registering import PROPOSALS as LATER
from livepeer_conformance.machines.proposing import Proposals
from livepeer_spec.rejection import Reason

PROPOSALS: Final = Proposals()
proposes = PROPOSALS.proposes
provokes = PROPOSALS.provokes

_EXTREMES: Final = frozenset(
    (Reason.ADDITION_OVERFLOW, Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW, Reason.DIVISION_BY_ZERO)
)
"""Ends of arithmetic, which lie elsewhere here."""

PROPOSALS.take(
    LATER,
    (
        "bond", "unbond", "rebond", "rebond_from_unbonded", "withdraw_stake", "withdraw_fees", "claim_earnings",
        "reward",
    ),
    _EXTREMES | {Reason.EXCEEDS_MINTABLE, Reason.NOT_BONDING_MANAGER_OR_BROKER},
)  # fmt: skip
PROPOSALS.take(
    LATER,
    (
        "transfer", "approve", "transfer_from", "burn", "mint", "finish_minting", "transfer_token_ownership",
        "set_unbonding_period", "set_target_bonding_rate", "set_inflation_change", "set_round_length",
        "set_round_lock_amount", "pause", "unpause", "transfer_controller_ownership", "set_contract_info",
        "update_controller", "set_controller", "migrate_to_new_minter", "create_reward", "trusted_transfer_tokens",
        "trusted_burn_tokens", "trusted_withdraw_eth", "deposit_eth", "set_current_reward_tokens", "set_service_uri",
        "initialize_round",
    ),
)  # fmt: skip
