"""The file of measurements: one JSON object a line, each whole in itself, so that files can be concatenated."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, TextIO

from jsonschema import Draft202012Validator

from livepeer_conformance.transcoding.measuring import Record

MAX_BYTES: Final = 64 << 20
"""A report of more is not read."""
MAX_LINE: Final = 64 << 10
_SCHEMA: Final = Path(__file__).with_name("record.schema.json")


class ReportError(Exception):
    """A file is no report; the message names file, line and field."""


class Writer:
    """Writes records as they come, each at once, so that an interrupted bench leaves what it has."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        """Append a record. One that is not as the schema says is a mistake in the bench."""
        for problem in _validator().iter_errors(record):
            raise AssertionError(f"{_where(problem)}: {problem.message}")
        self._stream.write(dumps(record) + "\n")
        self._stream.flush()


def dumps(record: Record) -> str:
    """A record as a line."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, allow_nan=False)


def read(file: Path) -> list[Record]:
    """The records of a report. Raises ``ReportError``."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ReportError(f"{file}: more than {MAX_BYTES >> 20} MiB")
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        raise ReportError(f"{file}: {error.strerror}") from error
    records = [_record(f"{file}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()]
    if not records:
        raise ReportError(f"{file}: no line in it")
    ids = [record["run_id"] for record in records if record["record"] == "run"]
    if len(set(ids)) != len(ids):
        raise ReportError(f"{file}: run_id: the same run twice")
    return records


def runs(records: list[Record]) -> Iterator[Record]:
    """The records of runs that gave a right result."""
    return (record for record in records if record["record"] == "run" and record["status"] == "ok")


def _record(where: str, line: bytes) -> Record:
    if len(line) > MAX_LINE:
        raise ReportError(f"{where}: more than {MAX_LINE >> 10} KiB in a line")
    try:
        record = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{where}: no JSON: {error}") from error
    for problem in _validator().iter_errors(record):
        raise ReportError(f"{where}: {_where(problem)}: {problem.message[:200]}")
    found: Record = record
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _where(problem: Any) -> str:
    """The field that a problem is about."""
    return ".".join(map(str, problem.absolute_path)) or "the line"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))
