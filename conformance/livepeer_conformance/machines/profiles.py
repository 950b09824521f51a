"""Profiles: how long generation tries."""

from dataclasses import dataclass, replace
from typing import Final

FAST_BACKENDS: Final = ("revm",)
"""Backends on which a checked transaction takes a fifth of a millisecond; on any other it takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How much is generated for each upgrade.

    Attributes:
        sequences, length: how many sequences of how many steps.
        slow_sequences: how many of them are run on a slow backend. What sequences reach depends on the rules alone, so
            there they show less of the target, and no less of the spec.
        derandomized: whether the same sequences come every time, unless a seed is given.
        parts: how many checks the sequences are divided among, so that processes can share them.
    """

    sequences: int
    length: int
    slow_sequences: int
    derandomized: bool
    parts: int = 1

    def on(self, backend: str) -> "Profile":
        """The profile as it is run on a backend."""
        return self if backend in FAST_BACKENDS else replace(self, sequences=self.slow_sequences)

    def widened(self, factor: float) -> "Profile":
        """The profile for a rule set that takes ``factor`` times as many sequences to reach what can be reached."""
        return replace(
            self, sequences=round(self.sequences * factor), slow_sequences=round(self.slow_sequences * factor)
        )

    @property
    def part(self) -> "Profile":
        """What one of its parts runs."""
        return replace(self, sequences=self.sequences // self.parts, slow_sequences=self.slow_sequences // self.parts)


PROFILES: Final = {
    "quick": Profile(20, 60, 10, True),
    "ci": Profile(700, 100, 200, True),
    "nightly": Profile(2_000, 100, 1_000, False, parts=8),
    "deep": Profile(10_000, 200, 5_000, False, parts=40),
}
