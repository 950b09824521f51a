"""Stake: bonding and unbonding, and what it earns."""

from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.registering import proposes, provokes
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason


def next_round(scene: WhitepaperScene) -> Recipe:
    """Let the next round begin."""
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", scene.actor())


@proposes("unbond", family="staking", weight=14)
def unbond(scene: WhitepaperScene, name: str) -> Proposal:
    """Unbond everything; candidates do so less often."""
    members = scene.pool()
    callers = [caller for caller in scene.bonded() if caller not in members or scene.chance(0.2)]
    return scene.act(name, scene.pick(callers)) if callers else None


@proposes("update_delegator_stake", family="staking", weight=10)
def update_stake(scene: WhitepaperScene, name: str) -> Proposal:
    """Claim what was earned."""
    current = scene.current
    callers = [actor for actor in scene.actors if scene.delegator(actor).last_claim_round < current]
    return scene.act(name, scene.pick(callers)) if callers else None


@proposes("reward", family="candidates", weight=24)
def reward(scene: WhitepaperScene, name: str) -> Proposal:
    """Ask for the round's new tokens."""
    current = scene.current
    callers = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    return scene.act(name, scene.pick(callers)) if callers else None


@proposes("initialize_round", family="candidates", weight=1)
def initialize(scene: WhitepaperScene, name: str) -> Proposal:
    """Begin a round, again."""
    return scene.act(name, scene.actor())


# Rejections.


@provokes("bond", Reason.DELEGATE_NULL)
def bond_to_null(scene: WhitepaperScene, name: str) -> Proposal:
    """Delegate to the null address."""
    return scene.act(name, scene.actor(), scene.below(2), "null")


@provokes("bond", Reason.CANDIDATE_CANNOT_DELEGATE_AWAY)
def delegate_away(scene: WhitepaperScene, name: str) -> Proposal:
    """A candidate delegates to somebody else."""
    callers = scene.registered_orchestrators()
    if not callers:
        return None
    caller = scene.pick(callers)
    return scene.act(name, caller, scene.below(2), scene.another(caller))


@provokes("bond", Reason.SUBTRACTION_UNDERFLOW)
def bond_too_much(scene: WhitepaperScene, name: str) -> Proposal:
    """Bond more tokens than one has."""
    caller = scene.actor()
    delegate = scene.delegator(caller).delegate_address
    to = scene.actor() if scene.is_null(delegate) else scene.name(delegate)
    return scene.act(name, caller, scene.lpt(caller) + 1 + scene.below(100), to)


@provokes("bond", Reason.ADDITION_OVERFLOW)
def bond_without_end(scene: WhitepaperScene, name: str) -> Proposal:
    """Bond more than fits into a word, on top of what there is."""
    callers = scene.with_bond()
    if not callers:
        return None
    caller = scene.pick(callers)
    return scene.act(name, caller, MAX - scene.below(3), scene.name(scene.delegator(caller).delegate_address))


@provokes("unbond", Reason.NOT_BONDED)
def unbond_without_bond(scene: WhitepaperScene, name: str) -> Proposal:
    """Unbond without a bond, or before it counts."""
    bonded = scene.bonded()
    callers = [actor for actor in scene.actors if actor not in bonded] or ["owner"]
    return scene.act(name, scene.pick(callers))


@provokes("update_delegator_stake", Reason.ALREADY_CLAIMED)
def update_again(scene: WhitepaperScene, name: str) -> Recipe:
    """Claim twice in a round."""
    caller = scene.actor()
    for _ in range(2):
        yield scene.act(name, caller)


@provokes(("reward", "transcode_availability"), Reason.NOT_ACTIVE)
def act_without_work(scene: WhitepaperScene, name: str) -> Proposal:
    """Do what is for those who are active."""
    active = scene.active()
    callers = [actor for actor in scene.actors if actor not in active] or ["owner"]
    return scene.act(name, scene.pick(callers))


@provokes("reward", Reason.ALREADY_REWARDED)
def reward_again(scene: WhitepaperScene, name: str) -> Proposal:
    """Ask twice for the new tokens of a round."""
    active = scene.active()
    return _reward_again(scene, name, scene.pick(active)) if active else None


def _reward_again(scene: WhitepaperScene, name: str, caller: str) -> Recipe:
    for _ in range(2):
        yield scene.act(name, caller)


@provokes("initialize_round", Reason.ROUND_ALREADY_INITIALIZED)
def initialize_again(scene: WhitepaperScene, name: str) -> Proposal:
    """Begin a round that has begun."""
    return scene.act(name, scene.actor()) if scene.initialized else None
