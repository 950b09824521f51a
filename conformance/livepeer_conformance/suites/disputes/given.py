"""Usual beginnings of scenarios about disputes."""

from typing import Any

from livepeer_conformance.model.action import EvidencePlan
from livepeer_conformance.suites.scenario import UNLIMITED, Scenario

NONE, OPEN, WON, LOST, LAPSED = range(5)
"""What became of a dispute, as the contract tells it."""


def approving(s: Scenario, *names: str) -> None:
    """Given accounts let the Disputes contract take their tokens."""
    for name in names:
        s.tx(name, "approve", "Disputes", UNLIMITED)


def liable(s: Scenario, name: str = "alice", arbitrator: str = "Council", stake: int | None = None) -> None:
    """Given an orchestrator that locked a stake and supports an arbitrator, both from this round on."""
    if s.state.rounds.last_initialized_round < s.round:
        s.initialized()
    approving(s, name)
    s.tx(name, "lock_dispute_stake", s.parameters.orchestrator_stake if stake is None else stake)
    s.tx(name, "support_arbitrator", arbitrator)
    s.next_round()


def judged_by(s: Scenario, name: str) -> str:
    """Given an account that governance allows to decide disputes; gives its name."""
    s.tx("owner", "set_arbitrator", name, True)
    return name


def accused(s: Scenario, accuser: str = "bob", orchestrator: str = "alice", judge: str = "erin", **plan: Any) -> int:
    """Given a dispute with an orchestrator, before an account that decides alone; gives its id."""
    if judge != "Council":
        judged_by(s, judge)
    liable(s, orchestrator, judge)
    approving(s, accuser)
    return raised(s, accuser, orchestrator, judge, **plan)


def raised(s: Scenario, accuser: str, orchestrator: str = "alice", judge: str = "erin", **plan: Any) -> int:
    """Given a dispute about another piece of evidence; gives its id."""
    s.tx(accuser, "raise_dispute", EvidencePlan(orchestrator, judge, **plan))
    id: int = s.returned
    return id


def outcome(s: Scenario, id: int) -> int:
    """What became of a dispute."""
    found: int = s.view("get_dispute", id)["outcome"]
    return found


def locked(s: Scenario, name: str = "alice") -> int:
    """What an orchestrator has locked."""
    amount: int = s.view("get_dispute_stake", name)["amount"]
    return amount
