"""``livepeer-conformance bench verification``: what rules that compare videos say to honest and tampered renditions."""

import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Grid

from livepeer_conformance.bench import corpus, judging, tables
from livepeer_conformance.bench.judging import Case, Judgement
from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_reference.video.builds import FfmpegMissing
from livepeer_reference.video.corpus import real_files
from livepeer_reference.video.verdicts import FfmpegFailed

CLASSIFIER: Final = "classifier"
REPORT: Final = "verification.json"
_EXTRAS: Final = {"clips": "real clips", "bench": f"the rule {CLASSIFIER}", "plots": "plots"}


def show(console: Console, report: Path, work: Path | None, workers: int, draw: bool, form: str) -> ExitCode:
    """Make what is missing of the corpus, let all rules judge it, and show the tables as ``text`` or ``markdown``.

    Raises ``Impossible`` when ffmpeg is missing or fails, or a folder cannot be written.
    """
    try:
        if work is not None:
            work.mkdir(parents=True, exist_ok=True)
        samples = _gather(work, workers)
        report.mkdir(parents=True, exist_ok=True)
        cases = list(judging.cases(samples))
        judgements = [judgement for case in cases for judgement in judging.judge(case)]
        missing = {} if real_files() else {"clips": "no real clips"}
        judgements += _classified(cases, missing)
        rules = (*judging.RULES, CLASSIFIER)
        about = {
            "schema": "bench-verification-v1",
            "ffmpeg": corpus.build(),
            "clips": [{"name": clip.name, "half": clip.half, "character": clip.character} for clip in corpus.clips()],
            "notRun": missing,
            "clipsAsKnown": corpus.as_known(samples),
        }
        drawn = _drawn(cases, judgements, rules, report, missing) if draw else []
        content = tables.to_json(judgements, rules, about)
        (report / REPORT).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except (FfmpegMissing, FfmpegFailed) as error:
        raise Impossible(f"the corpus cannot be made: {error}") from error
    except OSError as error:
        raise Impossible(f"{error.filename or report} cannot be written: {error.strerror}") from error
    for table in tables.tables(judgements, rules):
        _tell(console, table, form)
    for extra, why in missing.items():
        plain(console, f"not run: {_EXTRAS[extra]} ({why}); pip install 'livepeer-conformance[{extra}]'")
    drawn_clips = sum(not clip.file for clip in corpus.clips())
    plain(console, f"{about['clipsAsKnown']} of {drawn_clips} drawn clips are those that docs/verification.md tells of")
    plain(console, "written: " + ", ".join(str(file) for file in (report / REPORT, *drawn)))
    return ExitCode.CONFORMANT


def _gather(work: Path | None, workers: int) -> list[corpus.Sample]:
    """All samples, with a bar on standard error where somebody looks at it."""
    chosen = corpus.clips()
    with Progress(console=Console(file=sys.stderr), transient=True) as progress:
        bar = progress.add_task("clips and renditions", total=sum(len(corpus.recipes_for(clip)) for clip in chosen))
        return corpus.gather(chosen, work, workers, lambda: progress.advance(bar))


def _classified(cases: Sequence[Case], missing: dict[str, str]) -> list[Judgement]:
    if importlib.util.find_spec("sklearn") is None:
        missing["bench"] = "no scikit-learn"
        return []
    from livepeer_conformance.bench import classifier

    return list(classifier.judge(cases))


def _drawn(
    cases: Sequence[Case], judgements: Sequence[Judgement], rules: Sequence[str], report: Path, missing: dict[str, str]
) -> list[Path]:
    if importlib.util.find_spec("matplotlib") is None:
        missing["plots"] = "no matplotlib"
        return []
    from livepeer_conformance.bench import plots

    return plots.draw(cases, judgements, rules, report)


def _tell(console: Console, table: tables.Table, form: str) -> None:
    if form == "markdown":
        console.file.write(f"\n{table.title}:\n\n| | {' | '.join(f'`{rule}`' for rule in table.rules)} |\n")
        console.file.write("|---" * (1 + len(table.rules)) + "|\n")
        console.file.writelines(f"| {name.strip()} | {' | '.join(cells)} |\n" for name, cells in table.rows)
        return
    grid = Grid(title=table.title, title_justify="left")
    grid.add_column("")
    for rule in table.rules:
        grid.add_column(rule, justify="right")
    for name, cells in table.rows:
        grid.add_row(name, *cells)
    console.print(grid)
