"""The shrinker: how short, how equal, how fast; and that it stays with the failure that it was given."""

from functools import cache
from random import Random

import pytest
from planted import PLANTED, Planted, noisy
from spec_target import Defect, rule_of, spec_world

from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.driver import run_sequence
from livepeer_conformance.machines.swarm import draw_config
from livepeer_conformance.model.action import ALWAYS, Action, PermitPlan, ReceiptPlan, TicketPlan, Trace
from livepeer_conformance.model.difference import Difference
from livepeer_conformance.shrink import Budget, Failure, failing_on, shrink
from livepeer_conformance.shrink.failing import failure
from livepeer_conformance.shrink.measure import measure
from livepeer_conformance.shrink.passes import candidates

SLACK = 2


@cache
def world_with(name: str) -> World:
    planted = PLANTED[name]
    return spec_world("confluence", Defect(rule_of("confluence", planted.rule), planted.old, planted.new))


def found_by_generation(world: World, wanted: int, most: int = 150) -> list[Trace]:
    """Generated traces that fail, from as many seeds."""
    traces = []
    for seed in range(most):
        result = run_sequence(world, draw_config(world.upgrade.name, Random(seed), 80), seed)
        if result.diverged:
            traces.append(result.trace)
        if len(traces) == wanted:
            return traces
    raise AssertionError(f"only {len(traces)} of {most} sequences fail")


def failing_when(condition: object, kind: str = "kind") -> object:
    """A stand-in for a target: the first step that meets a condition fails."""

    def fails(trace: Trace) -> Failure | None:
        for index, step in enumerate(trace.steps):
            if condition(step, trace.steps[:index]):  # type: ignore[operator]
                return Failure(index, (Difference("status", "", "accepted", "rejected"),), (kind,))
        return None

    return fails


def test_spec_target_agrees_with_the_spec() -> None:
    """Without a defect the stand-in for a target never differs, so that what a test finds is the defect."""
    world = spec_world("confluence")
    for seed in range(10):
        assert not run_sequence(world, draw_config(world.upgrade.name, Random(seed), 100), seed).differences


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 9), marks=pytest.mark.slow)], ids=["few", "more"])
@pytest.mark.parametrize("name", PLANTED)
def test_shrink_comes_close_to_the_shortest_trace(name: str, seeds: range) -> None:
    """From much noise around a planted defect, at most two steps more than necessary are left."""
    world, planted = world_with(name), PLANTED[name]
    fails = failing_on(world)
    known = fails(Trace("confluence", planted.shortest))
    assert known is not None
    lengths = []
    for seed in seeds:
        start = noisy(planted.shortest, seed)
        failed = fails(start)
        # Noise can undo what the trace needs.
        if failed is not None and failed.is_like(known):
            lengths.append(len(shrink(start, fails).steps))
    assert len(lengths) >= len(seeds) // 2
    assert max(lengths) <= len(planted.shortest) + SLACK


