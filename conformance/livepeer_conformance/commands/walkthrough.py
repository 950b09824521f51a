"""``livepeer-conformance walkthrough``: a play of real transactions, step by step."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console

from livepeer_conformance.adapters.target import TargetError
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.compare.explain import explain
from livepeer_conformance.plays import telling
from livepeer_conformance.plays.job import CAST, JobPlay
from livepeer_conformance.plays.play import Play, Told
from livepeer_conformance.reports.printing import plain
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.session import Session
from livepeer_conformance.settings import Settings
from livepeer_conformance.suites.scenario import NonConformance
from livepeer_conformance.verdict import NotRun
from livepeer_reference.nodes import ffmpeg
from livepeer_reference.nodes.store import FolderStore, Store

WALKTHROUGHS = ("job",)


def show(console: Console, settings: Settings, cheat: str, store: Path | None, *, as_json: bool) -> ExitCode:
    """Play a job of alpha on the target and tell each step. Raises ``Impossible``."""
    session = Session(settings)
    try:
        ffmpeg.find()
        return _play(console, session, cheat, FolderStore(store) if store else Store(), as_json)
    except (ffmpeg.FfmpegMissing, ffmpeg.FfmpegFailed, TargetError, BackendError, NotRun) as error:
        raise Impossible(str(error)) from error
    finally:
        session.close()


def _play(console: Console, session: Session, cheat: str, store: Store, as_json: bool) -> ExitCode:
    number = 0

    def watch(told: Told) -> None:
        nonlocal number
        number += not told.is_title
        for line in telling.lines(told, number):
            plain(console, line)

    world = session.world("alpha")
    play = Play(world, CAST, (lambda told: None) if as_json else watch)
    before, explanation = play.holdings(), ""
    try:
        JobPlay(play, store, cheat).run()
        play.finish()
    except NonConformance as failure:
        explanation = explain(world, failure.trace, failure.step_index, failure.differences).text(with_steps=False)
    after = play.holdings()
    if as_json:
        document = _document(session.settings.backend, cheat, play, explanation)
        holdings = {"before": telling.plain_holdings(before), "after": telling.plain_holdings(after)}
        console.file.write(json.dumps({**document, "holdings": holdings}, indent=1, ensure_ascii=False) + "\n")
    else:
        plain(console, "\nWhat everybody holds, before and after")
        for line in telling.table(before, after):
            plain(console, line)
        plain(console, "\n" + (explanation or "Every step was compared with the spec: no divergence."))
    return ExitCode.NON_CONFORMANT if explanation else ExitCode.CONFORMANT


def _document(backend: str, cheat: str, play: Play, explanation: str) -> dict[str, Any]:
    steps = [telling.plain_step(told) for told in play.told if not told.is_title]
    return {
        "walkthrough": "job",
        "cheat": cheat or None,
        "backend": backend,
        "steps": steps,
        "divergence": explanation or None,
    }
