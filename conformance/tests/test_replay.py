"""Trace files and their replay: what anybody may have written, and what comes of it."""

import json
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from planted import PLANTED
from spec_target import Defect, rule_of, spec_world

from livepeer_conformance import trace_file
from livepeer_conformance.lockstep.world import Step, World
from livepeer_conformance.machines.driver import run_sequence
from livepeer_conformance.machines.swarm import draw_config
from livepeer_conformance.model.action import Action, ModelError, TicketPlan, Trace
from livepeer_conformance.mutants.checks import scenario_checks
from livepeer_conformance.replay import replay
from livepeer_conformance.suites.scenario import NonConformance, Scenario
from livepeer_conformance.verdict import NotRun
from livepeer_spec.versions import RULE_SETS


@pytest.fixture(scope="module")
def world() -> World:
    return spec_world("confluence")


def document(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A trace file's content."""
    return {
        "schema": "trace-v1", "upgrade": "confluence", "preset": "minimal", "options": [], "steps": list(steps),
        "info": {}, **fields,
    }  # fmt: skip


def refused(content: Any) -> str:
    """What a file with this content is refused for."""
    with pytest.raises(ModelError) as error:
        trace_file.parse(content if isinstance(content, bytes | str) else json.dumps(content))
    return str(error.value)


@pytest.mark.parametrize("name", RULE_SETS)
def test_generated_traces_survive_the_file(name: str) -> None:
    """What is written is what is read, whatever sequences contain."""
    world = spec_world(name)
    for seed in range(12):
        trace = run_sequence(world, draw_config(world.upgrade.name, Random(seed), 60), seed).trace
        read = trace_file.parse(trace_file.dump(trace))
        assert read == trace
        assert trace_file.dump(read) == trace_file.dump(trace)


@pytest.mark.parametrize("name", RULE_SETS)
def test_traces_of_scenarios_survive_the_file(name: str) -> None:
    """What the suites do can be written and read, so that a failure of any of them can be shown again.

    A scenario ends early where the stand-in for contracts is not the same; what it did until then is looked at.
    """
    worlds: dict[tuple[str, ...], World] = {}
    for check in scenario_checks(name):
        if check.options not in worlds:
            worlds[check.options] = spec_world(name, options=check.options)
        worlds[check.options].restore()
        scenario = Scenario(worlds[check.options], check.options)
        with suppress(NonConformance, NotRun):
            check.function(scenario=scenario, **check.arguments)
        assert trace_file.parse(trace_file.dump(scenario.trace)) == scenario.trace, check.id


def test_texts_of_digits_stay_as_they_are() -> None:
    """A text that is a number, or nearly one, is read as the text that was written, in calls within calls too."""
    texts = "12", "012", "-0", "-7", "9" * 100
    trace = Trace("alpha", tuple(Action("job", "bob", (text, text, 1, 2000)) for text in texts))
    assert trace_file.parse(trace_file.dump(trace)) == trace
    call = Action("set_service_uri", "", ("12",), at="ServiceRegistry")
    trace = Trace("confluence", (Action("stage_update", "owner", ((("ServiceRegistry",), (0,), (call,), 7), 1)),))
    assert trace_file.parse(trace_file.dump(trace)) == trace


def test_save_and_load(tmp_path: Path) -> None:
    """A file's folders are made; the same trace gives the same bytes."""
    trace = Trace("confluence", (Action("batch_redeem_winning_tickets", "bob", ((TicketPlan("a", "b", 1),), -1)),))
    path = tmp_path / "deep" / "trace.json"
    trace_file.save(trace, path)
    assert trace_file.load(path) == trace
    assert path.read_text() == trace_file.dump(trace_file.load(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"steps": NaN}', "no JSON: NaN"),
        ("[]", "trace: expected an object"),
        ("{}", "schema: expected trace-v1"),
        (document(schema="trace-v2"), "schema"),
        (document(extra=1), "extra: unknown field"),
        (
            document(upgrade="delta"),
            "upgrade: unknown 'delta'; known are alpha, alpha-launch, alpha-whitepaper, streamflow, confluence",
        ),
        (document(preset="huge"), "preset: unknown"),
        (document(steps={}), "steps: expected a list"),
        (document(options="all"), "options: expected a list"),
        (document(info=[]), "info: expected an object"),
        (document([]), "steps[0]: expected an object"),
        (document({}), "steps[0]"),
        (document({"name": "reward", "caller": "bob", "gas": "1"}), "steps[0].gas: unknown field"),
        (document({"name": "steal", "caller": "bob"}), "steps[0].name: confluence has no transaction 'steal'"),
        (document({"name": "claim_snapshot_earnings", "caller": "bob"}), "steps[0].name"),
        (document({"name": "reward", "caller": "../etc"}), "steps[0].caller: expected an account's"),
        (document({"name": "reward", "caller": "bob", "value": "-1"}), "steps[0].value: out of range"),
        (document({"name": "reward", "caller": "bob", "value": "many"}), "steps[0].value: expected an integer"),
        (document({"name": "reward", "caller": "bob", "value": 1.5}), "steps[0].value"),
        (document({"name": "reward", "caller": "bob", "calldata": "none"}), "steps[0].calldata: unknown"),
        (document({"name": "reward", "caller": "bob", "at": "Controller"}), "steps[0].at: Controller has no reward"),
        (document({"name": "unbond", "caller": "bob"}), "steps[0].args: unbond takes 1, not 0"),
        (document({"name": "unbond", "caller": "bob", "args": ["x"]}), "steps[0].args[0]: expected an integer"),
        (document({"name": "unbond", "caller": "bob", "args": [str(2**256)]}), "steps[0].args[0]: out of range"),
        (document({"name": "unbond", "caller": "bob", "args": "1"}), "steps[0].args: expected a list"),
        (document({"name": "bond", "caller": "bob", "args": ["1", ["bob"]]}), "steps[0].args[1]"),
        (document({"name": "set_unbonding_period", "caller": "owner", "args": [str(2**64)]}), "out of range"),
        (document({"name": "advance_blocks", "args": ["100000001"]}), "steps[0].args[0]: out of range"),
        (document({"name": "advance_rounds", "args": ["1"]}), "steps[0].args: expected 2, found 1"),
        (document({"name": "grant_role", "caller": "bob", "args": ["MINTER", "bob"]}), "steps[0].args[0]: expected 0x"),
        (document({"name": "unbond", "caller": "bob", "args": ["01"]}), "steps[0].args[0]: expected an integer"),
        (
            document(
                {"name": "verify", "caller": "bob", "args": ["0", "0", ["1", "0x"], []]}, upgrade="alpha-whitepaper"
            ),
            "steps[0].args[2]: expected a list of 5",
        ),
        (
            document(
                {"name": "request_verification", "caller": "bob", "args": ["0", "0", "0", "", "", ["0x"]]},
                upgrade="alpha",
            ),
            "steps[0].args[5]: expected a list of 2",
        ),
        (document({"name": "create_poll", "caller": "bob", "args": ["0x123"]}), "steps[0].args[0]: expected 0x"),
    ],
)
def test_malformed_files_are_refused(content: Any, message: str) -> None:
    """The place and the reason are named; nothing else than a ``ModelError`` is raised."""
    assert message in refused(content)


