"""One run of ffmpeg on what somebody sent: no shell, no network, limits on time, memory and size, nothing left over.

The program leads a session of its own. What it reads comes through its standard input or from files beside it; what
the input names must be a file or a pipe, in a container that is no list of other files. When it takes too long it is
told to end (SIGTERM), and killed with all that it started after a moment, because an ffmpeg that waits for a pipe
ignores the first. Limits of CPU time, memory and file size are the kernel's, and need Linux; wall time and standard
output are limited everywhere.
"""

import fcntl
import os
import re
import resource
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from livepeer_reference.video.builds import find
from livepeer_reference.video.verdicts import FfmpegFailed, Verdict

QUIET: Final = ("-nostdin", "-hide_banner", "-loglevel", "error")
PROTOCOLS: Final = "file,pipe"
CONTAINERS: Final = "mpegts,mov,matroska"
"""What is read, by the names of ffmpeg's demuxers; no playlist, which could name any file."""
MAX_PIXELS: Final = 8192 * 4320
"""Pixels of a picture at most; the decoder refuses more."""

_CHUNK: Final = 1 << 20
"""Bytes that a pipe holds where the system allows it; with less, both ends would wake each other for each page."""
_LOG: Final = 1 << 16
_ADDRESSES: Final = (8 << 30) + (os.cpu_count() or 1) * (256 << 20)
"""Bytes: each thread of an encoder reserves addresses for its stack and its heap, of which it uses little."""
_FIRST_LOOK: Final = 0.02
"""Seconds to the first look at how much memory the program has; to each later one it takes twice as long."""
_POINTER: Final = re.compile(r" @ 0x[0-9a-f]+")
_ALIVE: Final[set[int]] = set()
"""The groups of the programs that run now."""


@dataclass(frozen=True)
class Limits:
    """What a run may take.

    Attributes:
        wall: seconds.
        processor: CPU seconds, of the program and its threads.
        memory: bytes of address space; none for programs that drive a GPU, which reserve more than there is.
        output: bytes of the standard output, and of each file.
        grace: seconds that the program has to end after it was told to.
    """

    wall: float = 60.0
    processor: int = 240
    memory: int | None = _ADDRESSES
    output: int = 256 << 20
    grace: float = 2.0


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Run:
    """How a run ended.

    Attributes:
        verdict: why there is no result; none when it ended with 0.
        output: what it wrote to its standard output.
        said: the lines of its standard error, as far as 64 KiB, without addresses in memory.
        code: its exit code; a signal's number negated when that ended it.
        wall: seconds.
        user: CPU seconds.
        system: CPU seconds.
        memory: bytes of its resident set at most, as far as looks at it tell, the last one after half of its time.
    """

    verdict: Verdict | None
    output: bytes
    said: tuple[str, ...]
    code: int
    wall: float
    user: float
    system: float
    memory: int

    @property
    def why(self) -> str:
        """The first thing that it said; later ones are mostly consequences."""
        if self.said:
            return self.said[0]
        if self.code < 0:
            return f"ended by {signal.Signals(-self.code).name}"
        return f"exit code {self.code}" if self.code else ""


def guarded(arguments: Sequence[str]) -> list[str]:
    """ffmpeg's arguments with a guard before each input: files and pipes alone, known containers, no huge picture.

    An input that ffmpeg itself generates (``-f lavfi``) has only the first guard. The input ``-`` becomes a pipe: to
    some builds it is a protocol of its own.
    """
    result: list[str] = []
    for before, word in zip(("", *arguments), arguments, strict=False):
        if word == "-i":
            result += ["-protocol_whitelist", PROTOCOLS]
            if before != "lavfi":
                result += ["-format_whitelist", CONTAINERS, "-max_pixels", str(MAX_PIXELS)]
        result.append("pipe:0" if (before, word) == ("-i", "-") else word)
    return result


def run(
    arguments: Sequence[str],
    source: bytes = b"",
    limits: Limits = LIMITS,
    folder: Path | None = None,
    program: str | None = None,
) -> Run:
    """A run of ffmpeg that ended well, on ``source`` as its standard input, in ``folder``.

    Raises ``FfmpegMissing``, and ``FfmpegFailed`` with the verdict ``TIMEOUT``, ``KILLED``, ``TOO_LARGE`` or
    ``FAILED``; whether that is the fault of what it read, :mod:`~livepeer_reference.video.examining` tells.
    """
    done = attempt([program or find(), *QUIET, *guarded(arguments)], source, limits, folder)
    if done.verdict is not None:
        raise FfmpegFailed(done.verdict, done.why)
    return done


