"""Referrals: an arbitrator passes a dispute on."""

from livepeer_conformance.machines.arbitration.books import allowed, open_disputes
from livepeer_conformance.machines.arbitration.disputes import accusing, judged
from livepeer_conformance.machines.arbitration.panels import TIME, waiting
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action
from livepeer_spec.rejection import Reason

PANELS = ("Council", "TokenVote", "Court")


def _fresh(scene: Scene) -> list[tuple[int, str]]:
    """Disputes that an actor can refer, with the actor."""
    disputes = scene.state.disputes.disputes
    return [(id, judge) for id, judge in judged(scene, by_council=False) if not disputes[id].is_referred]


def _others(scene: Scene, judge: str) -> list[str]:
    """Arbitrators to which a dispute can be referred; those that always refuse are left out."""
    return [name for name in allowed(scene) if name != judge and name in (*PANELS, *scene.actors)]


@proposes("refer_dispute", family="disputes", weight=3)
def refer(scene: Scene, name: str) -> Proposal:
    """Refer a dispute as its single judge."""
    pairs = [(id, judge) for id, judge in _fresh(scene) if _others(scene, judge)]
    if not pairs:
        return None
    id, judge = scene.pick(pairs)
    return scene.act(name, judge, id, scene.pick(_others(scene, judge)))


def _accusing(scene: Scene) -> Recipe:
    """Bring about a dispute that an actor can refer."""
    if not _fresh(scene):
        for id, judge in judged(scene, by_council=False):
            yield Action("rule_dispute", judge, (id, False))
    yield from accusing(scene, by_council=False)


def _referring(scene: Scene, name: str, arbitrator: str) -> Recipe:
    """Refer a dispute to an arbitrator, which governance allows meanwhile."""
    yield from _accusing(scene)
    was_allowed = arbitrator in allowed(scene)
    for id, judge in _fresh(scene)[:1]:
        if not was_allowed:
            yield Action("set_arbitrator", scene.owner, (arbitrator, True))
        yield scene.act(name, judge, id, arbitrator)
        if not was_allowed:
            yield Action("set_arbitrator", scene.owner, (arbitrator, False))


@provokes("refer_dispute", Reason.DISPUTE_NOT_OPEN)
def refer_what_is_over(scene: Scene, name: str) -> Proposal:
    """Refer a dispute that is over, or none."""
    over = set(range(scene.state.disputes.dispute_count + 2)) - {id for id, _ in open_disputes(scene)}
    return scene.act(name, scene.actor(), scene.pick(sorted(over)), "Council")


@provokes("refer_dispute", Reason.NOT_ARBITRATOR)
def refer_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Refer another arbitrator's dispute."""
    known = open_disputes(scene)
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.pick(known)[0], "Council") if known else None


@provokes("refer_dispute", Reason.RULING_PERIOD_OVER)
def refer_too_late(scene: Scene, name: str) -> Recipe:
    """Refer a dispute in the round after the last one."""
    yield from _accusing(scene)
    for id, judge in _fresh(scene)[:1]:
        yield from waiting(scene, scene.state.disputes.disputes[id].end_round + 1 - scene.current)
        yield scene.act(name, judge, id, "Council")


@provokes("refer_dispute", Reason.DISPUTE_REFERRED)
def refer_twice(scene: Scene, name: str) -> Recipe:
    """Refer a dispute that was referred, or one to the escalation game, which refuses it."""
    if scene.chance(0.5):
        yield from _referring(scene, name, "Escalation")
        return
    yield from _accusing(scene)
    for id, judge in _fresh(scene)[:1]:
        other = scene.another(judge)
        yield Action("set_arbitrator", scene.owner, (other, True))
        yield scene.act(name, judge, id, other)
        yield scene.act(name, other, id, scene.pick((judge, "Council")))


@provokes("refer_dispute", Reason.REFERRED_TO_ITSELF, Reason.ARBITRATOR_NOT_ALLOWED)
def refer_to_nobody_else(scene: Scene, name: str) -> Recipe:
    """Refer a dispute to oneself, or to somebody that governance does not allow."""
    yield from _accusing(scene)
    for id, judge in _fresh(scene)[:1]:
        yield scene.act(name, judge, id, scene.pick((judge, "null", "owner")))


