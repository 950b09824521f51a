"""Keeps evidence, and is killed (SIGKILL) right before a step: ``python killed_keeping.py FOLDER``.

For each step there is a folder FOLDER/STEP with one piece in it, and a child that is to keep another one there. It says
what each child had acknowledged before it died. A process of its own, because a fork beside threads is unsafe.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from verifying_world import accused

from livepeer_reference.verifying import folder as folders
from livepeer_reference.verifying.folder import EvidenceFolder

STEPS = ("fsync", "fsync", "fsync", "fsync", "rename", "fsync", "done")
"""What keeping does to the disk, in its order: three files, their folder, its name, and the folder around it."""


def die_at(step: int, path: Path, acknowledged: int) -> None:
    """Keep evidence in this process, and be killed right before a step."""
    seen: list[str] = []

    def watched(name: str, real: Any) -> Any:
        def call(*arguments: Any) -> Any:
            seen.append(name)
            if len(seen) > step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments)

        return call

    folders.os.fsync = watched("fsync", os.fsync)
    Path.rename = watched("rename", Path.rename)  # type: ignore[method-assign]
    name = EvidenceFolder(path).keep(accused(1))
    assert (*seen, "done") == STEPS
    os.write(acknowledged, name.encode())
    os.kill(os.getpid(), signal.SIGKILL)


def main(path: Path) -> None:
    """One child a step; a line each of what killed it and what it had acknowledged."""
    for step in range(len(STEPS)):
        EvidenceFolder(path / str(step)).keep(accused(0))
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                die_at(step, path / str(step), writer)
            finally:
                os._exit(1)
        os.close(writer)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status), os.read(reader, 100).decode(), flush=True)
        os.close(reader)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
