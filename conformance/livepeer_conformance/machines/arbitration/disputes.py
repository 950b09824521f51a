"""Disputes: raised, ruled on, and left to lapse."""

from dataclasses import replace

from livepeer_conformance.machines.arbitration.books import (
    accusers,
    allowed,
    disputable_rounds,
    evidence,
    liable,
    open_disputes,
    timely,
)
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.provocation import ordinary
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action, EvidencePlan
from livepeer_spec.rejection import Reason

_FLAWS = {
    Reason.SIGNATURE_LENGTH: ("short_signature", "long_signature"),
    Reason.SIGNATURE_HIGH_S: ("high_s",),
    Reason.SIGNATURE_V: ("bad_v",),
    Reason.SIGNATURE_INVALID: ("zero_r",),
    Reason.NOT_LIABLE: ("other_source", "other_contract", "deployed_signature"),
}


@proposes("raise_dispute", family="disputes", weight=14)
def raise_dispute(scene: Scene, name: str) -> Proposal:
    """Raise a dispute about work that can be disputed."""
    plan, callers = evidence(scene), accusers(scene)
    return scene.act(name, scene.pick(callers), plan) if plan is not None and callers else None


def _raising(scene: Scene) -> Recipe:
    """Bring about that a dispute can be raised."""
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    if evidence(scene) is None and allowed(scene):
        caller, arbitrator = max(scene.actors, key=scene.lpt), allowed(scene)[0]
        yield Action("approve", caller, ("Disputes", MAX))
        yield Action("lock_dispute_stake", caller, (scene.state.disputes.orchestrator_stake,))
        yield Action("support_arbitrator", caller, (arbitrator,))
        yield Action("advance_rounds", "", (1, 0))
        yield Action("initialize_round", scene.actor())


def judged(scene: Scene, by_council: bool) -> list[tuple[int, str]]:
    """Disputes that can be ruled on before the council, or before an actor; with their arbitrators, still allowed."""
    known = allowed(scene)
    named = ((id, scene.name(record.arbitrator)) for id, record in timely(scene))
    pairs = [(id, judge) for id, judge in named if judge in known]
    ballots = scene.state.council.ballots
    if by_council:
        return [(id, judge) for id, judge in pairs if judge == "Council" and not ballots[id].is_decided]
    return [(id, judge) for id, judge in pairs if judge in scene.actors]


def accusing(scene: Scene, by_council: bool, accused: str = "") -> Recipe:
    """Bring about that a dispute can be ruled on before the council, or before an actor."""
    if judged(scene, by_council):
        return
    if not scene.initialized:
        yield Action("initialize_round", scene.actor())
    judge = "Council" if by_council else scene.actors[-1]
    accused, accuser = accused or scene.actors[0], max(scene.actors, key=scene.lpt)
    if "Council" not in allowed(scene) or not by_council:
        yield Action("set_arbitrator", scene.owner, (judge, True))
    if not disputable_rounds(scene, accused, judge):
        yield Action("approve", accused, ("Disputes", MAX))
        yield Action("lock_dispute_stake", accused, (scene.state.disputes.orchestrator_stake,))
        yield Action("support_arbitrator", accused, (judge,))
        yield Action("advance_rounds", "", (1, 0))
        yield Action("initialize_round", scene.actor())
    yield Action("approve", accuser, ("Disputes", MAX))
    yield Action("raise_dispute", accuser, (EvidencePlan(accused, judge, 10**6 + scene.below(10**6)),))


def deciding(scene: Scene, id: int, by_council: bool, for_accuser: bool) -> Recipe:
    """Let the arbitrator rule: the judge at once, the council's members one after the other."""
    if not by_council:
        judge = scene.name(scene.state.disputes.disputes[id].arbitrator)
        yield Action("rule_dispute", judge, (id, for_accuser))
        return
    yield Action("set_threshold", scene.owner, (1,))
    members = [actor for actor in scene.actors if scene.state.council.members[scene.address(actor)]]
    voted = scene.state.council.voted
    fresh = [member for member in members if not voted[id, scene.address(member)]]
    for member in fresh[:1] or scene.actors[:1]:
        yield Action("council_vote", member, (id, for_accuser))
    yield Action("set_threshold", scene.owner, (2,))


