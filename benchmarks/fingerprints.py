"""How long fingerprints take to read and to compare, on known pairs and on the worst that were found.

    python benchmarks/fingerprints.py --repeats 9

Milliseconds of CPU time of this process, as a median over the repeats with the lowest and the highest; each repeat
takes the mean over some calls. Signatures are parsed before they are compared.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "spec" / "tests"))
from fingerprint_data import fingerprints, pairs

from livepeer_spec.verification.fingerprint import aligned, livepeer
from livepeer_spec.verification.fingerprint.frames import Fingerprint
from livepeer_spec.verification.fingerprint.layout import MAX_FRAMES
from livepeer_spec.verification.fingerprint.reading import read
from livepeer_spec.verification.fingerprint.writing import write

Pair = tuple[Fingerprint, Fingerprint]


def milliseconds(operation: Callable[[], object], repeats: int, calls: int) -> list[float]:
    """CPU milliseconds of a call, once for each repeat."""
    operation()
    found = []
    for _ in range(repeats):
        started = time.process_time()
        for _ in range(calls):
            operation()
        found.append(1000 * (time.process_time() - started) / calls)
    return found


def known(*abouts: str) -> list[Pair]:
    """Known pairs, by what they are."""
    named = {pair.about: pair for pair in pairs()}
    return [(fingerprints()[named[about].trusted], fingerprints()[named[about].other]) for about in abouts]


def clip(pictures: Iterable[int], confidence: int, digits: np.ndarray) -> Fingerprint:
    """A clip of pictures by number; its last frame has confidence, so that it is no case of flat ones alone."""
    numbers = list(pictures)
    confidences = np.full(len(numbers), confidence, np.uint8)
    confidences[-1] = 100
    return Fingerprint(64, 48, 25, np.arange(len(numbers)), confidences, digits[numbers])


def worst() -> dict[str, list[Pair]]:
    """Pairs that make the search long: stills, repetitions and near pictures without confidence."""
    source, random = np.random.default_rng(3), Random(3)
    near = np.tile(source.integers(0, 3, 380), (60, 1)).astype(np.uint8)
    for number in range(60):
        near[number, 2 * number : 2 * number + 2] = (near[number, 2 * number : 2 * number + 2] + 1) % 3
    apart = source.integers(0, 3, (60, 380)).astype(np.uint8)
    found: dict[str, list[Pair]] = {}
    for frames in (60, 135, MAX_FRAMES):
        shapes = {
            "still": clip([0] * frames, 0, apart),
            "two in turn": clip([number % 2 for number in range(frames)], 0, apart),
            "seven in turn": clip([number % 7 for number in range(frames)], 0, apart),
            "four at random": clip([random.randrange(4) for _ in range(frames)], 0, apart),
            "near ones at random": clip([random.randrange(60) for _ in range(frames)], 0, near),
        }
        for name, one in shapes.items():
            found[f"{name}, {frames:,} frames"] = [(one, one), (one, clip(range(50), 0, apart))]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    alike = known("grain/ref240 vs grain/ref144", "life/ref240 vs life/ref360", "panA/ref240 vs panA/crf35",
                  "boxesA/ref240 vs boxesA/x265")  # fmt: skip
    unlike = known("mandelbrot/ref240 vs testsrc2/ref240", "gradients/ref240 vs gradients/hflip")
    other_times = known("panA/ref240 vs panA/vp9", "life/ref240 vs life/fps60")
    stills = known("smptebars/ref240 vs smptebars/ref360", "black/ref240 vs black/ref240")
    files = [write(one) for one, _ in alike]
    longest = write(clip([0] * MAX_FRAMES, 0, np.zeros((1, 380), np.uint8)))

    rows: list[tuple[str, list[float]]] = []

    def measure(name: str, rule: Callable[[Fingerprint, Fingerprint], object], pairs: list[Pair], calls: int) -> None:
        for one, other in pairs:
            _ = one.planes, other.planes, one.clock, other.clock
        each = [milliseconds(lambda pair=pair: rule(*pair), repeats, calls) for pair in pairs]
        rows.append((name, [statistics.mean(values) for values in zip(*each, strict=True)]))

    rows.append(("read a file of 50 or 60 frames", milliseconds(lambda: [*map(read, files)], repeats, 10)))
    rows[-1] = (rows[-1][0], [value / len(files) for value in rows[-1][1]])
    rows.append((f"read a file of {MAX_FRAMES:,} frames", milliseconds(lambda: read(longest), 3, 1)))
    measure("livepeer, same video", livepeer.compare, alike, 50)
    measure("livepeer, other video", livepeer.compare, unlike, 50)
    measure("livepeer, stills of 60 frames", livepeer.compare, stills, 20)
    measure("aligned, same video", aligned.compare, alike, 200)
    measure("aligned, other clock or frame rate", aligned.compare, other_times, 200)
    long = clip([0] * MAX_FRAMES, 100, np.zeros((1, 380), np.uint8))
    late = replace(long, times=np.append(long.times[:-1], MAX_FRAMES))
    measure(f"aligned, {MAX_FRAMES:,} frames at other times", aligned.compare, [(long, late)], 5)
    for name, hard in worst().items():
        measure(f"livepeer, {name}", livepeer.compare, hard[:1], 5)
        measure(f"livepeer, {name}, with other pictures", livepeer.compare, hard[1:], 5)
    print(f"{'milliseconds':<58} {'median':>8} {'lowest':>8} {'highest':>8}")
    for name, values in rows:
        print(f"{name:<58} {statistics.median(values):>8.3f} {min(values):>8.3f} {max(values):>8.3f}")
    slowest = max((row for row in rows if row[0].startswith("livepeer")), key=lambda row: statistics.median(row[1]))
    print(f"slowest comparison: {slowest[0]}")


if __name__ == "__main__":
    main()
