"""The token: transfers, and what only its owner may."""

from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.registering import proposes, provokes
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

_OWNER = "BondingManager"
"""Who owns the token."""


@proposes("transfer", family="token", weight=8)
def transfer(scene: WhitepaperScene, name: str) -> Proposal:
    """Move tokens; to a contract they are as good as lost."""
    caller = scene.actor()
    recipient = scene.pick((scene.actor(), scene.actor(), caller, _OWNER, scene.broker))
    return scene.act(name, caller, recipient, scene.amount(scene.lpt(caller) // 8))


@proposes("mint", family="contracts", weight=6)
def mint(scene: WhitepaperScene, name: str) -> Proposal:
    """Create tokens as the BondingManager does."""
    if not scene.can_impersonate:
        return None
    return scene.act(name, _OWNER, scene.anybody(), scene.amount(scene.lpt(scene.actor()) // 8))


@proposes("transfer_token_ownership", family="contracts", weight=2)
def give_token_away(scene: WhitepaperScene, name: str) -> Proposal:
    """Let an actor own the token for a moment."""
    return _give_token_away(scene, name, scene.actor()) if scene.can_impersonate else None


def _give_token_away(scene: WhitepaperScene, name: str, owner: str) -> Recipe:
    yield scene.act(name, _OWNER, owner)
    yield scene.act("mint", owner, scene.anybody(), scene.below(100))
    yield scene.act(name, owner, _OWNER)


@provokes(("transfer", "transfer_from"), Reason.TRANSFER_TO_NULL)
def transfer_to_null(scene: WhitepaperScene, name: str) -> Proposal:
    """Move tokens to the null address."""
    arguments = ("null", 0) if name == "transfer" else (scene.actor(), "null", 0)
    return scene.act(name, scene.actor(), *arguments)


@provokes(("transfer", "burn"), Reason.SUBTRACTION_UNDERFLOW)
def use_too_much(scene: WhitepaperScene, name: str) -> Proposal:
    """Move or destroy more tokens than there are."""
    caller = scene.actor()
    amount = scene.pick((scene.lpt(caller) + 1, MAX))
    return scene.act(name, caller, *((scene.actor(), amount) if name == "transfer" else (amount,)))


@provokes("transfer_from", Reason.SUBTRACTION_UNDERFLOW)
def transfer_unapproved(scene: WhitepaperScene, name: str) -> Recipe:
    """Move one token more than is approved, or than the owner has."""
    owner, spender = scene.actor(), scene.actor()
    amount = scene.pick((scene.below(3), scene.lpt(owner)))
    yield Action("approve", owner, (spender, amount))
    yield scene.act(name, spender, owner, scene.actor(), amount + 1)


@provokes("mint", Reason.ADDITION_OVERFLOW)
def mint_without_end(scene: WhitepaperScene, name: str) -> Proposal:
    """Create more tokens than there are numbers."""
    return scene.act(name, _OWNER, scene.actor(), MAX - scene.below(2)) if scene.can_impersonate else None


@provokes("transfer_token_ownership", Reason.NEW_OWNER_NULL)
def give_token_to_nobody(scene: WhitepaperScene, name: str) -> Proposal:
    """Let nobody own the token."""
    return scene.act(name, _OWNER, "null") if scene.can_impersonate else None


@provokes(("mint", "transfer_token_ownership"), Reason.NOT_OWNER)
def use_token_of_another(scene: WhitepaperScene, name: str) -> Proposal:
    """Do what is the token owner's."""
    caller = scene.actor()
    return scene.act(name, caller, caller, *((1,) if name == "mint" else ()))