EVERY = (
    "raise_dispute", "rule_dispute", "lapse_dispute", "lock_dispute_stake", "unlock_dispute_stake",
    "withdraw_dispute_stake", "support_arbitrator", "drop_arbitrator", "council_vote",
)  # fmt: skip
"""Transactions that ask for the current round."""


def _everything(scene: Scene) -> Recipe:
    """Each transaction about disputes in turn."""
    yield from [action for each in EVERY if (action := ordinary(scene, each)) is not None]
    for id, _ in judged(scene, by_council=True)[:1]:
        yield from deciding(scene, id, True, True)


@provokes(EVERY, Reason.TARGET_NOT_REGISTERED)
def try_without_rounds(scene: Scene, name: str) -> Recipe:
    """Do everything about disputes while the RoundsManager has no logic."""
    yield from accusing(scene, by_council=True)
    before = scene.name(scene.registered("RoundsManagerTarget"))
    yield scene.register("RoundsManagerTarget", "null")
    yield from _everything(scene)
    yield scene.register("RoundsManagerTarget", before)


@provokes(EVERY, Reason.SYSTEM_PAUSED)
def try_while_paused(scene: Scene, name: str) -> Recipe:
    """Do everything about disputes while the system is paused."""
    yield from accusing(scene, by_council=True)
    yield Action("pause", scene.owner)
    yield from _everything(scene)
    yield Action("unpause", scene.owner)


@provokes("raise_dispute", *_FLAWS)
def raise_with_flaw(scene: Scene, name: str) -> Recipe:
    """Present evidence that is not what the orchestrator signed, or malformed."""
    yield from _raising(scene)
    for flaw in [flaw for flaws in _FLAWS.values() for flaw in flaws]:
        plan = evidence(scene, flaw)
        if plan is not None:
            yield scene.act(name, scene.actor(), plan)


@provokes("raise_dispute", Reason.ARBITRATOR_NOT_ALLOWED)
def raise_before_nobody(scene: Scene, name: str) -> Proposal:
    """Present evidence for an account that is no arbitrator."""
    return scene.act(name, scene.actor(), EvidencePlan(scene.actor(), scene.pick(("owner", "null", "Minter"))))


@provokes("raise_dispute", Reason.EVIDENCE_FROM_FUTURE)
def raise_about_tomorrow(scene: Scene, name: str) -> Proposal:
    """Present evidence of the next round."""
    known = allowed(scene)
    return scene.act(name, scene.actor(), EvidencePlan(scene.actor(), scene.pick(known), 0, -1)) if known else None


@provokes("raise_dispute", Reason.EVIDENCE_TOO_OLD)
def raise_too_late(scene: Scene, name: str) -> Proposal:
    """Present evidence one round after it could be disputed."""
    known, period = allowed(scene), scene.state.disputes.eligibility_period
    if not known or period >= scene.current:
        return None
    return scene.act(name, scene.actor(), EvidencePlan(scene.actor(), scene.pick(known), 0, period + 1))


@provokes("raise_dispute", Reason.NOT_LIABLE)
def raise_about_another_round(scene: Scene, name: str) -> Proposal:
    """Present evidence of a round for which the orchestrator does not answer, or of somebody without a stake."""
    known = allowed(scene)
    return (
        scene.act(name, scene.actor(), EvidencePlan(scene.actor(), scene.pick(known), 1, scene.below(4)))
        if known
        else None
    )


@provokes("raise_dispute", Reason.ARBITRATOR_NOT_SUPPORTED)
def raise_before_another(scene: Scene, name: str) -> Recipe:
    """Present evidence for an arbitrator that the orchestrator does not support."""
    yield from _raising(scene)
    judge = "owner"
    yield Action("set_arbitrator", scene.owner, (judge, True))
    plan = evidence(scene)
    if plan is not None:
        yield scene.act(name, scene.actor(), replace(plan, arbitrator=judge))
    yield Action("set_arbitrator", scene.owner, (judge, False))


