"""The account that is registered as L2Migrator bonds for others without limits."""

from livepeer_conformance.machines.proposals.delegators import BOND
from livepeer_conformance.machines.proposing import Proposal, Recipe, proposes, provokes
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

BOND_FOR = "bond_for_with_hint"


def _equip(scene: Scene) -> Recipe:
    """Register the migrator, and let it have approved tokens."""
    if scene.is_null(scene.registered("L2Migrator")):
        yield scene.register("L2Migrator", "migrator")
        yield Action("approve", "migrator", ("BondingManager", MAX))
    donor = scene.actor()
    yield Action("transfer", donor, ("migrator", scene.amount(scene.lpt(donor) // 8)))


@proposes(BOND_FOR, family="staking", weight=4)
def migrate_bond(scene: Scene, name: str) -> Recipe:
    """Bond for somebody towards anybody, as accounts that come from L1 do."""
    yield from _equip(scene)
    owner = scene.anybody()
    to = owner if scene.chance(0.4) else scene.anybody()
    yield scene.act(name, "migrator", scene.amount(max(scene.lpt("migrator"), 1)), owner, to)


@provokes((*BOND, BOND_FOR), Reason.POOL_NODE_NULL)
def elect_nobody(scene: Scene, name: str) -> Proposal:
    """Let the null address be bonded to itself, and give it more stake than the pool's last member has."""
    pool = scene.state.bonding.pool
    if BOND_FOR not in scene.transactions or (name in BOND and pool.size < pool.max_size):
        return None
    return _elect_nobody(scene, name)


def _elect_nobody(scene: Scene, name: str) -> Recipe:
    yield from _equip(scene)
    pool, nobody = scene.state.bonding.pool, scene.delegator("null")
    last = scene.state.bonding.delegators[pool.tail].delegated_amount
    if name == BOND_FOR:
        yield scene.act(name, "migrator", max(scene.lpt("migrator"), 1), "null", "null")
        return
    if nobody.delegated_amount < last and not nobody.bonded_amount:
        yield scene.act(BOND_FOR, "migrator", 1, "null", "null")
    caller = max(scene.actors, key=scene.lpt)
    yield scene.act(name, caller, scene.lpt(caller), "null")
