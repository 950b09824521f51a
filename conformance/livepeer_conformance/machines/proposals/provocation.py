"""How each transaction is made to fail for each reason."""

from dataclasses import replace

from livepeer_conformance.machines.proposals.arbitrary import SPEAKERS, arbitrary
from livepeer_conformance.machines.proposals.registry import FOLLOWERS, REGISTERED, astray, without
from livepeer_conformance.machines.proposing import Proposal, Recipe, offers_of, special_provocations
from livepeer_conformance.machines.scene import NOBODY, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.transactions import TransactionType
from livepeer_spec.upgrades.streamflow.controller import PROXIED

_WRONG_CALLER = frozenset(
    (
        Reason.NOT_OWNER,
        Reason.NOT_CONTROLLER,
        Reason.NOT_CONTROLLER_OWNER,
        Reason.NOT_BONDING_MANAGER,
        Reason.NOT_BONDING_MANAGER_OR_BROKER,
        Reason.NOT_MINTER_OR_BROKER,
        Reason.NOT_ROUNDS_MANAGER_FOR_MINTER,
        Reason.NOT_ROUNDS_MANAGER,
        Reason.NOT_TICKET_BROKER,
        Reason.NOT_VERIFIER,
        Reason.NOT_GOVERNOR_OWNER,
        Reason.NOT_GOVERNOR,
    )
)
"""Reasons that a transaction of the right shape from an ordinary account has."""

_ASKED = {
    Reason.NOT_BONDING_MANAGER: "BondingManager",
    Reason.NOT_BONDING_MANAGER_OR_BROKER: "BondingManager",
    Reason.NOT_MINTER_OR_BROKER: "JobsManager",
    Reason.NOT_TICKET_BROKER: "TicketBroker",
    Reason.NOT_ROUNDS_MANAGER: "RoundsManager",
}
"""Reasons with which one contract rejects another: the name under which the caller is not registered any more."""


def reasons(kind: TransactionType) -> list[Reason]:
    """Every reason for which a transaction can be rejected: its own, and those that all calls share."""
    shared = [Reason.NO_DATA] + ([Reason.TARGET_NOT_REGISTERED] if kind.contract in PROXIED else [])
    return list(dict.fromkeys((*kind.rejects, *shared)))


def ordinary(scene: Scene, name: str) -> Action | None:
    """One action of a transaction, a meaningful one if there is any."""
    for offer in offers_of(scene.upgrade, name):
        proposal = offer.make(scene, name)
        if isinstance(proposal, Action):
            return proposal
    return arbitrary(scene, name)


def provoke(scene: Scene, name: str, reason: Reason) -> Proposal:
    """Something that makes the transaction fail for this reason; None when the state allows nothing of the kind."""
    late = special_provocations(name, reason, late=True) if scene.late else []
    if late:
        return scene.pick(late)(scene, name)
    special = special_provocations(name, reason, late=False)
    if special and scene.chance(0.8):
        return scene.pick(special)(scene, name)
    action = ordinary(scene, name)
    if action is None:
        return None
    if reason in _ASKED and name not in SPEAKERS:
        return without(scene, _ASKED[reason], scene.actor(), action)
    if reason in _WRONG_CALLER:
        return replace(action, caller=scene.actor(), value=0)
    if reason is Reason.SYSTEM_PAUSED:
        return _paused(scene, action)
    if reason is Reason.ROUND_NOT_INITIALIZED:
        return _uninitialized(scene, action)
    if reason is Reason.TARGET_NOT_REGISTERED:
        return without(scene, _proxy(scene, name) + "Target", "null", action)
    if reason is Reason.NO_DATA:
        return _without_data(scene, name, action)
    return scene.pick(special)(scene, name) if special else None


def _paused(scene: Scene, action: Action) -> Recipe:
    yield Action("pause", scene.owner)
    yield action
    yield Action("unpause", scene.owner)


def _uninitialized(scene: Scene, action: Action) -> Recipe:
    yield Action("advance_rounds", "", (1, 0))
    yield action
    yield Action("initialize_round", scene.actor())


def _proxy(scene: Scene, name: str) -> str:
    """A proxy that the transaction goes through: its own, or the one that most others ask."""
    contract = scene.transactions[name].contract
    return contract if contract in PROXIED and scene.chance(0.8) else "BondingManager"


def _without_data(scene: Scene, name: str, action: Action) -> Proposal:
    chance = scene.random()
    if chance < 0.45:
        return replace(action, calldata=scene.pick(_damages(scene.transactions[name])))
    if chance < 0.6 and not scene.transactions[name].payable and scene.eth(action.caller):
        return replace(action, value=1)
    if chance < 0.8:
        return astray(scene, scene.pick(FOLLOWERS), action)
    return without(scene, scene.pick(REGISTERED), scene.pick(("null", NOBODY, "Controller")), action)


def _damages(kind: TransactionType) -> list[str]:
    """Ways to damage the calldata of a transaction."""
    ways = ["unknown_selector", "empty", "truncated"]
    if any(type_ == "address" or (type_.startswith("uint") and type_ != "uint256") for type_ in kind.types):
        ways.append("dirty_bits")
    return ways
