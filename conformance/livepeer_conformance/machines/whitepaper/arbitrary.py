"""Actions of the whitepaper's variant with arguments of the right types and nothing else to recommend them."""

from typing import Any

from livepeer_conformance.machines.proposals.arbitrary import argument
from livepeer_conformance.machines.whitepaper.contracts import SPEAKERS
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_conformance.model.action import SIGNATURE_FORMS, SIGNED_RECEIPT_FLAWS, Action, ReceiptPlan
from livepeer_spec.transactions import TransactionType

_NUMBERS = frozenset(("job_id", "claim_id", "segment_number", "request_id", "proposal_id"))
_SEGMENTS = frozenset(("first_segment", "last_segment"))
_LASTING = frozenset(("transfer_token_ownership",))
"""Transactions that end the protocol's ordinary course when they are accepted with arbitrary arguments."""


def arbitrary(scene: WhitepaperScene, name: str) -> Action | None:
    """Any action of a transaction."""
    kind = scene.transactions[name]
    caller = _caller(scene, name)
    if name == "verify":
        return Action(name, caller, (any_receipt(scene),))
    args = tuple(_argument(scene, kind, position) for position in range(len(kind.types)))
    value = scene.amount(scene.eth(caller) // 8) if kind.payable and scene.eth(caller) and scene.chance(0.5) else 0
    return Action(name, caller, args, value)


def any_receipt(scene: WhitepaperScene) -> ReceiptPlan:
    """A segment of any claim, often with a flaw."""
    keys = scene.claims() or [(0, 0)]
    segment = scene.below(40) if scene.chance(0.5) else f"challenged:{scene.below(40)}"
    return ReceiptPlan(*scene.pick(keys), segment, scene.pick(SIGNATURE_FORMS), scene.pick(SIGNED_RECEIPT_FLAWS))


def _caller(scene: WhitepaperScene, name: str) -> str:
    if name in SPEAKERS and name not in _LASTING and scene.can_impersonate and scene.chance(0.7):
        return SPEAKERS[name]
    return scene.owner if scene.chance(0.2) else scene.actor()


def _argument(scene: WhitepaperScene, kind: TransactionType, position: int) -> Any:
    parameter = kind.parameters[position]
    if parameter in _NUMBERS:
        return scene.below(4) if scene.chance(0.8) else scene.edge()
    return scene.below(60) if parameter in _SEGMENTS else argument(scene, kind, position)
