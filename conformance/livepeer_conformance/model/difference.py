"""What a comparison finds."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what the spec says.

    Attributes:
        where: what was looked at, in protocol words: ``status``, ``event 2 Bond``, ``Delegator(alice)``.
        field: the part of it, empty when it is the whole.
        expected, observed: the two values; None is an absence, which is not a zero.
        unit: of the values, where they have one.
    """

    where: str
    field: str
    expected: Any
    observed: Any
    unit: str = ""
