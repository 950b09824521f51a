"""Generated sequences: they depend on configuration and seed alone, propose everything, and make sense."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import Phase, given, seed, settings

from livepeer_conformance import trace_file
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends.base import Capability
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.campaign import run_campaign
from livepeer_conformance.machines.driver import Observer, run_sequence
from livepeer_conformance.machines.generator import agenda, late_agenda
from livepeer_conformance.machines.offers import offers, offers_of
from livepeer_conformance.machines.profiles import PROFILES, Profile
from livepeer_conformance.machines.repertoire import repertoire
from livepeer_conformance.machines.spec_only import SpecOnlyWorld
from livepeer_conformance.machines.swarm import SwarmConfig, draw_config, sequences
from livepeer_conformance.machines.timing import time_phases
from livepeer_conformance.model.action import Action
from livepeer_conformance.model.actors import ACTORS
from livepeer_conformance.model.difference import Difference
from livepeer_spec.parameters import load
from livepeer_spec.upgrades import upgrade
from livepeer_spec.versions import RULE_SETS


def everything(name: str) -> SwarmConfig:
    """A configuration with all families of a rule set."""
    return SwarmConfig(actors=ACTORS, families=tuple(repertoire(name).families.items()), length=120)


@pytest.fixture(scope="module", params=RULE_SETS)
def spec_world(request: pytest.FixtureRequest) -> SpecOnlyWorld:
    return SpecOnlyWorld(Target.reference(request.param), load("minimal", request.param))


@pytest.fixture(scope="module", params=RULE_SETS)
def world(request: pytest.FixtureRequest) -> World:
    return World(Target.reference(request.param), load("minimal", request.param))


def test_sequence_depends_on_configuration_and_seed_alone(spec_world: SpecOnlyWorld) -> None:
    """Given a world that other sequences ran on, when a sequence is run again, then it is the same."""
    first = run_sequence(spec_world, everything(spec_world.upgrade.name), 7)
    for number in range(3):
        run_sequence(spec_world, draw_config(spec_world.upgrade.name, Random(number)), number)
    again = run_sequence(spec_world, everything(spec_world.upgrade.name), 7)
    assert again.trace == first.trace
    assert again.reach == first.reach
    assert run_sequence(spec_world, everything(spec_world.upgrade.name), 8).trace != first.trace


def test_sequence_is_the_same_with_and_without_target(world: World) -> None:
    """Given a world with a target and one of the spec alone, when both run a sequence, then the steps are the same."""
    spec_world = SpecOnlyWorld(world.target, world.parameters)
    for number in range(5):
        config = draw_config(world.upgrade.name, Random(number))
        result = run_sequence(world, config, number)
        assert result.differences == []
        assert run_sequence(spec_world, config, number).trace == result.trace


def test_sequence_replays_from_its_trace(world: World) -> None:
    """Given the file of a sequence's trace, when its steps are applied to a restored world, then all agrees."""
    result = run_sequence(world, everything(world.upgrade.name), 3)
    trace = trace_file.parse(trace_file.dump(result.trace))
    assert trace.steps == result.trace.steps
    world.restore()
    outcomes: Counter[tuple[str, str]] = Counter()
    for action in trace.steps:
        step = world.step(action)
        assert step.differences == []
        if step.outcome is not None:
            outcomes[action.name, step.outcome.reason.name if step.outcome.reason else "ok"] += 1
    assert outcomes == result.reach.outcomes
    assert world.observe() == []


@pytest.mark.parametrize("name", RULE_SETS)
def test_each_transaction_is_proposed(name: str) -> None:
    """Given an upgrade's transactions, then each has a proposer, but for how time passes or the system is founded."""
    transactions = upgrade(name).catalogue.transactions
    without = {kind for kind in transactions if not offers_of(name, kind)}
    assert without == ({"found"} if "found" in transactions else {"initialize_round"})
    assert {offer.family for offer in offers(name)} == set(repertoire(name).families)


@pytest.mark.parametrize("name", RULE_SETS)
def test_agenda_has_each_declared_rejection_once(name: str) -> None:
    """Given the declared reasons, then each is on the agenda; what spoils a sequence is a small part of it."""
    pairs = agenda(name)
    declared = {
        (kind.name, reason) for kind in upgrade(name).catalogue.transactions.values() for reason in kind.rejects
    }
    assert len(pairs) == len(set(pairs))
    assert declared <= set(pairs)
    assert 0 < len(late_agenda(name)) < len(pairs) / 4


def test_configuration_switches_families_off(spec_world: SpecOnlyWorld) -> None:
    """Given a configuration without disruptive families, then no contract speaks in ordinary proposals."""
    for number in range(20):
        config = draw_config(spec_world.upgrade.name, Random(number), disruptive=False)
        assert not set(dict(config.families)) & set(repertoire(spec_world.upgrade.name).disruptive)
        assert 5 <= len(set(config.actors)) == len(config.actors)
    name = spec_world.upgrade.name
    family = "tickets" if "tickets" in repertoire(name).families else "broadcasters"
    config = replace(everything(name), families=((family, 1),), invalid=0.0, prelude=False, advance=0.0)
    names = {action.name for action in run_sequence(spec_world, config, 1).steps}
    of_family = {offer.transaction for offer in offers(name) if offer.family == family}
    assert names <= {*of_family, "initialize_round", "advance_blocks"}
    assert names & of_family


