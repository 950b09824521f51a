"""What nearly every staking transaction needs: a running system and an initialized round."""

from typing import Any

import pytest

from livepeer_conformance.suites.scenario import ETH, LPT, SINCE_STREAMFLOW, Scenario, presets, requirement
from livepeer_spec.rejection import Reason

SHARED: list[tuple[str, tuple[Any, ...]]] = [
    ("bond", (LPT, "alice")),
    ("bond_with_hint", (LPT, "alice", "null", "null", "null", "null")),
    ("unbond", (0,)),
    ("unbond_with_hint", (0, "null", "null")),
    ("rebond", (7,)),
    ("rebond_with_hint", (7, "null", "null")),
    ("rebond_from_unbonded", ("alice", 7)),
    ("rebond_from_unbonded_with_hint", ("alice", 7, "null", "null")),
    ("withdraw_stake", (7,)),
    ("claim_earnings", (0,)),
    ("transcoder", (2**200, 0)),
    ("transcoder_with_hint", (2**200, 0, "null", "null")),
    ("reward", ()),
    ("reward_with_hint", ("null", "null")),
]
NEW_IN_CONFLUENCE: list[tuple[str, tuple[Any, ...]]] = [
    ("bond_for_with_hint", (0, "bob", "bob", "null", "null", "null", "null")),
    ("transfer_bond", ("bob", 0, "null", "null", "null", "null")),
]


def names(cases: list[tuple[str, tuple[Any, ...]]]) -> list[str]:
    """Test ids: the transactions' names."""
    return [name for name, _ in cases]


@requirement("LP-BOND-001")
@pytest.mark.parametrize(("name", "args"), SHARED, ids=names(SHARED))
def test_staking_rejects_paused_system(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given the system is paused in an uninitialized round, when anybody stakes, then the pause is the reason."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", name, *args)


@requirement("LP-BOND-003")
@pytest.mark.parametrize(("name", "args"), SHARED, ids=names(SHARED))
def test_staking_rejects_uninitialized_round(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given nobody initialized the round, when anybody stakes, then that is the reason, before all other checks."""
    s = scenario
    s.initialized()
    s.pass_rounds()
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "heidi", name, *args)


@requirement("LP-BOND-001", "LP-BOND-003")
def test_withdraw_fees_guards(scenario: Scenario) -> None:
    """Given an uninitialized round, then a pause, when fees are withdrawn, then each is the reason."""
    s = scenario
    args = () if s.upgrade == "streamflow" else ("null", ETH)
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "heidi", "withdraw_fees", *args)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", "withdraw_fees", *args)


@requirement("LP-BOND-002", "LP-BOND-004")
@pytest.mark.parametrize(("name", "args"), NEW_IN_CONFLUENCE, ids=names(NEW_IN_CONFLUENCE))
def test_third_party_staking_guards(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given an uninitialized round, then a pause, when bonding for or to others, then each is the reason."""
    s = scenario
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "heidi", name, *args)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", name, *args)


@SINCE_STREAMFLOW
@requirement("LP-BOND-090", "LP-BOND-091", "LP-BOND-094")
@presets("minimal")
def test_staking_parameters_are_the_owners(scenario: Scenario) -> None:
    """Given a pause and an uninitialized round, when parameters are set, then the owner may and others may not."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_unbonding_period", 5)
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_num_active_transcoders", 50)
    s.tx("owner", "set_unbonding_period", 5)
    assert s.events == [("ParameterUpdate", "unbondingPeriod")]
    assert s.view("unbonding_period") == 5
    s.tx("owner", "set_num_active_transcoders", 50)
    assert s.events == [("ParameterUpdate", "numActiveTranscoders")]
    assert s.view("get_transcoder_pool_max_size") == 50


@requirement("LP-BOND-092", "LP-BOND-093")
def test_max_claim_rounds(scenario: Scenario) -> None:
    """Given Streamflow, when the maximum of claim rounds is set, then the owner may, others may not."""
    s = scenario
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_max_earnings_claims_rounds", 5)
    s.tx("owner", "set_max_earnings_claims_rounds", 5)
    assert s.events == [("ParameterUpdate", "maxEarningsClaimsRounds")]
    assert s.view("max_earnings_claims_rounds") == 5


@requirement("LP-BOND-095")
@pytest.mark.parametrize("caller", ["owner", "alice", "Minter", "TicketBroker"])
def test_active_stake_is_rolled_by_rounds_manager(scenario: Scenario, caller: str) -> None:
    """Given another caller than the RoundsManager, when it rolls the active stake, then it is rejected."""
    s = scenario
    s.initialized()
    s.orchestrator("alice", 5 * LPT)
    s.rejects(Reason.NOT_ROUNDS_MANAGER, caller, "set_current_round_total_active_stake")
    s.tx("RoundsManager", "set_current_round_total_active_stake")
    assert s.view("get_total_bonded") == 5 * LPT
