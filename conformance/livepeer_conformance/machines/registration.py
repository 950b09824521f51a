"""Contracts that are not where the others look for them, for the time of one step."""

from livepeer_conformance.machines.proposing import Recipe
from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.model.action import Action


def without(scene: Scene, name: str, substitute: str, then: Action) -> Recipe:
    """Register something else under a contract's name, do one thing, and register the contract again."""
    before = scene.name(scene.registered(name))
    yield scene.register(name, substitute)
    yield then
    yield scene.register(name, before)


def astray(scene: Scene, name: str, then: Action) -> Recipe:
    """Let a contract follow an actor instead of the Controller, do one thing, and let it come back."""
    stranger = scene.actor()
    manager = scene.name(scene.registered(name))
    if manager not in scene.state.deployed:
        # An account is registered in its place, which follows nobody.
        yield then
        return
    yield Action("update_controller", scene.owner, (f"id:{name}", stranger))
    yield then
    yield Action("set_controller", stranger, ("Controller",), at=manager)