@pytest.mark.parametrize(
    ("ticket", "message"),
    [
        ({}, "missing"),
        ({"sender": "a", "recipient": "b", "face_value": "1", "flaw": "ugly"}, "flaw: unknown 'ugly'"),
        ({"sender": "a", "recipient": "b", "face_value": "1", "win_prob": "0", "wins": True}, "too improbable"),
        ({"sender": "a", "recipient": "b", "face_value": "1", "wins": False}, "too improbable"),
        ({"sender": "a", "recipient": "b", "face_value": "1", "wins": "maybe"}, "wins: expected true or false"),
        ({"sender": "a", "recipient": "b", "face_value": "1", "rand": str(2**256)}, "rand: out of range"),
        ({"sender": "a", "recipient": "b", "face_value": "x"}, "face_value: expected an integer"),
    ],
)
def test_malformed_tickets_are_refused(ticket: dict[str, Any], message: str) -> None:
    """A ticket whose outcome no random number brings about would be looked for for ever."""
    text = refused(document({"name": "redeem_winning_ticket", "caller": "bob", "args": [{"ticket": ticket}]}))
    assert "steps[0].args[0]" in text
    assert message in text


def test_large_files_are_refused(tmp_path: Path) -> None:
    """Size and steps are limited; a file that is not there is told by name."""
    path = tmp_path / "large.json"
    path.write_bytes(b" " * (trace_file.MAX_BYTES + 1))
    with pytest.raises(ModelError, match=r"large.json: larger than"):
        trace_file.load(path)
    with pytest.raises(ModelError, match=r"missing.json: No such file"):
        trace_file.load(tmp_path / "missing.json")
    assert "steps: 20,001 steps" in refused(document(*[{"name": "reward", "caller": "bob"}] * 20_001))


