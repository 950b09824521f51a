"""Grants in the course of time: vesting, revocation, time locks."""

import pytest

from livepeer_conformance.suites.genesis.given import COMMUNITY, TEAM, genesis_balance, granting, wait_until
from livepeer_conformance.suites.scenario import Scenario, requirement
from livepeer_spec.rejection import Reason

DURATION = 12_000
CLIFF = 1_200
GRANT = "grant-1"
TOKEN = "GenesisToken"


def vesting(s: Scenario, amount: int = TEAM) -> int:
    """Given alice has a vesting of twelve thousand seconds; gives its start."""
    granting(s)
    s.tx("owner", "add_team_grant", "alice", amount, CLIFF, DURATION)
    start: int = s.parameters.grants_start
    return start


def vested(s: Scenario, total: int) -> int:
    """What has vested in the pending block, after the cliff and before the end."""
    elapsed: int = s.world.backend.timestamp - s.parameters.grants_start
    return total * elapsed // DURATION


@requirement("LP-VEST-005", "LP-VEST-006", "LP-VEST-009", "LP-VEST-010", "LP-VEST-011")
def test_tokens_vest_in_proportion_from_the_cliff_on(scenario: Scenario) -> None:
    """Given a vesting, when it is released before and after the cliff, then in proportion, less what was released."""
    s = scenario
    start = vesting(s, amount=1_000_000_007)
    wait_until(s, start + CLIFF - 12)
    assert s.view("vested_amount", TOKEN, at=GRANT) == 0
    s.rejects(Reason.NOTHING_TO_RELEASE, "bob", "release", TOKEN, at=GRANT)
    wait_until(s, start + CLIFF)
    first = vested(s, 1_000_000_007)
    assert s.view("releasable_amount", TOKEN, at=GRANT) == first
    s.tx("bob", "release", TOKEN, at=GRANT)
    assert s.events == [("Transfer", GRANT, "alice", first), ("Released", first)]
    assert s.view("vesting_released", TOKEN, at=GRANT) == first
    s.advance_blocks(100)
    second = vested(s, 1_000_000_007) - first
    s.tx("alice", "release", TOKEN, at=GRANT)
    assert s.events[-1] == ("Released", second)
    assert genesis_balance(s, "alice") == first + second


@requirement("LP-VEST-007", "LP-VEST-009")
def test_everything_vests_in_the_end(scenario: Scenario) -> None:
    """Given the end of a vesting, when it is released, then everything, and later tokens at once."""
    s = scenario
    start = vesting(s)
    wait_until(s, start + DURATION)
    assert s.view("vested_amount", TOKEN, at=GRANT) == TEAM
    s.tx("alice", "release", TOKEN, at=GRANT)
    assert genesis_balance(s, "alice") == TEAM
    s.rejects(Reason.NOTHING_TO_RELEASE, "alice", "release", TOKEN, at=GRANT)
    s.tx("alice", "transfer", GRANT, 5, at=TOKEN)
    s.tx("alice", "release", TOKEN, at=GRANT)
    assert s.events[-1] == ("Released", 5)


@requirement("LP-VEST-004")
def test_every_token_vests_apart(scenario: Scenario) -> None:
    """Given a vesting that holds LPT too, when that is released, then it alone; what is no token is refused."""
    s = scenario
    start = vesting(s)
    s.tx("bob", "transfer", GRANT, 10_000)
    wait_until(s, start + DURATION)
    s.tx("alice", "release", "LivepeerToken", at=GRANT)
    assert s.events[-1] == ("Released", 10_000)
    assert genesis_balance(s, GRANT) == TEAM
    s.rejects(Reason.NO_DATA, "alice", "release", "bob", at=GRANT)
    s.rejects(Reason.NO_DATA, "owner", "revoke", "Controller", at=GRANT)


@requirement("LP-VEST-008", "LP-VEST-012", "LP-VEST-013", "LP-VEST-014", "LP-VEST-015")
@pytest.mark.parametrize("seconds", [0, CLIFF, DURATION], ids=["before_the_cliff", "at_the_cliff", "at_the_end"])
def test_revocation_takes_back_what_has_not_vested(scenario: Scenario, seconds: int) -> None:
    """Given a vesting, when the bank revokes it, then it gets what has not vested, and the rest is alice's."""
    s = scenario
    start = vesting(s)
    wait_until(s, start + seconds)
    due = {0: 0, CLIFF: vested(s, TEAM), DURATION: TEAM}[seconds]
    s.tx("owner", "revoke", TOKEN, at=GRANT)
    assert s.events == [("Transfer", GRANT, "owner", TEAM - due), ("Revoked",)]
    assert s.view("vesting_revoked", TOKEN, at=GRANT) is True
    s.rejects(Reason.ALREADY_REVOKED, "owner", "revoke", TOKEN, at=GRANT)
    s.rejects(Reason.NOT_OWNER, "alice", "revoke", TOKEN, at=GRANT)
    if due:
        assert s.view("vested_amount", TOKEN, at=GRANT) == due
        s.tx("bob", "release", TOKEN, at=GRANT)
        assert genesis_balance(s, "alice") == due


@requirement("LP-VEST-012", "LP-VEST-016")
def test_vesting_gets_another_owner(scenario: Scenario) -> None:
    """Given a vesting, when the bank hands it to bob, then he revokes it."""
    s = scenario
    vesting(s)
    s.rejects(Reason.NOT_OWNER, "alice", "transfer_vesting_ownership", "alice", at=GRANT)
    s.rejects(Reason.NEW_OWNER_NULL, "owner", "transfer_vesting_ownership", "null", at=GRANT)
    s.tx("owner", "transfer_vesting_ownership", "bob", at=GRANT)
    assert s.events == [("OwnershipTransferred", "owner", "bob")]
    s.rejects(Reason.NOT_OWNER, "owner", "revoke", TOKEN, at=GRANT)
    s.tx("bob", "revoke", TOKEN, at=GRANT)
    assert genesis_balance(s, "bob") == TEAM


@requirement("LP-VEST-021", "LP-VEST-022", "LP-VEST-023")
def test_time_lock_opens_at_its_time(scenario: Scenario) -> None:
    """Given a time lock, when it is released, then from its time on, whole, and again for tokens that come later."""
    s = scenario
    granting(s)
    s.tx("owner", "add_community_grant", "alice", COMMUNITY)
    wait_until(s, s.parameters.grants_start - 12)
    s.rejects(Reason.RELEASE_TIME_NOT_REACHED, "alice", "release_time_lock", at=GRANT)
    wait_until(s, s.parameters.grants_start)
    s.tx("bob", "release_time_lock", at=GRANT)
    assert s.events == [("Transfer", GRANT, "alice", COMMUNITY)]
    s.rejects(Reason.NOTHING_TO_RELEASE, "bob", "release_time_lock", at=GRANT)
    s.tx("alice", "transfer", GRANT, 3, at=TOKEN)
    s.tx("bob", "release_time_lock", at=GRANT)
    assert s.events == [("Transfer", GRANT, "alice", 3)]
