"""Polls."""

from livepeer_conformance.machines.proposals.arbitrary import existing_polls
from livepeer_conformance.machines.proposing import Proposal, Recipe, proposes, provokes
from livepeer_conformance.machines.scene import LPT, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason


def polls(scene: Scene) -> list[tuple[str, int]]:
    """The polls that exist, with their end blocks."""
    return [(name, scene.state.polls[scene.address(name)].end_block) for name in existing_polls(scene)]


@proposes("create_poll", family="polls", weight=4)
def create_poll(scene: Scene, name: str) -> Proposal:
    """Start a poll, mostly with enough stake."""
    callers = [caller for caller in scene.with_bond() if scene.delegator(caller).bonded_amount >= 100 * LPT]
    caller = scene.pick(callers) if callers and scene.chance(0.8) else scene.actor()
    proposal = "0x" + "ab" * scene.pick((0, 1, 31, 32, 46))
    action = scene.act(name, caller, proposal)
    return _paid(scene, action) if scene.upgrade == "streamflow" and scene.chance(0.8) else action


def _paid(scene: Scene, action: Action) -> Recipe:
    """A poll whose creator approved what it costs, or nearly."""
    yield Action("approve", action.caller, ("PollCreator", 100 * LPT - (scene.below(8) == 0)))
    yield action


@proposes("vote", family="polls", weight=8)
def vote(scene: Scene, name: str) -> Proposal:
    """Vote for one of the choices, or for none that exists."""
    running = [poll for poll, end in polls(scene) if scene.block <= end]
    return (
        scene.act(name, scene.actor(), scene.pick((0, 1, 0, 1, 2, scene.edge())), at=scene.pick(running))
        if running
        else None
    )


@proposes("destroy_poll", family="polls", weight=2)
def destroy_poll(scene: Scene, name: str) -> Proposal:
    """Remove a poll that is over."""
    over = [poll for poll, end in polls(scene) if end < scene.block]
    return scene.act(name, scene.actor(), at=scene.pick(over)) if over else None


@provokes("create_poll", Reason.SUBTRACTION_UNDERFLOW, Reason.TRANSFER_EXCEEDS_ALLOWANCE)
def create_poll_without_approval(scene: Scene, name: str) -> Proposal:
    """Start a poll without having approved what it costs."""
    return scene.act(name, scene.actor(), "0x00")


@provokes("create_poll", Reason.INSUFFICIENT_STAKE_FOR_POLL)
def create_poll_without_stake(scene: Scene, name: str) -> Proposal:
    """Start a poll without stake."""
    callers = [
        caller
        for caller in scene.actors
        if scene.delegator(caller).delegated_amount < LPT and scene.delegator(caller).bonded_amount < LPT
    ] or ["owner"]
    return scene.act(name, scene.pick(callers), "0x")


@provokes(("vote", "destroy_poll"), Reason.POLL_OVER, Reason.POLL_ACTIVE)
def use_poll_at_wrong_time(scene: Scene, name: str) -> Proposal:
    """Vote after the end, or destroy a poll before it."""
    known = polls(scene)
    if not known:
        return None
    poll, end = known[-1]
    if name == "destroy_poll":
        return scene.act(name, scene.actor(), at=poll) if scene.block <= end else None
    return _vote_after_end(scene, name, poll, end)


def _vote_after_end(scene: Scene, name: str, poll: str, end: int) -> Recipe:
    if scene.block <= end:
        yield Action("advance_blocks", "", (end - scene.block,))
        yield scene.act(name, scene.actor(), 0, at=poll)
    yield scene.act(name, scene.actor(), 1, at=poll)
    if scene.chance(0.5):
        yield scene.act("destroy_poll", scene.actor(), at=poll)
