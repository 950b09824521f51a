"""Penalties on stake, and stake that stays."""

from livepeer_conformance.machines.arbitration.disputes import accusing, deciding, judged
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposals.extremes import overpaying
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import LPT, MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.disputes import MAX_DELEGATION_SLASH

MOVING = (
    "unbond", "unbond_with_hint", "rebond", "rebond_with_hint", "rebond_from_unbonded",
    "rebond_from_unbonded_with_hint",
    "transfer_bond", "withdraw_stake",
)  # fmt: skip
"""Transactions with which stake leaves or moves."""
BONDING = ("bond", "bond_with_hint", "bond_for_with_hint")


@proposes("set_penalty", family="disputes", weight=2)
def set_penalty(scene: Scene, name: str) -> Proposal:
    """Choose penalties, or none."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 100_000, 333_333, 10**6)), scene.pick((0, 1, 2, 5)))


@proposes("set_delegation_slash_amount", family="disputes", weight=3)
def set_delegation_slash(scene: Scene, name: str) -> Proposal:
    """Choose which part of all delegated stake is lost, or none."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 100_000, 333_333, MAX_DELEGATION_SLASH)))


@provokes("set_delegation_slash_amount", Reason.INVALID_DELEGATION_SLASH)
def set_too_large_delegation_slash(scene: Scene, name: str) -> Proposal:
    """Take more than half of all delegated stake."""
    return scene.act(name, scene.owner, scene.pick((MAX_DELEGATION_SLASH + 1, 10**6, MAX)))


@provokes("set_penalty", Reason.INVALID_SLASH_AMOUNT)
def set_too_large_penalty(scene: Scene, name: str) -> Proposal:
    """Take more than there is."""
    return scene.act(name, scene.owner, scene.pick((10**6 + 1, MAX)), 0)


@proposes("slash_bond", "jail", family="contracts", weight=4)
def penalise(scene: Scene, name: str) -> Proposal:
    """Penalise somebody as the Disputes contract would."""
    caller = "Disputes" if scene.can_impersonate else scene.actor()
    return scene.act(name, caller, scene.actor(), scene.fraction() if name == "slash_bond" else scene.below(4))


@proposes("slash_delegations", family="contracts", weight=6)
def penalise_delegators(scene: Scene, name: str) -> Proposal:
    """Slash all that is delegated to somebody as the Disputes contract would, mostly to whom others delegate."""
    caller = "Disputes" if scene.can_impersonate else scene.actor()
    followed = [account for account in scene.actors if scene.delegator(account).delegated_amount]
    account = scene.pick(followed) if followed and scene.chance(0.9) else scene.actor()
    fraction = scene.pick((1, 10_000, 333_333, 500_000, 999_999)) if scene.chance(0.8) else scene.fraction()
    return scene.act(name, caller, account, fraction)


