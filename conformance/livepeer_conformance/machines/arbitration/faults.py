"""Fault-based verification: challenges, their proofs, and what governance sets."""

from dataclasses import replace
from typing import Any

from livepeer_conformance.machines.arbitration.panels import waiting
from livepeer_conformance.machines.arbitration.proofs import (
    PROOF_FLAWS,
    SEGMENTS,
    convincing,
    digest_of,
    enabling,
    flawed,
    others,
    work_of,
)
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import LPT, MAX, Scene
from livepeer_conformance.model.action import Action, EvidencePlan, ProofPlan
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.proof_records import Challenge, Verdict

JUDGE = "FaultVerification"
_SIGNATURE_FLAWS = {
    Reason.SIGNATURE_LENGTH: ("short_signature", "long_signature"),
    Reason.SIGNATURE_HIGH_S: ("high_s",),
    Reason.SIGNATURE_V: ("bad_v",),
    Reason.SIGNATURE_INVALID: ("zero_r",),
    Reason.SIGNER_NOT_REGISTERED: ("other_source", "other_contract", "deployed_signature"),
}


def _challenges(scene: Scene) -> list[tuple[int, Challenge]]:
    """Open challenges, by id."""
    known: Any = scene.state.fault_verification
    records = ((id, known.challenges[id]) for id in range(1, known.challenge_count + 1))
    return [(id, record) for id, record in records if record.verdict == Verdict.OPEN]


def _resolvable(scene: Scene) -> list[tuple[int, EvidencePlan]]:
    """Challenges that a proof can resolve, with their evidence."""
    return [
        (id, plan)
        for id, record in _challenges(scene)
        if scene.current <= record.end_round
        and (plan := work_of(scene, JUDGE, record.orchestrator, record.evidence)) is not None
    ]


def _fresh(scene: Scene, orchestrator: str, age: int = 0, flaw: str = "") -> EvidencePlan | None:
    """Work of an orchestrator that nobody challenges; None when all of the round's is."""
    known, address, round = scene.state.fault_verification.challenged, scene.address(orchestrator), scene.current - age
    first = scene.below(SEGMENTS)
    for segment in (*range(first, SEGMENTS), *range(first)):
        if not known[address, digest_of(scene, JUDGE, segment, max(round, 0))]:
            return EvidencePlan(orchestrator, JUDGE, segment, age, flaw)
    return None


def _recent(scene: Scene, flaw: str = "") -> EvidencePlan | None:
    """Work that can be challenged, but for the flaw, of the first or the last round that can be, or between."""
    names = scene.registered_orchestrators()
    oldest = min(scene.state.fault_verification.challenge_period, scene.current, 8)
    age = scene.pick((0, oldest, scene.below(oldest + 1)))
    return _fresh(scene, scene.pick(names), age, flaw) if names else None


def _challengers(scene: Scene) -> list[str]:
    """Actors that have the cost and approved it."""
    token, cost = scene.state.token, scene.state.fault_verification.verification_cost
    contract = scene.state.deployed[JUDGE]
    return [
        name
        for name in scene.actors
        if min(token.balances[scene.address(name)], token.allowances[scene.address(name), contract]) >= cost
    ]


