"""What nearly every transaction of alpha's staking needs, and the parameters that the owner sets."""

from typing import Any

import pytest

from livepeer_conformance.suites.alpha_bonding.given import amount_of_unbond, pair
from livepeer_conformance.suites.scenario import ALPHA, LPT, Scenario, options, presets, requirement
from livepeer_spec.rejection import Reason

SHARED: list[tuple[str, tuple[Any, ...]]] = [
    ("bond", (LPT, "alice")),
    ("withdraw_fees", ()),
    ("claim_earnings", (0,)),
    ("transcoder", (2**200, 0, 0)),
    ("reward", ()),
]
WITH_LOCKS: list[tuple[str, tuple[Any, ...]]] = [("rebond", (7,)), ("rebond_from_unbonded", ("alice", 7))]


def names(cases: list[tuple[str, tuple[Any, ...]]]) -> list[str]:
    """Test ids: the transactions' names."""
    return [name for name, _ in cases]


def rejects_unless_running(s: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """An uninitialized round, then a pause, each is the reason before all other checks."""
    s.rejects(Reason.ROUND_NOT_INITIALIZED, "heidi", name, *args)
    s.tx("owner", "pause")
    s.rejects(Reason.SYSTEM_PAUSED, "heidi", name, *args)


@requirement("LP-ABOND-001", "LP-ABOND-002")
@pytest.mark.parametrize(("name", "args"), SHARED, ids=names(SHARED))
def test_staking_needs_running_round(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given an uninitialized round, then a pause, when anybody stakes, then each is the reason."""
    rejects_unless_running(scenario, name, args)


@requirement("LP-ABOND-001", "LP-ABOND-002")
@pytest.mark.parametrize("name", ["unbond", "withdraw_stake"])
def test_leaving_needs_running_round(scenario: Scenario, name: str) -> None:
    """Given an uninitialized round, then a pause, when anybody leaves, then each is the reason."""
    rejects_unless_running(scenario, name, amount_of_unbond(scenario, 7))


@requirement("LP-ABOND-006")
@pytest.mark.parametrize(("name", "args"), WITH_LOCKS, ids=names(WITH_LOCKS))
def test_rebonding_needs_running_round(scenario: Scenario, name: str, args: tuple[Any, ...]) -> None:
    """Given an uninitialized round, then a pause, when anybody rebonds, then each is the reason."""
    rejects_unless_running(scenario, name, args)


@requirement("LP-ABOND-003")
@pytest.mark.parametrize("name", ["bond", "unbond", "withdraw_fees"])
def test_staking_claims_earnings_first(scenario: Scenario, name: str) -> None:
    """Given earnings of alice's in the last round, when she acts, then stake and fees have them already."""
    s = scenario
    pair(s)
    s.tx("alice", "reward")
    s.tx("erin", "deposit", value=1000)
    s.tx("JobsManager", "update_transcoder_with_fees", "alice", 1000, s.round)
    s.next_round()
    stake, fees = s.view("pending_stake", "alice", s.round), s.view("pending_fees", "alice", s.round)
    assert stake > 100 * LPT
    assert fees > 500
    if name == "bond":
        s.tx("alice", "bond", 1, "alice")
        assert s.view("get_delegator", "alice")["bondedAmount"] == stake + 1
    elif name == "unbond":
        s.tx("alice", "unbond", *amount_of_unbond(s, stake))
    else:
        before = s.eth("alice")
        s.tx("alice", "withdraw_fees")
        assert s.eth("alice") == before + fees
    assert s.view("get_delegator", "alice")["lastClaimRound"] == s.round


@requirement("LP-ABOND-005")
def test_rebonding_claims_earnings_first(scenario: Scenario) -> None:
    """Given a lock of bob's and later earnings, when he rebonds it, then his stake has both."""
    s = scenario
    pair(s)
    s.tx("bob", "unbond", 10 * LPT)
    s.next_round()
    s.tx("alice", "reward")
    stake = s.view("pending_stake", "bob", s.round)
    assert stake > 40 * LPT
    s.tx("bob", "rebond", 0)
    assert s.view("get_delegator", "bob")["bondedAmount"] == stake + 10 * LPT
    s.tx("bob", "unbond", stake + 10 * LPT)
    s.next_round()
    s.tx("bob", "rebond_from_unbonded", "carol", 1)
    assert s.view("get_delegator", "bob")["lastClaimRound"] == s.round


@requirement("LP-ABOND-004")
def test_transcoders_act_without_claim(scenario: Scenario) -> None:
    """Given alice has not claimed, when she sets terms and mints her reward, then she still has not."""
    s = scenario
    pair(s)
    s.tx("alice", "transcoder", 0, 0, 0)
    s.tx("alice", "reward")
    assert s.view("get_delegator", "alice")["lastClaimRound"] == s.round - 1


@requirement("LP-ABOND-069", "LP-ABOND-071")
@pytest.mark.parametrize(
    ("name", "value", "view", "parameter"),
    [
        ("set_unbonding_period", 5, "unbonding_period", "unbondingPeriod"),
        ("set_num_transcoders", 30, "get_transcoder_pool_max_size", "numTranscoders"),
        ("set_num_active_transcoders", 1, "num_active_transcoders", "numActiveTranscoders"),
        ("set_max_earnings_claims_rounds", 5, "max_earnings_claims_rounds", "maxEarningsClaimsRounds"),
    ],
)
def test_staking_parameters_of_alpha_are_the_owners(
    scenario: Scenario, name: str, value: int, view: str, parameter: str
) -> None:
    """Given a pause and an uninitialized round, when a parameter is set, then the owner may and others may not."""
    s = scenario
    s.tx("owner", "pause")
    for caller in ("alice", "BondingManager"):
        s.rejects(Reason.NOT_CONTROLLER_OWNER, caller, name, value)
    s.tx("owner", name, value)
    assert s.events == [("ParameterUpdate", parameter)]
    assert s.view(view) == value


@requirement("LP-BOND-090", "LP-BOND-091", "LP-BOND-094", "LP-ABOND-069")
def test_unbonding_period_of_alpha(scenario: Scenario) -> None:
    """Given a pause, when the unbonding period is set, then the largest is stored."""
    s = scenario
    s.tx("owner", "pause")
    s.rejects(Reason.NOT_CONTROLLER_OWNER, "alice", "set_num_active_transcoders", 0)
    s.tx("owner", "set_unbonding_period", 2**64 - 1)
    assert s.events == [("ParameterUpdate", "unbondingPeriod")]
    assert s.view("unbonding_period") == 2**64 - 1


@requirement("LP-ABOND-072", "LP-ABOND-073", "LP-ABOND-074")
def test_pool_holds_active_set(scenario: Scenario) -> None:
    """Given sizes of pool and active set, when they are set, then the pool only grows and always holds the set."""
    s = scenario
    size = s.view("get_transcoder_pool_max_size")
    active = s.view("num_active_transcoders")
    s.rejects(Reason.POOL_BELOW_ACTIVE, "owner", "set_num_transcoders", active - 1)
    for less in (active, size):
        s.rejects(Reason.POOL_SIZE_NOT_INCREASED, "owner", "set_num_transcoders", less)
    s.rejects(Reason.ACTIVE_ABOVE_POOL, "owner", "set_num_active_transcoders", size + 1)
    s.tx("owner", "set_num_active_transcoders", size)
    s.rejects(Reason.POOL_BELOW_ACTIVE, "owner", "set_num_transcoders", size - 1)
    s.tx("owner", "set_num_transcoders", size + 1)
    s.tx("owner", "set_num_active_transcoders", size + 1)
    s.tx("owner", "set_num_active_transcoders", 0)


@ALPHA
@requirement("LP-BOND-089")
@options("unconfigured")
def test_new_bonding_manager_of_alpha_is_zero(scenario: Scenario) -> None:
    """Given a BondingManager that nobody set up, when it is read, then all parameters are zero."""
    s = scenario
    for name in (
        "unbonding_period",
        "num_active_transcoders",
        "max_earnings_claims_rounds",
        "get_transcoder_pool_max_size",
        "get_transcoder_pool_size",
    ):
        assert s.view(name) == 0


@requirement("LP-ABOND-083", "LP-ARND-007")
@options("unconfigured")
@presets("minimal")
def test_staking_in_round_zero(scenario: Scenario) -> None:
    """Given rounds longer than the chain, when somebody bonds in round 0, then nobody need initialize it."""
    s = scenario
    s.tx("owner", "unpause")
    s.tx("owner", "set_round_length", s.block + 20)
    s.tx("owner", "mint", "alice", 5 * LPT)
    s.bonded("alice", 5 * LPT, "alice")
    assert s.view("get_delegator", "alice")["startRound"] == 1
    assert s.view("current_round_initialized") is True
    s.rejects(Reason.ROUND_ALREADY_INITIALIZED, "alice", "initialize_round")
