"""``livepeer-conformance walkthrough dispute``: a cheat is caught, or a false accuser."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from livepeer_conformance.commands.stream import MISSING
from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.commands.walkthrough import Script, show
from livepeer_conformance.plays.play import Play
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.settings import Settings


def show_dispute(
    console: Console, settings: Settings, segments: int, store: Path | None, is_false: bool, *, as_json: bool
) -> ExitCode:
    """Play a dispute on the target, tell each step, and reconcile the stakes. Raises ``Impossible``."""
    try:
        from livepeer_conformance.plays.dispute import CAST, DisputeWalk
        from livepeer_conformance.plays.dispute_play import DisputePlay
        from livepeer_reference.streaming.broadcaster import NotTranscoded
        from livepeer_reference.verifying.folder import FolderInUse
    except ImportError as error:
        raise Impossible(f"{MISSING} ({error})") from error

    def act(play: Play) -> tuple[str, dict[str, Any]]:
        assert isinstance(play, DisputePlay)
        with TemporaryDirectory() as folder:
            walk = DisputeWalk(play, segments, store or Path(folder), is_false)
            try:
                asyncio.run(walk.run())
            except NotTranscoded as failure:
                return f"The stream broke off: {failure}", {}
            except (FolderInUse, OSError) as error:
                raise Impossible(str(error)) from error
        wrong = [text for text, left, right in walk.equations if left != right]
        problem = "\n".join(["The stakes do not reconcile.", *wrong]) if wrong else ""
        rows = [
            {"what": text, "left": str(left), "right": str(right), "equal": left == right}
            for text, left, right in walk.equations
        ]
        return problem, {"balances": rows}

    details = {"segments": segments, "false": is_false}
    script = Script("dispute", "arbitration", lambda world, watch: DisputePlay(world, CAST, watch), act, details)
    return show(console, settings, script, as_json=as_json)
