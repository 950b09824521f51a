"""The registry of requirements: what it accepts, what it holds, and that rules and registry fit together."""

import inspect
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from livepeer_spec.requirements import KINDS, SCOPES, RegistryError, applies, implements, load, parse
from livepeer_spec.upgrades import upgrade
from livepeer_spec.versions import RULE_SETS

BETWEEN_NODES = ("livepeer_spec.offchain.", "livepeer_spec.verification.")
ENTRY = {
    "id": '"LP-BOND-001"',
    "text": '"Unbonding nothing must be rejected."',
    "kind": '"reason"',
    "source": '"LIP-8"',
    "since": '"streamflow"',
    "level": '"must"',
    "transactions": '["unbond"]',
    "reason": '"ZERO_UNBOND"',
}


def table(**changes: str | None) -> str:
    """One entry as TOML, with keys changed, added or (None) left out."""
    entry = {key: value for key, value in {**ENTRY, **changes}.items() if value is not None}
    return "[[requirement]]\n" + "\n".join(f"{key} = {value}" for key, value in entry.items())


def rules(name: str) -> Iterator[Any]:
    """Every function that an upgrade's modules define or take from an earlier upgrade, not from the nodes' rules."""
    for module in upgrade(name).modules:
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if not function.__module__.startswith(BETWEEN_NODES):
                yield function


def test_parse_reads_an_entry() -> None:
    """Given a complete entry, when it is parsed, then every field has its value."""
    [requirement] = parse("bond.toml", table(until='"streamflow"'))
    assert (requirement.id, requirement.area, requirement.kind) == ("LP-BOND-001", "BOND", "reason")
    assert requirement.reason is not None
    assert requirement.reason.name == "ZERO_UNBOND"
    assert requirement.transactions == ("unbond",)
    assert requirement.event is None
    assert {name for name in RULE_SETS if applies(requirement, name)} == {"streamflow"}


def test_requirement_of_a_variant_holds_in_that_variant_and_in_later_upgrades() -> None:
    """Given an entry for one variant of alpha, then the other variants do not have to meet it."""
    [requirement] = parse("bond.toml", table(since='"alpha"', variants='["launch"]'))
    assert {name for name in RULE_SETS if applies(requirement, name)} == {
        "alpha-launch",
        "streamflow",
        "confluence",
        "arbitration",
    }


def test_requirement_between_nodes_holds_beside_the_upgrades() -> None:
    """Given a requirement of an area between nodes, then it holds there and in no upgrade."""
    [requirement] = parse(
        "pay.toml", table(id='"LP-PAY-001"', kind='"effect"', reason=None, transactions="[]", since='"streamflow"')
    )
    assert [name for name in SCOPES if applies(requirement, name)] == ["offchain"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"source": None}, "lacks source"),
        ({"note": '"x"'}, "unknown keys note"),
        ({"text": '" "'}, "text is not a text, or empty"),
        ({"text": "1"}, "text is not a text, or empty"),
        ({"transactions": '"unbond"'}, "transactions is not a list"),
        ({"transactions": "[1]"}, "transactions is not a text, or empty"),
        ({"id": '"LP-BOND-1"'}, "the id is not"),
        ({"id": '"LP-EARN-001"'}, "the id is not"),
        ({"kind": '"rule"'}, "unknown kind 'rule'"),
        ({"level": '"should"'}, "unknown level 'should'"),
        ({"since": '"tributary"'}, "unknown upgrade 'tributary'"),
        ({"until": '"tributary"'}, "unknown upgrade 'tributary'"),
        ({"since": '"alpha"'}, "lists variants where"),
        ({"variants": '["launch"]'}, "lists variants where"),
        ({"since": '"alpha"', "variants": '["early"]'}, "unknown variants"),
        ({"since": '"confluence"', "until": '"streamflow"'}, "ends with streamflow before it begins"),
        ({"reason": '"ZERO"'}, "unknown reason 'ZERO'"),
        ({"reason": None}, "a reason belongs to the kind 'reason'"),
        ({"kind": '"effect"'}, "a reason belongs to the kind 'reason'"),
        ({"kind": '"event"', "reason": None}, "an event belongs to the kind 'event'"),
        ({"event": '"Unbond"'}, "an event belongs to the kind 'event'"),
    ],
)
def test_parse_rejects_a_malformed_entry(changes: dict[str, str | None], problem: str) -> None:
    """Given an entry with one fault, when it is parsed, then the error names file, requirement and fault."""
    with pytest.raises(RegistryError, match=problem) as caught:
        parse("bond.toml", table(**changes))
    assert str(caught.value).startswith("bond.toml: LP-")


@pytest.mark.parametrize("content", ["[[requirement]", "[[rule]]\nid = 1", ""])
def test_parse_rejects_what_is_no_registry(content: str) -> None:
    """Given another document, when it is parsed, then the error names the file."""
    with pytest.raises(RegistryError, match=r"^bond\.toml: "):
        parse("bond.toml", content)


def test_registry_uses_each_identifier_once_and_in_order() -> None:
    """Given the registry, then each area counts its requirements upwards; a number that was dropped stays unused."""
    numbers: dict[str, list[int]] = {}
    for requirement in load().values():
        numbers.setdefault(requirement.area, []).append(int(requirement.id[-3:]))
    assert {area: sorted(set(found)) for area, found in numbers.items()} == numbers
    assert {requirement.kind for requirement in load().values()} == KINDS


def test_registry_states_each_sentence_once() -> None:
    """Given the registry, then no two requirements have the same text."""
    texts = [requirement.text for requirement in load().values()]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", RULE_SETS)
def test_registry_names_transactions_and_events_of_the_upgrade(name: str) -> None:
    """Given an upgrade, then its requirements speak about transactions, reasons and events that it has."""
    rules_of = upgrade(name)
    events = {event.name for event in rules_of.events.values()}
    unknown = []
    for requirement in load().values():
        if not applies(requirement, name):
            continue
        unknown += [
            (requirement.id, rule) for rule in requirement.transactions if rule not in rules_of.catalogue.transactions
        ]
        if requirement.event is not None and requirement.event not in events:
            unknown.append((requirement.id, requirement.event))
    assert unknown == []


@pytest.mark.parametrize("name", RULE_SETS)
def test_rules_implement_requirements_that_hold(name: str) -> None:
    """Given an upgrade's rules, then each requirement that one names exists and holds in the upgrade."""
    named = {(rule.__name__, id) for rule in rules(name) for id in getattr(rule, "requirements", ())}
    assert sorted((rule, id) for rule, id in named if id not in load() or not applies(load()[id], name)) == []


def test_implements_leaves_the_function_itself() -> None:
    """Given a function, when it is decorated, then it is the same function with the identifiers attached."""

    def unbond() -> int:
        return 1

    decorated = implements("LP-BOND-001", "LP-BOND-002")(unbond)
    assert decorated is unbond
    assert decorated.requirements == ("LP-BOND-001", "LP-BOND-002")  # type: ignore[attr-defined]


def test_import_does_not_read_the_registry() -> None:
    """Given a new interpreter, when the package is imported, then no TOML parser has run and nothing is loaded."""
    code = "from livepeer_spec.requirements import load; print(load.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "0\n"
