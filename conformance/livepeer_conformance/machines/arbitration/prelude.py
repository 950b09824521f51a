"""What most sequences begin with: as under Confluence, and orchestrators answer to a council and to a single judge."""

from collections.abc import Iterator

from livepeer_conformance.machines.proposals.prelude import prelude as before
from livepeer_conformance.machines.scene import MAX, Scene
from livepeer_conformance.model.action import Action


def prelude(scene: Scene) -> Iterator[Action]:
    """Set the scene; who does what and how much differs from sequence to sequence."""
    steps = before(scene)
    yield next(steps)
    judge = scene.actors[-1]
    for name in scene.actors:
        yield Action("approve", name, ("FaultVerification", MAX))
        yield Action("approve", name, ("Disputes", MAX if scene.chance(0.9) else scene.amount(scene.lpt(name))))
    yield Action("set_arbitrator", "owner", (judge, True))
    for name in scene.actors[:3]:
        yield Action("set_member", "owner", (name, True))
    panel = scene.pick(("TokenVote", "Court", "Escalation", "ProofArbitrator"))
    for name in scene.actors[-2:] if panel == "Court" else ():
        yield Action("approve", name, ("Court", MAX))
        yield Action("join_court", name, (scene.state.court.seat_deposit * (1 + scene.below(5)) + scene.below(3),))
    if scene.chance(0.6):
        yield Action("set_delegation_slash_amount", "owner", (scene.pick((10_000, 250_000, 333_333, 500_000)),))
    for name in scene.actors if panel == "Escalation" else ():
        yield Action("approve", name, ("Escalation", MAX))
    if panel == "Escalation":
        yield Action("set_final_arbitrator", "owner", (scene.pick(("Council", "Council", judge, "TokenVote")),))
    least = scene.state.disputes.orchestrator_stake
    for name in scene.actors[: 2 + scene.below(2)]:
        yield Action("lock_dispute_stake", name, (least + (scene.below(5) if scene.chance(0.5) else 0),))
        yield Action("support_arbitrator", name, ("Council",))
        yield Action("support_arbitrator", name, (judge,))
        yield Action("support_arbitrator", name, (panel,))
    yield from steps