def test_mutated_files_never_break_the_reader(world: World) -> None:
    """A file with anything in any place is refused with a ``ModelError``, or runs."""
    traces = [run_sequence(world, draw_config(world.upgrade.name, Random(seed), 12), seed).trace for seed in range(10)]
    random = Random(0)
    for _ in range(400):
        data = random.choice(traces).to_json()
        _spoil(data, random)
        try:
            replay(world, trace_file.parse(json.dumps(data)))
        except ModelError:
            continue


_JUNK: list[Any] = [
    None, True, 0, -1, 1.5, "", "null", "9" * 99, "0x", "0xzz", "id:", "role:é", "poll-0", "poll-7", "x" * 99, [], {},
    [[]], {"ticket": {}}, {"call": {"name": "bond"}}, {"permit": {"owner": "a"}}, "-5", "snapshot:9", "Governor",
    "loud_refuser",
]  # fmt: skip


def _spoil(data: dict[str, Any], random: Random) -> None:
    """Put something else somewhere into the steps."""
    node: Any = data["steps"]
    while True:
        key = random.choice(list(node)) if isinstance(node, dict) else random.randrange(len(node))
        child = node[key]
        if not child or not isinstance(child, dict | list) or random.random() < 0.2:
            node[key] = random.choice(_JUNK)
            return
        node = child


def test_replay_agrees(world: World) -> None:
    """A trace on which spec and target agree runs to its end; each step is told."""
    seen: list[tuple[int, Step]] = []
    trace = Trace("confluence", (Action("initialize_round", "owner"), Action("advance_blocks", "", (3,))))
    result = replay(world, trace, lambda index, step: seen.append((index, step)))
    assert not result.diverged
    assert result.step_index == 2
    assert [index for index, _ in seen] == [0, 1]
    assert [step.action for step in result.steps] == list(trace.steps)


def test_replay_starts_anew(world: World) -> None:
    """Each replay begins at the start of every trace."""
    trace = Trace("confluence", (Action("initialize_round", "owner"),))
    outcomes = [replay(world, trace).steps[0].outcome for _ in range(2)]
    assert [outcome.reason for outcome in outcomes if outcome] == [None, None]


def test_replay_stops_at_the_divergence() -> None:
    """The step that differs is the last one."""
    planted = PLANTED["late unlock"]
    world = spec_world("confluence", Defect(rule_of("confluence", planted.rule), planted.old, planted.new))
    result = replay(world, Trace("confluence", (*planted.shortest, Action("reward", "bob"))))
    assert result.diverged
    assert result.step_index == 1
    assert len(result.steps) == 2
    assert result.differences[0].where == "event 1 Unlock"


def test_replay_compares_the_final_state() -> None:
    """Where no step differs, the complete state may."""
    planted = PLANTED["a wrong view"]
    world = spec_world("confluence", Defect(rule_of("confluence", planted.rule), planted.old, planted.new))
    result = replay(world, Trace("confluence", (Action("advance_blocks", "", (1,)),)))
    assert result.step_index == 1
    assert result.differences[0].where.startswith("BondingManager.pendingStake")


def test_replay_refuses_other_rules(world: World) -> None:
    """A trace of Streamflow says nothing about a target of Confluence; a step without sense is named."""
    with pytest.raises(ModelError, match="upgrade: the trace is about streamflow, the target about confluence"):
        replay(world, Trace("streamflow", ()))
    with pytest.raises(ModelError, match=r"steps\[1\]: unknown account or contract: 'nobody'"):
        replay(world, Trace("confluence", (Action("reward", "bob"), Action("reward", "nobody"))))
