"""Bonding, unbonding and moving stake."""

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import EDGES, MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

BOND = ("bond", "bond_with_hint")
UNBOND = ("unbond", "unbond_with_hint")
REBOND = ("rebond", "rebond_with_hint")
REBOND_FROM_UNBONDED = ("rebond_from_unbonded", "rebond_from_unbonded_with_hint")
ALL_BOND = (*BOND, "bond_for_with_hint")
ALL_UNBOND = (*UNBOND, "transfer_bond")


def bonding(scene: Scene, name: str, caller: str, amount: int, to: str, owner: str = "") -> Action:
    """A bond of ``caller``'s tokens for itself, or for ``owner`` where the transaction allows that."""
    if name == "bond_for_with_hint":
        return scene.act(name, caller, amount, owner or caller, to)
    return scene.act(name, caller, amount, to)


def unbonding(scene: Scene, name: str, caller: str, amount: int, receiver: str = "") -> Action:
    """An unbonding of ``amount``, or its transfer to ``receiver``."""
    if name == "transfer_bond":
        return scene.act(name, caller, receiver or scene.anybody(), amount)
    return scene.act(name, caller, amount)


def _delegate(scene: Scene) -> str:
    """Whom to delegate to: mostly an orchestrator; now and then the null address, whose stake has rules of its own."""
    if scene.chance(0.03):
        return "null"
    registered = scene.registered_orchestrators()
    return scene.pick(registered) if registered and scene.chance(0.85) else scene.anybody()


# Proposals.


