"""Where the time of a sequence goes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from livepeer_conformance.lockstep.world import World


@dataclass
class Phases:
    """CPU seconds by phase.

    Attributes:
        generation: choosing actions, counting what they reach, and everything else around a step.
        encoding: from actions to calldata, signatures included.
        spec: applying the rules.
        evm: the target's transactions.
        reading: the target's views and storage, for comparison.
        comparison: the rest of a step, and of comparing the complete state.
    """

    generation: float = 0.0
    encoding: float = 0.0
    spec: float = 0.0
    evm: float = 0.0
    reading: float = 0.0
    comparison: float = 0.0

    @property
    def total(self) -> float:
        """All phases."""
        return float(sum(getattr(self, phase.name) for phase in fields(self)))


class Stopwatch:
    """Attributes CPU time to the innermost phase that runs; what is outside any belongs to ``generation``."""

    def __init__(self) -> None:
        self.phases = Phases()
        self._running = "generation"
        self._since = time.process_time()

    def switch(self, phase: str) -> str:
        """From now on ``phase`` runs; gives the one that ran until now."""
        now, previous = time.process_time(), self._running
        setattr(self.phases, previous, getattr(self.phases, previous) + now - self._since)
        self._running, self._since = phase, now
        return previous

    def timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function``, whose time is ``phase``'s."""

        def run(*arguments: Any, **named: Any) -> Any:
            outer = self.switch(phase)
            try:
                return function(*arguments, **named)
            finally:
                self.switch(outer)

        return run


def time_phases(world: World) -> Stopwatch:
    """Let a world tell where its time goes, from now on. Looking at the clock costs a few microseconds a step."""
    watch = Stopwatch()
    step, observe = world.step, world.observe
    parts: tuple[tuple[Any, str, str], ...] = (
        (world, "_expected", "spec"),
        (world._concretiser, "message", "encoding"),
        (world.backend, "transact", "evm"),
        (world.backend, "call", "reading"),
        (world.backend, "balance", "reading"),
        (world.backend, "storage", "reading"),
        (world.backend, "storage_many", "reading"),
    )
    for owner, name, phase in parts:
        setattr(owner, name, watch.timed(phase, getattr(owner, name)))
    world.step = watch.timed("comparison", step)  # type: ignore[method-assign]
    world.observe = watch.timed("comparison", observe)  # type: ignore[method-assign]
    return watch
