"""``livepeer-conformance walkthrough stream``: a stream between nodes that speak the real wire."""

import asyncio
from typing import Any

from rich.console import Console

from livepeer_conformance.commands.usage import Impossible
from livepeer_conformance.commands.walkthrough import Script, show
from livepeer_conformance.plays.play import Play
from livepeer_conformance.reports.results import ExitCode
from livepeer_conformance.settings import Settings

MISSING = "the nodes need the packages of the extra 'nodes': pip install 'livepeer-conformance[nodes]'"


def show_stream(console: Console, settings: Settings, segments: int, *, as_json: bool) -> ExitCode:
    """Play a stream on the target, tell each step, and reconcile the balances. Raises ``Impossible``."""
    try:
        from livepeer_conformance.plays.broker_chain import StreamPlay
        from livepeer_conformance.plays.stream import CAST, StreamWalk
        from livepeer_reference.streaming.broadcaster import NotTranscoded
    except ImportError as error:
        raise Impossible(f"{MISSING} ({error})") from error

    def act(play: Play) -> tuple[str, dict[str, Any]]:
        assert isinstance(play, StreamPlay)
        walk = StreamWalk(play, segments)
        try:
            asyncio.run(walk.run())
        except NotTranscoded as failure:
            return f"The stream broke off: {failure}", {}
        balances = [{"what": balance.text, "left": str(balance.left), "right": str(balance.right),
                     "equal": balance.holds} for balance in walk.balances]  # fmt: skip
        wrong = [str(balance) for balance in walk.balances if not balance.holds]
        problem = "\n".join(["The balances do not reconcile.", *wrong]) if wrong else ""
        return problem, {"winners": walk.winners, "balances": balances}

    script = Script(
        "stream", "confluence", lambda world, watch: StreamPlay(world, CAST, watch), act, {"segments": segments}
    )
    return show(console, settings, script, as_json=as_json)
