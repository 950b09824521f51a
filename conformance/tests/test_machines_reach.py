"""What the ci profile reaches: every outcome, event and change of status that is not listed as out of reach."""

from collections import Counter
from typing import Any

import pytest

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.machines import coverage
from livepeer_conformance.machines.driver import OK, Reach, run_sequence
from livepeer_conformance.machines.profiles import PROFILES
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.machines.swarm import numbered_config
from livepeer_spec.parameters import load

UPGRADES = ("streamflow", "confluence")


@pytest.fixture(scope="module", params=UPGRADES)
def reached(request: pytest.FixtureRequest) -> tuple[str, Reach]:
    """What as many sequences as the ci profile has reach on the spec alone."""
    name: str = request.param
    world = SpecOnlyWorld(Target.reference(name), load("minimal", name))
    profile, reach = PROFILES["ci"], Reach()
    for seed in range(profile.sequences):
        reach.add(run_sequence(world, numbered_config(name, seed, profile.length), seed).reach)
    return name, reach


def test_ci_profile_reaches_everything_in_reach(reached: tuple[str, Reach]) -> None:
    """Given the ci profile, then nothing is missing that is not listed with a reason."""
    assert coverage.missing(*reached) == []


def test_rules_declare_every_rejection_that_happens(reached: tuple[str, Reach]) -> None:
    """Given the ci profile, then no rule gives a reason that it does not declare, and nothing listed happens."""
    assert coverage.undeclared(*reached) == []


def test_most_transactions_are_accepted(reached: tuple[str, Reach]) -> None:
    """Given the ci profile, then most transactions do something, and no kind of transaction is rare."""
    name, reach = reached
    accepted = sum(count for (_, outcome), count in reach.outcomes.items() if outcome == OK)
    assert 0.65 < accepted / reach.transactions < 0.9
    kinds = Counter(transaction for transaction, _ in reach.outcomes.elements())
    assert set(kinds) == {transaction for transaction, _ in coverage.universe(name).outcomes}
    assert min(kinds.values()) >= 10


def test_missing_names_what_was_not_reached() -> None:
    """Given no sequence at all, then all that is in reach is missing, in words."""
    words = coverage.missing("confluence", Reach())
    assert "unbond: ZERO_UNBOND" in words
    assert "bond: ok" in words
    assert "event Bond" in words
    assert "delegator from pending to bonded" in words
    assert "bond: POOL_NODE_MISSING" not in words
    assert "event RoleAdminChanged" not in words


def test_undeclared_names_surprises() -> None:
    """Given outcomes that are not declared, or listed as out of reach, then each is told."""
    reach = Reach(
        outcomes=Counter({("reward", "NO_FEES"): 1, ("bond", "POOL_NODE_MISSING"): 1, ("bond", OK): 1}),
        transitions=Counter({("sender", "unlocked", "unlocking"): 1, ("sender", "locked", "unlocking"): 1}),
    )
    assert coverage.undeclared("confluence", reach) == [
        "reward: NO_FEES is not declared",
        "bond: POOL_NODE_MISSING is listed as out of reach",
        "sender from unlocked to unlocking is listed as out of reach",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"rejection": [{"reason": "NO_FEES", "transactions": ["bond"], "why": "x"}]}, "not part of the rules"),
        ({"rejection": [{"reason": "ZERO_UNBOND", "transactions": ["unbond"]}]}, "does not say why"),
        ({"transition": [{"of": "sender", "from": "locked", "to": ["gone"], "why": "x"}]}, "not part of the rules"),
        ({"event": [{"name": "Nothing", "why": "x"}]}, "not part of the rules"),
    ],
)
def test_list_of_unreached_is_checked(data: dict[str, Any], message: str) -> None:
    """Given an entry that the rules do not know, or without a reason, then the list is refused."""
    with pytest.raises(ValueError, match=message):
        coverage._parse("confluence", data)
