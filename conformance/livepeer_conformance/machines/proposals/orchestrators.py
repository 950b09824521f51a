"""Terms, rewards and registration of orchestrators."""

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

TERMS = ("transcoder", "transcoder_with_hint")
REWARD = ("reward", "reward_with_hint")


@proposes(*TERMS, family="orchestrators", weight=8)
def set_terms(scene: Scene, name: str) -> Proposal:
    """Set terms, mostly when that is allowed."""
    callers = scene.registered_orchestrators()
    if not callers:
        return None
    if scene.chance(0.8):
        active, current = scene.active(), scene.current
        free = [caller for caller in callers if caller not in active]
        callers = free + [caller for caller in active if scene.transcoder(caller).last_reward_round == current]
        if not callers:
            return None
    return scene.act(name, scene.pick(callers), scene.fraction(), scene.fraction())


@proposes(*REWARD, family="orchestrators", weight=20)
def reward(scene: Scene, name: str) -> Proposal:
    """Mint the round's rewards."""
    current = scene.current
    callers = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    return scene.act(name, scene.pick(callers)) if callers else None


@proposes("bond", family="orchestrators", weight=2)
def join_in_last_block(scene: Scene, name: str) -> Proposal:
    """Enter the pool, or come back to it, in the last block of a round."""
    members = scene.pool()
    callers = [caller for caller in scene.active() if caller not in members]
    callers = callers or [caller for caller in scene.actors if caller not in members]
    callers = [caller for caller in callers if scene.lpt(caller)]
    return _join_in_last_block(scene, name, scene.pick(callers)) if callers else None


def _join_in_last_block(scene: Scene, name: str, caller: str) -> Recipe:
    yield Action("approve", caller, ("BondingManager", MAX))
    yield Action("advance_rounds", "", (0, scene.state.rounds.round_length - 1))
    yield scene.act(name, caller, scene.lpt(caller) // 2 + 1, caller)


@proposes("unbond", family="orchestrators", weight=2)
def leave_in_last_block(scene: Scene, name: str) -> Proposal:
    """Unbond everything in the last block of a round."""
    members, active = scene.pool(), scene.active()
    callers = [caller for caller in active if caller in members]
    return _leave_in_last_block(scene, name, scene.pick(callers)) if callers else None


def _leave_in_last_block(scene: Scene, name: str, caller: str) -> Recipe:
    yield Action("advance_rounds", "", (0, scene.state.rounds.round_length - 2))
    yield scene.act("claim_earnings", caller, scene.current)
    yield scene.act(name, caller, scene.delegator(caller).bonded_amount)


@proposes("set_service_uri", family="orchestrators", weight=2)
def set_service_uri(scene: Scene, name: str) -> Proposal:
    """Publish an address, of any length and alphabet."""
    uri = scene.pick(("", "https://a.example:8935", "x" * 31, "x" * 32, "x" * 33, "ü\u20ac" * 20))
    return scene.act(name, scene.actor(), uri)


@provokes(TERMS, Reason.ROUND_LOCKED)
def set_terms_in_locked_end(scene: Scene, name: str) -> Recipe:
    """Set terms at the end of a round."""
    yield Action("advance_to_lock")
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    yield scene.act(name, scene.actor(), scene.fraction(), scene.fraction())


@provokes(TERMS, Reason.INVALID_REWARD_CUT)
def set_invalid_reward_cut(scene: Scene, name: str) -> Proposal:
    """More than all as the reward cut."""
    return scene.act(name, scene.actor(), scene.pick((10**6 + 1, MAX)), scene.fraction())


@provokes(TERMS, Reason.INVALID_FEE_SHARE)
def set_invalid_fee_share(scene: Scene, name: str) -> Proposal:
    """More than all as the fee share."""
    return scene.act(name, scene.actor(), scene.fraction(), scene.pick((10**6 + 1, MAX)))


@provokes(TERMS, Reason.NOT_REGISTERED)
def set_terms_without_bond(scene: Scene, name: str) -> Proposal:
    """Set terms without being one's own delegate."""
    registered = scene.registered_orchestrators()
    callers = [actor for actor in scene.actors if actor not in registered]
    return scene.act(name, scene.pick(callers), scene.fraction(), scene.fraction()) if callers else None


@provokes(TERMS, Reason.ACTIVE_WITHOUT_REWARD)
def set_terms_before_reward(scene: Scene, name: str) -> Proposal:
    """Change terms before the round's rewards are minted under the old ones."""
    current, registered = scene.current, scene.registered_orchestrators()
    callers = [
        caller
        for caller in scene.active()
        if caller in registered and scene.transcoder(caller).last_reward_round != current
    ]
    return scene.act(name, scene.pick(callers), scene.fraction(), scene.fraction()) if callers else None


@provokes(REWARD, Reason.NOT_ACTIVE)
def reward_while_inactive(scene: Scene, name: str) -> Proposal:
    """Ask for rewards without working in this round."""
    active = scene.active()
    callers = [actor for actor in scene.actors if actor not in active] or ["owner"]
    return scene.act(name, scene.pick(callers))


@provokes(REWARD, Reason.ALREADY_REWARDED)
def reward_again(scene: Scene, name: str) -> Proposal:
    """Ask for rewards twice in a round."""
    active, current = scene.active(), scene.current
    if not active:
        return None
    caller = scene.pick(active)
    if scene.transcoder(caller).last_reward_round == current:
        return scene.act(name, caller)
    return _twice(scene, name, caller)


def _twice(scene: Scene, name: str, caller: str) -> Recipe:
    yield scene.act(name, caller)
    yield scene.act(name, caller)


@provokes(REWARD, Reason.EXCEEDS_MINTABLE, Reason.DIVISION_BY_ZERO)
def reward_after_total_fell(scene: Scene, name: str) -> Proposal:
    """Ask for rewards when the round's total stake was fixed again, after orchestrators left."""
    current, registered = scene.current, scene.registered_orchestrators()
    callers = [
        caller
        for caller in scene.active()
        if caller in registered and scene.transcoder(caller).last_reward_round != current
    ]
    if not callers or not scene.can_impersonate or not scene.initialized:
        return None
    return _shrink_total(scene, name, callers)


def _shrink_total(scene: Scene, name: str, callers: list[str]) -> Recipe:
    for caller in callers:
        yield scene.act("claim_earnings", caller, scene.current)
        yield scene.act("unbond", caller, scene.delegator(caller).bonded_amount)
        if scene.chance(0.3):
            break
    yield Action("set_current_round_total_active_stake", "RoundsManager")
    for caller in callers:
        yield scene.act(name, caller)
