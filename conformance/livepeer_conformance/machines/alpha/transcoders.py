"""Terms of transcoders, their pool and their rewards."""

from livepeer_conformance.machines.alpha.registering import proposes, provokes
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason


def _locked(scene: AlphaScene) -> bool:
    rounds = scene.state.rounds
    start = (scene.block - rounds.last_round_length_update_start_block) % rounds.round_length
    return bool(start >= rounds.round_length - rounds.round_length * rounds.round_lock_amount // 10**6)


def _price(scene: AlphaScene) -> int:
    return scene.pick((0, 1, MAX)) if scene.chance(0.05) else scene.below(60)


@proposes("transcoder", family="transcoders", weight=18)
def announce_terms(scene: AlphaScene, name: str) -> Proposal:
    """Register or change terms; in the locked end of a round, lower the price."""
    if _locked(scene):
        return _lower_price(scene, name)
    callers = scene.self_bonded()
    if not callers:
        return None
    return scene.act(name, scene.pick(callers), scene.fraction(), scene.fraction(), _price(scene))


def _lowest(scene: AlphaScene) -> int:
    lowest: int = min(scene.transcoder(member).pending_price_per_segment for member in scene.pool())
    return lowest


def _lower_price(scene: AlphaScene, name: str) -> Action | None:
    callers = scene.registered_orchestrators()
    if not callers:
        return None
    caller = scene.pick(callers)
    terms, lowest = scene.transcoder(caller), _lowest(scene)
    price = lowest + scene.below(max(terms.pending_price_per_segment - lowest, 0) + 1)
    return scene.act(name, caller, terms.pending_reward_cut, terms.pending_fee_share, price)


@proposes("transcoder", family="transcoders", weight=4)
def lower_price_in_the_end(scene: AlphaScene, name: str) -> Proposal:
    """Wait for the locked end of a round and lower the price there."""
    return _in_the_end(scene, name) if scene.registered_orchestrators() else None


def _in_the_end(scene: AlphaScene, name: str) -> Recipe:
    yield Action("advance_to_lock")
    action = _lower_price(scene, name)
    if action is not None:
        yield action


@proposes("bond", family="transcoders", weight=6)
def push_somebody_out(scene: AlphaScene, name: str) -> Proposal:
    """Bond more than the last transcoder of a full pool has, and take its place."""
    pool = scene.state.bonding.pool
    if pool.size < pool.max_size:
        return None
    last = scene.delegator(scene.pool()[-1]).delegated_amount
    members = scene.pool()
    callers = [caller for caller in scene.actors if caller not in members and scene.lpt(caller) > last]
    return _take_place(scene, name, scene.pick(callers), last + 1) if callers else None


def _take_place(scene: AlphaScene, name: str, caller: str, amount: int) -> Recipe:
    yield Action("approve", caller, ("BondingManager", MAX))
    yield scene.act(name, caller, amount, caller)
    yield scene.act("transcoder", caller, scene.fraction(), scene.fraction(), _price(scene))


@proposes("set_num_transcoders", "set_num_active_transcoders", family="owner", weight=4)
def change_sizes(scene: AlphaScene, name: str) -> Proposal:
    """Let the pool grow by a little, or another number of its members work."""
    size = scene.state.bonding.pool.max_size
    if name == "set_num_transcoders":
        return scene.act(name, scene.owner, size + 1) if size < 6 else None
    return scene.act(name, scene.owner, scene.below(size + 1))


@proposes("set_max_earnings_claims_rounds", family="owner", weight=2)
def change_claim_limit(scene: AlphaScene, name: str) -> Proposal:
    """Change how many rounds one claim covers."""
    return scene.act(name, scene.owner, scene.pick((1, 2, 4, 4, 20)))


# Rejections.


@provokes("transcoder", Reason.INVALID_REWARD_CUT)
def announce_invalid_reward_cut(scene: AlphaScene, name: str) -> Proposal:
    """More than all as the reward cut."""
    return scene.act(name, scene.actor(), scene.pick((10**6 + 1, MAX)), scene.fraction(), 1)


@provokes("transcoder", Reason.INVALID_FEE_SHARE)
def announce_invalid_fee_share(scene: AlphaScene, name: str) -> Proposal:
    """More than all as the fee share."""
    return scene.act(name, scene.actor(), scene.fraction(), scene.pick((10**6 + 1, MAX)), 1)


@provokes("transcoder", Reason.NOT_SELF_BONDED)
def announce_without_bond(scene: AlphaScene, name: str) -> Proposal:
    """Announce terms without being one's own delegate."""
    bonded = scene.self_bonded()
    callers = [actor for actor in scene.actors if actor not in bonded] or ["owner"]
    return scene.act(name, scene.pick(callers), scene.fraction(), scene.fraction(), 1)


@provokes("transcoder", Reason.NOT_REGISTERED, Reason.RATES_LOCKED, Reason.PRICE_BELOW_LOWEST, Reason.PRICE_RAISED)
def announce_in_locked_end(scene: AlphaScene, name: str) -> Recipe:
    """Try in the locked end of a round what is allowed before it."""
    callers = scene.registered_orchestrators()
    yield Action("advance_to_lock")
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    others = [actor for actor in scene.actors if actor not in callers] or ["owner"]
    yield scene.act(name, scene.pick(others), scene.fraction(), scene.fraction(), 1)
    if not scene.pool() or not callers:
        return
    caller = scene.pick(callers)
    terms, lowest = scene.transcoder(caller), _lowest(scene)
    cut, share, price = terms.pending_reward_cut, terms.pending_fee_share, terms.pending_price_per_segment
    changed = scene.pick(((cut ^ 1, share), (cut, share ^ 1)))
    yield scene.act(name, caller, *changed, price)
    if lowest:
        yield scene.act(name, caller, cut, share, lowest - 1)
    if price < MAX:
        yield scene.act(name, caller, cut, share, price + 1)


@provokes("transcoder", Reason.POOL_KEY_ZERO)
def announce_without_stake(scene: AlphaScene, name: str) -> Proposal:
    """Announce terms when the stake behind oneself was taken off by stake that lay with the null address."""
    return _lose_stake(scene, name) if scene.has_locks else None


def _lose_stake(scene: AlphaScene, name: str) -> Recipe:
    """Stake bonded to nobody, then to a transcoder, leaves that transcoder in full when it unbonds."""
    victims = [actor for actor in scene.self_bonded() if actor not in scene.pool()]
    unbonded = [actor for actor in scene.unbonded() if scene.lpt(actor) > 10]
    if not victims or not unbonded:
        return
    victim, thief = scene.pick(victims), scene.pick(unbonded)
    stake = scene.delegator(victim).delegated_amount
    if not 1 < stake < scene.lpt(thief):
        return
    yield Action("approve", thief, ("BondingManager", MAX))
    yield scene.act("bond", thief, stake, "null")
    yield scene.act("bond", thief, 1, victim)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", thief)
    yield scene.act("unbond", thief, scene.delegator(thief).bonded_amount)
    yield scene.act(name, victim, 0, 0, 1)


@provokes("reward", Reason.POOL_NODE_MISSING)
def reward_after_eviction(scene: AlphaScene, name: str) -> Proposal:
    """Ask for rewards after somebody with more stake took one's place in the pool."""
    members, pool = scene.pool(), scene.state.bonding.pool
    if len(members) < pool.max_size:
        return None
    current = scene.current
    active = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    out = [caller for caller in active if caller not in members]
    if out:
        return scene.act(name, scene.pick(out))
    return _evict_and_ask(scene, name)


def _evict_and_ask(scene: AlphaScene, name: str) -> Recipe:
    """Let all registered transcoders work, and push the last of them out."""
    bonding = scene.state.bonding
    before = bonding.num_active_transcoders
    yield scene.act("set_num_active_transcoders", scene.owner, bonding.pool.max_size)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", scene.actor())
    yield scene.act("set_num_active_transcoders", scene.owner, before)
    members = scene.pool()
    if not members:
        return
    last = scene.delegator(members[-1]).delegated_amount
    callers = [caller for caller in scene.actors if caller not in members and scene.lpt(caller) > last]
    if callers:
        yield from _take_place(scene, "bond", scene.pick(callers), last + 1)
    yield scene.act(name, members[-1])
    if scene.chance(0.5) and members[-1] in scene.actors:
        # Coming back in the same round makes it active again.
        yield from _take_place(scene, "bond", members[-1], scene.amount(max(scene.lpt(members[-1]), 1)))


@provokes("reward", Reason.EXCEEDS_MINTABLE, Reason.DIVISION_BY_ZERO)
def reward_after_resignation(scene: AlphaScene, name: str) -> Proposal:
    """Ask for rewards after one that was rewarded resigned, so that the others' parts are larger than what is left."""
    current = scene.current
    callers = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    ready = [caller for caller in callers if scene.delegator(caller).start_round <= current]
    if len(callers) < 2 or not ready or not scene.initialized:
        return None
    return _resign_and_ask(scene, name, scene.pick(ready), callers)


def _resign_and_ask(scene: AlphaScene, name: str, first: str, callers: list[str]) -> Recipe:
    yield scene.act(name, first)
    yield scene.act("claim_earnings", first, scene.current)
    yield scene.act("unbond", first, scene.delegator(first).bonded_amount)
    for caller in callers:
        if caller != first:
            yield scene.act(name, caller)


@provokes("set_num_transcoders", Reason.POOL_BELOW_ACTIVE, Reason.POOL_SIZE_NOT_INCREASED)
def shrink_pool(scene: AlphaScene, name: str) -> Proposal:
    """A pool that is smaller than the active set, or not larger than before."""
    bonding = scene.state.bonding
    sizes = (bonding.num_active_transcoders - 1, bonding.pool.max_size, bonding.num_active_transcoders)
    return scene.act(name, scene.owner, max(0, scene.pick(sizes)))


@provokes("set_num_active_transcoders", Reason.ACTIVE_ABOVE_POOL)
def activate_too_many(scene: AlphaScene, name: str) -> Proposal:
    """An active set that is larger than the pool."""
    return scene.act(name, scene.owner, scene.pick((scene.state.bonding.pool.max_size + 1, MAX)))


_CLAIMING = ("bond", "unbond", "rebond", "rebond_from_unbonded", "withdraw_fees", "claim_earnings")
"""Transactions that claim the caller's earnings first."""


@provokes(_CLAIMING, Reason.TOO_MANY_CLAIM_ROUNDS)
def claim_too_late(scene: AlphaScene, name: str) -> Recipe:
    """Come back after more rounds than one claim covers."""
    callers = [actor for actor in scene.actors if not scene.is_null(scene.delegator(actor).delegate_address)]
    if not callers:
        return
    caller = scene.pick(callers)
    limit = scene.state.bonding.max_earnings_claims_rounds
    behind = scene.current - scene.delegator(caller).last_claim_round
    if limit > 30:
        return
    yield Action("advance_rounds", "", (max(1, limit + 1 - behind), 0))
    yield Action("initialize_round", scene.actor())
    yield attempt(scene, name, caller)
    yield scene.act("claim_earnings", caller, scene.delegator(caller).last_claim_round + 1)


def attempt(scene: AlphaScene, name: str, caller: str) -> Action:
    """A transaction that would do little if the caller's earnings could be claimed."""
    arguments = {
        "bond": (1, caller), "unbond": (1,), "rebond": (0,), "rebond_from_unbonded": (caller, 0), "withdraw_fees": (),
        "claim_earnings": (scene.current,),
    }  # fmt: skip
    return scene.act(name, caller, *arguments[name])


@provokes("claim_earnings", Reason.CLAIM_AFTER_CURRENT)
def claim_ahead(scene: AlphaScene, name: str) -> Proposal:
    """Claim a round that has not begun."""
    return scene.act(name, scene.actor(), scene.current + 1 + scene.below(3))


@provokes("withdraw_stake", Reason.STILL_BONDED)
def withdraw_while_bonded(scene: AlphaScene, name: str) -> Proposal:
    """Withdraw stake before it is unbonded, as at the launch nobody could."""
    callers = scene.with_bond()
    return scene.act(name, scene.pick(callers)) if callers else None
