"""Proofs: executors, the arbitrator by proof, and what proofs for any judge have in common."""

from functools import lru_cache
from typing import Final

from livepeer_conformance.lockstep.signing import work
from livepeer_conformance.machines.arbitration.panels import (
    accusing_before,
    before,
    provoke_late_rulings,
    provoke_rulings,
    waiting,
)
from livepeer_conformance.machines.arbitration.registering import proposes, provokes
from livepeer_conformance.machines.proposing import Proposal, Recipe
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action, EvidencePlan, ProofPlan
from livepeer_conformance.model.actors import ACTORS
from livepeer_spec.primitives.types import Address, Hash32, Round
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades.arbitration.disputes import domain
from livepeer_spec.verification.evidence import Domain, evidence_digest

JUDGE = "ProofArbitrator"
SEGMENTS = 24
"""Segments that proofs are about."""
_ROUNDS = 12
"""So many rounds back work is looked for."""
PROOF_FLAWS: Final = {
    Reason.PROOF_LENGTH: ("no_rendition", "short_signature", "long_signature"),
    Reason.SIGNATURE_HIGH_S: ("high_s",),
    Reason.SIGNATURE_V: ("bad_v",),
    Reason.SIGNATURE_INVALID: ("zero_r",),
    Reason.SIGNERS_NOT_ASCENDING: ("descending", "twice"),
    Reason.TOO_FEW_EXECUTORS: ("other_source", "other_profile", "other_contract", ""),
}


@lru_cache(maxsize=20_000)
def _digest(domain: Domain, judge: Address, segment: int, round: Round) -> Hash32:
    return evidence_digest(domain, work(segment, judge, round))


def digest_of(scene: Scene, judge: str, segment: int, round: Round) -> Hash32:
    """The digest of a piece of work."""
    return _digest(domain(scene.state), scene.address(judge), segment, round)


def work_of(scene: Scene, judge: str, orchestrator: Address, digest: Hash32) -> EvidencePlan | None:
    """The work that has a digest, as a plan of this round; None where it is none that proofs are about."""
    for round in range(scene.current, max(scene.current - _ROUNDS, -1), -1):
        for segment in range(SEGMENTS):
            if digest_of(scene, judge, segment, round) == digest:
                return EvidencePlan(scene.name(orchestrator), judge, segment, scene.current - round)
    return None


def executors(scene: Scene) -> list[str]:
    """Executors with a key."""
    return [name for name in ACTORS if scene.state.re_execution.executors[scene.address(name)]]


def convincing(scene: Scene, differs: bool) -> ProofPlan | None:
    """What enough executors found, sometimes with more of them, or with somebody who is none; None for too few."""
    names, threshold = executors(scene), scene.state.re_execution.threshold
    if len(names) < threshold:
        return None
    first = scene.below(len(names))
    chosen = (names[first:] + names[:first])[: threshold + scene.below(2)]
    if scene.chance(0.2):
        chosen.append(scene.actor())
    return ProofPlan(tuple(dict.fromkeys(chosen)), differs)


def enabling(scene: Scene) -> Recipe:
    """Bring about that proofs are possible."""
    if scene.registered("TranscodingVerifier") != scene.address("ReExecution"):
        yield scene.register("TranscodingVerifier", "ReExecution")
    for name in ACTORS[-2:] if len(executors(scene)) < 2 else ():
        yield Action("set_executor", scene.owner, (name, True))
    if scene.state.re_execution.threshold > 2:
        yield Action("set_executor_threshold", scene.owner, (2,))


def flawed(scene: Scene, reason: Reason) -> list[ProofPlan]:
    """Proofs that are rejected for a reason, each in another way."""
    good = convincing(scene, scene.chance(0.5))
    if good is None:
        return []
    names = tuple(executors(scene))
    few = names[: scene.state.re_execution.threshold - 1] or (scene.actor(),)
    return [
        ProofPlan(few if reason is Reason.TOO_FEW_EXECUTORS and not flaw else names, good.differs, flaw)
        for flaw in PROOF_FLAWS[reason]
    ]


