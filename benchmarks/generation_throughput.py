"""How many generated transactions a CPU second are checked: generated, applied to spec and target, compared.

    python benchmarks/generation_throughput.py --upgrade confluence --backend revm --sequences 100 --repeats 5

The rate is the median over the repeats, with the spread; repeat after repeat runs other sequences in one process. A
last run with a clock in it tells where the time of a step goes; it is slower, so only its shares are of interest.
"""

import argparse
import statistics
import time
from dataclasses import fields
from random import Random

from livepeer_conformance.adapters.target import Target
from livepeer_conformance.backends import registry
from livepeer_conformance.lockstep.world import World
from livepeer_conformance.machines.driver import OK, Reach, run_sequence
from livepeer_conformance.machines.swarm import draw_config
from livepeer_conformance.machines.timing import Phases, time_phases
from livepeer_spec import parameters
from livepeer_spec.versions import RULE_SETS


def run(world: World, first_seed: int, sequences: int, length: int) -> Reach:
    """Run sequences; a difference ends the benchmark, which is about agreement."""
    reach = Reach()
    for seed in range(first_seed, first_seed + sequences):
        result = run_sequence(world, draw_config(world.upgrade.name, Random(seed), length), seed)
        if result.diverged:
            raise SystemExit(f"seed {seed}: step {result.step_index} differs: {result.differences[0]}")
        reach.add(result.reach)
    return reach


def require_work(reach: Reach, sequences: int, length: int) -> None:
    """The figure means nothing when the transactions did nothing."""
    accepted = sum(count for (_, outcome), count in reach.outcomes.items() if outcome == OK)
    kinds = len({name for name, outcome in reach.outcomes if outcome == OK})
    problems = []
    if reach.transactions < 0.8 * sequences * length:
        problems.append(f"only {reach.transactions} of {sequences * length} steps are transactions")
    if not 0.5 < accepted / reach.transactions < 0.95:
        problems.append(f"{accepted} of {reach.transactions} transactions are accepted")
    if kinds < 25 or sum(reach.events.values()) < accepted / 2:
        problems.append(f"{kinds} kinds of transactions are accepted, with {sum(reach.events.values())} events")
    if problems:
        raise SystemExit("no real work was done: " + "; ".join(problems))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", action="append", choices=RULE_SETS)
    parser.add_argument("--backend", default=registry.default_name())
    parser.add_argument("--preset", default="minimal", choices=parameters.PRESETS)
    parser.add_argument("--sequences", type=int, default=100, help="a repeat")
    parser.add_argument("--length", type=int, default=100, help="steps a sequence")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    for upgrade in options.upgrade or RULE_SETS:
        measure(upgrade, options)


def measure(upgrade: str, options: argparse.Namespace) -> None:
    """Print the figures of one upgrade."""
    chosen = parameters.load(options.preset, upgrade)
    world = World(Target.reference(upgrade, options.backend, parameters=chosen), chosen)
    run(world, 1_000_000, 3, options.length)
    rates, total = [], Reach()
    for repeat in range(options.repeats):
        start = time.process_time()
        reach = run(world, repeat * options.sequences, options.sequences, options.length)
        rates.append(reach.transactions / (time.process_time() - start))
        require_work(reach, options.sequences, options.length)
        total.add(reach)
    median = statistics.median(rates)
    print(f"{upgrade} on {options.backend}: {median:,.0f} checked transactions a CPU second")
    print(
        f"  {options.repeats} repeats from {min(rates):,.0f} to {max(rates):,.0f}, {total.transactions:,} transactions,"
    )
    print(f"  {len(total.outcomes)} different outcomes, {len({event for _, event in total.events})} kinds of events")
    phases, steps = timed(world, options)
    for phase in fields(Phases):
        seconds = getattr(phases, phase.name)
        print(f"  {phase.name:<10} {seconds / steps * 1e6:6.1f} us a step {seconds / phases.total:6.1%}")


def timed(world: World, options: argparse.Namespace) -> tuple[Phases, int]:
    """CPU seconds by phase over one more repeat, and its steps."""
    watch = time_phases(world)
    watch.phases = Phases()
    run(world, 0, options.sequences, options.length)
    watch.switch("generation")
    return watch.phases, options.sequences * options.length


if __name__ == "__main__":
    main()
