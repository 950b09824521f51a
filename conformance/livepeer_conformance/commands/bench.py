"""``livepeer-conformance bench``: measurements. Each subcommand imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from livepeer_conformance.commands.shell import console, exit_codes

bench = typer.Typer(no_args_is_help=True, help="Measure verification and transcoding.")


@bench.callback()
def about() -> None:
    """Measure verification and transcoding."""


@bench.command("transcode")
def bench_transcode(
    quick: Annotated[
        bool, typer.Option("--quick", help="About a minute: one small clip, few runs, no masks of the CPU.")
    ] = False,
    lane: Annotated[list[str] | None, typer.Option("--lane", help="Only this lane, repeatable.")] = None,
    ffmpeg: Annotated[
        list[str] | None,
        typer.Option(help="An ffmpeg to measure, repeatable; the first one looks at all results. Default: all found."),
    ] = None,
    report: Annotated[Path, typer.Option(file_okay=False, help="Folder of the report and the plots.")] = Path(
        "conformance-report"
    ),
    plots: Annotated[bool, typer.Option(help="Draw the plots too.")] = True,
) -> None:
    """Measure transcoding on CPU and devices: whether the same run gives the same result, and how fast it is.

    Whatever is present runs; each lane that does not is shown with one word and the first error (docs/transcoding.md).

    Exit codes: 0 measured, and what must hold does; 1 a wrong picture, an exact setting that gives several results, or
    a lane that fails now and then; 2 the command line makes no sense; 3 nothing could be measured.
    """
    with exit_codes():
        from livepeer_conformance.commands import bench_transcode as command

        raise typer.Exit(command.transcode(console(), report, lane or (), ffmpeg or (), quick, plots))


@bench.command("compare")
def bench_compare(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Reports of bench transcode.")],
    merged: Annotated[Path | None, typer.Option(dir_okay=False, help="Write all records into this report.")] = None,
    tables: Annotated[bool, typer.Option("--tables", help="Show the tables of each report too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Compare reports of machines and builds: which cells agree bit for bit, and why others cannot be compared.

    Exit codes: 0 compared, whatever came of it; 2 a file is no report, or there is nothing to compare it with; 3 the
    merged report cannot be written.
    """
    with exit_codes():
        from livepeer_conformance.commands import bench_transcode as command
        from livepeer_conformance.commands.usage import UsageError

        if json and tables:
            raise UsageError("either --json or --tables")
        raise typer.Exit(command.compare_files(console(), files, merged, tables, json))


@bench.command("verification")
def bench_verification(
    report: Annotated[Path, typer.Option(file_okay=False, help="Folder of the report and the plots.")] = Path(
        "conformance-report"
    ),
    work: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Keep here what was seen of each rendition, and do not make it again."),
    ] = None,
    workers: Annotated[int, typer.Option("-n", min=1, max=64, help="Renditions that are made at a time.")] = 3,
    plots: Annotated[bool, typer.Option(help="Draw the plots too.")] = True,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="The tables as they stand in docs/verification.md.")
    ] = False,
) -> None:
    """Let the rules of verification judge honest and tampered renditions, on both halves of the corpus.

    All clips are drawn by ffmpeg; the extra `clips` adds real ones, the extra `bench` a trained classifier. It takes
    about ten minutes on two cores that do nothing else; with --work a run that was broken off goes on where it was.

    Exit codes: 0 measured, whatever came of it; 2 the command line makes no sense; 3 ffmpeg is missing or fails, or a
    folder cannot be written.
    """
    with exit_codes():
        from livepeer_conformance.commands import bench_verification as command

        form = "markdown" if markdown else "text"
        raise typer.Exit(command.show(console(), report, work, workers, plots, form))
