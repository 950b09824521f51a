"""Profiles: how long generation tries."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Profile:
    """How much is generated for each upgrade.

    Attributes:
        sequences, length: how many sequences of how many steps.
        derandomized: whether the same sequences come every time, unless a seed is given.
    """

    sequences: int
    length: int
    derandomized: bool


PROFILES: Final = {
    "quick": Profile(20, 60, True),
    "ci": Profile(700, 100, True),
    "nightly": Profile(2_000, 100, False),
    "deep": Profile(10_000, 200, False),
}


def shard(profile: Profile, seed: int, index: int, count: int) -> tuple[Profile, int]:
    """The part of a profile that one of ``count`` workers runs, and the seed it takes; one worker runs all of it.

    Parts have no sequence in common. Raises ``ValueError`` when there is no such worker.
    """
    if not 0 <= index < count:
        raise ValueError(f"there is no worker {index} of {count}")
    part = profile.sequences // count + (index < profile.sequences % count)
    return replace(profile, sequences=part), (seed + index * 2**32) if count > 1 else seed
