"""What a check of a running node is, and what comes of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from livepeer_reference.streaming.client import CallRefused, TransportError
from livepeer_reference.streaming.net import Malformed

Side = TypeVar("Side")


class Violation(Exception):
    """The node does not do what a requirement says; the text has what was expected and what was found."""


class Undecided(Exception):
    """What the node is set up for leaves no way to see whether a requirement is met; the text says why."""


class CheckStatus(StrEnum):
    """What a check shows."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Check(Generic[Side]):
    """One check: what it does, and the requirements that it covers."""

    name: str
    text: str
    requirements: tuple[str, ...]
    act: Callable[[Side], Awaitable[None]]


@dataclass(frozen=True)
class CheckResult:
    """What came of a check; ``detail`` is why it failed or could not be run."""

    name: str
    text: str
    requirements: tuple[str, ...]
    status: CheckStatus
    detail: str = ""


class Checks(Generic[Side]):
    """The checks of one kind of node, in the order in which they were written."""

    def __init__(self) -> None:
        self.all: list[Check[Side]] = []

    def covers(
        self, *requirements: str
    ) -> Callable[[Callable[[Side], Awaitable[None]]], Callable[[Side], Awaitable[None]]]:
        """Make a function a check of these requirements; its docstring says what is checked."""

        def add(act: Callable[[Side], Awaitable[None]]) -> Callable[[Side], Awaitable[None]]:
            text = (act.__doc__ or "").strip().splitlines()[0]
            self.all.append(Check(act.__name__, text, requirements, act))
            return act

        return add

    async def run(
        self, side: Side, tell: Callable[[CheckResult], None] = lambda result: None, requirements: Sequence[str] = ()
    ) -> list[CheckResult]:
        """Run those that cover one of the requirements, or all, one after another."""
        results = []
        for check in self.all:
            if requirements and not set(requirements) & set(check.requirements):
                continue
            status, detail = await _outcome(check, side)
            results.append(CheckResult(check.name, check.text, check.requirements, status, detail))
            tell(results[-1])
        return results


async def _outcome(check: Check[Side], side: Side) -> tuple[CheckStatus, str]:
    """What a check shows, and why. A node that does not answer as it must fails the check too."""
    try:
        await check.act(side)
    except Undecided as obstacle:
        return CheckStatus.NOT_RUN, str(obstacle)
    except (Violation, Malformed) as violation:
        return CheckStatus.FAILED, str(violation)
    except CallRefused as refusal:
        return CheckStatus.FAILED, f"the node refuses a call: {refusal}"
    except TransportError as error:
        return CheckStatus.FAILED, f"no answer: {error}"
    return CheckStatus.PASSED, ""


def expect(condition: bool, expected: str, found: object) -> None:
    """Fail the check unless ``condition`` holds. Raises ``Violation``."""
    if not condition:
        raise Violation(f"expected {expected}; found {found}")


def failed(results: Sequence[CheckResult]) -> list[CheckResult]:
    """The results that show something wrong."""
    return [result for result in results if result.status is CheckStatus.FAILED]
