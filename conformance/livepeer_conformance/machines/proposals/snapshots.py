"""Snapshots of earnings, and claims against them."""

from typing import Any

from livepeer_conformance.lockstep.snapshots import entry
from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

CLAIM = "claim_snapshot_earnings"
_SCALES = (1, 3, 1000, 2**150)
"""Scales of snapshots; with the last one no product fits into 256 bits."""


@proposes("set_snapshot", family="owner", weight=2)
def set_snapshot(scene: Scene, name: str) -> Proposal:
    """Store the root of a snapshot."""
    root = f"snapshot:{_scale(scene)}"
    return scene.act(name, scene.owner, scene.pick(("id:LIP-52", "id:LIP-52", "id:other")), root)


def _scale(scene: Scene) -> int:
    return scene.pick(_SCALES if scene.config.regime == "huge" or scene.late else _SCALES[:-1])


def _claim(scene: Scene, caller: str, scale: int, data: Any = "0x", proof: Any = None) -> Action:
    stake, fees = entry(caller, scale)
    return Action(CLAIM, caller, (stake, fees, f"proof:{scale}" if proof is None else proof, data))


def _open(scene: Scene, scale: int) -> Recipe:
    """Let the snapshot be claimed."""
    yield scene.act("set_snapshot", scene.owner, "id:LIP-52", f"snapshot:{scale}")
    if not scene.state.rounds.lip_upgrade_rounds[52]:
        yield scene.act("set_lip_upgrade_round", scene.owner, 52, scene.current + scene.pick((1, 20)))


@proposes(CLAIM, family="staking", weight=4)
def claim_snapshot(scene: Scene, name: str) -> Recipe:
    """Claim the earnings of the snapshot, and do something else with the same call."""
    scale, caller = _scale(scene), scene.actor()
    yield from _open(scene, scale)
    data: Any = "0x"
    if scene.chance(0.5):
        data = scene.act("bond", caller, scene.below(1000), caller)
    yield _claim(scene, caller, scale, data)


@provokes(CLAIM, Reason.SNAPSHOT_ALREADY_CLAIMED)
def claim_snapshot_twice(scene: Scene, name: str) -> Recipe:
    """Claim twice, or before the snapshot is open."""
    scale, caller = _scale(scene), scene.actor()
    if scene.chance(0.5):
        yield from _open(scene, scale)
        yield _claim(scene, caller, scale)
    yield _claim(scene, caller, scale)


@provokes(CLAIM, Reason.INVALID_SNAPSHOT_PROOF)
def claim_snapshot_without_proof(scene: Scene, name: str) -> Recipe:
    """Claim with a proof of another snapshot, or none."""
    yield from _open(scene, 1)
    yield _claim(scene, scene.actor(), 3, proof=scene.pick(("proof:1", "proof:1000", (), ("0x" + "00" * 32,))))


@provokes(CLAIM, Reason.SNAPSHOT_CALL_FAILED)
def claim_snapshot_and_fail(scene: Scene, name: str) -> Recipe:
    """Claim and make a call that is rejected."""
    scale, caller = _scale(scene), scene.actor()
    yield from _open(scene, scale)
    failing = scene.pick(
        (scene.act("withdraw_stake", caller, MAX), scene.act("bond", caller, 0, caller), "0xffffffff", "0x00")
    )
    yield _claim(scene, caller, scale, failing)
