"""Evidence in folders: each piece has one of its own, which is there as a whole or not at all.

A piece is written into a folder that nobody looks at, every file of it is brought to the disk (fsync), then the folder
gets its name (rename), and that is brought to the disk too. Whoever is told that evidence is kept finds it after a
crash at any moment; what was half written is removed at the next start.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from livepeer_reference.verifying.accused import EVIDENCE, RENDITION, SOURCE, Accused
from livepeer_reference.verifying.reading import written

_HALF: Final = ".half-"
_LOCK: Final = ".lock"


class FolderInUse(Exception):
    """Another process keeps evidence in the folder."""


class EvidenceFolder:
    """A folder in which one process keeps evidence, and others read. Made where it is not there."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path

    @contextmanager
    def keeping(self) -> Iterator["EvidenceFolder"]:
        """Be the process that keeps evidence: remove what a crash left half written. Raises ``FolderInUse``."""
        with (self.path / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise FolderInUse(f"{self.path}: another process keeps evidence here") from error
            for half in self.path.glob(f"{_HALF}*"):
                shutil.rmtree(half) if half.is_dir() else half.unlink()
            yield self

    def keep(self, accused: Accused) -> str:
        """Keep evidence for good; its name. What is kept already stays as it is. Raises ``OSError``."""
        final = self.path / accused.name
        if final.exists():
            return final.name
        half = Path(mkdtemp(prefix=_HALF, dir=self.path))
        try:
            for file, content in (
                (SOURCE, accused.source), (RENDITION, accused.rendition), (EVIDENCE, written(accused))
            ):  # fmt: skip
                _write(half / file, content)
            sync(half)
            half.chmod(0o755)
            half.rename(final)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        sync(self.path)
        return final.name

    def names(self) -> list[str]:
        """The names of all that is kept, in order."""
        return sorted(path.name for path in self.path.iterdir() if not path.name.startswith(".") and path.is_dir())


def create_file(path: Path, content: bytes) -> None:
    """Write a file that is there as a whole or not at all, whenever a crash comes, and only if there is none.

    Raises ``FileExistsError`` and other ``OSError``.
    """
    half = path.with_name(f"{_HALF}{os.getpid()}-{path.name}")
    try:
        _write(half, content)
        # Unlike a rename, a link replaces nothing: of two at once, one fails.
        os.link(half, path)
    finally:
        half.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Bring a folder's entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
