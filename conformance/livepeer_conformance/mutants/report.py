"""``livepeer-conformance mutants``: a table of the mutants with what finds each, and a summary."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.console import Console

from livepeer_conformance.machines.profiles import PROFILES
from livepeer_conformance.mutants import between_nodes, catalogue
from livepeer_conformance.mutants.catalogue import CatalogueError, Mutant
from livepeer_conformance.mutants.runner import SEEDS, Result, Runner
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_spec.requirements import OFFCHAIN


def select(upgrades: Sequence[str] = (), ids: Sequence[str] = ()) -> list[Mutant]:
    """The mutants that are meant: all, or those of some upgrades or between nodes, or some by id.

    Raises ``CatalogueError``.
    """
    every = catalogue.every()
    if unknown := [id_ for id_ in ids if id_ not in every]:
        raise CatalogueError(f"there is no mutant {', '.join(unknown)}")
    return [
        mutant
        for mutant in every.values()
        if (not ids or mutant.id in ids) and (not upgrades or mutant.upgrade in upgrades)
    ]


def main(
    upgrades: Sequence[str] = (),
    ids: Sequence[str] = (),
    seeds: Sequence[int] = SEEDS,
    *,
    profile: str = "ci",
    as_json: bool = False,
    console: Console | None = None,
) -> ExitCode:
    """Run mutants and print what finds them.

    With ``as_json`` one JSON document is all that is printed. The exit code is 0 when every mutant is killed, 1 when
    one survives, 3 when one could not be run. Raises ``CatalogueError``.
    """
    out = console or Console()
    if not as_json:
        plain(out, HEADER)
    results = []
    for result in _run(select(upgrades, ids), Runner(seeds, PROFILES[profile])):
        results.append(result)
        if not as_json:
            plain(out, row(result))
    if as_json:
        document = {"summary": summary(results), "mutants": [result.to_json() for result in results]}
        out.file.write(json.dumps(document, indent=1) + "\n")
    else:
        plain(out, "\n".join(["", *summary_lines(results)]))
    if any(result.error for result in results):
        return ExitCode.ERROR
    return ExitCode.CONFORMANT if all(result.killed for result in results) else ExitCode.NON_CONFORMANT


def _run(mutants: Sequence[Mutant], runner: Runner) -> Iterator[Result]:
    try:
        for mutant in mutants:
            yield between_nodes.run(mutant) if mutant.upgrade == OFFCHAIN else runner.run(mutant)
    finally:
        runner.close()


_ROW: Final = "{:8} {:40} {:11} {:11} {:>5} {:>6} {:>7} {:>6} {:>5}  {}"
HEADER: Final = _ROW.format(
    "", "mutant", "kind", "violates", "steps", "rounds", "seconds", "seeds", "named", "killed by"
)
"""Steps and rounds are those of the shortest trace, and a vector is one step in no round; ``seeds`` tells how many
seeds of generated sequences find it, and ``named`` how many of these name what it violates."""


def row(result: Result) -> str:
    """What became of a mutant, as a line of the table."""
    kills = result.kills
    found = [one for one in result.generated.values() if one is not None]
    seeds, named = f"{len(found)}/{len(result.generated)}", sum(bool(one.requirement) for one in found)
    left = result.outcome, result.mutant.id, result.mutant.kind
    if not kills:
        return _ROW.format(*left, "", "", "", "", seeds, named, result.error)
    kill = kills[0]
    size = min((one for one in (*kills, *found)), key=lambda one: one.transactions)
    return _ROW.format(
        *left, kill.requirement, size.transactions, size.rounds, f"{kill.seconds:.2f}", seeds, named, kill.check
    )


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """What became of the mutants, in numbers; generated sequences are counted by seed."""
    scenarios = [one.scenario for one in results if one.scenario is not None and one.scenario.requirement]
    seeds = sorted({seed for result in results for seed in result.generated})
    found = {seed: [kill for result in results if (kill := result.generated.get(seed))] for seed in seeds}
    return {
        "mutants": len(results),
        "killed": sum(result.killed for result in results),
        "survived": [result.mutant.id for result in results if result.outcome == "survived"],
        "errors": [result.mutant.id for result in results if result.error],
        "by_scenario": len(scenarios),
        "by_scenario_outright": sum(scenario.outright for scenario in scenarios),
        "by_sequences": {
            str(seed): {"found": len(kills), "named": sum(bool(kill.requirement) for kill in kills)}
            for seed, kills in found.items()
        },
        "by_sequences_under_every_seed": sum(
            bool(result.generated) and all(result.generated.values()) for result in results
        ),
    }


def summary_lines(results: Sequence[Result]) -> list[str]:
    """The summary in words."""
    numbers = summary(results)
    lines = [
        f"{numbers['killed']} of {numbers['mutants']} mutants killed, "
        f"{numbers['by_scenario']} by a scenario or vector that names what they violate: "
        f"{numbers['by_scenario_outright']} as violated, the others as at stake"
    ]
    for seed, one in numbers["by_sequences"].items():
        lines.append(
            f"generated sequences, seed {seed}: {one['found']} found, {one['named']} with what they violate named"
        )
    if numbers["by_sequences"]:
        lines.append(f"found by sequences under every seed: {numbers['by_sequences_under_every_seed']}")
    for word in ("survived", "errors"):
        if numbers[word]:
            lines.append(f"{word}: {', '.join(numbers[word])}")
    return lines
