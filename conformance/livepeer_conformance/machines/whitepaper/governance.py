"""Proposals and votes."""

from collections.abc import Callable
from typing import Any

from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX
from livepeer_conformance.machines.whitepaper.registering import proposes, provokes
from livepeer_conformance.machines.whitepaper.scene import WhitepaperScene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.alpha.whitepaper.protocol import FRACTIONS

_VALUES = {
    "numActiveTranscoders": (0, 1, 2, 2, 3, 5),
    "roundLength": (25, 50, 50, 60),
    "unbondingPeriod": (0, 1, 2, 3),
    "verificationRate": (1, 2, 2, 3),
    "verificationPeriod": (0, 2, 10, 10, 20),
    "verificationSlashingPeriod": (0, 2, 10, 10, 20),
    "slashingThreshold": (0, 1, 2, 3),
}
"""Values with which a sequence goes on; all other parameters are fractions."""
_PROPOSING = ("propose_parameter", "propose_burn", "propose_spend")


def setting(scene: WhitepaperScene) -> tuple[str, int]:
    """A parameter and a value that it can have."""
    name = scene.pick((*_VALUES, *FRACTIONS))
    if name in _VALUES:
        return name, scene.pick(_VALUES[name])
    return name, scene.below(300_000) if name == "roundLockAmount" else scene.fraction()


def carry(scene: WhitepaperScene, name: str, *args: Any) -> Recipe:
    """Propose something, and let active transcoders vote until it is carried out."""
    governance = scene.state.governance
    number = governance.num_proposals
    yield scene.act(name, scene.actor(), *args)
    for voter in scene.active():
        if not governance.proposals[number].executed:
            yield scene.act("vote_for", voter, number)


def with_parameter(scene: WhitepaperScene, name: str, value: int, then: Callable[[WhitepaperScene], Recipe]) -> Recipe:
    """Give a parameter another value by vote, go on, and give it back the one that it had."""
    before = scene.parameter(name)
    yield from carry(scene, "propose_parameter", name, value)
    yield from then(scene)
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    yield from carry(scene, "propose_parameter", name, before)


def _arguments(scene: WhitepaperScene, name: str) -> tuple[Any, ...]:
    if name == "propose_parameter":
        return setting(scene)
    pool = scene.state.bonding.common_pool
    amount = scene.amount(pool) if pool else scene.below(2)
    return (amount,) if name == "propose_burn" else (scene.actor(), amount)


@proposes(*_PROPOSING, family="governance", weight=18)
def propose(scene: WhitepaperScene, name: str) -> Proposal:
    """Propose something that can be carried out."""
    return scene.act(name, scene.actor(), *_arguments(scene, name))


@proposes("vote_for", family="governance", weight=24)
def vote(scene: WhitepaperScene, name: str) -> Proposal:
    """Be in favour of a proposal."""
    voters, numbers = scene.active(), scene.proposals()
    return scene.act(name, scene.pick(voters), scene.pick(numbers)) if voters and numbers else None


@proposes(*_PROPOSING, family="governance", weight=9)
def propose_and_carry(scene: WhitepaperScene, name: str) -> Proposal:
    """Propose something and carry it out."""
    return carry(scene, name, *_arguments(scene, name)) if scene.active() else None


# Rejections.


@provokes("propose_parameter", Reason.UNKNOWN_PARAMETER)
def propose_unknown(scene: WhitepaperScene, name: str) -> Proposal:
    """Propose a value for a parameter that there is not."""
    return scene.act(name, scene.actor(), scene.pick(("", "inflation", "RoundLength")), scene.below(10))


@provokes("propose_parameter", Reason.INVALID_PARAMETER)
def propose_invalid(scene: WhitepaperScene, name: str) -> Proposal:
    """Propose more than all, or to divide by nothing."""
    fraction = scene.pick(FRACTIONS), scene.pick((10**6 + 1, MAX))
    return scene.act(name, scene.actor(), *scene.pick((fraction, ("roundLength", 0), ("verificationRate", 0))))


@provokes("vote_for", Reason.PROPOSAL_UNKNOWN)
def vote_for_nothing(scene: WhitepaperScene, name: str) -> Proposal:
    """Be in favour of what nobody proposed."""
    return scene.act(name, scene.actor(), scene.pick((scene.state.governance.num_proposals, MAX)))


@provokes("vote_for", Reason.PROPOSAL_EXECUTED)
def vote_too_late(scene: WhitepaperScene, name: str) -> Proposal:
    """Be in favour of what is carried out already."""
    numbers = scene.proposals(executed=True)
    if numbers:
        return scene.act(name, scene.actor(), scene.pick(numbers))
    return _carry_and_vote(scene, name) if scene.active() else None


def _carry_and_vote(scene: WhitepaperScene, name: str) -> Recipe:
    yield from carry(scene, "propose_burn", 0)
    yield scene.act(name, scene.actor(), scene.state.governance.num_proposals - 1)


@provokes("vote_for", Reason.NOT_ACTIVE)
def vote_as_stranger(scene: WhitepaperScene, name: str) -> Recipe:
    """Be in favour without being active."""
    active = scene.active()
    callers = [actor for actor in scene.actors if actor not in active] or ["owner"]
    yield scene.act("propose_burn", scene.actor(), 1)
    yield scene.act(name, scene.pick(callers), scene.state.governance.num_proposals - 1)


@provokes("vote_for", Reason.ALREADY_VOTED)
def vote_again(scene: WhitepaperScene, name: str) -> Proposal:
    """Be in favour twice in a round, with too little stake to carry it out."""
    active = scene.active()
    return _vote_again(scene, name, active[-1]) if len(active) > 1 else None


def _vote_again(scene: WhitepaperScene, name: str, caller: str) -> Recipe:
    yield scene.act("propose_parameter", scene.actor(), *setting(scene))
    for _ in range(2):
        yield scene.act(name, caller, scene.state.governance.num_proposals - 1)


@provokes("vote_for", Reason.INSUFFICIENT_COMMON_POOL)
def spend_too_much(scene: WhitepaperScene, name: str) -> Proposal:
    """Carry out what the common pool does not suffice for."""
    amount = scene.state.bonding.common_pool + 1
    action = scene.pick((("propose_burn", amount), ("propose_spend", scene.actor(), amount)))
    return carry(scene, *action) if scene.active() else None


@provokes("vote_for", Reason.TRANSFER_TO_NULL)
def spend_on_nobody(scene: WhitepaperScene, name: str) -> Proposal:
    """Carry out a payment to the null address."""
    return carry(scene, "propose_spend", "null", 0) if scene.active() else None
