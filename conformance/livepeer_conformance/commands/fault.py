"""``livepeer-conformance walkthrough fault``: faulty work is challenged, proved and slashed; honest work is not."""

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


def show_fault(console: Console, settings: Settings, store: Path | None, *, as_json: bool) -> ExitCode:
    """Play two challenges on the target, tell each step, and reconcile. Raises ``Impossible``."""
    try:
        from livepeer_conformance.plays.fault import CAST, FaultPlay, FaultWalk
        from livepeer_reference.verifying.folder import FolderInUse
    except ImportError as error:
        raise Impossible(f"{MISSING} ({error})") from error

    def act(play: Play) -> tuple[str, dict[str, Any]]:
        assert isinstance(play, FaultPlay)
        with TemporaryDirectory() as folder:
            walk = FaultWalk(play, store or Path(folder))
            try:
                walk.run()
            except (FolderInUse, OSError) as error:
                raise Impossible(str(error)) from error
        wrong = [text for text, left, right in walk.equations if left != right]
        problem = "\n".join(["The balances do not reconcile.", *wrong]) if wrong else ""
        rows = [
            {"what": text, "left": str(left), "right": str(right), "equal": left == right}
            for text, left, right in walk.equations
        ]
        return problem, {"balances": rows}

    script = Script("fault", "arbitration", lambda world, watch: FaultPlay(world, CAST, watch), act, {})
    return show(console, settings, script, as_json=as_json)