@provokes(("slash_bond", "slash_delegations", "jail"), Reason.NOT_DISPUTES)
def penalise_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Penalise somebody without being the Disputes contract."""
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.actor(), 1)


@provokes("jail", Reason.ADDITION_OVERFLOW)
def jail_for_ever(scene: Scene, name: str) -> Proposal:
    """Jail somebody for more rounds than there can be."""
    return scene.act(name, "Disputes", scene.actor(), MAX - scene.below(2)) if scene.can_impersonate else None


@provokes("slash_delegations", Reason.SUBTRACTION_UNDERFLOW)
def slash_more_than_everything(scene: Scene, name: str) -> Proposal:
    """Slash more than all that is delegated."""
    account, fraction = scene.actor(), scene.pick((10**6 + 1, MAX))
    return scene.act(name, "Disputes", account, fraction) if scene.can_impersonate else None


@provokes(("slash_bond", "slash_delegations"), Reason.ADDITION_OVERFLOW, late=True)
def slash_who_earned_too_much(scene: Scene, name: str) -> Recipe:
    """Slash an orchestrator that keeps all fees and has earned more of them than fit into a word."""
    callers = [caller for caller in scene.active() if caller in scene.registered_orchestrators()]
    if callers and scene.can_impersonate:
        account = scene.pick(callers)
        yield from overpaying(scene, account)
        yield scene.act(name, "Disputes", account, 1)


@provokes(("slash_bond", "slash_delegations"), Reason.MULTIPLICATION_OVERFLOW, late=True)
def slash_endless_bond(scene: Scene, name: str) -> Recipe:
    """Slash a bond, or what is delegated, that has no word times a million."""
    if scene.state.token.total_supply > MAX // 4 or not scene.can_impersonate:
        return
    account = scene.actors[0]
    yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
    yield Action("mint", "owner", (account, MAX // 4))
    yield Action("approve", account, ("BondingManager", MAX))
    yield Action("bond", account, (MAX // 4, account))
    yield scene.act(name, "Disputes", account, 10**6)


def _without_tokens(scene: Scene, steps: Recipe) -> Recipe:
    """Take steps while the Minter has given away its tokens."""
    recipient, amount = scene.actor(), scene.lpt(scene.minter)
    yield Action("trusted_transfer_tokens", "BondingManager", (recipient, amount))
    yield from steps
    yield Action("transfer", recipient, (scene.minter, amount))


@provokes(("slash_bond", "slash_delegations"), Reason.TRANSFER_EXCEEDS_BALANCE)
def slash_without_tokens(scene: Scene, name: str) -> Recipe:
    """Slash a registered orchestrator while the Minter has no tokens."""
    names = scene.registered_orchestrators()
    if names and scene.can_impersonate and scene.initialized:
        yield from _without_tokens(scene, iter((scene.act(name, "Disputes", scene.pick(names), 500_000),)))


@provokes(("slash_bond", "slash_delegations"), Reason.NOT_BONDING_MANAGER)
def slash_through_stranger(scene: Scene, name: str) -> Recipe:
    """Slash a registered orchestrator when the Minter does not know the BondingManager any more."""
    names = scene.registered_orchestrators()
    if names and scene.can_impersonate and scene.initialized:
        yield scene.register("BondingManager", scene.actor())
        yield scene.act(name, "Disputes", scene.pick(names), 500_000)
        yield scene.register("BondingManager", "BondingManager")


@provokes(("rule_dispute", "council_vote"), Reason.TRANSFER_EXCEEDS_BALANCE)
def rule_without_tokens(scene: Scene, name: str) -> Recipe:
    """Let a dispute be won that slashes a bond while the Minter has no tokens."""
    names, by_council = scene.registered_orchestrators(), name == "council_vote"
    if names and scene.can_impersonate:
        yield from accusing(scene, by_council, scene.pick(names))
        yield Action("set_penalty", scene.owner, (500_000, 1))
        for id, _ in judged(scene, by_council)[:1]:
            yield from _without_tokens(scene, deciding(scene, id, by_council, True))
        yield Action("set_penalty", scene.owner, (100_000, 1))


def _growing(scene: Scene, account: str) -> Recipe:
    """Let an orchestrator's bond grow by the known defect of rebonding, beyond what is delegated to it."""
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    yield Action("reward", account)
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", scene.actor())
    yield Action("claim_earnings", account, (0,))
    lock_id, amount = scene.delegator(account).next_unbonding_lock_id, scene.delegator(account).bonded_amount
    yield Action("unbond", account, (amount,))
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", scene.actor())
    yield Action("rebond_from_unbonded", account, (account, lock_id))
    yield Action("advance_rounds", "", (1, 0))
    yield Action("initialize_round", scene.actor())


@provokes(("slash_bond", "jail"), Reason.SUBTRACTION_UNDERFLOW)
def penalise_grown_bond(scene: Scene, name: str) -> Recipe:
    """Slash or jail more than is delegated to an account, since its bond grew by a known defect."""
    if scene.can_impersonate and scene.active():
        account = min(scene.active(), key=lambda each: scene.delegator(each).delegated_amount)
        yield from _growing(scene, account)
        for each, argument in (("slash_bond", 10**6), ("jail", 1)):
            yield scene.act(each, "Disputes", account, argument)