def _ready(scene: Scene) -> Recipe:
    """Bring about that somebody can challenge somebody's work, and that proofs are possible and slash."""
    yield from enabling(scene)
    yield from waiting(scene, 0)
    faults = scene.state.fault_verification
    if scene.registered("Verifier") != scene.address(JUDGE):
        yield scene.register("Verifier", JUDGE)
    if faults.proof_period > 10:
        yield Action("set_proof_period", scene.owner, (2,))
    if faults.verification_cost > 10**21:
        yield Action("set_verification_cost", scene.owner, (10 * LPT,))
    if not scene.registered_orchestrators():
        rich = max(scene.actors, key=scene.lpt)
        yield Action("approve", rich, ("BondingManager", MAX))
        yield Action("bond", rich, (min(scene.lpt(rich) // 2, 100 * LPT), rich))
    if not _challengers(scene):
        yield Action("approve", max(scene.actors, key=scene.lpt), (JUDGE, MAX))


def _challenging(scene: Scene) -> Recipe:
    """Bring about a challenge that can be resolved."""
    yield from _ready(scene)
    if not _resolvable(scene):
        plan, names = _recent(scene), _challengers(scene)
        if plan is not None and names:
            yield Action("challenge_work", scene.pick(names), (plan,))


# Challenges.


@proposes("challenge_work", family="disputes", weight=10)
def challenge(scene: Scene, name: str) -> Proposal:
    """Challenge recent work of an orchestrator; mostly what nobody challenged."""
    plan, names = _recent(scene), _challengers(scene)
    if plan is None or not names:
        return _ready(scene) if scene.chance(0.2) else None
    return scene.act(name, scene.pick(names), plan)


@provokes("challenge_work", *_SIGNATURE_FLAWS)
def challenge_with_flaw(scene: Scene, name: str) -> Recipe:
    """Challenge with evidence that is not what the orchestrator signed, or malformed."""
    yield from _ready(scene)
    for flaw in [flaw for flaws in _SIGNATURE_FLAWS.values() for flaw in flaws]:
        plan = _recent(scene, flaw)
        if plan is not None:
            yield scene.act(name, scene.actor(), plan)


@provokes("challenge_work", Reason.SIGNER_NOT_REGISTERED)
def challenge_somebody(scene: Scene, name: str) -> Proposal:
    """Challenge the work of somebody who is no orchestrator."""
    known = scene.registered_orchestrators()
    strangers = [actor for actor in scene.actors if actor not in known]
    return scene.act(name, scene.actor(), EvidencePlan(scene.pick(strangers), JUDGE)) if strangers else None


@provokes("challenge_work", Reason.EVIDENCE_FOR_OTHERS)
def challenge_others_work(scene: Scene, name: str) -> Proposal:
    """Challenge work that names another judge."""
    judge = scene.pick(("Council", "ProofArbitrator", scene.actor()))
    return scene.act(name, scene.actor(), EvidencePlan(scene.actor(), judge, scene.below(SEGMENTS)))


@provokes("challenge_work", Reason.EVIDENCE_FROM_FUTURE)
def challenge_tomorrow(scene: Scene, name: str) -> Proposal:
    """Challenge work of the next round."""
    return scene.act(name, scene.actor(), EvidencePlan(scene.actor(), JUDGE, 0, -1))


@provokes("challenge_work", Reason.EVIDENCE_TOO_OLD)
def challenge_too_late(scene: Scene, name: str) -> Proposal:
    """Challenge work one round after it could be challenged."""
    period = scene.state.fault_verification.challenge_period
    plan = EvidencePlan(scene.actor(), JUDGE, 0, period + 1)
    return scene.act(name, scene.actor(), plan) if period < scene.current else None


@provokes("challenge_work", Reason.EVIDENCE_CHALLENGED)
def challenge_twice(scene: Scene, name: str) -> Recipe:
    """Challenge the same work twice."""
    yield from _ready(scene)
    plan, names = _recent(scene), _challengers(scene)
    if plan is not None and names:
        yield scene.act(name, scene.pick(names), plan)
        yield scene.act(name, scene.pick(names), plan)


@provokes("challenge_work", Reason.TRANSFER_EXCEEDS_ALLOWANCE, Reason.TRANSFER_EXCEEDS_BALANCE)
def challenge_without_cost(scene: Scene, name: str) -> Recipe:
    """Challenge without the approval, or without the tokens."""
    yield from _ready(scene)
    plan, cost = _recent(scene), scene.state.fault_verification.verification_cost
    if plan is None:
        return
    if not cost:
        yield Action("set_verification_cost", scene.owner, (10 * LPT,))
        cost = 10 * LPT
    if scene.chance(0.5):
        caller = scene.actor()
        yield Action("approve", caller, (JUDGE, cost - 1))
        yield scene.act(name, caller, plan)
        yield Action("approve", caller, (JUDGE, MAX))
        return
    caller = min(scene.actors, key=scene.lpt)
    if scene.lpt(caller) >= cost:
        yield Action("transfer", caller, (scene.another(caller), scene.lpt(caller) - cost + 1))
    yield Action("approve", caller, (JUDGE, MAX))
    yield scene.act(name, caller, plan)


@provokes("challenge_work", Reason.ADDITION_OVERFLOW)
def challenge_for_ever(scene: Scene, name: str) -> Recipe:
    """Challenge work for more rounds than there can be."""
    yield from _ready(scene)
    plan, names = _recent(scene), _challengers(scene)
    if plan is not None and names:
        earlier = scene.state.fault_verification.proof_period
        yield Action("set_proof_period", scene.owner, (MAX - scene.below(2),))
        yield scene.act(name, scene.pick(names), plan)
        yield Action("set_proof_period", scene.owner, (earlier,))


# Proofs.


@proposes("resolve_challenge", family="disputes", weight=12)
def resolve(scene: Scene, name: str) -> Proposal:
    """Prove challenged work right or wrong; where there is none, bring a challenge about now and then."""
    known, proof = _resolvable(scene), convincing(scene, scene.chance(0.6))
    if known and proof is not None:
        id, plan = scene.pick(known)
        return scene.act(name, scene.actor(), id, plan, proof)
    return _challenge_and_resolve(scene, name, scene.chance(0.6)) if scene.chance(0.5) else None


def _challenge_and_resolve(scene: Scene, name: str, differs: bool) -> Recipe:
    yield from _challenging(scene)
    yield from _proving(scene, name, differs)


def _proving(scene: Scene, name: str, differs: bool) -> Recipe:
    """Prove the last challenge, as anybody."""
    for id, plan in _resolvable(scene)[-1:]:
        proof = convincing(scene, differs)
        if proof is not None:
            yield scene.act(name, scene.actor(), id, plan, proof)


@provokes("resolve_challenge", *PROOF_FLAWS)
def resolve_badly(scene: Scene, name: str) -> Recipe:
    """Bring proofs that prove nothing."""
    yield from _challenging(scene)
    for id, plan in _resolvable(scene)[-1:]:
        for reason in PROOF_FLAWS:
            for proof in flawed(scene, reason)[:2]:
                yield scene.act(name, scene.actor(), id, plan, proof)


@provokes("resolve_challenge", Reason.CHALLENGE_NOT_OPEN)
def resolve_again(scene: Scene, name: str) -> Recipe:
    """Resolve a challenge twice, and one that there never was."""
    yield from _challenging(scene)
    for id, plan in _resolvable(scene)[-1:]:
        proof = convincing(scene, scene.chance(0.5))
        for number in (id, id, scene.state.fault_verification.challenge_count + 1) if proof is not None else ():
            yield scene.act(name, scene.actor(), number, plan, proof)


@provokes("resolve_challenge", Reason.PROOF_PERIOD_OVER)
def resolve_too_late(scene: Scene, name: str) -> Recipe:
    """Resolve a challenge one round too late."""
    yield from _challenging(scene)
    for id, _ in _resolvable(scene)[-1:]:
        record = scene.state.fault_verification.challenges[id]
        yield from waiting(scene, record.end_round + 1 - scene.current)
        plan, proof = work_of(scene, JUDGE, record.orchestrator, record.evidence), convincing(scene, True)
        if plan is not None and proof is not None:
            yield scene.act(name, scene.actor(), id, plan, proof)


@provokes("resolve_challenge", Reason.OTHER_EVIDENCE)
def resolve_something_else(scene: Scene, name: str) -> Recipe:
    """Prove something about other work than was challenged."""
    yield from _challenging(scene)
    for id, plan in _resolvable(scene)[-1:]:
        proof = convincing(scene, scene.chance(0.5))
        for other in others(scene, plan) if proof is not None else ():
            yield scene.act(name, scene.actor(), id, other, proof)


@provokes("resolve_challenge", Reason.NO_DATA)
def resolve_without_verifier(scene: Scene, name: str) -> Recipe:
    """Prove while a contract that is asked is not registered."""
    yield from _challenging(scene)
    missing = scene.pick(("TranscodingVerifier", "Disputes", "LivepeerToken", "BondingManager"))
    earlier = scene.name(scene.registered(missing))
    yield scene.register(missing, scene.pick(("null", "Controller", scene.actor())))
    yield from _proving(scene, name, True)
    yield scene.register(missing, earlier)


@provokes("resolve_challenge", Reason.NOT_VERIFIER)
def resolve_out_of_office(scene: Scene, name: str) -> Recipe:
    """Prove a fault while somebody else may slash."""
    yield from _challenging(scene)
    yield scene.register("Verifier", scene.pick(("verifier", "null", scene.actor())))
    yield from _proving(scene, name, True)
    yield scene.register("Verifier", JUDGE)


@provokes("resolve_challenge", Reason.MISSING_ROLE)
def resolve_without_burner(scene: Scene, name: str) -> Recipe:
    """Prove a fault while the Minter may not burn."""
    yield from _challenging(scene)
    yield Action("revoke_role", "owner", ("role:BURNER_ROLE", scene.minter))
    yield from _proving(scene, name, True)
    yield Action("grant_role", "owner", ("role:BURNER_ROLE", scene.minter))


@provokes("resolve_challenge", Reason.TRANSFER_EXCEEDS_BALANCE, Reason.BURN_EXCEEDS_BALANCE)
def resolve_with_an_empty_minter(scene: Scene, name: str) -> Recipe:
    """Prove a fault while a Minter without tokens is in charge, with a fee for the finder or without."""
    yield from _challenging(scene)
    known = _resolvable(scene)
    if not known or scene.lpt("NewMinter"):
        return
    yield Action("set_fault_slash_amount", scene.owner, (10**6,))
    fee = scene.state.fault_verification.finder_fee
    yield Action("set_fault_finder_fee", scene.owner, (scene.pick((0, 250_000)),))
    earlier = scene.minter
    yield Action("grant_role", "owner", ("role:BURNER_ROLE", "NewMinter"))
    yield scene.register("Minter", "NewMinter")
    yield from _proving(scene, name, True)
    yield scene.register("Minter", earlier)
    yield Action("set_fault_finder_fee", scene.owner, (fee,))
    yield Action("set_fault_slash_amount", scene.owner, (100_000,))


@provokes("resolve_challenge", Reason.MULTIPLICATION_OVERFLOW, late=True)
def resolve_about_endless_bond(scene: Scene, name: str) -> Recipe:
    """Prove a fault of an orchestrator whose bond, times a million, has no word."""
    if scene.state.token.total_supply > MAX // 4:
        return
    yield from _challenging(scene)
    for id, plan in _resolvable(scene)[-1:]:
        proof = convincing(scene, True)
        if proof is not None:
            yield Action("grant_role", "owner", ("role:MINTER_ROLE", "owner"))
            yield Action("mint", "owner", (plan.orchestrator, MAX // 4))
            yield Action("approve", plan.orchestrator, ("BondingManager", MAX))
            yield Action("bond", plan.orchestrator, (MAX // 4, plan.orchestrator))
            yield Action("set_fault_slash_amount", scene.owner, (10**6,))
            yield scene.act(name, scene.actor(), id, plan, proof)


@proposes("expire_challenge", family="disputes", weight=4)
def expire(scene: Scene, name: str) -> Proposal:
    """Let a challenge expire, or wait until one can."""
    known = _challenges(scene)
    overdue = [id for id, record in known if scene.current > record.end_round]
    if overdue:
        return scene.act(name, scene.actor(), scene.pick(overdue))
    return _wait_and_expire(scene, name) if scene.chance(0.4) else None


def _wait_and_expire(scene: Scene, name: str) -> Recipe:
    yield from _challenging(scene)
    for id, record in _challenges(scene)[-1:]:
        yield from waiting(scene, record.end_round + 1 - scene.current)
        yield scene.act(name, scene.actor(), id)


@provokes("expire_challenge", Reason.CHALLENGE_NOT_OPEN)
def expire_again(scene: Scene, name: str) -> Proposal:
    """Let a challenge expire that is over, or none."""
    over = set(range(scene.state.fault_verification.challenge_count + 2)) - {id for id, _ in _challenges(scene)}
    return scene.act(name, scene.actor(), scene.pick(sorted(over)))


@provokes("expire_challenge", Reason.PROOF_PERIOD_NOT_OVER)
def expire_too_early(scene: Scene, name: str) -> Recipe:
    """Let a challenge expire in its last round."""
    yield from _challenging(scene)
    for id, _ in _resolvable(scene)[-1:]:
        if scene.chance(0.5):
            yield from waiting(scene, scene.state.fault_verification.challenges[id].end_round - scene.current)
        yield scene.act(name, scene.actor(), id)


EVERY = ("challenge_work", "resolve_challenge", "expire_challenge")


@provokes(EVERY, Reason.TARGET_NOT_REGISTERED)
def try_without_rounds(scene: Scene, name: str) -> Recipe:
    """Challenge, resolve and let expire while the RoundsManager has no logic."""
    yield from _challenging(scene)
    earlier = scene.name(scene.registered("RoundsManagerTarget"))
    yield scene.register("RoundsManagerTarget", "null")
    yield from _everything(scene)
    yield scene.register("RoundsManagerTarget", earlier)


@provokes(EVERY, Reason.SYSTEM_PAUSED)
def try_while_paused(scene: Scene, name: str) -> Recipe:
    """Challenge, resolve and let expire while the system is paused."""
    yield from _challenging(scene)
    yield Action("pause", scene.owner)
    yield from _everything(scene)
    yield Action("unpause", scene.owner)


@provokes(EVERY, Reason.ROUND_NOT_INITIALIZED)
def try_before_the_round(scene: Scene, name: str) -> Recipe:
    """Challenge, resolve and let expire before the round is initialized."""
    yield from _challenging(scene)
    yield Action("advance_rounds", "", (1, 0))
    yield from _everything(scene)
    yield from waiting(scene, 0)


def _everything(scene: Scene) -> Recipe:
    plan = _recent(scene) or EvidencePlan(scene.actor(), JUDGE)
    yield Action("challenge_work", scene.actor(), (plan,))
    id = max(scene.state.fault_verification.challenge_count, 1)
    yield Action("resolve_challenge", scene.actor(), (id, replace(plan, flaw=""), ProofPlan(scene.actors[:2])))
    yield Action("expire_challenge", scene.actor(), (id,))


# Parameters.


@proposes("set_verification_cost", family="disputes", weight=1)
def set_verification_cost(scene: Scene, name: str) -> Proposal:
    """Let verification cost something else, or nothing."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 10 * LPT, 25 * LPT)))


@proposes("set_challenge_period", "set_proof_period", family="disputes", weight=2)
def set_period(scene: Scene, name: str) -> Proposal:
    """Choose a short period."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 2, 2, 3)))


@proposes("set_fault_slash_amount", "set_fault_finder_fee", family="disputes", weight=2)
def set_fraction(scene: Scene, name: str) -> Proposal:
    """Choose what is slashed, or what of it the challenger gets."""
    return scene.act(name, scene.owner, scene.pick((0, 1, 100_000, 333_333, 500_000)))


@proposes("set_fault_slash_amount", family="disputes", weight=1)
def slash_everything(scene: Scene, name: str) -> Proposal:
    """Slash whole bonds."""
    return scene.act(name, scene.owner, 10**6)


@provokes("set_fault_slash_amount", Reason.INVALID_SLASH_AMOUNT)
def set_too_large_slash_amount(scene: Scene, name: str) -> Proposal:
    """Slash more than there is."""
    return scene.act(name, scene.owner, scene.pick((10**6 + 1, MAX)))


@provokes("set_fault_finder_fee", Reason.FINDER_FEE_TOO_LARGE)
def set_too_large_finder_fee(scene: Scene, name: str) -> Proposal:
    """Give the challenger more than half."""
    return scene.act(name, scene.owner, scene.pick((500_001, 10**6, MAX)))