@proposes(*BOND, family="staking", weight=30)
def bond(scene: Scene, name: str) -> Proposal:
    """Add to one's own stake, move it, or become an orchestrator."""
    caller = scene.actor()
    record = scene.delegator(caller)
    chance = scene.random()
    if not record.bonded_amount:
        to = caller if chance < 0.4 else _delegate(scene)
        return scene.act(name, caller, scene.amount(max(scene.lpt(caller) // 2, 1)), to)
    delegate = scene.name(record.delegate_address)
    if delegate != caller and chance < 0.4:
        amount = 0 if chance < 0.25 else scene.amount(max(scene.lpt(caller) // 2, 1))
        return scene.act(name, caller, amount, _delegate(scene))
    return scene.act(name, caller, scene.amount(max(scene.lpt(caller) // 2, 1)), delegate)


@proposes("bond_for_with_hint", family="staking", weight=8)
def bond_for(scene: Scene, name: str) -> Proposal:
    """Add to somebody else's stake, or give an unbonded account some."""
    caller, owner = scene.actor(), scene.anybody()
    record = scene.delegator(owner)
    to = scene.name(record.delegate_address) if record.bonded_amount else _delegate(scene)
    return scene.act(name, caller, scene.amount(max(scene.lpt(caller) // 4, 1)), owner, to)


@proposes(*UNBOND, family="staking", weight=18)
def unbond(scene: Scene, name: str) -> Proposal:
    """Unbond a part or everything."""
    callers = scene.bonded()
    if not callers:
        return None
    caller = scene.pick(callers)
    return scene.act(name, caller, scene.amount(scene.delegator(caller).bonded_amount))


@proposes("transfer_bond", family="staking", weight=10)
def transfer_bond(scene: Scene, name: str) -> Proposal:
    """Give a part of one's stake, or all of it, to another account or to oneself."""
    callers = scene.bonded()
    if not callers:
        return None
    caller = scene.pick(callers)
    receiver = caller if scene.chance(0.1) else scene.anybody()
    return scene.act(name, caller, receiver, scene.amount(scene.delegator(caller).bonded_amount))


@proposes(*REBOND, family="staking", weight=10)
def rebond(scene: Scene, name: str) -> Proposal:
    """Bring unbonding stake back."""
    callers = [caller for caller in scene.with_bond() if scene.locks(caller)]
    if not callers:
        return None
    caller = scene.pick(callers)
    return scene.act(name, caller, scene.pick(scene.locks(caller))[0])


@proposes(*REBOND_FROM_UNBONDED, family="staking", weight=6)
def rebond_from_unbonded(scene: Scene, name: str) -> Proposal:
    """Bring unbonding stake back after everything was unbonded."""
    callers = [caller for caller in scene.unbonded() if scene.locks(caller)]
    if not callers:
        return None
    caller = scene.pick(callers)
    to = caller if scene.chance(0.4) else _delegate(scene)
    return scene.act(name, caller, to, scene.pick(scene.locks(caller))[0])


@proposes("withdraw_stake", family="staking", weight=10)
def withdraw_stake(scene: Scene, name: str) -> Proposal:
    """Take out stake whose time has come."""
    current = scene.current
    ripe = [
        (caller, lock_id)
        for caller in scene.actors
        for lock_id, lock in scene.locks(caller)
        if lock.withdraw_round <= current
    ]
    return scene.act(name, *scene.pick(ripe)) if ripe else None


@proposes("withdraw_fees", family="staking", weight=8)
def withdraw_fees(scene: Scene, name: str) -> Proposal:
    """Take out fees, known or still to be claimed."""
    caller = scene.actor()
    if not scene.transactions[name].parameters:
        return scene.act(name, caller)
    fees = scene.delegator(caller).fees
    amount = scene.amount(fees) if fees else 0
    return scene.act(name, caller, caller if scene.chance(0.7) else scene.anybody(), amount)


@proposes("claim_earnings", family="staking", weight=8)
def claim_earnings(scene: Scene, name: str) -> Proposal:
    """Claim through the current round, or through another one."""
    end = scene.current if scene.chance(0.8) else scene.current + scene.pick((-1, 1, 5))
    return scene.act(name, scene.actor(), end)


# Rejections.


@provokes(ALL_BOND, Reason.ZERO_DELEGATION)
def bond_nothing(scene: Scene, name: str) -> Proposal:
    """Bond nothing to the delegate that one has."""
    caller = scene.actor()
    delegate = scene.delegator(caller).delegate_address
    return bonding(scene, name, caller, 0, scene.actor() if scene.is_null(delegate) else scene.name(delegate))


@provokes(ALL_BOND, Reason.REGISTERED_CANNOT_DELEGATE_AWAY)
def delegate_away(scene: Scene, name: str) -> Proposal:
    """An orchestrator delegates to somebody else."""
    registered = scene.registered_orchestrators()
    if not registered:
        return None
    caller = scene.pick(registered)
    return bonding(scene, name, caller, scene.pick((0, 1)), scene.another(caller))


@provokes(ALL_BOND, Reason.ADDITION_OVERFLOW)
def bond_without_end(scene: Scene, name: str) -> Proposal:
    """Bond more than fits into a word, on top of what there is."""
    callers = scene.with_bond()
    if not callers:
        return None
    caller = scene.pick(callers)
    return bonding(scene, name, caller, MAX - scene.below(3), scene.name(scene.delegator(caller).delegate_address))


@provokes(ALL_BOND, Reason.TRANSFER_EXCEEDS_BALANCE)
def bond_more_than_held(scene: Scene, name: str) -> Proposal:
    """Bond more tokens than one has."""
    caller = scene.actor()
    delegate = scene.delegator(caller).delegate_address
    to = scene.actor() if scene.is_null(delegate) else scene.name(delegate)
    return bonding(scene, name, caller, scene.lpt(caller) + 1 + scene.below(100), to)


@provokes(ALL_BOND, Reason.TRANSFER_EXCEEDS_ALLOWANCE)
def bond_more_than_approved(scene: Scene, name: str) -> Proposal:
    """Bond tokens that one has and has not approved."""
    caller = scene.actor()
    if scene.lpt(caller) < 2:
        return None
    delegate = scene.delegator(caller).delegate_address
    to = scene.actor() if scene.is_null(delegate) else scene.name(delegate)
    return _with_low_allowance(scene, caller, bonding(scene, name, caller, scene.lpt(caller) // 2 + 1, to))


def _with_low_allowance(scene: Scene, caller: str, action: Action) -> Recipe:
    yield Action("approve", caller, ("BondingManager", scene.pick((0, 1, scene.lpt(caller) // 2))))
    yield action
    yield Action("approve", caller, ("BondingManager", MAX))


@provokes("bond_for_with_hint", Reason.INVALID_DELEGATE)
def make_somebody_orchestrator(scene: Scene, name: str) -> Proposal:
    """Bond for an unbonded account towards itself."""
    unbonded = scene.unbonded()
    owner = scene.pick(unbonded) if unbonded else "null"
    return scene.act(name, scene.another(owner) if unbonded else scene.actor(), 1, owner, owner)


@provokes("bond_for_with_hint", Reason.INVALID_DELEGATE_CHANGE)
def move_somebody(scene: Scene, name: str) -> Proposal:
    """Bond for a bonded account towards another delegate than its own."""
    bonded = scene.with_bond()
    if not bonded:
        return None
    owner = scene.pick(bonded)
    delegate = scene.name(scene.delegator(owner).delegate_address)
    to = scene.another(delegate) if delegate in scene.actors else scene.actor()
    return scene.act(name, scene.another(owner), scene.pick((0, 1)), owner, to)


@provokes(ALL_UNBOND, Reason.NOT_BONDED)
def unbond_without_bond(scene: Scene, name: str) -> Proposal:
    """Unbond without a bond, or before it counts."""
    bonded = scene.bonded()
    callers = [actor for actor in scene.actors if actor not in bonded] or ["owner"]
    return unbonding(scene, name, scene.pick(callers), scene.pick(EDGES))


@provokes(ALL_UNBOND, Reason.ZERO_UNBOND)
def unbond_nothing(scene: Scene, name: str) -> Proposal:
    """Unbond nothing."""
    callers = scene.bonded()
    return unbonding(scene, name, scene.pick(callers), 0) if callers else None


@provokes(ALL_UNBOND, Reason.UNBOND_EXCEEDS_BOND)
def unbond_too_much(scene: Scene, name: str) -> Proposal:
    """Unbond far more than there is: the earnings that are claimed first may be part of it."""
    callers = scene.bonded()
    if not callers:
        return None
    caller = scene.pick(callers)
    amount = MAX if scene.chance(0.3) else min(MAX, scene.delegator(caller).bonded_amount * 4 + 1)
    return unbonding(scene, name, caller, amount)


@provokes("transfer_bond", Reason.INVALID_DELEGATOR)
def transfer_to_delegate(scene: Scene, name: str) -> Proposal:
    """Give stake to one's own delegate that has none: an orchestrator transfers everything to itself."""
    callers = [caller for caller in scene.bonded() if caller in scene.registered_orchestrators()]
    if not callers:
        return None
    caller = scene.pick(callers)
    return _transfer_everything(scene, name, caller)


def _transfer_everything(scene: Scene, name: str, caller: str) -> Recipe:
    yield scene.act("claim_earnings", caller, scene.current)
    yield scene.act(name, caller, caller, scene.delegator(caller).bonded_amount)


@provokes(REBOND, Reason.NOT_BONDED)
def rebond_without_bond(scene: Scene, name: str) -> Proposal:
    """Rebond towards nobody."""
    callers = scene.unbonded()
    return scene.act(name, scene.pick(callers), scene.below(3)) if callers else None


@provokes(REBOND_FROM_UNBONDED, Reason.STILL_BONDED)
def rebond_from_unbonded_with_bond(scene: Scene, name: str) -> Proposal:
    """Choose a new delegate for unbonding stake while there is a bond."""
    callers = scene.with_bond()
    return scene.act(name, scene.pick(callers), scene.anybody(), scene.below(3)) if callers else None


@provokes((*REBOND, *REBOND_FROM_UNBONDED, "withdraw_stake"), Reason.INVALID_UNBONDING_LOCK)
def use_missing_lock(scene: Scene, name: str) -> Proposal:
    """Use a lock that does not exist, or not any more."""
    from_unbonded = name in REBOND_FROM_UNBONDED
    callers = scene.unbonded() if from_unbonded else scene.with_bond()
    if not callers:
        return None
    caller = scene.pick(callers)
    taken = {lock_id for lock_id, _ in scene.locks(caller)}
    last = scene.delegator(caller).next_unbonding_lock_id
    lock_id = scene.pick([i for i in range(last) if i not in taken] or [last, last + 1, MAX])
    return scene.act(name, caller, scene.anybody(), lock_id) if from_unbonded else scene.act(name, caller, lock_id)


@provokes("withdraw_stake", Reason.STAKE_STILL_LOCKED)
def withdraw_too_early(scene: Scene, name: str) -> Proposal:
    """Withdraw stake one round too early, or earlier."""
    current = scene.current
    early = [
        (caller, lock_id)
        for caller in scene.actors
        for lock_id, lock in scene.locks(caller)
        if lock.withdraw_round > current
    ]
    if early:
        return scene.act(name, *scene.pick(early))
    callers = scene.bonded()
    return _withdraw_at_once(scene, name, scene.pick(callers)) if callers else None


def _withdraw_at_once(scene: Scene, name: str, caller: str) -> Recipe:
    yield scene.act("unbond", caller, 1)
    yield scene.act(name, caller, max(0, scene.delegator(caller).next_unbonding_lock_id - 1))


def ripen(scene: Scene, caller: str) -> Recipe:
    """Put a little stake of the caller under a lock, and wait until it can be withdrawn."""
    yield scene.act("unbond", caller, 1)
    yield Action("advance_rounds", "", (min(scene.state.bonding.unbonding_period, 20), 0))
    yield Action("initialize_round", caller)


@provokes("withdraw_stake", Reason.NOT_BONDING_MANAGER)
def withdraw_through_stranger(scene: Scene, name: str) -> Proposal:
    """Withdraw stake when the Minter does not know the BondingManager any more."""
    callers = scene.bonded()
    return _withdraw_through_stranger(scene, name, scene.pick(callers)) if callers else None


def _withdraw_through_stranger(scene: Scene, name: str, caller: str) -> Recipe:
    yield from ripen(scene, caller)
    yield scene.register("BondingManager", scene.actor())
    yield scene.act(name, caller, max(scene.delegator(caller).next_unbonding_lock_id - 1, 0))
    yield scene.register("BondingManager", "BondingManager")


@provokes("withdraw_fees", Reason.NULL_RECIPIENT)
def withdraw_fees_to_nobody(scene: Scene, name: str) -> Proposal:
    """Send fees to the null address."""
    return scene.act(name, scene.actor(), "null", scene.pick((0, 1)))


@provokes("withdraw_fees", Reason.INSUFFICIENT_FEES)
def withdraw_too_many_fees(scene: Scene, name: str) -> Proposal:
    """Withdraw far more fees than can have been earned."""
    return scene.act(name, scene.actor(), scene.actor(), scene.pick((10**27, MAX)))


@provokes("withdraw_fees", Reason.CALLEE_REVERTED)
def withdraw_fees_to_refuser(scene: Scene, name: str) -> Proposal:
    """Send fees to an account that refuses them with words."""
    if not scene.transactions[name].parameters:
        return None
    return scene.act(name, scene.actor(), "loud_refuser", 0)


@provokes("withdraw_fees", Reason.NO_DATA)
def withdraw_fees_to_silent_refuser(scene: Scene, name: str) -> Proposal:
    """Send fees to an account that fails without words."""
    if not scene.transactions[name].parameters:
        return None
    return scene.act(name, scene.actor(), scene.pick(("silent_refuser", "gas_hungry")), 0)


@provokes("withdraw_fees", Reason.NO_FEES)
def withdraw_no_fees(scene: Scene, name: str) -> Proposal:
    """Withdraw fees that were never earned."""
    callers = [caller for caller in scene.unbonded() if not scene.delegator(caller).fees]
    return scene.act(name, scene.pick(callers)) if callers else None


@provokes("claim_earnings", Reason.CLAIM_NOT_AFTER_LAST, Reason.CLAIM_END_NOT_CURRENT)
def claim_through_wrong_round(scene: Scene, name: str) -> Proposal:
    """Claim through a round that was claimed already, or through one to come."""
    caller, last = scene.actor(), scene.delegator
    claimed = last(caller).last_claim_round
    return scene.act(name, caller, scene.pick((claimed, max(claimed - 1, 0), claimed + 1, scene.current + 1, MAX)))
