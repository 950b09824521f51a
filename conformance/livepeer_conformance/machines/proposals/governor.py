"""The Governor: updates that are staged, wait, and are executed."""

from typing import Any

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import MEANWHILE, Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

GOVERNOR = "Governor"
Update = tuple[tuple[str, ...], tuple[int, ...], tuple[Any, ...], int]
"""Targets, values, calls and nonce of an update."""


def _owner(scene: Scene) -> str:
    return scene.name(scene.state.governor.owner)


def update(scene: Scene, *calls: Action) -> Update:
    """An update that makes these calls."""
    targets = tuple(call.at or scene.transactions[call.name].contract for call in calls)
    return targets, tuple(call.value for call in calls), calls, scene.below(2**32)


def _parameter(scene: Scene) -> Action:
    name, value = scene.pick((("set_unbonding_period", 2), ("set_unlock_period", 2), ("set_inflation_change", 7)))
    return Action(name, GOVERNOR, (value,), at=scene.minter if name == "set_inflation_change" else "")


def _harmless(scene: Scene) -> Update:
    """An update that succeeds whoever owns what: a vote for nothing, a call of nobody, or no call at all."""
    if scene.chance(0.4):
        return update(scene)
    uri = Action("set_service_uri", GOVERNOR, ("https://governor.example",))
    targets, values, calls, nonce = update(scene, uri)
    if scene.chance(0.5):
        targets, values, calls = (*targets, scene.actor()), (*values, 0), (*calls, "0x1234")
    return targets, values, calls, nonce


@proposes("stage_update", "execute_update", "cancel_update", family="owner", weight=8)
def stage_and_settle(scene: Scene, name: str) -> Recipe:
    """Stage an update, let its delay pass, and execute or cancel it."""
    planned, delay = _harmless(scene), scene.below(4)
    yield scene.act("stage_update", _owner(scene), planned, delay)
    for _ in range(delay):
        yield MEANWHILE
    if name == "cancel_update":
        yield scene.act(name, _owner(scene), planned)
    else:
        yield scene.act("execute_update", scene.actor(), planned, value=scene.below(3))


@proposes("execute_update", family="owner", weight=4)
def govern(scene: Scene, name: str) -> Recipe:
    """Let the Governor own the Controller, change a parameter by an update, and give the Controller back."""
    before = scene.owner
    back = Action("transfer_controller_ownership", GOVERNOR, (before,))
    planned = update(scene, _parameter(scene), back)
    yield scene.act("stage_update", _owner(scene), planned, 1)
    yield scene.act("transfer_controller_ownership", before, GOVERNOR)
    yield scene.act(name, scene.actor(), planned)


@proposes("transfer_governor_ownership", family="owner", weight=2)
def transfer_governor(scene: Scene, name: str) -> Recipe:
    """Give the Governor to an actor by an update of its own, and back."""
    holder = scene.actor()
    for owner, new_owner in ((_owner(scene), holder), (holder, "owner")):
        planned = update(scene, Action(name, GOVERNOR, (new_owner,)))
        yield scene.act("stage_update", owner, planned, 0)
        yield scene.act("execute_update", scene.actor(), planned)
    if scene.can_impersonate:
        yield scene.act(name, GOVERNOR, "owner")


# Rejections.


@provokes("stage_update", Reason.NOT_GOVERNOR_OWNER)
def stage_as_anybody(scene: Scene, name: str) -> Proposal:
    """Stage without being the owner."""
    return scene.act(name, scene.actor(), _harmless(scene), 0)


@provokes("cancel_update", Reason.NOT_GOVERNOR_OWNER)
def cancel_as_anybody(scene: Scene, name: str) -> Proposal:
    """Cancel without being the owner."""
    return scene.act(name, scene.actor(), _harmless(scene))


@provokes("stage_update", Reason.UPDATE_ALREADY_STAGED)
def stage_twice(scene: Scene, name: str) -> Recipe:
    """Stage an update that is staged."""
    planned = _harmless(scene)
    yield scene.act(name, _owner(scene), planned, scene.below(3))
    yield scene.act(name, _owner(scene), planned, scene.below(3))


@provokes("stage_update", Reason.ADDITION_OVERFLOW)
def stage_for_ever(scene: Scene, name: str) -> Proposal:
    """A delay that ends after the last block there can be."""
    return scene.act(name, _owner(scene), _harmless(scene), MAX - scene.below(3))


@provokes(("execute_update", "cancel_update"), Reason.UPDATE_NOT_STAGED)
def settle_unstaged(scene: Scene, name: str) -> Proposal:
    """Execute or cancel what was never staged."""
    return scene.act(name, _owner(scene), _harmless(scene))


@provokes("execute_update", Reason.UPDATE_DELAY)
def execute_too_early(scene: Scene, name: str) -> Recipe:
    """Execute one block before the delay has passed, and then in time."""
    planned = _harmless(scene)
    yield scene.act("stage_update", _owner(scene), planned, 3)
    yield Action("advance_blocks", "", (scene.below(2),))
    yield scene.act(name, scene.actor(), planned)
    yield scene.act(name, scene.actor(), planned)


@provokes("execute_update", Reason.INDEX_OUT_OF_RANGE)
def execute_incomplete(scene: Scene, name: str) -> Recipe:
    """Execute an update with fewer values or calls than targets."""
    targets = (scene.actor(), scene.actor())
    planned = scene.pick(((targets, (0,), ("0x", "0x"), 1), (targets, (0, 0), ("0x",), 1), (targets, (), (), 1)))
    yield scene.act("stage_update", _owner(scene), planned, 0)
    yield scene.act(name, scene.actor(), planned)
    yield scene.act("cancel_update", _owner(scene), planned)


@provokes("execute_update", Reason.UPDATE_CALL_FAILED)
def execute_failing(scene: Scene, name: str) -> Recipe:
    """Execute an update with a call that is rejected, after one that is not."""
    fails = scene.pick(
        (
            Action("set_unlock_period", GOVERNOR, (1,)),
            Action("vote", GOVERNOR, (1,), at="Controller"),
            Action("set_service_uri", GOVERNOR, ("x",), value=1),
        )
    )
    planned = update(scene, Action("set_service_uri", GOVERNOR, ("y",)), fails)
    yield scene.act("stage_update", _owner(scene), planned, 0)
    yield scene.act(name, scene.actor(), planned)


@provokes("transfer_governor_ownership", Reason.GOVERNOR_NEW_OWNER_NULL)
def transfer_governor_to_nobody(scene: Scene, name: str) -> Proposal:
    """Give the Governor to the null address."""
    return scene.act(name, GOVERNOR, "null") if scene.can_impersonate else None


@provokes(("stage_update", "execute_update", "cancel_update"), Reason.NO_DATA)
def damage_update(scene: Scene, name: str) -> Proposal:
    """Calldata that is no update."""
    args: tuple[Any, ...] = (_harmless(scene), 0) if name == "stage_update" else (_harmless(scene),)
    return Action(name, _owner(scene), args, calldata=scene.pick(("unknown_selector", "empty")))
