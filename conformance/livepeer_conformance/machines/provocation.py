"""How each transaction is made to fail for each reason."""

from dataclasses import replace

from livepeer_conformance.machines.offers import offers_of
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.registration import astray, without
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.scene import NOBODY, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.transactions import TransactionType

_NARROW = tuple(str(bits) for bits in range(8, 256, 8))
"""Widths of integers that leave bits of a word unused."""


def reasons(rules: str, kind: TransactionType) -> list[Reason]:
    """Every reason for which a transaction can be rejected: its own, and those that all calls share."""
    shared = [Reason.NO_DATA]
    if kind.contract in repertoire(rules).proxied:
        shared.append(Reason.TARGET_NOT_REGISTERED)
    return list(dict.fromkeys((*kind.rejects, *shared)))


def ordinary(scene: Scene, name: str) -> Action | None:
    """One action of a transaction, a meaningful one if there is any."""
    for offer in offers_of(scene.upgrade, name):
        proposal = offer.make(scene, name)
        if isinstance(proposal, Action):
            return proposal
    return scene.repertoire.arbitrary(scene, name)


def provoke(scene: Scene, name: str, reason: Reason) -> Proposal:
    """Something that makes the transaction fail for this reason; None when the state allows nothing of the kind."""
    own = scene.repertoire
    late = own.proposals.special(name, reason, late=True) if scene.late else []
    if late:
        return scene.pick(late)(scene, name)
    special = own.proposals.special(name, reason, late=False)
    if special and scene.chance(0.8):
        return scene.pick(special)(scene, name)
    action = ordinary(scene, name)
    if action is None:
        return None
    if reason in own.asked and name not in own.speakers:
        return without(scene, own.asked[reason], scene.actor(), action)
    if reason in own.wrong_caller:
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
    return contract if contract in scene.repertoire.proxied and scene.chance(0.8) else "BondingManager"


def _without_data(scene: Scene, name: str, action: Action) -> Proposal:
    chance = scene.random()
    if chance < 0.45:
        return replace(action, calldata=scene.pick(_damages(scene.transactions[name])))
    if chance < 0.6 and not scene.transactions[name].payable and scene.eth(action.caller):
        return replace(action, value=1)
    if not scene.repertoire.registered:
        return None
    if chance < 0.8:
        return astray(scene, scene.pick(scene.repertoire.followers), action)
    return without(scene, scene.pick(scene.repertoire.registered), scene.pick(("null", NOBODY, "Controller")), action)


def _damages(kind: TransactionType) -> list[str]:
    """Ways to damage the calldata of a transaction."""
    ways = ["unknown_selector", "empty", "truncated"]
    if any(type_ == "address" or (type_.startswith("uint") and type_[4:] in _NARROW) for type_ in kind.types):
        ways.append("dirty_bits")
    return ways
