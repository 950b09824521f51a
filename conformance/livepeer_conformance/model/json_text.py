"""Reading JSON that somebody else wrote.

The standard reader recurses, and where another library has raised the interpreter's recursion limit a file of nothing
but brackets ends the process. So the depth is measured first.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

MAX_DEPTH: Final = 200
"""Deeper nesting than any artifact, trace, fixture or answer of a node has."""

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_OPEN_OR_CLOSE: Final = re.compile(rb"[\[{]|[\]}]")


def parse_json(content: bytes | str, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """The value of a JSON text. Raises ``ValueError`` when it is none, or is nested deeper than ``MAX_DEPTH``."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    depth = 0
    for bracket in _OPEN_OR_CLOSE.findall(_STRING.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise ValueError(f"nested too deep: more than {MAX_DEPTH} levels")
    return json.loads(content, parse_constant=parse_constant)
