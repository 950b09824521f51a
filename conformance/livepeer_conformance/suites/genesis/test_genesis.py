"""The genesis: its stages, the split of the supply, and grants."""

import pytest

from livepeer_conformance.suites.genesis.given import (
    ALLOCATIONS,
    COMMUNITY,
    COMPANY,
    CROWD,
    INVESTORS,
    SUPPLY,
    TEAM,
    genesis_balance,
    granting,
    wait_until,
)
from livepeer_conformance.suites.scenario import UNLIMITED, Scenario, requirement
from livepeer_spec.rejection import Reason

Steps = list[tuple[str, tuple[object, ...]]]

VESTING = (100, 1_000)
"""Seconds to the cliff, and of the vesting."""


@requirement("LP-GENES-001")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("set_allocations", (1, 0, 0, 0, 0, 0)), ("start_genesis", ()), ("end_genesis", ()),
        ("add_team_grant", ("null", 1, 2, 1)), ("add_investor_grant", ("null", 1, 2, 1)),
        ("add_community_grant", ("null", 1)), ("transfer_genesis_ownership", ("null",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_genesis_is_its_owners(scenario: Scenario, name: str, arguments: tuple[object, ...]) -> None:
    """Given anybody else, when the genesis is used, then it refuses before anything else."""
    scenario.rejects(Reason.NOT_OWNER, "alice", name, *arguments)


@requirement("LP-GENES-002", "LP-GENES-005")
def test_stages_follow_each_other_once(scenario: Scenario) -> None:
    """Given each stage, when what belongs to another is done, then it is refused."""
    s = scenario
    beginning: Steps = [("set_allocations", ALLOCATIONS), ("start_genesis", ())]
    middle: Steps = [
        ("add_team_grant", ("erin", 0, 0, 0)), ("add_investor_grant", ("erin", 0, 0, 0)),
        ("add_community_grant", ("erin", 0)), ("end_genesis", ()),
    ]  # fmt: skip
    assert s.view("stage") == 0
    for name, arguments in middle:
        s.rejects(Reason.WRONG_GENESIS_STAGE, "owner", name, *arguments)
    granting(s)
    assert s.view("stage") == 1
    for name, arguments in beginning:
        s.rejects(Reason.WRONG_GENESIS_STAGE, "owner", name, *arguments)
    s.tx("owner", "end_genesis")
    assert s.view("stage") == 2
    for name, arguments in [*beginning, *middle]:
        s.rejects(Reason.WRONG_GENESIS_STAGE, "owner", name, *arguments)


@requirement("LP-GENES-003", "LP-GENES-004", "LP-GENES-005")
def test_supply_is_split_completely(scenario: Scenario) -> None:
    """Given parts, when they are not the supply, then they are refused; else they are stored, again and again."""
    s = scenario
    s.rejects(Reason.ALLOCATIONS_MISMATCH, "owner", "set_allocations", SUPPLY + 1, *ALLOCATIONS[1:])
    s.rejects(Reason.ADDITION_OVERFLOW, "owner", "set_allocations", 0, UNLIMITED, 1, 0, 0, 0)
    s.tx("owner", "set_allocations", 15, 1, 2, 3, 4, 5)
    s.tx("owner", "set_allocations", *ALLOCATIONS)
    names = ("initial", "crowd", "company", "team", "investors", "community")
    assert tuple(s.view(f"{name}_supply") for name in names) == ALLOCATIONS
    s.tx("owner", "start_genesis")
    assert [event[0] for event in s.events] == ["Mint", "Transfer"]
    assert genesis_balance(s, "GenesisManager") == SUPPLY


@requirement("LP-GENES-005")
def test_start_without_a_split_mints_nothing(scenario: Scenario) -> None:
    """Given no split, when the genesis starts, then with a supply of nothing."""
    s = scenario
    s.tx("owner", "start_genesis")
    assert s.view("total_supply", at="GenesisToken") == 0


@requirement("LP-GENES-006")
def test_start_needs_the_token(scenario: Scenario) -> None:
    """Given another owner of the token, when the genesis starts, then not, and the stage stays."""
    s = scenario
    s.tx("GenesisManager", "transfer_token_ownership", "owner", at="GenesisToken")
    s.rejects(Reason.NOT_OWNER, "owner", "start_genesis")
    assert s.view("stage") == 0


@requirement(
    "LP-GENES-007", "LP-GENES-008", "LP-GENES-009", "LP-GENES-010", "LP-GENES-011", "LP-GENES-012", "LP-VEST-003"
)  # fmt: skip
@pytest.mark.parametrize(
    ("name", "supply", "counter"),
    [
        ("add_team_grant", TEAM, "team_grants_amount"),
        ("add_investor_grant", INVESTORS, "investors_grants_amount"),
    ],
    ids=["team", "investor"],
)
def test_vesting_is_granted_within_its_part(scenario: Scenario, name: str, supply: int, counter: str) -> None:
    """Given a part of the supply, when grants are made, then each is a vesting of the bank's, up to the part."""
    s = scenario
    granting(s)
    s.tx("owner", name, "alice", supply - 1, *VESTING)
    assert s.events == [
        ("OwnershipTransferred", "GenesisManager", "owner"), ("Transfer", "GenesisManager", "grant-1", supply - 1),
    ]  # fmt: skip
    assert s.emitters == ["grant-1", "GenesisToken"]
    assert s.view("vesting_holders", "alice") == "grant-1"
    start = s.parameters.grants_start
    views = ("vesting_beneficiary", "vesting_owner", "vesting_start", "vesting_cliff", "vesting_duration")
    assert [s.view(view, at="grant-1") for view in views] == ["alice", "owner", start, start + 100, 1_000]
    assert s.view("vesting_revocable", at="grant-1") is True
    for other in ("add_team_grant", "add_investor_grant"):
        s.rejects(Reason.GRANT_EXISTS, "owner", other, "alice", 0, *VESTING)
    s.rejects(Reason.GRANTS_EXCEED_SUPPLY, "owner", name, "bob", 2, *VESTING)
    s.rejects(Reason.ADDITION_OVERFLOW, "owner", name, "bob", UNLIMITED, *VESTING)
    s.tx("owner", name, "bob", 1, *VESTING)
    s.tx("owner", name, "carol", 0, *VESTING)
    assert s.view("vesting_holders", "carol") == "grant-3"
    amounts = {view: s.view(view) for view in ("team_grants_amount", "investors_grants_amount")}
    assert amounts == {"team_grants_amount": 0, "investors_grants_amount": 0, counter: supply}


@requirement("LP-VEST-001", "LP-VEST-002")
def test_vesting_is_for_somebody_and_ends_after_its_cliff(scenario: Scenario) -> None:
    """Given a grant, when it is for nobody or its cliff lies behind its end, then it is refused."""
    s = scenario
    granting(s)
    s.rejects(Reason.BENEFICIARY_NULL, "owner", "add_team_grant", "null", 1, 11, 10)
    s.rejects(Reason.CLIFF_AFTER_VESTING, "owner", "add_team_grant", "alice", 1, 11, 10)
    s.tx("owner", "add_team_grant", "alice", 1, 10, 10)
    s.tx("owner", "add_investor_grant", "bob", 1, 0, 0)


@requirement("LP-GENES-007", "LP-GENES-008", "LP-GENES-010", "LP-GENES-013")
def test_community_gets_time_locks(scenario: Scenario) -> None:
    """Given the community's part, when grants are made, then each is a time lock, besides any vesting."""
    s = scenario
    granting(s)
    s.tx("owner", "add_team_grant", "alice", 1, *VESTING)
    s.tx("owner", "add_community_grant", "alice", COMMUNITY)
    assert s.events == [("Transfer", "GenesisManager", "grant-2", COMMUNITY)]
    assert s.view("time_locked_holders", "alice") == "grant-2"
    views = ("time_lock_token", "time_lock_beneficiary", "time_lock_release_time")
    assert [s.view(view, at="grant-2") for view in views] == ["GenesisToken", "alice", s.parameters.grants_start]
    s.rejects(Reason.GRANT_EXISTS, "owner", "add_community_grant", "alice", 0)
    s.rejects(Reason.GRANTS_EXCEED_SUPPLY, "owner", "add_community_grant", "bob", 1)
    assert s.view("community_grants_amount") == COMMUNITY


@requirement("LP-GENES-013", "LP-VEST-020")
def test_time_lock_until_the_past_is_none(scenario: Scenario) -> None:
    """Given grants have started, when a time lock is made, then not; a vesting is."""
    s = scenario
    granting(s)
    wait_until(s, s.parameters.grants_start)
    s.rejects(Reason.RELEASE_TIME_PAST, "owner", "add_community_grant", "alice", 1)
    s.tx("owner", "add_team_grant", "alice", 1, *VESTING)


@requirement("LP-GENES-014", "LP-GENES-015", "LP-GENES-017")
def test_end_hands_everything_over(scenario: Scenario) -> None:
    """Given grants of one kind, when the genesis ends, then crowd, bank and Minter get theirs and the rest stays."""
    s = scenario
    granting(s)
    s.tx("owner", "add_team_grant", "alice", TEAM, *VESTING)
    s.tx("owner", "end_genesis")
    assert s.events == [
        ("Transfer", "GenesisManager", "MerkleMine", CROWD),
        ("Transfer", "GenesisManager", "owner", COMPANY),
        ("OwnershipTransferred", "GenesisManager", "Minter"),
    ]
    assert genesis_balance(s, "GenesisManager") == INVESTORS + COMMUNITY
    assert s.view("token_owner", at="GenesisToken") == "Minter"
    views = ("genesis_token", "token_distribution", "bank_multisig", "genesis_minter")
    assert [s.view(view) for view in views] == ["GenesisToken", "MerkleMine", "owner", "Minter"]
    assert s.view("grants_start_timestamp") == s.parameters.grants_start


@requirement("LP-GENES-016")
def test_genesis_gets_another_owner(scenario: Scenario) -> None:
    """Given the genesis, when it is handed to alice, then it is hers alone."""
    s = scenario
    s.rejects(Reason.NEW_OWNER_NULL, "owner", "transfer_genesis_ownership", "null")
    s.tx("owner", "transfer_genesis_ownership", "alice")
    assert s.events == [("OwnershipTransferred", "owner", "alice")]
    assert s.view("genesis_owner") == "alice"
    s.rejects(Reason.NOT_OWNER, "owner", "start_genesis")
    s.tx("alice", "start_genesis")
