"""The token: transfers, approvals, roles and permits."""

from collections.abc import Callable

from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Proposer, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action, PermitPlan
from livepeer_spec.rejection import Reason

_ROLES = ("role:MINTER_ROLE", "role:BURNER_ROLE", "role:DEFAULT_ADMIN_ROLE", "role:unknown")


def allowances(scene: Scene) -> list[tuple[str, str, int]]:
    """Owner, spender and amount of what was approved between actors."""
    table = scene.state.token.allowances
    return [
        (owner, spender, allowance)
        for owner in scene.actors
        for spender in scene.actors
        if (allowance := table[scene.address(owner), scene.address(spender)])
    ]


def _spender(scene: Scene) -> str:
    return "BondingManager" if scene.chance(0.4) else scene.another("")


# Proposals.


@proposes("transfer", family="token", weight=8)
def transfer(scene: Scene, name: str) -> Proposal:
    """Move tokens; to a contract they are as good as lost."""
    caller = scene.actor()
    recipient = scene.pick((scene.actor(), scene.actor(), caller, "Minter", scene.broker))
    return scene.act(name, caller, recipient, scene.amount(scene.lpt(caller) // 8))


@proposes("approve", family="token", weight=10)
def approve(scene: Scene, name: str) -> Proposal:
    """Approve the BondingManager or another account."""
    caller = scene.actor()
    return scene.act(name, caller, _spender(scene), scene.pick((0, MAX, MAX, scene.amount(scene.lpt(caller) + 1))))


@proposes("increase_allowance", "decrease_allowance", family="token", weight=6)
def change_allowance(scene: Scene, name: str) -> Proposal:
    """Raise or lower an allowance."""
    caller, spender = scene.actor(), _spender(scene)
    allowance = scene.state.token.allowances[scene.address(caller), scene.address(spender)]
    limit = MAX - allowance if name == "increase_allowance" else allowance
    return scene.act(name, caller, spender, scene.amount(limit) if limit else 0)


@proposes("transfer_from", "burn_from", family="token", weight=10)
def use_allowance(scene: Scene, name: str) -> Proposal:
    """Move or destroy tokens that somebody approved."""
    approved = allowances(scene)
    if not approved:
        return None
    owner, spender, allowance = scene.pick(approved)
    amount = scene.amount(min(allowance, scene.lpt(owner)))
    return scene.act(name, spender, owner, *((scene.anybody(), amount) if name == "transfer_from" else (amount,)))


@proposes("permit", family="token", weight=6)
def permit(scene: Scene, name: str) -> Proposal:
    """Approve by signature; anybody submits it."""
    owner = scene.actor()
    return Action(name, scene.actor(), (PermitPlan(owner, _spender(scene), scene.pick((0, MAX, scene.lpt(owner)))),))


@proposes("burn", family="token", weight=3)
def burn(scene: Scene, name: str) -> Proposal:
    """Destroy own tokens."""
    caller = scene.actor()
    return scene.act(name, caller, scene.amount(scene.lpt(caller) // 8))


@proposes("mint", family="token", weight=3)
def mint(scene: Scene, name: str) -> Proposal:
    """Create tokens; the Minter alone can, unless somebody was given the right."""
    caller = scene.minter if scene.can_impersonate else scene.actor()
    return scene.act(name, caller, scene.anybody(), scene.amount(scene.lpt(scene.actor()) // 8))


@proposes("grant_role", "revoke_role", family="token", weight=3)
def change_role(scene: Scene, name: str) -> Proposal:
    """Give a role to an actor, or take one away."""
    return scene.act(name, "owner", scene.pick(_ROLES), scene.actor())


@proposes("renounce_role", family="token", weight=2)
def renounce_role(scene: Scene, name: str) -> Proposal:
    """Give up a role of one's own."""
    caller = scene.actor()
    return scene.act(name, caller, scene.pick(_ROLES), caller)


# Rejections.


@provokes("transfer", Reason.TRANSFER_TO_NULL)
def transfer_to_null(scene: Scene, name: str) -> Proposal:
    """Move tokens to the null address."""
    return scene.act(name, scene.actor(), "null", scene.pick((0, 1)))


@provokes("transfer", Reason.TRANSFER_EXCEEDS_BALANCE)
def transfer_too_much(scene: Scene, name: str) -> Proposal:
    """Move more tokens than there are."""
    caller = scene.actor()
    return scene.act(name, caller, scene.actor(), scene.pick((scene.lpt(caller) + 1, MAX)))


@provokes("transfer_from", Reason.TRANSFER_FROM_NULL)
def transfer_from_null(scene: Scene, name: str) -> Proposal:
    """Move tokens of the null address."""
    return scene.act(name, scene.actor(), "null", scene.actor(), scene.pick((0, 1)))


@provokes("transfer_from", Reason.TRANSFER_TO_NULL)
def transfer_from_to_null(scene: Scene, name: str) -> Proposal:
    """Move somebody's tokens to the null address."""
    return scene.act(name, scene.actor(), scene.actor(), "null", 0)


@provokes("transfer_from", Reason.TRANSFER_EXCEEDS_BALANCE)
def transfer_from_too_much(scene: Scene, name: str) -> Recipe:
    """Move more than an owner has, though it is approved."""
    owner, spender = scene.actor(), scene.actor()
    yield scene.act("approve", owner, spender, MAX)
    yield scene.act(name, spender, owner, scene.actor(), scene.lpt(owner) + 1)


@provokes("transfer_from", Reason.TRANSFER_EXCEEDS_ALLOWANCE)
def transfer_unapproved(scene: Scene, name: str) -> Recipe:
    """Move one token more than is approved."""
    owner = scene.actor()
    spender = scene.another(owner)
    allowance = scene.below(3)
    yield scene.act("approve", owner, spender, allowance)
    yield scene.act(name, spender, owner, scene.actor(), min(allowance + 1, scene.lpt(owner)))


@provokes(("approve", "increase_allowance", "decrease_allowance"), Reason.APPROVE_TO_NULL)
def approve_null(scene: Scene, name: str) -> Proposal:
    """Approve the null address."""
    return scene.act(name, scene.actor(), "null", 0)


@provokes("increase_allowance", Reason.ADDITION_OVERFLOW)
def increase_without_end(scene: Scene, name: str) -> Recipe:
    """Raise an allowance beyond the range of integers."""
    caller, spender = scene.actor(), scene.actor()
    yield scene.act("approve", caller, spender, 1 + scene.below(3))
    yield scene.act(name, caller, spender, MAX)


@provokes("decrease_allowance", Reason.ALLOWANCE_BELOW_ZERO, Reason.SUBTRACTION_UNDERFLOW)
def decrease_below_zero(scene: Scene, name: str) -> Recipe:
    """Lower an allowance below zero."""
    caller, spender = scene.actor(), scene.actor()
    allowance = scene.below(3)
    yield scene.act("approve", caller, spender, allowance)
    yield scene.act(name, caller, spender, scene.pick((allowance + 1, MAX)))


def _with_role(role: str, attempt: Callable[[Scene, str, str], Action]) -> Proposer:
    """Give an actor a role, let it try something, and take the role back."""

    def recipe(scene: Scene, name: str) -> Recipe:
        holder = scene.actor()
        yield scene.act("grant_role", "owner", role, holder)
        yield attempt(scene, name, holder)
        yield scene.act("revoke_role", "owner", role, holder)

    def make(scene: Scene, name: str) -> Proposal:
        return recipe(scene, name) if "grant_role" in scene.transactions else None

    return make


def _register_by_role(role: str, name: str, reason: Reason, attempt: Callable[[Scene, str, str], Action]) -> None:
    provokes(name, reason)(_with_role(role, attempt))


_MINTER, _BURNER = "role:MINTER_ROLE", "role:BURNER_ROLE"
_register_by_role(
    _MINTER, "mint", Reason.MINT_TO_NULL, lambda scene, name, caller: scene.act(name, caller, "null", scene.below(2))
)
_register_by_role(
    _MINTER, "mint", Reason.ADDITION_OVERFLOW,
    lambda scene, name, caller: scene.act(name, caller, scene.anybody(), MAX - scene.below(2)),
)  # fmt: skip
_register_by_role(
    _BURNER, "burn", Reason.BURN_EXCEEDS_BALANCE,
    lambda scene, name, caller: scene.act(name, caller, scene.lpt(caller) + 1),
)  # fmt: skip
_register_by_role(
    _BURNER, "burn_from", Reason.BURN_EXCEEDS_ALLOWANCE,
    lambda scene, name, caller: scene.act(name, caller, scene.actor(), MAX),
)  # fmt: skip
_register_by_role(
    _BURNER, "burn_from", Reason.APPROVE_FROM_NULL, lambda scene, name, caller: scene.act(name, caller, "null", 0)
)


@proposes("burn", "burn_from", family="token", weight=4)
def burn_with_role(scene: Scene, name: str) -> Proposal:
    """Give an actor the right to burn, and let it burn what it has and was approved."""
    return _burn(scene, name) if "grant_role" in scene.transactions else None


def _burn(scene: Scene, name: str) -> Recipe:
    holder, owner = scene.actor(), scene.actor()
    amount = scene.amount(scene.lpt(owner) // 8)
    yield scene.act("grant_role", "owner", _BURNER, holder)
    if name == "burn_from":
        yield scene.act("approve", owner, holder, amount)
        yield scene.act(name, holder, owner, amount)
    else:
        yield scene.act(name, holder, scene.amount(scene.lpt(holder) // 8))
    yield scene.act("revoke_role", "owner", _BURNER, holder)


@provokes("burn_from", Reason.BURN_EXCEEDS_BALANCE)
def burn_from_too_much(scene: Scene, name: str) -> Proposal:
    """Destroy more than an owner has, though it is approved."""
    return _burn_from_too_much(scene, name) if "grant_role" in scene.transactions else None


def _burn_from_too_much(scene: Scene, name: str) -> Recipe:
    holder, owner = scene.actor(), scene.actor()
    yield scene.act("grant_role", "owner", _BURNER, holder)
    yield scene.act("approve", owner, holder, MAX)
    yield scene.act(name, holder, owner, scene.lpt(owner) + 1)
    yield scene.act("revoke_role", "owner", _BURNER, holder)


@provokes(("mint", "burn", "burn_from", "grant_role", "revoke_role"), Reason.MISSING_ROLE)
def act_without_role(scene: Scene, name: str) -> Proposal:
    """Use a right that one does not have."""
    caller = scene.actor()
    if name in ("grant_role", "revoke_role"):
        return scene.act(name, caller, scene.pick(_ROLES), scene.actor())
    return scene.act(name, caller, *((scene.actor(),) if name != "burn" else ()), 0)


@provokes("renounce_role", Reason.RENOUNCE_NOT_SELF)
def renounce_for_another(scene: Scene, name: str) -> Proposal:
    """Give up somebody else's role."""
    return scene.act(name, scene.actor(), scene.pick(_ROLES), scene.pick(("owner", "Minter", "null")))


_PERMIT_FLAWS = {
    Reason.PERMIT_EXPIRED: ("expired",),
    Reason.SIGNATURE_HIGH_S: ("high_s",),
    Reason.SIGNATURE_V: ("bad_v",),
    Reason.SIGNATURE_INVALID: ("zero_r",),
    Reason.PERMIT_INVALID_SIGNATURE: ("wrong_signer", "old_nonce"),
}


def _flawed_permit(flaws: tuple[str, ...]) -> Proposer:
    def make(scene: Scene, name: str) -> Proposal:
        return Action(name, scene.actor(), (PermitPlan(scene.actor(), scene.actor(), 1, scene.pick(flaws)),))

    return make


for _reason, _flaws in _PERMIT_FLAWS.items():
    provokes("permit", _reason)(_flawed_permit(_flaws))


@provokes("permit", Reason.APPROVE_TO_NULL, Reason.APPROVE_FROM_NULL)
def permit_null(scene: Scene, name: str) -> Proposal:
    """Approve the null address by signature."""
    return Action(name, scene.actor(), (PermitPlan(scene.actor(), "null", scene.below(2)),))