def provable(scene: Scene) -> list[tuple[int, EvidencePlan]]:
    """Disputes that a proof can decide, with their evidence."""
    disputes, proved = scene.state.disputes.disputes, scene.state.proof_arbitrator.proved
    return [
        (id, plan)
        for id in before(scene, JUDGE)
        if not proved[id]
        and (plan := work_of(scene, JUDGE, disputes[id].orchestrator, disputes[id].evidence)) is not None
    ]


def _accusing(scene: Scene) -> Recipe:
    """Bring about that the last dispute before the arbitrator can be proved."""
    yield from enabling(scene)
    known = before(scene, JUDGE)
    if known and known[-1] in [id for id, _ in provable(scene)]:
        return
    yield from accusing_before(scene, JUDGE, SEGMENTS)


def _ready(scene: Scene, id: int) -> Recipe:
    """Nothing has to happen before a proof."""
    yield from waiting(scene, 0)


def _prove(scene: Scene, name: str, id: int) -> Action | None:
    """Prove a dispute right, as anybody; it may be over, or the arbitrator forbidden."""
    dispute, proof = scene.state.disputes.disputes[id], convincing(scene, True)
    plan = work_of(scene, JUDGE, dispute.orchestrator, dispute.evidence)
    return scene.act(name, scene.actor(), id, plan, proof) if plan is not None and proof is not None else None


provoke_rulings("prove_dispute", JUDGE, _accusing, _ready, _prove)
provoke_late_rulings("prove_dispute", JUDGE, _accusing, _ready, _prove)


@proposes("prove_dispute", family="disputes", weight=9)
def prove(scene: Scene, name: str) -> Proposal:
    """Decide a dispute by a proof; where there is none, bring one about now and then."""
    known = provable(scene)
    proof = convincing(scene, scene.chance(0.6))
    if known and proof is not None:
        id, plan = scene.pick(known)
        return scene.act(name, scene.actor(), id, plan, proof)
    return _accuse_and_prove(scene, name) if scene.chance(0.3) else None


def _accuse_and_prove(scene: Scene, name: str) -> Recipe:
    yield from _accusing(scene)
    for id, plan in provable(scene)[-1:]:
        proof = convincing(scene, scene.chance(0.6))
        if proof is not None:
            yield scene.act(name, scene.actor(), id, plan, proof)


@provokes("prove_dispute", *PROOF_FLAWS)
def prove_badly(scene: Scene, name: str) -> Recipe:
    """Bring proofs that prove nothing."""
    yield from _accusing(scene)
    for id, plan in provable(scene)[-1:]:
        for reason in PROOF_FLAWS:
            for proof in flawed(scene, reason)[:2]:
                yield scene.act(name, scene.actor(), id, plan, proof)


@provokes("prove_dispute", Reason.PROOF_NOT_ASKED)
def prove_unasked(scene: Scene, name: str) -> Proposal:
    """Prove a dispute that is another's, or that does not exist."""
    asked = scene.state.proof_arbitrator.asked
    others = [id for id in range(scene.state.disputes.dispute_count + 2) if not asked[id]]
    return scene.act(
        name, scene.actor(), scene.pick(others), EvidencePlan(scene.actor(), JUDGE), ProofPlan(tuple(ACTORS[-2:]))
    )


@provokes("prove_dispute", Reason.DISPUTE_PROVED)
def prove_again(scene: Scene, name: str) -> Recipe:
    """Prove a dispute twice."""
    yield from _accusing(scene)
    for id, plan in provable(scene)[-1:]:
        for differs in (scene.chance(0.5), scene.chance(0.5)):
            proof = convincing(scene, differs)
            if proof is not None:
                yield scene.act(name, scene.actor(), id, plan, proof)


@provokes("prove_dispute", Reason.OTHER_EVIDENCE)
def prove_something_else(scene: Scene, name: str) -> Recipe:
    """Prove something about other work than the dispute's."""
    yield from _accusing(scene)
    for id, plan in provable(scene)[-1:]:
        proof = convincing(scene, scene.chance(0.5))
        for other in others(scene, plan) if proof is not None else ():
            yield scene.act(name, scene.actor(), id, other, proof)


