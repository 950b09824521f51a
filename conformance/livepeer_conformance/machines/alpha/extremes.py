"""Where arithmetic ends in alpha: fees that nobody paid, and stake that counts without being delegated."""

from livepeer_conformance.machines.alpha.registering import provokes
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.alpha.transcoders import attempt
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

CLAIMING = ("bond", "unbond", "rebond", "rebond_from_unbonded", "withdraw_fees", "claim_earnings")
"""Transactions that claim the caller's earnings first."""


def _newcomer(scene: AlphaScene, fee_share: int) -> Recipe:
    """Let an actor without stake become a transcoder with a fee share, the first of the pool, and work."""
    caller = next((actor for actor in scene.unbonded() if scene.lpt(actor)), "")
    if not caller:
        return
    yield Action("approve", caller, ("BondingManager", MAX))
    yield scene.act("bond", caller, scene.lpt(caller), caller)
    yield scene.act("transcoder", caller, 0, fee_share, 0)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", caller)


def _active_alone(scene: AlphaScene, fee_share: int) -> str:
    """An active transcoder with a fee share, all of whose stake is its own; empty where there is none."""
    pools, current = scene.state.bonding.earnings_pools, scene.current
    for name in scene.active():
        pool = pools[scene.address(name), current]
        alone = pool.claimable_stake == scene.delegator(name).bonded_amount
        if alone and pool.transcoder_fee_share == fee_share and name in scene.pool():
            return name
    return ""


@provokes(CLAIMING, Reason.MULTIPLICATION_OVERFLOW, late=True)
def claim_endless_fees(scene: AlphaScene, name: str) -> Proposal:
    """Claim more fees than can be multiplied."""
    return _claim_endless_fees(scene, name) if scene.can_impersonate else None


def _claim_endless_fees(scene: AlphaScene, name: str) -> Recipe:
    yield from _newcomer(scene, 10**6)
    caller = _active_alone(scene, 10**6)
    if not caller:
        return
    for _ in range(2):
        yield scene.act("update_transcoder_with_fees", "JobsManager", caller, MAX // 10**6, scene.current)
    yield attempt(scene, name, caller)


@provokes((*CLAIMING, "update_transcoder_with_fees"), Reason.ADDITION_OVERFLOW, late=True)
def claim_too_many_fees(scene: AlphaScene, name: str) -> Proposal:
    """Claim, or credit, more fees than a word holds."""
    return _claim_too_many_fees(scene, name) if scene.can_impersonate else None


def _claim_too_many_fees(scene: AlphaScene, name: str) -> Recipe:
    yield from _newcomer(scene, 0)
    caller = _active_alone(scene, 0)
    if not caller:
        return
    yield scene.act("update_transcoder_with_fees", "JobsManager", caller, MAX, scene.current)
    if name == "update_transcoder_with_fees":
        yield scene.act(name, "JobsManager", caller, MAX, scene.current)
        return
    yield scene.act("claim_earnings", caller, scene.current)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", caller)
    yield scene.act("update_transcoder_with_fees", "JobsManager", caller, MAX, scene.current)
    yield attempt(scene, name, caller)


@provokes(CLAIMING, Reason.SUBTRACTION_UNDERFLOW, late=True)
def claim_with_undelegated_stake(scene: AlphaScene, name: str) -> Proposal:
    """Claim with stake that once lay with the null address and is not part of the delegate's."""
    thieves = [actor for actor in scene.unbonded() if scene.lpt(actor)]
    active = [actor for actor in scene.active() if actor in scene.pool()]
    return _claim_with_undelegated_stake(scene, name, thieves, active) if active else None


def _claim_with_undelegated_stake(scene: AlphaScene, name: str, thieves: list[str], active: list[str]) -> Recipe:
    for thief in thieves:
        for victim in active:
            if scene.delegator(victim).delegated_amount < scene.lpt(thief):
                yield Action("approve", thief, ("BondingManager", MAX))
                yield scene.act("bond", thief, scene.lpt(thief) - 1, "null")
                yield scene.act("bond", thief, 1, victim)
                yield Action("advance_rounds", "", (1, 0))
                yield Action("initialize_round", victim)
                yield attempt(scene, name, thief)
                return


@provokes("withdraw_fees", Reason.CALLEE_REVERTED)
def withdraw_fees_to_refuser(scene: AlphaScene, name: str) -> Proposal:
    """An account that refuses ETH with words takes its fees."""
    return _withdraw_fees_to_refuser(scene, name) if scene.can_impersonate else None


def _withdraw_fees_to_refuser(scene: AlphaScene, name: str) -> Recipe:
    caller, active = "loud_refuser", [actor for actor in scene.active() if actor in scene.pool()]
    donors = [actor for actor in scene.actors if scene.lpt(actor) > 10**18]
    if not active or not donors:
        return
    transcoder, donor = scene.pick(active), scene.pick(donors)
    yield scene.act("transfer", donor, caller, scene.lpt(donor) // 2)
    yield Action("approve", caller, ("BondingManager", MAX))
    yield scene.act("bond", caller, scene.lpt(caller), transcoder)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", donor)
    yield scene.act("update_transcoder_with_fees", "JobsManager", transcoder, 10**24, scene.current)
    yield scene.act(name, caller)
