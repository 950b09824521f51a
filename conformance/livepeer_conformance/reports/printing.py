"""Printing text that came from elsewhere."""

import re
from typing import Final

from rich.console import Console

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """The text with control characters made visible, so that no target can steer the terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def plain(console: Console, text: str, style: str = "") -> None:
    """Print text as it is: nothing in it is markup, and the terminal wraps it."""
    console.print(printable(text), style=style, markup=False, highlight=False, soft_wrap=True)
