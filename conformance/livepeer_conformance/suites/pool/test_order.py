"""The transcoder pool: its order, and hints."""

import pytest

from livepeer_conformance.suites.scenario import LPT, SINCE_STREAMFLOW, UNLIMITED, Scenario, presets, requirement
from livepeer_spec.rejection import Reason

MAX = 2**256 - 1


def pool(s: Scenario) -> list[str]:
    """The pool from first to last, through the views."""
    members, name = [], s.view("get_first_transcoder_in_pool")
    while name != "null":
        members.append(name)
        name = s.view("get_next_transcoder_in_pool", name)
    assert s.view("get_transcoder_pool_size") == len(members)
    return members


def registered(s: Scenario, **stakes: int) -> None:
    """Given orchestrators with these stakes in LPT, registered in this order."""
    for name, stake in stakes.items():
        s.bonded(name, stake * LPT, to=name)


@SINCE_STREAMFLOW
@requirement("LP-POOL-001", "LP-POOL-022")
def test_pool_is_sorted_by_stake(scenario: Scenario) -> None:
    """Given orchestrators register in any order, when the pool is walked, then stakes fall; outside is nothing."""
    s = scenario
    s.initialized()
    assert pool(s) == []
    registered(s, bob=3, alice=5, carol=4)
    assert pool(s) == ["alice", "carol", "bob"]
    assert s.view("get_next_transcoder_in_pool", "bob") == "null"
    assert s.view("get_next_transcoder_in_pool", "heidi") == "null"
    s.tx("bob", "bond", 3 * LPT, "bob")
    assert pool(s) == ["bob", "alice", "carol"]


@requirement("LP-POOL-002")
@presets("minimal")
def test_pool_newest_of_equals_comes_first(scenario: Scenario) -> None:
    """Given equal stakes, when a bigger one comes into the full pool, then the first of the equals is evicted."""
    s = scenario
    s.initialized()
    registered(s, alice=5, bob=5, carol=5)
    assert pool(s) == ["carol", "bob", "alice"]
    registered(s, dave=6)
    assert pool(s) == ["dave", "carol", "bob"]


@requirement("LP-POOL-003")
@pytest.mark.parametrize(
    ("hint", "order"),
    [
        (("null", "bob"), ["carol", "bob", "alice"]),
        (("bob", "alice"), ["bob", "carol", "alice"]),
        (("alice", "null"), ["bob", "alice", "carol"]),
    ],
    ids=["first", "between", "last"],
)
def test_hint_decides_among_equals(scenario: Scenario, hint: tuple[str, str], order: list[str]) -> None:
    """Given equal stakes, when carol registers with a hint that fits, then she stands where it says."""
    s = scenario
    s.initialized()
    registered(s, alice=5, bob=5)
    s.tx("carol", "approve", "BondingManager", UNLIMITED)
    s.tx("carol", "bond_with_hint", 5 * LPT, "carol", "null", "null", *hint)
    assert pool(s) == order


@requirement("LP-POOL-004")
@pytest.mark.parametrize(
    "hint",
    [
        ("heidi", "grace"),
        ("bob", "alice"),
        ("carol", "carol"),
        ("bob", "null"),
        ("null", "alice"),
        ("null", "null"),
        ("alice", "null"),
        ("null", "bob"),
        ("alice", "heidi"),
        ("heidi", "bob"),
    ],
    ids="/".join,
)
def test_wrong_hint_changes_nothing(scenario: Scenario, hint: tuple[str, str]) -> None:
    """Given any hint, right or wrong, when carol registers between unequal stakes, then the order is by stake."""
    s = scenario
    s.initialized()
    registered(s, alice=9, bob=3)
    s.tx("carol", "approve", "BondingManager", UNLIMITED)
    s.tx("carol", "bond_with_hint", 5 * LPT, "carol", "null", "null", *hint)
    assert pool(s) == ["alice", "carol", "bob"]


@requirement("LP-POOL-004")
def test_hints_of_other_transactions_are_harmless(scenario: Scenario) -> None:
    """Given absurd hints, when stake leaves, comes back, moves and earns, then the order is by stake."""
    s = scenario
    s.initialized()
    registered(s, alice=9, bob=6, carol=3)
    s.next_round()
    s.tx("alice", "unbond_with_hint", 5 * LPT, "carol", "alice")
    assert pool(s) == ["bob", "alice", "carol"]
    s.tx("alice", "rebond_with_hint", 0, "carol", "bob")
    assert pool(s) == ["alice", "bob", "carol"]
    s.tx("carol", "reward_with_hint", "heidi", "carol")
    assert pool(s)[0] == "carol"


@requirement("LP-POOL-005", "LP-POOL-006")
@presets("minimal")
def test_pool_only_grows(scenario: Scenario) -> None:
    """Given a pool of three, when its size is set, then it only grows, and nobody enters by that."""
    s = scenario
    s.initialized()
    registered(s, alice=9, bob=6, carol=3, dave=1)
    s.rejects(Reason.POOL_SIZE_NOT_INCREASED, "owner", "set_num_active_transcoders", 3)
    s.rejects(Reason.POOL_SIZE_NOT_INCREASED, "owner", "set_num_active_transcoders", 0)
    s.tx("owner", "set_num_active_transcoders", MAX)
    assert s.events == [("ParameterUpdate", "numActiveTranscoders")]
    assert s.view("get_transcoder_pool_max_size") == MAX
    assert pool(s) == ["alice", "bob", "carol"]
    s.rejects(Reason.POOL_SIZE_NOT_INCREASED, "owner", "set_num_active_transcoders", MAX)
