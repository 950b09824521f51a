"""Errors in what the user gives: artifacts, manifests, error maps, addresses."""

from pathlib import Path


class TargetError(Exception):
    """A target cannot be built; the message says what is wrong and where."""


class FileError(TargetError):
    """A file of the user's is wrong.

    Attributes:
        file: the file.
        field: the place in it, such as ``bytecode`` or ``contracts[2].arguments``; empty when it is the whole file.
        message: what is wrong there.
    """

    def __init__(self, file: Path | str, field: str, message: str) -> None:
        super().__init__(f"{file}: {field}: {message}" if field else f"{file}: {message}")
        self.file = str(file)
        self.field = field
        self.message = message


class ArtifactError(FileError):
    """A compiled contract that cannot be used."""


class ManifestError(FileError):
    """A deployment manifest, or a file of deployed addresses, that makes no sense."""


class ErrorMapError(FileError):
    """An error map that makes no sense."""
