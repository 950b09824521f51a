"""The requirements that a failure speaks against, as its explanation cites them."""

import textwrap
from collections.abc import Sequence
from typing import Final

from livepeer_spec import requirements as registry

_SHOWN: Final = 4
_WIDTH: Final = 100


def requirement_lines(ids: Sequence[str], title: str = "Requirements") -> list[str]:
    """The title, the first few requirements with their texts, and the other ids."""
    known, lines = registry.load(), [title]
    for id_ in ids[:_SHOWN]:
        lines += _wrap(f"{id_}  {known[id_].text if id_ in known else ''}", " " * (len(id_) + 4))
    if hidden := ids[_SHOWN:]:
        lines += _wrap("and " + ", ".join(hidden), "  ")
    return lines


def _wrap(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent=indent, break_on_hyphens=False)
