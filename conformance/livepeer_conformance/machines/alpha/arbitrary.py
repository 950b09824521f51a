"""Actions of alpha with arguments of the right types and nothing else to recommend them."""

from typing import Any

from livepeer_conformance.machines.alpha.genesis import grants
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.proposals.arbitrary import argument
from livepeer_conformance.model.action import RECEIPT_FLAWS, SIGNATURE_FORMS, Action, ReceiptPlan
from livepeer_spec.transactions import TransactionType

_OFFICIAL = frozenset(
    (
        "set_contract_info", "update_controller", "pause", "transfer_controller_ownership", "set_round_length",
        "migrate_to_new_minter", "transfer_token_ownership", "finish_minting", "transfer_faucet_ownership",
        "transfer_genesis_ownership", "set_solver", "set_verification_rate", "set_verification_period",
        "set_verification_slashing_period",
    )
)  # fmt: skip
"""Transactions that end the protocol's ordinary course when they are accepted with arbitrary arguments."""
SPEAKERS = {
    "create_reward": "BondingManager",
    "trusted_transfer_tokens": "BondingManager",
    "trusted_burn_tokens": "BondingManager",
    "trusted_withdraw_eth": "JobsManager",
    "deposit_eth": "JobsManager",
    "set_current_reward_tokens": "RoundsManager",
    "set_active_transcoders": "RoundsManager",
    "update_transcoder_with_fees": "JobsManager",
    "slash_transcoder": "JobsManager",
    "request_verification": "JobsManager",
    "receive_verification": "Verifier",
}
"""Who may send what only contracts say."""


def arbitrary(scene: AlphaScene, name: str) -> Action | None:
    """Any action of a transaction; None where the contract that it goes to does not exist yet."""
    kind = scene.transactions[name]
    caller = _caller(scene, name)
    if name == "verify":
        return Action(name, caller, (any_receipt(scene),))
    at = _instance(scene, kind)
    if at is None:
        return None
    args = tuple(_argument(scene, kind, position) for position in range(len(kind.types)))
    value = scene.amount(scene.eth(caller) // 8) if kind.payable and scene.eth(caller) and scene.chance(0.5) else 0
    return Action(name, caller, args, value, at)


def any_receipt(scene: AlphaScene) -> ReceiptPlan:
    """A segment of any claim, often with a flaw."""
    keys = scene.claims() or [(0, 0)]
    segment = scene.below(40) if scene.chance(0.5) else f"challenged:{scene.below(40)}"
    return ReceiptPlan(*scene.pick(keys), segment, scene.pick(SIGNATURE_FORMS), scene.pick(RECEIPT_FLAWS))


def _caller(scene: AlphaScene, name: str) -> str:
    if name in SPEAKERS and scene.can_impersonate and scene.chance(0.7):
        return SPEAKERS[name]
    return scene.owner if name not in _OFFICIAL and scene.chance(0.3) else scene.actor()


def _instance(scene: AlphaScene, kind: TransactionType) -> str | None:
    """The contract that an action goes to, where the transaction does not say; None where there is none."""
    if kind.contract == "Manager":
        return scene.pick(("Minter", "BondingManager", "JobsManager", "Verifier"))
    if kind.contract in ("TokenVesting", "TokenTimelock"):
        found = grants(scene, kind.contract)
        return scene.pick(found) if found else None
    return ""


def _argument(scene: AlphaScene, kind: TransactionType, position: int) -> Any:
    type_, parameter = kind.types[position], kind.parameters[position]
    if type_ == "uint256[2]":
        return scene.edge() % 2**64, scene.edge() % 2**64
    if type_ == "uint256[]":
        return tuple(scene.below(4) for _ in range(scene.below(3)))
    if type_ == "bytes32[2]":
        return "0x" + "11" * 32, "0x" + "22" * 32
    if parameter in ("job_id", "claim_id", "claim_id_1", "claim_id_2", "segment_number", "request_id"):
        return scene.below(4) if scene.chance(0.8) else scene.edge()
    return argument(scene, kind, position)
