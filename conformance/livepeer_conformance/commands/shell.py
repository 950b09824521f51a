"""What every subcommand does: it prints to standard output, and ends with an exit code that says what came of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

USAGE = 2
ERROR = 3


@contextmanager
def exit_codes() -> Iterator[None]:
    """What the user got wrong exits with 2, what cannot be done with 3, each with its message on standard error."""
    from livepeer_conformance.commands.usage import Impossible, UsageError

    try:
        yield
    except (UsageError, Impossible) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(USAGE if isinstance(error, UsageError) else ERROR) from error


def console() -> "Console":
    """Where a subcommand prints."""
    from rich.console import Console

    return Console(file=sys.stdout)
