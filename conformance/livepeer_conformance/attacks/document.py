"""The attacks as a document: ``livepeer-conformance attacks --markdown`` writes docs/attacks.md."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from livepeer_conformance.attacks.attack import Attack, Branch, Inequality, Result
from livepeer_conformance.plays.holdings import Holding, unit
from livepeer_spec.versions import upgrade_of, variant_of

_HEAD = """\
# The papers' attacks

The whitepaper and the Streamflow paper list attacks and say what comes of each: that it does not pay, or what bounds
it. Here each is played with real transactions, in lockstep with the spec, with several values of a parameter, and what
the paper says is an inequality that is checked each time. The whitepaper's attacks run on the deployed contracts of
`alpha`, and on the variant `whitepaper` where only the paper's own rules show it; the Streamflow paper's run on
`streamflow`, and give the same figures on `confluence`.

    livepeer-conformance attacks [NAME ...]

shows what everybody holds before and after, in LPTU and wei (ETH for gas is not in these, and is told as gas), with
`--json` every step too. It exits with 1 when an inequality does not hold. This document is what it writes with
`--markdown`, with the small parameters of the preset `minimal`, on `pyevm`, where gas is that of a London chain.
"""


def write(attacks: Sequence[Attack], results: Sequence[Result]) -> Iterator[str]:
    """The lines of the document."""
    yield _HEAD
    yield "| attack | paper | section | rules |\n|---|---|---|---|"
    for attack in attacks:
        yield f"| [{attack.name}](#{attack.name}) | {attack.paper} | {attack.section} | {rules(attack)} |"
    for attack in attacks:
        yield from _section(attack, [result for result in results if result.attack is attack])


def rules(attack: Attack) -> str:
    """The rules that an attack runs on: upgrade, and variant where it has some."""
    return ", ".join(filter(None, (upgrade_of(attack.rules), variant_of(attack.rules))))


def words(inequality: Inequality) -> str:
    """An inequality as a sentence of figures."""
    return f"{inequality.left} {inequality.relation} {inequality.right}"


def _section(attack: Attack, results: Sequence[Result]) -> Iterator[str]:
    """What came of one attack: a row a figure, a column a value; then what everybody holds, for the last value."""
    yield f"\n## {attack.name}\n\n{attack.statement}\n"
    yield f"| {attack.parameter} | " + " | ".join(f"{result.value:,}" for result in results) + " |"
    yield "|---" + "|--:" * len(results) + "|"
    for name in results[0].figures:
        yield f"| {name} | " + " | ".join(f"{result.figures[name]:,}" for result in results) + " |"
    for each in attack.inequalities:
        verdicts = " | ".join("no" if each in result.broken else "yes" for result in results)
        yield f"| **{words(each)}** | {verdicts} |"
    for branch in results[-1].branches:
        yield from _holdings(branch, f"{attack.parameter} {results[-1].value:,}")


def _holdings(branch: Branch, value: str) -> Iterator[str]:
    """Who holds something else after a course of events."""
    yield f"\nWhat changed hands with {value}, {branch.title}:\n"
    yield "| who | what | before | after | |\n|---|---|--:|--:|---|"
    for name, holding in branch.before.items():
        for field in fields(Holding):
            before, after = getattr(holding, field.name), getattr(branch.after[name], field.name)
            if before != after:
                yield f"| {name} | {field.name} | {before:,} | {after:,} | {unit(field.name)} |"
