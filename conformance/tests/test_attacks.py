"""The attacks of both papers: each with every value, and each inequality with a run that must break it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from spec_target import Defect, rule_of, spec_world
from typer.testing import CliRunner

from livepeer_conformance.attacks import (
    ATTACKS,
    consensus,
    denial,
    document,
    double_spend,
    fee_theft,
    griefing,
    reorganisation,
    squeezing,
    stake,
)
from livepeer_conformance.attacks.attack import STREAMFLOW_PAPER, WHITEPAPER, Figures, Inequality, Stage, perform
from livepeer_conformance.backends.base import Capability
from livepeer_conformance.backends.pyevm import PyEvmBackend
from livepeer_conformance.cli import app
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.plays.holdings import Holding
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings
from livepeer_conformance.suites.scenario import NonConformance
from livepeer_conformance.verdict import NotRun

RULES = {WHITEPAPER: ("alpha", "alpha-whitepaper"), STREAMFLOW_PAPER: ("streamflow",)}
STREAMFLOW_ATTACKS = tuple(name for name, attack in ATTACKS.items() if attack.paper == STREAMFLOW_PAPER)
ETHER = 10**18
DOCUMENT = Path(__file__).parents[2] / "docs" / "attacks.md"


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """The reference contracts on the fastest backend."""
    session = Session(Settings())
    yield session
    session.close()


def test_attacks_are_tried_with_three_values_or_more() -> None:
    """Given the attacks, then each has three different values, an inequality, and a section of the paper."""
    for attack in ATTACKS.values():
        assert len(set(attack.values)) >= 3
        assert attack.inequalities
        assert attack.section
        assert attack.rules in RULES[attack.paper]


def written(session: Session, names: Sequence[str]) -> list[str]:
    """The document's lines on these attacks, after all their inequalities have held."""
    attacks = [ATTACKS[name] for name in names]
    results = [perform(session, attack, value) for attack in attacks for value in attack.values]
    assert [result.attack.name for result in results if result.broken] == []
    return "\n".join(document.write(attacks, results)).splitlines()


def is_gas(line: str) -> bool:
    """Whether a line of the document has an amount of gas, which only some backends tell exactly."""
    return line.startswith("|") and line.split(" | ")[0].endswith(", gas")


def test_inequalities_hold_and_the_document_says_so(session: Session) -> None:
    """Given every attack with every value, then all inequalities hold, and docs/attacks.md has these figures."""
    lines = [line for line in written(session, tuple(ATTACKS)) if not is_gas(line)]
    found = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if not is_gas(line)]
    assert found == lines, "livepeer-conformance attacks --markdown > docs/attacks.md"


def test_document_has_the_gas_of_a_chain() -> None:
    """Given the attacks that are about gas, on a backend that tells it exactly, then docs/attacks.md has it."""
    session = Session(Settings(backend="pyevm"))
    gas = [line for line in written(session, ("griefing-by-gaps", "silent-broadcaster-ended")) if is_gas(line)]
    session.close()
    assert len(gas) == 7
    assert set(gas) <= set(DOCUMENT.read_text(encoding="utf-8").splitlines())


BROKEN: list[tuple[str, Callable[[Stage, int], Figures], str]] = [
    (
        "useless-transcoder",
        partial(stake.useless, fee_share=0),
        "fees of the useless transcoder, wei < fees of a delegator with that stake, wei",
    ),
    (
        "self-dealing-transcoder",
        partial(stake.self_dealing, others=0),
        "ETH of dave and frank after, wei < ETH of dave and frank before, wei",
    ),
    (
        "invalid-transcoder",
        partial(stake.misbehaving, rounds=0),
        "stake that is left, LPTU < stake that keeps the role, LPTU",
    ),
    ("griefing-by-gaps", partial(griefing.gaps, step=1), "claims in a row < claims with gaps"),
    (
        "silent-broadcaster",
        partial(denial.silent_broadcaster, answers=20),
        "transactions of the transcoders, gas < jobs of the broadcaster, gas",
    ),
    ("silent-broadcaster-ended", partial(denial.ended_by_transcoder, ends=False), "jobs that are still open <= 0"),
    (
        "refusing-available-transcoder",
        partial(denial.refusing_available_transcoder, ends=False),
        "what the broadcaster paid, wei <= 0",
    ),
    (
        "chain-reorganisation",
        partial(reorganisation.orphaned, other_blocks=False),
        "fees of the one elected first, wei < fees of the one elected now, wei",
    ),
    ("majority-of-stake", partial(consensus.majority, is_solver=True), "attempts that are accepted <= 0"),
    (
        "delegator-squeezing",
        partial(squeezing.squeeze, reward_cut=0),
        "reward of dave since the change, LPTU < reward of bob since the change, LPTU",
    ),
    (
        "delegator-fee-theft",
        partial(fee_theft.hold_back, validity=3),
        "rounds until the ticket expires <= rounds until erin can withdraw her deposit",
    ),
    (
        "broadcaster-double-spend",
        partial(double_spend.double_spend, minds_pool=False),
        "lost by max float, one ticket waiting, wei <= 0",
    ),
]


