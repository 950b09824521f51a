"""Usual beginnings of scenarios about fault-based verification."""

from typing import Any

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.scenario import LPT, UNLIMITED, Scenario

NONE, OPEN, FAULTY, HONEST, EXPIRED = range(5)
"""What became of a challenge, as the contract tells it."""
JUDGE = "FaultVerification"
STAKE = 100 * LPT


def working(s: Scenario, name: str = "alice") -> None:
    """Given a registered orchestrator with a bond of its own, active in this round."""
    if s.state.rounds.last_initialized_round < s.round:
        s.initialized()
    s.orchestrator(name, STAKE)
    s.next_round()


def paying(s: Scenario, *names: str) -> None:
    """Given accounts let the contract take verification costs."""
    for name in names:
        s.tx(name, "approve", JUDGE, UNLIMITED)


def challenged(s: Scenario, challenger: str = "bob", orchestrator: str = "alice", **plan: Any) -> int:
    """Given a challenge of work of this round; gives its id."""
    working(s, orchestrator)
    paying(s, challenger)
    s.tx(challenger, "challenge_work", EvidencePlan(orchestrator, JUDGE, **plan))
    id: int = s.returned
    return id


def verdict(s: Scenario, id: int) -> int:
    """What became of a challenge."""
    found: int = s.view("get_challenge", id)["verdict"]
    return found


def bond(s: Scenario, name: str = "alice") -> int:
    """What an orchestrator has bonded itself."""
    amount: int = s.view("get_delegator", name)["bondedAmount"]
    return amount
