"""A content-addressed store: who has the digest of some content can get it, and can tell that it is the right one."""

from pathlib import Path

from livepeer_spec.primitives.hashing import keccak
from livepeer_spec.primitives.types import Hash32


class MissingContent(KeyError):
    """Nobody put content of this digest into the store."""


class CorruptContent(Exception):
    """The store holds something else under this digest."""


class Store:
    """Content by its keccak digest, in memory."""

    def __init__(self) -> None:
        self._contents: dict[Hash32, bytes] = {}

    def put(self, content: bytes) -> Hash32:
        """Keep ``content`` and return the digest that it can be had by."""
        digest = keccak(content)
        self._write(digest, content)
        return digest

    def get(self, digest: Hash32) -> bytes:
        """The content of this digest. Raises ``MissingContent`` and ``CorruptContent``."""
        content = self._read(digest)
        if content is None:
            raise MissingContent(digest.hex())
        if keccak(content) != digest:
            raise CorruptContent(digest.hex())
        return content

    def _read(self, digest: Hash32) -> bytes | None:
        return self._contents.get(digest)

    def _write(self, digest: Hash32, content: bytes) -> None:
        self._contents[digest] = content


class FolderStore(Store):
    """Content by its keccak digest, one file each in a folder, which is made when it is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def _read(self, digest: Hash32) -> bytes | None:
        path = self._folder / digest.hex()
        return path.read_bytes() if path.exists() else None

    def _write(self, digest: Hash32, content: bytes) -> None:
        (self._folder / digest.hex()).write_bytes(content)
