"""Claims of the Streamflow paper about incentives, with numbers."""

from random import Random

import pytest

from livepeer_spec.economics.fee_ratio import (
    CONVERGED,
    Market,
    Orchestrator,
    random_market,
    rounds_to_equilibrium,
    spread,
)
from livepeer_spec.economics.orchestrator_limit import (
    Admission,
    by_broadcaster,
    by_fixed_stake,
    by_minimum_stake,
    by_places,
    node_limit,
)
from livepeer_spec.offchain.sender_monitor import Sender, available_funds, end_redeeming, max_float, start_redeeming

ROUNDS = 40
"""Rounds in which fee ratios become equal where one delegator in five looks around in each."""
STAKES = [100, 60, 40, 30, 20, 10, 5, 1]
ETHER = 10**18


@pytest.mark.parametrize("seed", range(20))
def test_fee_ratios_become_equal_from_a_random_start(seed: int) -> None:
    """Given stake that knows nothing of fees, when delegators follow fees, then all ratios become nearly equal."""
    random = Random(seed)
    market = random_market(random)
    assert spread(market) > 2
    rounds = rounds_to_equilibrium(market, 0.2, random, ROUNDS)
    assert rounds is not None
    assert rounds > 0
    assert spread(market) <= CONVERGED


def test_fee_ratios_stay_apart_where_nobody_looks_around() -> None:
    """Given apathetic delegators, then ratios stay as they are: who follows fees earns more than they do."""
    market = random_market(Random(1))
    before = spread(market)
    assert rounds_to_equilibrium(market, 0.0, Random(1), 200) is None
    assert spread(market) == before


def test_fee_ratios_stay_apart_where_own_stake_is_worth_more_than_the_fees() -> None:
    """Given an orchestrator with much own stake and low fees, then its ratio stays lower, and all others meet."""
    rich = Orchestrator(fees=1, own_stake=5000)
    others = [Orchestrator(fees=5), Orchestrator(fees=10)]
    market = Market([rich, *others], [index % 3 for index in range(1500)])
    assert rounds_to_equilibrium(market, 0.2, Random(2), 200) is None
    assert 0 not in market.delegates
    assert spread(Market(others, [delegate - 1 for delegate in market.delegates])) <= CONVERGED


def test_fee_ratios_stay_apart_where_somebody_shares_nothing() -> None:
    """Given an orchestrator that shares no fees, then all delegators leave it, and its ratio is zero."""
    market = Market([Orchestrator(10, fee_share=0), Orchestrator(1)], [0] * 100)
    assert rounds_to_equilibrium(market, 1.0, Random(3), 50) is None
    assert market.stakes() == [0, 100]


def test_four_ways_to_admit_orchestrators_on_one_distribution() -> None:
    """Given the same stakes, then each way trades places, barrier, security and idle stake in its own manner."""
    assert sum(STAKES) == 266
    assert by_places(STAKES, 3) == Admission(nodes=3, entry_stake=41, secured=40, working_stake=200)
    assert by_places(STAKES, 200) == Admission(nodes=8, entry_stake=1, secured=1, working_stake=266)
    assert by_minimum_stake(STAKES, 20) == Admission(nodes=5, entry_stake=20, secured=20, working_stake=250)
    assert by_fixed_stake(STAKES, 20) == Admission(nodes=12, entry_stake=20, secured=20, working_stake=240)
    assert by_broadcaster(STAKES, 50) == Admission(nodes=2, entry_stake=50, secured=60, working_stake=160)
    assert by_broadcaster(STAKES, 0) == Admission(nodes=8, entry_stake=1, secured=1, working_stake=266)


def test_minimum_stake_bounds_the_number_of_nodes_and_lets_it_grow() -> None:
    """Given a minimum stake, then the supply bounds the number of nodes, and inflation raises that bound."""
    assert node_limit(266, 20) == 13
    assert node_limit(266 + 14, 20) == 14
    assert len([stake for stake in STAKES if stake >= 20]) <= node_limit(sum(STAKES), 20)


def test_double_spend_costs_an_orchestrator_no_more_than_it_let_pend() -> None:
    """Given a broadcaster whose deposit was spent elsewhere, when tickets win, then each one's reserve part pays.

    Ten orchestrators share a reserve of 10 ETH. Each offers tickets up to its part of it; what is pending counts
    against that part as soon as the deposit is less than three times as much.
    """
    sender = Sender(deposit=3 * ETHER, reserve=10 * ETHER)
    assert max_float(sender, 10) == ETHER
    start_redeeming(sender, ETHER)
    assert max_float(sender, 10) == ETHER
    start_redeeming(sender, ETHER // 10)
    assert max_float(sender, 10) == ETHER - ETHER - ETHER // 10
    sender.deposit = 0
    assert available_funds(sender, 10) == -ETHER // 10
    end_redeeming(sender, ETHER // 10)
    assert available_funds(sender, 10) == 0
    end_redeeming(sender, ETHER)
    assert available_funds(sender, 10) == max_float(sender, 10) == ETHER
