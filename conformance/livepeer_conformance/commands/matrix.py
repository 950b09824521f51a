"""``livepeer-conformance requirements``: from each requirement to the rules, the checks and the mutants of it."""

import inspect
import json
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from rich.console import Console

from livepeer_conformance.commands import running
from livepeer_conformance.commands.running import Check, Collection, Selection
from livepeer_conformance.fixtures import envelope, functions
from livepeer_conformance.mutants import catalogue
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_spec import offchain, verification
from livepeer_spec import requirements as registry
from livepeer_spec.requirements import OFFCHAIN, Requirement, applies
from livepeer_spec.upgrades import upgrade as load_upgrade


@dataclass(frozen=True)
class Row:
    """A requirement in an upgrade: rules that implement it, checks that cover it, mutants that break it."""

    requirement: Requirement
    upgrade: str
    rules: tuple[str, ...]
    checks: tuple[str, ...]
    mutants: tuple[str, ...]


def _modules(upgrade: str) -> tuple[ModuleType, ...]:
    """The modules with the rules of an upgrade, or with those between nodes."""
    if upgrade != OFFCHAIN:
        return load_upgrade(upgrade).modules
    return tuple(
        import_module(module.name)
        for package in (offchain, verification)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    )


def vector_checks() -> list[Check]:
    """The checks of rules between nodes: the vectors of their functions, each with the requirements that it names."""
    return [
        Check(
            f"{function.area}/{function.name}[{envelope.slug(vector.name)}]", OFFCHAIN, vector.requirements, vector.note
        )
        for function in functions.of(OFFCHAIN)
        for vector in function.vectors
    ]


def vector_problems() -> list[str]:
    """What vectors of rules between nodes must not have: none of their function's requirements, or one of another's."""
    found = []
    for function in functions.of(OFFCHAIN):
        place = f"{function.area}/{function.name}"
        for vector in function.vectors:
            if not vector.requirements:
                found.append(f"{place}: {vector.name}: says no requirement")
            for id_ in vector.requirements:
                if id_ not in function.requirements:
                    found.append(f"{place}: {vector.name}: {id_} is none of the function's")
        named = {id_ for vector in function.vectors for id_ in vector.requirements}
        found += [f"{place}: no vector names {id_}" for id_ in function.requirements if id_ not in named]
    return found


def _counts(defined: str, used: str, upgrade: str) -> bool:
    """Whether a rule that one module defines and another one uses counts for an upgrade."""
    is_between_nodes = defined.startswith((f"{offchain.__name__}.", f"{verification.__name__}."))
    return defined == used if upgrade == OFFCHAIN else not is_between_nodes


def rules_by_requirement(upgrade: str) -> dict[str, list[str]]:
    """The functions of an upgrade's rules, ``module.function``, by the requirements that they implement.

    Rules between nodes use some of the contracts' rules, which count for their upgrades only, and the other way round.
    """
    found: dict[str, list[str]] = {}
    for module in _modules(upgrade):
        for function in vars(module).values():
            if inspect.isfunction(function) and _counts(function.__module__, module.__name__, upgrade):
                module_name = function.__module__.removeprefix("livepeer_spec.").removeprefix("upgrades.")
                name = f"{module_name}.{function.__name__}"
                for id_ in getattr(function, "requirements", ()):
                    rules = found.setdefault(id_, [])
                    if name not in rules:
                        rules.append(name)
    return found


def mutants_by_requirement(upgrade: str) -> dict[str, list[str]]:
    """The mutants of an upgrade, or between nodes, by the requirements that they violate."""
    found: dict[str, list[str]] = {}
    for mutant in catalogue.every().values():
        if mutant.upgrade == upgrade:
            for id_ in mutant.requirements:
                found.setdefault(id_, []).append(mutant.id)
    return found


