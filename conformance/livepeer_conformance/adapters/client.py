"""A client program that is asked for the functions of the protocol, as docs/client.md says.

What it answers is judged elsewhere; here is what it may say and when, and what happens when it says something else.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from livepeer_conformance import __version__
from livepeer_conformance.adapters.client_process import ClientError, ClientProcess
from livepeer_conformance.fixtures import functions
from livepeer_conformance.model.json_text import parse_json
from livepeer_conformance.vectors import VectorCase
from livepeer_spec.requirements import SCOPES

PROTOCOL: Final = "client-v1"
PIPELINING: Final = "pipelining"
"""The client reads on before it has answered."""
REASONS: Final = "reasons"
"""The client tells for which reason it rejects."""
CAPABILITIES: Final = (PIPELINING, REASONS)

WINDOW: Final = 128
"""Questions that may wait for an answer at once, where the client can do that."""
MAX_STARTS: Final = 10
"""How often a client is started in a run that it does not survive."""

_FIELDS: Final = {"ok": {"value"}, "rejected": {"reason"}, "unsupported": set[str]()}
_SHOWN: Final = 120


class Client:
    """A client program that has introduced itself.

    Attributes:
        name: how it calls itself.
        functions: the functions that it has, by upgrade.
        capabilities: some of ``CAPABILITIES``.
    """

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        """Start a program and ask what it can do; an answer may take ``timeout`` seconds.

        Raises ``ClientError``.
        """
        self._process = ClientProcess(command, timeout)
        try:
            self._greet()
        except ClientError:
            self.close()
            raise

    def ask(self, id: str, case: VectorCase) -> None:
        """Ask for a vector's function."""
        self._send({"id": id, "upgrade": case.upgrade, "function": case.function, "args": case.case["args"]})

    def answers(self) -> list[bytes]:
        """The next lines, one at least. Raises ``ClientError`` when there are none."""
        return self._process.receive()

    def has(self, case: VectorCase) -> bool:
        """Whether the client has a vector's function."""
        return case.function in self.functions.get(case.upgrade, ())

    def close(self) -> None:
        """End the program."""
        self._process.close()

    def _send(self, content: dict[str, Any]) -> None:
        self._process.send(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode("utf-8"))

    def _greet(self) -> None:
        known = {scope: names for scope in SCOPES if (names := [function.name for function in functions.of(scope)])}
        hello = {
            "protocol": PROTOCOL,
            "suite": f"livepeer-conformance {__version__}",
            "functions": known,
            "capabilities": list(CAPABILITIES),
        }
        self._send({"hello": hello})
        first, *more = self._process.receive()
        answer = _object(first).get("hello")
        # It greets, and says nothing else.
        if not isinstance(answer, dict) or more:
            raise ClientError(f"it did not answer the greeting with one of its own: {_short(first)}")
        # It speaks the same version.
        if answer.get("protocol") != PROTOCOL:
            raise ClientError(f"it speaks {answer.get('protocol')!r}, and the suite {PROTOCOL}")
        self.name, claimed = answer.get("client"), answer.get("functions")
        capabilities = answer.get("capabilities", [])
        # All of the greeting is there.
        if not isinstance(self.name, str) or not isinstance(claimed, dict) or not isinstance(capabilities, list):
            raise ClientError(f"its greeting lacks the text client, or the object functions: {_short(first)}")
        self.capabilities = _known("capability", capabilities, CAPABILITIES)
        _known("upgrade", claimed, known)
        self.functions = {name: _known(f"function of {name}", claimed[name], known[name]) for name in claimed}


@dataclass(frozen=True)
class Lost:
    """A vector without an answer, and why; ``by_client`` where the client failed at this one."""

    why: str
    by_client: bool


@dataclass
class Examination:
    """Asks for vectors, and starts the client anew where it fails.

    Of several questions that wait when a client fails, each is asked once more alone, so that the one that it fails at
    is found and no other is lost.

    Attributes:
        start: starts the client. Raises ``ClientError``.
        problems: every failure of the client, in words.
    """

    start: Callable[[], Client]
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the client. Raises ``ClientError``."""
        self.client = self.start()
        self._starts = 1
        self._asked: dict[str, VectorCase] = {}
        self._alone = 0

    def ask(self, cases: Iterable[VectorCase]) -> Iterator[tuple[VectorCase, dict[str, Any] | Lost]]:
        """Ask for all of them; gives each with its answer, in the order of the answers."""
        waiting = deque(cases)
        number = 0
        try:
            while waiting or self._asked:
                try:
                    while waiting and len(self._asked) < self._window:
                        number += 1
                        self._asked[str(number)] = waiting.popleft()
                        self.client.ask(str(number), self._asked[str(number)])
                    for line in self.client.answers():
                        id, answer = _answer(line, self._asked)
                        self._alone = max(self._alone - 1, 0)
                        yield self._asked.pop(id), answer
                except ClientError as error:
                    yield from self._recover(str(error), waiting)
        finally:
            self.client.close()

    @property
    def _window(self) -> int:
        return WINDOW if PIPELINING in self.client.capabilities and not self._alone else 1

    def _recover(self, error: str, waiting: deque[VectorCase]) -> Iterator[tuple[VectorCase, Lost]]:
        """Start the client once more, or give up."""
        self.client.close()
        asked = list(self._asked.values())
        self._asked.clear()
        if len(asked) == 1:
            self.problems.append(f"the client failed at {asked[0].check} ({asked[0].upgrade}): {error}")
            yield asked[0], Lost(error, by_client=True)
        else:
            self.problems.append(f"the client failed while {len(asked)} questions waited, now asked alone: {error}")
            waiting.extendleft(reversed(asked))
            self._alone = len(asked)
        if not waiting:
            return
        try:
            if self._starts == MAX_STARTS:
                raise ClientError(f"it was started {MAX_STARTS} times")
            self._starts += 1
            self.client = self.start()
        except ClientError as fatal:
            self.problems.append(f"the client is not started again: {fatal}")
            yield from ((case, Lost("not reached before the client failed for good", False)) for case in waiting)
            waiting.clear()


def _answer(line: bytes, asked: Mapping[str, VectorCase]) -> tuple[str, dict[str, Any]]:
    """The id and the rest of an answer to one of the questions. Raises ``ClientError``."""
    answer = _object(line)
    id, status = answer.pop("id", None), answer.get("status")
    if not isinstance(id, str) or id not in asked:
        raise ClientError(f"it answered a question that does not wait for an answer: {_short(line)}")
    if not isinstance(status, str) or status not in _FIELDS:
        raise ClientError(f"the status is none of {', '.join(_FIELDS)}: {_short(line)}")
    if answer.keys() - {"status"} - _FIELDS[status] or (status == "ok" and "value" not in answer):
        raise ClientError(f"the fields do not go with the status: {_short(line)}")
    return id, answer


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises ``ClientError``."""
    try:
        content = parse_json(line)
    except ValueError as error:
        raise ClientError(f"it wrote a line that is no JSON: {_short(line)}") from error
    if not isinstance(content, dict):
        raise ClientError(f"it wrote a line that is no JSON object: {_short(line)}")
    return content


def _known(what: str, names: Any, known: Iterable[str]) -> frozenset[str]:
    """The names, all of which are known. Raises ``ClientError``."""
    if not isinstance(names, list | dict):
        raise ClientError(f"its greeting has no list where the name of each {what} is due, but {names!r}")
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise ClientError(f"its greeting names the unknown {what} {name!r}")
    return frozenset(names)


def _short(line: bytes) -> str:
    text = line.decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else text[:_SHOWN] + " ..."