@provokes("refer_dispute", Reason.ADDITION_OVERFLOW)
def refer_for_ever(scene: Scene, name: str) -> Recipe:
    """Refer a dispute while rulings have no end."""
    yield from _accusing(scene)
    period = scene.state.disputes.ruling_period
    for id, judge in _fresh(scene)[:1]:
        yield Action("set_ruling_period", scene.owner, (MAX - scene.below(2),))
        yield scene.act(name, judge, id, scene.pick(_others(scene, judge) or ["Council"]))
        yield Action("set_ruling_period", scene.owner, (period,))


@provokes("refer_dispute", Reason.CALLEE_REVERTED, Reason.NO_DATA)
def refer_to_a_refuser(scene: Scene, name: str) -> Recipe:
    """Refer a dispute to a contract that refuses to hear of it."""
    if scene.can_set_code:
        yield from _referring(scene, name, scene.pick(("loud_refuser", "silent_refuser", "Minter")))


@provokes("refer_dispute", Reason.VOTING_OUTLASTS_RULING, Reason.COURT_OUTLASTS_RULING)
def refer_to_who_needs_more_time(scene: Scene, name: str) -> Recipe:
    """Refer a dispute to an arbitrator that would need the whole ruling period."""
    yield from _accusing(scene)
    usual = scene.state.token_vote.voting_period, scene.state.court.reveal_period
    rounds = max(TIME, scene.state.disputes.ruling_period)
    yield from panels_need(scene, rounds, rounds)
    yield from _referring(scene, name, scene.pick(PANELS[1:]))
    yield from panels_need(scene, *usual)


def panels_need(scene: Scene, voting: int, revealing: int) -> Recipe:
    """Let holders vote and jurors reveal for so many rounds."""
    yield Action("set_voting_period", scene.owner, (voting,))
    yield Action("set_reveal_period", scene.owner, (revealing,))


@provokes("refer_dispute", Reason.MULTIPLICATION_OVERFLOW, late=True)
def refer_to_endless_stake(scene: Scene, name: str) -> Recipe:
    """Refer a dispute to the holders while the active stake, times the quorum, has no word."""
    if scene.state.token.total_supply > MAX // 8 or not scene.can_impersonate:
        return
    yield from _accusing(scene)
    yield from endless_stake(scene)
    yield from _referring(scene, name, "TokenVote")


def endless_stake(scene: Scene) -> Recipe:
    """Let the active stake, times the quorum, have no word."""
    orchestrator = scene.pick(scene.active() or scene.actors)
    yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
    yield Action("mint", "owner", (orchestrator, MAX // 8))
    yield Action("approve", orchestrator, ("BondingManager", MAX))
    yield Action("bond", orchestrator, (MAX // 16, orchestrator))
    yield Action("set_current_round_total_active_stake", "RoundsManager")
    yield Action("set_quorum", scene.owner, (10**6,))


@provokes("refer_dispute", Reason.NOT_DISPUTES)
def refer_unregistered(scene: Scene, name: str) -> Recipe:
    """Refer a dispute to a contract while the Disputes contract is registered no more."""
    yield from _accusing(scene)
    before = scene.name(scene.registered("Disputes"))
    yield scene.register("Disputes", scene.actor())
    yield from _referring(scene, name, scene.pick(PANELS))
    yield scene.register("Disputes", before)


@provokes("refer_dispute", Reason.TARGET_NOT_REGISTERED, Reason.SYSTEM_PAUSED, Reason.ROUND_NOT_INITIALIZED)
def refer_without_rounds(scene: Scene, name: str) -> Recipe:
    """Refer a dispute while the RoundsManager has no logic, the system is paused, or the round has not begun."""
    yield from _accusing(scene)
    for id, judge in _fresh(scene)[:1]:
        action = scene.act(name, judge, id, "Council")
        logic = scene.name(scene.registered("RoundsManagerTarget"))
        yield scene.register("RoundsManagerTarget", "null")
        yield action
        yield scene.register("RoundsManagerTarget", logic)
        yield Action("pause", scene.owner)
        yield action
        yield Action("unpause", scene.owner)
        yield Action("advance_rounds", "", (1, 0))
        yield action
        yield Action("initialize_round", scene.actor())
