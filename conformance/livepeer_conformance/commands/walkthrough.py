"""``livepeer-conformance walkthrough``: a play of real transactions, step by step."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from livepeer_conformance.adapters.target import TargetError
from livepeer_conformance.backends.base import BackendError
from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.compare.explain import explain
from livepeer_conformance.lockstep.world import World
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

WALKTHROUGHS = ("job", "stream", "dispute", "fault")


@dataclass(frozen=True)
class Script:
    """What is played.

    Attributes:
        name: which walkthrough it is.
        upgrade: the rules on the chain.
        play: makes the play on a world.
        act: plays it; what is wrong at the end, in words, and more for the JSON document.
        details: what the user chose.
    """

    name: str
    upgrade: str
    play: Callable[[World, Callable[[Told], None]], Play]
    act: Callable[[Play], tuple[str, dict[str, Any]]]
    details: dict[str, Any]


def show_job(console: Console, settings: Settings, cheat: str, store: Path | None, *, as_json: bool) -> ExitCode:
    """Play a job of alpha on the target and tell each step. Raises ``Impossible``."""

    def act(play: Play) -> tuple[str, dict[str, Any]]:
        JobPlay(play, FolderStore(store) if store else Store(), cheat).run()
        return "", {}

    script = Script("job", "alpha", lambda world, watch: Play(world, CAST, watch), act, {"cheat": cheat or None})
    return show(console, settings, script, as_json=as_json)


def show(console: Console, settings: Settings, script: Script, *, as_json: bool) -> ExitCode:
    """Play a script on the target and tell each step. Raises ``Impossible``."""
    session = Session(settings)
    try:
        ffmpeg.find()
        return _play(console, session, script, as_json)
    except (ffmpeg.FfmpegMissing, ffmpeg.FfmpegFailed, TargetError, BackendError, NotRun) as error:
        raise Impossible(str(error)) from error
    finally:
        session.close()


def _play(console: Console, session: Session, script: Script, as_json: bool) -> ExitCode:
    number = 0

    def watch(told: Told) -> None:
        nonlocal number
        number += not told.is_title
        for line in telling.lines(told, number):
            plain(console, line)

    world = session.world(script.upgrade)
    play = script.play(world, (lambda told: None) if as_json else watch)
    before, explanation, problem = play.holdings(), "", ""
    more: dict[str, Any] = {}
    try:
        problem, more = script.act(play)
        play.finish()
    except NonConformance as failure:
        explanation = explain(world, failure.trace, failure.step_index, failure.differences).text(with_steps=False)
    after = play.holdings()
    if as_json:
        document = _document(session.settings.backend, script, play, explanation) | more
        holdings = {"before": telling.plain_holdings(before), "after": telling.plain_holdings(after)}
        console.file.write(json.dumps({**document, "holdings": holdings}, indent=1, ensure_ascii=False) + "\n")
    else:
        plain(console, "\nWhat everybody holds, before and after")
        for line in telling.table(before, after):
            plain(console, line)
        plain(console, "\n" + (explanation or problem or "Every step was compared with the spec: no divergence."))
    return ExitCode.NON_CONFORMANT if explanation or problem else ExitCode.CONFORMANT


def _document(backend: str, script: Script, play: Play, explanation: str) -> dict[str, Any]:
    steps = [telling.plain_step(told) for told in play.told if not told.is_title]
    return {
        "walkthrough": script.name,
        **script.details,
        "backend": backend,
        "steps": steps,
        "divergence": explanation or None,
    }