@provokes("raise_dispute", Reason.EVIDENCE_USED)
def raise_twice(scene: Scene, name: str) -> Recipe:
    """Present the same evidence twice."""
    yield from _raising(scene)
    plan, callers = evidence(scene), accusers(scene)
    if plan is not None and callers:
        yield scene.act(name, scene.pick(callers), plan)
        yield scene.act(name, scene.pick(callers), plan)


@provokes("raise_dispute", Reason.TRANSFER_EXCEEDS_ALLOWANCE, Reason.TRANSFER_EXCEEDS_BALANCE)
def raise_without_stake(scene: Scene, name: str) -> Recipe:
    """Raise a dispute without the approval, or without the tokens."""
    yield from _raising(scene)
    if scene.state.disputes.dispute_stake == 0:
        yield Action("set_dispute_stake", scene.owner, (100 * 10**18,))
    plan = evidence(scene)
    if plan is None:
        return
    plan = replace(plan, segment=10**6 + scene.below(10**6))
    if scene.chance(0.5):
        caller = max(scene.actors, key=scene.lpt)
        yield Action("approve", caller, ("Disputes", scene.state.disputes.dispute_stake - 1))
        yield scene.act(name, caller, plan)
        yield Action("approve", caller, ("Disputes", MAX))
        return
    stake = scene.state.disputes.dispute_stake
    poor = [caller for caller in scene.actors if scene.lpt(caller) < stake]
    if not poor:
        yield Action("transfer", scene.actors[0], (scene.actors[1], scene.lpt(scene.actors[0]) - stake + 1))
        poor = [scene.actors[0]]
    yield Action("approve", poor[0], ("Disputes", MAX))
    yield scene.act(name, poor[0], plan)
    yield Action(
        "transfer", max(scene.actors, key=scene.lpt), (poor[0], scene.lpt(max(scene.actors, key=scene.lpt)) // 4)
    )


@provokes("raise_dispute", Reason.ADDITION_OVERFLOW)
def raise_for_ever(scene: Scene, name: str) -> Recipe:
    """Raise a dispute that could be ruled on without end."""
    yield from _raising(scene)
    plan, callers = evidence(scene), accusers(scene)
    if plan is not None and callers:
        before = scene.state.disputes.ruling_period
        yield Action("set_ruling_period", scene.owner, (MAX - scene.below(2),))
        yield scene.act(name, scene.pick(callers), replace(plan, segment=10**6 + scene.below(10**6)))
        yield Action("set_ruling_period", scene.owner, (before,))


@provokes("raise_dispute", Reason.CALLEE_REVERTED, Reason.NO_DATA)
def raise_before_a_refuser(scene: Scene, name: str) -> Recipe:
    """Raise a dispute before a contract that refuses to hear of it."""
    yield from _raising(scene)
    judge = scene.pick(("loud_refuser", "silent_refuser", "Minter"))
    names = liable(scene)
    if names and scene.can_set_code:
        yield Action("set_arbitrator", scene.owner, (judge, True))
        caller = scene.pick(names)
        if not scene.state.disputes.supports[scene.address(caller), scene.address(judge)].from_round:
            yield Action("support_arbitrator", caller, (judge,))
            yield Action("advance_rounds", "", (1, 0))
            yield Action("initialize_round", scene.actor())
        for plaintiff in accusers(scene)[:1]:
            yield scene.act(name, plaintiff, EvidencePlan(caller, judge, 10**6 + scene.below(10**6)))
        yield Action("set_arbitrator", scene.owner, (judge, False))


# Rulings.


@proposes("rule_dispute", family="disputes", weight=8)
def rule(scene: Scene, name: str) -> Proposal:
    """Rule as the single judge of a dispute."""
    mine = judged(scene, by_council=False)
    if not mine:
        return None
    id, judge = scene.pick(mine)
    return scene.act(name, judge, id, scene.chance(0.6))


@provokes("rule_dispute", Reason.DISPUTE_NOT_OPEN)
def rule_again(scene: Scene, name: str) -> Proposal:
    """Rule on a dispute that is over, or on none."""
    count = scene.state.disputes.dispute_count
    over = set(range(count + 2)) - {id for id, _ in open_disputes(scene)}
    return scene.act(name, scene.actor(), scene.pick(sorted(over)), scene.chance(0.5))


@provokes("rule_dispute", Reason.NOT_ARBITRATOR)
def rule_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Rule on another arbitrator's dispute."""
    known = open_disputes(scene)
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.pick(known)[0], True) if known else None


