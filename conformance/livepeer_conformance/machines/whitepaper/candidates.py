"""Candidates: their terms, and how they leave."""

from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.registering import proposes, provokes
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.alpha import clock


def _price(scene: WhitepaperScene) -> int:
    return scene.pick((0, 1, MAX)) if scene.chance(0.05) else scene.below(60)


@proposes("transcoder", family="candidates", weight=18)
def announce_terms(scene: WhitepaperScene, name: str) -> Proposal:
    """Become a candidate or change terms; in the locked end of a round, lower the price."""
    if clock.is_locked_at(scene.state.rounds, scene.block):
        return _lower_price(scene, name)
    callers = scene.self_bonded()
    if not callers:
        return None
    return scene.act(name, scene.pick(callers), scene.fraction(), scene.fraction(), _price(scene))


def _lowest(scene: WhitepaperScene) -> int:
    lowest: int = min(scene.transcoder(member).price_per_segment for member in scene.pool())
    return lowest


def _lower_price(scene: WhitepaperScene, name: str) -> Action | None:
    callers = scene.registered_orchestrators()
    if not callers:
        return None
    caller = scene.pick(callers)
    terms, lowest = scene.transcoder(caller), _lowest(scene)
    price = lowest + scene.below(terms.price_per_segment - lowest + 1)
    return scene.act(name, caller, terms.reward_cut, terms.fee_share, price)


@proposes("transcoder", family="candidates", weight=4)
def lower_price_in_the_end(scene: WhitepaperScene, name: str) -> Proposal:
    """Wait for the locked end of a round and lower the price there."""
    return _in_the_end(scene, name) if scene.registered_orchestrators() else None


def _in_the_end(scene: WhitepaperScene, name: str) -> Recipe:
    yield Action("advance_to_lock")
    action = _lower_price(scene, name)
    if action is not None:
        yield action


@proposes("resign_as_transcoder", family="candidates", weight=4)
def resign(scene: WhitepaperScene, name: str) -> Proposal:
    """Be no candidate any more."""
    callers = scene.registered_orchestrators()
    return scene.act(name, scene.pick(callers)) if callers else None


# Rejections.


@provokes("resign_as_transcoder", Reason.NOT_CANDIDATE)
def resign_without_candidacy(scene: WhitepaperScene, name: str) -> Proposal:
    """Resign without being a candidate."""
    members = scene.pool()
    callers = [actor for actor in scene.actors if actor not in members] or ["owner"]
    return scene.act(name, scene.pick(callers))


@provokes("transcoder", Reason.INVALID_REWARD_CUT)
def announce_invalid_reward_cut(scene: WhitepaperScene, name: str) -> Proposal:
    """More than all as the reward cut."""
    return scene.act(name, scene.actor(), scene.pick((10**6 + 1, MAX)), scene.fraction(), 1)


@provokes("transcoder", Reason.INVALID_FEE_SHARE)
def announce_invalid_fee_share(scene: WhitepaperScene, name: str) -> Proposal:
    """More than all as the fee share."""
    return scene.act(name, scene.actor(), scene.fraction(), scene.pick((10**6 + 1, MAX)), 1)


@provokes("transcoder", Reason.NOT_SELF_BONDED)
def announce_without_bond(scene: WhitepaperScene, name: str) -> Proposal:
    """Announce terms without being one's own delegate."""
    bonded = scene.self_bonded()
    callers = [actor for actor in scene.actors if actor not in bonded] or ["owner"]
    return scene.act(name, scene.pick(callers), scene.fraction(), scene.fraction(), 1)


@provokes("transcoder", Reason.NOT_CANDIDATE, Reason.RATES_LOCKED, Reason.PRICE_RAISED, Reason.PRICE_BELOW_LOWEST)
def announce_in_locked_end(scene: WhitepaperScene, name: str) -> Recipe:
    """Try in the locked end of a round what is allowed before it."""
    yield Action("advance_to_lock")
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    callers = scene.registered_orchestrators()
    others = [actor for actor in scene.actors if actor not in callers] or ["owner"]
    yield scene.act(name, scene.pick(others), scene.fraction(), scene.fraction(), 1)
    if not callers:
        return
    caller = scene.pick(callers)
    terms, lowest = scene.transcoder(caller), _lowest(scene)
    cut, share, price = terms.reward_cut, terms.fee_share, terms.price_per_segment
    yield scene.act(name, caller, *scene.pick(((cut ^ 1, share), (cut, share ^ 1))), price)
    if lowest:
        yield scene.act(name, caller, cut, share, lowest - 1)
    if price < MAX:
        yield scene.act(name, caller, cut, share, price + 1)
