"""Claims of the Streamflow paper about incentives, with numbers."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from livepeer_spec import parameters
from livepeer_spec.economics.conditions import CONDITIONS, Condition
from livepeer_spec.economics.fee_ratio import (
    ATTENTION,
    CONVERGED,
    ROUNDS,
    Market,
    Orchestrator,
    apathetic_market,
    converged_after,
    course,
    earned,
    random_course,
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
from livepeer_spec.economics.public_pool import (
    Pool,
    cheating_gain,
    cost_per_segment,
    honest_gain,
    is_cheating_deterred,
    is_viable,
    least_deposit,
    loss_per_bad_segment,
    traced,
)
from livepeer_spec.economics.video_on_demand import Job, paid_as_it_goes, paid_up_front
from livepeer_spec.offchain.sender_monitor import Sender, available_funds, end_redeeming, max_float, start_redeeming

STAKES = [100, 60, 40, 30, 20, 10, 5, 1]
ETHER = 10**18


@pytest.mark.parametrize("seed", range(20))
def test_fee_ratios_become_equal_from_a_random_start(seed: int) -> None:
    """Given stake that knows nothing of fees, when delegators follow fees, then all ratios become nearly equal."""
    spreads = random_course(seed)
    assert len(spreads) == ROUNDS + 1
    assert spreads[0] > 2
    rounds = converged_after(spreads)
    assert rounds is not None
    assert rounds > 0
    assert max(spreads[rounds:]) <= CONVERGED
    random = Random(seed)
    assert rounds_to_equilibrium(random_market(random), ATTENTION, random, ROUNDS) == rounds


@pytest.mark.parametrize("condition", CONDITIONS, ids=[condition.name for condition in CONDITIONS])
def test_fee_ratios_stay_apart_under_a_condition(condition: Condition) -> None:
    """Given a market that lacks what the paper counts on, then its ratios are apart after 100 rounds too."""
    assert converged_after(condition.course()) is None


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_apathetic_delegators_earn_less_than_those_who_look_around(part: float) -> None:
    """Given much stake that never moves, when the rest follows fees, then the rest earns 5 % more at least."""
    random = Random(1)
    market = apathetic_market(random, part)
    assert sum(one.own_stake for one in market.orchestrators) + len(market.delegates) == 3000
    course(market, ATTENTION, random, ROUNDS)
    moving, staying = earned(market)
    assert moving > CONVERGED * staying


def test_apathetic_delegators_earn_as_much_once_all_ratios_are_equal() -> None:
    """Given little stake that never moves, when the rest evens the ratios out, then it earns the same within 5 %."""
    market = Market([Orchestrator(2, own_stake=10), Orchestrator(1, own_stake=10)], [0] * 280)
    course(market, ATTENTION, Random(1), ROUNDS)
    moving, staying = earned(market)
    assert moving == pytest.approx(staying, rel=0.05)


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


@pytest.mark.parametrize("preset", parameters.PRESETS)
@pytest.mark.parametrize("upgrade", ["streamflow", "confluence"])
def test_tickets_expire_before_a_broadcaster_can_withdraw(preset: str, upgrade: str) -> None:
    """Given the networks' parameters and the small ones, then a ticket of the round of an unlock expires in time."""
    values = parameters.load(preset, upgrade)
    assert values.ticket_validity_period <= values.unlock_period


POOL = Pool(
    pay=100, cost=80, checked=Fraction(1, 10), check_cost=80, found=Fraction(1, 100), slash=5000, deposit=0
)  # fmt: skip
"""A stranger is paid 100 wei for work that costs 80; one segment in ten is checked."""


def test_public_pool_without_a_deposit_is_cheated() -> None:
    """Given strangers without a deposit, then rubbish gains 90 wei where work gains 20, and the slash is all lost."""
    assert honest_gain(POOL) == 20
    assert cheating_gain(POOL) == 90
    assert not is_cheating_deterred(POOL)
    assert loss_per_bad_segment(POOL) == Fraction(9, 10) * Fraction(1, 100) * 5000 == 45
    assert not is_viable(POOL, private_cost=1000)


