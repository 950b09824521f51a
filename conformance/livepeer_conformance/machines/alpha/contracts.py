"""What alpha's contracts say to each other, said by an account in their place."""

from livepeer_conformance.machines.alpha.registering import proposes, provokes
from livepeer_conformance.machines.alpha.scene import AlphaScene
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_spec.rejection import Reason


@proposes("set_active_transcoders", family="contracts", weight=1)
def set_active_transcoders(scene: AlphaScene, name: str) -> Proposal:
    """Elect once more in a round."""
    return scene.act(name, "RoundsManager") if scene.can_impersonate else None


@proposes("update_transcoder_with_fees", family="contracts", weight=3)
def credit_fees(scene: AlphaScene, name: str) -> Proposal:
    """Credit fees that nobody paid."""
    registered = scene.registered_orchestrators()
    if not registered or not scene.can_impersonate:
        return None
    return scene.act(name, "JobsManager", scene.pick(registered), scene.amount(10**24), scene.current - scene.below(3))


@proposes("slash_transcoder", family="contracts", weight=5)
def slash(scene: AlphaScene, name: str) -> Proposal:
    """Take stake from anybody, with or without a finder."""
    if not scene.can_impersonate:
        return None
    penalty = 10**6 if scene.chance(0.3) else scene.fraction()
    finder = scene.pick((scene.actor(), "null"))
    return scene.act(name, "JobsManager", scene.actor(), finder, penalty, scene.fraction())


@proposes("request_verification", family="contracts", weight=2)
def ask_solver(scene: AlphaScene, name: str) -> Proposal:
    """Ask the solver about any segment."""
    if not scene.can_impersonate:
        return None
    words = ("0x" + "11" * 32, "0x" + "22" * 32)
    return scene.act(name, "JobsManager", scene.below(3), scene.below(3), scene.below(9), "options", "store", words)


@proposes("receive_verification", family="contracts", weight=3)
def tell_result(scene: AlphaScene, name: str) -> Proposal:
    """Say what became of a segment's verification."""
    keys = scene.claims()
    if not keys or not scene.can_impersonate:
        return None
    job_id, claim_id = scene.pick(keys)
    segment = scene.claim(job_id, claim_id).segment_range[0] + scene.below(3)
    return scene.act(name, "Verifier", job_id, claim_id, segment, scene.chance(0.7))


# Rejections.


@provokes("receive_verification", Reason.JOB_MISSING, Reason.CLAIM_MISSING, Reason.SEGMENT_NOT_SUBMITTED)
def tell_about_nothing(scene: AlphaScene, name: str) -> Proposal:
    """Say something about what does not exist, or was not submitted."""
    if not scene.can_impersonate:
        return None
    last = scene.state.jobs.num_jobs
    keys = [(last, 0), (last - 1 if last else 0, 50), *scene.claims()]
    return scene.act(name, "Verifier", *scene.pick(keys), 10**6, scene.chance(0.5))


@provokes("receive_verification", Reason.CLAIM_SLASHED)
def tell_about_slashed(scene: AlphaScene, name: str) -> Proposal:
    """Say something about a slashed claim."""
    keys = scene.claims(1)
    return scene.act(name, "Verifier", *scene.pick(keys), 0, True) if keys and scene.can_impersonate else None


@provokes("slash_transcoder", Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW)
def slash_too_much(scene: AlphaScene, name: str) -> Proposal:
    """More than all as the penalty or as the finder's part."""
    bonded = scene.with_bond()
    if not bonded or not scene.can_impersonate:
        return None
    penalty, fee = scene.pick(((10**6 + 1, 0), (MAX, 0), (10**6, 10**6 + 1), (10**6, MAX)))
    return scene.act(name, "JobsManager", scene.pick(bonded), scene.actor(), penalty, fee)


@provokes("slash_transcoder", Reason.NOT_BONDING_MANAGER)
def slash_through_stranger(scene: AlphaScene, name: str) -> Proposal:
    """Slash while the Minter does not know the BondingManager any more."""
    bonded = scene.with_bond()
    return _slash_through_stranger(scene, name, scene.pick(bonded)) if bonded and scene.can_impersonate else None


def _slash_through_stranger(scene: AlphaScene, name: str, offender: str) -> Recipe:
    yield scene.register("BondingManager", scene.actor())
    yield scene.act(name, "JobsManager", offender, "null", 1, 0)
    yield scene.register("BondingManager", "BondingManager")


@provokes("update_transcoder_with_fees", Reason.NOT_REGISTERED)
def credit_unregistered(scene: AlphaScene, name: str) -> Proposal:
    """Credit fees to an account that is no transcoder."""
    registered = scene.registered_orchestrators()
    recipients = [actor for actor in scene.actors if actor not in registered] or ["owner"]
    return scene.act(name, "JobsManager", scene.pick(recipients), 1, 0) if scene.can_impersonate else None


@provokes("update_transcoder_with_fees", Reason.MULTIPLICATION_OVERFLOW, Reason.ADDITION_OVERFLOW)
def credit_without_end(scene: AlphaScene, name: str) -> Proposal:
    """Credit fees without end."""
    registered = scene.registered_orchestrators()
    if not registered or not scene.can_impersonate:
        return None
    return scene.act(name, "JobsManager", scene.pick(registered), scene.pick((MAX, MAX // 10**6)), scene.current)


@provokes("create_reward", Reason.ADDITION_OVERFLOW)
def mint_beyond_supply(scene: AlphaScene, name: str) -> Proposal:
    """Mint when the supply is nearly the largest number."""
    return scene.act(name, "BondingManager", 1, 1, at=scene.minter) if scene.can_impersonate else None


@provokes("set_current_reward_tokens", Reason.NO_DATA)
def allot_without_token(scene: AlphaScene, name: str) -> Proposal:
    """Allot tokens while the token is missing."""
    return _allot_without_token(scene, name) if scene.can_impersonate else None


def _allot_without_token(scene: AlphaScene, name: str) -> Recipe:
    yield scene.register("LivepeerToken", "null")
    yield scene.act(name, "RoundsManager", at=scene.minter)
    yield scene.register("LivepeerToken", "LivepeerToken")