@pytest.mark.parametrize(("name", "run", "broken"), BROKEN, ids=[name for name, _, _ in BROKEN])
def test_inequality_refuses_what_the_paper_does_not_say(
    session: Session, name: str, run: Callable[[Stage, int], Figures], broken: str
) -> None:
    """Given an attack without what the paper counts on, then its inequality does not hold."""
    attack = replace(ATTACKS[name], run=run)
    result = perform(session, attack, attack.values[0])
    assert broken in [document.words(each) for each in result.broken]


@pytest.mark.parametrize(
    ("name", "value", "broken"),
    [
        ("useless-transcoder-tolerance", 1_000_000, "reward of the useless transcoder, LPTU < "),
        ("refusing-transcoder", 0, "fees of the transcoder that refuses, wei < "),
        ("invalid-transcoder", 1, "stake that is left, LPTU < "),
    ],
)
def test_inequality_refuses_a_value_beyond_the_papers(session: Session, name: str, value: int, broken: str) -> None:
    """Given a parameter that takes the rule's force away, then the inequality does not hold."""
    result = perform(session, ATTACKS[name], value)
    assert [document.words(each) for each in result.broken if document.words(each).startswith(broken)]


@pytest.mark.parametrize("name", STREAMFLOW_ATTACKS)
def test_streamflow_attacks_come_out_the_same_on_confluence(session: Session, name: str) -> None:
    """Given an attack of the Streamflow paper, when it is played by the rules of today, then nothing is different."""
    attack, value = ATTACKS[name], ATTACKS[name].values[-1]
    today = perform(session, replace(attack, rules="confluence"), value)
    assert today.broken == ()
    assert today.figures == perform(session, attack, value).figures


def test_squeezed_delegator_loses_the_rounds_that_it_is_late(session: Session) -> None:
    """Given four equal stakes, then each late round costs what that round would have paid.

    The inflation, 0.1 % at first, has risen by 0.05 % three times when the new terms begin to count, and all four had
    4,000 LPT of rewards: 0.25 % of 8,016,000 LPT are 20,040 LPT, a quarter of it for each. The fees of a round are
    1 ETH for alice, whose stake is in three equal parts.
    """
    at_once, late, later = (perform(session, ATTACKS["delegator-squeezing"], value).figures for value in (0, 1, 4))
    assert at_once["what bob lost when he moves, LPTU"] == at_once["what bob lost when he moves, wei"] == 0
    assert late["what bob lost when he moves, LPTU"] == 5_010 * ETHER - 1
    assert late["what bob lost when he moves, wei"] == ETHER // 3 + 1
    assert later["what bob lost when he moves, wei"] == 4 * ETHER // 3 + 1
    assert at_once["reward of bob since the change, LPTU"] == 5_010 * ETHER - 1
    assert at_once["what alice has more for it, LPTU"] == 5_010 * ETHER + 1


def test_held_back_ticket_pays_all_to_the_orchestrator_until_it_expires(session: Session) -> None:
    """Given a ticket of 1 ETH that two equal stakes should share, then waiting pays in one round only.

    In the round of the ticket the fee share still is that of before, and the part of the one who left goes to nobody.
    In the next one all is alice's. From the second on the ticket has expired.
    """
    runs = [perform(session, ATTACKS["delegator-fee-theft"], value).figures for value in (0, 1, 2, 3)]
    half = ETHER // 2 - 1
    assert [run["fees of alice when she waits, wei"] for run in runs] == [half, ETHER, 0, 0]
    assert [run["fees that nobody can claim, wei"] for run in runs] == [ETHER - half, 0, 0, 0]
    assert {run["fees of bob when alice redeems at once, wei"] for run in runs} == {half}
    assert {run["fees of bob when she waits, wei"] for run in runs} == {0}


def test_double_spend_leaves_each_its_part_of_the_reserve(session: Session) -> None:
    """Given 6 ETH of deposit and of reserve and tickets of 6 ETH for six, then each but the first gets 1 ETH of them.

    By max float each accepts 1 ETH, and three times as much where the deposit is three times what waits: up to 2 ETH.
    """
    figures = perform(session, ATTACKS["broadcaster-double-spend"], 6).figures
    assert figures["winning tickets, each trusting the deposit, wei"] == 36 * ETHER
    assert figures["what the first one gets, wei"] == 6 * ETHER
    assert figures["what the last one gets, wei"] == ETHER
    assert figures["what the last one loses, wei"] == 5 * ETHER
    assert figures["accepted by max float, one ticket waiting, wei"] == ETHER
    assert figures["accepted by max float, several waiting, wei"] == 3 * ETHER
    assert figures["lost by max float, several waiting, wei"] == 2 * ETHER


class OneWorld:
    """A session whose target is the spec with a defect."""

    def __init__(self, rule: str, old: str, new: str) -> None:
        self._world = spec_world("streamflow", Defect(rule_of("streamflow", rule), old, new))

    def world(self, rules: str) -> World:
        """That target; nothing has happened on it."""
        self._world.restore()
        return self._world


