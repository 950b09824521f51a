"""A client program as a child process: lines to its standard input, lines from its standard output.

One thread serves all its pipes and waits for none of them, so that a client that reads nothing, writes without end, or
fills its standard error harms nobody but itself. Needs a POSIX system.
"""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

MAX_LINE: Final = 1 << 20
"""Bytes of a line of the client at most."""

_CHUNK: Final = 1 << 16
_LOG: Final = 2000
_LOG_LINES: Final = 5
_GRACE: Final = 1.0
"""Seconds that a program has to end after it was told, or after it closed its output."""


class ClientError(Exception):
    """The client program failed, or broke the protocol; says nothing about conformance."""


def _started(command: Sequence[str]) -> Any:
    """The program, which leads a process group of its own. Raises ``ClientError``."""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
    except OSError as error:
        raise ClientError(f"{command[0]} cannot be started: {error.strerror}") from error


class ClientProcess:
    """A running client program. Raises ``ClientError`` when it cannot be started."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self._timeout = timeout
        self._program = _started(command)
        self._outbox, self._partial, self._log = bytearray(), b"", b""
        self._lines: list[bytes] = []
        self._has_ended = False
        self._selector = selectors.DefaultSelector()
        for pipe in (self._program.stdout, self._program.stderr):
            self._selector.register(pipe, selectors.EVENT_READ)
        os.set_blocking(self._program.stdin.fileno(), False)

    def send(self, line: bytes) -> None:
        """Put a line into the outbox, from which it goes as the client reads."""
        if not self._outbox:
            self._selector.register(self._program.stdin, selectors.EVENT_WRITE)
        self._outbox += line + b"\n"

    def receive(self) -> list[bytes]:
        """Lines of the client, one at least. Raises ``ClientError`` when none comes in time, or none can come."""
        deadline = time.monotonic() + self._timeout
        while not self._lines:
            if self._has_ended:
                raise ClientError(self._end())
            left = deadline - time.monotonic()
            if left <= 0:
                raise ClientError(f"it said nothing for {self._timeout:g} s{self._last_words()}")
            for key, _ in self._selector.select(left):
                self._serve(key.fileobj)
        lines, self._lines = self._lines, []
        return lines

    def close(self) -> None:
        """End the program and whatever it started: it is told by the end of its input, then killed."""
        if self._program.stdin.closed:
            return
        with suppress(OSError):
            self._program.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._program.wait(_GRACE)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        self._selector.close()
        self._program.stdout.close()
        self._program.stderr.close()

    def _serve(self, pipe: Any) -> None:
        """Move what one pipe takes or has."""
        if pipe is self._program.stdin:
            self._write()
        elif pipe is self._program.stderr:
            self._log = (self._log + (os.read(pipe.fileno(), _CHUNK) or self._forget(pipe)))[-_LOG:]
        else:
            self._read(pipe)

    def _forget(self, pipe: Any) -> bytes:
        self._selector.unregister(pipe)
        return b""

    def _write(self) -> None:
        pipe = self._program.stdin
        try:
            del self._outbox[: os.write(pipe.fileno(), self._outbox[:_CHUNK])]
        except BrokenPipeError:
            # It reads no more; whether it still answers, its output tells.
            self._outbox.clear()
        if not self._outbox:
            self._selector.unregister(pipe)

    def _read(self, pipe: Any) -> None:
        content = os.read(pipe.fileno(), _CHUNK)
        if not content:
            self._has_ended = True
            self._selector.unregister(pipe)
            return
        *lines, self._partial = (self._partial + content).split(b"\n")
        if any(len(line) > MAX_LINE for line in (*lines, self._partial)):
            raise ClientError(f"it wrote a line of more than {MAX_LINE} bytes")
        self._lines += lines

    def _end(self) -> str:
        """How the program ended."""
        where = " in the middle of a line" if self._partial else ""
        try:
            code = self._program.wait(_GRACE)
        except subprocess.TimeoutExpired:
            return f"it closed its output{where}{self._last_words()}"
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        return f"it ended {how}{where}{self._last_words()}"

    def _last_words(self) -> str:
        """The end of its standard error."""
        while any(key.fileobj is self._program.stderr for key, _ in self._selector.select(0)):
            self._serve(self._program.stderr)
        lines = self._log.decode("utf-8", "replace").strip().split("\n")[-_LOG_LINES:]
        return "; its last words: " + "\n".join(lines) if lines != [""] else ""