def build(upgrades: tuple[str, ...], checks: Iterable[Check]) -> list[Row]:
    """The matrix of the upgrades."""
    covering: dict[tuple[str, str], list[str]] = {}
    for check in checks:
        for id_ in check.requirements:
            covering.setdefault((id_, check.upgrade), []).append(check.id)
    rows = []
    for upgrade in upgrades:
        rules, mutants = rules_by_requirement(upgrade), mutants_by_requirement(upgrade)
        for id_, requirement in registry.load().items():
            if applies(requirement, upgrade):
                names = covering.get((id_, upgrade), [])
                breaking = tuple(mutants.get(id_, ()))
                rows.append(Row(requirement, upgrade, tuple(rules.get(id_, ())), tuple(names), breaking))
    return rows


def problems(rows: list[Row], collection: Collection, upgrades: tuple[str, ...]) -> list[str]:
    """What a complete matrix must not have: requirements without checks, unknown ids, ids used twice."""
    known = registry.load()
    found = [f"cannot be collected: {problem}" for problem in collection.problems]
    found += [f"{row.requirement.id} ({row.upgrade}): no check covers it" for row in rows if not row.checks]
    for upgrade in upgrades:
        for naming in (rules_by_requirement(upgrade), mutants_by_requirement(upgrade)):
            for id_, names in naming.items():
                if id_ not in known:
                    found.append(f"{', '.join(names)}: unknown requirement {id_}")
                elif not applies(known[id_], upgrade):
                    found.append(f"{', '.join(names)}: {id_} does not hold in {upgrade}")
    keys = [(check.id, check.upgrade) for check in collection.every]
    twice = {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
    found += [f"two checks are called {id_} ({upgrade})" for id_, upgrade in sorted(twice)]
    return found


def show(
    console: Console,
    upgrades: tuple[str, ...],
    *,
    check: bool,
    as_json: bool,
    uncovered: bool,
    unbroken: bool = False,
) -> ExitCode:
    """Show the matrix, or what of it no check covers or mutant breaks; with ``check``, only what is wrong with it."""
    collection = running.collect([upgrade for upgrade in upgrades if upgrade != OFFCHAIN], Selection())
    if OFFCHAIN in upgrades:
        collection.every += vector_checks()
    rows = build(upgrades, collection.every)
    if check:
        found = problems(rows, collection, upgrades)
        if OFFCHAIN in upgrades:
            found += vector_problems()
        for problem in found:
            plain(console, problem)
        plain(console, _summary(rows) + (f"; {len(found)} problems" if found else "; no problems"))
        return ExitCode.NON_CONFORMANT if found else ExitCode.CONFORMANT
    shown = [row for row in rows if not (uncovered and row.checks) and not (unbroken and row.mutants)]
    if as_json:
        console.file.write(json.dumps([_plain(row) for row in shown], indent=1, ensure_ascii=False) + "\n")
        return ExitCode.CONFORMANT
    for row in shown:
        choice = " (the source leaves this open)" if row.requirement.choice else ""
        plain(console, f"{row.requirement.id} ({row.upgrade}): {row.requirement.text}{choice}")
        plain(console, f"    source: {row.requirement.source}")
        plain(console, f"    rules:  {', '.join(row.rules) or 'none names it'}")
        plain(console, f"    checks: {', '.join(row.checks) or 'none'}")
        if row.mutants:
            plain(console, f"    mutants: {', '.join(row.mutants)}")
    plain(console, _summary(rows))
    return ExitCode.CONFORMANT


def _summary(rows: list[Row]) -> str:
    parts = []
    for upgrade in dict.fromkeys(row.upgrade for row in rows):
        mine = [row for row in rows if row.upgrade == upgrade]
        ruled, covered, broken = (
            sum(map(bool, column))
            for column in zip(*((row.rules, row.checks, row.mutants) for row in mine), strict=True)
        )
        parts.append(
            f"{upgrade}: {len(mine)} requirements, {ruled} named by rules, {covered} covered by checks, "
            f"{broken} broken by mutants"
        )
    return "; ".join(parts)


def _plain(row: Row) -> dict[str, object]:
    requirement = row.requirement
    return {
        "id": requirement.id,
        "upgrade": row.upgrade,
        "text": requirement.text,
        "source": requirement.source,
        "kind": requirement.kind,
        "choice": requirement.choice,
        "rules": list(row.rules),
        "checks": list(row.checks),
        "mutants": list(row.mutants),
    }