@pytest.mark.parametrize("wanted", [4, pytest.param(10, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ["late unlock", "a ticket forgotten", "factor from nothing"])
def test_shrink_makes_equal_defects_look_equal(name: str, wanted: int) -> None:
    """Generated traces that fail for one planted defect shrink to few different ones, all of them short."""
    world = world_with(name)
    shrunk = [shrink(trace, failing_on(world)).steps for trace in found_by_generation(world, wanted)]
    assert len(set(shrunk)) <= 2
    assert max(map(len, shrunk)) <= len(PLANTED[name].shortest) + SLACK


def test_shrink_final_state() -> None:
    """A failure that only the complete final state shows needs no step at all when a view is wrong throughout."""
    world = world_with("a wrong view")
    trace = Trace("confluence", (Action("initialize_round", "bob"), Action("advance_blocks", "", (3,))))
    assert shrink(trace, failing_on(world)).steps == ()


def test_shrink_stays_with_the_failure() -> None:
    """What fails in another way is not taken, though it is shorter."""

    def fails(trace: Trace) -> Failure | None:
        names = [step.name for step in trace.steps]
        if "pause" not in names and "unbond" in names:
            return Failure(names.index("unbond"), (), ("another",))
        return Failure(names.index("unbond"), (), ("this",)) if "unbond" in names else None

    trace = Trace("confluence", (Action("pause", "owner"), Action("reward", "bob"), Action("unbond", "bob", (5,))))
    assert [step.name for step in shrink(trace, fails).steps] == ["pause", "unbond"]


def test_shrink_of_a_trace_that_does_not_fail() -> None:
    """There is nothing to shrink."""
    with pytest.raises(ValueError, match="does not fail"):
        shrink(Trace("confluence", ()), lambda trace: None)


def test_shrink_lets_amounts_follow_the_state() -> None:
    """A failure at exactly the whole stake survives the loss of the steps that brought the stake to that."""
    world = spec_world("confluence", Defect(rule_of("confluence", "start_unbonding"), "amount <= d", "amount < d"))
    steps = (
        Action("initialize_round", "bob"),
        Action("approve", "bob", ("BondingManager", ALWAYS)),
        Action("bond", "bob", (700 * 10**18 + 12345, "bob")),
        Action("approve", "carol", ("BondingManager", ALWAYS)),
        Action("bond", "carol", (33 * 10**18, "bob")),
        Action("advance_rounds", "", (1, 0)),
        Action("initialize_round", "carol"),
        Action("bond", "bob", (99, "bob")),
        Action("unbond", "bob", (700 * 10**18 + 12345 + 99,)),
    )
    shrunk = shrink(Trace("confluence", steps), failing_on(world)).steps
    assert [step.name for step in shrunk] == [
        "initialize_round", "approve", "bond", "advance_rounds", "initialize_round", "unbond",
    ]  # fmt: skip


def test_shrink_keeps_to_its_budget() -> None:
    """After the tries are spent, the best trace so far is given."""
    tries = []

    def fails(trace: Trace) -> Failure | None:
        tries.append(trace)
        return Failure(len(trace.steps) - 1, (), ("kind",)) if len(trace.steps) > 3 else None

    trace = Trace("confluence", tuple(Action("advance_blocks", "", (number,)) for number in range(1, 40)))
    shrunk = shrink(trace, fails, Budget(tries=5))
    assert len(tries) == 5
    assert 3 < len(shrunk.steps) < 39


SIMPLIFIED = {
    "hints": (
        Action("bond_with_hint", "bob", (5, "carol", "dave", "erin", "frank", "null")),
        Action("bond", "alice", (0, "alice")),
    ),
    "hints without a plain form": (
        Action("transfer_bond", "alice", ("bob", 5, "carol", "dave", "erin", "frank")),
        Action("transfer_bond", "alice", ("alice", 0, "null", "null", "null", "null")),
    ),
    "value": (Action("reward", "grace", (), 7), Action("reward", "alice")),
    "calldata": (Action("reward", "grace", (), 0, "", "truncated"), Action("reward", "alice")),
    "ticket": (
        Action("redeem_winning_ticket", "bob", (TicketPlan("carol", "dave", 7, 2**255, 3, 4, 5, True, "bad_v"),)),
        Action("redeem_winning_ticket", "alice", (TicketPlan("alice", "alice", 0),)),
    ),
    "batch": (
        Action("batch_redeem_winning_tickets", "bob", ((TicketPlan("carol", "dave", 7), TicketPlan("a", "b", 1)), 1)),
        Action("redeem_winning_ticket", "alice", (TicketPlan("alice", "alice", 0),)),
    ),
    "funds": (
        Action("fund_deposit_and_reserve", "bob", (5, 6), 11),
        Action("fund_deposit", "alice"),
    ),
    "permit": (
        Action("permit", "bob", (PermitPlan("carol", "dave", 7, "high_s"),)),
        Action("approve", "alice", ("alice", 0)),
    ),
    "receipt": (
        Action("verify", "bob", (ReceiptPlan(3, 2, "challenged:5", "low_v", "wrong_signer", "elsewhere"),)),
        Action("verify", "alice", (ReceiptPlan(0, 0, 0),)),
    ),
    "claim": (
        Action("claim_work", "elected:3", (7, (2, 9), "receipts:high_s")),
        Action("claim_work", "alice", (0, (0, 0), "receipts")),
    ),
    "text": (Action("set_service_uri", "bob", ("https://b.example",)), Action("set_service_uri", "alice", ("",))),
    "time": (Action("advance_blocks", "", (77,)), Action("advance_rounds", "", (0, 0))),
    "update": (
        Action("execute_update", "bob", ((("alice", "bob"), (0, 0), ("0x12", "0x"), 9),)),
        Action("execute_update", "alice", (((), (), (), 0),)),
    ),
}
RULES = {"bond_with_hint": "bond", "batch_redeem_winning_tickets": "redeem_winning_ticket", "permit": "approve",
         "fund_deposit_and_reserve": "fund_deposit", "advance_blocks": "advance_rounds"}  # fmt: skip


@pytest.mark.parametrize("what", SIMPLIFIED)
def test_shrink_simplifies_a_step(what: str) -> None:
    """Whatever does not matter for a failure becomes the simplest of its sort."""
    step, expected = SIMPLIFIED[what]
    names = (step.name, RULES.get(step.name))
    fails = failing_when(lambda action, before: action.name in names)
    assert shrink(Trace("confluence", (step,)), fails).steps == (expected,)  # type: ignore[arg-type]


@pytest.mark.parametrize(("threshold", "expected"), [(0, 0), (1, 1), (10, 10), (11, 11), (10**18, 10**18), (777, 777)])
def test_shrink_finds_the_least_amount(threshold: int, expected: int) -> None:
    """An amount that must be at least so large becomes exactly that, or a rounder one."""
    fails = failing_when(lambda action, before: action.name == "unbond" and action.args[0] >= threshold)
    trace = Trace("confluence", (Action("unbond", "alice", (123_456_789_012_345_678_901_234,)),))
    amount = shrink(trace, fails).steps[0].args[0]  # type: ignore[arg-type]
    assert amount == expected or (amount >= expected and len(str(amount).rstrip("0")) < len(str(expected).rstrip("0")))


def test_shrink_drops_options_and_merges_time() -> None:
    """Options that do not matter go, and time that passes twice passes once."""
    fails = failing_when(
        lambda action, before: action.name == "reward" and sum(step.args[0] for step in before if step.args) >= 3
    )
    steps = (
        Action("advance_rounds", "", (1, 0)),
        Action("initialize_round", "bob"),
        Action("advance_rounds", "", (2, 5)),
        Action("reward", "bob"),
    )
    shrunk = shrink(Trace("confluence", steps, options=("burner_role",)), fails)  # type: ignore[arg-type]
    assert shrunk == Trace("confluence", (Action("advance_rounds", "", (3, 0)), Action("reward", "alice")))


def test_candidates_are_simpler_and_sorted() -> None:
    """Zero and one come first, and no candidate has more digits than the number itself."""
    for value in (1, 7, 10, 123_456, 10**18, 5 * 10**18 + 1, 2**256 - 1):
        proposed = candidates(value)
        assert proposed[0] == 0
        assert value not in proposed
        assert max(proposed) < 2**256
        assert all(len(str(other).rstrip("0")) <= len(str(value).rstrip("0")) for other in proposed)
    assert candidates(0) == []
    assert candidates(1, simplest=1) == []


def test_measure_prefers_fewer_steps_to_anything_else() -> None:
    """A trace with one step less is simpler, whatever its amounts."""
    long = Trace("confluence", (Action("reward", "alice"), Action("reward", "alice")))
    short = Trace("confluence", (Action("unbond", "heidi", (123_456_789,)),))
    assert measure(short) < measure(long)


def test_acceptance_instead_of_rejection_counts_as_wrong_reason_too() -> None:
    """Shrinking may come from a wrong reason to an acceptance, but not the other way round."""
    wrong = failure("unbond", 0, [Difference("reason", "", "NOT_BONDED: text", "rejected, ZERO_UNBOND")])
    accepted = failure("unbond_with_hint", 0, [Difference("status", "", "rejected, NOT_BONDED: text", "accepted")])
    assert accepted.is_like(wrong)
    assert not wrong.is_like(accepted)


def test_planted_defects_are_one_line() -> None:
    """Each defect changes its rule, and nothing else of it."""
    for planted in PLANTED.values():
        assert isinstance(planted, Planted)
        assert Defect(rule_of("confluence", planted.rule), planted.old, planted.new).code() is not None