def test_contracts_send_only_where_the_backend_can_impersonate(spec_world: SpecOnlyWorld) -> None:
    """Given a backend on which contracts cannot send, when sequences run, then accounts alone send."""
    backend = spec_world.backend
    everything = backend.capabilities
    backend.capabilities = everything - {Capability.IMPERSONATE, Capability.SET_CODE}
    try:
        senders = {
            (action.caller, action.name)
            for number in range(60)
            for action in run_sequence(spec_world, draw_config(spec_world.upgrade.name, Random(number)), number).steps
        }
    finally:
        backend.capabilities = everything
    assert {caller for caller, _ in senders if caller in spec_world.state.deployed} == set()
    assert "report_l1_supply" not in {name for _, name in senders}


class _Recorder(Observer):
    def __init__(self, stop_at: int) -> None:
        self.stop_at = stop_at
        self.seen: list[str] = []

    def before(self, world: World) -> None:
        self.seen.clear()

    def expect(self, world: World, action: Action) -> None:
        self.seen.append(action.name)

    def after(self, world: World, step: Step) -> bool:
        assert step.action.name == self.seen[-1]
        return len(self.seen) == self.stop_at


def test_observer_sees_each_step_and_can_stop(spec_world: SpecOnlyWorld) -> None:
    """Given an observer that stops at the tenth step, then the sequence has ten steps."""
    recorder = _Recorder(10)
    result = run_sequence(spec_world, everything(spec_world.upgrade.name), 1, observer=recorder)
    assert [action.name for action in result.steps] == recorder.seen
    assert (len(result.steps), result.stopped, result.diverged) == (10, True, False)


def test_sequence_stops_at_the_first_difference(spec_world: SpecOnlyWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a target that differs in one kind of step, then the sequence ends with the first such step."""
    step, difference = spec_world.step, Difference("status", "", "accepted", "rejected")

    def differ(action: Action) -> Step:
        result = step(action)
        result.differences = [difference] if action.name.startswith("unbond") else []
        return result

    monkeypatch.setattr(spec_world, "step", differ)
    result = run_sequence(spec_world, everything(spec_world.upgrade.name), 1)
    assert result.steps[-1].name.startswith("unbond")
    assert (result.step_index, result.differences) == (len(result.steps) - 1, [difference])


def test_complete_state_is_compared_now_and_then_and_at_the_end(
    spec_world: SpecOnlyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a sequence of 120 steps, then the state is compared as often as asked and once at the end."""
    for every, times in ((50, 3), (40, 3), (1_000, 1)):
        observed: list[int] = []
        monkeypatch.setattr(spec_world, "observe", lambda seen=observed: seen.append(1) or [])
        run_sequence(spec_world, everything(spec_world.upgrade.name), 1, observe_every=every)
        assert len(observed) == times


def test_difference_of_final_state_is_told_after_the_last_step(
    spec_world: SpecOnlyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a final state that differs, then the index is the number of steps."""
    difference = Difference("Delegator(alice)", "fees", 1, 2)
    monkeypatch.setattr(spec_world, "observe", lambda: [difference])
    result = run_sequence(spec_world, everything(spec_world.upgrade.name), 1, observe_every=1_000)
    assert (result.step_index, result.differences) == (120, [difference])


def test_campaigns_of_a_seed_are_the_same_wherever_they_run() -> None:
    """Given the strategy that campaigns draw from, then it draws no number that stands in a loaded module."""
    drawn: list[tuple[SwarmConfig, int]] = []

    @seed(0)
    @settings(max_examples=200, deadline=None, database=None, phases=(Phase.generate,))
    @given(sequences("confluence", 100))
    def draw(pair: tuple[SwarmConfig, int]) -> None:
        drawn.append(pair)

    draw()
    numbers = [number for _, number in drawn]
    assert len(set(numbers)) > 100
    assert not set(numbers) & {10**18, 2**32, 2**32 - 1, 57_600, 1_600_000_000}
    assert len({config for config, _ in drawn}) > 100


def test_slow_backends_run_fewer_sequences() -> None:
    """Given a profile, then a slow backend runs a part of its sequences, of the same length."""
    profile = PROFILES["ci"]
    assert profile.on("revm") == profile
    assert profile.on("pyevm").sequences == profile.slow_sequences < profile.sequences
    assert profile.on("pyevm").length == profile.length


@pytest.mark.parametrize("name", PROFILES)
def test_parts_make_up_the_profile(name: str) -> None:
    """Given a profile, then its parts together have as many sequences as the whole, on any backend."""
    profile = PROFILES[name]
    assert profile.part.sequences * profile.parts == profile.sequences
    assert profile.part.slow_sequences * profile.parts == profile.slow_sequences


def test_each_part_of_a_seed_has_sequences_of_its_own() -> None:
    """Given a seed, then a part gives the same sequences again, and another part gives others."""
    world = World(Target.reference("confluence"), load("minimal", "confluence"))
    profile = Profile(3, 30, 3, derandomized=True)
    reaches = [run_campaign(world, profile, 7, part).reach for part in (0, 1, 0)]
    assert reaches[0] == reaches[2] != reaches[1]


def test_phases_tell_where_the_time_goes() -> None:
    """Given a world with a stopwatch, when sequences run, then each phase took time, and results are as before."""
    world = World(Target.reference("confluence"), load("minimal", "confluence"))
    expected = run_sequence(world, everything("confluence"), 2)
    watch = time_phases(world)
    assert run_sequence(world, everything("confluence"), 2).reach == expected.reach
    phases = watch.phases
    assert min(phases.encoding, phases.spec, phases.evm, phases.reading, phases.comparison) > 0
    assert phases.total > phases.evm
