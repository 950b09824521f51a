"""The shrinker: passes over a trace, each try run again, until none of them finds a simpler trace that fails alike."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from livepeer_conformance.model.action import Action, Trace
from livepeer_conformance.shrink import passes
from livepeer_conformance.shrink.failing import Fails, Failure, OnWorld
from livepeer_conformance.shrink.measure import measure
from livepeer_conformance.shrink.quantities import Relations

Steps = tuple[Action, ...]

_MANY: Final = 60
"""In traces with more steps than these, amounts do not follow the state: it would take too long."""


@dataclass(frozen=True)
class Budget:
    """When shrinking stops although there may be more to gain: after so many runs, or so many seconds."""

    tries: int = 20_000
    seconds: float = 60.0


class _Spent(Exception):
    """The budget is spent."""


class Shrinker:
    """A trace on its way to a simpler one.

    Attributes:
        trace: the simplest one so far.
        tries: how many traces were run.
    """

    def __init__(self, trace: Trace, fails: Fails, budget: Budget) -> None:
        self._fails = fails
        self._budget = budget
        self._deadline = time.monotonic() + budget.seconds
        self._seen: set[tuple[Steps, tuple[str, ...]]] = set()
        self.tries = 1
        failure = fails(trace)
        if failure is None:
            raise ValueError("the trace does not fail")
        self._like: Failure = failure
        self._follower = fails.follower if isinstance(fails, OnWorld) else None
        self._take(trace, failure)

    def _take(self, trace: Trace, failure: Failure) -> None:
        self.trace = replace(trace, steps=trace.steps[: failure.step_index + 1])
        self._measure = measure(self.trace)
        self._relations: Relations | None = None

    @property
    def steps(self) -> Steps:
        """The steps of the simplest trace so far."""
        return self.trace.steps

    def attempt(self, steps: Iterable[Action]) -> bool:
        """Take these steps if they are simpler and fail alike. Raises when the budget is spent."""
        return self.attempt_trace(replace(self.trace, steps=tuple(steps)))

    def attempt_trace(self, trace: Trace) -> bool:
        """As :meth:`attempt`, for a trace with maybe other options."""
        return self._run(trace) or self._run(self._followed(trace))

    def attempt_followed(self, steps: Iterable[Action]) -> bool:
        """Take these steps with their amounts following the state, if that makes them simpler; otherwise never."""
        return self._run(self._followed(replace(self.trace, steps=tuple(steps)), anyway=True))

    def _run(self, trace: Trace) -> bool:
        key = trace.steps, trace.options
        if key in self._seen or measure(trace) >= self._measure:
            return False
        self._seen.add(key)
        if self.tries >= self._budget.tries or time.monotonic() > self._deadline:
            raise _Spent
        self.tries += 1
        failure = self._fails(trace)
        if failure is None or not failure.is_like(self._like):
            return False
        self._take(trace, failure)
        return True

    def _followed(self, trace: Trace, anyway: bool = False) -> Trace:
        """The trace with amounts that follow the state, where they are amounts of the state.

        Unless ``anyway``, only one that is simpler before.
        """
        if self._follower is None or len(trace.steps) > _MANY:
            return trace
        if not anyway and measure(trace) >= self._measure:
            return trace
        if self._relations is None:
            self._relations = self._follower.relations(self.trace)
        if not any(step in self._relations for step in trace.steps):
            return trace
        return self._follower.follow(trace, self._relations)

    def run(self) -> Trace:
        """All passes, again and again."""
        try:
            while True:
                before = self._measure
                for apply in passes.ALL:
                    apply(self)
                if self._measure == before:
                    break
        except _Spent:
            pass
        return self.trace


def shrink(trace: Trace, fails: Fails, budget: Budget | None = None) -> Trace:
    """The simplest trace found that fails in the same way as ``trace``, cut after the step that fails.

    Raises ``ValueError`` when ``trace`` does not fail.
    """
    return Shrinker(trace, fails, budget or Budget()).run()
