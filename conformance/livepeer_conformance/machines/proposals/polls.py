"""Polls."""

from dataclasses import replace

from livepeer_conformance.machines.proposals.arbitrary import existing_polls
from livepeer_conformance.machines.proposals.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
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
    known = polls(scene)
    over = [poll for poll, end in known if end < scene.block]
    if over:
        return scene.act(name, scene.actor(), at=scene.pick(over))
    return _destroy_at_end(scene, name, *scene.pick(known)) if known and (scene.late or scene.chance(0.2)) else None


def _destroy_at_end(scene: Scene, name: str, poll: str, end: int) -> Recipe:
    """Wait for the block after the last one in which votes count."""
    yield Action("advance_blocks", "", (max(end - scene.block, 0),))
    if scene.chance(0.5):
        yield scene.act("vote", scene.actor(), 1, at=poll)
    yield Action("advance_blocks", "", (max(end + 1 - scene.block, 0),))
    yield scene.act(name, scene.actor(), at=poll)


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


def _need_poll(scene: Scene) -> Recipe:
    """Start a poll unless there is one."""
    if existing_polls(scene):
        return
    caller = max(scene.actors, key=lambda name: scene.delegator(name).bonded_amount)
    if scene.upgrade == "streamflow":
        caller = max(scene.actors, key=scene.lpt)
        yield Action("approve", caller, ("PollCreator", 100 * LPT))
    yield scene.act("create_poll", caller, "0x01")


@provokes("vote", Reason.POLL_OVER)
def vote_after_end(scene: Scene, name: str) -> Recipe:
    """Vote in the last block, and after it."""
    yield from _need_poll(scene)
    if known := polls(scene):
        poll, end = known[-1]
        if scene.block <= end:
            yield Action("advance_blocks", "", (end - scene.block,))
            yield scene.act(name, scene.actor(), 0, at=poll)
        yield scene.act(name, scene.actor(), 1, at=poll)
        if scene.chance(0.5):
            yield scene.act("destroy_poll", scene.actor(), at=poll)
            yield scene.act(name, scene.actor(), 1, at=poll)


@provokes("destroy_poll", Reason.POLL_ACTIVE)
def destroy_running_poll(scene: Scene, name: str) -> Recipe:
    """Destroy a poll that still runs."""
    yield from _need_poll(scene)
    if known := polls(scene):
        yield scene.act(name, scene.actor(), at=known[-1][0])


@provokes(("vote", "destroy_poll"), Reason.NO_DATA)
def damage_call_of_poll(scene: Scene, name: str) -> Recipe:
    """Call a poll with calldata that it does not understand, or with ETH."""
    yield from _need_poll(scene)
    if known := existing_polls(scene):
        action = scene.act(name, scene.actor(), *((0,) if name == "vote" else ()), at=known[-1])
        if scene.chance(0.5):
            yield replace(action, value=1)
        else:
            yield replace(action, calldata=scene.pick(("truncated", "unknown_selector", "empty")))
