"""Which invariants belong to a rule set."""

from functools import cache
from importlib import import_module
from typing import Final

from livepeer_conformance.invariants.invariant import Invariants
from livepeer_spec.requirements import applies, load

_MODULES: Final = {
    "streamflow": "rules",
    "confluence": "rules",
    "arbitration": "arbitration",
    "alpha": "alpha",
    "alpha-launch": "alpha",
    "alpha-whitepaper": "whitepaper",
}


@cache
def invariants_of(rules: str) -> Invariants:
    """The invariants that hold in a rule set."""
    every: Invariants = import_module(f"livepeer_conformance.invariants.{_MODULES[rules]}").INVARIANTS
    return every.chosen(lambda requirement: applies(load()[requirement], rules))
