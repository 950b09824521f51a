"""Profiles: how long generation tries."""

from dataclasses import dataclass
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
