"""What is shown while checks run: a bar on a terminal, now and then a line elsewhere."""

import time
from typing import Final, Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from livepeer_conformance.reports.printing import plain
from livepeer_conformance.verdict import Outcome, Verdict

SECONDS_BETWEEN_LINES: Final = 10.0


class Display(Protocol):
    """Shows how a run goes on."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def total(self, checks: int) -> None:
        """So many checks are going to be run."""

    def show(self, verdict: Verdict) -> None:
        """A check came to its end."""


def display(console: Console) -> Display:
    """The display that fits a console."""
    return Bar(console) if console.is_terminal else Lines(console)


def line(verdict: Verdict) -> str:
    """A check that did not pass, in one line."""
    word = "FAILED" if verdict.outcome is Outcome.FAILED else "ERROR"
    return f"{word} {verdict.check} ({verdict.upgrade}): {verdict.headline}"


class _Counts:
    """How many checks ended, by outcome, and which errors were shown."""

    def __init__(self) -> None:
        self.outcomes = dict.fromkeys(Outcome, 0)
        self._errors: set[str] = set()

    def count(self, verdict: Verdict) -> bool:
        """Count a verdict; gives whether it is to be shown: every failure, and every error once."""
        self.outcomes[verdict.outcome] += 1
        if verdict.outcome is Outcome.ERROR:
            known = verdict.defect in self._errors
            self._errors.add(verdict.defect)
            return not known
        return verdict.outcome is Outcome.FAILED

    @property
    def ended(self) -> int:
        return sum(self.outcomes.values())

    def __str__(self) -> str:
        return ", ".join(f"{count} {outcome}" for outcome, count in self.outcomes.items() if count)


class Bar:
    """A bar with counts; failures scroll by above it."""

    def __init__(self, console: Console) -> None:
        columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._console = console
        self._progress = Progress(
            *columns,
            TimeElapsedColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("collecting", total=None)
        self._counts = _Counts()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def total(self, checks: int) -> None:
        """Set the end of the bar."""
        self._progress.update(self._task, total=checks, description="")

    def show(self, verdict: Verdict) -> None:
        """Move the bar on."""
        if self._counts.count(verdict):
            plain(self._console, line(verdict), style="red")
        self._progress.update(self._task, completed=self._counts.ended, description=str(self._counts))


class Lines:
    """A line for each failure, and one on the state of things every few seconds."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._counts = _Counts()
        self._total = 0
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._total:
            self._tell()

    def total(self, checks: int) -> None:
        """Tell how many there are, once."""
        if not self._total:
            plain(self._console, _checks(checks))
        self._total = checks

    def show(self, verdict: Verdict) -> None:
        """Tell of a failure, and of the state when the time has come."""
        if self._counts.count(verdict):
            plain(self._console, line(verdict))
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._tell()

    def _tell(self) -> None:
        self._last = time.monotonic()
        plain(self._console, f"{self._counts.ended} of {_checks(self._total)}: {self._counts}")


def _checks(number: int) -> str:
    return "1 check" if number == 1 else f"{number} checks"
