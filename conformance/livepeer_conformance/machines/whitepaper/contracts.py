"""What only contracts may say, and the founding, which is over."""

from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.governance import setting
from livepeer_conformance.machines.whitepaper.registering import proposes, provokes
from livepeer_conformance.machines.whitepaper.scene import TRUEBIT, WhitepaperScene
from livepeer_conformance.machines.whitepaper.stake import next_round
from livepeer_spec.rejection import Reason

SPEAKERS = {
    "set_parameter": "Governance",
    "burn_common": "Governance",
    "spend_common": "Governance",
    "add_fees": "JobsManager",
    "pay_out": "JobsManager",
    "slash_for_fault": "JobsManager",
    "end_availability": "BondingManager",
    "mint": "BondingManager",
    "transfer_token_ownership": "BondingManager",
}
"""Who may send what only contracts say."""


@proposes("set_parameter", family="contracts", weight=10)
def set_parameter(scene: WhitepaperScene, name: str) -> Proposal:
    """Give a parameter a value as the Governance does."""
    return scene.act(name, SPEAKERS[name], *setting(scene)) if scene.can_impersonate else None


@proposes("burn_common", "spend_common", family="contracts", weight=10)
def use_common_pool(scene: WhitepaperScene, name: str) -> Proposal:
    """Use the common pool as the Governance does."""
    pool = scene.state.bonding.common_pool
    amount = scene.amount(pool) if pool else 0
    arguments = (amount,) if name == "burn_common" else (scene.actor(), amount)
    return scene.act(name, SPEAKERS[name], *arguments) if scene.can_impersonate else None


@proposes("add_fees", family="contracts", weight=5)
def add_fees(scene: WhitepaperScene, name: str) -> Proposal:
    """Let a transcoder have fees that nobody paid."""
    active = scene.active()
    if not active or not scene.can_impersonate:
        return None
    return scene.act(name, SPEAKERS[name], scene.pick(active), scene.current, scene.below(10**6))


@proposes("pay_out", "end_availability", family="contracts", weight=8)
def speak_of_account(scene: WhitepaperScene, name: str) -> Proposal:
    """Pay an account out, or let it have no further job."""
    return scene.act(name, SPEAKERS[name], scene.actor()) if scene.can_impersonate else None


@proposes("slash_for_fault", family="contracts", weight=5)
def slash(scene: WhitepaperScene, name: str) -> Proposal:
    """Slash an account for nothing."""
    if not scene.can_impersonate:
        return None
    finder = "null" if scene.chance(0.5) else scene.actor()
    return scene.act(name, SPEAKERS[name], scene.actor(), scene.fraction(), finder)


@proposes("slash_for_fault", family="contracts", weight=5)
def slash_everything(scene: WhitepaperScene, name: str) -> Proposal:
    """Leave a transcoder nothing but the reward that it still gets, and a delegator behind it nothing at all."""
    active = scene.active()
    return _slash_everything(scene, name, scene.pick(active)) if active and scene.can_impersonate else None


def _slash_everything(scene: WhitepaperScene, name: str, caller: str) -> Recipe:
    newcomers = [actor for actor in scene.unbonded() if scene.lpt(actor)]
    if newcomers:
        yield scene.act("bond", newcomers[0], 1, caller)
    yield scene.act(name, SPEAKERS[name], caller, 10**6, "null")
    yield scene.act("reward", caller)
    yield from next_round(scene)
    yield scene.act("update_delegator_stake", caller)


@provokes("found", Reason.ALREADY_FOUNDED, Reason.NOT_FOUNDER)
def found_again(scene: WhitepaperScene, name: str) -> Proposal:
    """Found the protocol a second time."""
    caller = scene.pick((scene.owner, scene.actor()))
    return scene.act(name, caller, "BondingManager", "JobsManager", scene.pick(("Governance", "null")), TRUEBIT)


@provokes("slash_for_fault", Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW)
def slash_too_much(scene: WhitepaperScene, name: str) -> Proposal:
    """Take more than all from a transcoder, or so much that it cannot be multiplied."""
    members = scene.pool()
    if not members or not scene.can_impersonate:
        return None
    return scene.act(name, SPEAKERS[name], scene.pick(members), scene.pick((2 * 10**6, MAX)), "null")


@provokes("set_parameter", Reason.UNKNOWN_PARAMETER)
def set_unknown(scene: WhitepaperScene, name: str) -> Proposal:
    """A parameter that there is not."""
    return scene.act(name, SPEAKERS[name], "inflation", 1) if scene.can_impersonate else None


@provokes("set_parameter", Reason.INVALID_PARAMETER)
def set_invalid(scene: WhitepaperScene, name: str) -> Proposal:
    """A value that a parameter cannot have."""
    setting = scene.pick((("roundLength", 0), ("finderFee", 10**6 + 1), ("verificationRate", 0)))
    return scene.act(name, SPEAKERS[name], *setting) if scene.can_impersonate else None


@provokes(("burn_common", "spend_common"), Reason.INSUFFICIENT_COMMON_POOL)
def use_too_much(scene: WhitepaperScene, name: str) -> Proposal:
    """Use more than the common pool has."""
    amount = scene.pick((scene.state.bonding.common_pool + 1, MAX))
    arguments = (amount,) if name == "burn_common" else (scene.actor(), amount)
    return scene.act(name, SPEAKERS[name], *arguments) if scene.can_impersonate else None


@provokes("spend_common", Reason.TRANSFER_TO_NULL)
def pay_nobody(scene: WhitepaperScene, name: str) -> Proposal:
    """Pay the null address out of the common pool."""
    return scene.act(name, SPEAKERS[name], "null", 0) if scene.can_impersonate else None
