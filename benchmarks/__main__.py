"""``python -m benchmarks``: measure the suite on this machine and write ``docs/benchmarks.md``.

Every figure is a median over repeats with its spread, in CPU seconds of one process unless it says otherwise. Machines
differ and are shared; ratios within one run mean more than absolute figures.
"""

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from livepeer_conformance.adapters.client import Client, Examination, Lost
from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends.registry import available
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.driver import run_sequence
from livepeer_conformance.machines.swarm import draw_config
from livepeer_conformance.machines.timing import Phases, time_phases
from livepeer_conformance.vectors import mismatch, vectors
from livepeer_spec import parameters
from livepeer_spec.requirements import SCOPES

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def spread(values: Sequence[float], digits: int = 0) -> str:
    """``median (lowest to highest)``."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def warm_world(upgrade: str, backend: str) -> World:
    """The reference on a backend, after sequences that are not measured, nor ones of the same seeds.

    On pyevm code that is run the first time is translated, which takes the time of a few sequences, once a process.
    """
    world = World(Target.reference(upgrade, backend), parameters.load("minimal", upgrade))
    run_sequences(world, 1_000_000, 10 if backend == "pyevm" else 1)
    return world


def run_sequences(world: World, first_seed: int, sequences: int) -> int:
    """Run so many sequences of 100 steps; gives their transactions. Ends the benchmark when they differ or are few."""
    transactions = 0
    for seed in range(first_seed, first_seed + sequences):
        result = run_sequence(world, draw_config(world.upgrade.name, Random(seed), 100), seed)
        if result.differences:
            raise SystemExit(f"{world.upgrade.name}: the reference diverges in sequence {seed}")
        transactions += result.reach.transactions
    if transactions < sequences * 50:
        raise SystemExit(f"only {transactions} transactions in {sequences} sequences: nothing was measured")
    return transactions


def checked_transactions(upgrade: str, backend: str, sequences: int, repeats: int) -> list[float]:
    """Checked transactions a CPU second: generated, run on spec and target, compared, with the final state."""
    world = warm_world(upgrade, backend)
    rates = []
    for repeat in range(repeats):
        started = time.process_time()
        transactions = run_sequences(world, repeat * sequences, sequences)
        rates.append(transactions / (time.process_time() - started))
    return rates


def evm_rows(upgrade: str, backend: str, sequences: int, repeats: int) -> list[tuple[str, str]]:
    """Checked transactions a CPU second, those of the EVM calls alone, and what all else adds to them, in one run."""
    world = warm_world(upgrade, backend)
    watch = time_phases(world)
    checked, alone, added = [], [], []
    for repeat in range(repeats):
        watch.switch("generation")
        phases = watch.phases = Phases()
        transactions = run_sequences(world, repeat * sequences, sequences)
        watch.switch("generation")
        calls = phases.evm + phases.reading
        checked.append(transactions / phases.total)
        alone.append(transactions / calls)
        added.append(100 * (phases.total - calls) / calls)
    where = f"{upgrade} on `{backend}`"
    return [
        (f"{where}: checked transactions a CPU second", spread(checked)),
        (f"{where}: what its EVM calls alone would give", spread(alone)),
        (f"{where}: what all else adds to the EVM calls", spread(added, 1) + " %"),
    ]


def processor_seconds() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    own, waited = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + waited.ru_utime + waited.ru_stime


def client_vectors(repeats: int) -> list[float]:
    """Vectors a CPU second of suite and Python driver together, start-up left out: asked, answered, judged."""
    cases = vectors(SCOPES)
    command = (sys.executable, str(DOCUMENT.parent.parent / "conformance/drivers/python/spec_driver.py"))

    def cost(times: int) -> float:
        started = processor_seconds()
        found = list(Examination(lambda: Client(command, 60)).ask(cases * times))
        wrong = [
            case.check
            for case, answer in found
            if isinstance(answer, Lost) or mismatch(case.case["expect"], answer, True)
        ]
        if wrong or len(found) != times * len(cases):
            raise SystemExit(f"the spec's own driver answers wrongly: {wrong[:3]}")
        return processor_seconds() - started

    return [5 * len(cases) / (cost(6) - cost(1)) for _ in range(repeats)]


def wall(command: Sequence[str], repeats: int) -> list[float]:
    """Wall seconds of a command. Ends the benchmark when it fails."""
    seconds = []
    for _ in range(repeats):
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        seconds.append(time.monotonic() - started)
    return seconds


def peak_memory() -> float:
    """MiB of the largest process that was waited for so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def suite_rows(backends: Sequence[str]) -> list[tuple[str, str]]:
    """Wall and CPU seconds of whole runs, and their memory."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for backend in backends:
            words = ["run", "-u", "streamflow", "-u", "confluence", "--profile", "ci", "-n", "2", "--backend", backend]
            started = processor_seconds()
            seconds = wall([sys.executable, "-m", "livepeer_conformance", *words, "--report", folder], 1)
            title = f"`{' '.join(words)}`"
            rows.append((title, spread(seconds, 1) + " s"))
            rows.append((f"CPU seconds of its processes, `{backend}`", f"{processor_seconds() - started:,.1f} s"))
        rows.append(("largest process of these runs", f"{peak_memory():,.0f} MiB"))
    return rows


def table(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    """A Markdown table with two columns."""
    return [
        f"| {title} | median (lowest to highest) |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows),
        "",
    ]


def main() -> None:
    """Measure and write the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--runs", nargs="*", default=["revm", "pyevm"], help="backends of whole runs of the suite, which take minutes"
    )
    arguments = parser.parse_args()
    repeats, load = arguments.repeats, os.getloadavg()[0]
    present = [name for name, why_not in available().items() if why_not is None and name in ("revm", "pyevm")]
    sizes = {"revm": 40, "pyevm": 10}
    throughput = [
        (f"{upgrade} on `{backend}`", spread(checked_transactions(upgrade, backend, sizes[backend], repeats)))
        for upgrade in ("confluence", "streamflow", "alpha")
        for backend in present
    ]
    portable = [row for upgrade in ("confluence", "streamflow") for row in evm_rows(upgrade, "pyevm", 10, repeats)]
    python = sys.executable
    start: list[tuple[str, Callable[[], list[float]]]] = [
        ("`import livepeer_spec.upgrades`", lambda: wall([python, "-c", "import livepeer_spec.upgrades"], repeats)),
        ("empty Python, for comparison", lambda: wall([python, "-c", "pass"], repeats)),
        ("`livepeer-conformance --help`", lambda: wall([python, "-m", "livepeer_conformance", "--help"], repeats)),
    ]
    tables = [
        *table("checked transactions a CPU second: generation, spec, EVM and complete comparison", throughput),
        *table("pyevm, and what its EVM calls alone cost, in one run", portable),
        *table(
            "client programs",
            [("vectors a CPU second of suite and Python driver together, pipelined", spread(client_vectors(repeats)))],
        ),
        *table("start-up, wall seconds", [(name, spread(measure(), 2) + " s") for name, measure in start]),
    ]
    if runs := [name for name in arguments.runs if name in present]:
        tables += table("whole runs, wall seconds", suite_rows(runs))
    lines = [
        "# Benchmarks",
        "",
        f"Written by `python -m benchmarks --repeats {repeats} --runs {' '.join(arguments.runs)}` on "
        f"{platform.machine()}, Python {platform.python_version()}, a shared machine with two cores.",
        f"Its load average was {load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end, "
        "where 2 would mean that nothing waits.",
        "",
        *tables,
        "Where the time of a step goes: `python benchmarks/generation_throughput.py`. Bare backends: "
        "`python benchmarks/backend_throughput.py`. Fingerprints of video: `python benchmarks/fingerprints.py`.",
    ]
    DOCUMENT.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(DOCUMENT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
