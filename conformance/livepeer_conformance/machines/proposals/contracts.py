"""What contracts say to each other, said by an account in their place."""

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.confluence.token import BURNER_ROLE


@proposes("create_reward", family="contracts", weight=3)
def create_reward(scene: Scene, name: str) -> Proposal:
    """Mint a part of the round's tokens."""
    if not scene.can_impersonate:
        return None
    denominator = scene.amount(10**24)
    return scene.act(name, "BondingManager", scene.amount(denominator) // 4, denominator, at=scene.minter)


@proposes("trusted_transfer_tokens", family="contracts", weight=2)
def trusted_transfer_tokens(scene: Scene, name: str) -> Proposal:
    """Pay out a few tokens."""
    amount = scene.amount(scene.lpt(scene.minter) // 1000)
    return (
        scene.act(name, "BondingManager", scene.anybody(), amount, at=scene.minter) if scene.can_impersonate else None
    )


@proposes("trusted_withdraw_eth", family="contracts", weight=3)
def trusted_withdraw_eth(scene: Scene, name: str) -> Proposal:
    """Pay out a little ETH."""
    if not scene.can_impersonate:
        return None
    available = scene.state.eth[scene.address(scene.minter)] // 100
    amount = scene.amount(available) if available else 0
    return scene.act(name, scene.pick(("BondingManager", scene.broker)), scene.actor(), amount, at=scene.minter)


@proposes("trusted_burn_tokens", family="contracts", weight=2)
def trusted_burn_tokens(scene: Scene, name: str) -> Proposal:
    """Burn a few of the Minter's tokens, which on L2 it may not unless it is given the role."""
    return _burn(scene, name) if scene.can_impersonate else None


def _burn(scene: Scene, name: str) -> Recipe:
    minter = scene.minter
    if "grant_role" in scene.transactions:
        yield scene.act("grant_role", "owner", "role:BURNER_ROLE", minter)
    yield scene.act(name, "BondingManager", scene.amount(scene.lpt(minter) // 1000), at=minter)


@proposes("deposit_eth", family="contracts", weight=2)
def deposit_eth(scene: Scene, name: str) -> Proposal:
    """Bring ETH into custody."""
    if not scene.can_impersonate:
        return None
    other = "NewMinter" if scene.minter == "Minter" else "Minter"
    if scene.chance(0.5):
        return scene.act(name, scene.broker, at=scene.pick((scene.minter, other)))
    return scene.act(name, scene.minter, value=scene.state.eth[scene.address(scene.minter)] // 1000, at=other)


@proposes("set_current_reward_tokens", family="contracts", weight=2)
def set_current_reward_tokens(scene: Scene, name: str) -> Proposal:
    """Allot the round's tokens once more."""
    return scene.act(name, "RoundsManager", at=scene.minter) if scene.can_impersonate else None


@proposes("set_current_round_total_active_stake", family="contracts", weight=1)
def set_current_round_total_active_stake(scene: Scene, name: str) -> Proposal:
    """Fix the round's active stake once more."""
    return scene.act(name, "RoundsManager") if scene.can_impersonate else None


@proposes("update_transcoder_with_fees", family="contracts", weight=4)
def update_transcoder_with_fees(scene: Scene, name: str) -> Proposal:
    """Credit fees that nobody paid."""
    registered = scene.registered_orchestrators()
    if not registered or not scene.can_impersonate:
        return None
    return scene.act(name, scene.broker, scene.pick(registered), scene.amount(10**24), scene.current - scene.below(3))


@proposes("slash_transcoder", family="contracts", weight=5)
def slash(scene: Scene, name: str) -> Proposal:
    """Take stake from an orchestrator or a delegator, with or without a finder."""
    burner = scene.chance(0.85)
    armed = _is_armed(scene) and (not burner or _may_burn(scene))
    return _slash(scene, name) if armed else _arm_and_slash(scene, name, burner)


def _arm_and_slash(scene: Scene, name: str, burner: bool) -> Recipe:
    yield from _arm_verifier(scene, burner)
    yield _slash(scene, name)


def _slash(scene: Scene, name: str) -> Action:
    offender, finder = scene.actor(), scene.pick((scene.actor(), "null"))
    penalty = 10**6 if scene.chance(0.3) else scene.fraction()
    if scene.chance(0.3):
        current = scene.current
        pending = [name for name in scene.with_bond() if scene.delegator(name).start_round > current]
        offender = scene.pick(pending) if pending else offender
    return scene.act(name, "verifier", offender, finder, penalty, scene.fraction())


def _is_armed(scene: Scene) -> bool:
    """Whether the account that slashes may."""
    return scene.registered("Verifier") == scene.address("verifier")


def _may_burn(scene: Scene) -> bool:
    """Whether the Minter may burn: always, where there are no roles."""
    if "grant_role" not in scene.transactions:
        return True
    return bool(scene.state.token.roles[BURNER_ROLE, scene.address(scene.minter)])


def _arm_verifier(scene: Scene, burner: bool) -> Recipe:
    if not _is_armed(scene):
        yield scene.register("Verifier", "verifier")
    if burner and "grant_role" in scene.transactions:
        yield scene.act("grant_role", "owner", "role:BURNER_ROLE", scene.minter)


# Rejections.


@provokes("slash_transcoder", Reason.NOT_BONDING_MANAGER)
def slash_through_stranger(scene: Scene, name: str) -> Recipe:
    """Slash while the Minter does not know the BondingManager any more."""
    yield from _arm_verifier(scene, burner=True)
    bonded = scene.with_bond()
    yield scene.register("BondingManager", scene.actor())
    yield scene.act(name, "verifier", scene.pick(bonded) if bonded else scene.actor(), "null", 1, 0)
    yield scene.register("BondingManager", "BondingManager")


@provokes("slash_transcoder", Reason.SUBTRACTION_UNDERFLOW, Reason.MULTIPLICATION_OVERFLOW)
def slash_too_much(scene: Scene, name: str) -> Recipe:
    """More than all as the penalty or as the finder's part."""
    yield from _arm_verifier(scene, burner=True)
    bonded = scene.with_bond()
    offender = scene.pick(bonded) if bonded else scene.actor()
    penalty, fee = scene.pick(((10**6 + 1, 0), (MAX, 0), (10**6, 10**6 + 1), (10**6, MAX), (2 * 10**6, 10**6)))
    yield scene.act(name, "verifier", offender, scene.actor(), penalty, fee)


@provokes("slash_transcoder", Reason.MISSING_ROLE)
def slash_without_burner(scene: Scene, name: str) -> Recipe:
    """Slash while the Minter may not burn."""
    yield from _arm_verifier(scene, burner=False)
    yield scene.act("revoke_role", "owner", "role:BURNER_ROLE", scene.minter)
    bonded = scene.with_bond()
    yield scene.act(name, "verifier", scene.pick(bonded) if bonded else scene.actor(), "null", 1, 0)


@provokes("create_reward", Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW, Reason.EXCEEDS_MINTABLE)
def create_reward_of_nothing(scene: Scene, name: str) -> Proposal:
    """Mint a part that is none, or more than the whole."""
    if not scene.can_impersonate:
        return None
    numerator, denominator = scene.pick(((1, 0), (MAX, 1), (2, 1), (10**9, 1), (MAX // 2, MAX)))
    return scene.act(name, "BondingManager", numerator, denominator, at=scene.minter)


@provokes(("create_reward", "reward", "reward_with_hint"), Reason.MISSING_ROLE)
def mint_without_role(scene: Scene, name: str) -> Proposal:
    """Mint rewards while the Minter may not mint."""
    current = scene.current
    callers = [caller for caller in scene.active() if scene.transcoder(caller).last_reward_round != current]
    if name != "create_reward" and not callers:
        return None
    return _without_minter_role(scene, name, callers)


def _without_minter_role(scene: Scene, name: str, callers: list[str]) -> Recipe:
    minter = scene.minter
    yield scene.act("revoke_role", "owner", "role:MINTER_ROLE", minter)
    if name != "create_reward":
        yield scene.act(name, scene.pick(callers))
    elif scene.can_impersonate:
        yield scene.act(name, "BondingManager", 1, 10, at=minter)
    yield scene.act("grant_role", "owner", "role:MINTER_ROLE", minter)


@provokes("trusted_transfer_tokens", Reason.TRANSFER_TO_NULL, Reason.TRANSFER_EXCEEDS_BALANCE)
def transfer_what_is_not_there(scene: Scene, name: str) -> Proposal:
    """Pay the null address, or more than the Minter has."""
    if not scene.can_impersonate:
        return None
    recipient, amount = scene.pick((("null", 1), (scene.actor(), MAX), (scene.actor(), scene.lpt(scene.minter) + 1)))
    return scene.act(name, "BondingManager", recipient, amount, at=scene.minter)


@provokes("trusted_burn_tokens", Reason.BURN_EXCEEDS_BALANCE, Reason.MISSING_ROLE)
def burn_what_is_not_there(scene: Scene, name: str) -> Proposal:
    """Burn more than the Minter has, with the role or without it."""
    return _burn_too_much(scene, name) if scene.can_impersonate else None


def _burn_too_much(scene: Scene, name: str) -> Recipe:
    minter = scene.minter
    if "grant_role" in scene.transactions:
        change = scene.pick(("grant_role", "revoke_role"))
        yield scene.act(change, "owner", "role:BURNER_ROLE", minter)
    yield scene.act(name, "BondingManager", scene.lpt(minter) + 1, at=minter)


@provokes("trusted_withdraw_eth", Reason.NO_DATA, Reason.CALLEE_REVERTED)
def withdraw_eth_in_vain(scene: Scene, name: str) -> Proposal:
    """Pay somebody who refuses, or more than the Minter has."""
    if not scene.can_impersonate:
        return None
    recipient, amount = scene.pick(
        (("loud_refuser", 0), ("loud_refuser", 0), ("silent_refuser", 0), ("gas_hungry", 0), (scene.actor(), MAX))
    )
    return scene.act(name, "BondingManager", recipient, amount, at=scene.minter)


@provokes("update_transcoder_with_fees", Reason.NOT_REGISTERED)
def credit_unregistered(scene: Scene, name: str) -> Proposal:
    """Credit fees to an account that is no orchestrator."""
    registered = scene.registered_orchestrators()
    recipients = [actor for actor in scene.actors if actor not in registered] or ["owner"]
    return scene.act(name, scene.broker, scene.pick(recipients), 1, 0) if scene.can_impersonate else None


@provokes(
    "update_transcoder_with_fees", Reason.DIVISION_BY_ZERO, Reason.MULTIPLICATION_OVERFLOW, Reason.ADDITION_OVERFLOW
)
def credit_without_end(scene: Scene, name: str) -> Proposal:
    """Credit fees without end, or to an orchestrator without stake in this round."""
    registered = scene.registered_orchestrators()
    if not registered or not scene.can_impersonate:
        return None
    return scene.act(name, scene.broker, scene.pick(registered), scene.pick((1, MAX, MAX)), 0)


@provokes("set_current_reward_tokens", Reason.NO_DATA)
def allot_without_supply(scene: Scene, name: str) -> Proposal:
    """Allot tokens while a source of the supply is missing."""
    return _allot_without_supply(scene, name) if scene.can_impersonate else None


def _allot_without_supply(scene: Scene, name: str) -> Recipe:
    missing = scene.pick(("L2LPTDataCache", "LivepeerToken"))
    before = scene.name(scene.registered(missing))
    yield scene.register(missing, "null")
    yield Action(name, "RoundsManager", at=scene.minter)
    yield scene.register(missing, before)
