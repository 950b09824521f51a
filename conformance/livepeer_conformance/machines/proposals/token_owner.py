"""The token's owner in Streamflow: the Minter, unless it hands the token on."""

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import MEANWHILE, Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason


@proposes("transfer_token_ownership", family="contracts", weight=2)
def transfer_token_ownership(scene: Scene, name: str) -> Proposal:
    """Let an actor own the token for a while."""
    return _owned_by_actor(scene, name, None) if scene.can_impersonate else None


def _owned_by_actor(scene: Scene, name: str, then: Action | None) -> Recipe:
    holder, minter = scene.actor(), scene.minter
    yield scene.act("transfer_token_ownership", minter, holder)
    if then is not None:
        yield then
    else:
        yield scene.act("mint", holder, scene.anybody(), scene.amount(10**24))
        yield MEANWHILE
    yield scene.act("transfer_token_ownership", holder, minter)


@proposes("finish_minting", family="contracts", weight=1)
def finish_minting(scene: Scene, name: str) -> Proposal:
    """Let nobody mint any more; that cannot be undone."""
    return scene.act(name, scene.minter) if scene.late and scene.can_impersonate else None


@provokes(("finish_minting", "mint", "create_reward", "reward", "reward_with_hint"), Reason.MINTING_FINISHED, late=True)
def mint_after_end(scene: Scene, name: str) -> Proposal:
    """Mint when nobody can any more."""
    return _mint_after_end(scene, name) if scene.can_impersonate else None


def _mint_after_end(scene: Scene, name: str) -> Recipe:
    current, minter = scene.current, scene.minter
    callers = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    yield scene.act("finish_minting", minter)
    if name == "finish_minting":
        yield scene.act(name, minter)
    elif name == "mint":
        yield scene.act(name, minter, scene.actor(), 1)
    elif name == "create_reward":
        yield scene.act(name, "BondingManager", 1, 10, at=minter)
    elif callers:
        yield scene.act(name, scene.pick(callers))


@provokes(("create_reward", "migrate_to_new_minter", "reward", "reward_with_hint"), Reason.NOT_OWNER)
def act_without_token(scene: Scene, name: str) -> Proposal:
    """Let the Minter do what takes the token's owner."""
    if not scene.can_impersonate:
        return None
    current, minter = scene.current, scene.minter
    if name == "create_reward":
        return _owned_by_actor(scene, name, scene.act(name, "BondingManager", 1, 10, at=minter))
    if name == "migrate_to_new_minter":
        return _migrate_without_token(scene, name)
    callers = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    return _owned_by_actor(scene, name, scene.act(name, scene.pick(callers))) if callers else None


def _migrate_without_token(scene: Scene, name: str) -> Recipe:
    new = "NewMinter" if scene.minter == "Minter" else "Minter"
    yield Action("pause", scene.owner)
    yield from _owned_by_actor(scene, name, Action(name, scene.owner, (new,), at=scene.minter))
    yield Action("unpause", scene.owner)


@provokes("transfer_token_ownership", Reason.NEW_OWNER_NULL)
def transfer_token_to_nobody(scene: Scene, name: str) -> Proposal:
    """Give the token to the null address."""
    return scene.act(name, scene.minter, "null") if scene.can_impersonate else None


@provokes("mint", Reason.ADDITION_OVERFLOW, Reason.MINT_TO_NULL)
def mint_wrongly(scene: Scene, name: str) -> Proposal:
    """Mint beyond the range of integers, or to nobody."""
    if not scene.can_impersonate:
        return None
    return scene.act(name, scene.minter, *scene.pick(((scene.actor(), MAX), ("null", 1))))
