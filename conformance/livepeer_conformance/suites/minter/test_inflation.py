"""Inflation, and the tokens that a round may mint."""

import pytest

from livepeer_conformance.suites.scenario import LPT, SINCE_STREAMFLOW, Scenario, options, requirement
from livepeer_spec.rejection import Reason

PPB = 10**9
STAKE = 333_333_008 * 10**15 - 1
"""Stake that is 1 LPTU short of a whole number of parts per billion, of 8 million LPT as of 16 million."""


def bonded_part(s: Scenario, l1_supply: int = 0) -> int:
    """Given alice's stake counts from the next round on; gives which part of the supply that is, rounded down."""
    s.initialized()
    s.bonded("alice", STAKE, to="alice")
    supply = s.view("total_supply") + l1_supply
    part: int = STAKE * PPB // supply
    assert (STAKE + 1) * PPB // supply == part + 1
    return part


@requirement("LP-MINT-025", "LP-MINT-027", "LP-MINT-028", "LP-MINT-029", "LP-MINT-033")
@pytest.mark.parametrize(
    ("target", "step"), [(1, 1), (0, 0), (-1, -1)], ids=["too_little_bonded", "as_wished", "too_much_bonded"]
)
def test_inflation_streamflow_moves_towards_target(scenario: Scenario, target: int, step: int) -> None:
    """Given Streamflow, when the bonded part, rounded down, is next to the target or on it, then inflation follows."""
    s = scenario
    s.tx("owner", "set_target_bonding_rate", bonded_part(s) + target)
    inflation = s.view("inflation") + step * s.parameters.inflation_change
    s.next_round()
    assert s.events[0] == ("SetCurrentRewardTokens", s.view("total_supply") * inflation // PPB, inflation)
    assert s.view("inflation") == inflation


@requirement("LP-MINT-026", "LP-MINT-027", "LP-MINT-028", "LP-MINT-029", "LP-MINT-033")
@pytest.mark.parametrize("l1_supply", [0, 8_000_000 * LPT], ids=["l2_only", "both_chains"])
@pytest.mark.parametrize(
    ("target", "step"), [(1, 1), (0, 0), (-1, -1)], ids=["too_little_bonded", "as_wished", "too_much_bonded"]
)
def test_inflation_moves_towards_target(scenario: Scenario, target: int, step: int, l1_supply: int) -> None:
    """Given LPT on both chains, when the bonded part of both is next to the target or on it, then inflation follows."""
    s = scenario
    if l1_supply:
        s.report_l1_supply(l1_supply)
    s.tx("owner", "set_target_bonding_rate", bonded_part(s, l1_supply) + target)
    inflation = s.view("inflation") + step * s.parameters.inflation_change
    s.next_round()
    supply = s.view("total_supply") + l1_supply
    assert s.events[0] == ("SetCurrentRewardTokens", supply * inflation // PPB, inflation)
    assert s.view("inflation") == inflation


@SINCE_STREAMFLOW
@requirement("LP-MINT-028")
@pytest.mark.parametrize("less", [0, 1])
def test_inflation_falls_to_zero(scenario: Scenario, less: int) -> None:
    """Given too much is bonded, when inflation is not above its change, then it becomes zero and stays so."""
    s = scenario
    s.initialized()
    s.bonded("alice", LPT, to="alice")
    s.tx("owner", "set_target_bonding_rate", 0)
    s.tx("owner", "set_inflation_change", s.view("inflation") - 1)
    s.next_round()
    assert s.view("inflation") == 1
    s.tx("owner", "set_inflation_change", 2 - less)
    for _ in range(2):
        s.next_round()
        assert s.view("inflation") == 0
        assert s.view("current_mintable_tokens") == 0


@SINCE_STREAMFLOW
@requirement("LP-MINT-027", "LP-MINT-045")
def test_inflation_rises_without_bound(scenario: Scenario) -> None:
    """Given a target that is never met, when inflation rises above one, then more than the supply may be minted."""
    s = scenario
    s.tx("owner", "set_target_bonding_rate", PPB)
    s.tx("owner", "set_inflation_change", PPB)
    inflation = s.view("inflation")
    for _ in range(3):
        s.next_round()
        inflation += PPB
        assert s.view("inflation") == inflation
    assert s.view("current_mintable_tokens") == s.view("total_supply") * inflation // PPB
    assert s.view("current_mintable_tokens") > 3 * s.view("total_supply")


@requirement("LP-MINT-030")
def test_mintable_tokens_streamflow_follow_new_inflation(scenario: Scenario) -> None:
    """Given Streamflow and an odd supply, when a round is initialized, then its inflation of the supply is mintable."""
    s = scenario
    odd = PPB // (s.parameters.inflation + s.parameters.inflation_change)
    s.tx("Minter", "mint", "heidi", odd)
    s.initialized()
    inflation = s.parameters.inflation + s.parameters.inflation_change
    assert s.view("inflation") == inflation
    assert s.view("total_supply") * inflation % PPB > PPB // 2
    assert s.view("current_mintable_tokens") == s.view("total_supply") * inflation // PPB


@requirement("LP-MINT-031", "LP-MINT-034")
def test_mintable_tokens_count_both_chains(scenario: Scenario) -> None:
    """Given odd supplies on L1 and L2, when a round is initialized, then its inflation of the sum is mintable."""
    s = scenario
    inflation = s.parameters.inflation + s.parameters.inflation_change
    odd = PPB // inflation
    s.tx("Minter", "mint", "heidi", odd)
    s.report_l1_supply(12_000_000 * LPT + odd)
    l2_supply = s.view("total_supply")
    supply = l2_supply + 12_000_000 * LPT + odd
    assert s.view("get_global_total_supply") == supply
    s.initialized()
    # The sum is rounded, not each supply.
    assert supply * inflation // PPB == l2_supply * inflation // PPB + (supply - l2_supply) * inflation // PPB + 1
    assert s.view("current_mintable_tokens") == supply * inflation // PPB


@requirement("LP-MINT-034")
def test_global_supply_needs_l1_supply(scenario: Scenario) -> None:
    """Given L2LPTDataCache, when it reports nothing, then L2 counts alone; when it is missing, the view reverts."""
    s = scenario
    assert s.view("get_global_total_supply") == s.view("total_supply")
    s.tx("owner", "set_contract_info", "id:L2LPTDataCache", "null", "0x" + "22" * 20)
    assert s.view("get_global_total_supply") is Reason.NO_DATA


@requirement("LP-MINT-025")
@options("unconfigured")
def test_inflation_streamflow_without_supply(scenario: Scenario) -> None:
    """Given Streamflow and no tokens, when a round is initialized, then nothing is bonded and nothing mintable."""
    no_supply(scenario)


@requirement("LP-MINT-026")
@options("unconfigured")
def test_inflation_without_supply(scenario: Scenario) -> None:
    """Given no tokens on either chain, when a round is initialized, then nothing is bonded and nothing mintable."""
    no_supply(scenario)


def no_supply(s: Scenario) -> None:
    """Initialize a round without supply, with a target that nothing bonded meets, and then one that it misses."""
    s.tx("owner", "unpause")
    s.tx("owner", "set_round_length", 50)
    assert s.view("total_supply") == 0
    inflation = s.parameters.inflation + s.parameters.inflation_change
    s.tx("alice", "initialize_round")
    assert s.events[0] == ("SetCurrentRewardTokens", 0, inflation)
    s.tx("owner", "set_target_bonding_rate", 0)
    s.next_round()
    assert s.events[0] == ("SetCurrentRewardTokens", 0, inflation)


@SINCE_STREAMFLOW
@requirement("LP-MINT-032")
def test_minted_tokens_begin_anew_each_round(scenario: Scenario) -> None:
    """Given half of a round's tokens were minted, when the next is initialized, then none of the rest is added."""
    s = scenario
    s.initialized()
    s.tx("BondingManager", "create_reward", 1, 2)
    assert s.view("current_minted_tokens") > 0
    s.next_round()
    assert s.view("current_minted_tokens") == 0
    assert s.view("current_mintable_tokens") == s.view("total_supply") * s.view("inflation") // PPB


@SINCE_STREAMFLOW
@requirement("LP-MINT-032", "LP-MINT-033")
def test_set_current_reward_tokens_by_rounds_manager(scenario: Scenario) -> None:
    """Given an initialized round, when the RoundsManager allots tokens again, then inflation moves once more."""
    s = scenario
    s.initialized()
    s.tx("BondingManager", "create_reward", 1, 2)
    inflation = s.view("inflation") + s.parameters.inflation_change
    s.tx("RoundsManager", "set_current_reward_tokens")
    assert s.events == [("SetCurrentRewardTokens", s.view("total_supply") * inflation // PPB, inflation)]
    assert s.emitters == ["Minter"]
    assert s.view("current_minted_tokens") == 0
    assert s.view("current_mintable_tokens") == s.view("total_supply") * inflation // PPB
