"""Transactions after which a sequence shows nothing about the invariants."""

from typing import Final

from livepeer_conformance.model.action import Action

GOVERNANCE: Final = frozenset(
    (
        "set_contract_info", "update_controller", "set_controller", "migrate_to_new_minter", "grant_role",
        "revoke_role", "renounce_role", "set_lip_upgrade_round", "execute_update", "transfer_token_ownership",
    )
)  # fmt: skip
"""Transactions of the owner that can break every rule: another contract or account may be in charge afterwards."""

CORRECTIONS: Final = ("claim_snapshot_earnings", "execute_lip_77")
"""Corrections by governance, which set stake without moving tokens."""


def spoils(action: Action, contracts: frozenset[str]) -> bool:
    """Whether the action, when accepted, ends what the invariants promise: governance, or a contract that speaks up.

    ``contracts`` are the names of all contracts.
    """
    return action.name in GOVERNANCE or action.caller in contracts
