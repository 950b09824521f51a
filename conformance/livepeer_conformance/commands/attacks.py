"""``livepeer-conformance attacks``: the papers' attacks, played, with what comes of each."""

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from livepeer_conformance.adapters.target import TargetError
from livepeer_conformance.attacks import ATTACKS, document
from livepeer_conformance.attacks.attack import Attack, Result, perform
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.compare.explain import explain
from livepeer_conformance.plays import telling
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings
from livepeer_conformance.suites.scenario import NonConformance
from livepeer_conformance.verdict import NotRun


def show(console: Console, names: Sequence[str], settings: Settings, form: str) -> ExitCode:
    """Play attacks, all when none is named, and show them as ``text``, ``json`` or ``markdown``.

    Raises ``Impossible`` where the target or the backend cannot play them.
    """
    attacks = [ATTACKS[name] for name in names or ATTACKS]
    session = Session(settings)
    results = []
    try:
        for attack in attacks:
            for value in attack.values:
                results.append(perform(session, attack, value))
                if form == "text":
                    _tell(console, results[-1], is_first=value == attack.values[0])
    except NonConformance as failure:
        # On standard output: the target is not what the spec says, which is a verdict.
        plain(console, explain(session.current, failure.trace, failure.step_index, failure.differences).text())
        return ExitCode.NON_CONFORMANT
    except (TargetError, BackendError, NotRun) as error:
        raise Impossible(str(error)) from error
    finally:
        session.close()
    if form == "json":
        rows = [_plain(attack, [result for result in results if result.attack is attack]) for attack in attacks]
        console.file.write(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    if form == "markdown":
        console.file.writelines(f"{line}\n" for line in document.write(attacks, results))
    return ExitCode.NON_CONFORMANT if any(result.broken for result in results) else ExitCode.CONFORMANT


def _tell(console: Console, result: Result, is_first: bool) -> None:
    attack = result.attack
    if is_first:
        source = f"{attack.paper}, {attack.section}; {document.rules(attack)}"
        plain(console, f"\n{attack.name} ({source})\n{attack.statement}")
    plain(console, f"\n  with {attack.parameter} {result.value:,}")
    for branch in result.branches:
        plain(console, f"\n  {branch.title}: what everybody holds, before and after")
        for line in telling.table(branch.before, branch.after):
            plain(console, f"  {line}")
    width = max(map(len, result.figures))
    plain(console, "")
    for name, number in result.figures.items():
        plain(console, f"    {name:<{width}} {number:>36,}")
    for each in attack.inequalities:
        verdict = "DOES NOT HOLD" if each in result.broken else "holds"
        plain(console, f"    {verdict}: {document.words(each)}")


def _plain(attack: Attack, results: Sequence[Result]) -> dict[str, Any]:
    return {
        "name": attack.name,
        "paper": attack.paper,
        "section": attack.section,
        "statement": attack.statement,
        "rules": attack.rules,
        "parameter": attack.parameter,
        "results": [_plain_result(result) for result in results],
    }


def _plain_result(result: Result) -> dict[str, Any]:
    branches = [
        {
            "title": branch.title,
            "steps": [telling.plain_step(told) for told in branch.told],
            "before": telling.plain_holdings(branch.before),
            "after": telling.plain_holdings(branch.after),
        }
        for branch in result.branches
    ]
    return {**result.to_json(), "branches": branches}