def others(scene: Scene, plan: EvidencePlan) -> list[EvidencePlan]:
    """Work that differs from a plan's in a field."""
    return [
        EvidencePlan(plan.orchestrator, plan.arbitrator, plan.segment + 1, plan.age),
        EvidencePlan(plan.orchestrator, plan.arbitrator, plan.segment, plan.age + 1),
        EvidencePlan(plan.orchestrator, "Council", plan.segment, plan.age),
        EvidencePlan(plan.orchestrator, plan.arbitrator, plan.segment, plan.age, "other_source"),
    ]


@provokes("prove_dispute", Reason.NO_DATA)
def prove_without_verifier(scene: Scene, name: str) -> Recipe:
    """Prove while no verifier is registered, or no disputes."""
    yield from _accusing(scene)
    for id, plan in provable(scene)[-1:]:
        proof = convincing(scene, True)
        missing = scene.pick(("TranscodingVerifier", "Disputes"))
        earlier = scene.name(scene.registered(missing))
        if proof is not None:
            yield scene.register(missing, scene.pick(("null", "Controller", scene.actor())))
            yield scene.act(name, scene.actor(), id, plan, proof)
            yield scene.register(missing, earlier)


@provokes("prove_dispute", Reason.ADDITION_OVERFLOW)
def prove_for_endless_jail(scene: Scene, name: str) -> Recipe:
    """Prove a fault that jails for more rounds than there can be."""
    yield from _accusing(scene)
    for id, plan in provable(scene)[-1:]:
        proof = convincing(scene, True)
        if proof is not None:
            yield Action("set_penalty", scene.owner, (0, MAX))
            yield scene.act(name, scene.actor(), id, plan, proof)
            yield Action("set_penalty", scene.owner, (100_000, 1))


@provokes("prove_dispute", Reason.TARGET_NOT_REGISTERED, Reason.ROUND_NOT_INITIALIZED)
def prove_without_rounds(scene: Scene, name: str) -> Recipe:
    """Prove while the RoundsManager has no logic, or before the round is initialized."""
    yield from _accusing(scene)
    for id, plan in provable(scene)[-1:]:
        proof = convincing(scene, scene.chance(0.5))
        if proof is None:
            return
        earlier = scene.name(scene.registered("RoundsManagerTarget"))
        yield scene.register("RoundsManagerTarget", "null")
        yield scene.act(name, scene.actor(), id, plan, proof)
        yield scene.register("RoundsManagerTarget", earlier)
        yield Action("advance_rounds", "", (1, 0))
        aged = EvidencePlan(plan.orchestrator, plan.arbitrator, plan.segment, plan.age + 1)
        yield scene.act(name, scene.actor(), id, aged, proof)
        yield from waiting(scene, 0)


# Executors.


@proposes("set_executor", family="disputes", weight=1)
def set_executor(scene: Scene, name: str) -> Proposal:
    """Make somebody an executor, or end that while others are left."""
    known = executors(scene)
    if len(known) > 2 and scene.chance(0.5):
        return scene.act(name, scene.owner, scene.pick(known), False)
    return scene.act(name, scene.owner, scene.actor(), True)


@proposes("set_executor_threshold", family="disputes", weight=1)
def set_executor_threshold(scene: Scene, name: str) -> Proposal:
    """Let another number of executors be enough."""
    return scene.act(name, scene.owner, scene.pick((1, 2, 2, 3)))


@provokes("set_executor_threshold", Reason.ZERO_THRESHOLD)
def set_executor_threshold_of_zero(scene: Scene, name: str) -> Proposal:
    """Let a hash that nobody signed be enough."""
    return scene.act(name, scene.owner, 0)


@proposes("ask_proof", family="contracts", weight=1)
def ask_proof(scene: Scene, name: str) -> Proposal:
    """Ask for a proof as the Disputes contract would."""
    caller = "Disputes" if scene.can_impersonate else scene.actor()
    return scene.act(name, caller, scene.below(scene.state.disputes.dispute_count + 3))


@provokes("ask_proof", Reason.NOT_DISPUTES)
def ask_proof_as_somebody_else(scene: Scene, name: str) -> Proposal:
    """Ask for a proof as somebody else."""
    return scene.act(name, scene.pick(("owner", scene.actor())), scene.below(5))
