"""Actions with arguments of the right types and nothing else to recommend them."""

from typing import Any

from livepeer_conformance.lockstep.snapshots import entry
from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.model.action import TICKET_FLAWS, Action, EvidencePlan, PermitPlan, ProofPlan, TicketPlan
from livepeer_spec.transactions import TransactionType

_CONTRACT_IDS = ("id:Minter", "id:BondingManager", "id:MerkleSnapshot", "id:LIP-52", "id:unknown")
_OFFICIAL = frozenset(
    (
        "set_contract_info",
        "update_controller",
        "pause",
        "transfer_controller_ownership",
        "set_round_length",
        "migrate_to_new_minter",
        "grant_role",
        "revoke_role",
        "transfer_token_ownership",
        "finish_minting",
    )
)
"""Transactions that end the protocol's ordinary course when they are accepted with arbitrary arguments."""
SPEAKERS = {
    "create_reward": "BondingManager",
    "trusted_transfer_tokens": "BondingManager",
    "trusted_burn_tokens": "BondingManager",
    "trusted_withdraw_eth": "TicketBroker",
    "deposit_eth": "TicketBroker",
    "set_current_reward_tokens": "RoundsManager",
    "set_current_round_total_active_stake": "RoundsManager",
    "update_transcoder_with_fees": "TicketBroker",
}
"""Who may send what only contracts say."""
_ROLES = ("role:MINTER_ROLE", "role:BURNER_ROLE", "role:DEFAULT_ADMIN_ROLE")


def arbitrary(scene: Scene, name: str) -> Action | None:
    """Any action of a transaction; None for those whose arguments only a directed proposal makes."""
    kind = scene.transactions.get(name)
    if kind is None:
        return None
    caller = _caller(scene, name)
    if name == "redeem_winning_ticket":
        return Action(name, caller, (any_ticket(scene),))
    if name == "batch_redeem_winning_tickets":
        return Action(name, caller, (tuple(any_ticket(scene) for _ in range(scene.below(4))), 0))
    if name == "permit":
        return Action(name, caller, (PermitPlan(scene.actor(), scene.anybody(), scene.edge()),))
    if name in ("raise_dispute", "challenge_work"):
        return Action(name, caller, (EvidencePlan(scene.actor(), scene.anybody(), scene.below(9), scene.below(5)),))
    if name in ("prove_dispute", "resolve_challenge"):
        work = EvidencePlan(scene.actor(), scene.anybody(), scene.below(9), scene.below(5))
        return Action(name, caller, (scene.below(5), work, ProofPlan((scene.actor(),), scene.chance(0.5))))
    if name == "claim_snapshot_earnings":
        caller = scene.actor()
        return Action(name, caller, (*entry(caller, 1), "proof:1", "0x"))
    if "(" in "".join(kind.types):
        return None
    if kind.contract == "Poll" and not existing_polls(scene):
        return None
    args = tuple(argument(scene, kind, position) for position in range(len(kind.types)))
    value = scene.amount(scene.eth(caller) // 8) if kind.payable and scene.eth(caller) else 0
    return Action(name, caller, args, value, instance(scene, kind))


def _caller(scene: Scene, name: str) -> str:
    if name in SPEAKERS and scene.can_impersonate and scene.chance(0.7):
        return SPEAKERS[name]
    return scene.owner if name not in _OFFICIAL and scene.chance(0.3) else scene.actor()


def instance(scene: Scene, kind: TransactionType) -> str:
    """The contract that an action goes to, where the transaction does not say."""
    if kind.contract == "Manager":
        return scene.pick(("MerkleSnapshot", "Minter", "BondingManager", "TicketBroker"))
    if kind.contract == "Poll":
        return scene.pick(existing_polls(scene))
    return ""


def existing_polls(scene: Scene) -> list[str]:
    """The polls that were created and not destroyed."""
    created = scene.state.polls_created[scene.state.deployed["PollCreator"]]
    names = (f"poll-{number}" for number in range(1, created + 1))
    return [name for name in names if scene.state.polls[scene.address(name)].end_block]


def any_ticket(scene: Scene) -> TicketPlan:
    """A ticket between any two accounts, sometimes with a flaw."""
    return TicketPlan(
        scene.actor(),
        scene.anybody(),
        scene.edge(),
        nonce=scene.below(100),
        age=scene.below(4),
        flaw=scene.pick(TICKET_FLAWS),
    )


def argument(scene: Scene, kind: TransactionType, position: int) -> Any:
    """A value of an argument's type."""
    type_, parameter = kind.types[position], kind.parameters[position]
    if type_ == "address":
        return scene.anybody()
    if type_ == "bytes32":
        return scene.pick(_ROLES if parameter == "role" else _CONTRACT_IDS)
    if type_.startswith("uint"):
        return scene.edge() % 2 ** int(type_.removeprefix("uint"))
    if type_ == "bool":
        return scene.chance(0.5)
    if type_ == "string":
        return "https://example.org:8935"[: scene.below(25)]
    return "0x" + "5a" * (20 if type_ == "bytes20" else scene.below(70))
