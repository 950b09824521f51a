"""What takes long is shared out among worker processes before all else."""

import pytest

from livepeer_conformance.plugin import shared_out


@pytest.mark.parametrize("workers", [2, 3, 4])
@pytest.mark.parametrize(("long", "short"), [(2, 100), (16, 101), (5, 3), (1, 0), (3, 7)])
def test_workers_begin_with_their_share_of_what_takes_long(workers: int, long: int, short: int) -> None:
    """Given long and short checks, when equal parts go to the workers, then each begins with its share of the long."""
    slow, quick = [f"long {number}" for number in range(long)], [str(number) for number in range(short)]
    order = shared_out(slow, quick, workers)
    assert sorted(order) == sorted([*slow, *quick])
    if short < long:
        return
    rest, parts = list(order), []
    for number in range(workers):
        # As xdist deals out tests to begin with.
        size = len(rest) // (workers - number)
        parts.append(rest[:size])
        del rest[:size]
    for number, part in enumerate(parts):
        share = slow[number::workers]
        assert part[: len(share)] == share
        assert not set(part[len(share) :]) & set(slow)
