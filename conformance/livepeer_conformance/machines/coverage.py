"""What generated sequences should reach, and what they did not.

The universe is read off the rules: each transaction accepted and rejected for every declared reason, each event, each
change of status. What cannot be reached is listed in ``suites/unreached/<upgrade>.toml``, with the reason why.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import permutations
from typing import Any

from livepeer_conformance.machines.driver import OK, Reach
from livepeer_conformance.machines.provocation import reasons
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.statuses import Transition
from livepeer_spec.rejection import Reason
from livepeer_spec.upgrades import upgrade

Outcome = tuple[str, str]
"""A transaction and ``ok`` or the name of a reason."""


@dataclass(frozen=True, slots=True)
class Universe:
    """Things to reach: outcomes of transactions, names of events, changes of status."""

    outcomes: frozenset[Outcome]
    events: frozenset[str]
    transitions: frozenset[Transition]


@cache
def universe(upgrade_name: str) -> Universe:
    """Everything that an upgrade's rules allow for, reachable or not."""
    rules = upgrade(upgrade_name)
    outcomes = {(kind.name, OK) for kind in rules.catalogue.transactions.values()}
    for kind in rules.catalogue.transactions.values():
        outcomes |= {(kind.name, reason.name) for reason in reasons(upgrade_name, kind)}
    transitions = {
        (status.of, before, after)
        for status in repertoire(upgrade_name).statuses
        for before, after in permutations(status.values, 2)
    }
    events = {event.name for event in rules.events.values()}
    return Universe(frozenset(outcomes), frozenset(events), frozenset(transitions))


@cache
def unreached(upgrade_name: str) -> Universe:
    """What is listed as out of reach. Raises ``ValueError`` for an entry that is not in the universe or says no why."""
    text = (files("livepeer_conformance.suites") / "unreached" / f"{upgrade_name}.toml").read_text(encoding="utf-8")
    return _parse(upgrade_name, tomllib.loads(text))


def _parse(upgrade_name: str, data: dict[str, Any]) -> Universe:
    everything = universe(upgrade_name)
    outcomes: set[Outcome] = set()
    transitions: set[Transition] = set()
    for entry in data.get("outcome", []):
        outcomes |= {(name, OK) for name in entry["transactions"]}
    for entry in data.get("rejection", []):
        outcomes |= {(name, Reason[entry["reason"]].name) for name in entry["transactions"]}
    for entry in data.get("transition", []):
        transitions |= {(entry["of"], entry["from"], to) for to in entry["to"]}
    events = {entry["name"] for entry in data.get("event", [])}
    for entry in (entry for entries in data.values() for entry in entries):
        if not entry.get("why"):
            raise ValueError(f"{upgrade_name}: an entry does not say why: {entry}")
    listed = Universe(frozenset(outcomes), frozenset(events), frozenset(transitions))
    unknown = [
        *(listed.outcomes - everything.outcomes),
        *(listed.events - everything.events),
        *(listed.transitions - everything.transitions),
    ]
    if unknown:
        raise ValueError(f"{upgrade_name}: listed as out of reach, but not part of the rules: {unknown}")
    return listed


def missing(upgrade_name: str, reach: Reach) -> list[str]:
    """What is neither reached nor listed as out of reach, in words."""
    everything, listed = universe(upgrade_name), unreached(upgrade_name)
    reached_events = {event for _, event in reach.events}
    return (
        [f"{name}: {outcome}" for name, outcome in sorted(everything.outcomes - listed.outcomes - set(reach.outcomes))]
        + [f"event {name}" for name in sorted(everything.events - listed.events - reached_events)]
        + [_words(change) for change in sorted(everything.transitions - listed.transitions - set(reach.transitions))]
    )


def undeclared(upgrade_name: str, reach: Reach) -> list[str]:
    """Rejections for reasons that the transaction's rule does not declare, and changes of status listed as impossible.

    Either is a defect of the rules' declarations or of the list.
    """
    everything, listed = universe(upgrade_name), unreached(upgrade_name)
    outcomes = sorted(set(reach.outcomes) - everything.outcomes)
    wrong = sorted(set(reach.outcomes) & listed.outcomes)
    changes = sorted(set(reach.transitions) & listed.transitions)
    return (
        [f"{name}: {reason} is not declared" for name, reason in outcomes]
        + [f"{name}: {reason} is listed as out of reach" for name, reason in wrong]
        + [f"{_words(change)} is listed as out of reach" for change in changes]
    )


def _words(change: Transition) -> str:
    what, before, after = change
    return f"{what} from {before} to {after}"
