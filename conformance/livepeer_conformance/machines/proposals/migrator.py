"""The account that is registered as L2Migrator bonds for others without limits."""

from livepeer_conformance.machines.proposals.delegators import BOND, REBOND, REBOND_FROM_UNBONDED
from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
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


_TOWARDS_NULL = (*BOND, BOND_FOR, "transfer_bond", *REBOND, *REBOND_FROM_UNBONDED)


@provokes(_TOWARDS_NULL, Reason.POOL_NODE_NULL, late=True)
def elect_nobody(scene: Scene, name: str) -> Proposal:
    """Let the null address be bonded to itself, and give it more stake than the pool's last member has."""
    if BOND_FOR not in scene.transactions:
        return None
    if name == BOND_FOR:
        return _elect_nobody_by_migrator(scene, name)
    members = scene.pool()
    if name in ("transfer_bond", *REBOND_FROM_UNBONDED):
        callers = [caller for caller in scene.bonded() if caller not in members]
    else:
        callers = [caller for caller in scene.actors if caller not in members and scene.lpt(caller) > 1]
    return _elect_nobody(scene, name, max(callers, key=lambda caller: _means(scene, caller))) if callers else None


def _means(scene: Scene, name: str) -> int:
    return scene.lpt(name) + int(scene.delegator(name).bonded_amount)


def _elect_nobody_by_migrator(scene: Scene, name: str) -> Recipe:
    yield from _equip(scene)
    yield scene.act(name, "migrator", max(scene.lpt("migrator"), 1), "null", "null")


def _fill_pool(scene: Scene, donor: str) -> Recipe:
    """Let offices become orchestrators with next to no stake until the pool is full, if that takes few of them."""
    pool = scene.state.bonding.pool
    if pool.size == pool.max_size:
        yield Action("set_num_active_transcoders", scene.owner, (pool.max_size + 1,))
    for name in ("owner", "verifier"):
        if pool.size < pool.max_size and not scene.delegator(name).bonded_amount:
            yield Action("transfer", donor, (name, 2))
            yield Action("approve", name, ("BondingManager", MAX))
            yield scene.act("bond", name, 2, name)


def _elect_nobody(scene: Scene, name: str, caller: str) -> Recipe:
    pool, stake = scene.state.bonding.pool, scene.lpt(caller)
    if name in REBOND:
        if scene.delegator(caller).bonded_amount:
            yield scene.act("claim_earnings", caller, scene.current)
            yield scene.act("unbond", caller, scene.delegator(caller).bonded_amount)
        yield Action("approve", caller, ("BondingManager", MAX))
        yield scene.act("bond", caller, stake, "null")
        yield Action("advance_rounds", "", (1, 0))
        yield Action("initialize_round", caller)
        yield scene.act("unbond", caller, stake - 1)
    elif name not in BOND:
        yield scene.act("claim_earnings", caller, scene.current)
        stake = scene.delegator(caller).bonded_amount
        if name in REBOND_FROM_UNBONDED:
            yield scene.act("unbond", caller, stake)
    else:
        yield Action("approve", caller, ("BondingManager", MAX))
    yield from _fill_pool(scene, max(scene.actors, key=scene.lpt))
    yield from _equip(scene)
    if pool.size < pool.max_size:
        return
    if not scene.delegator("null").bonded_amount:
        yield scene.act(BOND_FOR, "migrator", 1, "null", "null")
    lock_id = scene.delegator(caller).next_unbonding_lock_id - 1
    if name in (*REBOND, *REBOND_FROM_UNBONDED) and lock_id < 0:
        return
    if name in BOND:
        yield scene.act(name, caller, stake, "null")
    elif name == "transfer_bond":
        yield scene.act(name, caller, "null", stake)
    elif name in REBOND:
        yield scene.act(name, caller, lock_id)
    else:
        yield scene.act(name, caller, "null", lock_id)