def test_public_pool_deters_with_the_least_deposit_and_not_with_less() -> None:
    """Given that 109 bad segments in a thousand are traced, then 643 wei make rubbish gain less than work.

    Work costs 80 wei, of which the check takes 10 from a cheater: 70 / 0.109 = 642.2.
    """
    assert traced(POOL) == Fraction(109, 1000)
    assert least_deposit(POOL) == 643
    assert is_cheating_deterred(replace(POOL, deposit=643))
    assert not is_cheating_deterred(replace(POOL, deposit=642))


def test_public_pool_is_viable_only_with_a_deposit_that_covers_the_slash() -> None:
    """Given a deposit that deters, then what it lacks of the slash is the orchestrator's risk; 5000 wei leave none."""
    deterring, covering = replace(POOL, deposit=643), replace(POOL, deposit=5000)
    assert loss_per_bad_segment(deterring) == Fraction(9, 1000) * (5000 - 643)
    assert not is_viable(deterring, private_cost=108)
    assert loss_per_bad_segment(covering) == 0
    assert is_viable(covering, private_cost=108)


def test_public_pool_does_not_compete_where_private_transcoders_cost_less_than_pay_and_checks() -> None:
    """Given checks that cost 8 wei a segment, then private transcoders at 107 wei are cheaper; fewer checks help.

    With one check in a hundred the deposit that covers the slash still deters: 1.99 % of 5000 wei are 99.5.
    """
    covering = replace(POOL, deposit=5000)
    assert cost_per_segment(covering) == 108
    assert not is_viable(covering, private_cost=107)
    fewer = replace(covering, checked=Fraction(1, 100))
    assert cost_per_segment(fewer) == 100 + Fraction(8, 10)
    assert is_viable(fewer, private_cost=101)


def test_public_pool_without_checks_needs_the_network_to_find_something() -> None:
    """Given no checks, then only what the network finds can deter, and where it finds nothing no deposit does."""
    unchecked = replace(POOL, checked=Fraction(0))
    assert least_deposit(unchecked) == 8000
    assert least_deposit(replace(unchecked, found=Fraction(0))) is None
    assert least_deposit(replace(POOL, checked=Fraction(9, 10))) == 0


@pytest.mark.parametrize(("works", "lost"), [(0, 10_000), (3, 7_000), (10, 0)])
def test_video_that_is_paid_up_front_costs_what_is_not_delivered(works: int, lost: int) -> None:
    """Given ten segments of 1000 wei that are all paid, when the orchestrator stops, then the rest of them is lost."""
    assert paid_up_front(10, Fraction(1000), works) == Job(works, Fraction(10_000), Fraction(lost))


@pytest.mark.parametrize("ticket", [100, 400, 1000, 3000])
@pytest.mark.parametrize("works", [0, 1, 3, 9])
def test_video_that_is_paid_as_it_goes_costs_the_tickets_of_one_segment(works: int, ticket: int) -> None:
    """Given tickets with each segment, when the orchestrator stops, then at most those for one segment are lost.

    That is the fee, or the value of a ticket where this is more, rounded up to whole tickets.
    """
    job = paid_as_it_goes(10, Fraction(1000), Fraction(ticket), works, stays=10)
    assert job.done == works
    assert job.paid == works * 1000 + job.lost
    assert job.lost < max(1000, ticket) + ticket


def test_video_that_is_paid_as_it_goes_loses_what_it_says() -> None:
    """Given a fee of 1000 wei and tickets of 400, then three go with the first segment, and 1200 wei are lost there."""
    assert paid_as_it_goes(10, Fraction(1000), Fraction(400), works=0, stays=10) == Job(
        0, Fraction(1200), Fraction(1200)
    )
    assert paid_as_it_goes(10, Fraction(1000), Fraction(400), works=1, stays=10) == Job(
        1, Fraction(2000), Fraction(1000)
    )
    assert paid_as_it_goes(10, Fraction(1000), Fraction(400), works=10, stays=10) == Job(
        10, Fraction(10_000), Fraction(0)
    )


@pytest.mark.parametrize(("stays", "done"), [(0, 0), (1, 1), (4, 4), (10, 10)])
def test_video_that_is_uploaded_and_left_is_not_transcoded(stays: int, done: int) -> None:
    """Given a broadcaster that disappears, then the orchestrator does no segment that nobody pays for."""
    job = paid_as_it_goes(10, Fraction(1000), Fraction(1000), works=10, stays=stays)
    assert job == Job(done, Fraction(done * 1000), Fraction(0))