@provokes(("rule_dispute", "council_vote"), Reason.RULING_PERIOD_OVER)
def rule_too_late(scene: Scene, name: str) -> Recipe:
    """Rule in the round after the last one."""
    by_council = name == "council_vote"
    yield from accusing(scene, by_council)
    for id, _ in judged(scene, by_council)[:1]:
        rounds = scene.state.disputes.disputes[id].end_round + 1 - scene.current
        if rounds < 20:
            yield Action("advance_rounds", "", (rounds, 0))
            yield Action("initialize_round", scene.actor())
            yield from deciding(scene, id, by_council, scene.chance(0.5))


@provokes(("rule_dispute", "council_vote"), Reason.MISSING_ROLE)
def rule_without_burner(scene: Scene, name: str) -> Recipe:
    """Rule while the Disputes contract must not burn."""
    by_council = name == "council_vote"
    yield from accusing(scene, by_council)
    for id, _ in judged(scene, by_council)[:1]:
        yield Action("revoke_role", "owner", ("role:BURNER_ROLE", "Disputes"))
        yield Action("set_treasury", scene.owner, ("null",))
        yield from deciding(scene, id, by_council, scene.chance(0.5))
        yield Action("grant_role", "owner", ("role:BURNER_ROLE", "Disputes"))


@provokes(("rule_dispute", "council_vote"), Reason.MULTIPLICATION_OVERFLOW)
def rule_about_endless_stake(scene: Scene, name: str) -> Recipe:
    """Rule for the accuser of an orchestrator whose stake, times a million, has no word."""
    by_council = name == "council_vote"
    if scene.state.token.total_supply > MAX // 4:
        return
    yield from accusing(scene, by_council)
    for id, _ in judged(scene, by_council)[:1]:
        accused = scene.name(scene.state.disputes.disputes[id].orchestrator)
        yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
        yield Action("mint", "owner", (accused, MAX // 4))
        yield Action("approve", accused, ("Disputes", MAX))
        yield Action("lock_dispute_stake", accused, (MAX // 4,))
        yield Action("set_slash_amount", scene.owner, (10**6,))
        yield from deciding(scene, id, by_council, True)


@proposes("lapse_dispute", family="disputes", weight=4)
def lapse(scene: Scene, name: str) -> Proposal:
    """Let a dispute lapse, or wait until one can."""
    known = open_disputes(scene)
    overdue = [id for id, record in known if scene.current > record.end_round]
    if overdue:
        return scene.act(name, scene.actor(), scene.pick(overdue))
    return _wait_and_lapse(scene, name, scene.pick(known)[0]) if known and scene.chance(0.3) else None


def _wait_and_lapse(scene: Scene, name: str, id: int) -> Recipe:
    rounds = scene.state.disputes.disputes[id].end_round + 1 - scene.current
    if rounds < 20:
        yield Action("advance_rounds", "", (rounds, 0))
        yield Action("initialize_round", scene.actor())
    yield scene.act(name, scene.actor(), id)


@provokes("lapse_dispute", Reason.DISPUTE_NOT_OPEN)
def lapse_again(scene: Scene, name: str) -> Proposal:
    """Let a dispute lapse that is over, or none."""
    count = scene.state.disputes.dispute_count
    over = set(range(count + 2)) - {id for id, _ in open_disputes(scene)}
    return scene.act(name, scene.actor(), scene.pick(sorted(over)))


@provokes("lapse_dispute", Reason.RULING_PERIOD_NOT_OVER)
def lapse_too_early(scene: Scene, name: str) -> Recipe:
    """Let a dispute lapse in its last round, or before."""
    if not timely(scene):
        yield from accusing(scene, by_council=True)
    for id, record in timely(scene)[:1]:
        rounds = record.end_round - scene.current
        if 0 < rounds < 20 and scene.chance(0.5):
            yield Action("advance_rounds", "", (rounds, 0))
            yield Action("initialize_round", scene.actor())
        yield scene.act(name, scene.actor(), id)
