"""Contracts that are registered, followed and replaced."""

from livepeer_conformance.machines.proposals.delegators import ALL_BOND, bonding
from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import MEANWHILE, Proposal, Recipe
from livepeer_conformance.machines.registration import astray, without
from livepeer_conformance.machines.scene import NOBODY, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.streamflow.controller import PROXIED

REGISTERED = (
    *PROXIED, *(f"{name}Target" for name in PROXIED), "Minter", "LivepeerToken", "JobsManager", "MerkleSnapshot",
)  # fmt: skip
FOLLOWERS = (*PROXIED, "Minter", "MerkleSnapshot")
"""Names under which contracts are registered that follow the Controller."""


@proposes("set_contract_info", family="registry", weight=8)
def register_something_else(scene: Scene, name: str) -> Recipe:
    """Register nothing, an account or a wrong contract for a while."""
    missing = scene.pick(scene.repertoire.registered)
    before = scene.name(scene.registered(missing))
    substitutes = ["null", "null", NOBODY, scene.actor()]
    if not missing.endswith("Target"):
        substitutes.append(scene.pick(scene.impostors))
    yield scene.register(missing, scene.pick(substitutes))
    for _ in range(1 + scene.below(4)):
        yield MEANWHILE
    yield scene.register(missing, before)


@proposes("set_contract_info", family="owner", weight=2)
def register_unused(scene: Scene, name: str) -> Proposal:
    """Register an account under a name that nothing looks up, or as a privileged account."""
    unused, account = scene.pick((("unused", scene.anybody()), ("Verifier", "verifier"), ("L2Migrator", "migrator")))
    return scene.register(unused, account)


@proposes("update_controller", "set_controller", family="registry", weight=4)
def lead_astray(scene: Scene, name: str) -> Recipe:
    """Let a contract follow an actor for a while."""
    stray = scene.pick(scene.repertoire.followers)
    manager, stranger = scene.name(scene.registered(stray)), scene.actor()
    if manager not in (*scene.repertoire.followers, "NewMinter"):
        return
    yield Action("update_controller", scene.owner, (f"id:{stray}", stranger))
    for _ in range(scene.below(3)):
        yield MEANWHILE
    yield Action("set_controller", stranger, ("Controller",), at=manager)


@provokes("update_controller", Reason.NO_DATA)
def update_controller_of_nothing(scene: Scene, name: str) -> Proposal:
    """Update what is not registered, or follows no Controller."""
    return scene.act(name, scene.owner, scene.pick(("id:unknown", "id:LivepeerToken")), "Controller")


@provokes("update_controller", Reason.NOT_CONTROLLER)
def update_stray(scene: Scene, name: str) -> Recipe:
    """Update a contract that follows somebody else."""
    last = scene.repertoire.followers[-1]
    return astray(scene, last, scene.act(name, scene.owner, f"id:{last}", "Controller"))


@provokes(ALL_BOND, Reason.TRANSFER_TO_NULL)
def bond_without_minter(scene: Scene, name: str) -> Recipe:
    """Bond while no Minter is registered."""
    caller = scene.actor()
    delegate = scene.delegator(caller).delegate_address
    to = scene.actor() if scene.is_null(delegate) else scene.name(delegate)
    return without(scene, "Minter", "null", bonding(scene, name, caller, 1, to))


# A new Minter.


def _other_minter(scene: Scene) -> str:
    return "NewMinter" if scene.minter == "Minter" else "Minter"


@proposes("migrate_to_new_minter", family="owner", weight=2)
def migrate_to_new_minter(scene: Scene, name: str) -> Recipe:
    """Hand everything to another Minter and register it, so that the protocol goes on."""
    current, new = scene.minter, _other_minter(scene)
    paused = _needs_pause(scene)
    if paused:
        yield Action("pause", scene.owner)
    yield Action(name, scene.owner, (new,), at=current)
    for _ in range(scene.below(2)):
        yield MEANWHILE
    yield scene.register("Minter", new)
    if paused:
        yield Action("unpause", scene.owner)
    else:
        yield scene.act("revoke_role", "owner", "role:MINTER_ROLE", current)
        yield scene.act("grant_role", "owner", "role:MINTER_ROLE", new)


@provokes("migrate_to_new_minter", Reason.NEW_MINTER_IS_CURRENT, Reason.NEW_MINTER_NULL, Reason.NO_DATA)
def migrate_to_wrong_minter(scene: Scene, name: str) -> Recipe:
    """Hand everything to oneself, to nobody, or to what is no Minter."""
    new = scene.pick((scene.minter, "null", scene.actor(), "BondingManager"))
    return _paused_if_needed(scene, Action(name, scene.owner, (new,), at=scene.minter))


@provokes("migrate_to_new_minter", Reason.CURRENT_MINTER_NOT_REGISTERED)
def migrate_from_unregistered(scene: Scene, name: str) -> Recipe:
    """Let a Minter that is not in charge hand over."""
    return _paused_if_needed(scene, Action(name, scene.owner, (scene.minter,), at=_other_minter(scene)))


@provokes("migrate_to_new_minter", Reason.SYSTEM_NOT_PAUSED)
def migrate_while_running(scene: Scene, name: str) -> Proposal:
    """Hand over without pausing the system, which Streamflow asks for."""
    return Action(name, scene.owner, (_other_minter(scene),), at=scene.minter)


@provokes("migrate_to_new_minter", Reason.NEW_MINTER_OTHER_CONTROLLER)
def migrate_to_stray_minter(scene: Scene, name: str) -> Recipe:
    """Hand everything to a Minter that follows somebody else."""
    new = _other_minter(scene)
    yield scene.register("NextMinter", new)
    attempt = Action(name, scene.owner, (new,), at=scene.minter)
    if _needs_pause(scene):
        yield Action("pause", scene.owner)
    yield from astray(scene, "NextMinter", attempt)
    if _needs_pause(scene):
        yield Action("unpause", scene.owner)


def _needs_pause(scene: Scene) -> bool:
    """Whether a Minter hands over only while the system is paused, as it did until Confluence."""
    return Reason.SYSTEM_NOT_PAUSED in scene.transactions["migrate_to_new_minter"].rejects


def _paused_if_needed(scene: Scene, action: Action) -> Recipe:
    """The action, with a pause around it where a Minter hands over only then."""
    if _needs_pause(scene):
        yield Action("pause", scene.owner)
    yield action
    if _needs_pause(scene):
        yield Action("unpause", scene.owner)
