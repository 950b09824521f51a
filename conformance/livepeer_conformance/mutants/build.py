"""Compile the mutants, or check the committed ones against a new compilation.

``python -m livepeer_conformance.mutants.build`` compiles those that are new or whose sources changed and writes
``_compiled/<upgrade>.json``; ``--all`` compiles every one; with ``--check`` all are compiled, compared, and nothing is
written. A mutant takes a few seconds.

Exit status: 0 done, or no difference; 1 a difference or a compile error; 3 not run, because a compiler is missing.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from solcx.exceptions import SolcError

from livepeer_conformance.adapters.artifacts import from_reference
from livepeer_conformance.mutants import catalogue, compiled
from livepeer_conformance.mutants.catalogue import CatalogueError, Mutant
from livepeer_conformance.mutants.compiled import JsonObject
from livepeer_reference.build import CONTRACTS, BuildError, CompilerMissing, compile_contract
from livepeer_spec.versions import RULE_SETS

FOLDER: Final = Path(__file__).resolve().parent / "_compiled"
EXIT_DIFFERENT: Final = 1
EXIT_NOT_RUN: Final = 3


def mutated_source(mutant: Mutant) -> str:
    """The text of the mutant's file with the spot changed. Raises ``CatalogueError``."""
    return mutant.apply((CONTRACTS / mutant.file).read_text(encoding="utf-8"))


def compile_mutant(mutant: Mutant) -> JsonObject:
    """The entry of a mutant. Raises ``CatalogueError``, also for one whose code is the reference contract's."""
    source = mutated_source(mutant)
    original = compiled.original_artifact(mutant)
    try:
        mutated = from_reference(compile_contract(mutant.upgrade, mutant.contract, {mutant.file: source}))
    except (SolcError, BuildError) as error:
        raise CatalogueError(f"{mutant.id} does not compile: {error}") from error
    if mutated.code == original.code:
        raise CatalogueError(f"{mutant.id} has the code of the unbroken {mutant.contract}")
    return compiled.pack(original, mutated, source)


def compile_all(mutants: Iterable[Mutant], workers: int) -> dict[str, JsonObject]:
    """The entries of mutants by id, a few compiled at a time."""
    chosen = list(mutants)
    with ThreadPoolExecutor(workers) as pool:
        return {mutant.id: entry for mutant, entry in zip(chosen, pool.map(compile_mutant, chosen), strict=True)}


def write(upgrade: str, entries: Mapping[str, JsonObject]) -> None:
    """Replace what is committed for an upgrade."""
    lines = (f"{json.dumps(name)}:{json.dumps(entry, sort_keys=True)}" for name, entry in sorted(entries.items()))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{upgrade}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m livepeer_conformance.mutants.build", description="Compile mutants."
    )
    parser.add_argument("--check", action="store_true", help="compare with the committed code, write nothing")
    parser.add_argument("--all", action="store_true", help="compile also what did not change")
    parser.add_argument("--upgrade", action="append", choices=RULE_SETS, help="only this upgrade (may be repeated)")
    parser.add_argument("--workers", type=int, default=1, help="how many compilers run at a time (default 1)")
    options = parser.parse_args(arguments)
    try:
        return _run(tuple(options.upgrade or RULE_SETS), options.check, options.all or options.check, options.workers)
    except CompilerMissing as error:
        print(f"not run: {error}", file=sys.stderr)
        return EXIT_NOT_RUN
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return EXIT_DIFFERENT


def _run(upgrades: tuple[str, ...], check: bool, everything: bool, workers: int) -> int:
    differences: list[str] = []
    for upgrade in upgrades:
        mutants = [mutant for mutant in catalogue.load().values() if mutant.upgrade == upgrade]
        committed = compiled.entries(upgrade)
        stale = [
            mutant
            for mutant in mutants
            if everything or not compiled.is_current(mutant, committed.get(mutant.id), mutated_source(mutant))
        ]
        made = compile_all(stale, workers)
        entries = {mutant.id: made.get(mutant.id) or committed[mutant.id] for mutant in mutants}
        if check:
            ids = sorted(entries.keys() | committed.keys())
            differences += [f"{upgrade}: {id_} differs" for id_ in ids if entries.get(id_) != committed.get(id_)]
        else:
            write(upgrade, entries)
            print(f"{upgrade}: {len(made)} mutants compiled, {len(entries)} in all")
    for line in differences:
        print(line, file=sys.stderr)
    if check and not differences:
        print(f"the mutants of {', '.join(upgrades)} are what their sources compile to")
    return EXIT_DIFFERENT if differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
