"""What proposers about disputes look up in the spec's state."""

from typing import Any

from livepeer_conformance.machines.scene import Scene
from livepeer_conformance.model.action import EvidencePlan
from livepeer_spec.primitives.types import Round
from livepeer_spec.upgrades.arbitration.state import Dispute, DisputeStake, Outcome

SEGMENTS = 8
"""Pieces of work of an orchestrator in a round."""


def stake(scene: Scene, name: str) -> DisputeStake:
    """What an account has locked."""
    found: DisputeStake = scene.state.disputes.stakes[scene.address(name)]
    return found


def liable(scene: Scene) -> list[str]:
    """Actors that locked a dispute stake."""
    return [name for name in scene.actors if stake(scene, name).liable_from]


def allowed(scene: Scene) -> list[str]:
    """Arbitrators that governance allows."""
    return [scene.name(address) for address, is_allowed in scene.state.disputes.arbitrators.items() if is_allowed]


def open_disputes(scene: Scene) -> list[tuple[int, Dispute]]:
    """Disputes that are open, by id."""
    known: Any = scene.state.disputes
    records = ((id, known.disputes[id]) for id in range(1, known.dispute_count + 1))
    return [(id, record) for id, record in records if record.outcome == Outcome.OPEN]


def timely(scene: Scene) -> list[tuple[int, Dispute]]:
    """Open disputes that can still be ruled on."""
    return [(id, record) for id, record in open_disputes(scene) if scene.current <= record.end_round]


def disputable_rounds(scene: Scene, orchestrator: str, arbitrator: str) -> list[Round]:
    """Rounds whose work can be disputed before an arbitrator now."""
    disputes, own = scene.state.disputes, stake(scene, orchestrator)
    support = disputes.supports[scene.address(orchestrator), scene.address(arbitrator)]
    if not own.liable_from or not support.from_round:
        return []
    first = max(own.liable_from, support.from_round, scene.current - min(disputes.eligibility_period, 50))
    last = min(scene.current, own.unlock_round or scene.current, (support.until_round or scene.current + 1) - 1)
    return list(range(first, last + 1))


def evidence(scene: Scene, flaw: str = "") -> EvidencePlan | None:
    """Evidence that a dispute can be raised about, but for the flaw; None when nobody answers for anything."""
    choices = [
        (name, arbitrator, rounds)
        for name in liable(scene)
        for arbitrator in allowed(scene)
        if (rounds := disputable_rounds(scene, name, arbitrator))
    ]
    if not choices:
        return None
    orchestrator, arbitrator, rounds = scene.pick(choices)
    # The last and the first of the rounds are where mistakes are.
    round = scene.pick((rounds[0], rounds[-1], scene.pick(rounds)))
    return EvidencePlan(orchestrator, arbitrator, scene.below(SEGMENTS), scene.current - round, flaw)


def accusers(scene: Scene) -> list[str]:
    """Actors that have a dispute's stake and approved it."""
    token, disputes = scene.state.token, scene.state.disputes
    contract = scene.state.deployed["Disputes"]
    return [
        name
        for name in scene.actors
        if min(token.balances[scene.address(name)], token.allowances[scene.address(name), contract])
        >= disputes.dispute_stake
    ]