def attempt(
    command: Sequence[str],
    source: bytes = b"",
    limits: Limits = LIMITS,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """A run of any program under limits, however it ends, with more in its environment than this process has.

    Raises ``FfmpegFailed`` when it cannot be started.
    """
    started = time.monotonic()
    program = _started(command, source, folder, environment or {})
    _ALIVE.add(program.pid)
    try:
        _set_limits(program.pid, limits)
        output, said, memory, verdict = _exchange(program, source, limits, started + limits.wall)
        verdict = verdict or _await_exit(program, started + limits.wall)
    finally:
        usage = _end(program, limits.grace)
        _ALIVE.discard(program.pid)
    used, lines = usage.ru_utime + usage.ru_stime, tuple(_POINTER.sub("", said.decode("utf-8", "replace")).split("\n"))
    lines = tuple(line.strip() for line in lines if line.strip())
    code = program.returncode
    if verdict is None:
        verdict = _verdict(code, used, lines, limits)
    wall = time.monotonic() - started
    return Run(verdict, output, lines, code, wall, usage.ru_utime, usage.ru_stime, memory)


def kill_all() -> None:
    """Kill the programs of all runs that go on in other threads, because this process is about to end."""
    for pid in list(_ALIVE):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for the files of a run, which goes with all that is in it."""
    with TemporaryDirectory(prefix="livepeer-video-") as folder:
        yield Path(folder)


def _started(command: Sequence[str], source: bytes, folder: Path | None, more: Mapping[str, str]) -> Any:
    """The program, at the head of a session. Raises ``FfmpegFailed``."""
    # FFREPORT would make ffmpeg write a file; the others keep colours and chatter out of what is said.
    environment = {name: value for name, value in os.environ.items() if name != "FFREPORT"}
    environment |= {"AV_LOG_FORCE_NOCOLOR": "1", "SVT_LOG": "1", **more}
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if source else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise FfmpegFailed(Verdict.FAILED, f"{command[0]} cannot be started: {error.strerror}") from error


def _set_limits(pid: int, limits: Limits) -> None:
    """Hand limits to the kernel, right after the start: code between fork and exec is unsafe beside threads."""
    wanted = [
        (resource.RLIMIT_CPU, limits.processor),
        (resource.RLIMIT_FSIZE, limits.output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, limits.memory),
    ]
    for kind, amount in wanted:
        if amount is None or not hasattr(resource, "prlimit"):
            continue
        hard = resource.getrlimit(kind)[1]
        soft = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        # A second after it was told that its CPU time is over, it is killed.
        with suppress(ProcessLookupError):
            resource.prlimit(pid, kind, (soft, soft + (kind == resource.RLIMIT_CPU and soft != hard)))


def _exchange(program: Any, source: bytes, limits: Limits, until: float) -> tuple[bytes, bytes, int, Verdict | None]:
    """Serve all pipes until the program has closed its own.

    Gives standard output, standard error, bytes of memory, and what was too much.
    """
    outbox, output, said, memory = memoryview(source), bytearray(), bytearray(), 0
    pause, look_at = _FIRST_LOOK, time.monotonic() + _FIRST_LOOK
    with selectors.DefaultSelector() as selector:
        for pipe in (program.stdout, program.stderr):
            selector.register(pipe, selectors.EVENT_READ)
        _widen(program.stdout)
        if source:
            _widen(program.stdin)
            os.set_blocking(program.stdin.fileno(), False)
            selector.register(program.stdin, selectors.EVENT_WRITE)
        while {program.stdout, program.stderr} & {key.fileobj for key in selector.get_map().values()}:
            now = time.monotonic()
            if now >= until:
                return b"", bytes(said), memory, Verdict.TIMEOUT
            if now >= look_at:
                pause *= 2
                memory, look_at = _memory(program.pid) or memory, now + pause
            for key, _ in selector.select(min(until, look_at) - now):
                pipe = key.fileobj
                if pipe is program.stdin:
                    outbox = _sent(pipe, outbox)
                    if not outbox:
                        selector.unregister(pipe)
                        pipe.close()
                    continue
                content = os.read(pipe.fileno(), _CHUNK)  # type: ignore[union-attr]
                if not content:
                    selector.unregister(pipe)
                elif pipe is program.stdout:
                    output += content
                else:
                    said += content[: _LOG - len(said)]
            if len(output) > limits.output:
                return b"", bytes(said), memory, Verdict.TOO_LARGE
    return bytes(output), bytes(said), memory, None


def _memory(pid: int) -> int | None:
    """Bytes of a program's resident set at most so far; what the kernel tells at its end counts this process too."""
    with suppress(OSError), open(f"/proc/{pid}/status", "rb") as file:
        for line in file:
            if line.startswith(b"VmHWM:"):
                return int(line.split()[1]) * 1024
    return None


def _widen(pipe: Any) -> None:
    """Let a pipe hold more, where the system can and allows it."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _CHUNK)


def _sent(pipe: Any, outbox: memoryview) -> memoryview:
    """What is left to be sent after as much was sent as the pipe takes; nothing when nobody reads it any more."""
    try:
        return outbox[os.write(pipe.fileno(), outbox[:_CHUNK]) :]
    except BrokenPipeError:
        return outbox[:0]


def _reaped(program: Any, options: int = 0) -> Any:
    """What the program used, when it has ended; else none."""
    pid, status, usage = os.wait4(program.pid, options)
    if not pid:
        return None
    program.returncode = os.waitstatus_to_exitcode(status)
    program.usage = usage
    return usage


def _await_exit(program: Any, until: float) -> Verdict | None:
    """Wait for the program, which has closed its pipes, to end."""
    pause = 0.0002
    while _reaped(program, os.WNOHANG) is None:
        if time.monotonic() >= until:
            return Verdict.TIMEOUT
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    return None


def _end(program: Any, grace: float) -> Any:
    """End the program, if it has not ended, and all that it started: what they used."""
    for pipe in (program.stdin, program.stdout, program.stderr):
        if pipe is not None:
            pipe.close()
    if program.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, signal.SIGTERM)
        _await_exit(program, time.monotonic() + grace)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    return program.usage if program.returncode is not None else _reaped(program)


def _verdict(code: int, used: float, said: Sequence[str], limits: Limits) -> Verdict | None:
    """What an exit code means that nothing from here caused."""
    if code == 0:
        return None
    if code == -signal.SIGXCPU or used >= limits.processor:
        return Verdict.TIMEOUT
    if code == -signal.SIGXFSZ or any("File too large" in line or "Cannot allocate memory" in line for line in said):
        return Verdict.TOO_LARGE
    return Verdict.KILLED if code < 0 else Verdict.FAILED