@provokes(("unbond", "unbond_with_hint", "transfer_bond"), Reason.SUBTRACTION_UNDERFLOW)
def move_grown_bond(scene: Scene, name: str) -> Recipe:
    """Unbond or give away more than is delegated to an account, since its bond grew by a known defect."""
    if scene.active():
        account = min(scene.active(), key=lambda each: scene.delegator(each).delegated_amount)
        yield from _growing(scene, account)
        yield Action("claim_earnings", account, (0,))
        amount = scene.delegator(account).bonded_amount
        yield scene.act(name, account, *((scene.another(account),) if name == "transfer_bond" else ()), amount)


@provokes(("rule_dispute", "council_vote"), Reason.SUBTRACTION_UNDERFLOW)
def rule_over_grown_bond(scene: Scene, name: str) -> Recipe:
    """Let a dispute be won that slashes such a bond."""
    by_council, active = name == "council_vote", scene.active()
    if not active or judged(scene, by_council):
        return
    account = min(active, key=lambda each: scene.delegator(each).delegated_amount)
    yield from _growing(scene, account)
    yield Action("set_penalty", scene.owner, (10**6, 1))
    yield from accusing(scene, by_council, account)
    for id, _ in judged(scene, by_council)[:1]:
        yield from deciding(scene, id, by_council, True)
    yield Action("set_penalty", scene.owner, (100_000, 1))


def _attempt(scene: Scene, name: str, account: str) -> Recipe:
    """Move an account's stake in a way of ``MOVING``, or bond to it."""
    other = scene.another(account)
    if name in ("rebond", "rebond_with_hint") and not scene.delegator(account).bonded_amount:
        yield Action("approve", account, ("BondingManager", MAX))
        yield Action("bond", account, (LPT, other))
    if name in BONDING:
        target = (account,) if name != "bond_for_with_hint" else (other, account)
        yield scene.act(name, other, 1, *target)
    elif name == "transfer_bond":
        yield scene.act(name, account, other, 1)
    else:
        yield scene.act(
            name, account, *((account,) if "from_unbonded" in name else ()), scene.below(2) + ("unbond" in name)
        )


@provokes(MOVING, Reason.STAKE_DISPUTED)
def move_disputed_stake(scene: Scene, name: str) -> Recipe:
    """Move stake while a dispute with its account is open."""
    unbonded = scene.unbonded()
    accused = unbonded[0] if "from_unbonded" in name and unbonded else scene.actors[0]
    yield from accusing(scene, by_council=scene.chance(0.5), accused=accused)
    disputes = [id for id, _ in (*judged(scene, True), *judged(scene, False))]
    names = {scene.name(scene.state.disputes.disputes[id].orchestrator) for id in disputes}
    for account in sorted(names & set(scene.actors)):
        for each in MOVING:
            yield from _attempt(scene, each, account)


@provokes((*MOVING, *BONDING), Reason.JAILED)
def move_jailed_stake(scene: Scene, name: str) -> Recipe:
    """Move stake of a jailed account, or bond to it."""
    if not scene.can_impersonate:
        return
    account = scene.actor()
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    yield Action("jail", "Disputes", (account, 1 + scene.below(3)))
    for each in (*BONDING, *MOVING):
        if each == name or scene.chance(0.5):
            yield from _attempt(scene, each, account)


@provokes(("rule_dispute", "council_vote"), Reason.ADDITION_OVERFLOW)
def rule_for_endless_jail(scene: Scene, name: str) -> Recipe:
    """Let a dispute be won that jails for more rounds than there can be."""
    by_council = name == "council_vote"
    yield from accusing(scene, by_council)
    yield Action("set_penalty", scene.owner, (0, MAX))
    for id, _ in judged(scene, by_council)[:1]:
        yield from deciding(scene, id, by_council, True)
    yield Action("set_penalty", scene.owner, (100_000, 1))


@provokes("rule_dispute", Reason.NOT_DISPUTES)
def rule_unregistered(scene: Scene, name: str) -> Recipe:
    """Let a dispute be won while the Disputes contract is registered no more."""
    yield from accusing(scene, by_council=False)
    yield Action("set_penalty", scene.owner, (10**6, 1))
    for id, _ in judged(scene, by_council=False)[:1]:
        before = scene.name(scene.registered("Disputes"))
        yield scene.register("Disputes", scene.actor())
        yield from deciding(scene, id, False, True)
        yield scene.register("Disputes", before)
