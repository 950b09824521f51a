"""The council: its members and their votes."""

from livepeer_conformance.machines.arbitration.books import timely
from livepeer_conformance.machines.arbitration.disputes import accusing, deciding, judged
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason


def members(scene: Scene) -> list[str]:
    """Actors in the council."""
    return [name for name in scene.actors if scene.state.council.members[scene.address(name)]]


def _undecided(scene: Scene) -> list[int]:
    """Disputes that the council can rule on."""
    ballots = scene.state.council.ballots
    return [id for id, _ in timely(scene) if ballots[id].is_asked and not ballots[id].is_decided]


@proposes("council_vote", family="disputes", weight=12)
def vote(scene: Scene, name: str) -> Proposal:
    """Vote on a dispute as a member that has not."""
    voted = scene.state.council.voted
    choices = [
        (id, member)
        for id in _undecided(scene)
        for member in members(scene)
        if not voted[id, scene.address(member)]
    ]  # fmt: skip
    if not choices:
        return None
    id, member = scene.pick(choices)
    return scene.act(name, member, id, scene.chance(0.6))


@provokes("council_vote", Reason.NOT_MEMBER)
def vote_as_a_stranger(scene: Scene, name: str) -> Proposal:
    """Vote without being a member."""
    strangers = [actor for actor in scene.actors if actor not in members(scene)] or ["owner"]
    count = scene.state.disputes.dispute_count
    return scene.act(name, scene.pick(strangers), scene.below(count + 2), scene.chance(0.5))


@provokes("council_vote", Reason.COUNCIL_NOT_ASKED)
def vote_unasked(scene: Scene, name: str) -> Proposal:
    """Vote on a dispute that is another's, or that does not exist."""
    known, ballots = members(scene), scene.state.council.ballots
    others = [id for id in range(scene.state.disputes.dispute_count + 2) if not ballots[id].is_asked]
    return scene.act(name, scene.pick(known), scene.pick(others), True) if known else None


@provokes("council_vote", Reason.COUNCIL_DECIDED)
def vote_too_late(scene: Scene, name: str) -> Recipe:
    """Vote after the council decided."""
    yield from accusing(scene, by_council=True)
    for id, _ in judged(scene, by_council=True)[:1]:
        yield from deciding(scene, id, True, scene.chance(0.5))
        for member in members(scene):
            yield scene.act(name, member, id, scene.chance(0.5))


@provokes("council_vote", Reason.MEMBER_VOTED)
def vote_twice(scene: Scene, name: str) -> Recipe:
    """Vote twice."""
    yield from accusing(scene, by_council=True)
    for id, _ in judged(scene, by_council=True)[:1]:
        yield Action("set_threshold", scene.owner, (3,))
        voted = scene.state.council.voted
        yield Action("set_member", scene.owner, (scene.actors[0], True))
        for member in [member for member in members(scene) if not voted[id, scene.address(member)]][:1]:
            for _ in range(2):
                yield scene.act(name, member, id, scene.chance(0.5))
        yield Action("set_threshold", scene.owner, (2,))


@provokes("council_vote", Reason.DISPUTE_NOT_OPEN)
def vote_after_lapse(scene: Scene, name: str) -> Recipe:
    """Cast the deciding vote on a dispute that lapsed."""
    yield from accusing(scene, by_council=True)
    for id, _ in judged(scene, by_council=True)[:1]:
        rounds = scene.state.disputes.disputes[id].end_round + 1 - scene.current
        if rounds < 20:
            yield Action("advance_rounds", "", (rounds, 0))
            yield Action("initialize_round", scene.actor())
            yield Action("lapse_dispute", scene.actor(), (id,))
            yield from deciding(scene, id, True, scene.chance(0.5))


@provokes("council_vote", Reason.NOT_ARBITRATOR)
def vote_in_a_forbidden_council(scene: Scene, name: str) -> Recipe:
    """Cast the deciding vote while governance forbids the council."""
    yield from accusing(scene, by_council=True)
    for id, _ in judged(scene, by_council=True)[:1]:
        yield Action("set_arbitrator", scene.owner, ("Council", False))
        yield from deciding(scene, id, True, scene.chance(0.5))
        yield Action("set_arbitrator", scene.owner, ("Council", True))


@proposes("set_member", family="disputes", weight=1)
def set_member(scene: Scene, name: str) -> Proposal:
    """Make an actor a member, or end that while others are left."""
    known = members(scene)
    if len(known) > 2 and scene.chance(0.5):
        return scene.act(name, scene.owner, scene.pick(known), False)
    return scene.act(name, scene.owner, scene.actor(), True)


@proposes("set_threshold", family="disputes", weight=1)
def set_threshold(scene: Scene, name: str) -> Proposal:
    """Let another number of votes decide."""
    return scene.act(name, scene.owner, scene.pick((1, 2, 2, 3)))


@provokes("set_threshold", Reason.ZERO_THRESHOLD)
def set_threshold_of_zero(scene: Scene, name: str) -> Proposal:
    """Let nobody decide."""
    return scene.act(name, scene.owner, 0)


@proposes("ask_council", family="contracts", weight=1)
def ask_council(scene: Scene, name: str) -> Proposal:
    """Tell the council of a dispute as the Disputes contract would."""
    caller = "Disputes" if scene.can_impersonate else scene.actor()
    return scene.act(name, caller, scene.below(scene.state.disputes.dispute_count + 3))


@provokes("ask_council", Reason.NOT_DISPUTES)
def ask_council_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Tell the council of a dispute as somebody else."""
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.below(5))
