"""``livepeer-conformance bench``: measurements. Each subcommand imports what it needs when it is called."""

import typer

bench = typer.Typer(no_args_is_help=True, help="Measure verification and transcoding.")


@bench.callback()
def about() -> None:
    """Measure verification and transcoding."""
