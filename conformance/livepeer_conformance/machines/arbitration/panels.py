"""What proposers about the arbitrators other than the council share: disputes before one, and rulings that fail."""

from collections.abc import Callable

from livepeer_conformance.machines.arbitration.books import allowed, disputable_rounds, timely
from livepeer_conformance.machines.arbitration.registering import provokes
from livepeer_conformance.machines.proposing import Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action, EvidencePlan
from livepeer_spec.rejection import Reason

Final = Callable[[Scene, str, int], Action | None]
"""The last step of an arbitrator about a dispute, by anybody; None where nobody could make it."""
Ready = Callable[[Scene, int], Recipe]
"""Brings about that a dispute's ruling, for the accuser where possible, is one transaction away."""


TIME = 3
"""Rounds in which any arbitrator comes to a ruling."""


def before(scene: Scene, judge: str) -> list[int]:
    """Disputes that an arbitrator can rule on."""
    if judge not in allowed(scene):
        return []
    return [id for id, record in timely(scene) if scene.name(record.arbitrator) == judge]


def waiting(scene: Scene, rounds: int) -> Recipe:
    """Let rounds pass, and initialize the current one."""
    if 0 < rounds < 20:
        yield Action("advance_rounds", "", (rounds, 0))
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())


def accusing_before(scene: Scene, judge: str, segments: int = 0) -> Recipe:
    """Bring about a new dispute before an arbitrator, in a round in which nobody's bond changed yet.

    It is about one of the first ``segments`` segments, where a number is given, which may have been disputed before.
    """
    disputes = scene.state.disputes
    if disputes.ruling_period < TIME:
        yield Action("set_ruling_period", scene.owner, (TIME,))
    if judge not in allowed(scene):
        yield Action("set_arbitrator", scene.owner, (judge, True))
    yield from waiting(scene, 0)
    accuser, accused = sorted(scene.actors, key=scene.lpt)[-2:]
    answering = [name for name in scene.actors if name != accuser and disputable_rounds(scene, name, judge)]
    if answering:
        accused = scene.pick(answering)
    else:
        yield Action("approve", accused, ("Disputes", MAX))
        yield Action("lock_dispute_stake", accused, (disputes.orchestrator_stake,))
        yield Action("support_arbitrator", accused, (judge,))
    yield from waiting(scene, 1)
    yield Action("approve", accuser, ("Disputes", MAX))
    for round in disputable_rounds(scene, accused, judge)[-1:]:
        segment = scene.below(segments) if segments else 10**6 + scene.below(10**6)
        yield Action("raise_dispute", accuser, (EvidencePlan(accused, judge, segment, scene.current - round),))


def by_id(scene: Scene, name: str, id: int) -> Action | None:
    """A last step that takes the dispute's id alone."""
    return scene.act(name, scene.actor(), id)


def provoke_rulings(
    name: str, judge: str, accusing: Callable[[Scene], Recipe], ready: Ready, last: Final = by_id
) -> None:
    """Register what makes the last step ``name`` of an arbitrator fail with its ruling, in time or paused.

    ``accusing`` brings about a dispute, the last one before the arbitrator.
    """

    def newest(scene: Scene) -> list[int]:
        return before(scene, judge)[-1:]

    def final(scene: Scene, id: int) -> Recipe:
        step = last(scene, name, id)
        if step is not None:
            yield step

    @provokes(name, Reason.NOT_ARBITRATOR)
    def while_forbidden(scene: Scene, _: str) -> Recipe:
        yield from accusing(scene)
        for id in newest(scene):
            yield from ready(scene, id)
            yield Action("set_arbitrator", scene.owner, (judge, False))
            yield from final(scene, id)
            yield Action("set_arbitrator", scene.owner, (judge, True))

    @provokes(name, Reason.MISSING_ROLE)
    def without_burner(scene: Scene, _: str) -> Recipe:
        yield from accusing(scene)
        for id in newest(scene):
            yield from ready(scene, id)
            yield Action("set_treasury", scene.owner, ("null",))
            yield Action("revoke_role", "owner", ("role:BURNER_ROLE", "Disputes"))
            yield from final(scene, id)
            yield Action("grant_role", "owner", ("role:BURNER_ROLE", "Disputes"))

    @provokes(name, Reason.MULTIPLICATION_OVERFLOW)
    def about_endless_stake(scene: Scene, _: str) -> Recipe:
        if scene.state.token.total_supply > MAX // 4:
            return
        yield from accusing(scene)
        for id in newest(scene):
            yield from ready(scene, id)
            accused = scene.name(scene.state.disputes.disputes[id].orchestrator)
            yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
            yield Action("mint", "owner", (accused, MAX // 4))
            yield Action("approve", accused, ("Disputes", MAX))
            yield Action("lock_dispute_stake", accused, (MAX // 4,))
            yield Action("set_slash_amount", scene.owner, (10**6,))
            yield from final(scene, id)

    @provokes(name, Reason.SYSTEM_PAUSED)
    def while_paused(scene: Scene, _: str) -> Recipe:
        yield from accusing(scene)
        for id in newest(scene):
            yield Action("pause", scene.owner)
            yield from final(scene, id)
            yield Action("unpause", scene.owner)


def provoke_late_rulings(
    name: str, judge: str, accusing: Callable[[Scene], Recipe], ready: Ready, last: Final = by_id
) -> None:
    """Register what makes the last step ``name`` of an arbitrator come too late for its ruling."""

    @provokes(name, Reason.RULING_PERIOD_OVER)
    def too_late(scene: Scene, _: str) -> Recipe:
        yield from accusing(scene)
        for id in before(scene, judge)[-1:]:
            yield from ready(scene, id)
            yield from waiting(scene, scene.state.disputes.disputes[id].end_round + 1 - scene.current)
            step = last(scene, name, id)
            if step is not None:
                yield step

    @provokes(name, Reason.DISPUTE_NOT_OPEN)
    def after_lapse(scene: Scene, _: str) -> Recipe:
        yield from accusing(scene)
        for id in before(scene, judge)[-1:]:
            yield from ready(scene, id)
            yield from waiting(scene, scene.state.disputes.disputes[id].end_round + 1 - scene.current)
            yield Action("lapse_dispute", scene.actor(), (id,))
            step = last(scene, name, id)
            if step is not None:
                yield step
