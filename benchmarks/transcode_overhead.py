"""What the harness adds to a transcode: CPU time beside that of the bare ffmpeg command, in pairs.

    python benchmarks/transcode_overhead.py --pairs 31

A segment of 2 s at 1280x720 becomes one of 640x360 by x264, from a file into a file, and through pipes as nodes do it.
Each pair is one bare command, started by Python's subprocess with nothing around it, and one run under the harness:
guards, limits, pipes, looks at memory. Checks of the result are not counted. Of the bare command only ffmpeg's own CPU
time counts; of the harness that of this process too. The two of a pair take turns at going first.

Two figures: what this process used, in per cent of the bare command, which is steady; and the difference of the pair in
all, which holds what limits and guards cost within ffmpeg too, and is as unsteady as ffmpeg's time is.
"""

import argparse
import resource
import statistics
import subprocess
from collections.abc import Callable

from livepeer_conformance.transcoding import clips
from livepeer_conformance.transcoding.lanes import LANES
from livepeer_conformance.transcoding.plan import FULL
from livepeer_reference.video import builds, running

Cost = tuple[float, float]
"""CPU seconds of this process, and of those that it has waited for."""


def used() -> Cost:
    """CPU seconds so far."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, waited = (usage.ru_utime + usage.ru_stime for usage in both)
    return own, waited


def cost(operation: Callable[[], object]) -> Cost:
    """CPU seconds of an operation."""
    before = used()
    operation()
    own, waited = (after - earlier for after, earlier in zip(used(), before, strict=True))
    return own, waited


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=31)
    pairs, program, lane = parser.parse_args().pairs, builds.find(), LANES["x264"]
    with running.workplace() as folder:
        clip = clips.make(
            "pictures", folder / "clip", program, FULL.source, FULL.rendition, FULL.bit_rate, codecs=["h264"]
        )
        source = clip.source("h264")
        files = [*lane.command("exact", str(source), "out.ts", clip.size, clip.bit_rate), "-y"]
        pipes = lane.command("exact", "-", "pipe:1", clip.size, clip.bit_rate)
        content, out = source.read_bytes(), folder / "out.ts"

        def bare_files() -> bytes:
            subprocess.run([program, *running.QUIET, *files], cwd=folder, check=True, stdin=subprocess.DEVNULL)
            return out.read_bytes()

        def bare_pipes() -> bytes:
            return subprocess.run(
                [program, *running.QUIET, *pipes], input=content, check=True, capture_output=True
            ).stdout

        def harness_files() -> bytes:
            running.run(files, folder=folder)
            return out.read_bytes()

        def harness_pipes() -> bytes:
            return running.run(pipes, content).output

        ways = {"from a file into a file": (bare_files, harness_files), "through pipes": (bare_pipes, harness_pipes)}
        for name, (bare, harness) in ways.items():
            if bare() != harness():
                raise SystemExit(f"{name}: the harness gives another result than the bare command")
            show(name, pairs, bare, harness)


def show(name: str, pairs: int, bare: Callable[[], object], harness: Callable[[], object]) -> None:
    """Measure one way and print it."""
    own, whole, seconds = [], [], []
    for number in range(pairs):
        first, second = (bare, harness) if number % 2 else (harness, bare)
        costs = {first: cost(first), second: cost(second)}
        alone = costs[bare][1]
        own.append(100 * costs[harness][0] / alone)
        whole.append(100 * (sum(costs[harness]) - alone) / alone)
        seconds.append(alone)
    print(f"{name}, {pairs} pairs: ffmpeg alone {statistics.median(seconds):.3f} CPU s")
    for what, values in (("this process", own), ("difference of the pair", whole)):
        low, middle, high = statistics.quantiles(values, n=4)
        print(f"  {what:<24} {middle:6.2f} % (quartiles {low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
