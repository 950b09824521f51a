"""The whitepaper's attacks: each with every value, and each inequality with a run that must break it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from livepeer_conformance.attacks import ATTACKS, consensus, denial, document, griefing, reorganisation, stake
from livepeer_conformance.attacks.attack import Figures, Inequality, Stage, perform
from livepeer_conformance.backends.base import Capability
from livepeer_conformance.backends.pyevm import PyEvmBackend
from livepeer_conformance.cli import app
from livepeer_conformance.plays.holdings import Holding
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings
from livepeer_conformance.verdict import NotRun

RULES = ("alpha", "alpha-whitepaper")
DOCUMENT = Path(__file__).parents[2] / "docs" / "attacks.md"


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """The reference contracts on the fastest backend."""
    session = Session(Settings(upgrades=RULES))
    yield session
    session.close()


def test_attacks_are_tried_with_three_values_or_more() -> None:
    """Given the attacks, then each has three different values, an inequality, and a section of the paper."""
    for attack in ATTACKS.values():
        assert len(set(attack.values)) >= 3
        assert attack.inequalities
        assert attack.section
        assert attack.rules in RULES


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
    session = Session(Settings(upgrades=RULES, backend="pyevm"))
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
    session = Session(Settings(upgrades=RULES, backend="pyevm"))
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
