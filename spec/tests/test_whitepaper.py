"""The whitepaper's tables against rules, presets and documents, and its contracts against the catalogue."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from livepeer_reference.abi_check import interface
from livepeer_reference.artifacts import load as load_artifact
from livepeer_reference.artifacts import names
from livepeer_spec import parameters, requirements, whitepaper
from livepeer_spec.parameters import WhitepaperParameters
from livepeer_spec.transactions import TransactionType, ViewType
from livepeer_spec.upgrades import upgrade

RULES = "alpha-whitepaper"
TYPES = (
    "Bond", "Unbond", "Transcoder", "ResignAsTranscoder", "TranscodeAvailability", "Job", "EndJob", "Deposit",
    "Withdraw", "ClaimWork", "DistributeFees", "Reward", "Verify", "InitializeRound", "UpdateDelegatorStake",
    "GovernanceTransactions",
)  # fmt: skip
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "whitepaper.md"


def test_every_transaction_type_of_the_paper_has_its_row() -> None:
    """Given the paper's sixteen types, then each has a row, and a reason exactly where none was deployed."""
    assert tuple(row.name for row in whitepaper.transactions()) == TYPES
    for row in whitepaper.transactions():
        assert row.of(RULES), row.name
        assert bool(row.reason) == (not row.of("alpha")), row.name


@pytest.mark.parametrize("rules", ["alpha", "alpha-launch", RULES])
def test_what_stands_for_a_type_exists(rules: str) -> None:
    """Given a variant, then the transactions that stand for the types are its own."""
    known = upgrade(rules).catalogue.transactions
    for row in whitepaper.transactions():
        assert set(row.of(rules)) <= set(known), row.name


@pytest.mark.parametrize("name", TYPES)
def test_each_type_has_requirements(name: str) -> None:
    """Given a type, then requirements of the variant speak about each transaction that stands for it."""
    spoken = {
        transaction
        for requirement in requirements.load().values()
        if requirements.applies(requirement, RULES)
        for transaction in requirement.transactions
    }
    [row] = [row for row in whitepaper.transactions() if row.name == name]
    assert set(row.of(RULES)) <= spoken


def test_presets_have_the_values_of_the_papers_table() -> None:
    """Given the presets mainnet, then both agree with the table, and it has every parameter of the variant."""
    paper, deployed = parameters.load("mainnet", RULES), parameters.load("mainnet", "alpha")
    rows = [row for row in whitepaper.parameters() if row.parameter]
    for row in rows:
        assert getattr(paper, row.parameter) == row.value, row.name
        assert getattr(deployed, row.parameter, None) == row.deployed, row.name
    assert sorted(row.parameter for row in rows) == sorted(field.name for field in fields(WhitepaperParameters))


def test_document_has_the_papers_table() -> None:
    """Given the document on the whitepaper, then it has the table as it is written from the data."""
    assert whitepaper.parameter_table() in DOCUMENT.read_text(encoding="utf-8")


def test_document_names_known_requirements() -> None:
    """Given the document on the whitepaper, then each requirement that it names holds in the variant."""
    known = requirements.load()
    named = set(re.findall(r"LP-W[A-Z]+-\d{3}", DOCUMENT.read_text(encoding="utf-8")))
    assert named
    assert all(requirements.applies(known[id_], RULES) for id_ in named)


def test_contracts_have_the_functions_and_events_of_the_rules() -> None:
    """Given the contracts, then their functions and events are those of the catalogue, none less and none more."""
    rules = upgrade(RULES)
    kinds: list[TransactionType | ViewType] = [
        *rules.catalogue.transactions.values(),
        *rules.catalogue.views.values(),
    ]
    interfaces = {name: interface(load_artifact(RULES, name).abi) for name in names(RULES) if name != "SortedDoublyLL"}
    functions = {
        (name, function["selector"], tuple(str(output).split()[0] for output in function["outputs"]))
        for name, found in interfaces.items()
        for function in found["functions"].values()
    }
    assert functions == {(kind.contract, "0x" + kind.selector.hex(), kind.returns) for kind in kinds}
    events = {event["topic"] for found in interfaces.values() for event in found["events"].values()}
    assert events == {"0x" + topic.hex() for topic in rules.events}