@pytest.mark.parametrize(
    ("name", "value", "rule", "old", "new"),
    [
        ("delegator-squeezing", 0, "transcoder_with_hint", "record.last_reward_round == current", "True"),
        ("delegator-fee-theft", 2, "require_valid_ticket", "> current", ">= current"),
        ("broadcaster-double-spend", 3, "claimable", "total // parts", "total"),
    ],
    ids=["terms that change before the reward", "a ticket that expires late", "a reserve that is not divided"],
)
def test_attack_finds_contracts_without_the_counter_measure(
    name: str, value: int, rule: str, old: str, new: str
) -> None:
    """Given contracts that lack what the paper counts on, when the attack is played, then they leave the spec."""
    with pytest.raises(NonConformance):
        perform(OneWorld(rule, old, new), ATTACKS[name], value)  # type: ignore[arg-type]


def test_every_attack_has_a_run_that_breaks_it() -> None:
    """Given the runs and values above, then no attack is left out."""
    by_value = {"useless-transcoder-tolerance", "refusing-transcoder", "invalid-transcoder"}
    assert {name for name, _, _ in BROKEN} | by_value == set(ATTACKS)


@pytest.mark.parametrize(
    ("relation", "right", "holds"),
    [("<", 3, False), ("<", 4, True), ("<=", 3, True), ("<=", 2, False), ("<", "b", True)],
)
def test_inequality_compares_figures_and_numbers(relation: str, right: int | str, holds: bool) -> None:
    """Given a figure of three, then relations with numbers and other figures are what they say."""
    assert Inequality("a", relation, right).holds({"a": 3, "b": 5}) is holds


def test_reorganisation_needs_a_backend_that_can_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a backend without snapshots, then the attack is not run, and says what is missing."""
    monkeypatch.setattr(PyEvmBackend, "capabilities", PyEvmBackend.capabilities - {Capability.SNAPSHOT})
    session = Session(Settings(backend="pyevm"))
    with pytest.raises(NotRun, match="lacks SNAPSHOT"):
        perform(session, ATTACKS["chain-reorganisation"], 1)
    session.close()


def test_holding_adds_up() -> None:
    """Given amounts of each kind, then LPT and ETH are summed apart."""
    holding = Holding(lpt=1, stake=2, unbonding=4, eth=8, deposit=16, fees=32)
    assert (holding.total_lptu, holding.total_wei) == (7, 56)


def test_command_shows_figures_and_holdings_as_json() -> None:
    """Given one attack, then the command has its figures, inequalities, steps and what everybody held."""
    result = CliRunner().invoke(app, ["attacks", "refusing-transcoder", "--json"])
    assert result.exit_code == 0
    (attack,) = json.loads(result.stdout)
    assert (attack["paper"], attack["section"], attack["rules"]) == ("whitepaper", "DDoS", "alpha")
    first = attack["results"][0]
    assert first["figures"]["fees of the transcoder that refuses, wei"] == "0"
    assert [entry["holds"] for entry in first["inequalities"]] == [True, True]
    (branch,) = first["branches"]
    assert branch["before"]["alice"]["eth"] == "1000000000000000000000000"
    assert branch["after"]["alice"]["deposit"] == str(10**18 - 4 * 10**12)
    assert any("elects" in step["text"] for step in branch["steps"])


def test_command_shows_text() -> None:
    """Given one attack, then the command tells statement, holdings and verdicts."""
    result = CliRunner().invoke(app, ["attacks", "silent-broadcaster"])
    assert result.exit_code == 0
    assert "silent-broadcaster (whitepaper, DDoS; alpha, deployed)" in result.stdout
    assert "holds: ETH that the transcoders lost, wei <= 0" in result.stdout


def test_command_names_the_streamflow_paper() -> None:
    """Given an attack of the Streamflow paper, then text and JSON say so."""
    result = CliRunner().invoke(app, ["attacks", "delegator-fee-theft"])
    assert result.exit_code == 0
    assert "delegator-fee-theft (Streamflow paper, Delegator Fee Theft; streamflow)" in result.stdout
    (attack,) = json.loads(CliRunner().invoke(app, ["attacks", "delegator-fee-theft", "--json"]).stdout)
    assert (attack["paper"], attack["rules"]) == ("Streamflow paper", "streamflow")


def test_command_exits_with_one_when_an_inequality_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given an attack whose inequality is broken, then the command says which, and exits with 1."""
    attack = replace(ATTACKS["refusing-transcoder"], values=(0,))
    monkeypatch.setitem(ATTACKS, "refusing-transcoder", attack)
    result = CliRunner().invoke(app, ["attacks", "refusing-transcoder"])
    assert result.exit_code == 1
    assert "DOES NOT HOLD: fees of the transcoder that refuses, wei" in result.stdout


def test_command_rejects_an_unknown_attack() -> None:
    """Given a name that no attack has, then the command exits with 2 and tells those that there are."""
    result = CliRunner().invoke(app, ["attacks", "no-such-attack"])
    assert result.exit_code == 2
